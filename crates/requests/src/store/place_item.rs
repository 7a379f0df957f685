//! Problem lists and need lists.

use db::{StoreError, Tx, params};
use kernel::time::Instant;
use people::UnitId;

use crate::domain::PlaceItemId;
use crate::domain::place_item::{Call, PlaceItem};

macro_rules! columns {
    () => {
        "id, version, list, state, region_code, kind, title, detail, households, unit_id, due_on, result, is_public, listed_at"
    };
}

db::from_row!(PlaceItem {
    id,
    version,
    list,
    state,
    region_code,
    kind,
    title,
    detail,
    households,
    unit_id,
    due_on,
    result,
    is_public,
    listed_at,
});
db::from_row!(Call { unit_id, called_at, arrived_at, result });

db::statements! {
    /// Adds an item.
    INSERT = "INSERT INTO place_items (id, version, list, state, region_code, kind, title, detail, households, unit_id,
        due_on, result, is_public, listed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// Writes a change, if the version is the one that was read.
    SAVE = "UPDATE place_items SET version = version + 1, state = $3, unit_id = $4, due_on = $5, result = $6
        WHERE id = $1 AND version = $2";
    /// One item.
    GET = concat!("SELECT ", columns!(), " FROM place_items WHERE id = $1");
    /// A page of a list, newest first. `$5` is the beginning of a region code.
    PAGE = concat!("SELECT ", columns!(), " FROM place_items WHERE id < $1 AND ($2 = '' OR list = $2)
        AND ($3 = '' OR state = $3) AND ($4 = '' OR kind = $4) AND ($5 = '' OR region_code LIKE $5)
        AND ($6 = '' OR title LIKE $6) AND ($7 = 0 OR is_public = 1) ORDER BY id DESC LIMIT $8");
    /// Calls of an item.
    CALLS = "SELECT unit_id, called_at, arrived_at, result FROM place_item_calls WHERE item_id = $1 ORDER BY called_at, unit_id";
    /// Calls a unit, once.
    INSERT_CALL = "INSERT INTO place_item_calls (item_id, unit_id, called_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    /// Notes that a unit came and what it did.
    ANSWER_CALL = "UPDATE place_item_calls SET arrived_at = $3, result = $4
        WHERE item_id = $1 AND unit_id = $2 AND arrived_at IS NULL";
}

/// Filters of a list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Before this id.
    pub before: String,
    /// List, or empty.
    pub list: String,
    /// State, or empty.
    pub state: String,
    /// Kind, or empty.
    pub kind: String,
    /// Pattern of region codes, or empty.
    pub region: String,
    /// Pattern of words, or empty.
    pub words: String,
    /// Only what residents may read.
    pub public_only: bool,
}

/// Adds an item.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &PlaceItem) -> Result<(), StoreError> {
    let params = params![
        new.id,
        new.version,
        new.list,
        new.state,
        &new.region_code,
        new.kind,
        &new.title,
        &new.detail,
        new.households,
        new.unit_id,
        new.due_on.as_deref(),
        new.result.as_deref(),
        new.is_public,
        new.listed_at,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Writes a change; gives how many rows it met.
///
/// # Errors
/// Any [`StoreError`].
pub async fn save(tx: &mut Tx<'_>, after: &PlaceItem) -> Result<u64, StoreError> {
    let params = params![
        after.id,
        after.version,
        after.state,
        after.unit_id,
        after.due_on.as_deref(),
        after.result.as_deref(),
    ];
    tx.exec(&SAVE, params).await
}

/// One item.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: PlaceItemId) -> Result<Option<PlaceItem>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// A page of a list.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<PlaceItem>, StoreError> {
    let params = params![
        &filter.before,
        &filter.list,
        &filter.state,
        &filter.kind,
        &filter.region,
        &filter.words,
        i64::from(filter.public_only),
        limit,
    ];
    tx.all(&PAGE, params).await
}

/// Units called to an item.
///
/// # Errors
/// Any [`StoreError`].
pub async fn calls(tx: &mut Tx<'_>, id: PlaceItemId) -> Result<Vec<Call>, StoreError> {
    tx.all(&CALLS, params![id]).await
}

/// Calls a unit; `false` when it was called before.
///
/// # Errors
/// Any [`StoreError`].
pub async fn call(
    tx: &mut Tx<'_>,
    id: PlaceItemId,
    unit: UnitId,
    at: Instant,
) -> Result<bool, StoreError> {
    Ok(tx.exec(&INSERT_CALL, params![id, unit, at]).await? == 1)
}

/// Notes that a unit came; `false` when it was not called or came before.
///
/// # Errors
/// Any [`StoreError`].
pub async fn answer(
    tx: &mut Tx<'_>,
    id: PlaceItemId,
    unit: UnitId,
    at: Instant,
    result: &str,
) -> Result<bool, StoreError> {
    Ok(tx.exec(&ANSWER_CALL, params![id, unit, at, result]).await? == 1)
}
