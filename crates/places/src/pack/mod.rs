//! The places of a city pack: plain files that a city writes, read with every
//! fault named by file and line.
//!
//! | file | columns or properties |
//! | --- | --- |
//! | `regions.csv` | code, parent, name, kind, valid_from, valid_to, successor, population |
//! | `regions.geojson` (may be missing) | code |
//! | `grids.geojson` (may be missing) | code, name, community |
//! | `compounds.csv` | id, name, kind, community, grid, lon, lat, households, address (may be missing) |
//! | `compounds.geojson` (may be missing) | id |
//! | `roads.csv` | id, name, alias, kind |
//! | `roads.geojson` (may be missing) | id |
//! | `landmarks.csv` | id, name, kind, lon, lat |
//! | `water.geojson` (may be missing) | name, kind |
//!
//! UTF-8, WGS-84, header row. `valid_to` is the first day a region exists no
//! more. A city that has no grids yet leaves their file out.

mod check;
mod fault;
mod read;
mod shapes;
pub mod table;

use std::path::Path;

use crate::domain::{Area, Compound, Grid, Landmark, Region, Road, Water};
pub use fault::{Fault, Problem};

/// A region with the ground that the city gave for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionRecord {
    /// The region.
    pub region: Region,
    /// Its ground, if given.
    pub outline: Option<Area>,
}

/// The places of a city pack. What is faulty is left out of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlacesPack {
    /// `regions.csv` with `regions.geojson`, larger regions first.
    pub regions: Vec<RegionRecord>,
    /// `grids.geojson`.
    pub grids: Vec<Grid>,
    /// `compounds.csv` with `compounds.geojson`.
    pub compounds: Vec<Compound>,
    /// `roads.csv` with `roads.geojson`.
    pub roads: Vec<Road>,
    /// `landmarks.csv`.
    pub landmarks: Vec<Landmark>,
    /// `water.geojson`.
    pub waters: Vec<Water>,
}

impl PlacesPack {
    /// Reads and checks the files of a directory. The pack may be loaded only
    /// when there is no fault.
    pub fn read(dir: &Path) -> (Self, Vec<Fault>) {
        let mut faults = Vec::new();
        let draft = read::read(dir, &mut faults);
        check::check(&draft, &mut faults);
        faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        (draft.into_pack(), faults)
    }
}

#[cfg(test)]
mod tests;
