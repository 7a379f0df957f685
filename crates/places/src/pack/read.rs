//! From files to nouns, each with the line it came from.

use std::collections::HashMap;
use std::path::Path;

use super::fault::{Fault, Problem};
use super::shapes::{Shape, read_shapes};
use super::table::{Cells, read_rows};
use super::{PlacesPack, RegionRecord};
use crate::domain::{Area, Compound, Grid, Landmark, Point, Region, RegionCode, Road, Water};

pub(super) const REGIONS: &str = "regions.csv";
pub(super) const REGION_SHAPES: &str = "regions.geojson";
pub(super) const GRIDS: &str = "grids.geojson";
pub(super) const COMPOUNDS: &str = "compounds.csv";
const COMPOUND_SHAPES: &str = "compounds.geojson";
pub(super) const ROADS: &str = "roads.csv";
const ROAD_SHAPES: &str = "roads.geojson";
pub(super) const LANDMARKS: &str = "landmarks.csv";
pub(super) const WATERS: &str = "water.geojson";

/// A pack whose items still know their lines.
pub(super) struct Draft {
    pub(super) regions: Vec<(u64, Region)>,
    pub(super) outlines: HashMap<RegionCode, (u64, Area)>,
    pub(super) grids: Vec<(u64, Grid)>,
    pub(super) compounds: Vec<(u64, Compound)>,
    pub(super) roads: Vec<(u64, Road)>,
    pub(super) landmarks: Vec<(u64, Landmark)>,
    pub(super) waters: Vec<(u64, Water)>,
}

impl Draft {
    pub(super) fn into_pack(mut self) -> PlacesPack {
        self.regions.sort_by_key(|(_, region)| (region.code.level(), region.code));
        let mut outlines = self.outlines;
        let regions = self.regions.into_iter().map(|(_, region)| RegionRecord {
            outline: outlines.remove(&region.code).map(|(_, area)| area),
            region,
        });
        PlacesPack {
            regions: regions.collect(),
            grids: without_lines(self.grids),
            compounds: without_lines(self.compounds),
            roads: without_lines(self.roads),
            landmarks: without_lines(self.landmarks),
            waters: without_lines(self.waters),
        }
    }
}

fn without_lines<T>(items: Vec<(u64, T)>) -> Vec<T> {
    items.into_iter().map(|(_, item)| item).collect()
}

pub(super) fn read(dir: &Path, faults: &mut Vec<Fault>) -> Draft {
    let columns =
        ["code", "parent", "name", "kind", "valid_from", "valid_to", "successor", "population"];
    let regions = read_rows(dir, REGIONS, &columns, faults, region);
    let mut outlines = HashMap::new();
    for shape in read_shapes(dir, REGION_SHAPES, faults) {
        if let Some(code) = shape.parse("code", Problem::BadRegionCode, faults) {
            add_area(&mut outlines, code, &shape, faults);
        }
    }
    let shapes = read_shapes(dir, GRIDS, faults);
    let grids = shapes.iter().filter_map(|shape| grid(shape, faults)).collect();
    let compounds = read_compounds(dir, faults);
    let roads = read_roads(dir, faults);
    let columns = ["id", "name", "kind", "lon", "lat"];
    let landmarks = read_rows(dir, LANDMARKS, &columns, faults, landmark);
    let shapes = read_shapes(dir, WATERS, faults);
    let waters = shapes.iter().filter_map(|shape| water(shape, faults)).collect();
    Draft { regions, outlines, grids, compounds, roads, landmarks, waters }
}

fn region(cells: &mut Cells<'_>) -> Option<Region> {
    let code = cells.parse("code", Problem::BadRegionCode);
    let parent = cells.parse_or_empty("parent", Problem::BadRegionCode);
    let name = cells.need("name");
    let kind = cells.parse("kind", Problem::BadKind);
    let valid_from = cells.date("valid_from");
    let valid_to = cells.parse_or_empty("valid_to", Problem::BadDate);
    let successor = cells.parse_or_empty("successor", Problem::BadRegionCode);
    let population = cells.count("population");
    Some(Region {
        code: code?,
        parent: parent?,
        name: name?,
        kind: kind?,
        valid_from: valid_from?,
        valid_to: valid_to?,
        successor: successor?,
        population: population?,
    })
}

fn grid(shape: &Shape, faults: &mut Vec<Fault>) -> Option<(u64, Grid)> {
    let code: crate::domain::GridCode = shape.parse("code", Problem::BadGridCode, faults)?;
    let community = shape.text("community");
    if community != code.community().to_string() {
        faults.push(
            shape.fault(Problem::CommunityMismatch, &[("code", &code), ("community", &community)]),
        );
    }
    let name = shape.text("name").to_owned();
    if name.is_empty() {
        faults.push(shape.fault(Problem::ValueMissing, &[("column", &"name")]));
    }
    let area = shape.area(&code.to_string(), faults)?;
    Some((shape.line, Grid { code, name, area }))
}

fn read_compounds(dir: &Path, faults: &mut Vec<Fault>) -> Vec<(u64, Compound)> {
    let columns = ["id", "name", "kind", "community", "grid", "lon", "lat", "households"];
    let mut compounds = read_rows(dir, COMPOUNDS, &columns, faults, compound);
    let mut areas: HashMap<String, (u64, Area)> = HashMap::new();
    for shape in read_shapes(dir, COMPOUND_SHAPES, faults) {
        let id = shape.text("id").to_owned();
        if compounds.iter().any(|(_, compound)| compound.id == id) {
            add_area(&mut areas, id, &shape, faults);
        } else {
            faults.push(shape.fault(Problem::UnknownFeature, &[("value", &id)]));
        }
    }
    for (_, compound) in &mut compounds {
        compound.area = areas.remove(&compound.id).map(|(_, area)| area);
    }
    compounds
}

fn compound(cells: &mut Cells<'_>) -> Option<Compound> {
    let id = cells.need("id");
    let name = cells.need("name");
    let community = cells.parse("community", Problem::BadRegionCode);
    let grid = cells.parse("grid", Problem::BadGridCode);
    let point = cells.point();
    let households = cells.count("households");
    Some(Compound {
        id: id?,
        name: name?,
        kind: cells.text("kind").to_owned(),
        community: community?,
        grid: grid?,
        address: cells.text("address").to_owned(),
        point: point?,
        households: households?,
        area: None,
    })
}

fn read_roads(dir: &Path, faults: &mut Vec<Fault>) -> Vec<(u64, Road)> {
    let mut roads = read_rows(dir, ROADS, &["id", "name", "alias", "kind"], faults, road);
    for shape in read_shapes(dir, ROAD_SHAPES, faults) {
        let id = shape.text("id").to_owned();
        match roads.iter_mut().find(|(_, road)| road.id == id) {
            Some((_, road)) => road.course = shape.course(&id, faults).unwrap_or_default(),
            None => faults.push(shape.fault(Problem::UnknownFeature, &[("value", &id)])),
        }
    }
    roads
}

fn road(cells: &mut Cells<'_>) -> Option<Road> {
    let (id, name) = (cells.need("id"), cells.need("name"));
    Some(Road {
        id: id?,
        name: name?,
        alias: cells.text("alias").to_owned(),
        kind: cells.text("kind").to_owned(),
        course: Vec::<Point>::new(),
    })
}

fn landmark(cells: &mut Cells<'_>) -> Option<Landmark> {
    let (id, name, point) = (cells.need("id"), cells.need("name"), cells.point());
    Some(Landmark { id: id?, name: name?, kind: cells.text("kind").to_owned(), point: point? })
}

fn water(shape: &Shape, faults: &mut Vec<Fault>) -> Option<(u64, Water)> {
    let name = shape.text("name").to_owned();
    if name.is_empty() {
        faults.push(shape.fault(Problem::ValueMissing, &[("column", &"name")]));
        return None;
    }
    let area = shape.area(&name, faults)?;
    Some((shape.line, Water { name, kind: shape.text("kind").to_owned(), area }))
}

fn add_area<K: Eq + std::hash::Hash + ToString>(
    areas: &mut HashMap<K, (u64, Area)>,
    key: K,
    shape: &Shape,
    faults: &mut Vec<Fault>,
) {
    let Some(area) = shape.area(&key.to_string(), faults) else { return };
    let name = key.to_string();
    if let Some((line, _)) = areas.insert(key, (shape.line, area)) {
        faults.push(shape.fault(Problem::Duplicate, &[("value", &name), ("line", &line)]));
    }
}
