//! Handing matters between lines, with receipts.

use db::Tx;
use kernel::event::Actor;
use kernel::time::Instant;
use people::{Staff, UnitId};
use serde_json::json;

use super::apply::Scene;
use super::record::{Happened, RecordError, happened, one_row};
use super::rules::CITY_FILE;
use super::{Desk, OrderError};
use crate::domain::line_transfer::{
    self, Direction, LineFacts, NewTransfer, Transfer, TransferMode, TransferState, TransferStep,
    TransferVerb, WRITES,
};
use crate::domain::order::Order;
use crate::domain::words::{Line, Urgency};
use crate::domain::{OrderId, TransferId, permission};
use crate::store::{line_transfer as store, order};
use people::record::{Fault, FaultKind};

/// The part of `city.toml` about lines.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct LinesFile {
    line: Vec<LineFacts>,
}

/// The lines of a city file; none when it says nothing.
pub fn read_lines(city_file: &str) -> Vec<LineFacts> {
    toml::from_str::<LinesFile>(city_file).unwrap_or_default().line
}

struct Job {
    new: Transfer,
    actor: Actor,
    staff: Option<Staff>,
}

struct StepJob {
    id: TransferId,
    seen: i64,
    step: TransferStep,
    due: Option<(Vec<LineFacts>, Instant)>,
    order: Option<OrderId>,
    actor: Actor,
    at: Instant,
}

impl Desk {
    /// The lines' limits, as the city pack has them.
    ///
    /// # Errors
    /// Any [`db::StoreError`].
    pub async fn lines(&self) -> Result<Vec<LineFacts>, db::StoreError> {
        let read =
            self.app.db.read(CITY_FILE, |tx, name| Box::pin(crate::store::pack::file(tx, name)));
        let text: Option<String> = read.await?;
        Ok(read_lines(text.as_deref().unwrap_or_default()))
    }

    /// Writes a transfer down. What another line sent twice is found, not
    /// written again.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn offer_transfer(
        &self,
        staff: &Staff,
        new: NewTransfer,
    ) -> Result<Transfer, RecordError> {
        if !line_transfer::can_write(staff) {
            return Err(RecordError::Forbidden);
        }
        let by = (staff.unit, staff.actor_of(WRITES), Some(staff.clone()));
        self.offer(by, new, self.app.now()).await
    }

    /// The same for what a replay tells.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn replay_transfer(
        &self,
        unit: UnitId,
        actor: Actor,
        new: NewTransfer,
        at: Instant,
    ) -> Result<Transfer, RecordError> {
        self.offer((unit, actor, None), new, at).await
    }

    async fn offer(
        &self,
        (unit_id, actor, staff): (UnitId, Actor, Option<Staff>),
        new: NewTransfer,
        at: Instant,
    ) -> Result<Transfer, RecordError> {
        let new = new.check()?;
        let lines = self.lines().await?;
        let transfer = Transfer {
            id: TransferId(self.app.ids.mint(at)),
            version: 1,
            state: TransferState::Offered,
            direction: new.direction,
            line: new.line,
            mode: new.mode,
            urgent: new.urgent,
            matter: new.matter,
            address: new.address,
            ref_no: new.ref_no,
            order_id: new.order_id,
            unit_id,
            offered_at: at,
            accept_due_at: line_transfer::accept_due(&lines, new.line, new.urgent, at),
            accepted_at: None,
            returned_at: None,
            return_reason: None,
            settled_at: None,
            result: None,
        };
        let job = Job { new: transfer, actor, staff };
        self.app.db.write(job, |tx, job| Box::pin(write_new(tx, job))).await
    }

    /// Carries out a step on a transfer.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn step_transfer(
        &self,
        staff: &Staff,
        id: TransferId,
        seen: i64,
        step: TransferStep,
    ) -> Result<Transfer, RecordError> {
        if !line_transfer::can_write(staff) {
            return Err(RecordError::Forbidden);
        }
        let by = (staff.actor_of(WRITES), self.app.now());
        self.step_transfer_at(by, id, (seen, None), step).await
    }

    /// Accepts what another line sent, with the order that was made of it.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn take_in_transfer(
        &self,
        by: (Actor, Instant),
        transfer: &Transfer,
        order: OrderId,
    ) -> Result<Transfer, RecordError> {
        let step = TransferStep::Accept { ref_no: String::new() };
        self.step_transfer_at(by, transfer.id, (transfer.version, Some(order)), step).await
    }

    /// A step at a time of its own, for replays.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn step_transfer_at(
        &self,
        (actor, at): (Actor, Instant),
        id: TransferId,
        (seen, order): (i64, Option<OrderId>),
        step: TransferStep,
    ) -> Result<Transfer, RecordError> {
        let due = match step.verb() {
            TransferVerb::Resend => Some((self.lines().await?, at)),
            _ => None,
        };
        let job = StepJob { id, seen, step, due, order, actor, at };
        self.app.db.write(job, |tx, job| Box::pin(write_step(tx, job))).await
    }
}

async fn write_new(tx: &mut Tx<'_>, job: &Job) -> Result<Transfer, RecordError> {
    let new = &job.new;
    if let Some(id) = new.order_id {
        let found = order::get(tx, id).await?.ok_or(RecordError::NotFound)?;
        if job.staff.as_ref().is_some_and(|staff| !permission::can_see(staff, &found)) {
            return Err(RecordError::Order(OrderError::NotFound));
        }
    }
    if !store::insert(tx, new).await? {
        let known = store::get_by_ref(tx, new).await?;
        return known.ok_or(Fault::new("ref_no", FaultKind::Taken).into());
    }
    let body = json!({
        "direction": new.direction,
        "line": new.line,
        "mode": new.mode,
        "urgent": new.urgent,
        "order": new.order_id,
    });
    let what = Happened {
        noun: "transfer",
        id: new.id.0,
        kind: "transfer.offered",
        actor: &job.actor,
        at: new.offered_at,
        from: None,
        to: Some(new.state.as_str()),
        body,
    };
    happened(tx, what).await?;
    Ok(new.clone())
}

/// A call that was handed over from the page of an order: the other line took
/// it and gave its receipt.
pub(super) async fn handed_over(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    (line, receipt): (Line, &str),
) -> Result<(), OrderError> {
    let Some(unit_id) = scene.unit() else { return Ok(()) };
    let receipt = receipt.trim();
    let is_number = !receipt.is_empty() && receipt.chars().count() <= line_transfer::REF_MAX;
    let mut new = Transfer {
        id: TransferId(scene.ids.mint(scene.at)),
        version: 1,
        state: TransferState::Accepted,
        direction: Direction::Out,
        line,
        mode: TransferMode::CallTransfer,
        urgent: order.urgency == Urgency::Critical,
        matter: order.title.clone(),
        address: String::new(),
        ref_no: is_number.then(|| receipt.to_owned()),
        order_id: Some(order.id),
        unit_id,
        offered_at: scene.at,
        accept_due_at: None,
        accepted_at: Some(scene.at),
        returned_at: None,
        return_reason: None,
        settled_at: None,
        result: (!is_number && !receipt.is_empty()).then(|| receipt.to_owned()),
    };
    // A receipt that names another record already stays with that one.
    if !store::insert(tx, &new).await? {
        new.result = new.ref_no.take();
        store::insert(tx, &new).await?;
    }
    let what = Happened {
        noun: "transfer",
        id: new.id.0,
        kind: "transfer.accepted",
        actor: scene.actor,
        at: scene.at,
        from: None,
        to: Some(new.state.as_str()),
        body: json!({ "line": line, "order": order.id }),
    };
    Ok(happened(tx, what).await?)
}

async fn write_step(tx: &mut Tx<'_>, job: &StepJob) -> Result<Transfer, RecordError> {
    let before = store::get(tx, job.id).await?.ok_or(RecordError::NotFound)?;
    if before.version != job.seen {
        return Err(RecordError::Stale);
    }
    let due = job.due.as_ref().and_then(|(lines, at)| due_of(lines, &before, *at));
    let mut after = before.step(&job.step, due, job.at)?;
    after.order_id = job.order.or(after.order_id);
    one_row(store::save(tx, &after).await?)?;
    let what = Happened {
        noun: "transfer",
        id: after.id.0,
        kind: event_of(job.step.verb()),
        actor: &job.actor,
        at: job.at,
        from: Some(before.state.as_str()),
        to: Some(after.state.as_str()),
        body: json!({ "order": after.order_id }),
    };
    happened(tx, what).await?;
    after.version += 1;
    Ok(after)
}

fn due_of(lines: &[LineFacts], transfer: &Transfer, at: Instant) -> Option<Instant> {
    let line: Line = transfer.line;
    line_transfer::accept_due(lines, line, transfer.urgent, at)
}

fn event_of(verb: TransferVerb) -> &'static str {
    match verb {
        TransferVerb::Accept => "transfer.accepted",
        TransferVerb::Return => "transfer.returned",
        TransferVerb::Resend => "transfer.resent",
        TransferVerb::Settle => "transfer.settled",
        TransferVerb::Keep => "transfer.kept",
    }
}
