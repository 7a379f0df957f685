//! Points of charge as their operators report them, and what they come to.

use kernel::time::Instant;

use super::super::words::LiveWord;
use super::word_of;
use crate::words;

words! {
    /// The nine words of OCPI 2.2.1 for a point of charge.
    pub enum OcpiStatus: "a status of a point of charge" {
        /// Can be used.
        Available = "AVAILABLE",
        /// Somebody parks in front of it.
        Blocked = "BLOCKED",
        /// In use.
        Charging = "CHARGING",
        /// Not yet or no longer in use.
        Inoperative = "INOPERATIVE",
        /// Does not work.
        OutOfOrder = "OUTOFORDER",
        /// To be built.
        Planned = "PLANNED",
        /// Taken away.
        Removed = "REMOVED",
        /// Kept for somebody.
        Reserved = "RESERVED",
        /// Nobody knows.
        Unknown = "UNKNOWN",
    }
}

impl OcpiStatus {
    /// What it means for whoever comes now; nothing for one that is not there.
    pub fn word(self) -> Option<LiveWord> {
        match self {
            Self::Available => Some(LiveWord::Free),
            Self::Blocked | Self::Charging | Self::Reserved => Some(LiveWord::Full),
            Self::Inoperative | Self::OutOfOrder => Some(LiveWord::Broken),
            Self::Unknown => Some(LiveWord::Unknown),
            Self::Planned | Self::Removed => None,
        }
    }
}

/// A point of charge at a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The station's number.
    pub station: String,
    /// Its own number, unique at the station.
    pub uid: String,
    /// What its operator last said.
    pub status: OcpiStatus,
    /// Its connectors, as the operator describes them (JSON).
    pub connectors: String,
    /// When it was so.
    pub reported_at: Instant,
}

impl Device {
    /// What holds at an instant.
    pub fn at(&self, ttl_us: i64, now: Instant) -> OcpiStatus {
        let is_there = !matches!(self.status, OcpiStatus::Planned | OcpiStatus::Removed);
        let is_old = self.reported_at.plus(ttl_us) <= now;
        if is_there && is_old { OcpiStatus::Unknown } else { self.status }
    }
}

/// What the points of charge of one station come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// In a word.
    pub said: LiveWord,
    /// How many can be used.
    pub free: i64,
    /// How many work.
    pub working: i64,
    /// How many are broken.
    pub broken: i64,
    /// When the newest word came.
    pub reported_at: Instant,
    /// When the oldest word came that counts: from its end on nothing is known.
    pub oldest_at: Instant,
}

/// Sums up the devices whose word still counts; nothing when none does.
pub fn summary(devices: &[Device], ttl_us: i64, now: Instant) -> Option<Summary> {
    let told = devices.iter().filter_map(|device| {
        let word = device.at(ttl_us, now).word()?;
        (word != LiveWord::Unknown).then_some((word, device.reported_at))
    });
    let told: Vec<(LiveWord, Instant)> = told.collect();
    let count = |wanted: LiveWord| told.iter().filter(|(word, _)| *word == wanted).count() as i64;
    let (free, taken, broken) =
        (count(LiveWord::Free), count(LiveWord::Full), count(LiveWord::Broken));
    let reported_at = told.iter().map(|(_, at)| *at).max()?;
    let oldest_at = told.iter().map(|(_, at)| *at).min()?;
    let working = free + taken;
    let said = word_of(free, working);
    Some(Summary { said, free, working, broken, reported_at, oldest_at })
}
