//! Suspended passes.

use db::{FromRow, Row, StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::ids::{HolderId, SuspensionId};
use crate::domain::suspension::Suspension;

macro_rules! columns {
    () => {
        "id, version, compound_id, holder_id, state, fact, happened_on, account_id, account_name, unit_name, from_at,
        until_at, appeal_id, appeal_due_at, answered_by, answered_name, answer, answered_at"
    };
}

db::statements! {
    /// Adds a suspension.
    INSERT = "INSERT INTO pass_suspensions (id, version, compound_id, holder_id, state, fact, happened_on, account_id,
        account_name, unit_name, from_at, until_at, answered_name, answer)
        VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '')";
    /// Writes a change, if the version is the one that was read.
    SAVE = "UPDATE pass_suspensions SET version = version + 1, state = $3, appeal_id = $4, appeal_due_at = $5,
        answered_by = $6, answered_name = $7, answer = $8, answered_at = $9 WHERE id = $1 AND version = $2";
    /// One suspension.
    GET = concat!("SELECT ", columns!(), " FROM pass_suspensions WHERE id = $1");
    /// Those of a pass in a compound, newest first.
    OF_PASS = concat!("SELECT ", columns!(), " FROM pass_suspensions WHERE compound_id = $1 AND holder_id = $2
        ORDER BY id DESC");
    /// Those of a holder, newest first.
    OF_HOLDER = concat!("SELECT ", columns!(), " FROM pass_suspensions WHERE holder_id = $1 ORDER BY id DESC");
    /// Those whose time is over and that still stand.
    OVER = concat!("SELECT ", columns!(), " FROM pass_suspensions WHERE state IN ('in_force', 'upheld')
        AND until_at <= $1 ORDER BY id");
    /// A page, newest first. Empty texts do not filter.
    PAGE = concat!("SELECT ", columns!(), " FROM pass_suspensions WHERE id < $1 AND ($2 = '' OR state = $2)
        AND ($3 = '' OR compound_id = $3) ORDER BY id DESC LIMIT $4");
    /// Forgets those of a holder.
    FORGET = "DELETE FROM pass_suspensions WHERE holder_id = $1";
}

impl FromRow for Suspension {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            version: row.take()?,
            compound: row.take()?,
            holder: row.take()?,
            state: row.take()?,
            fact: row.take()?,
            happened_on: row.take()?,
            by: row.take()?,
            by_name: row.take()?,
            by_unit: row.take()?,
            from: row.take()?,
            until: row.take()?,
            appeal: row.take()?,
            appeal_due: row.take()?,
            answered_by: row.take()?,
            answered_name: row.take()?,
            answer: row.take()?,
            answered_at: row.take()?,
        })
    }
}

/// Adds a suspension.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, one: &Suspension) -> Result<(), StoreError> {
    let values = params![
        one.id,
        &one.compound,
        one.holder,
        one.state,
        &one.fact,
        &one.happened_on,
        one.by,
        &one.by_name,
        &one.by_unit,
        one.from,
        one.until,
    ];
    tx.exec(&INSERT, values).await.map(drop)
}

/// Writes a change.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody was quicker.
pub async fn save(tx: &mut Tx<'_>, after: &Suspension) -> Result<(), StoreError> {
    let values = params![
        after.id,
        after.version,
        after.state,
        after.appeal,
        after.appeal_due,
        after.answered_by,
        &after.answered_name,
        &after.answer,
        after.answered_at,
    ];
    tx.exec_one(&SAVE, values).await
}

/// One suspension.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: SuspensionId) -> Result<Option<Suspension>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// Those of a pass in a compound, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_pass(
    tx: &mut Tx<'_>,
    compound: &str,
    holder: HolderId,
) -> Result<Vec<Suspension>, StoreError> {
    tx.all(&OF_PASS, params![compound, holder]).await
}

/// Those of a holder, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_holder(tx: &mut Tx<'_>, holder: HolderId) -> Result<Vec<Suspension>, StoreError> {
    tx.all(&OF_HOLDER, params![holder]).await
}

/// Those whose time is over and that still stand.
///
/// # Errors
/// Any [`StoreError`].
pub async fn over(tx: &mut Tx<'_>, now: Instant) -> Result<Vec<Suspension>, StoreError> {
    tx.all(&OVER, params![now]).await
}

/// A page, newest first: ids before one, of a state, in a compound.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    (before, state, compound): (&str, &str, &str),
    limit: i64,
) -> Result<Vec<Suspension>, StoreError> {
    tx.all(&PAGE, params![before, state, compound, limit]).await
}

/// Forgets those of a holder.
///
/// # Errors
/// Any [`StoreError`].
pub async fn forget(tx: &mut Tx<'_>, holder: HolderId) -> Result<(), StoreError> {
    tx.exec(&FORGET, params![holder]).await.map(drop)
}
