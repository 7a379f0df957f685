//! Counts for the supervisor's board, each within a region (prefix of its
//! code, empty for everywhere). Days are those of China: eight hours ahead of
//! the instants in the tables. What is reported about
//! the viewer's own units is not counted: a figure must not tell of it.

use db::{FromRow, Row, StoreError, Tx, params};
use kernel::time::Instant;
use people::UnitId;

db::statements! {
    /// What came in each day, and what was joined, handed on, done again.
    DAYS = "SELECT (received_at + 28800000000) / 86400000000, count(*),
        sum(CASE WHEN repeat_of IS NOT NULL THEN 1 ELSE 0 END),
        sum(CASE WHEN hop_count > 0 THEN 1 ELSE 0 END), CAST(sum(hop_count) AS BIGINT),
        sum(CASE WHEN hop_count > 1 THEN 1 ELSE 0 END),
        sum(CASE WHEN rework_count > 0 THEN 1 ELSE 0 END)
        FROM orders WHERE received_at >= $1 AND received_at < $2
        AND substr(coalesce(region_code, ''), 1, length($3)) = $3
        AND (reported_unit_id IS NULL OR $4 NOT LIKE '%' || reported_unit_id || '%')
        GROUP BY 1 ORDER BY 1";
    /// What was closed each day.
    CLOSED_DAYS = "SELECT (closed_at + 28800000000) / 86400000000, count(*)
        FROM orders WHERE closed_at >= $1 AND closed_at < $2
        AND substr(coalesce(region_code, ''), 1, length($3)) = $3
        AND (reported_unit_id IS NULL OR $4 NOT LIKE '%' || reported_unit_id || '%')
        GROUP BY 1 ORDER BY 1";
    /// What came from each street.
    STREETS = "SELECT substr(region_code, 1, 9), count(*)
        FROM orders WHERE received_at >= $1 AND received_at < $2
        AND region_code IS NOT NULL AND substr(region_code, 1, length($3)) = $3
        AND (reported_unit_id IS NULL OR $4 NOT LIKE '%' || reported_unit_id || '%')
        GROUP BY 1 ORDER BY 1";
    /// What was asked about.
    CATEGORIES = "SELECT substr(category_code, 1, 4), count(*)
        FROM orders WHERE received_at >= $1 AND received_at < $2 AND category_code IS NOT NULL
        AND substr(coalesce(region_code, ''), 1, length($3)) = $3
        AND (reported_unit_id IS NULL OR $4 NOT LIKE '%' || reported_unit_id || '%')
        GROUP BY 1 ORDER BY 2 DESC, 1";
    /// Day of the week (0 Monday) and two hours of the day.
    HOURS = "SELECT ((received_at + 28800000000) / 86400000000 + 3) % 7,
        ((received_at + 28800000000) % 86400000000) / 7200000000, count(*)
        FROM orders WHERE received_at >= $1 AND received_at < $2
        AND substr(coalesce(region_code, ''), 1, length($3)) = $3
        AND (reported_unit_id IS NULL OR $4 NOT LIKE '%' || reported_unit_id || '%')
        GROUP BY 1, 2 ORDER BY 1, 2";
    /// Limits that have ended or end before a time: unit, which limit, how many, how many are over.
    ENDING = "SELECT o.unit_id, k.kind, count(*), sum(CASE WHEN k.due_at <= $1 THEN 1 ELSE 0 END)
        FROM clocks k JOIN orders o ON o.id = k.order_id
        WHERE k.state = 'running' AND k.due_at <= $2
        AND substr(coalesce(o.region_code, ''), 1, length($3)) = $3
        AND (o.reported_unit_id IS NULL OR $4 NOT LIKE '%' || o.reported_unit_id || '%')
        GROUP BY o.unit_id, k.kind ORDER BY o.unit_id, k.kind";
    /// What lies open with each unit: all, and how much of it is over its limit.
    OPEN = "SELECT unit_id, count(*), sum(CASE WHEN next_due_at <= $1 THEN 1 ELSE 0 END)
        FROM orders WHERE queue IN ('unit', 'review') AND unit_id IS NOT NULL
        AND substr(coalesce(region_code, ''), 1, length($2)) = $2
        AND (reported_unit_id IS NULL OR $3 NOT LIKE '%' || reported_unit_id || '%')
        GROUP BY unit_id ORDER BY unit_id";
    /// What lies open with one unit, by state.
    UNIT_STATES = "SELECT state, count(*), sum(CASE WHEN next_due_at <= $1 THEN 1 ELSE 0 END)
        FROM orders WHERE unit_id = $2 AND queue <> 'done' AND (reported_unit_id IS NULL OR $3 NOT LIKE '%' || reported_unit_id || '%')
        GROUP BY state ORDER BY state";
    /// What one unit was sent each day.
    UNIT_DAYS = "SELECT (dispatched_at + 28800000000) / 86400000000, count(*),
        sum(CASE WHEN hop_count > 1 THEN 1 ELSE 0 END),
        sum(CASE WHEN rework_count > 0 THEN 1 ELSE 0 END)
        FROM orders WHERE unit_id = $1 AND received_at >= $2 AND received_at < $3 AND dispatched_at IS NOT NULL
        AND (reported_unit_id IS NULL OR $4 NOT LIKE '%' || reported_unit_id || '%')
        GROUP BY 1 ORDER BY 1";
}

/// A period and the region a viewer sees.
#[derive(Debug, Clone)]
pub struct Span {
    /// First instant.
    pub from: Instant,
    /// First instant after it.
    pub until: Instant,
    /// Prefix of region codes.
    pub region: String,
    /// Units: what is reported about them is not counted.
    pub hidden_from: String,
}

/// A day's intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    /// Days since 1970.
    pub day: i64,
    /// Came in.
    pub received: i64,
    /// Of those, joined to an order that was there.
    pub joined: i64,
    /// Sent to a unit.
    pub dispatched: i64,
    /// Steps from unit to unit, the first included.
    pub hops: i64,
    /// Handed on by the first unit.
    pub handed_on: i64,
    /// Done again after the callback.
    pub reworked: i64,
}

impl FromRow for Day {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            day: row.take()?,
            received: row.take()?,
            joined: row.take()?,
            dispatched: row.take()?,
            hops: row.take()?,
            handed_on: row.take()?,
            reworked: row.take()?,
        })
    }
}

/// Limits of one kind that are about to break with one unit, or have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The unit; none while the desk itself has it.
    pub unit: Option<UnitId>,
    /// Which limit.
    pub kind: String,
    /// How many.
    pub all: i64,
    /// Of those, over.
    pub over: i64,
}

impl FromRow for Ending {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { unit: row.take()?, kind: row.take()?, all: row.take()?, over: row.take()? })
    }
}

/// Everything the board counts in a period.
#[derive(Debug, Default)]
pub struct Counts {
    /// Intake by day.
    pub days: Vec<Day>,
    /// Closed by day.
    pub closed: Vec<(i64, i64)>,
    /// Intake by street.
    pub streets: Vec<(String, i64)>,
    /// Intake by category of the second level.
    pub categories: Vec<(String, i64)>,
    /// Intake by weekday and two hours.
    pub hours: Vec<(i64, i64, i64)>,
}

/// Counts a period.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts(tx: &mut Tx<'_>, span: &Span) -> Result<Counts, StoreError> {
    Ok(Counts {
        days: tx
            .all(&DAYS, params![span.from, span.until, &span.region, &span.hidden_from])
            .await?,
        closed: tx
            .all(&CLOSED_DAYS, params![span.from, span.until, &span.region, &span.hidden_from])
            .await?,
        streets: tx
            .all(&STREETS, params![span.from, span.until, &span.region, &span.hidden_from])
            .await?,
        categories: categories(tx, span).await?,
        hours: tx
            .all(&HOURS, params![span.from, span.until, &span.region, &span.hidden_from])
            .await?,
    })
}

/// Intake by category in a period, to compare with.
///
/// # Errors
/// Any [`StoreError`].
pub async fn categories(tx: &mut Tx<'_>, span: &Span) -> Result<Vec<(String, i64)>, StoreError> {
    tx.all(&CATEGORIES, params![span.from, span.until, &span.region, &span.hidden_from]).await
}

/// Limits that are over or end before a time.
///
/// # Errors
/// Any [`StoreError`].
pub async fn ending(
    tx: &mut Tx<'_>,
    now: Instant,
    until: Instant,
    (region, hidden_from): (&str, &str),
) -> Result<Vec<Ending>, StoreError> {
    tx.all(&ENDING, params![now, until, region, hidden_from]).await
}

/// What lies open with each unit: (unit, all, over).
///
/// # Errors
/// Any [`StoreError`].
pub async fn open(
    tx: &mut Tx<'_>,
    now: Instant,
    (region, hidden_from): (&str, &str),
) -> Result<Vec<(UnitId, i64, i64)>, StoreError> {
    tx.all(&OPEN, params![now, region, hidden_from]).await
}

/// What lies open with one unit: (state, all, over).
///
/// # Errors
/// Any [`StoreError`].
pub async fn unit_states(
    tx: &mut Tx<'_>,
    unit: UnitId,
    now: Instant,
    hidden_from: &str,
) -> Result<Vec<(String, i64, i64)>, StoreError> {
    tx.all(&UNIT_STATES, params![now, unit, hidden_from]).await
}

/// What one unit was sent each day: (day, all, handed on, done again).
///
/// # Errors
/// Any [`StoreError`].
pub async fn unit_days(
    tx: &mut Tx<'_>,
    unit: UnitId,
    (from, until): (Instant, Instant),
    hidden_from: &str,
) -> Result<Vec<(i64, i64, i64, i64)>, StoreError> {
    tx.all(&UNIT_DAYS, params![unit, from, until, hidden_from]).await
}
