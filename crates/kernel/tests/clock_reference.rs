//! Clocks agree with a reference in Python that was written from the text of
//! the rules, on 5,000 random histories. `cargo xtask test` sets
//! `HUYING_PYTHON`; without it the test says that it was left out.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use kernel::calendar::WorkCalendar;
use kernel::clock::{ClockEvent, ClockView, PauseReason, WarningShares};
use kernel::counting::{CountingRule, Limit, LimitUnit};
use kernel::id::Id;
use kernel::time::{HOUR_US, Instant, MINUTE_US};
use serde_json::{Value, json};

const HISTORIES: u64 = 5_000;

/// A small generator of well-mixed numbers (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    fn limit(&mut self) -> Limit {
        let (unit, most) = match self.below(4) {
            0 => (LimitUnit::Minute, 300),
            1 => (LimitUnit::Hour, 72),
            2 => (LimitUnit::NaturalDay, 30),
            _ => (LimitUnit::WorkingDay, 15),
        };
        Limit::new(1 + self.below(most) as u32, unit)
    }

    /// Minutes, hours, days, or straight to midnight, where the rules are sharp.
    fn later(&mut self, at: Instant) -> Instant {
        match self.below(6) {
            0 => at,
            1 => at.plus(self.below(300) as i64 * MINUTE_US),
            2 | 3 => at.plus(self.below(9 * 24) as i64 * HOUR_US + self.below(60) as i64),
            4 => Instant::end_of(at.day()),
            _ => Instant::end_of(at.day()).plus(-1),
        }
    }
}

struct History {
    events: Vec<ClockEvent>,
    now: Instant,
    weekend_extends: bool,
}

/// A history that can have happened: pauses end before another begins, and
/// nothing but a reopening follows the end.
fn history(seed: u64) -> History {
    let mut numbers = Numbers(seed);
    let first = Instant::parse("2019-01-02 00:00").expect("a time");
    let mut at = first.plus(numbers.below(7 * 365 * 24 * 60) as i64 * MINUTE_US);
    let mut events = vec![ClockEvent::Started { at, limit: numbers.limit() }];
    let (mut paused, mut stopped) = (false, false);
    for _ in 0..numbers.below(9) {
        at = numbers.later(at);
        let event = match (stopped, paused, numbers.below(10)) {
            (true, _, _) => {
                (stopped, paused) = (false, false);
                ClockEvent::Reopened { at, limit: numbers.limit() }
            }
            (_, true, 0..=5) => {
                paused = false;
                ClockEvent::Resumed { at }
            }
            (_, false, 0..=4) => {
                paused = true;
                let reasons = PauseReason::ALL;
                let reason = reasons[numbers.below(reasons.len() as u64) as usize];
                ClockEvent::Paused { at, reason }
            }
            (_, _, 5 | 6) => ClockEvent::Extended { at, by: numbers.limit() },
            (_, _, 7) => ClockEvent::Reassigned { at, unit: Id::from_parts(first, 7) },
            _ => {
                stopped = true;
                ClockEvent::Stopped { at }
            }
        };
        events.push(event);
    }
    let soon = numbers.later(at);
    let now = numbers.later(soon);
    History { events, now, weekend_extends: numbers.below(4) > 0 }
}

fn ours(history: &History) -> Value {
    let rule = CountingRule { weekend_extends: history.weekend_extends };
    let calendar = WorkCalendar::built_in();
    let shares = WarningShares::default();
    let view = ClockView::replay(&history.events, history.now, calendar, &rule, &shares)
        .expect("the history can have happened");
    json!({
        "due": view.due.at,
        "overdue": view.is_overdue,
        "hops": view.hop_count,
        "reopened": view.reopen_count,
        "late": view.extended_late,
        "paused_us": view.paused_us,
        "pauses": view.pauses.len(),
    })
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test is not a setting of the program")]
fn clocks_agree_with_an_independent_reference() {
    let Ok(python) = std::env::var("HUYING_PYTHON") else {
        // Written past the capture of the test runner: a part left out is always seen.
        let _ = writeln!(std::io::stderr(), "clocks: not included: HUYING_PYTHON is not set");
        return;
    };
    let histories: Vec<History> = (0..HISTORIES).map(history).collect();
    let asked = histories.iter().map(|history| {
        let History { events, now, weekend_extends } = history;
        json!({ "events": events, "now": now, "weekend_extends": weekend_extends }).to_string()
    });
    let lines = asked.collect::<Vec<_>>().join("\n");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../xtask/python/clock_again.py");
    let mut child = Command::new(&python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("HUYING_PYTHON starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("the script ends");
    writer.join().expect("no panic").expect("the script reads all");
    assert!(output.status.success());
    let answers = String::from_utf8(output.stdout).expect("the script writes UTF-8");
    let (mut compared, mut differing) = (0, Vec::new());
    for (seed, (history, answer)) in histories.iter().zip(answers.lines()).enumerate() {
        let theirs: Value = serde_json::from_str(answer).expect("one answer a line");
        if theirs.is_null() {
            continue;
        }
        compared += 1;
        let ours = ours(history);
        if ours != theirs {
            differing.push(format!("history {seed}: {:?}: {ours}, not {theirs}", history.events));
        }
    }
    println!("{compared} clocks compared, {} differ", differing.len());
    // Few may reach past the last year the reference knows.
    assert!(compared > HISTORIES * 95 / 100, "{compared}");
    let first = differing.iter().take(5).cloned().collect::<Vec<_>>().join("\n");
    assert!(differing.is_empty(), "{} differ:\n{first}", differing.len());
}
