//! Ground with borders, in whole numbers.
//!
//! An area is a set of rings read by the even-odd rule, which covers holes and
//! several pieces alike and is what SVG's `fill-rule: evenodd` draws. Whether
//! a point lies inside is decided exactly: of areas that share a border, each
//! point of the border belongs to exactly one.

use geo::algorithm::bool_ops::unary_union;
use geo::{BooleanOps, Coord, LineString, MultiPolygon, Polygon, Validation};

use super::point::Point;

/// Metres in 1e-7 degrees of latitude.
const METRES_PER_E7: f64 = 0.011_119_493;

/// Ground with borders: one or more pieces, with or without holes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Outer rings anticlockwise, each followed by its holes clockwise. The
    /// first point of a ring is not repeated at its end.
    rings: Vec<Vec<Point>>,
}

/// The rings do not enclose ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AreaError {
    /// No rings.
    #[error("no rings")]
    Empty,
    /// A ring does not end where it began.
    #[error("a ring does not end where it began")]
    NotClosed,
    /// A ring has fewer than three corners.
    #[error("a ring has fewer than three corners")]
    TooFewCorners,
    /// A border crosses or touches itself, or a hole lies outside.
    #[error("a border crosses itself or a hole lies outside")]
    NotSimple,
}

/// The smallest upright rectangle around something, in 1e-7 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// South-west corner.
    pub min: Point,
    /// North-east corner.
    pub max: Point,
}

impl Bounds {
    /// Around points; none if there are none.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points.into_iter().map(|point| Self { min: point, max: point }).reduce(Self::union)
    }

    /// Around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        let corner = |pick: fn(i64, i64) -> i64, a: Point, b: Point| {
            Point::new(pick(a.lon_e7(), b.lon_e7()), pick(a.lat_e7(), b.lat_e7()))
                .expect("between two points")
        };
        Self {
            min: corner(i64::min, self.min, other.min),
            max: corner(i64::max, self.max, other.max),
        }
    }
}

impl Area {
    /// From polygons as GeoJSON has them: an outer ring and holes each, every
    /// ring ending with its first point, in any direction.
    ///
    /// # Errors
    /// The rings are open, too short, cross themselves, or there are none.
    pub fn from_polygons(polygons: &[Vec<Vec<Point>>]) -> Result<Self, AreaError> {
        for ring in polygons.iter().flatten() {
            if ring.first() != ring.last() || ring.is_empty() {
                return Err(AreaError::NotClosed);
            }
            if ring.len() < 4 {
                return Err(AreaError::TooFewCorners);
            }
        }
        let drawn =
            MultiPolygon::new(polygons.iter().filter_map(|rings| polygon_of(rings)).collect());
        if drawn.0.is_empty() {
            return Err(AreaError::Empty);
        }
        if !drawn.is_valid() {
            return Err(AreaError::NotSimple);
        }
        Ok(Self { rings: rings_of(&drawn) })
    }

    /// From rings as [`Area::rings`] gives them, which are believed.
    ///
    /// # Errors
    /// No rings, or one with fewer than three corners.
    pub fn from_rings(rings: Vec<Vec<Point>>) -> Result<Self, AreaError> {
        if rings.is_empty() {
            return Err(AreaError::Empty);
        }
        if rings.iter().any(|ring| ring.len() < 3) {
            return Err(AreaError::TooFewCorners);
        }
        Ok(Self { rings })
    }

    /// The rings, for drawing with the even-odd rule.
    pub fn rings(&self) -> &[Vec<Point>] {
        &self.rings
    }

    /// The rectangle around it.
    pub fn bounds(&self) -> Bounds {
        Bounds::around(self.rings.iter().flatten().copied())
            .expect("an area has rings with corners")
    }

    /// Whether the point belongs to this area. A point on the border of two
    /// areas that share it belongs to exactly one of them: it counts as lying
    /// a hair to the north-east.
    pub fn contains(&self, point: Point) -> bool {
        let crossings = self.edges().filter(|(a, b)| crosses_ray(*a, *b, point)).count();
        crossings % 2 == 1
    }

    /// Square metres, to about one part in a hundred.
    pub fn square_metres(&self) -> f64 {
        let twice: i128 = self.edges().map(|(a, b)| cross(a, b)).sum();
        let middle = self.bounds();
        let mean_lat = (middle.min.lat_e7() + middle.max.lat_e7()) as f64 / 2e7;
        (twice as f64 / 2.0).abs() * METRES_PER_E7.powi(2) * mean_lat.to_radians().cos()
    }

    /// Metres from the point to the nearest border.
    pub fn metres_to_border(&self, point: Point) -> f64 {
        self.edges().map(|(a, b)| metres_to_edge(a, b, point)).fold(f64::INFINITY, f64::min)
    }

    /// The ground both share, if any.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        Self::from_drawn(&self.drawn().intersection(&other.drawn()))
    }

    /// The ground of this area that the other lacks, if any.
    pub fn difference(&self, other: &Self) -> Option<Self> {
        Self::from_drawn(&self.drawn().difference(&other.drawn()))
    }

    /// The ground of all of them together, if there are any.
    pub fn union_of<'a>(areas: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        let polygons: Vec<Polygon> = areas.into_iter().flat_map(|area| area.drawn().0).collect();
        Self::from_drawn(&unary_union(&polygons))
    }

    /// Each piece of ground by itself, with its holes.
    pub fn pieces(&self) -> Vec<Self> {
        let drawn = self.drawn().0.into_iter();
        drawn.filter_map(|piece| Self::from_drawn(&MultiPolygon::new(vec![piece]))).collect()
    }

    /// The ground of the holes.
    pub fn holes(&self) -> Vec<Self> {
        let holes = self.rings.iter().filter(|ring| is_clockwise(ring));
        holes.map(|ring| Self { rings: vec![ring.iter().rev().copied().collect()] }).collect()
    }

    fn edges(&self) -> impl Iterator<Item = (Point, Point)> {
        self.rings.iter().flat_map(|ring| {
            let next = ring.iter().skip(1).chain(ring.first());
            ring.iter().copied().zip(next.copied())
        })
    }

    fn drawn(&self) -> MultiPolygon {
        let mut polygons: Vec<Polygon> = Vec::new();
        for ring in &self.rings {
            let line = line_of(ring);
            match polygons.last_mut() {
                Some(outer) if is_clockwise(ring) => outer.interiors_push(line),
                _ => polygons.push(Polygon::new(line, Vec::new())),
            }
        }
        MultiPolygon::new(polygons)
    }

    fn from_drawn(drawn: &MultiPolygon) -> Option<Self> {
        let rings = rings_of(drawn);
        (!rings.is_empty()).then_some(Self { rings })
    }
}

/// Whether a ray to the east from `point` crosses the edge. Half-open in both
/// directions and exact, so that a shared edge is seen alike from both sides.
fn crosses_ray(a: Point, b: Point, point: Point) -> bool {
    if (a.lat_e7() > point.lat_e7()) == (b.lat_e7() > point.lat_e7()) {
        return false;
    }
    let (low, high) = if a.lat_e7() < b.lat_e7() { (a, b) } else { (b, a) };
    let rise = i128::from(high.lat_e7() - low.lat_e7());
    let run = i128::from(high.lon_e7() - low.lon_e7());
    let up = i128::from(point.lat_e7() - low.lat_e7());
    let along = i128::from(point.lon_e7() - low.lon_e7());
    along * rise < up * run
}

fn cross(a: Point, b: Point) -> i128 {
    i128::from(a.lon_e7()) * i128::from(b.lat_e7())
        - i128::from(b.lon_e7()) * i128::from(a.lat_e7())
}

fn is_clockwise(ring: &[Point]) -> bool {
    let next = ring.iter().skip(1).chain(ring.first());
    ring.iter().zip(next).map(|(a, b)| cross(*a, *b)).sum::<i128>() < 0
}

fn metres_to_edge(a: Point, b: Point, point: Point) -> f64 {
    let shrink = (point.lat_e7() as f64 / 1e7).to_radians().cos();
    let from_point = |p: Point| {
        let east = (p.lon_e7() - point.lon_e7()) as f64 * METRES_PER_E7 * shrink;
        let north = (p.lat_e7() - point.lat_e7()) as f64 * METRES_PER_E7;
        (east, north)
    };
    let ((ax, ay), (bx, by)) = (from_point(a), from_point(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length_2 = dx * dx + dy * dy;
    let share =
        if length_2 > 0.0 { (-(ax * dx + ay * dy) / length_2).clamp(0.0, 1.0) } else { 0.0 };
    (ax + share * dx).hypot(ay + share * dy)
}

fn line_of(ring: &[Point]) -> LineString {
    ring.iter().map(|point| Coord { x: point.lon_e7() as f64, y: point.lat_e7() as f64 }).collect()
}

fn polygon_of(rings: &[Vec<Point>]) -> Option<Polygon> {
    let (outer, holes) = rings.split_first()?;
    Some(Polygon::new(line_of(outer), holes.iter().map(|hole| line_of(hole)).collect()))
}

/// Back to whole numbers: outer rings anticlockwise, holes clockwise, rings
/// that vanish in rounding left out.
fn rings_of(drawn: &MultiPolygon) -> Vec<Vec<Point>> {
    let mut rings = Vec::new();
    for polygon in drawn {
        let Some(outer) = ring_of(polygon.exterior(), false) else { continue };
        rings.push(outer);
        rings.extend(polygon.interiors().iter().filter_map(|hole| ring_of(hole, true)));
    }
    rings
}

fn ring_of(line: &LineString, clockwise: bool) -> Option<Vec<Point>> {
    let mut ring: Vec<Point> = line
        .coords()
        .filter_map(|at| Point::new(at.x.round() as i64, at.y.round() as i64).ok())
        .collect();
    ring.dedup();
    if ring.first() == ring.last() {
        ring.pop();
    }
    if is_clockwise(&ring) != clockwise {
        ring.reverse();
    }
    (ring.len() >= 3).then_some(ring)
}

impl serde::Serialize for Area {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rings.serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Area {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_rings(Vec::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
