//! 吹哨报到: a street calls departments, they report in and say what they did,
//! and both sides assess each other as units.

use std::sync::Arc;

use db::{Tx, ledger};
use kernel::event::{Actor, NewEvent};
use kernel::id::Ids;
use kernel::time::{HOUR_US, Instant};
use people::{Role, Staff, UnitId};
use serde_json::{Value, json};

use super::apply::Scene;
use super::course::{Entry, note};
use super::{Desk, OrderError};
use crate::domain::change::{Refusal, TEXT_MAX};
use crate::domain::order::Order;
use crate::domain::rules::Rules;
use crate::domain::whistle::{Call, CallState, CallVerb, Mark, UNITS_MAX, Whistle, WhistleId};
use crate::domain::{OrderId, permission};
use crate::store::{order, whistle};

/// Roles that act for their unit.
const UNIT: [Role; 2] = [Role::UnitReviewer, Role::UnitHandler];
/// Roles that read every call.
const READERS: [Role; 3] = [Role::Dispatcher, Role::Supervisor, Role::Leader];
/// Hours within which called units are there, where the city says nothing.
const ARRIVAL_HOURS: i64 = 24;

/// A call as a street writes it.
#[derive(Debug, Clone)]
pub struct NewWhistle {
    /// The order it is for.
    pub order: Option<OrderId>,
    /// What it is about.
    pub title: String,
    /// What is needed.
    pub text: String,
    /// Where to come.
    pub place: String,
    /// Whom.
    pub units: Vec<UnitId>,
}

/// A step of a call.
#[derive(Debug, Clone)]
pub enum WhistleStep {
    /// The unit reports in.
    Arrive,
    /// The unit says what it did.
    Report(String),
    /// The street needs a unit no more.
    Release(UnitId),
    /// The street assesses a unit's part.
    AssessUnit(UnitId, Mark, String),
    /// The unit assesses the call.
    AssessCall(Mark, String),
    /// The street ends it.
    Close(String),
}

/// A call with the units called.
#[derive(Debug, Clone)]
pub struct WhistleView {
    /// Itself.
    pub whistle: Whistle,
    /// The units.
    pub calls: Vec<Call>,
    /// The order it is for.
    pub order: Option<Order>,
}

/// Streets and communities whistle; departments and utilities come.
pub fn may_whistle(staff: &Staff, rules: &Rules) -> bool {
    staff.has_any(&UNIT) && is_street(rules, staff.unit)
}

/// Whether a unit is one that calls.
pub fn is_street(rules: &Rules, unit: UnitId) -> bool {
    let kind = rules.units.get(&unit).map(|unit| unit.kind.as_str());
    matches!(kind, Some("street" | "township" | "community"))
}

/// Whether they see a call: the street, the units called, the desk.
pub fn can_see(staff: &Staff, view: &WhistleView) -> bool {
    let is_reported =
        view.order.as_ref().is_some_and(|order| permission::is_reported(staff, order));
    let is_theirs = staff.has_any(&UNIT)
        && (view.whistle.unit_id == staff.unit
            || view.calls.iter().any(|call| call.unit_id == staff.unit));
    !is_reported && (is_theirs || staff.has_any(&READERS))
}

/// Whether they may take a step now: what the page asks before it shows one.
pub fn may(staff: &Staff, step: &WhistleStep, view: &WhistleView) -> bool {
    next(staff, step, view).is_ok()
}

/// The called unit a step is about, and the state it is in afterwards.
fn next(
    staff: &Staff,
    step: &WhistleStep,
    view: &WhistleView,
) -> Result<Option<(Call, CallState)>, OrderError> {
    if !can_see(staff, view) {
        return Err(OrderError::NotFound);
    }
    let is_street = staff.has_any(&UNIT) && view.whistle.unit_id == staff.unit;
    let (unit, verb) = match step {
        WhistleStep::Close(_) if !is_street => return Err(OrderError::Forbidden),
        WhistleStep::Close(_) => {
            let waits = view.calls.iter().any(|call| call.state.is_open());
            let is_open = view.whistle.closed_at.is_none() && !waits;
            return if is_open { Ok(None) } else { Err(OrderError::Stale) };
        }
        WhistleStep::Release(unit) => (*unit, CallVerb::Release),
        WhistleStep::AssessUnit(unit, ..) => (*unit, CallVerb::Assess),
        WhistleStep::Arrive => (staff.unit, CallVerb::Arrive),
        WhistleStep::Report(_) => (staff.unit, CallVerb::Report),
        WhistleStep::AssessCall(..) => (staff.unit, CallVerb::Assess),
    };
    let by_street = matches!(step, WhistleStep::Release(_) | WhistleStep::AssessUnit(..));
    if by_street && !is_street || !by_street && !staff.has_any(&UNIT) {
        return Err(OrderError::Forbidden);
    }
    let call = view.calls.iter().find(|call| call.unit_id == unit);
    let call = call.ok_or(OrderError::Forbidden)?;
    let state = call.state.after(verb).ok_or(OrderError::Stale)?;
    // Each side assesses once; what was said stands.
    let said = match step {
        WhistleStep::AssessUnit(..) => call.street_mark.is_some(),
        WhistleStep::AssessCall(..) => call.unit_mark.is_some(),
        _ => false,
    };
    if said { Err(OrderError::Stale) } else { Ok(Some((call.clone(), state))) }
}

struct Job<W> {
    staff: Staff,
    what: W,
    rules: Arc<Rules>,
    ids: Arc<dyn Ids>,
    at: Instant,
}

impl Desk {
    /// Calls units.
    ///
    /// # Errors
    /// [`OrderError`]; nothing happened then.
    pub async fn whistle(&self, staff: &Staff, new: NewWhistle) -> Result<WhistleId, OrderError> {
        let job = self.whistle_job(staff, new);
        self.app.db.write(job, |tx, job| Box::pin(call(tx, job))).await
    }

    /// Takes a step of a call.
    ///
    /// # Errors
    /// [`OrderError`]; nothing happened then.
    pub async fn whistle_step(
        &self,
        staff: &Staff,
        id: WhistleId,
        step: WhistleStep,
    ) -> Result<(), OrderError> {
        let job = self.whistle_job(staff, (id, step));
        self.app.db.write(job, |tx, job| Box::pin(take(tx, job))).await
    }

    /// A call for a member of staff; what they may not see is not found.
    ///
    /// # Errors
    /// [`OrderError`].
    pub async fn whistle_for(
        &self,
        staff: &Staff,
        id: WhistleId,
    ) -> Result<WhistleView, OrderError> {
        let view = self.app.db.read(id, |tx, id| Box::pin(view(tx, *id))).await?;
        if can_see(staff, &view) { Ok(view) } else { Err(OrderError::NotFound) }
    }

    fn whistle_job<W>(&self, staff: &Staff, what: W) -> Job<W> {
        let (rules, ids, at) = (self.rules(), self.app.ids.clone(), self.app.now());
        Job { staff: staff.clone(), what, rules, ids, at }
    }
}

async fn view(tx: &mut Tx<'_>, id: WhistleId) -> Result<WhistleView, OrderError> {
    let whistle = whistle::get(tx, id).await?.ok_or(OrderError::NotFound)?;
    Ok(WhistleView {
        calls: whistle::calls(tx, id).await?,
        order: match whistle.order_id {
            Some(order) => order::get(tx, order).await?,
            None => None,
        },
        whistle,
    })
}

fn checked(text: &str) -> Result<String, OrderError> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= TEXT_MAX;
    if fits { Ok(text.to_owned()) } else { Err(Refusal::TextMissing.into()) }
}

async fn call(tx: &mut Tx<'_>, job: &Job<NewWhistle>) -> Result<WhistleId, OrderError> {
    let new = &job.what;
    if !may_whistle(&job.staff, &job.rules) {
        return Err(OrderError::Forbidden);
    }
    let mut units = new.units.clone();
    units.sort_unstable();
    units.dedup();
    let known = |unit: &UnitId| job.rules.units.contains_key(unit) && *unit != job.staff.unit;
    let fits = !units.is_empty() && units.len() <= UNITS_MAX && units.iter().all(known);
    if !fits {
        return Err(OrderError::Unknown("unit"));
    }
    let order = match new.order {
        Some(id) => Some(order_of(tx, job, id).await?),
        None => None,
    };
    let kept = order.as_ref().and_then(|order| order.reported_unit_id);
    if kept.is_some_and(|unit| units.contains(&unit)) {
        return Err(Refusal::ReportedUnit.into());
    }
    let hours = job.rules.procedures(job.at.day());
    let hours = hours.map_or(ARRIVAL_HOURS, |rules| rules.whistle_arrival_hours);
    let row = Whistle {
        id: WhistleId(job.ids.mint(job.at)),
        order_id: order.as_ref().map(|order| order.id),
        unit_id: job.staff.unit,
        title: checked(&new.title)?,
        text: checked(&new.text)?,
        place: checked(&new.place)?,
        called_at: job.at,
        arrive_by: job.at.plus(hours * HOUR_US),
        closed_at: None,
        outcome: None,
    };
    whistle::insert(tx, &row, &units).await?;
    let actor = job.staff.actor_of(&UNIT);
    let body = json!({ "unit": row.unit_id, "units": units, "order": row.order_id });
    let event = event(row.id, "whistle.called", &actor, job.at, body);
    ledger::append_first(tx, &event).await?;
    if let Some(order) = order {
        let scene = Scene { rules: &job.rules, ids: &*job.ids, actor: &actor, at: job.at };
        let body = json!({ "whistle": row.id, "units": units });
        note(tx, &scene, &order, Entry { event: "order.whistled", body, words: None }).await?;
    }
    Ok(row.id)
}

/// A street whistles for an order it has, or has a part of.
async fn order_of(
    tx: &mut Tx<'_>,
    job: &Job<NewWhistle>,
    id: OrderId,
) -> Result<Order, OrderError> {
    let found = order::get(tx, id).await?.ok_or(OrderError::NotFound)?;
    let is_theirs = found.unit_id == Some(job.staff.unit);
    if !is_theirs || !permission::can_see(&job.staff, &found) || found.confidential {
        return Err(OrderError::NotFound);
    }
    if found.state.is_done() { Err(OrderError::Stale) } else { Ok(found) }
}

fn event(id: WhistleId, kind: &'static str, actor: &Actor, at: Instant, body: Value) -> NewEvent {
    NewEvent {
        stream: ledger::stream_name("whistle", id.0),
        kind,
        actor: actor.clone(),
        at,
        from: None,
        to: None,
        body,
    }
}

async fn take(tx: &mut Tx<'_>, job: &Job<(WhistleId, WhistleStep)>) -> Result<(), OrderError> {
    let (id, step) = &job.what;
    let view = view(tx, *id).await?;
    let moved = next(&job.staff, step, &view)?;
    let kind = match step {
        WhistleStep::Arrive => "whistle.arrived",
        WhistleStep::Report(_) => "whistle.reported",
        WhistleStep::Release(_) => "whistle.released",
        WhistleStep::AssessUnit(..) => "whistle.unit_assessed",
        WhistleStep::AssessCall(..) => "whistle.call_assessed",
        WhistleStep::Close(_) => "whistle.closed",
    };
    let mut body = json!({});
    if let Some((mut call, state)) = moved {
        let was = call.state;
        call.state = state;
        written(&mut call, step, job.at)?;
        whistle::save(tx, was, &call).await?;
        body = json!({ "unit": call.unit_id, "late": call.is_late(&view.whistle, job.at) });
    }
    if let WhistleStep::Close(text) = step {
        whistle::end(tx, *id, job.at, &checked(text)?).await?;
    }
    let actor = job.staff.actor_of(&UNIT);
    ledger::append(tx, &event(*id, kind, &actor, job.at, body)).await?;
    Ok(())
}

/// Writes what a step says into the called unit's row.
fn written(call: &mut Call, step: &WhistleStep, at: Instant) -> Result<(), OrderError> {
    // A poor mark is explained; a good one may stand alone.
    let explained = |mark: Mark, text: &str| {
        if mark == Mark::Poor || !text.trim().is_empty() {
            checked(text).map(Some)
        } else {
            Ok(None)
        }
    };
    match step {
        WhistleStep::Arrive => call.arrived_at = Some(at),
        WhistleStep::Report(text) => {
            call.result = Some(checked(text)?);
            call.reported_at = Some(at);
        }
        WhistleStep::AssessUnit(_, mark, text) => {
            call.street_text = explained(*mark, text)?;
            call.street_mark = Some(*mark);
        }
        WhistleStep::AssessCall(mark, text) => {
            call.unit_text = explained(*mark, text)?;
            call.unit_mark = Some(*mark);
        }
        WhistleStep::Release(_) | WhistleStep::Close(_) => {}
    }
    Ok(())
}
