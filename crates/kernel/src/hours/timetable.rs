//! Opening hours with the calendars, seasons and overrides that hold for a place.

use jiff::civil::Date;

use super::Hours;
use super::day::{Calendars, DayPieces, Piece, SchoolHolidays, cover, holiday_and_make_up};
use super::grammar::DAY_MIN;
use super::plan::{Certainty, Change, DayPlan, OpenState, Reason, Segment};
use crate::calendar::{WorkCalendar, next_day};
use crate::time::{Instant, MINUTE_US};

/// How many days are searched for the next change: a year and a holiday.
const SEARCHED_DAYS: u16 = 400;

/// Other hours for some time, such as a summer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// The hours that hold instead.
    pub hours: Hours,
    /// Why, in the words of the place.
    pub why: String,
}

/// Open or closed for a while, whatever the hours say: a heat alert, a power cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Its first instant.
    pub from: Instant,
    /// The first instant after it.
    pub until: Instant,
    /// What holds instead.
    pub state: OpenState,
    /// Why, in the words of whoever decided it.
    pub why: String,
}

/// Everything that decides whether a place is open.
#[derive(Debug, Clone, Copy)]
pub struct Timetable<'a> {
    hours: &'a Hours,
    work: &'a WorkCalendar,
    school: &'a SchoolHolidays,
    seasons: &'a [Season],
    overrides: &'a [Override],
    site: Option<&'a Timetable<'a>>,
}

impl<'a> Timetable<'a> {
    /// These hours in these calendars.
    pub fn new(hours: &'a Hours, work: &'a WorkCalendar, school: &'a SchoolHolidays) -> Self {
        Self { hours, work, school, seasons: &[], overrides: &[], site: None }
    }

    /// With other hours for some time; the later in the list wins.
    #[must_use]
    pub fn with_seasons(mut self, seasons: &'a [Season]) -> Self {
        self.seasons = seasons;
        self
    }

    /// With overrides; the later in the list wins, and each wins over the hours.
    #[must_use]
    pub fn with_overrides(mut self, overrides: &'a [Override]) -> Self {
        self.overrides = overrides;
        self
    }

    /// As the hours of a service inside a site: it is never open while the site is closed.
    #[must_use]
    pub fn within(mut self, site: &'a Timetable<'a>) -> Self {
        self.site = Some(site);
        self
    }

    /// What is the case at an instant.
    pub fn state_at(&self, at: Instant) -> Segment {
        let plan = self.day(at.day());
        let found = plan.at(at).cloned();
        found.unwrap_or_else(|| closed(at, at, Reason::Outside))
    }

    /// Whether it is open at an instant.
    pub fn is_open(&self, at: Instant) -> bool {
        self.state_at(at).state == OpenState::Open
    }

    /// When that ends; none if nothing changes within 400 days.
    pub fn next_change(&self, at: Instant) -> Option<Change> {
        let now = self.state_at(at).state;
        let mut day = at.day();
        for _ in 0..SEARCHED_DAYS {
            let plan = self.day(day);
            let later = plan.segments.iter().filter(|segment| segment.from > at);
            if let Some(segment) = later.into_iter().find(|segment| segment.state != now) {
                return Some(Change {
                    at: segment.from,
                    state: segment.state,
                    reason: segment.reason.clone(),
                    certainty: plan.certainty,
                });
            }
            if self.never_changes() {
                return None;
            }
            day = next_day(day);
        }
        None
    }

    fn never_changes(&self) -> bool {
        self.hours.is_always_open()
            && self.seasons.is_empty()
            && self.overrides.is_empty()
            && self.site.is_none_or(Self::never_changes)
    }

    /// Seven days from this one.
    pub fn week(&self, from: Date) -> Vec<DayPlan> {
        let mut day = from;
        let mut week = Vec::with_capacity(7);
        for _ in 0..7 {
            week.push(self.day(day));
            day = next_day(day);
        }
        week
    }

    /// The course of a day.
    pub fn day(&self, date: Date) -> DayPlan {
        let (pieces, mut certainty) = self.pieces(date);
        let start = Instant::start_of(date);
        let mut segments = joined(start, pieces);
        for change in self.overrides {
            segments = overridden(segments, change);
        }
        if let Some(site) = self.site {
            let around = site.day(date);
            segments = inside(segments, &around.segments);
            certainty = certainty.max(around.certainty);
        }
        let (holiday, make_up) = holiday_and_make_up(date, self.work);
        DayPlan {
            date,
            segments: merged(segments),
            certainty,
            holiday: holiday.map(ToOwned::to_owned),
            make_up: make_up.map(ToOwned::to_owned),
        }
    }

    /// What the hours say from midnight to midnight, last night's end included.
    fn pieces(&self, date: Date) -> (Vec<Explained>, Certainty) {
        let today = self.of_day(date);
        let yesterday = date.yesterday().ok().map(|day| self.of_day(day));
        let mut certainty = today.1.certainty;
        let mut canvas: Vec<Piece> = Vec::new();
        if let Some((_, before)) = &yesterday {
            for piece in &before.pieces {
                if piece.to > DAY_MIN && piece.state != OpenState::Closed {
                    let from = piece.from.saturating_sub(DAY_MIN);
                    let to = (piece.to - DAY_MIN).min(DAY_MIN);
                    canvas.push(Piece { from, to, ..*piece });
                    certainty = certainty.max(before.certainty);
                }
            }
        }
        let nights = canvas.clone();
        for piece in &today.1.pieces {
            let piece = Piece { to: piece.to.min(DAY_MIN), ..*piece };
            // A day that is off does not end the night before it.
            if piece.from >= DAY_MIN {
                continue;
            }
            cover(&mut canvas, Piece { rule: piece.rule + TODAY, ..piece });
            if piece.state == OpenState::Closed && piece.is_whole_day {
                for night in &nights {
                    cover(&mut canvas, *night);
                }
            }
        }
        let explain = |piece: &Piece| {
            let (season, day, rule) = match (piece.rule.checked_sub(TODAY), &yesterday) {
                (Some(rule), _) => (today.0, &today.1, rule),
                (None, Some((season, day))) => (*season, day, piece.rule),
                (None, None) => (None, &today.1, piece.rule),
            };
            self.explained(piece, season, day, rule)
        };
        let mut explained: Vec<Explained> = canvas.iter().map(explain).collect();
        explained.sort_by_key(|piece| piece.from);
        let silence = today.0.map_or(Reason::Outside, |season| Reason::Season(season.why.clone()));
        (without_gaps(explained, &silence), certainty)
    }

    fn of_day(&self, date: Date) -> (Option<&'a Season>, DayPieces<'a>) {
        let season =
            self.seasons.iter().rev().find(|season| (season.from..=season.to).contains(&date));
        let hours = season.map_or(self.hours, |season| &season.hours);
        let calendars = Calendars { work: self.work, school: self.school };
        (season, hours.pieces(date, calendars))
    }

    fn explained(
        &self,
        piece: &Piece,
        season: Option<&Season>,
        day: &DayPieces<'_>,
        rule: usize,
    ) -> Explained {
        let hours = season.map_or(self.hours, |season| &season.hours);
        let (reason, note) = hours.reason(rule, &day.facts);
        let reason = match season {
            Some(season) => Reason::Season(season.why.clone()),
            None => reason,
        };
        Explained { from: piece.from, to: piece.to, state: piece.state, reason, note }
    }
}

/// Added to the rules of today, to tell them from those of yesterday on one canvas.
const TODAY: usize = 1 << 16;

/// Minutes of a day in one state, with the reason.
struct Explained {
    from: u16,
    to: u16,
    state: OpenState,
    reason: Reason,
    note: String,
}

fn without_gaps(pieces: Vec<Explained>, silence: &Reason) -> Vec<Explained> {
    let gap = |from, to| Explained {
        from,
        to,
        state: OpenState::Closed,
        reason: silence.clone(),
        note: String::new(),
    };
    let mut all = Vec::with_capacity(pieces.len() * 2 + 1);
    let mut reached = 0;
    for piece in pieces {
        if piece.from > reached {
            all.push(gap(reached, piece.from));
        }
        reached = piece.to;
        all.push(piece);
    }
    if reached < DAY_MIN {
        all.push(gap(reached, DAY_MIN));
    }
    all
}

fn joined(start: Instant, pieces: Vec<Explained>) -> Vec<Segment> {
    let at = |minute: u16| start.plus(i64::from(minute) * MINUTE_US);
    let segments = pieces.into_iter().map(|piece| Segment {
        from: at(piece.from),
        until: at(piece.to),
        state: piece.state,
        reason: piece.reason,
        note: piece.note,
    });
    segments.collect()
}

fn overridden(segments: Vec<Segment>, change: &Override) -> Vec<Segment> {
    let mut all = Vec::with_capacity(segments.len() + 2);
    for segment in segments {
        let (from, until) = (segment.from.max(change.from), segment.until.min(change.until));
        if from >= until {
            all.push(segment);
            continue;
        }
        if segment.from < from {
            all.push(Segment { until: from, ..segment.clone() });
        }
        all.push(Segment {
            from,
            until,
            state: change.state,
            reason: Reason::Override(change.why.clone()),
            note: String::new(),
        });
        if until < segment.until {
            all.push(Segment { from: until, ..segment });
        }
    }
    all
}

/// A service in its site: where the site is less open, the site decides.
fn inside(service: Vec<Segment>, site: &[Segment]) -> Vec<Segment> {
    let mut all = Vec::new();
    for segment in service {
        for around in site {
            let (from, until) = (segment.from.max(around.from), segment.until.min(around.until));
            if from >= until {
                continue;
            }
            if around.state > segment.state {
                let reason = Reason::Site(Box::new(around.reason.clone()));
                let note = around.note.clone();
                all.push(Segment { from, until, state: around.state, reason, note });
            } else {
                all.push(Segment { from, until, ..segment.clone() });
            }
        }
    }
    all
}

/// Neighbours that say the same become one.
fn merged(segments: Vec<Segment>) -> Vec<Segment> {
    let mut all: Vec<Segment> = Vec::with_capacity(segments.len());
    for segment in segments {
        match all.last_mut() {
            Some(last)
                if last.state == segment.state
                    && last.reason == segment.reason
                    && last.note == segment.note =>
            {
                last.until = segment.until;
            }
            Some(_) | None => all.push(segment),
        }
    }
    all
}

fn closed(from: Instant, until: Instant, reason: Reason) -> Segment {
    Segment { from, until, state: OpenState::Closed, reason, note: String::new() }
}
