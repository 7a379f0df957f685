//! Looks a verifier's device counted by itself: how many of an hour, never whose.

use jiff::ToSpan;
use jiff::civil::DateTime;
use kernel::time::Instant;

/// A device may be offline for so long before its counts are too old.
pub const COUNTED_DAYS: i64 = 8;
/// Nobody looks at more codes in an hour.
const HOUR_MAX: i64 = 3_600;
/// Most hours in one batch.
pub const HOURS_MAX: usize = 24 * COUNTED_DAYS as usize + 1;

/// How many codes a device looked at in an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HourCount {
    /// The hour in Beijing, as `2026-11-27 09`.
    pub hour: String,
    /// Good ones.
    pub good: i64,
    /// Refused ones.
    pub refused: i64,
}

impl HourCount {
    /// How an hour is written.
    pub fn hour_of(at: Instant) -> String {
        at.beijing().strftime("%Y-%m-%d %H").to_string()
    }

    /// Reads what a device says; nothing when it cannot be so.
    pub fn check((hour, good, refused): (&str, i64, i64), now: Instant) -> Option<Self> {
        let said = DateTime::strptime("%Y-%m-%d %H:%M", format!("{hour}:00")).ok()?;
        let present = now.beijing();
        let (first, last) = (
            present.checked_sub((24 * COUNTED_DAYS).hours()).ok()?,
            present.checked_add(1.hour()).ok()?,
        );
        let is_written_so = said.strftime("%Y-%m-%d %H").to_string() == hour;
        let fits = (0..=HOUR_MAX).contains(&good) && (0..=HOUR_MAX).contains(&refused);
        let is_near = first <= said && said <= last;
        (is_written_so && fits && is_near).then(|| Self { hour: hour.to_owned(), good, refused })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_hours_that_cannot_be_are_refused() {
        let now = Instant::parse("2026-11-27 10:20:00").expect("a time");
        for (hour, good, refused, wanted) in [
            ("2026-11-27 10", 3, 1, true),
            ("2026-11-27 11", 0, 0, true),
            ("2026-11-27 12", 1, 0, false),
            ("2026-11-19 11", 1, 0, true),
            ("2026-11-19 10", 1, 0, false),
            ("2026-11-27 1", 1, 0, false),
            ("2026-11-27 25", 1, 0, false),
            ("2026-11-27 10:00", 1, 0, false),
            ("", 1, 0, false),
            ("2026-11-27 10", -1, 0, false),
            ("2026-11-27 10", 0, HOUR_MAX + 1, false),
        ] {
            let found = HourCount::check((hour, good, refused), now);
            assert_eq!(found.is_some(), wanted, "{hour} {good} {refused}");
        }
        assert_eq!(HourCount::hour_of(now), "2026-11-27 10");
    }
}
