//! Hearing units on an objection, and asking them before a hard matter is
//! dispatched. Both stand in the order's course; neither stops its clocks.

use std::sync::Arc;

use db::Tx;
use kernel::id::Ids;
use kernel::time::Instant;
use people::{Role, Staff, UnitId};
use serde_json::json;

use super::apply::Scene;
use super::course::{Entry, note};
use super::{Desk, OrderError};
use crate::domain::change::{Refusal, TEXT_MAX};
use crate::domain::gathering::{
    Gathering, GatheringId, GatheringKind, GatheringState, GatheringVerb, UNITS_MAX, Voice,
};
use crate::domain::objection::{ObjectionState, ObjectionVerb};
use crate::domain::order::{Order, OrderState};
use crate::domain::rules::Rules;
use crate::domain::{OrderId, permission};
use crate::store::{gathering, objection, order};

/// Roles that read every gathering.
const READERS: [Role; 3] = [Role::Dispatcher, Role::Operator, Role::Supervisor];
/// Roles that speak for their unit.
const SPEAKERS: [Role; 2] = [Role::UnitHandler, Role::UnitReviewer];

/// A call to units to say what they think.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Hearing or conference.
    pub kind: GatheringKind,
    /// Whom.
    pub units: Vec<UnitId>,
    /// What is asked.
    pub question: String,
    /// By when.
    pub answer_by: Option<Instant>,
}

/// A gathering with what belongs to it.
#[derive(Debug, Clone)]
pub struct GatheringView {
    /// Itself.
    pub gathering: Gathering,
    /// What the units said.
    pub voices: Vec<Voice>,
    /// The order it is about.
    pub order: Order,
    /// What was asked of the city there; never who asked.
    pub content: String,
    /// Where it is.
    pub address: String,
}

/// Whether a gathering may be called about an order now. A confidential
/// report is not talked about in a wider circle.
pub fn may_convene(staff: &Staff, kind: GatheringKind, order: &Order) -> bool {
    let fits = match kind {
        GatheringKind::Hearing => order.state == OrderState::Objected,
        GatheringKind::Conference => order.state == OrderState::ToDispatch,
    };
    fits && !order.confidential
        && order.is_whole()
        && staff.has(Role::Dispatcher)
        && permission::can_see(staff, order)
}

/// Whether they see a gathering: the desk, and units invited to it.
pub fn can_see(staff: &Staff, view: &GatheringView) -> bool {
    if permission::is_reported(staff, &view.order) {
        return false;
    }
    staff.has_any(&READERS) || is_invited(staff, view)
}

fn is_invited(staff: &Staff, view: &GatheringView) -> bool {
    staff.has_any(&SPEAKERS) && view.voices.iter().any(|voice| voice.unit_id == staff.unit)
}

/// Whether they may say something for their unit now.
pub fn may_say(staff: &Staff, view: &GatheringView) -> bool {
    is_invited(staff, view)
        && can_see(staff, view)
        && view.gathering.state.after(GatheringVerb::Say).is_some()
}

/// Whether they may end it now.
pub fn may_end(staff: &Staff, view: &GatheringView) -> bool {
    staff.has(Role::Dispatcher) && view.gathering.state == GatheringState::Open
}

struct Convene {
    staff: Staff,
    order: OrderId,
    seen: i64,
    new: Invitation,
    rules: Arc<Rules>,
    ids: Arc<dyn Ids>,
    at: Instant,
}

/// What an ended gathering came to.
#[derive(Debug, Clone)]
pub enum End {
    /// Written down.
    Conclude(String),
    /// Called off.
    Cancel(String),
}

struct Step {
    staff: Staff,
    id: GatheringId,
    what: What,
    rules: Arc<Rules>,
    ids: Arc<dyn Ids>,
    at: Instant,
}

enum What {
    Say(String),
    End(End),
}

impl Desk {
    /// Calls units to say what they think.
    ///
    /// # Errors
    /// [`OrderError`]; nothing happened then.
    pub async fn convene(
        &self,
        staff: &Staff,
        (order, seen): (OrderId, i64),
        new: Invitation,
    ) -> Result<GatheringId, OrderError> {
        let (rules, ids, at) = (self.rules(), self.app.ids.clone(), self.app.now());
        let job = Convene { staff: staff.clone(), order, seen, new, rules, ids, at };
        self.app.db.write(job, |tx, job| Box::pin(convene(tx, job))).await
    }

    /// Says something for the unit; again replaces.
    ///
    /// # Errors
    /// [`OrderError`]; nothing happened then.
    pub async fn say_at(
        &self,
        staff: &Staff,
        id: GatheringId,
        text: &str,
    ) -> Result<(), OrderError> {
        self.gathering_step(staff, id, What::Say(text.trim().to_owned())).await
    }

    /// Ends it.
    ///
    /// # Errors
    /// [`OrderError`]; nothing happened then.
    pub async fn end_gathering(
        &self,
        staff: &Staff,
        id: GatheringId,
        end: End,
    ) -> Result<(), OrderError> {
        self.gathering_step(staff, id, What::End(end)).await
    }

    async fn gathering_step(
        &self,
        staff: &Staff,
        id: GatheringId,
        what: What,
    ) -> Result<(), OrderError> {
        let (rules, ids, at) = (self.rules(), self.app.ids.clone(), self.app.now());
        let job = Step { staff: staff.clone(), id, what, rules, ids, at };
        self.app.db.write(job, |tx, job| Box::pin(step(tx, job))).await
    }

    /// A gathering for a member of staff; what they may not see is not found.
    ///
    /// # Errors
    /// [`OrderError`].
    pub async fn gathering_for(
        &self,
        staff: &Staff,
        id: GatheringId,
    ) -> Result<GatheringView, OrderError> {
        let view = self.app.db.read(id, |tx, id| Box::pin(view(tx, *id))).await?;
        if can_see(staff, &view) { Ok(view) } else { Err(OrderError::NotFound) }
    }
}

async fn view(tx: &mut Tx<'_>, id: GatheringId) -> Result<GatheringView, OrderError> {
    let gathering = gathering::get(tx, id).await?.ok_or(OrderError::NotFound)?;
    let order = order::get(tx, gathering.order_id).await?.ok_or(OrderError::NotFound)?;
    let request = crate::store::request::get(tx, order.request_id).await?;
    let request = request.ok_or(OrderError::NotFound)?;
    Ok(GatheringView {
        voices: gathering::voices(tx, id).await?,
        content: request.content,
        address: request.address,
        gathering,
        order,
    })
}

fn checked(text: &str) -> Result<&str, OrderError> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= TEXT_MAX;
    if fits { Ok(text) } else { Err(Refusal::TextMissing.into()) }
}

async fn convene(tx: &mut Tx<'_>, job: &Convene) -> Result<GatheringId, OrderError> {
    let before = order::get(tx, job.order).await?.ok_or(OrderError::NotFound)?;
    if !permission::can_see(&job.staff, &before) {
        return Err(OrderError::NotFound);
    }
    if !job.staff.has(Role::Dispatcher) {
        return Err(OrderError::Forbidden);
    }
    if job.seen != before.version || !may_convene(&job.staff, job.new.kind, &before) {
        return Err(OrderError::Stale);
    }
    super::recusal::not_barred(tx, &job.staff, job.order).await?;
    let question = checked(&job.new.question)?;
    let mut units = job.new.units.clone();
    units.sort_unstable();
    units.dedup();
    let known = units.iter().all(|unit| job.rules.units.contains_key(unit));
    let fits = !units.is_empty() && units.len() <= UNITS_MAX && known;
    if !fits {
        return Err(OrderError::Unknown("unit"));
    }
    if units.iter().any(|unit| before.reported_unit_id == Some(*unit)) {
        return Err(Refusal::ReportedUnit.into());
    }
    let open = gathering::of_order(tx, before.id).await?;
    if open.iter().any(|known| known.state == GatheringState::Open) {
        return Err(OrderError::Stale);
    }
    let id = GatheringId(job.ids.mint(job.at));
    let mut objection_id = None;
    if job.new.kind == GatheringKind::Hearing {
        let rows = objection::of_order(tx, before.id).await?;
        let filed = rows.iter().rev().find(|row| row.state == ObjectionState::Filed);
        let filed = filed.ok_or(OrderError::Stale)?;
        let state = filed.state.after(ObjectionVerb::Convene).ok_or(OrderError::Stale)?;
        objection::set_state(tx, filed, state).await?;
        objection_id = Some(filed.id);
    }
    let new = Gathering {
        id,
        kind: job.new.kind,
        order_id: before.id,
        objection_id,
        state: GatheringState::Open,
        question: question.to_owned(),
        opened_at: job.at,
        answer_by: job.new.answer_by,
        outcome: None,
        closed_at: None,
    };
    gathering::insert(tx, &new, &units).await?;
    let actor = job.staff.actor(Role::Dispatcher);
    let scene = Scene { rules: &job.rules, ids: &*job.ids, actor: &actor, at: job.at };
    let event = match new.kind {
        GatheringKind::Hearing => "order.hearing_opened",
        GatheringKind::Conference => "order.conference_opened",
    };
    let body = json!({ "gathering": id, "units": units });
    note(tx, &scene, &before, Entry { event, body, words: Some(question) }).await?;
    Ok(id)
}

async fn step(tx: &mut Tx<'_>, job: &Step) -> Result<(), OrderError> {
    let view = view(tx, job.id).await?;
    if !can_see(&job.staff, &view) {
        return Err(OrderError::NotFound);
    }
    super::recusal::not_barred(tx, &job.staff, view.order.id).await?;
    match &job.what {
        What::Say(text) => say(tx, job, &view, text).await,
        What::End(end) => finish(tx, job, &view, end).await,
    }
}

async fn say(
    tx: &mut Tx<'_>,
    job: &Step,
    view: &GatheringView,
    text: &str,
) -> Result<(), OrderError> {
    if !is_invited(&job.staff, view) {
        return Err(OrderError::Forbidden);
    }
    if !may_say(&job.staff, view) {
        return Err(OrderError::Stale);
    }
    let text = checked(text)?;
    let words = (text, job.staff.account);
    gathering::say(tx, job.id, job.staff.unit, words, job.at).await?;
    let actor = job.staff.actor_of(&SPEAKERS);
    let scene = Scene { rules: &job.rules, ids: &*job.ids, actor: &actor, at: job.at };
    let body = json!({ "gathering": job.id, "unit": job.staff.unit });
    let entry = Entry { event: "order.unit_heard", body, words: None };
    note(tx, &scene, &view.order, entry).await.map(drop)
}

async fn finish(
    tx: &mut Tx<'_>,
    job: &Step,
    view: &GatheringView,
    end: &End,
) -> Result<(), OrderError> {
    if !job.staff.has(Role::Dispatcher) {
        return Err(OrderError::Forbidden);
    }
    let (verb, text, event) = match end {
        End::Conclude(text) => (GatheringVerb::Conclude, text, "order.gathering_concluded"),
        End::Cancel(text) => (GatheringVerb::Cancel, text, "order.gathering_cancelled"),
    };
    let state = view.gathering.state.after(verb).ok_or(OrderError::Stale)?;
    let text = checked(text)?;
    gathering::end(tx, job.id, state, Some(text), job.at).await?;
    if let Some(id) = view.gathering.objection_id {
        let row = objection::get(tx, id).await?.ok_or(OrderError::NotFound)?;
        let next = row.state.after(ObjectionVerb::Conclude).ok_or(OrderError::Stale)?;
        objection::set_state(tx, &row, next).await?;
    }
    let actor = job.staff.actor(Role::Dispatcher);
    let scene = Scene { rules: &job.rules, ids: &*job.ids, actor: &actor, at: job.at };
    let entry = Entry { event, body: json!({ "gathering": job.id }), words: Some(text) };
    note(tx, &scene, &view.order, entry).await.map(drop)
}
