//! Hearings and conferences, and what the units said.

use db::{StoreError, Tx, params};
use kernel::time::Instant;
use people::{AccountId, UnitId};

use crate::domain::OrderId;
use crate::domain::gathering::{Gathering, GatheringId, GatheringState, Voice};

db::statements! {
    /// Adds a gathering.
    INSERT = "INSERT INTO gatherings (id, kind, order_id, objection_id, state, question, opened_at, answer_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Invites a unit.
    INVITE = "INSERT INTO gathering_voices (gathering_id, unit_id) VALUES ($1, $2)";
    /// Writes what a unit says.
    SAY = "UPDATE gathering_voices SET statement = $3, said_by = $4, said_at = $5
        WHERE gathering_id = $1 AND unit_id = $2";
    /// Ends an open gathering.
    END = "UPDATE gatherings SET state = $2, outcome = $3, closed_at = $4 WHERE id = $1 AND state = 'open'";
    /// One gathering.
    GET = "SELECT id, kind, order_id, objection_id, state, question, opened_at, answer_by, outcome, closed_at
        FROM gatherings WHERE id = $1";
    /// Gatherings about an order, oldest first.
    OF_ORDER = "SELECT id, kind, order_id, objection_id, state, question, opened_at, answer_by, outcome, closed_at
        FROM gatherings WHERE order_id = $1 ORDER BY opened_at, id";
    /// What the units said.
    VOICES = "SELECT gathering_id, unit_id, statement, said_at FROM gathering_voices
        WHERE gathering_id = $1 ORDER BY said_at, unit_id";
    /// Gatherings, newest first, before a key, without those about orders in which somebody is reported.
    PAGE = "SELECT g.id, g.kind, g.order_id, g.objection_id, g.state, g.question, g.opened_at, g.answer_by, g.outcome,
        g.closed_at FROM gatherings g JOIN orders o ON o.id = g.order_id
        WHERE (g.opened_at, g.id) < ($1, $2) AND ($3 = '' OR g.state = $3)
        AND ($4 = '' OR EXISTS (SELECT 1 FROM gathering_voices v WHERE v.gathering_id = g.id AND v.unit_id = $4))
        AND ($5 = '' OR g.question LIKE $5)
        AND (o.reported_unit_id IS NULL OR $6 NOT LIKE '%' || o.reported_unit_id || '%')
        ORDER BY g.opened_at DESC, g.id DESC LIMIT $7";
}

db::from_row!(Gathering {
    id,
    kind,
    order_id,
    objection_id,
    state,
    question,
    opened_at,
    answer_by,
    outcome,
    closed_at,
});
db::from_row!(Voice { gathering_id, unit_id, statement, said_at });

/// Adds a gathering with its invited units.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Gathering, units: &[UnitId]) -> Result<(), StoreError> {
    let params = params![
        new.id,
        new.kind,
        new.order_id,
        new.objection_id,
        new.state,
        &new.question,
        new.opened_at,
        new.answer_by,
    ];
    tx.exec(&INSERT, params).await?;
    for unit in units {
        tx.exec(&INVITE, params![new.id, *unit]).await?;
    }
    Ok(())
}

/// Writes what a unit says; again replaces.
///
/// # Errors
/// [`StoreError::Conflict`] when it was not invited.
pub async fn say(
    tx: &mut Tx<'_>,
    id: GatheringId,
    unit: UnitId,
    (text, by): (&str, AccountId),
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec_one(&SAY, params![id, unit, text, by, at]).await
}

/// Ends an open gathering.
///
/// # Errors
/// [`StoreError::Conflict`] when it is not open any more.
pub async fn end(
    tx: &mut Tx<'_>,
    id: GatheringId,
    state: GatheringState,
    outcome: Option<&str>,
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec_one(&END, params![id, state, outcome, at]).await
}

/// One gathering.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: GatheringId) -> Result<Option<Gathering>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// Gatherings about an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Gathering>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}

/// What the units said.
///
/// # Errors
/// Any [`StoreError`].
pub async fn voices(tx: &mut Tx<'_>, id: GatheringId) -> Result<Vec<Voice>, StoreError> {
    tx.all(&VOICES, params![id]).await
}

/// Which gatherings a list is about; empty filters nothing.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Before this time and id.
    pub before: (Instant, String),
    /// Where it stands.
    pub state: &'static str,
    /// A unit invited to it.
    pub unit: String,
    /// A pattern of the question.
    pub words: String,
    /// Units that must not learn of orders in which they are reported.
    pub hidden_from: String,
}

/// A page of gatherings, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    limit: u32,
) -> Result<Vec<Gathering>, StoreError> {
    let Filter { before: (at, id), state, unit, words, hidden_from } = filter;
    tx.all(&PAGE, params![*at, id.as_str(), *state, unit, words, hidden_from, limit]).await
}
