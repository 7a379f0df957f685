//! What the engine reaches on labelled texts that are not ours to ship:
//! `HUYING_SHARED` names the folder that has them under `data`. The embedded
//! models (repeats, addresses) have seen the development half, so their floors
//! only guard against an engine that no longer fits its models; the honest
//! figures, out of fold, are in docs/echo. Categories are learned in the test
//! and measured on texts left out.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests too")]

mod addresses;
mod categories;
mod houses;

use std::collections::{HashMap, HashSet};
use std::io::Read;

use echo::repeats::{Corpus, Message, Prepared, Rarity, probability};
use kernel::time::Instant;
use serde_json::Value;

/// The rows of a file of JSON lines.
fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The mean over labels of how well each was found.
fn macro_f1(judged: &[(String, String)]) -> f64 {
    let labels: HashSet<&str> = judged.iter().map(|(truth, _)| truth.as_str()).collect();
    let one = |label: &str| {
        let count = |is: fn(bool, bool) -> bool| {
            judged.iter().filter(|(t, a)| is(t == label, a == label)).count() as f64
        };
        let hits = count(|truth, answer| truth && answer);
        2.0 * hits / (2.0 * hits + count(|truth, answer| truth != answer)).max(1.0)
    };
    labels.iter().map(|label| one(label)).sum::<f64>() / labels.len() as f64
}

#[expect(clippy::disallowed_methods, reason = "tests have no settings to read it from")]
fn shared(name: &str) -> Option<String> {
    let Ok(folder) = std::env::var("HUYING_SHARED") else {
        println!("not included: HUYING_SHARED is not set");
        return None;
    };
    let file = std::path::Path::new(&folder).join("data").join(name);
    let bytes = std::fs::read(&file).expect("a readable file");
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    Some(text)
}

struct Labelled {
    id: String,
    cluster: Option<String>,
    message: Message,
}

fn messages(text: &str) -> Vec<Labelled> {
    let labelled = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        let word = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let at = Instant::parse(&word("time"));
        let message =
            Message { title: word("title"), body: word("body"), at, ..Message::default() };
        let cluster = row["cluster"].as_str().map(str::to_owned);
        Labelled { id: row["id"].to_string(), cluster, message }
    };
    text.lines().map(labelled).collect()
}

/// The share of pairs of a same and another matter in which the same matter
/// is the more probable.
fn area_under_curve(judged: &[(f32, bool)]) -> f64 {
    let mut sorted: Vec<_> = judged.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum) = (0.0, 0.0);
    for same in sorted.chunk_by(|a, b| a.0 == b.0) {
        let negatives = same.iter().filter(|(_, label)| !label).count() as f64;
        let positives = same.len() as f64 - negatives;
        sum += positives * (below + negatives / 2.0);
        below += negatives;
    }
    sum / (below * (judged.len() as f64 - below))
}

#[test]
fn labelled_pairs_are_told_apart() {
    let (Some(texts), Some(pairs)) =
        (shared("dup3_messages.jsonl.gz"), shared("dup3_pairs.csv.gz"))
    else {
        return;
    };
    let mut rarity = Rarity::default();
    let messages = messages(&texts);
    messages.iter().for_each(|labelled| rarity.add_message(&labelled.message));
    let prepared: HashMap<&str, Prepared> = messages
        .iter()
        .map(|labelled| (labelled.id.as_str(), Prepared::new(&labelled.message, &rarity)))
        .collect();
    let judged: Vec<(f32, bool)> = pairs
        .lines()
        .skip(1)
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let label = cells[2] == "1";
            let probable = probability(&prepared[cells[0]], &prepared[cells[1]]);
            (cells[2] != "-1").then_some((probable, label))
        })
        .collect();
    assert!(judged.len() > 1_500, "{}", judged.len());
    let area = area_under_curve(&judged);
    println!("{} pairs, AUC {area:.4}", judged.len());
    assert!(area > 0.97, "AUC {area:.4}");
}

#[test]
fn the_earlier_message_about_the_same_matter_comes_first() {
    let Some(texts) = shared("dup3_messages.jsonl.gz") else { return };
    let mut messages = messages(&texts);
    messages.sort_by_key(|labelled| labelled.message.at);
    messages.truncate(900);
    let mut corpus = Corpus::default();
    let mut seen: HashSet<&str> = HashSet::new();
    let (mut asked, mut first, mut ten) = (0.0, 0.0, 0.0);
    for labelled in &messages {
        let own = labelled.cluster.as_deref();
        if own.is_some_and(|own| seen.contains(own)) {
            let found = corpus.find(&labelled.message, 10);
            let right =
                |found: &echo::repeats::Earlier| messages[found.number].cluster.as_deref() == own;
            asked += 1.0;
            first += f64::from(u8::from(found.first().is_some_and(right)));
            ten += f64::from(u8::from(found.iter().any(right)));
        }
        seen.extend(own);
        corpus.add(labelled.message.clone());
    }
    println!("{asked} messages, P@1 {:.3}, R@10 {:.3}", first / asked, ten / asked);
    assert!(asked > 100.0);
    assert!(first / asked >= 0.96 && ten / asked >= 0.98, "{} {}", first / asked, ten / asked);
}
