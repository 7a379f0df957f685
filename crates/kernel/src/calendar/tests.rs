use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::*;

#[test]
fn the_built_in_file_has_no_bad_row_and_covers_2019_to_2026() {
    let parsed = parse_days(BUILT_IN);
    assert_eq!(parsed.faults, []);
    assert_eq!(parsed.days.len(), 286);
    assert!(parsed.days.iter().all(|row| row.source.contains("gov.cn/zhengce/zhengceku/")));
    assert_eq!(
        WorkCalendar::built_in().official_years().collect::<Vec<_>>(),
        (2019..=2026).collect::<Vec<_>>()
    );
}

#[test]
fn each_year_has_as_many_working_days_as_its_notice_says() {
    let calendar = WorkCalendar::built_in();
    let mut counts = BTreeMap::new();
    let mut day = date(2024, 1, 1);
    while day.year() <= 2026 {
        *counts.entry(day.year()).or_insert(0) += i32::from(calendar.is_working_day(day));
        day = next_day(day);
    }
    assert_eq!(counts, BTreeMap::from([(2024, 251), (2025, 248), (2026, 248)]));
}

#[test]
fn each_kind_of_day_is_told_apart() {
    let calendar = WorkCalendar::built_in();
    for (day, kind) in [
        (date(2026, 2, 13), DayKind::Working),
        (date(2026, 2, 14), DayKind::SwappedWorkday("春节")),
        (date(2026, 2, 15), DayKind::Holiday("春节")),
        (date(2026, 9, 20), DayKind::SwappedWorkday("国庆节")),
        (date(2026, 3, 1), DayKind::Weekend),
        (date(2018, 12, 29), DayKind::SwappedWorkday("元旦")),
        (date(2022, 12, 31), DayKind::Holiday("元旦")),
        (date(2020, 1, 31), DayKind::Holiday("春节")),
        (date(2020, 2, 3), DayKind::Working),
        (date(2019, 5, 2), DayKind::Holiday("劳动节")),
        (date(2026, 6, 1), DayKind::Working),
    ] {
        assert_eq!(calendar.day_kind(day), kind, "{day}");
        let works = matches!(kind, DayKind::Working | DayKind::SwappedWorkday(_));
        assert_eq!(calendar.is_working_day(day), works, "{day}");
    }
    assert!(calendar.source(date(2026, 2, 14)).is_some_and(|link| link.contains("202511")));
    assert_eq!(calendar.exceptions(2026).count(), 39);
}

#[test]
fn a_year_without_a_notice_is_provisional_and_has_weekends_only() {
    let calendar = WorkCalendar::built_in();
    for year in [i16::MIN, -9999, 0, 2018, 2027, 9999, i16::MAX] {
        assert_eq!(calendar.year_status(year), YearStatus::Provisional, "{year}");
    }
    for day in [Date::MIN, Date::MAX, date(2026, 12, 26), date(2027, 1, 1), date(2027, 10, 1)] {
        let works = !is_weekend(day);
        assert_eq!(calendar.is_working_day(day), works, "{day}");
        assert!(calendar.is_provisional(day), "{day}");
    }
    assert!(
        !calendar.is_provisional(date(2026, 12, 24)),
        "the notice for 2027 does not reach back that far"
    );
    assert!(!calendar.is_provisional(date(2025, 12, 31)), "the notice for 2026 is out");
}

#[test]
fn importing_a_notice_makes_the_year_official_and_changes_the_version() {
    let before = WorkCalendar::built_in();
    let one = parse_days("date,kind,name,source\n2027-01-01,off,元旦,公告\n");
    let partly = before.clone().with_days(one.days);
    assert_eq!(
        partly.year_status(2027),
        YearStatus::Provisional,
        "one day is not the whole notice"
    );
    let rest = parse_days(
        "2026-12-31,off,元旦,公告\n2027-05-01,off,劳动节,公告\n2027-10-01,off,国庆节,公告\n",
    );
    let whole = partly.clone().with_days(rest.days);
    assert_eq!(whole.year_status(2027), YearStatus::Official);
    assert!(!whole.is_working_day(date(2026, 12, 31)));
    assert!(before.version().starts_with("2026-"));
    assert!(whole.version().starts_with("2027-"));
    assert_ne!(before.version(), partly.version());
    assert_eq!(
        WorkCalendar::default().version(),
        before.version(),
        "the same days have the same version"
    );
    assert!(WorkCalendar::weekends_only().version().starts_with("none-"));
}

#[test]
fn bad_rows_are_named_by_line_and_the_good_ones_stay() {
    let text = "\u{feff}date,kind,name,source\r\n\
                # the notice of November\r\n\
                2027-01-01,off,元旦,公告\r\n\
                \r\n\
                2027-02-30,off,春节,公告\r\n\
                2027-02-06,rest,春节,公告\r\n\
                2027-02-07,work,,公告\r\n\
                2027-02-08\r\n\
                2027-01-01,work,元旦,公告\r\n\
                0001-01-01,off,元旦,公告\r\n\
                2027-02-10,work,\"春节, 调休\",公告\r\n";
    let parsed = parse_days(text);
    assert_eq!(
        parsed.days.iter().map(|row| row.date).collect::<Vec<_>>(),
        [date(2027, 1, 1), date(2027, 2, 10)]
    );
    let faults: Vec<_> =
        parsed.faults.iter().map(|fault| (fault.line, fault.kind.clone())).collect();
    assert_eq!(
        faults,
        [
            (5, RowFaultKind::Date("2027-02-30".into())),
            (6, RowFaultKind::Kind("rest".into())),
            (7, RowFaultKind::Name),
            (8, RowFaultKind::Shape),
            (9, RowFaultKind::Twice(date(2027, 1, 1))),
            (10, RowFaultKind::Date("0001-01-01".into())),
        ]
    );
}
