//! A message made ready to be held against others.

use kernel::time::Instant;

use super::names::{self, Name, NameKind};
use super::rarity::{Gram, Rarity, ordinary_idf, pair, single};
use super::subjects;
use crate::text::plain;

/// Letters of a body that are looked at.
const BODY_MAX: usize = 400;
/// The rarest pairs that are kept.
const RAREST: usize = 24;

/// A request as the engine sees it: what was said, where and when, never who.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// Title, may be empty.
    pub title: String,
    /// What was said.
    pub body: String,
    /// Place in words.
    pub address: String,
    /// Longitude and latitude in degrees.
    pub point: Option<(f64, f64)>,
    /// When it was received.
    pub at: Option<Instant>,
    /// Category, any scheme.
    pub category: String,
}

/// Grams with their weights, ascending; the weights of a bag make a unit vector.
#[derive(Debug, Default)]
pub(crate) struct Bag {
    grams: Vec<(Gram, f32)>,
    /// Sum of the idf of the distinct grams.
    mass: f32,
}

impl Bag {
    /// `power`: how much rare grams count before common ones.
    fn new(mut all: Vec<Gram>, power: i32, idf: impl Fn(Gram) -> f32) -> Self {
        all.sort_unstable();
        let mut grams: Vec<(Gram, f32)> = Vec::new();
        let mut mass = 0.0;
        for run in all.chunk_by(|a, b| a == b) {
            let Some(gram) = run.first() else { continue };
            let rare = idf(*gram);
            mass += rare;
            grams.push((*gram, (1.0 + (run.len() as f32).ln()) * rare.powi(power)));
        }
        let norm = grams.iter().map(|(_, w)| w * w).sum::<f32>().sqrt().max(1e-6);
        grams.iter_mut().for_each(|(_, weight)| *weight /= norm);
        Self { grams, mass }
    }

    pub(crate) fn len(&self) -> usize {
        self.grams.len()
    }

    pub(crate) fn grams(&self) -> impl Iterator<Item = (Gram, f32)> {
        self.grams.iter().copied()
    }

    pub(crate) fn cosine(&self, other: &Self) -> f32 {
        let mut sum = 0.0;
        self.both(other, |a, b, _| sum += a * b);
        sum
    }

    /// The share of this bag's mass that the other has too.
    pub(crate) fn within(&self, other: &Self, idf: impl Fn(Gram) -> f32) -> f32 {
        if self.mass <= 0.0 {
            return 0.0;
        }
        let mut sum = 0.0;
        self.both(other, |_, _, gram| sum += idf(gram));
        sum / self.mass
    }

    /// How many grams both have.
    pub(crate) fn shared(&self, other: &Self) -> usize {
        let mut shared = 0;
        self.both(other, |_, _, _| shared += 1);
        shared
    }

    pub(crate) fn has(&self, gram: Gram) -> bool {
        self.grams.binary_search_by_key(&gram, |(g, _)| *g).is_ok()
    }

    fn both(&self, other: &Self, mut take: impl FnMut(f32, f32, Gram)) {
        let (mut a, mut b) = (self.grams.iter().peekable(), other.grams.iter().peekable());
        while let (Some((x, weight_a)), Some((y, weight_b))) = (a.peek(), b.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    take(*weight_a, *weight_b, *x);
                    a.next();
                    b.next();
                }
            }
        }
    }
}

/// A message with all that is derived from it alone.
#[derive(Debug)]
pub struct Prepared {
    pub(crate) letters: Vec<char>,
    /// The first so many letters are the title's.
    pub(crate) title: usize,
    pub(crate) names: Vec<Name>,
    pub(crate) text: String,
    pub(crate) at: Option<Instant>,
    pub(crate) point: Option<(f64, f64)>,
    pub(crate) category: String,
    /// The category as it would stand in a text.
    pub(crate) category_letters: String,
    pub(crate) follow_up: bool,
    pub(crate) subjects: Vec<u8>,
    pub(crate) title_subjects: Vec<u8>,
    pub(crate) numbers: Vec<String>,
    pub(crate) title_pairs: Bag,
    pub(crate) title_triples: Bag,
    pub(crate) pairs: Bag,
    pub(crate) pairs_squared: Bag,
    pub(crate) pairs_ordinary: Bag,
    pub(crate) triples: Bag,
    pub(crate) singles: Bag,
    pub(crate) title_singles: Bag,
    pub(crate) singles_flat: Bag,
    pub(crate) subject_singles: Bag,
    pub(crate) place_singles: Bag,
    pub(crate) body_pairs: Bag,
    pub(crate) unordered: Bag,
    pub(crate) title_unordered: Bag,
    pub(crate) place: Bag,
    pub(crate) subject: Bag,
    pub(crate) title_subject: Bag,
    /// What is said besides the address and the names of places; nothing of it
    /// where no address is given.
    pub(crate) besides: Option<Bag>,
    /// The rarest pairs, rarest first.
    pub(crate) rarest: Vec<Gram>,
    /// Where each two letters stand.
    pub(crate) places: Vec<(Gram, u16)>,
}

/// Where each pair of letters stands, by pair.
fn places_of(letters: &[char]) -> Vec<(Gram, u16)> {
    let at = letters.windows(2).zip(0..).filter_map(|(two, at)| match two {
        [a, b] => Some((pair(*a, *b), at)),
        _ => None,
    });
    let mut places: Vec<(Gram, u16)> = at.collect();
    places.sort_unstable();
    places
}

impl Prepared {
    /// Makes a message ready; `rarity` knows the texts it is compared among.
    pub fn new(message: &Message, rarity: &Rarity) -> Self {
        let (letters, title, head) = letters_of(message);
        let names = names::mine(&letters);
        let in_place = marks(&names, letters.len());
        let breaks = [title, head];
        let all = pairs_at(&letters, &breaks);
        let grams = |keep: &dyn Fn(usize) -> bool| -> Vec<Gram> {
            all.iter().filter(|(at, _)| keep(*at)).map(|(_, gram)| *gram).collect()
        };
        let named =
            |at: usize| in_place.get(at) == Some(&true) && in_place.get(at + 1) == Some(&true);
        let idf = |gram: Gram| rarity.idf(gram);
        let pairs = Bag::new(grams(&|_| true), 1, idf);
        let turned = |keep: &dyn Fn(usize) -> bool| -> Vec<Gram> {
            grams(keep).into_iter().map(unordered).collect()
        };
        let turned_idf = |gram: Gram| idf(gram).min(idf(gram.rotate_left(16)));
        let ones = |letters: &[char]| letters.iter().map(|c| single(*c)).collect::<Vec<Gram>>();
        let text: String = letters.iter().collect();
        let title_letters = letters.get(..title).unwrap_or_default();
        let mut rare: Vec<(f32, f32, Gram)> =
            pairs.grams().map(|(gram, _)| (ordinary_idf(gram), idf(gram), gram)).collect();
        rare.sort_unstable_by(|a, b| {
            b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2))
        });
        let rarest = rare.into_iter().map(|(_, _, gram)| gram).take(RAREST).collect();
        let address: Vec<Gram> = grams(&|at| at >= title && at + 1 < head);
        let besides = grams(&|at| (at < title || at >= head) && !named(at));
        let besides: Vec<Gram> =
            besides.into_iter().filter(|gram| !address.contains(gram)).collect();
        Self {
            besides: (head > title).then(|| Bag::new(besides, 1, ordinary_idf)),
            title_pairs: Bag::new(grams(&|at| at < title), 1, ordinary_idf),
            title_triples: Bag::new(triples(title_letters, 0), 1, |_| 1.0),
            pairs_squared: Bag::new(grams(&|_| true), 2, idf),
            pairs_ordinary: Bag::new(grams(&|_| true), 2, ordinary_idf),
            triples: Bag::new(triples(&letters, title), 1, |_| 1.0),
            singles: Bag::new(ones(&letters), 2, ordinary_idf),
            title_singles: Bag::new(ones(title_letters), 2, ordinary_idf),
            singles_flat: Bag::new(ones(&letters), 1, ordinary_idf),
            subject_singles: Bag::new(ones_where(&letters, &in_place, false), 2, ordinary_idf),
            place_singles: Bag::new(ones_where(&letters, &in_place, true), 2, ordinary_idf),
            body_pairs: Bag::new(grams(&|at| at >= head), 2, ordinary_idf),
            unordered: Bag::new(turned(&|_| true), 2, turned_idf),
            title_unordered: Bag::new(turned(&|at| at < title), 2, turned_idf),
            place: Bag::new(grams(&|at| named(at)), 1, ordinary_idf),
            subject: Bag::new(grams(&|at| !named(at)), 1, ordinary_idf),
            title_subject: Bag::new(grams(&|at| at < title && !named(at)), 1, ordinary_idf),
            subjects: subjects::of(&letters),
            title_subjects: subjects::of(title_letters),
            follow_up: !subjects::follow_up_words(&text).is_empty(),
            numbers: numbers(&letters),
            at: message.at,
            point: message.point,
            category: message.category.clone(),
            category_letters: plain(&message.category).into_iter().collect(),
            rarest,
            places: places_of(&letters),
            pairs,
            names,
            text,
            title,
            letters,
        }
    }

    pub(crate) fn core(&self, name: &Name) -> &[char] {
        self.letters.get(name.start..name.start + name.core).unwrap_or_default()
    }

    pub(crate) fn whole(&self, name: &Name) -> &[char] {
        self.letters.get(name.start..name.end).unwrap_or_default()
    }

    /// Whether it is written in Chinese, mostly.
    pub(crate) fn is_han(&self) -> bool {
        let han = self.letters.iter().filter(|c| matches!(c, '\u{3400}'..='\u{9fff}')).count();
        han * 3 >= self.letters.len()
    }

    pub(crate) fn body_letters(&self) -> usize {
        self.letters.len() - self.title
    }
}

impl Rarity {
    /// Counts a message.
    pub fn add_message(&mut self, message: &Message) {
        let (letters, title, head) = letters_of(message);
        let mut grams: Vec<Gram> =
            pairs_at(&letters, &[title, head]).into_iter().map(|(_, gram)| gram).collect();
        grams.extend(letters.iter().map(|c| single(*c)));
        grams.sort_unstable();
        grams.dedup();
        self.add(grams);
    }
}

/// The names a message mentions, with their kinds, each without the word that
/// says what it is.
pub fn mined_names(message: &Message) -> Vec<(NameKind, String)> {
    let (letters, _, _) = letters_of(message);
    let mut all: Vec<(NameKind, String)> = names::mine(&letters)
        .iter()
        .map(|name| (name.kind, letters.iter().skip(name.start).take(name.core).collect()))
        .collect();
    all.sort();
    all.dedup();
    all
}

/// Title, address and the beginning of the body; where the first two end.
fn letters_of(message: &Message) -> (Vec<char>, usize, usize) {
    let mut letters = plain(&message.title);
    let title = letters.len();
    letters.extend(plain(&message.address));
    let head = letters.len();
    letters.extend(plain(&message.body).into_iter().take(BODY_MAX));
    (letters, title, head)
}

fn ones_where(letters: &[char], marks: &[bool], wanted: bool) -> Vec<Gram> {
    letters
        .iter()
        .zip(marks)
        .filter(|(_, mark)| **mark == wanted)
        .map(|(c, _)| single(*c))
        .collect()
}

fn unordered(gram: Gram) -> Gram {
    gram.min(gram.rotate_left(16))
}

fn marks(names: &[Name], length: usize) -> Vec<bool> {
    let mut marks = vec![false; length];
    for name in names {
        marks.iter_mut().take(name.end).skip(name.start).for_each(|mark| *mark = true);
    }
    marks
}

/// Neighbouring letters with their position, not across the ends of parts.
fn pairs_at(letters: &[char], breaks: &[usize]) -> Vec<(usize, Gram)> {
    letters
        .windows(2)
        .enumerate()
        .filter(|(at, _)| !breaks.contains(&(at + 1)))
        .filter_map(|(at, two)| match two {
            [a, b] => Some((at, pair(*a, *b))),
            _ => None,
        })
        .collect()
}

/// Three letters in 32 bits; the few that meet only cost precision.
fn triples(letters: &[char], skip_across: usize) -> Vec<Gram> {
    letters
        .windows(3)
        .enumerate()
        .filter(|(at, _)| skip_across == 0 || at + 1 != skip_across && at + 2 != skip_across)
        .filter_map(|(_, three)| match three {
            [a, b, c] => {
                let mixed = (u32::from(*a).wrapping_mul(0x9e37_79b1))
                    ^ (u32::from(*b).wrapping_mul(0x85eb_ca6b).rotate_left(11))
                    ^ (u32::from(*c).wrapping_mul(0xc2b2_ae35).rotate_left(22));
                Some(mixed)
            }
            _ => None,
        })
        .collect()
}

/// Runs of two and more digits.
fn numbers(letters: &[char]) -> Vec<String> {
    let mut all: Vec<String> = letters
        .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
        .filter(|run| run.len() >= 2 && run.iter().all(char::is_ascii_digit))
        .map(|run| run.iter().collect())
        .collect();
    all.sort();
    all.dedup();
    all
}
