//! States of facilities, devices, and words of visitors.

use db::{FromRow, Row, StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::facility::{Device, FacilityState, Report, VisitorWord};
use crate::domain::words::FacilityKind;

macro_rules! state_columns {
    () => {
        "station_code, kind, said, free, working, broken, source, reported_at, until_at"
    };
}

db::statements! {
    /// Every state.
    STATES = concat!("SELECT ", state_columns!(), " FROM facility_states ORDER BY station_code, kind");
    /// The state of a facility.
    STATE = concat!("SELECT ", state_columns!(), " FROM facility_states WHERE station_code = $1 AND kind = $2");
    /// Puts a state in place.
    PUT_STATE = "INSERT INTO facility_states
        (station_code, kind, said, free, working, broken, source, reported_at, until_at, before)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (station_code, kind) DO UPDATE SET said = excluded.said, free = excluded.free,
        working = excluded.working, broken = excluded.broken, source = excluded.source,
        reported_at = excluded.reported_at, until_at = excluded.until_at, before = excluded.before";
    /// Takes a state away.
    DELETE_STATE = "DELETE FROM facility_states WHERE station_code = $1 AND kind = $2";
    /// What stood before the last tap.
    BEFORE = "SELECT before FROM facility_states WHERE station_code = $1 AND kind = $2";
    /// How many of a kind a station has.
    NUMBER = "SELECT number FROM facilities WHERE station_code = $1 AND kind = $2 AND closed_on IS NULL";
    /// Every device.
    DEVICES = "SELECT station_code, uid, status, connectors, reported_at FROM devices ORDER BY station_code, uid";
    /// The devices of a station.
    DEVICES_OF = "SELECT station_code, uid, status, connectors, reported_at FROM devices
        WHERE station_code = $1 ORDER BY uid";
    /// Puts a device in place.
    PUT_DEVICE = "INSERT INTO devices (station_code, uid, status, connectors, reported_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (station_code, uid) DO UPDATE SET status = excluded.status,
        connectors = excluded.connectors, reported_at = excluded.reported_at";
    /// What visitors said of a facility.
    WORDS = "SELECT tag, said, said_at FROM visitor_words WHERE station_code = $1 AND kind = $2";
    /// Puts a visitor's word in place of the earlier one.
    PUT_WORD = "INSERT INTO visitor_words (station_code, kind, tag, said, said_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (station_code, kind, tag) DO UPDATE SET said = excluded.said, said_at = excluded.said_at";
    /// Forgets words.
    FORGET_WORDS = "DELETE FROM visitor_words WHERE said_at < $1";
}

impl FromRow for FacilityState {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let report = Report {
            station: row.take()?,
            kind: row.take()?,
            said: row.take()?,
            free: row.take()?,
            working: row.take()?,
            broken: row.take()?,
            source: row.take()?,
            reported_at: row.take()?,
        };
        Ok(Self { report, until: row.take()? })
    }
}

db::from_row!(Device { station, uid, status, connectors, reported_at });
db::from_row!(VisitorWord { tag, said, said_at });

/// Every state.
///
/// # Errors
/// Any [`StoreError`].
pub async fn states(tx: &mut Tx<'_>) -> Result<Vec<FacilityState>, StoreError> {
    tx.all(&STATES, params![]).await
}

/// The state of a facility.
///
/// # Errors
/// Any [`StoreError`].
pub async fn state(
    tx: &mut Tx<'_>,
    station: &str,
    kind: FacilityKind,
) -> Result<Option<FacilityState>, StoreError> {
    tx.opt(&STATE, params![station, kind]).await
}

/// Puts a state in place, with what stood before.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_state(
    tx: &mut Tx<'_>,
    state: &FacilityState,
    before: &str,
) -> Result<(), StoreError> {
    let report = &state.report;
    let values = params![
        &report.station,
        report.kind,
        report.said,
        report.free,
        report.working,
        report.broken,
        report.source,
        report.reported_at,
        state.until,
        before,
    ];
    tx.exec(&PUT_STATE, values).await.map(drop)
}

/// Takes a state away.
///
/// # Errors
/// Any [`StoreError`].
pub async fn delete_state(
    tx: &mut Tx<'_>,
    station: &str,
    kind: FacilityKind,
) -> Result<(), StoreError> {
    tx.exec(&DELETE_STATE, params![station, kind]).await.map(drop)
}

/// What stood before the last tap; nothing when there was none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn before(
    tx: &mut Tx<'_>,
    station: &str,
    kind: FacilityKind,
) -> Result<Option<String>, StoreError> {
    let found: Option<(String,)> = tx.opt(&BEFORE, params![station, kind]).await?;
    Ok(found.map(|(before,)| before))
}

/// How many of a kind a station has; nothing when it has none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn number(
    tx: &mut Tx<'_>,
    station: &str,
    kind: FacilityKind,
) -> Result<Option<i64>, StoreError> {
    let found: Option<(i64,)> = tx.opt(&NUMBER, params![station, kind]).await?;
    Ok(found.map(|(number,)| number))
}

/// Every device.
///
/// # Errors
/// Any [`StoreError`].
pub async fn devices(tx: &mut Tx<'_>) -> Result<Vec<Device>, StoreError> {
    tx.all(&DEVICES, params![]).await
}

/// The devices of a station.
///
/// # Errors
/// Any [`StoreError`].
pub async fn devices_of(tx: &mut Tx<'_>, station: &str) -> Result<Vec<Device>, StoreError> {
    tx.all(&DEVICES_OF, params![station]).await
}

/// Puts a device in place.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_device(tx: &mut Tx<'_>, device: &Device) -> Result<(), StoreError> {
    let values = params![
        &device.station,
        &device.uid,
        device.status,
        &device.connectors,
        device.reported_at,
    ];
    tx.exec(&PUT_DEVICE, values).await.map(drop)
}

/// What visitors said of a facility.
///
/// # Errors
/// Any [`StoreError`].
pub async fn words(
    tx: &mut Tx<'_>,
    station: &str,
    kind: FacilityKind,
) -> Result<Vec<VisitorWord>, StoreError> {
    tx.all(&WORDS, params![station, kind]).await
}

/// Notes what a visitor says.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_word(
    tx: &mut Tx<'_>,
    station: &str,
    kind: FacilityKind,
    word: &VisitorWord,
) -> Result<(), StoreError> {
    tx.exec(&PUT_WORD, params![station, kind, &word.tag, word.said, word.said_at]).await.map(drop)
}

/// Forgets what was said before an instant.
///
/// # Errors
/// Any [`StoreError`].
pub async fn forget_words(tx: &mut Tx<'_>, before: Instant) -> Result<u64, StoreError> {
    tx.exec(&FORGET_WORDS, params![before]).await
}
