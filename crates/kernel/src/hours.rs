//! Opening hours that are right in China.
//!
//! A place writes its hours in a declared part of the OpenStreetMap grammar:
//!
//! | part | as in |
//! | --- | --- |
//! | days | `Mo-Fr`, `Sa,Su`, `Mo[1]`, `Fr[-1]` |
//! | times | `09:00-18:00`, `09:00-12:00,14:00-18:00`, `22:00-02:00`, `18:00-26:00` |
//! | dates | `Jun 15-Sep 15`, `Nov-Feb`, `2026 Feb 10-Mar 01`, `2026-2028`, `week 01-20/2` |
//! | holidays | `PH` by the State Council's notice, `PH[春节]` one of them, `SH` school holidays |
//! | make-up workdays | `MW`, or `MW as Mo`, `MW as day` (below) |
//! | state | `open`, `off`, `closed`, `unknown`, and a comment `"请按门铃"` |
//! | several rules | `;` replaces the day, `,` adds to it, `\|\|` fills what is left |
//! | always | `24/7` |
//!
//! Sunrise, open ends (`18:00+`), `PH +1 day` and Easter are outside it and
//! refused with their position. `PH[…]`, `MW` and full-width signs are ours.
//!
//! Three things are decided here, because the grammar was not made for China:
//!
//! * **Make-up workdays** (调休). A place that opens on each of Monday to Friday
//!   works on a Saturday or Sunday worked in exchange, with Monday's hours. Any
//!   other place keeps the day of the week. `MW as Tu` names another weekday,
//!   `MW as day` keeps the calendar's, `MW off` or `MW 10:00-12:00` say it outright.
//! * **Breaks.** Where a notice joins a day off with the weekend, the weekend is `PH` too.
//! * **A night belongs to the day it begins on.** `Fr 20:00-02:00; Sa off` is
//!   open until two on Saturday morning.
//!
//! A year whose notice is still to come is never guessed: a day is unconfirmed
//! when the notice could change what the rules say of it.

mod day;
mod fault;
mod grammar;
mod parse;
mod plan;
mod scan;
mod show;
mod timetable;

use std::fmt;
use std::str::FromStr;

use crate::hours::grammar::{MakeUp, Rule};

pub use day::SchoolHolidays;
pub use fault::{HoursFault, HoursFaultKind};
pub use plan::{Certainty, Change, DayPlan, OpenState, Reason, Segment};
pub use timetable::{Override, Season, Timetable};

/// Opening hours as a place wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    rules: Vec<Rule>,
    make_up: MakeUp,
}

impl Hours {
    /// Reads the grammar of this module.
    ///
    /// # Errors
    /// The first fault, with where it is.
    pub fn parse(text: &str) -> Result<Self, HoursFault> {
        parse::parse(text)
    }

    /// Whether the place never closes and no rule can change that.
    pub fn is_always_open(&self) -> bool {
        matches!(self.rules.as_slice(), [rule] if rule.is_always_open())
    }
}

impl FromStr for Hours {
    type Err = HoursFault;

    fn from_str(text: &str) -> Result<Self, HoursFault> {
        Self::parse(text)
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show::hours(f, &self.rules, self.make_up)
    }
}

#[cfg(test)]
mod tests;
