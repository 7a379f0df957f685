//! Counting periods as the Civil Code does (articles 200–204).
//!
//! - Minutes and hours run from the moment (art. 201).
//! - Days and months: the first day does not count (art. 201).
//! - A month ends on the corresponding day, else on the month's end (art. 202).
//! - A last day that is a statutory holiday moves to the day after the holiday,
//!   and the last day ends at 24:00 (art. 203). Whether an ordinary weekend
//!   moves the last day too is a switch of the policy pack.
//! - Other laws and agreements prevail (art. 204): that is what packs are for.

use jiff::Span;
use jiff::civil::Date;

use crate::calendar::{DayKind, WorkCalendar, next_day};
use crate::time::{HOUR_US, Instant, MINUTE_US};

/// What a limit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// Minutes from the moment, on any day.
    Minute,
    /// Hours from the moment, on any day.
    Hour,
    /// Days of the calendar; in a law, `日`.
    NaturalDay,
    /// Days people work; in a law, `工作日`.
    WorkingDay,
    /// Months of the calendar.
    Month,
}

impl LimitUnit {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Minute, Self::Hour, Self::NaturalDay, Self::WorkingDay, Self::Month];

    /// The name stored and written in packs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::NaturalDay => "natural_day",
            Self::WorkingDay => "working_day",
            Self::Month => "month",
        }
    }

    /// The unit of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.as_str() == name)
    }

    /// Microseconds of one unit that runs by the moment; nothing for days and months.
    pub(crate) fn moment_us(self) -> Option<i64> {
        match self {
            Self::Minute => Some(MINUTE_US),
            Self::Hour => Some(HOUR_US),
            Self::NaturalDay | Self::WorkingDay | Self::Month => None,
        }
    }
}

/// A length of time allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Limit {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: LimitUnit,
}

impl Limit {
    /// A limit of so many units.
    pub const fn new(amount: u32, unit: LimitUnit) -> Self {
        Self { amount, unit }
    }

    /// Microseconds, for limits that run by the moment.
    pub(crate) fn moment_us(self) -> Option<i64> {
        self.unit.moment_us().map(|unit| unit.saturating_mul(i64::from(self.amount)))
    }
}

/// How the end of a period is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountingRule {
    /// A last day on a Saturday or Sunday moves on as if it were a statutory
    /// holiday (the usual reading of Civil Code art. 203).
    pub weekend_extends: bool,
}

impl Default for CountingRule {
    fn default() -> Self {
        Self { weekend_extends: true }
    }
}

/// When a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The first instant that is too late. For days and months it is 24:00 of
    /// the last day.
    pub at: Instant,
    /// The last day on which one may still be in time.
    pub last_day: Date,
    /// A notice still to come may move it.
    pub crosses_provisional: bool,
}

/// What is left until a due time, in the unit a person would say it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remaining {
    /// By the moment: the limit is in minutes or hours, or the last day is today.
    Time {
        /// Microseconds left.
        micros: i64,
    },
    /// Days after today, the last day included.
    Days {
        /// Working days among them.
        working: u32,
        /// All of them.
        natural: u32,
    },
    /// Too late.
    Overdue {
        /// Microseconds since the due time.
        micros: i64,
        /// Working days since the last day, today included.
        working: u32,
        /// Days since the last day, today included.
        natural: u32,
    },
}

/// When a limit that starts now ends.
pub fn due(start: Instant, limit: Limit, calendar: &WorkCalendar, rule: &CountingRule) -> Due {
    match limit.moment_us() {
        Some(micros) => due_at(start.plus(micros)),
        None => {
            DayCount { calendar, rule, unit: limit.unit }.due(start.day(), limit.amount, |_| false)
        }
    }
}

/// How many working days there are after today until the last day.
pub fn working_days_left(now: Instant, due: &Due, calendar: &WorkCalendar) -> u32 {
    days_between(now.day(), due.last_day, calendar).0
}

/// What is left, for display.
pub fn remaining(now: Instant, due: &Due, unit: LimitUnit, calendar: &WorkCalendar) -> Remaining {
    let today = now.day();
    if now >= due.at {
        let (working, natural) = days_between(due.last_day, today, calendar);
        return Remaining::Overdue { micros: now.since(due.at), working, natural };
    }
    if unit.moment_us().is_some() || due.last_day == today {
        return Remaining::Time { micros: due.at.since(now) };
    }
    let (working, natural) = days_between(today, due.last_day, calendar);
    Remaining::Days { working, natural }
}

/// The due time of a limit that runs by the moment.
pub(crate) fn due_at(at: Instant) -> Due {
    Due { at, last_day: at.plus(-1).day(), crosses_provisional: false }
}

/// Working days and days in `(after, until]`.
fn days_between(after: Date, until: Date, calendar: &WorkCalendar) -> (u32, u32) {
    let (mut working, mut natural) = (0, 0);
    let mut day = after;
    while day < until {
        day = next_day(day);
        natural += 1;
        working += u32::from(calendar.is_working_day(day));
    }
    (working, natural)
}

/// Counts days of one unit. Clocks use it with days on which they stand still.
#[derive(Clone, Copy)]
pub(crate) struct DayCount<'a> {
    pub(crate) calendar: &'a WorkCalendar,
    pub(crate) rule: &'a CountingRule,
    pub(crate) unit: LimitUnit,
}

impl DayCount<'_> {
    /// The end of `amount` units after `first`, which does not count. A day for
    /// which `still` holds neither counts nor ends the period.
    pub(crate) fn due(self, first: Date, amount: u32, still: impl Fn(Date) -> bool) -> Due {
        let mut left = self.amount_in_days(first, amount);
        let mut day = first;
        let mut crosses_provisional = false;
        while day < Date::MAX {
            if day > first && !still(day) && self.counts(day) {
                left = left.saturating_sub(1);
            }
            if self.reads_calendar(left, day > first) {
                crosses_provisional |= self.calendar.is_provisional(day);
            }
            if left == 0 && !still(day) && self.may_end(day) {
                break;
            }
            day = next_day(day);
        }
        Due { at: Instant::end_of(day), last_day: day, crosses_provisional }
    }

    /// Whether a day is one of the units, apart from the first.
    pub(crate) fn counts(self, day: Date) -> bool {
        self.unit != LimitUnit::WorkingDay || self.calendar.is_working_day(day)
    }

    fn may_end(self, day: Date) -> bool {
        match self.calendar.day_kind(day) {
            DayKind::Working | DayKind::SwappedWorkday(_) => true,
            DayKind::Weekend => self.unit != LimitUnit::WorkingDay && !self.rule.weekend_extends,
            DayKind::Holiday(_) => false,
        }
    }

    /// Working days ask the calendar for every day, natural days and months
    /// only for a day they could end on.
    fn reads_calendar(self, left: u32, counted: bool) -> bool {
        left == 0 || (counted && self.unit == LimitUnit::WorkingDay)
    }

    fn amount_in_days(self, first: Date, amount: u32) -> u32 {
        if self.unit != LimitUnit::Month {
            return amount;
        }
        // `saturating_add` takes the month's end where there is no such day.
        let last = match Span::new().try_months(amount) {
            Ok(months) => first.saturating_add(months),
            Err(_) => Date::MAX,
        };
        let days = last.since(first).map_or(0, |span| span.get_days());
        u32::try_from(days).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests;
