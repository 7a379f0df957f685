//! Learns a linear chain from labelled addresses: stochastic gradient with
//! per-weight step sizes, features left out at random, the last passes averaged.

use std::collections::HashMap;

use super::crf::{Emissions, marginals};

/// One labelled address: features per token and tags.
pub struct Lesson {
    /// Feature hashes per token.
    pub features: Vec<Vec<u64>>,
    /// Tag numbers.
    pub tags: Vec<usize>,
}

/// A chain while it is being learned.
pub struct Chain {
    /// Feature hash to row of `weights`.
    pub columns: HashMap<u64, u32>,
    /// Tags wide.
    pub weights: Vec<f32>,
    /// Previous tag × tag.
    pub transitions: Vec<Vec<f32>>,
    /// Number of tags.
    pub width: usize,
}

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub struct Course {
    /// Passes over the lessons.
    pub passes: usize,
    /// Step size.
    pub rate: f32,
    /// Share of features left out.
    pub drop: f32,
    /// In how many tokens a feature must stand.
    pub rarest: u32,
    /// Pull towards zero.
    pub decay: f32,
}

impl Chain {
    /// Scores of an address.
    pub fn emissions(&self, features: &[Vec<u64>]) -> Emissions {
        let rows = features
            .iter()
            .map(|token| {
                let mut row = vec![0.0; self.width];
                for at in token.iter().filter_map(|key| self.columns.get(key)) {
                    let from = *at as usize * self.width;
                    for (value, weight) in row.iter_mut().zip(&self.weights[from..from + self.width]) {
                        *value += weight;
                    }
                }
                row
            })
            .collect();
        Emissions { rows }
    }

    /// Learns from lessons.
    pub fn learn(lessons: &[Lesson], width: usize, course: Course, mut tell: impl FnMut(usize, f32)) -> Self {
        let mut seen: HashMap<u64, u32> = HashMap::new();
        for key in lessons.iter().flat_map(|lesson| lesson.features.iter().flatten()) {
            *seen.entry(*key).or_default() += 1;
        }
        let mut kept: Vec<u64> =
            seen.iter().filter(|(_, n)| **n >= course.rarest).map(|(k, _)| *k).collect();
        kept.sort_unstable();
        let columns: HashMap<u64, u32> =
            kept.iter().enumerate().map(|(at, key)| (*key, at as u32)).collect();
        let mapped: Vec<Vec<Vec<u32>>> = lessons
            .iter()
            .map(|lesson| {
                lesson.features.iter().map(|t| t.iter().filter_map(|k| columns.get(k).copied()).collect()).collect()
            })
            .collect();
        let size = columns.len() * width;
        let (mut weights, mut speed) = (vec![0.0_f32; size], vec![1e-2_f32; size]);
        let mut sum = vec![0.0_f32; size];
        let (mut transitions, mut speed_t, mut sum_t) =
            (vec![vec![0.0_f32; width]; width], vec![vec![1e-1_f32; width]; width], vec![vec![0.0_f32; width]; width]);
        let mut seed = 88172645463325252_u64;
        let mut roll = move || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed >> 40) as f32 / (1_u64 << 24) as f32
        };
        let mut order: Vec<usize> = (0..lessons.len()).collect();
        let averaged = (course.passes / 3).max(1);
        for pass in 0..course.passes {
            for last in (1..order.len()).rev() {
                let other = (roll() * (last + 1) as f32) as usize;
                order.swap(last, other.min(last));
            }
            let rate = course.rate * (1.0 - 0.8 * pass as f32 / course.passes as f32);
            let mut loss = 0.0;
            for &at in &order {
                let (lesson, full) = (&lessons[at], &mapped[at]);
                if full.is_empty() { continue; }
                let boost = 1.0 / (1.0 - course.drop);
                let active: Vec<Vec<u32>> = full
                    .iter()
                    .map(|token| token.iter().copied().filter(|_| course.drop == 0.0 || roll() >= course.drop).collect())
                    .collect();
                let rows: Vec<Vec<f32>> = active
                    .iter()
                    .map(|token| {
                        let mut row = vec![0.0; width];
                        for a in token {
                            let from = *a as usize * width;
                            for (value, weight) in row.iter_mut().zip(&weights[from..from + width]) { *value += weight * boost; }
                        }
                        row
                    })
                    .collect();
                let gold: f32 = rows.iter().zip(&lesson.tags).map(|(r, t)| r[*t]).sum::<f32>()
                    + lesson.tags.windows(2).map(|w| transitions[w[0]][w[1]]).sum::<f32>();
                let raised: Vec<Vec<f32>> = transitions.iter().map(|r| r.iter().map(|v| v.exp()).collect()).collect();
                let m = marginals(&Emissions { rows }, &raised);
                loss += m.log_sum - gold;
                for (at, token) in active.iter().enumerate() {
                    let mut gradient = m.nodes[at].clone();
                    gradient[lesson.tags[at]] -= 1.0;
                    for a in token {
                        let from = *a as usize * width;
                        let w = &mut weights[from..from + width];
                        let s = &mut speed[from..from + width];
                        for ((w, s), g) in w.iter_mut().zip(s).zip(&gradient) {
                            let g = g * boost + course.decay * *w;
                            *s += g * g;
                            *w -= rate * g / s.sqrt();
                        }
                    }
                }
                let mut pairs = m.pairs;
                for w in lesson.tags.windows(2) { pairs[w[0]][w[1]] -= 1.0; }
                for p in 0..width {
                    for t in 0..width {
                        let g = pairs[p][t];
                        if g.abs() > 1e-6 {
                            speed_t[p][t] += g * g;
                            transitions[p][t] -= rate * g / speed_t[p][t].sqrt();
                        }
                    }
                }
            }
            if pass + averaged >= course.passes {
                for (s, w) in sum.iter_mut().zip(&weights) { *s += w / averaged as f32; }
                for (s, w) in sum_t.iter_mut().flatten().zip(transitions.iter().flatten()) { *s += w / averaged as f32; }
            }
            tell(pass, loss / lessons.len() as f32);
        }
        Self { columns, weights: sum, transitions: sum_t, width }
    }
}
