//! The measurement of `huying echo bench` without the rest of the program:
//! `scale MESSAGES.jsonl[.gz] SIZE QUERIES SEED FOLDER`.

use std::io::{Read, Write};
use std::path::Path;

use echo::bench::{Plan, Texts, run};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [file, size, queries, seed, folder] = args.as_slice() else {
        return Err("scale MESSAGES.jsonl[.gz] SIZE QUERIES SEED FOLDER".into());
    };
    let bytes = std::fs::read(file)?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes)?;
    }
    let mut messages = Vec::new();
    for line in text.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let field = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        messages.push((field("title"), field("body")));
    }
    let plan = Plan { size: size.parse()?, queries: queries.parse()?, seed: seed.parse()? };
    let texts = Texts::new(&messages, plan.seed, plan.size);
    let report = run(&texts, &plan, Path::new(folder), |what, done| {
        if what != "building" || done.is_multiple_of(200_000) {
            let _ = writeln!(std::io::stderr(), "{what}: {done}");
        }
    })?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&report)?)?;
    Ok(())
}
