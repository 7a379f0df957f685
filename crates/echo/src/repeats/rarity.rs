//! How rare a gram is: an embedded table of ordinary request language, and
//! what the requests at hand add to it.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Two letters, or one with nothing before it, in 32 bits.
pub(crate) type Gram = u32;

/// Two letters as a gram.
pub(crate) fn pair(a: char, b: char) -> Gram {
    (u32::from(a) & 0xffff) << 16 | (u32::from(b) & 0xffff)
}

/// One letter as a gram.
pub(crate) fn single(a: char) -> Gram {
    u32::from(a) & 0xffff
}

/// Texts in which each gram stands, of requests like those to be judged.
#[derive(Debug, Default, Clone)]
pub struct Rarity {
    documents: u32,
    frequency: HashMap<Gram, u32>,
}

impl Rarity {
    /// Counts a text given by its distinct grams.
    pub(crate) fn add(&mut self, grams: impl IntoIterator<Item = Gram>) {
        self.documents += 1;
        for gram in grams {
            *self.frequency.entry(gram).or_default() += 1;
        }
    }

    /// How many texts were counted.
    pub fn documents(&self) -> u32 {
        self.documents
    }

    /// Texts of ordinary language and of those counted together.
    pub(crate) fn idf(&self, gram: Gram) -> f32 {
        let ordinary = Ordinary::get();
        let frequency = ordinary.frequency(gram) + self.frequency.get(&gram).copied().unwrap_or(0);
        ln_idf(ordinary.documents + self.documents, frequency)
    }
}

/// Only ordinary language: what a burst of requests about one matter cannot
/// make common.
pub(crate) fn ordinary_idf(gram: Gram) -> f32 {
    let ordinary = Ordinary::get();
    ln_idf(ordinary.documents, ordinary.frequency(gram))
}

fn ln_idf(documents: u32, frequency: u32) -> f32 {
    ((documents as f32 + 1.0) / (frequency as f32 + 0.5)).ln().clamp(0.05, 8.5)
}

/// How much two letters in a row tell, in ordinary language.
pub(crate) fn pair_weight(a: char, b: char) -> f32 {
    ordinary_idf(pair(a, b))
}

struct Ordinary {
    documents: u32,
    grams: HashMap<Gram, u32>,
}

/// `documents` as u32, then for each gram, ascending: the difference to the
/// one before as LEB128, and its frequency as LEB128.
static TABLE: &[u8] = include_bytes!("../../data/ordinary-grams.bin");

impl Ordinary {
    fn get() -> &'static Self {
        static READ: OnceLock<Ordinary> = OnceLock::new();
        READ.get_or_init(|| Self::read(TABLE))
    }

    fn frequency(&self, gram: Gram) -> u32 {
        self.grams.get(&gram).copied().unwrap_or(1)
    }

    fn read(bytes: &[u8]) -> Self {
        let mut numbers = Numbers(bytes.iter());
        let documents = numbers.next().unwrap_or(0);
        let mut grams = HashMap::new();
        let mut gram = 0_u32;
        while let (Some(step), Some(frequency)) = (numbers.next(), numbers.next()) {
            gram = gram.wrapping_add(step);
            grams.insert(gram, frequency);
        }
        Self { documents, grams }
    }
}

struct Numbers<'a>(std::slice::Iter<'a, u8>);

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let mut value = 0_u32;
        for place in 0..5 {
            let byte = *self.0.next()?;
            value |= u32::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

/// Writes a table as [`Ordinary::read`] reads it, without the grams that stand
/// in fewer than `least` texts.
pub fn table(rarity: &Rarity, least: u32) -> Vec<u8> {
    let mut grams: Vec<(Gram, u32)> =
        rarity.frequency.iter().map(|(g, f)| (*g, *f)).filter(|(_, f)| *f >= least).collect();
    grams.sort_unstable();
    let mut out = Vec::new();
    put(&mut out, rarity.documents);
    let mut before = 0;
    for (gram, frequency) in grams {
        put(&mut out, gram - before);
        put(&mut out, frequency);
        before = gram;
    }
    out
}

fn put(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_as_it_was_written() {
        let mut rarity = Rarity::default();
        for n in 0..300_u32 {
            rarity.add([pair('路', '灯'), n * 70_000, single('a')]);
        }
        let read = Ordinary::read(&table(&rarity, 1));
        assert_eq!(read.documents, 300);
        assert_eq!(read.frequency(pair('路', '灯')), 300);
        assert_eq!(read.grams.len(), 302);
        assert_eq!(Ordinary::read(&table(&rarity, 2)).grams.len(), 2);
    }

    #[test]
    fn what_is_often_said_is_worth_less() {
        assert!(ordinary_idf(pair('小', '区')) < ordinary_idf(pair('轮', '胎')));
        let mut rarity = Rarity::default();
        let before = rarity.idf(pair('轮', '胎'));
        for _ in 0..1_000 {
            rarity.add([pair('轮', '胎')]);
        }
        assert!(rarity.idf(pair('轮', '胎')) < before);
    }
}
