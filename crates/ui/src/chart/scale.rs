//! Axes: round steps and places on the picture.

/// The top of an axis and its step: round, at most five steps, at least as
/// high as the largest value.
pub(super) fn axis(largest: i64) -> (i64, i64) {
    let largest = largest.max(1);
    let mut unit = 1_i64;
    loop {
        for factor in [1, 2, 5] {
            let step = unit.saturating_mul(factor);
            if step.saturating_mul(5) >= largest {
                let steps = largest.div_euclid(step) + i64::from(largest.rem_euclid(step) > 0);
                return (step.saturating_mul(steps.max(1)), step);
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// The share of `whole` that `value` takes, of `length`; rounded.
pub(super) fn part(value: i64, whole: i64, length: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let product = i128::from(value.max(0)) * i128::from(length);
    i64::try_from((product + i128::from(whole) / 2) / i128::from(whole)).unwrap_or(length)
}

/// Which of six steps of the colour ramp a value belongs to.
pub(super) fn level(value: i64, largest: i64) -> i64 {
    if value <= 0 { 0 } else { (part(value, largest.max(1), 5)).clamp(1, 5) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_on_round_numbers_above_the_largest_value() {
        for (largest, want) in [
            (0, (1, 1)),
            (1, (1, 1)),
            (4, (4, 1)),
            (7, (8, 2)),
            (112, (150, 50)),
            (1284, (1500, 500)),
            (100, (100, 20)),
        ] {
            assert_eq!(axis(largest), want, "{largest}");
        }
        assert!(axis(i64::MAX).0 > 0);
    }

    #[test]
    fn parts_are_rounded_and_levels_stay_on_the_ramp() {
        assert_eq!(part(1, 3, 100), 33);
        assert_eq!(part(5, 0, 100), 0);
        assert_eq!((level(0, 9), level(1, 900), level(900, 900)), (0, 1, 5));
    }
}
