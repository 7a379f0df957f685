//! Message keys of appointments.

use people::record::{Fault, FaultKind, fault_key};
use ui::{Choice, Tone, Tr, key};

use super::super::hours::weekday;
use crate::domain::appointment::{Appointment, AppointmentState, CancelledBy};
use jiff::civil::Date;
use kernel::time::Instant;

/// Name and tone of a state.
pub(super) fn state_word(state: AppointmentState) -> (&'static str, Tone) {
    match state {
        AppointmentState::Held => (key("appointment-state-held"), Tone::Warn),
        AppointmentState::Waiting => (key("appointment-state-waiting"), Tone::Info),
        AppointmentState::Offered => (key("appointment-state-offered"), Tone::Warn),
        AppointmentState::Confirmed => (key("appointment-state-confirmed"), Tone::Ok),
        AppointmentState::Kept => (key("appointment-state-kept"), Tone::Ok),
        AppointmentState::Missed => (key("appointment-state-missed"), Tone::Neutral),
        AppointmentState::Cancelled => (key("appointment-state-cancelled"), Tone::Neutral),
        AppointmentState::Expired => (key("appointment-state-expired"), Tone::Neutral),
    }
}

/// Answers to where it stands.
pub(super) fn states(t: Tr) -> Vec<Choice> {
    let all = AppointmentState::ALL.iter();
    all.map(|state| Choice::new(state.as_str(), t.s(state_word(*state).0))).collect()
}

/// Name and tone of an event.
pub(super) fn event(kind: &str) -> (&'static str, Tone) {
    match kind {
        "appointment.made" => (key("appointment-event-made"), Tone::Info),
        "appointment.told" => (key("appointment-event-told"), Tone::Neutral),
        "appointment.offered" => (key("appointment-event-offered"), Tone::Info),
        "appointment.confirmed" => (key("appointment-event-confirmed"), Tone::Ok),
        "appointment.cleared" => (key("appointment-event-cleared"), Tone::Neutral),
        "appointment.kept" => (key("appointment-event-kept"), Tone::Ok),
        "appointment.missed" => (key("appointment-event-missed"), Tone::Neutral),
        "appointment.cancelled" => (key("appointment-event-cancelled"), Tone::Neutral),
        "appointment.expired" => (key("appointment-event-expired"), Tone::Neutral),
        _ => (key("appointment-event-other"), Tone::Neutral),
    }
}

/// Who gave it up.
pub(super) fn side(by: CancelledBy) -> &'static str {
    match by {
        CancelledBy::Person => key("appointment-by-person"),
        CancelledBy::Provider => key("appointment-by-provider"),
    }
}

/// What is wrong with a field.
pub(super) fn told(fault: Fault) -> (&'static str, &'static str) {
    match (fault.field, fault.kind) {
        ("slot", FaultKind::Full) => ("slot", key("appointment-error-full")),
        ("slot", FaultKind::TooMany) => ("slot", key("appointment-error-line")),
        ("slot", _) => ("slot", key("appointment-error-slot")),
        ("phone", FaultKind::Taken) => ("phone", key("appointment-error-taken")),
        ("", FaultKind::TooLate) => ("", key("appointment-error-late")),
        (field, kind) => (field, fault_key(kind)),
    }
}

/// "Monday, 23 November".
pub(super) fn day_name(t: Tr, day: Date) -> String {
    let date = t.date(Instant::start_of(day));
    let weekday = t.s(weekday(day.weekday()));
    t.a("appointment-day", &[("date", date.into()), ("weekday", weekday.as_ref().into())])
}

/// "09:00–09:30".
pub(super) fn span(t: Tr, from: Instant, until: Instant) -> String {
    format!("{}–{}", t.time(from), t.time(until))
}

/// The day and the time.
pub(super) fn when(t: Tr, one: &Appointment) -> String {
    format!("{} {}", day_name(t, one.starts_at.day()), span(t, one.starts_at, one.ends_at))
}
