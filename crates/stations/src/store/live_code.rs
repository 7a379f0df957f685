//! Live codes, so that they can be taken back with their device, and batches
//! of counts that were taken. Nothing here says where a code was shown.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::ids::{HolderDeviceId, HolderId};

/// When a live code was made, until when it is good, and when it was taken back.
pub type LiveTimes = (Instant, Instant, Option<Instant>);

db::statements! {
    /// Whether a start of an anchor is in use, by a live code or by a card.
    IS_TAKEN = "SELECT (SELECT COUNT(*) FROM live_codes WHERE short = $1)
        + (SELECT COUNT(*) FROM code_cards WHERE substr(anchor, 1, 10) = $1)";
    /// Live codes of a device that have not run out.
    COUNT_LIVE = "SELECT COUNT(*) FROM live_codes WHERE device_id = $1 AND expires_at > $2";
    /// Adds a live code.
    INSERT_LIVE = "INSERT INTO live_codes (short, holder_id, device_id, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    /// Takes the live codes of a device back.
    REVOKE_LIVE_OF_DEVICE = "UPDATE live_codes SET revoked_at = $2 WHERE device_id = $1 AND revoked_at IS NULL";
    /// Takes all live codes of a holder back.
    REVOKE_LIVE_OF_HOLDER = "UPDATE live_codes SET revoked_at = $2 WHERE holder_id = $1 AND revoked_at IS NULL";
    /// Forgets whose they were; those taken back stay on the list until they run out.
    UNNAME_LIVE = "UPDATE live_codes SET holder_id = '', device_id = '' WHERE holder_id = $1";
    /// Live codes taken back that have not run out.
    REVOKED_LIVE = "SELECT short FROM live_codes WHERE revoked_at IS NOT NULL AND expires_at > $1 ORDER BY short";
    /// A holder's live codes: when made, until when, taken back.
    LIVE_OF = "SELECT made_at, expires_at, revoked_at FROM live_codes WHERE holder_id = $1 ORDER BY made_at, short";
    /// Forgets live codes that ran out.
    DELETE_LIVE = "DELETE FROM live_codes WHERE expires_at <= $1";
    /// Remembers a batch; nothing when it was taken before.
    INSERT_BATCH = "INSERT INTO code_batches (batch_key, verifier, taken_at) VALUES ($1, $2, $3)
        ON CONFLICT (batch_key) DO NOTHING";
    /// Forgets batches too old to come again.
    DELETE_BATCHES = "DELETE FROM code_batches WHERE taken_at <= $1";
}

/// Whether the start of an anchor is in use already.
///
/// # Errors
/// Any [`StoreError`].
pub async fn is_taken(tx: &mut Tx<'_>, short: &str) -> Result<bool, StoreError> {
    let (count,): (i64,) = tx.one(&IS_TAKEN, params![short]).await?;
    Ok(count > 0)
}

/// How many live codes of a device have not run out.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count_of_device(
    tx: &mut Tx<'_>,
    device: HolderDeviceId,
    now: Instant,
) -> Result<i64, StoreError> {
    let (count,): (i64,) = tx.one(&COUNT_LIVE, params![device, now]).await?;
    Ok(count)
}

/// Adds a live code.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(
    tx: &mut Tx<'_>,
    short: &str,
    (holder, device): (HolderId, HolderDeviceId),
    (at, expires_at): (Instant, Instant),
) -> Result<(), StoreError> {
    tx.exec(&INSERT_LIVE, params![short, holder, device, at, expires_at]).await.map(drop)
}

/// Takes the live codes of a device back; gives how many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn revoke_of_device(
    tx: &mut Tx<'_>,
    device: HolderDeviceId,
    at: Instant,
) -> Result<u64, StoreError> {
    tx.exec(&REVOKE_LIVE_OF_DEVICE, params![device, at]).await
}

/// Takes all live codes of a holder back; gives how many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn revoke_of_holder(
    tx: &mut Tx<'_>,
    holder: HolderId,
    at: Instant,
) -> Result<u64, StoreError> {
    tx.exec(&REVOKE_LIVE_OF_HOLDER, params![holder, at]).await
}

/// Forgets whose the live codes were.
///
/// # Errors
/// Any [`StoreError`].
pub async fn unname(tx: &mut Tx<'_>, holder: HolderId) -> Result<(), StoreError> {
    tx.exec(&UNNAME_LIVE, params![holder]).await.map(drop)
}

/// Starts of anchors taken back that have not run out.
///
/// # Errors
/// Any [`StoreError`].
pub async fn revoked(tx: &mut Tx<'_>, now: Instant) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String,)> = tx.all(&REVOKED_LIVE, params![now]).await?;
    Ok(rows.into_iter().map(|(short,)| short).collect())
}

/// A holder's live codes.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_holder(tx: &mut Tx<'_>, holder: HolderId) -> Result<Vec<LiveTimes>, StoreError> {
    tx.all(&LIVE_OF, params![holder]).await
}

/// Forgets live codes that ran out.
///
/// # Errors
/// Any [`StoreError`].
pub async fn delete_over(tx: &mut Tx<'_>, now: Instant) -> Result<u64, StoreError> {
    tx.exec(&DELETE_LIVE, params![now]).await
}

/// Remembers a batch of counts; false when it was taken before.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_batch(
    tx: &mut Tx<'_>,
    key: &str,
    verifier: i64,
    at: Instant,
) -> Result<bool, StoreError> {
    Ok(tx.exec(&INSERT_BATCH, params![key, verifier, at]).await? == 1)
}

/// Forgets batches taken before an instant.
///
/// # Errors
/// Any [`StoreError`].
pub async fn delete_batches(tx: &mut Tx<'_>, before: Instant) -> Result<u64, StoreError> {
    tx.exec(&DELETE_BATCHES, params![before]).await
}
