//! Parts of an order and handing it over: what is written beside the general
//! path, and settling a part from its lead.

use std::sync::Arc;

use db::{Tx, ledger};
use kernel::event::{Actor, NewEvent};
use kernel::id::Ids;
use kernel::policy::ClockKind;
use kernel::time::Instant;
use people::{Role, Staff, UnitId};
use serde_json::json;

use super::act::{Act, By, run_in};
use super::apply::{Scene, open_clocks};
use super::{Desk, OrderError};
use crate::domain::change::{ClockOp, Command};
use crate::domain::joint::{self, HandoverState, HandoverVerb, JointFault, Nature};
use crate::domain::order::{Order, OrderState, Verb};
use crate::domain::rules::Rules;
use crate::domain::{OrderId, permission};
use crate::store::joint::HandoverRow;
use crate::store::{clock, order};

/// What a lead decides about a part.
#[derive(Debug, Clone)]
pub enum Settlement {
    /// Not waited for.
    Waive {
        /// Why.
        reason: String,
    },
    /// Given back.
    Return {
        /// What is missing.
        text: String,
    },
}

/// Who settles parts: the reviewer of the unit that leads, or the desk.
pub fn settling_role(staff: &Staff, lead: &Order) -> Option<Role> {
    permission::acting_role(staff, Verb::AddUnit, lead)
}

/// Before a command is decided: what parts and offers have to say to it.
pub(super) async fn check(
    tx: &mut Tx<'_>,
    rules: &Rules,
    order: &Order,
    command: &Command,
) -> Result<(), OrderError> {
    let known = |unit: &UnitId| rules.units.contains_key(unit);
    let all_known = |units: &[UnitId]| {
        if units.iter().all(known) { Ok(()) } else { Err(OrderError::Unknown("unit")) }
    };
    match command {
        Command::Reply(_) if order.is_whole() => {
            let parts = crate::store::joint::parts(tx, order.id).await?;
            Ok(joint::may_reply(&parts).map_err(refused)?)
        }
        Command::AddUnits { units, .. } => {
            all_known(units)?;
            let parts = crate::store::joint::parts(tx, order.id).await?;
            Ok(joint::may_add(order, &parts, units).map_err(refused)?)
        }
        Command::Dispatch(dispatch) => {
            all_known(&dispatch.co_units)?;
            let sent = Order { unit_id: Some(dispatch.unit), ..order.clone() };
            let parts = crate::store::joint::parts(tx, order.id).await?;
            Ok(joint::may_add(&sent, &parts, &dispatch.co_units).map_err(refused)?)
        }
        Command::OfferHandover { unit, .. } | Command::Designate { unit, .. } => {
            all_known(std::slice::from_ref(unit))
        }
        _ => Ok(()),
    }
}

fn refused(fault: JointFault) -> OrderError {
    OrderError::Refused(fault.into())
}

/// Writes what belongs to a command besides the order itself. `after` is the
/// order as it stands then.
pub(super) async fn record(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    (before, after): (&Order, &Order),
    command: &Command,
) -> Result<(), OrderError> {
    use crate::store::joint::decide_handover;
    match command {
        Command::Dispatch(dispatch) => {
            add_parts(tx, scene, after, &dispatch.co_units, Nature::Co).await
        }
        Command::AddUnits { units, .. } => add_parts(tx, scene, after, units, Nature::Co).await,
        Command::OfferHandover { unit, reason } => {
            let row = HandoverRow {
                id: scene.ids.mint(scene.at),
                from_unit_id: before.unit_id.unwrap_or(*unit),
                to_unit_id: *unit,
                state: HandoverState::Offered,
                reason: reason.trim().to_owned(),
                offered_at: scene.at,
                decided_at: None,
                answer: None,
            };
            Ok(crate::store::joint::insert_handover(tx, after.id, &row).await?)
        }
        Command::TakeHandover => answered(tx, scene, after, HandoverVerb::Accept, None).await,
        Command::RefuseHandover { reason } => {
            answered(tx, scene, after, HandoverVerb::Refuse, Some(reason)).await
        }
        // Answering oneself, or being stopped, takes the offer back.
        _ if before.offered_unit_id.is_some() && after.offered_unit_id.is_none() => {
            let state = HandoverState::Withdrawn;
            Ok(decide_handover(tx, after.id, state, scene.at, None).await?)
        }
        _ => Ok(()),
    }
}

async fn answered(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    verb: HandoverVerb,
    words: Option<&str>,
) -> Result<(), OrderError> {
    let state = HandoverState::Offered.after(verb).ok_or(refused(JointFault::NotOffered))?;
    Ok(crate::store::joint::decide_handover(tx, order.id, state, scene.at, words).await?)
}

/// Opens a part for each unit, numbered after those there are.
pub(super) async fn add_parts(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    lead: &Order,
    units: &[UnitId],
    nature: Nature,
) -> Result<(), OrderError> {
    if units.is_empty() {
        return Ok(());
    }
    let known = crate::store::joint::parts(tx, lead.id).await?.len();
    for (n, unit) in (known + 1..).zip(units) {
        let number = lead.order_no.part(n).ok_or(refused(JointFault::TooMany))?;
        let part = Order {
            id: OrderId(scene.ids.mint(scene.at)),
            order_no: number,
            state: OrderState::Dispatched,
            version: 1,
            nature,
            parent_id: Some(lead.id),
            unit_id: Some(*unit),
            first_unit_id: Some(*unit),
            offered_unit_id: None,
            duty_override: None,
            hop_count: 1,
            repeat_of: None,
            repeat_kind: None,
            dispatched_at: Some(scene.at),
            replied_at: None,
            closed_at: None,
            reopened_count: 0,
            rework_count: 0,
            ..lead.clone()
        };
        let start = [ClockOp::Start(ClockKind::SignIn), ClockOp::Start(ClockKind::Handle)];
        let (part, clocks) = open_clocks(scene, part, &start)?;
        order::insert(tx, &part).await?;
        for row in &clocks {
            clock::upsert(tx, row).await?;
        }
        let event = NewEvent {
            stream: ledger::stream_name("order", part.id.0),
            kind: "order.part_opened",
            actor: scene.actor.clone(),
            at: scene.at,
            from: None,
            to: Some(part.state.as_str()),
            body: json!({ "lead": lead.id, "unit": unit, "nature": nature }),
        };
        ledger::append_first(tx, &event).await?;
    }
    Ok(())
}

/// The lead ended without an answer: what its parts do is not waited for.
pub(super) async fn release_parts(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    lead: &Order,
    ids: &dyn Ids,
) -> Result<(), OrderError> {
    for part in crate::store::joint::parts(tx, lead.id).await? {
        if part.state.allows(Verb::Waive) {
            let act = Act {
                order: part.id,
                seen: None,
                by: By::Replay(scene.actor.clone()),
                command: Command::Waive { reason: "主办工单已终止办理".into() },
                evidence: Vec::new(),
                at: scene.at,
            };
            Box::pin(run_in(tx, &act, scene.rules, ids)).await?;
        }
    }
    Ok(())
}

struct Settle {
    lead: OrderId,
    part: OrderId,
    staff: Staff,
    what: Settlement,
    rules: Arc<Rules>,
    ids: Arc<dyn Ids>,
    at: Instant,
}

impl Desk {
    /// Settles a part from its lead: not waited for, or given back.
    ///
    /// # Errors
    /// [`OrderError`]; nothing happened then.
    pub async fn settle_part(
        &self,
        staff: &Staff,
        (lead, part): (OrderId, OrderId),
        what: Settlement,
    ) -> Result<Order, OrderError> {
        let job = Settle {
            lead,
            part,
            staff: staff.clone(),
            what,
            rules: self.rules(),
            ids: self.app.ids.clone(),
            at: self.app.now(),
        };
        self.app.db.write(job, |tx, job| Box::pin(settle(tx, job))).await
    }
}

async fn settle(tx: &mut Tx<'_>, job: &Settle) -> Result<Order, OrderError> {
    let lead = order::get(tx, job.lead).await?.ok_or(OrderError::NotFound)?;
    if !permission::can_see(&job.staff, &lead) {
        return Err(OrderError::NotFound);
    }
    let role = settling_role(&job.staff, &lead).ok_or(OrderError::Forbidden)?;
    super::recusal::not_barred(tx, &job.staff, job.lead).await?;
    let part = order::get(tx, job.part).await?.ok_or(OrderError::NotFound)?;
    if part.parent_id != Some(lead.id) {
        return Err(OrderError::NotFound);
    }
    joint::may_settle(&lead, &part).map_err(refused)?;
    let command = match &job.what {
        Settlement::Waive { reason } => Command::Waive { reason: reason.clone() },
        Settlement::Return { text } => Command::ReturnPart { text: text.clone() },
    };
    let actor: Actor = job.staff.actor(role);
    let act = Act {
        order: part.id,
        seen: None,
        by: By::Replay(actor),
        command,
        evidence: Vec::new(),
        at: job.at,
    };
    run_in(tx, &act, &job.rules, &*job.ids).await
}
