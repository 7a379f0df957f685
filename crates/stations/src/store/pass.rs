//! Passes, gates with verifiers, the gate log, sealed lines and who opened
//! them. The log says how many, never who.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::domain::ids::HolderId;
use crate::domain::pass::{GateVerifier, Opening, Pass};

macro_rules! opening_columns {
    () => {
        "id, holder_id, compound_id, hour, purpose, incident, reason, account_id, account_name, unit_name, opened_at"
    };
}

db::statements! {
    /// Accepts house rules.
    PUT_PASS = "INSERT INTO compound_passes (compound_id, holder_id, rules_version, accepted_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (compound_id, holder_id) DO UPDATE SET rules_version = excluded.rules_version,
        accepted_at = excluded.accepted_at";
    /// A pass.
    PASS = "SELECT compound_id, holder_id, rules_version, accepted_at FROM compound_passes
        WHERE compound_id = $1 AND holder_id = $2";
    /// A holder's passes.
    PASSES_OF = "SELECT compound_id, holder_id, rules_version, accepted_at FROM compound_passes
        WHERE holder_id = $1 ORDER BY accepted_at DESC";
    /// Whose passes there are in a compound.
    HOLDERS_IN = "SELECT holder_id FROM compound_passes WHERE compound_id = $1";
    /// How many passes there are in a compound.
    COUNT_PASSES = "SELECT count(*) FROM compound_passes WHERE compound_id = $1";
    /// Forgets a holder's passes.
    FORGET_PASSES = "DELETE FROM compound_passes WHERE holder_id = $1";
    /// Puts a verifier at a gate.
    BIND = "INSERT INTO gate_verifiers (verifier, compound_id, gate_id, bound_at) VALUES ($1, $2, $3, $4)";
    /// Takes it away.
    UNBIND = "DELETE FROM gate_verifiers WHERE compound_id = $1 AND gate_id = $2";
    /// The gate of a verifier.
    GATE_OF = "SELECT verifier, compound_id, gate_id FROM gate_verifiers WHERE verifier = $1";
    /// Gates of a compound with verifiers that look at codes.
    VERIFIERS_IN = "SELECT g.verifier, g.compound_id, g.gate_id FROM gate_verifiers g
        JOIN code_verifiers v ON v.number = g.verifier
        WHERE g.compound_id = $1 AND v.ended_at IS NULL ORDER BY g.gate_id";
    /// Verifiers of gates that stand at none.
    FREE_VERIFIERS = "SELECT number, name FROM code_verifiers WHERE purpose = 'gate' AND ended_at IS NULL
        AND number NOT IN (SELECT verifier FROM gate_verifiers) ORDER BY name LIMIT 500";
    /// Counts passages.
    COUNT_PASSAGES = "INSERT INTO gate_counts (compound_id, hour, passages) VALUES ($1, $2, $3)
        ON CONFLICT (compound_id, hour) DO UPDATE SET passages = gate_counts.passages + excluded.passages";
    /// Counts of a compound, newest hour first.
    COUNTS_OF = "SELECT hour, passages FROM gate_counts WHERE compound_id = $1 ORDER BY hour DESC LIMIT 168";
    /// Counts of all compounds from an hour on.
    COUNTS_SINCE = "SELECT compound_id, hour, passages FROM gate_counts WHERE hour >= $1 ORDER BY hour, compound_id";
    /// Keeps a line for some hours.
    INSERT_LINE = "INSERT INTO gate_lines (id, compound_id, hour, sealed, delete_at) VALUES ($1, $2, $3, $4, $5)";
    /// Lines of an hour.
    LINES_OF = "SELECT id, compound_id, sealed FROM gate_lines WHERE compound_id = $1 AND hour = $2 AND delete_at > $3
        ORDER BY id";
    /// Every line there is.
    ALL_LINES = "SELECT id, compound_id, sealed FROM gate_lines ORDER BY id";
    /// Hours of a compound that have lines.
    HOURS_OF = "SELECT hour, count(*) FROM gate_lines WHERE compound_id = $1 AND delete_at > $2 GROUP BY hour
        ORDER BY hour DESC";
    /// Deletes lines whose time is over.
    DELETE_LINES = "DELETE FROM gate_lines WHERE delete_at <= $1";
    /// Deletes a line.
    DELETE_LINE = "DELETE FROM gate_lines WHERE id = $1";
    /// Writes an opening down.
    INSERT_OPENING = "INSERT INTO gate_openings (id, holder_id, compound_id, hour, purpose, incident, reason, account_id,
        account_name, unit_name, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// Openings about a holder, newest first.
    OPENINGS_OF = concat!("SELECT ", opening_columns!(), " FROM gate_openings WHERE holder_id = $1
        ORDER BY id DESC LIMIT 200");
    /// A page of openings, newest first. Empty texts do not filter.
    OPENINGS = concat!("SELECT ", opening_columns!(), " FROM gate_openings WHERE id < $1
        AND ($2 = '' OR purpose = $2)
        AND ($3 = '' OR account_name LIKE $3 OR unit_name LIKE $3 OR incident LIKE $3 OR compound_id LIKE $3)
        ORDER BY id DESC LIMIT $4");
    /// Forgets openings about a holder.
    FORGET_OPENINGS = "DELETE FROM gate_openings WHERE holder_id = $1";
}

db::from_row!(Pass { compound, holder, rules, accepted_at });
db::from_row!(GateVerifier { verifier, compound, gate });
db::from_row!(Opening {
    id,
    holder,
    compound,
    hour,
    purpose,
    incident,
    reason,
    account,
    account_name,
    unit_name,
    at
});

/// A sealed line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedLine {
    /// A random id.
    pub id: String,
    /// The compound.
    pub compound: String,
    /// What only the vault opens.
    pub sealed: Vec<u8>,
}
db::from_row!(SealedLine { id, compound, sealed });

/// Accepts house rules; a later version takes the place of an earlier one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, pass: &Pass) -> Result<(), StoreError> {
    let values = params![&pass.compound, pass.holder, &pass.rules, pass.accepted_at];
    tx.exec(&PUT_PASS, values).await.map(drop)
}

/// A pass.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(
    tx: &mut Tx<'_>,
    compound: &str,
    holder: HolderId,
) -> Result<Option<Pass>, StoreError> {
    tx.opt(&PASS, params![compound, holder]).await
}

/// A holder's passes, the last accepted first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_holder(tx: &mut Tx<'_>, holder: HolderId) -> Result<Vec<Pass>, StoreError> {
    tx.all(&PASSES_OF, params![holder]).await
}

/// Whose passes there are in a compound.
///
/// # Errors
/// Any [`StoreError`].
pub async fn holders_in(tx: &mut Tx<'_>, compound: &str) -> Result<Vec<HolderId>, StoreError> {
    let rows: Vec<(HolderId,)> = tx.all(&HOLDERS_IN, params![compound]).await?;
    Ok(rows.into_iter().map(|(holder,)| holder).collect())
}

/// How many passes there are in a compound.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count(tx: &mut Tx<'_>, compound: &str) -> Result<i64, StoreError> {
    let (count,): (i64,) = tx.one(&COUNT_PASSES, params![compound]).await?;
    Ok(count)
}

/// Forgets a holder's passes and who opened lines about them.
///
/// # Errors
/// Any [`StoreError`].
pub async fn forget(tx: &mut Tx<'_>, holder: HolderId) -> Result<(), StoreError> {
    tx.exec(&FORGET_PASSES, params![holder]).await?;
    tx.exec(&FORGET_OPENINGS, params![holder]).await.map(drop)
}

/// Puts a verifier at a gate in place of the one before.
///
/// # Errors
/// Any [`StoreError`]; one that stands at another gate violates a key.
pub async fn bind(tx: &mut Tx<'_>, gate: &GateVerifier, at: Instant) -> Result<(), StoreError> {
    unbind(tx, &gate.compound, &gate.gate).await?;
    let values = params![gate.verifier, &gate.compound, &gate.gate, at];
    tx.exec(&BIND, values).await.map(drop)
}

/// Takes the verifier of a gate away.
///
/// # Errors
/// Any [`StoreError`].
pub async fn unbind(tx: &mut Tx<'_>, compound: &str, gate: &str) -> Result<(), StoreError> {
    tx.exec(&UNBIND, params![compound, gate]).await.map(drop)
}

/// The gate of a verifier.
///
/// # Errors
/// Any [`StoreError`].
pub async fn gate_of(tx: &mut Tx<'_>, verifier: i64) -> Result<Option<GateVerifier>, StoreError> {
    tx.opt(&GATE_OF, params![verifier]).await
}

/// Gates of a compound with verifiers that look at codes.
///
/// # Errors
/// Any [`StoreError`].
pub async fn verifiers_in(
    tx: &mut Tx<'_>,
    compound: &str,
) -> Result<Vec<GateVerifier>, StoreError> {
    tx.all(&VERIFIERS_IN, params![compound]).await
}

/// Verifiers of gates that stand at none: number and name.
///
/// # Errors
/// Any [`StoreError`].
pub async fn free_verifiers(tx: &mut Tx<'_>) -> Result<Vec<(i64, String)>, StoreError> {
    tx.all(&FREE_VERIFIERS, params![]).await
}

/// Counts passages of an hour.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count_passages(
    tx: &mut Tx<'_>,
    (compound, hour): (&str, &str),
    passages: i64,
) -> Result<(), StoreError> {
    tx.exec(&COUNT_PASSAGES, params![compound, hour, passages]).await.map(drop)
}

/// Counts of a compound, newest hour first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts_of(tx: &mut Tx<'_>, compound: &str) -> Result<Vec<(String, i64)>, StoreError> {
    tx.all(&COUNTS_OF, params![compound]).await
}

/// Counts of all compounds from an hour on.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts_since(
    tx: &mut Tx<'_>,
    hour: &str,
) -> Result<Vec<(String, String, i64)>, StoreError> {
    tx.all(&COUNTS_SINCE, params![hour]).await
}

/// Keeps a line until an instant.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_line(
    tx: &mut Tx<'_>,
    line: &SealedLine,
    (hour, delete_at): (&str, Instant),
) -> Result<(), StoreError> {
    let values = params![&line.id, &line.compound, hour, line.sealed.clone(), delete_at];
    tx.exec(&INSERT_LINE, values).await.map(drop)
}

/// Lines of a compound and hour that are still kept.
///
/// # Errors
/// Any [`StoreError`].
pub async fn lines_of(
    tx: &mut Tx<'_>,
    (compound, hour): (&str, &str),
    now: Instant,
) -> Result<Vec<SealedLine>, StoreError> {
    tx.all(&LINES_OF, params![compound, hour, now]).await
}

/// Every line there is.
///
/// # Errors
/// Any [`StoreError`].
pub async fn all_lines(tx: &mut Tx<'_>) -> Result<Vec<SealedLine>, StoreError> {
    tx.all(&ALL_LINES, params![]).await
}

/// Hours of a compound that have lines, with how many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn hours_of(
    tx: &mut Tx<'_>,
    compound: &str,
    now: Instant,
) -> Result<Vec<(String, i64)>, StoreError> {
    tx.all(&HOURS_OF, params![compound, now]).await
}

/// Deletes lines whose time is over; gives how many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn delete_lines(tx: &mut Tx<'_>, now: Instant) -> Result<u64, StoreError> {
    tx.exec(&DELETE_LINES, params![now]).await
}

/// Deletes a line.
///
/// # Errors
/// Any [`StoreError`].
pub async fn delete_line(tx: &mut Tx<'_>, id: &str) -> Result<(), StoreError> {
    tx.exec(&DELETE_LINE, params![id]).await.map(drop)
}

/// Writes an opening down.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_opening(tx: &mut Tx<'_>, one: &Opening) -> Result<(), StoreError> {
    let values = params![
        one.id,
        one.holder,
        &one.compound,
        &one.hour,
        one.purpose,
        &one.incident,
        &one.reason,
        one.account,
        &one.account_name,
        &one.unit_name,
        one.at,
    ];
    tx.exec(&INSERT_OPENING, values).await.map(drop)
}

/// Openings about a holder, newest first, at most 200.
///
/// # Errors
/// Any [`StoreError`].
pub async fn openings_of(tx: &mut Tx<'_>, holder: HolderId) -> Result<Vec<Opening>, StoreError> {
    tx.all(&OPENINGS_OF, params![holder]).await
}

/// A page of openings, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn openings(
    tx: &mut Tx<'_>,
    (before, purpose, words): (&str, &str, &str),
    limit: i64,
) -> Result<Vec<Opening>, StoreError> {
    tx.all(&OPENINGS, params![before, purpose, words, limit]).await
}
