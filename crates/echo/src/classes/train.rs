//! Learns a classifier. Texts are left out in turn, so that confidence, the
//! threshold for abstaining and the figures of quality come from texts the
//! model had not seen.

use super::calibrate;
use super::features::{Sketch, Space, words_of};
use super::quality::{Quality, Trial};
use super::rows::Rows;
use super::solver::{Effort, separate};
use super::words::Dictionary;
use super::{Model, Text, Weights};

/// A text whose class is known.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// The text.
    pub text: Text<'a>,
    /// Its class.
    pub label: &'a str,
}

/// Why nothing could be learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TrainError {
    /// Fewer than two classes have texts.
    #[error("at least two classes with texts are needed")]
    TooFewClasses,
    /// More classes than a model can number.
    #[error("at most 65535 classes can be learned")]
    TooManyClasses,
}

/// Answers above the threshold should be right this often.
const ENOUGH: f32 = 0.95;
/// Share of a class-by-class ratio of frequencies in the weight of a feature.
const RATIO: f32 = 0.4;
const EFFORT: Effort = Effort { cost: 1.0, tolerance: 0.1, passes: 100 };
/// With more classes than this only one part of the texts is left out, once.
const MANY_CLASSES: usize = 30;
/// Parts of the texts that are left out in turn.
const PARTS: usize = 3;

/// Learns from samples.
pub fn train(samples: &[Sample<'_>]) -> Result<Model, TrainError> {
    let mut labels: Vec<String> = samples.iter().map(|sample| sample.label.to_owned()).collect();
    labels.sort_unstable();
    labels.dedup();
    if labels.len() < 2 {
        return Err(TrainError::TooFewClasses);
    }
    if labels.len() > usize::from(u16::MAX) {
        return Err(TrainError::TooManyClasses);
    }
    let number = |label: &str| labels.binary_search_by(|known| known.as_str().cmp(label)).ok();
    let truth: Vec<usize> = samples.iter().filter_map(|sample| number(sample.label)).collect();
    let split = samples.iter().filter_map(|sample| match sample.text {
        Text::Split(words) => Some(words),
        Text::Raw { .. } => None,
    });
    let dictionary = Dictionary::learn(split);
    let words: Vec<Vec<String>> =
        samples.iter().map(|sample| words_of(&sample.text, &dictionary)).collect();
    let sketches: Vec<Sketch> = words.iter().map(|words| Sketch::of(words)).collect();
    let parts: Vec<usize> = words.iter().map(|words| part_of(words)).collect();
    drop(words);
    let space = Space::learn(&sketches);
    let mut rows = Rows::default();
    for sketch in &sketches {
        space.push_row(sketch, &mut rows);
    }
    drop(sketches);
    let lesson = Lesson { rows: &rows, truth: &truth, classes: labels.len(), width: space.width() };
    let (sharpness, quality) = lesson.examine(&parts, &labels);
    let everything: Vec<usize> = (0..rows.len()).collect();
    let weights = lesson.learn(&everything);
    Ok(Model { labels, dictionary, space, weights, sharpness, quality })
}

/// Texts that are nearly the same fall into the same part: the least
/// fingerprint of their pairs of words decides.
fn part_of(words: &[String]) -> usize {
    let pairs = words.windows(2).filter_map(|pair| match pair {
        [word, next] => Some(super::pair_print(word, next)),
        _ => None,
    });
    pairs.min().map_or(0, |print| (print.wrapping_mul(0x9e37_79b9) >> 8) as usize % PARTS)
}

struct Lesson<'a> {
    rows: &'a Rows,
    truth: &'a [usize],
    classes: usize,
    width: usize,
}

impl Lesson<'_> {
    fn learn(&self, among: &[usize]) -> Weights {
        let classes: Vec<Vec<f32>> = (0..self.classes)
            .map(|class| {
                let members: Vec<bool> = self.truth.iter().map(|truth| *truth == class).collect();
                let ratios = self.ratios(among, &members);
                let weighed = self.rows.weighed(&ratios);
                let mut weights = separate(&weighed, among, &members, self.width, EFFORT);
                for (weight, ratio) in weights.iter_mut().zip(&ratios) {
                    *weight *= ratio;
                }
                weights
            })
            .collect();
        Weights::of(&classes, self.width)
    }

    /// How unevenly each feature is spread between a class and the rest: what
    /// stands equally often in both counts less.
    fn ratios(&self, among: &[usize], members: &[bool]) -> Vec<f32> {
        let mut counts = vec![[0.5_f32; 2]; self.width];
        let mut texts = [1.0_f32; 2];
        for at in among {
            let side = usize::from(members.get(*at).copied().unwrap_or(false));
            texts[side] += 1.0;
            for (column, _) in self.rows.get(*at) {
                if let Some(count) = counts.get_mut(*column as usize) {
                    count[side] += 1.0;
                }
            }
        }
        let ratio = |[out, inside]: [f32; 2]| ((inside / texts[1]) / (out / texts[0])).ln().abs();
        counts.into_iter().map(|count| (1.0 - RATIO) + RATIO * ratio(count)).collect()
    }

    /// Leaves parts out in turn: how sharp the confidence must be, and how good
    /// the answers were.
    fn examine(&self, parts: &[usize], labels: &[String]) -> (f32, Quality) {
        let rounds = if self.classes > MANY_CLASSES { 1 } else { PARTS };
        let mut unseen: Vec<(Vec<f32>, usize)> = Vec::new();
        for round in 0..rounds {
            let numbered = || parts.iter().copied().enumerate();
            let kept: Vec<usize> =
                numbered().filter(|(_, part)| *part != round).map(|(at, _)| at).collect();
            let weights = self.learn(&kept);
            for (at, _) in numbered().filter(|(_, part)| *part == round) {
                let truth = self.truth.get(at).copied().unwrap_or_default();
                unseen.push((weights.scores(self.rows.get(at)), truth));
            }
        }
        let sharpness = calibrate::sharpness(&unseen);
        let trials: Vec<Trial> = unseen
            .iter()
            .map(|(scores, truth)| {
                let shares = calibrate::shares(scores, sharpness);
                let best = shares.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
                let (answer, confidence) = best.unwrap_or_default();
                Trial { truth: *truth, answer, confidence }
            })
            .collect();
        let mut answers: Vec<(f32, bool)> =
            trials.iter().map(|trial| (trial.confidence, trial.truth == trial.answer)).collect();
        let threshold = calibrate::threshold(&mut answers, ENOUGH);
        let mut counts = vec![0; self.classes];
        for truth in self.truth {
            if let Some(count) = counts.get_mut(*truth) {
                *count += 1;
            }
        }
        (sharpness, Quality::of(&trials, labels, &counts, threshold))
    }
}
