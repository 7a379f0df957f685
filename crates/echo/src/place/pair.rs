//! Whether two addresses mean the same place: what their parts and their
//! letters have in common, in numbers.

use std::collections::HashMap;

use super::tagger::{Part, Tagger};
use super::tokens::{Token, TokenKind, tokens};
use crate::prints::{PrintMap, fingerprint};

/// An address taken apart for comparison.
#[derive(Debug, Clone)]
pub(super) struct Address {
    pub(super) letters: Vec<char>,
    pub(super) tokens: Vec<Token>,
    pub(super) parts: Vec<Part>,
    numbers: Vec<String>,
    /// The letters of names: without numbers and marks.
    names: Vec<char>,
}

impl Address {
    /// Takes an address apart.
    pub(super) fn of(address: &str, tagger: &Tagger) -> Self {
        let text = plain_numbers(address);
        let tokens = tokens(&text);
        let parts = tagger.parts(&text);
        let letters: Vec<char> = tokens
            .iter()
            .filter(|token| token.kind != TokenKind::Mark)
            .flat_map(|token| token.text.chars())
            .collect();
        let numbers = tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Number)
            .map(|token| token.text.trim_start_matches('0').to_owned())
            .collect();
        let names = tokens
            .iter()
            .filter(|token| matches!(token.kind, TokenKind::Letter | TokenKind::Numeral))
            .flat_map(|token| token.text.chars())
            .collect();
        Self { letters, tokens, parts, numbers, names }
    }

    pub(super) fn part(&self, kinds: &[&str]) -> String {
        let texts = self.parts.iter().filter(|part| kinds.contains(&part.kind.as_str()));
        texts.map(|part| part.text.as_str()).collect()
    }
}

/// Chinese numerals before a counter become digits: 三栋 is 3栋, 十二号 is 12号.
fn plain_numbers(address: &str) -> String {
    let letters: Vec<char> = address.chars().map(super::tokens::plain_char).collect();
    let mut out = String::with_capacity(address.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let run: Vec<char> =
            letters.iter().skip(at).take_while(|c| value_of(**c).is_some()).copied().collect();
        let counter = letters.get(at + run.len());
        let counts = counter.is_some_and(|c| COUNTERS.contains(c)) && !run.is_empty();
        match (counts, number_of(&run)) {
            (true, Some(number)) => {
                out.push_str(&number.to_string());
                at += run.len();
            }
            _ => {
                out.push(match letter {
                    '幢' | '栋' | '座' => '栋',
                    other => *other,
                });
                at += 1;
            }
        }
    }
    out
}

const COUNTERS: &[char] = &[
    '号', '栋', '幢', '座', '楼', '层', '室', '单', '区', '期', '弄', '排', '组', '队', '巷', '门',
];

fn value_of(letter: char) -> Option<u32> {
    let digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    match letter {
        '〇' => Some(0),
        '两' => Some(2),
        '十' => Some(10),
        '百' => Some(100),
        other => digits.iter().position(|digit| *digit == other).map(|at| at as u32),
    }
}

fn number_of(run: &[char]) -> Option<u32> {
    let values: Vec<u32> = run.iter().filter_map(|letter| value_of(*letter)).collect();
    if values.len() > 1 && values.iter().all(|value| *value < 10) {
        // 二零三: digit by digit.
        return values
            .iter()
            .try_fold(0_u32, |sum, value| sum.checked_mul(10)?.checked_add(*value));
    }
    let (mut sum, mut last) = (0, None);
    for value in values {
        match value {
            10 | 100 => {
                sum += last.take().unwrap_or(1) * value;
            }
            digit => last = Some(digit),
        }
    }
    Some(sum + last.unwrap_or(0))
}

/// How rare pairs of letters are in addresses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rarity {
    known: PrintMap<f32>,
    unknown: f32,
}

impl Rarity {
    /// Counts over addresses.
    pub fn of<'a>(addresses: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: PrintMap<u32> = PrintMap::default();
        let mut all = 0_u32;
        for address in addresses {
            all += 1;
            let letters: Vec<char> = address.chars().map(super::tokens::plain_char).collect();
            let mut seen: Vec<u32> = letters.windows(2).map(print_of).collect();
            seen.extend(letters.windows(1).map(print_of));
            seen.sort_unstable();
            seen.dedup();
            for print in seen {
                *counts.entry(print).or_default() += 1;
            }
        }
        let rarity = |count: u32| ((1.0 + all as f32) / (1.0 + count as f32)).ln();
        let known = counts
            .into_iter()
            .filter(|(_, count)| *count >= 8)
            .map(|(print, count)| (print, rarity(count)))
            .collect();
        Self { known, unknown: rarity(4) }
    }

    fn get(&self, gram: &[char]) -> f32 {
        self.known.get(&print_of(gram)).copied().unwrap_or(self.unknown)
    }

    pub(super) fn write(&self, pen: &mut crate::codec::Pen) {
        pen.float(self.unknown);
        let mut known: Vec<(u32, f32)> = self.known.iter().map(|(k, v)| (*k, *v)).collect();
        known.sort_unstable_by_key(|(print, _)| *print);
        pen.prints(known.iter().map(|(print, _)| *print));
        for (_, rarity) in known {
            pen.byte((rarity * 16.0).round().clamp(0.0, 255.0) as u8);
        }
    }

    pub(super) fn read(page: &mut crate::codec::Page<'_>) -> Result<Self, crate::ModelError> {
        let unknown = page.float()?;
        let mut known = PrintMap::default();
        for print in page.prints()? {
            known.insert(print, f32::from(page.byte()?) / 16.0);
        }
        Ok(Self { known, unknown })
    }
}

fn print_of(gram: &[char]) -> u32 {
    fingerprint(4, gram.iter().flat_map(|c| u32::from(*c).to_le_bytes()))
}

/// A part's kinds that are compared with each other.
const FIELDS: &[&[&str]] = &[
    &["prov"],
    &["city"],
    &["district"],
    &["town"],
    &["community"],
    &["road"],
    &["subRoad"],
    &["roadno"],
    &["subroadno"],
    &["poi"],
    &["subpoi", "person"],
    &["houseno"],
    &["cellno", "floorno", "roomno"],
    &["devZone"],
    &["road", "subRoad"],
    &["poi", "subpoi", "community", "person"],
    &["roadno", "subroadno", "houseno"],
    &["assist"],
];

/// The numbers a pair is judged by. Always as many, in the same order.
pub(super) fn features(a: &Address, b: &Address, rarity: &Rarity) -> Vec<f32> {
    let mut out = Vec::with_capacity(160);
    for kinds in FIELDS {
        field(&a.part(kinds), &b.part(kinds), &mut out);
    }
    crossed(a, b, &mut out);
    crossed(b, a, &mut out);
    shares(&a.letters, &b.letters, rarity, &mut out);
    shares(&a.names, &b.names, rarity, &mut out);
    runs(a, b, rarity, &mut out);
    numbers(a, b, &mut out);
    out.push(a.letters.len() as f32);
    out.push(b.letters.len() as f32);
    out.push(a.tokens.len() as f32 - b.tokens.len() as f32);
    for address in [a, b] {
        out.push(address.parts.len() as f32);
        let crossing = address.letters.iter().collect::<String>().contains("交");
        out.push(f32::from(u8::from(crossing)));
    }
    out
}

/// Two parts of one kind: which are there, equal, one within the other, alike.
fn field(a: &str, b: &str, out: &mut Vec<f32>) {
    let state = match (a.is_empty(), b.is_empty()) {
        (true, true) => 0.0,
        (false, true) => 1.0,
        (true, false) => 2.0,
        (false, false) if a == b => 6.0,
        (false, false) if a.contains(b) || b.contains(a) => 5.0,
        (false, false) => 3.0,
    };
    out.push(state);
    let likeness = if a.is_empty() || b.is_empty() { -1.0 } else { alike(a, b) };
    out.push(likeness);
}

/// Common letters in order, over the shorter.
fn alike(a: &str, b: &str) -> f32 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    common_in_order(&a, &b) as f32 / a.len().min(b.len()).max(1) as f32
}

fn common_in_order(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0_usize; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (at, y) in b.iter().enumerate() {
            let above = row.get(at + 1).copied().unwrap_or(0);
            let left = row.get(at).copied().unwrap_or(0);
            let best = if x == y { diagonal + 1 } else { above.max(left) };
            diagonal = above;
            if let Some(slot) = row.get_mut(at + 1) {
                *slot = best;
            }
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Parts of one address anywhere in the other's letters.
fn crossed(a: &Address, b: &Address, out: &mut Vec<f32>) {
    let whole: String = b.letters.iter().collect();
    let within = |kinds: &[&str]| {
        let mut best = -1.0_f32;
        for part in a.parts.iter().filter(|part| kinds.contains(&part.kind.as_str())) {
            let found = if whole.contains(&part.text) {
                2.0
            } else {
                let core: Vec<char> = part.text.chars().collect();
                common_in_order(&core, &b.letters) as f32 / core.len().max(1) as f32
            };
            best = best.max(found);
        }
        best
    };
    for kinds in [
        &["road", "subRoad"] as &[&str],
        &["poi"],
        &["subpoi", "person"],
        &["community", "town"],
        &["roadno"],
        &["houseno"],
        &["district", "city"],
    ] {
        out.push(within(kinds));
    }
}

/// Shared runs of one to three letters, plain and by rarity.
fn shares(a: &[char], b: &[char], rarity: &Rarity, out: &mut Vec<f32>) {
    for length in 1..=3 {
        let count = |letters: &[char]| {
            let mut counts: HashMap<Vec<char>, f32> = HashMap::new();
            for gram in letters.windows(length) {
                *counts.entry(gram.to_vec()).or_default() += 1.0;
            }
            counts
        };
        let (ca, cb) = (count(a), count(b));
        let weight = |gram: &[char]| match length {
            1 | 2 => rarity.get(gram),
            _ => gram.windows(2).map(|pair| rarity.get(pair)).sum::<f32>() / 2.0,
        };
        let (mut both, mut in_a, mut in_b) = (0.0, 0.0, 0.0);
        let (mut heavy, mut heavy_a, mut heavy_b) = (0.0, 0.0, 0.0);
        for (gram, n) in &ca {
            let other = cb.get(gram).copied().unwrap_or(0.0);
            let w = weight(gram);
            both += n.min(other);
            in_a += n;
            heavy += n.min(other) * w;
            heavy_a += n * w;
        }
        for (gram, n) in &cb {
            in_b += n;
            heavy_b += n * weight(gram);
        }
        out.push(both / f32::max(in_a, 1.0));
        out.push(both / f32::max(in_b, 1.0));
        if length < 3 {
            out.push(heavy / f32::max(heavy_a, 0.1));
            out.push(heavy / f32::max(heavy_b, 0.1));
            out.push(heavy / f32::max(heavy_a + heavy_b - heavy, 0.1));
        }
    }
}

/// The longest common run, what is left when it is taken out, the rarest pair
/// of letters only one has, and how far common letters keep their order.
fn runs(a: &Address, b: &Address, rarity: &Rarity, out: &mut Vec<f32>) {
    let (length, at_a, at_b) = longest_run(&a.letters, &b.letters);
    out.push(length as f32);
    out.push(length as f32 / a.letters.len().max(1) as f32);
    out.push(length as f32 / b.letters.len().max(1) as f32);
    out.push(at_a as f32 / a.letters.len().max(1) as f32);
    out.push(at_b as f32 / b.letters.len().max(1) as f32);
    let run = a.letters.get(at_a..at_a + length).unwrap_or_default();
    out.push(run.windows(2).map(|pair| rarity.get(pair)).sum());
    let rest_a = without(&a.letters, at_a, length);
    let rest_b = without(&b.letters, at_b, length);
    let (second, from_a, from_b) = longest_run(&rest_a, &rest_b);
    out.push(second as f32);
    let next = rest_a.get(from_a..from_a + second).unwrap_or_default();
    out.push(next.windows(2).map(|pair| rarity.get(pair)).sum());
    let left_a = without(&rest_a, from_a, second);
    let left_b = without(&rest_b, from_b, second);
    out.push(left_a.len() as f32);
    out.push(left_b.len() as f32);
    let order = common_in_order(&a.letters, &b.letters);
    out.push(order as f32 / a.letters.len().max(1) as f32);
    out.push(order as f32 / b.letters.len().max(1) as f32);
    let name_order = common_in_order(&a.names, &b.names);
    out.push(name_order as f32 / a.names.len().max(1) as f32);
    out.push(name_order as f32 / b.names.len().max(1) as f32);
    let (names, _, _) = longest_run(&a.names, &b.names);
    out.push(names as f32);
    let starts = a.names.iter().zip(&b.names).take_while(|(x, y)| x == y).count();
    let ends = a.names.iter().rev().zip(b.names.iter().rev()).take_while(|(x, y)| x == y).count();
    out.push(starts as f32);
    out.push(ends as f32);
    for (mine, other) in [(&a.names, &b.names), (&b.names, &a.names)] {
        let missing = mine.windows(2).filter(|pair| !other.windows(2).any(|with| with == *pair));
        let rarest = missing.map(|pair| rarity.get(pair)).fold(0.0_f32, f32::max);
        out.push(rarest);
    }
}

fn without(letters: &[char], at: usize, length: usize) -> Vec<char> {
    // A gap stays, so that what stood on both sides does not grow together.
    let gap = if length > 0 { Some('\u{1}') } else { None };
    let before = letters.iter().take(at).copied();
    before.chain(gap).chain(letters.iter().skip(at + length).copied()).collect()
}

/// Length of the longest common run and where it starts in each.
fn longest_run(a: &[char], b: &[char]) -> (usize, usize, usize) {
    let mut best = (0, 0, 0);
    let mut row = vec![0_usize; b.len() + 1];
    for (at_a, x) in a.iter().enumerate() {
        let mut diagonal = 0;
        for (at_b, y) in b.iter().enumerate() {
            let above = row.get(at_b + 1).copied().unwrap_or(0);
            let run = if x == y && *x != '\u{1}' { diagonal + 1 } else { 0 };
            diagonal = above;
            if let Some(slot) = row.get_mut(at_b + 1) {
                *slot = run;
            }
            if run > best.0 {
                best = (run, at_a + 1 - run, at_b + 1 - run);
            }
        }
    }
    best
}

/// Numbers both have, only one has, and whether the first and last agree.
fn numbers(a: &Address, b: &Address, out: &mut Vec<f32>) {
    let shared = a.numbers.iter().filter(|number| b.numbers.contains(number)).count();
    out.push(a.numbers.len() as f32);
    out.push(b.numbers.len() as f32);
    out.push(shared as f32);
    let agree = |x: Option<&String>, y: Option<&String>| match (x, y) {
        (Some(x), Some(y)) if x == y => 1.0,
        (Some(_), Some(_)) => -1.0,
        _ => 0.0,
    };
    out.push(agree(a.numbers.first(), b.numbers.first()));
    out.push(agree(a.numbers.last(), b.numbers.last()));
    let gap = match (number(a.numbers.first()), number(b.numbers.first())) {
        (Some(x), Some(y)) => (x - y).abs().min(999.0),
        _ => -1.0,
    };
    out.push(gap);
}

fn number(text: Option<&String>) -> Option<f32> {
    text.and_then(|text| text.parse().ok())
}
