//! Places elsewhere: divisions of the country that are not of this city.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::hits::Hit;
use super::letters::Letters;
use crate::atlas::Atlas;

const DIVISIONS: &str = include_str!("../../data/divisions.txt");
/// Names of cities that are ordinary words without their last one.
const ORDINARY: [&str; 14] = [
    "东方", "朝阳", "平凉", "保山", "文山", "中卫", "和田", "永州", "定西", "安康", "河池", "铁门",
    "海东", "常德",
];
/// Words that make a road, a shop or a dish of the name of a city.
const GOES_ON: [&str; 20] = [
    "路", "街", "大道", "巷", "大街", "银行", "饭店", "酒店", "菜", "烤鸭", "话", "人", "口音",
    "牌照", "东路", "西路", "南路", "北路", "中路", "站",
];
/// In front of a place.
const BEFORE: [&str; 12] =
    ["在", "到", "去", "从", "位于", "于", "住", "是", "来", "往", "省", "市"];

struct Divisions {
    /// Codes by letters of the full name, and of the short one.
    full: HashMap<Vec<char>, Vec<u32>>,
    short: HashMap<Vec<char>, Vec<u32>>,
    longest: usize,
}

static KNOWN: LazyLock<Divisions> = LazyLock::new(Divisions::read);

impl Divisions {
    fn read() -> Self {
        let mut known = Self { full: HashMap::new(), short: HashMap::new(), longest: 0 };
        for line in DIVISIONS.lines() {
            let Some((code, name)) = line.split_once(' ') else { continue };
            let Ok(number) = code.parse::<u32>() else { continue };
            let letters = Letters::new(name).all().to_vec();
            known.longest = known.longest.max(letters.len());
            known.full.entry(letters).or_default().push(number);
            let short = name
                .strip_suffix("省")
                .or_else(|| name.strip_suffix("市"))
                .or_else(|| name.strip_suffix("壮族自治区"))
                .or_else(|| name.strip_suffix("自治区"));
            let is_large = code.len() <= 4;
            if let Some(short) = short.filter(|short| is_large && !ORDINARY.contains(short)) {
                known.short.entry(Letters::new(short).all().to_vec()).or_default().push(number);
            }
        }
        known
    }
}

/// A division elsewhere that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Elsewhere {
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Divisions elsewhere in a text, outside the names of the city's own places.
pub(super) fn find(atlas: &Atlas, letters: &Letters, hits: &[Hit]) -> Vec<Elsewhere> {
    let own = atlas.root().map(|root| root.code.number() / 100_000_000);
    let names: Vec<Vec<char>> =
        atlas.root().map(|root| Letters::new(&root.name).all().to_vec()).into_iter().collect();
    let is_own = |codes: &[u32]| {
        own.is_some_and(|own| codes.iter().any(|code| lies_in(u64::from(*code), own)))
    };
    let mut found = Vec::new();
    let mut place = 0;
    while place < letters.len() {
        let longest = (2..=KNOWN.longest.min(letters.len() - place)).rev();
        let end = longest.map(|length| place + length).find(|end| {
            let said = letters.range(place, *end);
            let is_ours = names.iter().any(|name| name == said);
            let goes_on = letters.longest(*end, &GOES_ON).is_some();
            let full = KNOWN.full.get(said).filter(|codes| !is_own(codes));
            let short = KNOWN
                .short
                .get(said)
                .filter(|codes| !is_own(codes))
                .filter(|_| place == 0 || letters.ends(place, &BEFORE));
            !is_ours && !goes_on && (full.is_some_and(|_| said.len() >= 3) || short.is_some())
        });
        match end.filter(|end| !is_covered(hits, place, *end)) {
            Some(end) => {
                found.push(Elsewhere { from: place, to: end });
                place = end;
            }
            None => place += 1,
        }
    }
    found
}

/// Whether a code is of a city, above it, or in it. A city directly under the
/// State has zeros where others have their city.
fn lies_in(code: u64, city: u64) -> bool {
    let province = city / 100;
    match code {
        0..100 => code == province,
        100..10_000 => code == city || city.is_multiple_of(100) && code / 100 == province,
        _ => code / 100 == city || city.is_multiple_of(100) && code / 10_000 == province,
    }
}

fn is_covered(hits: &[Hit], from: usize, to: usize) -> bool {
    hits.iter().any(|hit| hit.from < to && from < hit.to && hit.to - hit.from >= to - from)
}
