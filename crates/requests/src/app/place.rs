//! From a point or words to region, grid and compound.

use places::{Atlas, Point};

use crate::domain::request::Place;

/// Fills in what the atlas knows. A point decides; without one the words do.
/// What is already known is kept.
pub fn locate(atlas: &Atlas, mut place: Place) -> Place {
    if let Some((lon_e7, lat_e7)) = place.point_e7 {
        // A point that is none, or outside the city, tells nothing.
        let located = Point::new(lon_e7, lat_e7).ok().and_then(|point| atlas.locate(point));
        if let Some(located) = located {
            place.grid_code = place.grid_code.or_else(|| located.grid.map(|code| code.to_string()));
            place.region_code =
                place.region_code.or_else(|| located.region().map(|code| code.to_string()));
        }
        return place;
    }
    if place.region_code.is_some() || place.address.trim().is_empty() {
        return place;
    }
    let guesses = atlas.gazetteer().locate(&place.address);
    if let Some(best) = guesses.first() {
        place.region_code = best.region.map(|region| region.to_string());
        place.grid_code = best.grid.map(|grid| grid.to_string());
    }
    place
}
