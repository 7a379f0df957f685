//! What happens by itself. Each job is safe to run twice and in several
//! processes at once: the version guard lets only one of them win.

use std::sync::Arc;

use db::{StoreError, Tx, params};
use kernel::time::{DAY_US, Instant};

use super::act::{Act, By};
use super::{Desk, OrderError, apply};
use crate::domain::OrderId;
use crate::domain::change::Command;
use crate::domain::order::{Order, OrderState};
use crate::domain::rules::Rules;
use crate::store::{clock, order};

/// A record's error as a job of the desk reports it.
fn of_record(error: super::record::RecordError) -> OrderError {
    use super::record::RecordError;
    match error {
        RecordError::Store(error) => OrderError::Store(error),
        RecordError::Order(error) => error,
        RecordError::NotFound => OrderError::NotFound,
        RecordError::Forbidden => OrderError::Forbidden,
        RecordError::Stale | RecordError::Fault(_) | RecordError::Clock(_) => OrderError::Stale,
    }
}

const BATCH: i64 = 200;
/// A direct answer may be contradicted for so long before it closes.
const ANSWERED_CLOSE_US: i64 = 3 * DAY_US;
/// What was not accepted, handed on or taken back closes after a day.
const SETTLED_CLOSE_US: i64 = DAY_US;

/// What a round of jobs did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Orders signed for nobody.
    pub auto_acknowledged: usize,
    /// Orders closed.
    pub closed: usize,
    /// Clocks counted again under an announced calendar.
    pub recounted: usize,
    /// Clocks that warned.
    pub warned: usize,
    /// Entries of the knowledge base reported as not to be relied on.
    pub flagged: usize,
    /// Bookings reminded of.
    pub reminded: usize,
}

impl Desk {
    /// One round of everything that is due.
    ///
    /// # Errors
    /// The store's; an order that another process was quicker with is skipped.
    pub async fn run_jobs(&self) -> Result<Round, OrderError> {
        self.refresh_rules().await?;
        let now = self.app.now();
        Ok(Round {
            auto_acknowledged: self.auto_acknowledge(now).await?,
            closed: self.close_settled(now).await?,
            recounted: self.recount_provisional().await?,
            warned: self.warn(now).await?,
            flagged: self.flag_stale_knowledge(now).await.map_err(of_record)?,
            reminded: self.remind_bookings(now).await.map_err(of_record)?,
        })
    }

    /// Nobody signed in time: the order counts as signed and goes on, and the
    /// missed limit stays visible.
    async fn auto_acknowledge(&self, now: Instant) -> Result<usize, OrderError> {
        let due: Vec<(OrderId, Instant)> =
            self.app.db.read(now, |tx, now| Box::pin(unsigned(tx, *now))).await?;
        self.each(due, "auto-acknowledge", Command::AutoAcknowledge).await
    }

    async fn close_settled(&self, now: Instant) -> Result<usize, OrderError> {
        let mut closed = 0;
        let kinds = [
            (OrderState::Answered, ANSWERED_CLOSE_US),
            (OrderState::NotAccepted, SETTLED_CLOSE_US),
            (OrderState::Transferred, SETTLED_CLOSE_US),
            (OrderState::Withdrawn, SETTLED_CLOSE_US),
        ];
        for (state, after_us) in kinds {
            let before = now.plus(-after_us);
            let due: Vec<(OrderId, Instant)> =
                self.app.db.read((state, before), |tx, key| Box::pin(settled(tx, *key))).await?;
            closed += self.each(due, "close", Command::Close).await?;
        }
        Ok(closed)
    }

    async fn each(
        &self,
        due: Vec<(OrderId, Instant)>,
        job: &'static str,
        command: Command,
    ) -> Result<usize, OrderError> {
        let mut done = 0;
        for (order, _) in due {
            let act = Act {
                order,
                seen: None,
                by: By::Job(job),
                command: command.clone(),
                evidence: Vec::new(),
                at: self.app.now(),
            };
            match self.act(act).await {
                Ok(_) => done += 1,
                Err(OrderError::Refused(_) | OrderError::Stale) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(done)
    }

    /// Clocks that crossed a provisional year are counted again once its days
    /// are known.
    async fn recount_provisional(&self) -> Result<usize, OrderError> {
        let rules = self.rules();
        let mut key = (String::new(), String::new());
        let mut moved = 0;
        loop {
            let page = self
                .app
                .db
                .read(key.clone(), |tx, key| Box::pin(provisional_page(tx, key)))
                .await?;
            let Some(last) = page.last() else { return Ok(moved) };
            key = (last.order_id.to_string(), last.kind.clone());
            for row in page {
                if row.calendar_version == rules.calendar.version() {
                    continue;
                }
                let job = (row.order_id, row.kind, rules.clone());
                let has_moved =
                    self.app.db.write(job, |tx, job| Box::pin(recount(tx, job))).await?;
                moved += usize::from(has_moved);
            }
        }
    }
}

async fn unsigned(tx: &mut Tx<'_>, now: Instant) -> Result<Vec<(OrderId, Instant)>, StoreError> {
    tx.all(&order::UNSIGNED, params![now, BATCH]).await
}

async fn settled(
    tx: &mut Tx<'_>,
    (state, before): (OrderState, Instant),
) -> Result<Vec<(OrderId, Instant)>, StoreError> {
    tx.all(&order::SETTLED_IN_STATE, params![state, before, BATCH]).await
}

async fn provisional_page(
    tx: &mut Tx<'_>,
    (order, kind): &(String, String),
) -> Result<Vec<clock::ClockRow>, StoreError> {
    tx.all(&clock::PROVISIONAL_PAGE, params![order, kind, BATCH]).await
}

/// Counts a clock again and writes it with the order's dues; says whether its
/// end moved. The clock is read here, in the transaction that writes it: what
/// happened to it since a page of clocks was read must not be lost.
async fn recount(
    tx: &mut Tx<'_>,
    (id, kind, rules): &(OrderId, String, Arc<Rules>),
) -> Result<bool, OrderError> {
    let Some(before) = order::get(tx, *id).await? else { return Ok(false) };
    let mut clocks = clock::of_order(tx, *id).await?;
    let Some(row) = clocks.iter_mut().find(|row| row.kind == *kind) else { return Ok(false) };
    let has_moved = apply::recount(&rules.calendar, row)?;
    let row = row.clone();
    clock::upsert(tx, &row).await?;
    let after: Order = apply::with_dues(before, &clocks);
    order::save(tx, &after).await?;
    let event = kernel::event::NewEvent {
        stream: db::ledger::stream_name("order", row.order_id.0),
        kind: "order.recounted",
        actor: kernel::event::Actor::Job("recount"),
        at: tx.recorded_at(),
        from: None,
        to: None,
        body: serde_json::json!({ "clock": row.kind, "due": row.due_at }),
    };
    db::ledger::append(tx, &event).await?;
    Ok(has_moved)
}

impl Desk {
    /// Replays every clock and stores what it says where it says otherwise:
    /// `huying rebuild clocks`. Gives clocks read and orders mended.
    ///
    /// # Errors
    /// Any [`StoreError`], or a history that cannot have happened.
    pub async fn rebuild_clocks(&self) -> Result<(u64, u64), OrderError> {
        let rules = self.rules();
        let mut key = (String::new(), String::new());
        let (mut clocks, mut mended) = (0, 0);
        loop {
            let page = self.app.db.read(key.clone(), |tx, key| Box::pin(any_page(tx, key))).await?;
            let Some(last) = page.last() else { return Ok((clocks, mended)) };
            key = (last.order_id.to_string(), last.kind.clone());
            for row in page {
                clocks += 1;
                let mut after = row.clone();
                apply::recount(&rules.calendar, &mut after)?;
                // Another calendar that comes to the same end mends nothing.
                after.calendar_version.clone_from(&row.calendar_version);
                if after != row {
                    mended += 1;
                    let job = (row.order_id, row.kind, rules.clone());
                    self.app.db.write(job, |tx, job| Box::pin(recount(tx, job))).await?;
                }
            }
        }
    }
}

async fn any_page(
    tx: &mut Tx<'_>,
    (order, kind): &(String, String),
) -> Result<Vec<clock::ClockRow>, StoreError> {
    tx.all(&clock::PAGE, params![order, kind, BATCH]).await
}
