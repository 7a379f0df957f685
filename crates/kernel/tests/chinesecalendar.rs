//! Working-day due dates agree with PyPI `chinesecalendar` for every start
//! date of 2019–2026. `cargo xtask test` sets `HUYING_PYTHON` to a Python that
//! has it; without the variable the test says that it was left out.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use jiff::civil::Date;
use kernel::calendar::WorkCalendar;
use kernel::counting::{CountingRule, Limit, LimitUnit, due};
use kernel::time::Instant;

#[test]
#[expect(clippy::disallowed_methods, reason = "a test is not a setting of the program")]
fn working_day_due_dates_agree_with_chinesecalendar() {
    let Ok(python) = std::env::var("HUYING_PYTHON") else {
        // Written past the capture of the test runner: a part left out is always seen.
        let _ =
            writeln!(std::io::stderr(), "chinesecalendar: not included: HUYING_PYTHON is not set");
        return;
    };
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../xtask/python/chinesecalendar_due.py");
    let output = Command::new(&python).arg(script).output().expect("HUYING_PYTHON starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("the script writes UTF-8");
    let differing: Vec<String> = lines.lines().filter_map(difference).collect();
    println!("{} due dates compared, {} differ", lines.lines().count(), differing.len());
    assert!(lines.lines().count() > 25_000, "every start date was asked for");
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// The line with our answer behind it, if ours is another.
fn difference(line: &str) -> Option<String> {
    let mut cells = line.split(',');
    let mut cell = || cells.next().expect("three cells");
    let start: Date = cell().parse().expect("a date");
    let amount: u32 = cell().parse().expect("a number");
    let theirs: Date = cell().parse().expect("a date");
    let limit = Limit::new(amount, LimitUnit::WorkingDay);
    let ours =
        due(Instant::start_of(start), limit, WorkCalendar::built_in(), &CountingRule::default());
    (ours.last_day != theirs).then(|| format!("{line}: {}", ours.last_day))
}
