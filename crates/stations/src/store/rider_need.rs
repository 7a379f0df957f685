//! Needs of riders and drivers.

use db::{FromRow, Row, StoreError, Tx, params};
use kernel::time::Instant;
use people::UnitId;

use crate::domain::rider_need::{NeedTopic, RiderNeed, RiderNeedId};

macro_rules! columns {
    () => {
        "id, submission_key, version, state, topic, text, region_code, source, source_ref, reporter, owner_unit_id,
        plan, due_on, result, public_text, lead_id, collected_at"
    };
}

db::statements! {
    /// Adds a need unless its key is known.
    INSERT = "INSERT INTO rider_needs (id, submission_key, version, state, topic, text, region_code, source, source_ref,
        reporter, plan, result, public_text, collected_at)
        VALUES ($1, $2, 1, 'collected', $3, $4, $5, $6, $7, $8, '', '', '', $9) ON CONFLICT DO NOTHING";
    /// Writes a change, if the version is the one that was read.
    SAVE = "UPDATE rider_needs SET version = version + 1, state = $3, owner_unit_id = $4, plan = $5, due_on = $6,
        result = $7, public_text = $8, lead_id = $9 WHERE id = $1 AND version = $2";
    /// One need.
    GET = concat!("SELECT ", columns!(), " FROM rider_needs WHERE id = $1");
    /// One by the key it came with.
    GET_BY_KEY = concat!("SELECT ", columns!(), " FROM rider_needs WHERE submission_key = $1");
    /// How many are the same as one.
    JOINED = "SELECT count(*) FROM rider_needs WHERE lead_id = $1";
    /// How many by region and topic since an instant.
    COUNTS = "SELECT COALESCE(region_code, ''), topic, count(*) FROM rider_needs WHERE collected_at >= $1
        GROUP BY COALESCE(region_code, ''), topic ORDER BY 1, 2";
    /// A page, newest first. Empty texts do not filter; `$2` is the viewer's unit, empty for who sees all; `$6` is
    /// `1` for what stands on the public page.
    PAGE = concat!("SELECT ", columns!(), " FROM rider_needs WHERE id < $1 AND ($2 = '' OR owner_unit_id = $2)
        AND ($3 = '' OR state = $3) AND ($4 = '' OR topic = $4) AND ($5 = '' OR text LIKE $5)
        AND ($6 = 0 OR state IN ('coordinating', 'solved', 'fed_back', 'declined')) ORDER BY id DESC LIMIT $7");
}

impl FromRow for RiderNeed {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            submission_key: row.take()?,
            version: row.take()?,
            state: row.take()?,
            topic: row.take()?,
            text: row.take()?,
            region_code: row.take()?,
            source: row.take()?,
            source_ref: row.take()?,
            reporter: row.take()?,
            owner_unit_id: row.take()?,
            plan: row.take()?,
            due_on: row.take()?,
            result: row.take()?,
            public_text: row.take()?,
            lead_id: row.take()?,
            collected_at: row.take()?,
        })
    }
}

/// Adds a need; `false` when its key is known.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &RiderNeed) -> Result<bool, StoreError> {
    let values = params![
        new.id,
        &new.submission_key,
        new.topic,
        &new.text,
        new.region_code.as_deref(),
        new.source,
        &new.source_ref,
        new.reporter,
        new.collected_at,
    ];
    Ok(tx.exec(&INSERT, values).await? == 1)
}

/// Writes a change; the need's version is the one that was read.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn save(tx: &mut Tx<'_>, after: &RiderNeed) -> Result<(), StoreError> {
    let values = params![
        after.id,
        after.version,
        after.state,
        after.owner_unit_id,
        &after.plan,
        after.due_on.as_deref(),
        &after.result,
        &after.public_text,
        after.lead_id,
    ];
    tx.exec_one(&SAVE, values).await
}

/// One need.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: RiderNeedId) -> Result<Option<RiderNeed>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// One by the key it came with.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<RiderNeed>, StoreError> {
    tx.opt(&GET_BY_KEY, params![key]).await
}

/// How many are the same as one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn joined(tx: &mut Tx<'_>, lead: RiderNeedId) -> Result<i64, StoreError> {
    let (count,): (i64,) = tx.one(&JOINED, params![lead]).await?;
    Ok(count)
}

/// How many by region and topic since an instant; those without a place have an
/// empty region.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts(
    tx: &mut Tx<'_>,
    since: Instant,
) -> Result<Vec<(String, NeedTopic, i64)>, StoreError> {
    tx.all(&COUNTS, params![since]).await
}

/// What a list asks for. Empty texts do not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Ids before this one.
    pub before: String,
    /// Of this unit only; everybody's for none.
    pub unit: Option<UnitId>,
    /// State.
    pub state: String,
    /// Topic.
    pub topic: String,
    /// Pattern of words.
    pub words: String,
    /// Only what stands on the public page.
    pub public: bool,
}

/// One page.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<RiderNeed>, StoreError> {
    let values = params![
        &filter.before,
        filter.unit.map(|unit| unit.to_string()).unwrap_or_default(),
        &filter.state,
        &filter.topic,
        &filter.words,
        filter.public,
        limit,
    ];
    tx.all(&PAGE, values).await
}
