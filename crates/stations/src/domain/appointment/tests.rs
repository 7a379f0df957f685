//! Every state with every verb, and what a step asks for.

use kernel::time::HOUR_US;

use super::*;

fn at(text: &str) -> Instant {
    Instant::parse(text).expect("a time")
}

fn appointment(state: AppointmentState) -> Appointment {
    Appointment {
        id: AppointmentId(Id::from_parts(Instant::from_millis(1_000), 1)),
        version: 1,
        state,
        calendar_id: "law".into(),
        starts_at: at("2026-11-24 09:00:00"),
        ends_at: at("2026-11-24 09:30:00"),
        submission_key: "k".into(),
        appointment_no: "FW202611240001".into(),
        code_tag: String::new(),
        requester_ref: None,
        topic: String::new(),
        adverse: String::new(),
        clearance: Clearance::Open,
        held_until: Some(at("2026-11-24 09:10:00")),
        cancelled_by: None,
        reason: String::new(),
        made_at: at("2026-11-23 09:00:00"),
        reminded_at: None,
    }
}

fn details() -> Details {
    Details { requester_ref: None, topic: "工资".into(), adverse: "某平台".into() }
}

fn cancel(by: CancelledBy, reason: &str) -> AppointmentStep {
    AppointmentStep::Cancel { by, reason: reason.into(), cancel_minutes: 60 }
}

fn steps() -> Vec<AppointmentStep> {
    vec![
        AppointmentStep::Tell(details()),
        AppointmentStep::Offer(at("2026-11-24 09:20:00")),
        AppointmentStep::Confirm(Some(details())),
        AppointmentStep::Clear,
        AppointmentStep::Keep,
        AppointmentStep::Miss,
        cancel(CancelledBy::Provider, "讲师生病"),
        AppointmentStep::Expire,
    ]
}

#[test]
fn every_state_meets_every_verb_as_the_table_says() {
    use AppointmentState as S;
    use AppointmentVerb as V;
    let table = [
        (S::Held, V::Confirm, S::Confirmed),
        (S::Held, V::Cancel, S::Cancelled),
        (S::Held, V::Expire, S::Expired),
        (S::Waiting, V::Tell, S::Waiting),
        (S::Waiting, V::Offer, S::Offered),
        (S::Waiting, V::Cancel, S::Cancelled),
        (S::Waiting, V::Expire, S::Expired),
        (S::Offered, V::Confirm, S::Confirmed),
        (S::Offered, V::Cancel, S::Cancelled),
        (S::Offered, V::Expire, S::Expired),
        (S::Confirmed, V::Clear, S::Confirmed),
        (S::Confirmed, V::Keep, S::Kept),
        (S::Confirmed, V::Miss, S::Missed),
        (S::Confirmed, V::Cancel, S::Cancelled),
        (S::Missed, V::Keep, S::Kept),
    ];
    for &state in S::ALL {
        for step in steps() {
            let verb = step.verb();
            let now =
                if verb == V::Confirm { "2026-11-24 09:05:00" } else { "2026-11-24 09:10:00" };
            let row = table.iter().find(|(from, by, _)| (*from, *by) == (state, verb));
            let want = row.map(|(_, _, to)| *to).ok_or(Fault::not_now());
            let got = decide(&appointment(state), &step, at(now)).map(|after| after.state);
            assert_eq!(got, want, "{state} {verb}");
        }
    }
}

#[test]
fn times_and_words_are_asked_for() {
    let fault = |field, kind| Some(Fault::new(field, kind));
    let silent = Details { adverse: " ".into(), ..details() };
    let (held, waiting) = (AppointmentState::Held, AppointmentState::Waiting);
    let confirmed = AppointmentState::Confirmed;
    let person = || cancel(CancelledBy::Person, "");
    let cases = [
        (held, "09:09:59", AppointmentStep::Confirm(Some(details())), None),
        (held, "09:10:00", AppointmentStep::Confirm(None), fault("", FaultKind::TooLate)),
        (
            held,
            "09:00:00",
            AppointmentStep::Confirm(Some(silent)),
            fault("adverse", FaultKind::Missing),
        ),
        (held, "09:09:59", AppointmentStep::Expire, Some(Fault::not_now())),
        (held, "09:10:00", AppointmentStep::Expire, None),
        (waiting, "08:59:59", AppointmentStep::Expire, Some(Fault::not_now())),
        (waiting, "09:00:00", AppointmentStep::Expire, None),
        (confirmed, "08:59:59", AppointmentStep::Miss, Some(Fault::not_now())),
        (confirmed, "00:00:00", AppointmentStep::Keep, None),
        (confirmed, "08:00:00", person(), None),
        (confirmed, "08:00:01", person(), fault("", FaultKind::TooLate)),
        (held, "08:30:00", person(), None),
        (
            confirmed,
            "08:59:00",
            cancel(CancelledBy::Provider, " "),
            fault("reason", FaultKind::Missing),
        ),
    ];
    for (state, time, step, want) in cases {
        let now = at(&format!("2026-11-24 {time}"));
        assert_eq!(decide(&appointment(state), &step, now).err(), want, "{state} {time} {step:?}");
    }
    let early = at("2026-11-23 23:59:59");
    let kept = decide(&appointment(confirmed), &AppointmentStep::Keep, early);
    assert_eq!(kept, Err(Fault::not_now()), "not the day before");
}

#[test]
fn a_seat_is_taken_exactly_while_somebody_may_sit_on_it() {
    for &state in AppointmentState::ALL {
        let frees = matches!(
            state,
            AppointmentState::Waiting | AppointmentState::Cancelled | AppointmentState::Expired
        );
        assert_eq!(state.has_seat(), !frees, "{state}");
    }
    let offered = appointment(AppointmentState::Offered);
    assert!(
        offered.can_be_given_up(offered.starts_at.plus(HOUR_US), 60),
        "an offer may be declined"
    );
}
