//! What was found and done on site.

use db::{StoreError, Tx, params};
use kernel::id::Id;
use kernel::time::Instant;
use people::{AccountId, UnitId};

use crate::domain::{AttachmentId, OrderId};

/// A visit as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitRow {
    /// Its id.
    pub id: Id,
    /// The order.
    pub order_id: OrderId,
    /// The same key sent again makes no second visit.
    pub submission_key: String,
    /// When it reached us.
    pub at: Instant,
    /// Who was there.
    pub author_id: AccountId,
    /// For which unit.
    pub unit_id: UnitId,
    /// What was found and done.
    pub text: String,
    /// Longitude of the report in 1e-7 degrees, if given.
    pub lon_e7: Option<i64>,
    /// Latitude.
    pub lat_e7: Option<i64>,
    /// Ids of its pictures, separated by blanks.
    pub photos: String,
}

db::from_row!(VisitRow {
    id,
    order_id,
    submission_key,
    at,
    author_id,
    unit_id,
    text,
    lon_e7,
    lat_e7,
    photos,
});

db::statements! {
    /// Adds a visit unless its key is known.
    INSERT = "INSERT INTO visits (id, order_id, submission_key, at, author_id, unit_id, text, lon_e7, lat_e7, photos)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    /// Visits of an order, oldest first.
    OF_ORDER = "SELECT id, order_id, submission_key, at, author_id, unit_id, text, lon_e7, lat_e7, photos
        FROM visits WHERE order_id = $1 ORDER BY at, id";
}

impl VisitRow {
    /// Its pictures.
    pub fn photo_ids(&self) -> impl Iterator<Item = AttachmentId> {
        self.photos.split(' ').filter_map(|id| id.parse().ok())
    }
}

/// Adds a visit; `false` when it is known already.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, row: &VisitRow) -> Result<bool, StoreError> {
    let params = params![
        row.id,
        row.order_id,
        &row.submission_key,
        row.at,
        row.author_id,
        row.unit_id,
        &row.text,
        row.lon_e7,
        row.lat_e7,
        &row.photos,
    ];
    Ok(tx.exec(&INSERT, params).await? == 1)
}

/// Visits of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<VisitRow>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}
