//! Data keys of the vault, sealed.

use std::fmt;
use std::str::FromStr;

use db::{StoreError, Tx, params};

/// What a data key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPurpose {
    /// Seals fields.
    Content,
    /// Makes look-up tags.
    Lookup,
}

/// A text that names no purpose of a key.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("not a purpose of a key")]
pub struct UnknownKeyPurpose;

impl fmt::Display for KeyPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Content => "content",
            Self::Lookup => "lookup",
        })
    }
}

impl FromStr for KeyPurpose {
    type Err = UnknownKeyPurpose;
    fn from_str(text: &str) -> Result<Self, UnknownKeyPurpose> {
        match text {
            "content" => Ok(Self::Content),
            "lookup" => Ok(Self::Lookup),
            _ => Err(UnknownKeyPurpose),
        }
    }
}

db::text_column!(KeyPurpose, "a purpose of a key");

/// A sealed data key.
#[derive(Debug, Clone)]
pub struct KeyRow {
    /// Its name.
    pub key_id: String,
    /// What for.
    pub purpose: KeyPurpose,
    /// Suite it was sealed with.
    pub suite: i64,
    /// The sealed bytes.
    pub wrapped: Vec<u8>,
}

db::from_row!(KeyRow { key_id, purpose, suite, wrapped });

db::statements! {
    /// All, oldest first: the last one of a purpose is the present one.
    LIST = "SELECT key_id, purpose, suite, wrapped FROM vault_keys ORDER BY created_at, key_id";
    /// Adds one; the first of a name stands.
    INSERT = "INSERT INTO vault_keys (key_id, purpose, suite, wrapped, created_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (key_id) DO NOTHING";
    /// Seals one anew.
    REWRAP = "UPDATE vault_keys SET suite = $2, wrapped = $3 WHERE key_id = $1";
}

/// All keys, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<KeyRow>, StoreError> {
    tx.all(&LIST, &[]).await
}

/// Adds keys that are not there yet.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_all(tx: &mut Tx<'_>, rows: &[KeyRow]) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    for row in rows {
        tx.exec(&INSERT, params![&row.key_id, row.purpose, row.suite, &row.wrapped, at]).await?;
    }
    Ok(())
}

/// Puts newly sealed bytes in place.
///
/// # Errors
/// [`StoreError::Conflict`] when a key is gone.
pub async fn rewrap_all(tx: &mut Tx<'_>, rows: &[KeyRow]) -> Result<(), StoreError> {
    for row in rows {
        tx.exec_one(&REWRAP, params![&row.key_id, row.suite, &row.wrapped]).await?;
    }
    Ok(())
}
