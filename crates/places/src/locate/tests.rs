use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::atlas::AtlasRows;
use crate::atlas::samples::{at, atlas, code, grid_code};
use crate::pack::PlacesPack;

const TOLD: &str = include_str!("told.txt");
const UNSURE: &str = include_str!("unsure.txt");
const NOWHERE: &str = include_str!("nowhere.txt");
const OUTSIDE: &str = include_str!("outside.txt");

fn demo() -> Atlas {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../city/demo");
    let (pack, faults) = PlacesPack::read(&folder);
    assert!(faults.is_empty(), "{faults:?}");
    let rows = AtlasRows {
        regions: pack.regions.iter().map(|record| record.region.clone()).collect(),
        grids: pack.grids,
        compounds: pack.compounds,
        roads: pack.roads,
        landmarks: pack.landmarks,
        waters: pack.waters,
        ..AtlasRows::default()
    };
    Atlas::new(rows, date(2026, 11, 26))
}

fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|line| line.split('|').map(str::trim).collect())
}

fn keys(answer: &PlaceAnswer) -> Vec<String> {
    let told = answer.guesses.iter();
    told.map(|guess| format!("{}={}", guess.key, guess.confidence_milli)).collect()
}

fn told(atlas: &Atlas, content: &str) -> PlaceAnswer {
    atlas.find(&PlaceAsked { content, ..PlaceAsked::default() })
}

/// Whether a guess is the place that was meant; a crossing has no order.
fn is_meant(guess: &PlaceGuess, key: &str) -> bool {
    let turned = key.split_once('+').map(|(a, b)| format!("{b}+{a}"));
    guess.key == key || Some(&guess.key) == turned.as_ref()
}

#[test]
fn what_callers_say_leads_to_the_place() {
    let atlas = demo();
    let mut by_class: BTreeMap<&str, [u32; 3]> = BTreeMap::new();
    for line in lines(TOLD) {
        let [class, words, key] = line[..] else { panic!("{line:?}") };
        let answer = told(&atlas, words);
        let place = answer.guesses.iter().position(|guess| is_meant(guess, key));
        let is_right = if key == "-" { answer.guesses.is_empty() } else { place == Some(0) };
        let is_near = is_right || place.is_some_and(|place| place < 3);
        for (count, add) in by_class.entry(class).or_default().iter_mut().zip([
            1,
            u32::from(is_right),
            u32::from(is_near),
        ]) {
            *count += add;
        }
        if !is_right {
            println!("{class} {words} wants {key}: {:?}", keys(&answer));
        }
    }
    for (class, [all, right, near]) in &by_class {
        println!("{class:<9} {all:>3}: first {right}, in three {near}");
    }
    let sum = |at: usize| by_class.values().map(|counts| counts[at]).sum::<u32>();
    let (all, right, near) = (sum(0), sum(1), sum(2));
    println!("all {all}: first {right}, in three {near}");
    assert!(all >= 120);
    assert!(right * 100 >= all * 90, "{right} of {all} first");
    assert!(near * 100 >= all * 95, "{near} of {all} in three");
}

#[test]
fn words_for_several_places_tell_them_all_and_are_not_sure() {
    let atlas = demo();
    let mut faults = Vec::new();
    for line in lines(UNSURE) {
        let [words, wanted] = line[..] else { panic!("{line:?}") };
        let answer = told(&atlas, words);
        let is_told = |key: &str| answer.guesses.iter().any(|guess| guess.key == key);
        if !wanted.split(' ').all(is_told) || wanted.contains(' ') && answer.sure().is_some() {
            faults.push(format!("{words}: {:?}", keys(&answer)));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn words_without_a_place_tell_none() {
    let atlas = demo();
    let mut wrong = Vec::new();
    let mut all = 0;
    for line in lines(NOWHERE) {
        all += 1;
        let answer = told(&atlas, line[0]);
        if answer != PlaceAnswer::default() {
            wrong.push(format!("{}: {:?} {:?}", line[0], keys(&answer), answer.outside));
        }
    }
    println!("{} of {all} wrong: {wrong:#?}", wrong.len());
    assert!(wrong.is_empty());
}

#[test]
fn a_place_elsewhere_is_told_as_such() {
    let atlas = demo();
    let mut faults = Vec::new();
    for line in lines(OUTSIDE) {
        let [words, wanted] = line[..] else { panic!("{line:?}") };
        let answer = told(&atlas, words);
        if answer.outside.as_deref() != Some(wanted) || !answer.guesses.is_empty() {
            faults.push(format!("{words}: {:?} {:?}", answer.outside, keys(&answer)));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A request of the demo city: address, title, text, grid.
fn requests() -> Vec<[String; 4]> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../city/demo");
    let mut requests: Vec<[String; 4]> = Vec::new();
    for file in 1..=6 {
        let path = folder.join(format!("requests-{file}.csv"));
        let mut reader = csv::Reader::from_path(path).expect("requests of the demo city");
        let header = reader.headers().expect("a header").clone();
        let columns = ["address", "title", "content", "grid"];
        let at = columns.map(|name| header.iter().position(|known| known == name));
        for row in reader.records() {
            let row = row.expect("a row");
            requests.push(at.map(|at| row.get(at.expect("a column")).unwrap_or_default().into()));
        }
    }
    requests.retain(|[address, _, _, grid]| !address.is_empty() && !grid.is_empty());
    requests
}

#[test]
fn the_addresses_of_the_demo_citys_requests_lead_to_their_place() {
    let atlas = demo();
    let requests = requests();
    let [mut grids, mut communities, mut nowhere, mut sure, mut right] = [0_usize; 5];
    for [address, title, content, grid] in &requests {
        let community = code(&grid[..12]);
        let answer = atlas.find(&PlaceAsked::address(address));
        let best = answer.best();
        nowhere += usize::from(best.is_none());
        grids += usize::from(best.is_some_and(|best| best.grid == Some(grid_code(grid))));
        communities += usize::from(best.is_some_and(|best| best.region == Some(community)));
        let asked = PlaceAsked { title, content, ..PlaceAsked::default() };
        if let Some(region) = atlas.find(&asked).sure().and_then(|sure| sure.region) {
            sure += 1;
            right += usize::from(atlas.is_within(community, region));
        }
    }
    let all = requests.len();
    println!("addresses {all}: grid {grids}, community {communities}, nowhere {nowhere}");
    println!("texts without their address: sure of {sure}, right {right}");
    assert!(grids * 100 >= all * 75 && communities * 100 >= all * 90 && nowhere * 100 <= all);
    assert!(sure * 100 >= all * 45 && right * 100 >= sure * 85);
}

#[test]
fn a_point_or_another_word_decides_between_places_of_one_name() {
    let atlas = atlas();
    let find = |address: &str, point: Option<Point>| {
        atlas.find(&PlaceAsked { address, point, ..PlaceAsked::default() })
    };
    let alone = find("幸福家园停水", None);
    assert_eq!(alone.guesses.len(), 2);
    assert!(alone.sure().is_none() && alone.guesses[0].confidence_milli < 600, "{alone:?}");
    let named = find("柳叶社区幸福家园停水", None);
    assert_eq!(named.best().map(|guess| guess.key.as_str()), Some("c2"), "{named:?}");
    assert!(named.guesses[0].reasons.contains(&PlaceReason::Within("柳叶社区".into())));
    let near = find("幸福家园停水", Some(at(600, 500)));
    assert_eq!(near.best().map(|guess| guess.key.as_str()), Some("c1"), "{near:?}");
    let best = &find("桂 园小区3栋楼下的路灯坏了", None).guesses[0];
    assert_eq!(best.grid, Some(grid_code("439902001001002")));
    assert_eq!(best.building, "3栋");
    // The address goes before what is said besides.
    let both = atlas.find(&PlaceAsked {
        address: "桂园小区",
        content: "柳叶社区幸福家园那边也停水，幸福家园就在柳叶社区",
        ..PlaceAsked::default()
    });
    assert_eq!(both.best().map(|guess| guess.key.as_str()), Some("c3"), "{both:?}");
    // A village that became a community is found by its old name.
    let old = find("柳叶村停电", None);
    assert_eq!(old.guesses[0].region, Some(code("439902001002")), "{old:?}");
}

#[test]
fn every_guess_says_why() {
    let atlas = demo();
    for line in lines(TOLD) {
        for guess in told(&atlas, line[1]).guesses {
            assert!(!guess.reasons.is_empty() && guess.confidence_milli <= 1_000, "{guess:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gets_the_same_answer_twice(text in ".{0,80}", more in "[桂园小区幸福家柳叶社兰溪路与口北角0-9栋号，。在]{0,40}") {
        let atlas = atlas();
        let asked = PlaceAsked { address: &text, content: &more, ..PlaceAsked::default() };
        let answer = atlas.find(&asked);
        prop_assert_eq!(&answer, &atlas.find(&asked));
        prop_assert!(answer.guesses.iter().all(|guess| guess.confidence_milli <= 1_000));
    }
}
