//! A time limit at work on an order: started, stopped for a while, extended,
//! ended. A clock is never stored as a number that something counts down; it
//! is its history, and what it shows is recomputed from that history each time.
//!
//! What the rules are:
//!
//! - Minutes and hours stand still while the clock is paused: the due time
//!   moves by exactly the time paused before it.
//! - For days and months, a day on which the clock stands still at 24:00
//!   neither counts nor ends the limit. Pausing and resuming inside one day
//!   therefore changes nothing.
//! - An extension in the unit of the limit is added to its amount. One in
//!   another unit is counted on from the due time so far.
//! - Handing the order to another unit changes nothing: the requester's wait
//!   does not start again.
//! - A corrected limit counts from the same start, with the same pauses;
//!   extensions of the old limit end with it.
//! - Reopening starts a fresh count.
//! - While the clock is paused it shows the due time it would have if it were
//!   resumed now.

use crate::calendar::WorkCalendar;
use crate::counting::{CountingRule, Due, Limit};
use crate::id::Id;
use crate::time::Instant;

mod faults;
mod round;
mod spans;

pub use faults::{ClockFault, ClockFaultKind, PauseRefused};
use round::Round;

/// Why a clock stands still. An objection is not among them: it never stops a
/// clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// The requester was asked for something and has not answered; at most once.
    NeedInfo,
    /// An approved deferral listing.
    Deferral,
    /// A hearing, whose time is not counted.
    Hearing,
}

impl PauseReason {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NeedInfo, Self::Deferral, Self::Hearing];

    /// The name stored and written in packs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NeedInfo => "need_info",
            Self::Deferral => "deferral",
            Self::Hearing => "hearing",
        }
    }

    /// The reason of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// One fact of a clock's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ClockEvent {
    /// The first event of every history: at dispatch, not at sign-in.
    Started {
        /// When.
        at: Instant,
        /// The time allowed.
        limit: Limit,
    },
    /// Stands still from here.
    Paused {
        /// When.
        at: Instant,
        /// Why.
        reason: PauseReason,
    },
    /// Runs again.
    Resumed {
        /// When.
        at: Instant,
    },
    /// More time was approved.
    Extended {
        /// When.
        at: Instant,
        /// How much more.
        by: Limit,
    },
    /// Another unit answers for it now.
    Reassigned {
        /// When.
        at: Instant,
        /// That unit.
        unit: Id,
    },
    /// Another limit applies, as the category was corrected.
    Relimited {
        /// When.
        at: Instant,
        /// The limit that should have applied from the start.
        limit: Limit,
    },
    /// What was to be done is done.
    Stopped {
        /// When.
        at: Instant,
    },
    /// A stopped clock counts afresh, for rework.
    Reopened {
        /// When.
        at: Instant,
        /// The time allowed for it.
        limit: Limit,
    },
}

impl ClockEvent {
    /// When it happened.
    pub fn at(&self) -> Instant {
        match *self {
            Self::Started { at, .. }
            | Self::Paused { at, .. }
            | Self::Resumed { at }
            | Self::Extended { at, .. }
            | Self::Reassigned { at, .. }
            | Self::Relimited { at, .. }
            | Self::Stopped { at }
            | Self::Reopened { at, .. } => at,
        }
    }
}

/// Whether the clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockState {
    /// It runs.
    Running,
    /// It stands still.
    Paused {
        /// Since when.
        since: Instant,
        /// Why.
        reason: PauseReason,
    },
    /// It has ended.
    Stopped {
        /// When.
        at: Instant,
        /// Before the due time.
        met: bool,
    },
}

/// A time the clock stood still, shown to the requester.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// Why.
    pub reason: PauseReason,
    /// From when.
    pub from: Instant,
    /// Until when; nothing while it lasts.
    pub until: Option<Instant>,
}

/// The light beside a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningLevel {
    /// Plenty of time, or done in time.
    Green,
    /// The yellow share of the limit is used.
    Yellow,
    /// The red share is used, or it is overdue, or was done late.
    Red,
}

impl WarningLevel {
    /// `green`, `yellow` or `red`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

/// From which shares of the limit a clock warns, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WarningShares {
    /// Yellow from here.
    pub yellow_permille: u16,
    /// Red from here.
    pub red_permille: u16,
}

impl Default for WarningShares {
    fn default() -> Self {
        Self { yellow_permille: 500, red_permille: 800 }
    }
}

/// What a clock shows at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockView {
    /// Whether it runs.
    pub state: ClockState,
    /// Start of the count that is shown.
    pub started: Instant,
    /// When the limit ends.
    pub due: Due,
    /// The limit in force, extensions in its own unit included.
    pub limit: Limit,
    /// The unit that answers for it, where it was reassigned.
    pub unit: Option<Id>,
    /// How often it was handed on.
    pub hop_count: u32,
    /// How often it was reopened.
    pub reopen_count: u32,
    /// Share of the limit used, 0–1000. Days count by themselves, so it stands
    /// still over days that do not count.
    pub elapsed_permille: u16,
    /// The light.
    pub warning: WarningLevel,
    /// The due time has passed: now, or before it was stopped.
    pub is_overdue: bool,
    /// More time was approved only after the due time had passed.
    pub extended_late: bool,
    /// Every time it stood still since it started, oldest first.
    pub pauses: Vec<Pause>,
    /// Microseconds it stood still since it started.
    pub paused_us: i64,
}

impl ClockView {
    /// What the history shows at `now`. A `now` before the last event, as the
    /// clocks of two machines may differ, is taken as the time of that event.
    ///
    /// # Errors
    /// The first event that cannot have happened as it stands in the history.
    pub fn replay(
        events: &[ClockEvent],
        now: Instant,
        calendar: &WorkCalendar,
        rule: &CountingRule,
        warning: &WarningShares,
    ) -> Result<Self, ClockFault> {
        let round = Round::fold(events, calendar, rule)?;
        let now = events.last().map_or(now, |last| now.max(last.at()));
        Ok(round.view(now, warning))
    }

    /// Whether it was ended in time; nothing while it has not ended.
    pub fn met(&self) -> Option<bool> {
        match self.state {
            ClockState::Stopped { met, .. } => Some(met),
            ClockState::Running | ClockState::Paused { .. } => None,
        }
    }

    /// Whether the clock may be paused for a reason, under a rule's `pause_on`.
    ///
    /// # Errors
    /// Why it may not.
    pub fn may_pause(
        &self,
        reason: PauseReason,
        pause_on: &[PauseReason],
    ) -> Result<(), PauseRefused> {
        if self.state != ClockState::Running {
            return Err(PauseRefused::NotRunning);
        }
        if !pause_on.contains(&reason) {
            return Err(PauseRefused::NotInPolicy);
        }
        let once_only = reason == PauseReason::NeedInfo;
        if once_only && self.pauses.iter().any(|pause| pause.reason == reason) {
            return Err(PauseRefused::AlreadyUsed);
        }
        Ok(())
    }
}

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
