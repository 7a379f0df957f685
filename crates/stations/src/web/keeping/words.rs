//! Words of keeping, in the reader's language.

use kernel::time::Instant;
use people::record::{Fault, FaultKind, fault_key};
use ui::{Choice, Tag, Tone, Tr, key};

use crate::app::error::ActError;
use crate::domain::facility::FacilityState;
use crate::domain::words::{
    CorrectedField, CorrectionState, FacilityKind, FaultState, LiveWord, SpecialState, VisitKind,
};

/// The name of a kind of visit.
pub(crate) fn visit(kind: VisitKind) -> &'static str {
    match kind {
        VisitKind::Rest => key("visit-rest"),
        VisitKind::Water => key("visit-water"),
        VisitKind::Meal => key("visit-meal"),
        VisitKind::Power => key("visit-power"),
        VisitKind::Toilet => key("visit-toilet"),
        VisitKind::Help => key("visit-help"),
        VisitKind::Missing => key("visit-missing"),
    }
}

pub(super) fn fault(state: FaultState) -> (&'static str, Tone) {
    match state {
        FaultState::Reported => (key("fault-state-reported"), Tone::Warn),
        FaultState::Open => (key("fault-state-open"), Tone::Info),
        FaultState::Fixed => (key("fault-state-fixed"), Tone::Ok),
        FaultState::Withdrawn => (key("fault-state-withdrawn"), Tone::Neutral),
    }
}

pub(super) fn correction(state: CorrectionState) -> (&'static str, Tone) {
    match state {
        CorrectionState::Proposed => (key("correction-proposed"), Tone::Warn),
        CorrectionState::Accepted => (key("correction-accepted"), Tone::Ok),
        CorrectionState::Declined => (key("correction-declined"), Tone::Neutral),
    }
}

/// The name of a field that can be corrected.
pub(crate) fn field(field: CorrectedField) -> &'static str {
    match field {
        CorrectedField::Phone => key("correction-phone"),
        CorrectedField::Hours => key("correction-hours"),
        CorrectedField::Entrance => key("correction-entrance"),
        CorrectedField::Other => key("correction-other"),
    }
}

pub(super) fn special(state: SpecialState) -> &'static str {
    match state {
        SpecialState::Open => key("special-open"),
        SpecialState::Closed => key("special-closed"),
    }
}

pub(super) fn specials(t: Tr) -> Vec<Choice> {
    let states = SpecialState::ALL.iter();
    states.map(|state| Choice::new(state.as_str(), t.s(special(*state)))).collect()
}

/// What a keeper may say of a facility: it can be used, is used up, is broken.
pub(super) const SAID: [(LiveWord, &str); 3] = [
    (LiveWord::Free, key("keeping-free")),
    (LiveWord::Full, key("keeping-full")),
    (LiveWord::Broken, key("keeping-broken")),
];

/// Whether a kind is told by its number.
pub(super) fn is_counted(kind: FacilityKind) -> bool {
    matches!(
        kind,
        FacilityKind::Seats
            | FacilityKind::PhoneCharging
            | FacilityKind::Swap
            | FacilityKind::RainGear
            | FacilityKind::Lockers
            | FacilityKind::Parking
            | FacilityKind::Meals
            | FacilityKind::Beds
    )
}

/// What holds of a facility now, and its age in words.
pub(super) fn standing(t: Tr, state: Option<&FacilityState>, now: Instant) -> (Tag, String) {
    let word = state.map_or(LiveWord::Unknown, |state| state.at(now));
    let label = t.s(crate::web::words::live(word));
    let count = state.filter(|state| state.at(now) != LiveWord::Unknown);
    let label = match count.and_then(|state| state.report.free) {
        Some(free) => format!("{label} {}", t.number(free)),
        None => label.into_owned(),
    };
    let age = state.map(|state| t.ago(state.report.reported_at, now)).unwrap_or_default();
    (Tag::new(label).tone(crate::web::words::live_tone(word)), age)
}

/// Why something was not done, as the message of a field; other faults lead to a page.
pub(super) fn field_fault(error: ActError) -> Result<(&'static str, &'static str), ActError> {
    match error {
        ActError::Fault(Fault { field, kind }) => Ok((field, fault_key(kind))),
        ActError::Stale => Ok(("", key("record-stale"))),
        other => Err(other),
    }
}

/// The same for a fault of the form as a whole.
pub(super) fn not_now() -> ActError {
    ActError::Fault(Fault::new("", FaultKind::NotNow))
}
