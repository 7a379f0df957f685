//! How good a model was on texts it had not learned from.

use crate::codec::{ModelError, Page, Pen};

/// Figures from texts left out in turn while learning.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Quality {
    /// Texts it learned from.
    pub samples: usize,
    /// Share of left-out texts it put in the right class.
    pub accuracy: f32,
    /// Mean of the classes' F1.
    pub macro_f1: f32,
    /// Mean distance between confidence and how often it was right.
    pub calibration_error: f32,
    /// Below this confidence it abstains.
    pub threshold: f32,
    /// Share of left-out texts it answered.
    pub coverage: f32,
    /// Share of those that were right.
    pub accuracy_when_sure: f32,
    /// Each class.
    pub classes: Vec<ClassQuality>,
}

/// One class of [`Quality`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClassQuality {
    /// Its label.
    pub label: String,
    /// Texts of it.
    pub samples: usize,
    /// Share of the texts put in it that belong to it.
    pub precision: f32,
    /// Share of its texts that were put in it.
    pub recall: f32,
}

impl ClassQuality {
    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> f32 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

/// One left-out text: its class, the answer, and its confidence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trial {
    pub(super) truth: usize,
    pub(super) answer: usize,
    pub(super) confidence: f32,
}

impl Quality {
    pub(super) fn of(
        trials: &[Trial],
        labels: &[String],
        counts: &[usize],
        threshold: f32,
    ) -> Self {
        let share = |part: usize, all: usize| part as f32 / all.max(1) as f32;
        let right = |trial: &&Trial| trial.truth == trial.answer;
        let sure: Vec<&Trial> =
            trials.iter().filter(|trial| trial.confidence >= threshold).collect();
        let classes: Vec<ClassQuality> = labels
            .iter()
            .zip(counts)
            .enumerate()
            .map(|(class, (label, samples))| {
                let hits = trials.iter().filter(|t| t.truth == class && t.answer == class).count();
                let given = trials.iter().filter(|t| t.answer == class).count();
                let own = trials.iter().filter(|t| t.truth == class).count();
                let (precision, recall) = (share(hits, given), share(hits, own));
                ClassQuality { label: label.clone(), samples: *samples, precision, recall }
            })
            .collect();
        let tried: Vec<f32> = classes.iter().map(ClassQuality::f1).collect();
        Self {
            samples: counts.iter().sum(),
            accuracy: share(trials.iter().filter(right).count(), trials.len()),
            macro_f1: tried.iter().sum::<f32>() / tried.len().max(1) as f32,
            calibration_error: calibration_error(trials),
            threshold,
            coverage: share(sure.len(), trials.len()),
            accuracy_when_sure: share(sure.iter().filter(|t| right(t)).count(), sure.len()),
            classes,
        }
    }

    pub(super) fn write(&self, pen: &mut Pen) {
        pen.count(self.samples);
        for figure in [
            self.accuracy,
            self.macro_f1,
            self.calibration_error,
            self.threshold,
            self.coverage,
            self.accuracy_when_sure,
        ] {
            pen.float(figure);
        }
        pen.count(self.classes.len());
        for class in &self.classes {
            pen.text(&class.label);
            pen.count(class.samples);
            pen.float(class.precision);
            pen.float(class.recall);
        }
    }

    pub(super) fn read(page: &mut Page<'_>) -> Result<Self, ModelError> {
        let mut quality = Self {
            samples: page.count()?,
            accuracy: page.float()?,
            macro_f1: page.float()?,
            calibration_error: page.float()?,
            threshold: page.float()?,
            coverage: page.float()?,
            accuracy_when_sure: page.float()?,
            classes: Vec::new(),
        };
        for _ in 0..page.length()? {
            quality.classes.push(ClassQuality {
                label: page.text()?,
                samples: page.count()?,
                precision: page.float()?,
                recall: page.float()?,
            });
        }
        Ok(quality)
    }
}

/// Mean over ten steps of confidence, each weighed by its texts.
fn calibration_error(trials: &[Trial]) -> f32 {
    let mut steps = [(0_usize, 0.0_f32, 0_usize); 10];
    for trial in trials {
        let step = ((trial.confidence * 10.0) as usize).min(9);
        if let Some((count, confidence, right)) = steps.get_mut(step) {
            *count += 1;
            *confidence += trial.confidence;
            *right += usize::from(trial.truth == trial.answer);
        }
    }
    let gaps = steps.iter().map(|(_, confidence, right)| (confidence - *right as f32).abs());
    gaps.sum::<f32>() / trials.len().max(1) as f32
}
