//! The work order's states and what may happen in each.
//!
//! One table says it all: [`OrderState::after`]. Everything that changes an
//! order goes through it, so a state that no verb leads to cannot be reached.

use kernel::time::Instant;
use people::UnitId;

use super::joint::Nature;
use super::order_no::OrderNo;
use super::repeats::RepeatKind;
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
        /// Something of the same person or matter is written onto it.
        FollowUp = "follow_up",
        /// Noted beside an earlier order without being joined to it.
        Relate = "relate",
        /// A joined order gets the answer of the one that was worked.
        ShareReply = "share_reply",
        /// The requester says what is new after an answer at the desk.
        SayNew = "say_new",
        /// The unit a report is about is named and kept away from it.
        NameReported = "name_reported",
        /// A co-unit's part is not waited for, with a reason.
        Waive = "waive",
        /// A co-unit's part goes back to it.
        ReturnPart = "return_part",
        /// The unit offers the order to another; it answers until that one accepts.
        OfferHandover = "offer_handover",
        /// The other unit accepts.
        TakeHandover = "take_handover",
        /// The other unit refuses.
        RefuseHandover = "refuse_handover",
        /// The offer is taken back.
        WithdrawHandover = "withdraw_handover",
        /// The hotline body names the unit; it may not object again.
        Designate = "designate",
        /// The unit asks in writing to end the handling.
        AskTermination = "ask_termination",
        /// The hotline body lets it end.
        Terminate = "terminate",
        /// The hotline body has it go on.
        KeepOn = "keep_on",
        /// Where it lies was written down wrongly and is put right.
        CorrectPlace = "correct_place",
        /// Whoever was there proposes another place.
        ProposePlace = "propose_place",
        /// The place stays as it is.
        KeepPlace = "keep_place",
        /// Requester, desk and a unit talk at once.
        ThreeWayCall = "three_way_call",
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
                Verb::FollowUp | Verb::Relate | Verb::NameReported => Some(self),
                _ => None,
            },
            Self::NeedInfo => match verb {
                Verb::Supply => Some(Self::Received),
                Verb::Withdraw => Some(Self::Withdrawn),
                Verb::FollowUp | Verb::NameReported => Some(self),
                _ => None,
            },
            Self::Answered => match verb {
                Verb::Close => Some(Self::Closed),
                Verb::SayNew => Some(Self::ToDispatch),
                _ => None,
            },
            Self::NotAccepted | Self::Transferred | Self::Withdrawn => {
                (verb == Verb::Close).then_some(Self::Closed)
            }
            Self::RepeatLinked => match verb {
                Verb::Unlink => Some(Self::Received),
                Verb::ShareReply => Some(Self::ToCallback),
                Verb::Close => Some(Self::Closed),
                _ => None,
            },
            Self::ToDispatch => match verb {
                Verb::Dispatch => Some(Self::Dispatched),
                Verb::Link => Some(Self::RepeatLinked),
                Verb::FollowUp | Verb::Relate | Verb::NameReported => Some(self),
                _ => None,
            },
            Self::Dispatched | Self::Objected | Self::Acknowledged => self.on_the_way(verb),
            Self::InProgress | Self::Deferred | Self::Replied => self.in_hand(verb),
            Self::ToCallback => match verb {
                Verb::CallBack => Some(Self::CalledBack),
                Verb::FollowUp => Some(self),
                _ => None,
            },
            Self::CalledBack => match verb {
                Verb::Rework => Some(Self::InProgress),
                Verb::Close => Some(Self::Closed),
                Verb::FollowUp => Some(self),
                _ => None,
            },
            Self::Closed => match verb {
                Verb::Archive => Some(Self::Archived),
                Verb::Reopen | Verb::ReturnPart => Some(Self::InProgress),
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
            // A place may turn out to be wrong at any time until it is closed.
            // A unit may be called in as long as somebody works on it.
            Verb::CorrectPlace | Verb::ProposePlace | Verb::KeepPlace | Verb::ThreeWayCall => {
                let at_desk = matches!(self, Self::Received | Self::NeedInfo | Self::ToDispatch);
                at_desk || with_unit || judged
            }
            _ => false,
        }
    }

    /// Sent to a unit, not begun yet.
    fn on_the_way(self, verb: Verb) -> Option<Self> {
        match (self, verb) {
            (_, Verb::FollowUp) => Some(self),
            (_, Verb::Waive) => Some(Self::Closed),
            (Self::Dispatched, Verb::Acknowledge | Verb::AutoAcknowledge) => {
                Some(Self::Acknowledged)
            }
            (Self::Dispatched, Verb::Object) => Some(Self::Objected),
            (Self::Objected, Verb::Redispatch | Verb::Designate) => Some(Self::Dispatched),
            (Self::Objected, Verb::Overrule) => Some(Self::Acknowledged),
            (Self::Acknowledged, Verb::Start) => Some(Self::InProgress),
            (Self::Dispatched | Self::Acknowledged, Verb::Link) => Some(Self::RepeatLinked),
            (Self::Dispatched | Self::Acknowledged, Verb::AddUnit | Verb::Relate) => Some(self),
            (
                Self::Acknowledged,
                Verb::OfferHandover
                | Verb::TakeHandover
                | Verb::RefuseHandover
                | Verb::WithdrawHandover,
            ) => Some(self),
            _ => None,
        }
    }

    /// With the unit that works on it.
    fn in_hand(self, verb: Verb) -> Option<Self> {
        match (self, verb) {
            (_, Verb::FollowUp) => Some(self),
            (_, Verb::Waive) => Some(Self::Closed),
            (Self::InProgress | Self::Deferred, Verb::Reply) => Some(Self::Replied),
            (Self::InProgress, Verb::Defer) => Some(Self::Deferred),
            (Self::Deferred, Verb::Resume) => Some(Self::InProgress),
            (Self::InProgress, Verb::TakeHandover) => Some(Self::Acknowledged),
            (Self::InProgress, Verb::Terminate) => Some(Self::NotAccepted),
            (Self::InProgress, Verb::Link) => Some(Self::RepeatLinked),
            (
                Self::InProgress,
                Verb::AskExtension
                | Verb::Extend
                | Verb::AskDeferral
                | Verb::AddUnit
                | Verb::Escalate
                | Verb::Relate
                | Verb::OfferHandover
                | Verb::RefuseHandover
                | Verb::WithdrawHandover
                | Verb::AskTermination
                | Verb::KeepOn,
            ) => Some(self),
            (Self::Replied, Verb::RejectReply) => Some(Self::InProgress),
            (Self::Replied, Verb::ApproveReply) => Some(Self::ToCallback),
            _ => None,
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
    /// The whole matter, or one unit's part of it.
    pub nature: Nature,
    /// The order it is a part of.
    pub parent_id: Option<OrderId>,
    /// The unit it is offered to; the unit that has it answers until then.
    pub offered_unit_id: Option<UnitId>,
    /// The unit a report is about: its staff never find the order.
    pub reported_unit_id: Option<UnitId>,
    /// The order it was joined to or comes back from.
    pub repeat_of: Option<OrderId>,
    /// In which way it repeats that one.
    pub repeat_kind: Option<RepeatKind>,
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
    /// From when that limit is yellow.
    pub next_yellow_at: Option<Instant>,
    /// From when it is red.
    pub next_red_at: Option<Instant>,
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
    /// Whether others may be joined to it: somebody still works on it, and its
    /// existence may be known.
    pub fn may_lead(&self) -> bool {
        self.is_whole() && !self.confidential && self.state.queue() != Queue::Done
    }

    /// Whether it has its answer, or was told why there is none.
    pub fn is_settled(&self) -> bool {
        self.state.queue() == Queue::Done && self.state != OrderState::RepeatLinked
    }

    /// The whole matter, not a unit's part of it.
    pub fn is_whole(&self) -> bool {
        self.nature == Nature::Lead
    }

    /// [`NO_DUE_MICROS`] as an instant.
    pub fn no_due() -> Instant {
        Instant::from_micros(NO_DUE_MICROS)
    }
}

#[cfg(test)]
mod tests;
