//! A small city for tests: one city, two districts; the east one has a street
//! with two communities of four square grids each, the west one nothing yet.

use jiff::civil::{Date, date};

use super::{Atlas, AtlasRows};
use crate::domain::*;

/// The day the samples are looked at.
pub(crate) const TODAY: Date = date(2026, 11, 23);
/// The south-west corner.
pub(crate) const ORIGIN: (i64, i64) = (1_140_000_000, 300_000_000);
/// The side of a grid, about 100 m.
pub(crate) const SIDE: i64 = 10_000;

pub(crate) fn code(text: &str) -> RegionCode {
    text.parse().expect("a region code")
}

pub(crate) fn grid_code(text: &str) -> GridCode {
    text.parse().expect("a grid code")
}

/// A point by columns and rows of grids from the corner, in thousandths.
pub(crate) fn at(column_milli: i64, row_milli: i64) -> Point {
    Point::new(ORIGIN.0 + column_milli * SIDE / 1_000, ORIGIN.1 + row_milli * SIDE / 1_000)
        .expect("in range")
}

pub(crate) fn square(column: i64, row: i64) -> Area {
    let corner = |dx, dy| at((column + dx) * 1_000, (row + dy) * 1_000);
    let ring = vec![corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1), corner(0, 0)];
    Area::from_polygons(&[vec![ring]]).expect("a square")
}

pub(crate) fn region(text: &str, parent: &str, name: &str, kind: RegionKind) -> Region {
    Region {
        code: code(text),
        parent: parent.parse().ok(),
        name: name.into(),
        kind,
        valid_from: date(2000, 1, 1),
        valid_to: None,
        successor: None,
        population: 1_000,
    }
}

/// The rows of the sample city. Grids lie in two rows: columns 0–1 are the
/// first community, 2–3 the second.
pub(crate) fn rows() -> AtlasRows {
    let mut old_village = region("439902001201", "439902001000", "柳叶村", RegionKind::Village);
    old_village.valid_to = Some(date(2024, 7, 1));
    old_village.successor = Some(code("439902001002"));
    let mut grids = Vec::new();
    for community in [1, 2] {
        for serial in 1..=4 {
            let (column, row) = ((community - 1) * 2 + (serial - 1) % 2, (serial - 1) / 2);
            grids.push(Grid {
                code: grid_code(&format!("43990200100{community}00{serial}")),
                name: format!("第{serial}网格"),
                area: square(column, row),
            });
        }
    }
    AtlasRows {
        regions: vec![
            region("439900000000", "", "云泽市", RegionKind::City),
            region("439902000000", "439900000000", "河东区", RegionKind::District),
            region("439903000000", "439900000000", "河西区", RegionKind::District),
            region("439902001000", "439902000000", "中山街道", RegionKind::Street),
            region("439902001001", "439902001000", "桂园社区", RegionKind::Community),
            region("439902001002", "439902001000", "柳叶社区", RegionKind::Community),
            old_village,
        ],
        grids,
        compounds: vec![
            compound("c1", "幸福家园", "439902001001001", at(500, 500), None),
            compound("c2", "幸福家园", "439902001002004", at(3_500, 1_500), Some(square(3, 1))),
            compound("c3", "桂园小区", "439902001001002", at(1_500, 500), None),
        ],
        roads: vec![
            road("r1", "兰溪路", "一号路", &[(200, 200), (1_800, 200)]),
            road("r2", "兰溪路北延线", "", &[(200, 200), (3_800, 200)]),
        ],
        landmarks: vec![Landmark {
            id: "m1".into(),
            name: "兰溪公园".into(),
            kind: "park".into(),
            point: at(2_500, 500),
        }],
        ..AtlasRows::default()
    }
}

fn compound(id: &str, name: &str, grid: &str, point: Point, area: Option<Area>) -> Compound {
    let grid = grid_code(grid);
    Compound {
        id: id.into(),
        name: name.into(),
        kind: "commodity".into(),
        community: grid.community(),
        grid,
        address: String::new(),
        point,
        households: 400,
        area,
    }
}

fn road(id: &str, name: &str, alias: &str, course: &[(i64, i64)]) -> Road {
    Road {
        id: id.into(),
        name: name.into(),
        alias: alias.into(),
        kind: "main".into(),
        course: course.iter().map(|(column, row)| at(*column, *row)).collect(),
    }
}

/// The sample city on [`TODAY`].
pub(crate) fn atlas() -> Atlas {
    Atlas::new(rows(), TODAY)
}
