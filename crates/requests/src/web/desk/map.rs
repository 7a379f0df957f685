//! Small maps for the desk, drawn on the server.

use places::{Atlas, GridCode, Point};
use ui::map::{Area, LineKind, Map, MapFigure, Marker};
use ui::{Shell, Tone};

/// Width of the map around an order, in metres.
const AROUND_M: i64 = 900;
/// The circle in which the same matter is likely, in metres.
const NEAR_M: i64 = 150;

fn spot(point: Point) -> (i64, i64) {
    (point.lon_e7(), point.lat_e7())
}

fn line_kind(kind: &str) -> LineKind {
    match kind {
        "expressway" | "arterial" => LineKind::Fast,
        "secondary" | "main" => LineKind::Main,
        _ => LineKind::Minor,
    }
}

/// Where an order lies: its grid, the roads around it, and earlier orders
/// that look like it (letter, address, place).
pub(super) fn around(
    shell: &Shell,
    atlas: &Atlas,
    point: Point,
    grid: Option<GridCode>,
    others: &[(String, String, Point)],
) -> MapFigure {
    let site = &shell.site;
    let source = [site.map_attribution.as_str(), site.map_approval_number.as_str()].join(" ");
    let mut map = Map::new("desk-map", shell.t.s("desk-map-title"))
        .attribution(source.trim())
        .view(spot(point), AROUND_M)
        .size(640, 330);
    for water in atlas.waters() {
        let rings = water.area.rings().iter();
        map = map.area(
            Area::new(rings.map(|r| r.iter().copied().map(spot).collect()).collect()).water(),
        );
    }
    if let Some(grid) = grid.and_then(|code| atlas.grid(code)) {
        let rings = grid.area.rings().iter();
        let area = Area::new(rings.map(|r| r.iter().copied().map(spot).collect()).collect());
        map = map.area(area.title(&grid.name));
    }
    for road in atlas.roads() {
        let Some(at) = road
            .course
            .iter()
            .copied()
            .min_by(|a, b| point.metres_to(*a).total_cmp(&point.metres_to(*b)))
        else {
            continue;
        };
        if point.metres_to(at) > 1_500.0 {
            continue;
        }
        map = map.line(line_kind(&road.kind), road.course.iter().copied().map(spot).collect());
        if point.metres_to(at) < 400.0 {
            map = map.name(spot(at), &road.name);
        }
    }
    map = map.circle(spot(point), NEAR_M);
    for (letter, href, at) in others {
        map = map.marker(Marker::new(spot(*at), letter, letter).tone(Tone::Match).href(href));
    }
    map.marker(Marker::pin(spot(point), shell.t.s("desk-map-here"))).figure()
}
