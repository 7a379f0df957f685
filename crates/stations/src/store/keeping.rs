//! What keepers and the district write down: special hours, visits, stock,
//! faults, messages, inspections.

use db::{StoreError, Tx, Value, params};
use kernel::time::Instant;

use crate::domain::ids::{FaultId, InspectionId, SpecialHoursId, StockId};
use crate::domain::special_hours::SpecialHours;
use crate::domain::words::{FaultState, VisitKind};

/// So many rows of a station's book are shown.
pub const BOOK_ROWS: i64 = 50;

db::statements! {
    /// Special hours that are not over for long.
    SPECIAL = "SELECT id, version, station_code, region_code, state, why, from_at, until_at, made_by
        FROM special_hours WHERE until_at > $1 ORDER BY id";
    /// One of them.
    SPECIAL_ONE = "SELECT id, version, station_code, region_code, state, why, from_at, until_at, made_by
        FROM special_hours WHERE id = $1";
    /// Adds special hours.
    ADD_SPECIAL = "INSERT INTO special_hours
        (id, version, station_code, region_code, state, why, from_at, until_at, made_by, changed_at)
        VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Ends special hours.
    END_SPECIAL = "UPDATE special_hours SET until_at = $1, changed_at = $2, version = version + 1
        WHERE id = $3 AND version = $4";
    /// One more visit of an hour.
    COUNT_VISIT = "INSERT INTO visit_counts (station_code, day, hour, kind, number) VALUES ($1, $2, $3, $4, 1)
        ON CONFLICT (station_code, day, hour, kind) DO UPDATE SET number = visit_counts.number + 1";
    /// So many more visits of an hour.
    COUNT_VISITS = "INSERT INTO visit_counts (station_code, day, hour, kind, number) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (station_code, day, hour, kind) DO UPDATE SET number = visit_counts.number + excluded.number";
    /// One visit fewer of an hour.
    UNCOUNT_VISIT = "UPDATE visit_counts SET number = number - 1
        WHERE station_code = $1 AND day = $2 AND hour = $3 AND kind = $4 AND number > 0";
    /// Notes a tap, once.
    ADD_TAP = "INSERT INTO visit_taps (id, station_code, kind, tapped_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO NOTHING";
    /// The last tap at a station that was not taken back.
    LAST_TAP = "SELECT id, kind, tapped_at FROM visit_taps
        WHERE station_code = $1 AND undone = 0 AND tapped_at >= $2 ORDER BY tapped_at DESC, id DESC LIMIT 1";
    /// Takes a tap back.
    UNDO_TAP = "UPDATE visit_taps SET undone = 1 WHERE id = $1 AND undone = 0";
    /// Forgets taps.
    FORGET_TAPS = "DELETE FROM visit_taps WHERE tapped_at < $1";
    /// Visits of a day at a station by kind.
    VISITS_OF_DAY = "SELECT kind, CAST(SUM(number) AS BIGINT) FROM visit_counts
        WHERE station_code = $1 AND day = $2 GROUP BY kind ORDER BY kind";
    /// Visits of a time by station, day and kind.
    VISITS = "SELECT station_code, day, kind, CAST(SUM(number) AS BIGINT) FROM visit_counts WHERE day >= $1 AND day <= $2
        GROUP BY station_code, day, kind ORDER BY station_code, day, kind";
    /// What a station has in stock.
    STOCK = "SELECT id, version, station_code, item, number, expires_on, changed_at FROM stock_items
        WHERE station_code = $1 ORDER BY item, expires_on, id";
    /// Adds stock.
    ADD_STOCK = "INSERT INTO stock_items (id, version, station_code, item, number, expires_on, changed_at)
        VALUES ($1, 1, $2, $3, $4, $5, $6)";
    /// Counts stock anew.
    SET_STOCK = "UPDATE stock_items SET number = $1, changed_at = $2, version = version + 1
        WHERE id = $3 AND version = $4 AND station_code = $5";
    /// Faults of a station.
    FAULTS = "SELECT id, version, station_code, what, state, reported_by, reported_at, note, closed_at
        FROM faults WHERE station_code = $1 ORDER BY id DESC LIMIT $2";
    /// A fault.
    FAULT = "SELECT id, version, station_code, what, state, reported_by, reported_at, note, closed_at
        FROM faults WHERE id = $1";
    /// Faults that are not over, by key.
    OPEN_FAULTS = "SELECT id, version, station_code, what, state, reported_by, reported_at, note, closed_at
        FROM faults WHERE state IN ('reported', 'open') AND id < $1 ORDER BY id DESC LIMIT $2";
    /// Adds a fault.
    ADD_FAULT = "INSERT INTO faults
        (id, version, station_code, what, state, reported_by, reported_at, note)
        VALUES ($1, 1, $2, $3, 'reported', $4, $5, '')";
    /// Moves a fault on.
    SET_FAULT = "UPDATE faults SET state = $1, note = $2, closed_at = $3, version = version + 1
        WHERE id = $4 AND version = $5";
    /// Messages between a station and the district.
    MESSAGES = "SELECT station_code, from_district, author, body, sent_at FROM keeper_messages
        WHERE station_code = $1 ORDER BY id DESC LIMIT $2";
    /// Adds a message.
    ADD_MESSAGE = "INSERT INTO keeper_messages (id, station_code, from_district, author, body, sent_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";
    /// Inspections of a station.
    INSPECTIONS = "SELECT id, version, station_code, done_on, inspector, failed, checked, note, follow_up_by, followed_up_at
        FROM inspections WHERE station_code = $1 ORDER BY id DESC LIMIT $2";
    /// Adds an inspection.
    ADD_INSPECTION = "INSERT INTO inspections
        (id, version, station_code, done_on, inspector, failed, checked, note, follow_up_by)
        VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8)";
    /// What an inspection found is put right.
    FOLLOW_UP = "UPDATE inspections SET followed_up_at = $1, version = version + 1
        WHERE id = $2 AND version = $3 AND station_code = $4 AND followed_up_at IS NULL";
}

db::from_row!(SpecialHours { id, version, station, region, state, why, from, until, made_by });

/// A tap that counted a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitTap {
    /// Its key, made by the page.
    pub id: String,
    /// What was counted.
    pub kind: VisitKind,
    /// When.
    pub tapped_at: Instant,
}
db::from_row!(VisitTap { id, kind, tapped_at });

/// Visits of a station on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visits {
    /// The station's number.
    pub station: String,
    /// The day.
    pub day: String,
    /// The kind.
    pub kind: VisitKind,
    /// How many.
    pub number: i64,
}
db::from_row!(Visits { station, day, kind, number });

/// Something kept in stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockItem {
    /// Its id.
    pub id: StockId,
    /// Counts changes.
    pub version: i64,
    /// The station's number.
    pub station: String,
    /// Its rule in the pack.
    pub item: String,
    /// How many.
    pub number: i64,
    /// The last day of use; empty for none.
    pub expires_on: String,
    /// When it was last counted.
    pub changed_at: Instant,
}
db::from_row!(StockItem { id, version, station, item, number, expires_on, changed_at });

/// A fault of a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationFault {
    /// Its id.
    pub id: FaultId,
    /// Counts changes.
    pub version: i64,
    /// The station's number.
    pub station: String,
    /// What is wrong.
    pub what: String,
    /// Where it stands.
    pub state: FaultState,
    /// Who reported it.
    pub reported_by: String,
    /// When.
    pub reported_at: Instant,
    /// What was done.
    pub note: String,
    /// When it was over.
    pub closed_at: Option<Instant>,
}
db::from_row!(StationFault {
    id,
    version,
    station,
    what,
    state,
    reported_by,
    reported_at,
    note,
    closed_at,
});

/// A message between a station and the district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeeperMessage {
    /// The station's number.
    pub station: String,
    /// From the district; else from the station.
    pub from_district: bool,
    /// Who wrote it.
    pub author: String,
    /// What.
    pub body: String,
    /// When.
    pub sent_at: Instant,
}
db::from_row!(KeeperMessage { station, from_district, author, body, sent_at });

/// An inspection of a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Its id.
    pub id: InspectionId,
    /// Counts changes.
    pub version: i64,
    /// The station's number.
    pub station: String,
    /// The day.
    pub done_on: String,
    /// Who looked.
    pub inspector: String,
    /// What was not as it should be: short names with blanks between them.
    pub failed: String,
    /// How many things were looked at.
    pub checked: i64,
    /// What was seen.
    pub note: String,
    /// The day by which it is to be put right; empty when there is nothing.
    pub follow_up_by: String,
    /// When it was put right.
    pub followed_up_at: Option<Instant>,
}
db::from_row!(Inspection {
    id,
    version,
    station,
    done_on,
    inspector,
    failed,
    checked,
    note,
    follow_up_by,
    followed_up_at,
});

/// Special hours that are not over.
///
/// # Errors
/// Any [`StoreError`].
pub async fn special_now(tx: &mut Tx<'_>) -> Result<Vec<SpecialHours>, StoreError> {
    let now = tx.recorded_at();
    tx.all(&SPECIAL, params![now]).await
}

/// Special hours by their id.
///
/// # Errors
/// Any [`StoreError`].
pub async fn special(
    tx: &mut Tx<'_>,
    id: SpecialHoursId,
) -> Result<Option<SpecialHours>, StoreError> {
    tx.opt(&SPECIAL_ONE, params![id]).await
}

/// Adds special hours.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_special(tx: &mut Tx<'_>, one: &SpecialHours) -> Result<(), StoreError> {
    let now = tx.recorded_at();
    let values = params![
        one.id,
        &one.station,
        &one.region,
        one.state,
        &one.why,
        one.from,
        one.until,
        &one.made_by,
        now,
    ];
    tx.exec_one(&ADD_SPECIAL, values).await
}

/// Ends special hours.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody was quicker.
pub async fn end_special(tx: &mut Tx<'_>, one: &SpecialHours) -> Result<(), StoreError> {
    let now = tx.recorded_at();
    tx.exec_one(&END_SPECIAL, params![one.until, now, one.id, one.version]).await
}

/// The day and hour a visit counts in.
fn bucket(station: &str, kind: VisitKind, at: Instant) -> Vec<Value> {
    let hour = i64::from(at.beijing().hour());
    params![station, at.day().to_string(), hour, kind].to_vec()
}

/// Notes a tap and counts it; `false` when it was counted already.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_tap(tx: &mut Tx<'_>, station: &str, tap: &VisitTap) -> Result<bool, StoreError> {
    let added = tx.exec(&ADD_TAP, params![&tap.id, station, tap.kind, tap.tapped_at]).await?;
    if added == 1 {
        tx.exec(&COUNT_VISIT, &bucket(station, tap.kind, tap.tapped_at)).await?;
    }
    Ok(added == 1)
}

/// Counts visits that were noted elsewhere, as on a sheet of paper.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_visits(
    tx: &mut Tx<'_>,
    station: &str,
    (kind, at): (VisitKind, Instant),
    number: i64,
) -> Result<(), StoreError> {
    let mut values = bucket(station, kind, at);
    values.push(db::Value::from(number));
    tx.exec(&COUNT_VISITS, &values).await.map(drop)
}

/// The last tap since an instant that was not taken back.
///
/// # Errors
/// Any [`StoreError`].
pub async fn last_tap(
    tx: &mut Tx<'_>,
    station: &str,
    since: Instant,
) -> Result<Option<VisitTap>, StoreError> {
    tx.opt(&LAST_TAP, params![station, since]).await
}

/// Takes a tap back; `false` when it was taken back already.
///
/// # Errors
/// Any [`StoreError`].
pub async fn undo_tap(tx: &mut Tx<'_>, station: &str, tap: &VisitTap) -> Result<bool, StoreError> {
    let undone = tx.exec(&UNDO_TAP, params![&tap.id]).await? == 1;
    if undone {
        tx.exec(&UNCOUNT_VISIT, &bucket(station, tap.kind, tap.tapped_at)).await?;
    }
    Ok(undone)
}

/// Forgets taps before an instant; the counts stay.
///
/// # Errors
/// Any [`StoreError`].
pub async fn forget_taps(tx: &mut Tx<'_>, before: Instant) -> Result<u64, StoreError> {
    tx.exec(&FORGET_TAPS, params![before]).await
}

/// Visits of a day at a station by kind.
///
/// # Errors
/// Any [`StoreError`].
pub async fn visits_of_day(
    tx: &mut Tx<'_>,
    station: &str,
    day: &str,
) -> Result<Vec<(VisitKind, i64)>, StoreError> {
    tx.all(&VISITS_OF_DAY, params![station, day]).await
}

/// Visits from one day to another.
///
/// # Errors
/// Any [`StoreError`].
pub async fn visits(tx: &mut Tx<'_>, from: &str, to: &str) -> Result<Vec<Visits>, StoreError> {
    tx.all(&VISITS, params![from, to]).await
}

/// What a station has in stock.
///
/// # Errors
/// Any [`StoreError`].
pub async fn stock(tx: &mut Tx<'_>, station: &str) -> Result<Vec<StockItem>, StoreError> {
    tx.all(&STOCK, params![station]).await
}

/// Adds stock.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_stock(tx: &mut Tx<'_>, one: &StockItem) -> Result<(), StoreError> {
    let values =
        params![one.id, &one.station, &one.item, one.number, &one.expires_on, one.changed_at];
    tx.exec_one(&ADD_STOCK, values).await
}

/// Counts stock anew.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody was quicker or it is another station's.
pub async fn set_stock(
    tx: &mut Tx<'_>,
    station: &str,
    (id, version): (StockId, i64),
    number: i64,
) -> Result<(), StoreError> {
    let now = tx.recorded_at();
    tx.exec_one(&SET_STOCK, params![number, now, id, version, station]).await
}

/// Faults of a station, the newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn faults(tx: &mut Tx<'_>, station: &str) -> Result<Vec<StationFault>, StoreError> {
    tx.all(&FAULTS, params![station, BOOK_ROWS]).await
}

/// A fault.
///
/// # Errors
/// Any [`StoreError`].
pub async fn fault(tx: &mut Tx<'_>, id: FaultId) -> Result<Option<StationFault>, StoreError> {
    tx.opt(&FAULT, params![id]).await
}

/// Faults that are not over, the newest first, before a key.
///
/// # Errors
/// Any [`StoreError`].
pub async fn open_faults(
    tx: &mut Tx<'_>,
    before: &str,
    limit: i64,
) -> Result<Vec<StationFault>, StoreError> {
    tx.all(&OPEN_FAULTS, params![before, limit]).await
}

/// Adds a fault.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_fault(tx: &mut Tx<'_>, fault: &StationFault) -> Result<(), StoreError> {
    let values =
        params![fault.id, &fault.station, &fault.what, &fault.reported_by, fault.reported_at,];
    tx.exec_one(&ADD_FAULT, values).await
}

/// Moves a fault on.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody was quicker.
pub async fn set_fault(tx: &mut Tx<'_>, fault: &StationFault) -> Result<(), StoreError> {
    let values = params![fault.state, &fault.note, fault.closed_at, fault.id, fault.version];
    tx.exec_one(&SET_FAULT, values).await
}

/// Messages of a station, the newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn messages(tx: &mut Tx<'_>, station: &str) -> Result<Vec<KeeperMessage>, StoreError> {
    tx.all(&MESSAGES, params![station, BOOK_ROWS]).await
}

/// Adds a message, once.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_message(
    tx: &mut Tx<'_>,
    id: &str,
    message: &KeeperMessage,
) -> Result<bool, StoreError> {
    let values = params![
        id,
        &message.station,
        i64::from(message.from_district),
        &message.author,
        &message.body,
        message.sent_at,
    ];
    Ok(tx.exec(&ADD_MESSAGE, values).await? == 1)
}

/// Inspections of a station, the newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn inspections(tx: &mut Tx<'_>, station: &str) -> Result<Vec<Inspection>, StoreError> {
    tx.all(&INSPECTIONS, params![station, BOOK_ROWS]).await
}

/// Adds an inspection.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_inspection(tx: &mut Tx<'_>, one: &Inspection) -> Result<(), StoreError> {
    let values = params![
        one.id,
        &one.station,
        &one.done_on,
        &one.inspector,
        &one.failed,
        one.checked,
        &one.note,
        &one.follow_up_by,
    ];
    tx.exec_one(&ADD_INSPECTION, values).await
}

/// What an inspection found is put right.
///
/// # Errors
/// [`StoreError::Conflict`] when it was already.
pub async fn follow_up(
    tx: &mut Tx<'_>,
    station: &str,
    (id, version): (InspectionId, i64),
) -> Result<(), StoreError> {
    let now = tx.recorded_at();
    tx.exec_one(&FOLLOW_UP, params![now, id, version, station]).await
}
