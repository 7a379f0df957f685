//! Links between orders, each with what it takes to undo it.

use db::{StoreError, Tx, params};
use kernel::id::Id;
use kernel::time::Instant;
use people::AccountId;

use crate::domain::OrderId;
use crate::domain::repeats::RepeatKind;

/// A link as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// Its id.
    pub id: Id,
    /// The later order.
    pub order_id: OrderId,
    /// The earlier one.
    pub lead_id: OrderId,
    /// In which way.
    pub kind: RepeatKind,
    /// When it was confirmed.
    pub linked_at: Instant,
    /// By whom; none for an import or a replay.
    pub linked_by: Option<AccountId>,
    /// State and clocks before it, as JSON.
    pub before: String,
    /// When it was undone.
    pub ended_at: Option<Instant>,
}

db::from_row!(LinkRow { id, order_id, lead_id, kind, linked_at, linked_by, before, ended_at });

db::statements! {
    /// Adds a link.
    INSERT = "INSERT INTO order_links (id, order_id, lead_id, kind, linked_at, linked_by, before)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Ends the links of an order that merge it.
    END = "UPDATE order_links SET ended_at = $2, ended_by = $3 WHERE order_id = $1 AND ended_at IS NULL
        AND kind IN ('same_person_open', 'cross_channel', 'joint_matter')";
    /// Ending it was undone.
    REOPEN = "UPDATE order_links SET ended_at = NULL, ended_by = NULL WHERE order_id = $1 AND ended_at = $2";
    /// The link that merges an order now.
    OPEN = "SELECT id, order_id, lead_id, kind, linked_at, linked_by, before, ended_at FROM order_links
        WHERE order_id = $1 AND ended_at IS NULL AND kind IN ('same_person_open', 'cross_channel', 'joint_matter')
        ORDER BY linked_at DESC, id DESC LIMIT 1";
    /// Links from and to an order that last, oldest first.
    OF_ORDER = "SELECT id, order_id, lead_id, kind, linked_at, linked_by, before, ended_at FROM order_links
        WHERE (order_id = $1 OR lead_id = $1) AND ended_at IS NULL ORDER BY linked_at, id";
}

/// Adds a link.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, row: &LinkRow) -> Result<(), StoreError> {
    let params = params![
        row.id,
        row.order_id,
        row.lead_id,
        row.kind,
        row.linked_at,
        row.linked_by,
        &row.before,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// The link that merges an order now.
///
/// # Errors
/// Any [`StoreError`].
pub async fn open(tx: &mut Tx<'_>, order: OrderId) -> Result<Option<LinkRow>, StoreError> {
    tx.opt(&OPEN, params![order]).await
}

/// Ends the link that merges an order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end(
    tx: &mut Tx<'_>,
    order: OrderId,
    at: Instant,
    by: Option<AccountId>,
) -> Result<(), StoreError> {
    tx.exec(&END, params![order, at, by]).await.map(drop)
}

/// Ending the link was undone.
///
/// # Errors
/// Any [`StoreError`].
pub async fn reopen(tx: &mut Tx<'_>, order: OrderId, ended_at: Instant) -> Result<(), StoreError> {
    tx.exec(&REOPEN, params![order, ended_at]).await.map(drop)
}

/// Links from and to an order that last, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<LinkRow>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}
