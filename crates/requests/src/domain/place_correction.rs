//! A place that was written down wrongly: who says so, and what became of it.
//!
//! Whoever works on the order puts it right at once; whoever was there and does
//! not work on it proposes. What was told at first is kept beside it.

use kernel::time::Instant;
use people::{AccountId, UnitId};

use super::request::{ADDRESS_MAX, Place};
use super::{OrderId, PlaceCorrectionId};
use crate::words;

words! {
    /// Where a correction stands.
    pub enum PlaceCorrectionState: "a state of a place correction" {
        /// Put right.
        Made = "made",
        /// Proposed; nobody has decided yet.
        Proposed = "proposed",
        /// What was proposed holds.
        Taken = "taken",
        /// The place stays as it was.
        Refused = "refused",
        /// Another place was found.
        Overtaken = "overtaken",
    }
}

words! {
    /// What can happen to a proposal.
    pub enum PlaceCorrectionVerb: "a verb of a place correction" {
        /// The order lies there now.
        Take = "take",
        /// The place stays.
        Refuse = "refuse",
        /// Something else came first.
        Overtake = "overtake",
    }
}

impl PlaceCorrectionState {
    /// The state after a verb; nothing when the verb does not fit.
    pub fn after(self, verb: PlaceCorrectionVerb) -> Option<Self> {
        use PlaceCorrectionVerb::{Overtake, Refuse, Take};
        match (self, verb) {
            (Self::Proposed, Take) => Some(Self::Taken),
            (Self::Proposed, Refuse) => Some(Self::Refused),
            (Self::Proposed, Overtake) => Some(Self::Overtaken),
            (
                Self::Made | Self::Taken | Self::Refused | Self::Overtaken,
                Take | Refuse | Overtake,
            ) => None,
        }
    }
}

/// Where somebody says an order lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlace {
    /// The place, located in the atlas.
    pub place: Place,
    /// How they know.
    pub reason: String,
}

/// A correction or a proposal of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceCorrection {
    /// Its id.
    pub id: PlaceCorrectionId,
    /// The order.
    pub order_id: OrderId,
    /// Where it stands.
    pub state: PlaceCorrectionState,
    /// Where the order lay.
    pub from: Place,
    /// Where it is said to lie.
    pub to: Place,
    /// How they know.
    pub reason: String,
    /// Who says so; nobody for a replay.
    pub by: Option<AccountId>,
    /// For which unit.
    pub unit_id: Option<UnitId>,
    /// When.
    pub at: Instant,
    /// Who decided on it.
    pub decided_by: Option<AccountId>,
    /// When.
    pub decided_at: Option<Instant>,
    /// Why the place stays.
    pub decision: Option<String>,
}

/// What is wrong with a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlaceFault {
    /// The city has no such place.
    #[error("the place is not known")]
    Unknown,
    /// It lies there already.
    #[error("it lies there already")]
    Same,
    /// The address is too long.
    #[error("the address is too long")]
    AddressLong,
    /// Somebody proposed a place already.
    #[error("a place is proposed already")]
    ProposedAlready,
    /// Nobody proposed a place.
    #[error("no place is proposed")]
    NotProposed,
}

/// Whether an order can be said to lie there instead.
///
/// # Errors
/// [`PlaceFault`].
pub fn check(from: &Place, to: &Place) -> Result<(), PlaceFault> {
    if to.address.chars().count() > ADDRESS_MAX {
        return Err(PlaceFault::AddressLong);
    }
    if to.region_code.is_none() {
        return Err(PlaceFault::Unknown);
    }
    if from == to { Err(PlaceFault::Same) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_waits_is_decided_and_once() {
        use PlaceCorrectionState as S;
        use PlaceCorrectionVerb as V;
        let moves = [
            (S::Proposed, V::Take, S::Taken),
            (S::Proposed, V::Refuse, S::Refused),
            (S::Proposed, V::Overtake, S::Overtaken),
        ];
        for &state in S::ALL {
            for &verb in V::ALL {
                let known = moves.iter().find(|(from, by, _)| (*from, *by) == (state, verb));
                assert_eq!(state.after(verb), known.map(|(_, _, to)| *to), "{state} {verb}");
            }
        }
    }

    #[test]
    fn a_place_must_be_known_and_another_one() {
        let at = |region: Option<&str>, address: &str| Place {
            address: address.into(),
            region_code: region.map(str::to_owned),
            ..Place::default()
        };
        let (here, there) = (Some("439902001001"), Some("439902001002"));
        let long = "长".repeat(ADDRESS_MAX + 1);
        let cases = [
            (at(here, "钟楼巷"), at(there, "钟楼巷"), Ok(())),
            (at(here, "钟楼巷"), at(here, "钟楼巷 3 号"), Ok(())),
            (at(None, "钟楼巷"), at(here, "钟楼巷"), Ok(())),
            (at(here, "钟楼巷"), at(here, "钟楼巷"), Err(PlaceFault::Same)),
            (at(here, "钟楼巷"), at(None, "别处"), Err(PlaceFault::Unknown)),
            (at(here, ""), at(there, &long), Err(PlaceFault::AddressLong)),
        ];
        for (from, to, want) in cases {
            assert_eq!(check(&from, &to), want, "{from:?} {to:?}");
        }
    }
}
