//! What lies where: the ground of grids, regions and compounds under one
//! spatial index each.

use std::collections::BTreeMap;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::tree::Tree;
use crate::domain::{Area, Bounds, Compound, Grid, GridCode, Point, RegionCode, RegionLevel};

/// Borders come rounded to a centimetre, so that a corner of one grid can lie
/// a hair beside the straight border of its neighbour. A point in such a crack
/// belongs to the nearest grid.
const CRACK_M_MAX: f64 = 0.5;
/// The same in 1e-7 degrees, with room for the shorter degrees of the north.
const CRACK_E7: i64 = 150;

type Boxed<T> = GeomWithData<Rectangle<[f64; 2]>, T>;

pub(super) struct Ground {
    pub(super) outlines: BTreeMap<RegionCode, Area>,
    grids: AreaIndex<GridCode>,
    regions: AreaIndex<RegionCode>,
    compounds: AreaIndex<usize>,
    compound_points: RTree<GeomWithData<[f64; 2], (usize, Point)>>,
    /// How much shorter a degree of longitude is than one of latitude here.
    shrink: f64,
}

impl Ground {
    pub(super) fn new(
        tree: &Tree,
        outlines: BTreeMap<RegionCode, Area>,
        grids: &[Grid],
        compounds: &[Compound],
    ) -> Self {
        let outlines = complete(tree, outlines, grids);
        let mean_lat = compounds.iter().map(|compound| compound.point.lat_e7()).sum::<i64>() as f64
            / (compounds.len().max(1) as f64)
            / 1e7;
        let shrink = mean_lat.to_radians().cos();
        let points = compounds.iter().enumerate().map(|(index, compound)| {
            GeomWithData::new(flat(compound.point, shrink), (index, compound.point))
        });
        Self {
            grids: AreaIndex::new(grids.iter().map(|grid| (grid.code, grid.area.clone()))),
            regions: AreaIndex::new(outlines.iter().map(|(code, area)| (*code, area.clone()))),
            compounds: AreaIndex::new(
                compounds
                    .iter()
                    .enumerate()
                    .filter_map(|(index, compound)| Some((index, compound.area.clone()?))),
            ),
            compound_points: RTree::bulk_load(points.collect()),
            outlines,
            shrink,
        }
    }

    pub(super) fn grid_at(&self, point: Point) -> Option<GridCode> {
        self.grids.containing(point).min().or_else(|| self.grids.beside(point))
    }

    /// The deepest region that holds the point.
    pub(super) fn region_at(&self, point: Point) -> Option<RegionCode> {
        self.regions.containing(point).max_by_key(|code| (code.level(), std::cmp::Reverse(*code)))
    }

    pub(super) fn compound_near(&self, point: Point) -> Option<(usize, f64)> {
        if let Some(index) = self.compounds.containing(point).min() {
            return Some((index, 0.0));
        }
        let nearest = self.compound_points.nearest_neighbor(&flat(point, self.shrink))?;
        let (index, at) = nearest.data;
        Some((index, point.metres_to(at)))
    }
}

fn flat(point: Point, shrink: f64) -> [f64; 2] {
    [point.lon_e7() as f64 * shrink, point.lat_e7() as f64]
}

/// Adds the ground that the city did not give: of a community its grids, of
/// larger regions their children, from below upwards.
fn complete(
    tree: &Tree,
    mut outlines: BTreeMap<RegionCode, Area>,
    grids: &[Grid],
) -> BTreeMap<RegionCode, Area> {
    outlines.retain(|code, _| {
        tree.regions.get(code).is_some_and(|region| region.is_valid_on(tree.day))
    });
    let mut by_community: BTreeMap<RegionCode, Vec<&Area>> = BTreeMap::new();
    for grid in grids {
        by_community.entry(grid.code.community()).or_default().push(&grid.area);
    }
    for (community, areas) in by_community {
        if !outlines.contains_key(&community) {
            outlines.extend(Area::union_of(areas).map(|area| (community, area)));
        }
    }
    for level in
        [RegionLevel::Street, RegionLevel::District, RegionLevel::City, RegionLevel::Province]
    {
        for region in tree.existing().filter(|region| region.code.level() == level) {
            if outlines.contains_key(&region.code) {
                continue;
            }
            let below: Vec<&Area> =
                tree.children(region.code).filter_map(|child| outlines.get(&child.code)).collect();
            if let Some(area) = Area::union_of(below) {
                outlines.insert(region.code, area);
            }
        }
    }
    outlines
}

/// Areas with a key each, found by point.
struct AreaIndex<K> {
    boxes: RTree<Boxed<usize>>,
    areas: Vec<(K, Area)>,
}

impl<K: Copy + Ord> AreaIndex<K> {
    fn new(areas: impl Iterator<Item = (K, Area)>) -> Self {
        let areas: Vec<(K, Area)> = areas.collect();
        let boxes = areas.iter().enumerate().map(|(index, (_, area))| {
            GeomWithData::new(Rectangle::from_aabb(envelope(area.bounds(), 0)), index)
        });
        Self { boxes: RTree::bulk_load(boxes.collect()), areas }
    }

    fn containing(&self, point: Point) -> impl Iterator<Item = K> {
        self.near(point, 0).filter(move |(_, area)| area.contains(point)).map(|(key, _)| *key)
    }

    /// The area whose border is nearest, within the width of a crack.
    fn beside(&self, point: Point) -> Option<K> {
        self.near(point, CRACK_E7)
            .map(|(key, area)| (area.metres_to_border(point), *key))
            .filter(|(metres, _)| *metres <= CRACK_M_MAX)
            .min_by(|(a, a_key), (b, b_key)| a.total_cmp(b).then(a_key.cmp(b_key)))
            .map(|(_, key)| key)
    }

    fn near(&self, point: Point, margin_e7: i64) -> impl Iterator<Item = &(K, Area)> {
        self.boxes
            .locate_in_envelope_intersecting(&envelope(
                Bounds { min: point, max: point },
                margin_e7,
            ))
            .filter_map(|boxed| self.areas.get(boxed.data))
    }
}

fn envelope(bounds: Bounds, margin_e7: i64) -> AABB<[f64; 2]> {
    let corner =
        |point: Point, by: i64| [(point.lon_e7() + by) as f64, (point.lat_e7() + by) as f64];
    AABB::from_corners(corner(bounds.min, -margin_e7), corner(bounds.max, margin_e7))
}
