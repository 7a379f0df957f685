//! Hot topics on labelled messages that are not ours to ship: `HUYING_SHARED`
//! names the folder that has them under `data`. The embedded judge has seen
//! these messages, so the floors only guard against an engine that no longer
//! finds topics; the honest figures, out of fold, are in docs/echo/topics.md.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are tests too")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;

use echo::Engine;
use echo::topics::groups;
use kernel::id::Id;
use kernel::ports::{MatchDraft, Matches, TopicLink, TopicText, Topics};
use kernel::time::Instant;
use serde_json::Value;

/// The desk holds each order against 48; so many find nearly as much.
const CANDIDATES: usize = 20;

#[expect(clippy::disallowed_methods, reason = "tests have no settings to read it from")]
fn shared(name: &str) -> Option<String> {
    let Ok(folder) = std::env::var("HUYING_SHARED") else {
        println!("not included: HUYING_SHARED is not set");
        return None;
    };
    let bytes = std::fs::read(std::path::Path::new(&folder).join("data").join(name)).unwrap();
    let mut text = String::new();
    if name.ends_with(".gz") {
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    Some(text)
}

struct Labelled {
    cluster: Option<String>,
    text: TopicText,
}

/// In the order of their times.
fn messages() -> Option<Vec<Labelled>> {
    let text = shared("dup3_messages.jsonl.gz")?;
    let mut all: Vec<Labelled> = text
        .lines()
        .map(|line| {
            let row: Value = serde_json::from_str(line).unwrap();
            let word = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            let at = Instant::parse(&word("time")).unwrap();
            let draft = MatchDraft {
                title: word("title"),
                content: word("body"),
                at,
                ..MatchDraft::default()
            };
            let order = Id::from_number(u128::from(row["id"].as_u64().unwrap()));
            let text = TopicText { order, draft, category_code: String::new() };
            Labelled { cluster: row["cluster"].as_str().map(str::to_owned), text }
        })
        .collect();
    all.sort_by_key(|labelled| (labelled.text.draft.at, labelled.text.order));
    Some(all)
}

/// Links as the desk finds them when the messages come in this order.
fn links<'a>(texts: impl Iterator<Item = &'a TopicText>) -> Vec<TopicLink> {
    let engine = Engine::new();
    let mut known: HashMap<Id, &TopicText> = HashMap::new();
    let mut links = Vec::new();
    for text in texts {
        let near = engine.recent(&text.draft, Instant::default(), CANDIDATES);
        let others: Vec<TopicText> =
            near.iter().filter_map(|id| known.get(id)).map(|other| (*other).clone()).collect();
        for (other, milli) in others.iter().zip(engine.strengths(text, &others)) {
            if milli >= 200 {
                links.push(TopicLink { one: text.order, other: other.order, milli });
            }
        }
        engine.insert(text.order, &text.draft);
        known.insert(text.order, text);
    }
    links
}

type Parts = HashMap<Id, BTreeSet<Id>>;

/// Every message with the group it is in; who is in none is alone.
fn parts(all: &[Labelled], groups: &[Vec<Id>]) -> Parts {
    let mut parts: Parts =
        all.iter().map(|one| (one.text.order, BTreeSet::from([one.text.order]))).collect();
    for group in groups {
        let group: BTreeSet<Id> = group.iter().copied().collect();
        group.iter().for_each(|id| drop(parts.insert(*id, group.clone())));
    }
    parts
}

fn gold(all: &[Labelled]) -> Vec<Vec<Id>> {
    let mut clusters: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    for one in all {
        if let Some(cluster) = one.cluster.as_deref() {
            clusters.entry(cluster).or_default().push(one.text.order);
        }
    }
    clusters.into_values().collect()
}

/// B-cubed precision, recall and F1.
fn b_cubed(found: &Parts, gold: &Parts) -> (f64, f64, f64) {
    let mean = |of: &Parts, by: &Parts| {
        let share = |(id, set): (&Id, &BTreeSet<Id>)| {
            set.intersection(&by[id]).count() as f64 / set.len() as f64
        };
        of.iter().map(share).sum::<f64>() / of.len() as f64
    };
    let (precision, recall) = (mean(found, gold), mean(gold, found));
    (precision, recall, 2.0 * precision * recall / (precision + recall))
}

/// F1 over pairs of messages, of clusters smaller than `below`.
fn pairs_f1(found: &Parts, gold: &Parts, below: usize) -> f64 {
    let (mut both, mut in_found, mut in_gold) = (0, 0, 0);
    let keep = |id: &Id| gold[id].len() < below;
    for (id, own) in gold.iter().filter(|(id, _)| keep(id)) {
        let ours = found[id].iter().filter(|other| keep(other) && *other != id);
        in_found += ours.clone().count();
        both += ours.filter(|other| own.contains(other)).count();
        in_gold += own.len() - 1;
    }
    2.0 * both as f64 / (in_found + in_gold) as f64
}

#[test]
fn known_topics_are_found() {
    let (Some(all), Some(hot)) = (messages(), shared("dup3_hot_topics.csv")) else { return };
    let links = links(all.iter().map(|one| &one.text));
    let found = groups(&links);
    let (ours, gold) = (parts(&all, &found), parts(&all, &gold(&all)));
    let (precision, recall, f1) = b_cubed(&ours, &gold);
    let (pairs, small) = (pairs_f1(&ours, &gold, usize::MAX), pairs_f1(&ours, &gold, 15));
    let topics: Vec<&Vec<Id>> = found.iter().filter(|group| group.len() >= 3).collect();
    let most = |group: &&Vec<Id>| {
        let mut counts: HashMap<&Id, usize> = HashMap::new();
        for id in *group {
            *counts.entry(gold[id].first().unwrap()).or_default() += 1;
        }
        counts.into_values().max().unwrap_or(0)
    };
    let in_topics: usize = topics.iter().map(|group| group.len()).sum();
    let purity = topics.iter().map(most).sum::<usize>() as f64 / in_topics as f64;
    let named: HashMap<&str, Id> =
        all.iter().filter_map(|one| Some((one.cluster.as_deref()?, one.text.order))).collect();
    let known: Vec<&BTreeSet<Id>> = hot
        .lines()
        .skip(1)
        .filter_map(|line| Some(&gold[named.get(line.split(',').next()?)?]))
        .collect();
    // Found: one topic shares more than half of what either has.
    let is_found = |set: &&&BTreeSet<Id>| {
        set.iter().any(|id| {
            let shared = ours[id].intersection(set).count();
            shared * 2 > ours[id].union(set).count()
        })
    };
    let hits = known.iter().filter(is_found).count();
    println!(
        "{} messages, {} links, {} topics of three and more; B-cubed {precision:.3}/{recall:.3}/{f1:.3}, \
         pairs F1 {pairs:.3}, clusters under 15 {small:.3}, purity {purity:.3}, {hits} of {} known hot topics",
        all.len(),
        links.len(),
        topics.len(),
        known.len(),
    );
    assert!(f1 >= 0.94 && small >= 0.72 && purity >= 0.85, "{f1} {small} {purity}");
    assert!(hits * 100 >= known.len() * 80, "{hits} of {}", known.len());
}

/// Which of two is held against which, and how rare words were by then,
/// depends on what came first, so topics differ a little: when everything comes
/// backwards, five of a hundred pairs in one topic do.
#[test]
fn topics_hardly_depend_on_the_order_of_arrival() {
    let Some(mut all) = messages() else { return };
    all.truncate(600);
    let forward = groups(&links(all.iter().map(|one| &one.text)));
    let backward = groups(&links(all.iter().rev().map(|one| &one.text)));
    let (ours, other) = (parts(&all, &forward), parts(&all, &backward));
    let agreement = pairs_f1(&ours, &other, usize::MAX);
    println!("pairs agreement of both orders: {agreement:.4}");
    assert!(agreement >= 0.9, "{agreement}");
}
