//! What is measured between two short reports that have points.

use kernel::time::DAY_US;

use super::prepared::Prepared;
use super::rarity::ordinary_idf;

/// Names of the values.
const NAMES: [&str; 10] = [
    "metres",
    "days",
    "same_category",
    "category_said",
    "cosine",
    "triple_cosine",
    "text_in_text_max",
    "numbers_shared",
    "numbers_differ",
    "same_text",
];

/// Distance in metres, when both have a point.
pub(crate) fn metres_between(a: &Prepared, b: &Prepared) -> Option<f64> {
    Some(metres(a.point?, b.point?))
}

/// Metres between two places not far from each other, both as longitude and
/// latitude in degrees.
pub(crate) fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    const METRES_PER_DEGREE: f64 = 111_320.0;
    let east = (a.0 - b.0) * a.1.to_radians().cos();
    east.hypot(a.1 - b.1) * METRES_PER_DEGREE
}

/// Names of the features, in the order of their values.
pub fn point_names() -> &'static [&'static str] {
    &NAMES
}

/// The features of a pair.
pub fn point_features(a: &Prepared, b: &Prepared) -> Vec<f32> {
    let days = match (a.at, b.at) {
        (Some(x), Some(y)) => x.since(y).unsigned_abs() as f32 / DAY_US as f32,
        _ => f32::NAN,
    };
    let known = !a.category.is_empty() && !b.category.is_empty();
    let same_category =
        if known { f32::from(u8::from(a.category == b.category)) } else { f32::NAN };
    let said =
        |x: &Prepared, y: &Prepared| !y.category.is_empty() && x.text.contains(&y.category_letters);
    let within =
        |x: &Prepared, y: &Prepared| x.pairs_ordinary.within(&y.pairs_ordinary, ordinary_idf);
    let shared = a.numbers.iter().filter(|number| b.numbers.contains(number)).count();
    let differ = !a.numbers.is_empty() && !b.numbers.is_empty() && shared == 0;
    vec![
        metres_between(a, b).map_or(f32::NAN, |metres| metres as f32),
        days,
        same_category,
        f32::from(u8::from(said(a, b))) + f32::from(u8::from(said(b, a))),
        a.pairs.cosine(&b.pairs),
        a.triples.cosine(&b.triples),
        within(a, b).max(within(b, a)),
        shared as f32,
        f32::from(u8::from(differ)),
        f32::from(u8::from(a.letters == b.letters)),
    ]
}
