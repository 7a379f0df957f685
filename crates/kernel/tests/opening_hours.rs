//! Twelve shapes of opening hours on every day of 2019–2026, against a Python script that knows
//! PyPI `chinesecalendar` and nothing of the grammar. `cargo xtask test` sets `HUYING_PYTHON`;
//! without it the test says that it was left out.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use jiff::civil::{Date, date};
use kernel::calendar::WorkCalendar;
use kernel::hours::{Certainty, DayPlan, Hours, OpenState, SchoolHolidays, Timetable};
use kernel::time::{Instant, MINUTE_US};

/// In the order of the script's functions.
const SHAPES: [&str; 12] = [
    "Mo-Fr 09:00-18:00; PH off",
    "Mo-Su 08:00-20:00; PH 10:00-16:00",
    "Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00; PH off",
    "Mo-Fr 20:00-02:00; PH off",
    "24/7",
    "Tu-Su 09:00-17:00; PH 09:00-17:00",
    "08:00-20:00; Jun 15-Sep 15 07:00-23:00",
    "Mo-Fr 09:00-18:00; PH off; MW off",
    "Mo-Th 09:00-18:00; Fr 09:00-16:00; PH off; MW as Fr",
    "Mo-Fr 09:00-18:00; SH Mo-Fr 08:00-20:00; PH off",
    "We[1],Fr[-1] 14:00-17:00; PH off",
    "week 01-53/2 10:00-22:00; week 02-52/2 08:00-22:00; Dec 20-Jan 10 18:00-24:00 off; PH[春节] off",
];

#[test]
#[expect(clippy::disallowed_methods, reason = "a test is not a setting of the program")]
fn twelve_shapes_are_right_on_every_day_of_eight_years() {
    let Ok(python) = std::env::var("HUYING_PYTHON") else {
        // Written past the capture of the test runner: a part left out is always seen.
        let _ =
            writeln!(std::io::stderr(), "opening hours: not included: HUYING_PYTHON is not set");
        return;
    };
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../xtask/python/opening_hours_again.py");
    let output = Command::new(&python).arg(script).output().expect("HUYING_PYTHON starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("the script writes UTF-8");
    let hours: Vec<Hours> =
        SHAPES.iter().map(|text| Hours::parse(text).expect("the shape is written right")).collect();
    let school = school();
    let mut wrong = Vec::new();
    for line in lines.lines() {
        wrong.extend(difference(line, &hours, &school));
    }
    println!("{} days compared, {} wrong", lines.lines().count(), wrong.len());
    assert_eq!(lines.lines().count(), 12 * 2_922, "every day of every shape was asked for");
    assert!(
        wrong.is_empty(),
        "{} wrong, first {}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

fn school() -> SchoolHolidays {
    let years = 2019..=2026;
    let winter =
        years.clone().map(|year| (date(year, 1, 20), date(year, 2, 18), "寒假".to_owned()));
    let summer = years.map(|year| (date(year, 7, 1), date(year, 8, 31), "暑假".to_owned()));
    SchoolHolidays::new(winter.chain(summer).collect())
}

/// The line with our answer behind it, if the week table, `is_open` or `next_change` says otherwise.
fn difference(line: &str, hours: &[Hours], school: &SchoolHolidays) -> Option<String> {
    let mut cells = line.split(',');
    let mut cell = || cells.next().expect("three cells");
    let shape: usize = cell().parse().expect("a number");
    let day: Date = cell().parse().expect("a date");
    let theirs = cell();
    let table = Timetable::new(&hours[shape], WorkCalendar::built_in(), school);
    let plan = table.day(day);
    let ours = spans(&plan);
    if ours != theirs {
        return Some(format!("{line}: {ours}"));
    }
    let provisional = matches!(plan.certainty, Certainty::ProvisionalYear(2027));
    // The notice for 2027 may still speak of the last days of 2026.
    if provisional && day < date(2026, 12, 24) {
        return Some(format!("{line}: {:?}", plan.certainty));
    }
    // Another minute every day, so that all of them have their turn.
    let minute = i64::from(day.day_of_year()) * 137 % 1_440;
    let at = Instant::start_of(day).plus(minute * MINUTE_US);
    let now = plan.at(at).expect("a day has no gaps");
    let change = table.next_change(at);
    let holds = table.is_open(at) == (now.state == OpenState::Open)
        && change.as_ref().is_none_or(|change| {
            change.at >= now.until
                && table.state_at(change.at).state == change.state
                && table.state_at(change.at.plus(-1)).state == now.state
        })
        && (change.is_some() || SHAPES[shape] == "24/7");
    (!holds).then(|| format!("{line}: at {at:?} states and changes disagree"))
}

/// What is open on the day, as the script writes it.
fn spans(plan: &DayPlan) -> String {
    let start = Instant::start_of(plan.date);
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for segment in plan.open() {
        let from = segment.from.since(start) / MINUTE_US;
        let until = segment.until.since(start) / MINUTE_US;
        match joined.last_mut() {
            Some(last) if last.1 == from => last.1 = until,
            _ => joined.push((from, until)),
        }
    }
    let written = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let spans = joined.into_iter().map(|(from, to)| format!("{}-{}", written(from), written(to)));
    spans.collect::<Vec<_>>().join(" ")
}
