//! What comes out: the course of a day, what is the case now, and why.

use jiff::civil::{Date, Weekday};

use crate::time::Instant;

/// Whether a place is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OpenState {
    /// It is.
    #[default]
    Open,
    /// The place itself says that one has to ask.
    Unknown,
    /// It is not.
    Closed,
}

/// Why a place is open or closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It is always open.
    Always,
    /// Its hours are the same every day.
    Daily,
    /// Its hours of this weekday.
    Weekday,
    /// Its hours of these dates, weeks or years.
    Dates,
    /// A public holiday, with its name.
    Holiday(String),
    /// A school holiday, with its name.
    SchoolHoliday(String),
    /// A Saturday or Sunday worked in exchange for a holiday.
    MakeUpDay {
        /// The holiday.
        name: String,
        /// The weekday whose hours hold; none when the hours name such days.
        like: Option<Weekday>,
    },
    /// No rule speaks of this time.
    Outside,
    /// A season of its own, in the words of the place.
    Season(String),
    /// For a while, in the words of whoever decided it.
    Override(String),
    /// The site around it is closed.
    Site(Box<Reason>),
}

/// How sure the hours of a day are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// As the place says.
    Stated,
    /// A public holiday of which the place says nothing.
    HolidayNotStated,
    /// The school holidays of this time are not known and would matter.
    SchoolDaysUnknown,
    /// The notice of holidays for this year is still to come and may matter.
    ProvisionalYear(i16),
}

/// One stretch of a day in which nothing changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its first instant.
    pub from: Instant,
    /// The first instant after it.
    pub until: Instant,
    /// Whether the place is open.
    pub state: OpenState,
    /// Why.
    pub reason: Reason,
    /// What the place says about it, often nothing.
    pub note: String,
}

/// The course of one day, midnight to midnight, without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayPlan {
    /// The day.
    pub date: Date,
    /// In order; the first begins and the last ends at midnight.
    pub segments: Vec<Segment>,
    /// How sure this is.
    pub certainty: Certainty,
    /// The public holiday, if it is one.
    pub holiday: Option<String>,
    /// The holiday it is worked in exchange for, if it is such a day.
    pub make_up: Option<String>,
}

impl DayPlan {
    /// The stretch that holds this instant.
    pub fn at(&self, at: Instant) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.from <= at && at < segment.until)
    }

    /// The stretches in which it is open or one has to ask.
    pub fn open(&self) -> impl Iterator<Item = &Segment> {
        self.segments.iter().filter(|segment| segment.state != OpenState::Closed)
    }
}

/// When what is the case ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Instant,
    /// What is the case from then on.
    pub state: OpenState,
    /// Why.
    pub reason: Reason,
    /// How sure the day of the change is.
    pub certainty: Certainty,
}
