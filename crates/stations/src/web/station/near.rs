//! Where somebody is, from the device or from words.

use places::{Atlas, PlaceAsked, PlaceGuess, Point};
use ui::Tr;

use super::query::Query;

/// Other places that words may mean.
const OTHERS: usize = 4;

/// Where distances are told from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Near {
    pub(crate) point: Option<Point>,
    /// What that place is called.
    pub(crate) name: String,
    /// Other places the words may mean, each with its address.
    pub(crate) others: Vec<(String, String)>,
    /// Words that name no place of the city.
    pub(crate) is_missed: bool,
    here: Option<Point>,
}

impl Near {
    /// Finds it out.
    pub(crate) fn of(t: Tr, atlas: &Atlas, query: &Query, path: &str) -> Self {
        if query.place.is_empty() {
            let name = query.here.map(|_| t.s("station-near-here").into_owned());
            return Self {
                point: query.here,
                here: query.here,
                name: name.unwrap_or_default(),
                ..Self::default()
            };
        }
        let answer =
            atlas.find(&PlaceAsked { point: query.here, ..PlaceAsked::address(&query.place) });
        let mut known =
            answer.guesses.iter().filter_map(|guess| Some((guess, spot(atlas, guess)?)));
        let Some((best, point)) = known.next() else {
            return Self { is_missed: true, ..Self::default() };
        };
        let is_sure = answer.sure().is_some_and(|sure| sure.key == best.key);
        let others = known.filter(|_| !is_sure).take(OTHERS).map(|(guess, _)| {
            let place = full_name(atlas, guess);
            let href = Query { place: place.clone(), ..query.first() }.href(path);
            (place, href)
        });
        Self {
            point: Some(point),
            name: full_name(atlas, best),
            others: others.collect(),
            ..Self::default()
        }
    }
}

impl Near {
    /// The device's position, where that is what is meant.
    pub(crate) fn here(&self) -> Option<Point> {
        self.here
    }

    /// For the map.
    pub(crate) fn pin(&self) -> Option<(Point, &str)> {
        self.point.map(|point| (point, self.name.as_str()))
    }
}

/// The point of a guess, or the middle of its region.
fn spot(atlas: &Atlas, guess: &PlaceGuess) -> Option<Point> {
    guess.point.or_else(|| {
        let bounds = atlas.area(guess.region?)?.bounds();
        let middle = |a: i64, b: i64| i64::midpoint(a, b);
        Point::new(
            middle(bounds.min.lon_e7(), bounds.max.lon_e7()),
            middle(bounds.min.lat_e7(), bounds.max.lat_e7()),
        )
        .ok()
    })
}

/// A name that says which of several places of one name it is.
fn full_name(atlas: &Atlas, guess: &PlaceGuess) -> String {
    let region = guess.region.map(|region| atlas.path_name(region)).unwrap_or_default();
    if guess.kind.is_region() || region.is_empty() {
        if region.is_empty() { guess.name.clone() } else { region }
    } else {
        format!("{region}{}", guess.name)
    }
}
