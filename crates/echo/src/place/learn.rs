//! Learns a tagger from labelled addresses: a conditional random field by
//! stochastic gradient with a step size for each weight. Features are left out
//! at random while learning, small weights are dropped half-way, and the last
//! passes are averaged.

use super::chain::{Scores, marginals};
use super::features::features;
use super::lexicon::Lexicon;
use super::tagger::Tagger;
use super::tokens::Token;
use crate::prints::PrintMap;

/// A labelled address.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// A tag for each.
    pub tags: Vec<String>,
}

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub struct Course {
    /// Passes over the lessons.
    pub passes: usize,
    /// Share of features left out at random.
    pub left_out: f32,
    /// Weights below this are dropped half-way.
    pub faintest: f32,
    /// In how many tokens a feature must stand.
    pub rarest: u32,
}

impl Default for Course {
    fn default() -> Self {
        Self { passes: 8, left_out: 0.5, faintest: 0.15, rarest: 3 }
    }
}

const RATE: f32 = 0.1;

/// Learns from lessons; `tell` hears of each pass that is over.
pub fn learn(
    lessons: &[Lesson],
    lexicon: Lexicon,
    course: Course,
    mut tell: impl FnMut(usize),
) -> Tagger {
    let mut labels: Vec<String> =
        lessons.iter().flat_map(|lesson| lesson.tags.iter().cloned()).collect();
    labels.sort_unstable();
    labels.dedup();
    let mut pupil = Pupil::new(lessons, &lexicon, &labels, course);
    let averaged = (course.passes / 3).max(1);
    for pass in 0..course.passes {
        let pace = RATE * (1.0 - 0.8 * pass as f32 / course.passes as f32);
        pupil.pass(pace);
        if pass + 1 == course.passes / 2 {
            pupil.drop_faint();
        }
        if pass + averaged >= course.passes {
            pupil.remember(1.0 / averaged as f32);
        }
        tell(pass);
    }
    let kept = pupil.columns.iter().map(|(print, column)| {
        let from = *column as usize * pupil.width;
        (*print, pupil.mean.get(from..from + pupil.width).unwrap_or_default())
    });
    Tagger::of(labels, pupil.mean_steps.clone(), kept.collect(), course.faintest, lexicon)
}

/// A lesson in numbers.
struct Exercise {
    tokens: Vec<Vec<u32>>,
    tags: Vec<usize>,
}

struct Pupil {
    columns: PrintMap<u32>,
    exercises: Vec<Exercise>,
    width: usize,
    course: Course,
    weights: Vec<f32>,
    /// Sum of squared gradients of each weight; infinite for a dropped one.
    seen: Vec<f32>,
    mean: Vec<f32>,
    steps: Scores,
    steps_seen: Scores,
    mean_steps: Scores,
    dice: u64,
}

impl Pupil {
    fn new(lessons: &[Lesson], lexicon: &Lexicon, labels: &[String], course: Course) -> Self {
        let prints: Vec<Vec<Vec<u32>>> =
            lessons.iter().map(|lesson| features(&lesson.tokens, lexicon)).collect();
        let mut counts: PrintMap<u32> = PrintMap::default();
        for print in prints.iter().flatten().flatten() {
            *counts.entry(*print).or_default() += 1;
        }
        let mut kept: Vec<u32> = counts
            .into_iter()
            .filter(|(_, count)| *count >= course.rarest)
            .map(|(print, _)| print)
            .collect();
        kept.sort_unstable();
        let columns: PrintMap<u32> =
            kept.iter().enumerate().map(|(at, print)| (*print, at as u32)).collect();
        let number = |tag: &String| labels.binary_search(tag).unwrap_or_default();
        let exercises = lessons
            .iter()
            .zip(&prints)
            .filter(|(lesson, _)| !lesson.tokens.is_empty())
            .map(|(lesson, prints)| Exercise {
                tokens: prints
                    .iter()
                    .map(|token| token.iter().filter_map(|p| columns.get(p).copied()).collect())
                    .collect(),
                tags: lesson.tags.iter().map(number).collect(),
            })
            .collect();
        let width = labels.len();
        let size = columns.len() * width;
        Self {
            columns,
            exercises,
            width,
            course,
            weights: vec![0.0; size],
            seen: vec![1e-2; size],
            mean: vec![0.0; size],
            steps: vec![vec![0.0; width]; width],
            steps_seen: vec![vec![0.1; width]; width],
            mean_steps: vec![vec![0.0; width]; width],
            dice: 88_172_645_463_325_252,
        }
    }

    /// A number from 0 to 1.
    fn roll(&mut self) -> f32 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        (self.dice >> 40) as f32 / (1_u64 << 24) as f32
    }

    fn pass(&mut self, pace: f32) {
        let mut exercises = std::mem::take(&mut self.exercises);
        for last in (1..exercises.len()).rev() {
            let other = (self.roll() * (last + 1) as f32) as usize;
            exercises.swap(last, other.min(last));
        }
        for exercise in &exercises {
            self.practise(exercise, pace);
        }
        self.exercises = exercises;
    }

    fn practise(&mut self, exercise: &Exercise, pace: f32) {
        let left_out = self.course.left_out;
        let boost = 1.0 / (1.0 - left_out);
        let active: Vec<Vec<u32>> = exercise
            .tokens
            .iter()
            .map(|token| token.iter().copied().filter(|_| self.roll() >= left_out).collect())
            .collect();
        let scores: Scores = active.iter().map(|token| self.score(token, boost)).collect();
        let raised: Scores =
            self.steps.iter().map(|row| row.iter().map(|value| value.exp()).collect()).collect();
        let mut found = marginals(&scores, &raised);
        for ((columns, gradient), tag) in active.iter().zip(&mut found.tokens).zip(&exercise.tags) {
            if let Some(value) = gradient.get_mut(*tag) {
                *value -= 1.0;
            }
            for value in gradient.iter_mut() {
                *value *= boost;
            }
            for column in columns {
                let from = *column as usize * self.width;
                let range = from..from + self.width;
                let (Some(weights), Some(seen)) =
                    (self.weights.get_mut(range.clone()), self.seen.get_mut(range))
                else {
                    continue;
                };
                descend(weights, seen, gradient, pace);
            }
        }
        for pair in exercise.tags.windows(2) {
            if let [before, tag] = pair
                && let Some(value) = found.steps.get_mut(*before).and_then(|row| row.get_mut(*tag))
            {
                *value -= 1.0;
            }
        }
        for ((weights, seen), gradient) in
            self.steps.iter_mut().zip(&mut self.steps_seen).zip(&found.steps)
        {
            descend(weights, seen, gradient, pace);
        }
    }

    fn score(&self, columns: &[u32], boost: f32) -> Vec<f32> {
        let mut row = vec![0.0; self.width];
        for column in columns {
            let from = *column as usize * self.width;
            let weights = self.weights.get(from..from + self.width).unwrap_or_default();
            for (value, weight) in row.iter_mut().zip(weights) {
                *value += weight * boost;
            }
        }
        row
    }

    /// Drops small weights for good; the passes to come make up for them.
    fn drop_faint(&mut self) {
        for (weight, seen) in self.weights.iter_mut().zip(&mut self.seen) {
            if weight.abs() < self.course.faintest {
                *weight = 0.0;
                *seen = f32::INFINITY;
            }
        }
    }

    fn remember(&mut self, share: f32) {
        for (mean, weight) in self.mean.iter_mut().zip(&self.weights) {
            *mean += share * weight;
        }
        let steps = self.steps.iter().flatten();
        for (mean, weight) in self.mean_steps.iter_mut().flatten().zip(steps) {
            *mean += share * weight;
        }
    }
}

fn descend(weights: &mut [f32], seen: &mut [f32], gradient: &[f32], pace: f32) {
    for ((weight, seen), slope) in weights.iter_mut().zip(seen).zip(gradient) {
        *seen += slope * slope;
        *weight -= pace * slope / seen.sqrt();
    }
}
