//! Repeats, and what protects a report.

use kernel::policy::ClockKind;
use kernel::time::Instant;
use serde_json::json;

use super::{Audience, Change, ClockOp, Command, NewRepeat, Refusal, ended, step, unmoved};
use crate::domain::order::{Order, Verb};
use crate::domain::repeats::{RepeatFault, RepeatKind};
use crate::domain::words::OrderType;

pub(super) fn decide(order: &Order, command: &Command, at: Instant) -> Result<Change, Refusal> {
    match command {
        Command::Repeat(new) => repeat(order, new, at),
        Command::FollowUp { text, from } => Ok(step(order, Verb::FollowUp, "order.followed_up")?
            .said(Audience::Staff, text)?
            .with(json!({ "from": from }))),
        Command::ShareReply { unit } => {
            let mut change = step(order, Verb::ShareReply, "order.reply_shared")?
                .clock(ClockOp::Start(ClockKind::Callback))
                .with(json!({ "unit": unit, "lead": order.repeat_of }))
                .tell("notice-joint-replied");
            // Whoever answered has it from now on, should it be done again.
            change.order.unit_id = Some(*unit);
            change.order.first_unit_id = order.first_unit_id.or(Some(*unit));
            change.order.dispatched_at = order.dispatched_at.or(Some(at));
            change.order.replied_at = Some(at);
            Ok(change)
        }
        Command::SayNew { text } => Ok(step(order, Verb::SayNew, "order.new_said")?
            .said(Audience::Requester, text)?
            .clock(ClockOp::Start(ClockKind::Intake))),
        Command::NameReported { unit, confidential } => protect(order, *unit, *confidential),
        _ => Ok(unmoved(order, "order.noted")),
    }
}

/// What being a repeat does to an order.
pub(super) fn repeat(order: &Order, new: &NewRepeat, at: Instant) -> Result<Change, Refusal> {
    if new.lead == order.id {
        return Err(Refusal::LinkToSelf);
    }
    if order.confidential {
        return Err(Refusal::Confidential);
    }
    let body = json!({ "lead": new.lead, "kind": new.kind });
    let mut change = match new.kind {
        RepeatKind::SamePersonOpen | RepeatKind::CrossChannel | RepeatKind::JointMatter => {
            let mut change = ended(order, Verb::Link, "order.linked")?.tell(match new.kind {
                RepeatKind::JointMatter => "notice-joint-linked",
                _ => "notice-linked",
            });
            // It may be joined while a unit has it: all its limits rest.
            let running =
                [ClockKind::SignIn, ClockKind::FirstContact, ClockKind::Handle, ClockKind::Rework];
            change.clocks.extend(running.map(ClockOp::Stop));
            if new.text.trim().is_empty() {
                change
            } else {
                change.said(Audience::Staff, &new.text)?
            }
        }
        RepeatKind::SamePersonClosed => {
            let mut change = ended(order, Verb::Answer, "order.informed")?
                .said(Audience::Requester, &new.text)?
                .tell("notice-informed");
            change.order.replied_at = Some(at);
            change
        }
        RepeatKind::Reopened => {
            if new.text.trim().is_empty() {
                return Err(RepeatFault::NothingNew.into());
            }
            step(order, Verb::Accept, "order.returned_with_news")?
                .said(Audience::Staff, &new.text)?
        }
        RepeatKind::Recurrent | RepeatKind::Beside => {
            let event = if new.kind == RepeatKind::Recurrent {
                "order.recurrent"
            } else {
                "order.noted_beside"
            };
            return Ok(step(order, Verb::Relate, event)?.with(body));
        }
    }
    .with(body);
    change.order.repeat_of = Some(new.lead);
    change.order.repeat_kind = Some(new.kind);
    Ok(change)
}

fn protect(
    order: &Order,
    unit: Option<people::UnitId>,
    confidential: bool,
) -> Result<Change, Refusal> {
    if order.order_type != OrderType::Report {
        return Err(Refusal::NotAReport);
    }
    // What is said against a unit leaks to nobody, asked for or not.
    let confidential = confidential || unit.is_some();
    // Neither the unit's name nor anything else of it stands in the ledger.
    let body = json!({ "names_unit": unit.is_some(), "confidential": confidential });
    let mut change = step(order, Verb::NameReported, "order.protected")?.with(body);
    change.order.reported_unit_id = unit;
    change.order.confidential = confidential;
    Ok(change)
}
