use jiff::civil::{Date, DateTime};

use super::*;
use crate::counting::LimitUnit::{Hour, Minute, Month, NaturalDay, WorkingDay};

fn at(text: &str) -> Instant {
    Instant::from_beijing(text.parse::<DateTime>().expect("a date and time"))
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn started(text: &str, amount: u32, unit: crate::counting::LimitUnit) -> ClockEvent {
    ClockEvent::Started { at: at(text), limit: Limit::new(amount, unit) }
}

fn paused(text: &str) -> ClockEvent {
    ClockEvent::Paused { at: at(text), reason: PauseReason::NeedInfo }
}

fn resumed(text: &str) -> ClockEvent {
    ClockEvent::Resumed { at: at(text) }
}

fn extended(text: &str, amount: u32, unit: crate::counting::LimitUnit) -> ClockEvent {
    ClockEvent::Extended { at: at(text), by: Limit::new(amount, unit) }
}

fn stopped(text: &str) -> ClockEvent {
    ClockEvent::Stopped { at: at(text) }
}

fn replay(events: &[ClockEvent], now: &str) -> Result<ClockView, ClockFault> {
    ClockView::replay(
        events,
        at(now),
        WorkCalendar::built_in(),
        &CountingRule::default(),
        &WarningShares::default(),
    )
}

fn view(events: &[ClockEvent], now: &str) -> ClockView {
    replay(events, now).expect("a possible history")
}

/// Five working days from a Monday in a month without holidays.
fn five_days() -> ClockEvent {
    started("2026-03-02T10:00", 5, WorkingDay)
}

fn two_hours() -> ClockEvent {
    started("2026-03-02T10:00", 2, Hour)
}

/// The due time of a history as its last event happens.
fn check_due(events: &[ClockEvent], due: &str) {
    let now = events.last().map_or(Instant::default(), ClockEvent::at);
    let (rule, shares) = (CountingRule::default(), WarningShares::default());
    let shown = ClockView::replay(events, now, WorkCalendar::built_in(), &rule, &shares);
    assert_eq!(shown.map(|view| view.due.at), Ok(at(due)), "{events:?}");
}

#[test]
fn a_pause_takes_out_the_days_on_which_the_clock_stands_still_at_midnight() {
    for (from, until, due) in [
        ("2026-03-03T09:00", "2026-03-03T23:59", "2026-03-10T00:00"),
        ("2026-03-03T23:59", "2026-03-04T00:01", "2026-03-11T00:00"),
        ("2026-03-04T00:00", "2026-03-05T00:00", "2026-03-11T00:00"),
        ("2026-03-07T01:00", "2026-03-08T23:00", "2026-03-10T00:00"),
        ("2026-03-09T20:00", "2026-03-10T08:00", "2026-03-11T00:00"),
        ("2026-03-10T00:00", "2026-03-12T08:00", "2026-03-10T00:00"),
    ] {
        check_due(&[five_days(), paused(from), resumed(until)], due);
    }
    check_due(&[five_days()], "2026-03-10T00:00");
}

#[test]
fn a_pause_moves_hours_by_its_own_length() {
    check_due(&[two_hours()], "2026-03-02T12:00");
    let (before, after) = (paused("2026-03-02T11:00"), paused("2026-03-02T12:00"));
    let end = resumed("2026-03-04T11:30");
    check_due(&[two_hours(), before, end], "2026-03-04T12:30");
    check_due(&[two_hours(), after, end], "2026-03-02T12:00");
}

#[test]
fn an_extension_in_another_unit_is_counted_on_from_the_due_time() {
    for (amount, unit, due) in [
        (3, WorkingDay, "2026-03-13T00:00"),
        (36, Hour, "2026-03-11T12:00"),
        (3, NaturalDay, "2026-03-13T00:00"),
    ] {
        check_due(&[five_days(), extended("2026-03-06T10:00", amount, unit)], due);
    }
    check_due(&[two_hours(), extended("2026-03-02T11:00", 1, Month)], "2026-04-03T00:00");
}

#[test]
fn only_a_corrected_limit_and_a_reopening_count_anew() {
    let handed_on = at("2026-03-04T10:00");
    let unit = Id::from_parts(handed_on, 7);
    check_due(&[five_days(), ClockEvent::Reassigned { at: handed_on, unit }], "2026-03-10T00:00");
    let limit = Limit::new(3, WorkingDay);
    let relimited = ClockEvent::Relimited { at: at("2026-03-04T10:00"), limit };
    check_due(&[five_days(), extended("2026-03-03T10:00", 9, Hour), relimited], "2026-03-06T00:00");
    let reopened = ClockEvent::Reopened { at: at("2026-03-06T10:00"), limit };
    check_due(&[five_days(), stopped("2026-03-05T10:00"), reopened], "2026-03-12T00:00");
}

#[test]
fn a_petition_over_spring_festival_ends_after_it() {
    let petition = started("2026-02-01T10:00", 15, NaturalDay);
    check_due(&[petition], "2026-02-25T00:00");
    let (hearing, end) = (paused("2026-02-03T10:00"), resumed("2026-02-04T10:00"));
    check_due(&[petition, hearing, end], "2026-02-25T00:00");
}

#[test]
fn a_paused_clock_shows_the_due_time_of_a_resumption_now() {
    let hours = [started("2026-03-02T10:00", 2, Hour), paused("2026-03-02T11:00")];
    assert_eq!(view(&hours, "2026-03-05T11:00").due.at, at("2026-03-05T12:00"));
    assert_eq!(view(&hours, "2026-03-05T11:00").paused_us, 72 * crate::time::HOUR_US);
    let days = [started("2026-03-02T10:00", 2, WorkingDay), paused("2026-03-03T11:00")];
    assert_eq!(view(&days, "2026-03-03T18:00").due.last_day, day("2026-03-04"));
    assert_eq!(view(&days, "2026-03-04T00:00").due.last_day, day("2026-03-05"));
    assert_eq!(view(&days, "2026-03-09T09:00").due.last_day, day("2026-03-10"));
    assert!(!view(&days, "2026-03-09T09:00").is_overdue);
}

#[test]
fn the_light_turns_yellow_at_half_and_red_at_four_fifths() {
    use WarningLevel::{Green, Red, Yellow};
    let hours = [started("2026-03-02T10:00", 10, Hour)];
    let days = [started("2026-03-02T10:00", 5, WorkingDay)];
    for (events, now, permille, light, overdue) in [
        (&hours, "2026-03-02T10:00", 0, Green, false),
        (&hours, "2026-03-02T14:59:59", 499, Green, false),
        (&hours, "2026-03-02T15:00", 500, Yellow, false),
        (&hours, "2026-03-02T18:00", 800, Red, false),
        (&hours, "2026-03-02T19:59:59", 999, Red, false),
        (&hours, "2026-03-02T20:00", 1000, Red, true),
        (&days, "2026-03-03T00:00", 0, Green, false),
        (&days, "2026-03-04T00:00", 200, Green, false),
        (&days, "2026-03-05T12:00", 500, Yellow, false),
        // Friday is used up; the weekend uses nothing.
        (&days, "2026-03-07T00:00", 800, Red, false),
        (&days, "2026-03-08T20:00", 800, Red, false),
        (&days, "2026-03-09T23:59:59", 999, Red, false),
        (&days, "2026-03-10T00:00", 1000, Red, true),
    ] {
        let view = view(events, now);
        assert_eq!(
            (view.elapsed_permille, view.warning, view.is_overdue),
            (permille, light, overdue),
            "{now}"
        );
    }
}

#[test]
fn what_was_used_of_a_day_is_not_given_back_by_a_pause_over_night() {
    let one = started("2026-03-02T10:00", 1, WorkingDay);
    let over_night = [one, paused("2026-03-03T18:00"), resumed("2026-03-04T09:00")];
    assert_eq!(view(&over_night[..2], "2026-03-03T18:00").elapsed_permille, 750);
    assert_eq!(view(&over_night[..2], "2026-03-04T08:00").elapsed_permille, 750);
    assert_eq!(view(&over_night, "2026-03-04T09:00").elapsed_permille, 750);
    assert_eq!(view(&over_night, "2026-03-04T21:00").elapsed_permille, 875);
}

#[test]
fn a_stopped_clock_keeps_what_it_showed() {
    let in_time = [started("2026-03-02T10:00", 2, Hour), stopped("2026-03-02T11:59:59")];
    let late = [started("2026-03-02T10:00", 2, Hour), stopped("2026-03-02T12:00")];
    let now = "2026-05-01T00:00";
    assert_eq!(
        view(&in_time, now).state,
        ClockState::Stopped { at: at("2026-03-02T11:59:59"), met: true }
    );
    assert_eq!(view(&in_time, now).warning, WarningLevel::Green);
    assert_eq!(view(&in_time, now).elapsed_permille, 999);
    assert_eq!(view(&late, now).met(), Some(false), "24:00, or the end of the hour, is too late");
    assert_eq!(view(&late, now).warning, WarningLevel::Red);
    let while_paused = [
        started("2026-03-02T10:00", 2, Hour),
        paused("2026-03-02T11:00"),
        stopped("2026-03-04T11:00"),
    ];
    assert_eq!(view(&while_paused, now).met(), Some(true));
    assert_eq!(view(&while_paused, now).due.at, at("2026-03-04T12:00"));
    assert_eq!(view(&while_paused, now).elapsed_permille, 500);
}

#[test]
fn an_extension_after_the_due_time_counts_and_is_marked() {
    let start = started("2026-03-02T10:00", 2, Hour);
    let late = view(&[start, extended("2026-03-02T12:00", 2, Hour)], "2026-03-02T12:30");
    assert!(late.extended_late && !late.is_overdue);
    let early = view(&[start, extended("2026-03-02T11:59", 2, Hour)], "2026-03-02T12:30");
    assert!(!early.extended_late && !early.is_overdue);
    assert_eq!(early.limit, Limit::new(4, Hour));
}

#[test]
fn handing_on_and_reopening_are_counted() {
    let unit = Id::from_parts(at("2026-03-02T10:00"), 9);
    let events = [
        started("2026-03-02T10:00", 30, Minute),
        ClockEvent::Reassigned { at: at("2026-03-02T10:05"), unit },
        stopped("2026-03-02T10:20"),
        ClockEvent::Reopened { at: at("2026-03-03T10:00"), limit: Limit::new(3, WorkingDay) },
    ];
    let view = view(&events, "2026-03-03T10:00");
    assert_eq!((view.hop_count, view.reopen_count, view.unit), (1, 1, Some(unit)));
    assert_eq!((view.started, view.state), (at("2026-03-03T10:00"), ClockState::Running));
}

#[test]
fn a_now_before_the_last_event_is_taken_as_that_event() {
    let events = [started("2026-03-02T10:00", 2, Hour), paused("2026-03-02T11:00")];
    assert_eq!(view(&events, "2026-03-02T10:59"), view(&events, "2026-03-02T11:00"));
}

#[test]
fn an_impossible_history_is_named_by_its_event() {
    use ClockFaultKind::*;
    let start = started("2026-03-02T10:00", 2, Hour);
    let reopened = ClockEvent::Reopened { at: at("2026-03-02T13:00"), limit: Limit::new(1, Hour) };
    for (events, index, kind) in [
        (vec![], 0, NotStarted),
        (vec![stopped("2026-03-02T10:00")], 0, NotStarted),
        (vec![start, start], 1, StartedTwice),
        (vec![start, stopped("2026-03-02T09:59")], 1, OutOfOrder),
        (vec![start, paused("2026-03-02T10:10"), paused("2026-03-02T10:20")], 2, AlreadyPaused),
        (vec![start, resumed("2026-03-02T10:10")], 1, NotPaused),
        (
            vec![
                start,
                paused("2026-03-02T10:10"),
                resumed("2026-03-02T10:20"),
                resumed("2026-03-02T10:30"),
            ],
            3,
            NotPaused,
        ),
        (vec![start, stopped("2026-03-02T10:10"), stopped("2026-03-02T10:20")], 2, AlreadyStopped),
        (
            vec![start, stopped("2026-03-02T10:10"), extended("2026-03-02T10:20", 1, Hour)],
            2,
            AlreadyStopped,
        ),
        (vec![start, stopped("2026-03-02T10:10"), paused("2026-03-02T10:20")], 2, AlreadyStopped),
        (vec![start, reopened], 1, NotStopped),
    ] {
        assert_eq!(
            replay(&events, "2026-03-03T10:00"),
            Err(ClockFault { index, kind }),
            "{events:?}"
        );
    }
}

#[test]
fn a_pause_needs_a_running_clock_a_policy_and_a_first_time() {
    use PauseReason::{Deferral, Hearing, NeedInfo};
    let start = started("2026-03-02T10:00", 5, WorkingDay);
    let policy = [NeedInfo, Hearing];
    let fresh = view(&[start], "2026-03-02T11:00");
    assert_eq!(fresh.may_pause(NeedInfo, &policy), Ok(()));
    assert_eq!(fresh.may_pause(Deferral, &policy), Err(PauseRefused::NotInPolicy));
    let asked = view(&[start, paused("2026-03-02T12:00")], "2026-03-02T13:00");
    assert_eq!(asked.may_pause(Hearing, &policy), Err(PauseRefused::NotRunning));
    let answered =
        view(&[start, paused("2026-03-02T12:00"), resumed("2026-03-02T13:00")], "2026-03-02T14:00");
    assert_eq!(answered.may_pause(NeedInfo, &policy), Err(PauseRefused::AlreadyUsed));
    assert_eq!(answered.may_pause(Hearing, &policy), Ok(()));
    assert_eq!(
        view(&[start, stopped("2026-03-02T12:00")], "2026-03-02T14:00")
            .may_pause(NeedInfo, &policy),
        Err(PauseRefused::NotRunning)
    );
}

#[test]
fn a_history_survives_json() {
    let events = vec![
        started("2026-03-02T10:00", 5, WorkingDay),
        paused("2026-03-02T12:00"),
        resumed("2026-03-02T13:00"),
    ];
    let json = serde_json::to_string(&events).expect("events are plain data");
    assert!(json.starts_with(r#"[{"event":"started","at":"#), "{json}");
    assert_eq!(serde_json::from_str::<Vec<ClockEvent>>(&json).ok(), Some(events));
    for reason in PauseReason::ALL {
        assert_eq!(
            serde_json::to_value(reason).ok(),
            Some(reason.as_str().into()),
            "one name everywhere"
        );
    }
    for unit in crate::counting::LimitUnit::ALL {
        assert_eq!(
            serde_json::to_value(unit).ok(),
            Some(unit.as_str().into()),
            "one name everywhere"
        );
    }
}
