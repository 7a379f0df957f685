use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const LABELLED: &str = include_str!("labelled.txt");
const LATER: &str = include_str!("labelled_later.txt");
const THIRD: &str = include_str!("labelled_third.txt");

/// A sentence of the set and what is to be found in it.
fn labelled(line: &str) -> (String, Vec<Span>) {
    let mut text = String::new();
    let mut spans = Vec::new();
    let mut rest = line;
    while let Some((before, marked)) = rest.split_once('{') {
        let (marked, after) = marked.split_once('}').expect("a closing brace");
        let (kind, words) = marked.split_once('|').expect("kind and words");
        let kind = Kind::ALL.into_iter().find(|known| known.as_str() == kind).expect("a kind");
        text.push_str(before);
        let start = text.chars().count();
        text.push_str(words);
        spans.push(Span { kind, at: start..text.chars().count() });
        rest = after;
    }
    text.push_str(rest);
    (text, spans)
}

fn sentences(set: &str) -> Vec<(String, Vec<Span>)> {
    let lines = set.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(labelled).collect()
}

#[derive(Default)]
struct Count {
    right: u32,
    found: u32,
    there: u32,
}

impl Count {
    fn precision(&self) -> f64 {
        f64::from(self.right) / f64::from(self.found.max(1))
    }

    fn recall(&self) -> f64 {
        f64::from(self.right) / f64::from(self.there.max(1))
    }
}

/// Counts what is found in a set, kind by kind, and prints it with what went
/// wrong.
fn measured(name: &str, set: &[(String, Vec<Span>)]) -> BTreeMap<Kind, Count> {
    let mut counts: BTreeMap<Kind, Count> = BTreeMap::new();
    for (text, there) in set {
        let found = find(text, Doors::Covered);
        for span in &found {
            let count = counts.entry(span.kind).or_default();
            count.found += 1;
            count.right += u32::from(there.contains(span));
        }
        for span in there {
            counts.entry(span.kind).or_default().there += 1;
        }
        if &found != there {
            println!("{text}\n  found {found:?}\n  there {there:?}");
        }
    }
    println!("{name}: {} sentences", set.len());
    for (kind, count) in &counts {
        let (precision, recall) = (count.precision(), count.recall());
        println!("{:<9} {precision:.3} {recall:.3} of {}", kind.as_str(), count.there);
    }
    counts
}

#[test]
fn the_labelled_set_is_found_kind_by_kind() {
    let set = sentences(LABELLED);
    assert!(set.len() >= 250, "{} sentences", set.len());
    let counts = measured("labelled", &set);
    for kind in Kind::ALL {
        let count = &counts[&kind];
        let floor = if kind == Kind::Landline { 0.93 } else { 0.97 };
        assert!(count.precision() >= 0.97 && count.recall() >= floor, "{}", kind.as_str());
    }
}

/// Written after the engine was made on the first set.
#[test]
fn sentences_written_later_are_found_too() {
    let set = sentences(LATER);
    let counts = measured("later", &set);
    let sum = |of: fn(&Count) -> u32| counts.values().map(of).sum::<u32>();
    let all = Count { right: sum(|c| c.right), found: sum(|c| c.found), there: sum(|c| c.there) };
    println!("all {:.3} {:.3}", all.precision(), all.recall());
    assert!(all.precision() >= 0.95 && all.recall() >= 0.95);
}

/// Written after both, mostly names, and never tuned to.
#[test]
fn a_third_set_that_nothing_was_tuned_to_is_found_too() {
    let counts = measured("third", &sentences(THIRD));
    let names = &counts[&Kind::Name];
    assert!(names.precision() >= 0.9 && names.recall() >= 0.6);
}

#[test]
fn what_is_found_is_covered_and_the_rest_stays() {
    let table = [
        ("请回电13900001234谢谢", "请回电139********谢谢"),
        ("手机139 0000 1234。", "手机139 **** ****。"),
        ("身份证43990219491231002X。", "身份证439***************。"),
        ("座机0731-85551234", "座机073*-********"),
        ("我叫王建民，住桑园小区", "我叫***，住桑园小区"),
        ("湘A·O0O12占道", "湘A·*****占道"),
        ("发到zhang@example.com", "发到z****@*******.***"),
        ("2019年11月26日，20191126，12345", "2019年11月26日，20191126，12345"),
        ("", ""),
    ];
    for (text, masked) in table {
        assert_eq!(mask(text, Doors::Shown), masked);
    }
    let door = "桑园小区3栋2单元1001室漏水";
    assert_eq!(mask(door, Doors::Shown), door);
    assert_eq!(mask(door, Doors::Covered), "桑园小区3栋*单元****室漏水");
}

#[test]
fn a_covered_text_holds_nothing_to_find() {
    for (text, there) in sentences(LABELLED).into_iter().chain(sentences(LATER)) {
        let masked = mask(&text, Doors::Covered);
        assert_eq!(masked.chars().count(), text.chars().count());
        let numbers = |kind: Kind| !matches!(kind, Kind::Name | Kind::Door);
        let rest: Vec<Span> = find(&masked, Doors::Covered);
        assert!(!rest.iter().any(|span| numbers(span.kind)), "{masked}");
        let _ = there;
    }
}

proptest! {
    #[test]
    fn any_text_is_covered_without_a_fault(text in ".{0,200}") {
        let masked = mask(&text, Doors::Covered);
        prop_assert_eq!(masked.chars().count(), text.chars().count());
        prop_assert_eq!(&masked, &mask(&text, Doors::Covered));
    }

    #[test]
    fn texts_of_what_matters_are_too(text in "[0-9０-９Xx一二幺〇零\\- ·.@()湘京A-E王李欧阳先生女士叫我栋单元室微信号身份证电话，。]{0,60}") {
        let length = text.chars().count();
        let mut end = 0;
        for span in find(&text, Doors::Covered) {
            prop_assert!(span.at.start >= end && span.at.end <= length && !span.at.is_empty());
            end = span.at.end;
        }
    }
}
