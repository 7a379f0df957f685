//! From scores to confidences that mean what they say.

/// Softmax of the scores times the sharpness.
pub(super) fn shares(scores: &[f32], sharpness: f32) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let raised: Vec<f32> = scores.iter().map(|score| ((score - top) * sharpness).exp()).collect();
    let all: f32 = raised.iter().sum::<f32>().max(1e-30);
    raised.into_iter().map(|value| value / all).collect()
}

/// The sharpness under which the true classes of unseen texts are likeliest,
/// by golden section: the likelihood has one hump.
pub(super) fn sharpness(unseen: &[(Vec<f32>, usize)]) -> f32 {
    const GOLDEN: f32 = 0.618_034;
    let loss = |log_sharpness: f32| -> f32 {
        let each = unseen.iter().map(|(scores, truth)| {
            let share = shares(scores, log_sharpness.exp()).get(*truth).copied().unwrap_or(0.0);
            -share.max(1e-9).ln()
        });
        each.sum()
    };
    let (mut low, mut high) = (-1.0_f32, 4.0_f32);
    for _ in 0..24 {
        let (left, right) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if loss(left) < loss(right) {
            high = right;
        } else {
            low = left;
        }
    }
    ((low + high) / 2.0).exp()
}

/// The lowest confidence from which on answers are right often enough, given
/// the confidence of each unseen answer and whether it was right.
pub(super) fn threshold(answers: &mut [(f32, bool)], enough: f32) -> f32 {
    answers.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut lowest) = (0_usize, 1.0_f32);
    for (at, (confidence, is_right)) in answers.iter().enumerate() {
        right += usize::from(*is_right);
        if at >= 20 && right as f32 >= enough * (at + 1) as f32 {
            lowest = *confidence;
        }
    }
    lowest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_follows_how_often_the_lead_was_right() {
        let sure: Vec<_> = (0..100).map(|at| (vec![1.0, 0.0], usize::from(at % 20 == 0))).collect();
        let unsure: Vec<_> =
            (0..100).map(|at| (vec![1.0, 0.0], usize::from(at % 3 == 0))).collect();
        let confident = shares(&[1.0, 0.0], sharpness(&sure))[0];
        let doubtful = shares(&[1.0, 0.0], sharpness(&unsure))[0];
        assert!((confident - 0.95).abs() < 0.02, "{confident}");
        assert!((doubtful - 0.66).abs() < 0.02, "{doubtful}");
    }

    #[test]
    fn the_threshold_keeps_answers_right_often_enough() {
        let mut answers: Vec<(f32, bool)> =
            (0..100).map(|at| (at as f32 / 100.0, at >= 50)).collect();
        let threshold = threshold(&mut answers, 0.9);
        assert!((0.44..=0.46).contains(&threshold), "{threshold}");
    }
}
