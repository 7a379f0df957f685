//! What the training of the repeats model needs from the engine:
//!
//! `repeats grams LEAST FILE…` writes the table of ordinary grams to standard
//! output; `repeats features MESSAGES PAIRS` writes the features of each pair
//! as CSV, `repeats points MESSAGES PAIRS` those of short reports with points,
//! `repeats stream MESSAGES` those of each message and its candidates among the earlier ones; `repeats copies MESSAGES SEED` writes copies of messages with their
//! names kept and with their names exchanged. Messages are JSON lines, pairs CSV with `id_a` and `id_b` first.

use std::collections::HashMap;
use std::error::Error;
use std::io::{Read, Write};

use echo::repeats::{
    Corpus, Message, NameKind, Prepared, Rarity, feature_names, features, mined_names,
    point_features, point_names, table,
};
use kernel::time::Instant;

type Fault = Box<dyn Error>;

fn main() -> Result<(), Fault> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["grams", least, files @ ..] => grams(least.parse()?, files),
        ["features", messages, pairs] => {
            write_features(messages, pairs, &features, &feature_names())
        }
        ["points", messages, pairs] => {
            let names: Vec<String> = point_names().iter().map(|name| (*name).to_owned()).collect();
            write_features(messages, pairs, &point_features, &names)
        }
        ["stream", messages] => write_stream(messages),
        ["copies", messages, seed] => copies(messages, seed.parse()?),
        _ => Err("see the head of this file".into()),
    }
}

fn grams(least: u32, files: &[&str]) -> Result<(), Fault> {
    let mut rarity = Rarity::default();
    for file in files {
        for (_, message) in read(file)? {
            rarity.add_message(&message);
        }
    }
    std::io::stdout().write_all(&table(&rarity, least))?;
    Ok(())
}

fn write_features(
    messages: &str,
    pairs: &str,
    values: &dyn Fn(&Prepared, &Prepared) -> Vec<f32>,
    names: &[String],
) -> Result<(), Fault> {
    let messages = read(messages)?;
    let mut rarity = Rarity::default();
    let real =
        messages.iter().filter(|(id, _)| !id.starts_with("same-") && !id.starts_with("swap-"));
    real.for_each(|(_, message)| rarity.add_message(message));
    let prepared: HashMap<&str, Prepared> = messages
        .iter()
        .map(|(id, message)| (id.as_str(), Prepared::new(message, &rarity)))
        .collect();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(out, "id_a,id_b,{}", names.join(","))?;
    for line in text(pairs)?.lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(a), Some(b)) = (cells.next(), cells.next()) else { continue };
        let (Some(x), Some(y)) = (prepared.get(a), prepared.get(b)) else { continue };
        write!(out, "{a},{b}")?;
        for value in values(x, y) {
            write!(out, ",{value}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// In the order of their times; each with what was known then.
fn write_stream(messages: &str) -> Result<(), Fault> {
    let mut messages = read(messages)?;
    messages.sort_by_key(|(_, message)| message.at);
    let mut corpus = Corpus::default();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(out, "id_a,id_b,{}", feature_names().join(","))?;
    for (id, message) in &messages {
        for (number, values) in corpus.judge(message, features) {
            write!(out, "{id},{}", messages[number].0)?;
            for value in values {
                write!(out, ",{value}")?;
            }
            writeln!(out)?;
        }
        corpus.add(message.clone());
    }
    Ok(())
}

fn text(file: &str) -> Result<String, Fault> {
    let bytes = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes)?;
    }
    Ok(text)
}

fn read(file: &str) -> Result<Vec<(String, Message)>, Fault> {
    let mut all = Vec::new();
    for line in text(file)?.lines().filter(|line| !line.trim().is_empty()) {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let field = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let at = Instant::parse(&field("time"));
        let point = row["lon"].as_f64().zip(row["lat"].as_f64());
        let message = Message {
            title: field("title"),
            body: field("body"),
            category: field("category"),
            at,
            point,
            ..Message::default()
        };
        all.push((row["id"].to_string().trim_matches('"').to_owned(), message));
    }
    Ok(all)
}

/// Copies of messages that say the same at the same place, and copies whose
/// names are exchanged for others of their kind. Writes messages with ids
/// `same-…` and `swap-…`.
fn copies(messages: &str, seed: u64) -> Result<(), Fault> {
    let messages = read(messages)?;
    let mut pool: HashMap<NameKind, Vec<String>> = HashMap::new();
    for (_, message) in &messages {
        for (kind, core) in mined_names(message) {
            pool.entry(kind).or_default().push(core);
        }
    }
    let mut dice = Dice(seed);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (id, message) in &messages {
        let shorter = message.clone();
        let mut copy = Message { body: retold(&shorter.body, &mut dice), ..shorter };
        if dice.below(3) == 0 {
            copy.title = format!("{}{}", AGAIN[dice.below(AGAIN.len())], copy.title);
        }
        write_copy(&mut out, "same", id, &copy)?;
        let mut exchanged = 0;
        let mut names = mined_names(message);
        names.retain(|(kind, _)| {
            !matches!(kind, NameKind::Region | NameKind::Company | NameKind::Site)
        });
        for (kind, core) in names {
            let Some(others) = pool.get(&kind) else { continue };
            let other = &others[dice.below(others.len())];
            if *other != core && (copy.title.contains(&core) || copy.body.contains(&core)) {
                copy.title = copy.title.replace(&core, other);
                copy.body = copy.body.replace(&core, other);
                exchanged += 1;
            }
        }
        if exchanged > 0 {
            write_copy(&mut out, "swap", id, &copy)?;
        }
    }
    Ok(())
}

const AGAIN: [&str; 4] = ["再次反映", "又一次投诉", "关于", "请尽快处理"];

/// The sentences of a text, some of them left out.
fn retold(body: &str, dice: &mut Dice) -> String {
    body.split_inclusive(['。', ',', '，', '!', '！', ';', '；'])
        .filter(|_| dice.below(4) > 0)
        .collect()
}

fn write_copy(out: &mut impl Write, word: &str, id: &str, message: &Message) -> Result<(), Fault> {
    let at = message.at.map(Instant::rfc3339);
    let row = serde_json::json!({
        "id": format!("{word}-{id}"), "title": message.title, "body": message.body, "time": at,
    });
    Ok(writeln!(out, "{row}")?)
}

/// SplitMix64: the copies are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }
}
