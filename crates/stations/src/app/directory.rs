//! The tables as one snapshot.

use db::{StoreError, Tx};

use crate::domain::directory::{Dated, DirectoryRows};
use crate::store::{self, Record};

/// Every row that is not closed.
///
/// # Errors
/// Any [`StoreError`].
pub async fn rows(tx: &mut Tx<'_>) -> Result<DirectoryRows, StoreError> {
    Ok(DirectoryRows {
        organisations: open(tx).await?,
        services: open(tx).await?,
        stations: open(tx).await?,
        facilities: open(tx).await?,
        station_services: open(tx).await?,
        changed_at: store::newest(tx).await?,
    })
}

async fn open<T: Record>(tx: &mut Tx<'_>) -> Result<Vec<Dated<T>>, StoreError> {
    let rows = store::list::<T>(tx).await?;
    let open = rows.into_iter().filter(|row| !row.is_closed);
    Ok(open.map(|row| Dated { item: row.item, changed_at: row.changed_at }).collect())
}
