//! From features to a calibrated probability.

use std::sync::OnceLock;

use super::features::{feature_names, features};
use super::points;
use super::prepared::Prepared;
use super::trees::Model;

static WORDS: &[u8] = include_bytes!("../../data/repeats-words.model");
static POINTS: &[u8] = include_bytes!("../../data/repeats-points.model");

fn words() -> Option<&'static Model> {
    static READ: OnceLock<Option<Model>> = OnceLock::new();
    READ.get_or_init(|| Model::read(WORDS, feature_names().len())).as_ref()
}

fn with_points() -> Option<&'static Model> {
    static READ: OnceLock<Option<Model>> = OnceLock::new();
    READ.get_or_init(|| Model::read(POINTS, points::point_names().len())).as_ref()
}

/// How probable it is that two messages are about the same matter.
///
/// Messages in Chinese are judged by their words, and two points far apart
/// speak against them; short reports in other scripts that have a point are
/// judged by place, category and time first.
pub fn probability(a: &Prepared, b: &Prepared) -> f32 {
    let metres = points::metres_between(a, b);
    if metres.is_some() && !(a.is_han() && b.is_han()) {
        let model = with_points();
        let values = points::point_features(a, b);
        return model.map_or(0.0, |model| model.probability(model.raw(&values)));
    }
    let Some(model) = words() else { return 0.0 };
    let far = metres.map_or(0.0, far_apart);
    model.probability(model.raw(&features(a, b)) - far)
}

/// What a distance takes from the sum of the trees. No data at hand has both
/// Chinese texts and points, so this is a rule: nothing within a walk, and at
/// ten kilometres only a city-wide matter survives it.
fn far_apart(metres: f64) -> f32 {
    const WALK_M: f64 = 500.0;
    if metres <= WALK_M { 0.0 } else { (1.2 * (metres / WALK_M).ln()).min(4.0) as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_models_fit_their_features() {
        assert!(words().is_some());
        assert!(with_points().is_some());
    }

    #[test]
    fn a_higher_sum_is_never_less_probable() {
        for model in [words(), with_points()].into_iter().flatten() {
            let mut before = 0.0;
            for step in -120..=120 {
                let now = model.probability(step as f32 / 10.0);
                assert!(
                    now >= before && (0.0..=1.0).contains(&now),
                    "{step}: {now} after {before}"
                );
                before = now;
            }
        }
    }

    #[test]
    fn distance_only_ever_takes() {
        let taken: Vec<f32> = [0.0, 500.0, 1_000.0, 5_000.0, 100_000.0].map(far_apart).into();
        assert!(taken.is_sorted());
        assert_eq!(taken[1], 0.0);
        assert_eq!(taken[4], 4.0);
    }
}
