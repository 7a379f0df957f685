//! From texts to weighed features: words and pairs of words, and runs of one
//! to three letters, each under its fingerprint. What stands early says more.

use super::Text;
use super::rows::Rows;
use super::words::{Dictionary, is_stop};
use crate::codec::{ModelError, Page, Pen};
use crate::prints::{PrintMap, fingerprint};

/// Words looked at in one text.
const WORDS: usize = 400;
/// Letters looked at in one text.
const LETTERS: usize = 700;
/// How much more the first word weighs than one far behind.
const LEAD: f32 = 2.0;
/// After how many words that extra weight has fallen to a third.
const REACH: f32 = 15.0;
/// Weight of the view by letters beside the view by words.
const LETTER_VIEW: f32 = 0.7;
/// In how many training texts a feature must stand.
const RAREST: u32 = 2;

/// Words of a text in order, whichever shape it came in.
pub(super) fn words_of(text: &Text<'_>, dictionary: &Dictionary) -> Vec<String> {
    let mut out = Vec::new();
    match text {
        Text::Split(words) => {
            let words = words.split_whitespace().map(str::to_lowercase);
            out.extend(words.filter(|word| !is_stop(word)).take(WORDS));
        }
        Text::Raw { title, body } => {
            for part in [title, body] {
                split_raw(part, dictionary, &mut out);
            }
        }
    }
    out.truncate(WORDS);
    out
}

fn split_raw(text: &str, dictionary: &Dictionary, out: &mut Vec<String>) {
    let text = text.to_lowercase();
    for run in text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        if out.len() >= WORDS {
            return;
        }
        let mut words = Vec::new();
        for piece in pieces(run) {
            if piece.is_ascii() {
                words.push(piece);
            } else {
                dictionary.split(piece, &mut words);
            }
        }
        let kept = words.into_iter().filter(|word| !is_stop(word) && !is_digit(word));
        out.extend(kept.map(str::to_owned));
    }
}

fn is_digit(word: &str) -> bool {
    word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Cuts a run where Latin letters or digits meet other letters.
fn pieces(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        let is_plain = rest.chars().next()?.is_ascii();
        let end = rest.find(|c: char| c.is_ascii() != is_plain).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// Fingerprints and weights of the features of one text, by view.
pub(super) struct Sketch {
    words: Vec<(u32, f32)>,
    letters: Vec<(u32, f32)>,
}

impl Sketch {
    pub(super) fn of(words: &[String]) -> Self {
        let lead = |at: usize, reach: f32| 1.0 + LEAD * (-(at as f32) / reach).exp();
        let mut by_word = Vec::with_capacity(words.len() * 2);
        for (at, word) in words.iter().enumerate() {
            let weight = lead(at, REACH);
            by_word.push((word_print(word), weight));
            if let Some(next) = words.get(at + 1) {
                by_word.push((pair_print(word, next), weight));
            }
        }
        let letters: Vec<char> = words.iter().flat_map(|word| word.chars()).take(LETTERS).collect();
        let mut by_letter = Vec::with_capacity(letters.len() * 3);
        for at in 0..letters.len() {
            let weight = lead(at, REACH * 2.0);
            for length in 1..=3 {
                if let Some(gram) = letters.get(at..at + length) {
                    let bytes = gram.iter().flat_map(|c| u32::from(*c).to_le_bytes());
                    by_letter.push((fingerprint(3, bytes), weight));
                }
            }
        }
        Self { words: summed(by_word), letters: summed(by_letter) }
    }

    fn prints(&self) -> impl Iterator<Item = u32> {
        self.words.iter().chain(&self.letters).map(|(print, _)| *print)
    }
}

/// The fingerprint of a word.
pub(super) fn word_print(word: &str) -> u32 {
    fingerprint(1, word.bytes())
}

/// The fingerprint of two words in a row.
pub(super) fn pair_print(word: &str, next: &str) -> u32 {
    fingerprint(2, word.bytes().chain([b'_']).chain(next.bytes()))
}

/// One entry a fingerprint, sorted.
fn summed(mut features: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    features.sort_unstable_by_key(|(print, _)| *print);
    features.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 += later.1;
        }
        same
    });
    features
}

/// The features worth keeping: a column for each, and how rare it is.
#[derive(Debug, Default, Clone)]
pub(super) struct Space {
    columns: PrintMap<(u32, f32)>,
}

impl Space {
    pub(super) fn learn(texts: &[Sketch]) -> Self {
        let mut seen: PrintMap<u32> = PrintMap::default();
        for print in texts.iter().flat_map(Sketch::prints) {
            *seen.entry(print).or_default() += 1;
        }
        let all = texts.len() as f32;
        let mut kept: Vec<(u32, u32)> =
            seen.into_iter().filter(|(_, count)| *count >= RAREST).collect();
        kept.sort_unstable();
        let rarity = |count: u32| ((1.0 + all) / (1.0 + count as f32)).ln() + 1.0;
        let numbered = kept.into_iter().enumerate();
        let columns =
            numbered.map(|(at, (print, count))| (print, (at as u32, rarity(count)))).collect();
        Self { columns }
    }

    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn column(&self, print: u32) -> Option<u32> {
        self.columns.get(&print).map(|(column, _)| *column)
    }

    /// Adds the text's row: damped counts times rarity, each view of its own length.
    pub(super) fn push_row(&self, text: &Sketch, rows: &mut Rows) {
        let mut row = Vec::with_capacity(text.words.len() + text.letters.len());
        for (view, scale) in [(&text.words, 1.0), (&text.letters, LETTER_VIEW)] {
            let first = row.len();
            for (print, count) in view {
                if let Some((column, rarity)) = self.columns.get(print) {
                    let damped = if *count > 1.0 { 1.0 + count.ln() } else { *count };
                    row.push((*column, damped * rarity));
                }
            }
            let part = row.get_mut(first..).unwrap_or_default();
            let length = part.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
            for (_, value) in part {
                *value *= scale / length.max(1e-6);
            }
        }
        rows.push(&row);
    }

    pub(super) fn write(&self, pen: &mut Pen) {
        let mut columns: Vec<(u32, u32, f32)> =
            self.columns.iter().map(|(print, (at, rarity))| (*at, *print, *rarity)).collect();
        columns.sort_unstable_by_key(|(at, _, _)| *at);
        // Columns are numbered in the order of their fingerprints.
        pen.prints(columns.iter().map(|(_, print, _)| *print));
        for (_, _, rarity) in columns {
            pen.float(rarity);
        }
    }

    pub(super) fn read(page: &mut Page<'_>) -> Result<Self, ModelError> {
        let mut columns = PrintMap::default();
        for (at, print) in page.prints()?.into_iter().enumerate() {
            columns.insert(print, (at as u32, page.float()?));
        }
        Ok(Self { columns })
    }
}
