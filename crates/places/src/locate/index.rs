//! Names by their letters: as they are, with one letter wrong, and by ear.
//!
//! One wrong letter is found through what is left when a letter is taken away
//! (deletion neighbours), so that no name is compared that could not fit. All
//! look-ups are of rolling hashes; a find is held against the letters.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::sound;

/// Shorter names have no typos: 松涛 is not 听涛.
const TYPO_LETTERS_MIN: usize = 4;
/// Shorter names are not looked for by ear.
const SOUND_LETTERS_MIN: usize = 3;
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Letter by letter.
    Exact,
    /// With one letter wrong, missing, too many, or two swapped.
    Typo,
    /// By ear.
    Sound,
}

/// A name in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Number of the name.
    pub(super) name: u32,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) way: Way,
}

/// A name to look for.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) letters: Vec<char>,
    /// How many of them, from the front, are its own; the rest is a word such
    /// as 小区.
    pub(super) own: usize,
}

#[derive(Debug, Default)]
pub(super) struct Index {
    names: Vec<Name>,
    exact: HashMap<u64, u32, Ready>,
    typos: Chains,
    sounds: Chains,
    longest: usize,
}

impl Index {
    /// Over names that are all different.
    pub(super) fn new(names: Vec<Name>) -> Self {
        let mut index = Self { longest: 0, ..Self::default() };
        for (number, name) in (0_u32..).zip(&names) {
            let hashes = Hashes::new(name.letters.iter().map(|letter| u64::from(*letter)));
            let length = name.letters.len();
            index.longest = index.longest.max(length);
            index.exact.insert(hashes.range(0, length), number);
            if length >= TYPO_LETTERS_MIN {
                index.typos.add(hashes.range(0, length), number);
                (0..length)
                    .for_each(|gone| index.typos.add(hashes.without(0, length, gone), number));
            }
            if length >= SOUND_LETTERS_MIN {
                let sounds = Hashes::new(name.letters.iter().map(|letter| sound::of(*letter)));
                index.sounds.add(sounds.range(0, length), number);
            }
        }
        index.names = names;
        index
    }

    pub(super) fn name(&self, number: u32) -> Option<&Name> {
        self.names.get(number as usize)
    }

    /// Every name in a text, at every place and in every way.
    pub(super) fn find(&self, letters: &[char]) -> Vec<Found> {
        let hashes = Hashes::new(letters.iter().map(|letter| u64::from(*letter)));
        let sounds = Hashes::new(letters.iter().map(|letter| sound::of(*letter)));
        let mut found = Vec::new();
        for from in 0..letters.len() {
            for length in 2..=(self.longest + 1).min(letters.len() - from) {
                let to = from + length;
                if let Some(name) = self.exact.get(&hashes.range(from, to)).copied() {
                    let said = letters.get(from..to);
                    if self.name(name).is_some_and(|name| said == Some(name.letters.as_slice())) {
                        found.push(Found { name, from, to, way: Way::Exact });
                        continue;
                    }
                }
                self.by_ear(letters, &sounds, (from, to), &mut found);
                self.with_typo(letters, &hashes, (from, to), &mut found);
            }
        }
        found
    }

    fn with_typo(
        &self,
        letters: &[char],
        hashes: &Hashes,
        (from, to): (usize, usize),
        found: &mut Vec<Found>,
    ) {
        let length = to - from;
        if length + 1 < TYPO_LETTERS_MIN {
            return;
        }
        let said = letters.get(from..to).unwrap_or_default();
        let mut seen: Vec<u32> = Vec::new();
        let whole = self.typos.at(hashes.range(from, to));
        let parts = (from..to).flat_map(|gone| self.typos.at(hashes.without(from, to, gone)));
        for number in whole.chain(parts) {
            if seen.contains(&number) {
                continue;
            }
            seen.push(number);
            if self.name(number).is_some_and(|name| is_typo(name, said)) {
                found.push(Found { name: number, from, to, way: Way::Typo });
            }
        }
    }

    fn by_ear(
        &self,
        letters: &[char],
        sounds: &Hashes,
        (from, to): (usize, usize),
        found: &mut Vec<Found>,
    ) {
        if to - from < SOUND_LETTERS_MIN {
            return;
        }
        let said = letters.get(from..to).unwrap_or_default();
        for number in self.sounds.at(sounds.range(from, to)) {
            let fits = self.name(number).is_some_and(|name| {
                let same = name.letters.iter().zip(said).filter(|(a, b)| a == b).count();
                name.letters.len() == said.len()
                    && same * 2 >= said.len()
                    && name.letters.iter().zip(said).all(|(a, b)| sound::of(*a) == sound::of(*b))
            });
            if fits {
                found.push(Found { name: number, from, to, way: Way::Sound });
            }
        }
    }
}

/// Letters that tell one place from another; no typo is made in them.
fn is_telling(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "东南西北上下前后左右内外新老大小".contains(letter)
}

/// Whether a name was said with one letter wrong, in a way that it cannot be
/// another name.
fn is_typo(name: &Name, said: &[char]) -> bool {
    let whole = &name.letters;
    let start = whole.iter().zip(said).take_while(|(a, b)| a == b).count();
    let ends = whole.iter().rev().zip(said.iter().rev()).take_while(|(a, b)| a == b).count();
    let end = ends.min(whole.len().min(said.len()) - start);
    let theirs = whole.get(start..whole.len() - end).unwrap_or_default();
    let ours = said.get(start..said.len() - end).unwrap_or_default();
    let is_harmless = |letter: &char| !is_telling(*letter) && letter.is_alphanumeric();
    if !theirs.iter().chain(ours).all(is_harmless) {
        return false;
    }
    let in_own = start < name.own;
    let is_inside = start > 0 && end > 0;
    match (theirs, ours) {
        ([a, b], [c, d]) => a == d && b == c,
        // One wrong: enough of the name must be left, and 小学 is not 小区.
        ([a], [b]) => sound::of(*a) == sound::of(*b) || in_own && start > 0 && name.own >= 3,
        ([_], []) => is_inside && (!in_own || name.own >= 3),
        ([], [extra]) => is_inside && (!in_own || name.own >= 3 || *extra == '的'),
        _ => false,
    }
}

/// Hashes of all ranges of a row of letters.
struct Hashes {
    /// Of everything before a place.
    before: Vec<u64>,
    powers: Vec<u64>,
}

impl Hashes {
    fn new(values: impl Iterator<Item = u64>) -> Self {
        let (mut before, mut powers) = (vec![0_u64], vec![1_u64]);
        for value in values {
            let (sum, power) = (*before.last().unwrap_or(&0), *powers.last().unwrap_or(&1));
            // Spread, so that neighbouring letters do not make neighbouring sums.
            let mixed = (value + 1).wrapping_mul(0xd6e8_feb8_6659_fd93).rotate_left(29);
            before.push(sum.wrapping_mul(BASE).wrapping_add(mixed));
            powers.push(power.wrapping_mul(BASE));
        }
        Self { before, powers }
    }

    fn raw(&self, from: usize, to: usize) -> u64 {
        let at = |place: usize| self.before.get(place).copied().unwrap_or(0);
        at(to).wrapping_sub(at(from).wrapping_mul(self.power(to - from)))
    }

    fn power(&self, length: usize) -> u64 {
        self.powers.get(length).copied().unwrap_or(1)
    }

    fn range(&self, from: usize, to: usize) -> u64 {
        with_length(self.raw(from, to), to - from)
    }

    /// The range without one letter.
    fn without(&self, from: usize, to: usize, gone: usize) -> u64 {
        let head = self.raw(from, gone).wrapping_mul(self.power(to - gone - 1));
        with_length(head.wrapping_add(self.raw(gone + 1, to)), to - from - 1)
    }
}

fn with_length(hash: u64, length: usize) -> u64 {
    hash ^ (length as u64).wrapping_mul(0xff51_afd7_ed55_8ccd)
}

/// Several numbers for a hash, without a list for each.
#[derive(Debug, Default)]
struct Chains {
    heads: HashMap<u64, u32, Ready>,
    /// A number and the place of the next, counted from one.
    links: Vec<(u32, u32)>,
}

impl Chains {
    fn add(&mut self, hash: u64, number: u32) {
        let next = self.heads.get(&hash).copied().unwrap_or(0);
        self.links.push((number, next));
        self.heads.insert(hash, u32::try_from(self.links.len()).unwrap_or(u32::MAX));
    }

    fn at(&self, hash: u64) -> impl Iterator<Item = u32> {
        let link = |place: u32| self.links.get((place as usize).checked_sub(1)?);
        let first = self.heads.get(&hash).copied().and_then(link);
        std::iter::successors(first, move |(_, next)| link(*next)).map(|(number, _)| *number)
    }
}

/// The keys are hashes already.
#[derive(Debug, Default, Clone, Copy)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value ^ (value >> 32);
    }
}

type Ready = BuildHasherDefault<AsIs>;
