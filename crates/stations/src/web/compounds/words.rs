//! The words of friendly compounds.

use people::record::{Fault, FaultKind, fault_key};
use ui::{Choice, Tag, Tone, Tr, key};

use crate::domain::compound::{CompoundStatus, CompoundVerb};

/// A status with its colour.
pub(super) fn status_word(status: CompoundStatus) -> (&'static str, Tone) {
    match status {
        CompoundStatus::Planned => (key("compound-planned"), Tone::Info),
        CompoundStatus::Open => (key("compound-open"), Tone::Ok),
        CompoundStatus::Suspended => (key("compound-suspended"), Tone::Warn),
        CompoundStatus::Closed => (key("compound-closed"), Tone::Neutral),
    }
}

/// A status as a tag.
pub(crate) fn status_tag(t: Tr, status: CompoundStatus) -> Tag {
    let (word, tone) = status_word(status);
    Tag::new(t.s(word)).tone(tone)
}

/// Statuses to choose from.
pub(super) fn statuses(t: Tr) -> Vec<Choice> {
    let all = CompoundStatus::ALL.iter();
    all.map(|one| Choice::new(one.as_str(), t.s(status_word(*one).0))).collect()
}

/// What a verb does.
pub(super) fn verb_key(verb: CompoundVerb) -> &'static str {
    match verb {
        CompoundVerb::Open => key("compound-act-open"),
        CompoundVerb::Suspend => key("compound-act-suspend"),
        CompoundVerb::Resume => key("compound-act-resume"),
        CompoundVerb::Close => key("compound-act-close"),
        CompoundVerb::Plan => key("compound-act-plan"),
    }
}

/// What a verb means for those who come.
pub(super) fn verb_hint(verb: CompoundVerb) -> &'static str {
    match verb {
        CompoundVerb::Open | CompoundVerb::Resume => key("compound-act-open-hint"),
        CompoundVerb::Suspend => key("compound-act-suspend-hint"),
        CompoundVerb::Close => key("compound-act-close-hint"),
        CompoundVerb::Plan => key("compound-act-plan-hint"),
    }
}

/// What is wrong with a field.
pub(super) fn told(fault: Fault) -> (&'static str, &'static str) {
    let message = match (fault.field, fault.kind) {
        ("compound", FaultKind::Unknown) => key("compound-error-compound"),
        ("compound", FaultKind::Taken) => key("compound-error-taken"),
        ("compound", FaultKind::NotAllowed) => key("compound-error-region"),
        ("step", FaultKind::NotAllowed) => key("compound-error-not-whole"),
        ("id", _) => key("compound-error-gate-id"),
        ("lon", FaultKind::NotAllowed) => key("compound-error-far"),
        ("lon", _) => key("compound-error-point"),
        ("hours", _) => key("compound-error-hours"),
        ("gate", FaultKind::NotAllowed) => key("compound-error-gate-used"),
        ("gate", FaultKind::NotNow) => key("compound-error-gate-last"),
        ("valid_from", FaultKind::TooLate) => key("compound-error-past"),
        ("version", FaultKind::Taken) => key("compound-error-version"),
        ("valid_to", FaultKind::NotAllowed) => key("compound-error-turned"),
        ("verifier", _) => key("compound-error-verifier"),
        (_, kind) => fault_key(kind),
    };
    // What belongs to an act without fields is told above all of them.
    let field = if matches!(fault.field, "step" | "gate") { "" } else { fault.field };
    (field, message)
}
