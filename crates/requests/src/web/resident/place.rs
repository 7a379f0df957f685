//! Places for residents: the map to pick a point on, and the name of a point.
//! Nothing of what is asked here is kept.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use people::PageError;
use places::{Atlas, Point, Region, RegionCode, RegionLevel, Road};
use ui::map::{Area, LineKind, Map, MapFigure, Marker};
use ui::{Choice, Prefs, Shell, Tr, key};

use crate::app::Desk;

/// Width of the small map around a point, in metres.
const AROUND_M: i64 = 520;
/// A compound so near gives a point its name.
const NEAR_M: f64 = 150.0;
/// More regions than this do not fit one list.
const CHOICES_MAX: usize = 160;
/// So many 1e-7 degrees of latitude are a metre, nearly enough for a frame.
const UNITS_PER_METRE: i64 = 90;

/// The whole city, for the picker. Loaded only when somebody wants it.
#[derive(Template)]
#[template(path = "resident/map.html")]
struct MapPage {
    figure: MapFigure,
    lon_e7: i64,
    lat_e7: i64,
    width_m: i64,
}

/// `GET /report/map`
pub(super) async fn map(State(desk): State<Desk>, prefs: Prefs) -> Result<Response, PageError> {
    let atlas = desk.atlas.current();
    let bounds = atlas.bounds().ok_or(PageError::NotFound)?;
    let shell = Shell::new(prefs, desk.app.site(), "");
    let (west, south) = spot(bounds.min);
    let (east, north) = spot(bounds.max);
    let (lon_e7, lat_e7) = (west.midpoint(east), south.midpoint(north));
    // A square view that holds the city whatever its shape.
    let high_m = (north - south) / UNITS_PER_METRE;
    let wide_m = (east - west) / UNITS_PER_METRE;
    let width_m = high_m.max(wide_m) * 11 / 10;
    let mut map = Map::new("city", shell.t.s(key("place-map-title")))
        .attribution(attribution(&shell))
        .view((lon_e7, lat_e7), width_m)
        .size(1000, 1000);
    for region in at_level(&atlas, RegionLevel::Street) {
        map = map.area(Area::new(atlas.outline(region.code)).label(&region.name));
    }
    map = with_ground(map, &atlas, |_| true);
    for compound in atlas.compounds() {
        map = map.name(spot(compound.point), &compound.name);
    }
    let page = MapPage { figure: map.figure(), lon_e7, lat_e7, width_m };
    Ok(ui::public_page(&page, 3_600))
}

/// Waters, roads and landmarks near enough to be seen.
fn with_ground(mut map: Map, atlas: &Atlas, near: impl Fn(Point) -> bool) -> Map {
    for water in atlas.waters() {
        let rings = water.area.rings();
        let rings = rings.iter().map(|ring| ring.iter().copied().map(spot).collect()).collect();
        map = map.area(Area::new(rings).water());
    }
    for road in atlas.roads() {
        if road.course.iter().any(|point| near(*point)) {
            map = map.line(line_kind(&road.kind), road.course.iter().copied().map(spot).collect());
        }
    }
    for landmark in atlas.landmarks().iter().filter(|landmark| near(landmark.point)) {
        map = map.name(spot(landmark.point), &landmark.name);
    }
    map
}

fn line_kind(kind: &str) -> LineKind {
    match kind {
        "expressway" | "arterial" => LineKind::Fast,
        "secondary" | "main" => LineKind::Main,
        _ => LineKind::Minor,
    }
}

fn spot(point: Point) -> (i64, i64) {
    (point.lon_e7(), point.lat_e7())
}

fn attribution(shell: &Shell) -> String {
    let site = &shell.site;
    [site.map_attribution.as_str(), site.map_approval_number.as_str()].join(" ").trim().to_owned()
}

/// A small map with a pin, drawn here, for pages that show where it is.
pub(super) fn around(shell: &Shell, atlas: &Atlas, point: Point) -> MapFigure {
    let near = |other: Point| point.metres_to(other) < 1_200.0;
    let pin = Marker::pin(spot(point), shell.t.s(key("place-here")));
    let mut map = Map::new("place", shell.t.s(key("place-map-here")))
        .attribution(attribution(shell))
        .view(spot(point), AROUND_M)
        .size(380, 200);
    map = with_ground(map, atlas, near);
    for (at, name) in road_names(atlas, point) {
        map = map.name(spot(at), name);
    }
    map.marker(pin).figure()
}

/// Roads that pass close by, each with the place to write its name on; names
/// that would stand on top of each other are left out.
fn road_names(atlas: &Atlas, point: Point) -> Vec<(Point, &str)> {
    const SEEN_M: f64 = 220.0;
    const APART_M: f64 = 70.0;
    let nearest = |road: &Road| {
        let course = road.course.iter().copied();
        course.min_by(|a, b| point.metres_to(*a).total_cmp(&point.metres_to(*b)))
    };
    let mut names: Vec<(Point, &str)> = Vec::new();
    for road in atlas.roads() {
        let Some(at) = nearest(road).filter(|at| point.metres_to(*at) < SEEN_M) else { continue };
        // The pin needs its own room.
        let is_free = point.metres_to(at) > APART_M / 2.0
            && names.iter().all(|(other, _)| at.metres_to(*other) > APART_M);
        if is_free {
            names.push((at, &road.name));
        }
    }
    names
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Spot {
    lon: i64,
    lat: i64,
}

/// `GET /report/place`: what a point is called, as plain text.
pub(super) async fn name(
    State(desk): State<Desk>,
    Query(ask): Query<Spot>,
    prefs: Prefs,
) -> Response {
    let t = Tr::new(prefs.lang);
    let point = Point::new(ask.lon, ask.lat).ok();
    let name = point.and_then(|point| describe(t, &desk.atlas.current(), point));
    match name {
        Some(name) => (StatusCode::OK, name).into_response(),
        None => (StatusCode::OK, t.s(key("place-outside")).into_owned()).into_response(),
    }
}

/// Regions and the nearest compound of a point; nothing outside the city.
pub(super) fn describe(t: Tr, atlas: &Atlas, point: Point) -> Option<String> {
    let region = atlas.locate(point)?.region()?;
    let path = atlas.path_name(region);
    let near = atlas.nearest_compound(point).filter(|near| near.metres <= NEAR_M);
    Some(match near {
        Some(near) => {
            let args =
                [("path", path.as_str().into()), ("name", near.compound.name.as_str().into())];
            t.a(key("place-near"), &args)
        }
        None => path,
    })
}

/// Where something is, by name, from a stored code.
pub(super) fn region_name(atlas: &Atlas, code: &str) -> Option<String> {
    let code: RegionCode = code.parse().ok()?;
    let name = atlas.path_name(code);
    (!name.is_empty()).then_some(name)
}

fn at_level(atlas: &Atlas, level: RegionLevel) -> impl Iterator<Item = &Region> {
    atlas.regions().filter(move |region| region.code.level() == level)
}

/// The regions to choose from, in the order of the tree: down to communities
/// where they fit one list, else down to streets.
pub(super) fn choices(t: Tr, atlas: &Atlas) -> Vec<Choice> {
    let mut lines = Vec::new();
    if let Some(root) = atlas.root() {
        collect(atlas, root.code, &mut lines);
    }
    if lines.len() > CHOICES_MAX {
        lines.retain(|code| code.level() <= RegionLevel::Street);
    }
    let unknown = Choice::new("", t.s(key("place-region-unknown")));
    let known = lines.iter().map(|code| Choice::new(code.to_string(), atlas.path_name(*code)));
    std::iter::once(unknown).chain(known).collect()
}

fn collect(atlas: &Atlas, above: RegionCode, lines: &mut Vec<RegionCode>) {
    for child in atlas.children(above) {
        lines.push(child.code);
        collect(atlas, child.code, lines);
    }
}
