//! Organisations.

use std::collections::{BTreeMap, BTreeSet};

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::unit::{Unit, UnitKind};
use crate::ids::UnitId;

db::from_row!(Unit {
    id,
    slug,
    name,
    kind,
    parent,
    region_code,
    uscc,
    phone,
    valid_from,
    valid_to
});

db::statements! {
    /// One unit.
    GET = "SELECT id, slug, name, kind, parent_id, region_code, uscc, phone, valid_from, valid_to
        FROM units WHERE id = $1";
    /// One unit by its short name.
    BY_SLUG = "SELECT id, slug, name, kind, parent_id, region_code, uscc, phone, valid_from, valid_to
        FROM units WHERE slug = $1";
    /// The unit of a kind in a region, such as the street's office.
    OF_REGION = "SELECT id, slug, name, kind, parent_id, region_code, uscc, phone, valid_from, valid_to
        FROM units WHERE kind = $1 AND region_code = $2
        AND (valid_from IS NULL OR valid_from <= $3) AND (valid_to IS NULL OR valid_to > $3)
        ORDER BY id LIMIT 1";
    /// Every unit, by name.
    ALL = "SELECT id, slug, name, kind, parent_id, region_code, uscc, phone, valid_from, valid_to
        FROM units ORDER BY name, id";
    /// A page by name. Empty texts do not filter.
    PAGE_BY_NAME = "SELECT id, slug, name, kind, parent_id, region_code, uscc, phone, valid_from, valid_to
        FROM units
        WHERE ($1 = '' OR name LIKE $1 ESCAPE '!' OR slug LIKE $1 ESCAPE '!' OR uscc LIKE $1 ESCAPE '!')
        AND ($2 = '' OR kind = $2) AND region_code >= $3 AND region_code < $4
        AND ($5 = '' OR (name, id) > ($5, $6))
        ORDER BY name, id LIMIT $7";
    /// The same by region.
    PAGE_BY_REGION = "SELECT id, slug, name, kind, parent_id, region_code, uscc, phone, valid_from, valid_to
        FROM units
        WHERE ($1 = '' OR name LIKE $1 ESCAPE '!' OR slug LIKE $1 ESCAPE '!' OR uscc LIKE $1 ESCAPE '!')
        AND ($2 = '' OR kind = $2) AND region_code >= $3 AND region_code < $4
        AND ($5 = '' OR (region_code, id) > ($5, $6))
        ORDER BY region_code, id LIMIT $7";
    /// Adds or replaces by short name; the id of the first one stands.
    UPSERT = "INSERT INTO units (id, slug, name, kind, region_code, uscc, phone, valid_from, valid_to)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (slug) DO UPDATE SET name = excluded.name, kind = excluded.kind,
        region_code = excluded.region_code, uscc = excluded.uscc, phone = excluded.phone,
        valid_from = excluded.valid_from, valid_to = excluded.valid_to, version = units.version + 1";
    /// Puts a unit under another.
    SET_PARENT = "UPDATE units SET parent_id = (SELECT p.id FROM units p WHERE p.slug = $2) WHERE slug = $1";
    /// Ends a unit.
    CLOSE = "UPDATE units SET valid_to = $2, version = version + 1
        WHERE slug = $1 AND (valid_to IS NULL OR valid_to > $2)";
    /// Where a unit may act besides its own region.
    JURISDICTIONS = "SELECT region_code FROM unit_jurisdictions WHERE unit_id = $1 ORDER BY region_code";
    /// The same of every unit.
    ALL_JURISDICTIONS = "SELECT unit_id, region_code FROM unit_jurisdictions ORDER BY unit_id, region_code";
    /// Takes a unit's jurisdictions away, before others are written.
    CLEAR_JURISDICTIONS = "DELETE FROM unit_jurisdictions WHERE unit_id = $1";
    /// Adds one.
    ADD_JURISDICTION = "INSERT INTO unit_jurisdictions (unit_id, region_code) VALUES ($1, $2)";
}

/// One unit.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: UnitId) -> Result<Option<Unit>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// One unit by its short name in files.
///
/// # Errors
/// Any [`StoreError`].
pub async fn by_slug(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Unit>, StoreError> {
    tx.opt(&BY_SLUG, params![slug]).await
}

/// The unit of a kind whose region this is: how `@street` and `@district` in
/// the dispatch catalogue are resolved.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_region(
    tx: &mut Tx<'_>,
    kind: UnitKind,
    region_code: &str,
) -> Result<Option<Unit>, StoreError> {
    let now = tx.recorded_at();
    tx.opt(&OF_REGION, params![kind, region_code, now]).await
}

/// Every unit, ended ones too, by name.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list_all(tx: &mut Tx<'_>) -> Result<Vec<Unit>, StoreError> {
    tx.all(&ALL, &[]).await
}

/// Where a unit may act besides its own region.
///
/// # Errors
/// Any [`StoreError`].
pub async fn jurisdictions(tx: &mut Tx<'_>, id: UnitId) -> Result<Vec<String>, StoreError> {
    let rows = tx.all::<(String,)>(&JURISDICTIONS, params![id]).await?;
    Ok(rows.into_iter().map(|(code,)| code).collect())
}

/// The same of every unit that has any.
///
/// # Errors
/// Any [`StoreError`].
pub async fn all_jurisdictions(
    tx: &mut Tx<'_>,
) -> Result<BTreeMap<UnitId, BTreeSet<String>>, StoreError> {
    let mut found: BTreeMap<UnitId, BTreeSet<String>> = BTreeMap::new();
    for (unit, region) in tx.all::<(UnitId, String)>(&ALL_JURISDICTIONS, &[]).await? {
        found.entry(unit).or_default().insert(region);
    }
    Ok(found)
}

/// Says anew where a unit may act besides its own region.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_jurisdictions(
    tx: &mut Tx<'_>,
    id: UnitId,
    regions: &BTreeSet<String>,
) -> Result<(), StoreError> {
    tx.exec(&CLEAR_JURISDICTIONS, params![id]).await?;
    for region in regions {
        tx.exec(&ADD_JURISDICTION, params![id, region]).await?;
    }
    Ok(())
}

/// What a list of units shows. Empty means no filter.
#[derive(Debug, Clone, Default)]
pub struct UnitFilter {
    /// Words in the name, the short name or the credit code.
    pub words: String,
    /// Kind.
    pub kind: Option<UnitKind>,
    /// Region code or its beginning.
    pub region: String,
    /// By region instead of by name.
    pub by_region: bool,
    /// After this key in the order of the list: name or region, and id.
    pub after: Option<(String, UnitId)>,
}

/// A page of units.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &UnitFilter,
    limit: i64,
) -> Result<Vec<Unit>, StoreError> {
    let statement = if filter.by_region { &PAGE_BY_REGION } else { &PAGE_BY_NAME };
    let (key, id) = match &filter.after {
        Some((key, id)) => (key.clone(), id.to_string()),
        None => Default::default(),
    };
    let params = params![
        super::like(&filter.words),
        filter.kind.map(|kind| kind.to_string()).unwrap_or_default(),
        filter.region.as_str(),
        format!("{}~", filter.region),
        key,
        id,
        limit,
    ];
    tx.all(statement, params).await
}

/// Adds or replaces a unit by its short name. Its parent is set apart, when
/// all are there.
///
/// # Errors
/// Any [`StoreError`].
pub async fn upsert(tx: &mut Tx<'_>, unit: &Unit) -> Result<(), StoreError> {
    let params = params![
        unit.id,
        &unit.slug,
        &unit.name,
        unit.kind,
        &unit.region_code,
        unit.uscc.clone(),
        &unit.phone,
        unit.valid_from,
        unit.valid_to,
    ];
    tx.exec(&UPSERT, params).await.map(drop)
}

/// Puts a unit under another, or under none when the short name is empty.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_parent(tx: &mut Tx<'_>, slug: &str, parent: &str) -> Result<(), StoreError> {
    tx.exec(&SET_PARENT, params![slug, parent]).await.map(drop)
}

/// Ends a unit; orders keep it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn close(tx: &mut Tx<'_>, slug: &str, at: Instant) -> Result<(), StoreError> {
    tx.exec(&CLOSE, params![slug, at]).await.map(drop)
}
