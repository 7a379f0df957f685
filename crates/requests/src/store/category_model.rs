//! Learned models of categories, and what they proposed. Never confidential
//! orders.

use db::{FromRow, Row, StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::OrderId;
use crate::domain::category_model::{CategoryModel, ModelId, ModelState};

macro_rules! columns {
    () => {
        "id, version, state, made_at, in_force_at, newest_order, quality, reason"
    };
}

db::statements! {
    /// Adds a model.
    INSERT = "INSERT INTO category_models (id, version, state, made_at, in_force_at, newest_order, quality)
        VALUES ($1, 1, $2, $3, $4, $5, $6)";
    /// Adds its file.
    INSERT_FILE = "INSERT INTO category_model_files (model_id, content) VALUES ($1, $2)";
    /// Its file.
    FILE = "SELECT content FROM category_model_files WHERE model_id = $1";
    /// The model in force.
    IN_FORCE = concat!("SELECT ", columns!(), " FROM category_models WHERE state = 'in_force' ORDER BY in_force_at DESC, id DESC LIMIT 1");
    /// One model.
    GET = concat!("SELECT ", columns!(), " FROM category_models WHERE id = $1");
    /// Models, newest first.
    LIST = concat!("SELECT ", columns!(), " FROM category_models ORDER BY id DESC LIMIT $1");
    /// Moves a model, if the version is the one that was read.
    MOVE = "UPDATE category_models SET version = version + 1, state = $3, in_force_at = $4, reason = $5
        WHERE id = $1 AND version = $2";
    /// Forgets files of old models that are neither in force nor among the newest kept.
    DROP_FILES = "DELETE FROM category_model_files WHERE model_id NOT IN (
        SELECT id FROM category_models WHERE state IN ('in_force', 'kept', 'withdrawn') ORDER BY id DESC LIMIT 6)";
    /// Notes what was proposed, once.
    PUT_PROPOSAL = "INSERT INTO category_proposals (order_id, model_id, category_code, confidence_milli, abstains, received_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    /// By week (since the first Monday of 1970): proposals, abstentions, settled, of those proposed, and those corrected.
    WEEKS = "SELECT ((p.received_at + 28800000000) / 86400000000 - 4) / 7, count(*), CAST(sum(p.abstains) AS BIGINT),
        sum(CASE WHEN o.dispatched_at IS NOT NULL AND p.abstains = 0 THEN 1 ELSE 0 END),
        sum(CASE WHEN o.dispatched_at IS NOT NULL AND p.abstains = 0 AND o.category_code <> p.category_code THEN 1 ELSE 0 END)
        FROM category_proposals p JOIN orders o ON o.id = p.order_id
        WHERE p.received_at >= $1 AND o.confidential = 0 GROUP BY 1 ORDER BY 1";
    /// What was proposed and what was settled since a time: pairs and counts.
    PAIRS = "SELECT CASE WHEN p.abstains = 0 THEN p.category_code END, o.category_code, count(*)
        FROM category_proposals p JOIN orders o ON o.id = p.order_id
        WHERE p.received_at >= $1 AND o.dispatched_at IS NOT NULL AND o.category_code IS NOT NULL AND o.confidential = 0
        GROUP BY 1, 2 ORDER BY 1, 2";
}

impl FromRow for CategoryModel {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            version: row.take()?,
            state: row.take()?,
            made_at: row.take()?,
            in_force_at: row.take()?,
            newest_order: row.take()?,
            // Figures of another version say nothing; the model serves on.
            quality: serde_json::from_str(&row.take::<String>()?).unwrap_or_default(),
            reason: row.take()?,
        })
    }
}

/// A week of proposals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Weeks since the first Monday of 1970.
    pub week: i64,
    /// Orders something was proposed for or abstained from.
    pub all: i64,
    /// Abstentions.
    pub abstained: i64,
    /// Settled orders with a proposal.
    pub settled: i64,
    /// Of them settled as something else.
    pub corrected: i64,
}

db::from_row!(Week { week, all, abstained, settled, corrected });

/// What was proposed for an order.
#[derive(Debug, Clone)]
pub struct NewProposal {
    /// The order.
    pub order: OrderId,
    /// By which model; none for the words of the tree.
    pub model: Option<ModelId>,
    /// The likeliest category; empty for none.
    pub category: String,
    /// 0–1000.
    pub confidence_milli: u16,
    /// Whether it was too unsure to be proposed.
    pub abstains: bool,
    /// When the order came.
    pub received_at: Instant,
}

/// Adds a model with its file.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(
    tx: &mut Tx<'_>,
    model: &CategoryModel,
    content: &[u8],
) -> Result<(), StoreError> {
    let quality = serde_json::to_string(&model.quality).unwrap_or_default();
    let params = params![
        model.id,
        model.state,
        model.made_at,
        model.in_force_at,
        &model.newest_order,
        quality,
    ];
    tx.exec(&INSERT, params).await?;
    if model.state == ModelState::Refused {
        return Ok(());
    }
    tx.exec(&INSERT_FILE, params![model.id, content]).await?;
    tx.exec(&DROP_FILES, &[]).await.map(drop)
}

/// A model's file; nothing when it is too old to be kept.
///
/// # Errors
/// Any [`StoreError`].
pub async fn file(tx: &mut Tx<'_>, id: ModelId) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(tx.opt::<(Vec<u8>,)>(&FILE, params![id]).await?.map(|(content,)| content))
}

/// The model in force.
///
/// # Errors
/// Any [`StoreError`].
pub async fn in_force(tx: &mut Tx<'_>) -> Result<Option<CategoryModel>, StoreError> {
    tx.opt(&IN_FORCE, &[]).await
}

/// One model.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: ModelId) -> Result<Option<CategoryModel>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// Models, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(tx: &mut Tx<'_>, most: i64) -> Result<Vec<CategoryModel>, StoreError> {
    tx.all(&LIST, params![most]).await
}

/// Writes where a model stands now; gives how many rows it met.
///
/// # Errors
/// Any [`StoreError`].
pub async fn save(tx: &mut Tx<'_>, after: &CategoryModel) -> Result<u64, StoreError> {
    let params =
        params![after.id, after.version, after.state, after.in_force_at, after.reason.as_deref()];
    tx.exec(&MOVE, params).await
}

/// Notes what was proposed, once.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_proposal(tx: &mut Tx<'_>, new: &NewProposal) -> Result<(), StoreError> {
    let params = params![
        new.order,
        new.model,
        &new.category,
        i64::from(new.confidence_milli),
        new.abstains,
        new.received_at,
    ];
    tx.exec(&PUT_PROPOSAL, params).await.map(drop)
}

/// Proposals by week.
///
/// # Errors
/// Any [`StoreError`].
pub async fn weeks(tx: &mut Tx<'_>, since: Instant) -> Result<Vec<Week>, StoreError> {
    tx.all(&WEEKS, params![since]).await
}

/// What was proposed, what was settled, and how often, since a time.
///
/// # Errors
/// Any [`StoreError`].
pub async fn pairs(
    tx: &mut Tx<'_>,
    since: Instant,
) -> Result<Vec<(Option<String>, String, i64)>, StoreError> {
    tx.all(&PAIRS, params![since]).await
}
