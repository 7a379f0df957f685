//! Names of what stands on lists, in topics and classes.

use ui::{Choice, Tone, Tr, key};

use crate::domain::case_class::CaseState;
use crate::domain::circumstance::{RequesterType, TriggerKind};
use crate::domain::monthly_topic::{TopicItemKind, TopicMode, TopicState};
use crate::domain::place_item::{ItemKind, ItemState, PlaceList};
use crate::domain::words::Origin;

pub(in crate::web) fn list_key(list: PlaceList) -> &'static str {
    match list {
        PlaceList::Problem => key("item-list-problem"),
        PlaceList::Need => key("item-list-need"),
    }
}

pub(in crate::web) fn item_state_key(state: ItemState) -> &'static str {
    match state {
        ItemState::Listed => key("item-state-listed"),
        ItemState::Taken => key("item-state-taken"),
        ItemState::Done => key("item-state-done"),
        ItemState::Confirmed => key("item-state-confirmed"),
        ItemState::Dropped => key("item-state-dropped"),
    }
}

pub(in crate::web) fn item_tone(state: ItemState) -> Tone {
    match state {
        ItemState::Listed => Tone::Warn,
        ItemState::Taken => Tone::Info,
        ItemState::Done | ItemState::Confirmed => Tone::Ok,
        ItemState::Dropped => Tone::Neutral,
    }
}

pub(in crate::web) fn kind_key(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Parking => key("item-kind-parking"),
        ItemKind::Facilities => key("item-kind-facilities"),
        ItemKind::Environment => key("item-kind-environment"),
        ItemKind::Property => key("item-kind-property"),
        ItemKind::Safety => key("item-kind-safety"),
        ItemKind::Care => key("item-kind-care"),
        ItemKind::Lift => key("item-kind-lift"),
        ItemKind::Culture => key("item-kind-culture"),
        ItemKind::Convenience => key("item-kind-convenience"),
        ItemKind::Employment => key("item-kind-employment"),
    }
}

pub(in crate::web) fn mode_key(mode: TopicMode) -> &'static str {
    match mode {
        TopicMode::Governance => key("topic-mode-governance"),
        TopicMode::Solicitation => key("topic-mode-solicitation"),
    }
}

pub(in crate::web) fn topic_state_key(state: TopicState) -> &'static str {
    match state {
        TopicState::Draft => key("topic-state-draft"),
        TopicState::Open => key("topic-state-open"),
        TopicState::Closed => key("topic-state-closed"),
        TopicState::Reported => key("topic-state-reported"),
    }
}

pub(in crate::web) fn topic_tone(state: TopicState) -> Tone {
    match state {
        TopicState::Draft => Tone::Neutral,
        TopicState::Open => Tone::Info,
        TopicState::Closed => Tone::Warn,
        TopicState::Reported => Tone::Ok,
    }
}

pub(in crate::web) fn part_key(kind: TopicItemKind) -> &'static str {
    match kind {
        TopicItemKind::Problem => key("topic-part-problem"),
        TopicItemKind::Measure => key("topic-part-measure"),
        TopicItemKind::Task => key("topic-part-task"),
        TopicItemKind::Policy => key("topic-part-policy"),
    }
}

pub(super) fn case_key(state: CaseState) -> &'static str {
    match state {
        CaseState::Watched => key("class-state-watched"),
        CaseState::Acting => key("class-state-acting"),
        CaseState::Settled => key("class-state-settled"),
    }
}

pub(super) fn case_tone(state: CaseState) -> Tone {
    match state {
        CaseState::Watched => Tone::Warn,
        CaseState::Acting => Tone::Info,
        CaseState::Settled => Tone::Ok,
    }
}

pub(in crate::web) fn origin_key(origin: Origin) -> &'static str {
    match origin {
        Origin::OnComplaint => key("origin-on-complaint"),
        Origin::BeforeComplaint => key("origin-before-complaint"),
        Origin::SelfInitiated => key("origin-self-initiated"),
    }
}

pub(in crate::web) fn requester_key(kind: RequesterType) -> &'static str {
    match kind {
        RequesterType::Person => key("requester-person"),
        RequesterType::Rider => key("requester-rider"),
        RequesterType::Enterprise => key("requester-enterprise"),
    }
}

pub(in crate::web) fn trigger_key(kind: TriggerKind) -> &'static str {
    match kind {
        TriggerKind::Patrol => key("trigger-patrol"),
        TriggerKind::Forecast => key("trigger-forecast"),
        TriggerKind::HotSpot => key("trigger-hot-spot"),
        TriggerKind::Visit => key("trigger-visit"),
        TriggerKind::Notice => key("trigger-notice"),
    }
}

/// Answers of a dictionary.
pub(super) fn choices<T: Copy>(
    t: Tr,
    all: &[T],
    word: fn(T) -> &'static str,
    name: fn(T) -> &'static str,
) -> Vec<Choice> {
    all.iter().map(|one| Choice::new(word(*one), t.s(name(*one)))).collect()
}

/// Words and tone of an event.
pub(super) fn event(kind: &str) -> (&'static str, Tone) {
    match kind {
        "item.listed" => (key("event-item-listed"), Tone::Info),
        "item.taken" => (key("event-item-taken"), Tone::Info),
        "item.done" => (key("event-item-done"), Tone::Ok),
        "item.confirmed" => (key("event-item-confirmed"), Tone::Ok),
        "item.rejected" => (key("event-item-rejected"), Tone::Warn),
        "item.dropped" => (key("event-item-dropped"), Tone::Neutral),
        "item.unit_called" => (key("event-item-called"), Tone::Warn),
        "item.unit_came" => (key("event-item-came"), Tone::Ok),
        "topic.prepared" => (key("event-topic-prepared"), Tone::Info),
        "topic.opened" => (key("event-topic-opened"), Tone::Ok),
        "topic.closed" => (key("event-topic-closed"), Tone::Neutral),
        "topic.reported" => (key("event-topic-reported"), Tone::Ok),
        "topic.part_added" => (key("event-topic-part"), Tone::Info),
        "topic.part_done" => (key("event-topic-part-done"), Tone::Ok),
        "class.defined" => (key("event-class-defined"), Tone::Info),
        "class.acted_on" => (key("event-class-acted"), Tone::Info),
        "class.settled" => (key("event-class-settled"), Tone::Ok),
        _ => (key("event-other"), Tone::Neutral),
    }
}
