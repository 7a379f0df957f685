//! Categories are learned from split and raw texts, and measured on raw texts
//! whose near-copies were left out of the lesson.

use std::collections::HashSet;

use echo::classes::{Sample, Text, train};
use serde_json::Value;

use super::{macro_f1, rows, shared};

fn word<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_default()
}

fn raw(row: &Value) -> Text<'_> {
    Text::Raw { title: word(row, "title"), body: word(row, "body") }
}

#[test]
fn texts_that_were_left_out_get_their_category() {
    let (Some(split), Some(written)) = (shared("l1_tokens.jsonl.gz"), shared("l1_raw.jsonl.gz"))
    else {
        return;
    };
    let (split, written) = (rows(&split), rows(&written));
    // Every third of the raw texts is left out, and with it all that nearly copies it.
    let (asked, kept): (Vec<_>, Vec<_>) =
        written.iter().enumerate().partition(|(at, _)| at % 3 == 0);
    let same: HashSet<String> = asked.iter().map(|(_, row)| row["token_row"].to_string()).collect();
    let copied = |row: &&Value| same.contains(&row["row"].to_string());
    let group = |row: &Value| (!row["dup_group"].is_null()).then(|| row["dup_group"].to_string());
    let copies: HashSet<String> = split.iter().filter(copied).filter_map(group).collect();
    let is_new = |row: &&Value| !copied(row) && group(row).is_none_or(|own| !copies.contains(&own));
    let mut samples: Vec<Sample<'_>> = split
        .iter()
        .filter(is_new)
        .map(|row| Sample { text: Text::Split(word(row, "tokens")), label: word(row, "l1") })
        .collect();
    samples.extend(kept.iter().map(|(_, row)| Sample { text: raw(row), label: word(row, "l1") }));
    let start = cpu_time::ThreadTime::now();
    let model = train(&samples).expect("classes to learn");
    let seconds = start.elapsed().as_secs_f64();
    let mut answers: Vec<(f32, String, String)> = asked
        .iter()
        .map(|(_, row)| {
            let (label, confidence) = model.best(&raw(row)).expect("an answer");
            (confidence, word(row, "l1").to_owned(), label.to_owned())
        })
        .collect();
    answers.sort_by(|a, b| b.0.total_cmp(&a.0));
    let judged: Vec<(String, String)> =
        answers.into_iter().map(|(_, truth, label)| (truth, label)).collect();
    let accuracy = |judged: &[(String, String)]| {
        judged.iter().filter(|(truth, label)| truth == label).count() as f64 / judged.len() as f64
    };
    let (all, sure) = (accuracy(&judged), accuracy(&judged[..judged.len() * 7 / 10]));
    let f1 = macro_f1(&judged);
    println!(
        "{} texts from {}: accuracy {all:.4}, macro-F1 {f1:.4}, surest 70 % {sure:.4}, {seconds:.1} s",
        judged.len(),
        samples.len()
    );
    // A third has 232 texts: one text is 0.4 points.
    assert!(all > 0.89 && f1 > 0.88 && sure > 0.95, "{all:.4} {f1:.4} {sure:.4}");
    assert!(seconds < 20.0, "{seconds:.1} s");
}
