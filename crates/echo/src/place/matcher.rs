//! Whether two addresses mean the same place: features from both, judged by
//! trees. Several candidates for one address are judged beside each other,
//! because the best of them is more likely meant.

use std::sync::LazyLock;

use super::pair::{Address, Rarity, features};
use super::pair_words::{Judge, words};
use super::tagger::Tagger;
use crate::codec::{ModelError, Page, Pen};
use crate::trees::Forest;

/// How far two addresses mean the same place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// 0 not, 1 partly, 2 wholly.
    pub label: u8,
    /// Probability of each label.
    pub shares: [f32; 3],
}

/// In what order candidates stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As a search found them, the best first: the place says something.
    Ranked,
    /// In any order.
    Any,
}

/// Judges pairs of addresses.
#[derive(Debug, Clone, PartialEq)]
pub struct Matcher {
    rarity: Rarity,
    words: Judge,
    forest: Forest,
    /// Added to the log share of each label before the best is taken, for
    /// ranked candidates and for others: rare labels would otherwise never win.
    lifts: [[f32; 3]; 2],
}

const RARITY_KIND: &[u8; 8] = b"HYRARE01";
const WORDS_KIND: &[u8; 8] = b"HYPWRD01";
const FOREST_KIND: &[u8; 8] = b"HYPAIR02";

/// Features in which the candidates of one address are held against each other.
const COMPARED: &[usize] = &[
    79, 59, 71, 37, 90, 42, 81, 31, 54, 77, 88, 41, 57, 78, 22, 44, 69, 19, 72, 43, 64, 65, 47, 14,
];

/// What is measured of one candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Numbers, the comparison with the other candidates included.
    pub numbers: Vec<f32>,
    /// Fingerprints of what stands in the pair, each with how often.
    pub words: Vec<(u32, f32)>,
}

/// What is measured of each candidate for one address.
pub fn measured(
    address: &str,
    candidates: &[&str],
    tagger: &Tagger,
    rarity: &Rarity,
) -> Vec<Measured> {
    let address = Address::of(address, tagger);
    let others: Vec<Address> =
        candidates.iter().map(|candidate| Address::of(candidate, tagger)).collect();
    let own: Vec<Vec<f32>> = others.iter().map(|other| features(&address, other, rarity)).collect();
    let rows = own.iter().zip(&others);
    rows.map(|(row, other)| Measured {
        numbers: compared(row, &own),
        words: words(&address, other),
    })
    .collect()
}

fn compared(row: &[f32], all: &[Vec<f32>]) -> Vec<f32> {
    let mut out = row.to_vec();
    for column in COMPARED {
        let value = |row: &[f32]| row.get(*column).copied().unwrap_or(0.0);
        let mine = value(row);
        let others = || all.iter().map(|other| value(other));
        let highest = others().fold(f32::NEG_INFINITY, f32::max);
        let mean = others().sum::<f32>() / all.len().max(1) as f32;
        let above = others().filter(|other| *other > mine).count();
        out.extend([mine - highest, mine - mean, above as f32]);
    }
    out.push(all.len() as f32);
    out
}

/// The log share of each label by the words, and how it stands against the
/// best and the mean of all candidates.
fn word_numbers(shares: [f32; 3], all: &[[f32; 3]]) -> Vec<f32> {
    let log = |share: f32| (share + 1e-4).ln();
    let mut out: Vec<f32> = shares.iter().map(|share| log(*share)).collect();
    for (label, share) in shares.iter().enumerate() {
        let others = || all.iter().filter_map(|other| other.get(label)).map(|share| log(*share));
        let highest = others().fold(f32::NEG_INFINITY, f32::max);
        let mean = others().sum::<f32>() / all.len().max(1) as f32;
        out.extend([log(*share) - highest, log(*share) - mean]);
    }
    out
}

/// The place of a candidate whose order says nothing.
const NO_PLACE: f32 = -1.0;

impl Matcher {
    /// Reads the three files of a matcher.
    pub fn decode(rarity: &[u8], words: &[u8], forest: &[u8]) -> Result<Self, ModelError> {
        let mut page = Page::open(rarity, RARITY_KIND)?;
        let rarity = Rarity::read(&mut page)?;
        page.end()?;
        let mut page = Page::open(words, WORDS_KIND)?;
        let words = Judge::read(&mut page)?;
        page.end()?;
        let mut page = Page::open(forest, FOREST_KIND)?;
        let mut lift = || -> Result<[f32; 3], ModelError> {
            Ok([page.float()?, page.float()?, page.float()?])
        };
        let lifts = [lift()?, lift()?];
        let forest = Forest::read(&mut page)?;
        page.end()?;
        Ok(Self { rarity, words, forest, lifts })
    }

    /// Measures candidates for one address together: a row of numbers each.
    pub fn rows(&self, address: &str, candidates: &[&str], tagger: &Tagger) -> Vec<Vec<f32>> {
        let measured = measured(address, candidates, tagger, &self.rarity);
        let shares: Vec<[f32; 3]> =
            measured.iter().map(|pair| self.words.shares(&pair.words)).collect();
        let pairs = measured.into_iter().zip(&shares);
        pairs
            .map(|(mut pair, own)| {
                pair.numbers.extend(word_numbers(*own, &shares));
                pair.numbers
            })
            .collect()
    }

    /// Judges the rows of the candidates for one address.
    pub fn judge(&self, rows: &[Vec<f32>], order: Order) -> Vec<Verdict> {
        let [ranked, any] = self.lifts;
        let judged = rows.iter().enumerate().map(|(at, row)| {
            let (place, lift) = match order {
                Order::Ranked => (at as f32, ranked),
                Order::Any => (NO_PLACE, any),
            };
            let row: Vec<f32> = row.iter().copied().chain([place]).collect();
            verdict(&self.forest.scores(&row), lift)
        });
        judged.collect()
    }
}

fn verdict(scores: &[f32], lift: [f32; 3]) -> Verdict {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut shares = [0.0_f32; 3];
    for (share, score) in shares.iter_mut().zip(scores) {
        *share = (score - top).exp();
    }
    let all: f32 = shares.iter().sum::<f32>().max(1e-30);
    let shares = shares.map(|share| share / all);
    let lifted = shares.iter().zip(lift).map(|(share, lift)| share.max(1e-9).ln() + lift);
    let best = lifted.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
    Verdict { label: best.map_or(0, |(label, _)| label as u8), shares }
}

/// How much less often the first candidate must be no match before an order
/// is taken for that of a search; among labelled ones it is 0.3.
const LEAD: f32 = 0.12;
/// Groups that must be seen before the order is believed.
const GROUPS: usize = 30;

/// Whether candidates seem to stand in the order of a search, told from
/// verdicts that do not look at the order: the first are better than the rest.
pub fn order_of(groups: &[Vec<Verdict>]) -> Order {
    let mut leads: Vec<f32> = Vec::new();
    for group in groups {
        if let [first, rest @ ..] = group.as_slice()
            && !rest.is_empty()
        {
            let behind: f32 = rest.iter().map(|verdict| verdict.shares[0]).sum();
            leads.push(behind / rest.len() as f32 - first.shares[0]);
        }
    }
    let mean = leads.iter().sum::<f32>() / leads.len().max(1) as f32;
    if leads.len() >= GROUPS && mean > LEAD { Order::Ranked } else { Order::Any }
}

/// The rarity of letters as a file.
pub fn encode_rarity(rarity: &Rarity) -> Vec<u8> {
    let mut pen = Pen::new(RARITY_KIND);
    rarity.write(&mut pen);
    pen.finish()
}

/// The matcher that comes with the program; `None` if its files are damaged.
pub fn matcher() -> Option<&'static Matcher> {
    static MATCHER: LazyLock<Option<Matcher>> = LazyLock::new(|| {
        let rarity = include_bytes!("../../data/rarity.bin");
        let words = include_bytes!("../../data/pair_words.bin");
        Matcher::decode(rarity, words, include_bytes!("../../data/pairs.bin")).ok()
    });
    MATCHER.as_ref()
}
