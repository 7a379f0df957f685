//! Which times a calendar has, and which files are refused where.

use jiff::civil::date;

use super::*;

const RULES: &str = r#"hold_minutes = 10
[[calendar]]
id = "law"
service = "S044"
place = "一楼"
hours = "Mo-Fr 09:00-10:30,14:00-14:50; PH off"
slot_minutes = 30
capacity = 2
lead_minutes = 120
horizon_days = 14
cancel_minutes = 60
privacy = "named"
valid_from = "2026-01-01"
[[calendar]]
id = "class"
service = "S060"
place = "教室"
sessions = ["2026-12-05T09:00/11:00"]
capacity = 30
lead_minutes = 0
horizon_days = 60
cancel_minutes = 0
privacy = "anonymous"
valid_from = "2026-01-01"
valid_to = "2026-12-31"
"#;

fn at(text: &str) -> Instant {
    Instant::parse(text).expect("a time")
}

fn times(slots: &[Slot]) -> Vec<String> {
    let show = |at: Instant| at.beijing().strftime("%H:%M").to_string();
    slots.iter().map(|slot| format!("{}-{}", show(slot.starts_at), show(slot.ends_at))).collect()
}

#[test]
fn times_follow_the_pattern_the_holidays_and_the_sessions() {
    let rules = AppointmentRules::read(RULES).expect("sound");
    let (law, class) = (rules.find("law").expect("there"), rules.find("class").expect("there"));
    let (work, school) = (WorkCalendar::built_in(), SchoolHolidays::default());
    let all = vec!["09:00-09:30", "09:30-10:00", "10:00-10:30", "14:00-14:30"];
    let cases = [
        (law, date(2026, 11, 23), all.clone()),
        (law, date(2026, 11, 22), vec![]),
        (law, date(2026, 10, 1), vec![]),
        // A Sunday worked in exchange has the hours of a weekday.
        (law, date(2026, 9, 20), all),
        (law, date(2025, 12, 31), vec![]),
        (class, date(2026, 12, 5), vec!["09:00-11:00"]),
        (class, date(2026, 12, 6), vec![]),
    ];
    for (calendar, day, want) in cases {
        assert_eq!(times(&calendar.slots_on(day, (work, &school))), want, "{} {day}", calendar.id);
    }
}

#[test]
fn what_is_too_soon_too_far_or_closed_cannot_be_booked() {
    let rules = AppointmentRules::read(RULES).expect("sound");
    let law = rules.find("law").expect("there");
    let (work, school) = (WorkCalendar::built_in(), SchoolHolidays::default());
    let closure = Closure {
        id: ClosureId(kernel::id::Id::from_parts(Instant::from_millis(1), 1)),
        calendar_id: "law".into(),
        from_at: at("2026-11-24 09:15:00"),
        until_at: at("2026-11-24 10:00:00"),
        reason: "培训".into(),
    };
    let other = Closure { calendar_id: "class".into(), ..closure.clone() };
    let cases = [
        (date(2026, 11, 23), "2026-11-23 07:30:00", vec![], 3),
        (date(2026, 11, 23), "2026-11-23 12:00:00", vec![], 1),
        (date(2026, 11, 23), "2026-11-23 12:00:01", vec![], 0),
        (date(2026, 11, 22), "2026-11-23 07:00:00", vec![], 0),
        (date(2026, 11, 24), "2026-11-23 07:00:00", vec![closure], 2),
        (date(2026, 11, 24), "2026-11-23 07:00:00", vec![other], 4),
        (date(2026, 12, 7), "2026-11-23 07:00:00", vec![], 4),
        (date(2026, 12, 8), "2026-11-23 07:00:00", vec![], 0),
    ];
    for (day, now, closures, want) in cases {
        let slots = law.bookable_on(day, at(now), ((work, &school), &closures));
        assert_eq!(slots.len(), want, "{day} {now}");
    }
}

#[test]
fn a_fault_says_its_line() {
    let cases = [
        ("capacity = 2", "capacity = 0", 3, "capacity"),
        ("slot_minutes = 30", "slot_minutes = 3", 3, "slot_minutes"),
        ("Mo-Fr 09:00", "Mo-Xx 09:00", 3, ""),
        ("privacy = \"named\"", "privacy = \"secret\"", 12, "secret"),
        ("id = \"class\"", "id = \"law\"", 15, "twice"),
        ("09:00/11:00", "11:00/09:00", 15, "session"),
        ("horizon_days = 60", "horizon = 60", 21, "horizon"),
        ("hold_minutes = 10", "hold_minutes = 0", 1, "10080"),
    ];
    for (from, to, line, word) in cases {
        let text = RULES.replacen(from, to, 1);
        assert_ne!(text, RULES, "{from}");
        let fault = AppointmentRules::read(&text).expect_err(to);
        assert_eq!(fault.line, line, "{to}: {}", fault.reason);
        assert!(fault.reason.contains(word), "{to}: {}", fault.reason);
    }
    let rules = AppointmentRules::read(RULES).expect("sound");
    let fault = rules.unknown_service(RULES, |service| service == "S044").expect("one is unknown");
    assert_eq!((fault.line, fault.reason.contains("S060")), (15, true));
}
