//! Forgetting what has had its time: a daily job.

use db::{Db, StoreError, Tx};
use kernel::time::{DAY_US, Instant};

use crate::store::{disclosures, identities, sessions};

/// Who signed in is kept for six months (Cybersecurity Law: network logs).
const SESSIONS_KEPT_US: i64 = 184 * DAY_US;
/// Who opened identity data is kept for three years (Regulation on Network
/// Data Security, art. 12).
const DISCLOSURES_KEPT_US: i64 = 3 * 366 * DAY_US;

/// How much was forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Identities whose time had come.
    pub identities: u64,
    /// Sessions.
    pub sessions: u64,
    /// Records of openings. The ledger's own events stay.
    pub disclosures: u64,
}

/// Forgets all that is due at an instant. Running it twice does no more.
///
/// # Errors
/// Any [`StoreError`].
pub async fn run(db: &Db, now: Instant) -> Result<Forgotten, StoreError> {
    db.write(now, |tx, now| Box::pin(forget(tx, *now))).await
}

async fn forget(tx: &mut Tx<'_>, now: Instant) -> Result<Forgotten, StoreError> {
    Ok(Forgotten {
        identities: identities::forget_due(tx).await?,
        sessions: sessions::purge(tx, now.plus(-SESSIONS_KEPT_US)).await?,
        disclosures: disclosures::purge(tx, now.plus(-DISCLOSURES_KEPT_US)).await?,
    })
}
