//! The rules of opening hours as tables, and what must hold for all of them.

use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;

use super::*;
use crate::calendar::WorkCalendar;
use crate::time::{HOUR_US, Instant, MINUTE_US};

fn hours(text: &str) -> Hours {
    match Hours::parse(text) {
        Ok(hours) => hours,
        Err(fault) => panic!("{text}: {fault}"),
    }
}

/// What is open or to be asked on a day, `09:00-18:00` and `?09:00-10:00`.
fn course(text: &str, day: Date) -> String {
    let (hours, school) = (hours(text), SchoolHolidays::default());
    written(&Timetable::new(&hours, WorkCalendar::built_in(), &school).day(day))
}

fn written(plan: &DayPlan) -> String {
    let start = Instant::start_of(plan.date);
    let clock = |at: Instant| {
        let minutes = at.since(start) / MINUTE_US;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    };
    let span = |segment: &Segment| {
        let sign = if segment.state == OpenState::Unknown { "?" } else { "" };
        format!("{sign}{}-{}", clock(segment.from), clock(segment.until))
    };
    plan.open().map(span).collect::<Vec<_>>().join(" ")
}

#[test]
fn rules_say_what_is_open() {
    // 2026-11-23 is a Monday, 2026-02-14 a Saturday worked in exchange, 2026-10-01 a holiday.
    let rows = [
        ("Mo-Fr 09:00-18:00", date(2026, 11, 23), "09:00-18:00"),
        ("Mo-Fr 09:00-18:00", date(2026, 11, 28), ""),
        ("Mo-Fr 09:00-18:00; PH off", date(2026, 10, 1), ""),
        ("Mo-Fr 09:00-18:00; PH off", date(2026, 2, 14), "09:00-18:00"),
        ("Mo-Fr 09:00-18:00; MW off", date(2026, 2, 14), ""),
        ("Mo-Fr 09:00-18:00; MW 10:00-12:00", date(2026, 2, 14), "10:00-12:00"),
        ("Mo-Fr 09:00-18:00; MW as day", date(2026, 2, 14), ""),
        ("Mo-Fr 09:00-18:00; Sa 10:00-12:00", date(2026, 2, 14), "09:00-18:00"),
        ("Tu-Su 09:00-17:00", date(2026, 2, 14), "09:00-17:00"),
        ("Sa,Su 10:00-16:00", date(2026, 2, 14), "10:00-16:00"),
        ("Mo-Th 09:00-18:00; Fr 09:00-16:00; MW as Fr", date(2026, 2, 14), "09:00-16:00"),
        ("Mo-Su 22:00-02:00", date(2026, 11, 23), "00:00-02:00 22:00-24:00"),
        ("Fr 20:00-02:00; Sa off", date(2026, 11, 28), "00:00-02:00"),
        ("Fr 20:00-02:00; Sa 10:00-12:00", date(2026, 11, 28), "00:00-02:00 10:00-12:00"),
        ("Mo 18:00-26:00", date(2026, 11, 24), "00:00-02:00"),
        ("Mo-Fr 08:00-12:00, We 14:00-18:00", date(2026, 11, 25), "08:00-12:00 14:00-18:00"),
        ("Mo-Fr 08:00-12:00; We 14:00-18:00", date(2026, 11, 25), "14:00-18:00"),
        ("08:00-20:00; 12:00-13:00 off", date(2026, 11, 25), "08:00-12:00 13:00-20:00"),
        ("Nov-Feb 09:00-17:00", date(2026, 1, 5), "09:00-17:00"),
        ("Nov-Feb 09:00-17:00", date(2026, 3, 5), ""),
        ("2026 Nov 20-25 09:00-17:00", date(2026, 11, 25), "09:00-17:00"),
        ("2025 Nov 20-25 09:00-17:00", date(2026, 11, 25), ""),
        ("2026 Dec 20-Jan 05 09:00-17:00", date(2027, 1, 5), "09:00-17:00"),
        ("2024-2025 Mo 09:00-17:00", date(2026, 11, 23), ""),
        ("week 48 Mo 09:00-17:00", date(2026, 11, 23), "09:00-17:00"),
        ("week 01-47/2 Mo 09:00-17:00", date(2026, 11, 23), ""),
        ("Mo[4] 09:00-17:00", date(2026, 11, 23), "09:00-17:00"),
        ("Mo[-1] 09:00-17:00", date(2026, 11, 23), ""),
        ("PH[国庆节] off; PH[春节] 10:00-12:00", date(2026, 2, 17), "10:00-12:00"),
        (
            "Mo-Fr 09:00-17:00 || \"预约\"",
            date(2026, 11, 23),
            "?00:00-09:00 09:00-17:00 ?17:00-24:00",
        ),
        ("Mo 09:00-12:00 \"先打电话\"", date(2026, 11, 23), "?09:00-12:00"),
        ("Mo 09:00-12:00 open \"请按门铃\"", date(2026, 11, 23), "09:00-12:00"),
        ("PH,Sa,Su 09:00-12:00", date(2026, 10, 1), "09:00-12:00"),
        ("PH Mo-We 09:00-12:00", date(2026, 10, 1), ""),
        ("24/7; Dec 31 off", date(2026, 12, 31), ""),
        ("Mo-Fr 09:00-12:00 || Tu off", date(2026, 11, 24), "09:00-12:00"),
        ("周 Mo", date(2026, 12, 31), "fault"),
        ("Mo－Fr 9：00～18：00；PH off", date(2026, 11, 23), "09:00-18:00"),
    ];
    for (text, day, want) in rows {
        if want == "fault" {
            assert!(Hours::parse(text).is_err(), "{text}");
        } else {
            assert_eq!(course(text, day), want, "{text} on {day}");
        }
    }
}

#[test]
fn a_fault_says_what_is_wrong_and_where() {
    use HoursFaultKind as Kind;
    let rows = [
        ("", Kind::Empty, 0),
        ("Mo-Fr 09:00-18:00 XX off", Kind::SeparatorMissing, 18),
        ("Mo-Fr 09:00-25:99", Kind::BadTime, 12),
        ("Mo-Fr 24:30-25:00", Kind::BadTime, 6),
        ("Mo-Fr 09:00-49:00", Kind::BadTime, 12),
        ("Mo-Fr 09:00+", Kind::NotSupported, 11),
        ("Mo-Fr 09:00", Kind::EndMissing, 11),
        ("Mo 09:00-09:00", Kind::EmptySpan, 3),
        ("Mo-Xx 09:00-10:00", Kind::UnknownWord, 3),
        ("Feb 30 off", Kind::BadDay, 4),
        ("Jan 20-10 off", Kind::BadDay, 7),
        ("week 60 off", Kind::BadWeek, 5),
        ("Mo[6] off", Kind::BadNth, 3),
        ("2027-2026 off", Kind::BadYear, 5),
        ("Mo off;; Tu off", Kind::EmptyRule, 7),
        ("sunrise-sunset", Kind::NotSupported, 0),
        ("Mo 10:00-sunset", Kind::NotSupported, 9),
        ("PH +1 day off", Kind::NotSupported, 3),
        ("Mo \"ask", Kind::OpenComment, 3),
        ("MW as soon", Kind::BadMakeUp, 6),
        ("周一 09:00-10:00", Kind::UnknownWord, 0),
    ];
    for (text, kind, at) in rows {
        let fault = Hours::parse(text).expect_err(text);
        assert_eq!((fault.kind, fault.at), (kind, at), "{text}: {fault}");
    }
    assert!(Hours::parse(&"Mo ".repeat(600)).is_err_and(|fault| fault.kind == Kind::TooLong));
}

#[test]
fn each_answer_has_its_reason() {
    let text = "Mo-Fr 09:00-18:00; Sa off; PH off; PH[春节] 10:00-12:00; Jul 01-31 08:00-12:00";
    let (hours, school) = (hours(text), SchoolHolidays::default());
    let table = Timetable::new(&hours, WorkCalendar::built_in(), &school);
    let make_up = Reason::MakeUpDay { name: "春节".to_owned(), like: Some(Weekday::Monday) };
    let rows = [
        (date(2026, 11, 23), 10, Reason::Weekday),
        (date(2026, 11, 23), 20, Reason::Outside),
        (date(2026, 11, 28), 10, Reason::Weekday),
        (date(2026, 10, 1), 10, Reason::Holiday("国庆节".to_owned())),
        (date(2026, 2, 17), 11, Reason::Holiday("春节".to_owned())),
        (date(2026, 2, 14), 10, make_up),
        (date(2026, 7, 7), 10, Reason::Dates),
    ];
    for (day, hour, want) in rows {
        let found = table.state_at(Instant::start_of(day).plus(hour * HOUR_US));
        assert_eq!(found.reason, want, "{day} {hour}");
    }
}

#[test]
fn a_year_without_its_notice_is_never_guessed() {
    let school = SchoolHolidays::default();
    let rows = [
        ("Mo-Fr 09:00-18:00; PH off", date(2027, 3, 2), Certainty::ProvisionalYear(2027)),
        ("Mo-Fr 09:00-18:00; PH off", date(2026, 12, 29), Certainty::ProvisionalYear(2027)),
        ("Mo-Fr 09:00-18:00; PH off", date(2026, 3, 2), Certainty::Stated),
        ("24/7", date(2027, 3, 2), Certainty::Stated),
        ("08:00-20:00", date(2027, 3, 2), Certainty::Stated),
        ("08:00-20:00; PH[春节] off", date(2027, 3, 2), Certainty::ProvisionalYear(2027)),
        // On a weekday no notice makes a difference to these hours.
        ("Mo-Fr 09:00-18:00", date(2027, 3, 2), Certainty::Stated),
        // A Saturday may become a working day.
        ("Mo-Fr 09:00-18:00", date(2027, 3, 6), Certainty::ProvisionalYear(2027)),
        ("Mo-Fr 09:00-18:00", date(2026, 10, 1), Certainty::HolidayNotStated),
        ("SH off; 08:00-20:00 ; SH 10:00-12:00", date(2026, 7, 7), Certainty::SchoolDaysUnknown),
    ];
    for (text, day, want) in rows {
        let hours = hours(text);
        let plan = Timetable::new(&hours, WorkCalendar::built_in(), &school).day(day);
        assert_eq!(plan.certainty, want, "{text} on {day}");
    }
}

#[test]
fn a_school_holiday_that_is_only_expected_is_told_and_marked() {
    let announced = (date(2026, 7, 4), date(2026, 8, 31), "暑假".to_owned());
    let winter = (date(2026, 1, 31), date(2026, 3, 1), "寒假".to_owned());
    let expected = (date(2027, 1, 30), date(2027, 2, 28), "寒假".to_owned());
    let school = SchoolHolidays::new(vec![announced, winter]).with_provisional(vec![expected]);
    let rows = [
        (date(2026, 7, 6), "09:00-12:00", Certainty::Stated),
        (date(2026, 6, 1), "16:00-20:00", Certainty::Stated),
        // After the last holiday that was announced nothing is known.
        (date(2026, 11, 27), "16:00-20:00", Certainty::SchoolDaysUnknown),
        (date(2027, 2, 22), "09:00-12:00", Certainty::SchoolDaysUnknown),
    ];
    let hours = hours("16:00-20:00; SH 09:00-12:00");
    for (day, want, certainty) in rows {
        let plan = Timetable::new(&hours, WorkCalendar::built_in(), &school).day(day);
        assert_eq!((written(&plan).as_str(), plan.certainty), (want, certainty), "{day}");
    }
}

#[test]
fn seasons_and_alerts_come_before_the_hours_and_say_why() {
    let (usual, school) = (hours("08:00-20:00"), SchoolHolidays::default());
    let (from, to) = (date(2026, 7, 1), date(2026, 8, 31));
    let seasons = [Season { from, to, hours: hours("06:00-24:00"), why: "夏季".to_owned() }];
    let night = Instant::start_of(date(2026, 7, 15)).plus(20 * HOUR_US);
    let overrides = [Override {
        from: night,
        until: night.plus(12 * HOUR_US),
        state: OpenState::Open,
        why: "高温红色预警".to_owned(),
    }];
    let table = Timetable::new(&usual, WorkCalendar::built_in(), &school)
        .with_seasons(&seasons)
        .with_overrides(&overrides);
    assert_eq!(written(&table.day(date(2026, 6, 30))), "08:00-20:00");
    assert_eq!(written(&table.day(date(2026, 7, 2))), "06:00-24:00");
    let at_three = table.state_at(night.plus(7 * HOUR_US));
    assert_eq!(at_three.reason, Reason::Override("高温红色预警".to_owned()));
    let change = table.next_change(night.plus(7 * HOUR_US)).expect("the next midnight");
    assert_eq!(change.at, Instant::end_of(date(2026, 7, 16)));
    assert_eq!(change.reason, Reason::Season("夏季".to_owned()));
}

#[test]
fn a_service_is_never_open_in_a_closed_site() {
    let (site, service) = (hours("Mo-Fr 09:00-17:00; PH off"), hours("Mo-Th 08:00-12:00"));
    let school = SchoolHolidays::default();
    let around = Timetable::new(&site, WorkCalendar::built_in(), &school);
    let table = Timetable::new(&service, WorkCalendar::built_in(), &school).within(&around);
    assert_eq!(written(&table.day(date(2026, 11, 23))), "09:00-12:00");
    let holiday = table.state_at(Instant::start_of(date(2026, 10, 1)).plus(10 * HOUR_US));
    let want = Reason::Site(Box::new(Reason::Holiday("国庆节".to_owned())));
    assert_eq!((holiday.state, holiday.reason), (OpenState::Closed, want));
}

/// Texts of the grammar, written by chance.
fn texts() -> impl Strategy<Value = String> {
    let days = prop::sample::select(vec![
        "", "Mo-Fr", "Sa,Su", "Mo", "Fr-Mo", "PH", "PH,Su", "MW", "We[1]", "Su[-1]", "PH Mo-Fr",
        "SH",
    ]);
    let dates = prop::sample::select(vec![
        "",
        "",
        "",
        "Jan-Mar",
        "Nov-Feb",
        "Dec 20-Jan 10",
        "week 01-40/3",
        "2026",
        "Jun 15-20",
        "2026 Feb 10-Mar 01",
    ]);
    let times = prop::collection::vec((0_u16..96, 1_u16..96), 0..3);
    let state = prop::sample::select(vec!["", "", "", " off", " open \"x\"", " unknown"]);
    let rule = (dates, days, times, state).prop_map(|(dates, days, times, state)| {
        let clock = |quarter: u16| format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15);
        let span =
            |(from, long): (u16, u16)| format!("{}-{}", clock(from), clock((from + long) % 96));
        let times: Vec<String> = times.into_iter().map(span).collect();
        let text = format!("{dates} {days} {}{state}", times.join(","));
        if text.trim().is_empty() { "24/7".to_owned() } else { text }
    });
    let joints = prop::sample::select(vec!["; ", "; ", " || "]);
    prop::collection::vec((rule, joints), 1..5).prop_map(|rules| {
        let mut text = String::new();
        for (index, (rule, joint)) in rules.into_iter().enumerate() {
            text.push_str(if index == 0 { "" } else { joint });
            text.push_str(&rule);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nothing_that_is_typed_breaks_the_reader(text in ".{0,80}", words in prop::collection::vec(
        prop::sample::select(vec!["Mo", "-", "Fr", " ", "09:00", ":", "18", ",", ";", "||", "PH", "[", "]", "1",
            "2026", "Jan", "week", "/", "\"", "off", "24/7", "+", "MW as", "day", "é", "周一"]), 0..14)) {
        let _ = Hours::parse(&text);
        let _ = Hours::parse(&words.concat());
    }

    #[test]
    fn the_plain_form_means_the_same(text in texts()) {
        let hours = hours(&text);
        let again = Hours::parse(&hours.to_string());
        prop_assert_eq!(again.as_ref(), Ok(&hours), "{} → {}", text, hours);
    }

    #[test]
    fn days_states_and_changes_agree(text in texts(), day in 0_i32..1_400, minute in 0_i64..1_440) {
        let (hours, school) = (hours(&text), SchoolHolidays::default());
        let table = Timetable::new(&hours, WorkCalendar::built_in(), &school);
        let date = date(2024, 1, 1).saturating_add(jiff::Span::new().days(day));
        let at = Instant::start_of(date).plus(minute * MINUTE_US);
        let plan = table.day(date);
        let (mut reached, end) = (Instant::start_of(date), Instant::end_of(date));
        for segment in &plan.segments {
            prop_assert_eq!(segment.from, reached, "no gap, no overlap in {}", text);
            prop_assert!(segment.from < segment.until);
            reached = segment.until;
        }
        prop_assert_eq!(reached, end);
        let now = table.state_at(at);
        prop_assert_eq!(Some(&now), plan.at(at));
        if let Some(change) = table.next_change(at) {
            prop_assert!(change.at > at && change.state != now.state, "{}", text);
            prop_assert_eq!(table.state_at(change.at).state, change.state);
            prop_assert_eq!(table.state_at(change.at.plus(-1)).state, now.state);
            let between = at.plus(change.at.since(at) / 3);
            prop_assert_eq!(table.state_at(between).state, now.state);
        }
        prop_assert_eq!(&table.week(date)[0], &plan);
    }
}
