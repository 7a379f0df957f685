//! More than one unit: parts, handing over, designation; and ending the
//! handling with the hotline body's approval.

use kernel::policy::ClockKind;
use kernel::time::Instant;
use people::UnitId;
use serde_json::json;

use super::{Audience, Change, ClockOp, Command, Refusal, active_limit, step};
use crate::domain::joint::JointFault;
use crate::domain::order::{Order, OrderState, Verb};
use crate::domain::words::NotAcceptedReason;

pub(super) fn decide(order: &Order, command: &Command, at: Instant) -> Result<Change, Refusal> {
    match command {
        Command::AddUnits { units, text } => {
            kept_from(order, units)?;
            Ok(step(order, Verb::AddUnit, "order.units_added")?
                .said(Audience::Staff, text)?
                .with(json!({ "units": units })))
        }
        Command::Waive { reason } => {
            let mut change = rested(step(order, Verb::Waive, "order.part_waived")?)
                .said(Audience::Staff, reason)?;
            change.order.closed_at = Some(at);
            change.order.offered_unit_id = None;
            Ok(change)
        }
        Command::ReturnPart { text } => {
            let mut change = step(order, Verb::ReturnPart, "order.part_returned")?
                .said(Audience::Staff, text)?
                .clock(ClockOp::Start(ClockKind::Rework));
            change.order.rework_count += 1;
            Ok(change)
        }
        Command::OfferHandover { unit, reason } => offer(order, *unit, reason),
        Command::TakeHandover => take(order),
        Command::RefuseHandover { reason } => {
            let change = step(order, Verb::RefuseHandover, "order.handover_refused")?
                .said(Audience::Staff, reason)?;
            no_longer_offered(order, change)
        }
        Command::WithdrawHandover => {
            let change = step(order, Verb::WithdrawHandover, "order.handover_withdrawn")?;
            no_longer_offered(order, change)
        }
        Command::Designate { unit, text } => designate(order, *unit, text),
        Command::AskTermination { reason, text } => {
            Ok(step(order, Verb::AskTermination, "order.termination_asked")?
                .said(Audience::Staff, text)?
                .with(json!({ "reason": reason })))
        }
        Command::Terminate { reason, text } => terminate(order, *reason, text),
        Command::KeepOn { text } => {
            Ok(step(order, Verb::KeepOn, "order.termination_refused")?
                .said(Audience::Staff, text)?)
        }
        _ => Err(JointFault::NotAPart.into()),
    }
}

/// A part's answer, let go by its own reviewer, is handed in to the lead: the
/// part is done, and nobody is called back about it.
pub(super) fn hand_in(order: &Order, at: Instant) -> Result<Change, Refusal> {
    let mut change = rested(step(order, Verb::ApproveReply, "order.part_handed_in")?);
    change.order.state = OrderState::Closed;
    change.order.replied_at = Some(at);
    change.order.closed_at = Some(at);
    Ok(change)
}

/// Every limit of a unit ends.
fn rested(mut change: Change) -> Change {
    let kinds = [
        ClockKind::SignIn,
        ClockKind::FirstContact,
        ClockKind::Handle,
        ClockKind::Rework,
        ClockKind::ObjectionRuling,
    ];
    change.clocks.extend(kinds.map(ClockOp::Stop));
    change
}

fn kept_from(order: &Order, units: &[UnitId]) -> Result<(), Refusal> {
    if units.iter().any(|unit| order.reported_unit_id == Some(*unit)) {
        return Err(Refusal::ReportedUnit);
    }
    Ok(())
}

fn offer(order: &Order, unit: UnitId, reason: &str) -> Result<Change, Refusal> {
    kept_from(order, &[unit])?;
    if order.offered_unit_id.is_some() {
        return Err(JointFault::OfferedAlready.into());
    }
    if order.unit_id == Some(unit) {
        return Err(JointFault::SameUnit.into());
    }
    let mut change = step(order, Verb::OfferHandover, "order.handover_offered")?
        .said(Audience::Staff, reason)?
        .with(json!({ "unit": unit }));
    change.order.offered_unit_id = Some(unit);
    Ok(change)
}

/// The receiver has signed by accepting; every limit runs on in its name.
fn take(order: &Order) -> Result<Change, Refusal> {
    let state = step(order, Verb::TakeHandover, "order.handover_taken")?;
    let unit = order.offered_unit_id.ok_or(JointFault::NotOffered)?;
    let mut change = state
        .clock(ClockOp::Reassign(ClockKind::FirstContact, unit))
        .clock(ClockOp::Reassign(active_limit(order), unit))
        .with(json!({ "unit": unit, "from": order.unit_id }))
        .tell("notice-handed-over");
    change.order.unit_id = Some(unit);
    change.order.offered_unit_id = None;
    change.order.hop_count += 1;
    Ok(change)
}

fn no_longer_offered(order: &Order, mut change: Change) -> Result<Change, Refusal> {
    let unit = order.offered_unit_id.ok_or(JointFault::NotOffered)?;
    change.body = json!({ "unit": unit });
    change.order.offered_unit_id = None;
    Ok(change)
}

fn designate(order: &Order, unit: UnitId, text: &str) -> Result<Change, Refusal> {
    kept_from(order, &[unit])?;
    let mut change = step(order, Verb::Designate, "order.designated")?
        .said(Audience::Staff, text)?
        .clock(ClockOp::Stop(ClockKind::ObjectionRuling))
        .clock(ClockOp::Stop(ClockKind::SignIn))
        .clock(ClockOp::Start(ClockKind::SignIn))
        .with(json!({ "unit": unit }));
    if order.unit_id != Some(unit) {
        change = change
            .clock(ClockOp::Reassign(ClockKind::FirstContact, unit))
            .clock(ClockOp::Reassign(ClockKind::Handle, unit));
        change.order.unit_id = Some(unit);
        change.order.hop_count += 1;
    }
    Ok(change)
}

fn terminate(order: &Order, reason: NotAcceptedReason, text: &str) -> Result<Change, Refusal> {
    let mut change = rested(step(order, Verb::Terminate, "order.terminated")?)
        .said(Audience::Requester, text)?
        .with(json!({ "reason": reason }))
        .tell("notice-terminated");
    change.order.offered_unit_id = None;
    Ok(change)
}
