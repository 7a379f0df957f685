//! Calls in which requester, desk and unit talked at once.

use db::{StoreError, Tx, params};

use crate::domain::OrderId;
use crate::domain::three_way_call::ThreeWayCall;

db::from_row!(ThreeWayCall { id, order_id, unit_id, spoke, outcome, by, at });

db::statements! {
    /// Adds one.
    INSERT = "INSERT INTO three_way_calls (id, order_id, unit_id, spoke, outcome, account_id, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// All of an order, oldest first.
    OF_ORDER = "SELECT id, order_id, unit_id, spoke, outcome, account_id, at
        FROM three_way_calls WHERE order_id = $1 ORDER BY at, id";
}

/// Adds one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &ThreeWayCall) -> Result<(), StoreError> {
    let params =
        params![new.id, new.order_id, new.unit_id, &new.spoke, new.outcome, new.by, new.at];
    tx.exec(&INSERT, params).await.map(drop)
}

/// All of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<ThreeWayCall>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}
