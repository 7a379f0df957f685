//! Finds places by their names in what people write.
//!
//! A plain first version: the longest known name at each position of the text,
//! weighed by how exactly such a name says where. It proposes; a person or a
//! better engine decides.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::atlas::Atlas;
use crate::domain::{GridCode, Point, RegionCode, RegionLevel};

/// What a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// A district or county.
    District,
    /// A street, town or township.
    Street,
    /// A community or village.
    Community,
    /// A compound.
    Compound,
    /// A road, by its name or alias.
    Road,
    /// A landmark.
    Landmark,
}

impl PlaceKind {
    /// How well a name of this kind says where, in thousandths, when nothing
    /// in the text speaks for or against it.
    fn weight_milli(self) -> u16 {
        match self {
            Self::Compound => 800,
            Self::Landmark => 700,
            Self::Community => 600,
            Self::Road => 500,
            Self::Street => 400,
            Self::District => 300,
        }
    }
}

/// A place that a text may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceGuess {
    /// What it is.
    pub kind: PlaceKind,
    /// Its id or region code.
    pub key: String,
    /// Its name as the text has it.
    pub name: String,
    /// The smallest region that surely holds it.
    pub region: Option<RegionCode>,
    /// Its grid, where it is small enough to lie in one.
    pub grid: Option<GridCode>,
    /// Its point, where it has one.
    pub point: Option<Point>,
    /// 0–1000: how surely the text means this place.
    pub confidence_milli: u16,
}

/// The names of a city's places.
#[derive(Debug, Default)]
pub struct Gazetteer {
    entries: Vec<Entry>,
    /// By first letter; the longest names first.
    names: HashMap<char, Vec<Name>>,
}

#[derive(Debug)]
struct Entry {
    place: PlaceGuess,
    /// The place's region and everything above it.
    within: Vec<RegionCode>,
}

#[derive(Debug)]
struct Name {
    letters: Vec<char>,
    entries: Vec<usize>,
}

/// What counts for a place when the text also names a region it lies in.
const AGREEMENT_MILLI: u16 = 150;

impl Gazetteer {
    /// Collects the names of an atlas.
    pub fn of(atlas: &Atlas) -> Self {
        let mut places = region_places(atlas);
        places.extend(compound_places(atlas));
        places.extend(road_places(atlas));
        places.extend(landmark_places(atlas));
        let entries: Vec<Entry> = places
            .into_iter()
            .map(|place| Entry { within: path_of(atlas, place.region), place })
            .collect();
        Self { names: index_names(&entries), entries }
    }

    /// The places whose names stand in the text, the surest first. Several
    /// places of one name are all given, each less sure.
    pub fn locate(&self, text: &str) -> Vec<PlaceGuess> {
        let matches = self.names_in(text);
        let named_regions: Vec<RegionCode> = matches
            .iter()
            .flat_map(|name| &name.entries)
            .filter_map(|index| self.entries.get(*index))
            .filter(|entry| is_region(entry.place.kind))
            .filter_map(|entry| entry.place.region)
            .collect();
        let mut guesses = Vec::new();
        for name in matches {
            let candidates: Vec<&Entry> =
                name.entries.iter().filter_map(|index| self.entries.get(*index)).collect();
            guesses.extend(weigh(&candidates, &named_regions));
        }
        guesses.sort_by_key(|guess| Reverse(guess.confidence_milli));
        let mut seen = Vec::new();
        guesses.retain(|guess| {
            let id = (guess.kind, guess.key.clone());
            let is_new = !seen.contains(&id);
            seen.push(id);
            is_new
        });
        guesses
    }

    /// The longest known name at each position, left to right, not
    /// overlapping. Spaces are passed over.
    fn names_in(&self, text: &str) -> Vec<&Name> {
        let letters: Vec<char> = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        let mut found = Vec::new();
        let mut rest = letters.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let starting_here = self.names.get(first).into_iter().flatten();
            match starting_here.into_iter().find(|name| rest.starts_with(&name.letters)) {
                Some(name) => {
                    found.push(name);
                    rest = rest.get(name.letters.len()..).unwrap_or_default();
                }
                None => rest = after,
            }
        }
        found
    }
}

/// Weighs the places that share one name: those in a region the text names
/// gain, the others lose; what remains is shared among equals.
fn weigh(candidates: &[&Entry], named_regions: &[RegionCode]) -> Vec<PlaceGuess> {
    let agrees = |entry: &Entry| {
        let is_itself = |region: &RegionCode| {
            is_region(entry.place.kind) && Some(*region) == entry.place.region
        };
        named_regions.iter().any(|region| !is_itself(region) && entry.within.contains(region))
    };
    let agreeing = candidates.iter().filter(|entry| agrees(entry)).count();
    let weighed = candidates.iter().map(|entry| {
        let weight = entry.place.kind.weight_milli();
        let confidence_milli = match (agrees(entry), agreeing) {
            (true, sharers) => weight / sharers.max(1) as u16 + AGREEMENT_MILLI,
            (false, 0) => weight / candidates.len().max(1) as u16,
            (false, _) => weight / 4 / candidates.len().max(1) as u16,
        };
        PlaceGuess { confidence_milli, ..entry.place.clone() }
    });
    weighed.collect()
}

fn is_region(kind: PlaceKind) -> bool {
    matches!(kind, PlaceKind::District | PlaceKind::Street | PlaceKind::Community)
}

fn path_of(atlas: &Atlas, region: Option<RegionCode>) -> Vec<RegionCode> {
    region.map(|code| atlas.ancestors(code).map(|region| region.code).collect()).unwrap_or_default()
}

fn index_names(entries: &[Entry]) -> HashMap<char, Vec<Name>> {
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, entry) in entries.iter().enumerate() {
        by_name.entry(&entry.place.name).or_default().push(index);
    }
    let mut names: HashMap<char, Vec<Name>> = HashMap::new();
    for (name, entries) in by_name {
        let letters: Vec<char> = name.chars().filter(|letter| !letter.is_whitespace()).collect();
        // A single letter is no name: 东 stands in half of all texts.
        if let [first, _, ..] = letters.as_slice() {
            names.entry(*first).or_default().push(Name { entries, letters });
        }
    }
    for bucket in names.values_mut() {
        bucket.sort_by(|a, b| {
            b.letters.len().cmp(&a.letters.len()).then_with(|| a.letters.cmp(&b.letters))
        });
    }
    names
}

fn region_places(atlas: &Atlas) -> Vec<PlaceGuess> {
    let kind_of = |level| match level {
        RegionLevel::District => Some(PlaceKind::District),
        RegionLevel::Street => Some(PlaceKind::Street),
        RegionLevel::Community => Some(PlaceKind::Community),
        RegionLevel::Province | RegionLevel::City => None,
    };
    let places = atlas.regions().filter_map(|region| {
        Some(PlaceGuess {
            kind: kind_of(region.code.level())?,
            key: region.code.to_string(),
            name: region.name.clone(),
            region: Some(region.code),
            grid: None,
            point: None,
            confidence_milli: 0,
        })
    });
    places.collect()
}

fn compound_places(atlas: &Atlas) -> Vec<PlaceGuess> {
    let places = atlas.compounds().iter().map(|compound| PlaceGuess {
        kind: PlaceKind::Compound,
        key: compound.id.clone(),
        name: compound.name.clone(),
        region: Some(compound.community),
        grid: Some(compound.grid),
        point: Some(compound.point),
        confidence_milli: 0,
    });
    places.collect()
}

fn road_places(atlas: &Atlas) -> Vec<PlaceGuess> {
    let mut places = Vec::new();
    for road in atlas.roads() {
        let region = common_region(atlas, &road.course);
        for name in [&road.name, &road.alias].into_iter().filter(|name| !name.is_empty()) {
            places.push(PlaceGuess {
                kind: PlaceKind::Road,
                key: road.id.clone(),
                name: name.clone(),
                region,
                grid: None,
                point: road.middle(),
                confidence_milli: 0,
            });
        }
    }
    places
}

fn landmark_places(atlas: &Atlas) -> Vec<PlaceGuess> {
    let places = atlas.landmarks().iter().map(|landmark| {
        let located = atlas.locate(landmark.point).unwrap_or_default();
        PlaceGuess {
            kind: PlaceKind::Landmark,
            key: landmark.id.clone(),
            name: landmark.name.clone(),
            region: located.region(),
            grid: located.grid,
            point: Some(landmark.point),
            confidence_milli: 0,
        }
    });
    places.collect()
}

/// The smallest region that holds the whole course.
fn common_region(atlas: &Atlas, course: &[Point]) -> Option<RegionCode> {
    let mut regions =
        course.iter().map(|point| atlas.locate(*point).and_then(|located| located.region()));
    let mut common = path_of(atlas, regions.next().flatten());
    for region in regions {
        let path = path_of(atlas, region);
        common.retain(|code| path.contains(code));
    }
    common.first().copied()
}

#[cfg(test)]
mod tests;
