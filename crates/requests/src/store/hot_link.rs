//! Links between orders, which orders belong to which hot topic, and how far
//! the search for topics has come. Never confidential orders.

use db::{FromRow, Row, StoreError, Tx, params};
use kernel::id::Id;
use kernel::ports::{MatchDraft, TopicLink, TopicText};
use kernel::time::Instant;
use people::RequesterRef;

use crate::domain::OrderId;
use crate::domain::hot_topic::HotTopicId;

macro_rules! text_columns {
    () => {
        "o.id, o.category_code, o.region_code, r.title, r.content, r.address, r.lon_e7, r.lat_e7, o.received_at, r.requester_ref"
    };
}

db::statements! {
    /// Orders received after a key, oldest first.
    TEXTS_AFTER = concat!("SELECT ", text_columns!(), " FROM orders o JOIN requests r ON r.id = o.request_id
        WHERE (o.received_at, o.id) > ($1, $2) AND o.confidential = 0 AND o.nature = 'lead'
        ORDER BY o.received_at, o.id LIMIT $3");
    /// One order, unless it is confidential.
    TEXT = concat!("SELECT ", text_columns!(), " FROM orders o JOIN requests r ON r.id = o.request_id
        WHERE o.id = $1 AND o.confidential = 0 AND o.nature = 'lead'");
    /// The orders of a topic since a time, oldest first.
    MEMBER_TEXTS = concat!("SELECT ", text_columns!(), " FROM hot_topic_members m JOIN orders o ON o.id = m.order_id
        JOIN requests r ON r.id = o.request_id
        WHERE m.topic_id = $1 AND m.received_at >= $2 AND o.confidential = 0
        ORDER BY m.received_at, m.order_id");
    /// Forgets the links of an order to earlier ones.
    DROP_LINKS = "DELETE FROM hot_topic_links WHERE order_id = $1";
    /// Adds a link.
    PUT_LINK = "INSERT INTO hot_topic_links (order_id, other_id, milli, received_at, other_received_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (order_id, other_id) DO UPDATE SET milli = $3";
    /// Links of an order whose ends are both of the window.
    LINKS_OF = "SELECT order_id, other_id, milli FROM hot_topic_links WHERE order_id = $1 AND other_received_at >= $2
        UNION ALL SELECT order_id, other_id, milli FROM hot_topic_links WHERE other_id = $1 AND other_received_at >= $2";
    /// Forgets links that leave the window.
    PRUNE_LINKS = "DELETE FROM hot_topic_links WHERE other_received_at < $1";
    /// Forgets links of orders that became confidential.
    PRUNE_CONFIDENTIAL = "DELETE FROM hot_topic_links WHERE EXISTS (SELECT 1 FROM orders o
        WHERE o.confidential = 1 AND (o.id = hot_topic_links.order_id OR o.id = hot_topic_links.other_id))";
    /// Orders of topics that are too old or became confidential.
    LEAVING = "SELECT m.order_id, m.topic_id FROM hot_topic_members m JOIN orders o ON o.id = m.order_id
        WHERE m.received_at < $1 OR o.confidential = 1";
    /// The topic of an order.
    TOPIC_OF = "SELECT topic_id FROM hot_topic_members WHERE order_id = $1";
    /// The orders of a topic.
    MEMBERS = "SELECT order_id FROM hot_topic_members WHERE topic_id = $1";
    /// Puts an order into a topic.
    PUT_MEMBER = "INSERT INTO hot_topic_members (order_id, topic_id, received_at)
        SELECT id, $2, received_at FROM orders WHERE id = $1
        ON CONFLICT (order_id) DO UPDATE SET topic_id = $2";
    /// Takes an order out.
    DROP_MEMBER = "DELETE FROM hot_topic_members WHERE order_id = $1";
    /// How far the search has come.
    CURSOR = "SELECT version, received_at, order_id, built_on FROM hot_topic_cursor WHERE name = 'orders'";
    /// The first row of it.
    BEGIN_CURSOR = "INSERT INTO hot_topic_cursor (name, version, received_at, order_id, built_on)
        VALUES ('orders', 1, 0, '', '') ON CONFLICT DO NOTHING";
    /// Moves it, if nobody else did meanwhile.
    MOVE_CURSOR = "UPDATE hot_topic_cursor SET version = version + 1, received_at = $2, order_id = $3, built_on = $4
        WHERE name = 'orders' AND version = $1";
}

/// How far the search for topics has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cursor {
    /// Guards each move.
    pub version: i64,
    /// The last order looked at: when it came.
    pub received_at: Instant,
    /// Its id; empty before the first.
    pub order_id: String,
    /// The day for which everything was last built anew; empty for never.
    pub built_on: String,
}

db::from_row!(Cursor { version, received_at, order_id, built_on });

/// An order's text, and who asked, for the vault alone.
#[derive(Debug, Clone)]
pub struct HotText {
    /// The text.
    pub text: TopicText,
    /// The reference; none when nobody left a name.
    pub requester: Option<RequesterRef>,
}

impl FromRow for HotText {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let order: Id = row.take()?;
        let category: Option<String> = row.take()?;
        let region: Option<String> = row.take()?;
        let (title, content, address) = (row.take()?, row.take()?, row.take()?);
        let (lon, lat): (Option<i64>, Option<i64>) = (row.take()?, row.take()?);
        let draft = MatchDraft {
            title,
            content,
            address,
            point_e7: lon.zip(lat),
            region_code: region.unwrap_or_default(),
            at: row.take()?,
        };
        let text = TopicText { order, draft, category_code: category.unwrap_or_default() };
        Ok(Self { text, requester: row.take()? })
    }
}

/// A link as it is stored.
#[derive(Debug, Clone, Copy)]
pub struct NewLink {
    /// The later order.
    pub order: OrderId,
    /// When it came.
    pub received_at: Instant,
    /// The earlier one.
    pub other: OrderId,
    /// When it came.
    pub other_received_at: Instant,
    /// 0–1000.
    pub milli: u16,
}

/// Orders received after a key, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn texts_after(
    tx: &mut Tx<'_>,
    (received_at, order): (Instant, &str),
    limit: i64,
) -> Result<Vec<HotText>, StoreError> {
    tx.all(&TEXTS_AFTER, params![received_at, order, limit]).await
}

/// Some orders; confidential ones are left out.
///
/// # Errors
/// Any [`StoreError`].
pub async fn texts(tx: &mut Tx<'_>, orders: &[Id]) -> Result<Vec<TopicText>, StoreError> {
    let mut found = Vec::new();
    for order in orders {
        let row: Option<HotText> = tx.opt(&TEXT, params![OrderId(*order)]).await?;
        found.extend(row.map(|row| row.text));
    }
    Ok(found)
}

/// The orders of a topic since a time, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn member_texts(
    tx: &mut Tx<'_>,
    topic: HotTopicId,
    since: Instant,
) -> Result<Vec<HotText>, StoreError> {
    tx.all(&MEMBER_TEXTS, params![topic, since]).await
}

/// Puts new links of an order to earlier ones in the place of its old ones.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_links(
    tx: &mut Tx<'_>,
    order: OrderId,
    links: &[NewLink],
) -> Result<(), StoreError> {
    tx.exec(&DROP_LINKS, params![order]).await?;
    for link in links {
        let params = params![
            link.order,
            link.other,
            i64::from(link.milli),
            link.received_at,
            link.other_received_at,
        ];
        tx.exec(&PUT_LINK, params).await?;
    }
    Ok(())
}

/// Links of an order within the window.
///
/// # Errors
/// Any [`StoreError`].
pub async fn links_of(
    tx: &mut Tx<'_>,
    order: Id,
    since: Instant,
) -> Result<Vec<TopicLink>, StoreError> {
    let rows = tx.all::<(Id, Id, i64)>(&LINKS_OF, params![OrderId(order), since]).await?;
    let link = |(one, other, milli): (Id, Id, i64)| TopicLink {
        one,
        other,
        milli: u16::try_from(milli).unwrap_or(0),
    };
    Ok(rows.into_iter().map(link).collect())
}

/// Forgets links that left the window or may not be kept; gives the orders
/// that leave their topics with them.
///
/// # Errors
/// Any [`StoreError`].
pub async fn prune(
    tx: &mut Tx<'_>,
    since: Instant,
) -> Result<Vec<(OrderId, HotTopicId)>, StoreError> {
    tx.exec(&PRUNE_LINKS, params![since]).await?;
    tx.exec(&PRUNE_CONFIDENTIAL, &[]).await?;
    tx.all(&LEAVING, params![since]).await
}

/// The topic of an order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn topic_of(tx: &mut Tx<'_>, order: OrderId) -> Result<Option<HotTopicId>, StoreError> {
    Ok(tx.opt::<(HotTopicId,)>(&TOPIC_OF, params![order]).await?.map(|(topic,)| topic))
}

/// The orders of a topic.
///
/// # Errors
/// Any [`StoreError`].
pub async fn members(tx: &mut Tx<'_>, topic: HotTopicId) -> Result<Vec<OrderId>, StoreError> {
    let rows = tx.all::<(OrderId,)>(&MEMBERS, params![topic]).await?;
    Ok(rows.into_iter().map(|(order,)| order).collect())
}

/// Puts an order into a topic.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_member(
    tx: &mut Tx<'_>,
    order: OrderId,
    topic: HotTopicId,
) -> Result<(), StoreError> {
    tx.exec(&PUT_MEMBER, params![order, topic]).await.map(drop)
}

/// Takes an order out of its topic.
///
/// # Errors
/// Any [`StoreError`].
pub async fn drop_member(tx: &mut Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    tx.exec(&DROP_MEMBER, params![order]).await.map(drop)
}

/// How far the search has come.
///
/// # Errors
/// Any [`StoreError`].
pub async fn cursor(tx: &mut Tx<'_>) -> Result<Cursor, StoreError> {
    Ok(tx.opt(&CURSOR, &[]).await?.unwrap_or_default())
}

/// Moves it.
///
/// # Errors
/// [`StoreError::Conflict`] when another process moved it meanwhile.
pub async fn move_cursor(tx: &mut Tx<'_>, to: &Cursor) -> Result<(), StoreError> {
    if to.version == 0 {
        tx.exec(&BEGIN_CURSOR, &[]).await?;
    }
    let params = params![to.version.max(1), to.received_at, &to.order_id, &to.built_on];
    tx.exec_one(&MOVE_CURSOR, params).await
}
