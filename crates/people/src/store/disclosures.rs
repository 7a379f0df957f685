//! Openings of fields: who, whose, what for.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::disclosure::{Disclosure, IdentityField, Purpose};
use crate::ids::{AccountId, DisclosureId, RequesterRef, UnitId};

db::from_row!(Disclosure {
    id,
    requester,
    field,
    purpose,
    reason,
    document_no,
    order,
    order_no,
    account,
    account_name,
    unit_name,
    at,
    expires_at
});

db::statements! {
    /// Writes an opening down.
    INSERT = "INSERT INTO disclosures (id, requester_ref, field, purpose, reason, document_no, order_id, order_no,
        account_id, account_name, unit_id, unit_name, disclosed_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// One opening.
    GET = "SELECT id, requester_ref, field, purpose, reason, document_no, order_id, order_no, account_id,
        account_name, unit_name, disclosed_at, expires_at
        FROM disclosures WHERE id = $1";
    /// The same opening by the same person that has not run out.
    OPEN = "SELECT id, requester_ref, field, purpose, reason, document_no, order_id, order_no, account_id,
        account_name, unit_name, disclosed_at, expires_at
        FROM disclosures
        WHERE account_id = $1 AND order_id = $2 AND field = $3 AND purpose = $4 AND expires_at > $5
        ORDER BY id DESC LIMIT 1";
    /// Openings of one person's fields, newest first.
    OF_REQUESTER = "SELECT id, requester_ref, field, purpose, reason, document_no, order_id, order_no, account_id,
        account_name, unit_name, disclosed_at, expires_at
        FROM disclosures WHERE requester_ref = $1 ORDER BY id DESC LIMIT 200";
    /// A page for the auditor, newest first. Empty texts do not filter.
    PAGE_DOWN = "SELECT id, requester_ref, field, purpose, reason, document_no, order_id, order_no, account_id,
        account_name, unit_name, disclosed_at, expires_at
        FROM disclosures
        WHERE ($1 = '' OR purpose = $1) AND ($2 = '' OR field = $2)
        AND ($3 = '' OR account_name LIKE $3 ESCAPE '!' OR order_no LIKE $3 ESCAPE '!' OR unit_name LIKE $3 ESCAPE '!')
        AND disclosed_at >= $4 AND disclosed_at < $5 AND ($6 = '' OR id < $6)
        ORDER BY id DESC LIMIT $7";
    /// The same, oldest first.
    PAGE_UP = "SELECT id, requester_ref, field, purpose, reason, document_no, order_id, order_no, account_id,
        account_name, unit_name, disclosed_at, expires_at
        FROM disclosures
        WHERE ($1 = '' OR purpose = $1) AND ($2 = '' OR field = $2)
        AND ($3 = '' OR account_name LIKE $3 ESCAPE '!' OR order_no LIKE $3 ESCAPE '!' OR unit_name LIKE $3 ESCAPE '!')
        AND disclosed_at >= $4 AND disclosed_at < $5 AND ($6 = '' OR id > $6)
        ORDER BY id LIMIT $7";
    /// Openings of a period by purpose: for the public report.
    COUNTS = "SELECT purpose, count(*) FROM disclosures
        WHERE disclosed_at >= $1 AND disclosed_at < $2 GROUP BY purpose ORDER BY purpose";
    /// Forgets those whose time of keeping is over.
    PURGE = "DELETE FROM disclosures WHERE disclosed_at < $1";
}

/// Writes an opening down.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(
    tx: &mut Tx<'_>,
    disclosure: &Disclosure,
    unit: UnitId,
) -> Result<(), StoreError> {
    let it = disclosure;
    let params = params![
        it.id,
        it.requester,
        it.field,
        it.purpose,
        &it.reason,
        &it.document_no,
        it.order,
        &it.order_no,
        it.account,
        &it.account_name,
        unit,
        &it.unit_name,
        it.at,
        it.expires_at,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// One opening.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: DisclosureId) -> Result<Option<Disclosure>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// What was opened before and may still be looked at.
#[derive(Debug, Clone, Copy)]
pub struct OpenKey {
    /// By whom.
    pub account: AccountId,
    /// About which order.
    pub order: kernel::id::Id,
    /// Which field.
    pub field: IdentityField,
    /// What for.
    pub purpose: Purpose,
}

/// The same opening by the same person that has not run out.
///
/// # Errors
/// Any [`StoreError`].
pub async fn find_open(
    tx: &mut Tx<'_>,
    key: &OpenKey,
    now: Instant,
) -> Result<Option<Disclosure>, StoreError> {
    tx.opt(&OPEN, params![key.account, key.order, key.field, key.purpose, now]).await
}

/// Openings of one person's fields, newest first, at most 200.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_requester(
    tx: &mut Tx<'_>,
    requester: RequesterRef,
) -> Result<Vec<Disclosure>, StoreError> {
    tx.all(&OF_REQUESTER, params![requester]).await
}

/// What the auditor asks for. Empty means no filter.
#[derive(Debug, Clone, Default)]
pub struct DisclosureFilter {
    /// Purpose.
    pub purpose: Option<Purpose>,
    /// Field.
    pub field: Option<IdentityField>,
    /// Words in the name, the unit or the order's number.
    pub words: String,
    /// From this instant.
    pub from: Option<Instant>,
    /// Before this instant.
    pub to: Option<Instant>,
    /// Oldest first.
    pub oldest_first: bool,
    /// After this one in the order of the list.
    pub after: Option<DisclosureId>,
}

/// A page of openings.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &DisclosureFilter,
    limit: i64,
) -> Result<Vec<Disclosure>, StoreError> {
    let text = |value: Option<String>| value.unwrap_or_default();
    let statement = if filter.oldest_first { &PAGE_UP } else { &PAGE_DOWN };
    let params = params![
        text(filter.purpose.map(|purpose| purpose.to_string())),
        text(filter.field.map(|field| field.to_string())),
        super::like(&filter.words),
        filter.from.map_or(i64::MIN, Instant::micros),
        filter.to.map_or(i64::MAX, Instant::micros),
        text(filter.after.map(|id| id.to_string())),
        limit,
    ];
    tx.all(statement, params).await
}

/// Openings of a period by purpose.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts(
    tx: &mut Tx<'_>,
    from: Instant,
    to: Instant,
) -> Result<Vec<(Purpose, i64)>, StoreError> {
    tx.all(&COUNTS, params![from, to]).await
}

/// Forgets openings before an instant.
///
/// # Errors
/// Any [`StoreError`].
pub async fn purge(tx: &mut Tx<'_>, before: Instant) -> Result<u64, StoreError> {
    tx.exec(&PURGE, params![before]).await
}
