//! The facts the three rates are made of.

use db::{FromRow, Row, StoreError, Tx, params};
use kernel::time::Instant;
use people::UnitId;

use crate::domain::OrderId;
use crate::domain::order_no::OrderNo;
use crate::domain::rates::RateFact;
use crate::domain::words::OrderType;

/// One order of the base with its fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLine {
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub order_no: OrderNo,
    /// Its unit.
    pub unit_id: UnitId,
    /// Its title.
    pub title: String,
    /// What kind.
    pub order_type: OrderType,
    /// When its limit ended.
    pub handle_due_at: Instant,
    /// When the first contact was due.
    pub contact_due_at: Option<Instant>,
    /// When it was made, by the record of the unit.
    pub contacted_at: Option<Instant>,
    /// What the requester said of it in the callback.
    pub unit_contacted: Option<bool>,
    /// Why it is left out of the adjusted rates.
    pub excluded_reason: Option<String>,
    /// Why it is put off.
    pub deferred_reason: Option<String>,
    /// What it brings.
    pub fact: RateFact,
    /// A confidential report: it counts, and it is not named.
    pub confidential: bool,
}

impl FromRow for RateLine {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let (order_id, order_no, unit_id) = (row.take()?, row.take()?, row.take()?);
        let (title, order_type, handle_due_at) = (row.take()?, row.take()?, row.take()?);
        let contacted_at: Option<Instant> = row.take()?;
        let contact_due_at: Option<Instant> = row.take()?;
        let unit_contacted: Option<bool> = row.take()?;
        let (solved, satisfied) = (row.take()?, row.take()?);
        let excluded_reason: Option<String> = row.take()?;
        let deferred_reason: Option<String> = row.take()?;
        // The end of a limit is the first instant that is too late.
        let contacted_in_time =
            contacted_at.zip(contact_due_at).is_some_and(|(made, due)| made < due);
        let fact = RateFact {
            responded: contacted_in_time || unit_contacted == Some(true),
            solved,
            satisfied,
            excluded: excluded_reason.is_some(),
            deferred: deferred_reason.is_some(),
        };
        let confidential = row.take()?;
        Ok(Self {
            order_id,
            order_no,
            unit_id,
            title,
            order_type,
            handle_due_at,
            contact_due_at,
            contacted_at,
            unit_contacted,
            excluded_reason,
            deferred_reason,
            fact,
            confidential,
        })
    }
}

db::statements! {
    /// Orders of the kinds that count whose limit ended in a period, of one
    /// unit. A first contact is proved by its record; an answer that goes out
    /// ends its limit too, but is no contact.
    LINES = "SELECT o.id, o.order_no, o.unit_id, o.title, o.order_type, o.handle_due_at,
        (SELECT min(n.at) FROM notes n WHERE n.order_id = o.id AND n.kind = 'order.first_contact'), k.due_at,
        c.unit_contacted, c.solved, c.satisfied,
        (SELECT a.reason FROM adjustments a WHERE a.order_id = o.id AND a.kind = 'excluded'
            AND a.approved_at IS NOT NULL AND a.ended_at IS NULL),
        (SELECT a.reason FROM adjustments a WHERE a.order_id = o.id AND a.kind = 'deferred'
            AND a.approved_at IS NOT NULL AND a.ended_at IS NULL
            AND (a.valid_until IS NULL OR a.valid_until > $3)),
        o.confidential
        FROM orders o
        LEFT JOIN clocks k ON k.order_id = o.id AND k.kind = 'first_contact'
        LEFT JOIN callbacks c ON c.order_id = o.id AND c.is_valid = 1 AND c.contacted = 'yes'
        WHERE o.unit_id = $1 AND o.handle_due_at >= $2 AND o.handle_due_at < $3
        AND o.nature = 'lead' AND o.order_type IN ('help', 'complaint', 'report', 'suggestion', 'consultation')
        ORDER BY o.handle_due_at, o.id";
    /// Units that had such orders.
    UNITS = "SELECT unit_id, count(*) FROM orders
        WHERE handle_due_at >= $1 AND handle_due_at < $2 AND unit_id IS NOT NULL
        AND nature = 'lead' AND order_type IN ('help', 'complaint', 'report', 'suggestion', 'consultation')
        GROUP BY unit_id ORDER BY unit_id";
}

/// The lines of a unit and period (`until` is exclusive).
///
/// # Errors
/// Any [`StoreError`].
pub async fn lines(
    tx: &mut Tx<'_>,
    unit: UnitId,
    from: Instant,
    until: Instant,
) -> Result<Vec<RateLine>, StoreError> {
    tx.all(&LINES, params![unit, from, until]).await
}

/// Units with orders in the base, and how many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn units(
    tx: &mut Tx<'_>,
    from: Instant,
    until: Instant,
) -> Result<Vec<(UnitId, i64)>, StoreError> {
    tx.all(&UNITS, params![from, until]).await
}
