//! The texts of orders, page by page: what the matching index is filled from.

use db::Tx;
use kernel::id::Id;
use kernel::ports::MatchDraft;

use super::{Desk, OrderError};
use crate::store::text;

/// Texts of orders newer than a key, oldest first.
///
/// # Errors
/// Any [`db::StoreError`].
pub async fn page_after(
    desk: &Desk,
    key: Id,
    limit: u32,
) -> Result<Vec<(Id, MatchDraft)>, OrderError> {
    let read = desk.app.db.read((key, limit), |tx: &mut Tx<'_>, (key, limit)| {
        Box::pin(text::after(tx, *key, *limit))
    });
    Ok(read.await?)
}

/// How many orders have a text for the index.
///
/// # Errors
/// Any [`db::StoreError`].
pub async fn count(desk: &Desk) -> Result<u64, OrderError> {
    let read = desk.app.db.read((), |tx: &mut Tx<'_>, ()| Box::pin(text::count(tx)));
    Ok(u64::try_from(read.await?).unwrap_or(0))
}
