//! Parts of an order, and orders on offer to another unit.

use db::{FromRow, Row, StoreError, Tx, params};
use kernel::id::Id;
use kernel::time::Instant;
use people::UnitId;

use super::order::order_columns;
use crate::domain::OrderId;
use crate::domain::joint::HandoverState;
use crate::domain::order::Order;
use crate::domain::order_no::OrderNo;

db::statements! {
    /// The parts of an order, in their order.
    PARTS = concat!("SELECT ", order_columns!(), " FROM orders WHERE parent_id = $1 ORDER BY order_no");
    /// Adds an offer.
    INSERT_HANDOVER = "INSERT INTO handovers (id, order_id, from_unit_id, to_unit_id, state, reason, offered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Decides on the open offer of an order.
    DECIDE_HANDOVER = "UPDATE handovers SET state = $2, decided_at = $3, answer = $4
        WHERE order_id = $1 AND state = 'offered'";
    /// Offers of an order, oldest first.
    HANDOVERS = "SELECT id, from_unit_id, to_unit_id, state, reason, offered_at, decided_at, answer
        FROM handovers WHERE order_id = $1 ORDER BY offered_at, id";
    /// What co-units did in a period, by unit: parts whose limit ended in it, in time, late, not waited for.
    FIGURES = "SELECT o.unit_id, count(*),
        sum(CASE WHEN o.closed_at IS NOT NULL AND o.closed_at < o.handle_due_at AND o.replied_at IS NOT NULL THEN 1 ELSE 0 END),
        sum(CASE WHEN o.closed_at IS NULL OR o.closed_at >= o.handle_due_at THEN 1 ELSE 0 END),
        sum(CASE WHEN o.closed_at IS NOT NULL AND o.replied_at IS NULL THEN 1 ELSE 0 END)
        FROM orders o WHERE o.nature = 'co' AND o.unit_id IS NOT NULL AND o.handle_due_at >= $1 AND o.handle_due_at < $2
        GROUP BY o.unit_id ORDER BY o.unit_id";
    /// The same for one unit.
    FIGURES_OF = "SELECT o.unit_id, count(*),
        sum(CASE WHEN o.closed_at IS NOT NULL AND o.closed_at < o.handle_due_at AND o.replied_at IS NOT NULL THEN 1 ELSE 0 END),
        sum(CASE WHEN o.closed_at IS NULL OR o.closed_at >= o.handle_due_at THEN 1 ELSE 0 END),
        sum(CASE WHEN o.closed_at IS NOT NULL AND o.replied_at IS NULL THEN 1 ELSE 0 END)
        FROM orders o WHERE o.nature = 'co' AND o.unit_id = $3 AND o.handle_due_at >= $1 AND o.handle_due_at < $2
        GROUP BY o.unit_id ORDER BY o.unit_id";
    /// Leads that wait for a late co-unit, the longest first, behind a key; of one unit, whichever side it is on.
    WAITING = "SELECT p.id, p.order_no, p.title, p.unit_id, o.id, o.order_no, o.unit_id, o.handle_due_at
        FROM orders o JOIN orders p ON p.id = o.parent_id
        WHERE o.nature = 'co' AND o.queue <> 'done' AND o.handle_due_at < $1 AND o.confidential = 0
        AND p.confidential = 0 AND ($2 = '' OR p.unit_id = $2 OR o.unit_id = $2)
        AND (o.handle_due_at, o.id) > ($3, $4) ORDER BY o.handle_due_at, o.id LIMIT $5";
}

/// The parts of an order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn parts(tx: &mut Tx<'_>, lead: OrderId) -> Result<Vec<Order>, StoreError> {
    tx.all(&PARTS, params![lead]).await
}

/// An offer to another unit as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverRow {
    /// Its id.
    pub id: Id,
    /// Who has the order.
    pub from_unit_id: UnitId,
    /// Whom it is offered to.
    pub to_unit_id: UnitId,
    /// Where it stands.
    pub state: HandoverState,
    /// Why.
    pub reason: String,
    /// When it was offered.
    pub offered_at: Instant,
    /// When it was answered.
    pub decided_at: Option<Instant>,
    /// What the receiver said.
    pub answer: Option<String>,
}

db::from_row!(HandoverRow {
    id,
    from_unit_id,
    to_unit_id,
    state,
    reason,
    offered_at,
    decided_at,
    answer,
});

/// Adds an offer.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_handover(
    tx: &mut Tx<'_>,
    order: OrderId,
    row: &HandoverRow,
) -> Result<(), StoreError> {
    let params = params![
        row.id,
        order,
        row.from_unit_id,
        row.to_unit_id,
        row.state,
        &row.reason,
        row.offered_at,
    ];
    tx.exec(&INSERT_HANDOVER, params).await.map(drop)
}

/// Decides on the open offer of an order, if there is one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn decide_handover(
    tx: &mut Tx<'_>,
    order: OrderId,
    state: HandoverState,
    at: Instant,
    answer: Option<&str>,
) -> Result<(), StoreError> {
    tx.exec(&DECIDE_HANDOVER, params![order, state, at, answer]).await.map(drop)
}

/// Offers of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn handovers(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<HandoverRow>, StoreError> {
    tx.all(&HANDOVERS, params![order]).await
}

/// What a co-unit did in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JointFigures {
    /// The unit.
    pub unit_id: UnitId,
    /// Parts whose limit ended in it.
    pub parts: i64,
    /// Answered in time.
    pub in_time: i64,
    /// Answered late, or not yet.
    pub late: i64,
    /// Not waited for.
    pub waived: i64,
}

impl FromRow for JointFigures {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            unit_id: row.take()?,
            parts: row.take()?,
            in_time: row.take()?,
            late: row.take()?,
            waived: row.take()?,
        })
    }
}

/// What co-units did in a period (`until` is exclusive), one unit or all.
///
/// # Errors
/// Any [`StoreError`].
pub async fn figures(
    tx: &mut Tx<'_>,
    from: Instant,
    until: Instant,
    unit: Option<UnitId>,
) -> Result<Vec<JointFigures>, StoreError> {
    match unit {
        None => tx.all(&FIGURES, params![from, until]).await,
        Some(unit) => tx.all(&FIGURES_OF, params![from, until, unit]).await,
    }
}

/// A lead that waits for a late co-unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The lead.
    pub lead_id: OrderId,
    /// Its number.
    pub lead_no: OrderNo,
    /// Its title.
    pub title: String,
    /// Its unit.
    pub lead_unit_id: Option<UnitId>,
    /// The part.
    pub part_id: OrderId,
    /// Its number.
    pub part_no: OrderNo,
    /// The unit that is late.
    pub part_unit_id: Option<UnitId>,
    /// When the part was due.
    pub due_at: Instant,
}

db::from_row!(Waiting {
    lead_id,
    lead_no,
    title,
    lead_unit_id,
    part_id,
    part_no,
    part_unit_id,
    due_at,
});

/// Leads that wait for a late co-unit, the longest first, behind a key; only
/// those in which one unit leads or is the late one, if one is named.
///
/// # Errors
/// Any [`StoreError`].
pub async fn waiting(
    tx: &mut Tx<'_>,
    now: Instant,
    unit: Option<UnitId>,
    (behind_at, behind_id): (Instant, &str),
    limit: u32,
) -> Result<Vec<Waiting>, StoreError> {
    let unit = unit.map(|unit| unit.to_string()).unwrap_or_default();
    tx.all(&WAITING, params![now, unit, behind_at, behind_id, limit]).await
}
