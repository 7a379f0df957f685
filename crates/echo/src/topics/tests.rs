//! The same links give the same topics, whatever came first; names say what
//! is shared and nobody's number.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::Id;
use kernel::ports::{MatchDraft, Matches, TOPIC_JOINS_MILLI, TopicLink, TopicText, Topics};
use kernel::time::{DAY_US, Instant};
use proptest::prelude::*;

use super::*;
use crate::Engine;

fn id(n: u8) -> Id {
    Id::from_number(u128::from(n))
}

fn link(one: u8, other: u8, milli: u16) -> TopicLink {
    TopicLink { one: id(one), other: id(other), milli }
}

fn text(n: u8, title: &str, content: &str) -> TopicText {
    let at = Instant::from_micros(i64::from(n) * DAY_US);
    let draft =
        MatchDraft { title: title.into(), content: content.into(), at, ..MatchDraft::default() };
    TopicText { order: id(n), draft, category_code: String::new() }
}

#[test]
fn a_chain_of_likenesses_is_no_topic_but_a_circle_is() {
    // Each is like the next only: the ends have nothing to do with each other.
    let chain: Vec<TopicLink> = (0..6).map(|n| link(n, n + 1, 700)).collect();
    assert!(groups(&chain).iter().all(|group| group.len() <= 2), "{:?}", groups(&chain));
    let circle: Vec<TopicLink> =
        (0..5).flat_map(|a| (a + 1..5).map(move |b| link(a, b, 700))).collect();
    assert_eq!(groups(&circle), [(0..5).map(id).collect::<Vec<_>>()]);
    assert_eq!(groups(&[link(1, 2, 599)]), Vec::<Vec<Id>>::new());
    assert_eq!(groups(&[link(1, 1, 999)]), Vec::<Vec<Id>>::new());
}

fn any_links() -> impl Strategy<Value = Vec<TopicLink>> {
    let any_link = (0_u8..24, 0_u8..24, 200_u16..=1000);
    prop::collection::vec(any_link.prop_map(|(a, b, milli)| link(a, b, milli)), 0..90)
}

proptest! {
    #[test]
    fn the_order_of_the_links_does_not_matter(links in any_links(), seed in any::<u64>()) {
        let mut other = links.clone();
        other.reverse();
        let middle = seed as usize % (other.len() + 1);
        other.rotate_left(middle);
        prop_assert_eq!(groups(&links), groups(&other));
    }

    /// Request by request, working out only what hangs together with the new
    /// one, comes to the same as all at once.
    #[test]
    fn incremental_is_batch(links in any_links()) {
        let mut known: Vec<TopicLink> = Vec::new();
        let mut of: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for newest in 0..24 {
            let own = links.iter().filter(|link| link.one.max(link.other) == id(newest));
            known.extend(own.copied());
            let links_of = |order: Id| {
                known.iter().filter(|l| l.one == order || l.other == order).copied().collect()
            };
            let touched = component([id(newest)], links_of);
            let inside = |link: &&TopicLink| touched.contains(&link.one) && touched.contains(&link.other);
            let within: Vec<TopicLink> = known.iter().filter(inside).copied().collect();
            touched.iter().for_each(|order| drop(of.remove(order)));
            for group in groups(&within) {
                let group: BTreeSet<Id> = group.into_iter().collect();
                for order in &group {
                    of.insert(*order, group.clone());
                }
            }
        }
        let mut grown: Vec<Vec<Id>> = of.into_values().map(|g| g.into_iter().collect()).collect();
        grown.sort();
        grown.dedup();
        prop_assert_eq!(grown, groups(&known));
    }
}

#[test]
fn a_topic_is_called_by_what_its_requests_share_and_masks_numbers() {
    let texts = [
        text(
            1,
            "丽景花园停水三天了",
            "丽景花园小区停水三天，物业说是二次供水水泵坏了。请回电13812345678。",
        ),
        text(2, "丽景花园小区又停水", "水泵坏了没有人修，二次供水一直不恢复。"),
        text(3, "停水没人管", "我们丽景花园二次供水水泵坏了，停水。"),
    ];
    let links = [link(1, 2, 900), link(1, 3, 900), link(2, 3, 700)];
    let engine = Engine::new();
    let mask = |text: &str| engine.mask(text);
    let told = words(&texts, &links, &mask);
    assert_eq!(told.typical, Some(id(1)));
    assert!(
        told.words.iter().any(|word| word.contains("停水") || word.contains("丽景花园")),
        "{told:?}"
    );
    assert!(!told.sentence.is_empty() && !told.sentence.contains("13812345678"), "{told:?}");
    assert_eq!(words(&[], &[], &mask), kernel::ports::TopicWords::default());
}

#[test]
fn a_name_is_made_of_phrases_and_of_nothing_that_runs_from_one_into_another() {
    let texts: Vec<TopicText> =
        (1..5).map(|n| text(n, "停水三天了水泵坏没人修", "停水三天了，水泵坏没人修。")).collect();
    let links: Vec<TopicLink> = (2..5).map(|n| link(1, n, 900)).collect();
    let told = words(&texts, &links, &|text| text.to_owned());
    assert!(!told.words.is_empty(), "{told:?}");
    for word in &told.words {
        assert!(!word.contains(['了', '没']) && !word.starts_with('天'), "{told:?}");
    }
    assert!(told.words.iter().any(|word| word.contains("水泵")), "{told:?}");
}

#[test]
fn the_engine_links_the_same_matter_within_the_days_it_is_asked_for() {
    let engine = Engine::new();
    let texts = [
        text(
            10,
            "丽景花园三栋电梯坏了没人修",
            "丽景花园三栋的电梯坏了一个星期，老人下不了楼，物业一直不修。",
        ),
        text(
            11,
            "丽景花园三栋电梯还没修好",
            "丽景花园三栋电梯坏了，物业到现在都不修，老人没法下楼。",
        ),
        text(12, "工地半夜施工噪声太大", "和平路旁的工地每天半夜施工，噪声太大，无法入睡。"),
    ];
    for text in &texts {
        engine.insert(text.order, &text.draft);
    }
    let since = Instant::from_micros(11 * DAY_US);
    assert!(!engine.recent(&texts[0].draft, since, 9).contains(&id(10)), "older than asked for");
    assert!(engine.recent(&texts[0].draft, since, 9).contains(&id(11)));
    let strengths = engine.strengths(&texts[1], &[texts[0].clone(), texts[2].clone()]);
    assert!(strengths[0] >= TOPIC_JOINS_MILLI && strengths[1] < 300, "{strengths:?}");
}
