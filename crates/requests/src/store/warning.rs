//! What clocks warned of by themselves.

use db::{StoreError, Tx, params};
use kernel::time::Instant;
use people::UnitId;

use crate::domain::OrderId;

db::statements! {
    /// Running clocks of units that have come to yellow and did not warn of it.
    YELLOW = "SELECT k.order_id, k.kind, k.due_at, k.unit_id FROM clocks k
        WHERE k.state = 'running' AND k.yellow_at <= $1 AND k.yellow_at > $2 AND k.red_at > $1
        AND NOT EXISTS (SELECT 1 FROM warnings w WHERE w.order_id = k.order_id AND w.clock = k.kind
            AND w.level = 'yellow' AND w.due_at = k.due_at)
        ORDER BY k.yellow_at LIMIT $3";
    /// The same for red.
    RED = "SELECT k.order_id, k.kind, k.due_at, k.unit_id FROM clocks k
        WHERE k.state = 'running' AND k.red_at <= $1 AND k.red_at > $2 AND k.due_at > $1
        AND NOT EXISTS (SELECT 1 FROM warnings w WHERE w.order_id = k.order_id AND w.clock = k.kind
            AND w.level = 'red' AND w.due_at = k.due_at)
        ORDER BY k.red_at LIMIT $3";
    /// The same for those that have passed.
    OVERDUE = "SELECT k.order_id, k.kind, k.due_at, k.unit_id FROM clocks k
        WHERE k.state = 'running' AND k.due_at <= $1 AND k.due_at > $2
        AND NOT EXISTS (SELECT 1 FROM warnings w WHERE w.order_id = k.order_id AND w.clock = k.kind
            AND w.level = 'overdue' AND w.due_at = k.due_at)
        ORDER BY k.due_at LIMIT $3";
    /// Notes a warning, once.
    INSERT = "INSERT INTO warnings (order_id, clock, level, due_at, at, unit_id) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (order_id, clock, level, due_at) DO NOTHING";
    /// Warnings of an order, oldest first.
    OF_ORDER = "SELECT clock, level, due_at, at FROM warnings WHERE order_id = $1 ORDER BY at, clock, level";
}

/// A clock that should warn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The order.
    pub order_id: OrderId,
    /// Which clock.
    pub clock: String,
    /// Its end.
    pub due_at: Instant,
    /// The unit that answers for it.
    pub unit_id: Option<UnitId>,
}

db::from_row!(Due { order_id, clock, due_at, unit_id });

/// Clocks that should warn of a level.
///
/// # Errors
/// Any [`StoreError`].
pub async fn due(
    tx: &mut Tx<'_>,
    level: &str,
    (now, since): (Instant, Instant),
    limit: i64,
) -> Result<Vec<Due>, StoreError> {
    let statement = match level {
        "yellow" => &YELLOW,
        "red" => &RED,
        _ => &OVERDUE,
    };
    tx.all(statement, params![now, since, limit]).await
}

/// Notes a warning; says whether it is new.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(
    tx: &mut Tx<'_>,
    due: &Due,
    level: &str,
    at: Instant,
) -> Result<bool, StoreError> {
    let params = params![due.order_id, &due.clock, level, due.due_at, at, due.unit_id];
    Ok(tx.exec(&INSERT, params).await? > 0)
}

/// A warning as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarningRow {
    /// Which clock.
    pub clock: String,
    /// `yellow`, `red` or `overdue`.
    pub level: String,
    /// The end it warned of.
    pub due_at: Instant,
    /// When.
    pub at: Instant,
}

db::from_row!(WarningRow { clock, level, due_at, at });

/// Warnings of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<WarningRow>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}
