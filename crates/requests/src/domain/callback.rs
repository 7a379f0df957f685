//! Callback: hearing the requester's judgement. Done by the hotline body,
//! never by the unit that handled the order.

use kernel::time::{DAY_US, Instant};

use super::order::OrderState;
use super::words::{Satisfied, Solved};
use crate::words;

words! {
    /// Whether the requester was reached.
    pub enum Contacted: "whether the requester was reached" {
        /// Reached, and answered.
        Yes = "yes",
        /// Not reached this time.
        NoAnswer = "no_answer",
        /// Reached, but did not want to answer.
        Refused = "refused",
    }
}

words! {
    /// How the requester was asked.
    pub enum CallbackChannel: "a callback channel" {
        /// By phone.
        Phone = "phone",
        /// By text message.
        Sms = "sms",
        /// On the tracking page, by the requester.
        Web = "web",
    }
}

/// One attempt and what came of it.
#[derive(Debug, Clone)]
pub struct NewCallback {
    /// How.
    pub channel: CallbackChannel,
    /// Reached?
    pub contacted: Contacted,
    /// Did the unit contact the requester? Feeds the response rate.
    pub unit_contacted: Option<bool>,
    /// Their word on the matter.
    pub solved: Option<Solved>,
    /// Their word on the work.
    pub satisfied: Option<Satisfied>,
    /// What they added.
    pub comment: String,
}

/// What is wrong with a callback record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallbackFault {
    /// Reached, but no word on whether it is solved.
    #[error("ask whether it is solved")]
    SolvedMissing,
    /// Not reached, but an answer is given.
    #[error("an unanswered call has no answers")]
    AnswerWithoutContact,
    /// The comment is too long.
    #[error("the comment is too long")]
    CommentLong,
}

impl NewCallback {
    /// Checks the record.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), CallbackFault> {
        if self.comment.chars().count() > 500 {
            return Err(CallbackFault::CommentLong);
        }
        let answered = self.solved.is_some() || self.satisfied.is_some();
        match self.contacted {
            Contacted::Yes if self.solved.is_none() => Err(CallbackFault::SolvedMissing),
            Contacted::NoAnswer if answered => Err(CallbackFault::AnswerWithoutContact),
            Contacted::Yes | Contacted::NoAnswer | Contacted::Refused => Ok(()),
        }
    }

    /// The person says the matter stands as it did: it may be done again.
    pub fn asks_for_rework(&self) -> bool {
        matches!(self.solved, Some(Solved::Unresolved))
            || matches!(self.satisfied, Some(Satisfied::Unsatisfied))
    }
}

/// How long a judgement given on the tracking page may be changed by who gave
/// it, from the first one of the round on.
pub const CHANGE_DAYS: i64 = 7;

/// A judgement that was given, as far as changing it needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// When.
    pub at: Instant,
    /// On the tracking page, not to an officer on the telephone.
    pub by_requester: bool,
    /// It is the one that counts.
    pub is_valid: bool,
}

/// Until when the requester may change their word: only while the one that
/// counts is theirs and about the reply that went out last.
pub fn changeable_until(
    state: OrderState,
    replied_at: Option<Instant>,
    judgements: &[Judgement],
) -> Option<Instant> {
    if !matches!(state, OrderState::CalledBack | OrderState::Closed) {
        return None;
    }
    let own = judgements
        .iter()
        .filter(|one| one.by_requester && replied_at.is_none_or(|replied| one.at >= replied));
    own.clone().find(|one| one.is_valid)?;
    own.map(|one| one.at).min().map(|first| first.plus(CHANGE_DAYS * DAY_US))
}

/// How often and on how many days the requester is called before the order
/// may close without their judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptsPolicy {
    /// Calls at least.
    pub attempts: usize,
    /// On so many different days at least.
    pub days: usize,
}

impl AttemptsPolicy {
    /// Whether enough was tried. `tries` are the times of unanswered calls.
    pub fn is_exhausted(self, tries: &[Instant]) -> bool {
        let mut days: Vec<_> = tries.iter().map(|at| at.day()).collect();
        days.sort_unstable();
        days.dedup();
        tries.len() >= self.attempts && days.len() >= self.days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn callback(contacted: Contacted, solved: Option<Solved>) -> NewCallback {
        NewCallback {
            channel: CallbackChannel::Phone,
            contacted,
            unit_contacted: None,
            solved,
            satisfied: None,
            comment: String::new(),
        }
    }

    #[test]
    fn ones_own_word_may_be_changed_for_a_week_after_it_was_first_said() {
        let at = |day: i64| Instant::from_micros(day * DAY_US);
        let own = |day, is_valid| Judgement { at: at(day), by_requester: true, is_valid };
        let told = |day, is_valid| Judgement { at: at(day), by_requester: false, is_valid };
        type Case<'a> = (OrderState, Option<i64>, &'a [Judgement], Option<i64>);
        let cases: [Case<'_>; 8] = [
            (OrderState::CalledBack, Some(10), &[own(12, true)], Some(19)),
            (OrderState::Closed, Some(10), &[own(12, true)], Some(19)),
            (OrderState::Closed, Some(10), &[own(12, false), own(15, true)], Some(19)),
            // Said about an earlier reply: that round is over.
            (OrderState::Closed, Some(30), &[own(12, true)], None),
            (OrderState::Closed, Some(30), &[own(12, false), own(31, true)], Some(38)),
            // An officer wrote down something newer.
            (OrderState::CalledBack, Some(10), &[own(12, false), told(13, true)], None),
            (OrderState::InProgress, Some(10), &[own(12, true)], None),
            (OrderState::CalledBack, Some(10), &[], None),
        ];
        for (state, replied, judgements, end) in cases {
            let found = changeable_until(state, replied.map(at), judgements);
            assert_eq!(found, end.map(at), "{state} {replied:?} {judgements:?}");
        }
    }

    #[test]
    fn an_answered_call_needs_an_answer_and_an_unanswered_one_has_none() {
        use Contacted as C;
        let cases = [
            (C::Yes, Some(Solved::Resolved), Ok(())),
            (C::Yes, None, Err(CallbackFault::SolvedMissing)),
            (C::NoAnswer, None, Ok(())),
            (C::NoAnswer, Some(Solved::Partly), Err(CallbackFault::AnswerWithoutContact)),
            (C::Refused, None, Ok(())),
        ];
        for (contacted, solved, expected) in cases {
            assert_eq!(callback(contacted, solved).check(), expected);
        }
    }

    #[test]
    fn three_calls_on_one_day_are_not_enough_when_two_days_are_asked() {
        let policy = AttemptsPolicy { attempts: 3, days: 2 };
        let at = |text| Instant::parse(text).unwrap();
        let one_day = [at("2026-11-23 09:00"), at("2026-11-23 13:00"), at("2026-11-23 18:00")];
        assert!(!policy.is_exhausted(&one_day));
        let two_days = [one_day[0], one_day[1], at("2026-11-24 09:00")];
        assert!(policy.is_exhausted(&two_days));
        assert!(!policy.is_exhausted(&two_days[1..]));
    }
}
