//! When stations were last said to be right, links that ask for it, and
//! corrections.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::ids::{CorrectionId, LinkId};
use crate::domain::keeping::ConfirmLink;
use crate::domain::words::{CorrectedField, CorrectionState};

db::statements! {
    /// The newest day each station was assured beside the pack's.
    ASSURED = "SELECT station_code, assured_on FROM assurances ORDER BY station_code";
    /// Somebody says that a station's page is right.
    ASSURE = "INSERT INTO assurances (station_code, assured_on, via, changed_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (station_code) DO UPDATE SET assured_on = excluded.assured_on, via = excluded.via,
        changed_at = excluded.changed_at WHERE assurances.assured_on <= excluded.assured_on";
    /// A link.
    LINK = "SELECT id, station_code, made_at, expires_at, used_at FROM confirm_links WHERE id = $1";
    /// Links that still ask.
    LINKS = "SELECT id, station_code, made_at, expires_at, used_at FROM confirm_links
        WHERE used_at IS NULL AND expires_at > $1 ORDER BY station_code, id";
    /// Adds a link.
    ADD_LINK = "INSERT INTO confirm_links (id, station_code, made_at, expires_at) VALUES ($1, $2, $3, $4)";
    /// Uses a link, once.
    USE_LINK = "UPDATE confirm_links SET used_at = $1, answer = $2
        WHERE id = $3 AND used_at IS NULL AND expires_at > $1";
    /// Adds a correction.
    ADD_CORRECTION = "INSERT INTO corrections
        (id, version, station_code, field, before, proposed, state, proposed_at, decided_by)
        VALUES ($1, 1, $2, $3, $4, $5, 'proposed', $6, '')";
    /// Corrections in a state, by key.
    CORRECTIONS = "SELECT id, version, station_code, field, before, proposed, state, proposed_at, decided_by
        FROM corrections WHERE id < $1 AND ($2 = '' OR state = $2) AND ($3 = '' OR station_code LIKE $3)
        ORDER BY id DESC LIMIT $4";
    /// A correction.
    CORRECTION = "SELECT id, version, station_code, field, before, proposed, state, proposed_at, decided_by
        FROM corrections WHERE id = $1";
    /// Decides about a correction.
    DECIDE_CORRECTION = "UPDATE corrections SET state = $1, decided_by = $2, decided_at = $3, version = version + 1
        WHERE id = $4 AND version = $5";
    /// Corrections that were accepted, in their order.
    ACCEPTED = "SELECT station_code, field, before, proposed FROM corrections
        WHERE state = 'accepted' AND field <> 'other' ORDER BY decided_at, id";
}

db::from_row!(ConfirmLink { id, station, made_at, expires_at, used_at });

/// A correction of a station's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its id.
    pub id: CorrectionId,
    /// Counts changes.
    pub version: i64,
    /// The station's number.
    pub station: String,
    /// What it is about.
    pub field: CorrectedField,
    /// What stood there.
    pub before: String,
    /// What should stand there.
    pub proposed: String,
    /// Where it stands.
    pub state: CorrectionState,
    /// When it was proposed.
    pub proposed_at: Instant,
    /// Who decided; empty while nobody has.
    pub decided_by: String,
}
db::from_row!(Correction {
    id,
    version,
    station,
    field,
    before,
    proposed,
    state,
    proposed_at,
    decided_by,
});

/// What an accepted correction changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The station's number.
    pub station: String,
    /// The field.
    pub field: CorrectedField,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub proposed: String,
}
db::from_row!(Accepted { station, field, before, proposed });

/// The newest day each station was assured beside the pack's.
///
/// # Errors
/// Any [`StoreError`].
pub async fn assured_days(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>, StoreError> {
    tx.all(&ASSURED, params![]).await
}

/// Somebody says that a station's page is right.
///
/// # Errors
/// Any [`StoreError`].
pub async fn assure(
    tx: &mut Tx<'_>,
    station: &str,
    day: &str,
    via: &str,
) -> Result<(), StoreError> {
    let now = tx.recorded_at();
    tx.exec(&ASSURE, params![station, day, via, now]).await.map(drop)
}

/// A link.
///
/// # Errors
/// Any [`StoreError`].
pub async fn link(tx: &mut Tx<'_>, id: LinkId) -> Result<Option<ConfirmLink>, StoreError> {
    tx.opt(&LINK, params![id]).await
}

/// Links that still ask.
///
/// # Errors
/// Any [`StoreError`].
pub async fn links(tx: &mut Tx<'_>) -> Result<Vec<ConfirmLink>, StoreError> {
    let now = tx.recorded_at();
    tx.all(&LINKS, params![now]).await
}

/// Adds a link.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_link(tx: &mut Tx<'_>, link: &ConfirmLink) -> Result<(), StoreError> {
    tx.exec_one(&ADD_LINK, params![link.id, &link.station, link.made_at, link.expires_at]).await
}

/// Uses a link; `false` when it was used or its time is over.
///
/// # Errors
/// Any [`StoreError`].
pub async fn use_link(tx: &mut Tx<'_>, id: LinkId, answer: &str) -> Result<bool, StoreError> {
    let now = tx.recorded_at();
    Ok(tx.exec(&USE_LINK, params![now, answer, id]).await? == 1)
}

/// Adds a correction.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_correction(tx: &mut Tx<'_>, one: &Correction) -> Result<(), StoreError> {
    let values =
        params![one.id, &one.station, one.field, &one.before, &one.proposed, one.proposed_at,];
    tx.exec_one(&ADD_CORRECTION, values).await
}

/// A page of corrections: before a key, in a state, of stations like a pattern.
///
/// # Errors
/// Any [`StoreError`].
pub async fn corrections(
    tx: &mut Tx<'_>,
    (before, state, station): (&str, &str, &str),
    limit: i64,
) -> Result<Vec<Correction>, StoreError> {
    tx.all(&CORRECTIONS, params![before, state, station, limit]).await
}

/// A correction.
///
/// # Errors
/// Any [`StoreError`].
pub async fn correction(
    tx: &mut Tx<'_>,
    id: CorrectionId,
) -> Result<Option<Correction>, StoreError> {
    tx.opt(&CORRECTION, params![id]).await
}

/// Decides about a correction.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody was quicker.
pub async fn decide_correction(tx: &mut Tx<'_>, one: &Correction) -> Result<(), StoreError> {
    let now = tx.recorded_at();
    let values = params![one.state, &one.decided_by, now, one.id, one.version];
    tx.exec_one(&DECIDE_CORRECTION, values).await
}

/// Corrections that were accepted, in their order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn accepted(tx: &mut Tx<'_>) -> Result<Vec<Accepted>, StoreError> {
    tx.all(&ACCEPTED, params![]).await
}
