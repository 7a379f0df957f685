//! The working calendar: which days people work on.
//!
//! Weekends are the rule; the State Council's yearly notices are the
//! exceptions: days off on weekdays, and Saturdays and Sundays worked in
//! exchange. Exceptions are data. A year without a notice is not an error: its
//! weekends count and the year is provisional until the notice is imported.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday, date};
use sha2::{Digest, Sha256};

use crate::hex::hex;

mod rows;

pub use rows::{DayRow, ParsedDays, RowFault, RowFaultKind, parse_days};

/// The notices of the State Council for 2019–2026.
const BUILT_IN: &str = include_str!("../data/holidays.csv");

static OFFICIAL: LazyLock<WorkCalendar> =
    LazyLock::new(|| WorkCalendar::weekends_only().with_days(parse_days(BUILT_IN).days));

/// What kind of day it is, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind<'a> {
    /// An ordinary working day.
    Working,
    /// A Saturday or Sunday no notice speaks of.
    Weekend,
    /// A day off by notice, with the holiday's name.
    Holiday(&'a str),
    /// A Saturday or Sunday worked in exchange for a holiday, with its name.
    SwappedWorkday(&'a str),
}

/// Whether the State Council has published the days of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum YearStatus {
    /// The notice is in the calendar.
    Official,
    /// No notice yet: weekends only. Deadlines are recomputed once it comes.
    Provisional,
}

/// One exception to the rule of weekends.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Exception {
    off: bool,
    name: String,
    source: String,
}

/// A set of exceptions and the years they are complete for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCalendar {
    exceptions: BTreeMap<Date, Exception>,
    official: BTreeSet<i16>,
    version: String,
}

impl WorkCalendar {
    /// The calendar Huying ships: official for 2019–2026.
    pub fn built_in() -> &'static Self {
        &OFFICIAL
    }

    /// A calendar that knows no notice at all.
    pub fn weekends_only() -> Self {
        let mut calendar =
            Self { exceptions: BTreeMap::new(), official: BTreeSet::new(), version: String::new() };
        calendar.version = calendar.fingerprint();
        calendar
    }

    /// This calendar with more days; a later row replaces an earlier one of
    /// the same date. A year becomes official when its 1 January, 1 May and
    /// 1 October are all days off by notice: every yearly notice holds them,
    /// and neither a single correction nor the spill-over of the next year's
    /// notice (2018-12-29, in the notice for 2019) holds all three.
    #[must_use]
    pub fn with_days(mut self, days: Vec<DayRow>) -> Self {
        let years: BTreeSet<i16> = days.iter().map(|row| row.date.year()).collect();
        for DayRow { date, off, name, source } in days {
            self.exceptions.insert(date, Exception { off, name, source });
        }
        for year in years {
            let announced = [(1, 1), (5, 1), (10, 1)].into_iter().all(|(month, day)| {
                Date::new(year, month, day)
                    .is_ok_and(|day| self.exceptions.get(&day).is_some_and(|found| found.off))
            });
            if announced {
                self.official.insert(year);
            }
        }
        self.version = self.fingerprint();
        self
    }

    /// Whether people work on this day. Answers for every date there is.
    pub fn is_working_day(&self, day: Date) -> bool {
        match self.exceptions.get(&day) {
            Some(exception) => !exception.off,
            None => !is_weekend(day),
        }
    }

    /// What kind of day it is.
    pub fn day_kind(&self, day: Date) -> DayKind<'_> {
        match self.exceptions.get(&day) {
            Some(found) if found.off => DayKind::Holiday(&found.name),
            Some(found) if is_weekend(day) => DayKind::SwappedWorkday(&found.name),
            None if is_weekend(day) => DayKind::Weekend,
            Some(_) | None => DayKind::Working,
        }
    }

    /// The notice a day's exception comes from, as a link or a document name.
    pub fn source(&self, day: Date) -> Option<&str> {
        self.exceptions.get(&day).map(|found| found.source.as_str())
    }

    /// Whether the notice for a year is in the calendar.
    pub fn year_status(&self, year: i16) -> YearStatus {
        if self.official.contains(&year) { YearStatus::Official } else { YearStatus::Provisional }
    }

    /// Whether a notice still to come may change this day: the year has no
    /// notice yet, or it is one of the last days of December, which the next
    /// year's notice may speak of (2018-12-29, 2022-12-31).
    pub fn is_provisional(&self, day: Date) -> bool {
        let spills_over = day.month() == 12 && day.day() >= 25;
        self.year_status(day.year()) == YearStatus::Provisional
            || (spills_over
                && self.year_status(day.year().saturating_add(1)) == YearStatus::Provisional)
    }

    /// The years with a notice, in order.
    pub fn official_years(&self) -> impl Iterator<Item = i16> {
        self.official.iter().copied()
    }

    /// Every exception in a year, in order.
    pub fn exceptions(&self, year: i16) -> impl Iterator<Item = (Date, DayKind<'_>)> {
        let first = Date::new(year, 1, 1).unwrap_or(Date::MAX);
        let last = Date::new(year, 12, 31).unwrap_or(Date::MAX);
        let days = if first <= last {
            self.exceptions.range(first..=last)
        } else {
            self.exceptions.range(first..first)
        };
        days.map(|(day, _)| (*day, self.day_kind(*day)))
    }

    /// Names the content, so that a clock can say which calendar it used:
    /// `2026-1f0c9a3b5d7e`, the last official year and a digest of the days.
    pub fn version(&self) -> &str {
        &self.version
    }

    fn fingerprint(&self) -> String {
        let mut digest = Sha256::new();
        for (day, found) in &self.exceptions {
            digest.update(format!("{day},{},{}\n", found.off, found.name));
        }
        let digest = hex(&digest.finalize()[..6]);
        match self.official.last() {
            Some(year) => format!("{year}-{digest}"),
            None => format!("none-{digest}"),
        }
    }
}

impl Default for WorkCalendar {
    fn default() -> Self {
        Self::built_in().clone()
    }
}

/// The day after; the last day there is stays where it is.
pub(crate) fn next_day(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}

/// The earliest and the latest date an imported row may name.
pub(crate) const IMPORTABLE: (Date, Date) = (date(1949, 10, 1), date(2999, 12, 31));

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests;
