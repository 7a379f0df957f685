//! Maps of stations, drawn here: streets, roads, water, and what was found.

use places::{Atlas, Datum, Point, RegionLevel, Road};
use ui::map::{Area, LineKind, Map, MapFigure, Marker};
use ui::{Shell, Tone, Tr};

/// Width of the map around one station, in metres.
const AROUND_M: i64 = 700;
/// A view so wide or wider shows no small streets.
const WIDE_M: i64 = 6_000;
/// So many 1e-7 degrees of latitude are a metre, nearly enough for a frame.
const UNITS_PER_METRE: i64 = 90;
/// Outlines and courses keep corners that are so far apart on the picture, in thousandths of its
/// width.
const FINEST_PERMILLE: i64 = 4;
/// Names of roads have so much room around them.
const NAME_APART: i64 = 9;

/// What a mark on the map stands for.
pub(crate) struct Spot {
    pub(crate) at: Point,
    pub(crate) label: String,
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) tone: Tone,
}

/// Part of the world in a picture.
#[derive(Clone, Copy)]
struct View {
    centre: Point,
    width_m: i64,
}

/// Found stations, and the place they are near to.
pub(crate) fn of_stations(
    shell: &Shell,
    atlas: &Atlas,
    spots: Vec<Spot>,
    near: Option<(Point, &str)>,
) -> MapFigure {
    let named = ("stations-map", shell.t.s("station-map-title").into_owned());
    of_spots(shell, atlas, named, (spots, near))
}

/// Found places of any kind, and the place they are near to, on a map with an id and a title.
pub(crate) fn of_spots(
    shell: &Shell,
    atlas: &Atlas,
    (id, title): (&'static str, String),
    (spots, near): (Vec<Spot>, Option<(Point, &str)>),
) -> MapFigure {
    let points = spots.iter().map(|spot| spot.at).chain(near.map(|(point, _)| point));
    let view = around(&points.collect::<Vec<_>>()).or_else(|| city(atlas));
    let map = Map::new(id, title);
    let Some(view) = view else { return map.figure() };
    let mut map = ground(shell, atlas, map.size(560, 560), view);
    // The first found lies on top.
    for spot in spots.into_iter().rev() {
        let marker = Marker::new(place(spot.at), &spot.label, &spot.title);
        map = map.marker(marker.tone(spot.tone).href(&spot.href));
    }
    if let Some((point, name)) = near {
        map = map.marker(Marker::pin(place(point), name));
    }
    map.figure()
}

/// One station and what is around it.
pub(crate) fn of_station(shell: &Shell, atlas: &Atlas, at: Point, name: &str) -> MapFigure {
    let view = View { centre: at, width_m: AROUND_M };
    let title = shell.t.named("station-map-of", name);
    let map = ground(shell, atlas, Map::new("station-map", title).size(380, 220), view);
    map.marker(Marker::pin(place(at), name)).figure()
}

fn ground(shell: &Shell, atlas: &Atlas, map: Map, view: View) -> Map {
    let mut map = map.attribution(attribution(shell)).view(place(view.centre), view.width_m);
    let streets = atlas.regions().filter(|region| region.code.level() == RegionLevel::Street);
    for street in streets {
        let rings = atlas.outline(street.code);
        let rings: Vec<_> = rings.into_iter().map(|ring| coarse(ring, view)).collect();
        if rings.iter().flatten().any(|corner| view.holds(*corner)) || rings.len() > 1 {
            let area = Area::new(rings);
            map = map.area(if view.width_m > AROUND_M { area.label(&street.name) } else { area });
        }
    }
    for water in atlas.waters() {
        let rings = water.area.rings().iter();
        let rings = rings.map(|ring| coarse(ring.iter().copied().map(place).collect(), view));
        map = map.area(Area::new(rings.collect()).water());
    }
    let mut names: Vec<(i64, i64)> = Vec::new();
    for road in atlas.roads() {
        let kind = line_kind(&road.kind);
        let is_seen = view.width_m < WIDE_M || kind != LineKind::Minor;
        let course: Vec<_> = road.course.iter().copied().map(place).collect();
        if !is_seen || !course.iter().any(|corner| view.holds(*corner)) {
            continue;
        }
        if let Some(at) = name_spot(road, view, &names).filter(|_| view.width_m < WIDE_M) {
            names.push(at);
            map = map.name(at, &road.name);
        }
        map = map.line(kind, coarse(course, view));
    }
    map
}

/// The corner of a road nearest the middle, unless another name is near.
fn name_spot(road: &Road, view: View, taken: &[(i64, i64)]) -> Option<(i64, i64)> {
    let middle = place(view.centre);
    let corners = road.course.iter().copied().map(place).filter(|corner| view.shows(*corner));
    let at = corners.min_by_key(|corner| gap(*corner, middle))?;
    let apart = view.width_m * UNITS_PER_METRE / NAME_APART;
    let is_free = taken.iter().chain([&middle]).all(|other| gap(*other, at) > apart);
    is_free.then_some(at)
}

impl View {
    /// Whether a place is in or near the picture.
    fn holds(self, at: (i64, i64)) -> bool {
        gap(at, place(self.centre)) < self.width_m * UNITS_PER_METRE
    }

    /// Whether a place is well inside the picture.
    fn shows(self, at: (i64, i64)) -> bool {
        gap(at, place(self.centre)) < self.width_m * UNITS_PER_METRE * 2 / 5
    }
}

/// A square that holds the points with some room.
fn around(points: &[Point]) -> Option<View> {
    let ends = |of: fn(Point) -> i64| {
        let all = || points.iter().copied().map(of);
        Some((all().min()?, all().max()?))
    };
    let ((west, east), (south, north)) = (ends(Point::lon_e7)?, ends(Point::lat_e7)?);
    let centre = Point::new(i64::midpoint(west, east), i64::midpoint(south, north)).ok()?;
    let squeeze = centre.degrees(Datum::Wgs84).lat.to_radians().cos();
    let wide_m = ((east - west) as f64 * squeeze) as i64 / UNITS_PER_METRE;
    let high_m = (north - south) / UNITS_PER_METRE;
    Some(View { centre, width_m: (wide_m.max(high_m) * 6 / 5).max(1_200) })
}

fn city(atlas: &Atlas) -> Option<View> {
    let bounds = atlas.bounds()?;
    around(&[bounds.min, bounds.max])
}

/// Leaves out corners that lie closer together than the picture can show.
fn coarse(corners: Vec<(i64, i64)>, view: View) -> Vec<(i64, i64)> {
    let finest = view.width_m * UNITS_PER_METRE * FINEST_PERMILLE / 1_000;
    let last = corners.len().saturating_sub(1);
    let mut kept: Vec<(i64, i64)> = Vec::with_capacity(corners.len());
    for (index, corner) in corners.into_iter().enumerate() {
        let is_near = kept.last().is_some_and(|other| gap(*other, corner) < finest);
        if !is_near || index == last {
            kept.push(corner);
        }
    }
    kept
}

/// How far apart two places are, in 1e-7 degrees of whichever is more.
fn gap(a: (i64, i64), b: (i64, i64)) -> i64 {
    (a.0 - b.0).abs().max((a.1 - b.1).abs())
}

fn line_kind(kind: &str) -> LineKind {
    match kind {
        "expressway" | "arterial" => LineKind::Fast,
        "secondary" | "main" => LineKind::Main,
        _ => LineKind::Minor,
    }
}

pub(crate) fn place(point: Point) -> (i64, i64) {
    (point.lon_e7(), point.lat_e7())
}

fn attribution(shell: &Shell) -> String {
    let site = &shell.site;
    [site.map_attribution.as_str(), site.map_approval_number.as_str()].join(" ").trim().to_owned()
}

/// "about 650 m, 11 minutes on foot".
pub(crate) fn distance(t: Tr, metres: f64) -> String {
    /// Ways are so much longer than the straight line, and so many metres are walked in a minute.
    const DETOUR: f64 = 1.3;
    const METRES_A_MINUTE: f64 = 75.0;
    let minutes = (metres * DETOUR / METRES_A_MINUTE).ceil().max(1.0) as i64;
    let away = if metres < 950.0 {
        t.n("station-metres", ((metres / 50.0).round().max(1.0) as i64) * 50)
    } else {
        t.named("station-kilometres", format!("{:.1}", metres / 1_000.0))
    };
    // Nobody walks an hour and a half to a seat.
    if minutes > 90 {
        return away;
    }
    t.a("station-distance", &[("away", away.into()), ("minutes", minutes.into())])
}
