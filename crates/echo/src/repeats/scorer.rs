//! From features to a calibrated probability.

use std::sync::OnceLock;

use super::features::{feature_names, features};
use super::points;
use super::prepared::Prepared;
use super::rarity::ordinary_idf;
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
    model.probability(model.raw(&features(a, b)) - far - nothing_but_the_address(a, b))
}

/// What two short texts lose that have their address in common and nothing
/// else: one house has many matters. The labelled texts have no addresses, so
/// this is a rule. Long texts are judged by what they say, and what is about
/// the same subject in other words loses nothing.
fn nothing_but_the_address(a: &Prepared, b: &Prepared) -> f32 {
    const TAKEN: f32 = 2.5;
    /// So much in common, as a share of what is said, is something.
    const ENOUGH: f32 = 0.1;
    /// Pairs of letters of a short text, and of one that is not short any more.
    const SHORT: f32 = 16.0;
    const LONG: f32 = 64.0;
    let (Some(x), Some(y)) = (&a.besides, &b.besides) else { return 0.0 };
    if a.subjects.iter().any(|subject| b.subjects.contains(subject)) {
        return 0.0;
    }
    let shared = x.within(y, ordinary_idf).max(y.within(x, ordinary_idf));
    let nothing = (1.0 - shared / ENOUGH).max(0.0);
    let length = x.len().min(y.len()) as f32;
    let short = ((LONG - length) / (LONG - SHORT)).clamp(0.0, 1.0);
    TAKEN * nothing * short
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
    use super::super::{Message, Rarity};
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
    fn one_address_alone_makes_no_matter() {
        let rarity = Rarity::default();
        let at = |body: &str, address: &str| {
            let message = Message {
                title: body.into(),
                body: body.into(),
                address: address.into(),
                ..Message::default()
            };
            Prepared::new(&message, &rarity)
        };
        let house = "钟楼巷小区三栋";
        let lift = at("电梯坏了", house);
        let taken = |body: &str| nothing_but_the_address(&lift, &at(body, house));
        assert!(taken("有人养狗扰民") > 2.0);
        assert!(taken("楼道堆放杂物") > 2.0);
        assert_eq!(taken("电梯又坏了没人修"), 0.0);
        assert_eq!(taken("老人被困人喊不应"), 0.0, "the same subject in other words");
        assert_eq!(nothing_but_the_address(&lift, &at("有人养狗扰民", "")), 0.0);
        let both = |body: &str| probability(&lift, &at(body, house));
        assert!(both("有人养狗扰民") < 0.3, "{}", both("有人养狗扰民"));
        assert!(both("电梯又坏了没人修") > 0.5, "{}", both("电梯又坏了没人修"));
    }

    #[test]
    fn distance_only_ever_takes() {
        let taken: Vec<f32> = [0.0, 500.0, 1_000.0, 5_000.0, 100_000.0].map(far_apart).into();
        assert!(taken.is_sorted());
        assert_eq!(taken[1], 0.0);
        assert_eq!(taken[4], 4.0);
    }
}
