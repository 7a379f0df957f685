//! From a point or words to region, grid and compound.

use places::{Atlas, PlaceAnswer, PlaceAsked, PlaceGuess, PlaceKind, Point, RegionCode};

use crate::domain::request::Place;

/// An address was meant to say where: so sure is enough, in thousandths.
const ADDRESS_MILLI: u16 = 350;
/// Guesses this close to the best may be meant as well.
const CLOSE_MILLI: u16 = 100;

/// What is known of a matter when its place is looked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Words<'a> {
    /// A title.
    pub title: &'a str,
    /// The words of the person.
    pub content: &'a str,
}

/// The places that what was told may mean.
pub fn find(atlas: &Atlas, place: &Place, words: Words<'_>) -> PlaceAnswer {
    let point = place.point_e7.and_then(|(lon, lat)| Point::new(lon, lat).ok());
    atlas.find(&PlaceAsked {
        address: &place.address,
        title: words.title,
        content: words.content,
        point,
    })
}

/// Fills in what the atlas knows. A point decides; without one the address
/// does, and without that the words, where they are sure. What is already known
/// is kept.
pub fn locate(atlas: &Atlas, mut place: Place, words: Words<'_>) -> Place {
    let point = place.point_e7.and_then(|(lon, lat)| Point::new(lon, lat).ok());
    if let Some(point) = point {
        // A point outside the city tells nothing.
        let Some(located) = atlas.locate(point) else { return place };
        place.grid_code = place.grid_code.or_else(|| located.grid.map(|code| code.to_string()));
        place.region_code =
            place.region_code.or_else(|| located.region().map(|code| code.to_string()));
        if place.compound_id.is_none() {
            let answer = find(atlas, &place, words);
            place.compound_id = answer.sure().and_then(compound_of);
        }
        return place;
    }
    if place.region_code.is_some() {
        return place;
    }
    // Mostly the address alone is enough, and a long text takes longer.
    let answer = find(atlas, &place, Words::default());
    if let Some(sure) = answer.sure() {
        fill(&mut place, sure);
        return place;
    }
    let answer = find(atlas, &place, words);
    if let Some(sure) = answer.sure() {
        fill(&mut place, sure);
        return place;
    }
    if place.address.trim().is_empty() {
        return place;
    }
    let Some(best) = answer.best().filter(|best| best.confidence_milli >= ADDRESS_MILLI) else {
        return place;
    };
    let close = |guess: &&PlaceGuess| guess.confidence_milli + CLOSE_MILLI >= best.confidence_milli;
    let meant: Vec<&PlaceGuess> = answer.guesses.iter().filter(close).collect();
    match meant[..] {
        [only] => fill(&mut place, only),
        // Of two places of one name only what holds both is known.
        _ => place.region_code = common_region(atlas, &meant).map(|region| region.to_string()),
    }
    place
}

/// The place a person chose of those that were offered, by kind and key; none
/// for what is not in the atlas.
pub fn chosen(atlas: &Atlas, told: &str) -> Option<Place> {
    let (kind, key) = told.split_once(':')?;
    let mut place = Place::default();
    match kind {
        "compound" => {
            let compound = atlas.compound(key)?;
            place.compound_id = Some(compound.id.clone());
            place.region_code = Some(compound.community.to_string());
            place.grid_code = Some(compound.grid.to_string());
        }
        "grid" => {
            let grid = atlas.grid(key.parse().ok()?)?;
            place.region_code = Some(grid.code.community().to_string());
            place.grid_code = Some(grid.code.to_string());
        }
        "point" => {
            let (lon, lat) = key.split_once(',')?;
            let point = Point::new(lon.parse().ok()?, lat.parse().ok()?).ok()?;
            let located = atlas.locate(point)?;
            place.region_code = located.region().map(|region| region.to_string());
            place.grid_code = located.grid.map(|grid| grid.to_string());
        }
        "region" => {
            let region = atlas.region(key.parse().ok()?)?;
            place.region_code = Some(region.code.to_string());
        }
        _ => return None,
    }
    Some(place)
}

/// How a guess is named when it is chosen: [`chosen`] reads it.
pub fn handle(guess: &PlaceGuess) -> String {
    match (guess.kind, guess.point, guess.region) {
        (PlaceKind::Compound, ..) => format!("compound:{}", guess.key),
        (PlaceKind::Grid, ..) => format!("grid:{}", guess.key),
        (PlaceKind::Landmark | PlaceKind::Crossing, Some(point), _) => {
            format!("point:{},{}", point.lon_e7(), point.lat_e7())
        }
        (_, _, Some(region)) => format!("region:{region}"),
        (_, _, None) => String::new(),
    }
}

fn fill(place: &mut Place, guess: &PlaceGuess) {
    place.region_code = guess.region.map(|region| region.to_string());
    place.grid_code = guess.grid.map(|grid| grid.to_string());
    place.compound_id = place.compound_id.take().or_else(|| compound_of(guess));
}

fn compound_of(guess: &PlaceGuess) -> Option<String> {
    (guess.kind == PlaceKind::Compound).then(|| guess.key.clone())
}

/// The smallest region that holds all of some places.
fn common_region(atlas: &Atlas, guesses: &[&PlaceGuess]) -> Option<RegionCode> {
    let path = |region: RegionCode| atlas.ancestors(region).map(|r| r.code).collect::<Vec<_>>();
    let mut paths = guesses.iter().filter_map(|guess| guess.region).map(path);
    let mut common = paths.next()?;
    for path in paths {
        common.retain(|code| path.contains(code));
    }
    // The whole city says nothing.
    let root = atlas.root().map(|root| root.code);
    common.first().copied().filter(|region| Some(*region) != root)
}
