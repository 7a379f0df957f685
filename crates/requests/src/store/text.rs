//! Texts of orders for the matching index. Confidential reports stay out of
//! it: nobody may find them by likeness.

use db::{FromRow, Row, StoreError, Tx, params};
use kernel::id::Id;
use kernel::ports::MatchDraft;

db::statements! {
    /// Newer than a key.
    AFTER = "SELECT o.id, r.title, r.content, r.address, r.lon_e7, r.lat_e7, r.region_code, r.received_at
        FROM orders o JOIN requests r ON r.id = o.request_id
        WHERE o.id > $1 AND o.confidential = 0 ORDER BY o.id LIMIT $2";
    /// How many there are.
    COUNT = "SELECT COUNT(*) FROM orders WHERE confidential = 0";
}

struct TextRow(Id, MatchDraft);

impl FromRow for TextRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let id = row.take()?;
        let (title, content, address) = (row.take()?, row.take()?, row.take()?);
        let (lon, lat): (Option<i64>, Option<i64>) = (row.take()?, row.take()?);
        let region_code: Option<String> = row.take()?;
        let draft = MatchDraft {
            title,
            content,
            address,
            point_e7: lon.zip(lat),
            region_code: region_code.unwrap_or_default(),
            at: row.take()?,
        };
        Ok(Self(id, draft))
    }
}

/// Newer than a key, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn after(
    tx: &mut Tx<'_>,
    key: Id,
    limit: u32,
) -> Result<Vec<(Id, MatchDraft)>, StoreError> {
    let rows: Vec<TextRow> = tx.all(&AFTER, params![key, limit]).await?;
    Ok(rows.into_iter().map(|TextRow(id, draft)| (id, draft)).collect())
}

/// How many there are.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.one::<(i64,)>(&COUNT, params![]).await.map(|(count,)| count)
}
