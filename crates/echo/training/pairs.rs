//! Writes the features of labelled address pairs for `pairs.py`, and the table
//! of rare letters. Training and use share this code, so they cannot differ.
//!
//! `cargo run --release -p echo --example pairs -- PAIRS.jsonl.gz RARITY_OUT FEATURES_OUT`

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use echo::place::{Rarity, encode_rarity, group_features, tagger};
use flate2::read::MultiGzDecoder;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [pairs, rarity_out, features_out] = arguments.as_slice() else {
        return Err("usage: PAIRS.jsonl.gz RARITY_OUT FEATURES_OUT".into());
    };
    let tagger = tagger().ok_or("the tagger's file is damaged")?;
    let mut rows: Vec<serde_json::Value> = Vec::new();
    for line in BufReader::new(MultiGzDecoder::new(File::open(pairs)?)).lines() {
        rows.push(serde_json::from_str(&line?)?);
    }
    let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap_or("").to_owned();
    let seconds: Vec<String> = rows.iter().map(|row| text(row, "b")).collect();
    let rarity = Rarity::of(seconds.iter().map(String::as_str));
    std::fs::write(rarity_out, encode_rarity(&rarity))?;
    let mut out = BufWriter::new(File::create(features_out)?);
    for group in rows.chunk_by(|a, b| a["qid"] == b["qid"]) {
        let address = text(&group[0], "a");
        let candidates: Vec<String> = group.iter().map(|row| text(row, "b")).collect();
        let candidates: Vec<&str> = candidates.iter().map(String::as_str).collect();
        for features in group_features(&address, &candidates, tagger, &rarity) {
            out.write_all(&(features.len() as u32).to_le_bytes())?;
            for value in features {
                out.write_all(&value.to_le_bytes())?;
            }
        }
    }
    Ok(())
}
