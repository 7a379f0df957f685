//! The shipped city pack and the tables, on both engines.

use std::path::Path;

use jiff::civil::Date;
use kernel::time::{Clock, DAY_US};
use places::{Atlas, PlacesPack, Point, RegionCode, RegionLevel};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use testdb::{TestDb, each_engine};

fn demo() -> PlacesPack {
    let dir = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../city/demo"));
    let (pack, faults) = PlacesPack::read(dir);
    assert_eq!(faults, [], "the shipped city is faultless");
    pack
}

async fn load_pack(t: &TestDb, pack: &PlacesPack) -> places::Changes {
    let changes = places::plan(&t.db, pack).await.expect("plans");
    places::apply(&t.db, pack.clone(), changes.clone()).await.expect("applies");
    changes
}

async fn atlas(t: &TestDb) -> Atlas {
    places::load(&t.db).await.expect("loads")
}

fn code(text: &str) -> RegionCode {
    text.parse().expect("a code")
}

#[tokio::test]
async fn every_statement_prepares() {
    each_engine(places::MIGRATIONS, async |t| {
        testdb::prepare_all(&t.db, places::statements()).await.expect("each prepares");
    })
    .await;
}

#[tokio::test]
async fn a_pack_loads_once_and_a_second_time_changes_nothing() {
    let pack = demo();
    each_engine(places::MIGRATIONS, async |t| {
        let first = load_pack(t, &pack).await;
        assert_eq!(first.regions.added.len(), pack.regions.len());
        assert_eq!(first.grids.added.len(), pack.grids.len());
        let second = load_pack(t, &pack).await;
        assert!(second.is_empty(), "{second:?}");
        assert_eq!(second.compounds.unchanged, pack.compounds.len());
        let atlas = atlas(t).await;
        assert_eq!(atlas.grids().count(), pack.grids.len());
        assert_eq!(atlas.compounds(), pack.compounds);
        assert_eq!(atlas.roads(), pack.roads);
        assert_eq!(atlas.waters().len(), pack.waters.len());
    })
    .await;
}

#[tokio::test]
async fn what_a_later_pack_changes_drops_or_brings_back_is_planned_and_done() {
    let pack = demo();
    each_engine(places::MIGRATIONS, async |t| {
        load_pack(t, &pack).await;
        let mut later = pack.clone();
        let dropped = later.compounds.remove(0);
        later.roads[0].name = "新路".into();
        let changes = load_pack(t, &later).await;
        assert_eq!(changes.compounds.closed.iter().collect::<Vec<_>>(), [&dropped.id]);
        assert_eq!(changes.roads.changed.iter().collect::<Vec<_>>(), [&later.roads[0].id]);
        assert_eq!(changes.tables().iter().map(|(_, table)| table.added.len()).sum::<usize>(), 0);
        let after = atlas(t).await;
        assert!(after.compound(&dropped.id).is_none());
        let told = after.find(&places::PlaceAsked::address("新路"));
        assert!(told.guesses.iter().any(|guess| guess.key == later.roads[0].id));
        assert!(places::plan(&t.db, &later).await.expect("plans").is_empty());
        let back = load_pack(t, &pack).await;
        assert!(back.compounds.changed.contains(&dropped.id));
        assert_eq!(atlas(t).await.compound(&dropped.id), Some(&dropped));
    })
    .await;
}

#[tokio::test]
async fn a_region_that_leaves_the_pack_ends_today_and_keeps_its_name() {
    let pack = demo();
    each_engine(places::MIGRATIONS, async |t| {
        load_pack(t, &pack).await;
        let mut later = pack.clone();
        let gone = later.grids[0].code.community();
        later.regions.retain(|record| record.region.code != gone);
        later.grids.retain(|grid| grid.code.community() != gone);
        later.compounds.retain(|compound| compound.community != gone);
        let changes = load_pack(t, &later).await;
        assert!(changes.regions.closed.contains(&gone.to_string()));
        let atlas = atlas(t).await;
        assert!(!atlas.regions().any(|region| region.code == gone));
        assert_eq!(atlas.region(gone).and_then(|region| region.valid_to), Some(atlas.day()));
        assert!(atlas.path_name(gone).contains(' '));
        t.clock.advance(DAY_US);
        assert!(places::plan(&t.db, &later).await.expect("plans").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_grid_that_is_redrawn_keeps_the_shape_it_had() {
    let pack = demo();
    each_engine(places::MIGRATIONS, async |t| {
        load_pack(t, &pack).await;
        let (first, shapes) = (t.clock.now().day(), [0, 1, 2].map(|n| pack.grids[n].area.clone()));
        let grid = pack.grids[0].code;
        let mut later = pack.clone();
        let on = async |day: Date| {
            let read = t.db.read((grid, day), |tx, (grid, day)| {
                Box::pin(places::store::grid_on(tx, *grid, *day))
            });
            let found: Result<_, db::StoreError> = read.await;
            found.expect("reads").map(|grid| grid.area)
        };
        for shape in &shapes[1..] {
            t.clock.advance(10 * DAY_US);
            later.grids[0].area = shape.clone();
            load_pack(t, &later).await;
        }
        let days = [0, 9, 10, 19, 20, 400].map(|n| first + jiff::Span::new().days(n));
        let wanted = [0, 0, 1, 1, 2, 2].map(|n| Some(shapes[n].clone()));
        for (day, wanted) in days.into_iter().zip(wanted) {
            assert_eq!(on(day).await, wanted, "{day}");
        }
        // Drawn twice on one day: what held until that day stays.
        later.grids[0].area = shapes[0].clone();
        load_pack(t, &later).await;
        assert_eq!(on(days[3]).await.as_ref(), Some(&shapes[1]));
        assert_eq!(on(days[4]).await.as_ref(), Some(&shapes[0]));
        t.clock.advance(10 * DAY_US);
        later.grids.remove(0);
        later.compounds.retain(|compound| compound.grid != grid);
        load_pack(t, &later).await;
        assert_eq!(on(days[4]).await.as_ref(), Some(&shapes[0]));
        assert_eq!(on(days[5]).await, None, "closed");
    })
    .await;
}

#[tokio::test]
async fn the_tables_refuse_a_grid_of_no_community() {
    each_engine(places::MIGRATIONS, async |t| {
        let grid = demo().grids.remove(0);
        let refused = t.db.write(grid, |tx, grid| Box::pin(places::store::upsert(tx, grid))).await;
        assert!(matches!(refused, Err(db::StoreError::Constraint(_))), "{refused:?}");
    })
    .await;
}

/// An atlas of the shipped city without the detour of a database.
fn demo_atlas() -> Atlas {
    let pack = demo();
    let mut rows = places::AtlasRows {
        grids: pack.grids,
        compounds: pack.compounds,
        roads: pack.roads,
        landmarks: pack.landmarks,
        waters: pack.waters,
        ..places::AtlasRows::default()
    };
    for record in pack.regions {
        rows.outlines.extend(record.outline.map(|outline| (record.region.code, outline)));
        rows.regions.push(record.region);
    }
    let today = kernel::time::Instant::parse("2026-11-23").expect("a day").day();
    Atlas::new(rows, today)
}

#[test]
fn every_point_of_the_shipped_city_lies_in_exactly_one_grid() {
    let atlas = demo_atlas();
    let city = atlas.area(atlas.root().expect("a city").code).expect("has ground").clone();
    let bounds = city.bounds();
    let points =
        (bounds.min.lon_e7()..=bounds.max.lon_e7(), bounds.min.lat_e7()..=bounds.max.lat_e7());
    let mut inside = 0;
    let mut runner = TestRunner::deterministic();
    for _ in 0..20_000 {
        let (lon, lat) = points.new_tree(&mut runner).expect("a pair").current();
        let point = Point::new(lon, lat).expect("in range");
        if city.contains(point) {
            inside += 1;
            let located = atlas.locate(point).expect("inside the city");
            let owners = atlas.grids().filter(|grid| grid.area.contains(point)).count();
            assert_eq!((owners, located.grid.is_some()), (1, true), "{point:?}");
            assert!(located.community.is_some() && located.district.is_some(), "{located:?}");
        }
    }
    assert!(inside > 2_000, "only {inside} of the points were inside");
}

#[test]
fn every_corner_of_the_shipped_grids_lies_in_at_most_one() {
    let atlas = demo_atlas();
    for corner in atlas.grids().flat_map(|grid| grid.area.rings()[0].clone()).step_by(7) {
        let owners = atlas.grids().filter(|grid| grid.area.contains(corner)).count();
        assert!(owners <= 1, "{corner:?} has {owners} grids");
        assert!(atlas.locate(corner).is_some_and(|located| located.grid.is_some()), "{corner:?}");
    }
}

#[test]
fn the_shipped_city_has_the_size_that_was_promised() {
    let atlas = demo_atlas();
    let count = |level| atlas.regions().filter(|region| region.code.level() == level).count();
    assert_eq!(count(RegionLevel::District), 3);
    assert_eq!(count(RegionLevel::Street), 14);
    assert_eq!(count(RegionLevel::Community), 70);
    assert_eq!(atlas.grids().count(), 420);
    assert!(atlas.regions().all(|region| !atlas.outline(region.code).is_empty()));
    assert_eq!(atlas.root().map(|region| region.code), Some(code("439900000000")));
}

#[test]
fn each_shipped_compound_is_found_by_its_name_and_its_point() {
    let atlas = demo_atlas();
    for compound in atlas.compounds() {
        let words = format!("{}3栋电梯坏了", compound.name);
        let told = atlas.find(&places::PlaceAsked::address(&words));
        assert!(told.guesses.iter().any(|guess| guess.key == compound.id), "{}", compound.name);
        let located = atlas.locate(compound.point).expect("inside");
        assert_eq!(located.grid, Some(compound.grid), "{}", compound.name);
    }
}
