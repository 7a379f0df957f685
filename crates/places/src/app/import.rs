//! A city pack replaces what is in the tables by difference: what is the same
//! is not touched, what is missing from the pack is closed, never deleted.
//! Loading the same pack again changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use db::{Db, StoreError, TableChanges, Tx};
use jiff::civil::Date;

use crate::domain::{Compound, Grid, Landmark, Road, Water};
use crate::pack::{PlacesPack, RegionRecord};
use crate::store::{self, Record, Stored};

/// What loading a pack does to each table.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Changes {
    /// Regions.
    pub regions: TableChanges,
    /// Grids.
    pub grids: TableChanges,
    /// Compounds.
    pub compounds: TableChanges,
    /// Roads.
    pub roads: TableChanges,
    /// Landmarks.
    pub landmarks: TableChanges,
    /// Rivers and lakes.
    pub waters: TableChanges,
}

impl Changes {
    /// Each table with its name.
    pub fn tables(&self) -> [(&'static str, &TableChanges); 6] {
        [
            ("regions", &self.regions),
            ("grids", &self.grids),
            ("compounds", &self.compounds),
            ("roads", &self.roads),
            ("landmarks", &self.landmarks),
            ("waters", &self.waters),
        ]
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.tables().iter().all(|(_, table)| table.is_empty())
    }
}

fn between<T: Record>(stored: &[Stored<T>], pack: &[T], on: Date) -> TableChanges {
    let before: BTreeMap<String, &Stored<T>> =
        stored.iter().map(|row| (row.item.key(), row)).collect();
    let mut changes = TableChanges::default();
    let mut kept = BTreeSet::new();
    for item in pack {
        let key = item.key();
        match before.get(&key) {
            None => _ = changes.added.insert(key.clone()),
            Some(row) if row.item == *item && row.closed_on.is_none() => changes.unchanged += 1,
            Some(_) => _ = changes.changed.insert(key.clone()),
        }
        kept.insert(key);
    }
    for (key, row) in before {
        if row.closed_on.is_none() && !row.item.is_over(on) && !kept.contains(&key) {
            changes.closed.insert(key);
        }
    }
    changes
}

/// What loading the pack today would change.
///
/// # Errors
/// Any [`StoreError`].
pub async fn plan(db: &Db, pack: &PlacesPack) -> Result<Changes, StoreError> {
    let on = db.clock().now().day();
    let before = db.read((), |tx: &mut Tx<'_>, ()| Box::pin(Before::read(tx))).await?;
    Ok(Changes {
        regions: between(&before.regions, &pack.regions, on),
        grids: between(&before.grids, &pack.grids, on),
        compounds: between(&before.compounds, &pack.compounds, on),
        roads: between(&before.roads, &pack.roads, on),
        landmarks: between(&before.landmarks, &pack.landmarks, on),
        waters: between(&before.waters, &pack.waters, on),
    })
}

/// Makes the planned changes in a transaction of their own.
///
/// # Errors
/// Any [`StoreError`]; nothing was changed then.
pub async fn apply(db: &Db, pack: PlacesPack, changes: Changes) -> Result<(), StoreError> {
    db.write((pack, changes), |tx, (pack, changes)| Box::pin(apply_in(tx, pack, changes))).await
}

/// Makes the planned changes as part of a larger transaction, such as the
/// loading of a whole city with its event.
///
/// # Errors
/// Any [`StoreError`].
pub async fn apply_in(
    tx: &mut Tx<'_>,
    pack: &PlacesPack,
    changes: &Changes,
) -> Result<(), StoreError> {
    // What is referred to comes first.
    write_table(tx, &pack.regions, &changes.regions).await?;
    write_table(tx, &pack.grids, &changes.grids).await?;
    write_table(tx, &pack.compounds, &changes.compounds).await?;
    write_table(tx, &pack.roads, &changes.roads).await?;
    write_table(tx, &pack.landmarks, &changes.landmarks).await?;
    write_table(tx, &pack.waters, &changes.waters).await
}

async fn write_table<T: Record + Sync>(
    tx: &mut Tx<'_>,
    pack: &[T],
    changes: &TableChanges,
) -> Result<(), StoreError> {
    let on = tx.recorded_at().day();
    for item in pack {
        let key = item.key();
        let has_changed = changes.changed.contains(&key);
        if has_changed {
            store::keep::<T>(tx, &key, on).await?;
        }
        if has_changed || changes.added.contains(&key) {
            store::upsert(tx, item).await?;
        }
    }
    for key in &changes.closed {
        store::close::<T>(tx, key, on).await?;
    }
    Ok(())
}

/// The tables as they are.
struct Before {
    regions: Vec<Stored<RegionRecord>>,
    grids: Vec<Stored<Grid>>,
    compounds: Vec<Stored<Compound>>,
    roads: Vec<Stored<Road>>,
    landmarks: Vec<Stored<Landmark>>,
    waters: Vec<Stored<Water>>,
}

impl Before {
    async fn read(tx: &mut Tx<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            regions: store::list(tx).await?,
            grids: store::list(tx).await?,
            compounds: store::list(tx).await?,
            roads: store::list(tx).await?,
            landmarks: store::list(tx).await?,
            waters: store::list(tx).await?,
        })
    }
}
