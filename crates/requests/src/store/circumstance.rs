//! Circumstances of requests.

use db::{FromRow, Row, StoreError, Tx, params};

use crate::domain::OrderId;
use crate::domain::circumstance::Circumstance;

macro_rules! columns {
    () => {
        "c.request_id, c.order_id, c.requester_type, c.origin, c.trigger_kind, c.trigger_text, c.proxy_ref,
        c.proxy_relation, c.consent, c.recorded_at"
    };
}

impl FromRow for Circumstance {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            request_id: row.take()?,
            order_id: row.take()?,
            requester_type: row.take()?,
            origin: row.take()?,
            trigger_kind: row.take()?,
            trigger_text: row.take()?,
            proxy_ref: row.take()?,
            proxy_relation: row.take()?,
            consent: row.take()?,
            recorded_at: row.take()?,
        })
    }
}

db::statements! {
    /// Adds circumstances, once for a request.
    INSERT = "INSERT INTO request_circumstances (request_id, order_id, requester_type, origin, trigger_kind, trigger_text,
        proxy_ref, proxy_relation, consent, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT DO NOTHING";
    /// Circumstances of an order.
    OF_ORDER = concat!("SELECT ", columns!(), " FROM request_circumstances c WHERE c.order_id = $1");
    /// A page of the list, newest first; never confidential ones.
    PAGE = concat!("SELECT o.order_no, o.title, o.state, o.region_code, ", columns!(), " FROM request_circumstances c
        JOIN orders o ON o.id = c.order_id WHERE c.request_id < $1 AND ($2 = '' OR c.requester_type = $2)
        AND ($3 = '' OR c.origin = $3) AND ($4 = 0 OR c.proxy_relation IS NOT NULL)
        AND ($5 = '' OR o.region_code LIKE $5 OR o.region_code IS NULL) AND o.confidential = 0
        ORDER BY c.request_id DESC LIMIT $6");
}

/// A row of the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Number.
    pub order_no: String,
    /// Title.
    pub title: String,
    /// State.
    pub state: crate::domain::order::OrderState,
    /// Region.
    pub region_code: Option<String>,
    /// Circumstances.
    pub circumstance: Circumstance,
}

impl FromRow for Listed {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            order_no: row.take()?,
            title: row.take()?,
            state: row.take()?,
            region_code: row.take()?,
            circumstance: Circumstance::from_row(row)?,
        })
    }
}

/// Filters of the list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Before this request.
    pub before: String,
    /// Type of requester, or empty.
    pub requester_type: String,
    /// Origin, or empty.
    pub origin: String,
    /// Only those somebody brought for another.
    pub proxied: bool,
    /// Pattern of region codes the viewer may see, or empty.
    pub region: String,
}

/// Adds circumstances; `false` when they are known.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Circumstance) -> Result<bool, StoreError> {
    let params = params![
        new.request_id,
        new.order_id,
        new.requester_type,
        new.origin,
        new.trigger_kind,
        new.trigger_text.as_deref(),
        new.proxy_ref,
        new.proxy_relation.as_deref(),
        new.consent.as_deref(),
        new.recorded_at,
    ];
    Ok(tx.exec(&INSERT, params).await? == 1)
}

/// Circumstances of an order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Option<Circumstance>, StoreError> {
    tx.opt(&OF_ORDER, params![order]).await
}

/// A page of the list.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(tx: &mut Tx<'_>, filter: &Filter, limit: i64) -> Result<Vec<Listed>, StoreError> {
    let params = params![
        &filter.before,
        &filter.requester_type,
        &filter.origin,
        i64::from(filter.proxied),
        &filter.region,
        limit,
    ];
    tx.all(&PAGE, params).await
}
