//! A city's calendars for appointments: when, how many at a time, how long before, and
//! what is asked of the person.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use kernel::calendar::WorkCalendar;
use kernel::hours::{Certainty, Hours, OpenState, SchoolHolidays, Timetable};
use kernel::time::{Instant, MINUTE_US};
use serde::Deserialize;

use super::appointment::{Clearance, ClosureId};
use super::directory::Directory;
use crate::words;

/// Furthest a calendar may look ahead, in days.
const HORIZON_MAX: i64 = 90;
/// Most seats of a time.
const CAPACITY_MAX: i64 = 500;

words! {
    /// Whether people tell who they are.
    pub enum Privacy: "a privacy of a calendar" {
        /// Name and telephone, in the vault.
        Named = "named",
        /// Neither is asked; the number is the only name.
        Anonymous = "anonymous",
    }
}

/// The calendars that say what kind of day it is.
pub type Calendars<'a> = (&'a WorkCalendar, &'a SchoolHolidays);

/// `stations/appointments.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AppointmentRules {
    /// A seat is held for so many minutes.
    pub hold_minutes: i64,
    /// A seat that came free is held for who waits so many minutes.
    pub offer_minutes: i64,
    /// People are reminded so many hours before.
    pub remind_hours: i64,
    /// Who came is forgotten so many days after.
    pub forget_days: i64,
    /// Counts below this are not shown, where that is more than the city asks for.
    pub small_cell: i64,
    /// Calendars.
    pub calendar: Vec<BookedCalendar>,
}

impl Default for AppointmentRules {
    fn default() -> Self {
        Self {
            hold_minutes: 10,
            offer_minutes: 120,
            remind_hours: 24,
            forget_days: 90,
            small_cell: 0,
            calendar: Vec::new(),
        }
    }
}

/// One calendar.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookedCalendar {
    /// Its short name, in addresses.
    pub id: String,
    /// The service of the directory.
    pub service: String,
    /// What it is called, where a service has several.
    #[serde(default)]
    pub name: String,
    /// Where one comes to.
    pub place: String,
    /// What to bring.
    #[serde(default)]
    pub bring: String,
    /// Weekly pattern, as opening hours are written.
    #[serde(default)]
    pub hours: String,
    /// Single sessions, `2026-12-05T09:00/11:00`.
    #[serde(default)]
    pub sessions: Vec<String>,
    /// Length of a time; sessions have their own.
    #[serde(default)]
    pub slot_minutes: i64,
    /// Seats of a time.
    pub capacity: i64,
    /// So many may wait for a time.
    #[serde(default)]
    pub waiting: i64,
    /// No booking later than so many minutes before.
    pub lead_minutes: i64,
    /// No booking earlier than so many days before.
    pub horizon_days: i64,
    /// People can give it up until so many minutes before.
    pub cancel_minutes: i64,
    /// Whether people tell who they are.
    pub privacy: Privacy,
    /// Whether the provider must look for a conflict of interest first.
    #[serde(default)]
    pub asks_adverse: bool,
    /// From this day.
    #[serde(deserialize_with = "super::voice::day")]
    pub valid_from: Date,
    /// To this day; open where it is missing.
    #[serde(default, deserialize_with = "super::voice::some_day")]
    pub valid_to: Option<Date>,
}

/// What is wrong with a file of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesFault {
    /// Line, counted from 1.
    pub line: u64,
    /// The reason.
    pub reason: String,
}

/// A time of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Begin.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Seats.
    pub capacity: i64,
}

/// A time a provider took out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// Its id.
    pub id: ClosureId,
    /// The calendar.
    pub calendar_id: String,
    /// From.
    pub from_at: Instant,
    /// Until.
    pub until_at: Instant,
    /// Why.
    pub reason: String,
}

impl AppointmentRules {
    /// The file's name in the pack.
    pub const FILE: &'static str = "appointments.toml";

    /// Reads and checks a file.
    ///
    /// # Errors
    /// The first fault found, with its line.
    pub fn read(text: &str) -> Result<Self, RulesFault> {
        let rules: Self = toml::from_str(text).map_err(|error| RulesFault {
            line: line_at(text, error.span().map_or(0, |span| span.start)),
            reason: error.message().to_owned(),
        })?;
        let mut seen = std::collections::BTreeSet::new();
        for calendar in &rules.calendar {
            let reason = match calendar.fault() {
                None if seen.insert(calendar.id.as_str()) => continue,
                None => "id stands twice".to_owned(),
                Some(reason) => reason,
            };
            return Err(RulesFault { line: line_of(text, &calendar.id), reason });
        }
        let minutes =
            [rules.hold_minutes, rules.offer_minutes, rules.remind_hours, rules.forget_days];
        if minutes.iter().any(|minutes| !(1..=10_080).contains(minutes)) {
            return Err(RulesFault { line: 1, reason: "a time must be from 1 to 10080".into() });
        }
        Ok(rules)
    }

    /// The first calendar whose service is not known, as a fault.
    pub fn unknown_service(&self, text: &str, known: impl Fn(&str) -> bool) -> Option<RulesFault> {
        let calendar = self.calendar.iter().find(|calendar| !known(&calendar.service))?;
        let reason = format!("service {} is not known", calendar.service);
        Some(RulesFault { line: line_of(text, &calendar.id), reason })
    }

    /// A calendar by its short name.
    pub fn find(&self, id: &str) -> Option<&BookedCalendar> {
        self.calendar.iter().find(|calendar| calendar.id == id)
    }
}

fn line_at(text: &str, offset: usize) -> u64 {
    text.get(..offset).unwrap_or_default().matches('\n').count() as u64 + 1
}

fn line_of(text: &str, id: &str) -> u64 {
    line_at(text, text.rfind(&format!("\"{id}\"")).unwrap_or(0))
}

impl BookedCalendar {
    fn fault(&self) -> Option<String> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || !self.id.chars().all(plain) {
            return Some("id must be of a-z, 0-9 and -".into());
        }
        if self.hours.is_empty() == self.sessions.is_empty() {
            return Some("either hours or sessions".into());
        }
        if let Some(fault) = Some(&self.hours).filter(|text| !text.is_empty()) {
            if let Err(fault) = Hours::parse(fault) {
                return Some(fault.to_string());
            }
            if !(5..=480).contains(&self.slot_minutes) {
                return Some("slot_minutes must be from 5 to 480".into());
            }
        }
        if let Some(wrong) = self.sessions.iter().find(|text| session(text).is_none()) {
            return Some(format!("session {wrong} is not like 2026-12-05T09:00/11:00"));
        }
        let ranges = [
            ("capacity", self.capacity, 1, CAPACITY_MAX),
            ("waiting", self.waiting, 0, CAPACITY_MAX),
            ("lead_minutes", self.lead_minutes, 0, 100_000),
            ("horizon_days", self.horizon_days, 1, HORIZON_MAX),
            ("cancel_minutes", self.cancel_minutes, 0, 100_000),
        ];
        let wrong = ranges.into_iter().find(|(_, value, min, max)| value < min || value > max);
        wrong.map(|(name, _, min, max)| format!("{name} must be from {min} to {max}"))
    }

    /// Whether the rule holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// What is asked about a conflict of interest.
    pub fn clearance(&self) -> Clearance {
        if self.asks_adverse { Clearance::Open } else { Clearance::NotAsked }
    }

    /// Every time of a day, in order. A holiday of which the hours say nothing, or a year
    /// whose holidays are not announced, offers only what is sure.
    pub fn slots_on(&self, day: Date, (work, school): Calendars<'_>) -> Vec<Slot> {
        if !self.holds_on(day) {
            return Vec::new();
        }
        if !self.sessions.is_empty() {
            let all = self.sessions.iter().filter_map(|text| session(text));
            let here = all.filter(|(from, _)| from.day() == day);
            let slot = |(starts_at, ends_at)| Slot { starts_at, ends_at, capacity: self.capacity };
            return here.map(slot).collect();
        }
        let Ok(hours) = Hours::parse(&self.hours) else { return Vec::new() };
        let plan = Timetable::new(&hours, work, school).day(day);
        if matches!(plan.certainty, Certainty::HolidayNotStated | Certainty::SchoolDaysUnknown) {
            return Vec::new();
        }
        let length = self.slot_minutes.saturating_mul(MINUTE_US).max(MINUTE_US);
        let mut slots = Vec::new();
        for open in plan.open().filter(|segment| segment.state == OpenState::Open) {
            let mut start = open.from;
            while start.plus(length) <= open.until {
                let ends_at = start.plus(length);
                slots.push(Slot { starts_at: start, ends_at, capacity: self.capacity });
                start = ends_at;
            }
        }
        slots
    }

    /// The times of a day that can be booked now: late enough, not too far away, not
    /// closed.
    pub fn bookable_on(
        &self,
        day: Date,
        now: Instant,
        (calendars, closures): (Calendars<'_>, &[Closure]),
    ) -> Vec<Slot> {
        let first = now.plus(self.lead_minutes.saturating_mul(MINUTE_US));
        if day > self.last_day(now) || day < now.day() {
            return Vec::new();
        }
        let closed = |slot: &Slot| {
            let mut own = closures.iter().filter(|closure| closure.calendar_id == self.id);
            own.any(|closure| closure.from_at < slot.ends_at && slot.starts_at < closure.until_at)
        };
        let slots = self.slots_on(day, calendars).into_iter();
        slots.filter(|slot| slot.starts_at >= first && !closed(slot)).collect()
    }

    /// The last day that can be booked.
    pub fn last_day(&self, now: Instant) -> Date {
        now.day().saturating_add(self.horizon_days.clamp(1, HORIZON_MAX).days())
    }

    /// What it is called.
    pub fn title(&self, directory: &Directory) -> String {
        if !self.name.is_empty() {
            return self.name.clone();
        }
        let service = directory.service(&self.service);
        service.map_or_else(|| self.service.clone(), |service| service.item.name.clone())
    }

    /// Short name and name of the organisation that gives it.
    pub fn organisation(&self, directory: &Directory) -> (String, String) {
        let service = directory.service(&self.service);
        let id = service.map(|service| service.item.organisation.clone()).unwrap_or_default();
        let known = directory.organisation(&id);
        let name = known.map_or_else(|| id.clone(), |known| known.item.name.clone());
        (id, name)
    }
}

/// `2026-12-05T09:00/11:00`
fn session(text: &str) -> Option<(Instant, Instant)> {
    let (from, until) = text.split_once('/')?;
    let from: DateTime = from.parse().ok()?;
    let until: DateTime = format!("{}T{until}", from.date()).parse().ok()?;
    (from < until).then(|| (Instant::from_beijing(from), Instant::from_beijing(until)))
}

#[cfg(test)]
mod tests;
