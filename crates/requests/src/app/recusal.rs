//! Keeping away from an order: a handler withdraws, the reporter demands it,
//! the hotline body decides.

use std::sync::Arc;

use db::Tx;
use kernel::event::Actor;
use kernel::id::Ids;
use kernel::time::Instant;
use people::{AccountId, Role, Staff};
use serde_json::json;

use super::apply::Scene;
use super::course::{Entry, note};
use super::{Desk, OrderError};
use crate::domain::change::{Refusal, TEXT_MAX};
use crate::domain::order::Order;
use crate::domain::recusal::{Recusal, RecusalCause, RecusalId, RecusalState, RecusalVerb, bars};
use crate::domain::rules::Rules;
use crate::domain::{OrderId, permission};
use crate::store::{order, recusal};

/// Roles that write a reporter's demand down.
const DEMAND: [Role; 3] = [Role::Operator, Role::Dispatcher, Role::CallbackOfficer];

/// What is asked.
#[derive(Debug, Clone)]
pub enum RecusalStep {
    /// I keep away.
    Withdraw,
    /// The reporter wants somebody to keep away.
    Demand(AccountId),
    /// The hotline body decides.
    Decide(RecusalId, RecusalVerb),
}

/// Whether somebody may take such a step on an order that is not done.
pub fn may(staff: &Staff, step: &RecusalStep, order: &Order) -> bool {
    acting_role(staff, step, order).is_some() && !order.state.is_done()
}

fn acting_role(staff: &Staff, step: &RecusalStep, order: &Order) -> Option<Role> {
    if !permission::can_see(staff, order) {
        return None;
    }
    match step {
        RecusalStep::Withdraw => {
            // Who only reads figures has nothing to keep away from.
            staff.roles.iter().copied().find(|role| *role != Role::Leader)
        }
        RecusalStep::Demand(_) => DEMAND.into_iter().find(|role| staff.has(*role)),
        RecusalStep::Decide(..) => staff.has(Role::Dispatcher).then_some(Role::Dispatcher),
    }
}

/// Somebody who keeps away from an order does nothing to it.
pub(super) async fn not_barred(
    tx: &mut Tx<'_>,
    staff: &Staff,
    order: OrderId,
) -> Result<(), OrderError> {
    let recusals = recusal::of_order(tx, order).await?;
    if bars(&recusals, staff.account) { Err(OrderError::Forbidden) } else { Ok(()) }
}

struct Job {
    order: OrderId,
    staff: Staff,
    step: RecusalStep,
    reason: String,
    rules: Arc<Rules>,
    ids: Arc<dyn Ids>,
    at: Instant,
}

impl Desk {
    /// Takes a step about who keeps away from an order.
    ///
    /// # Errors
    /// [`OrderError`]; nothing happened then.
    pub async fn recuse(
        &self,
        staff: &Staff,
        order: OrderId,
        step: RecusalStep,
        reason: &str,
    ) -> Result<Order, OrderError> {
        let job = Job {
            order,
            staff: staff.clone(),
            step,
            reason: reason.trim().to_owned(),
            rules: self.rules(),
            ids: self.app.ids.clone(),
            at: self.app.now(),
        };
        self.app.db.write(job, |tx, job| Box::pin(run(tx, job))).await
    }
}

async fn run(tx: &mut Tx<'_>, job: &Job) -> Result<Order, OrderError> {
    let before = order::get(tx, job.order).await?.ok_or(OrderError::NotFound)?;
    if !permission::can_see(&job.staff, &before) {
        return Err(OrderError::NotFound);
    }
    let role = acting_role(&job.staff, &job.step, &before).ok_or(OrderError::Forbidden)?;
    let actor: Actor = job.staff.actor(role);
    let scene = Scene { rules: &job.rules, ids: &*job.ids, actor: &actor, at: job.at };
    if job.reason.is_empty() || job.reason.chars().count() > TEXT_MAX {
        return Err(Refusal::TextMissing.into());
    }
    let event = match &job.step {
        RecusalStep::Withdraw => {
            add(tx, job, job.staff.account, RecusalCause::Own).await?;
            "order.recused"
        }
        RecusalStep::Demand(account) => {
            let known = people::store::accounts::get(tx, *account).await?;
            known.ok_or(OrderError::Unknown("account"))?;
            add(tx, job, *account, RecusalCause::Demanded).await?;
            "order.recusal_asked"
        }
        RecusalStep::Decide(id, verb) => decide(tx, job, *id, *verb).await?,
    };
    let entry = Entry { event, body: json!({}), words: Some(&job.reason) };
    note(tx, &scene, &before, entry).await
}

async fn add(
    tx: &mut Tx<'_>,
    job: &Job,
    account: AccountId,
    cause: RecusalCause,
) -> Result<(), OrderError> {
    let is_own = cause == RecusalCause::Own;
    let row = Recusal {
        id: RecusalId(job.ids.mint(job.at)),
        order_id: job.order,
        account_id: account,
        cause,
        state: if is_own { RecusalState::Granted } else { RecusalState::Asked },
        reason: job.reason.clone(),
        asked_at: job.at,
        decided_at: is_own.then_some(job.at),
    };
    Ok(recusal::insert(tx, &row).await?)
}

async fn decide(
    tx: &mut Tx<'_>,
    job: &Job,
    id: RecusalId,
    verb: RecusalVerb,
) -> Result<&'static str, OrderError> {
    let row = recusal::get(tx, id).await?.filter(|row| row.order_id == job.order);
    let row = row.ok_or(OrderError::NotFound)?;
    // Nobody decides on themselves.
    if row.account_id == job.staff.account {
        return Err(OrderError::Forbidden);
    }
    let state = row.state.after(verb).ok_or(OrderError::Stale)?;
    recusal::decide(tx, id, state, job.at).await?;
    Ok(match verb {
        RecusalVerb::Grant => "order.recused",
        RecusalVerb::Refuse => "order.recusal_refused",
    })
}
