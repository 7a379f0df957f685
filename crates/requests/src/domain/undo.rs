//! Taking back what was just done: which acts can be, by whom and how long.
//!
//! An act can be undone when it changed nothing but the order and its clocks
//! and nobody outside has heard of it: its message to the requester is held
//! back for as long. Undoing puts order and clocks back exactly as they were
//! and is an event of its own; nothing is erased from the ledger.

use kernel::time::{Instant, SECOND_US};
use people::AccountId;

use super::order::Verb;

/// How long something can be undone.
pub const UNDO_US: i64 = 10 * SECOND_US;

/// Whether a verb can be undone at all.
pub fn can_undo(verb: Verb) -> bool {
    match verb {
        Verb::Accept | Verb::AskInfo | Verb::Answer | Verb::Refuse => true,
        Verb::Link | Verb::Unlink => true,
        Verb::Dispatch | Verb::Acknowledge | Verb::Start => true,
        Verb::ApproveReply | Verb::RejectReply => true,
        Verb::Rework | Verb::Close => true,
        // The requester's own acts, and those of the clockwork.
        Verb::Supply | Verb::Withdraw | Verb::AutoAcknowledge | Verb::Archive => false,
        // The caller is already speaking with the other line.
        Verb::Transfer => false,
        // Formal steps of a dispute, with records of their own.
        Verb::Object | Verb::Redispatch | Verb::Overrule | Verb::Designate => false,
        // What other units and orders have heard of already.
        Verb::AddUnit | Verb::Waive | Verb::ReturnPart | Verb::ShareReply => false,
        Verb::OfferHandover | Verb::TakeHandover => false,
        Verb::RefuseHandover | Verb::WithdrawHandover => false,
        Verb::AskTermination | Verb::Terminate | Verb::KeepOn => false,
        Verb::FollowUp | Verb::Relate | Verb::NameReported | Verb::SayNew => false,
        // Procedures with records of their own: a refusal or an answer mends them.
        Verb::AskExtension | Verb::AskDeferral | Verb::AskExclusion | Verb::Escalate => false,
        Verb::Exclude | Verb::Coordinate | Verb::Decline | Verb::ReportProgress => false,
        Verb::Urge | Verb::Supervise | Verb::AnswerSupervision | Verb::EndSupervision => false,
        // Approvals that move a limit in law.
        Verb::Extend | Verb::Defer | Verb::Resume => false,
        // What somebody said: corrected by saying it again, not by erasing it.
        Verb::Reply | Verb::CallBack | Verb::Reopen => false,
        Verb::CorrectPlace | Verb::ProposePlace | Verb::KeepPlace => false,
        Verb::ThreeWayCall => false,
    }
}

/// Something that can still be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undoable {
    /// The order's version it left behind.
    pub version: i64,
    /// Who did it.
    pub account: AccountId,
    /// The last instant at which it can be undone.
    pub until: Instant,
}

/// Why something cannot be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UndoRefusal {
    /// Somebody else did it.
    #[error("only who did it can undo it")]
    NotTheirs,
    /// Its time is over.
    #[error("the time to undo it is over")]
    TooLate,
    /// Something has happened since.
    #[error("the order was changed since")]
    Changed,
}

impl Undoable {
    /// Whether it can be undone by an account now, the order being at a version.
    ///
    /// # Errors
    /// [`UndoRefusal`].
    pub fn check(&self, account: AccountId, version: i64, at: Instant) -> Result<(), UndoRefusal> {
        if self.account != account {
            return Err(UndoRefusal::NotTheirs);
        }
        if self.version != version {
            return Err(UndoRefusal::Changed);
        }
        if at > self.until {
            return Err(UndoRefusal::TooLate);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use kernel::id::Id;

    use super::*;

    #[test]
    fn acts_that_others_heard_of_or_that_record_words_cannot_be_undone() {
        let fixed: Vec<&str> =
            Verb::ALL.iter().filter(|verb| !can_undo(**verb)).map(|verb| verb.as_str()).collect();
        let want = [
            "supply",
            "transfer",
            "withdraw",
            "auto_acknowledge",
            "object",
            "redispatch",
            "overrule",
            "ask_extension",
            "extend",
            "add_unit",
            "escalate",
            "coordinate",
            "ask_deferral",
            "defer",
            "report_progress",
            "ask_exclusion",
            "exclude",
            "decline",
            "urge",
            "supervise",
            "answer_supervision",
            "end_supervision",
            "resume",
            "reply",
            "call_back",
            "reopen",
            "archive",
            "follow_up",
            "relate",
            "share_reply",
            "say_new",
            "name_reported",
            "waive",
            "return_part",
            "offer_handover",
            "take_handover",
            "refuse_handover",
            "withdraw_handover",
            "designate",
            "ask_termination",
            "terminate",
            "keep_on",
            "correct_place",
            "propose_place",
            "keep_place",
            "three_way_call",
        ];
        assert_eq!(fixed, want);
    }

    #[test]
    fn only_the_same_person_in_time_and_before_anything_else() {
        let at = Instant::from_millis(1_000_000);
        let me = AccountId(Id::from_parts(at, 1));
        let other = AccountId(Id::from_parts(at, 2));
        let undo = Undoable { version: 4, account: me, until: at.plus(UNDO_US) };
        let cases = [
            (me, 4, 0, Ok(())),
            (me, 4, UNDO_US, Ok(())),
            (me, 4, UNDO_US + 1, Err(UndoRefusal::TooLate)),
            (me, 5, 0, Err(UndoRefusal::Changed)),
            (other, 4, 0, Err(UndoRefusal::NotTheirs)),
            (other, 5, UNDO_US + 1, Err(UndoRefusal::NotTheirs)),
        ];
        for (account, version, later, want) in cases {
            assert_eq!(undo.check(account, version, at.plus(later)), want, "{version} {later}");
        }
    }
}
