//! Streets' calls and the units called.

use db::{StoreError, Tx, params};
use kernel::time::Instant;
use people::UnitId;

use crate::domain::OrderId;
use crate::domain::whistle::{Call, CallState, Whistle, WhistleId};

db::statements! {
    /// Adds a whistle.
    INSERT = "INSERT INTO whistles (id, order_id, unit_id, title, text, place, called_at, arrive_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Calls a unit.
    CALL = "INSERT INTO whistle_calls (whistle_id, unit_id, state) VALUES ($1, $2, 'called')";
    /// Writes where a called unit stands, if it stands where it was read.
    SAVE = "UPDATE whistle_calls SET state = $4, arrived_at = $5, result = $6, reported_at = $7, street_mark = $8,
        street_text = $9, unit_mark = $10, unit_text = $11
        WHERE whistle_id = $1 AND unit_id = $2 AND state = $3";
    /// Ends a whistle that is open.
    END = "UPDATE whistles SET closed_at = $2, outcome = $3 WHERE id = $1 AND closed_at IS NULL";
    /// One whistle.
    GET = "SELECT id, order_id, unit_id, title, text, place, called_at, arrive_by, closed_at, outcome
        FROM whistles WHERE id = $1";
    /// Whistles for an order, oldest first.
    OF_ORDER = "SELECT id, order_id, unit_id, title, text, place, called_at, arrive_by, closed_at, outcome
        FROM whistles WHERE order_id = $1 ORDER BY called_at, id";
    /// The units called.
    CALLS = "SELECT whistle_id, unit_id, state, arrived_at, result, reported_at, street_mark, street_text, unit_mark, unit_text
        FROM whistle_calls WHERE whistle_id = $1 ORDER BY unit_id";
    /// Whistles, newest first, before a key; of a street or to a unit, without those for orders in which somebody is
    /// reported.
    PAGE = "SELECT w.id, w.order_id, w.unit_id, w.title, w.text, w.place, w.called_at, w.arrive_by, w.closed_at, w.outcome
        FROM whistles w LEFT JOIN orders o ON o.id = w.order_id WHERE (w.called_at, w.id) < ($1, $2)
        AND ($3 = '' OR ($3 = 'open' AND w.closed_at IS NULL) OR ($3 = 'closed' AND w.closed_at IS NOT NULL))
        AND ($4 = '' OR w.unit_id = $4
            OR EXISTS (SELECT 1 FROM whistle_calls c WHERE c.whistle_id = w.id AND c.unit_id = $4))
        AND ($5 = '' OR w.title LIKE $5 OR w.place LIKE $5)
        AND (o.reported_unit_id IS NULL OR $6 NOT LIKE '%' || o.reported_unit_id || '%')
        ORDER BY w.called_at DESC, w.id DESC LIMIT $7";
    /// What called units did since a time: calls, in time, late, without result.
    FIGURES = "SELECT c.unit_id, count(*),
        sum(CASE WHEN c.arrived_at IS NOT NULL AND c.arrived_at < w.arrive_by THEN 1 ELSE 0 END),
        sum(CASE WHEN c.street_mark = 'poor' THEN 1 ELSE 0 END),
        sum(CASE WHEN c.unit_mark = 'poor' THEN 1 ELSE 0 END)
        FROM whistle_calls c JOIN whistles w ON w.id = c.whistle_id
        WHERE w.called_at >= $1 AND c.state <> 'released' GROUP BY c.unit_id ORDER BY c.unit_id";
}

db::from_row!(Whistle {
    id,
    order_id,
    unit_id,
    title,
    text,
    place,
    called_at,
    arrive_by,
    closed_at,
    outcome,
});
db::from_row!(Call {
    whistle_id,
    unit_id,
    state,
    arrived_at,
    result,
    reported_at,
    street_mark,
    street_text,
    unit_mark,
    unit_text,
});
/// Adds a whistle with the units it calls.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Whistle, units: &[UnitId]) -> Result<(), StoreError> {
    let params = params![
        new.id,
        new.order_id,
        new.unit_id,
        &new.title,
        &new.text,
        &new.place,
        new.called_at,
        new.arrive_by,
    ];
    tx.exec(&INSERT, params).await?;
    for unit in units {
        tx.exec(&CALL, params![new.id, *unit]).await?;
    }
    Ok(())
}

/// Writes where a called unit stands; `was` is the state that was read.
///
/// # Errors
/// [`StoreError::Conflict`] when it stands elsewhere by now.
pub async fn save(tx: &mut Tx<'_>, was: CallState, call: &Call) -> Result<(), StoreError> {
    let params = params![
        call.whistle_id,
        call.unit_id,
        was,
        call.state,
        call.arrived_at,
        call.result.as_deref(),
        call.reported_at,
        call.street_mark,
        call.street_text.as_deref(),
        call.unit_mark,
        call.unit_text.as_deref(),
    ];
    tx.exec_one(&SAVE, params).await
}

/// Ends a whistle.
///
/// # Errors
/// [`StoreError::Conflict`] when it is not open any more.
pub async fn end(
    tx: &mut Tx<'_>,
    id: WhistleId,
    at: Instant,
    outcome: &str,
) -> Result<(), StoreError> {
    tx.exec_one(&END, params![id, at, outcome]).await
}

/// One whistle.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: WhistleId) -> Result<Option<Whistle>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// Whistles for an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Whistle>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}

/// The units called.
///
/// # Errors
/// Any [`StoreError`].
pub async fn calls(tx: &mut Tx<'_>, id: WhistleId) -> Result<Vec<Call>, StoreError> {
    tx.all(&CALLS, params![id]).await
}

/// Which whistles a list is about; empty filters nothing.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Before this time and id.
    pub before: (Instant, String),
    /// `open` or `closed`.
    pub state: &'static str,
    /// The street's, or to this unit.
    pub unit: String,
    /// A pattern of the title or the place.
    pub words: String,
    /// Units that must not learn of orders in which they are reported.
    pub hidden_from: String,
}

impl Filter {
    /// Every whistle, from the newest on.
    pub fn all() -> Self {
        Self {
            before: (Instant::from_micros(i64::MAX), String::new()),
            state: "",
            unit: String::new(),
            words: String::new(),
            hidden_from: String::new(),
        }
    }
}

/// A page of whistles, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    limit: u32,
) -> Result<Vec<Whistle>, StoreError> {
    let Filter { before: (at, id), state, unit, words, hidden_from } = filter;
    tx.all(&PAGE, params![*at, id.as_str(), *state, unit, words, hidden_from, limit]).await
}

/// What a called unit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WhistleFigures {
    /// The unit.
    pub unit_id: UnitId,
    /// How often it was called.
    pub calls: i64,
    /// How often it was there in time.
    pub in_time: i64,
    /// How often the street found its part poor.
    pub poor_part: i64,
    /// How often it found the call poor.
    pub poor_call: i64,
}

db::from_row!(WhistleFigures { unit_id, calls, in_time, poor_part, poor_call });

/// What called units did since a time.
///
/// # Errors
/// Any [`StoreError`].
pub async fn figures(tx: &mut Tx<'_>, since: Instant) -> Result<Vec<WhistleFigures>, StoreError> {
    tx.all(&FIGURES, params![since]).await
}
