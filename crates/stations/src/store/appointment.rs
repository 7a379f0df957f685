//! Appointments, the seats of their times, and times that were taken out.

use db::{StoreError, Tx, params};
use jiff::civil::Date;
use kernel::time::Instant;

use crate::domain::appointment::{Appointment, AppointmentId, AppointmentState, ClosureId};
use crate::domain::appointment_rules::{Closure, Slot};

macro_rules! columns {
    () => {
        "id, version, state, calendar_id, starts_at, ends_at, submission_key, appointment_no, code_tag, requester_ref,
        topic, adverse, clearance, held_until, cancelled_by, reason, made_at, reminded_at"
    };
}

db::from_row!(Appointment {
    id,
    version,
    state,
    calendar_id,
    starts_at,
    ends_at,
    submission_key,
    appointment_no,
    code_tag,
    requester_ref,
    topic,
    adverse,
    clearance,
    held_until,
    cancelled_by,
    reason,
    made_at,
    reminded_at,
});
db::from_row!(Closure { id, calendar_id, from_at, until_at, reason });

/// A time that somebody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenSlot {
    /// Begin.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Seats.
    pub capacity: i64,
    /// Seats taken.
    pub taken: i64,
}

db::from_row!(TakenSlot { starts_at, ends_at, capacity, taken });

db::statements! {
    /// Makes this transaction the only one that changes a calendar.
    LOCK = "INSERT INTO appointment_calendars (id, writes) VALUES ($1, 1)
        ON CONFLICT (id) DO UPDATE SET writes = appointment_calendars.writes + 1";
    /// The next number of a day.
    NEXT_NUMBER = "INSERT INTO appointment_numbers (day, last) VALUES ($1, 1)
        ON CONFLICT (day) DO UPDATE SET last = appointment_numbers.last + 1 RETURNING last";
    /// Opens a time, or gives it the seats the rules now say, if those taken leave that.
    PUT_SLOT = "INSERT INTO appointment_slots (calendar_id, starts_at, ends_at, capacity) VALUES ($1, $2, $3, $4)
        ON CONFLICT (calendar_id, starts_at) DO UPDATE SET ends_at = excluded.ends_at, capacity = excluded.capacity
        WHERE appointment_slots.taken <= excluded.capacity";
    /// Other times with seats taken that this one would run into.
    OVERLAPS = "SELECT count(*) FROM appointment_slots WHERE calendar_id = $1 AND starts_at <> $2 AND starts_at < $3
        AND ends_at > $2 AND taken > 0";
    /// Takes a seat, if there is one.
    TAKE = "UPDATE appointment_slots SET taken = taken + 1 WHERE calendar_id = $1 AND starts_at = $2
        AND taken < capacity";
    /// Gives a seat back.
    GIVE_BACK = "UPDATE appointment_slots SET taken = taken - 1 WHERE calendar_id = $1 AND starts_at = $2
        AND taken > 0";
    /// Times of a calendar somebody asked for.
    SLOTS = "SELECT starts_at, ends_at, capacity, taken FROM appointment_slots
        WHERE calendar_id = $1 AND starts_at >= $2 AND starts_at < $3 ORDER BY starts_at";
    /// Adds an appointment unless its key is known.
    INSERT = "INSERT INTO appointments (id, version, state, calendar_id, starts_at, ends_at, submission_key,
        appointment_no, code_tag, topic, adverse, clearance, held_until, reason, made_at)
        VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, '', '', $9, $10, '', $11) ON CONFLICT DO NOTHING";
    /// Writes a change, if the version is the one that was read.
    SAVE = "UPDATE appointments SET version = version + 1, state = $3, requester_ref = $4, topic = $5, adverse = $6,
        clearance = $7, held_until = $8, cancelled_by = $9, reason = $10 WHERE id = $1 AND version = $2";
    /// One appointment.
    GET = concat!("SELECT ", columns!(), " FROM appointments WHERE id = $1");
    /// One by its number.
    BY_NO = concat!("SELECT ", columns!(), " FROM appointments WHERE appointment_no = $1");
    /// One by the key it came with.
    BY_KEY = concat!("SELECT ", columns!(), " FROM appointments WHERE submission_key = $1");
    /// Whose seat is no longer held, or who waited for a time that has come; of one calendar or of all.
    DUE = concat!("SELECT ", columns!(), " FROM appointments WHERE ($1 = '' OR calendar_id = $1)
        AND (state IN ('held', 'offered') AND held_until <= $2 OR state = 'waiting' AND starts_at <= $2)
        ORDER BY id LIMIT 500");
    /// Who waits for a time, the first who came first.
    WAITING = concat!("SELECT ", columns!(), " FROM appointments WHERE calendar_id = $1 AND starts_at = $2
        AND state = 'waiting' ORDER BY id LIMIT 500");
    /// Open ones of a calendar that run into a span.
    OPEN_IN = concat!("SELECT ", columns!(), " FROM appointments WHERE calendar_id = $1 AND starts_at < $3
        AND ends_at > $2 AND state IN ('held', 'waiting', 'offered', 'confirmed') ORDER BY id LIMIT 1000");
    /// Those of a calendar in a span, in order of time.
    BETWEEN = concat!("SELECT ", columns!(), " FROM appointments WHERE calendar_id = $1 AND starts_at >= $2
        AND starts_at < $3 ORDER BY starts_at, id LIMIT 2000");
    /// Confirmed ones that begin soon, of somebody who can be told and was not yet.
    TO_REMIND = concat!("SELECT ", columns!(), " FROM appointments WHERE state = 'confirmed' AND starts_at > $1
        AND starts_at <= $2 AND reminded_at IS NULL AND requester_ref IS NOT NULL ORDER BY starts_at, id LIMIT 200");
    /// Notes that a reminder went out.
    REMINDED = "UPDATE appointments SET reminded_at = $2 WHERE id = $1 AND reminded_at IS NULL";
    /// How many of a calendar came to what in a span.
    OUTCOMES = "SELECT state, count(*) FROM appointments WHERE calendar_id = $1 AND starts_at >= $2
        AND starts_at < $3 GROUP BY state ORDER BY state";
    /// Adds a time that is taken out.
    INSERT_CLOSURE = "INSERT INTO appointment_closures (id, calendar_id, from_at, until_at, reason)
        VALUES ($1, $2, $3, $4, $5)";
    /// Gives a time back.
    DELETE_CLOSURE = "DELETE FROM appointment_closures WHERE id = $1";
    /// A time that is taken out.
    CLOSURE = "SELECT id, calendar_id, from_at, until_at, reason FROM appointment_closures WHERE id = $1";
    /// Times of a calendar taken out that are not over.
    CLOSURES = "SELECT id, calendar_id, from_at, until_at, reason FROM appointment_closures
        WHERE calendar_id = $1 AND until_at > $2 ORDER BY from_at, id";
}

/// Makes this transaction the only one that changes a calendar, until it ends.
///
/// # Errors
/// Any [`StoreError`].
pub async fn lock(tx: &mut Tx<'_>, calendar: &str) -> Result<(), StoreError> {
    tx.exec(&LOCK, params![calendar]).await.map(drop)
}

/// The next number of a day, from 1.
///
/// # Errors
/// Any [`StoreError`].
pub async fn next_number(tx: &mut Tx<'_>, day: Date) -> Result<i64, StoreError> {
    let (last,): (i64,) = tx.one(&NEXT_NUMBER, params![day.to_string()]).await?;
    Ok(last)
}

/// Takes a seat of a time; `false` when there is none, or when it would run into another
/// time that is taken.
///
/// # Errors
/// Any [`StoreError`].
pub async fn take(tx: &mut Tx<'_>, calendar: &str, slot: Slot) -> Result<bool, StoreError> {
    let over: (i64,) = tx.one(&OVERLAPS, params![calendar, slot.starts_at, slot.ends_at]).await?;
    if over.0 > 0 {
        return Ok(false);
    }
    let row = params![calendar, slot.starts_at, slot.ends_at, slot.capacity];
    tx.exec(&PUT_SLOT, row).await?;
    Ok(tx.exec(&TAKE, params![calendar, slot.starts_at]).await? == 1)
}

/// Gives a seat back.
///
/// # Errors
/// Any [`StoreError`].
pub async fn give_back(
    tx: &mut Tx<'_>,
    calendar: &str,
    starts_at: Instant,
) -> Result<(), StoreError> {
    tx.exec_one(&GIVE_BACK, params![calendar, starts_at]).await
}

/// Times of a calendar somebody asked for, from one instant to another.
///
/// # Errors
/// Any [`StoreError`].
pub async fn slots(
    tx: &mut Tx<'_>,
    calendar: &str,
    (from, until): (Instant, Instant),
) -> Result<Vec<TakenSlot>, StoreError> {
    tx.all(&SLOTS, params![calendar, from, until]).await
}

/// Adds an appointment; `false` when its key is known.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Appointment) -> Result<bool, StoreError> {
    let values = params![
        new.id,
        new.state,
        &new.calendar_id,
        new.starts_at,
        new.ends_at,
        &new.submission_key,
        &new.appointment_no,
        &new.code_tag,
        new.clearance,
        new.held_until,
        new.made_at,
    ];
    Ok(tx.exec(&INSERT, values).await? == 1)
}

/// Writes a change; its version is the one that was read.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn save(tx: &mut Tx<'_>, after: &Appointment) -> Result<(), StoreError> {
    let values = params![
        after.id,
        after.version,
        after.state,
        after.requester_ref,
        &after.topic,
        &after.adverse,
        after.clearance,
        after.held_until,
        after.cancelled_by,
        &after.reason,
    ];
    tx.exec_one(&SAVE, values).await
}

/// One appointment.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: AppointmentId) -> Result<Option<Appointment>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// One by its number.
///
/// # Errors
/// Any [`StoreError`].
pub async fn by_no(tx: &mut Tx<'_>, no: &str) -> Result<Option<Appointment>, StoreError> {
    tx.opt(&BY_NO, params![no]).await
}

/// One by the key it came with.
///
/// # Errors
/// Any [`StoreError`].
pub async fn by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Appointment>, StoreError> {
    tx.opt(&BY_KEY, params![key]).await
}

/// Whose time ran out; of one calendar, or of all for an empty name.
///
/// # Errors
/// Any [`StoreError`].
pub async fn due(
    tx: &mut Tx<'_>,
    calendar: &str,
    now: Instant,
) -> Result<Vec<Appointment>, StoreError> {
    tx.all(&DUE, params![calendar, now]).await
}

/// Who waits for a time, the first who came first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn waiting(
    tx: &mut Tx<'_>,
    calendar: &str,
    starts_at: Instant,
) -> Result<Vec<Appointment>, StoreError> {
    tx.all(&WAITING, params![calendar, starts_at]).await
}

/// Open ones of a calendar that run into a span.
///
/// # Errors
/// Any [`StoreError`].
pub async fn open_in(
    tx: &mut Tx<'_>,
    calendar: &str,
    (from, until): (Instant, Instant),
) -> Result<Vec<Appointment>, StoreError> {
    tx.all(&OPEN_IN, params![calendar, from, until]).await
}

/// Those of a calendar in a span, in order of time.
///
/// # Errors
/// Any [`StoreError`].
pub async fn between(
    tx: &mut Tx<'_>,
    calendar: &str,
    (from, until): (Instant, Instant),
) -> Result<Vec<Appointment>, StoreError> {
    tx.all(&BETWEEN, params![calendar, from, until]).await
}

/// Who is to be reminded.
///
/// # Errors
/// Any [`StoreError`].
pub async fn to_remind(
    tx: &mut Tx<'_>,
    (now, until): (Instant, Instant),
) -> Result<Vec<Appointment>, StoreError> {
    tx.all(&TO_REMIND, params![now, until]).await
}

/// Notes that a reminder went out; `false` when one did before.
///
/// # Errors
/// Any [`StoreError`].
pub async fn reminded(tx: &mut Tx<'_>, id: AppointmentId, at: Instant) -> Result<bool, StoreError> {
    Ok(tx.exec(&REMINDED, params![id, at]).await? == 1)
}

/// How many of a calendar came to what in a span.
///
/// # Errors
/// Any [`StoreError`].
pub async fn outcomes(
    tx: &mut Tx<'_>,
    calendar: &str,
    (from, until): (Instant, Instant),
) -> Result<Vec<(AppointmentState, i64)>, StoreError> {
    tx.all(&OUTCOMES, params![calendar, from, until]).await
}

/// Takes a time out.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_closure(tx: &mut Tx<'_>, new: &Closure) -> Result<(), StoreError> {
    let values = params![new.id, &new.calendar_id, new.from_at, new.until_at, &new.reason];
    tx.exec(&INSERT_CLOSURE, values).await.map(drop)
}

/// Gives a time back; `false` when it was given back already.
///
/// # Errors
/// Any [`StoreError`].
pub async fn delete_closure(tx: &mut Tx<'_>, id: ClosureId) -> Result<bool, StoreError> {
    Ok(tx.exec(&DELETE_CLOSURE, params![id]).await? == 1)
}

/// A time that is taken out.
///
/// # Errors
/// Any [`StoreError`].
pub async fn closure(tx: &mut Tx<'_>, id: ClosureId) -> Result<Option<Closure>, StoreError> {
    tx.opt(&CLOSURE, params![id]).await
}

/// Times of a calendar taken out that are not over.
///
/// # Errors
/// Any [`StoreError`].
pub async fn closures(
    tx: &mut Tx<'_>,
    calendar: &str,
    now: Instant,
) -> Result<Vec<Closure>, StoreError> {
    tx.all(&CLOSURES, params![calendar, now]).await
}
