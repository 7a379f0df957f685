//! What the rules say of one day.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use super::Hours;
use super::grammar::{DAY_MIN, Holiday, Joint, MakeUp, Rule};
use super::plan::{Certainty, OpenState, Reason};
use super::show::WEEKDAYS;
use crate::calendar::{DayKind, WorkCalendar, YearStatus};

/// The holidays of a city's schools, as its education office announces them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SchoolHolidays {
    /// Announced.
    spans: Vec<(Date, Date, String)>,
    /// Expected, not announced yet.
    provisional: Vec<(Date, Date, String)>,
}

impl SchoolHolidays {
    /// From first to last day, with a name each.
    pub fn new(mut spans: Vec<(Date, Date, String)>) -> Self {
        spans.sort();
        Self { spans, provisional: Vec::new() }
    }

    /// With holidays that are expected: what hours say by them is not sure.
    #[must_use]
    pub fn with_provisional(self, provisional: Vec<(Date, Date, String)>) -> Self {
        Self { provisional, ..self }
    }

    fn name(&self, day: Date) -> Option<&str> {
        let mut all = self.spans.iter().chain(&self.provisional);
        let found = all.find(|(from, to, _)| (*from..=*to).contains(&day));
        found.map(|(_, _, name)| name.as_str())
    }

    /// Whether the day lies between the first and the last holiday announced.
    fn knows(&self, day: Date) -> bool {
        let first = self.spans.first().map(|(from, _, _)| *from);
        let last = self.spans.iter().map(|(_, to, _)| *to).max();
        first.zip(last).is_some_and(|(first, last)| (first..=last).contains(&day))
    }
}

/// What kind of day it is, as far as rules ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DayFacts<'a> {
    pub(super) date: Date,
    /// The weekday whose hours hold.
    pub(super) weekday: Weekday,
    pub(super) public: Option<&'a str>,
    pub(super) make_up: Option<&'a str>,
    pub(super) school: Option<&'a str>,
}

/// A stretch of minutes from the midnight the day begins with, beyond the next if a night runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) from: u16,
    pub(super) to: u16,
    pub(super) state: OpenState,
    /// The rule, by its place.
    pub(super) rule: usize,
    /// Whether the rule means the whole day.
    pub(super) is_whole_day: bool,
}

/// What the rules make of a day.
#[derive(Debug, Clone)]
pub(super) struct DayPieces<'a> {
    pub(super) facts: DayFacts<'a>,
    pub(super) pieces: Vec<Piece>,
    pub(super) certainty: Certainty,
}

/// The calendars a day is looked up in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendars<'a> {
    pub(super) work: &'a WorkCalendar,
    pub(super) school: &'a SchoolHolidays,
}

impl Hours {
    /// What the rules say of a day, with what begins on it.
    pub(super) fn pieces<'a>(&self, date: Date, calendars: Calendars<'a>) -> DayPieces<'a> {
        let facts = self.facts(date, calendars);
        let pieces = self.paint(&facts);
        let certainty = self.certainty(&facts, &pieces, calendars);
        DayPieces { facts, pieces, certainty }
    }

    fn facts<'a>(&self, date: Date, calendars: Calendars<'a>) -> DayFacts<'a> {
        let (public, make_up) = holiday_and_make_up(date, calendars.work);
        let mut facts = DayFacts {
            date,
            weekday: date.weekday(),
            public,
            make_up,
            school: calendars.school.name(date),
        };
        if make_up.is_some() {
            facts.weekday = self.weekday_of_make_up(date);
        }
        facts
    }

    fn weekday_of_make_up(&self, date: Date) -> Weekday {
        match self.make_up {
            MakeUp::As(weekday) => weekday,
            MakeUp::Usual if self.opens_every_working_weekday() => Weekday::Monday,
            MakeUp::Usual | MakeUp::Day => date.weekday(),
        }
    }

    fn opens_every_working_weekday(&self) -> bool {
        WEEKDAYS
            .iter()
            .take(5)
            .all(|(_, weekday)| self.rules.iter().any(|rule| rule.opens_on(*weekday)))
    }

    fn paint(&self, facts: &DayFacts<'_>) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for (index, rule) in self.rules.iter().enumerate() {
            if !rule.matches(facts) {
                continue;
            }
            if self.replaces(index, rule) {
                pieces.clear();
            }
            let whole = [(0, DAY_MIN)];
            let times = rule.times.iter().map(|time| (time.from, time.to));
            let spans: Vec<_> =
                if rule.times.is_empty() { whole.to_vec() } else { times.collect() };
            for (from, to) in spans {
                let is_whole_day = rule.times.is_empty();
                let is_last_resort = rule.joint == Joint::Fallback;
                if is_whole_day && rule.state == OpenState::Closed && !is_last_resort {
                    // The night that would begin on it is off as well.
                    cut(&mut pieces, from, 2 * DAY_MIN, |_| true);
                }
                let piece = Piece { from, to, state: rule.state, rule: index, is_whole_day };
                if is_last_resort {
                    fill(&mut pieces, piece);
                } else {
                    cover(&mut pieces, piece);
                }
            }
        }
        pieces
    }

    /// Whether a rule takes the place of what earlier rules said of its days; one that closes
    /// only cuts its own time out.
    fn replaces(&self, index: usize, rule: &Rule) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.rules.get(before));
        rule.joint == Joint::Normal
            && rule.state != OpenState::Closed
            && (rule.names_days() || before.is_some_and(|before| !before.names_days()))
    }

    /// How sure the day is: what else it may turn out to be must not make a difference.
    fn certainty(
        &self,
        facts: &DayFacts<'_>,
        pieces: &[Piece],
        calendars: Calendars<'_>,
    ) -> Certainty {
        if calendars.work.is_provisional(facts.date) && self.may_yet_differ(facts, pieces) {
            return Certainty::ProvisionalYear(provisional_year(facts.date, calendars.work));
        }
        let is_school = |holiday: &Holiday| *holiday == Holiday::School;
        if self.names(is_school) && !calendars.school.knows(facts.date) {
            let other = if facts.school.is_some() { None } else { Some("") };
            let other = DayFacts { school: other, ..*facts };
            if !same_course(&self.paint(&other), pieces) {
                return Certainty::SchoolDaysUnknown;
            }
        }
        let is_this =
            |holiday: &Holiday| matches!(holiday, Holiday::Public(_)) && holiday.holds(facts);
        let by_weekday = || self.rules.iter().any(|rule| !rule.days.weekdays.is_empty());
        if facts.public.is_some() && by_weekday() && !self.names(is_this) {
            return Certainty::HolidayNotStated;
        }
        Certainty::Stated
    }

    /// Whether the notice to come can change what the rules say of a day.
    fn may_yet_differ(&self, facts: &DayFacts<'_>, pieces: &[Piece]) -> bool {
        let differs = |other: DayFacts<'_>| !same_course(&self.paint(&other), pieces);
        let weekday = facts.date.weekday();
        let ordinary = DayFacts { public: None, make_up: None, weekday, ..*facts };
        let make_up = DayFacts {
            make_up: Some(""),
            weekday: self.weekday_of_make_up(facts.date),
            ..ordinary
        };
        let is_weekend = matches!(weekday, Weekday::Saturday | Weekday::Sunday);
        self.names(|holiday| matches!(holiday, Holiday::Public(Some(_))))
            || differs(ordinary)
            || differs(DayFacts { public: Some(""), ..ordinary })
            || (is_weekend && differs(make_up))
    }

    /// Whether a rule names such a holiday.
    fn names(&self, is_meant: impl Fn(&Holiday) -> bool) -> bool {
        self.rules.iter().flat_map(|rule| &rule.days.holidays).any(is_meant)
    }

    /// Why a rule speaks of a day, and what it says besides.
    pub(super) fn reason(&self, index: usize, facts: &DayFacts<'_>) -> (Reason, String) {
        let Some(rule) = self.rules.get(index) else { return (Reason::Outside, String::new()) };
        (reason_of(rule, facts), rule.note.clone())
    }
}

/// The public holiday a day belongs to, or the one it is worked in exchange for. A notice that
/// says “off on Friday, joined with the weekend” makes a break of three days.
pub(super) fn holiday_and_make_up(date: Date, work: &WorkCalendar) -> (Option<&str>, Option<&str>) {
    match work.day_kind(date) {
        DayKind::Holiday(name) => (Some(name), None),
        DayKind::SwappedWorkday(name) => (None, Some(name)),
        DayKind::Working => (None, None),
        DayKind::Weekend => (joined_holiday(date, work), None),
    }
}

fn joined_holiday(date: Date, work: &WorkCalendar) -> Option<&str> {
    let sunday = date.weekday() == Weekday::Sunday;
    let saturday = if sunday { date.yesterday().ok()? } else { date };
    let sunday = saturday.tomorrow().ok()?;
    let is_plain = |day: Date| work.day_kind(day) == DayKind::Weekend;
    let beside = [saturday.yesterday().ok()?, sunday.tomorrow().ok()?];
    let named = beside.into_iter().find_map(|day| match work.day_kind(day) {
        DayKind::Holiday(name) => Some(name),
        DayKind::Working | DayKind::Weekend | DayKind::SwappedWorkday(_) => None,
    });
    named.filter(|_| is_plain(saturday) && is_plain(sunday))
}

fn provisional_year(day: Date, work: &WorkCalendar) -> i16 {
    if work.year_status(day.year()) == YearStatus::Provisional {
        day.year()
    } else {
        day.year() + 1
    }
}

fn reason_of(rule: &Rule, facts: &DayFacts<'_>) -> Reason {
    let named: BTreeSet<u8> = rule
        .days
        .holidays
        .iter()
        .filter(|holiday| holiday.holds(facts))
        .map(|holiday| match holiday {
            Holiday::Public(_) => 0,
            Holiday::School => 1,
            Holiday::MakeUp => 2,
        })
        .collect();
    let name = |name: Option<&str>| name.unwrap_or_default().to_owned();
    match named.first() {
        Some(0) => return Reason::Holiday(name(facts.public)),
        Some(1) => return Reason::SchoolHoliday(name(facts.school)),
        Some(_) => return Reason::MakeUpDay { name: name(facts.make_up), like: None },
        None => {}
    }
    if rule.always || rule.is_always_open() {
        Reason::Always
    } else if !rule.days.weekdays.is_empty() {
        match facts.make_up {
            Some(make_up) if facts.weekday != facts.date.weekday() => {
                Reason::MakeUpDay { name: make_up.to_owned(), like: Some(facts.weekday) }
            }
            Some(_) | None => Reason::Weekday,
        }
    } else if rule.names_dates() {
        Reason::Dates
    } else {
        Reason::Daily
    }
}

/// Whether two courses are open, unknown and closed at the same times.
fn same_course(one: &[Piece], other: &[Piece]) -> bool {
    open_spans(one) == open_spans(other)
}

/// The spans that are not closed, neighbours of one state joined, in order.
fn open_spans(pieces: &[Piece]) -> Vec<(u16, u16, OpenState)> {
    let mut sorted: Vec<_> = pieces
        .iter()
        .filter(|piece| piece.state != OpenState::Closed)
        .map(|piece| (piece.from, piece.to, piece.state))
        .collect();
    sorted.sort_unstable();
    let mut joined: Vec<(u16, u16, OpenState)> = Vec::new();
    for (from, to, state) in sorted {
        match joined.last_mut() {
            Some(last) if last.1 == from && last.2 == state => last.1 = to,
            _ => joined.push((from, to, state)),
        }
    }
    joined
}

/// Lays a piece over others; they never overlap.
pub(super) fn cover(pieces: &mut Vec<Piece>, piece: Piece) {
    cut(pieces, piece.from, piece.to, |_| true);
    pieces.push(piece);
}

/// Lays a piece where nothing is open or unknown yet.
fn fill(pieces: &mut Vec<Piece>, piece: Piece) {
    cut(pieces, piece.from, piece.to, |old| old.state == OpenState::Closed);
    let mut taken: Vec<(u16, u16)> = pieces.iter().map(|old| (old.from, old.to)).collect();
    taken.sort_unstable();
    let mut from = piece.from;
    for (start, end) in taken {
        if start > from && from < piece.to {
            pieces.push(Piece { from, to: start.min(piece.to), ..piece });
        }
        from = from.max(end);
    }
    if from < piece.to {
        pieces.push(Piece { from, ..piece });
    }
}

/// Takes a span out of those pieces that may be cut.
fn cut(pieces: &mut Vec<Piece>, from: u16, to: u16, may: impl Fn(&Piece) -> bool) {
    let mut left = Vec::with_capacity(pieces.len() + 2);
    for old in pieces.drain(..) {
        if !may(&old) || old.to <= from || to <= old.from {
            left.push(old);
            continue;
        }
        if old.from < from {
            left.push(Piece { to: from, ..old });
        }
        if to < old.to {
            left.push(Piece { from: to, ..old });
        }
    }
    *pieces = left;
}
