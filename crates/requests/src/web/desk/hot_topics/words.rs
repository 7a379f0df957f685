//! Names of what stands on hot topics.

use ui::{Tone, Tr, key};

use crate::domain::hot_topic::{HotState, TurnKind};
use crate::store::hot_topic::HotSort;

pub(super) fn state_key(state: HotState) -> &'static str {
    match state {
        HotState::Open => key("hot-state-open"),
        HotState::Confirmed => key("hot-state-confirmed"),
        HotState::Dismissed => key("hot-state-dismissed"),
        HotState::Ended => key("hot-state-ended"),
    }
}

pub(super) fn state_tone(state: HotState) -> Tone {
    match state {
        HotState::Open => Tone::Warn,
        HotState::Confirmed => Tone::Bad,
        HotState::Dismissed | HotState::Ended => Tone::Neutral,
    }
}

pub(super) fn sort_key(sort: HotSort) -> &'static str {
    match sort {
        HotSort::Heat => key("hot-sort-heat"),
        HotSort::Growth => key("hot-sort-growth"),
        HotSort::Holders => key("hot-sort-holders"),
        HotSort::Last => key("hot-sort-last"),
    }
}

pub(super) fn turn_key(kind: TurnKind) -> &'static str {
    match kind {
        TurnKind::Began => key("hot-turn-began"),
        TurnKind::Merged => key("hot-turn-merged"),
        TurnKind::Split => key("hot-turn-split"),
        TurnKind::Ended => key("hot-turn-ended"),
    }
}

/// Words and tone of an event.
pub(super) fn event(kind: &str) -> (&'static str, Tone) {
    match kind {
        "hot_topic.confirmed" => (key("event-hot-confirmed"), Tone::Ok),
        "hot_topic.dismissed" => (key("event-hot-dismissed"), Tone::Neutral),
        "hot_topic.restored" => (key("event-hot-restored"), Tone::Info),
        "hot_topic.came_back" => (key("event-hot-came-back"), Tone::Warn),
        "hot_topic.renamed" => (key("event-hot-renamed"), Tone::Info),
        "hot_topic.record_opened" => (key("event-hot-record"), Tone::Ok),
        _ => (key("event-other"), Tone::Neutral),
    }
}

/// `3.25` of thousandths.
pub(super) fn decimal(milli: i64) -> String {
    let centi = (milli + 5) / 10;
    format!("{}.{:02}", centi / 100, centi % 100)
}

/// The usual level, or that too little is known.
pub(super) fn usual(t: Tr, milli: Option<i64>) -> String {
    milli.map_or_else(|| t.s("hot-usual-unknown").into_owned(), decimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousandths_are_rounded_to_two_places() {
        let table = [(0, "0.00"), (4, "0.00"), (5, "0.01"), (3_249, "3.25"), (12_995, "13.00")];
        for (milli, wanted) in table {
            assert_eq!(decimal(milli), wanted);
        }
    }
}
