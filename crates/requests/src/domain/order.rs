//! The work order's states and what may happen in each.
//!
//! One table says it all: [`OrderState::after`]. Everything that changes an
//! order goes through it, so a state that no verb leads to cannot be reached.

use kernel::time::Instant;
use people::UnitId;

use super::order_no::OrderNo;
use super::words::{OrderType, Urgency};
use super::{OrderId, RequestId};
use crate::words;

words! {
    /// Where an order stands.
    pub enum OrderState: "an order state" {
        /// 已登记
        Received = "received",
        /// 待补充
        NeedInfo = "need_info",
        /// 直接答复
        Answered = "answered",
        /// 不予受理
        NotAccepted = "not_accepted",
        /// 已转接
        Transferred = "transferred",
        /// 已并入
        RepeatLinked = "repeat_linked",
        /// 待派单
        ToDispatch = "to_dispatch",
        /// 已派单
        Dispatched = "dispatched",
        /// 派单异议中
        Objected = "objected",
        /// 已签收
        Acknowledged = "acknowledged",
        /// 办理中
        InProgress = "in_progress",
        /// 挂账
        Deferred = "deferred",
        /// 已答复，待审核
        Replied = "replied",
        /// 待回访
        ToCallback = "to_callback",
        /// 已回访
        CalledBack = "called_back",
        /// 已结案
        Closed = "closed",
        /// 撤回
        Withdrawn = "withdrawn",
        /// 已归档
        Archived = "archived",
    }
}

words! {
    /// What can happen to an order. Named by what a clerk would say.
    pub enum Verb: "a verb" {
        /// The desk takes it up for dispatch.
        Accept = "accept",
        /// The desk asks the requester for something.
        AskInfo = "ask_info",
        /// The requester gives what was asked.
        Supply = "supply",
        /// The desk answers at once.
        Answer = "answer",
        /// Not accepted, with a lawful reason.
        Refuse = "refuse",
        /// Handed to an emergency line or the petition office.
        Transfer = "transfer",
        /// Joined to an earlier order.
        Link = "link",
        /// Taken out of the order it was joined to.
        Unlink = "unlink",
        /// The requester takes it back.
        Withdraw = "withdraw",
        /// Sent to the unit that must act.
        Dispatch = "dispatch",
        /// The unit signs for it.
        Acknowledge = "acknowledge",
        /// Nobody signed in time; it counts as signed and is flagged.
        AutoAcknowledge = "auto_acknowledge",
        /// The unit says it is not theirs.
        Object = "object",
        /// The objection is right: another unit gets it, the clock runs on.
        Redispatch = "redispatch",
        /// The objection is wrong: the unit keeps it.
        Overrule = "overrule",
        /// The unit begins.
        Start = "start",
        /// The unit applies for more time.
        AskExtension = "ask_extension",
        /// More time is granted and told to the requester.
        Extend = "extend",
        /// A co-unit joins.
        AddUnit = "add_unit",
        /// A higher level is asked to coordinate.
        Escalate = "escalate",
        /// The higher level decides.
        Coordinate = "coordinate",
        /// The unit applies to put it off.
        AskDeferral = "ask_deferral",
        /// Listed as not solvable soon.
        Defer = "defer",
        /// The unit says how a put-off matter stands.
        ReportProgress = "report_progress",
        /// The unit applies to leave it out of the assessment.
        AskExclusion = "ask_exclusion",
        /// Left out of the adjusted rates.
        Exclude = "exclude",
        /// An application is refused.
        Decline = "decline",
        /// The requester or the desk presses for it.
        Urge = "urge",
        /// A named person calls the unit to account.
        Supervise = "supervise",
        /// The unit answers the supervision.
        AnswerSupervision = "answer_supervision",
        /// The supervision is closed.
        EndSupervision = "end_supervision",
        /// Taken off that list.
        Resume = "resume",
        /// The unit hands in its reply.
        Reply = "reply",
        /// The reply may go out.
        ApproveReply = "approve_reply",
        /// The reply goes back to the handler.
        RejectReply = "reject_reply",
        /// The requester's judgement is in (or cannot be had).
        CallBack = "call_back",
        /// Done again.
        Rework = "rework",
        /// Closed.
        Close = "close",
        /// Opened again within the time allowed.
        Reopen = "reopen",
        /// Put away for good.
        Archive = "archive",
    }
}

/// The verb does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {state} cannot {verb}")]
pub struct InvalidTransition {
    /// Where it stands.
    pub state: OrderState,
    /// What was tried.
    pub verb: Verb,
}

impl OrderState {
    /// The state after a verb.
    ///
    /// # Errors
    /// [`InvalidTransition`] when the verb does not fit.
    pub fn after(self, verb: Verb) -> Result<Self, InvalidTransition> {
        self.next(verb).ok_or(InvalidTransition { state: self, verb })
    }

    /// Whether a verb fits: what pages ask before they show a button.
    pub fn allows(self, verb: Verb) -> bool {
        self.next(verb).is_some()
    }

    fn next(self, verb: Verb) -> Option<Self> {
        if self.is_beside(verb) {
            return Some(self);
        }
        match self {
            Self::Received => match verb {
                Verb::Accept => Some(Self::ToDispatch),
                Verb::AskInfo => Some(Self::NeedInfo),
                Verb::Answer => Some(Self::Answered),
                Verb::Refuse => Some(Self::NotAccepted),
                Verb::Transfer => Some(Self::Transferred),
                Verb::Link => Some(Self::RepeatLinked),
                _ => None,
            },
            Self::NeedInfo => match verb {
                Verb::Supply => Some(Self::Received),
                Verb::Withdraw => Some(Self::Withdrawn),
                _ => None,
            },
            Self::Answered | Self::NotAccepted | Self::Transferred | Self::Withdrawn => {
                (verb == Verb::Close).then_some(Self::Closed)
            }
            Self::RepeatLinked => match verb {
                Verb::Unlink => Some(Self::Received),
                Verb::Close => Some(Self::Closed),
                _ => None,
            },
            Self::ToDispatch => (verb == Verb::Dispatch).then_some(Self::Dispatched),
            Self::Dispatched => match verb {
                Verb::Acknowledge | Verb::AutoAcknowledge => Some(Self::Acknowledged),
                Verb::Object => Some(Self::Objected),
                _ => None,
            },
            Self::Objected => match verb {
                Verb::Redispatch => Some(Self::Dispatched),
                Verb::Overrule => Some(Self::Acknowledged),
                _ => None,
            },
            Self::Acknowledged => (verb == Verb::Start).then_some(Self::InProgress),
            Self::InProgress => match verb {
                Verb::AskExtension | Verb::Extend | Verb::AddUnit => Some(Self::InProgress),
                Verb::AskDeferral | Verb::Escalate => Some(Self::InProgress),
                Verb::Defer => Some(Self::Deferred),
                Verb::Reply => Some(Self::Replied),
                _ => None,
            },
            Self::Deferred => match verb {
                Verb::Resume => Some(Self::InProgress),
                Verb::Reply => Some(Self::Replied),
                _ => None,
            },
            Self::Replied => match verb {
                Verb::RejectReply => Some(Self::InProgress),
                Verb::ApproveReply => Some(Self::ToCallback),
                _ => None,
            },
            Self::ToCallback => (verb == Verb::CallBack).then_some(Self::CalledBack),
            Self::CalledBack => match verb {
                Verb::Rework => Some(Self::InProgress),
                Verb::Close => Some(Self::Closed),
                _ => None,
            },
            Self::Closed => match verb {
                Verb::Archive => Some(Self::Archived),
                Verb::Reopen => Some(Self::InProgress),
                _ => None,
            },
            Self::Archived => None,
        }
    }

    /// Procedures that run beside the work and move no order: where a unit has
    /// or had it, it may be urged, supervised, and left out of the assessment.
    fn is_beside(self, verb: Verb) -> bool {
        let with_unit = matches!(
            self,
            Self::Dispatched | Self::Objected | Self::Acknowledged | Self::InProgress
        ) || matches!(self, Self::Deferred | Self::Replied);
        let judged = matches!(self, Self::ToCallback | Self::CalledBack);
        match verb {
            Verb::Urge => with_unit,
            Verb::Supervise => with_unit || judged,
            Verb::AnswerSupervision
            | Verb::EndSupervision
            | Verb::AskExclusion
            | Verb::Exclude
            | Verb::Decline => with_unit || judged || self == Self::Closed,
            Verb::Coordinate => matches!(self, Self::InProgress | Self::Deferred | Self::Replied),
            Verb::ReportProgress => self == Self::Deferred,
            _ => false,
        }
    }

    /// Nobody has to do anything any more.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Closed | Self::Archived)
    }

    /// Which desk it lies on.
    pub fn queue(self) -> Queue {
        match self {
            Self::Received | Self::NeedInfo => Queue::Intake,
            Self::ToDispatch | Self::Objected => Queue::Dispatch,
            Self::Dispatched | Self::Acknowledged | Self::InProgress | Self::Deferred => {
                Queue::Unit
            }
            Self::Replied => Queue::Review,
            Self::ToCallback | Self::CalledBack => Queue::Callback,
            Self::Answered
            | Self::NotAccepted
            | Self::Transferred
            | Self::RepeatLinked
            | Self::Withdrawn
            | Self::Closed
            | Self::Archived => Queue::Done,
        }
    }
}

words! {
    /// The desks an order passes.
    pub enum Queue: "a queue" {
        /// Operators: register, ask, answer, accept.
        Intake = "intake",
        /// Dispatchers: send, rule on objections.
        Dispatch = "dispatch",
        /// The handling unit.
        Unit = "unit",
        /// The unit's reviewer.
        Review = "review",
        /// Callback officers.
        Callback = "callback",
        /// Nothing to do.
        Done = "done",
    }
}

impl Queue {
    /// The states that lie on this desk.
    pub fn states(self) -> impl Iterator<Item = OrderState> {
        OrderState::ALL.iter().copied().filter(move |state| state.queue() == self)
    }
}

/// A work order as it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// The number people use.
    pub order_no: OrderNo,
    /// What it came from.
    pub request_id: RequestId,
    /// Where it stands.
    pub state: OrderState,
    /// Counts changes; guards each one.
    pub version: i64,
    /// What kind.
    pub order_type: OrderType,
    /// How fast.
    pub urgency: Urgency,
    /// Category code in the city's scheme.
    pub category_code: Option<String>,
    /// Title, for lists.
    pub title: String,
    /// Channel code.
    pub channel: String,
    /// Smallest known region.
    pub region_code: Option<String>,
    /// Grid.
    pub grid_code: Option<String>,
    /// The unit that must act.
    pub unit_id: Option<UnitId>,
    /// The unit that got it first (首接负责).
    pub first_unit_id: Option<UnitId>,
    /// The catalogue line that justified the dispatch.
    pub catalogue_id: Option<String>,
    /// Why it was sent against the duty lists.
    pub duty_override: Option<String>,
    /// How often it was handed on.
    pub hop_count: i64,
    /// The order it was joined to.
    pub repeat_of: Option<OrderId>,
    /// The person asks for confidentiality.
    pub confidential: bool,
    /// When the request reached us.
    pub received_at: Instant,
    /// When it was first sent to a unit.
    pub dispatched_at: Option<Instant>,
    /// When a reply last went out.
    pub replied_at: Option<Instant>,
    /// When it was last closed.
    pub closed_at: Option<Instant>,
    /// The nearest end of a running clock; [`NO_DUE`] when none runs.
    pub next_due_at: Instant,
    /// The end of the handling limit.
    pub handle_due_at: Option<Instant>,
    /// How often it was reopened.
    pub reopened_count: i64,
    /// How often it was done again.
    pub rework_count: i64,
}

/// What `next_due_at` holds when no clock runs: sorts behind everything.
pub const NO_DUE_MICROS: i64 = 253_402_000_000_000_000;

impl Order {
    /// Whether others may be joined to it: it is not done yet, it waits for no
    /// other itself, and its existence may be known.
    pub fn may_lead(&self) -> bool {
        self.repeat_of.is_none() && !self.confidential && !self.state.is_done()
    }

    /// [`NO_DUE_MICROS`] as an instant.
    pub fn no_due() -> Instant {
        Instant::from_micros(NO_DUE_MICROS)
    }
}

#[cfg(test)]
mod tests;
