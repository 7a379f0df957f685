//! A point on the ground, as whole numbers.

use geo::{Distance, Haversine};

use crate::datum::{Datum, LonLat};

const PER_DEGREE: f64 = 1e7;
const LON_E7_MAX: i64 = 1_800_000_000;
const LAT_E7_MAX: i64 = 900_000_000;

/// A place in WGS-84, in 1e-7 degrees (about a centimetre). Whole numbers, so
/// that the same point is the same everywhere and borders are exact.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "(i64, i64)", into = "(i64, i64)")]
pub struct Point {
    lon_e7: i64,
    lat_e7: i64,
}

/// The numbers are not a longitude and a latitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a longitude and a latitude")]
pub struct InvalidPoint;

impl Point {
    /// From 1e-7 degrees WGS-84, longitude first.
    ///
    /// # Errors
    /// Beyond ±180° or ±90°.
    pub fn new(lon_e7: i64, lat_e7: i64) -> Result<Self, InvalidPoint> {
        let in_range = (-LON_E7_MAX..=LON_E7_MAX).contains(&lon_e7)
            && (-LAT_E7_MAX..=LAT_E7_MAX).contains(&lat_e7);
        if in_range { Ok(Self { lon_e7, lat_e7 }) } else { Err(InvalidPoint) }
    }

    /// From degrees as a map, a phone or a file gives them, in their datum.
    ///
    /// # Errors
    /// Beyond ±180° or ±90°, or not a number.
    pub fn from_degrees(datum: Datum, lon: f64, lat: f64) -> Result<Self, InvalidPoint> {
        if !(lon.abs() <= 180.0 && lat.abs() <= 90.0) {
            return Err(InvalidPoint);
        }
        let wgs = LonLat { lon, lat }.convert(datum, Datum::Wgs84);
        Self::new((wgs.lon * PER_DEGREE).round() as i64, (wgs.lat * PER_DEGREE).round() as i64)
    }

    /// Degrees for the outside world, in the datum it wants.
    pub fn degrees(self, datum: Datum) -> LonLat {
        LonLat { lon: self.lon_e7 as f64 / PER_DEGREE, lat: self.lat_e7 as f64 / PER_DEGREE }
            .convert(Datum::Wgs84, datum)
    }

    /// Longitude in 1e-7 degrees.
    pub fn lon_e7(self) -> i64 {
        self.lon_e7
    }

    /// Latitude in 1e-7 degrees.
    pub fn lat_e7(self) -> i64 {
        self.lat_e7
    }

    /// Metres to another point along the ground.
    pub fn metres_to(self, other: Self) -> f64 {
        let (a, b) = (self.degrees(Datum::Wgs84), other.degrees(Datum::Wgs84));
        Haversine.distance(geo::Point::new(a.lon, a.lat), geo::Point::new(b.lon, b.lat))
    }

    /// The middle of a square of about `side_m` metres that holds this point:
    /// what a public map shows instead of a dwelling.
    #[must_use]
    pub fn blurred(self, side_m: u32) -> Self {
        let lat_step = (f64::from(side_m.max(1)) / 0.011_132).round() as i64;
        let lat_e7 = middle_of_step(self.lat_e7, lat_step);
        let shrink = (lat_e7 as f64 / PER_DEGREE).to_radians().cos().max(0.01);
        let lon_e7 = middle_of_step(self.lon_e7, (lat_step as f64 / shrink).round() as i64);
        Self {
            lon_e7: lon_e7.clamp(-LON_E7_MAX, LON_E7_MAX),
            lat_e7: lat_e7.clamp(-LAT_E7_MAX, LAT_E7_MAX),
        }
    }
}

fn middle_of_step(value: i64, step: i64) -> i64 {
    value.div_euclid(step) * step + step / 2
}

impl TryFrom<(i64, i64)> for Point {
    type Error = InvalidPoint;
    fn try_from((lon_e7, lat_e7): (i64, i64)) -> Result<Self, InvalidPoint> {
        Self::new(lon_e7, lat_e7)
    }
}

impl From<Point> for (i64, i64) {
    fn from(point: Point) -> Self {
        (point.lon_e7, point.lat_e7)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_go_in_and_come_out_in_any_datum() {
        let point = Point::from_degrees(Datum::Gcj02, 114.333_555_248_5, 30.537_913_329_5)
            .expect("in range");
        assert_eq!((point.lon_e7(), point.lat_e7()), (1_143_280_800, 305_403_000));
        let baidu = point.degrees(Datum::Bd09);
        assert!(
            (baidu.lon - 114.340_040_4).abs() < 1e-7 && (baidu.lat - 30.543_977_37).abs() < 1e-7
        );
    }

    #[test]
    fn numbers_that_are_no_place_are_refused() {
        assert_eq!(Point::new(1_800_000_001, 0), Err(InvalidPoint));
        assert_eq!(Point::new(0, -900_000_001), Err(InvalidPoint));
        for (lon, lat) in [(f64::NAN, 0.0), (0.0, f64::INFINITY), (30.5, 114.3)] {
            assert_eq!(Point::from_degrees(Datum::Wgs84, lon, lat), Err(InvalidPoint));
        }
    }

    #[test]
    fn distance_is_in_metres() {
        let a = Point::new(1_140_000_000, 300_000_000).expect("in range");
        let b = Point::new(1_140_010_000, 300_000_000).expect("in range");
        assert!((a.metres_to(b) - 96.3).abs() < 0.3, "{}", a.metres_to(b));
    }

    #[test]
    fn a_blurred_point_stays_near_and_tells_neighbours_apart_no_more() {
        let home = Point::new(1_143_280_800, 305_403_000).expect("in range");
        let next_door = Point::new(1_143_280_900, 305_403_050).expect("in range");
        assert_eq!(home.blurred(50), next_door.blurred(50));
        assert!(home.metres_to(home.blurred(50)) <= 36.0);
        assert_eq!(home.blurred(50).blurred(50), home.blurred(50));
    }
}
