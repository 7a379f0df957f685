use proptest::prelude::*;

use super::*;

fn point(lon_e7: i64, lat_e7: i64) -> Point {
    Point::new(lon_e7, lat_e7).expect("in range")
}

fn closed(corners: &[(i64, i64)]) -> Vec<Point> {
    corners.iter().chain(corners.first()).map(|(lon, lat)| point(*lon, *lat)).collect()
}

fn square(lon: i64, lat: i64, side: i64) -> Vec<Point> {
    closed(&[(lon, lat), (lon + side, lat), (lon + side, lat + side), (lon, lat + side)])
}

fn area(rings: &[Vec<Point>]) -> Area {
    Area::from_polygons(&[rings.to_vec()]).expect("an area")
}

#[test]
fn holes_are_outside_and_the_direction_of_rings_does_not_matter() {
    let mut hole = square(40, 40, 20);
    for _ in 0..2 {
        let ring = area(&[square(0, 0, 100), hole.clone()]);
        assert!(ring.contains(point(10, 10)));
        assert!(!ring.contains(point(50, 50)));
        assert!(!ring.contains(point(150, 50)));
        hole.reverse();
    }
}

#[test]
fn borders_that_enclose_nothing_are_refused() {
    let mut open = square(0, 0, 100);
    open.pop();
    let bow_tie = closed(&[(0, 0), (100, 100), (100, 0), (0, 100)]);
    let hole_outside = vec![square(0, 0, 10), square(50, 50, 10)];
    for (polygons, want) in [
        (vec![], AreaError::Empty),
        (vec![vec![open]], AreaError::NotClosed),
        (vec![vec![closed(&[(0, 0), (5, 5)])]], AreaError::TooFewCorners),
        (vec![vec![bow_tie]], AreaError::NotSimple),
        (vec![hole_outside], AreaError::NotSimple),
    ] {
        assert_eq!(Area::from_polygons(&polygons), Err(want));
    }
}

#[test]
fn an_area_survives_the_database() {
    let ring = area(&[square(0, 0, 100), square(40, 40, 20)]);
    let text = serde_json::to_string(&ring).expect("serialises");
    assert_eq!(serde_json::from_str::<Area>(&text).expect("reads back"), ring);
    assert!(serde_json::from_str::<Area>("[[[0,0],[1,1]]]").is_err());
}

#[test]
fn ground_is_measured_in_square_metres() {
    let hectare_ish = area(&[square(1_140_000_000, 300_000_000, 10_000)]);
    let expected = 111.19 * 111.19 * 30.0_f64.to_radians().cos();
    assert!(
        (hectare_ish.square_metres() / expected - 1.0).abs() < 0.01,
        "{}",
        hectare_ish.square_metres()
    );
    let to_border = hectare_ish.metres_to_border(point(1_140_005_000, 300_011_000));
    assert!((to_border - 11.12).abs() < 0.05, "{to_border}");
}

#[test]
fn union_intersection_and_difference_keep_whole_numbers() {
    let (west, east) = (area(&[square(0, 0, 100)]), area(&[square(100, 0, 100)]));
    let both = Area::union_of([&west, &east]).expect("ground");
    assert_eq!(both.rings().len(), 1);
    assert_eq!(both.bounds(), Bounds { min: point(0, 0), max: point(200, 100) });
    assert_eq!(west.intersection(&east), None);
    assert_eq!(both.difference(&west).expect("ground").bounds(), east.bounds());
    assert_eq!(Area::union_of([]), None);
}

/// A lattice of 8 by 8 quadrilaterals whose inner corners are pushed about.
fn tiling(pushes: &[(i64, i64)]) -> Vec<Area> {
    let corner = |column: i64, row: i64| {
        let is_inner = (1..8).contains(&column) && (1..8).contains(&row);
        let push = if is_inner { pushes[(row * 9 + column) as usize] } else { (0, 0) };
        (column * 100 + push.0, row * 100 + push.1)
    };
    let tile = |column, row| {
        [
            corner(column, row),
            corner(column + 1, row),
            corner(column + 1, row + 1),
            corner(column, row + 1),
        ]
    };
    (0..64).map(|index| area(&[closed(&tile(index % 8, index / 8))])).collect()
}

proptest! {
    #[test]
    fn each_point_of_a_tiling_belongs_to_exactly_one_tile(
        pushes in prop::collection::vec((-24_i64..=24, -24_i64..=24), 81),
        points in prop::collection::vec((0_i64..800, 0_i64..800), 60),
    ) {
        let tiles = tiling(&pushes);
        let corners: Vec<Point> = tiles.iter().flat_map(|tile| tile.rings()[0].clone()).collect();
        let inside = points.into_iter().map(|(lon, lat)| point(lon, lat));
        let in_half_open = |p: &Point| (0..800).contains(&p.lon_e7()) && (0..800).contains(&p.lat_e7());
        for p in inside.chain(corners).filter(in_half_open) {
            let owners = tiles.iter().filter(|tile| tile.contains(p)).count();
            prop_assert_eq!(owners, 1, "{:?}", p);
        }
    }
}
