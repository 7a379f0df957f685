//! Instants in microseconds UTC, and the civil dates of Beijing.
//!
//! Everything is stored as microseconds since 1970-01-01T00:00:00Z. People,
//! laws and the working calendar speak of days in Beijing, which is UTC+8
//! without daylight saving since 1992, so the offset is a constant.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// Microseconds in a second, minute, hour and day.
pub const SECOND_US: i64 = 1_000_000;
/// Microseconds in a minute.
pub const MINUTE_US: i64 = 60 * SECOND_US;
/// Microseconds in an hour.
pub const HOUR_US: i64 = 60 * MINUTE_US;
/// Microseconds in a day.
pub const DAY_US: i64 = 24 * HOUR_US;

const BEIJING: Offset = Offset::constant(8);
/// 9999-12-30 in microseconds: the last instant that can be shown as a date.
const LAST_US: i64 = 253_402_100_000 * SECOND_US;

/// Gives the time. Rules never call it; use cases take the instant once and
/// hand it down.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Instant;
}

/// A point in time: microseconds UTC since 1970.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds UTC, held inside the years 0001–9999.
    pub fn from_micros(micros: i64) -> Self {
        Self(micros.clamp(-62_135_500_000 * SECOND_US, LAST_US))
    }

    /// From milliseconds UTC.
    pub fn from_millis(millis: i64) -> Self {
        Self::from_micros(millis.saturating_mul(1_000))
    }

    /// Microseconds UTC.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// Milliseconds UTC, not below 1970 (for ids).
    pub fn millis_clamped(self) -> u64 {
        u64::try_from(self.0 / 1_000).unwrap_or(0)
    }

    /// The instant of a civil date and time in Beijing.
    pub fn from_beijing(at: DateTime) -> Self {
        match BEIJING.to_timestamp(at) {
            Ok(timestamp) => Self::from_micros(timestamp.as_microsecond()),
            Err(_) => Self(LAST_US),
        }
    }

    /// The first instant of a day in Beijing.
    pub fn start_of(day: Date) -> Self {
        Self::from_beijing(day.to_datetime(Time::midnight()))
    }

    /// The end (24:00) of a day in Beijing, which is the start of the next.
    pub fn end_of(day: Date) -> Self {
        match day.tomorrow() {
            Ok(next) => Self::start_of(next),
            Err(_) => Self(LAST_US),
        }
    }

    /// Date and time in Beijing.
    pub fn beijing(self) -> DateTime {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(timestamp) => BEIJING.to_datetime(timestamp),
            Err(_) => DateTime::MAX,
        }
    }

    /// The day in Beijing.
    pub fn day(self) -> Date {
        self.beijing().date()
    }

    /// Later by a number of microseconds (earlier when negative).
    #[must_use]
    pub fn plus(self, micros: i64) -> Self {
        Self::from_micros(self.0.saturating_add(micros))
    }

    /// Microseconds from `earlier` to this instant; negative when it is later.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// `2026-11-23T09:18:30+08:00`, the form for exports and interfaces.
    pub fn rfc3339(self) -> String {
        let at = self.beijing();
        format!("{}+08:00", at.strftime("%Y-%m-%dT%H:%M:%S"))
    }

    /// Parses an RFC 3339 time, or a bare `YYYY-MM-DD[ T]HH:MM[:SS]` that is
    /// read as Beijing time, or a bare date (its first instant).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
            return Some(Self::from_micros(timestamp.as_microsecond()));
        }
        let bare = text.replace('/', "-");
        if let Ok(at) = bare.parse::<DateTime>() {
            return Some(Self::from_beijing(at));
        }
        ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]
            .iter()
            .find_map(|form| DateTime::strptime(form, &bare).ok())
            .map(Self::from_beijing)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

/// The time zone everything is shown in.
pub fn beijing_zone() -> TimeZone {
    TimeZone::fixed(BEIJING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_in_beijing_starts_at_sixteen_utc_the_day_before() {
        let start = Instant::start_of(date(2026, 2, 14));
        assert_eq!(start.rfc3339(), "2026-02-14T00:00:00+08:00");
        assert_eq!(start.plus(-1).day(), date(2026, 2, 13));
        assert_eq!(Instant::end_of(date(2026, 2, 14)), Instant::start_of(date(2026, 2, 15)));
    }

    #[test]
    fn real_exports_write_times_in_several_ways() {
        let want = Instant::from_beijing(date(2019, 2, 28).at(11, 25, 5, 0));
        for text in [
            "2019-02-28 11:25:05",
            "2019/2/28 11:25:05",
            "2019-02-28T11:25:05",
            "2019-02-28T03:25:05Z",
            "2019-02-28T11:25:05+08:00",
        ] {
            assert_eq!(Instant::parse(text), Some(want), "{text}");
        }
        assert_eq!(Instant::parse("2019-02-28"), Some(Instant::start_of(date(2019, 2, 28))));
        assert_eq!(Instant::parse("yesterday"), None);
    }
}
