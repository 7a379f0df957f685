use jiff::civil::date;

use super::samples::{TODAY, at, atlas, code, grid_code, rows, square};
use super::*;

#[test]
fn a_point_is_located_from_grid_to_district() {
    let located = atlas().locate(at(2_500, 1_500)).expect("inside");
    assert_eq!(located.grid, Some(grid_code("439902001002003")));
    assert_eq!(located.community, Some(code("439902001002")));
    assert_eq!(located.street, Some(code("439902001000")));
    assert_eq!(located.district, Some(code("439902000000")));
    assert_eq!(located.region(), located.community);
    assert_eq!(atlas().locate(at(9_000, 9_000)), None);
}

#[test]
fn a_point_in_a_crack_of_rounding_belongs_to_the_nearest_grid() {
    let hair = Point::new(at(0, 0).lon_e7() - 20, at(0, 500).lat_e7()).expect("in range");
    let metre = Point::new(at(0, 0).lon_e7() - 110, at(0, 500).lat_e7()).expect("in range");
    let atlas = atlas();
    assert_eq!(
        atlas.locate(hair).and_then(|located| located.grid),
        Some(grid_code("439902001001001"))
    );
    assert_eq!(atlas.locate(metre), None);
}

#[test]
fn a_district_without_grids_answers_with_what_it_has() {
    let mut rows = rows();
    rows.outlines.insert(code("439903000000"), square(10, 0));
    let located = Atlas::new(rows, TODAY).locate(at(10_500, 500)).expect("inside");
    assert_eq!(located, Located { district: Some(code("439903000000")), ..Located::default() });
}

#[test]
fn outlines_that_the_city_did_not_give_are_put_together_from_below() {
    let atlas = atlas();
    let community = atlas.outline(code("439902001002"));
    assert_eq!(community.len(), 1);
    assert!(community[0].contains(&(at(2_000, 0).lon_e7(), at(2_000, 0).lat_e7())));
    let city = atlas.area(code("439900000000")).expect("has ground");
    assert_eq!(city.bounds(), Bounds { min: at(0, 0), max: at(4_000, 2_000) });
    assert_eq!(atlas.bounds(), Some(city.bounds()));
    assert!(atlas.outline(code("439903000000")).is_empty());
}

#[test]
fn the_tree_names_paths_and_hides_what_exists_no_more() {
    let atlas = atlas();
    assert_eq!(atlas.path_name(code("439902001002")), "河东区 中山街道 柳叶社区");
    assert_eq!(atlas.path_name(code("439900000000")), "云泽市");
    assert_eq!(atlas.path_name(code("439999999999")), "");
    assert_eq!(atlas.root().map(|region| region.code), Some(code("439900000000")));
    let names: Vec<&str> =
        atlas.children(code("439902001000")).map(|region| region.name.as_str()).collect();
    assert_eq!(names, ["桂园社区", "柳叶社区"]);
    assert!(atlas.is_within(code("439902001002"), code("439902000000")));
    assert!(!atlas.is_within(code("439902001002"), code("439903000000")));
    assert_eq!(
        atlas.path_name(code("439902001201")),
        "河东区 中山街道 柳叶村",
        "old orders still name it"
    );
}

#[test]
fn a_successor_stands_for_a_region_that_ended() {
    let atlas = atlas();
    let village = code("439902001201");
    let on = |day| atlas.standing_for(village, day).map(|region| region.code);
    assert_eq!(on(date(2024, 6, 30)), Some(village));
    assert_eq!(on(date(2024, 7, 1)), Some(code("439902001002")));
    assert_eq!(on(date(1990, 1, 1)), None);
}

#[test]
fn a_circle_of_successors_or_parents_ends() {
    let mut rows = rows();
    for region in &mut rows.regions {
        region.valid_to = Some(date(2001, 1, 1));
        region.successor = Some(region.code);
        region.parent = Some(region.code);
    }
    let atlas = Atlas::new(rows, TODAY);
    assert_eq!(atlas.standing_for(code("439902001201"), TODAY), None);
    assert!(atlas.ancestors(code("439902001201")).count() < 20);
}

#[test]
fn the_nearest_compound_is_the_one_whose_ground_holds_the_point_or_the_closest() {
    let atlas = atlas();
    let inside = atlas.nearest_compound(at(3_050, 1_050)).expect("one");
    assert_eq!((inside.compound.id.as_str(), inside.metres), ("c2", 0.0));
    let near = atlas.nearest_compound(at(1_500, 700)).expect("one");
    assert_eq!(near.compound.id, "c3");
    assert!((near.metres - 22.2).abs() < 0.5, "{}", near.metres);
    assert!(Atlas::new(AtlasRows::default(), TODAY).nearest_compound(at(0, 0)).is_none());
}

#[test]
fn a_live_atlas_is_replaced_whole() {
    let live = LiveAtlas::new(Atlas::new(AtlasRows::default(), TODAY));
    let before = live.current();
    live.replace(atlas());
    assert!(before.root().is_none());
    assert!(live.current().root().is_some());
}
