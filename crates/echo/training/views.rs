//! Writes what the tagger's network sees of labelled addresses, for
//! `tagger_net.py`. Training and use share this code, so they cannot differ.
//!
//! `cargo run --release -p echo --example views -- ADDRESSES.jsonl.gz OUT.jsonl`

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use echo::place::{tagger, tokens};
use flate2::read::MultiGzDecoder;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [addresses, out] = arguments.as_slice() else {
        return Err("usage: ADDRESSES.jsonl.gz OUT.jsonl".into());
    };
    // Only its list of names is used.
    let tagger = tagger().ok_or("the tagger's file is damaged")?;
    let mut out = BufWriter::new(File::create(out)?);
    for line in BufReader::new(MultiGzDecoder::new(File::open(addresses)?)).lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let tokens = tokens(row["text"].as_str().unwrap_or_default());
        let views = tagger.views(&tokens);
        let forms: Vec<&str> = views.iter().map(|view| view.form.as_str()).collect();
        let marks: Vec<&[String]> = views.iter().map(|view| view.marks.as_slice()).collect();
        let line = serde_json::json!({"forms": forms, "marks": marks, "tags": row["tags"]});
        writeln!(out, "{line}")?;
    }
    Ok(())
}
