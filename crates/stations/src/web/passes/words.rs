//! The words of passes.

use kernel::time::Instant;
use people::record::{Fault, FaultKind, fault_key};
use ui::{Choice, Tag, Tone, Tr, key};

use crate::domain::code::Assurance;
use crate::domain::pass::GateRefusal;
use crate::domain::suspension::{SuspensionState, SuspensionVerb};

/// What the guard is told. Why a pass is suspended is not the guard's business.
pub(super) fn refusal(t: Tr, refusal: GateRefusal, assurance: Assurance) -> String {
    match refusal {
        // A card is for any place; nobody scans a board with it.
        GateRefusal::AnyPlace if assurance == Assurance::Card => {
            t.s("pass-refused-card").into_owned()
        }
        GateRefusal::NotOpen => t.s("pass-refused-not-open").into_owned(),
        GateRefusal::AnyPlace => t.s("pass-refused-any-place").into_owned(),
        GateRefusal::RulesNotAccepted => t.s("pass-refused-rules").into_owned(),
        GateRefusal::Suspended(until) => t.named("pass-refused-suspended", t.date_time(until)),
    }
}

/// A day as it is kept, as people say it.
pub(super) fn day(t: Tr, text: &str) -> String {
    Instant::parse(text).map_or_else(|| text.to_owned(), |at| t.date(at))
}

/// An hour as it is kept, as people say it.
pub(super) fn hour(t: Tr, text: &str) -> String {
    let text = format!("{text}:00");
    Instant::parse(&text).map_or(text, |at| t.date_time(at))
}

/// A state with its colour.
pub(super) fn state_word(state: SuspensionState) -> (&'static str, Tone) {
    match state {
        SuspensionState::InForce => (key("suspension-in-force"), Tone::Bad),
        SuspensionState::Appealed => (key("suspension-appealed"), Tone::Warn),
        SuspensionState::Upheld => (key("suspension-upheld"), Tone::Bad),
        SuspensionState::Lifted => (key("suspension-lifted"), Tone::Ok),
        SuspensionState::Ended => (key("suspension-ended"), Tone::Neutral),
    }
}

/// A state as a tag.
pub(super) fn state_tag(t: Tr, state: SuspensionState) -> Tag {
    let (word, tone) = state_word(state);
    Tag::new(t.s(word)).tone(tone)
}

/// States to choose from.
pub(super) fn states(t: Tr) -> Vec<Choice> {
    let all = SuspensionState::ALL.iter();
    all.map(|one| Choice::new(one.as_str(), t.s(state_word(*one).0))).collect()
}

/// What a verb does.
pub(super) fn verb_key(verb: SuspensionVerb) -> &'static str {
    match verb {
        SuspensionVerb::Appeal => key("suspension-act-appeal"),
        SuspensionVerb::Grant => key("suspension-act-grant"),
        SuspensionVerb::Uphold => key("suspension-act-uphold"),
        SuspensionVerb::Lift => key("suspension-act-lift"),
        SuspensionVerb::End => key("suspension-ended"),
    }
}

/// What happened to a suspension.
pub(super) fn event(kind: &str) -> (&'static str, Tone) {
    match kind {
        "suspension.made" => (key("suspension-event-made"), Tone::Bad),
        "suspension.appealed" => (key("suspension-event-appealed"), Tone::Warn),
        "suspension.appeal_granted" => (key("suspension-event-granted"), Tone::Ok),
        "suspension.appeal_refused" => (key("suspension-event-refused"), Tone::Bad),
        "suspension.lifted" => (key("suspension-event-lifted"), Tone::Ok),
        _ => (key("suspension-event-ended"), Tone::Neutral),
    }
}

/// What is wrong with a field.
pub(super) fn told(fault: Fault) -> (&'static str, &'static str) {
    let message = match (fault.field, fault.kind) {
        ("number", FaultKind::Unknown) => key("suspension-error-number"),
        ("number", FaultKind::Taken) => key("suspension-error-taken"),
        ("fact", FaultKind::Missing) => key("suspension-error-fact"),
        ("days", FaultKind::TooMany) => key("suspension-error-days"),
        ("happened_on", FaultKind::Unknown) => key("suspension-error-future"),
        ("hour", _) => key("lines-error-hour"),
        ("tail", _) => key("lines-error-tail"),
        ("purpose", _) => key("lines-error-purpose"),
        ("reason", FaultKind::Missing) => key("lines-error-reason"),
        (_, kind) => fault_key(kind),
    };
    (fault.field, message)
}
