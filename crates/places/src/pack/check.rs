//! What must hold between the files of a pack: the tree, and the ground.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use super::fault::{Fault, Problem};
use super::read::{COMPOUNDS, Draft, GRIDS, LANDMARKS, REGION_SHAPES, REGIONS, ROADS, WATERS};
use crate::datum::Datum;
use crate::domain::{Area, Compound, Grid, GridCode, Point, Region, RegionCode, RegionLevel};

/// Corners are rounded to a centimetre, which along a border of some hundred
/// metres adds up to a few square metres. What is larger is a fault.
const SLIVER_M2_MAX: f64 = 10.0;
/// How far a compound's point may lie from its grid.
const COMPOUND_OFF_M_MAX: f64 = 1.0;

pub(super) fn check(draft: &Draft, faults: &mut Vec<Fault>) {
    duplicates(&draft.regions, REGIONS, |region| region.code.to_string(), faults);
    duplicates(&draft.grids, GRIDS, |grid| grid.code.to_string(), faults);
    duplicates(&draft.compounds, COMPOUNDS, |compound| compound.id.clone(), faults);
    duplicates(&draft.roads, ROADS, |road| road.id.clone(), faults);
    duplicates(&draft.landmarks, LANDMARKS, |landmark| landmark.id.clone(), faults);
    duplicates(&draft.waters, WATERS, |water| water.name.clone(), faults);
    let regions: HashMap<RegionCode, &Region> =
        draft.regions.iter().map(|(_, region)| (region.code, region)).collect();
    check_roots(draft, faults);
    for (line, region) in &draft.regions {
        check_region(*line, region, &regions, faults);
    }
    for (code, (line, _)) in &draft.outlines {
        if !regions.contains_key(code) {
            faults.push(Fault::new(
                REGION_SHAPES,
                *line,
                Problem::UnknownFeature,
                &[("value", code)],
            ));
        }
    }
    for (line, grid) in &draft.grids {
        let community = grid.code.community();
        if !regions.contains_key(&community) {
            faults.push(Fault::new(
                GRIDS,
                *line,
                Problem::UnknownCommunity,
                &[("value", &community)],
            ));
        }
    }
    check_overlaps(&draft.grids, faults);
    check_gaps(draft, faults);
    check_holes(&draft.grids, faults);
    check_compounds(draft, &regions, faults);
}

fn duplicates<T>(
    items: &[(u64, T)],
    file: &str,
    key_of: impl Fn(&T) -> String,
    faults: &mut Vec<Fault>,
) {
    let mut first_lines: HashMap<String, u64> = HashMap::new();
    for (line, item) in items {
        match first_lines.entry(key_of(item)) {
            Entry::Occupied(first) => {
                let args: [(_, &dyn ToString); 2] = [("value", first.key()), ("line", first.get())];
                faults.push(Fault::new(file, *line, Problem::Duplicate, &args));
            }
            Entry::Vacant(free) => _ = free.insert(*line),
        }
    }
}

fn check_roots(draft: &Draft, faults: &mut Vec<Fault>) {
    let mut roots = draft.regions.iter().filter(|(_, region)| region.parent.is_none());
    if roots.next().is_none() && !draft.regions.is_empty() {
        faults.push(Fault::new(REGIONS, 0, Problem::NoRoot, &[]));
    }
    for (line, region) in roots {
        faults.push(Fault::new(REGIONS, *line, Problem::SecondRoot, &[("code", &region.code)]));
    }
}

fn check_region(
    line: u64,
    region: &Region,
    regions: &HashMap<RegionCode, &Region>,
    faults: &mut Vec<Fault>,
) {
    let mut note = |problem, args: &[(&'static str, &dyn ToString)]| {
        faults.push(Fault::new(REGIONS, line, problem, args))
    };
    let code = &region.code;
    if !region.kind.fits(*code) {
        note(Problem::KindMismatch, &[("code", code), ("kind", &region.kind)]);
    }
    if let Some(parent) = &region.parent {
        if !regions.contains_key(parent) {
            note(Problem::UnknownParent, &[("code", code), ("parent", parent)]);
        } else if parent.level() >= code.level() {
            note(Problem::ParentNotAbove, &[("code", code), ("parent", parent)]);
        }
    }
    if region.valid_to.is_some_and(|end| end <= region.valid_from) {
        note(Problem::EndsBeforeStart, &[("code", code)]);
    }
    if let Some(successor) = &region.successor
        && (successor == code || !regions.contains_key(successor))
    {
        note(Problem::UnknownSuccessor, &[("code", code), ("successor", successor)]);
    }
}

/// Each pair of neighbours once, found by their rectangles.
fn check_overlaps(grids: &[(u64, Grid)], faults: &mut Vec<Fault>) {
    let boxes = grids
        .iter()
        .enumerate()
        .map(|(index, (_, grid))| GeomWithData::new(rectangle(&grid.area), index));
    let index = RTree::bulk_load(boxes.collect());
    for (second, (line, grid)) in grids.iter().enumerate() {
        for neighbour in index
            .locate_in_envelope_intersecting(&rstar::RTreeObject::envelope(&rectangle(&grid.area)))
        {
            let Some((_, other)) = grids.get(neighbour.data).filter(|_| neighbour.data < second)
            else {
                continue;
            };
            if let Some(metres) = more_than_a_sliver(grid.area.intersection(&other.area).as_ref()) {
                let args: [(_, &dyn ToString); 3] =
                    [("code", &grid.code), ("other", &other.code), ("square-metres", &metres)];
                faults.push(Fault::new(GRIDS, *line, Problem::Overlap, &args));
            }
        }
    }
}

fn rectangle(area: &Area) -> Rectangle<[f64; 2]> {
    let bounds = area.bounds();
    let corner = |point: Point| [point.lon_e7() as f64, point.lat_e7() as f64];
    Rectangle::from_corners(corner(bounds.min), corner(bounds.max))
}

/// Communities whose ground the city gave must be covered by their grids, and
/// the grids must stay inside. Communities without any grid wait their turn.
fn check_gaps(draft: &Draft, faults: &mut Vec<Fault>) {
    let mut by_community: BTreeMap<RegionCode, Vec<(u64, &Grid)>> = BTreeMap::new();
    for (line, grid) in &draft.grids {
        by_community.entry(grid.code.community()).or_default().push((*line, grid));
    }
    for (community, grids) in by_community {
        let Some((outline_line, outline)) = draft.outlines.get(&community) else { continue };
        for (line, grid) in &grids {
            if let Some(metres) = more_than_a_sliver(grid.area.difference(outline).as_ref()) {
                let args: [(_, &dyn ToString); 2] =
                    [("code", &grid.code), ("square-metres", &metres)];
                faults.push(Fault::new(GRIDS, *line, Problem::OutsideCommunity, &args));
            }
        }
        let covered = Area::union_of(grids.iter().map(|(_, grid)| &grid.area));
        let bare = covered.and_then(|covered| outline.difference(&covered));
        if let (Some(metres), Some(bare)) = (more_than_a_sliver(bare.as_ref()), &bare) {
            faults.push(spot(
                Problem::Gap,
                REGION_SHAPES,
                *outline_line,
                bare,
                &[("code", &community), ("square-metres", &metres)],
            ));
        }
    }
}

fn check_holes(grids: &[(u64, Grid)], faults: &mut Vec<Fault>) {
    let Some(covered) = Area::union_of(grids.iter().map(|(_, grid)| &grid.area)) else { return };
    for hole in covered.holes() {
        if let Some(metres) = more_than_a_sliver(Some(&hole)) {
            faults.push(spot(Problem::Hole, GRIDS, 0, &hole, &[("square-metres", &metres)]));
        }
    }
}

/// Whole square metres of ground that is too much for rounding. Many slivers
/// side by side are still slivers, so each piece counts by itself.
fn more_than_a_sliver(area: Option<&Area>) -> Option<u64> {
    let pieces = area?.pieces();
    let metres: f64 =
        pieces.iter().map(Area::square_metres).filter(|metres| *metres > SLIVER_M2_MAX).sum();
    (metres > 0.0).then_some(metres.round() as u64)
}

/// A fault with the place of a corner, for whoever looks for it on a map.
fn spot(
    problem: Problem,
    file: &str,
    line: u64,
    area: &Area,
    args: &[(&'static str, &dyn ToString)],
) -> Fault {
    let mut fault = Fault::new(file, line, problem, args);
    let corner = area.bounds().min.degrees(Datum::Wgs84);
    fault.args.push(("lon", format!("{:.6}", corner.lon)));
    fault.args.push(("lat", format!("{:.6}", corner.lat)));
    fault
}

fn check_compounds(draft: &Draft, regions: &HashMap<RegionCode, &Region>, faults: &mut Vec<Fault>) {
    let grids: HashMap<GridCode, &Grid> =
        draft.grids.iter().map(|(_, grid)| (grid.code, grid)).collect();
    for (line, compound) in &draft.compounds {
        faults.extend(compound_fault(*line, compound, regions, &grids));
    }
}

fn compound_fault(
    line: u64,
    compound: &Compound,
    regions: &HashMap<RegionCode, &Region>,
    grids: &HashMap<GridCode, &Grid>,
) -> Option<Fault> {
    let fault = |problem, args: &[(&'static str, &dyn ToString)]| {
        Some(Fault::new(COMPOUNDS, line, problem, args))
    };
    let (id, community, code) = (&compound.id, &compound.community, &compound.grid);
    if !regions.contains_key(community) || community.level() != RegionLevel::Community {
        return fault(Problem::UnknownCommunity, &[("value", community)]);
    }
    let Some(grid) = grids.get(code) else {
        return fault(Problem::UnknownGrid, &[("value", code)]);
    };
    if code.community() != *community {
        return fault(Problem::CommunityMismatch, &[("code", code), ("community", community)]);
    }
    let at = compound.point;
    if !grid.area.contains(at) && grid.area.metres_to_border(at) > COMPOUND_OFF_M_MAX {
        return fault(Problem::OutsideGrid, &[("value", id), ("grid", code)]);
    }
    None
}
