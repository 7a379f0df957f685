//! The parts of a rule, and which days each part means.

use jiff::civil::{Date, Weekday};

use super::day::DayFacts;
use super::plan::OpenState;

/// Minutes in a day.
pub(super) const DAY_MIN: u16 = 1_440;

/// How a rule stands to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// `;` takes the place of what earlier rules say of its days.
    Normal,
    /// `,` adds to it.
    Additional,
    /// `||` fills what is neither open nor unknown.
    Fallback,
}

/// What a make-up workday is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum MakeUp {
    /// Monday, if the place opens on each of Monday to Friday.
    #[default]
    Usual,
    /// This weekday.
    As(Weekday),
    /// The weekday of the calendar.
    Day,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) joint: Joint,
    pub(super) always: bool,
    pub(super) years: Vec<YearRange>,
    pub(super) dates: Vec<DateRange>,
    pub(super) weeks: Vec<WeekRange>,
    pub(super) days: DaySelector,
    /// None means the whole day.
    pub(super) times: Vec<TimeRange>,
    pub(super) state: OpenState,
    pub(super) note: String,
}

impl Rule {
    pub(super) fn new(joint: Joint) -> Self {
        Self {
            joint,
            always: false,
            years: Vec::new(),
            dates: Vec::new(),
            weeks: Vec::new(),
            days: DaySelector::default(),
            times: Vec::new(),
            state: OpenState::Open,
            note: String::new(),
        }
    }

    pub(super) fn is_always_open(&self) -> bool {
        self.state == OpenState::Open && !self.names_days() && self.times.is_empty()
    }

    /// Whether some days are meant and others not.
    pub(super) fn names_days(&self) -> bool {
        self.names_dates() || !self.days.is_empty()
    }

    /// Whether dates, weeks or years are named.
    pub(super) fn names_dates(&self) -> bool {
        !(self.years.is_empty() && self.dates.is_empty() && self.weeks.is_empty())
    }

    pub(super) fn matches(&self, facts: &DayFacts<'_>) -> bool {
        let day = facts.date;
        any_or_none(&self.years, |range| (range.first..=range.last).contains(&day.year()))
            && any_or_none(&self.dates, |range| range.holds(day))
            && any_or_none(&self.weeks, |range| range.holds(day))
            && self.days.holds(facts)
    }

    /// Whether the rule opens on this weekday in ordinary weeks.
    pub(super) fn opens_on(&self, weekday: Weekday) -> bool {
        let plain = |range: &WeekdayRange| range.nth.is_empty() && range.covers(weekday);
        let by_weekday = if self.days.weekdays.is_empty() {
            self.days.holidays.is_empty()
        } else {
            !self.days.both && self.days.weekdays.iter().any(plain)
        };
        self.state == OpenState::Open && self.joint != Joint::Fallback && by_weekday
    }
}

fn any_or_none<T>(ranges: &[T], holds: impl Fn(&T) -> bool) -> bool {
    ranges.is_empty() || ranges.iter().any(holds)
}

/// `2026` or `2026-2028`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct YearRange {
    pub(super) first: i16,
    pub(super) last: i16,
}

/// A month, or a day in it, in a year or in every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MonthDay {
    pub(super) year: Option<i16>,
    pub(super) month: i8,
    pub(super) day: Option<i8>,
}

/// From one day of the year to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateRange {
    pub(super) from: MonthDay,
    pub(super) to: MonthDay,
}

impl DateRange {
    fn holds(self, day: Date) -> bool {
        let from = (self.from.month, self.from.day.unwrap_or(1));
        let to = (self.to.month, self.to.day.unwrap_or(31));
        let at = (day.month(), day.day());
        match self.from.year {
            None if from <= to => from <= at && at <= to,
            None => from <= at || at <= to,
            Some(first) => {
                let last = self.to.year.unwrap_or(if from <= to { first } else { first + 1 });
                (first, from) <= (day.year(), at) && (day.year(), at) <= (last, to)
            }
        }
    }
}

/// `week 01-20/2`, by ISO 8601.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WeekRange {
    pub(super) first: i8,
    pub(super) last: i8,
    pub(super) every: i8,
}

impl WeekRange {
    fn holds(self, day: Date) -> bool {
        let week = day.iso_week_date().week();
        (self.first..=self.last).contains(&week) && (week - self.first) % self.every == 0
    }
}

/// Holidays or weekdays, or holidays that fall on weekdays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct DaySelector {
    pub(super) holidays: Vec<Holiday>,
    pub(super) weekdays: Vec<WeekdayRange>,
    /// `SH Mo-Fr`: both must hold.
    pub(super) both: bool,
}

impl DaySelector {
    pub(super) fn is_empty(&self) -> bool {
        self.holidays.is_empty() && self.weekdays.is_empty()
    }

    fn holds(&self, facts: &DayFacts<'_>) -> bool {
        let holiday = self.holidays.iter().any(|holiday| holiday.holds(facts));
        let weekday = self.weekdays.iter().any(|range| range.holds(facts));
        if self.is_empty() {
            true
        } else if self.both {
            holiday && weekday
        } else {
            holiday || weekday
        }
    }
}

/// A day the calendar of the State or of the schools names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Holiday {
    /// `PH`, with a name when only one is meant.
    Public(Option<String>),
    /// `SH`.
    School,
    /// `MW`.
    MakeUp,
}

impl Holiday {
    pub(super) fn holds(&self, facts: &DayFacts<'_>) -> bool {
        match self {
            Self::Public(None) => facts.public.is_some(),
            Self::Public(Some(name)) => {
                facts.public.is_some_and(|found| found.split('、').any(|part| part == name))
            }
            Self::School => facts.school.is_some(),
            Self::MakeUp => facts.make_up.is_some(),
        }
    }
}

/// `Mo-Fr`, or `Mo[1]` in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WeekdayRange {
    pub(super) first: Weekday,
    pub(super) last: Weekday,
    pub(super) nth: Vec<i8>,
}

impl WeekdayRange {
    fn holds(&self, facts: &DayFacts<'_>) -> bool {
        self.covers(facts.weekday)
            && (self.nth.is_empty() || self.nth.iter().any(|nth| is_nth(facts.date, *nth)))
    }

    pub(super) fn covers(&self, weekday: Weekday) -> bool {
        let at = weekday.to_monday_zero_offset();
        let first = self.first.to_monday_zero_offset();
        let last = self.last.to_monday_zero_offset();
        if first <= last { (first..=last).contains(&at) } else { at >= first || at <= last }
    }
}

/// Whether a day is the nth of its weekday in its month, from the end if negative.
fn is_nth(day: Date, nth: i8) -> bool {
    if nth > 0 {
        (day.day() - 1) / 7 + 1 == nth
    } else {
        (day.days_in_month() - day.day()) / 7 + 1 == -nth
    }
}

/// Minutes after the midnight the day begins with; the end may lie in the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeRange {
    pub(super) from: u16,
    pub(super) to: u16,
}
