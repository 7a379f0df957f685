//! The index alone on labelled messages, or its generated texts as files:
//! `quality MESSAGES.jsonl[.gz]` takes messages in the order of their times,
//! asks for each and then adds it; tells P@1, R@10 and the time of a query,
//! and what exact scoring gives.
//! `quality MESSAGES.jsonl[.gz] SIZE QUERIES SEED TEXTS QUERIES_FILE` writes
//! generated requests, for peers to read.

use std::collections::HashMap;
use std::io::{BufWriter, Read, Write};

use cpu_time::ThreadTime;
use echo::bench::Texts;
use echo::index::{Found, Index, Label};
use kernel::id::Id;
use kernel::ports::MatchDraft;
use serde_json::{Value, json};

type Fault = Box<dyn std::error::Error>;

fn main() -> Result<(), Fault> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((file, rest)) = args.split_first() else { return Err("which messages?".into()) };
    let mut bytes = std::fs::read(file)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut plain)?;
        bytes = plain;
    }
    let text = String::from_utf8(bytes)?;
    let mut rows: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    rows.sort_by_key(|row| field(row, "time"));
    match rest {
        [] => measure(&rows),
        [size, queries, seed, texts, asked] => {
            let messages: Vec<_> =
                rows.iter().map(|row| (field(row, "title"), field(row, "body"))).collect();
            let size: u64 = size.parse()?;
            let made = Texts::new(&messages, seed.parse()?, size);
            write(texts, (0..size).map(|n| made.request(n).1))?;
            let queries: u64 = queries.parse()?;
            write(asked, (0..queries).map(|n| made.told_again(n * size / queries)))
        }
        _ => Err("quality MESSAGES [SIZE QUERIES SEED TEXTS QUERIES_FILE]".into()),
    }
}

fn field(row: &Value, name: &str) -> String {
    row[name].as_str().unwrap_or_default().to_owned()
}

/// How often the first answer was right, and how much of what is right was
/// among ten.
#[derive(Default)]
struct Tally {
    first: f64,
    all: f64,
}

impl Tally {
    fn count(&mut self, found: &[Found], right: &[Id]) {
        let hits = found.iter().filter(|found| right.contains(&found.id)).count();
        self.first += f64::from(u8::from(found.first().is_some_and(|f| right.contains(&f.id))));
        self.all += hits as f64 / right.len().min(10) as f64;
    }
}

fn measure(rows: &[Value]) -> Result<(), Fault> {
    let index = Index::in_memory();
    let mut clusters: HashMap<String, Vec<Id>> = HashMap::new();
    let (mut told, mut exact, mut times) = (Tally::default(), Tally::default(), Vec::new());
    for (number, row) in rows.iter().enumerate() {
        let id = Id::from_number(number as u128 + 1);
        let (title, content) = (field(row, "title"), field(row, "body"));
        let draft = MatchDraft { title, content, ..MatchDraft::default() };
        let right = row["cluster"].as_str().map(|name| clusters.entry(name.into()).or_default());
        if let Some(right) = right.as_ref().filter(|right| !right.is_empty()) {
            let from = ThreadTime::now();
            let found = index.similar(&draft, 10)?;
            times.push(from.elapsed().as_secs_f64() * 1e3);
            told.count(&found, right);
            exact.count(&index.similar_exact(&draft, 10)?, right);
        }
        if let Some(right) = right {
            right.push(id);
        }
        index.insert(id, &draft, Label::default())?;
    }
    let asked = times.len() as f64;
    times.sort_by(f64::total_cmp);
    let line = json!({
        "peer": "the index alone",
        "texts": rows.len(),
        "queries": times.len(),
        "cpu_ms": times.iter().sum::<f64>() / asked,
        "p99_cpu_ms": times.get(times.len() * 99 / 100),
        "p_at_1": told.first / asked,
        "r_at_10": told.all / asked,
        "exact_p_at_1": exact.first / asked,
        "exact_r_at_10": exact.all / asked,
    });
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}

fn write(path: &str, drafts: impl Iterator<Item = MatchDraft>) -> Result<(), Fault> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    for draft in drafts {
        let row = json!({
            "title": draft.title,
            "address": draft.address,
            "body": draft.content,
        });
        writeln!(out, "{row}")?;
    }
    Ok(out.flush()?)
}
