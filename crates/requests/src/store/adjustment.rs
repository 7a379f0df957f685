//! Exclusions and deferrals: what is taken out of the adjusted rates.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::OrderId;

db::statements! {
    /// Lists an order as deferred or excluded.
    INSERT = "INSERT INTO adjustments (order_id, kind, reason, applied_by, approved_by, approved_at, valid_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (order_id, kind) DO UPDATE SET reason = excluded.reason, applied_by = excluded.applied_by,
        approved_by = excluded.approved_by, approved_at = excluded.approved_at,
        valid_until = excluded.valid_until, ended_at = NULL";
    /// Ends a listing.
    END = "UPDATE adjustments SET ended_at = $3 WHERE order_id = $1 AND kind = $2 AND ended_at IS NULL";
}

/// A listing.
#[derive(Debug, Clone)]
pub struct Adjustment<'a> {
    /// The order.
    pub order_id: OrderId,
    /// `deferred` or `excluded`.
    pub kind: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Who asked for it.
    pub applied_by: String,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When it was approved.
    pub at: Instant,
    /// How long it holds.
    pub valid_until: Option<Instant>,
}

/// Lists an order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(tx: &mut Tx<'_>, adjustment: &Adjustment<'_>) -> Result<(), StoreError> {
    let approved_at = adjustment.approved_by.as_ref().map(|_| adjustment.at);
    let params = params![
        adjustment.order_id,
        adjustment.kind,
        adjustment.reason,
        &adjustment.applied_by,
        adjustment.approved_by.as_deref(),
        approved_at,
        adjustment.valid_until,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Ends a listing.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end(
    tx: &mut Tx<'_>,
    order: OrderId,
    kind: &str,
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec(&END, params![order, kind, at]).await.map(drop)
}
