//! Orders: each change is guarded by the version that was read.

use db::{FromRow, Row, StoreError, Tx, params};

use crate::domain::order::Order;
use crate::domain::order_no::OrderNo;
use crate::domain::{OrderId, RequestId};

/// The columns an [`Order`] is read from, in its order.
macro_rules! order_columns {
    () => {
        "id, order_no, request_id, state, version, order_type, urgency, category_code, title, channel,
        region_code, grid_code, unit_id, first_unit_id, catalogue_id, duty_override, hop_count, nature, parent_id,
        offered_unit_id, reported_unit_id, repeat_of, repeat_kind, confidential, received_at, dispatched_at,
        replied_at, closed_at, next_due_at, next_yellow_at, next_red_at, handle_due_at,
        reopened_count, rework_count"
    };
}
pub(crate) use order_columns;

db::statements! {
    /// Adds an order.
    INSERT = "INSERT INTO orders (id, order_no, request_id, state, queue, version, order_type, urgency,
        category_code, title, channel, region_code, grid_code, unit_id, first_unit_id, catalogue_id,
        duty_override, hop_count, repeat_of, confidential, received_at, dispatched_at, replied_at,
        closed_at, next_due_at, handle_due_at, reopened_count, rework_count, nature, parent_id,
        offered_unit_id, reported_unit_id, repeat_kind, next_yellow_at, next_red_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35)";
    /// One order.
    GET = concat!("SELECT ", order_columns!(), " FROM orders WHERE id = $1");
    /// One order by its number.
    GET_BY_NO = concat!("SELECT ", order_columns!(), " FROM orders WHERE order_no = $1");
    /// The first order of a request.
    GET_BY_REQUEST = concat!("SELECT ", order_columns!(), " FROM orders WHERE request_id = $1 ORDER BY id LIMIT 1");
    /// Orders joined to one.
    LINKED_TO = concat!("SELECT ", order_columns!(), " FROM orders WHERE repeat_of = $1 ORDER BY id");
    /// Writes a change, if nobody else did since it was read.
    SAVE = "UPDATE orders SET state = $3, queue = $4, version = version + 1, order_type = $5, urgency = $6,
        category_code = $7, unit_id = $8, first_unit_id = $9, catalogue_id = $10, duty_override = $11,
        hop_count = $12, repeat_of = $13, dispatched_at = $14, replied_at = $15, closed_at = $16,
        next_due_at = $17, handle_due_at = $18, reopened_count = $19, rework_count = $20,
        offered_unit_id = $21, reported_unit_id = $22, repeat_kind = $23, confidential = $24,
        next_yellow_at = $25, next_red_at = $26, region_code = $27, grid_code = $28
        WHERE id = $1 AND version = $2";
    /// Orders nobody signed for in time.
    UNSIGNED = "SELECT o.id, k.due_at FROM clocks k JOIN orders o ON o.id = k.order_id
        WHERE k.state = 'running' AND k.due_at <= $1 AND k.kind = 'sign_in' AND o.state = 'dispatched'
        ORDER BY k.due_at LIMIT $2";
    /// Orders the desk was done with before a time: for the jobs that close them. The desk's own clock stops
    /// when it is done.
    SETTLED_IN_STATE = "SELECT o.id, coalesce(k.stopped_at, o.received_at)
        FROM orders o LEFT JOIN clocks k ON k.order_id = o.id AND k.kind = 'intake'
        WHERE o.state = $1 AND o.received_at < $2
        AND coalesce(k.stopped_at, o.received_at) < $2
        ORDER BY o.received_at LIMIT $3";
}

impl FromRow for Order {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            order_no: row.take()?,
            request_id: row.take()?,
            state: row.take()?,
            version: row.take()?,
            order_type: row.take()?,
            urgency: row.take()?,
            category_code: row.take()?,
            title: row.take()?,
            channel: row.take()?,
            region_code: row.take()?,
            grid_code: row.take()?,
            unit_id: row.take()?,
            first_unit_id: row.take()?,
            catalogue_id: row.take()?,
            duty_override: row.take()?,
            hop_count: row.take()?,
            nature: row.take()?,
            parent_id: row.take()?,
            offered_unit_id: row.take()?,
            reported_unit_id: row.take()?,
            repeat_of: row.take()?,
            repeat_kind: row.take()?,
            confidential: row.take()?,
            received_at: row.take()?,
            dispatched_at: row.take()?,
            replied_at: row.take()?,
            closed_at: row.take()?,
            next_due_at: row.take()?,
            next_yellow_at: row.take()?,
            next_red_at: row.take()?,
            handle_due_at: row.take()?,
            reopened_count: row.take()?,
            rework_count: row.take()?,
        })
    }
}

/// Adds an order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, order: &Order) -> Result<(), StoreError> {
    let params = params![
        order.id,
        order.order_no.clone(),
        order.request_id,
        order.state,
        order.state.queue(),
        order.version,
        order.order_type,
        order.urgency,
        order.category_code.as_deref(),
        &order.title,
        &order.channel,
        order.region_code.as_deref(),
        order.grid_code.as_deref(),
        order.unit_id,
        order.first_unit_id,
        order.catalogue_id.as_deref(),
        order.duty_override.as_deref(),
        order.hop_count,
        order.repeat_of,
        order.confidential,
        order.received_at,
        order.dispatched_at,
        order.replied_at,
        order.closed_at,
        order.next_due_at,
        order.handle_due_at,
        order.reopened_count,
        order.rework_count,
        order.nature,
        order.parent_id,
        order.offered_unit_id,
        order.reported_unit_id,
        order.repeat_kind,
        order.next_yellow_at,
        order.next_red_at,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Writes a change; the order's version is the one that was read.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn save(tx: &mut Tx<'_>, order: &Order) -> Result<(), StoreError> {
    let params = params![
        order.id,
        order.version,
        order.state,
        order.state.queue(),
        order.order_type,
        order.urgency,
        order.category_code.as_deref(),
        order.unit_id,
        order.first_unit_id,
        order.catalogue_id.as_deref(),
        order.duty_override.as_deref(),
        order.hop_count,
        order.repeat_of,
        order.dispatched_at,
        order.replied_at,
        order.closed_at,
        order.next_due_at,
        order.handle_due_at,
        order.reopened_count,
        order.rework_count,
        order.offered_unit_id,
        order.reported_unit_id,
        order.repeat_kind,
        order.confidential,
        order.next_yellow_at,
        order.next_red_at,
        order.region_code.as_deref(),
        order.grid_code.as_deref(),
    ];
    tx.exec_one(&SAVE, params).await
}

/// One order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Order>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// One order by its number.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_by_no(tx: &mut Tx<'_>, number: &OrderNo) -> Result<Option<Order>, StoreError> {
    tx.opt(&GET_BY_NO, params![number.as_str()]).await
}

/// The first order of a request.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_by_request(tx: &mut Tx<'_>, id: RequestId) -> Result<Option<Order>, StoreError> {
    tx.opt(&GET_BY_REQUEST, params![id]).await
}

/// Orders joined to one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn linked_to(tx: &mut Tx<'_>, lead: OrderId) -> Result<Vec<Order>, StoreError> {
    tx.all(&LINKED_TO, params![lead]).await
}
