use super::*;
use crate::atlas::samples::{at, atlas, code, grid_code};

fn found(text: &str) -> Vec<(PlaceKind, String, u16)> {
    let guesses = atlas().gazetteer().locate(text);
    guesses.into_iter().map(|guess| (guess.kind, guess.key, guess.confidence_milli)).collect()
}

#[test]
fn a_compound_gives_its_grid_and_point() {
    let guesses = atlas().gazetteer().locate("桂 园小区3栋楼下的路灯坏了");
    assert_eq!(guesses.len(), 1);
    assert_eq!(guesses[0].name, "桂园小区");
    assert_eq!(guesses[0].grid, Some(grid_code("439902001001002")));
    assert_eq!(guesses[0].point, Some(at(1_500, 500)));
    assert_eq!(guesses[0].confidence_milli, 800);
}

#[test]
fn the_longest_name_wins() {
    assert_eq!(found("兰溪路北延线积水"), [(PlaceKind::Road, "r2".into(), 500)]);
    assert_eq!(found("一号路积水"), [(PlaceKind::Road, "r1".into(), 500)]);
}

#[test]
fn a_road_lies_in_the_smallest_region_that_holds_all_of_it() {
    let region = |text| atlas().gazetteer().locate(text)[0].region;
    assert_eq!(region("兰溪路"), Some(code("439902001001")));
    assert_eq!(region("兰溪路北延线"), Some(code("439902001000")));
}

#[test]
fn two_places_of_one_name_are_told_apart_by_the_region_beside_them() {
    let alone = found("幸福家园停水");
    assert_eq!(alone.iter().map(|guess| guess.2).collect::<Vec<_>>(), [400, 400]);
    let guesses = found("柳叶社区幸福家园停水");
    assert_eq!(guesses[0], (PlaceKind::Compound, "c2".into(), 950));
    assert_eq!(guesses[1], (PlaceKind::Community, "439902001002".into(), 600));
    assert_eq!(guesses[2], (PlaceKind::Compound, "c1".into(), 100));
}

#[test]
fn a_place_named_twice_is_proposed_once_and_nothing_where_no_name_stands() {
    assert_eq!(found("兰溪公园，就是兰溪公园").len(), 1);
    assert!(found("楼上漏水").is_empty());
    assert!(found("").is_empty());
}
