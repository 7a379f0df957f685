//! Each time somebody pressed for an order.

use db::{StoreError, Tx, params};
use kernel::id::Id;
use kernel::time::Instant;
use people::{AccountId, UnitId};

use crate::domain::OrderId;

db::statements! {
    /// Adds one.
    INSERT = "INSERT INTO urges (id, order_id, at, by_requester, account_id, unit_id)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// When the same side urged last.
    LAST = "SELECT max(at) FROM urges WHERE order_id = $1 AND by_requester = $2";
    /// Urges of an order, oldest first.
    OF_ORDER = "SELECT id, order_id, at, by_requester, account_id, unit_id FROM urges
        WHERE order_id = $1 ORDER BY at, id";
}

/// An urge as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrgeRow {
    /// Its id.
    pub id: Id,
    /// The order.
    pub order_id: OrderId,
    /// When.
    pub at: Instant,
    /// By the requester, or by the desk.
    pub by_requester: bool,
    /// By whom at the desk.
    pub account_id: Option<AccountId>,
    /// The unit that was pressed.
    pub unit_id: Option<UnitId>,
}

db::from_row!(UrgeRow { id, order_id, at, by_requester, account_id, unit_id });

/// Adds one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, urge: &UrgeRow) -> Result<(), StoreError> {
    let params =
        params![urge.id, urge.order_id, urge.at, urge.by_requester, urge.account_id, urge.unit_id];
    tx.exec(&INSERT, params).await.map(drop)
}

/// When the same side urged last.
///
/// # Errors
/// Any [`StoreError`].
pub async fn last(
    tx: &mut Tx<'_>,
    order: OrderId,
    by_requester: bool,
) -> Result<Option<Instant>, StoreError> {
    let (at,): (Option<Instant>,) = tx.one(&LAST, params![order, by_requester]).await?;
    Ok(at)
}

/// Urges of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<UrgeRow>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}
