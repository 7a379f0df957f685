//! Linear separation of one class from the rest: L2-regularised, squared-hinge
//! support vector machine by dual coordinate descent with shrinking.

use super::rows::Rows;

/// How hard errors are punished against large weights.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    /// Cost of an error.
    pub(super) cost: f32,
    /// Stops when no text violates its condition by more than this.
    pub(super) tolerance: f32,
    /// Passes over the texts at most.
    pub(super) passes: usize,
}

/// A small generator for the order of visits: the same seed gives the same
/// model on every machine.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// Weights, one a column, that are positive on the rows `members` says yes to.
/// Only the rows named in `among` are looked at.
pub(super) fn separate(
    rows: &Rows,
    among: &[usize],
    members: &[bool],
    width: usize,
    effort: Effort,
) -> Vec<f32> {
    let slack = 0.5 / effort.cost;
    let mut weights = vec![0.0_f32; width];
    let mut texts: Vec<Text> = among
        .iter()
        .map(|at| {
            let sign = if members.get(*at).copied().unwrap_or(false) { 1.0 } else { -1.0 };
            Text { at: *at, sign, curve: squared(rows.get(*at)) + slack, dual: 0.0 }
        })
        .collect();
    let mut active: Vec<usize> = (0..texts.len()).collect();
    let mut dice = Dice::new(7);
    let mut ceiling = f32::INFINITY;
    for _ in 0..effort.passes {
        dice.shuffle(&mut active);
        let was_whole = active.len() == texts.len();
        let (mut highest, mut lowest) = (f32::NEG_INFINITY, f32::INFINITY);
        active.retain(|index| {
            let Some(text) = texts.get_mut(*index) else { return false };
            let row = rows.get(text.at);
            let gradient = text.sign * dot(row, &weights) - 1.0 + text.dual * slack;
            if text.dual <= 0.0 && gradient > ceiling {
                return false;
            }
            let projected = if text.dual <= 0.0 { gradient.min(0.0) } else { gradient };
            highest = highest.max(projected);
            lowest = lowest.min(projected);
            if projected.abs() > 1e-9 {
                let next = (text.dual - gradient / text.curve).max(0.0);
                add(&mut weights, row, (next - text.dual) * text.sign);
                text.dual = next;
            }
            true
        });
        if highest - lowest > effort.tolerance {
            ceiling = if highest > 0.0 { highest } else { f32::INFINITY };
        } else if was_whole {
            break;
        } else {
            // Converged on what was left: look at everything once more.
            active = (0..texts.len()).collect();
            ceiling = f32::INFINITY;
        }
    }
    weights
}

/// One training text while its class is being separated.
struct Text {
    at: usize,
    sign: f32,
    curve: f32,
    dual: f32,
}

fn squared(row: &[(u32, f32)]) -> f32 {
    row.iter().map(|(_, value)| value * value).sum()
}

fn dot(row: &[(u32, f32)], weights: &[f32]) -> f32 {
    row.iter().map(|(at, value)| weights.get(*at as usize).copied().unwrap_or(0.0) * value).sum()
}

fn add(weights: &mut [f32], row: &[(u32, f32)], step: f32) {
    for (at, value) in row {
        if let Some(weight) = weights.get_mut(*at as usize) {
            *weight += step * value;
        }
    }
}
