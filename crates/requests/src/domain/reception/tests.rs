use kernel::id::Id;

use super::*;

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn new() -> NewReception {
    NewReception {
        host_kind: HostKind::Leader,
        host: "市住建局局长".into(),
        unit_id: UnitId(Id::from_parts(Instant::from_millis(1_000), 1)),
        place: "市民之家三楼".into(),
        topics: "物业、加装电梯".into(),
        starts_at: at("2026-06-10 09:00"),
        ends_at: at("2026-06-10 11:00"),
        slot_minutes: 30,
        slot_capacity: 2,
        booking_until: at("2026-06-09 18:00"),
    }
}

#[test]
fn every_state_of_a_reception_takes_the_verbs_of_the_table() {
    // open, close, hold, cancel
    let table = [
        (ReceptionState::Draft, ["open", "-", "-", "cancelled"]),
        (ReceptionState::Open, ["-", "closed", "held", "cancelled"]),
        (ReceptionState::Closed, ["open", "-", "held", "cancelled"]),
        (ReceptionState::Held, ["-", "-", "-", "-"]),
        (ReceptionState::Cancelled, ["-", "-", "-", "-"]),
    ];
    for (state, row) in table {
        for (verb, wanted) in ReceptionVerb::ALL.iter().zip(row) {
            let got = state.after(*verb).map_or("-", ReceptionState::as_str);
            assert_eq!(got, wanted, "{state} {verb}");
        }
    }
}

#[test]
fn every_state_of_a_booking_takes_the_verbs_of_the_table() {
    // cancel, attend, miss
    let table = [
        (BookingState::Booked, ["cancelled", "attended", "missed"]),
        (BookingState::Cancelled, ["-", "-", "-"]),
        (BookingState::Attended, ["-", "-", "-"]),
        (BookingState::Missed, ["-", "attended", "-"]),
    ];
    for (state, row) in table {
        for (verb, wanted) in BookingVerb::ALL.iter().zip(row) {
            let got = state.after(*verb).map_or("-", BookingState::as_str);
            assert_eq!(got, wanted, "{state} {verb}");
        }
    }
}

#[test]
fn slots_fill_the_day_and_a_rest_is_left_out() {
    let times: Vec<_> = new().slot_times().collect();
    assert_eq!(times.len(), 4);
    assert_eq!(times[3], (at("2026-06-10 10:30"), at("2026-06-10 11:00")));
    let odd = NewReception { slot_minutes: 50, ..new() };
    assert_eq!(odd.slot_times().count(), 2);
}

#[test]
fn a_reception_is_checked() {
    let now = at("2026-06-01 09:00");
    let fault = |change: fn(&mut NewReception)| {
        let mut reception = new();
        change(&mut reception);
        reception.check(now).err().map(|fault| fault.field)
    };
    assert_eq!(fault(|_| ()), None);
    assert_eq!(fault(|r| r.host.clear()), Some("host"));
    assert_eq!(fault(|r| r.starts_at = at("2026-05-01 09:00")), Some("starts_at"));
    assert_eq!(fault(|r| r.ends_at = at("2026-06-10 09:10")), Some("ends_at"));
    assert_eq!(fault(|r| r.slot_minutes = 1), Some("slot_minutes"));
    assert_eq!(fault(|r| r.slot_capacity = 0), Some("slot_capacity"));
    assert_eq!(fault(|r| r.booking_until = at("2026-06-10 09:01")), Some("booking_until"));
}
