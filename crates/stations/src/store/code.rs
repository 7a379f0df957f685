//! Keys, printed cards, verifiers and their hourly counts. Nothing here says
//! who showed a code.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::code::Use;
use crate::domain::ids::HolderId;

/// A signing key's number and its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeKey {
    /// Its number.
    pub id: i64,
    /// Since when it signs.
    pub made_at: Instant,
    /// Since when another one does.
    pub retired_at: Option<Instant>,
}
db::from_row!(CodeKey { id, made_at, retired_at });

/// Who looks at codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeVerifier {
    /// Its number on codes.
    pub number: i64,
    /// Counts changes.
    pub version: i64,
    /// For what.
    pub purpose: Use,
    /// What it is called.
    pub name: String,
    /// Whether printed cards are good enough.
    pub takes_cards: bool,
    /// Since when.
    pub made_at: Instant,
    /// Until when.
    pub ended_at: Option<Instant>,
}
db::from_row!(CodeVerifier { number, version, purpose, name, takes_cards, made_at, ended_at });

macro_rules! columns {
    () => {
        "number, version, purpose, name, takes_cards, made_at, ended_at"
    };
}

db::statements! {
    /// Keys, newest first.
    CODE_KEYS = "SELECT id, made_at, retired_at FROM code_keys ORDER BY id DESC";
    /// Adds a key; the first of a number stands.
    INSERT_CODE_KEY = "INSERT INTO code_keys (id, made_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
    /// The keys before a number sign no more.
    RETIRE_CODE_KEYS = "UPDATE code_keys SET retired_at = $2 WHERE id < $1 AND retired_at IS NULL";
    /// Adds a card.
    INSERT_CARD = "INSERT INTO code_cards (anchor, holder_id, made_at, expires_at) VALUES ($1, $2, $3, $4)";
    /// Takes a holder's cards back.
    REVOKE_CARDS = "UPDATE code_cards SET revoked_at = $2 WHERE holder_id = $1 AND revoked_at IS NULL";
    /// Forgets whose the cards were; those taken back stay on the list until they run out.
    UNNAME_CARDS = "UPDATE code_cards SET holder_id = '' WHERE holder_id = $1";
    /// Cards taken back that have not run out.
    REVOKED_CARDS = "SELECT anchor FROM code_cards WHERE revoked_at IS NOT NULL AND expires_at > $1 ORDER BY anchor";
    /// A holder's cards: when made, until when, taken back.
    CARDS_OF = "SELECT made_at, expires_at, revoked_at FROM code_cards WHERE holder_id = $1 ORDER BY made_at";
    /// Cards in force.
    COUNT_CARDS = "SELECT COUNT(*) FROM code_cards WHERE revoked_at IS NULL AND expires_at > $1";
    /// Forgets cards that ran out.
    DELETE_CARDS = "DELETE FROM code_cards WHERE expires_at <= $1";
    /// Verifiers, newest first.
    VERIFIERS = concat!("SELECT ", columns!(), " FROM code_verifiers WHERE ($1 = '' OR purpose = $1)
        AND ($2 = '' OR name LIKE $2) AND number < $3 ORDER BY number DESC LIMIT $4");
    /// One verifier.
    VERIFIER = concat!("SELECT ", columns!(), " FROM code_verifiers WHERE number = $1");
    /// Verifiers of a purpose that look at codes now.
    OPEN_VERIFIERS = concat!("SELECT ", columns!(), " FROM code_verifiers WHERE purpose = $1 AND ended_at IS NULL
        ORDER BY name LIMIT 500");
    /// The verifier of a device.
    VERIFIER_OF = concat!("SELECT ", columns!(), " FROM code_verifiers WHERE token_digest = $1 AND ended_at IS NULL");
    /// The highest number given.
    LAST_VERIFIER = "SELECT COALESCE(MAX(number), 0) FROM code_verifiers";
    /// Adds a verifier.
    INSERT_VERIFIER = "INSERT INTO code_verifiers (number, version, purpose, name, takes_cards, token_digest, made_at)
        VALUES ($1, 1, $2, $3, $4, $5, $6)";
    /// Gives a verifier another link; the one before ends.
    RELINK_VERIFIER = "UPDATE code_verifiers SET version = version + 1, token_digest = $3
        WHERE number = $1 AND version = $2 AND ended_at IS NULL";
    /// Ends a verifier.
    END_VERIFIER = "UPDATE code_verifiers SET version = version + 1, token_digest = NULL, ended_at = $3
        WHERE number = $1 AND version = $2 AND ended_at IS NULL";
    /// Adds looks to those of an hour.
    COUNT_LOOKS = "INSERT INTO code_counts (verifier, hour, good, refused) VALUES ($1, $2, $3, $4)
        ON CONFLICT (verifier, hour) DO UPDATE SET good = code_counts.good + excluded.good,
        refused = code_counts.refused + excluded.refused";
    /// Counts of a verifier, newest hour first.
    COUNTS_OF = "SELECT hour, good, refused FROM code_counts WHERE verifier = $1 ORDER BY hour DESC LIMIT 168";
}

/// Keys, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn keys(tx: &mut Tx<'_>) -> Result<Vec<CodeKey>, StoreError> {
    tx.all(&CODE_KEYS, params![]).await
}

/// Adds a key that signs from now on.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_key(tx: &mut Tx<'_>, id: i64, at: Instant) -> Result<(), StoreError> {
    tx.exec(&INSERT_CODE_KEY, params![id, at]).await?;
    tx.exec(&RETIRE_CODE_KEYS, params![id, at]).await.map(drop)
}

/// Adds a card; those the holder had before are taken back.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_card(
    tx: &mut Tx<'_>,
    anchor: &str,
    holder: HolderId,
    (at, expires_at): (Instant, Instant),
) -> Result<(), StoreError> {
    revoke_cards(tx, holder, at).await?;
    tx.exec(&INSERT_CARD, params![anchor, holder, at, expires_at]).await.map(drop)
}

/// Takes a holder's cards back; gives how many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn revoke_cards(
    tx: &mut Tx<'_>,
    holder: HolderId,
    at: Instant,
) -> Result<u64, StoreError> {
    tx.exec(&REVOKE_CARDS, params![holder, at]).await
}

/// Forgets whose the cards were.
///
/// # Errors
/// Any [`StoreError`].
pub async fn unname_cards(tx: &mut Tx<'_>, holder: HolderId) -> Result<(), StoreError> {
    tx.exec(&UNNAME_CARDS, params![holder]).await.map(drop)
}

/// Anchors of cards taken back that have not run out.
///
/// # Errors
/// Any [`StoreError`].
pub async fn revoked(tx: &mut Tx<'_>, now: Instant) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = tx.all(&REVOKED_CARDS, params![now]).await?;
    Ok(rows.into_iter().map(|(anchor,)| anchor).collect())
}

/// A holder's cards: when made, until when, taken back.
///
/// # Errors
/// Any [`StoreError`].
pub async fn cards_of(
    tx: &mut Tx<'_>,
    holder: HolderId,
) -> Result<Vec<(Instant, Instant, Option<Instant>)>, StoreError> {
    tx.all(&CARDS_OF, params![holder]).await
}

/// Cards in force.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count_cards(tx: &mut Tx<'_>, now: Instant) -> Result<i64, StoreError> {
    let (count,): (i64,) = tx.one(&COUNT_CARDS, params![now]).await?;
    Ok(count)
}

/// Forgets cards that ran out.
///
/// # Errors
/// Any [`StoreError`].
pub async fn delete_cards(tx: &mut Tx<'_>, now: Instant) -> Result<u64, StoreError> {
    tx.exec(&DELETE_CARDS, params![now]).await
}

/// A page of verifiers, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn verifiers(
    tx: &mut Tx<'_>,
    (purpose, words): (&str, &str),
    before: i64,
    limit: i64,
) -> Result<Vec<CodeVerifier>, StoreError> {
    tx.all(&VERIFIERS, params![purpose, words, before, limit]).await
}

/// One verifier.
///
/// # Errors
/// Any [`StoreError`].
pub async fn verifier(tx: &mut Tx<'_>, number: i64) -> Result<Option<CodeVerifier>, StoreError> {
    tx.opt(&VERIFIER, params![number]).await
}

/// Verifiers of a purpose that look at codes now.
///
/// # Errors
/// Any [`StoreError`].
pub async fn open_verifiers(
    tx: &mut Tx<'_>,
    purpose: Use,
) -> Result<Vec<CodeVerifier>, StoreError> {
    tx.all(&OPEN_VERIFIERS, params![purpose]).await
}

/// The verifier of a device's digest.
///
/// # Errors
/// Any [`StoreError`].
pub async fn verifier_of(
    tx: &mut Tx<'_>,
    digest: &[u8],
) -> Result<Option<CodeVerifier>, StoreError> {
    tx.opt(&VERIFIER_OF, params![digest]).await
}

/// Adds a verifier under the next number.
///
/// # Errors
/// Any [`StoreError`]; two at once violate a key.
pub async fn insert_verifier(
    tx: &mut Tx<'_>,
    (purpose, name, takes_cards): (Use, &str, bool),
    digest: &[u8],
    at: Instant,
) -> Result<i64, StoreError> {
    let (last,): (i64,) = tx.one(&LAST_VERIFIER, params![]).await?;
    let number = last + 1;
    let params = params![number, purpose, name, takes_cards, digest, at];
    tx.exec(&INSERT_VERIFIER, params).await?;
    Ok(number)
}

/// Gives a verifier another link.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody was quicker.
pub async fn relink(
    tx: &mut Tx<'_>,
    (number, version): (i64, i64),
    digest: &[u8],
) -> Result<(), StoreError> {
    tx.exec_one(&RELINK_VERIFIER, params![number, version, digest]).await
}

/// Ends a verifier.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody was quicker.
pub async fn end_verifier(
    tx: &mut Tx<'_>,
    (number, version): (i64, i64),
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec_one(&END_VERIFIER, params![number, version, at]).await
}

/// Adds looks to those of an hour: good ones, and refused ones.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count_looks(
    tx: &mut Tx<'_>,
    verifier: i64,
    (hour, good, refused): (&str, i64, i64),
) -> Result<(), StoreError> {
    tx.exec(&COUNT_LOOKS, params![verifier, hour, good, refused]).await.map(drop)
}

/// Counts of a verifier, newest hour first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts_of(
    tx: &mut Tx<'_>,
    verifier: i64,
) -> Result<Vec<(String, i64, i64)>, StoreError> {
    tx.all(&COUNTS_OF, params![verifier]).await
}
