//! Hours that no rule can know: open all night in a heat wave, closed for a
//! day, out of use for a while. Decided by a keeper for a station or by the
//! district for a region, with a reason and an end.

use kernel::hours::{OpenState, Override};
use kernel::time::{DAY_US, Instant};
use people::record::{Fault, FaultKind, text};
use places::RegionCode;

use super::Station;
use super::ids::SpecialHoursId;
use super::words::SpecialState;

/// Longest reason.
pub const WHY_MAX: usize = 80;
/// Nobody decides for longer than this; what lasts belongs into the hours.
pub const LASTS_MAX_US: i64 = 92 * DAY_US;

/// Open or closed for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialHours {
    /// Its id.
    pub id: SpecialHoursId,
    /// Counts changes.
    pub version: i64,
    /// The station's number; empty for a region.
    pub station: String,
    /// The region's code; empty for a station.
    pub region: String,
    /// What holds instead.
    pub state: SpecialState,
    /// Why, in the words of whoever decided it.
    pub why: String,
    /// Its first instant.
    pub from: Instant,
    /// The first instant after it.
    pub until: Instant,
    /// Who decided it.
    pub made_by: String,
}

/// Where special hours stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpecialStanding {
    /// Still to come.
    Ahead,
    /// They hold.
    Now,
    /// They are over.
    Over,
}

impl SpecialHours {
    /// Where they stand.
    pub fn standing(&self, now: Instant) -> SpecialStanding {
        if now < self.from {
            SpecialStanding::Ahead
        } else if now < self.until {
            SpecialStanding::Now
        } else {
            SpecialStanding::Over
        }
    }

    /// Whether they are about a station.
    pub fn is_about(&self, station: &Station) -> bool {
        if self.station.is_empty() {
            let region: Option<RegionCode> = self.region.parse().ok();
            region.is_some_and(|region| station.region.is_within(region))
        } else {
            self.station == station.code
        }
    }

    /// Checks what somebody decides.
    ///
    /// # Errors
    /// The field that is wrong.
    pub fn check(self, now: Instant) -> Result<Self, Fault> {
        let why = text("why", &self.why, WHY_MAX)?;
        if self.until <= self.from || self.until <= now {
            return Err(Fault::new("until", FaultKind::TooLate));
        }
        if self.until.since(self.from) > LASTS_MAX_US {
            return Err(Fault::new("until", FaultKind::TooMany));
        }
        Ok(Self { why, ..self })
    }

    /// Ends them now; what has not begun is taken back.
    ///
    /// # Errors
    /// When they are over.
    pub fn end(self, now: Instant) -> Result<Self, super::keeping::NotNow> {
        match self.standing(now) {
            SpecialStanding::Over => Err(super::keeping::NotNow),
            SpecialStanding::Now => Ok(Self { until: now.max(self.from.plus(1)), ..self }),
            SpecialStanding::Ahead => Ok(Self { until: self.from.plus(1), ..self }),
        }
    }
}

/// The overrides of a station: those of its region first, its own after, each
/// in the order of their making, so that the later and the nearer word wins.
pub fn special_at(all: &[SpecialHours], station: &Station) -> Vec<Override> {
    let mut about: Vec<&SpecialHours> = all.iter().filter(|one| one.is_about(station)).collect();
    about.sort_by_key(|one| (!one.station.is_empty(), one.id));
    let overrides = about.into_iter().map(|one| Override {
        from: one.from,
        until: one.until,
        state: match one.state {
            SpecialState::Open => OpenState::Open,
            SpecialState::Closed => OpenState::Closed,
        },
        why: one.why.clone(),
    });
    overrides.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn special(from: i64, until: i64) -> SpecialHours {
        SpecialHours {
            id: SpecialHoursId(kernel::id::Id::from_parts(Instant::from_micros(0), 1)),
            version: 1,
            station: "YT001".into(),
            region: String::new(),
            state: SpecialState::Open,
            why: " 高温红色预警 ".into(),
            from: Instant::from_micros(from),
            until: Instant::from_micros(until),
            made_by: "周敏".into(),
        }
    }

    #[test]
    fn what_is_decided_has_a_reason_and_an_end() {
        let now = Instant::from_micros(100);
        let checked = special(50, 200).check(now).unwrap();
        assert_eq!(checked.why, "高温红色预警");
        let field = |special: SpecialHours| special.check(now).unwrap_err().field;
        assert_eq!(field(special(50, 50)), "until");
        assert_eq!(field(special(50, 100)), "until");
        assert_eq!(field(special(50, 51 + LASTS_MAX_US)), "until");
        assert_eq!(field(SpecialHours { why: " ".into(), ..special(50, 200) }), "why");
    }

    #[test]
    fn each_standing_meets_the_end() {
        let at = Instant::from_micros;
        for (now, standing, wanted) in [
            (at(10), SpecialStanding::Ahead, Some(at(51))),
            (at(50), SpecialStanding::Now, Some(at(51))),
            (at(99), SpecialStanding::Now, Some(at(99))),
            (at(200), SpecialStanding::Over, None),
        ] {
            assert_eq!(special(50, 200).standing(now), standing);
            assert_eq!(special(50, 200).end(now).ok().map(|one| one.until), wanted);
        }
    }
}
