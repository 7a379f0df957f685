//! A judgement given on the tracking page may be changed by who gave it, for a
//! week. The order stays where it is; the rates take the newer word.

use std::sync::Arc;

use db::{Tx, ledger};
use kernel::event::{Actor, NewEvent};
use kernel::id::Ids;
use kernel::time::Instant;
use serde_json::json;

use super::{Desk, OrderError};
use crate::domain::callback::{self as rule, Contacted, Judgement, NewCallback};
use crate::domain::change::Refusal;
use crate::domain::order::Order;
use crate::domain::{CallbackId, OrderId};
use crate::store::callback::{self, CallbackRow};
use crate::store::order;

/// A newer judgement of the requester.
#[derive(Debug, Clone)]
pub struct NewEvaluation {
    /// The order.
    pub order: OrderId,
    /// The version that was on the page.
    pub seen: i64,
    /// What they say now.
    pub callback: NewCallback,
}

struct Job {
    wish: NewEvaluation,
    ids: Arc<dyn Ids>,
    at: Instant,
}

/// Until when the requester may change what they said; `None` when they may
/// not.
pub fn changeable_until(order: &Order, rows: &[CallbackRow]) -> Option<Instant> {
    let judgements = rows.iter().filter(|row| row.contacted == Contacted::Yes);
    let judgements: Vec<Judgement> = judgements
        .map(|row| Judgement { at: row.at, by_requester: row.by_requester, is_valid: row.is_valid })
        .collect();
    rule::changeable_until(order.state, order.replied_at, &judgements)
}

impl Desk {
    /// Puts a newer judgement in the place of the one before.
    ///
    /// # Errors
    /// [`OrderError::Stale`], [`Refusal::TooLate`] or what is wrong with the
    /// judgement; nothing happened then.
    pub async fn change_evaluation(&self, wish: NewEvaluation) -> Result<Order, OrderError> {
        let job = Job { wish, ids: self.app.ids.clone(), at: self.app.now() };
        self.app.db.write(job, |tx, job| Box::pin(change(tx, job))).await
    }
}

async fn change(tx: &mut Tx<'_>, job: &Job) -> Result<Order, OrderError> {
    let (wish, at) = (&job.wish, job.at);
    let mut order = order::get(tx, wish.order).await?.ok_or(OrderError::NotFound)?;
    if order.version != wish.seen {
        return Err(OrderError::Stale);
    }
    wish.callback.check().map_err(Refusal::from)?;
    let rows = callback::of_order(tx, order.id).await?;
    if changeable_until(&order, &rows).is_none_or(|end| at > end) {
        return Err(Refusal::TooLate.into());
    }
    let new = &wish.callback;
    let row = CallbackRow {
        id: CallbackId(job.ids.mint(at)),
        order_id: order.id,
        at,
        by_requester: true,
        officer_id: None,
        channel: new.channel,
        contacted: new.contacted,
        unit_contacted: new.unit_contacted,
        solved: new.solved,
        satisfied: new.satisfied,
        comment: new.comment.trim().to_owned(),
        is_valid: true,
    };
    callback::insert(tx, &row).await?;
    order::save(tx, &order).await?;
    let event = NewEvent {
        stream: ledger::stream_name("order", order.id.0),
        kind: "order.evaluation_changed",
        actor: Actor::Requester,
        at,
        from: Some(order.state.as_str()),
        to: Some(order.state.as_str()),
        body: json!({ "solved": new.solved, "satisfied": new.satisfied }),
    };
    ledger::append(tx, &event).await?;
    order.version += 1;
    Ok(order)
}
