//! The tables of places: one record type a table, three statements each.
//!
//! Nothing is ever deleted, because old orders name what has gone; a row is
//! closed on a day instead.

mod column;
mod record;

use jiff::civil::Date;

use crate::atlas::AtlasRows;
use crate::domain::{Compound, Grid, GridCode, Landmark, Road, Water};
use crate::pack::RegionRecord;
pub use record::{Record, Stored, TableStatements};

use db::{Migration, Statement, StoreError, Tx, params};

/// This crate's tables.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "20261123_0100_places",
        sql: include_str!("../../migrations/20261123_0100_places.sql"),
    },
    Migration {
        name: "20261126_1800_grid_history",
        sql: include_str!("../../migrations/20261126_1800_grid_history.sql"),
    },
];

/// The statements of this crate, for the register's test.
pub fn statements() -> Vec<&'static Statement> {
    record::STATEMENTS.to_vec()
}

/// Every row of a table, closed ones too.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list<T: Record>(tx: &mut Tx<'_>) -> Result<Vec<Stored<T>>, StoreError> {
    tx.all(T::STATEMENTS.list, &[]).await
}

/// Writes a row as it now is, and opens it if it was closed.
///
/// # Errors
/// Any [`StoreError`].
pub async fn upsert<T: Record>(tx: &mut Tx<'_>, item: &T) -> Result<(), StoreError> {
    tx.exec_one(T::STATEMENTS.upsert, &item.values()).await
}

/// Closes a row on a day; a row that is closed already stays as it is.
///
/// # Errors
/// Any [`StoreError`].
pub async fn close<T: Record>(tx: &mut Tx<'_>, key: &str, on: Date) -> Result<(), StoreError> {
    tx.exec(T::STATEMENTS.close, params![key, column::Day(on)]).await.map(drop)
}

/// Keeps a row as it was until a day, before it is changed; only what has a
/// history does that.
///
/// # Errors
/// Any [`StoreError`].
pub async fn keep<T: Record>(tx: &mut Tx<'_>, key: &str, on: Date) -> Result<(), StoreError> {
    let Some(keep) = T::STATEMENTS.keep else { return Ok(()) };
    tx.exec(keep, params![key, column::Day(on)]).await.map(drop)
}

/// A grid as it was on a day: its shape of then; `None` when it was closed or
/// is not known.
///
/// # Errors
/// Any [`StoreError`].
pub async fn grid_on(
    tx: &mut Tx<'_>,
    code: GridCode,
    on: Date,
) -> Result<Option<Grid>, StoreError> {
    tx.opt(&record::GRID_ON, params![code, column::Day(on)]).await
}

/// The rows of an atlas.
///
/// # Errors
/// Any [`StoreError`].
pub async fn atlas_rows(tx: &mut Tx<'_>) -> Result<AtlasRows, StoreError> {
    let mut rows = AtlasRows {
        grids: in_use::<Grid>(tx).await?,
        compounds: in_use::<Compound>(tx).await?,
        roads: in_use::<Road>(tx).await?,
        landmarks: in_use::<Landmark>(tx).await?,
        waters: in_use::<Water>(tx).await?,
        ..AtlasRows::default()
    };
    for Stored { item, .. } in list::<RegionRecord>(tx).await? {
        rows.outlines.extend(item.outline.map(|outline| (item.region.code, outline)));
        rows.regions.push(item.region);
    }
    Ok(rows)
}

async fn in_use<T: Record>(tx: &mut Tx<'_>) -> Result<Vec<T>, StoreError> {
    let stored = list::<T>(tx).await?;
    Ok(stored.into_iter().filter(|row| row.closed_on.is_none()).map(|row| row.item).collect())
}
