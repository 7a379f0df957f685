//! What somebody wants to do to an order.

use people::UnitId;

use crate::domain::OrderId;
use crate::domain::callback::NewCallback;
use crate::domain::place_correction::NewPlace;
use crate::domain::procedure::Procedure;
use crate::domain::repeats::RepeatKind;
use crate::domain::reply::NewReply;
use crate::domain::three_way_call::NewThreeWayCall;
use crate::domain::words::{Line, NotAcceptedReason, ObjectionGround, Urgency};

/// What somebody wants to do to an order.
#[derive(Debug, Clone)]
pub enum Command {
    /// Take it up for dispatch.
    Accept,
    /// Ask the requester for something.
    AskInfo {
        /// What.
        question: String,
    },
    /// Give what was asked.
    Supply {
        /// The requester's words.
        text: String,
    },
    /// Answer at once.
    Answer {
        /// What the requester reads.
        text: String,
    },
    /// Do not accept, with the lawful treatment told.
    Refuse {
        /// Which case.
        reason: NotAcceptedReason,
        /// What the requester reads.
        text: String,
    },
    /// Hand to another line.
    Transfer {
        /// Which.
        line: Line,
        /// What the other side gave as receipt.
        receipt: String,
    },
    /// Join to an earlier order. A person confirmed it.
    Link {
        /// The order that is worked.
        lead: OrderId,
    },
    /// Take out of the order it was joined to.
    Unlink,
    /// The requester takes it back.
    Withdraw,
    /// Send to the unit that must act.
    Dispatch(Dispatch),
    /// Sign for it.
    Acknowledge,
    /// Nobody signed in time.
    AutoAcknowledge,
    /// It is not ours.
    Object {
        /// Why.
        ground: ObjectionGround,
        /// The rule it rests on.
        legal_basis: String,
        /// The facts.
        text: String,
        /// Whose it should be.
        proposed: Option<UnitId>,
    },
    /// The objection is right.
    Redispatch {
        /// The new unit.
        unit: UnitId,
        /// The ruling.
        text: String,
    },
    /// The objection is wrong.
    Overrule {
        /// The ruling.
        text: String,
    },
    /// The unit spoke with the requester for the first time.
    FirstContact {
        /// By phone, visit or message, and what was said.
        text: String,
    },
    /// Begin without contact (the requester wants none).
    Start,
    /// A procedure beside the work: an application, a decision on one, an
    /// urge, a supervision.
    Procedure(Box<Procedure>),
    /// Take off that list.
    Resume,
    /// Hand in a reply.
    Reply(NewReply),
    /// Let the reply go out.
    ApproveReply,
    /// Send the reply back.
    RejectReply {
        /// What to mend.
        text: String,
    },
    /// Record an attempt to hear the requester.
    CallBack {
        /// The attempt.
        callback: NewCallback,
        /// Enough was tried; an unanswered one ends the waiting.
        is_last: bool,
    },
    /// Do it again.
    Rework {
        /// Why.
        reason: String,
    },
    /// Close.
    Close,
    /// Open again: the requester says it is not solved.
    Reopen {
        /// What is still or newly wrong.
        text: String,
    },
    /// Put away.
    Archive,
    /// Say in which way it repeats an earlier order. A person confirmed it.
    Repeat(NewRepeat),
    /// Write onto it what the same person said again.
    FollowUp {
        /// The words.
        text: String,
        /// The order they came in as.
        from: Option<OrderId>,
    },
    /// Give a joined order the answer of the one that was worked.
    ShareReply {
        /// The unit that answered.
        unit: UnitId,
    },
    /// The requester says what is new after an answer at the desk.
    SayNew {
        /// What.
        text: String,
    },
    /// Protect a report: from the unit it is about, and from other eyes.
    NameReported {
        /// The unit it is about.
        unit: Option<UnitId>,
        /// The person asks for secrecy.
        confidential: bool,
    },
    /// More units act with the one that has it.
    AddUnits {
        /// Which.
        units: Vec<UnitId>,
        /// What each is asked for.
        text: String,
    },
    /// Do not wait for this part.
    Waive {
        /// Why.
        reason: String,
    },
    /// Give this part back to its unit.
    ReturnPart {
        /// What is missing.
        text: String,
    },
    /// Offer it to another unit.
    OfferHandover {
        /// Whom.
        unit: UnitId,
        /// Why.
        reason: String,
    },
    /// Accept what is offered.
    TakeHandover,
    /// Refuse what is offered.
    RefuseHandover {
        /// Why.
        reason: String,
    },
    /// Take the offer back.
    WithdrawHandover,
    /// Name the unit; it may not object again.
    Designate {
        /// Which.
        unit: UnitId,
        /// The ruling.
        text: String,
    },
    /// Ask to end the handling.
    AskTermination {
        /// Which of the lawful cases.
        reason: NotAcceptedReason,
        /// Facts and basis.
        text: String,
    },
    /// Let it end.
    Terminate {
        /// Which of the lawful cases.
        reason: NotAcceptedReason,
        /// What the requester reads.
        text: String,
    },
    /// Have it go on.
    KeepOn {
        /// Why.
        text: String,
    },
    /// Put right where it lies.
    CorrectPlace(NewPlace),
    /// Propose where it lies.
    ProposePlace(NewPlace),
    /// Requester, desk and a unit talked at once.
    ThreeWayCall(NewThreeWayCall),
    /// Leave the place as it is, whatever was proposed.
    KeepPlace {
        /// Why.
        reason: String,
    },
}

/// How an order repeats another, as a person confirmed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRepeat {
    /// The earlier order.
    pub lead: OrderId,
    /// In which way.
    pub kind: RepeatKind,
    /// What is new (R3), what the requester is told (R2), or a remark.
    pub text: String,
    /// Whether different legal persons each claim money due to themselves.
    pub separate_claims: Option<bool>,
}

/// Where an order is sent and why.
#[derive(Debug, Clone)]
pub struct Dispatch {
    /// The unit that must act.
    pub unit: UnitId,
    /// Category given by the dispatcher.
    pub category_code: String,
    /// Urgency given by the dispatcher.
    pub urgency: Urgency,
    /// The catalogue line it rests on.
    pub catalogue_id: Option<String>,
    /// Reason, when the duty lists speak against it.
    pub duty_override: Option<String>,
    /// The lists do speak against it.
    pub override_needed: bool,
    /// A word to the unit.
    pub text: String,
    /// Units that act with it, each with a part of its own.
    pub co_units: Vec<UnitId>,
}
