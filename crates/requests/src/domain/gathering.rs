//! Hearing units: on an objection (听取意见), or before a hard matter is
//! dispatched (派单前会商). The order's limit runs on in both cases.

use kernel::time::Instant;
use people::UnitId;

use super::OrderId;
use super::objection::ObjectionId;
use crate::words;

kernel::id_type! {
    /// A hearing or a conference.
    pub struct GatheringId;
}
db::text_column!(GatheringId, "a gathering id");

words! {
    /// What it is held for.
    pub enum GatheringKind: "a kind of gathering" {
        /// 听取意见: before ruling on an objection.
        Hearing = "hearing",
        /// 派单前会商: before dispatching.
        Conference = "conference",
    }
}

words! {
    /// Where it stands.
    pub enum GatheringState: "a state of a gathering" {
        /// 征求意见中
        Open = "open",
        /// 已形成结论
        Concluded = "concluded",
        /// 已取消
        Cancelled = "cancelled",
    }
}

words! {
    /// What can happen to it.
    pub enum GatheringVerb: "a verb of a gathering" {
        /// An invited unit says what it thinks; again replaces.
        Say = "say",
        /// The desk writes down what came of it.
        Conclude = "conclude",
        /// The desk calls it off.
        Cancel = "cancel",
    }
}

impl GatheringState {
    /// The state after a verb; none when the verb does not fit.
    pub fn after(self, verb: GatheringVerb) -> Option<Self> {
        match (self, verb) {
            (Self::Open, GatheringVerb::Say) => Some(Self::Open),
            (Self::Open, GatheringVerb::Conclude) => Some(Self::Concluded),
            (Self::Open, GatheringVerb::Cancel) => Some(Self::Cancelled),
            (Self::Concluded | Self::Cancelled, _) => None,
        }
    }
}

/// A gathering as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathering {
    /// Its id.
    pub id: GatheringId,
    /// What for.
    pub kind: GatheringKind,
    /// About this order.
    pub order_id: OrderId,
    /// About this objection.
    pub objection_id: Option<ObjectionId>,
    /// Where it stands.
    pub state: GatheringState,
    /// What is asked.
    pub question: String,
    /// When it was called.
    pub opened_at: Instant,
    /// Units are asked to say it by then.
    pub answer_by: Option<Instant>,
    /// What came of it.
    pub outcome: Option<String>,
    /// When.
    pub closed_at: Option<Instant>,
}

/// What one invited unit said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// The gathering.
    pub gathering_id: GatheringId,
    /// The unit.
    pub unit_id: UnitId,
    /// Its words; none yet when absent.
    pub statement: Option<String>,
    /// When it said them.
    pub said_at: Option<Instant>,
}

/// Most units at one gathering.
pub const UNITS_MAX: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_gathering_meets_every_verb() {
        use {GatheringState as S, GatheringVerb as V};
        let fits = [
            (S::Open, V::Say, S::Open),
            (S::Open, V::Conclude, S::Concluded),
            (S::Open, V::Cancel, S::Cancelled),
        ];
        for &state in S::ALL {
            for &verb in V::ALL {
                let wanted = fits.iter().find(|(from, with, _)| (*from, *with) == (state, verb));
                assert_eq!(state.after(verb), wanted.map(|(.., to)| *to), "{state} {verb}");
            }
        }
    }
}
