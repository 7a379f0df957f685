//! Names of what a reception is and where it stands.

use ui::{Choice, Tone, Tr, key};

use crate::domain::reception::{BookingState, HostKind, Reception, ReceptionState};

pub(super) fn state_key(state: ReceptionState) -> &'static str {
    match state {
        ReceptionState::Draft => key("reception-state-draft"),
        ReceptionState::Open => key("reception-state-open"),
        ReceptionState::Closed => key("reception-state-closed"),
        ReceptionState::Held => key("reception-state-held"),
        ReceptionState::Cancelled => key("reception-state-cancelled"),
    }
}

pub(super) fn state_tone(state: ReceptionState) -> Tone {
    match state {
        ReceptionState::Draft => Tone::Neutral,
        ReceptionState::Open => Tone::Ok,
        ReceptionState::Closed => Tone::Info,
        ReceptionState::Held => Tone::Neutral,
        ReceptionState::Cancelled => Tone::Bad,
    }
}

pub(in crate::web) fn host_key(kind: HostKind) -> &'static str {
    match kind {
        HostKind::Leader => key("reception-host-leader"),
        HostKind::Member => key("reception-host-member"),
        HostKind::Deputy => key("reception-host-deputy"),
        HostKind::Secretary => key("reception-host-secretary"),
    }
}

pub(in crate::web) fn booking_key(state: BookingState) -> &'static str {
    match state {
        BookingState::Booked => key("booking-state-booked"),
        BookingState::Cancelled => key("booking-state-cancelled"),
        BookingState::Attended => key("booking-state-attended"),
        BookingState::Missed => key("booking-state-missed"),
    }
}

pub(in crate::web) fn booking_tone(state: BookingState) -> Tone {
    match state {
        BookingState::Booked => Tone::Info,
        BookingState::Attended => Tone::Ok,
        BookingState::Missed => Tone::Warn,
        BookingState::Cancelled => Tone::Neutral,
    }
}

pub(super) fn states(t: Tr) -> Vec<Choice> {
    let word = |state: &ReceptionState| Choice::new(state.as_str(), t.s(state_key(*state)));
    ReceptionState::ALL.iter().map(word).collect()
}

pub(super) fn hosts(t: Tr) -> Vec<Choice> {
    let word = |kind: &HostKind| Choice::new(kind.as_str(), t.s(host_key(*kind)));
    HostKind::ALL.iter().map(word).collect()
}

/// "6月10日 09:00–11:00"
pub(in crate::web) fn when(t: Tr, reception: &Reception) -> String {
    format!("{}–{}", t.date_time(reception.starts_at), t.time(reception.ends_at))
}

/// Words and tone of an event.
pub(super) fn event(kind: &str) -> (&'static str, Tone) {
    match kind {
        "reception.prepared" => (key("event-reception-prepared"), Tone::Info),
        "reception.opened" => (key("event-reception-opened"), Tone::Ok),
        "reception.closed" => (key("event-reception-closed"), Tone::Neutral),
        "reception.held" => (key("event-reception-held"), Tone::Ok),
        "reception.cancelled" => (key("event-reception-cancelled"), Tone::Bad),
        "booking.made" => (key("event-booking-made"), Tone::Info),
        "booking.cancelled" => (key("event-booking-cancelled"), Tone::Neutral),
        "booking.attended" => (key("event-booking-attended"), Tone::Ok),
        "booking.missed" => (key("event-booking-missed"), Tone::Warn),
        _ => (key("event-other"), Tone::Neutral),
    }
}
