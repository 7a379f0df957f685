//! What was decided about who must act: dispatches that stood, rulings, and
//! who helped. Never confidential orders, never a person.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::unit_habit::{Helped, Ruled, Stood};

db::statements! {
    /// Orders that a unit kept, the newest last.
    STOOD = "SELECT category_code, coalesce(region_code, ''), unit_id, hop_count, dispatched_at FROM (
        SELECT category_code, region_code, unit_id, hop_count, dispatched_at, id FROM orders
        WHERE nature = 'lead' AND confidential = 0 AND unit_id IS NOT NULL AND category_code IS NOT NULL
        AND dispatched_at IS NOT NULL AND received_at >= $1
        AND state NOT IN ('received', 'need_info', 'to_dispatch', 'dispatched', 'objected', 'repeat_linked')
        ORDER BY received_at DESC, id DESC LIMIT $2) newest ORDER BY dispatched_at, id";
    /// Rulings on objections.
    RULED = "SELECT b.category_code, coalesce(o.region_code, ''), b.unit_id, coalesce(b.ruled_unit_id, b.unit_id), b.ruled_at
        FROM objections b JOIN orders o ON o.id = b.order_id
        WHERE b.state IN ('upheld', 'overruled', 'designated') AND b.ruled_at IS NOT NULL AND b.filed_at >= $1
        AND b.category_code <> '' AND o.confidential = 0 ORDER BY b.ruled_at, b.id";
    /// Who had a part of whole matters, by category.
    HELPED = "SELECT category_code, unit_id, count(*) FROM orders
        WHERE nature = 'co' AND confidential = 0 AND unit_id IS NOT NULL AND category_code IS NOT NULL AND received_at >= $1
        GROUP BY category_code, unit_id ORDER BY category_code, unit_id";
}

db::from_row!(Helped { category, unit, cases });

impl db::FromRow for Stood {
    fn from_row(row: &mut db::Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            category: row.take()?,
            region: row.take()?,
            unit: row.take()?,
            hops: row.take()?,
            at: row.take()?,
        })
    }
}

impl db::FromRow for Ruled {
    fn from_row(row: &mut db::Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            category: row.take()?,
            region: row.take()?,
            from: row.take()?,
            to: row.take()?,
            at: row.take()?,
        })
    }
}

/// Dispatches that stood since a time, at most so many of the newest, oldest
/// first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn stood(tx: &mut Tx<'_>, since: Instant, most: i64) -> Result<Vec<Stood>, StoreError> {
    tx.all(&STOOD, params![since, most]).await
}

/// Rulings since a time, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn ruled(tx: &mut Tx<'_>, since: Instant) -> Result<Vec<Ruled>, StoreError> {
    tx.all(&RULED, params![since]).await
}

/// How often each unit helped, by category.
///
/// # Errors
/// Any [`StoreError`].
pub async fn helped(tx: &mut Tx<'_>, since: Instant) -> Result<Vec<Helped>, StoreError> {
    tx.all(&HELPED, params![since]).await
}
