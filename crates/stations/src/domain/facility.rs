//! What is reported of a facility, and what becomes of it. One rule decides
//! for keepers, devices and visitors alike: the newest report counts, for as
//! long as the city's rules say, and not a moment longer.

mod device;
#[cfg(test)]
mod tests;

pub use device::{Device, OcpiStatus, summary};

use kernel::time::{Instant, MINUTE_US};

use super::live::LiveState;
use super::words::{FacilityKind, LiveWord, ReportSource};

/// A clock may be ahead by so much.
pub const AHEAD_MAX_US: i64 = 2 * MINUTE_US;

/// What somebody or something says of a facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The station's number.
    pub station: String,
    /// What it is about.
    pub kind: FacilityKind,
    /// What is said.
    pub said: LiveWord,
    /// How many can be used, where that is counted.
    pub free: Option<i64>,
    /// How many work, where that is counted.
    pub working: Option<i64>,
    /// How many are broken, where that is counted.
    pub broken: Option<i64>,
    /// Who says it.
    pub source: ReportSource,
    /// When it was so.
    pub reported_at: Instant,
}

/// What counts of a facility, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityState {
    /// The report it comes from.
    pub report: Report,
    /// From then on it is unknown.
    pub until: Instant,
}

/// Why a report changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It was reported already.
    #[error("this was reported already")]
    Same,
    /// Something newer is known.
    #[error("something newer is known")]
    Older,
    /// Its time has not come yet.
    #[error("it is dated in the future")]
    Ahead,
    /// It is too old to count, or no rule lets it count.
    #[error("it is too old to count")]
    Expired,
    /// Its counts cannot be.
    #[error("its counts cannot be")]
    Counts,
    /// There is no such facility.
    #[error("there is no such facility")]
    NoFacility,
}

impl Refused {
    /// The word of the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Older => "older",
            Self::Ahead => "ahead",
            Self::Expired => "expired",
            Self::Counts => "counts",
            Self::NoFacility => "no_facility",
        }
    }
}

/// The word that counts tell.
pub fn word_of(free: i64, working: i64) -> LiveWord {
    match (free, working) {
        (_, 0) => LiveWord::Broken,
        (0, _) => LiveWord::Full,
        (free, working) if free * 5 <= working => LiveWord::Few,
        _ => LiveWord::Free,
    }
}

impl Report {
    fn has_sound_counts(&self, number: i64) -> bool {
        let counts = [self.free, self.working, self.broken];
        let each = counts.into_iter().flatten().all(|count| (0..=number).contains(&count));
        let free_work = match (self.free, self.working) {
            (Some(free), Some(working)) => free <= working,
            _ => true,
        };
        let sum = self.working.unwrap_or(0) + self.broken.unwrap_or(0);
        each && free_work && sum <= number
    }
}

/// Decides about a report of a facility of which there are `number`, and that
/// counts for `ttl_us`.
///
/// # Errors
/// Why nothing changes.
pub fn decide(
    current: Option<&FacilityState>,
    report: Report,
    number: i64,
    ttl_us: i64,
    now: Instant,
) -> Result<FacilityState, Refused> {
    if let Some(current) = current.map(|state| &state.report) {
        if *current == report {
            return Err(Refused::Same);
        }
        if report.reported_at < current.reported_at {
            return Err(Refused::Older);
        }
        // Two machines at one moment: what stands there stays.
        if report.reported_at == current.reported_at && report.source != ReportSource::Keeper {
            return Err(Refused::Same);
        }
    }
    if report.reported_at > now.plus(AHEAD_MAX_US) {
        return Err(Refused::Ahead);
    }
    if !report.has_sound_counts(number) {
        return Err(Refused::Counts);
    }
    let until = report.reported_at.plus(ttl_us);
    if until <= now {
        return Err(Refused::Expired);
    }
    Ok(FacilityState { report, until })
}

impl FacilityState {
    /// What holds at an instant: nothing older than its time is shown as the case.
    pub fn at(&self, now: Instant) -> LiveWord {
        if now < self.until { self.report.said } else { LiveWord::Unknown }
    }

    /// Whether it can be used, as far as is known at an instant.
    pub fn is_available(&self, now: Instant) -> bool {
        matches!(self.at(now), LiveWord::Free | LiveWord::Few)
    }

    /// As the directory shows it.
    pub fn live(&self) -> LiveState {
        LiveState {
            station: self.report.station.clone(),
            kind: self.report.kind,
            said: self.report.said,
            available: self.report.free,
            total: self.report.working,
            reported_at: self.report.reported_at,
            until: self.until,
        }
    }
}

/// What a visitor said, kept only until it no longer counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorWord {
    /// A mark that is the same only for one source, one facility and one day.
    pub tag: String,
    /// What was said.
    pub said: LiveWord,
    /// When.
    pub said_at: Instant,
}

/// What visitors agree on: the newest word, if enough of them say it within
/// the time it counts. Gives the word, when it was last said, and when the
/// oldest of those who agree said it.
pub fn agreement(
    words: &[VisitorWord],
    agree: u32,
    ttl_us: i64,
    now: Instant,
) -> Option<(LiveWord, Instant, Instant)> {
    let mut fresh: Vec<&VisitorWord> =
        words.iter().filter(|word| word.said_at.plus(ttl_us) > now).collect();
    fresh.sort_by_key(|word| std::cmp::Reverse(word.said_at));
    let newest = *fresh.first()?;
    let mut agreeing: Vec<&VisitorWord> =
        fresh.into_iter().filter(|word| word.said == newest.said).collect();
    agreeing.dedup_by(|a, b| a.tag == b.tag);
    let enough = usize::try_from(agree.max(1)).unwrap_or(usize::MAX);
    let oldest = agreeing.get(enough - 1)?;
    Some((newest.said, newest.said_at, oldest.said_at))
}
