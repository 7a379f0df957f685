//! What words say of two addresses: which letters and endings of parts only one
//! of them has, and how the kinds of parts agree together. 交叉口 or 东门 left
//! over in one says another thing than a left-over house number.

use super::pair::Address;
use super::tokens::TokenKind;
use crate::codec::{ModelError, Page};
use crate::prints::{PrintMap, fingerprint};

/// Fingerprints of what stands in a pair, each with how often.
pub(super) type Words = Vec<(u32, f32)>;

/// More often than this counts no more.
const OFTEN: f32 = 2.0;
/// The length every row is brought to.
const LENGTH: f32 = 8.0;

/// Kinds of parts that are held against each other together.
const GROUPS: &[(&str, &[&str])] = &[
    ("adm", &["prov", "city", "district"]),
    ("town", &["town", "community", "devZone"]),
    ("road", &["road", "subRoad"]),
    ("rno", &["roadno", "subroadno"]),
    ("poi", &["poi"]),
    ("sub", &["subpoi", "person"]),
    ("hn", &["houseno"]),
    ("cell", &["cellno", "floorno", "roomno"]),
    ("ass", &["assist", "distance", "intersection"]),
];

/// Three groups whose states say more together.
const THREES: &[[usize; 3]] = &[[2, 3, 4], [4, 6, 5], [2, 4, 6], [4, 6, 7], [1, 2, 4], [2, 3, 6]];
/// The groups whose states are looked at all together.
const ALL: [usize; 5] = [2, 3, 4, 5, 6];

/// What stands in a pair.
pub(super) fn words(a: &Address, b: &Address) -> Words {
    let mut prints: Vec<u32> = Vec::with_capacity(256);
    for (side, own, other) in [('a', a, b), ('b', b, a)] {
        let mut put = |text: &str| {
            prints.push(fingerprint(8, [side as u8].into_iter().chain(text.bytes())));
        };
        letters(own, other, &mut put);
        endings(own, other, &mut put);
    }
    states(a, b, &mut |text: &str| prints.push(fingerprint(9, text.bytes())));
    prints.sort_unstable();
    let runs = prints.chunk_by(|x, y| x == y);
    runs.filter_map(|run| Some((*run.first()?, (run.len() as f32).min(OFTEN)))).collect()
}

/// A number stands for every number.
fn plain(token: &str) -> &str {
    if token.starts_with(|c: char| c.is_ascii_digit()) { "#" } else { token }
}

/// Each letter and pair of letters, and whether the other address has it too.
fn letters(own: &Address, other: &Address, put: &mut impl FnMut(&str)) {
    let texts = |address: &Address| -> Vec<(String, usize)> {
        let kept = address.tokens.iter().filter(|token| token.kind != TokenKind::Mark);
        kept.map(|token| (token.text.clone(), token.start)).collect()
    };
    let (own_tokens, other_tokens) = (texts(own), texts(other));
    let together = |at: usize| match own_tokens.get(at..at + 2) {
        Some([(x, _), (y, _)]) => {
            other_tokens.windows(2).any(|pair| matches!(pair, [(v, _), (w, _)] if v == x && w == y))
        }
        _ => false,
    };
    let pairs: Vec<bool> = (0..own_tokens.len()).map(together).collect();
    let has = |at: usize| pairs.get(at).copied().unwrap_or(false);
    let found: Vec<u8> = (0..own_tokens.len())
        .map(|at| match own_tokens.get(at) {
            _ if has(at) || at.checked_sub(1).is_some_and(has) => 2,
            Some((text, _)) if other_tokens.iter().any(|(with, _)| with == text) => 1,
            _ => 0,
        })
        .collect();
    for (at, ((text, start), mark)) in own_tokens.iter().zip(&found).enumerate() {
        let part = own.parts.iter().find(|part| part.start <= *start && *start < part.end);
        let kind = part.map_or("O", |part| part.kind.as_str());
        put(&format!("1{mark}{}", plain(text)));
        put(&format!("k{mark}{kind}"));
        if let (Some((next, _)), Some(after)) = (own_tokens.get(at + 1), found.get(at + 1)) {
            put(&format!("2{mark}{after}{}{}", plain(text), plain(next)));
        }
    }
}

/// Each part: its kind, its ending, and whether the other address holds it.
fn endings(own: &Address, other: &Address, put: &mut impl FnMut(&str)) {
    let whole: String = other.letters.iter().collect();
    for part in &own.parts {
        let letters: Vec<char> = part.text.chars().collect();
        let shared = letters.iter().filter(|letter| other.letters.contains(letter)).count();
        let held = match () {
            () if whole.contains(&part.text) => '=',
            () if shared * 2 >= letters.len() => '~',
            () => '!',
        };
        let form = |c: &char| if c.is_ascii_digit() { '#' } else { *c };
        let last: String = letters.iter().rev().take(1).map(form).collect();
        let two: String = letters.iter().rev().take(2).map(form).collect();
        put(&format!("p{}{held}", part.kind));
        put(&format!("e{}{held}{last}", part.kind));
        put(&format!("E{}{held}{two}", part.kind));
    }
}

/// How each group of kinds agrees, alone and together with others.
fn states(a: &Address, b: &Address, put: &mut impl FnMut(&str)) {
    let whole = |address: &Address| address.letters.iter().collect::<String>();
    let (whole_a, whole_b) = (whole(a), whole(b));
    let states: Vec<String> = GROUPS
        .iter()
        .map(|(name, kinds)| {
            let (own, other) = (a.part(kinds), b.part(kinds));
            format!("{name}{}", state(&own, &other, &whole_a, &whole_b))
        })
        .collect();
    let get = |at: usize| states.get(at).map_or("", String::as_str);
    for at in 0..states.len() {
        put(get(at));
        for before in 0..at {
            put(&format!("{}|{}", get(before), get(at)));
        }
    }
    for [x, y, z] in THREES {
        put(&format!("{}|{}|{}", get(*x), get(*y), get(*z)));
    }
    put(&ALL.map(get).join("|"));
}

fn state(own: &str, other: &str, whole_own: &str, whole_other: &str) -> &'static str {
    match (own.is_empty(), other.is_empty()) {
        (true, true) => "0",
        (false, true) if whole_other.contains(own) => "a+",
        (false, true) => "a",
        (true, false) if whole_own.contains(other) => "b+",
        (true, false) => "b",
        (false, false) if own == other => "=",
        (false, false) if own.contains(other) || other.contains(own) => "<",
        (false, false) => {
            let shared = own.chars().filter(|letter| other.contains(*letter)).count();
            let shorter = own.chars().count().min(other.chars().count());
            if shared * 2 > shorter { "~" } else { "!" }
        }
    }
}

/// A linear judge of what stands in a pair.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judge {
    start: [f32; 3],
    grain: f32,
    /// Rarity in sixteenths, and steps of a weight for each label.
    columns: PrintMap<(u8, [i8; 3])>,
}

impl Judge {
    /// Probability of each label.
    pub(super) fn shares(&self, words: &Words) -> [f32; 3] {
        let (mut sums, mut square) = ([0.0_f32; 3], 0.0_f32);
        for (print, count) in words {
            let Some((rarity, steps)) = self.columns.get(print) else { continue };
            let value = count * f32::from(*rarity) / 16.0;
            square += value * value;
            for (sum, step) in sums.iter_mut().zip(steps) {
                *sum += value * f32::from(*step);
            }
        }
        let scale = self.grain * LENGTH / square.sqrt().max(1e-6);
        let mut scores = self.start;
        for (score, sum) in scores.iter_mut().zip(sums) {
            *score += sum * scale;
        }
        let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let raised = scores.map(|score| (score - top).exp());
        let all: f32 = raised.iter().sum();
        raised.map(|value| value / all)
    }

    pub(super) fn read(page: &mut Page<'_>) -> Result<Self, ModelError> {
        let start = [page.float()?, page.float()?, page.float()?];
        let grain = page.float()?;
        let mut columns = PrintMap::default();
        for print in page.prints()? {
            let rarity = page.byte()?;
            let steps = [page.byte()? as i8, page.byte()? as i8, page.byte()? as i8];
            columns.insert(print, (rarity, steps));
        }
        Ok(Self { start, grain, columns })
    }
}
