//! A snapshot of all places in memory, for one day: the region tree, the
//! ground of grids and regions with a spatial index, compounds, names.
//!
//! An atlas is never changed. When the city's data changes, a new one is
//! loaded and takes its place in [`LiveAtlas`].

mod ground;
mod tree;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;

use crate::domain::{
    Area, Bounds, Compound, Grid, GridCode, Landmark, Point, Region, RegionCode, RegionLevel, Road,
    Water,
};
use crate::locate::{Gazetteer, PlaceAnswer, PlaceAsked};
use ground::Ground;
use tree::Tree;

/// The rows an atlas is made of. Closed grids, compounds, roads and landmarks
/// are left out; closed regions are kept, because old orders name them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AtlasRows {
    /// Regions of all times.
    pub regions: Vec<Region>,
    /// Ground of regions where the city gave it. Ground that is missing is put
    /// together from below.
    pub outlines: BTreeMap<RegionCode, Area>,
    /// Grids in use.
    pub grids: Vec<Grid>,
    /// Compounds in use.
    pub compounds: Vec<Compound>,
    /// Roads in use.
    pub roads: Vec<Road>,
    /// Landmarks in use.
    pub landmarks: Vec<Landmark>,
    /// Rivers and lakes.
    pub waters: Vec<Water>,
}

/// Everything known about places on one day.
pub struct Atlas {
    tree: Tree,
    ground: Ground,
    gazetteer: Gazetteer,
    grids: BTreeMap<GridCode, Grid>,
    compounds: Vec<Compound>,
    roads: Vec<Road>,
    landmarks: Vec<Landmark>,
    waters: Vec<Water>,
}

/// What a point lies in, as far as the city's data tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Located {
    /// The grid.
    pub grid: Option<GridCode>,
    /// The community.
    pub community: Option<RegionCode>,
    /// The street.
    pub street: Option<RegionCode>,
    /// The district.
    pub district: Option<RegionCode>,
}

impl Located {
    /// The smallest region of it.
    pub fn region(&self) -> Option<RegionCode> {
        self.community.or(self.street).or(self.district)
    }
}

/// A compound close to a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearCompound<'a> {
    /// Which.
    pub compound: &'a Compound,
    /// Metres to its point; 0 when the point lies on its ground.
    pub metres: f64,
}

impl Atlas {
    /// Builds the snapshot for a day.
    pub fn new(rows: AtlasRows, on: Date) -> Self {
        let tree = Tree::new(rows.regions, on);
        let ground = Ground::new(&tree, rows.outlines, &rows.grids, &rows.compounds);
        let mut atlas = Self {
            gazetteer: Gazetteer::default(),
            grids: rows.grids.into_iter().map(|grid| (grid.code, grid)).collect(),
            compounds: rows.compounds,
            roads: rows.roads,
            landmarks: rows.landmarks,
            waters: rows.waters,
            tree,
            ground,
        };
        atlas.gazetteer = Gazetteer::of(&atlas);
        atlas
    }

    /// The day it is for.
    pub fn day(&self) -> Date {
        self.tree.day
    }

    /// A region of any time by its code.
    pub fn region(&self, code: RegionCode) -> Option<&Region> {
        self.tree.regions.get(&code)
    }

    /// Every region that exists on the atlas's day, by code.
    pub fn regions(&self) -> impl Iterator<Item = &Region> {
        self.tree.existing()
    }

    /// Every region of all times, by code.
    pub(crate) fn all_regions(&self) -> impl Iterator<Item = &Region> {
        self.tree.regions.values()
    }

    /// The region without a parent: the city.
    pub fn root(&self) -> Option<&Region> {
        self.regions().find(|region| region.parent.is_none())
    }

    /// The regions directly below one, by code.
    pub fn children(&self, parent: RegionCode) -> impl Iterator<Item = &Region> {
        self.tree.children(parent)
    }

    /// The region and everything above it, the city last. Follows the parents
    /// given by the city, not the digits.
    pub fn ancestors(&self, code: RegionCode) -> impl Iterator<Item = &Region> {
        self.tree.ancestors(code)
    }

    /// Whether `code` is `above` or lies below it.
    pub fn is_within(&self, code: RegionCode, above: RegionCode) -> bool {
        self.ancestors(code).any(|region| region.code == above)
    }

    /// The ancestor (or the region itself) at a level.
    pub fn at_level(&self, code: RegionCode, level: RegionLevel) -> Option<&Region> {
        self.ancestors(code).find(|region| region.code.level() == level)
    }

    /// The region that stands for `code` on a day: itself while it exists,
    /// afterwards its successor, or its successor's successor.
    pub fn standing_for(&self, code: RegionCode, day: Date) -> Option<&Region> {
        self.tree.standing_for(code, day)
    }

    /// The names from district to the region: `河东区 中山街道 柳叶社区`. The
    /// city's own name only for the city. Empty for a code nobody knows.
    pub fn path_name(&self, code: RegionCode) -> String {
        let mut names: Vec<&str> =
            self.ancestors(code).map(|region| region.name.as_str()).collect();
        if names.len() > 1 {
            names.pop();
        }
        names.reverse();
        names.join(" ")
    }

    /// A grid in use.
    pub fn grid(&self, code: GridCode) -> Option<&Grid> {
        self.grids.get(&code)
    }

    /// Every grid in use, by code.
    pub fn grids(&self) -> impl Iterator<Item = &Grid> {
        self.grids.values()
    }

    /// The grids of a community, by code.
    pub fn grids_of(&self, community: RegionCode) -> impl Iterator<Item = &Grid> {
        self.grids().filter(move |grid| grid.code.community() == community)
    }

    /// Every compound in use.
    pub fn compounds(&self) -> &[Compound] {
        &self.compounds
    }

    /// A compound in use by its id.
    pub fn compound(&self, id: &str) -> Option<&Compound> {
        self.compounds.iter().find(|compound| compound.id == id)
    }

    /// Every road in use.
    pub fn roads(&self) -> &[Road] {
        &self.roads
    }

    /// A road in use by its id.
    pub fn road(&self, id: &str) -> Option<&Road> {
        self.roads.iter().find(|road| road.id == id)
    }

    /// Every landmark in use.
    pub fn landmarks(&self) -> &[Landmark] {
        &self.landmarks
    }

    /// Every river and lake.
    pub fn waters(&self) -> &[Water] {
        &self.waters
    }

    /// The names of places, to find them in words.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// The places that what was told may mean.
    pub fn find(&self, asked: &PlaceAsked<'_>) -> PlaceAnswer {
        self.gazetteer.find(self, asked)
    }

    /// What the point lies in; none outside the city. A point on a border
    /// belongs to exactly one side. Where a city has no grids yet, the
    /// smallest region whose ground is known answers.
    pub fn locate(&self, point: Point) -> Option<Located> {
        let grid = self.ground.grid_at(point);
        let region = match grid {
            Some(code) => Some(code.community()),
            None => self.ground.region_at(point),
        }?;
        let at = |level| self.at_level(region, level).map(|region| region.code);
        Some(Located {
            grid,
            community: at(RegionLevel::Community),
            street: at(RegionLevel::Street),
            district: at(RegionLevel::District),
        })
    }

    /// The compound whose ground holds the point, or else the one whose point
    /// is nearest, however far: look at the metres.
    pub fn nearest_compound(&self, point: Point) -> Option<NearCompound<'_>> {
        let (index, metres) = self.ground.compound_near(point)?;
        self.compounds.get(index).map(|compound| NearCompound { compound, metres })
    }

    /// The ground of a region, if it or what lies in it has any.
    pub fn area(&self, code: RegionCode) -> Option<&Area> {
        self.ground.outlines.get(&code)
    }

    /// The borders of a region as rings of (longitude, latitude) in 1e-7
    /// degrees, to be filled by the even-odd rule. Empty if unknown.
    pub fn outline(&self, code: RegionCode) -> Vec<Vec<(i64, i64)>> {
        let rings = self.area(code).map(Area::rings).unwrap_or_default();
        rings
            .iter()
            .map(|ring| ring.iter().map(|point| (point.lon_e7(), point.lat_e7())).collect())
            .collect()
    }

    /// The rectangle around all ground.
    pub fn bounds(&self) -> Option<Bounds> {
        self.ground.outlines.values().map(Area::bounds).reduce(Bounds::union)
    }
}

/// The atlas in use. Handlers take the present one and keep it for the length
/// of a request.
pub struct LiveAtlas(RwLock<Arc<Atlas>>);

impl LiveAtlas {
    /// Starts with an atlas.
    pub fn new(atlas: Atlas) -> Self {
        Self(RwLock::new(Arc::new(atlas)))
    }

    /// The present atlas.
    pub fn current(&self) -> Arc<Atlas> {
        // A poisoned lock still holds a whole atlas: it is only ever swapped.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a newer atlas in its place.
    pub fn replace(&self, atlas: Atlas) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(atlas);
    }
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
