//! A call in which the requester, the desk and the unit that must act talk at
//! once (三方通话, GB/T 33358 §3.7): with whom, and what came of it.

use kernel::time::Instant;
use people::{AccountId, UnitId};

use super::{OrderId, ThreeWayCallId};
use crate::words;

/// Longest name and post of who spoke for the unit, in characters.
pub const SPOKE_MAX: usize = 60;

words! {
    /// What came of it.
    pub enum ThreeWayOutcome: "an outcome of a three-way call" {
        /// Settled on the call.
        Settled = "settled",
        /// The unit promised to act.
        Promised = "promised",
        /// The unit explained; nothing more is to be done.
        Explained = "explained",
        /// No agreement: the matter goes on.
        NotAgreed = "not_agreed",
    }
}

/// A call about to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewThreeWayCall {
    /// The unit that was called in.
    pub unit: UnitId,
    /// Who spoke for it: name and post.
    pub spoke: String,
    /// What came of it.
    pub outcome: ThreeWayOutcome,
    /// What was said and promised; the requester was there and may read it.
    pub text: String,
}

/// A call as kept. Its words are the note of the course at the same instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreeWayCall {
    /// Its id.
    pub id: ThreeWayCallId,
    /// The order it was about.
    pub order_id: OrderId,
    /// The unit that was called in.
    pub unit_id: UnitId,
    /// Who spoke for it: name and post.
    pub spoke: String,
    /// What came of it.
    pub outcome: ThreeWayOutcome,
    /// Who held the call; nobody for a replay.
    pub by: Option<AccountId>,
    /// When it was written down.
    pub at: Instant,
}

/// What is wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ThreeWayCallFault {
    /// Nobody spoke for the unit.
    #[error("who spoke for the unit is missing")]
    SpokeMissing,
    /// The name is too long.
    #[error("who spoke for the unit is longer than {SPOKE_MAX} characters")]
    SpokeLong,
}

impl NewThreeWayCall {
    /// Checks who spoke.
    ///
    /// # Errors
    /// [`ThreeWayCallFault`].
    pub fn check(&self) -> Result<(), ThreeWayCallFault> {
        match self.spoke.trim().chars().count() {
            0 => Err(ThreeWayCallFault::SpokeMissing),
            1..=SPOKE_MAX => Ok(()),
            _ => Err(ThreeWayCallFault::SpokeLong),
        }
    }
}
