//! A matter handed between the hotline and another line: by handing the call
//! over, by talking with three, or by pushing the order. Each has a receipt.

use kernel::time::{Instant, MINUTE_US};
use people::{Role, Staff, UnitId};

use super::words::Line;
use super::{OrderId, TransferId};
use crate::words;
use people::record::{Fault, FaultKind, optional, text};

/// Longest text of a matter, a reason or a result.
pub const TEXT_MAX: usize = 1_000;
/// Longest reference number of the other line.
pub const REF_MAX: usize = 40;

words! {
    /// Where a transfer stands.
    pub enum TransferState: "a state of a transfer" {
        /// Offered, not accepted yet.
        Offered = "offered",
        /// The other side has it.
        Accepted = "accepted",
        /// It came back with a reason.
        Returned = "returned",
        /// The result is known on both sides.
        Settled = "settled",
        /// Whoever offered it deals with it after all.
        Kept = "kept",
    }
}

words! {
    /// What can happen to a transfer.
    pub enum TransferVerb: "a verb of a transfer" {
        /// The other side takes it.
        Accept = "accept",
        /// It goes back with a reason.
        Return = "return",
        /// It is offered again.
        Resend = "resend",
        /// The result is written down.
        Settle = "settle",
        /// Whoever offered it keeps it.
        Keep = "keep",
    }
}

words! {
    /// Which way.
    pub enum Direction: "a direction" {
        /// From the other line to the hotline.
        In = "in",
        /// From the hotline to the other line.
        Out = "out",
    }
}

words! {
    /// How it is handed over.
    pub enum TransferMode: "a way of handing over" {
        /// 一键转接
        CallTransfer = "call_transfer",
        /// 三方通话
        ThreeWay = "three_way",
        /// 工单推送
        OrderPush = "order_push",
    }
}

impl TransferState {
    /// The state after a verb; nothing when the verb does not fit.
    pub fn after(self, verb: TransferVerb) -> Option<Self> {
        use TransferVerb::{Accept, Keep, Resend, Return, Settle};
        match (self, verb) {
            (Self::Offered, Accept) => Some(Self::Accepted),
            (Self::Offered | Self::Accepted, Return) => Some(Self::Returned),
            (Self::Accepted, Settle) => Some(Self::Settled),
            (Self::Returned, Resend) => Some(Self::Offered),
            (Self::Returned, Keep) => Some(Self::Kept),
            (
                Self::Offered | Self::Accepted | Self::Returned | Self::Settled | Self::Kept,
                Accept | Return | Resend | Settle | Keep,
            ) => None,
        }
    }
}

/// A transfer as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// Counts changes; guards each one.
    pub version: i64,
    /// Where it stands.
    pub state: TransferState,
    /// Which way.
    pub direction: Direction,
    /// The other line.
    pub line: Line,
    /// How.
    pub mode: TransferMode,
    /// Somebody may be in danger.
    pub urgent: bool,
    /// What it is about.
    pub matter: String,
    /// Where.
    pub address: String,
    /// The other line's number.
    pub ref_no: Option<String>,
    /// Our order that goes with it.
    pub order_id: Option<OrderId>,
    /// The unit that wrote it down.
    pub unit_id: UnitId,
    /// When it was offered last.
    pub offered_at: Instant,
    /// Until when it is to be accepted.
    pub accept_due_at: Option<Instant>,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// When it came back.
    pub returned_at: Option<Instant>,
    /// Why it came back.
    pub return_reason: Option<String>,
    /// When the result was known.
    pub settled_at: Option<Instant>,
    /// The result.
    pub result: Option<String>,
}

/// A transfer about to be written down.
#[derive(Debug, Clone)]
pub struct NewTransfer {
    /// Which way.
    pub direction: Direction,
    /// The other line.
    pub line: Line,
    /// How.
    pub mode: TransferMode,
    /// Somebody may be in danger.
    pub urgent: bool,
    /// What it is about.
    pub matter: String,
    /// Where.
    pub address: String,
    /// The other line's number.
    pub ref_no: Option<String>,
    /// Our order that goes with it.
    pub order_id: Option<OrderId>,
}

impl NewTransfer {
    /// Checks the texts.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self) -> Result<Self, Fault> {
        self.matter = text("matter", &self.matter, TEXT_MAX)?;
        self.address = optional("address", &self.address, 200)?;
        let ref_no = optional("ref_no", self.ref_no.as_deref().unwrap_or_default(), REF_MAX)?;
        // What another line sends can only be found again by its number.
        if ref_no.is_empty() && self.direction == Direction::In {
            return Err(Fault::new("ref_no", FaultKind::Missing));
        }
        self.ref_no = Some(ref_no).filter(|no| !no.is_empty());
        Ok(self)
    }
}

/// For how long a line may leave an offer unanswered; data of the city.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct LineFacts {
    /// The line.
    pub code: String,
    /// Minutes to accept an ordinary matter.
    pub accept_minutes: i64,
    /// Minutes to accept an urgent one.
    pub urgent_minutes: i64,
}

/// Until when an offer is to be accepted; nothing where the city says nothing.
pub fn accept_due(facts: &[LineFacts], line: Line, urgent: bool, at: Instant) -> Option<Instant> {
    let facts = facts.iter().find(|facts| facts.code == line.as_str())?;
    let minutes = if urgent { facts.urgent_minutes } else { facts.accept_minutes };
    Some(at.plus(minutes.saturating_mul(MINUTE_US)))
}

/// What is done to a transfer, with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransferStep {
    /// Accepted, with the other side's number.
    Accept {
        /// Their number, or ours for what came in.
        ref_no: String,
    },
    /// Back, with the reason.
    Return {
        /// Why.
        reason: String,
    },
    /// Offered again, saying more.
    Resend {
        /// What is added.
        matter: String,
    },
    /// Done, with the result.
    Settle {
        /// The result.
        result: String,
    },
    /// Kept.
    Keep {
        /// What is done instead.
        result: String,
    },
}

impl TransferStep {
    /// The verb it stands for.
    pub fn verb(&self) -> TransferVerb {
        match self {
            Self::Accept { .. } => TransferVerb::Accept,
            Self::Return { .. } => TransferVerb::Return,
            Self::Resend { .. } => TransferVerb::Resend,
            Self::Settle { .. } => TransferVerb::Settle,
            Self::Keep { .. } => TransferVerb::Keep,
        }
    }
}

impl Transfer {
    /// Decides a step: the transfer as it is afterwards.
    ///
    /// # Errors
    /// What is wrong.
    pub fn step(
        &self,
        step: &TransferStep,
        due: Option<Instant>,
        at: Instant,
    ) -> Result<Self, Fault> {
        let state = self.state.after(step.verb()).ok_or(Fault::not_now())?;
        let mut after = Self { state, ..self.clone() };
        match step {
            TransferStep::Accept { ref_no } => {
                let ref_no = optional("ref_no", ref_no, REF_MAX)?;
                if !ref_no.is_empty() {
                    after.ref_no = Some(ref_no);
                }
                after.accepted_at = Some(at);
            }
            TransferStep::Return { reason } => {
                after.return_reason = Some(text("return_reason", reason, TEXT_MAX)?);
                after.returned_at = Some(at);
            }
            TransferStep::Resend { matter } => {
                after.matter = text("matter", matter, TEXT_MAX)?;
                after.offered_at = at;
                after.accept_due_at = due;
                after.accepted_at = None;
            }
            TransferStep::Settle { result } => {
                after.result = Some(text("result", result, TEXT_MAX)?);
                after.settled_at = Some(at);
            }
            TransferStep::Keep { result } => {
                after.result = Some(text("kept_result", result, TEXT_MAX)?);
                after.settled_at = Some(at);
            }
        }
        Ok(after)
    }

    /// Nobody accepted it in time.
    pub fn is_late(&self, now: Instant) -> bool {
        self.state == TransferState::Offered && self.accept_due_at.is_some_and(|due| due <= now)
    }

    /// Which steps fit now, for buttons.
    pub fn allows(&self, verb: TransferVerb) -> bool {
        self.state.after(verb).is_some()
    }
}

/// Who writes transfers down: those who take calls.
pub const WRITES: &[Role] = &[Role::Operator, Role::Dispatcher];

/// Whether they may change transfers.
pub fn can_write(staff: &Staff) -> bool {
    staff.has_any(WRITES)
}

#[cfg(test)]
mod tests;
