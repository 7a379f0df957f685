//! Requests: written once, read often, never changed except to de-identify and
//! to put right where they lie; where they were said to lie is kept then.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::request::{NewRequest, Place};
use crate::domain::words::{OrderType, Origin};
use crate::domain::{OrderId, RequestId};

/// A request as stored.
#[derive(Debug, Clone)]
pub struct RequestRow {
    /// Its id.
    pub id: RequestId,
    /// Idempotency key.
    pub submission_key: String,
    /// Channel code.
    pub channel: String,
    /// Number in the other system.
    pub channel_ref: Option<String>,
    /// Where it started.
    pub origin: Origin,
    /// What kind.
    pub order_type: OrderType,
    /// Title.
    pub title: String,
    /// The person's words.
    pub content: String,
    /// When it happened.
    pub occurred_at: Option<Instant>,
    /// When it reached us.
    pub received_at: Instant,
    /// Region.
    pub region_code: Option<String>,
    /// Grid.
    pub grid_code: Option<String>,
    /// Compound.
    pub compound_id: Option<String>,
    /// Place as told.
    pub address: String,
    /// Longitude, 1e-7 degrees WGS-84.
    pub lon_e7: Option<i64>,
    /// Latitude, 1e-7 degrees WGS-84.
    pub lat_e7: Option<i64>,
    /// Reference into the vault.
    pub requester_ref: Option<kernel::id::Id>,
    /// Keyed digest of the query code.
    pub query_code_tag: String,
    /// Confidentiality asked.
    pub confidential: bool,
    /// Answer wanted.
    pub reply_wanted: bool,
    /// When they may be called.
    pub contact_window: Option<String>,
}

impl RequestRow {
    /// Where it lies.
    pub fn place(&self) -> Place {
        Place {
            address: self.address.clone(),
            region_code: self.region_code.clone(),
            grid_code: self.grid_code.clone(),
            compound_id: self.compound_id.clone(),
            point_e7: self.lon_e7.zip(self.lat_e7),
        }
    }
}

/// Whether anybody is known behind a request: who asked anonymously gets no
/// messages.
///
/// # Errors
/// Any [`StoreError`].
pub async fn has_requester(tx: &mut Tx<'_>, id: RequestId) -> Result<bool, StoreError> {
    let (known,): (i64,) = tx.one(&HAS_REQUESTER, params![id]).await?;
    Ok(known > 0)
}

db::from_row!(RequestRow {
    id,
    submission_key,
    channel,
    channel_ref,
    origin,
    order_type,
    title,
    content,
    occurred_at,
    received_at,
    region_code,
    grid_code,
    compound_id,
    address,
    lon_e7,
    lat_e7,
    requester_ref,
    query_code_tag,
    confidential,
    reply_wanted,
    contact_window,
});

db::statements! {
    /// Whether somebody is known behind a request.
    HAS_REQUESTER = "SELECT count(*) FROM requests WHERE id = $1 AND requester_ref IS NOT NULL";
    /// Adds a request unless its key or its number in the channel is known.
    INSERT = "INSERT INTO requests (id, submission_key, channel, channel_ref, origin, order_type, title, content,
        occurred_at, received_at, region_code, grid_code, compound_id, address, lon_e7, lat_e7, requester_ref,
        query_code_tag, confidential, reply_wanted, contact_window)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        ON CONFLICT DO NOTHING";
    /// One request.
    GET = "SELECT id, submission_key, channel, channel_ref, origin, order_type, title, content, occurred_at,
        received_at, region_code, grid_code, compound_id, address, lon_e7, lat_e7, requester_ref,
        query_code_tag, confidential, reply_wanted, contact_window
        FROM requests WHERE id = $1";
    /// Puts right where it lies.
    SET_PLACE = "UPDATE requests SET region_code = $2, grid_code = $3, compound_id = $4, address = $5,
        lon_e7 = $6, lat_e7 = $7 WHERE id = $1";
    /// The request a key belongs to.
    ID_BY_KEY = "SELECT id FROM requests WHERE submission_key = $1";
    /// Orders of a requester.
    ORDERS_OF_REQUESTER = "SELECT o.id FROM orders o JOIN requests r ON r.id = o.request_id
        WHERE r.requester_ref = $1 ORDER BY o.id DESC LIMIT 20";
    /// The request a channel's number belongs to.
    ID_BY_CHANNEL_REF = "SELECT id FROM requests WHERE channel = $1 AND channel_ref = $2";
}

/// Adds a request; `false` when it is known already.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, id: RequestId, new: &NewRequest) -> Result<bool, StoreError> {
    let place = &new.place;
    let params = params![
        id,
        &new.submission_key,
        &new.channel,
        new.channel_ref.as_deref(),
        new.origin,
        new.order_type,
        &new.title,
        &new.content,
        new.occurred_at,
        new.received_at,
        place.region_code.as_deref(),
        place.grid_code.as_deref(),
        place.compound_id.as_deref(),
        &place.address,
        place.point_e7.map(|point| point.0),
        place.point_e7.map(|point| point.1),
        new.requester_ref,
        &new.query_code_tag,
        new.confidential,
        new.reply_wanted,
        new.contact_window.as_deref(),
    ];
    Ok(tx.exec(&INSERT, params).await? == 1)
}

/// The request that has the same key or the same number in its channel.
///
/// # Errors
/// Any [`StoreError`].
pub async fn find_known(
    tx: &mut Tx<'_>,
    new: &NewRequest,
) -> Result<Option<RequestId>, StoreError> {
    let by_key: Option<(RequestId,)> = tx.opt(&ID_BY_KEY, params![&new.submission_key]).await?;
    if let Some((id,)) = by_key {
        return Ok(Some(id));
    }
    let Some(channel_ref) = new.channel_ref.as_deref() else { return Ok(None) };
    let by_ref: Option<(RequestId,)> =
        tx.opt(&ID_BY_CHANNEL_REF, params![&new.channel, channel_ref]).await?;
    Ok(by_ref.map(|(id,)| id))
}

/// One request.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: RequestId) -> Result<Option<RequestRow>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// Puts right where a request lies.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_place(tx: &mut Tx<'_>, id: RequestId, place: &Place) -> Result<(), StoreError> {
    let params = params![
        id,
        place.region_code.as_deref(),
        place.grid_code.as_deref(),
        place.compound_id.as_deref(),
        &place.address,
        place.point_e7.map(|point| point.0),
        place.point_e7.map(|point| point.1),
    ];
    tx.exec_one(&SET_PLACE, params).await
}

/// The newest orders of some requesters, as the vault named them.
///
/// # Errors
/// Any [`StoreError`].
pub async fn orders_of_requesters(
    tx: &mut Tx<'_>,
    requesters: &[people::RequesterRef],
) -> Result<Vec<OrderId>, StoreError> {
    let mut orders = Vec::new();
    for requester in requesters {
        let rows: Vec<(OrderId,)> = tx.all(&ORDERS_OF_REQUESTER, params![*requester]).await?;
        orders.extend(rows.into_iter().map(|(id,)| id));
    }
    Ok(orders)
}
