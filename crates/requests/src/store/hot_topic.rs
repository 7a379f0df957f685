//! Hot topics, their figures, days and turns.

use std::collections::BTreeMap;

use db::{FromRow, Row, Statement, StoreError, Tx, params};
use jiff::civil::Date;
use kernel::time::Instant;

use crate::domain::OrderId;
use crate::domain::hot_topic::heat::{Figures, Heat};
use crate::domain::hot_topic::{HotTopic, HotTopicId, TurnKind};

macro_rules! columns {
    () => {
        "t.id, t.version, t.state, t.name, t.given_name, t.sentence, t.typical_id, t.category_code, t.region, t.began_at,
        t.last_at, t.ended_at, t.ended_into, t.reason, t.dismissed_holders"
    };
}

macro_rules! figures {
    () => {
        "f.days, f.requests, f.holders, f.severe, f.observed, f.usual_milli, f.heat_milli"
    };
}

macro_rules! page {
    ($by:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", ",
            figures!(),
            ", ",
            $by,
            " FROM hot_topic_figures f
        JOIN hot_topics t ON t.id = f.topic_id
        WHERE f.days = $1 AND (",
            $by,
            ", t.id) < ($2, $3) AND f.requests >= $11
        AND (t.state = $4 OR ($4 = '' AND t.state IN ('open', 'confirmed')))
        AND ($5 = '' OR t.name LIKE $5 OR t.given_name LIKE $5 OR t.sentence LIKE $5)
        AND substr(t.category_code, 1, length($6)) = $6
        AND substr(t.region, 1, length($7)) = $7 AND substr(t.region, 1, length($8)) = $8
        AND f.holders >= $9
        ORDER BY ",
            $by,
            " DESC, t.id DESC LIMIT $10"
        )
    };
}

db::statements! {
    /// Adds a topic.
    INSERT = "INSERT INTO hot_topics (id, version, state, name, sentence, category_code, region, began_at, last_at, stale)
        VALUES ($1, 1, 'open', '', '', '', '', $2, $2, 1)";
    /// Writes what a person decided, if the version is the one that was read.
    SAVE = "UPDATE hot_topics SET version = version + 1, state = $3, given_name = $4, reason = $5, dismissed_holders = $6
        WHERE id = $1 AND version = $2";
    /// Ends a topic.
    END = "UPDATE hot_topics SET version = version + 1, state = 'ended', ended_at = $2, ended_into = $3, stale = 0
        WHERE id = $1 AND state <> 'ended'";
    /// Writes what was worked out.
    DESCRIBE = "UPDATE hot_topics SET name = $2, sentence = $3, typical_id = $4, category_code = $5, region = $6,
        last_at = $7, stale = 0 WHERE id = $1";
    /// Marks one to be worked out again.
    MARK = "UPDATE hot_topics SET stale = 1 WHERE id = $1 AND state <> 'ended'";
    /// Marks all that have not ended.
    MARK_ALL = "UPDATE hot_topics SET stale = 1 WHERE state <> 'ended'";
    /// Some that are to be worked out again.
    STALE = "SELECT id FROM hot_topics WHERE stale = 1 AND state <> 'ended' ORDER BY id LIMIT $1";
    /// All that have not ended.
    STANDING = "SELECT id FROM hot_topics WHERE state <> 'ended' ORDER BY id";
    /// One topic.
    GET = concat!("SELECT ", columns!(), " FROM hot_topics t WHERE t.id = $1");
    /// The hottest of a window first.
    BY_HEAT = page!("f.heat_milli");
    /// The fastest growing first.
    BY_GROWTH = page!("f.growth_milli");
    /// Those with most persons first.
    BY_HOLDERS = page!("f.holders");
    /// The newest order first.
    BY_LAST = page!("t.last_at");
    /// Figures of a topic by window.
    FIGURES = concat!("SELECT ", figures!(), " FROM hot_topic_figures f WHERE f.topic_id = $1 ORDER BY f.days");
    /// Writes the figures of a window.
    PUT_FIGURES = "INSERT INTO hot_topic_figures (topic_id, days, requests, holders, severe, observed, usual_milli,
        growth_milli, heat_milli) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (topic_id, days) DO UPDATE SET requests = $3, holders = $4, severe = $5, observed = $6,
        usual_milli = $7, growth_milli = $8, heat_milli = $9";
    /// Forgets windows that are no longer asked for.
    DROP_FIGURES = "DELETE FROM hot_topic_figures WHERE topic_id = $1";
    /// Writes how it stands today.
    PUT_DAY = "INSERT INTO hot_topic_days (topic_id, day, requests, holders, heat_milli) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (topic_id, day) DO UPDATE SET requests = $3, holders = $4, heat_milli = $5";
    /// How it stood, by day.
    DAYS = "SELECT day, requests, holders, heat_milli FROM hot_topic_days WHERE topic_id = $1 ORDER BY day DESC LIMIT 90";
    /// Writes a turn.
    PUT_TURN = "INSERT INTO hot_topic_turns (id, topic_id, kind, other_id, requests, at) VALUES ($1, $2, $3, $4, $5, $6)";
    /// Turns of a topic, and those in which others name it, newest first.
    TURNS = "SELECT t.kind, t.topic_id, t.other_id, t.requests, t.at FROM hot_topic_turns t
        WHERE t.topic_id = $1 OR t.other_id = $1 ORDER BY t.id DESC LIMIT 100";
    /// The newest orders of a topic; confidential ones never.
    ORDERS = "SELECT m.order_id FROM hot_topic_members m JOIN orders o ON o.id = m.order_id
        WHERE m.topic_id = $1 AND o.confidential = 0 ORDER BY m.received_at DESC, m.order_id DESC LIMIT $2";
    /// How many of its orders came on each day (since 1970).
    INTAKE = "SELECT (received_at + 28800000000) / 86400000000, count(*) FROM hot_topic_members
        WHERE topic_id = $1 GROUP BY 1 ORDER BY 1";
    /// What came in a class and place on each day (since 1970).
    DAY_COUNTS = "SELECT (received_at + 28800000000) / 86400000000, count(*) FROM orders
        WHERE category_code >= $1 AND category_code < $2 AND received_at >= $3 AND confidential = 0 AND nature = 'lead'
        AND substr(coalesce(region_code, ''), 1, length($4)) = $4 GROUP BY 1 ORDER BY 1";
    /// When the first order came.
    FIRST = "SELECT min(received_at) FROM orders";
    /// Notes what was opened from a topic.
    PUT_RECORD = "INSERT INTO hot_topic_records (topic_id, noun, record_id, title, opened_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING";
    /// What was opened from a topic.
    RECORDS = "SELECT noun, record_id, title FROM hot_topic_records WHERE topic_id = $1 ORDER BY opened_at, record_id";
}

db::from_row!(HotTopic {
    id,
    version,
    state,
    name,
    given_name,
    sentence,
    typical_id,
    category_code,
    region,
    began_at,
    last_at,
    ended_at,
    ended_into,
    reason,
    dismissed_holders,
});

/// Figures of a window with the heat they gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The figures.
    pub figures: Figures,
    /// The heat, in thousandths.
    pub heat_milli: i64,
}

impl FromRow for Window {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let figures = Figures {
            days: row.take()?,
            requests: row.take()?,
            holders: row.take()?,
            severe: row.take()?,
            observed: row.take()?,
            usual_milli: row.take()?,
        };
        Ok(Self { figures, heat_milli: row.take()? })
    }
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotRow {
    /// The topic.
    pub topic: HotTopic,
    /// Its window.
    pub window: Window,
    /// What it is sorted by.
    pub key: i64,
}

impl FromRow for HotRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let topic = HotTopic::from_row(row)?;
        Ok(Self { topic, window: Window::from_row(row)?, key: row.take()? })
    }
}

crate::words! {
    /// How the list is sorted.
    pub enum HotSort: "an order of hot topics" {
        /// The hottest first.
        Heat = "heat",
        /// The fastest growing first.
        Growth = "growth",
        /// Those with most persons first.
        Holders = "holders",
        /// The newest order first.
        Last = "last",
    }
}

impl HotSort {
    fn statement(self) -> &'static Statement {
        match self {
            Self::Heat => &BY_HEAT,
            Self::Growth => &BY_GROWTH,
            Self::Holders => &BY_HOLDERS,
            Self::Last => &BY_LAST,
        }
    }
}

/// What the list shows.
#[derive(Debug, Clone)]
pub struct HotFilter {
    /// Days of the window.
    pub days: i64,
    /// How it is sorted.
    pub sort: HotSort,
    /// State; open and confirmed ones when empty.
    pub state: String,
    /// Pattern of words, or empty.
    pub words: String,
    /// Beginning of the class, or empty.
    pub category: String,
    /// Beginning of the region, or empty.
    pub region: String,
    /// What the viewer may see, as the beginning of regions.
    pub viewer_region: String,
    /// Persons at least.
    pub holders_min: i64,
    /// Requests of the window at least.
    pub requests_min: i64,
    /// Sort value and id after which the page begins.
    pub after: (i64, String),
}

/// A turn as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// What happened.
    pub kind: TurnKind,
    /// To which topic.
    pub topic_id: HotTopicId,
    /// With which other.
    pub other_id: Option<HotTopicId>,
    /// How many requests it was about.
    pub requests: i64,
    /// When.
    pub at: Instant,
}

db::from_row!(Turn { kind, topic_id, other_id, requests, at });

/// How a topic stood at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotDay {
    /// The day.
    pub day: String,
    /// Requests in the longest window.
    pub requests: i64,
    /// Persons.
    pub holders: i64,
    /// Heat in thousandths.
    pub heat_milli: i64,
}

db::from_row!(HotDay { day, requests, holders, heat_milli });

/// A new topic at a time.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, id: HotTopicId, at: Instant) -> Result<(), StoreError> {
    tx.exec(&INSERT, params![id, at]).await.map(drop)
}

/// Writes what a person decided; gives how many rows it met.
///
/// # Errors
/// Any [`StoreError`].
pub async fn save(tx: &mut Tx<'_>, after: &HotTopic) -> Result<u64, StoreError> {
    let params = params![
        after.id,
        after.version,
        after.state,
        after.given_name.as_deref(),
        after.reason.as_deref(),
        after.dismissed_holders,
    ];
    tx.exec(&SAVE, params).await
}

/// Ends a topic, perhaps into another.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end(
    tx: &mut Tx<'_>,
    id: HotTopicId,
    into: Option<HotTopicId>,
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec(&END, params![id, at, into]).await.map(drop)
}

/// Writes name, sentence, class and place as they were worked out.
///
/// # Errors
/// Any [`StoreError`].
pub async fn describe(tx: &mut Tx<'_>, topic: &HotTopic) -> Result<(), StoreError> {
    let params = params![
        topic.id,
        &topic.name,
        &topic.sentence,
        topic.typical_id,
        &topic.category_code,
        &topic.region,
        topic.last_at,
    ];
    tx.exec(&DESCRIBE, params).await.map(drop)
}

/// Marks a topic to be worked out again.
///
/// # Errors
/// Any [`StoreError`].
pub async fn mark(tx: &mut Tx<'_>, id: HotTopicId) -> Result<(), StoreError> {
    tx.exec(&MARK, params![id]).await.map(drop)
}

/// Marks all of them.
///
/// # Errors
/// Any [`StoreError`].
pub async fn mark_all(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    tx.exec(&MARK_ALL, &[]).await.map(drop)
}

/// Some that are to be worked out again.
///
/// # Errors
/// Any [`StoreError`].
pub async fn stale(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<HotTopicId>, StoreError> {
    let rows = tx.all::<(HotTopicId,)>(&STALE, params![limit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// All that have not ended.
///
/// # Errors
/// Any [`StoreError`].
pub async fn standing(tx: &mut Tx<'_>) -> Result<Vec<HotTopicId>, StoreError> {
    let rows = tx.all::<(HotTopicId,)>(&STANDING, &[]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// One topic.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: HotTopicId) -> Result<Option<HotTopic>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// A page of the list.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &HotFilter,
    limit: i64,
) -> Result<Vec<HotRow>, StoreError> {
    let params = params![
        filter.days,
        filter.after.0,
        &filter.after.1,
        &filter.state,
        &filter.words,
        &filter.category,
        &filter.region,
        &filter.viewer_region,
        filter.holders_min,
        limit,
        filter.requests_min,
    ];
    tx.all(filter.sort.statement(), params).await
}

/// Figures by window.
///
/// # Errors
/// Any [`StoreError`].
pub async fn windows(tx: &mut Tx<'_>, id: HotTopicId) -> Result<Vec<Window>, StoreError> {
    tx.all(&FIGURES, params![id]).await
}

/// Writes the figures of all windows, and how the longest stands today.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_windows(
    tx: &mut Tx<'_>,
    id: HotTopicId,
    windows: &[(Figures, Heat)],
    today: Date,
) -> Result<(), StoreError> {
    tx.exec(&DROP_FIGURES, params![id]).await?;
    for (figures, heat) in windows {
        let params = params![
            id,
            figures.days,
            figures.requests,
            figures.holders,
            figures.severe,
            figures.observed,
            figures.usual_milli,
            (heat.surprise * 1000.0).round() as i64,
            heat.milli(),
        ];
        tx.exec(&PUT_FIGURES, params).await?;
    }
    if let Some((figures, heat)) = windows.last() {
        let params =
            params![id, today.to_string(), figures.requests, figures.holders, heat.milli()];
        tx.exec(&PUT_DAY, params).await?;
    }
    Ok(())
}

/// How it stood, newest day first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn days(tx: &mut Tx<'_>, id: HotTopicId) -> Result<Vec<HotDay>, StoreError> {
    tx.all(&DAYS, params![id]).await
}

/// Writes a turn.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_turn(tx: &mut Tx<'_>, id: kernel::id::Id, turn: &Turn) -> Result<(), StoreError> {
    let params = params![id, turn.topic_id, turn.kind, turn.other_id, turn.requests, turn.at];
    tx.exec(&PUT_TURN, params).await.map(drop)
}

/// Turns that name a topic, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn turns(tx: &mut Tx<'_>, id: HotTopicId) -> Result<Vec<Turn>, StoreError> {
    tx.all(&TURNS, params![id]).await
}

/// The newest orders of a topic.
///
/// # Errors
/// Any [`StoreError`].
pub async fn orders(
    tx: &mut Tx<'_>,
    id: HotTopicId,
    limit: i64,
) -> Result<Vec<OrderId>, StoreError> {
    let rows = tx.all::<(OrderId,)>(&ORDERS, params![id, limit]).await?;
    Ok(rows.into_iter().map(|(order,)| order).collect())
}

/// How many of its orders came on each day.
///
/// # Errors
/// Any [`StoreError`].
pub async fn intake(tx: &mut Tx<'_>, id: HotTopicId) -> Result<BTreeMap<Date, i64>, StoreError> {
    Ok(by_day(tx.all(&INTAKE, params![id]).await?))
}

/// What came in a class (beginning of a code) and place on each day since.
///
/// # Errors
/// Any [`StoreError`].
pub async fn day_counts(
    tx: &mut Tx<'_>,
    (category, region): (&str, &str),
    since: Instant,
) -> Result<BTreeMap<Date, i64>, StoreError> {
    let params = params![category, format!("{category}~"), since, region];
    Ok(by_day(tx.all(&DAY_COUNTS, params).await?))
}

fn by_day(rows: Vec<(i64, i64)>) -> BTreeMap<Date, i64> {
    let day = |number: i64| {
        let days = i32::try_from(number).unwrap_or(0);
        jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(days))
    };
    rows.into_iter().map(|(number, count)| (day(number), count)).collect()
}

/// The first day with an order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn first_day(tx: &mut Tx<'_>) -> Result<Option<Date>, StoreError> {
    let (first,): (Option<Instant>,) = tx.one(&FIRST, &[]).await?;
    Ok(first.map(Instant::day))
}

/// Notes what was opened from a topic.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_record(
    tx: &mut Tx<'_>,
    id: HotTopicId,
    (noun, record, title): (&str, &str, &str),
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec(&PUT_RECORD, params![id, noun, record, title, at]).await.map(drop)
}

/// What was opened from a topic: noun, id, title.
///
/// # Errors
/// Any [`StoreError`].
pub async fn records(
    tx: &mut Tx<'_>,
    id: HotTopicId,
) -> Result<Vec<(String, String, String)>, StoreError> {
    tx.all(&RECORDS, params![id]).await
}
