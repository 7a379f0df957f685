//! Why two messages seem, or do not seem, to be about the same matter.

use kernel::ports::{MatchDraft, MatchJudgement, MatchKind, MatchPlace, MatchReason};
use kernel::time::{DAY_US, Instant};

use super::features::{Names, Run, Said, shared_runs};
use super::names::{Name, NameKind};
use super::points::metres_between;
use super::prepared::{Message, Prepared};
use super::scorer::probability;
use super::subjects::follow_up_words;

/// Phrases shown at most.
const PHRASES: usize = 4;
/// A phrase that says less than this tells nobody anything.
const PHRASE_WEIGHT_MIN: f32 = 2.0;
/// So much later it is rather the same trouble again than the same case.
const RECURRENT_DAYS: u32 = 365;

const PLACES: [(NameKind, MatchPlace); 8] = [
    (NameKind::Compound, MatchPlace::Compound),
    (NameKind::Road, MatchPlace::Road),
    (NameKind::Line, MatchPlace::Line),
    (NameKind::Building, MatchPlace::Building),
    (NameKind::School, MatchPlace::School),
    (NameKind::Village, MatchPlace::Village),
    (NameKind::Company, MatchPlace::Company),
    (NameKind::Site, MatchPlace::Site),
];

impl From<&MatchDraft> for Message {
    fn from(draft: &MatchDraft) -> Self {
        let degrees = |e7: i64| e7 as f64 / 1e7;
        Self {
            title: draft.title.clone(),
            body: draft.content.clone(),
            address: draft.address.clone(),
            point: draft.point_e7.map(|(lon, lat)| (degrees(lon), degrees(lat))),
            at: (draft.at != Instant::default()).then_some(draft.at),
            category: String::new(),
        }
    }
}

/// Probability, kind and reasons; `a` is the newer one.
pub(crate) fn judgement(a: &Prepared, b: &Prepared) -> MatchJudgement {
    let mut reasons = Vec::new();
    let phrases = phrases(a, &shared_runs(a, b));
    if !phrases.is_empty() {
        reasons.push(MatchReason::Shared(phrases));
    }
    let places = places(a, b);
    let place_differs = places.iter().any(is_other)
        && !places.iter().any(|reason| matches!(reason, MatchReason::SamePlace(..)));
    reasons.extend(places);
    if let Some(metres) = metres_between(a, b) {
        reasons.push(MatchReason::Metres(metres.round().min(f64::from(u32::MAX)) as u32));
    }
    let days = a.at.zip(b.at).map(|(x, y)| (x.since(y) / DAY_US).unsigned_abs() as u32);
    reasons.extend(days.map(MatchReason::Days));
    let words = follow_up_words(&a.text);
    let follows = !words.is_empty();
    if follows {
        reasons.push(MatchReason::FollowUp(words.into_iter().map(str::to_owned).collect()));
    }
    let kind = if place_differs {
        MatchKind::PlaceDiffers
    } else if days.is_some_and(|days| days >= RECURRENT_DAYS) {
        MatchKind::Recurrent
    } else if follows {
        MatchKind::FollowUp
    } else {
        MatchKind::SameMatter
    };
    let probability_milli = (probability(a, b).clamp(0.0, 1.0) * 1000.0).round() as u16;
    MatchJudgement { probability_milli, kind, reasons }
}

/// What stands for a place of its own: a company may have many sites.
fn is_other(reason: &MatchReason) -> bool {
    let MatchReason::OtherPlace(place, ..) = reason else { return false };
    !matches!(place, MatchPlace::Company | MatchPlace::Site)
}

fn phrases(a: &Prepared, runs: &[Run]) -> Vec<String> {
    runs.iter()
        .filter(|run| run.weight >= PHRASE_WEIGHT_MIN)
        .take(PHRASES)
        .map(|run| a.letters.iter().skip(run.start).take(run.length).collect())
        .collect()
}

fn places(a: &Prepared, b: &Prepared) -> Vec<MatchReason> {
    let said = Said::new(a, b);
    let whole = |x: &Prepared, name: &Name| x.whole(name).iter().collect::<String>();
    let first = |x: &Prepared, kind: NameKind| {
        x.names.iter().find(|name| name.kind == kind).map(|name| whole(x, name))
    };
    PLACES
        .iter()
        .filter_map(|(kind, place)| match said.compare(a, b, *kind) {
            Names::Silent => None,
            Names::Agree => {
                let (mine, name) = said.shared(a, b, *kind)?;
                Some(MatchReason::SamePlace(*place, whole(if mine { a } else { b }, name)))
            }
            Names::Differ => {
                Some(MatchReason::OtherPlace(*place, first(a, *kind)?, first(b, *kind)?))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::rarity::Rarity;
    use super::*;

    fn judged(one: (&str, &str), other: (&str, &str)) -> MatchJudgement {
        let prepared = |(title, body): (&str, &str)| {
            let message = Message { title: title.into(), body: body.into(), ..Message::default() };
            Prepared::new(&message, &Rarity::default())
        };
        judgement(&prepared(one), &prepared(other))
    }

    #[test]
    fn another_place_of_the_same_kind_is_another_matter() {
        let body = |place: &str| {
            format!(
                "{place}的噪音每天晚上十一点以后还很大，严重影响老人和孩子休息，希望有关部门尽快处理。"
            )
        };
        for (one, other, place) in [
            ("幸福小区门口烧烤店噪音扰民", "丽景小区门口烧烤店噪音扰民", MatchPlace::Compound),
            ("芙蓉路夜间施工噪音扰民", "韶山路夜间施工噪音扰民", MatchPlace::Road),
            ("205路公交车经常不停站", "137路公交车经常不停站", MatchPlace::Line),
            ("2号线地铁噪音扰民", "5号线地铁噪音扰民", MatchPlace::Line),
            ("3栋楼下麻将馆噪音扰民", "17栋楼下麻将馆噪音扰民", MatchPlace::Building),
            ("育才小学广播噪音扰民", "砂子塘小学广播噪音扰民", MatchPlace::School),
        ] {
            let name = |title: &str| title.chars().take(4).collect::<String>();
            let found = judged((one, &body(&name(one))), (other, &body(&name(other))));
            assert_eq!(found.kind, MatchKind::PlaceDiffers, "{one}: {found:?}");
            assert!(
                found
                    .reasons
                    .iter()
                    .any(|r| matches!(r, MatchReason::OtherPlace(p, ..) if *p == place)),
                "{one}: {found:?}"
            );
            let same = judged((one, &body(&name(one))), (one, &body(&name(one))));
            assert!(same.probability_milli > 800, "{one}: {same:?}");
            assert!(found.probability_milli < 500, "{one}: {found:?}");
        }
    }

    #[test]
    fn a_number_within_a_number_is_another_place() {
        for (one, other, place) in [
            ("7栋电梯坏了没人修", "17栋电梯坏了没人修", MatchPlace::Building),
            ("205路公交车经常不停站", "5路公交车经常不停站", MatchPlace::Line),
        ] {
            let found = judged((one, ""), (other, ""));
            assert_eq!(found.kind, MatchKind::PlaceDiffers, "{found:?}");
            let told = |r: &MatchReason| matches!(r, MatchReason::OtherPlace(p, ..) if *p == place);
            assert!(found.reasons.iter().any(told), "{found:?}");
        }
    }

    #[test]
    fn a_follow_up_says_so() {
        let found = judged(
            ("再次反映丽景花园三栋电梯故障", "丽景花园三栋电梯坏了，至今没有解决，老人下不了楼。"),
            (
                "丽景花园三栋电梯坏了没人修",
                "丽景花园三栋的电梯坏了一个星期，老人下不了楼，物业一直不修。",
            ),
        );
        assert_eq!(found.kind, MatchKind::FollowUp);
        assert!(found.probability_milli > 500, "{found:?}");
        let words = found
            .reasons
            .iter()
            .any(|r| matches!(r, MatchReason::FollowUp(w) if w.contains(&"再次".to_owned())));
        let place = found.reasons.iter().any(
            |r| matches!(r, MatchReason::SamePlace(MatchPlace::Compound, name) if name.contains("丽景花园")),
        );
        let phrase = found
            .reasons
            .iter()
            .any(|r| matches!(r, MatchReason::Shared(p) if p[0].contains("丽景花园三栋")));
        assert!(words && place && phrase, "{found:?}");
    }

    #[test]
    fn nothing_in_common_is_told_as_that() {
        let found = judged(("路灯不亮", ""), ("自来水浑浊", ""));
        assert!(found.probability_milli < 200, "{found:?}");
        assert!(found.reasons.is_empty(), "{found:?}");
    }
}
