//! How places lie to each other: distances, crossings, sides of a crossing.

use crate::domain::{Point, Road};

/// Roads that come so near to each other may meet, in metres: a course often
/// ends at the last house.
const MEETS_M: f64 = 400.0;
/// From the middle of a crossing to its corners, in metres.
const CORNER_M: f64 = 25.0;
/// Metres in 1e-7 degrees of latitude.
const METRES_PER_E7: f64 = 0.011_119_493;

/// Where two roads meet, and how far apart they are there in metres.
pub(super) fn crossing(a: &Road, b: &Road) -> Option<(Point, f64)> {
    let mut best: Option<(f64, Point)> = None;
    for from in a.course.windows(2) {
        for to in b.course.windows(2) {
            let ([p, q], [r, s]) = (from, to) else { continue };
            let met = meet((*p, *q), (*r, *s));
            if best.is_none_or(|(metres, _)| met.0 < metres) {
                best = Some(met);
            }
        }
    }
    best.filter(|(metres, _)| *metres <= MEETS_M).map(|(metres, point)| (point, metres))
}

/// How near two straight pieces come to each other, and where.
fn meet(a: (Point, Point), b: (Point, Point)) -> (f64, Point) {
    let origin = a.0;
    let (p, q) = (flat(origin, a.0), flat(origin, a.1));
    let (r, s) = (flat(origin, b.0), flat(origin, b.1));
    let (u, v) = ((q.0 - p.0, q.1 - p.1), (s.0 - r.0, s.1 - r.1));
    let cross = u.0 * v.1 - u.1 * v.0;
    let between = (r.0 - p.0, r.1 - p.1);
    if cross.abs() > f64::EPSILON {
        let at_a = (between.0 * v.1 - between.1 * v.0) / cross;
        let at_b = (between.0 * u.1 - between.1 * u.0) / cross;
        if (0.0..=1.0).contains(&at_a) && (0.0..=1.0).contains(&at_b) {
            return (0.0, moved(origin, p.0 + at_a * u.0, p.1 + at_a * u.1));
        }
    }
    let ends = [(p, r, s), (q, r, s), (r, p, q), (s, p, q)];
    let near = ends.map(|(end, from, to)| (to_piece(end, from, to), end));
    let nearest = near.into_iter().min_by(|a, b| a.0.total_cmp(&b.0));
    nearest.map_or((f64::MAX, origin), |(metres, end)| (metres, moved(origin, end.0, end.1)))
}

/// Metres from a point to the course of a road.
pub(super) fn to_road(point: Point, road: &Road) -> Option<f64> {
    let pieces = road.course.windows(2).filter_map(|pair| match pair {
        [from, to] => Some(to_piece((0.0, 0.0), flat(point, *from), flat(point, *to))),
        _ => None,
    });
    pieces.min_by(f64::total_cmp)
}

/// The point of a road that is nearest to another point, with the metres.
pub(super) fn nearest_on(point: Point, road: &Road) -> Option<(Point, f64)> {
    let pieces = road.course.windows(2).filter_map(|pair| {
        let [from, to] = pair else { return None };
        let (a, b) = (flat(point, *from), flat(point, *to));
        let along = along((0.0, 0.0), a, b);
        let (east, north) = (a.0 + along * (b.0 - a.0), a.1 + along * (b.1 - a.1));
        Some((moved(point, east, north), east.hypot(north)))
    });
    pieces.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// A corner of a crossing, by steps to the east and north.
pub(super) fn corner(crossing: Point, (east, north): (i64, i64)) -> Point {
    moved(crossing, east as f64 * CORNER_M, north as f64 * CORNER_M)
}

/// Metres to the east and north of an origin.
fn flat(origin: Point, point: Point) -> (f64, f64) {
    let east = (point.lon_e7() - origin.lon_e7()) as f64 * METRES_PER_E7 * shrink(origin);
    (east, (point.lat_e7() - origin.lat_e7()) as f64 * METRES_PER_E7)
}

fn moved(origin: Point, east: f64, north: f64) -> Point {
    let lon = origin.lon_e7() + (east / METRES_PER_E7 / shrink(origin)).round() as i64;
    let lat = origin.lat_e7() + (north / METRES_PER_E7).round() as i64;
    Point::new(lon, lat).unwrap_or(origin)
}

fn shrink(point: Point) -> f64 {
    (point.lat_e7() as f64 / 1e7).to_radians().cos().max(0.01)
}

fn to_piece(point: (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let along = along(point, from, to);
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    (from.0 + along * dx - point.0).hypot(from.1 + along * dy - point.1)
}

/// How far along a piece its nearest place to a point is, from 0 to 1.
fn along(point: (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    if length > 0.0 {
        (((point.0 - from.0) * dx + (point.1 - from.1) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: i64, lat: i64) -> Point {
        Point::new(1_140_000_000 + lon, 300_000_000 + lat).expect("in range")
    }

    fn road(course: &[(i64, i64)]) -> Road {
        let course = course.iter().map(|(lon, lat)| at(*lon, *lat)).collect();
        Road {
            id: String::new(),
            name: String::new(),
            alias: String::new(),
            kind: String::new(),
            course,
        }
    }

    #[test]
    fn roads_that_cross_or_nearly_touch_meet_and_others_do_not() {
        let along = road(&[(0, 0), (100_000, 0)]);
        let across = road(&[(50_000, -50_000), (50_000, 50_000)]);
        assert_eq!(crossing(&along, &across), Some((at(50_000, 0), 0.0)));
        let short = road(&[(20_000, 4_000), (20_000, 50_000)]);
        assert!(crossing(&along, &short).is_some());
        let far = road(&[(20_000, 40_000), (20_000, 50_000)]);
        assert_eq!(crossing(&along, &far), None);
        assert_eq!(crossing(&along, &road(&[])), None);
        let metres = to_road(at(20_000, 10_000), &along).expect("a course");
        assert!((metres - 111.2).abs() < 1.0, "{metres}");
    }

    #[test]
    fn a_corner_lies_on_its_side() {
        let corner = corner(at(0, 0), (1, -1));
        assert!(corner.lon_e7() > at(0, 0).lon_e7() && corner.lat_e7() < at(0, 0).lat_e7());
        assert!((at(0, 0).metres_to(corner) - 35.4).abs() < 1.0);
    }
}
