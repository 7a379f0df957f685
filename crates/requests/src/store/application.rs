//! Applications and the progress of what was put off.

use db::{FromRow, Row, StoreError, Tx, params};
use kernel::counting::{Limit, LimitUnit};
use kernel::id::Id;
use kernel::time::Instant;
use people::{AccountId, UnitId};

use super::listing::{Query, Start, Viewer};
use crate::domain::application::{Application, ApplicationKind, ApplicationState};
use crate::domain::order_no::OrderNo;
use crate::domain::{ApplicationId, OrderId};

db::statements! {
    /// Adds an application.
    INSERT = "INSERT INTO applications (id, order_id, kind, state, reason_code, reason, plan_text, amount,
        amount_unit, target_at, rung, unit_id, asked_by, asked_unit_id, asked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    /// All of an order, oldest first.
    OF_ORDER = "SELECT id, order_id, kind, state, reason_code, reason, plan_text, amount, amount_unit, target_at,
        rung, unit_id, asked_by, asked_unit_id, asked_at, decided_by, decided_unit_id, decided_at, decision,
        next_review_at, ended_at FROM applications WHERE order_id = $1 ORDER BY asked_at, id";
    /// Decides one that waits.
    DECIDE = "UPDATE applications SET state = $2, decided_by = $3, decided_unit_id = $4, decided_at = $5,
        decision = $6, next_review_at = $7 WHERE id = $1 AND state = 'open'";
    /// What waits for a decision on an order and is overtaken; not of one kind.
    LAPSE = "UPDATE applications SET state = 'lapsed', ended_at = $2
        WHERE order_id = $1 AND state = 'open' AND kind <> $3";
    /// Takes a deferral off the list.
    DELIST = "UPDATE applications SET state = 'ended', ended_at = $2, next_review_at = NULL
        WHERE order_id = $1 AND kind = 'deferral' AND state = 'approved'";
    /// Puts it on the list again: what took it off at that instant was undone.
    RELIST = "UPDATE applications SET state = 'approved', ended_at = NULL
        WHERE order_id = $1 AND kind = 'deferral' AND state = 'ended' AND ended_at = $2";
    /// A put-off order is in hand again: nothing to review any more.
    STOP_REVIEWS = "UPDATE applications SET next_review_at = NULL
        WHERE order_id = $1 AND kind = 'deferral' AND state = 'approved'";
    /// When a listed deferral is looked at again.
    SET_REVIEW = "UPDATE applications SET next_review_at = $2 WHERE id = $1 AND state = 'approved'";
    /// Adds an entry of progress.
    INSERT_PROGRESS = "INSERT INTO progress_entries (id, application_id, order_id, at, account_id, unit_id, text)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Progress of an order's deferrals, oldest first.
    PROGRESS_OF_ORDER = "SELECT p.id, p.application_id, p.at, p.unit_id, p.text FROM progress_entries p
        WHERE p.order_id = $1 ORDER BY p.at, p.id";
}

impl FromRow for Application {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            order_id: row.take()?,
            kind: row.take()?,
            state: row.take()?,
            reason_code: row.take()?,
            reason: row.take()?,
            plan: row.take()?,
            by: limit(row)?,
            target_at: row.take()?,
            rung: row.take()?,
            unit_id: row.take()?,
            asked_by: row.take()?,
            asked_unit_id: row.take()?,
            asked_at: row.take()?,
            decided_by: row.take()?,
            decided_unit_id: row.take()?,
            decided_at: row.take()?,
            decision: row.take()?,
            next_review_at: row.take()?,
            ended_at: row.take()?,
        })
    }
}

fn limit(row: &mut Row<'_>) -> Result<Option<Limit>, StoreError> {
    let amount: Option<i64> = row.take()?;
    let unit: Option<String> = row.take()?;
    let Some((amount, unit)) = amount.zip(unit) else { return Ok(None) };
    let corrupt = StoreError::Corrupt { column: 7, expected: "an amount of time" };
    let amount = u32::try_from(amount).ok();
    amount
        .zip(LimitUnit::from_name(&unit))
        .map(|(amount, unit)| Some(Limit::new(amount, unit)))
        .ok_or(corrupt)
}

/// Adds one that waits.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Application) -> Result<(), StoreError> {
    let params = params![
        new.id,
        new.order_id,
        new.kind,
        new.state,
        new.reason_code.as_deref(),
        &new.reason,
        &new.plan,
        new.by.map(|by| i64::from(by.amount)),
        new.by.map(|by| by.unit.as_str()),
        new.target_at,
        new.rung,
        new.unit_id,
        new.asked_by,
        new.asked_unit_id,
        new.asked_at,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// All of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Application>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}

/// A decision.
#[derive(Debug, Clone)]
pub struct Decision<'a> {
    /// On what.
    pub id: ApplicationId,
    /// Granted or refused.
    pub state: ApplicationState,
    /// By whom.
    pub by: Option<AccountId>,
    /// For which unit.
    pub unit: Option<UnitId>,
    /// When.
    pub at: Instant,
    /// In words.
    pub text: &'a str,
    /// When a listed deferral is looked at again.
    pub next_review_at: Option<Instant>,
}

/// Writes a decision, once.
///
/// # Errors
/// [`StoreError::Conflict`] when it does not wait any more.
pub async fn decide(tx: &mut Tx<'_>, decision: &Decision<'_>) -> Result<(), StoreError> {
    let params = params![
        decision.id,
        decision.state,
        decision.by,
        decision.unit,
        decision.at,
        decision.text,
        decision.next_review_at,
    ];
    tx.exec_one(&DECIDE, params).await
}

/// What waits and is overtaken, whatever its kind but `except`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn lapse(
    tx: &mut Tx<'_>,
    order: OrderId,
    at: Instant,
    except: &str,
) -> Result<(), StoreError> {
    tx.exec(&LAPSE, params![order, at, except]).await.map(drop)
}

/// Takes the order's deferral off the list.
///
/// # Errors
/// Any [`StoreError`].
pub async fn delist(tx: &mut Tx<'_>, order: OrderId, at: Instant) -> Result<(), StoreError> {
    tx.exec(&DELIST, params![order, at]).await.map(drop)
}

/// Puts a deferral on the list again that was taken off at an instant.
///
/// # Errors
/// Any [`StoreError`].
pub async fn relist(tx: &mut Tx<'_>, order: OrderId, at: Instant) -> Result<(), StoreError> {
    tx.exec(&RELIST, params![order, at]).await.map(drop)
}

/// The order is in hand again.
///
/// # Errors
/// Any [`StoreError`].
pub async fn stop_reviews(tx: &mut Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    tx.exec(&STOP_REVIEWS, params![order]).await.map(drop)
}

/// An entry of progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressRow {
    /// Its id.
    pub id: Id,
    /// Of which deferral.
    pub application_id: ApplicationId,
    /// When.
    pub at: Instant,
    /// By which unit.
    pub unit_id: Option<UnitId>,
    /// In words.
    pub text: String,
}

db::from_row!(ProgressRow { id, application_id, at, unit_id, text });

/// Adds an entry of progress and says when the next one is owed.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_progress(
    tx: &mut Tx<'_>,
    entry: &ProgressRow,
    (order, by, next_review_at): (OrderId, Option<AccountId>, Instant),
) -> Result<(), StoreError> {
    let params =
        params![entry.id, entry.application_id, order, entry.at, by, entry.unit_id, &entry.text];
    tx.exec(&INSERT_PROGRESS, params).await?;
    tx.exec(&SET_REVIEW, params![entry.application_id, next_review_at]).await.map(drop)
}

/// Progress of an order's deferrals, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn progress_of(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<ProgressRow>, StoreError> {
    tx.all(&PROGRESS_OF_ORDER, params![order]).await
}

/// Which applications a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// What for.
    pub kind: Option<ApplicationKind>,
    /// Where they stand.
    pub state: Option<ApplicationState>,
    /// The order's unit.
    pub unit: Option<UnitId>,
    /// A listed deferral whose review was owed before this instant.
    pub review_before: Option<Instant>,
    /// Words of the order's title or its number.
    pub words: Option<String>,
    /// What the viewer may see.
    pub viewer: Viewer,
    /// Oldest first.
    pub oldest_first: bool,
}

/// An application in a list, with its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationRow {
    /// The application.
    pub application: Application,
    /// The order's number.
    pub order_no: OrderNo,
    /// Its title.
    pub title: String,
}

impl FromRow for ApplicationRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let application = Application::from_row(row)?;
        Ok(Self { application, order_no: row.take()?, title: row.take()? })
    }
}

const SELECT: &str = "SELECT x.id, x.order_id, x.kind, x.state, x.reason_code, x.reason, x.plan_text, x.amount,
    x.amount_unit, x.target_at, x.rung, x.unit_id, x.asked_by, x.asked_unit_id, x.asked_at, x.decided_by,
    x.decided_unit_id, x.decided_at, x.decision, x.next_review_at, x.ended_at, o.order_no, o.title
    FROM applications x JOIN orders o ON o.id = x.order_id";

/// One page, `limit` rows from after `start` on.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    start: Option<Start>,
    limit: u32,
) -> Result<Vec<ApplicationRow>, StoreError> {
    let mut query = Query::default();
    query.and("x.kind =", filter.kind);
    query.and("x.state =", filter.state);
    query.and("o.unit_id =", filter.unit);
    if let Some(before) = filter.review_before {
        query.and("x.next_review_at <=", Some(before));
    }
    query.words(filter.words.as_deref());
    query.viewer(&filter.viewer);
    query.page(("x.asked_at", "x.id"), filter.oldest_first, start);
    tx.all(&query.statement("requests::store::application::page", SELECT, limit), query.params())
        .await
}
