//! Transfers between lines.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::line_transfer::Transfer;
use crate::domain::{OrderId, TransferId};

db::from_row!(Transfer {
    id,
    version,
    state,
    direction,
    line,
    mode,
    urgent,
    matter,
    address,
    ref_no,
    order_id,
    unit_id,
    offered_at,
    accept_due_at,
    accepted_at,
    returned_at,
    return_reason,
    settled_at,
    result,
});

db::statements! {
    /// Adds a transfer unless the other line's number is known.
    INSERT = "INSERT INTO line_transfers (id, version, state, direction, line, mode, urgent, matter, address, ref_no,
        order_id, unit_id, offered_at, accept_due_at, accepted_at, returned_at, return_reason, settled_at, result)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
        ON CONFLICT DO NOTHING";
    /// Writes a change, if the version is the one that was read.
    SAVE = "UPDATE line_transfers SET version = version + 1, state = $3, matter = $4, ref_no = $5, order_id = $6,
        offered_at = $7, accept_due_at = $8, accepted_at = $9, returned_at = $10, return_reason = $11,
        settled_at = $12, result = $13 WHERE id = $1 AND version = $2";
    /// One transfer.
    GET = "SELECT id, version, state, direction, line, mode, urgent, matter, address, ref_no, order_id, unit_id,
        offered_at, accept_due_at, accepted_at, returned_at, return_reason, settled_at, result
        FROM line_transfers WHERE id = $1";
    /// The transfer with the other line's number.
    GET_BY_REF = "SELECT id, version, state, direction, line, mode, urgent, matter, address, ref_no, order_id, unit_id,
        offered_at, accept_due_at, accepted_at, returned_at, return_reason, settled_at, result
        FROM line_transfers WHERE line = $1 AND direction = $2 AND ref_no = $3";
    /// A page of the list, newest first. Empty filters fit all; `$6` shows only those late at that time, `$8` says
    /// whether confidential ones may be seen, `$9` names the units whose reports are not there.
    PAGE = "SELECT id, version, state, direction, line, mode, urgent, matter, address, ref_no, order_id, unit_id,
        offered_at, accept_due_at, accepted_at, returned_at, return_reason, settled_at, result
        FROM line_transfers WHERE id < $1 AND ($2 = '' OR state = $2) AND ($3 = '' OR direction = $3)
        AND ($4 = '' OR line = $4) AND ($5 = '' OR matter LIKE $5 OR ref_no LIKE $5)
        AND ((state = 'offered' AND accept_due_at <= $6) OR $6 = 0)
        AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = line_transfers.order_id AND ((o.confidential = 1 AND $8 = 0)
            OR (o.reported_unit_id IS NOT NULL AND $9 LIKE '%' || o.reported_unit_id || '%')))
        ORDER BY id DESC LIMIT $7";
    /// What each line and direction came to since a day.
    COUNTS = "SELECT line, direction, count(*), sum(CASE WHEN accepted_at IS NOT NULL THEN 1 ELSE 0 END),
        sum(CASE WHEN state = 'returned' THEN 1 ELSE 0 END),
        sum(CASE WHEN state = 'offered' THEN 1 ELSE 0 END),
        sum(CASE WHEN (state = 'offered' AND accept_due_at <= $2) OR accepted_at > accept_due_at THEN 1 ELSE 0 END),
        sum(CASE WHEN urgent = 1 THEN 1 ELSE 0 END) FROM line_transfers WHERE offered_at >= $1 GROUP BY line, direction ORDER BY line, direction";
    /// Transfers of an order.
    OF_ORDER = "SELECT id, version, state, direction, line, mode, urgent, matter, address, ref_no, order_id, unit_id,
        offered_at, accept_due_at, accepted_at, returned_at, return_reason, settled_at, result
        FROM line_transfers WHERE order_id = $1 ORDER BY id";
}

/// Filters of the list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Before this id.
    pub before: String,
    /// State, or empty.
    pub state: String,
    /// Direction, or empty.
    pub direction: String,
    /// Line, or empty.
    pub line: String,
    /// Pattern of words, or empty.
    pub words: String,
    /// Only those nobody accepted in time, at this time.
    pub late_at: Option<Instant>,
    /// Confidential ones may be seen.
    pub sees_confidential: bool,
    /// Units: what is reported about them is not there.
    pub hidden_from: String,
}

/// What a line and direction came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The line.
    pub line: String,
    /// Which way.
    pub direction: String,
    /// Handed over.
    pub all: i64,
    /// Accepted.
    pub accepted: i64,
    /// Returned.
    pub returned: i64,
    /// Still open.
    pub open: i64,
    /// Accepted too late or not yet although it is time.
    pub late: i64,
    /// Urgent ones among them.
    pub urgent: i64,
}

db::from_row!(Count { line, direction, all, accepted, returned, open, late, urgent });

/// Adds a transfer; `false` when the other line's number is known.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Transfer) -> Result<bool, StoreError> {
    let params = params![
        new.id,
        new.version,
        new.state,
        new.direction,
        new.line,
        new.mode,
        new.urgent,
        &new.matter,
        &new.address,
        new.ref_no.as_deref(),
        new.order_id,
        new.unit_id,
        new.offered_at,
        new.accept_due_at,
        new.accepted_at,
        new.returned_at,
        new.return_reason.as_deref(),
        new.settled_at,
        new.result.as_deref(),
    ];
    Ok(tx.exec(&INSERT, params).await? == 1)
}

/// Writes a change; gives how many rows it met.
///
/// # Errors
/// Any [`StoreError`].
pub async fn save(tx: &mut Tx<'_>, after: &Transfer) -> Result<u64, StoreError> {
    let params = params![
        after.id,
        after.version,
        after.state,
        &after.matter,
        after.ref_no.as_deref(),
        after.order_id,
        after.offered_at,
        after.accept_due_at,
        after.accepted_at,
        after.returned_at,
        after.return_reason.as_deref(),
        after.settled_at,
        after.result.as_deref(),
    ];
    tx.exec(&SAVE, params).await
}

/// One transfer.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: TransferId) -> Result<Option<Transfer>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// The transfer with the other line's number, if there is one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_by_ref(tx: &mut Tx<'_>, new: &Transfer) -> Result<Option<Transfer>, StoreError> {
    tx.opt(&GET_BY_REF, params![new.line, new.direction, new.ref_no.as_deref()]).await
}

/// A page of the list.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Transfer>, StoreError> {
    let params = params![
        &filter.before,
        &filter.state,
        &filter.direction,
        &filter.line,
        &filter.words,
        filter.late_at.map_or(0, Instant::micros),
        limit,
        i64::from(filter.sees_confidential),
        &filter.hidden_from,
    ];
    tx.all(&PAGE, params).await
}

/// Figures by line and direction.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts(
    tx: &mut Tx<'_>,
    since: Instant,
    now: Instant,
) -> Result<Vec<Count>, StoreError> {
    tx.all(&COUNTS, params![since, now]).await
}

/// Transfers of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Transfer>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}
