//! Opening hours in their plain form; reading it again gives the same rules.

use std::fmt::{Display, Formatter, Result};

use jiff::civil::Weekday;

use super::grammar::{
    DateRange, DaySelector, Holiday, Joint, MakeUp, MonthDay, Rule, TimeRange, WeekRange,
    WeekdayRange, YearRange,
};
use super::plan::OpenState;

pub(super) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
pub(super) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("Mo", Weekday::Monday),
    ("Tu", Weekday::Tuesday),
    ("We", Weekday::Wednesday),
    ("Th", Weekday::Thursday),
    ("Fr", Weekday::Friday),
    ("Sa", Weekday::Saturday),
    ("Su", Weekday::Sunday),
];

pub(super) fn hours(f: &mut Formatter<'_>, rules: &[Rule], make_up: MakeUp) -> Result {
    for (index, rule) in rules.iter().enumerate() {
        if index > 0 {
            f.write_str(match rule.joint {
                Joint::Normal => "; ",
                Joint::Additional => ", ",
                Joint::Fallback => " || ",
            })?;
        }
        one(f, rule)?;
    }
    match make_up {
        MakeUp::Usual => Ok(()),
        MakeUp::As(weekday) => write!(f, "; MW as {}", weekday_name(weekday)),
        MakeUp::Day => f.write_str("; MW as day"),
    }
}

fn one(f: &mut Formatter<'_>, rule: &Rule) -> Result {
    let mut words: Vec<String> = Vec::new();
    if rule.always {
        words.push("24/7".to_owned());
    }
    if !rule.years.is_empty() {
        words.push(list(&rule.years));
    }
    if !rule.dates.is_empty() {
        words.push(list(&rule.dates));
    }
    if !rule.weeks.is_empty() {
        words.push(format!("week {}", list(&rule.weeks)));
    }
    if !rule.days.is_empty() {
        words.push(rule.days.to_string());
    }
    if !rule.times.is_empty() {
        words.push(list(&rule.times));
    }
    match rule.state {
        OpenState::Closed => words.push("off".to_owned()),
        OpenState::Unknown if rule.note.is_empty() => words.push("unknown".to_owned()),
        OpenState::Open if words.is_empty() || !rule.note.is_empty() => {
            words.push("open".to_owned());
        }
        OpenState::Open | OpenState::Unknown => {}
    }
    if !rule.note.is_empty() {
        words.push(format!("\"{}\"", rule.note));
    }
    f.write_str(&words.join(" "))
}

fn list<T: Display>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

fn weekday_name(weekday: Weekday) -> &'static str {
    WEEKDAYS.iter().find(|(_, day)| *day == weekday).map_or("", |(name, _)| name)
}

impl Display for YearRange {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}", self.first)?;
        if self.last != self.first { write!(f, "-{}", self.last) } else { Ok(()) }
    }
}

impl Display for MonthDay {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if let Some(year) = self.year {
            write!(f, "{year} ")?;
        }
        let month = usize::try_from(self.month - 1).ok().and_then(|index| MONTHS.get(index));
        f.write_str(month.unwrap_or(&""))?;
        self.day.map_or(Ok(()), |day| write!(f, " {day:02}"))
    }
}

impl Display for DateRange {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.from.fmt(f)?;
        if self.to != self.from { write!(f, "-{}", self.to) } else { Ok(()) }
    }
}

impl Display for WeekRange {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{:02}", self.first)?;
        if self.last != self.first {
            write!(f, "-{:02}", self.last)?;
        }
        if self.every != 1 { write!(f, "/{}", self.every) } else { Ok(()) }
    }
}

impl Display for DaySelector {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&list(&self.holidays))?;
        if !self.holidays.is_empty() && !self.weekdays.is_empty() {
            f.write_str(if self.both { " " } else { "," })?;
        }
        f.write_str(&list(&self.weekdays))
    }
}

impl Display for Holiday {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Public(None) => f.write_str("PH"),
            Self::Public(Some(name)) => write!(f, "PH[{name}]"),
            Self::School => f.write_str("SH"),
            Self::MakeUp => f.write_str("MW"),
        }
    }
}

impl Display for WeekdayRange {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(weekday_name(self.first))?;
        if self.last != self.first {
            write!(f, "-{}", weekday_name(self.last))?;
        }
        if self.nth.is_empty() { Ok(()) } else { write!(f, "[{}]", list(&self.nth)) }
    }
}

impl Display for TimeRange {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let to =
            if self.to > 1_440 && self.to - 1_440 < self.from { self.to - 1_440 } else { self.to };
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, to / 60, to % 60)
    }
}
