//! Undoing the last act on an order within its seconds: the order and its
//! clocks are put back as they were, the held message is withdrawn, and the
//! undoing is written down as an event.

use db::{Tx, ledger, outbox};
use kernel::event::NewEvent;
use kernel::id::Id;
use people::Staff;
use serde_json::json;

use super::apply::Scene;
use super::{Desk, OrderError};
use crate::domain::change::Command;
use crate::domain::order::{Order, Verb};
use crate::domain::undo::{UNDO_US, UndoRefusal, Undoable, can_undo};
use crate::domain::{OrderId, permission};
use crate::store::clock::ClockRow;
use crate::store::undo::UndoRow;
use crate::store::{application, clock, link, order, undo};

/// What an act left behind for whoever wants it back.
#[derive(serde::Serialize, serde::Deserialize)]
struct Snapshot {
    order: Order,
    clocks: Vec<ClockRow>,
}

/// Why an undo was refused.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] UndoRefusal),
    /// Anything else.
    #[error(transparent)]
    Order(#[from] OrderError),
}

impl From<db::StoreError> for UndoError {
    fn from(error: db::StoreError) -> Self {
        match OrderError::from(error) {
            OrderError::Stale => Self::Refused(UndoRefusal::Changed),
            other => Self::Order(other),
        }
    }
}

struct Job {
    staff: Staff,
    order: OrderId,
    at: kernel::time::Instant,
}

impl Desk {
    /// The order, if this person can still undo what was last done to it.
    ///
    /// # Errors
    /// Any [`db::StoreError`].
    pub async fn undo_offer(
        &self,
        staff: &Staff,
        id: OrderId,
    ) -> Result<Option<OrderId>, db::StoreError> {
        let read = self.app.db.read(id, |tx, id| {
            Box::pin(async move { Ok((undo::get(tx, *id).await?, order::get(tx, *id).await?)) })
        });
        let found: Result<(Option<UndoRow>, Option<Order>), db::StoreError> = read.await;
        let (Some(row), Some(order)) = found? else { return Ok(None) };
        let now = self.app.now();
        let is_open = row.rule().check(staff.account, order.version, now).is_ok();
        Ok(is_open.then_some(id))
    }

    /// Undoes the last act on an order. Gives the order as it stands again.
    ///
    /// # Errors
    /// [`UndoError`]; nothing happened then.
    pub async fn undo(&self, staff: &Staff, order: OrderId) -> Result<Order, UndoError> {
        let job = Job { staff: staff.clone(), order, at: self.app.now() };
        self.app.db.write(job, |tx, job| Box::pin(run(tx, job))).await
    }
}

impl UndoRow {
    fn rule(&self) -> Undoable {
        Undoable { version: self.version, account: self.account_id, until: self.until }
    }
}

async fn run(tx: &mut Tx<'_>, job: &Job) -> Result<Order, UndoError> {
    let now = order::get(tx, job.order).await?.ok_or(OrderError::NotFound)?;
    let row = undo::get(tx, job.order).await?;
    // Sent on, it may be out of their sight: they still may have it back.
    let is_theirs = row.as_ref().is_some_and(|row| row.account_id == job.staff.account);
    if !is_theirs && !permission::can_see(&job.staff, &now) {
        return Err(OrderError::NotFound.into());
    }
    let row = row.ok_or(UndoRefusal::TooLate)?;
    row.rule().check(job.staff.account, now.version, job.at)?;
    let before = snapshot(&row)?;
    if let Some(message) = row.message_id
        && !outbox::withdraw(tx, message).await?
    {
        return Err(UndoRefusal::TooLate.into());
    }
    put_clocks_back(tx, job.order, &before.clocks).await?;
    undo::take_back_words(tx, &row).await?;
    match row.event.as_str() {
        "order.linked" => link::end(tx, job.order, job.at, Some(job.staff.account)).await?,
        "order.closed" => application::relist(tx, job.order, row.done_at).await?,
        "order.unlinked" => link::reopen(tx, job.order, row.done_at).await?,
        _ => {}
    }
    let mut again = Order { version: now.version, ..before.order };
    order::save(tx, &again).await?;
    again.version += 1;
    undo::remove(tx, job.order).await?;
    let event = NewEvent {
        stream: ledger::stream_name("order", job.order.0),
        kind: "order.undone",
        actor: job.staff.actor_of(&[]),
        at: job.at,
        from: Some(now.state.as_str()),
        to: Some(again.state.as_str()),
        body: json!({ "event": row.event, "version": row.event_version }),
    };
    ledger::append(tx, &event).await?;
    Ok(again)
}

fn snapshot(row: &UndoRow) -> Result<Snapshot, OrderError> {
    serde_json::from_str(&row.snapshot).map_err(|_| {
        OrderError::Store(db::StoreError::Corrupt { column: 7, expected: "an order as it was" })
    })
}

async fn put_clocks_back(
    tx: &mut Tx<'_>,
    order: OrderId,
    before: &[ClockRow],
) -> Result<(), UndoError> {
    for row in clock::of_order(tx, order).await? {
        if !before.iter().any(|old| old.kind == row.kind) {
            undo::drop_clock(tx, order, &row.kind).await?;
        }
    }
    for row in before {
        clock::upsert(tx, row).await?;
    }
    Ok(())
}

/// How an act is kept so that it can be undone: what stood before, and the id
/// of the message that waits.
pub(crate) struct Keeping {
    before: Snapshot,
    /// The id its message to the requester gets.
    pub(crate) message: Id,
}

/// Before an act of a member of staff that can be undone: what stands now.
pub(crate) async fn keep(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    before: &Order,
    command: &Command,
) -> Result<Option<Keeping>, OrderError> {
    let verb = command.verb();
    if scene.account().is_none() || !can_undo(verb) {
        return Ok(None);
    }
    if !before.is_whole() || reaches_others(tx, before, command).await? {
        return Ok(None);
    }
    let clocks = clock::of_order(tx, before.id).await?;
    let before = Snapshot { order: before.clone(), clocks };
    Ok(Some(Keeping { before, message: scene.ids.mint(scene.at) }))
}

/// Whether an act does something to other orders too: parts are opened, those
/// joined to it are answered, closed or sent back, each on its own.
async fn reaches_others(
    tx: &mut Tx<'_>,
    before: &Order,
    command: &Command,
) -> Result<bool, OrderError> {
    match command {
        Command::Dispatch(dispatch) if !dispatch.co_units.is_empty() => return Ok(true),
        Command::Repeat(new) if !new.kind.merges() => return Ok(true),
        _ => {}
    }
    let to_its_end = [Verb::Answer, Verb::Refuse, Verb::ApproveReply, Verb::Close];
    let ends = to_its_end.contains(&command.verb());
    Ok(ends && !order::linked_to(tx, before.id).await?.is_empty())
}

/// After it: remembered for its seconds.
pub(crate) async fn remember(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    after: &Order,
    done: Done,
) -> Result<(), OrderError> {
    let Some(account) = scene.account() else { return Ok(()) };
    let missing = OrderError::Store(db::StoreError::Corrupt { column: 0, expected: "an order" });
    let row = UndoRow {
        order_id: after.id,
        version: after.version,
        event: done.event.to_owned(),
        event_version: done.event_version,
        account_id: account,
        done_at: scene.at,
        until: scene.at.plus(UNDO_US),
        snapshot: serde_json::to_string(&done.keeping.before).map_err(|_| missing)?,
        message_id: done.is_told.then_some(done.keeping.message),
    };
    Ok(undo::put(tx, &row).await?)
}

/// An act that was just carried out.
pub(crate) struct Done {
    pub(crate) keeping: Keeping,
    pub(crate) event: &'static str,
    pub(crate) event_version: i64,
    pub(crate) is_told: bool,
}
