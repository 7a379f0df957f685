//! Lead with joint units (主办会办) and the first handler's duty (首问首办):
//! parts with limits of their own, and handing an order over.

use people::UnitId;

use super::order::{Order, OrderState};
use crate::words;

words! {
    /// What an order is of the matter.
    pub enum Nature: "a nature of an order" {
        /// 主办: the whole matter; answers the requester.
        Lead = "lead",
        /// 会办: one unit's part; answers the lead.
        Co = "co",
        /// 转办: passed on for guidance, outside the duty of whoever has it.
        Forward = "forward",
    }
}

words! {
    /// Where a handover stands.
    pub enum HandoverState: "a state of a handover" {
        /// 移交待接收: the unit that has it answers.
        Offered = "offered",
        /// 已接收
        Accepted = "accepted",
        /// 已拒收: it stays where it was.
        Refused = "refused",
        /// 已撤回
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What can happen to a handover.
    pub enum HandoverVerb: "a verb of a handover" {
        /// The receiver accepts.
        Accept = "accept",
        /// The receiver refuses.
        Refuse = "refuse",
        /// The unit takes the offer back, or answers itself.
        Withdraw = "withdraw",
    }
}

impl HandoverState {
    /// The state after a verb; none when the verb does not fit.
    pub fn after(self, verb: HandoverVerb) -> Option<Self> {
        match (self, verb) {
            (Self::Offered, HandoverVerb::Accept) => Some(Self::Accepted),
            (Self::Offered, HandoverVerb::Refuse) => Some(Self::Refused),
            (Self::Offered, HandoverVerb::Withdraw) => Some(Self::Withdrawn),
            (Self::Accepted | Self::Refused | Self::Withdrawn, _) => None,
        }
    }
}

/// Most parts of one order: the number's suffix has two digits, and a matter
/// that needs more units than this needs a meeting instead.
pub const PARTS_MAX: usize = 12;

/// Why something about parts or a handover cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JointFault {
    /// The lead's reply waits for its co-units.
    #[error("a co-unit has neither replied nor been waived")]
    PartsOpen,
    /// Only a part can be waived or returned.
    #[error("this is not a part of another order")]
    NotAPart,
    /// A part has no parts, no callback and is not reopened by the requester.
    #[error("a part cannot do this: its lead does")]
    OnlyTheLead,
    /// The lead has replied; its parts rest.
    #[error("the lead has replied already")]
    LeadReplied,
    /// The unit has a part already, or has the order itself.
    #[error("this unit has a part of the order already")]
    UnitTwice,
    /// Too many units.
    #[error("an order has at most {PARTS_MAX} parts")]
    TooMany,
    /// It is offered to somebody already.
    #[error("it is offered to a unit already")]
    OfferedAlready,
    /// It is offered to nobody.
    #[error("it is offered to nobody")]
    NotOffered,
    /// Offered to the unit that has it.
    #[error("the unit has it already")]
    SameUnit,
}

/// Whether the lead may hand in its reply: every co-unit has answered or was
/// waived with a reason. What was passed on for guidance is not waited for.
///
/// # Errors
/// [`JointFault::PartsOpen`].
pub fn may_reply(parts: &[Order]) -> Result<(), JointFault> {
    if waits_for(parts).next().is_none() { Ok(()) } else { Err(JointFault::PartsOpen) }
}

/// The parts a lead still waits for.
pub fn waits_for(parts: &[Order]) -> impl Iterator<Item = &Order> {
    parts.iter().filter(|part| part.nature == Nature::Co && !part.state.is_done())
}

/// Whether units may get a part of this order.
///
/// # Errors
/// [`JointFault`].
pub fn may_add(lead: &Order, parts: &[Order], units: &[UnitId]) -> Result<(), JointFault> {
    if !lead.is_whole() {
        return Err(JointFault::OnlyTheLead);
    }
    if parts.len() + units.len() > PARTS_MAX {
        return Err(JointFault::TooMany);
    }
    let open = parts.iter().filter(|part| !part.state.is_done());
    let mut taken: Vec<UnitId> = open.filter_map(|part| part.unit_id).collect();
    taken.extend(lead.unit_id);
    for unit in units {
        if taken.contains(unit) {
            return Err(JointFault::UnitTwice);
        }
        taken.push(*unit);
    }
    Ok(())
}

/// Whether a part may be waived or returned while its lead stands so.
///
/// # Errors
/// [`JointFault`].
pub fn may_settle(lead: &Order, part: &Order) -> Result<(), JointFault> {
    if part.parent_id != Some(lead.id) {
        return Err(JointFault::NotAPart);
    }
    match lead.state {
        OrderState::Dispatched
        | OrderState::Objected
        | OrderState::Acknowledged
        | OrderState::InProgress
        | OrderState::Deferred => Ok(()),
        _ => Err(JointFault::LeadReplied),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_handover_meets_every_verb() {
        use {HandoverState as S, HandoverVerb as V};
        let table = [
            (S::Offered, V::Accept, Some(S::Accepted)),
            (S::Offered, V::Refuse, Some(S::Refused)),
            (S::Offered, V::Withdraw, Some(S::Withdrawn)),
            (S::Accepted, V::Accept, None),
            (S::Accepted, V::Refuse, None),
            (S::Accepted, V::Withdraw, None),
            (S::Refused, V::Accept, None),
            (S::Refused, V::Refuse, None),
            (S::Refused, V::Withdraw, None),
            (S::Withdrawn, V::Accept, None),
            (S::Withdrawn, V::Refuse, None),
            (S::Withdrawn, V::Withdraw, None),
        ];
        assert_eq!(table.len(), S::ALL.len() * V::ALL.len());
        for (state, verb, next) in table {
            assert_eq!(state.after(verb), next, "{state} {verb}");
        }
    }
}
