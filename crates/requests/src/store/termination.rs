//! Requests to end the handling.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::OrderId;
use crate::domain::termination::{Termination, TerminationState};

db::statements! {
    /// Adds a request.
    INSERT = "INSERT INTO terminations (id, order_id, unit_id, reason, text, state, asked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Decides on the one that waits.
    DECIDE = "UPDATE terminations SET state = $2, decided_at = $3, decision = $4
        WHERE order_id = $1 AND state = 'asked'";
    /// Requests of an order, oldest first.
    OF_ORDER = "SELECT id, order_id, unit_id, reason, text, state, asked_at, decided_at, decision
        FROM terminations WHERE order_id = $1 ORDER BY asked_at, id";
}

db::from_row!(Termination {
    id,
    order_id,
    unit_id,
    reason,
    text,
    state,
    asked_at,
    decided_at,
    decision,
});

/// Adds a request.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Termination) -> Result<(), StoreError> {
    let params =
        params![new.id, new.order_id, new.unit_id, new.reason, &new.text, new.state, new.asked_at];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Decides on the one that waits, if there is one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn decide(
    tx: &mut Tx<'_>,
    order: OrderId,
    state: TerminationState,
    at: Instant,
    text: Option<&str>,
) -> Result<(), StoreError> {
    tx.exec(&DECIDE, params![order, state, at, text]).await.map(drop)
}

/// Requests of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Termination>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}
