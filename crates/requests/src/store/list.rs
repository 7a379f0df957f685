//! The desk's lists: filters that truly combine, paged by key.

use db::{FromRow, Row, Statement, StoreError, Tx, Value};
use kernel::time::Instant;
use people::UnitId;

use crate::domain::OrderId;
use crate::domain::joint::Nature;
use crate::domain::order::{OrderState, Queue};
use crate::domain::order_no::OrderNo;
use crate::domain::words::{OrderType, Urgency};

db::statements! {
    /// Open orders on each desk, and how many of them are overdue. The open desks are named: told to leave one
    /// out, SQLite reads the whole index.
    QUEUE_COUNTS = "SELECT queue, count(*), sum(CASE WHEN next_due_at <= $1 THEN 1 ELSE 0 END)
        FROM orders WHERE queue IN ('intake', 'dispatch', 'unit', 'review', 'callback') GROUP BY queue";
    /// What of it is reported about some units (`$2`), with one unit (`$3`) or with any: few orders are reports, and
    /// only the index of those may be read. Grouped by the bare column, SQLite would read every order by its desk.
    REPORTED_QUEUE_COUNTS = "SELECT queue || '', count(*), sum(CASE WHEN next_due_at <= $1 THEN 1 ELSE 0 END)
        FROM orders WHERE reported_unit_id IS NOT NULL AND $2 LIKE '%' || reported_unit_id || '%'
        AND ($3 = '' OR unit_id || '' = $3) AND substr(queue, 1, 4) <> 'done'
        AND ($4 = '' OR substr(region_code, 1, length($4)) = $4 OR ($5 = 1 AND region_code IS NULL))
        AND ($6 = 0 OR confidential = 0) GROUP BY queue || ''";
    /// The same for a region (prefix of its code, with what lies in none where `$3` is 1), without what is
    /// confidential where `$4` is 1.
    REGION_QUEUE_COUNTS = "SELECT queue, count(*), sum(CASE WHEN next_due_at <= $1 THEN 1 ELSE 0 END)
        FROM orders WHERE queue IN ('intake', 'dispatch', 'unit', 'review', 'callback')
        AND ($2 = '' OR substr(region_code, 1, length($2)) = $2 OR ($3 = 1 AND region_code IS NULL))
        AND ($4 = 0 OR confidential = 0) GROUP BY queue";
    /// The same for one unit.
    UNIT_QUEUE_COUNTS = "SELECT queue, count(*), sum(CASE WHEN next_due_at <= $1 THEN 1 ELSE 0 END)
        FROM orders WHERE unit_id = $2 AND queue IN ('intake', 'dispatch', 'unit', 'review', 'callback') GROUP BY queue";
}

/// How a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The nearest end of a limit first.
    #[default]
    Due,
    /// The newest first.
    Received,
}

/// Which orders a list shows. Everything set must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// On this desk.
    pub queue: Option<Queue>,
    /// In this state.
    pub state: Option<OrderState>,
    /// With this unit.
    pub unit: Option<UnitId>,
    /// Category code or prefix.
    pub category: Option<String>,
    /// Urgency.
    pub urgency: Option<Urgency>,
    /// Type.
    pub order_type: Option<OrderType>,
    /// Channel.
    pub channel: Option<String>,
    /// Prefix of the region code.
    pub region: Option<String>,
    /// Received from here on.
    pub received_from: Option<Instant>,
    /// Received before.
    pub received_until: Option<Instant>,
    /// A limit has passed at this instant.
    pub overdue_at: Option<Instant>,
    /// Only a part of the lists: what a figure of the board is made of.
    pub which: Option<Which>,
    /// Only these (the result of a text or vault search).
    pub only: Option<Vec<OrderId>>,
    /// The viewer may see orders of this unit only.
    pub viewer_unit: Option<UnitId>,
    /// The viewer acts for these units: what is reported about them is not there.
    pub hidden_from: Vec<UnitId>,
    /// The viewer may see this region only (prefix).
    pub viewer_region: Option<String>,
    /// The viewer may not see confidential ones.
    pub hide_confidential: bool,
    /// How it is sorted.
    pub sort: Sort,
}

/// A part of the orders that a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Not done yet.
    Open,
    /// Not done, with a limit that ends before then.
    EndingBefore(Instant),
    /// Sent to a unit.
    Sent,
    /// Handed on by the unit that had it first.
    HandedOn,
    /// Joined to another order.
    Joined,
    /// Done again.
    Reworked,
}

/// Where a page starts: the sort value and id of the last row before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageKey {
    /// Sort value in microseconds.
    pub value: i64,
    /// Order id.
    pub id: OrderId,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The order.
    pub id: OrderId,
    /// Its number.
    pub order_no: OrderNo,
    /// Where it stands.
    pub state: OrderState,
    /// What kind.
    pub order_type: OrderType,
    /// How fast.
    pub urgency: Urgency,
    /// Category code.
    pub category_code: Option<String>,
    /// Title.
    pub title: String,
    /// Channel code.
    pub channel: String,
    /// Region code.
    pub region_code: Option<String>,
    /// Unit.
    pub unit_id: Option<UnitId>,
    /// When it came.
    pub received_at: Instant,
    /// The nearest end of a limit.
    pub next_due_at: Instant,
    /// From when that limit is yellow and red.
    pub yellow_at: Option<Instant>,
    /// From when it is red.
    pub red_at: Option<Instant>,
    /// Confidential.
    pub confidential: bool,
    /// Joined to another order.
    pub repeat_of: Option<OrderId>,
    /// The whole matter, or one unit's part of it.
    pub nature: Nature,
    /// On offer to another unit.
    pub offered_unit_id: Option<UnitId>,
}

impl FromRow for ListRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            order_no: row.take()?,
            state: row.take()?,
            order_type: row.take()?,
            urgency: row.take()?,
            category_code: row.take()?,
            title: row.take()?,
            channel: row.take()?,
            region_code: row.take()?,
            unit_id: row.take()?,
            received_at: row.take()?,
            next_due_at: row.take()?,
            yellow_at: row.take()?,
            red_at: row.take()?,
            confidential: row.take()?,
            repeat_of: row.take()?,
            nature: row.take()?,
            offered_unit_id: row.take()?,
        })
    }
}

impl ListRow {
    /// The key of this row as the start of the next page.
    pub fn key(&self, sort: Sort) -> PageKey {
        let value = match sort {
            Sort::Due => self.next_due_at,
            Sort::Received => self.received_at,
        };
        PageKey { value: value.micros(), id: self.id }
    }
}

const SELECT: &str =
    "SELECT o.id, o.order_no, o.state, o.order_type, o.urgency, o.category_code, o.title,
    o.channel, o.region_code, o.unit_id, o.received_at, o.next_due_at,
    o.next_yellow_at, o.next_red_at,
    o.confidential, o.repeat_of, o.nature, o.offered_unit_id FROM orders o";

/// One page of a list, `limit` rows from after `start` on.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    start: Option<PageKey>,
    limit: u32,
) -> Result<Vec<ListRow>, StoreError> {
    if filter.only.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let mut query = Query::default();
    query.filter(filter);
    if let Some(key) = start {
        let (value, id) = (query.param(key.value.into()), query.param(key.id.into()));
        query.wheres.push(match filter.sort {
            Sort::Due => format!("(o.next_due_at, o.id) > ({value}, {id})"),
            Sort::Received => format!("(o.received_at, o.id) < ({value}, {id})"),
        });
    }
    let order = match filter.sort {
        Sort::Due => "o.next_due_at, o.id",
        Sort::Received => "o.received_at DESC, o.id DESC",
    };
    let limit = query.param(limit.into());
    let sql = format!("{SELECT}{} ORDER BY {order} LIMIT {limit}", query.where_clause());
    tx.all(&Statement::built("requests::store::list::page", sql), &query.params).await
}

/// The row of one order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn row(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<ListRow>, StoreError> {
    let sql = format!("{SELECT} WHERE o.id = $1");
    tx.opt(&Statement::built("requests::store::list::row", sql), db::params![id]).await
}

/// How many orders a filter gives, counted up to `limit`.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count(tx: &mut Tx<'_>, filter: &Filter, limit: u32) -> Result<i64, StoreError> {
    if filter.only.as_ref().is_some_and(Vec::is_empty) {
        return Ok(0);
    }
    let mut query = Query::default();
    query.filter(filter);
    query.lead_index(filter);
    let limit = query.param(limit.into());
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 AS one FROM orders o{} LIMIT {limit}) counted",
        query.where_clause()
    );
    let (n,): (i64,) =
        tx.one(&Statement::built("requests::store::list::count", sql), &query.params).await?;
    Ok(n)
}

/// Whose figures they are: what their lists hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Scope {
    /// Orders of this unit only.
    pub unit: Option<UnitId>,
    /// Orders of this region only (prefix of its code).
    pub region: String,
    /// With those that lie in no region.
    pub has_placeless: bool,
    /// Without confidential ones.
    pub hide_confidential: bool,
}

/// Open orders on each desk and how many of them are overdue.
///
/// # Errors
/// Any [`StoreError`].
pub async fn queue_counts(
    tx: &mut Tx<'_>,
    now: Instant,
    scope: &Scope,
) -> Result<Vec<QueueCount>, StoreError> {
    if let Some(unit) = scope.unit {
        return tx.all(&UNIT_QUEUE_COUNTS, db::params![now, unit]).await;
    }
    // Counting everything reads an index alone.
    if scope.region.is_empty() && !scope.hide_confidential {
        return tx.all(&QUEUE_COUNTS, db::params![now]).await;
    }
    let params = db::params![now, &scope.region, scope.has_placeless, scope.hide_confidential];
    tx.all(&REGION_QUEUE_COUNTS, params).await
}

/// What of [`queue_counts`] is reported about some units.
///
/// # Errors
/// Any [`StoreError`].
pub async fn reported_counts(
    tx: &mut Tx<'_>,
    now: Instant,
    about: &str,
    scope: &Scope,
) -> Result<Vec<QueueCount>, StoreError> {
    let unit = scope.unit.map(|unit| unit.to_string()).unwrap_or_default();
    let params =
        db::params![now, about, unit, &scope.region, scope.has_placeless, scope.hide_confidential];
    tx.all(&REPORTED_QUEUE_COUNTS, params).await
}

/// How much lies on a desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueCount {
    /// The desk.
    pub queue: Queue,
    /// Orders on it.
    pub open: i64,
    /// Of those, with a limit that has passed.
    pub overdue: i64,
}

impl FromRow for QueueCount {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { queue: row.take()?, open: row.take()?, overdue: row.take()? })
    }
}

/// `column IN ('a', 'b')`, of words that stand in our own code.
fn one_of(column: &str, words: impl Iterator<Item = &'static str>) -> String {
    let words: Vec<String> = words.map(|word| format!("'{word}'")).collect();
    format!("{column} IN ({})", words.join(", "))
}

#[derive(Default)]
struct Query {
    wheres: Vec<String>,
    params: Vec<Value>,
}

impl Query {
    fn param(&mut self, value: Value) -> String {
        self.params.push(value);
        format!("${}", self.params.len())
    }

    fn and(&mut self, column_op: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            let name = self.param(value.into());
            self.wheres.push(format!("{column_op} {name}"));
        }
    }

    fn prefix(&mut self, column: &str, prefix: Option<&String>) {
        if let Some(prefix) = prefix.filter(|prefix| !prefix.is_empty()) {
            let length = prefix.chars().count();
            let name = self.param(prefix.as_str().into());
            self.wheres.push(format!("substr({column}, 1, {length}) = {name}"));
        }
    }

    fn filter(&mut self, filter: &Filter) {
        self.and("o.queue =", filter.queue);
        self.and("o.state =", filter.state);
        self.and("o.unit_id =", filter.unit);
        if let Some(unit) = filter.viewer_unit {
            let name = self.param(unit.into());
            self.wheres.push(format!("(o.unit_id = {name} OR o.offered_unit_id = {name})"));
        }
        if !filter.hidden_from.is_empty() {
            let names: Vec<String> =
                filter.hidden_from.iter().map(|unit| self.param((*unit).into())).collect();
            let names = names.join(", ");
            self.wheres.push(format!(
                "(o.reported_unit_id IS NULL OR o.reported_unit_id NOT IN ({names}))"
            ));
        }
        self.and("o.urgency =", filter.urgency);
        self.and("o.order_type =", filter.order_type);
        self.and("o.channel =", filter.channel.as_deref());
        self.and("o.received_at >=", filter.received_from);
        self.and("o.received_at <", filter.received_until);
        self.prefix("o.category_code", filter.category.as_ref());
        self.prefix("o.region_code", filter.region.as_ref());
        if let Some(region) = filter.viewer_region.as_ref().filter(|region| !region.is_empty()) {
            let length = region.chars().count();
            let name = self.param(region.as_str().into());
            self.wheres.push(format!(
                "(o.region_code IS NULL OR substr(o.region_code, 1, {length}) = {name})"
            ));
        }
        if let Some(at) = filter.overdue_at {
            self.and("o.next_due_at <=", Some(at));
            self.wheres.push("o.queue <> 'done'".into());
        }
        self.which(filter.which);
        if filter.hide_confidential {
            self.wheres.push("o.confidential = 0".into());
        }
        if let Some(only) = &filter.only {
            let names: Vec<String> = only.iter().map(|id| self.param((*id).into())).collect();
            self.wheres.push(format!("o.id IN ({})", names.join(", ")));
        }
    }

    fn which(&mut self, which: Option<Which>) {
        let part = match which {
            None => return,
            Some(Which::Open) => "o.queue <> 'done'",
            Some(Which::EndingBefore(until)) => {
                self.and("o.next_due_at <=", Some(until));
                "o.queue <> 'done'"
            }
            Some(Which::Sent) => "o.hop_count > 0",
            Some(Which::HandedOn) => "o.hop_count > 1",
            Some(Which::Joined) => "o.repeat_of IS NOT NULL",
            Some(Which::Reworked) => "o.rework_count > 0",
        };
        self.wheres.push(part.into());
    }

    /// The index of all filters begins with state and urgency. Where they are
    /// left open, naming every word of theirs lets the engine leap to what the
    /// later columns ask for instead of reading the whole index.
    fn lead_index(&mut self, filter: &Filter) {
        let asks_later = filter.order_type.is_some() || filter.channel.is_some();
        if filter.state.is_none() && (filter.urgency.is_some() || asks_later) {
            let words = OrderState::ALL.iter().map(|word| word.as_str());
            self.wheres.push(one_of("o.state", words));
        }
        if filter.urgency.is_none() && asks_later {
            self.wheres.push(one_of("o.urgency", Urgency::ALL.iter().map(|word| word.as_str())));
        }
    }

    fn where_clause(&self) -> String {
        if self.wheres.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", self.wheres.join(" AND "))
        }
    }
}
