//! Whether two addresses mean the same place: features from both, judged by
//! trees. Several candidates for one address are judged beside each other,
//! because the best of them is more likely meant.

use std::sync::LazyLock;

use super::pair::{Address, Rarity, features};
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

/// Judges pairs of addresses.
#[derive(Debug, Clone, PartialEq)]
pub struct Matcher {
    rarity: Rarity,
    forest: Forest,
    /// Added to the log share of each label before the best is taken: rare
    /// labels would otherwise never win.
    lift: [f32; 3],
}

const RARITY_KIND: &[u8; 8] = b"HYRARE01";
const FOREST_KIND: &[u8; 8] = b"HYPAIR01";

/// Features in which the candidates of one address are held against each other.
const COMPARED: &[usize] = &[
    79, 59, 71, 37, 90, 42, 81, 31, 54, 77, 88, 41, 57, 78, 22, 44, 69, 19, 72, 43, 64, 65, 47, 14,
];

/// The features of each candidate for one address, the comparison included.
pub fn group_features(
    address: &str,
    candidates: &[&str],
    tagger: &Tagger,
    rarity: &Rarity,
) -> Vec<Vec<f32>> {
    let address = Address::of(address, tagger);
    let own: Vec<Vec<f32>> = candidates
        .iter()
        .map(|candidate| features(&address, &Address::of(candidate, tagger), rarity))
        .collect();
    own.iter().map(|row| compared(row, &own)).collect()
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

impl Matcher {
    /// Reads the two files of a matcher.
    pub fn decode(rarity: &[u8], forest: &[u8]) -> Result<Self, ModelError> {
        let mut page = Page::open(rarity, RARITY_KIND)?;
        let rarity = Rarity::read(&mut page)?;
        page.end()?;
        let mut page = Page::open(forest, FOREST_KIND)?;
        let lift = [page.float()?, page.float()?, page.float()?];
        let forest = Forest::read(&mut page)?;
        page.end()?;
        Ok(Self { rarity, forest, lift })
    }

    /// Judges candidates for one address together.
    pub fn judge(&self, address: &str, candidates: &[&str], tagger: &Tagger) -> Vec<Verdict> {
        let rows = group_features(address, candidates, tagger, &self.rarity);
        rows.iter().map(|row| self.verdict(row)).collect()
    }

    fn verdict(&self, row: &[f32]) -> Verdict {
        let scores = self.forest.scores(row);
        let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut shares = [0.0_f32; 3];
        for (share, score) in shares.iter_mut().zip(&scores) {
            *share = (score - top).exp();
        }
        let all: f32 = shares.iter().sum::<f32>().max(1e-30);
        let shares = shares.map(|share| share / all);
        let lifted = shares.iter().zip(self.lift).map(|(share, lift)| share.max(1e-9).ln() + lift);
        let best = lifted.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        Verdict { label: best.map_or(0, |(label, _)| label as u8), shares }
    }
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
        Matcher::decode(rarity, include_bytes!("../../data/pairs.bin")).ok()
    });
    MATCHER.as_ref()
}
