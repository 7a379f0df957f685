//! Who may not act on an order: a handler with an interest withdraws, or the
//! reporter demands it (回避). Whoever wrote the answer to the earlier order
//! does not work on the one that comes back.

use kernel::time::Instant;
use people::AccountId;

use super::OrderId;
use crate::words;

kernel::id_type! {
    /// A recusal.
    pub struct RecusalId;
}
db::text_column!(RecusalId, "a recusal id");

words! {
    /// Why somebody does not act.
    pub enum RecusalCause: "a cause of recusal" {
        /// 本人申请回避
        Own = "own",
        /// 举报人要求回避
        Demanded = "demanded",
        /// 原承办人员
        HandledBefore = "handled_before",
    }
}

words! {
    /// Where it stands.
    pub enum RecusalState: "a state of a recusal" {
        /// 待决定
        Asked = "asked",
        /// 已回避
        Granted = "granted",
        /// 不需回避
        Refused = "refused",
    }
}

words! {
    /// What can happen to it.
    pub enum RecusalVerb: "a verb of a recusal" {
        /// The person must not act.
        Grant = "grant",
        /// The person may act.
        Refuse = "refuse",
    }
}

impl RecusalState {
    /// The state after a verb; none when the verb does not fit.
    pub fn after(self, verb: RecusalVerb) -> Option<Self> {
        match (self, verb) {
            (Self::Asked, RecusalVerb::Grant) => Some(Self::Granted),
            (Self::Asked, RecusalVerb::Refuse) => Some(Self::Refused),
            (Self::Granted | Self::Refused, _) => None,
        }
    }
}

/// A recusal as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recusal {
    /// Its id.
    pub id: RecusalId,
    /// On this order.
    pub order_id: OrderId,
    /// Of this member of staff.
    pub account_id: AccountId,
    /// Why.
    pub cause: RecusalCause,
    /// Where it stands.
    pub state: RecusalState,
    /// In words.
    pub reason: String,
    /// When it was asked.
    pub asked_at: Instant,
    /// When it was decided.
    pub decided_at: Option<Instant>,
}

/// Whether somebody must keep away. Until a demand is decided the person does
/// not act either: what was done meanwhile could not be undone.
pub fn bars(recusals: &[Recusal], account: AccountId) -> bool {
    recusals
        .iter()
        .any(|recusal| recusal.account_id == account && recusal.state != RecusalState::Refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_recusal_meets_every_verb() {
        use {RecusalState as S, RecusalVerb as V};
        for &state in S::ALL {
            for &verb in V::ALL {
                let wanted = match (state, verb) {
                    (S::Asked, V::Grant) => Some(S::Granted),
                    (S::Asked, V::Refuse) => Some(S::Refused),
                    _ => None,
                };
                assert_eq!(state.after(verb), wanted, "{state} {verb}");
            }
        }
    }
}
