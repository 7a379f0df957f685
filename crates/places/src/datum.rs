//! The three ways a coordinate is written in China, and the way between them.
//!
//! Everything is stored as WGS-84. Browsers give WGS-84; WeChat, Amap and
//! Tencent speak GCJ-02, which is WGS-84 moved by a smooth, published-by-use
//! function of up to some 700 m; Baidu moves that once more to BD-09. The
//! conversion happens at the edges of the program only. CGCS2000, the State's
//! own datum, is within decimetres of WGS-84 and is read as such.
//!
//! The forward functions are closed formulas. Their inverses have no closed
//! form and are found by iteration to better than a millimetre.

use std::f64::consts::PI;
use std::fmt;
use std::str::FromStr;

/// How a longitude and latitude are to be read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Datum {
    /// GPS, browsers, Tianditu (CGCS2000): what the database holds.
    #[default]
    Wgs84,
    /// Amap, Tencent, WeChat.
    Gcj02,
    /// Baidu.
    Bd09,
}

/// The text names no datum we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of wgs84, cgcs2000, gcj02, bd09")]
pub struct UnknownDatum;

impl FromStr for Datum {
    type Err = UnknownDatum;

    fn from_str(text: &str) -> Result<Self, UnknownDatum> {
        let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.to_ascii_lowercase().as_str() {
            "wgs84" | "cgcs2000" | "epsg4326" | "epsg4490" => Ok(Self::Wgs84),
            "gcj02" => Ok(Self::Gcj02),
            "bd09" => Ok(Self::Bd09),
            _ => Err(UnknownDatum),
        }
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        })
    }
}

/// A longitude and latitude in degrees, in whatever datum the context says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLat {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

impl LonLat {
    /// Reads this coordinate as one of `from` and writes it as one of `to`.
    #[must_use]
    pub fn convert(self, from: Datum, to: Datum) -> Self {
        use Datum::{Bd09, Gcj02, Wgs84};
        match (from, to) {
            (Wgs84, Wgs84) | (Gcj02, Gcj02) | (Bd09, Bd09) => self,
            (Wgs84, Gcj02) => wgs_to_gcj(self),
            (Gcj02, Bd09) => gcj_to_bd(self),
            (Wgs84, Bd09) => gcj_to_bd(wgs_to_gcj(self)),
            (Gcj02, Wgs84) => gcj_to_wgs(self),
            (Bd09, Gcj02) => bd_to_gcj(self),
            (Bd09, Wgs84) => gcj_to_wgs(bd_to_gcj(self)),
        }
    }

    /// Whether the shift applies: the box map services use for China.
    fn is_in_china_box(self) -> bool {
        (72.004..=137.8347).contains(&self.lon) && (0.8293..=55.8271).contains(&self.lat)
    }
}

/// The Krasovsky 1940 ellipsoid: semi-major axis in metres, eccentricity².
const AXIS_M: f64 = 6_378_245.0;
const ECCENTRICITY_2: f64 = 0.006_693_421_622_965_943;
/// Baidu's phase, in radians per degree.
const BD_PHASE: f64 = PI * 3000.0 / 180.0;

fn wgs_to_gcj(at: LonLat) -> LonLat {
    if !at.is_in_china_box() {
        return at;
    }
    let (x, y) = (at.lon - 105.0, at.lat - 35.0);
    let lat_rad = at.lat.to_radians();
    let magic = 1.0 - ECCENTRICITY_2 * lat_rad.sin().powi(2);
    let meridian_m = AXIS_M * (1.0 - ECCENTRICITY_2) / (magic * magic.sqrt());
    let parallel_m = AXIS_M / magic.sqrt() * lat_rad.cos();
    LonLat {
        lon: at.lon + (shift_east_m(x, y) / parallel_m).to_degrees(),
        lat: at.lat + (shift_north_m(x, y) / meridian_m).to_degrees(),
    }
}

fn shift_east_m(x: f64, y: f64) -> f64 {
    300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + wave(6.0 * x, 2.0 * x)
        + 2.0 / 3.0 * (20.0 * sin_pi(x) + 40.0 * sin_pi(x / 3.0))
        + 2.0 / 3.0 * (150.0 * sin_pi(x / 12.0) + 300.0 * sin_pi(x / 30.0))
}

fn shift_north_m(x: f64, y: f64) -> f64 {
    -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + wave(6.0 * x, 2.0 * x)
        + 2.0 / 3.0 * (20.0 * sin_pi(y) + 40.0 * sin_pi(y / 3.0))
        + 2.0 / 3.0 * (160.0 * sin_pi(y / 12.0) + 320.0 * sin_pi(y / 30.0))
}

fn wave(fast: f64, slow: f64) -> f64 {
    2.0 / 3.0 * (20.0 * sin_pi(fast) + 20.0 * sin_pi(slow))
}

fn sin_pi(turns: f64) -> f64 {
    (turns * PI).sin()
}

fn gcj_to_bd(at: LonLat) -> LonLat {
    if !at.is_in_china_box() {
        return at;
    }
    let radius = at.lon.hypot(at.lat) + 0.000_02 * (at.lat * BD_PHASE).sin();
    let angle = at.lat.atan2(at.lon) + 0.000_003 * (at.lon * BD_PHASE).cos();
    LonLat { lon: radius * angle.cos() + 0.0065, lat: radius * angle.sin() + 0.006 }
}

fn gcj_to_wgs(at: LonLat) -> LonLat {
    invert(wgs_to_gcj, at)
}

fn bd_to_gcj(at: LonLat) -> LonLat {
    invert(gcj_to_bd, at)
}

/// Finds the point that `forward` moves to `target`. The shift changes by far
/// less than its own length over its own length, so each step gains two to
/// three digits; ten are far more than enough.
fn invert(forward: fn(LonLat) -> LonLat, target: LonLat) -> LonLat {
    if !target.is_in_china_box() {
        return target;
    }
    let mut guess = target;
    for _ in 0..10 {
        let landed = forward(guess);
        let (lon_off, lat_off) = (landed.lon - target.lon, landed.lat - target.lat);
        guess = LonLat { lon: guess.lon - lon_off, lat: guess.lat - lat_off };
        if lon_off.abs().max(lat_off.abs()) < 1e-10 {
            break;
        }
    }
    guess
}

#[cfg(test)]
mod tests;
