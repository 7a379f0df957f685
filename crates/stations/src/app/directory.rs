//! The tables as one snapshot.

use std::collections::HashMap;

use db::{StoreError, Tx};

use crate::domain::Station;
use crate::domain::directory::{Dated, DirectoryRows};
use crate::store::{self, Record, freshness, keeping};

/// Every row that is not closed.
///
/// # Errors
/// Any [`StoreError`].
pub async fn rows(tx: &mut Tx<'_>) -> Result<DirectoryRows, StoreError> {
    Ok(DirectoryRows {
        organisations: open(tx).await?,
        services: open(tx).await?,
        stations: assured(tx).await?,
        facilities: open(tx).await?,
        station_services: open(tx).await?,
        special: keeping::special_now(tx).await?,
        changed_at: store::newest(tx).await?,
    })
}

/// The stations, each with the newest day on which somebody said that all is right.
async fn assured(tx: &mut Tx<'_>) -> Result<Vec<Dated<Station>>, StoreError> {
    let mut stations = open::<Station>(tx).await?;
    let days: HashMap<String, String> = freshness::assured_days(tx).await?.into_iter().collect();
    for row in &mut stations {
        // Days in this form sort as days.
        if let Some(day) = days.get(&row.item.code).filter(|day| **day > row.item.assured_on) {
            row.item.assured_on.clone_from(day);
        }
    }
    Ok(stations)
}

async fn open<T: Record>(tx: &mut Tx<'_>) -> Result<Vec<Dated<T>>, StoreError> {
    let rows = store::list::<T>(tx).await?;
    let open = rows.into_iter().filter(|row| !row.is_closed);
    Ok(open.map(|row| Dated { item: row.item, changed_at: row.changed_at }).collect())
}
