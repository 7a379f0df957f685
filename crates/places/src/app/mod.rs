//! Use cases: load the atlas; see what a city pack would change; change it.

mod import;

use db::{Db, StoreError, Tx};

use crate::atlas::Atlas;
use crate::store;
pub use db::TableChanges;
pub use import::{Changes, apply, apply_in, plan};

/// The atlas of today, by the store's clock, from one snapshot of the tables.
///
/// # Errors
/// Any [`StoreError`].
pub async fn load(db: &Db) -> Result<Atlas, StoreError> {
    let today = db.clock().now().day();
    let rows = db.read((), |tx: &mut Tx<'_>, ()| Box::pin(store::atlas_rows(tx))).await?;
    Ok(Atlas::new(rows, today))
}
