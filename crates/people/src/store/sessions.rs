//! Signed-in browsers.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::access::Role;
use crate::domain::unit::UnitKind;
use crate::ids::{AccountId, SessionId, UnitId};

/// A session with the account and unit it belongs to.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// The session.
    pub id: SessionId,
    /// When they signed in.
    pub created_at: Instant,
    /// When a request last came.
    pub seen_at: Instant,
    /// The account.
    pub account: AccountId,
    /// Sign-in name.
    pub username: String,
    /// Name for colleagues.
    pub display_name: String,
    /// When the password was set.
    pub password_changed_at: Instant,
    /// Whether it must be changed at once.
    pub must_change_password: bool,
    /// Region scope.
    pub region_scope: String,
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub unit_name: String,
    /// Its kind.
    pub unit_kind: UnitKind,
    /// The unit above it.
    pub unit_parent: Option<UnitId>,
}

db::from_row!(SessionRow {
    id,
    created_at,
    seen_at,
    account,
    username,
    display_name,
    password_changed_at,
    must_change_password,
    region_scope,
    unit,
    unit_name,
    unit_kind,
    unit_parent
});

/// A session as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// The session.
    pub id: SessionId,
    /// When they signed in.
    pub created_at: Instant,
    /// When a request last came.
    pub seen_at: Instant,
    /// What the browser calls itself, shortened.
    pub client: String,
}

db::from_row!(OwnSession { id, created_at, seen_at, client });

db::statements! {
    /// An open session of an account that is not closed.
    FIND = "SELECT s.id, s.created_at, s.seen_at, a.id, a.username, a.display_name, a.password_changed_at,
        a.must_change_password, a.region_scope, u.id, u.name, u.kind, u.parent_id
        FROM sessions s
        JOIN accounts a ON a.id = s.account_id
        JOIN units u ON u.id = a.unit_id
        WHERE s.token_hash = $1 AND s.ended_at IS NULL AND a.state <> 'closed'";
    /// An account's roles.
    ROLES = "SELECT role FROM account_roles WHERE account_id = $1 ORDER BY role";
    /// A unit and those above it, the nearest first; a circle ends after eight.
    UPWARD = "WITH RECURSIVE above (id, parent_id, steps) AS (
        SELECT id, parent_id, 1 FROM units WHERE id = $1
        UNION ALL SELECT u.id, u.parent_id, a.steps + 1 FROM units u JOIN above a ON u.id = a.parent_id
        WHERE a.steps < 8) SELECT id FROM above ORDER BY steps";
    /// Opens.
    INSERT = "INSERT INTO sessions (id, token_hash, account_id, created_at, seen_at, client)
        VALUES ($1, $2, $3, $4, $4, $5)";
    /// Notes use.
    TOUCH = "UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2";
    /// Ends one of an account's own sessions.
    END = "UPDATE sessions SET ended_at = $3 WHERE id = $1 AND account_id = $2 AND ended_at IS NULL";
    /// Ends all but one (an empty id ends all).
    END_OTHERS = "UPDATE sessions SET ended_at = $3 WHERE account_id = $1 AND id <> $2 AND ended_at IS NULL";
    /// An account's open sessions, the last used first.
    LIST = "SELECT id, created_at, seen_at, client FROM sessions
        WHERE account_id = $1 AND ended_at IS NULL AND seen_at > $2 AND created_at > $3
        ORDER BY seen_at DESC, id LIMIT 50";
    /// Forgets sessions that ended or ran out long ago.
    PURGE = "DELETE FROM sessions WHERE created_at < $1";
}

/// The session of a token's digest, if it is open, the account's roles, and
/// the units above its own.
///
/// # Errors
/// Any [`StoreError`].
pub async fn find(
    tx: &mut Tx<'_>,
    token_hash: &[u8],
) -> Result<Option<(SessionRow, Vec<Role>, Vec<UnitId>)>, StoreError> {
    let Some(row) = tx.opt::<SessionRow>(&FIND, params![token_hash]).await? else {
        return Ok(None);
    };
    let roles = roles(tx, row.account).await?;
    let above = match row.unit_parent {
        Some(parent) => upward(tx, parent).await?,
        None => Vec::new(),
    };
    Ok(Some((row, roles, above)))
}

async fn upward(tx: &mut Tx<'_>, unit: UnitId) -> Result<Vec<UnitId>, StoreError> {
    let rows = tx.all::<(UnitId,)>(&UPWARD, params![unit]).await?;
    Ok(rows.into_iter().map(|(unit,)| unit).collect())
}

/// An account's roles.
///
/// # Errors
/// Any [`StoreError`].
pub async fn roles(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<Role>, StoreError> {
    let rows = tx.all::<(Role,)>(&ROLES, params![account]).await?;
    Ok(rows.into_iter().map(|(role,)| role).collect())
}

/// Opens a session.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(
    tx: &mut Tx<'_>,
    id: SessionId,
    token_hash: &[u8],
    account: AccountId,
    client: &str,
) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    tx.exec(&INSERT, params![id, token_hash, account, at, client]).await.map(drop)
}

/// Ends one session of an account; `false` when it was not open.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end(tx: &mut Tx<'_>, id: SessionId, account: AccountId) -> Result<bool, StoreError> {
    let at = tx.recorded_at();
    Ok(tx.exec(&END, params![id, account, at]).await? == 1)
}

/// Ends an account's sessions except one, or all of them.
///
/// # Errors
/// Any [`StoreError`].
pub async fn end_others(
    tx: &mut Tx<'_>,
    account: AccountId,
    keep: Option<SessionId>,
) -> Result<u64, StoreError> {
    let at = tx.recorded_at();
    let keep = keep.map(|id| id.to_string()).unwrap_or_default();
    tx.exec(&END_OTHERS, params![account, keep, at]).await
}

/// An account's open sessions.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(
    tx: &mut Tx<'_>,
    account: AccountId,
    seen_after: Instant,
    created_after: Instant,
) -> Result<Vec<OwnSession>, StoreError> {
    tx.all(&LIST, params![account, seen_after, created_after]).await
}

/// Forgets sessions opened before an instant.
///
/// # Errors
/// Any [`StoreError`].
pub async fn purge(tx: &mut Tx<'_>, before: Instant) -> Result<u64, StoreError> {
    tx.exec(&PURGE, params![before]).await
}
