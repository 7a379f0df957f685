//! Keeping a station: who may, and the small machines of faults, corrections
//! and links.

pub mod cells;

use kernel::time::{DAY_US, Instant};
use people::domain::unit::UnitKind;
use people::{Role, Staff};

use super::post::Posts;
use super::rules::Rules;
use super::words::{CorrectionState, FaultState};
use crate::words;

/// Whether they may keep a station.
pub fn can_keep(staff: &Staff, posts: &Posts, station: &str) -> bool {
    staff.has(Role::StationKeeper) && posts.keeps(station)
}

/// Whether they may decide for the district about a station in a region: the
/// supervisors, the street or district it lies in, and the units that guide
/// all stations.
pub fn can_direct(staff: &Staff, rules: &Rules, region: &str) -> bool {
    let is_of_place = matches!(staff.unit_kind, UnitKind::Street | UnitKind::DistrictGovernment);
    let guides = is_of_place || rules.guiding_ids.contains(&staff.unit);
    let own_unit = guides && staff.has_any(&[Role::UnitHandler, Role::UnitReviewer]);
    (staff.has(Role::Supervisor) || own_unit) && staff.covers(region)
}

/// Whether they may see the figures of a region.
pub fn can_overlook(staff: &Staff, rules: &Rules, region: &str) -> bool {
    can_direct(staff, rules, region) || (staff.has(Role::Leader) && staff.covers(region))
}

/// Whether they may see a station's book.
pub fn can_see(
    staff: &Staff,
    posts: &Posts,
    rules: &Rules,
    (station, region): (&str, &str),
) -> bool {
    can_keep(staff, posts, station) || can_overlook(staff, rules, region)
}

words! {
    /// What may be done to a fault of a station.
    pub enum FaultVerb: "a verb of a fault" {
        /// The district takes it up.
        TakeUp = "take-up",
        /// It is fixed.
        Fix = "fix",
        /// It was none.
        Withdraw = "withdraw",
        /// It is there again.
        Reopen = "reopen",
    }
}

/// The verb does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this does not fit where it stands")]
pub struct NotNow;

impl FaultState {
    /// Where a verb leads.
    ///
    /// # Errors
    /// [`NotNow`].
    pub fn after(self, verb: FaultVerb) -> Result<Self, NotNow> {
        match (self, verb) {
            (Self::Reported, FaultVerb::TakeUp) | (Self::Fixed, FaultVerb::Reopen) => {
                Ok(Self::Open)
            }
            (Self::Reported | Self::Open, FaultVerb::Fix) => Ok(Self::Fixed),
            (Self::Reported, FaultVerb::Withdraw) => Ok(Self::Withdrawn),
            (Self::Open, FaultVerb::TakeUp | FaultVerb::Withdraw | FaultVerb::Reopen)
            | (Self::Reported, FaultVerb::Reopen)
            | (Self::Fixed, FaultVerb::TakeUp | FaultVerb::Fix | FaultVerb::Withdraw)
            | (Self::Withdrawn, _) => Err(NotNow),
        }
    }
}

impl CorrectionState {
    /// After a named person decided.
    ///
    /// # Errors
    /// [`NotNow`] when it was decided already.
    pub fn decide(self, accept: bool) -> Result<Self, NotNow> {
        match self {
            Self::Proposed if accept => Ok(Self::Accepted),
            Self::Proposed => Ok(Self::Declined),
            Self::Accepted | Self::Declined => Err(NotNow),
        }
    }
}

/// A link that asks a keeper whether the page is still right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmLink {
    /// Its id; the link follows from it.
    pub id: super::ids::LinkId,
    /// The station it asks about.
    pub station: String,
    /// When it was made.
    pub made_at: Instant,
    /// The first instant it can no longer be used.
    pub expires_at: Instant,
    /// When it was used.
    pub used_at: Option<Instant>,
}

/// Why a link cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkFault {
    /// It was used.
    #[error("the link was used")]
    Used,
    /// Its time is over.
    #[error("the link's time is over")]
    Expired,
}

impl ConfirmLink {
    /// Whether it can be used.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, now: Instant) -> Result<(), LinkFault> {
        if self.used_at.is_some() {
            return Err(LinkFault::Used);
        }
        if now >= self.expires_at { Err(LinkFault::Expired) } else { Ok(()) }
    }

    /// Whether it still asks: another need not be made.
    pub fn is_waiting(&self, now: Instant) -> bool {
        self.check(now).is_ok()
    }
}

/// Days since a station was assured.
pub fn days_since(assured_on: &str, now: Instant) -> Option<i64> {
    let day: jiff::civil::Date = assured_on.parse().ok()?;
    Some(now.since(Instant::start_of(day)) / DAY_US)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_of_a_fault_meets_each_verb() {
        use FaultState::{Fixed, Open, Reported, Withdrawn};
        let table = [
            (Reported, [Some(Open), Some(Fixed), Some(Withdrawn), None]),
            (Open, [None, Some(Fixed), None, None]),
            (Fixed, [None, None, None, Some(Open)]),
            (Withdrawn, [None, None, None, None]),
        ];
        assert_eq!(table.len(), FaultState::ALL.len());
        for (state, wanted) in table {
            for (verb, wanted) in FaultVerb::ALL.iter().copied().zip(wanted) {
                assert_eq!(state.after(verb).ok(), wanted, "{state} {verb:?}");
                assert_eq!(verb.as_str().parse(), Ok(verb));
            }
        }
    }

    #[test]
    fn a_correction_is_decided_once() {
        use CorrectionState::{Accepted, Declined, Proposed};
        for (state, accept, wanted) in [
            (Proposed, true, Ok(Accepted)),
            (Proposed, false, Ok(Declined)),
            (Accepted, true, Err(NotNow)),
            (Accepted, false, Err(NotNow)),
            (Declined, true, Err(NotNow)),
            (Declined, false, Err(NotNow)),
        ] {
            assert_eq!(state.decide(accept), wanted);
        }
    }

    #[test]
    fn a_link_is_used_once_and_in_time() {
        let at = |day: i64| Instant::from_micros(day * DAY_US);
        let id = super::super::ids::LinkId(kernel::id::Id::from_parts(at(0), 1));
        let link = |used_at| ConfirmLink {
            id,
            station: "YT001".into(),
            made_at: at(0),
            expires_at: at(14),
            used_at,
        };
        assert_eq!(link(None).check(at(13)), Ok(()));
        assert_eq!(link(None).check(at(14)), Err(LinkFault::Expired));
        assert_eq!(link(Some(at(1))).check(at(2)), Err(LinkFault::Used));
        assert_eq!(
            days_since("2026-11-01", Instant::start_of(jiff::civil::date(2026, 11, 27))),
            Some(26)
        );
        assert_eq!(days_since("soon", at(0)), None);
    }
}
