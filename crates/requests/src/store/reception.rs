//! Reception days, their slots and bookings.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::reception::{Booking, BookingState, Reception, Slot};
use crate::domain::{BookingId, OrderId, ReceptionId, SlotId};

macro_rules! columns {
    () => {
        "id, version, state, host_kind, host, unit_id, place, topics, starts_at, ends_at, slot_minutes, slot_capacity,
        booking_until"
    };
}
macro_rules! booking_columns {
    () => {
        "id, reception_id, slot_id, state, submission_key, booking_no, code_tag, requester_ref, topic, order_id, booked_at"
    };
}

db::from_row!(Reception {
    id,
    version,
    state,
    host_kind,
    host,
    unit_id,
    place,
    topics,
    starts_at,
    ends_at,
    slot_minutes,
    slot_capacity,
    booking_until,
});
db::from_row!(Slot { id, starts_at, ends_at, capacity, booked });
db::from_row!(Booking {
    id,
    reception_id,
    slot_id,
    state,
    submission_key,
    booking_no,
    code_tag,
    requester_ref,
    topic,
    order_id,
    booked_at,
});

db::statements! {
    /// Adds a reception.
    INSERT = "INSERT INTO receptions (id, version, state, host_kind, host, unit_id, place, topics, starts_at, ends_at,
        slot_minutes, slot_capacity, booking_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    /// Changes its state, if the version is the one that was read.
    SAVE = "UPDATE receptions SET version = version + 1, state = $3 WHERE id = $1 AND version = $2";
    /// One reception.
    GET = concat!("SELECT ", columns!(), " FROM receptions WHERE id = $1");
    /// A page of the list, newest first.
    PAGE = concat!("SELECT ", columns!(), " FROM receptions WHERE id < $1 AND ($2 = '' OR state = $2)
        AND ($3 = '' OR host_kind = $3) AND ($4 = '' OR host LIKE $4 OR topics LIKE $4) ORDER BY id DESC LIMIT $5");
    /// Receptions residents may see, the next one first.
    UPCOMING = concat!("SELECT ", columns!(), " FROM receptions WHERE state IN ('open', 'closed') AND ends_at > $1
        ORDER BY starts_at, id LIMIT 100");
    /// Adds a slot.
    INSERT_SLOT = "INSERT INTO reception_slots (id, reception_id, starts_at, ends_at, capacity) VALUES ($1, $2, $3, $4, $5)";
    /// The slots of a reception, in order.
    SLOTS = "SELECT id, starts_at, ends_at, capacity, booked FROM reception_slots WHERE reception_id = $1 ORDER BY starts_at";
    /// Takes a place in a slot of a reception, if there is one.
    TAKE = "UPDATE reception_slots SET booked = booked + 1 WHERE id = $1 AND reception_id = $2 AND booked < capacity";
    /// Gives a place back.
    GIVE_BACK = "UPDATE reception_slots SET booked = booked - 1 WHERE id = $1 AND booked > 0";
    /// Adds a booking unless its key is known.
    INSERT_BOOKING = "INSERT INTO reception_bookings (id, reception_id, slot_id, state, submission_key, booking_no, code_tag,
        requester_ref, topic, booked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    /// Changes what became of a booking, if it is what was read.
    SAVE_BOOKING = "UPDATE reception_bookings SET state = $3, order_id = $4 WHERE id = $1 AND state = $2";
    /// One booking.
    BOOKING = concat!("SELECT ", booking_columns!(), " FROM reception_bookings WHERE id = $1");
    /// The booking of a number.
    BOOKING_BY_NO = concat!("SELECT ", booking_columns!(), " FROM reception_bookings WHERE booking_no = $1");
    /// The booking of a key.
    BOOKING_BY_KEY = concat!("SELECT ", booking_columns!(), " FROM reception_bookings WHERE submission_key = $1");
    /// The bookings of a reception.
    BOOKINGS = concat!("SELECT ", booking_columns!(), " FROM reception_bookings WHERE reception_id = $1 ORDER BY id");
    /// Bookings of receptions that begin soon, without a reminder yet.
    TO_REMIND = "SELECT b.id FROM reception_bookings b JOIN reception_slots s ON s.id = b.slot_id
        JOIN receptions r ON r.id = b.reception_id WHERE b.state = 'booked' AND b.reminded_at IS NULL
        AND r.state IN ('open', 'closed') AND s.starts_at > $1 AND s.starts_at <= $2 ORDER BY b.id LIMIT 200";
    /// Notes that a reminder went out.
    REMINDED = "UPDATE reception_bookings SET reminded_at = $2 WHERE id = $1 AND reminded_at IS NULL";
}

/// Adds a reception.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Reception) -> Result<(), StoreError> {
    let params = params![
        new.id,
        new.version,
        new.state,
        new.host_kind,
        &new.host,
        new.unit_id,
        &new.place,
        &new.topics,
        new.starts_at,
        new.ends_at,
        new.slot_minutes,
        new.slot_capacity,
        new.booking_until,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Changes its state; gives how many rows it met.
///
/// # Errors
/// Any [`StoreError`].
pub async fn save(tx: &mut Tx<'_>, after: &Reception) -> Result<u64, StoreError> {
    tx.exec(&SAVE, params![after.id, after.version, after.state]).await
}

/// One reception.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: ReceptionId) -> Result<Option<Reception>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// Filters of the list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Before this id.
    pub before: String,
    /// State, or empty.
    pub state: String,
    /// Kind of host, or empty.
    pub host_kind: String,
    /// Pattern of words, or empty.
    pub words: String,
}

/// A page of the list.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Reception>, StoreError> {
    let params = params![&filter.before, &filter.state, &filter.host_kind, &filter.words, limit];
    tx.all(&PAGE, params).await
}

/// Receptions residents may see, the next one first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn upcoming(tx: &mut Tx<'_>, now: Instant) -> Result<Vec<Reception>, StoreError> {
    tx.all(&UPCOMING, params![now]).await
}

/// Adds a slot.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_slot(
    tx: &mut Tx<'_>,
    reception: ReceptionId,
    slot: &Slot,
) -> Result<(), StoreError> {
    let params = params![slot.id, reception, slot.starts_at, slot.ends_at, slot.capacity];
    tx.exec(&INSERT_SLOT, params).await.map(drop)
}

/// The slots of a reception, in order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn slots(tx: &mut Tx<'_>, reception: ReceptionId) -> Result<Vec<Slot>, StoreError> {
    tx.all(&SLOTS, params![reception]).await
}

/// Takes a place; `false` when there is none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn take(
    tx: &mut Tx<'_>,
    slot: SlotId,
    reception: ReceptionId,
) -> Result<bool, StoreError> {
    Ok(tx.exec(&TAKE, params![slot, reception]).await? == 1)
}

/// Gives a place back.
///
/// # Errors
/// Any [`StoreError`].
pub async fn give_back(tx: &mut Tx<'_>, slot: SlotId) -> Result<(), StoreError> {
    tx.exec(&GIVE_BACK, params![slot]).await.map(drop)
}

/// Adds a booking; `false` when its key is known.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_booking(tx: &mut Tx<'_>, new: &Booking) -> Result<bool, StoreError> {
    let params = params![
        new.id,
        new.reception_id,
        new.slot_id,
        new.state,
        &new.submission_key,
        &new.booking_no,
        &new.code_tag,
        new.requester_ref,
        &new.topic,
        new.booked_at,
    ];
    Ok(tx.exec(&INSERT_BOOKING, params).await? == 1)
}

/// Changes what became of a booking; gives how many rows it met.
///
/// # Errors
/// Any [`StoreError`].
pub async fn save_booking(
    tx: &mut Tx<'_>,
    before: &Booking,
    state: BookingState,
    order: Option<OrderId>,
) -> Result<u64, StoreError> {
    tx.exec(&SAVE_BOOKING, params![before.id, before.state, state, order]).await
}

/// One booking.
///
/// # Errors
/// Any [`StoreError`].
pub async fn booking(tx: &mut Tx<'_>, id: BookingId) -> Result<Option<Booking>, StoreError> {
    tx.opt(&BOOKING, params![id]).await
}

/// The booking of a number.
///
/// # Errors
/// Any [`StoreError`].
pub async fn booking_by_no(tx: &mut Tx<'_>, no: &str) -> Result<Option<Booking>, StoreError> {
    tx.opt(&BOOKING_BY_NO, params![no]).await
}

/// The booking of a key.
///
/// # Errors
/// Any [`StoreError`].
pub async fn booking_by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Booking>, StoreError> {
    tx.opt(&BOOKING_BY_KEY, params![key]).await
}

/// The bookings of a reception.
///
/// # Errors
/// Any [`StoreError`].
pub async fn bookings(tx: &mut Tx<'_>, reception: ReceptionId) -> Result<Vec<Booking>, StoreError> {
    tx.all(&BOOKINGS, params![reception]).await
}

/// Bookings that begin before a time and have no reminder yet.
///
/// # Errors
/// Any [`StoreError`].
pub async fn to_remind(
    tx: &mut Tx<'_>,
    now: Instant,
    until: Instant,
) -> Result<Vec<BookingId>, StoreError> {
    let rows: Vec<(BookingId,)> = tx.all(&TO_REMIND, params![now, until]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Notes that a reminder went out; `false` when one did before.
///
/// # Errors
/// Any [`StoreError`].
pub async fn reminded(tx: &mut Tx<'_>, id: BookingId, at: Instant) -> Result<bool, StoreError> {
    Ok(tx.exec(&REMINDED, params![id, at]).await? == 1)
}
