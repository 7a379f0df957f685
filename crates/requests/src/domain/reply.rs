//! A unit's reply: what the requester will read, what stays inside, and the
//! statement that it is true.

use super::words::Solved;

/// Shortest reply that tells anything, in characters.
pub const TEXT_MIN: usize = 4;
/// Longest text of a reply, in characters.
pub const TEXT_MAX: usize = 4_000;

/// A reply as handed in for review.
#[derive(Debug, Clone)]
pub struct NewReply {
    /// What the requester reads.
    pub text_public: String,
    /// What stays with the units.
    pub text_internal: String,
    /// The unit's own claim.
    pub solved: Solved,
    /// Needed when not fully solved; told to the requester.
    pub unsolved_reason: Option<String>,
    /// 诉求属实: the matter was found as told.
    pub is_true: bool,
    /// 超职责诉求: outside any duty of the unit.
    pub out_of_duty: bool,
}

/// What is wrong with a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReplyFault {
    /// No text for the requester.
    #[error("the public reply is empty")]
    TextMissing,
    /// Too long.
    #[error("the reply is too long")]
    TextLong,
    /// Not solved, but no reason given.
    #[error("say why it is not fully solved")]
    ReasonMissing,
}

impl NewReply {
    /// Checks the reply.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), ReplyFault> {
        if self.text_public.trim().chars().count() < TEXT_MIN {
            return Err(ReplyFault::TextMissing);
        }
        if self.text_public.chars().count() > TEXT_MAX
            || self.text_internal.chars().count() > TEXT_MAX
        {
            return Err(ReplyFault::TextLong);
        }
        let reason_given =
            self.unsolved_reason.as_deref().is_some_and(|text| !text.trim().is_empty());
        if self.solved != Solved::Resolved && !reason_given {
            return Err(ReplyFault::ReasonMissing);
        }
        Ok(())
    }
}
