//! Floors of the embedded address models on addresses they learned from.

use std::collections::HashSet;

use echo::place::{Order, matcher, order_of, tagger, tokens};
use serde_json::Value;

use super::{macro_f1, rows, shared};

type Span = (usize, usize, String);

fn spans<'a>(tags: impl Iterator<Item = &'a str>) -> HashSet<Span> {
    let mut out = HashSet::new();
    let mut open: Option<(usize, String)> = None;
    for (at, tag) in tags.chain(["O"]).enumerate() {
        let (how, kind) = tag.split_once('-').unwrap_or(("O", ""));
        if how == "I" && open.as_ref().is_some_and(|(_, of)| of == kind) {
            continue;
        }
        out.extend(open.take().map(|(from, kind)| (from, at, kind)));
        open = (how != "O").then(|| (at, kind.to_owned()));
    }
    out
}

#[test]
fn parts_of_addresses_are_found() {
    let Some(text) = shared("addr_parse.jsonl.gz") else { return };
    let tagger = tagger().expect("a whole file");
    let (mut hits, mut given, mut wanted) = (0, 0, 0);
    for row in rows(&text).iter().step_by(6) {
        let found = tagger.tags(&tokens(row["text"].as_str().unwrap()));
        let found = spans(found.into_iter());
        let truth = spans(row["tags"].as_array().unwrap().iter().filter_map(Value::as_str));
        hits += found.intersection(&truth).count();
        given += found.len();
        wanted += truth.len();
    }
    let f1 = 2.0 * hits as f64 / (given + wanted) as f64;
    println!("{wanted} parts, F1 {f1:.4}, most of them learned from");
    assert!(wanted > 5_000);
    assert!(f1 > 0.90, "{f1:.4}");
}

#[test]
fn pairs_of_addresses_are_told_apart() {
    let Some(text) = shared("addr_match.jsonl.gz") else { return };
    let (tagger, matcher) = (tagger().expect("whole"), matcher().expect("whole"));
    let rows = rows(&text);
    let word = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let mut measured = Vec::new();
    for group in rows.chunk_by(|x, y| x["qid"] == y["qid"]).step_by(8) {
        let others: Vec<String> = group.iter().map(|row| word(row, "b")).collect();
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        measured.push((group, matcher.rows(&word(&group[0], "a"), &others, tagger)));
    }
    let any: Vec<_> = measured.iter().map(|(_, own)| matcher.judge(own, Order::Any)).collect();
    assert_eq!(order_of(&any), Order::Ranked, "these come in the order of a search");
    for (order, floor) in [(Order::Ranked, 0.73), (Order::Any, 0.72)] {
        let mut judged = Vec::new();
        for (group, own) in &measured {
            for (row, verdict) in group.iter().zip(matcher.judge(own, order)) {
                judged.push((row["label"].to_string(), verdict.label.to_string()));
            }
        }
        let f1 = macro_f1(&judged);
        println!("{} pairs, {order:?}: macro-F1 {f1:.4}, learned from", judged.len());
        assert!(judged.len() > 1_500 && f1 > floor, "{f1:.4}");
    }
}
