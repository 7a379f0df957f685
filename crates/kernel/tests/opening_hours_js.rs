//! On the grammar both understand, the engine agrees with npm `opening_hours`. Left out of the
//! comparison are the things decided otherwise: the calendar of China, and nights with a rule for
//! the day after. It needs Node and `npm ci` in `e2e/`, which `cargo xtask test` sees to; without
//! them the test says that it was left out.
//!
//! Where `HUYING_HOURS_TEXTS` names a file with further texts (one a line; what stands behind a tab
//! is not read), those that our grammar has are compared as well. The texts of opening_hours.js's
//! own tests are under the LGPL and therefore not here.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use jiff::civil::{Date, date};
use kernel::calendar::WorkCalendar;
use kernel::hours::{Hours, OpenState, SchoolHolidays, Timetable};
use kernel::time::{Instant, MINUTE_US};

const TEXTS: u64 = 600;

#[test]
fn the_shared_grammar_means_the_same_to_opening_hours_js() {
    let asked: Vec<(String, Vec<Date>)> = (0..TEXTS).map(question).collect();
    let Some((compared, differing)) = compare(&asked) else { return };
    println!("{compared} texts compared, {} differ", differing.len());
    assert!(compared * 100 > TEXTS as usize * 95, "{compared} of {TEXTS} texts were understood");
    assert!(differing.is_empty(), "{}", differing[..differing.len().min(12)].join("\n"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test is not a setting of the program")]
fn further_texts_mean_the_same_where_the_grammar_has_them() {
    let Ok(path) = std::env::var("HUYING_HOURS_TEXTS") else {
        let words = "opening hours: no further texts: HUYING_HOURS_TEXTS is not set";
        // Written past the capture of the test runner: a part left out is always seen.
        let _ = writeln!(std::io::stderr(), "{words}");
        return;
    };
    let file = std::fs::read_to_string(path).expect("HUYING_HOURS_TEXTS names a file");
    let texts = file.lines().filter_map(|line| line.split('\t').next());
    let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    let known: Vec<&str> =
        texts.iter().copied().filter(|text| Hours::parse(text).is_ok()).collect();
    let shared = known.iter().filter(|text| !is_decided_otherwise(text));
    let asked: Vec<(String, Vec<Date>)> =
        shared.enumerate().map(|(at, text)| ((*text).to_owned(), days_of(at as u64))).collect();
    let (compared, differing) = compare(&asked).expect("Node and its packages are there");
    println!(
        "{} texts, {} in our grammar, {} of them decided otherwise, {compared} understood by both, \
         {} differ\n{}",
        texts.len(),
        known.len(),
        known.len() - asked.len(),
        differing.len(),
        differing.join("\n")
    );
    assert!(differing.len() * 100 <= compared, "more than one in a hundred differ");
}

/// Holidays, and nights beside another rule.
fn is_decided_otherwise(text: &str) -> bool {
    let has_more = text.contains(';') || text.contains("||");
    let clock = |text: &str| -> Option<(u32, u32)> {
        let (hours, minutes) = text.trim().split_once(':')?;
        let minutes = minutes.get(..2)?.parse().ok()?;
        Some((hours.get(hours.len().checked_sub(2)?..)?.parse().ok()?, minutes))
    };
    let passes_midnight = text.split([',', ';', ' ']).any(|part| {
        let ends = part.rsplit_once('-').and_then(|(from, to)| {
            Some((clock(from.get(from.len().checked_sub(5)?..)?)?, clock(to.get(..5)?)?))
        });
        ends.is_some_and(|(from, to)| to <= from || to > (24, 0))
    });
    ["PH", "SH"].iter().any(|day| text.contains(day)) || has_more && passes_midnight
}

/// Four weeks of days, in a year of their own.
fn days_of(seed: u64) -> Vec<Date> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let first = date(2024, 1, 1).saturating_add(jiff::Span::new().days(dice.below(1_000) as i64));
    let near = (0..14).map(|day| first.saturating_add(jiff::Span::new().days(day)));
    let far = (0..14).map(|step| first.saturating_add(jiff::Span::new().days(14 + step * 26)));
    near.chain(far).collect()
}

/// How many texts both understand, and those that mean something else to them; none without Node.
fn compare(asked: &[(String, Vec<Date>)]) -> Option<(usize, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    if !root.join("e2e/node_modules/opening_hours").is_dir() {
        // Written past the capture of the test runner: a part left out is always seen.
        let _ = writeln!(std::io::stderr(), "opening_hours.js: not included: npm ci in e2e/ first");
        return None;
    }
    let lines: Vec<String> = asked.iter().map(|(text, days)| line(text, days)).collect();
    let mut child = Command::new("node")
        .arg(root.join("xtask/node/opening_hours.mjs"))
        .env("TZ", "Asia/Shanghai")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || stdin.write_all(lines.join("\n").as_bytes()));
    let output = child.wait_with_output().expect("the script ends");
    writer.join().expect("no panic").expect("the script reads all");
    assert!(output.status.success());
    let answers = String::from_utf8(output.stdout).expect("the script writes UTF-8");
    let (mut compared, mut differing) = (0, Vec::new());
    for ((text, days), theirs) in asked.iter().zip(answers.lines()) {
        if theirs == "!" {
            continue;
        }
        compared += 1;
        let ours = ours(text, days);
        if ours != theirs {
            differing.push(format!("{text}\n  ours   {ours}\n  theirs {theirs}"));
        }
    }
    Some((compared, differing))
}

fn line(text: &str, days: &[Date]) -> String {
    let days: Vec<String> = days.iter().map(ToString::to_string).collect();
    let cells: Vec<&str> = std::iter::once(text).chain(days.iter().map(String::as_str)).collect();
    serde_json::to_string(&cells).expect("texts become JSON")
}

fn ours(text: &str, days: &[Date]) -> String {
    let hours = Hours::parse(text).unwrap_or_else(|fault| unreachable!("{text}: {fault}"));
    let (work, school) = (WorkCalendar::weekends_only(), SchoolHolidays::default());
    let table = Timetable::new(&hours, &work, &school);
    let mut states = String::new();
    for day in days {
        for half in 0..48 {
            let at = Instant::start_of(*day).plus((half * 30 + 7) * MINUTE_US);
            states.push(match table.state_at(at).state {
                OpenState::Open => 'o',
                OpenState::Unknown => '?',
                OpenState::Closed => '.',
            });
        }
    }
    states
}

/// A text and four days to ask about, by number.
fn question(seed: u64) -> (String, Vec<Date>) {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let rules = 1 + dice.below(4);
    let mut text = String::new();
    for index in 0..rules {
        if index > 0 {
            text.push_str(dice.pick(&["; ", "; ", "; ", " || "]));
        }
        // One rule alone may run past midnight.
        text.push_str(&rule(&mut dice, rules == 1));
    }
    let first = date(2024, 1, 1);
    let days =
        (0..4).map(|_| first.saturating_add(jiff::Span::new().days(dice.below(1_000) as i64)));
    (text, days.collect())
}

fn rule(dice: &mut Dice, may_pass_midnight: bool) -> String {
    let dates = dice.pick(&[
        "",
        "",
        "",
        "",
        "Jan-Mar ",
        "Nov-Feb ",
        "Dec 20-Jan 10 ",
        "Jun 15-Sep 15 ",
        "week 01-40/3 ",
        "2025 ",
        "2024-2025 ",
        "Jun 15-20 ",
        "2025 Feb 10-2025 Mar 01 ",
    ]);
    let days =
        dice.pick(&["", "Mo-Fr ", "Sa,Su ", "Mo ", "Fr-Mo ", "We[1] ", "Su[-1] ", "Tu,Th-Sa "]);
    let mut times = Vec::new();
    let mut from = dice.below(20);
    for _ in 0..dice.below(3) {
        let to = from + 1 + dice.below(12);
        if to > 47 {
            break;
        }
        times.push(format!("{}-{}", clock(from), clock(to)));
        from = to + 1 + dice.below(6);
    }
    if may_pass_midnight && dice.below(3) == 0 {
        times = vec![format!("{}-{}", clock(36 + dice.below(11)), clock(1 + dice.below(10)))];
    }
    if times.is_empty() && dates.is_empty() && days.is_empty() {
        return "24/7".to_owned();
    }
    let state = dice.pick(&["", "", "", " off", " open \"x\"", " unknown", " \"ask\""]);
    let state = if times.is_empty() && state.is_empty() { " off" } else { state };
    format!("{dates}{days}{}{state}", times.join(","))
}

fn clock(half_hours: u64) -> String {
    format!("{:02}:{:02}", half_hours / 2, half_hours % 2 * 30)
}

/// The same throws for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn pick<'a>(&mut self, faces: &[&'a str]) -> &'a str {
        faces[self.below(faces.len() as u64) as usize]
    }
}
