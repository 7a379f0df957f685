//! What it costs to read opening hours, to say whether it is open and when that changes next; and
//! that nothing anybody types breaks the reader. `cargo bench --package stations --bench hours`.

use std::hint::black_box;
use std::io::Write;

use cpu_time::ThreadTime;
use kernel::calendar::WorkCalendar;
use kernel::hours::{Hours, SchoolHolidays, Timetable};
use kernel::time::{HOUR_US, Instant};

const STATIONS: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../city/demo/stations/stations.csv"));
/// Hours through which each text is asked: nine weeks, with holidays and make-up workdays.
const ASKED: i64 = 1_500;
/// The bar: reading, state and next change together.
const MOST_US: u128 = 50;
const TYPED: usize = 1_000_000;
const PIECES: [&str; 30] = [
    "Mo", "Su", "-", "Fr", " ", "09:00", ":", "18", "24:00", "26:30", ",", ";", " || ", "PH", "SH",
    "MW", "[", "]", "-1", "2026", "Jan", "Feb 30", "week", "/", "\"", "off", "24/7", "+", "周一",
    "\u{fffd}",
];

fn main() {
    let texts = texts();
    let (work, school) = (WorkCalendar::built_in(), SchoolHolidays::default());
    let from = Instant::start_of(jiff::civil::date(2026, 1, 20));
    let begin = ThreadTime::now();
    let mut open = 0_u64;
    for hour in 0..ASKED {
        let at = from.plus(hour * HOUR_US);
        for text in &texts {
            let hours = Hours::parse(black_box(text)).expect("the city writes hours that are read");
            let table = Timetable::new(&hours, work, &school);
            open += u64::from(table.is_open(at));
            black_box(table.next_change(at));
        }
    }
    let asked = u128::try_from(texts.len()).expect("a count") * u128::from(ASKED.unsigned_abs());
    let micros = begin.elapsed().as_micros() / asked;
    let _ = writeln!(std::io::stdout(), "{asked} questions: {micros} µs each, {open} times open");
    assert!(micros <= MOST_US, "{micros} µs for reading, state and next change");
    let _ = writeln!(std::io::stdout(), "{TYPED} texts typed at random, {} read", typed());
}

/// The hours of the demo city's stations, each once.
fn texts() -> Vec<String> {
    let mut rows = csv::Reader::from_reader(STATIONS.as_bytes());
    let column = rows.headers().expect("a head").iter().position(|name| name == "hours");
    let column = column.expect("a column of hours");
    let all = rows.records().map(|row| row.expect("a row")[column].to_owned());
    let mut all: Vec<String> = all.collect();
    all.sort();
    all.dedup();
    all
}

/// A million texts of pieces in any order; a panic would end the run. Gives how many were read.
fn typed() -> usize {
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = |sides: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        usize::try_from(dice >> 33).expect("31 bits") % sides
    };
    let mut read = 0;
    for _ in 0..TYPED {
        let length = below(14);
        let text: String = (0..length).map(|_| PIECES[below(PIECES.len())]).collect();
        read += usize::from(black_box(Hours::parse(black_box(&text))).is_ok());
    }
    read
}
