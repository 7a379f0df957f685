use kernel::time::{HOUR_US, SECOND_US};
use proptest::prelude::*;

use super::*;

const TTL: i64 = 15 * MINUTE_US;

fn at(second: i64) -> Instant {
    Instant::from_micros(second * SECOND_US)
}

fn report(source: ReportSource, said: LiveWord, second: i64) -> Report {
    Report {
        station: "YT001".into(),
        kind: FacilityKind::Swap,
        said,
        free: None,
        working: None,
        broken: None,
        source,
        reported_at: at(second),
    }
}

#[test]
fn each_report_meets_each_state() {
    use LiveWord::{Broken, Free};
    use ReportSource::{Feed, Keeper, Visitors};
    let now = at(1_000);
    let current = decide(None, report(Feed, Free, 900), 8, TTL, now).unwrap();
    for (given, wanted) in [
        (report(Feed, Free, 900), Err(Refused::Same)),
        (report(Feed, Broken, 900), Err(Refused::Same)),
        (report(Keeper, Broken, 900), Ok(at(900).plus(TTL))),
        (report(Visitors, Broken, 899), Err(Refused::Older)),
        (report(Feed, Broken, 901), Ok(at(901).plus(TTL))),
        (report(Feed, Broken, 1_120), Ok(at(1_120).plus(TTL))),
        (report(Feed, Broken, 1_121), Err(Refused::Ahead)),
        (Report { free: Some(9), ..report(Feed, Free, 950) }, Err(Refused::Counts)),
        (Report { free: Some(-1), ..report(Feed, Free, 950) }, Err(Refused::Counts)),
        (
            Report { free: Some(3), working: Some(2), ..report(Feed, Free, 950) },
            Err(Refused::Counts),
        ),
        (
            Report { working: Some(6), broken: Some(3), ..report(Feed, Free, 950) },
            Err(Refused::Counts),
        ),
    ] {
        let decided = decide(Some(&current), given.clone(), 8, TTL, now);
        assert_eq!(decided.map(|state| state.until), wanted, "{given:?}");
    }
    let late = decide(None, report(Feed, Free, 100), 8, TTL, at(1_000));
    assert_eq!(late, Err(Refused::Expired), "what no longer counts is not taken");
    assert_eq!(decide(None, report(Feed, Free, 1_000), 8, 0, now), Err(Refused::Expired));
}

fn any_report() -> impl Strategy<Value = Report> {
    let sources = prop::sample::select(ReportSource::ALL);
    let words = prop::sample::select(LiveWord::ALL);
    (sources, words, 0_i64..7_200, prop::option::of(0_i64..9))
        .prop_map(|(source, said, second, free)| Report { free, ..report(source, said, second) })
}

proptest! {
    /// B3: whatever was reported in whatever order, nothing older than its
    /// time is ever available, and what counts is the newest that was taken.
    #[test]
    fn nothing_older_than_its_time_is_available(
        history in prop::collection::vec((any_report(), 0_i64..600), 0..40),
        ttls in prop::collection::vec(0_i64..HOUR_US, 3),
        wait in 0_i64..2 * HOUR_US,
    ) {
        let mut now = at(0);
        let mut state: Option<FacilityState> = None;
        let ttl_of = |source: ReportSource| {
            ReportSource::ALL.iter().position(|one| *one == source).map_or(0, |n| ttls[n])
        };
        for (report, step) in history {
            now = now.plus(step * SECOND_US);
            let ttl = ttl_of(report.source);
            let before = state.clone();
            match decide(state.as_ref(), report.clone(), 8, ttl, now) {
                Ok(taken) => {
                    prop_assert!(before.is_none_or(|old| old.report.reported_at <= report.reported_at));
                    prop_assert_eq!(&taken.report, &report);
                    state = Some(taken);
                }
                Err(_) => prop_assert_eq!(&before, &state),
            }
            if let Some(state) = &state {
                let ttl = ttl_of(state.report.source);
                for at in [now, now.plus(wait)] {
                    let is_old = at.since(state.report.reported_at) >= ttl;
                    prop_assert!(!(is_old && state.is_available(at)), "{state:?} at {at:?}");
                    prop_assert_eq!(is_old, state.at(at) == LiveWord::Unknown && is_old);
                    let live = state.live();
                    prop_assert_eq!(live.at(at), state.at(at));
                    prop_assert!(!is_old || live.available_at(at).is_none());
                }
            }
        }
    }

    /// A summary never outlives the oldest word it counts.
    #[test]
    fn a_summary_counts_only_what_still_counts(
        devices in prop::collection::vec((0_usize..9, 0_i64..3_600), 0..12),
        now in 0_i64..7_200,
    ) {
        let devices: Vec<Device> = devices.into_iter().enumerate().map(|(n, (status, second))| Device {
            station: "YT001".into(),
            uid: n.to_string(),
            status: OcpiStatus::ALL[status],
            connectors: "[]".into(),
            reported_at: at(second),
        }).collect();
        if let Some(sum) = summary(&devices, TTL, at(now)) {
            let counted = devices.iter().filter(|one| {
                one.at(TTL, at(now)) == one.status && !matches!(one.status, OcpiStatus::Unknown | OcpiStatus::Planned | OcpiStatus::Removed)
            });
            let counted: Vec<_> = counted.collect();
            prop_assert_eq!(sum.working + sum.broken, counted.len() as i64);
            prop_assert!(sum.oldest_at.plus(TTL) > at(now));
            prop_assert!(counted.iter().all(|one| one.reported_at >= sum.oldest_at));
        }
    }
}

#[test]
fn each_of_the_nine_words_means_something() {
    let words: Vec<_> =
        OcpiStatus::ALL.iter().map(|status| (status.as_str(), status.word())).collect();
    assert_eq!(
        words,
        [
            ("AVAILABLE", Some(LiveWord::Free)),
            ("BLOCKED", Some(LiveWord::Full)),
            ("CHARGING", Some(LiveWord::Full)),
            ("INOPERATIVE", Some(LiveWord::Broken)),
            ("OUTOFORDER", Some(LiveWord::Broken)),
            ("PLANNED", None),
            ("REMOVED", None),
            ("RESERVED", Some(LiveWord::Full)),
            ("UNKNOWN", Some(LiveWord::Unknown)),
        ]
    );
    for status in OcpiStatus::ALL {
        assert_eq!(status.as_str().parse(), Ok(*status));
    }
}

#[test]
fn visitors_count_when_enough_of_them_agree_in_time() {
    let word = |tag: &str, said: LiveWord, second: i64| VisitorWord {
        tag: tag.into(),
        said,
        said_at: at(second),
    };
    use LiveWord::{Free, Full};
    let found = |words: &[VisitorWord]| agreement(words, 2, TTL, at(1_000)).map(|found| found.0);
    assert_eq!(found(&[word("a", Free, 900)]), None);
    assert_eq!(found(&[word("a", Free, 900), word("b", Free, 950)]), Some(Free));
    assert_eq!(found(&[word("a", Free, 900), word("a", Free, 950)]), None, "one visitor twice");
    assert_eq!(found(&[word("a", Free, 900), word("b", Full, 950)]), None);
    assert_eq!(found(&[word("a", Free, 50), word("b", Free, 950)]), None, "too long ago");
    let three = [word("a", Free, 900), word("b", Full, 950), word("c", Full, 960)];
    assert_eq!(agreement(&three, 2, TTL, at(1_000)), Some((Full, at(960), at(950))));
}
