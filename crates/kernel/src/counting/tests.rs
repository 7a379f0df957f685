use jiff::civil::{Date, date};

use super::*;
use crate::time::DAY_US;

const WEEKEND_MOVES: CountingRule = CountingRule { weekend_extends: true };
const WEEKEND_STAYS: CountingRule = CountingRule { weekend_extends: false };

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Counts from several moments of the start day: the moment must not matter.
fn check(start: &str, amount: u32, unit: LimitUnit, want: &str) {
    check_with(start, amount, unit, &WEEKEND_MOVES, want);
}

fn check_with(start: &str, amount: u32, unit: LimitUnit, rule: &CountingRule, want: &str) {
    let midnight = Instant::start_of(day(start));
    for offset in [0, 9 * HOUR_US, DAY_US - 1] {
        let got =
            due(midnight.plus(offset), Limit::new(amount, unit), WorkCalendar::built_in(), rule);
        assert_eq!(got.last_day, day(want), "{start} + {amount} {unit:?}");
        assert_eq!(got.at, Instant::end_of(day(want)), "{start} + {amount} {unit:?}");
    }
}

#[test]
fn working_days_follow_the_notices() {
    use LimitUnit::WorkingDay;
    for (start, amount, want) in [
        ("2025-12-31", 1, "2026-01-04"),
        ("2025-12-31", 5, "2026-01-08"),
        ("2025-01-27", 5, "2025-02-10"),
        ("2025-09-28", 3, "2025-10-09"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2026-02-12", 2, "2026-02-14"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-14", 3, "2026-02-26"),
        ("2026-04-03", 1, "2026-04-07"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-06-18", 3, "2026-06-24"),
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-24", 2, "2026-09-29"),
        ("2026-09-30", 5, "2026-10-13"),
    ] {
        check(start, amount, WorkingDay, want);
        check_with(start, amount, WorkingDay, &WEEKEND_STAYS, want);
    }
}

#[test]
fn natural_days_end_after_the_holiday_they_would_end_in() {
    use LimitUnit::NaturalDay;
    check("2026-02-01", 15, NaturalDay, "2026-02-24");
    check("2026-09-20", 15, NaturalDay, "2026-10-08");
    check("2026-03-01", 60, NaturalDay, "2026-04-30");
    check("2026-03-01", 90, NaturalDay, "2026-06-01");
}

#[test]
fn an_ordinary_weekend_moves_the_last_day_only_where_the_pack_says_so() {
    use LimitUnit::NaturalDay;
    check_with("2026-03-01", 90, NaturalDay, &WEEKEND_STAYS, "2026-05-30");
    check_with("2026-02-01", 15, NaturalDay, &WEEKEND_STAYS, "2026-02-24");
    // 2019-04-05 is the only day the notice gives for 清明; the weekend after it is an ordinary one.
    check_with("2019-04-04", 1, NaturalDay, &WEEKEND_STAYS, "2019-04-06");
    check_with("2019-04-04", 1, NaturalDay, &WEEKEND_MOVES, "2019-04-08");
    check("2026-02-13", 1, NaturalDay, "2026-02-14");
}

#[test]
fn a_month_ends_on_the_corresponding_day_or_the_months_end() {
    use LimitUnit::Month;
    check("2026-01-31", 1, Month, "2026-02-28");
    check("2025-01-31", 1, Month, "2025-02-28");
    check("2024-01-31", 1, Month, "2024-02-29");
    check("2026-03-10", 1, Month, "2026-04-10");
    check("2026-03-10", 12, Month, "2027-03-10");
    check("2026-09-01", 1, Month, "2026-10-08");
    check_with("2026-01-31", 3, Month, &WEEKEND_STAYS, "2026-04-30");
}

#[test]
fn minutes_and_hours_run_from_the_moment_on_any_day() {
    let calendar = WorkCalendar::built_in();
    let new_year = Instant::from_beijing(date(2026, 2, 16).at(23, 50, 0, 0));
    for (limit, want) in [
        (Limit::new(15, LimitUnit::Minute), date(2026, 2, 17).at(0, 5, 0, 0)),
        (Limit::new(2, LimitUnit::Hour), date(2026, 2, 17).at(1, 50, 0, 0)),
        (Limit::new(24, LimitUnit::Hour), date(2026, 2, 17).at(23, 50, 0, 0)),
    ] {
        let got = due(new_year, limit, calendar, &WEEKEND_MOVES);
        assert_eq!(got.at, Instant::from_beijing(want), "{limit:?}");
        assert_eq!(got.last_day, date(2026, 2, 17));
        assert!(!got.crosses_provisional);
    }
    let midnight = due(new_year, Limit::new(10, LimitUnit::Minute), calendar, &WEEKEND_MOVES);
    assert_eq!(midnight.last_day, date(2026, 2, 16), "00:00 is the end of the day before");
}

#[test]
fn a_due_day_that_a_coming_notice_may_move_says_so() {
    use LimitUnit::{Hour, Month, NaturalDay, WorkingDay};
    let calendar = WorkCalendar::built_in();
    for (start, limit, want) in [
        ("2026-12-01", Limit::new(5, WorkingDay), false),
        ("2026-12-18", Limit::new(4, WorkingDay), false),
        ("2026-12-18", Limit::new(5, WorkingDay), true),
        ("2026-12-30", Limit::new(3, WorkingDay), true),
        ("2026-12-01", Limit::new(60, NaturalDay), true),
        ("2026-12-01", Limit::new(10, NaturalDay), false),
        ("2026-12-01", Limit::new(1, Month), true),
        ("2026-12-31", Limit::new(48, Hour), false),
        ("2025-12-30", Limit::new(10, WorkingDay), false),
    ] {
        let got = due(Instant::start_of(day(start)), limit, calendar, &WEEKEND_MOVES);
        assert_eq!(got.crosses_provisional, want, "{start} + {limit:?}");
    }
}

#[test]
fn no_amount_and_no_date_is_too_large() {
    use LimitUnit::{Hour, Minute, Month, NaturalDay, WorkingDay};
    let last = Instant::from_micros(i64::MAX);
    let first = Instant::from_micros(i64::MIN);
    for unit in [Minute, Hour, NaturalDay, WorkingDay, Month] {
        for start in [first, last] {
            let zero =
                due(start, Limit::new(0, unit), &WorkCalendar::weekends_only(), &WEEKEND_MOVES);
            assert!(zero.at >= start.plus(-1) || start == last, "{unit:?} from {start:?}");
        }
        let much = due(last, Limit::new(u32::MAX, unit), WorkCalendar::built_in(), &WEEKEND_MOVES);
        assert!(much.at >= last, "{unit:?}");
    }
    let now = Instant::start_of(date(2026, 1, 1));
    let centuries = due(now, Limit::new(u32::MAX, Month), WorkCalendar::built_in(), &WEEKEND_MOVES);
    assert_eq!(centuries.last_day, Date::MAX);
}

#[test]
fn what_is_left_is_said_in_days_until_the_last_day_and_then_by_the_moment() {
    let calendar = WorkCalendar::built_in();
    let at = |day: Date, hour| Instant::from_beijing(day.at(hour, 0, 0, 0));
    let five = due(
        at(date(2026, 2, 13), 10),
        Limit::new(5, LimitUnit::WorkingDay),
        calendar,
        &WEEKEND_MOVES,
    );
    let left = |now| remaining(now, &five, LimitUnit::WorkingDay, calendar);
    assert_eq!(left(at(date(2026, 2, 13), 10)), Remaining::Days { working: 5, natural: 14 });
    assert_eq!(left(at(date(2026, 2, 20), 8)), Remaining::Days { working: 4, natural: 7 });
    assert_eq!(left(at(date(2026, 2, 27), 18)), Remaining::Time { micros: 6 * HOUR_US });
    assert_eq!(
        left(at(date(2026, 2, 28), 0)),
        Remaining::Overdue { micros: 0, working: 1, natural: 1 }
    );
    assert_eq!(
        left(at(date(2026, 3, 2), 1)),
        Remaining::Overdue { micros: 49 * HOUR_US, working: 2, natural: 3 }
    );
    assert_eq!(working_days_left(at(date(2026, 2, 20), 8), &five, calendar), 4);
    assert_eq!(working_days_left(at(date(2026, 3, 20), 8), &five, calendar), 0);
    let hours =
        due(at(date(2026, 2, 13), 10), Limit::new(24, LimitUnit::Hour), calendar, &WEEKEND_MOVES);
    let soon = remaining(at(date(2026, 2, 13), 11), &hours, LimitUnit::Hour, calendar);
    assert_eq!(soon, Remaining::Time { micros: 23 * HOUR_US });
}
