//! Supervisions, and the orders that should have one.

use db::{FromRow, Row, StoreError, Tx, params};
use kernel::time::Instant;
use people::{AccountId, UnitId};

use super::listing::{Query, Start, Viewer};
use crate::domain::order_no::OrderNo;
use crate::domain::supervision::{
    Supervision, SupervisionCause, SupervisionLevel, SupervisionState,
};
use crate::domain::{OrderId, SupervisionId};

db::statements! {
    /// Adds a supervision.
    INSERT = "INSERT INTO supervisions (id, order_id, level, cause, state, year, seq, demand, unit_id, opened_by,
        opened_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// The next number of a year.
    NEXT_SEQ = "INSERT INTO order_numbers (prefix, day, last) VALUES ('supervision', $1, 1)
        ON CONFLICT (prefix, day) DO UPDATE SET last = order_numbers.last + 1 RETURNING last";
    /// One.
    GET = "SELECT id, order_id, level, cause, state, year, seq, demand, unit_id, opened_by, opened_at, due_at,
        answer, answered_by, answered_at, closing, closed_by, closed_at FROM supervisions WHERE id = $1";
    /// All of an order, oldest first.
    OF_ORDER = "SELECT id, order_id, level, cause, state, year, seq, demand, unit_id, opened_by, opened_at, due_at,
        answer, answered_by, answered_at, closing, closed_by, closed_at FROM supervisions
        WHERE order_id = $1 ORDER BY opened_at, id";
    /// Writes the unit's answer.
    ANSWER = "UPDATE supervisions SET state = 'answered', answer = $2, answered_by = $3, answered_at = $4
        WHERE id = $1 AND state <> 'closed'";
    /// Closes.
    CLOSE = "UPDATE supervisions SET state = 'closed', closing = $2, closed_by = $3, closed_at = $4
        WHERE id = $1 AND state = 'answered'";
    /// Orders in a unit's hands past their handling or rework limit, without an open supervision.
    OVERDUE = "SELECT o.id, o.order_no, o.title, o.unit_id, o.region_code, o.confidential, o.reported_unit_id, count(*)
        FROM orders o JOIN clocks k ON k.order_id = o.id
        WHERE o.queue IN ('unit', 'review') AND o.next_due_at <= $1 AND k.state = 'running'
        AND k.kind IN ('handle', 'rework') AND k.due_at <= $1
        AND NOT EXISTS (SELECT 1 FROM supervisions s WHERE s.order_id = o.id AND s.state <> 'closed')
        GROUP BY o.id, o.order_no, o.title, o.unit_id, o.region_code, o.confidential, o.reported_unit_id, o.next_due_at
        ORDER BY o.next_due_at LIMIT $2";
    /// Orders urged so often since a time.
    URGED = "SELECT o.id, o.order_no, o.title, o.unit_id, o.region_code, o.confidential, o.reported_unit_id, count(*)
        FROM urges u JOIN orders o ON o.id = u.order_id
        WHERE u.at > $1 AND o.queue IN ('unit', 'review')
        AND NOT EXISTS (SELECT 1 FROM supervisions s WHERE s.order_id = o.id AND s.state <> 'closed')
        GROUP BY o.id, o.order_no, o.title, o.unit_id, o.region_code, o.confidential, o.reported_unit_id
        HAVING count(*) >= $2 ORDER BY count(*) DESC, o.id LIMIT $3";
    /// Orders that were done again and are still not solved by the requester's word.
    UNSOLVED = "SELECT o.id, o.order_no, o.title, o.unit_id, o.region_code, o.confidential, o.reported_unit_id, o.rework_count
        FROM orders o
        WHERE o.queue = 'callback' AND o.state = 'called_back' AND o.rework_count > 0
        AND EXISTS (SELECT 1 FROM callbacks c WHERE c.order_id = o.id AND c.is_valid = 1
            AND c.contacted = 'yes' AND c.solved = 'unresolved')
        AND NOT EXISTS (SELECT 1 FROM supervisions s WHERE s.order_id = o.id AND s.state <> 'closed')
        ORDER BY o.next_due_at, o.id LIMIT $1";
    /// Orders in a unit's hands that so many others are joined to.
    MANY = "SELECT o.id, o.order_no, o.title, o.unit_id, o.region_code, o.confidential, o.reported_unit_id, count(*)
        FROM orders m JOIN orders o ON o.id = m.repeat_of
        WHERE m.repeat_of IS NOT NULL AND o.queue IN ('unit', 'review')
        AND NOT EXISTS (SELECT 1 FROM supervisions s WHERE s.order_id = o.id AND s.state <> 'closed')
        GROUP BY o.id, o.order_no, o.title, o.unit_id, o.region_code, o.confidential, o.reported_unit_id
        HAVING count(*) + 1 >= $1 ORDER BY count(*) DESC, o.id LIMIT $2";
    /// Supervisions the unit has not answered in time: the next level is due.
    UNANSWERED = "SELECT o.id, o.order_no, o.title, o.unit_id, o.region_code, o.confidential, o.reported_unit_id, count(*)
        FROM supervisions v JOIN orders o ON o.id = v.order_id
        WHERE v.state = 'open' AND v.due_at <= $1 AND v.level <> 'talk' AND o.queue IN ('unit', 'review', 'callback')
        AND NOT EXISTS (SELECT 1 FROM supervisions s WHERE s.order_id = o.id AND s.opened_at > v.opened_at)
        GROUP BY o.id, o.order_no, o.title, o.unit_id, o.region_code, o.confidential, o.reported_unit_id
        ORDER BY o.id LIMIT $2";
}

db::from_row!(Supervision {
    id,
    order_id,
    level,
    cause,
    state,
    year,
    seq,
    demand,
    unit_id,
    opened_by,
    opened_at,
    due_at,
    answer,
    answered_by,
    answered_at,
    closing,
    closed_by,
    closed_at,
});

/// Adds one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Supervision) -> Result<(), StoreError> {
    let params = params![
        new.id,
        new.order_id,
        new.level,
        new.cause,
        new.state,
        new.year,
        new.seq,
        &new.demand,
        new.unit_id,
        new.opened_by,
        new.opened_at,
        new.due_at,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// The next number of a year; a write that fails gives it back.
///
/// # Errors
/// Any [`StoreError`].
pub async fn next_seq(tx: &mut Tx<'_>, year: i16) -> Result<i64, StoreError> {
    let (seq,): (i64,) = tx.one(&NEXT_SEQ, params![year.to_string()]).await?;
    Ok(seq)
}

/// One.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: SupervisionId) -> Result<Option<Supervision>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// All of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Supervision>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}

/// The newest of an order that is not over.
///
/// # Errors
/// Any [`StoreError`].
pub async fn newest_open(
    tx: &mut Tx<'_>,
    order: OrderId,
) -> Result<Option<Supervision>, StoreError> {
    let all = of_order(tx, order).await?;
    Ok(all.into_iter().rev().find(|one| one.state != SupervisionState::Closed))
}

/// Writes the unit's answer.
///
/// # Errors
/// [`StoreError::Conflict`] when it is over.
pub async fn answer(
    tx: &mut Tx<'_>,
    id: SupervisionId,
    text: &str,
    (by, at): (Option<AccountId>, Instant),
) -> Result<(), StoreError> {
    tx.exec_one(&ANSWER, params![id, text, by, at]).await
}

/// Closes one that was answered.
///
/// # Errors
/// [`StoreError::Conflict`] when it was not.
pub async fn close(
    tx: &mut Tx<'_>,
    id: SupervisionId,
    text: &str,
    (by, at): (Option<AccountId>, Instant),
) -> Result<(), StoreError> {
    tx.exec_one(&CLOSE, params![id, text, by, at]).await
}

/// An order that should be supervised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub order_no: OrderNo,
    /// Its title.
    pub title: String,
    /// Its unit.
    pub unit_id: Option<UnitId>,
    /// Where it lies.
    pub region_code: Option<String>,
    /// Confidential.
    pub confidential: bool,
    /// The unit a report is about.
    pub reported_unit_id: Option<UnitId>,
    /// How many urges, people, reworks.
    pub count: i64,
}

db::from_row!(Candidate {
    order_id,
    order_no,
    title,
    unit_id,
    region_code,
    confidential,
    reported_unit_id,
    count,
});

/// What proposes a supervision.
#[derive(Debug, Clone, Copy)]
pub struct Triggers {
    /// The present.
    pub now: Instant,
    /// Urges since then count.
    pub urged_since: Instant,
    /// So many urges.
    pub urges: i64,
    /// So many people.
    pub people: i64,
    /// At most so many of a cause.
    pub limit: i64,
}

/// Orders that should be supervised, with the cause.
///
/// # Errors
/// Any [`StoreError`].
pub async fn candidates(
    tx: &mut Tx<'_>,
    triggers: &Triggers,
) -> Result<Vec<(SupervisionCause, Candidate)>, StoreError> {
    let Triggers { now, urged_since, urges, people, limit } = *triggers;
    let overdue: Vec<Candidate> = tx.all(&OVERDUE, params![now, limit]).await?;
    let urged: Vec<Candidate> = tx.all(&URGED, params![urged_since, urges, limit]).await?;
    let unsolved: Vec<Candidate> = tx.all(&UNSOLVED, params![limit]).await?;
    let many: Vec<Candidate> = tx.all(&MANY, params![people, limit]).await?;
    let unanswered: Vec<Candidate> = tx.all(&UNANSWERED, params![now, limit]).await?;
    let with = |cause: SupervisionCause, found: Vec<Candidate>| {
        found.into_iter().map(move |candidate| (cause, candidate))
    };
    Ok(with(SupervisionCause::Unanswered, unanswered)
        .chain(with(SupervisionCause::Unsolved, unsolved))
        .chain(with(SupervisionCause::ManyPeople, many))
        .chain(with(SupervisionCause::Urged, urged))
        .chain(with(SupervisionCause::Overdue, overdue))
        .collect())
}

/// Which supervisions a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// How high.
    pub level: Option<SupervisionLevel>,
    /// What for.
    pub cause: Option<SupervisionCause>,
    /// Where they stand.
    pub state: Option<SupervisionState>,
    /// The unit called to account.
    pub unit: Option<UnitId>,
    /// Not answered and due before this instant.
    pub overdue_at: Option<Instant>,
    /// Words of the order's title or its number.
    pub words: Option<String>,
    /// What the viewer may see.
    pub viewer: Viewer,
    /// The nearest due date first, instead of the newest.
    pub by_due: bool,
}

/// A supervision in a list, with its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupervisionRow {
    /// The supervision.
    pub supervision: Supervision,
    /// The order's number.
    pub order_no: OrderNo,
    /// Its title.
    pub title: String,
}

impl FromRow for SupervisionRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let supervision = Supervision::from_row(row)?;
        Ok(Self { supervision, order_no: row.take()?, title: row.take()? })
    }
}

impl SupervisionRow {
    /// Where the page after this row starts.
    pub fn key(&self, by_due: bool) -> Start {
        let at = if by_due { self.supervision.due_at } else { self.supervision.opened_at };
        Start { value: at.micros(), id: self.supervision.id.0 }
    }
}

const SELECT: &str = "SELECT x.id, x.order_id, x.level, x.cause, x.state, x.year, x.seq, x.demand, x.unit_id,
    x.opened_by, x.opened_at, x.due_at, x.answer, x.answered_by, x.answered_at, x.closing, x.closed_by, x.closed_at,
    o.order_no, o.title FROM supervisions x JOIN orders o ON o.id = x.order_id";

/// One page, `limit` rows from after `start` on.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    start: Option<Start>,
    limit: u32,
) -> Result<Vec<SupervisionRow>, StoreError> {
    let mut query = Query::default();
    query.and("x.level =", filter.level);
    query.and("x.cause =", filter.cause);
    query.and("x.state =", filter.state);
    query.and("x.unit_id =", filter.unit);
    if let Some(at) = filter.overdue_at {
        query.and("x.state =", Some(SupervisionState::Open));
        query.and("x.due_at <=", Some(at));
    }
    query.words(filter.words.as_deref());
    query.viewer(&filter.viewer);
    let column = if filter.by_due { "x.due_at" } else { "x.opened_at" };
    query.page((column, "x.id"), filter.by_due, start);
    tx.all(&query.statement("requests::store::supervision::page", SELECT, limit), query.params())
        .await
}
