//! Access tokens of other programs.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::ids::TokenId;

/// A token as administrators see it: never the token itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Its id.
    pub id: TokenId,
    /// What it was called.
    pub name: String,
    /// Scopes, separated by blanks.
    pub scopes: String,
    /// When it was made.
    pub created_at: Instant,
    /// The last day it was used, `2026-11-23`.
    pub last_used_day: Option<String>,
    /// When it was withdrawn.
    pub revoked_at: Option<Instant>,
}

db::from_row!(TokenRow { id, name, scopes, created_at, last_used_day, revoked_at });

db::statements! {
    /// A token that still holds.
    FIND = "SELECT id, name, scopes, created_at, last_used_day, revoked_at
        FROM access_tokens WHERE token_hash = $1 AND revoked_at IS NULL";
    /// Makes one.
    INSERT = "INSERT INTO access_tokens (id, name, token_hash, scopes, created_at)
        VALUES ($1, $2, $3, $4, $5)";
    /// Notes the day of use.
    USED = "UPDATE access_tokens SET last_used_day = $2 WHERE id = $1";
    /// Withdraws.
    REVOKE = "UPDATE access_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    /// All of them, newest first.
    LIST = "SELECT id, name, scopes, created_at, last_used_day, revoked_at
        FROM access_tokens ORDER BY id DESC LIMIT 200";
}

/// The token of a digest, if it still holds.
///
/// # Errors
/// Any [`StoreError`].
pub async fn find(tx: &mut Tx<'_>, token_hash: &[u8]) -> Result<Option<TokenRow>, StoreError> {
    tx.opt(&FIND, params![token_hash]).await
}

/// Makes a token.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(
    tx: &mut Tx<'_>,
    id: TokenId,
    name: &str,
    token_hash: &[u8],
    scopes: &str,
) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    tx.exec(&INSERT, params![id, name, token_hash, scopes, at]).await.map(drop)
}

/// Notes the day a token was used.
///
/// # Errors
/// Any [`StoreError`].
pub async fn note_used(tx: &mut Tx<'_>, id: TokenId, day: &str) -> Result<(), StoreError> {
    tx.exec(&USED, params![id, day]).await.map(drop)
}

/// Withdraws a token; `false` when it did not hold any more.
///
/// # Errors
/// Any [`StoreError`].
pub async fn revoke(tx: &mut Tx<'_>, id: TokenId) -> Result<bool, StoreError> {
    let at = tx.recorded_at();
    Ok(tx.exec(&REVOKE, params![id, at]).await? == 1)
}

/// The newest 200 tokens.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<TokenRow>, StoreError> {
    tx.all(&LIST, &[]).await
}
