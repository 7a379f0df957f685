//! How an order ended, and whether everything that must be there is there:
//! unit, public answer, delivery record, callback, or the lawful reason why
//! one of them is not.

use super::joint::Nature;
use super::order::{Order, OrderState};
use super::repeats::RepeatKind;
use crate::words;

words! {
    /// How an order came to its end.
    pub enum Ending: "an ending" {
        /// Worked, answered, and the requester was asked.
        Handled = "handled",
        /// Answered at the desk; callback by sample.
        AnsweredAtDesk = "answered_at_desk",
        /// Not accepted, the lawful treatment told.
        NotAccepted = "not_accepted",
        /// Ended during handling, with approval and notice.
        Terminated = "terminated",
        /// Handed to another line, with its receipt.
        Transferred = "transferred",
        /// Taken back by the requester.
        Withdrawn = "withdrawn",
        /// Of the same person: answered and asked with the order it was written onto.
        WithLead = "with_lead",
        /// A part: its lead answers and is asked about.
        Part = "part",
        /// A part that was not waited for, with a reason.
        Waived = "waived",
    }
}

/// What stands on record of an order that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Record {
    /// The state it was closed from the last time.
    pub closed_from: Option<OrderState>,
    /// A reply was approved.
    pub has_reply: bool,
    /// Words for the requester stand on it.
    pub has_told: bool,
    /// The requester left nothing to write to: the answer lies on the page that
    /// the query code opens, and no message is owed.
    pub is_anonymous: bool,
    /// A message to the requester was handed to delivery.
    pub has_delivery: bool,
    /// The requester was called, or gave a judgement, since the reply.
    pub has_callback: bool,
    /// The other line's receipt stands on it.
    pub has_receipt: bool,
}

impl Record {
    /// Whether the answer reached its requester as far as it can.
    fn is_delivered(&self) -> bool {
        self.has_delivery || self.is_anonymous
    }
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// It is not done.
    #[error("the order is not closed")]
    NotClosed,
    /// No unit had it.
    #[error("no unit")]
    Unit,
    /// Nothing was answered.
    #[error("no answer")]
    Answer,
    /// The answer was not sent.
    #[error("no delivery record")]
    Delivery,
    /// The requester was not asked.
    #[error("no callback")]
    Callback,
    /// The other line gave no receipt.
    #[error("no receipt")]
    Receipt,
    /// No lawful way leads from there to the end.
    #[error("no lawful ending from that state")]
    Way,
}

/// How a closed order ended.
///
/// # Errors
/// [`Missing`] when something that the law wants is not on record.
pub fn of(order: &Order, record: &Record) -> Result<Ending, Missing> {
    if !order.state.is_done() {
        return Err(Missing::NotClosed);
    }
    let must = |there: bool, missing: Missing| if there { Ok(()) } else { Err(missing) };
    if order.nature != Nature::Lead {
        must(order.unit_id.is_some(), Missing::Unit)?;
        let replied = record.has_reply && record.closed_from == Some(OrderState::Replied);
        return Ok(if replied { Ending::Part } else { Ending::Waived });
    }
    match record.closed_from.ok_or(Missing::Way)? {
        OrderState::CalledBack => {
            must(order.unit_id.is_some(), Missing::Unit)?;
            must(record.has_reply, Missing::Answer)?;
            must(record.is_delivered(), Missing::Delivery)?;
            must(record.has_callback, Missing::Callback)?;
            Ok(Ending::Handled)
        }
        OrderState::Answered => {
            must(record.has_told, Missing::Answer)?;
            must(record.is_delivered(), Missing::Delivery)?;
            Ok(Ending::AnsweredAtDesk)
        }
        OrderState::NotAccepted => {
            must(record.has_told, Missing::Answer)?;
            must(record.is_delivered(), Missing::Delivery)?;
            let had_unit = order.unit_id.is_some();
            Ok(if had_unit { Ending::Terminated } else { Ending::NotAccepted })
        }
        OrderState::Transferred => {
            must(record.has_receipt, Missing::Receipt)?;
            must(record.is_delivered(), Missing::Delivery)?;
            Ok(Ending::Transferred)
        }
        OrderState::Withdrawn => Ok(Ending::Withdrawn),
        OrderState::RepeatLinked => {
            let is_same = order.repeat_kind.is_none_or(RepeatKind::is_of_one_person);
            must(order.repeat_of.is_some() && is_same, Missing::Answer)?;
            must(record.is_delivered(), Missing::Delivery)?;
            Ok(Ending::WithLead)
        }
        OrderState::Received
        | OrderState::NeedInfo
        | OrderState::ToDispatch
        | OrderState::Dispatched
        | OrderState::Objected
        | OrderState::Acknowledged
        | OrderState::InProgress
        | OrderState::Deferred
        | OrderState::Replied
        | OrderState::ToCallback
        | OrderState::Closed
        | OrderState::Archived => Err(Missing::Way),
    }
}
