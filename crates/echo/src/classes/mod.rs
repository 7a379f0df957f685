//! What a text is about: a linear classifier over any category scheme, learned
//! from texts whose category people settled. It says how sure it is, which
//! words speak for its answer, and abstains where it would often be wrong.
//!
//! It proposes; a person decides. A model holds weights under fingerprints and
//! no words.

mod calibrate;
mod features;
mod quality;
mod rows;
mod solver;
mod train;
mod words;

use std::cmp::Reverse;

use crate::codec::{ModelError, Page, Pen};
use features::{Sketch, Space, pair_print, word_print, words_of};
pub use quality::{ClassQuality, Quality};
use rows::Rows;
pub use train::{Sample, TrainError, train};
use words::Dictionary;

/// A text in either of two shapes.
#[derive(Debug, Clone, Copy)]
pub enum Text<'a> {
    /// Words already split, with spaces between, stop words removed.
    Split(&'a str),
    /// As it was written.
    Raw {
        /// Title.
        title: &'a str,
        /// Body.
        body: &'a str,
    },
}

/// A class that a text may belong to.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// Its label.
    pub label: String,
    /// 0–1: how often such an answer is right.
    pub confidence: f32,
    /// Words of the text that speak for it most, the strongest first.
    pub evidence: Vec<String>,
}

/// What the model says about a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The likeliest classes, best first, at most three.
    pub guesses: Vec<Guess>,
    /// Whether the best is too unsure to be proposed.
    pub abstains: bool,
}

/// A learned classifier.
#[derive(Debug, Clone)]
pub struct Model {
    labels: Vec<String>,
    dictionary: Dictionary,
    space: Space,
    weights: Weights,
    /// How fast confidence grows with the lead of the best class.
    sharpness: f32,
    quality: Quality,
}

/// How many classes an answer names.
const GUESSES: usize = 3;
/// How many words of evidence a class is given.
const EVIDENCE: usize = 4;

const KIND: &[u8; 8] = b"HYCLAS01";

impl Model {
    /// The labels it knows.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// How good it was on texts it had not learned from.
    pub fn quality(&self) -> &Quality {
        &self.quality
    }

    /// The likeliest classes of a text with the words that speak for them.
    pub fn classify(&self, text: &Text<'_>) -> Answer {
        let words = words_of(text, &self.dictionary);
        let ranked = self.ranked(&words);
        let guesses: Vec<Guess> = ranked
            .into_iter()
            .take(GUESSES)
            .filter_map(|(class, confidence)| {
                let label = self.labels.get(class)?.clone();
                Some(Guess { label, confidence, evidence: self.evidence(&words, class) })
            })
            .collect();
        let best = guesses.first().map_or(0.0, |guess| guess.confidence);
        Answer { abstains: words.is_empty() || best < self.quality.threshold, guesses }
    }

    /// Only the best class and its confidence: what a long file needs.
    pub fn best(&self, text: &Text<'_>) -> Option<(&str, f32)> {
        let ranked = self.ranked(&words_of(text, &self.dictionary));
        let (class, confidence) = ranked.first()?;
        Some((self.labels.get(*class)?.as_str(), *confidence))
    }

    fn ranked(&self, words: &[String]) -> Vec<(usize, f32)> {
        let mut rows = Rows::default();
        self.space.push_row(&Sketch::of(words), &mut rows);
        let scores = self.weights.scores(rows.get(0));
        let shares = calibrate::shares(&scores, self.sharpness);
        let mut ranked: Vec<(usize, f32)> = shares.into_iter().enumerate().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked
    }

    fn evidence(&self, words: &[String], class: usize) -> Vec<String> {
        let weight = |print: u32| {
            self.space.column(print).map_or(0.0, |column| self.weights.weight(column, class))
        };
        let mut scored: Vec<(i64, usize, String)> = Vec::new();
        for (at, word) in words.iter().enumerate().filter(|(_, word)| word.chars().count() > 1) {
            let mut score = weight(word_print(word));
            if let Some(next) = words.get(at + 1) {
                score += weight(pair_print(word, next)).max(0.0);
            }
            // Thousandths, so that equal words sort by where they stand.
            scored.push(((score * 1000.0) as i64, at, word.clone()));
        }
        scored.retain(|(score, _, _)| *score > 0);
        scored.sort_by_key(|(score, at, _)| (Reverse(*score), *at));
        let mut evidence: Vec<String> = Vec::new();
        for (_, _, word) in scored {
            if evidence.len() < EVIDENCE && !evidence.contains(&word) {
                evidence.push(word);
            }
        }
        evidence
    }

    /// The bytes of a model file.
    pub fn encode(&self) -> Vec<u8> {
        let mut pen = Pen::new(KIND);
        pen.count(self.labels.len());
        for label in &self.labels {
            pen.text(label);
        }
        pen.float(self.sharpness);
        self.quality.write(&mut pen);
        self.dictionary.write(&mut pen);
        self.space.write(&mut pen);
        self.weights.write(&mut pen);
        pen.finish()
    }

    /// Reads a model file.
    pub fn decode(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut page = Page::open(bytes, KIND)?;
        let count = page.length()?;
        let labels = (0..count).map(|_| page.text()).collect::<Result<Vec<_>, _>>()?;
        let sharpness = page.float()?;
        let quality = Quality::read(&mut page)?;
        let dictionary = Dictionary::read(&mut page)?;
        let space = Space::read(&mut page)?;
        let weights = Weights::read(&mut page, count)?;
        page.end()?;
        Ok(Self { labels, dictionary, space, weights, sharpness, quality })
    }
}

/// The weights of each column, for the classes that have one.
#[derive(Debug, Clone, Default)]
struct Weights {
    ends: Vec<u32>,
    cells: Vec<(u16, f32)>,
    classes: usize,
}

/// Weights smaller than this share of a class's largest say nothing.
const FAINTEST: f32 = 0.004;

impl Weights {
    /// From one list of weights a class.
    fn of(classes: &[Vec<f32>], width: usize) -> Self {
        let floors: Vec<f32> = classes
            .iter()
            .map(|weights| weights.iter().fold(0.0_f32, |top, w| top.max(w.abs())) * FAINTEST)
            .collect();
        let mut out = Self { classes: classes.len(), ..Self::default() };
        for column in 0..width {
            for (class, (weights, floor)) in classes.iter().zip(&floors).enumerate() {
                match weights.get(column) {
                    Some(weight) if weight.abs() > *floor => {
                        out.cells.push((class as u16, *weight));
                    }
                    _ => {}
                }
            }
            out.ends.push(out.cells.len() as u32);
        }
        out
    }

    fn cells(&self, column: u32) -> &[(u16, f32)] {
        let column = column as usize;
        let from = column.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let to = self.ends.get(column).copied().unwrap_or_default();
        self.cells.get(from.unwrap_or_default() as usize..to as usize).unwrap_or_default()
    }

    fn weight(&self, column: u32, class: usize) -> f32 {
        let cell = self.cells(column).iter().find(|(of, _)| usize::from(*of) == class);
        cell.map_or(0.0, |(_, weight)| *weight)
    }

    fn scores(&self, row: &[(u32, f32)]) -> Vec<f32> {
        let mut scores = vec![0.0; self.classes];
        for (column, value) in row {
            for (class, weight) in self.cells(*column) {
                if let Some(score) = scores.get_mut(usize::from(*class)) {
                    *score += weight * value;
                }
            }
        }
        scores
    }

    fn write(&self, pen: &mut Pen) {
        pen.count(self.ends.len());
        for column in 0..self.ends.len() {
            let cells = self.cells(column as u32);
            pen.count(cells.len());
            for (class, weight) in cells {
                pen.count(usize::from(*class));
                pen.float(*weight);
            }
        }
    }

    fn read(page: &mut Page<'_>, classes: usize) -> Result<Self, ModelError> {
        let mut out = Self { classes, ..Self::default() };
        for _ in 0..page.length()? {
            for _ in 0..page.length()? {
                let class = u16::try_from(page.count()?).map_err(|_| ModelError::Damaged)?;
                out.cells.push((class, page.float()?));
            }
            out.ends.push(u32::try_from(out.cells.len()).map_err(|_| ModelError::Damaged)?);
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests;
