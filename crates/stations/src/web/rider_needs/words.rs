//! Message keys of riders' needs.

use people::record::{Fault, FaultKind, fault_key};
use ui::{Choice, Tone, Tr, key};

use crate::domain::rider_need::{NeedSource, NeedState, NeedTopic};

/// Name of a topic.
pub(in crate::web) fn topic_key(topic: NeedTopic) -> &'static str {
    match topic {
        NeedTopic::Power => key("rider-need-topic-power"),
        NeedTopic::Parking => key("rider-need-topic-parking"),
        NeedTopic::Gate => key("rider-need-topic-gate"),
        NeedTopic::Rest => key("rider-need-topic-rest"),
        NeedTopic::Meals => key("rider-need-topic-meals"),
        NeedTopic::Toilet => key("rider-need-topic-toilet"),
        NeedTopic::Health => key("rider-need-topic-health"),
        NeedTopic::Learning => key("rider-need-topic-learning"),
        NeedTopic::Children => key("rider-need-topic-children"),
        NeedTopic::Housing => key("rider-need-topic-housing"),
        NeedTopic::Rights => key("rider-need-topic-rights"),
        NeedTopic::Other => key("rider-need-topic-other"),
    }
}

/// Name of a source.
pub(super) fn source_key(source: NeedSource) -> &'static str {
    match source {
        NeedSource::Form => key("rider-need-source-form"),
        NeedSource::Visit => key("rider-need-source-visit"),
        NeedSource::HotTopic => key("rider-need-source-hot-topic"),
    }
}

/// Name and tone of a state.
pub(super) fn state_word(state: NeedState) -> (&'static str, Tone) {
    match state {
        NeedState::Collected => (key("rider-need-state-collected"), Tone::Warn),
        NeedState::Coordinating => (key("rider-need-state-coordinating"), Tone::Info),
        NeedState::Solved => (key("rider-need-state-solved"), Tone::Info),
        NeedState::FedBack => (key("rider-need-state-fed-back"), Tone::Ok),
        NeedState::Declined => (key("rider-need-state-declined"), Tone::Neutral),
        NeedState::Joined => (key("rider-need-state-joined"), Tone::Neutral),
    }
}

/// Name and tone of an event.
pub(super) fn event(kind: &str) -> (&'static str, Tone) {
    match kind {
        "rider_need.collected" => (key("rider-need-event-collected"), Tone::Info),
        "rider_need.coordinated" => (key("rider-need-event-coordinated"), Tone::Info),
        "rider_need.solved" => (key("rider-need-event-solved"), Tone::Ok),
        "rider_need.fed_back" => (key("rider-need-event-fed-back"), Tone::Ok),
        "rider_need.declined" => (key("rider-need-event-declined"), Tone::Neutral),
        "rider_need.joined" => (key("rider-need-event-joined"), Tone::Neutral),
        _ => (key("rider-need-event-other"), Tone::Neutral),
    }
}

/// Answers to what it is about.
pub(super) fn topics(t: Tr) -> Vec<Choice> {
    let all = NeedTopic::ALL.iter();
    all.map(|topic| Choice::new(topic.as_str(), t.s(topic_key(*topic)))).collect()
}

/// Answers to where it stands.
pub(super) fn states(t: Tr) -> Vec<Choice> {
    let all = NeedState::ALL.iter();
    all.map(|state| Choice::new(state.as_str(), t.s(state_word(*state).0))).collect()
}

/// What is wrong with a field.
pub(super) fn told(fault: Fault) -> (&'static str, &'static str) {
    match (fault.field, fault.kind) {
        ("", FaultKind::Missing) => ("", key("rider-need-error-key")),
        (field, kind) => (field, fault_key(kind)),
    }
}
