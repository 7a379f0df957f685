//! Deciding: an order, its clocks and a command give a change, or a reason
//! why not. Pure; `app` loads before and writes after.

use kernel::clock::PauseReason;
use kernel::counting::Limit;
use kernel::policy::ClockKind;
use kernel::time::{DAY_US, Instant};
use people::UnitId;
use serde_json::{Value, json};

pub use self::command::{Command, Dispatch, NewRepeat};
pub(crate) use self::placing::with_lead;

use super::OrderId;
use super::callback::{CallbackFault, Contacted, NewCallback};
use super::joint::JointFault;
use super::objection::ObjectionFault;
use super::order::{InvalidTransition, Order, OrderState, Verb};
use super::place_correction::PlaceFault;
use super::procedure::{self, ProcedureFault, Step};
use super::repeats::{RepeatFault, RepeatKind};
use super::reply::ReplyFault;
use super::three_way_call::{NewThreeWayCall, ThreeWayCallFault};

/// Who a note is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The person who asked (and staff).
    Requester,
    /// Staff only.
    Staff,
}

/// What happens to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockOp {
    /// Starts by the policy's limit; a clock that was there is reopened.
    Start(ClockKind),
    /// Ends, if it is there and not ended.
    Stop(ClockKind),
    /// Stands still, if the policy lets it.
    Pause(ClockKind, PauseReason),
    /// Runs again, if it stands still.
    Resume(ClockKind),
    /// Gets more time.
    Extend(ClockKind, Limit),
    /// Another unit answers for it; the count goes on.
    Reassign(ClockKind, UnitId),
}

/// What a command does. `app` writes it in one transaction.
#[derive(Debug, Clone)]
pub struct Change {
    /// The order afterwards (its version not yet counted up).
    pub order: Order,
    /// Name of the event.
    pub event: &'static str,
    /// References and digests for the ledger.
    pub body: Value,
    /// Clocks.
    pub clocks: Vec<ClockOp>,
    /// Words kept with it.
    pub note: Option<(Audience, String)>,
    /// Tell the requester, with this message.
    pub notify: Option<&'static str>,
}

/// Why a command cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The state does not allow it.
    #[error(transparent)]
    Transition(#[from] InvalidTransition),
    /// A text that must be given is missing.
    #[error("a reason or text is missing")]
    TextMissing,
    /// The duty lists speak against the dispatch and no reason is given.
    #[error("the duty lists speak against this dispatch: give the reason")]
    OverrideMissing,
    /// An order cannot be joined to itself.
    #[error("an order cannot be joined to itself")]
    LinkToSelf,
    /// The order it should join is done, waits for another, or is confidential.
    #[error("this order cannot take others in")]
    CannotLead,
    /// Others are joined to it: a chain would hide who waits for what.
    #[error("an order that others are joined to cannot be joined itself")]
    Leads,
    /// A confidential report is never joined to anything.
    #[error("a confidential order is never joined to another")]
    Confidential,
    /// The time for reopening is over.
    #[error("the time for reopening is over")]
    TooLate,
    /// Something is wrong with the reply.
    #[error(transparent)]
    Reply(#[from] ReplyFault),
    /// Something is wrong with the callback record.
    #[error(transparent)]
    Callback(#[from] CallbackFault),
    /// The first contact was made already.
    #[error("the first contact was recorded already")]
    ContactedAlready,
    /// A procedure does not go on.
    #[error(transparent)]
    Procedure(#[from] ProcedureFault),
    /// Something is wrong with parts or a handover.
    #[error(transparent)]
    Joint(#[from] JointFault),
    /// Something is wrong with an objection or its ruling.
    #[error(transparent)]
    Objection(#[from] ObjectionFault),
    /// It does not repeat the other order in this way.
    #[error(transparent)]
    Repeat(#[from] RepeatFault),
    /// The unit a report is about never gets it.
    #[error("the report is about this unit")]
    ReportedUnit,
    /// Nobody works on a report about themselves or about who is over them.
    #[error("the report is about one's own unit or one above it")]
    OwnReported,
    /// Only a report is protected like this.
    #[error("only a report names a reported unit")]
    NotAReport,
    /// What comes back goes to another unit, or to others in the same one.
    #[error("give the reason for sending it to the same unit again")]
    SameUnitAgain,
    /// Nobody asked to end the handling.
    #[error("nobody asked to end the handling")]
    NotAsked,
    /// It was asked already.
    #[error("ending the handling was asked already")]
    AskedAlready,
    /// The six cases need more than a text: the earlier order must be named.
    #[error("name the earlier order")]
    EarlierMissing,
    /// Something is wrong with a place.
    #[error(transparent)]
    Place(#[from] PlaceFault),
    /// Who spoke for the unit is missing or too long.
    #[error(transparent)]
    ThreeWayCall(#[from] ThreeWayCallFault),
}

/// How long after closing an order may be reopened by the requester.
pub const REOPEN_DAYS: i64 = 30;

/// Longest free text of a step, in characters.
pub const TEXT_MAX: usize = 2_000;

/// Decides what a command does to an order.
///
/// # Errors
/// [`Refusal`]; nothing happens then.
pub fn decide(order: &Order, command: &Command, at: Instant) -> Result<Change, Refusal> {
    guard_nature(order, command)?;
    match command {
        Command::Repeat(_)
        | Command::FollowUp { .. }
        | Command::ShareReply { .. }
        | Command::SayNew { .. }
        | Command::NameReported { .. } => repeating::decide(order, command, at),
        Command::AddUnits { .. }
        | Command::Waive { .. }
        | Command::ReturnPart { .. }
        | Command::OfferHandover { .. }
        | Command::TakeHandover
        | Command::RefuseHandover { .. }
        | Command::WithdrawHandover
        | Command::Designate { .. }
        | Command::AskTermination { .. }
        | Command::Terminate { .. }
        | Command::KeepOn { .. } => sharing::decide(order, command, at),
        Command::CorrectPlace(_) | Command::ProposePlace(_) | Command::KeepPlace { .. } => {
            placing::decide(order, command)
        }
        Command::ThreeWayCall(new) => three_way_call(order, new),
        Command::Accept
        | Command::AskInfo { .. }
        | Command::Supply { .. }
        | Command::Answer { .. }
        | Command::Refuse { .. }
        | Command::Transfer { .. }
        | Command::Link { .. }
        | Command::Unlink
        | Command::Withdraw => at_intake(order, command, at),
        Command::Dispatch(_)
        | Command::Acknowledge
        | Command::AutoAcknowledge
        | Command::Object { .. }
        | Command::Redispatch { .. }
        | Command::Overrule { .. } => on_the_way(order, command, at),
        Command::FirstContact { .. }
        | Command::Start
        | Command::Resume
        | Command::Reply(_)
        | Command::ApproveReply
        | Command::RejectReply { .. } => in_hand(order, command, at),
        Command::CallBack { .. }
        | Command::Rework { .. }
        | Command::Close
        | Command::Reopen { .. }
        | Command::Archive => at_the_end(order, command, at),
        Command::Procedure(procedure) => procedure::decide(order, procedure, at),
    }
}

impl From<Step> for Command {
    fn from(step: Step) -> Self {
        Self::Procedure(Box::new(step.into()))
    }
}

/// Registering, asking back, answering at once.
fn at_intake(order: &Order, command: &Command, at: Instant) -> Result<Change, Refusal> {
    match command {
        Command::AskInfo { question } => Ok(step(order, Verb::AskInfo, "order.info_asked")?
            .said(Audience::Requester, question)?
            .clock(ClockOp::Pause(ClockKind::Intake, PauseReason::NeedInfo))
            .tell("notice-info-asked")),
        Command::Supply { text } => Ok(step(order, Verb::Supply, "order.info_supplied")?
            .said(Audience::Requester, text)?
            .clock(ClockOp::Resume(ClockKind::Intake))),
        Command::Answer { text } => {
            let mut change = ended(order, Verb::Answer, "order.answered")?
                .said(Audience::Requester, text)?
                .tell("notice-answered");
            change.order.replied_at = Some(at);
            Ok(change)
        }
        Command::Refuse { reason, text } => Ok(ended(order, Verb::Refuse, "order.not_accepted")?
            .said(Audience::Requester, text)?
            .with(json!({ "reason": reason }))
            .tell("notice-not-accepted")),
        Command::Transfer { line, receipt } => {
            Ok(ended(order, Verb::Transfer, "order.transferred")?
                .said(Audience::Staff, receipt)?
                .with(json!({ "line": line }))
                .tell("notice-transferred"))
        }
        Command::Link { lead } => link(order, *lead),
        Command::Unlink => {
            let mut change = step(order, Verb::Unlink, "order.unlinked")?
                .clock(ClockOp::Start(ClockKind::Intake));
            change.order.repeat_of = None;
            change.order.repeat_kind = None;
            Ok(change)
        }
        Command::Withdraw => ended(order, Verb::Withdraw, "order.withdrawn"),
        _ => step(order, Verb::Accept, "order.accepted"),
    }
}

/// From the desk to the unit that takes it.
fn on_the_way(order: &Order, command: &Command, at: Instant) -> Result<Change, Refusal> {
    let signed = ClockOp::Stop(ClockKind::SignIn);
    match command {
        Command::Dispatch(dispatch) => self::dispatch(order, dispatch, at),
        Command::Object { ground, legal_basis, text, proposed } => {
            if legal_basis.trim().is_empty() {
                return Err(ObjectionFault::BasisMissing.into());
            }
            Ok(step(order, Verb::Object, "order.objected")?
                .said(Audience::Staff, text)?
                .clock(ClockOp::Start(ClockKind::ObjectionRuling))
                .with(json!({ "ground": ground, "proposed": proposed })))
        }
        Command::Redispatch { unit, text } => redispatch(order, *unit, text),
        Command::Overrule { text } => Ok(step(order, Verb::Overrule, "order.objection_overruled")?
            .said(Audience::Staff, text)?
            .clock(ClockOp::Stop(ClockKind::ObjectionRuling))
            .clock(signed)),
        Command::AutoAcknowledge => {
            Ok(step(order, Verb::AutoAcknowledge, "order.auto_acknowledged")?.clock(signed))
        }
        _ => Ok(step(order, Verb::Acknowledge, "order.acknowledged")?.clock(signed)),
    }
}

/// With the unit: contact, more time, reply, review.
fn in_hand(order: &Order, command: &Command, at: Instant) -> Result<Change, Refusal> {
    match command {
        Command::FirstContact { text } => first_contact(order, text),
        Command::Resume => {
            Ok(step(order, Verb::Resume, "order.resumed")?
                .clock(ClockOp::Resume(active_limit(order))))
        }
        Command::Reply(reply) => {
            reply.check()?;
            let mut change = step(order, Verb::Reply, "order.replied")?
                .clock(ClockOp::Resume(active_limit(order)))
                .with(json!({ "solved": reply.solved }));
            // Who answers has not handed it over.
            change.order.offered_unit_id = None;
            Ok(change)
        }
        Command::ApproveReply if !order.is_whole() => sharing::hand_in(order, at),
        Command::ApproveReply => {
            let mut change = step(order, Verb::ApproveReply, "order.reply_approved")?
                .clock(ClockOp::Stop(ClockKind::FirstContact))
                .clock(ClockOp::Stop(ClockKind::Handle))
                .clock(ClockOp::Stop(ClockKind::Rework))
                .clock(ClockOp::Start(ClockKind::Callback))
                .tell("notice-replied");
            change.order.replied_at = Some(at);
            Ok(change)
        }
        Command::RejectReply { text } => {
            Ok(step(order, Verb::RejectReply, "order.reply_rejected")?
                .said(Audience::Staff, text)?)
        }
        _ => step(order, Verb::Start, "order.started"),
    }
}

/// Callback, closing, and what may come after.
fn at_the_end(order: &Order, command: &Command, at: Instant) -> Result<Change, Refusal> {
    match command {
        Command::CallBack { callback, is_last } => call_back(order, callback, *is_last),
        Command::Rework { reason } => {
            let mut change = step(order, Verb::Rework, "order.rework")?
                .said(Audience::Staff, reason)?
                .clock(ClockOp::Start(ClockKind::Rework))
                .tell("notice-rework");
            change.order.rework_count += 1;
            Ok(change)
        }
        Command::Reopen { text } => reopen(order, text, at),
        Command::Archive => step(order, Verb::Archive, "order.archived"),
        _ => {
            let mut change = ended(order, Verb::Close, "order.closed")?
                .clock(ClockOp::Stop(ClockKind::Callback));
            change.order.closed_at = Some(at);
            Ok(change)
        }
    }
}

/// The limit the unit works against now: the handling limit at first, the
/// rework limit after that. An order the desk had settled and that was opened
/// again before any unit had it is new to its unit.
pub(super) fn active_limit(order: &Order) -> ClockKind {
    let settled_before = order.closed_at.zip(order.dispatched_at);
    let new_to_unit = settled_before.is_some_and(|(closed, dispatched)| closed < dispatched);
    let rounds = order.rework_count + order.reopened_count - i64::from(new_to_unit);
    if rounds > 0 { ClockKind::Rework } else { ClockKind::Handle }
}

/// What only the whole matter, or only a part of one, can do.
fn guard_nature(order: &Order, command: &Command) -> Result<(), Refusal> {
    let of_a_part = matches!(command, Command::Waive { .. } | Command::ReturnPart { .. });
    if of_a_part && order.is_whole() {
        return Err(JointFault::NotAPart.into());
    }
    let of_the_lead = matches!(
        command,
        Command::Reopen { .. }
            | Command::Repeat(_)
            | Command::AddUnits { .. }
            | Command::OfferHandover { .. }
            | Command::AskTermination { .. }
            | Command::CorrectPlace(_)
            | Command::ProposePlace(_)
            | Command::KeepPlace { .. }
            | Command::ThreeWayCall(_)
    );
    if of_the_lead && !order.is_whole() {
        return Err(JointFault::OnlyTheLead.into());
    }
    Ok(())
}

pub(super) fn step(order: &Order, verb: Verb, event: &'static str) -> Result<Change, Refusal> {
    let state = order.state.after(verb)?;
    let mut change = unmoved(order, event);
    change.order.state = state;
    Ok(change)
}

/// Something happened that leaves the order in its state.
fn unmoved(order: &Order, event: &'static str) -> Change {
    Change {
        order: order.clone(),
        event,
        body: json!({}),
        clocks: Vec::new(),
        note: None,
        notify: None,
    }
}

/// A step that ends the desk's own work.
fn ended(order: &Order, verb: Verb, event: &'static str) -> Result<Change, Refusal> {
    Ok(step(order, verb, event)?.clock(ClockOp::Stop(ClockKind::Intake)))
}

fn link(order: &Order, lead: OrderId) -> Result<Change, Refusal> {
    let repeat = NewRepeat {
        lead,
        kind: RepeatKind::JointMatter,
        text: String::new(),
        separate_claims: None,
    };
    repeating::repeat(order, &repeat, order.received_at)
}

fn dispatch(order: &Order, dispatch: &Dispatch, at: Instant) -> Result<Change, Refusal> {
    let reason = dispatch.duty_override.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if dispatch.override_needed && reason.is_none() {
        return Err(Refusal::OverrideMissing);
    }
    let units = || std::iter::once(&dispatch.unit).chain(&dispatch.co_units);
    if units().any(|unit| order.reported_unit_id == Some(*unit)) {
        return Err(Refusal::ReportedUnit);
    }
    let mut change = ended(order, Verb::Dispatch, "order.dispatched")?
        .clock(ClockOp::Start(ClockKind::SignIn))
        .clock(ClockOp::Start(ClockKind::FirstContact))
        .clock(ClockOp::Start(ClockKind::Handle))
        .with(json!({
            "unit": dispatch.unit,
            "category": dispatch.category_code,
            "urgency": dispatch.urgency,
            "catalogue": dispatch.catalogue_id,
            "against_duty_list": dispatch.override_needed,
            "co_units": dispatch.co_units,
        }))
        .tell("notice-dispatched");
    if !dispatch.text.trim().is_empty() {
        change = change.said(Audience::Staff, &dispatch.text)?;
    }
    let after = &mut change.order;
    after.unit_id = Some(dispatch.unit);
    after.first_unit_id = after.first_unit_id.or(Some(dispatch.unit));
    after.category_code = Some(dispatch.category_code.clone());
    after.urgency = dispatch.urgency;
    after.catalogue_id.clone_from(&dispatch.catalogue_id);
    after.duty_override = reason.filter(|_| dispatch.override_needed).map(str::to_owned);
    after.dispatched_at = Some(at);
    after.hop_count = 1;
    Ok(change)
}

fn redispatch(order: &Order, unit: UnitId, text: &str) -> Result<Change, Refusal> {
    if order.reported_unit_id == Some(unit) {
        return Err(Refusal::ReportedUnit);
    }
    let mut change = step(order, Verb::Redispatch, "order.redispatched")?
        .said(Audience::Staff, text)?
        .clock(ClockOp::Stop(ClockKind::ObjectionRuling))
        .clock(ClockOp::Stop(ClockKind::SignIn))
        .clock(ClockOp::Start(ClockKind::SignIn))
        .clock(ClockOp::Reassign(ClockKind::FirstContact, unit))
        .clock(ClockOp::Reassign(ClockKind::Handle, unit))
        .with(json!({ "unit": unit }));
    change.order.unit_id = Some(unit);
    change.order.hop_count += 1;
    Ok(change)
}

/// A first contact on a signed order also begins the work; during the work it
/// changes no state.
fn first_contact(order: &Order, text: &str) -> Result<Change, Refusal> {
    let mut change = if order.state == OrderState::InProgress {
        unmoved(order, "order.first_contact")
    } else {
        step(order, Verb::Start, "order.first_contact")?
    };
    change = change.said(Audience::Staff, text)?;
    Ok(change.clock(ClockOp::Stop(ClockKind::FirstContact)))
}

/// Three talked at once. No clock moves: whether the unit's first contact was
/// made in it, the unit says itself.
fn three_way_call(order: &Order, new: &NewThreeWayCall) -> Result<Change, Refusal> {
    new.check()?;
    if order.reported_unit_id == Some(new.unit) {
        return Err(Refusal::ReportedUnit);
    }
    Ok(step(order, Verb::ThreeWayCall, "order.three_way_call")?
        .said(Audience::Requester, &new.text)?
        .with(json!({ "unit": new.unit, "outcome": new.outcome })))
}

fn call_back(order: &Order, callback: &NewCallback, is_last: bool) -> Result<Change, Refusal> {
    callback.check()?;
    let body = json!({
        "contacted": callback.contacted,
        "solved": callback.solved,
        "satisfied": callback.satisfied,
    });
    // Fits or not is asked in both cases; an attempt that does not end the
    // waiting leaves the order where it is.
    let mut change = step(order, Verb::CallBack, "order.called_back")?.with(body);
    if callback.contacted == Contacted::NoAnswer && !is_last {
        change.order.state = order.state;
        change.event = "order.callback_tried";
        return Ok(change);
    }
    Ok(change.clock(ClockOp::Stop(ClockKind::Callback)))
}

fn reopen(order: &Order, text: &str, at: Instant) -> Result<Change, Refusal> {
    let mut change =
        step(order, Verb::Reopen, "order.reopened")?.said(Audience::Requester, text)?;
    if order.unit_id.is_some() {
        change = change.clock(ClockOp::Start(ClockKind::Rework));
    } else {
        // The desk itself had settled it, so no unit has it in hand: one must
        // be found now.
        change.order.state = OrderState::ToDispatch;
        change.order.repeat_of = None;
        change.order.repeat_kind = None;
        change = change.clock(ClockOp::Start(ClockKind::Intake));
    }
    let closed = order.closed_at.unwrap_or(at);
    if at.since(closed) > REOPEN_DAYS * DAY_US {
        return Err(Refusal::TooLate);
    }
    change.order.reopened_count += 1;
    Ok(change)
}

impl Change {
    pub(super) fn said(mut self, audience: Audience, text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > TEXT_MAX {
            return Err(Refusal::TextMissing);
        }
        self.note = Some((audience, text.to_owned()));
        Ok(self)
    }

    pub(super) fn clock(mut self, op: ClockOp) -> Self {
        self.clocks.push(op);
        self
    }

    pub(super) fn with(mut self, body: Value) -> Self {
        self.body = body;
        self
    }

    pub(super) fn tell(mut self, message: &'static str) -> Self {
        self.notify = Some(message);
        self
    }
}

mod command;
mod placing;
mod repeating;
mod sharing;
#[cfg(test)]
mod tests;
