//! Writes what is measured of labelled address pairs for `pairs.py`, and the
//! table of rare letters. Training and use share this code, so they cannot differ.
//!
//! `cargo run --release -p echo --example pairs -- PAIRS.jsonl.gz RARITY_OUT NUMBERS_OUT WORDS_OUT`

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use echo::place::{Rarity, encode_rarity, measured, tagger};
use flate2::read::MultiGzDecoder;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [pairs, rarity_out, numbers_out, words_out] = arguments.as_slice() else {
        return Err("usage: PAIRS.jsonl.gz RARITY_OUT NUMBERS_OUT WORDS_OUT".into());
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
    let mut numbers = BufWriter::new(File::create(numbers_out)?);
    let mut words = BufWriter::new(File::create(words_out)?);
    for group in rows.chunk_by(|a, b| a["qid"] == b["qid"]) {
        let address = text(&group[0], "a");
        let candidates: Vec<String> = group.iter().map(|row| text(row, "b")).collect();
        let candidates: Vec<&str> = candidates.iter().map(String::as_str).collect();
        for pair in measured(&address, &candidates, tagger, &rarity) {
            numbers.write_all(&(pair.numbers.len() as u32).to_le_bytes())?;
            for value in pair.numbers {
                numbers.write_all(&value.to_le_bytes())?;
            }
            words.write_all(&(pair.words.len() as u32).to_le_bytes())?;
            for (print, count) in pair.words {
                words.write_all(&print.to_le_bytes())?;
                words.write_all(&count.to_le_bytes())?;
            }
        }
    }
    Ok(())
}
