//! Friendly compounds with their rules, gates, buildings, bays and agreements;
//! each table is listed, written and closed alike.

use db::{FromRow, Row, StoreError, Tx, Value, params};
use jiff::civil::Date;
use kernel::ports::StoredPhoto;

use super::register::record;
use super::{Record, TableStatements, point};
use crate::domain::compound::{
    Bay, Building, CompoundAgreement, FriendlyCompound, Gate, HouseRules,
};

db::statements! {
    /// Every friendly compound, closed ones too.
    COMPOUND_ROWS = "SELECT id, property, phone, note, status, opened_on, closed_on, changed_at
        FROM friendly_compounds ORDER BY id";
    /// Adds or changes a friendly compound.
    PUT_COMPOUND = "INSERT INTO friendly_compounds (id, version, is_desks, property, phone, note, status, opened_on,
        changed_at) VALUES ($1, 1, 0, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE SET version = friendly_compounds.version + 1, property = excluded.property,
        phone = excluded.phone, note = excluded.note, status = excluded.status, opened_on = excluded.opened_on,
        changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes a friendly compound.
    CLOSE_COMPOUND = "UPDATE friendly_compounds SET closed_on = $1, changed_at = $2 WHERE id = $3";
    /// Every version of house rules, closed ones too.
    RULES_ROWS = "SELECT compound_id, version, valid_from, text, closed_on, changed_at FROM house_rules
        ORDER BY compound_id, version";
    /// Adds or changes a version of house rules.
    PUT_RULES = "INSERT INTO house_rules (compound_id, version, valid_from, text, changed_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (compound_id, version) DO UPDATE SET valid_from = excluded.valid_from,
        text = excluded.text, changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes a version of house rules.
    CLOSE_RULES = "UPDATE house_rules SET closed_on = $1, changed_at = $2 WHERE compound_id = $3 AND version = $4";
    /// Every gate, closed ones too.
    GATE_ROWS = "SELECT compound_id, id, name, lon_e7, lat_e7, entrance, hours, contact, closed_on, changed_at
        FROM compound_gates ORDER BY compound_id, id";
    /// Adds or changes a gate.
    PUT_GATE = "INSERT INTO compound_gates (compound_id, id, name, lon_e7, lat_e7, entrance, hours, contact, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (compound_id, id) DO UPDATE SET name = excluded.name,
        lon_e7 = excluded.lon_e7, lat_e7 = excluded.lat_e7, entrance = excluded.entrance, hours = excluded.hours,
        contact = excluded.contact, changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes a gate.
    CLOSE_GATE = "UPDATE compound_gates SET closed_on = $1, changed_at = $2 WHERE compound_id = $3 AND id = $4";
    /// Every building, closed ones too.
    BUILDING_ROWS = "SELECT compound_id, name, units, gate_id, note, closed_on, changed_at FROM compound_buildings
        ORDER BY compound_id, name";
    /// Adds or changes a building.
    PUT_BUILDING = "INSERT INTO compound_buildings (compound_id, name, units, gate_id, note, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (compound_id, name) DO UPDATE SET units = excluded.units,
        gate_id = excluded.gate_id, note = excluded.note, changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes a building.
    CLOSE_BUILDING = "UPDATE compound_buildings SET closed_on = $1, changed_at = $2 WHERE compound_id = $3 AND name = $4";
    /// Every bay, closed ones too.
    BAY_ROWS = "SELECT compound_id, name, lon_e7, lat_e7, spaces, note, closed_on, changed_at FROM compound_bays
        ORDER BY compound_id, name";
    /// Adds or changes a bay.
    PUT_BAY = "INSERT INTO compound_bays (compound_id, name, lon_e7, lat_e7, spaces, note, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (compound_id, name) DO UPDATE SET lon_e7 = excluded.lon_e7,
        lat_e7 = excluded.lat_e7, spaces = excluded.spaces, note = excluded.note, changed_at = excluded.changed_at,
        closed_on = NULL";
    /// Closes a bay.
    CLOSE_BAY = "UPDATE compound_bays SET closed_on = $1, changed_at = $2 WHERE compound_id = $3 AND name = $4";
    /// Every agreement, closed ones too.
    AGREEMENT_ROWS = "SELECT compound_id, platform, parties, signed_on, valid_to, closed_on, changed_at
        FROM compound_agreements ORDER BY compound_id, platform";
    /// Adds or changes an agreement.
    PUT_AGREEMENT = "INSERT INTO compound_agreements (compound_id, platform, parties, signed_on, valid_to, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (compound_id, platform) DO UPDATE SET parties = excluded.parties,
        signed_on = excluded.signed_on, valid_to = excluded.valid_to, changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes an agreement.
    CLOSE_AGREEMENT = "UPDATE compound_agreements SET closed_on = $1, changed_at = $2
        WHERE compound_id = $3 AND platform = $4";
    /// The compounds the desk has changed.
    DESKS = "SELECT id FROM friendly_compounds WHERE is_desks = 1 ORDER BY id";
    /// One in use, with its version.
    COMPOUND = "SELECT id, property, phone, note, status, opened_on, version FROM friendly_compounds
        WHERE id = $1 AND closed_on IS NULL";
    /// Those in use.
    COMPOUNDS = "SELECT id, property, phone, note, status, opened_on FROM friendly_compounds
        WHERE closed_on IS NULL ORDER BY id";
    /// The desk changes one; only the version that was seen.
    TOUCH_COMPOUND = "UPDATE friendly_compounds SET version = version + 1, is_desks = 1, property = $3, phone = $4,
        note = $5, status = $6, opened_on = $7, changed_at = $8 WHERE id = $1 AND version = $2 AND closed_on IS NULL";
    /// The desk begins with one.
    OWN_COMPOUND = "UPDATE friendly_compounds SET is_desks = 1 WHERE id = $1";
    /// House rules of a compound.
    RULES_OF = "SELECT compound_id, version, valid_from, text FROM house_rules
        WHERE compound_id = $1 AND closed_on IS NULL ORDER BY valid_from DESC, version DESC";
    /// House rules of all compounds.
    ALL_RULES = "SELECT compound_id, version, valid_from, text FROM house_rules WHERE closed_on IS NULL
        ORDER BY compound_id";
    /// Gates of a compound.
    GATES_OF = "SELECT compound_id, id, name, lon_e7, lat_e7, entrance, hours, contact FROM compound_gates
        WHERE compound_id = $1 AND closed_on IS NULL ORDER BY id";
    /// Gates of all compounds.
    ALL_GATES = "SELECT compound_id, id, name, lon_e7, lat_e7, entrance, hours, contact FROM compound_gates
        WHERE closed_on IS NULL ORDER BY compound_id, id";
    /// Buildings of a compound.
    BUILDINGS_OF = "SELECT compound_id, name, units, gate_id, note FROM compound_buildings
        WHERE compound_id = $1 AND closed_on IS NULL";
    /// Bays of a compound.
    BAYS_OF = "SELECT compound_id, name, lon_e7, lat_e7, spaces, note FROM compound_bays
        WHERE compound_id = $1 AND closed_on IS NULL ORDER BY name";
    /// Agreements of a compound.
    AGREEMENTS_OF = "SELECT compound_id, platform, parties, signed_on, valid_to FROM compound_agreements
        WHERE compound_id = $1 AND closed_on IS NULL ORDER BY platform";
    /// The plan of a compound.
    MAP_OF = "SELECT digest, thumb_digest, width, height, size_bytes FROM compound_maps WHERE compound_id = $1";
    /// Keeps a plan in place of the one before.
    PUT_MAP = "INSERT INTO compound_maps (compound_id, digest, thumb_digest, width, height, size_bytes)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (compound_id) DO UPDATE SET digest = excluded.digest,
        thumb_digest = excluded.thumb_digest, width = excluded.width, height = excluded.height,
        size_bytes = excluded.size_bytes";
}

db::from_row!(FriendlyCompound { id, property, phone, note, status, opened_on });
db::from_row!(HouseRules { compound, version, valid_from, text });
db::from_row!(Building { compound, name, units, gate, note });
db::from_row!(CompoundAgreement { compound, platform, parties, signed_on, valid_to });

impl FromRow for Gate {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            compound: row.take()?,
            id: row.take()?,
            name: row.take()?,
            point: point(row)?,
            entrance: row.take()?,
            hours: row.take()?,
            contact: row.take()?,
        })
    }
}

impl FromRow for Bay {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            compound: row.take()?,
            name: row.take()?,
            point: point(row)?,
            spaces: row.take()?,
            note: row.take()?,
        })
    }
}

record!(
    FriendlyCompound,
    COMPOUND_ROWS,
    PUT_COMPOUND,
    CLOSE_COMPOUND,
    |one| [&one.id],
    [&one.id, &one.property, &one.phone, &one.note, one.status, &one.opened_on]
);
record!(
    HouseRules,
    RULES_ROWS,
    PUT_RULES,
    CLOSE_RULES,
    |one| [&one.compound, &one.version],
    [&one.compound, &one.version, &one.valid_from, &one.text]
);
record!(
    Gate,
    GATE_ROWS,
    PUT_GATE,
    CLOSE_GATE,
    |one| [&one.compound, &one.id],
    [
        &one.compound,
        &one.id,
        &one.name,
        one.point.lon_e7(),
        one.point.lat_e7(),
        &one.entrance,
        &one.hours,
        &one.contact
    ]
);
record!(
    Building,
    BUILDING_ROWS,
    PUT_BUILDING,
    CLOSE_BUILDING,
    |one| [&one.compound, &one.name],
    [&one.compound, &one.name, &one.units, &one.gate, &one.note]
);
record!(
    Bay,
    BAY_ROWS,
    PUT_BAY,
    CLOSE_BAY,
    |one| [&one.compound, &one.name],
    [&one.compound, &one.name, one.point.lon_e7(), one.point.lat_e7(), one.spaces, &one.note]
);
record!(
    CompoundAgreement,
    AGREEMENT_ROWS,
    PUT_AGREEMENT,
    CLOSE_AGREEMENT,
    |one| [&one.compound, &one.platform],
    [&one.compound, &one.platform, &one.parties, &one.signed_on, &one.valid_to]
);

/// A friendly compound with everything that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    /// The compound.
    pub compound: FriendlyCompound,
    /// Counts the desk's changes.
    pub version: i64,
    /// House rules, the newest first.
    pub rules: Vec<HouseRules>,
    /// Gates.
    pub gates: Vec<Gate>,
    /// Buildings.
    pub buildings: Vec<Building>,
    /// Bays.
    pub bays: Vec<Bay>,
    /// Agreements.
    pub agreements: Vec<CompoundAgreement>,
    /// The plan.
    pub map: Option<StoredPhoto>,
}

/// The ids of compounds that the desk has changed.
///
/// # Errors
/// Any [`StoreError`].
pub async fn desks(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = tx.all(&DESKS, params![]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

struct Versioned(FriendlyCompound, i64);

impl FromRow for Versioned {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self(FriendlyCompound::from_row(row)?, row.take()?))
    }
}

/// One in use with its version.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: &str) -> Result<Option<(FriendlyCompound, i64)>, StoreError> {
    let row: Option<Versioned> = tx.opt(&COMPOUND, params![id]).await?;
    Ok(row.map(|Versioned(compound, version)| (compound, version)))
}

/// One in use with everything that belongs to it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn whole(tx: &mut Tx<'_>, id: &str) -> Result<Option<Whole>, StoreError> {
    let Some((compound, version)) = get(tx, id).await? else { return Ok(None) };
    let mut buildings: Vec<Building> = tx.all(&BUILDINGS_OF, params![id]).await?;
    buildings.sort_by_key(|one| in_order(&one.name));
    Ok(Some(Whole {
        compound,
        version,
        rules: rules_of(tx, id).await?,
        gates: gates_of(tx, id).await?,
        buildings,
        bays: tx.all(&BAYS_OF, params![id]).await?,
        agreements: tx.all(&AGREEMENTS_OF, params![id]).await?,
        map: map_of(tx, id).await?,
    }))
}

/// Names as people count: 2栋 before 10栋.
fn in_order(name: &str) -> (u32, String) {
    let digits: String =
        name.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    (digits.parse().unwrap_or(u32::MAX), name.to_owned())
}

/// Those in use.
///
/// # Errors
/// Any [`StoreError`].
pub async fn all(tx: &mut Tx<'_>) -> Result<Vec<FriendlyCompound>, StoreError> {
    tx.all(&COMPOUNDS, params![]).await
}

/// House rules of a compound, the newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn rules_of(tx: &mut Tx<'_>, id: &str) -> Result<Vec<HouseRules>, StoreError> {
    tx.all(&RULES_OF, params![id]).await
}

/// House rules of all compounds.
///
/// # Errors
/// Any [`StoreError`].
pub async fn all_rules(tx: &mut Tx<'_>) -> Result<Vec<HouseRules>, StoreError> {
    tx.all(&ALL_RULES, params![]).await
}

/// Gates of a compound.
///
/// # Errors
/// Any [`StoreError`].
pub async fn gates_of(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Gate>, StoreError> {
    tx.all(&GATES_OF, params![id]).await
}

/// Gates of all compounds.
///
/// # Errors
/// Any [`StoreError`].
pub async fn all_gates(tx: &mut Tx<'_>) -> Result<Vec<Gate>, StoreError> {
    tx.all(&ALL_GATES, params![]).await
}

/// The desk changes a compound that it saw.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody was quicker.
pub async fn touch(tx: &mut Tx<'_>, seen: i64, one: &FriendlyCompound) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    let values = params![
        &one.id,
        seen,
        &one.property,
        &one.phone,
        &one.note,
        one.status,
        &one.opened_on,
        at,
    ];
    tx.exec_one(&TOUCH_COMPOUND, values).await
}

/// Begins with a compound at the desk.
///
/// # Errors
/// Any [`StoreError`].
pub async fn begin(tx: &mut Tx<'_>, one: &FriendlyCompound) -> Result<(), StoreError> {
    super::put(tx, one).await?;
    tx.exec(&OWN_COMPOUND, params![&one.id]).await.map(drop)
}

/// The plan of a compound.
///
/// # Errors
/// Any [`StoreError`].
pub async fn map_of(tx: &mut Tx<'_>, id: &str) -> Result<Option<StoredPhoto>, StoreError> {
    tx.opt(&MAP_OF, params![id]).await
}

/// Keeps a plan in place of the one before.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_map(tx: &mut Tx<'_>, id: &str, map: &StoredPhoto) -> Result<(), StoreError> {
    let values =
        params![id, &map.digest, &map.thumb_digest, map.width, map.height, map.size_bytes,];
    tx.exec(&PUT_MAP, values).await.map(drop)
}

/// Puts rows of one compound in place of those it had: what is missing is closed.
///
/// # Errors
/// Any [`StoreError`].
pub async fn replace<T: Record>(
    tx: &mut Tx<'_>,
    (before, after): (&[T], &[T]),
    on: Date,
) -> Result<(), StoreError> {
    for one in before {
        if !after.iter().any(|other| other.key() == one.key()) {
            super::close(tx, one, on).await?;
        }
    }
    for one in after.iter().filter(|one| !before.contains(one)) {
        super::put(tx, one).await?;
    }
    Ok(())
}
