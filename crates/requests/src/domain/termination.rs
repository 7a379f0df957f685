//! Ending the handling before an answer (终止办理): the unit asks in writing,
//! the hotline body decides, the requester is told.

use kernel::time::Instant;
use people::UnitId;

use super::OrderId;
use super::words::NotAcceptedReason;
use crate::words;

kernel::id_type! {
    /// A request to end.
    pub struct TerminationId;
}
db::text_column!(TerminationId, "a termination id");

words! {
    /// Where it stands.
    pub enum TerminationState: "a state of a termination" {
        /// 待审批
        Asked = "asked",
        /// 同意终止
        Approved = "approved",
        /// 不同意
        Refused = "refused",
    }
}

words! {
    /// What can happen to it.
    pub enum TerminationVerb: "a verb of a termination" {
        /// The handling ends.
        Approve = "approve",
        /// The handling goes on.
        Refuse = "refuse",
    }
}

impl TerminationState {
    /// The state after a verb; none when the verb does not fit.
    pub fn after(self, verb: TerminationVerb) -> Option<Self> {
        match (self, verb) {
            (Self::Asked, TerminationVerb::Approve) => Some(Self::Approved),
            (Self::Asked, TerminationVerb::Refuse) => Some(Self::Refused),
            (Self::Approved | Self::Refused, _) => None,
        }
    }
}

/// A request to end as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Termination {
    /// Its id.
    pub id: TerminationId,
    /// Of this order.
    pub order_id: OrderId,
    /// By this unit.
    pub unit_id: UnitId,
    /// Which of the lawful cases.
    pub reason: NotAcceptedReason,
    /// Facts and basis.
    pub text: String,
    /// Where it stands.
    pub state: TerminationState,
    /// When it was asked.
    pub asked_at: Instant,
    /// When it was decided.
    pub decided_at: Option<Instant>,
    /// What the decision says.
    pub decision: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_termination_meets_every_verb() {
        use {TerminationState as S, TerminationVerb as V};
        for &state in S::ALL {
            for &verb in V::ALL {
                let wanted = match (state, verb) {
                    (S::Asked, V::Approve) => Some(S::Approved),
                    (S::Asked, V::Refuse) => Some(S::Refused),
                    _ => None,
                };
                assert_eq!(state.after(verb), wanted, "{state} {verb}");
            }
        }
    }
}
