//! Where a matter stands, in a sentence for the ear: what an operator reads
//! to the caller, in plain words and without codes.

use db::{StoreError, Tx};
use ui::{Arg, Tr, key};

use crate::app::repeats;
use crate::domain::OrderId;
use crate::domain::order::{Order, OrderState};
use crate::domain::rules::Rules;
use crate::store::{note, order, reply};

/// Longest part of a reply that is read out, in characters.
const READ_MAX: usize = 120;

/// What the sentence is made of.
pub(in super::super) struct Facts {
    pub(in super::super) order: Order,
    /// The order that is worked, when this one was joined to it.
    pub(in super::super) lead: Option<Order>,
    /// What went out to the requester last.
    pub(in super::super) answer: Option<String>,
    /// Clocks set by statute run on it.
    pub(in super::super) is_statutory: bool,
}

impl Facts {
    /// The order that is worked.
    pub(in super::super) fn worked(&self) -> &Order {
        self.lead.as_ref().unwrap_or(&self.order)
    }

    /// The order another call about this matter is joined to; none when it is
    /// over.
    pub(in super::super) fn joins(&self) -> Option<OrderId> {
        let worked = self.worked();
        worked.may_lead().then_some(worked.id)
    }
}

/// Reads what the sentence needs.
pub(in super::super) async fn facts(tx: &mut Tx<'_>, own: Order) -> Result<Facts, StoreError> {
    let lead = match own.repeat_of {
        Some(lead) => order::get(tx, lead).await?,
        None => None,
    };
    let worked = lead.as_ref().map_or(own.id, |lead| lead.id);
    let replies = reply::of_order(tx, worked).await?;
    let approved = replies.into_iter().rev().find(|reply| reply.state == "approved");
    let answer = match approved {
        Some(reply) => Some(reply.text_public),
        None => {
            let notes = note::of_order(tx, worked).await?;
            let told = notes.into_iter().rev().find(|note| {
                note.audience == "requester"
                    && matches!(note.kind.as_str(), "order.answered" | "order.not_accepted")
            });
            told.map(|note| note.text)
        }
    };
    let is_statutory = repeats::is_statutory(tx, lead.as_ref().unwrap_or(&own)).await?;
    Ok(Facts { order: own, lead, answer, is_statutory })
}

/// The sentence.
pub(in super::super) fn sentence(t: Tr, rules: &Rules, facts: &Facts) -> String {
    let order = facts.lead.as_ref().unwrap_or(&facts.order);
    let unit = order.unit_id.and_then(|id| rules.units.get(&id));
    let due = order
        .handle_due_at
        .or_else(|| (order.next_due_at < Order::no_due()).then_some(order.next_due_at));
    let answer = facts.answer.as_deref().map(shortened).unwrap_or_default();
    let args: [(&str, Arg); 5] = [
        ("at", t.date(facts.order.received_at).into()),
        ("unit", unit.map_or("", |unit| unit.name.as_str()).into()),
        ("due", due.map(|due| t.date_time(due)).unwrap_or_default().into()),
        ("closed", order.closed_at.map(|at| t.date(at)).unwrap_or_default().into()),
        ("answer", answer.into()),
    ];
    let joined = facts.lead.is_some().then(|| t.s("say-joined").into_owned());
    let state = t.a(said_key(order.state, due.is_some(), facts.answer.is_some()), &args);
    [Some(t.a("say-when", &args)), joined, Some(state)].into_iter().flatten().collect()
}

fn said_key(state: OrderState, has_due: bool, has_answer: bool) -> &'static str {
    match state {
        OrderState::Received | OrderState::ToDispatch | OrderState::Objected => {
            key("say-waits-for-unit")
        }
        OrderState::NeedInfo => key("say-need-info"),
        OrderState::Dispatched | OrderState::Acknowledged | OrderState::InProgress => {
            if has_due {
                key("say-in-hand")
            } else {
                key("say-in-hand-open")
            }
        }
        OrderState::Deferred => key("say-deferred"),
        OrderState::Replied => key("say-checked"),
        OrderState::ToCallback | OrderState::CalledBack if has_answer => key("say-replied"),
        OrderState::ToCallback | OrderState::CalledBack => key("say-checked"),
        OrderState::Answered => key("say-answered"),
        OrderState::NotAccepted => key("say-not-accepted"),
        OrderState::Transferred => key("say-transferred"),
        OrderState::RepeatLinked => key("say-waits-for-unit"),
        OrderState::Withdrawn => key("say-withdrawn"),
        OrderState::Closed | OrderState::Archived if has_answer => key("say-closed"),
        OrderState::Closed | OrderState::Archived => key("say-closed-plain"),
    }
}

fn shortened(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= READ_MAX {
        return text.to_owned();
    }
    let cut: String = text.chars().take(READ_MAX).collect();
    format!("{cut}……")
}
