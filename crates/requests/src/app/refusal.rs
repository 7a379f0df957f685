//! Not accepted: each of the six cases with its lawful treatment. Nobody is
//! simply turned away.

use std::sync::Arc;

use db::Tx;
use kernel::id::Ids;
use kernel::time::Instant;
use people::{Role, Staff, UnitId};

use super::act::{Act, By, run_in};
use super::apply::Scene;
use super::{Desk, OrderError, joint, repeats};
use crate::domain::OrderId;
use crate::domain::change::{Command, Refusal};
use crate::domain::joint::Nature;
use crate::domain::order::Order;
use crate::domain::permission;
use crate::domain::rules::Rules;
use crate::domain::words::NotAcceptedReason;
use crate::store::order;

/// What the desk decides.
#[derive(Debug, Clone)]
pub struct NewRefusal {
    /// Which case.
    pub reason: NotAcceptedReason,
    /// What the requester reads; the pack's text when empty.
    pub text: String,
    /// The earlier order, for the same matter.
    pub earlier: Option<OrderId>,
    /// The unit it is passed to for guidance, for what is beyond all duty.
    pub guidance: Option<UnitId>,
}

struct Job {
    staff: Staff,
    order: OrderId,
    seen: i64,
    new: NewRefusal,
    rules: Arc<Rules>,
    ids: Arc<dyn Ids>,
    at: Instant,
}

impl Desk {
    /// Does not accept a request, and does what the law wants done instead.
    ///
    /// # Errors
    /// [`OrderError`]; nothing happened then.
    pub async fn refuse(
        &self,
        staff: &Staff,
        (order, seen): (OrderId, i64),
        new: NewRefusal,
    ) -> Result<Order, OrderError> {
        let (rules, ids, at) = (self.rules(), self.app.ids.clone(), self.app.now());
        let job = Job { staff: staff.clone(), order, seen, new, rules, ids, at };
        self.app.db.write(job, |tx, job| Box::pin(run(tx, job))).await
    }
}

async fn run(tx: &mut Tx<'_>, job: &Job) -> Result<Order, OrderError> {
    let new = &job.new;
    let mut text = new.text.trim().to_owned();
    if text.is_empty() {
        let edition = job.rules.procedures(job.at.day());
        let told = edition.and_then(|edition| edition.treatment(new.reason));
        text = told.map(|told| told.text.clone()).unwrap_or_default();
    }
    if new.reason == NotAcceptedReason::SameMatter {
        let result = earlier_result(tx, job).await?;
        if !result.is_empty() {
            text = format!("{text}\n{result}");
        }
    }
    let act = Act {
        order: job.order,
        seen: Some(job.seen),
        by: By::Staff(job.staff.clone()),
        command: Command::Refuse { reason: new.reason, text },
        evidence: Vec::new(),
        at: job.at,
    };
    let after = run_in(tx, &act, &job.rules, &*job.ids).await?;
    let Some(unit) = new.guidance.filter(|_| new.reason == NotAcceptedReason::BeyondDuty) else {
        return Ok(after);
    };
    if !job.rules.units.contains_key(&unit) {
        return Err(OrderError::Unknown("unit"));
    }
    if after.reported_unit_id == Some(unit) {
        return Err(Refusal::ReportedUnit.into());
    }
    let actor = job.staff.actor_of(&[Role::Operator, Role::Dispatcher]);
    let scene = Scene { rules: &job.rules, ids: &*job.ids, actor: &actor, at: job.at };
    joint::add_parts(tx, &scene, &after, &[unit], Nature::Forward).await?;
    Ok(after)
}

/// Telling the same matter's progress is no refusal: the earlier order must be
/// named, and its public answer is told.
async fn earlier_result(tx: &mut Tx<'_>, job: &Job) -> Result<String, OrderError> {
    let id = job.new.earlier.ok_or(Refusal::EarlierMissing)?;
    let earlier = order::get(tx, id).await?.filter(|order| !order.confidential);
    let earlier = earlier.filter(|order| permission::can_see(&job.staff, order));
    let earlier = earlier.ok_or(OrderError::Unknown("order"))?;
    repeats::result_of(tx, &earlier).await
}
