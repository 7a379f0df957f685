//! Corrections of where an order lies, and proposals of them.

use db::{FromRow, Row, StoreError, Tx, params};
use kernel::time::Instant;
use people::AccountId;

use crate::domain::OrderId;
use crate::domain::place_correction::{PlaceCorrection, PlaceCorrectionState};
use crate::domain::request::Place;

db::statements! {
    /// Adds one.
    INSERT = "INSERT INTO place_corrections (id, order_id, state, from_address, from_region_code, from_grid_code,
        from_compound_id, from_lon_e7, from_lat_e7, to_address, to_region_code, to_grid_code, to_compound_id,
        to_lon_e7, to_lat_e7, reason, account_id, unit_id, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    /// All of an order, oldest first.
    OF_ORDER = "SELECT id, order_id, state, from_address, from_region_code, from_grid_code, from_compound_id,
        from_lon_e7, from_lat_e7, to_address, to_region_code, to_grid_code, to_compound_id, to_lon_e7, to_lat_e7,
        reason, account_id, unit_id, at, decided_by, decided_at, decision
        FROM place_corrections WHERE order_id = $1 ORDER BY at, id";
    /// Decides on the one that waits.
    DECIDE = "UPDATE place_corrections SET state = $2, decided_by = $3, decided_at = $4, decision = $5
        WHERE order_id = $1 AND state = 'proposed'";
}

fn place(row: &mut Row<'_>) -> Result<Place, StoreError> {
    let (address, region_code) = (row.take()?, row.take()?);
    let (grid_code, compound_id) = (row.take()?, row.take()?);
    let (lon, lat): (Option<i64>, Option<i64>) = (row.take()?, row.take()?);
    Ok(Place { address, region_code, grid_code, compound_id, point_e7: lon.zip(lat) })
}

impl FromRow for PlaceCorrection {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            order_id: row.take()?,
            state: row.take()?,
            from: place(row)?,
            to: place(row)?,
            reason: row.take()?,
            by: row.take()?,
            unit_id: row.take()?,
            at: row.take()?,
            decided_by: row.take()?,
            decided_at: row.take()?,
            decision: row.take()?,
        })
    }
}

/// Adds one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &PlaceCorrection) -> Result<(), StoreError> {
    let (from, to) = (&new.from, &new.to);
    let params = params![
        new.id,
        new.order_id,
        new.state,
        &from.address,
        from.region_code.as_deref(),
        from.grid_code.as_deref(),
        from.compound_id.as_deref(),
        from.point_e7.map(|point| point.0),
        from.point_e7.map(|point| point.1),
        &to.address,
        to.region_code.as_deref(),
        to.grid_code.as_deref(),
        to.compound_id.as_deref(),
        to.point_e7.map(|point| point.0),
        to.point_e7.map(|point| point.1),
        &new.reason,
        new.by,
        new.unit_id,
        new.at,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// All of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<PlaceCorrection>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}

/// Decides on the proposal of an order, if one waits.
///
/// # Errors
/// Any [`StoreError`].
pub async fn decide(
    tx: &mut Tx<'_>,
    order: OrderId,
    state: PlaceCorrectionState,
    (by, at): (Option<AccountId>, Instant),
    decision: Option<&str>,
) -> Result<(), StoreError> {
    tx.exec(&DECIDE, params![order, state, by, at, decision]).await.map(drop)
}
