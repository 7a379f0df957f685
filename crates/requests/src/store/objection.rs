//! Objections, their evidence, and the gaps they open in the catalogue.

use db::{StoreError, Tx, params};
use kernel::time::Instant;
use people::{AccountId, UnitId};

use crate::domain::gap::{Gap, GapId, GapState, Pattern};
use crate::domain::objection::{Objection, ObjectionId, ObjectionState};
use crate::domain::{AttachmentId, OrderId};

db::statements! {
    /// A unit's objections of a period by state, without those to orders that are reported about some units.
    COUNTS_OF = "SELECT b.state, count(*) FROM objections b JOIN orders o ON o.id = b.order_id
        WHERE b.unit_id = $1 AND b.filed_at >= $2 AND b.filed_at < $3
        AND (o.reported_unit_id IS NULL OR $4 NOT LIKE '%' || o.reported_unit_id || '%')
        GROUP BY b.state ORDER BY b.state";
    /// Adds an objection.
    INSERT = "INSERT INTO objections (id, order_id, unit_id, state, ground, legal_basis, text, proposed_unit_id,
        category_code, filed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Moves an objection on, if it stands where it was read.
    MOVE = "UPDATE objections SET state = $3 WHERE id = $1 AND state = $2";
    /// Writes a ruling, if it stands where it was read.
    RULE = "UPDATE objections SET state = $3, ruled_at = $4, ruled_unit_id = $5, ruling = $6
        WHERE id = $1 AND state = $2";
    /// One objection.
    GET = "SELECT id, order_id, unit_id, state, ground, legal_basis, text, proposed_unit_id, category_code, filed_at,
        ruled_at, ruled_unit_id, ruling FROM objections WHERE id = $1";
    /// Objections to the dispatch of an order, oldest first.
    OF_ORDER = "SELECT id, order_id, unit_id, state, ground, legal_basis, text, proposed_unit_id, category_code, filed_at,
        ruled_at, ruled_unit_id, ruling FROM objections WHERE order_id = $1 ORDER BY filed_at, id";
    /// Objections, newest first, before a key.
    PAGE = "SELECT id, order_id, unit_id, state, ground, legal_basis, text, proposed_unit_id, category_code, filed_at,
        ruled_at, ruled_unit_id, ruling FROM objections
        WHERE (filed_at, id) < ($1, $2) AND ($3 = '' OR state = $3) AND ($4 = '' OR unit_id = $4)
        AND ($5 = '' OR ground = $5)
        ORDER BY filed_at DESC, id DESC LIMIT $6";
    /// Adds a file.
    ADD_EVIDENCE = "INSERT INTO objection_evidence (objection_id, attachment_id) VALUES ($1, $2)";
    /// Files of an objection.
    EVIDENCE = "SELECT attachment_id FROM objection_evidence WHERE objection_id = $1 ORDER BY attachment_id";
    /// How many objections since a time share category and unit.
    COUNT_BY_UNIT = "SELECT count(*) FROM objections WHERE category_code = $1 AND filed_at > $2 AND unit_id = $3";
    /// How many objections since a time share category and ground.
    COUNT_BY_GROUND = "SELECT count(*) FROM objections WHERE category_code = $1 AND filed_at > $2 AND ground = $3";
    /// Opens a gap, unless one of the pattern is open.
    OPEN_GAP = "INSERT INTO catalogue_gaps (id, pattern, category_code, unit_id, ground, objections, state, opened_at)
        SELECT $1, $2, $3, $4, $5, $6, 'open', $7
        WHERE NOT EXISTS (SELECT 1 FROM catalogue_gaps WHERE pattern = $2 AND (state = 'open' OR decided_at > $8))";
    /// One gap.
    GET_GAP = "SELECT id, pattern, category_code, unit_id, ground, objections, state, opened_at, decided_at, new_unit_id, reason
        FROM catalogue_gaps WHERE id = $1";
    /// Gaps, newest first, before a key.
    GAPS = "SELECT id, pattern, category_code, unit_id, ground, objections, state, opened_at, decided_at, new_unit_id, reason
        FROM catalogue_gaps WHERE (opened_at, id) < ($1, $2) AND ($3 = '' OR state = $3)
        ORDER BY opened_at DESC, id DESC LIMIT $4";
    /// Decides on a gap that is open.
    DECIDE_GAP = "UPDATE catalogue_gaps SET state = $2, decided_at = $3, decided_by = $4, new_unit_id = $5, reason = $6
        WHERE id = $1 AND state = 'open'";
    /// Objections of a category since a time, newest first: what a gap rests on.
    OF_CATEGORY = "SELECT id, order_id, unit_id, state, ground, legal_basis, text, proposed_unit_id, category_code, filed_at,
        ruled_at, ruled_unit_id, ruling FROM objections WHERE category_code = $1 AND filed_at > $2
        ORDER BY filed_at DESC, id DESC LIMIT $3";
}

db::from_row!(Objection {
    id,
    order_id,
    unit_id,
    state,
    ground,
    legal_basis,
    text,
    proposed_unit_id,
    category_code,
    filed_at,
    ruled_at,
    ruled_unit_id,
    ruling,
});
db::from_row!(Gap {
    id,
    pattern,
    category_code,
    unit_id,
    ground,
    count,
    state,
    opened_at,
    decided_at,
    new_unit_id,
    reason,
});

/// Adds an objection.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Objection) -> Result<(), StoreError> {
    let params = params![
        new.id,
        new.order_id,
        new.unit_id,
        new.state,
        new.ground,
        &new.legal_basis,
        &new.text,
        new.proposed_unit_id,
        &new.category_code,
        new.filed_at,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Moves an objection to another state.
///
/// # Errors
/// [`StoreError::Conflict`] when it stands elsewhere by now.
pub async fn set_state(
    tx: &mut Tx<'_>,
    objection: &Objection,
    to: ObjectionState,
) -> Result<(), StoreError> {
    tx.exec_one(&MOVE, params![objection.id, objection.state, to]).await
}

/// A ruling.
#[derive(Debug, Clone, Copy)]
pub struct Ruling<'a> {
    /// Upheld, overruled or designated.
    pub state: ObjectionState,
    /// When.
    pub at: Instant,
    /// The unit that has the order from now on.
    pub unit: UnitId,
    /// What it says.
    pub text: &'a str,
}

/// Writes a ruling.
///
/// # Errors
/// [`StoreError::Conflict`] when it stands elsewhere by now.
pub async fn rule(
    tx: &mut Tx<'_>,
    objection: &Objection,
    ruling: &Ruling<'_>,
) -> Result<(), StoreError> {
    let params = params![
        objection.id,
        objection.state,
        ruling.state,
        ruling.at,
        ruling.unit,
        ruling.text.trim(),
    ];
    tx.exec_one(&RULE, params).await
}

/// One objection.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: ObjectionId) -> Result<Option<Objection>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// Objections to the dispatch of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Objection>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}

/// Which objections a list shows; empty words do not narrow it.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In this state.
    pub state: String,
    /// By this unit.
    pub unit: String,
    /// On this ground.
    pub ground: String,
}

/// A page of objections, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    (before_at, before_id): (Instant, &str),
    limit: u32,
) -> Result<Vec<Objection>, StoreError> {
    let params = params![before_at, before_id, &filter.state, &filter.unit, &filter.ground, limit];
    tx.all(&PAGE, params).await
}

/// A unit's objections of a period: (state, how many).
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts_of(
    tx: &mut Tx<'_>,
    unit: UnitId,
    (from, until): (Instant, Instant),
    hidden_from: &str,
) -> Result<Vec<(ObjectionState, i64)>, StoreError> {
    tx.all(&COUNTS_OF, params![unit, from, until, hidden_from]).await
}

/// Adds a file to an objection.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_evidence(
    tx: &mut Tx<'_>,
    objection: ObjectionId,
    file: AttachmentId,
) -> Result<(), StoreError> {
    tx.exec(&ADD_EVIDENCE, params![objection, file]).await.map(drop)
}

/// Files of an objection.
///
/// # Errors
/// Any [`StoreError`].
pub async fn evidence(
    tx: &mut Tx<'_>,
    objection: ObjectionId,
) -> Result<Vec<AttachmentId>, StoreError> {
    let rows: Vec<(AttachmentId,)> = tx.all(&EVIDENCE, params![objection]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// How many objections since a time share a pattern.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count(
    tx: &mut Tx<'_>,
    category: &str,
    pattern: &Pattern,
    since: Instant,
) -> Result<i64, StoreError> {
    let (count,): (i64,) = match pattern {
        Pattern::Unit(unit) => tx.one(&COUNT_BY_UNIT, params![category, since, *unit]).await?,
        Pattern::Ground(ground) => {
            tx.one(&COUNT_BY_GROUND, params![category, since, *ground]).await?
        }
    };
    Ok(count)
}

/// Opens a gap unless one of its pattern is open, or was decided on since
/// `since`. Gives whether it did.
///
/// # Errors
/// Any [`StoreError`].
pub async fn open_gap(tx: &mut Tx<'_>, gap: &Gap, since: Instant) -> Result<bool, StoreError> {
    let params = params![
        gap.id,
        &gap.pattern,
        &gap.category_code,
        gap.unit_id,
        gap.ground,
        gap.count,
        gap.opened_at,
        since,
    ];
    Ok(tx.exec(&OPEN_GAP, params).await? > 0)
}

/// One gap.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_gap(tx: &mut Tx<'_>, id: GapId) -> Result<Option<Gap>, StoreError> {
    tx.opt(&GET_GAP, params![id]).await
}

/// A page of gaps, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn gaps(
    tx: &mut Tx<'_>,
    state: &str,
    (before_at, before_id): (Instant, &str),
    limit: u32,
) -> Result<Vec<Gap>, StoreError> {
    tx.all(&GAPS, params![before_at, before_id, state, limit]).await
}

/// What the owner of the catalogue decided.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Changed or kept.
    pub state: GapState,
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Option<AccountId>,
    /// The unit the entry names now.
    pub new_unit: Option<UnitId>,
    /// Why.
    pub reason: String,
}

/// Decides on a gap.
///
/// # Errors
/// [`StoreError::Conflict`] when it is not open any more.
pub async fn decide_gap(tx: &mut Tx<'_>, id: GapId, decision: &Decision) -> Result<(), StoreError> {
    let params =
        params![id, decision.state, decision.at, decision.by, decision.new_unit, &decision.reason,];
    tx.exec_one(&DECIDE_GAP, params).await
}

/// Objections of a category since a time, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_category(
    tx: &mut Tx<'_>,
    category: &str,
    since: Instant,
    limit: u32,
) -> Result<Vec<Objection>, StoreError> {
    tx.all(&OF_CATEGORY, params![category, since, limit]).await
}
