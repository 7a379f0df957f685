use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::datum::Datum;

/// A directory with a small faultless pack, gone when dropped.
struct Dir(PathBuf);

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const REGIONS: &str = "code,parent,name,kind,valid_from,valid_to,successor,population
439900000000,,云泽市,city,2000-01-01,,,9000
439902000000,439900000000,河东区,district,2000-01-01,,,9000
439902001000,439902000000,中山街道,street,2000-01-01,,,9000
439902001001,439902001000,桂园社区,community,2000-01-01,,,9000
439902001201,439902001000,柳叶村,village,2000-01-01,2024-07-01,439902001001,
";
const COMPOUNDS: &str = "id,name,kind,community,grid,lon,lat,households,address
c1,桂园小区,old,439902001001,439902001001001,114.0005,30.0005,400,兰溪路1号
";

/// A feature on a line of its own. Coordinates are in thousandths of a degree
/// from 114 E, 30 N.
fn polygon(properties: &str, corners: &[(u32, u32)]) -> String {
    let ring: Vec<String> =
        corners.iter().map(|(lon, lat)| format!("[114.{lon:03},30.{lat:03}]")).collect();
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{{properties}}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}",
        ring.join(",")
    )
}

fn collection(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n"))
}

fn grid(serial: u32, corners: &[(u32, u32)]) -> String {
    let code = format!("\"code\":\"43990200100100{serial}\"");
    polygon(&format!("{code},\"name\":\"第{serial}网格\",\"community\":\"439902001001\""), corners)
}

fn rectangle(west: u32, east: u32) -> [(u32, u32); 5] {
    [(west, 0), (east, 0), (east, 1), (west, 1), (west, 0)]
}

fn outline(code: &str, east: u32) -> String {
    polygon(&format!("\"code\":\"{code}\""), &rectangle(0, east))
}

fn dir() -> Dir {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let name =
        format!("huying_pack_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let dir = Dir(std::env::temp_dir().join(name));
    fs::create_dir_all(&dir.0).expect("the temporary directory can be written");
    for (file, text) in [
        ("regions.csv", REGIONS.to_owned()),
        ("regions.geojson", collection(&[outline("439902001001", 2)])),
        ("grids.geojson", collection(&[grid(1, &rectangle(0, 1)), grid(2, &rectangle(1, 2))])),
        ("compounds.csv", COMPOUNDS.to_owned()),
        ("roads.csv", "id,name,alias,kind\nr1,兰溪路,,main\n".to_owned()),
        ("landmarks.csv", "id,name,kind,lon,lat\nm1,兰溪公园,park,114.001,30.0005\n".to_owned()),
    ] {
        fs::write(dir.0.join(file), text).expect("writes");
    }
    dir
}

/// Reads the small pack with one file written anew; gives file, line, problem.
fn faults_with(file: &str, text: &str) -> Vec<(String, u64, Problem)> {
    let dir = dir();
    fs::write(dir.0.join(file), text).expect("writes");
    let faults = PlacesPack::read(&dir.0).1;
    faults.into_iter().map(|fault| (fault.file, fault.line, fault.problem)).collect()
}

/// Replaces a piece of `text` that is there exactly once.
fn with(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

#[test]
fn a_faultless_pack_is_read_whole() {
    let (pack, faults) = PlacesPack::read(&dir().0);
    assert_eq!(faults, []);
    assert_eq!(pack.regions.len(), 5);
    assert_eq!(pack.grids.len(), 2);
    assert_eq!(pack.compounds[0].address, "兰溪路1号");
    assert_eq!(pack.landmarks[0].point.degrees(Datum::Wgs84).lon, 114.001);
    let with_ground = pack.regions.iter().filter(|record| record.outline.is_some()).count();
    assert_eq!(with_ground, 1);
}

#[test]
fn faults_of_the_region_tree_name_their_lines() {
    for (from, to, line, problem) in [
        ("439902001201,", "43990200120,", 6, Problem::BadRegionCode),
        ("中山街道", "", 4, Problem::ValueMissing),
        ("village", "hamlet", 6, Problem::BadKind),
        ("2024-07-01", "July", 6, Problem::BadDate),
        ("2024-07-01", "1999-01-01", 6, Problem::EndsBeforeStart),
        ("439902001001,\n", "439902001009,\n", 6, Problem::UnknownSuccessor),
        ("云泽市,city,2000-01-01,,,9000", "云泽市,city,2000-01-01,,,many", 2, Problem::BadNumber),
        ("439902000000,439900000000,", "439902000000,439900000009,", 3, Problem::UnknownParent),
        ("439902000000,439900000000,", "439902000000,439902001000,", 3, Problem::ParentNotAbove),
        ("439902000000,439900000000,", "439902000000,,", 3, Problem::SecondRoot),
        ("439900000000,,", "439900000000,439900000000,", 0, Problem::NoRoot),
        ("street", "town", 4, Problem::KindMismatch),
        ("district", "street", 3, Problem::KindMismatch),
        ("439902001201,439902001000", "439902001001,439902001000", 6, Problem::Duplicate),
        (",population", ",people", 1, Problem::ColumnMissing),
        ("village,2000-01-01,", "village,", 6, Problem::BadRow),
    ] {
        let found = faults_with("regions.csv", &with(REGIONS, from, to));
        let want = ("regions.csv".to_owned(), line, problem);
        assert!(found.contains(&want), "{from} -> {to}: {found:?}");
    }
}

#[test]
fn faults_of_compounds_name_their_lines() {
    for (from, to, problem) in [
        ("114.0005", "114.0015", Problem::OutsideGrid),
        ("114.0005", "30.0005,114.0005,", Problem::BadRow),
        ("30.0005", "130.0005", Problem::BadCoordinate),
        ("439902001001001", "439902001001009", Problem::UnknownGrid),
        ("439902001001001", "43990200100100", Problem::BadGridCode),
        ("439902001001,", "439902001007,", Problem::UnknownCommunity),
        ("439902001001,", "439902001201,", Problem::CommunityMismatch),
    ] {
        let found = faults_with("compounds.csv", &with(COMPOUNDS, from, to));
        assert_eq!(found, [("compounds.csv".to_owned(), 2, problem)], "{from} -> {to}");
    }
}

#[test]
fn faults_of_the_ground_name_the_feature_s_line() {
    let whole = grid(1, &rectangle(0, 1));
    let twice = [whole.clone(), whole.clone()];
    let open = grid(2, &[(1, 0), (2, 0), (2, 1), (1, 1)]);
    let crossed = grid(2, &[(1, 0), (2, 1), (2, 0), (1, 1), (1, 0)]);
    let short = grid(2, &[(1, 0), (2, 1), (1, 0)]);
    let elsewhere = with(&grid(2, &rectangle(1, 2)), "\"439902001001\"", "\"439902001002\"");
    for (second, problem) in [
        (grid(2, &rectangle(0, 2)), Problem::Overlap),
        (grid(2, &rectangle(1, 3)), Problem::OutsideCommunity),
        (open, Problem::RingOpen),
        (crossed, Problem::RingCrossesItself),
        (short, Problem::RingTooShort),
        (elsewhere, Problem::CommunityMismatch),
        (twice[1].clone(), Problem::Duplicate),
        (grid(2, &rectangle(1, 2)).replace("Polygon", "LineString"), Problem::BadGeojson),
        (grid(2, &rectangle(1, 2)).replace("001002", "00100x"), Problem::BadGridCode),
    ] {
        let found = faults_with("grids.geojson", &collection(&[whole.clone(), second]));
        assert!(
            found.contains(&("grids.geojson".to_owned(), 3, problem)),
            "{problem:?}: {found:?}"
        );
    }
    let found = faults_with("grids.geojson", "{\"features\":\n[}");
    assert!(found.contains(&("grids.geojson".to_owned(), 2, Problem::BadGeojson)), "{found:?}");
}

#[test]
fn ground_in_no_grid_is_found_with_and_without_an_outline() {
    let found = faults_with("regions.geojson", &collection(&[outline("439902001001", 3)]));
    assert_eq!(found, [("regions.geojson".to_owned(), 2, Problem::Gap)]);
    let found = faults_with("regions.geojson", &collection(&[outline("439902009001", 3)]));
    assert_eq!(found, [("regions.geojson".to_owned(), 2, Problem::UnknownFeature)]);
}

#[test]
fn a_hole_between_grids_is_found_and_a_bay_is_none() {
    let bay = [(0, 0), (2, 0), (2, 9), (0, 9), (0, 6), (1, 6), (1, 3), (0, 3), (0, 0)];
    let has_hole = |features: &[String]| {
        let found = faults_with("grids.geojson", &collection(features));
        found.contains(&("grids.geojson".to_owned(), 0, Problem::Hole))
    };
    assert!(!has_hole(&[grid(1, &bay)]));
    let north = [(0, 6), (3, 6), (3, 9), (0, 9), (0, 6)];
    let middle_west = [(0, 3), (1, 3), (1, 6), (0, 6), (0, 3)];
    let middle_east = [(2, 3), (3, 3), (3, 6), (2, 6), (2, 3)];
    let south = [(0, 0), (3, 0), (3, 3), (0, 3), (0, 0)];
    let around = [grid(1, &north), grid(2, &middle_west), grid(3, &middle_east), grid(4, &south)];
    assert!(has_hole(&around));
    assert!(!has_hole(&around[..3]));
}

#[test]
fn a_file_that_is_missing_or_not_utf8_is_named() {
    let dir = dir();
    fs::remove_file(dir.0.join("landmarks.csv")).expect("was there");
    fs::write(dir.0.join("roads.csv"), b"id,name,alias,kind\nr1,\xc0\xbc\xcf\xaa,,main\n")
        .expect("writes");
    let (_, faults) = PlacesPack::read(&dir.0);
    let found: Vec<_> =
        faults.iter().map(|fault| (fault.file.as_str(), fault.line, fault.problem)).collect();
    assert_eq!(
        found,
        [("landmarks.csv", 0, Problem::Unreadable), ("roads.csv", 2, Problem::NotUtf8)]
    );
}

#[test]
fn a_byte_order_mark_and_missing_optional_files_do_no_harm() {
    let dir = dir();
    fs::write(dir.0.join("regions.csv"), format!("\u{feff}{REGIONS}")).expect("writes");
    for file in ["grids.geojson", "regions.geojson"] {
        fs::remove_file(dir.0.join(file)).expect("was there");
    }
    fs::write(dir.0.join("compounds.csv"), COMPOUNDS.lines().next().expect("a header"))
        .expect("writes");
    assert_eq!(PlacesPack::read(&dir.0).1, []);
}

#[test]
fn every_fault_has_words_in_both_languages() {
    for messages in [crate::MESSAGES_ZH_CN, crate::MESSAGES_EN] {
        let mut keys: Vec<&str> = messages
            .lines()
            .filter_map(|line| line.split_once(" = ").map(|(key, _)| key))
            .collect();
        let mut wanted: Vec<&str> = Problem::ALL.iter().map(|problem| problem.key()).collect();
        keys.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(keys, wanted);
    }
}
