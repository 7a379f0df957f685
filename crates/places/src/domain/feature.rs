//! Named things inside regions that people use to say where something is.

use super::area::Area;
use super::grid::GridCode;
use super::point::Point;
use super::region::RegionCode;

/// A residential compound (小区) or another walled place with one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compound {
    /// Short id given by the city pack.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The pack's word for what it is, such as `commodity` or `old`.
    pub kind: String,
    /// The community it lies in.
    pub community: RegionCode,
    /// The grid it lies in.
    pub grid: GridCode,
    /// Road and number, or empty.
    pub address: String,
    /// Its gate or middle.
    pub point: Point,
    /// How many homes.
    pub households: i64,
    /// Its ground, where it is known.
    pub area: Option<Area>,
}

/// A road with its course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Road {
    /// Short id given by the city pack.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Another name people use, or empty.
    pub alias: String,
    /// The pack's word for what it is, such as `main` or `lane`.
    pub kind: String,
    /// Its course from one end to the other; empty where it is not known.
    pub course: Vec<Point>,
}

impl Road {
    /// The middle vertex of its course.
    pub fn middle(&self) -> Option<Point> {
        self.course.get(self.course.len() / 2).copied()
    }
}

/// A place everybody knows: a school, a park, a market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landmark {
    /// Short id given by the city pack.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The pack's word for what it is.
    pub kind: String,
    /// Where.
    pub point: Point,
}

/// A river or lake, which lets people find their way on a plain map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Water {
    /// Its name, by which it is told apart.
    pub name: String,
    /// `river`, `lake` or another word of the pack.
    pub kind: String,
    /// Its ground.
    pub area: Area,
}
