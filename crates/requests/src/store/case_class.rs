//! Classes of cases, and the orders that belong to one, counted.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::case_class::CaseClass;
use crate::domain::{CaseClassId, OrderId};

macro_rules! columns {
    () => {
        "id, version, state, name, category_code, region_code, words, root_cause, action, unit_id, acted_on"
    };
}

db::from_row!(CaseClass {
    id,
    version,
    state,
    name,
    category_code,
    region_code,
    words,
    root_cause,
    action,
    unit_id,
    acted_on,
});

db::statements! {
    /// Adds a class.
    INSERT = "INSERT INTO case_classes (id, version, state, name, category_code, region_code, words, root_cause, action,
        unit_id, acted_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// Writes a change, if the version is the one that was read.
    SAVE = "UPDATE case_classes SET version = version + 1, state = $3, acted_on = $4 WHERE id = $1 AND version = $2";
    /// One class.
    GET = concat!("SELECT ", columns!(), " FROM case_classes WHERE id = $1");
    /// A page of the list, newest first.
    PAGE = concat!("SELECT ", columns!(), " FROM case_classes WHERE id < $1 AND ($2 = '' OR state = $2)
        AND ($3 = '' OR name LIKE $3) ORDER BY id DESC LIMIT $4");
    /// Orders of a category, place and word in a span; never confidential ones.
    COUNT = "SELECT count(*) FROM orders WHERE category_code LIKE $1 AND ($2 = '' OR region_code LIKE $2)
        AND ($3 = '' OR title LIKE $3) AND received_at >= $4 AND received_at < $5 AND confidential = 0";
    /// The newest of them.
    ORDERS = "SELECT id FROM orders WHERE category_code LIKE $1 AND ($2 = '' OR region_code LIKE $2)
        AND ($3 = '' OR title LIKE $3) AND received_at >= $4 AND received_at < $5 AND confidential = 0
        ORDER BY received_at DESC, id DESC LIMIT 50";
}

/// Adds a class.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &CaseClass) -> Result<(), StoreError> {
    let params = params![
        new.id,
        new.version,
        new.state,
        &new.name,
        &new.category_code,
        new.region_code.as_deref(),
        &new.words,
        &new.root_cause,
        &new.action,
        new.unit_id,
        new.acted_on.as_deref(),
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Writes a change; gives how many rows it met.
///
/// # Errors
/// Any [`StoreError`].
pub async fn save(tx: &mut Tx<'_>, after: &CaseClass) -> Result<u64, StoreError> {
    tx.exec(&SAVE, params![after.id, after.version, after.state, after.acted_on.as_deref()]).await
}

/// One class.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: CaseClassId) -> Result<Option<CaseClass>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// A page of the list.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    (before, state, words): (&str, &str, &str),
    limit: i64,
) -> Result<Vec<CaseClass>, StoreError> {
    tx.all(&PAGE, params![before, state, words, limit]).await
}

fn patterns(class: &CaseClass) -> [String; 3] {
    let region = class.region_code.as_deref().unwrap_or_default().trim_end_matches('0');
    let words: String = class.words.chars().filter(|c| !matches!(c, '%' | '_')).collect();
    [
        format!("{}%", class.category_code),
        if region.is_empty() { String::new() } else { format!("{region}%") },
        if words.is_empty() { words } else { format!("%{words}%") },
    ]
}

/// How many orders belong to a class in a span.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count(
    tx: &mut Tx<'_>,
    class: &CaseClass,
    (from, until): (Instant, Instant),
) -> Result<i64, StoreError> {
    let [category, region, words] = patterns(class);
    let params = params![category, region, words, from, until];
    let (n,): (i64,) = tx.one(&COUNT, params).await?;
    Ok(n)
}

/// The newest orders of a class in a span.
///
/// # Errors
/// Any [`StoreError`].
pub async fn orders(
    tx: &mut Tx<'_>,
    class: &CaseClass,
    (from, until): (Instant, Instant),
) -> Result<Vec<OrderId>, StoreError> {
    let [category, region, words] = patterns(class);
    let params = params![category, region, words, from, until];
    let rows: Vec<(OrderId,)> = tx.all(&ORDERS, params).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
