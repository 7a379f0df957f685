//! Who may not act on an order.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::OrderId;
use crate::domain::recusal::{Recusal, RecusalId, RecusalState};

db::statements! {
    /// Adds a recusal.
    INSERT = "INSERT INTO recusals (id, order_id, account_id, cause, state, reason, asked_at, decided_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Decides on one that waits.
    DECIDE = "UPDATE recusals SET state = $2, decided_at = $3 WHERE id = $1 AND state = 'asked'";
    /// One recusal.
    GET = "SELECT id, order_id, account_id, cause, state, reason, asked_at, decided_at FROM recusals WHERE id = $1";
    /// Recusals on an order, oldest first.
    OF_ORDER = "SELECT id, order_id, account_id, cause, state, reason, asked_at, decided_at
        FROM recusals WHERE order_id = $1 ORDER BY asked_at, id";
}

db::from_row!(Recusal { id, order_id, account_id, cause, state, reason, asked_at, decided_at });

/// Adds a recusal.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Recusal) -> Result<(), StoreError> {
    let params = params![
        new.id,
        new.order_id,
        new.account_id,
        new.cause,
        new.state,
        &new.reason,
        new.asked_at,
        new.decided_at,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Decides on one that waits.
///
/// # Errors
/// [`StoreError::Conflict`] when it was decided already.
pub async fn decide(
    tx: &mut Tx<'_>,
    id: RecusalId,
    state: RecusalState,
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec_one(&DECIDE, params![id, state, at]).await
}

/// One recusal.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: RecusalId) -> Result<Option<Recusal>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// Recusals on an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Recusal>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}
