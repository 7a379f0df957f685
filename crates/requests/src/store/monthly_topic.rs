//! Monthly topics, their parts, and what people sent in.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::monthly_topic::{Topic, TopicItem};
use crate::domain::{OrderId, TopicId, TopicItemId};

macro_rules! columns {
    () => {
        "id, version, state, mode, month, theme, intro, unit_id, closes_on, report"
    };
}

db::from_row!(Topic { id, version, state, mode, month, theme, intro, unit_id, closes_on, report });
db::from_row!(TopicItem { id, kind, text, unit_id, due_on, done_at });

db::statements! {
    /// Adds a topic.
    INSERT = "INSERT INTO monthly_topics (id, version, state, mode, month, theme, intro, unit_id, closes_on, report)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Writes a change, if the version is the one that was read.
    SAVE = "UPDATE monthly_topics SET version = version + 1, state = $3, report = $4 WHERE id = $1 AND version = $2";
    /// One topic.
    GET = concat!("SELECT ", columns!(), " FROM monthly_topics WHERE id = $1");
    /// A page of the list, newest first.
    PAGE = concat!("SELECT ", columns!(), " FROM monthly_topics WHERE id < $1 AND ($2 = '' OR state = $2)
        AND ($3 = '' OR mode = $3) AND ($4 = '' OR theme LIKE $4 OR month LIKE $4)
        AND ($5 = 0 OR state <> 'draft') ORDER BY id DESC LIMIT $6");
    /// Parts of a topic.
    ITEMS = "SELECT id, kind, text, unit_id, due_on, done_at FROM monthly_topic_items WHERE topic_id = $1 ORDER BY kind, id";
    /// Adds a part.
    INSERT_ITEM = "INSERT INTO monthly_topic_items (id, topic_id, kind, text, unit_id, due_on, done_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Notes that a part was done, once.
    FINISH_ITEM = "UPDATE monthly_topic_items SET done_at = $3 WHERE id = $1 AND topic_id = $2 AND done_at IS NULL";
    /// Joins what somebody sent in.
    INSERT_REQUEST = "INSERT INTO monthly_topic_requests (topic_id, order_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    /// How much people sent in.
    REQUEST_COUNT = "SELECT count(*) FROM monthly_topic_requests WHERE topic_id = $1";
    /// What people sent in, newest first.
    REQUESTS = "SELECT order_id FROM monthly_topic_requests WHERE topic_id = $1 ORDER BY order_id DESC LIMIT 200";
}

/// Filters of the list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Before this id.
    pub before: String,
    /// State, or empty.
    pub state: String,
    /// Mode, or empty.
    pub mode: String,
    /// Pattern of words, or empty.
    pub words: String,
    /// Only what residents may read.
    pub public_only: bool,
}

/// Adds a topic.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Topic) -> Result<(), StoreError> {
    let params = params![
        new.id,
        new.version,
        new.state,
        new.mode,
        &new.month,
        &new.theme,
        &new.intro,
        new.unit_id,
        &new.closes_on,
        new.report.as_deref(),
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Writes a change; gives how many rows it met.
///
/// # Errors
/// Any [`StoreError`].
pub async fn save(tx: &mut Tx<'_>, after: &Topic) -> Result<u64, StoreError> {
    tx.exec(&SAVE, params![after.id, after.version, after.state, after.report.as_deref()]).await
}

/// One topic.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: TopicId) -> Result<Option<Topic>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// A page of the list.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(tx: &mut Tx<'_>, filter: &Filter, limit: i64) -> Result<Vec<Topic>, StoreError> {
    let params = params![
        &filter.before,
        &filter.state,
        &filter.mode,
        &filter.words,
        i64::from(filter.public_only),
        limit,
    ];
    tx.all(&PAGE, params).await
}

/// Parts of a topic.
///
/// # Errors
/// Any [`StoreError`].
pub async fn items(tx: &mut Tx<'_>, topic: TopicId) -> Result<Vec<TopicItem>, StoreError> {
    tx.all(&ITEMS, params![topic]).await
}

/// Adds a part.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_item(
    tx: &mut Tx<'_>,
    topic: TopicId,
    item: &TopicItem,
) -> Result<(), StoreError> {
    let params = params![
        item.id,
        topic,
        item.kind,
        &item.text,
        item.unit_id,
        item.due_on.as_deref(),
        item.done_at,
    ];
    tx.exec(&INSERT_ITEM, params).await.map(drop)
}

/// Notes that a part was done; `false` when it was before.
///
/// # Errors
/// Any [`StoreError`].
pub async fn finish_item(
    tx: &mut Tx<'_>,
    topic: TopicId,
    item: TopicItemId,
    at: Instant,
) -> Result<bool, StoreError> {
    Ok(tx.exec(&FINISH_ITEM, params![item, topic, at]).await? == 1)
}

/// Joins what somebody sent in.
///
/// # Errors
/// Any [`StoreError`].
pub async fn join(tx: &mut Tx<'_>, topic: TopicId, order: OrderId) -> Result<(), StoreError> {
    tx.exec(&INSERT_REQUEST, params![topic, order]).await.map(drop)
}

/// How much people sent in.
///
/// # Errors
/// Any [`StoreError`].
pub async fn request_count(tx: &mut Tx<'_>, topic: TopicId) -> Result<i64, StoreError> {
    let (n,): (i64,) = tx.one(&REQUEST_COUNT, params![topic]).await?;
    Ok(n)
}

/// What people sent in, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn requests(tx: &mut Tx<'_>, topic: TopicId) -> Result<Vec<OrderId>, StoreError> {
    let rows: Vec<(OrderId,)> = tx.all(&REQUESTS, params![topic]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
