//! Holders, their devices, what they declared, and what employers upheld.

use db::{StoreError, Tx, Value, params};
use kernel::time::Instant;
use people::{RequesterRef, UnitId};

use super::{Record, TableStatements};
use crate::domain::holder::{DeclarationKind, Employer, Holder, HolderDevice};
use crate::domain::ids::{AttestationId, HolderDeviceId, HolderId};

macro_rules! columns {
    () => {
        "id, version, number, submission_key, code_tag, requester_ref, kind, employer, ground, registered_at, valid_until"
    };
}

db::from_row!(Employer { id, number, name, unit });
db::from_row!(Holder {
    id,
    version,
    number,
    submission_key,
    code_tag,
    requester,
    kind,
    employer,
    ground,
    registered_at,
    valid_until,
});
db::from_row!(HolderDevice { id, holder, name, made_at, revoked_at });

/// Something a holder said of themselves, sealed.
#[derive(Debug, Clone)]
pub struct SealedDeclaration {
    /// What kind.
    pub kind: DeclarationKind,
    /// The words, sealed.
    pub sealed: Vec<u8>,
    /// When.
    pub declared_at: Instant,
}
db::from_row!(SealedDeclaration { kind, sealed, declared_at });

/// A list that an employer upheld: figures only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestationList {
    /// Its id.
    pub id: AttestationId,
    /// The employer's number.
    pub employer: i64,
    /// The unit that uploaded it.
    pub unit: UnitId,
    /// Rows that count.
    pub workers: i64,
    /// Rows that were turned away.
    pub rejected: i64,
    /// When.
    pub uploaded_at: Instant,
    /// The first instant it no longer counts.
    pub valid_until: Instant,
}
db::from_row!(AttestationList { id, employer, unit, workers, rejected, uploaded_at, valid_until });

/// Holders of one kind and brand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderCount {
    /// Kind of work.
    pub kind: String,
    /// Number of the brand.
    pub employer: i64,
    /// How many.
    pub holders: i64,
}
db::from_row!(HolderCount { kind, employer, holders });

db::statements! {
    /// Employers, closed ones too.
    EMPLOYERS = "SELECT id, number, name, unit, closed_on, changed_at FROM employers ORDER BY number";
    /// Adds or changes an employer. Its number stays.
    PUT_EMPLOYER = "INSERT INTO employers (id, number, name, unit, changed_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, unit = excluded.unit,
        changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes an employer.
    CLOSE_EMPLOYER = "UPDATE employers SET closed_on = $1, changed_at = $2 WHERE id = $3";
    /// Employers that can be chosen.
    OPEN_EMPLOYERS = "SELECT id, number, name, unit FROM employers WHERE closed_on IS NULL ORDER BY number";
    /// Adds a holder.
    INSERT_HOLDER = "INSERT INTO holders (id, version, number, submission_key, code_tag, requester_ref, kind, employer,
        ground, registered_at, valid_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// One holder.
    HOLDER = concat!("SELECT ", columns!(), " FROM holders WHERE id = $1");
    /// The holder of a number.
    HOLDER_BY_NUMBER = concat!("SELECT ", columns!(), " FROM holders WHERE number = $1");
    /// The holder of a submission.
    HOLDER_BY_KEY = concat!("SELECT ", columns!(), " FROM holders WHERE submission_key = $1");
    /// The holder of a reference into the vault.
    HOLDER_BY_REF = concat!("SELECT ", columns!(), " FROM holders WHERE requester_ref = $1");
    /// Changes what may change, if the version is the one that was read.
    SAVE_HOLDER = "UPDATE holders SET version = version + 1, kind = $3, employer = $4, ground = $5, valid_until = $6
        WHERE id = $1 AND version = $2";
    /// Forgets a holder.
    DELETE_HOLDER = "DELETE FROM holders WHERE id = $1";
    /// Holders whose registration ended long ago.
    HOLDERS_OVER = concat!("SELECT ", columns!(), " FROM holders WHERE valid_until < $1 ORDER BY valid_until LIMIT 200");
    /// How many there are, by kind and brand.
    HOLDER_COUNTS = "SELECT kind, employer, COUNT(*) FROM holders WHERE valid_until > $1
        GROUP BY kind, employer ORDER BY kind, employer";
    /// Adds a device.
    INSERT_HOLDER_DEVICE = "INSERT INTO holder_devices (id, holder_id, token_digest, name, made_at) VALUES ($1, $2, $3, $4, $5)";
    /// The device of a digest, unless it was taken out.
    HOLDER_DEVICE_OF = "SELECT id, holder_id, name, made_at, revoked_at FROM holder_devices
        WHERE token_digest = $1 AND revoked_at IS NULL";
    /// A holder's devices, newest first.
    HOLDER_DEVICES = "SELECT id, holder_id, name, made_at, revoked_at FROM holder_devices
        WHERE holder_id = $1 ORDER BY id DESC";
    /// Takes a device of a holder out.
    REVOKE_HOLDER_DEVICE = "UPDATE holder_devices SET revoked_at = $3
        WHERE id = $1 AND holder_id = $2 AND revoked_at IS NULL";
    /// Takes all devices of a holder out.
    REVOKE_HOLDER_DEVICES = "UPDATE holder_devices SET revoked_at = $2 WHERE holder_id = $1 AND revoked_at IS NULL";
    /// Forgets a holder's devices.
    DELETE_HOLDER_DEVICES = "DELETE FROM holder_devices WHERE holder_id = $1";
    /// Keeps a declaration; the last one of a kind stands.
    PUT_DECLARATION = "INSERT INTO holder_declarations (holder_id, kind, sealed, declared_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (holder_id, kind) DO UPDATE SET sealed = excluded.sealed, declared_at = excluded.declared_at";
    /// A holder's declarations.
    DECLARATIONS = "SELECT kind, sealed, declared_at FROM holder_declarations WHERE holder_id = $1 ORDER BY kind";
    /// Takes a declaration back.
    DELETE_DECLARATION = "DELETE FROM holder_declarations WHERE holder_id = $1 AND kind = $2";
    /// Forgets all declarations of a holder.
    DELETE_DECLARATIONS = "DELETE FROM holder_declarations WHERE holder_id = $1";
    /// How many declared each kind.
    DECLARATION_COUNTS = "SELECT kind, COUNT(*) FROM holder_declarations GROUP BY kind ORDER BY kind";
    /// Adds a list.
    INSERT_ATTESTATION_LIST = "INSERT INTO attestation_lists (id, employer, unit_id, workers, rejected, uploaded_at, valid_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Adds a worker of a list.
    INSERT_ATTESTATION = "INSERT INTO attestations (requester_ref, list_id, employer, valid_until) VALUES ($1, $2, $3, $4)";
    /// Until when an employer upholds a reference.
    ATTESTED_UNTIL = "SELECT valid_until FROM attestations WHERE requester_ref = $1 AND employer = $2 AND valid_until > $3";
    /// Lists of an employer, newest first.
    ATTESTATION_LISTS = "SELECT id, employer, unit_id, workers, rejected, uploaded_at, valid_until FROM attestation_lists
        WHERE ($1 = 0 OR employer = $1) AND id < $2 ORDER BY id DESC LIMIT $3";
    /// Forgets workers of lists that no longer count.
    DELETE_ATTESTATIONS_OVER = "DELETE FROM attestations WHERE valid_until <= $1";
    /// Holders of an employer that stand on a list are upheld by it.
    UPHOLD_HOLDER = "UPDATE holders SET version = version + 1, ground = 'employer' WHERE requester_ref = $1
        AND employer = $2 AND ground = 'own'";
}

impl Record for Employer {
    const STATEMENTS: TableStatements =
        TableStatements { list: &EMPLOYERS, put: &PUT_EMPLOYER, close: &CLOSE_EMPLOYER };

    fn key(&self) -> Vec<&str> {
        vec![&self.id]
    }

    fn values(&self) -> Vec<Value> {
        params![&self.id, self.number, &self.name, &self.unit].to_vec()
    }
}

/// Employers that can be chosen.
///
/// # Errors
/// Any [`StoreError`].
pub async fn employers(tx: &mut Tx<'_>) -> Result<Vec<Employer>, StoreError> {
    tx.all(&OPEN_EMPLOYERS, params![]).await
}

/// Adds a holder.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Holder) -> Result<(), StoreError> {
    let params = params![
        new.id,
        new.version,
        &new.number,
        &new.submission_key,
        &new.code_tag,
        new.requester,
        new.kind,
        new.employer,
        new.ground,
        new.registered_at,
        new.valid_until,
    ];
    tx.exec(&INSERT_HOLDER, params).await.map(drop)
}

/// One holder.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: HolderId) -> Result<Option<Holder>, StoreError> {
    tx.opt(&HOLDER, params![id]).await
}

/// The holder of a number.
///
/// # Errors
/// Any [`StoreError`].
pub async fn by_number(tx: &mut Tx<'_>, number: &str) -> Result<Option<Holder>, StoreError> {
    tx.opt(&HOLDER_BY_NUMBER, params![number]).await
}

/// The holder of a submission.
///
/// # Errors
/// Any [`StoreError`].
pub async fn by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Holder>, StoreError> {
    tx.opt(&HOLDER_BY_KEY, params![key]).await
}

/// Changes kind, employer, ground and end.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody was quicker.
pub async fn save(tx: &mut Tx<'_>, after: &Holder) -> Result<(), StoreError> {
    let params = params![
        after.id,
        after.version,
        after.kind,
        after.employer,
        after.ground,
        after.valid_until
    ];
    tx.exec_one(&SAVE_HOLDER, params).await
}

/// Holders whose registration ended before an instant.
///
/// # Errors
/// Any [`StoreError`].
pub async fn over(tx: &mut Tx<'_>, before: Instant) -> Result<Vec<Holder>, StoreError> {
    tx.all(&HOLDERS_OVER, params![before]).await
}

/// Forgets a holder with devices and declarations.
///
/// # Errors
/// Any [`StoreError`].
pub async fn delete(tx: &mut Tx<'_>, id: HolderId) -> Result<(), StoreError> {
    tx.exec(&DELETE_DECLARATIONS, params![id]).await?;
    tx.exec(&DELETE_HOLDER_DEVICES, params![id]).await?;
    tx.exec_one(&DELETE_HOLDER, params![id]).await
}

/// How many valid holders there are, by kind and brand.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts(tx: &mut Tx<'_>, now: Instant) -> Result<Vec<HolderCount>, StoreError> {
    tx.all(&HOLDER_COUNTS, params![now]).await
}

/// Adds a device.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_device(
    tx: &mut Tx<'_>,
    device: &HolderDevice,
    token_digest: &[u8],
) -> Result<(), StoreError> {
    let params = params![device.id, device.holder, token_digest, &device.name, device.made_at];
    tx.exec(&INSERT_HOLDER_DEVICE, params).await.map(drop)
}

/// Holder and device of a cookie's digest.
///
/// # Errors
/// Any [`StoreError`].
pub async fn signed_in(
    tx: &mut Tx<'_>,
    token_digest: &[u8],
) -> Result<Option<(Holder, HolderDevice)>, StoreError> {
    let device: Option<HolderDevice> = tx.opt(&HOLDER_DEVICE_OF, params![token_digest]).await?;
    let Some(device) = device else { return Ok(None) };
    Ok(get(tx, device.holder).await?.map(|holder| (holder, device)))
}

/// A holder's devices, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn devices(tx: &mut Tx<'_>, holder: HolderId) -> Result<Vec<HolderDevice>, StoreError> {
    tx.all(&HOLDER_DEVICES, params![holder]).await
}

/// Takes a device out; `false` when it is not theirs or is out already.
///
/// # Errors
/// Any [`StoreError`].
pub async fn revoke_device(
    tx: &mut Tx<'_>,
    device: HolderDeviceId,
    holder: HolderId,
    at: Instant,
) -> Result<bool, StoreError> {
    Ok(tx.exec(&REVOKE_HOLDER_DEVICE, params![device, holder, at]).await? == 1)
}

/// Takes all devices of a holder out; gives how many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn revoke_devices(
    tx: &mut Tx<'_>,
    holder: HolderId,
    at: Instant,
) -> Result<u64, StoreError> {
    tx.exec(&REVOKE_HOLDER_DEVICES, params![holder, at]).await
}

/// Keeps a declaration.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_declaration(
    tx: &mut Tx<'_>,
    holder: HolderId,
    new: &SealedDeclaration,
) -> Result<(), StoreError> {
    let params = params![holder, new.kind, new.sealed.clone(), new.declared_at];
    tx.exec(&PUT_DECLARATION, params).await.map(drop)
}

/// A holder's declarations.
///
/// # Errors
/// Any [`StoreError`].
pub async fn declarations(
    tx: &mut Tx<'_>,
    holder: HolderId,
) -> Result<Vec<SealedDeclaration>, StoreError> {
    tx.all(&DECLARATIONS, params![holder]).await
}

/// Takes a declaration back; `false` when there is none.
///
/// # Errors
/// Any [`StoreError`].
pub async fn delete_declaration(
    tx: &mut Tx<'_>,
    holder: HolderId,
    kind: DeclarationKind,
) -> Result<bool, StoreError> {
    Ok(tx.exec(&DELETE_DECLARATION, params![holder, kind]).await? == 1)
}

/// How many declared each kind.
///
/// # Errors
/// Any [`StoreError`].
pub async fn declaration_counts(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>, StoreError> {
    tx.all(&DECLARATION_COUNTS, params![]).await
}

/// Adds a list and its workers' references.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_list(
    tx: &mut Tx<'_>,
    list: &AttestationList,
    workers: &[RequesterRef],
) -> Result<(), StoreError> {
    let params = params![
        list.id,
        list.employer,
        list.unit,
        list.workers,
        list.rejected,
        list.uploaded_at,
        list.valid_until,
    ];
    tx.exec(&INSERT_ATTESTATION_LIST, params).await?;
    for worker in workers {
        let params = params![*worker, list.id, list.employer, list.valid_until];
        tx.exec(&INSERT_ATTESTATION, params).await?;
    }
    Ok(())
}

/// Whether an employer upholds one of some references, which are one person.
///
/// # Errors
/// Any [`StoreError`].
pub async fn is_attested(
    tx: &mut Tx<'_>,
    references: &[RequesterRef],
    employer: i64,
    now: Instant,
) -> Result<bool, StoreError> {
    for reference in references {
        let until: Option<(Instant,)> =
            tx.opt(&ATTESTED_UNTIL, params![*reference, employer, now]).await?;
        if until.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Says of holders of an employer that it upholds them; gives how many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn uphold(
    tx: &mut Tx<'_>,
    references: &[RequesterRef],
    employer: i64,
) -> Result<u64, StoreError> {
    let mut met = 0;
    for reference in references {
        met += tx.exec(&UPHOLD_HOLDER, params![*reference, employer]).await?;
    }
    Ok(met)
}

/// Lists, newest first; of one employer, or of all for 0.
///
/// # Errors
/// Any [`StoreError`].
pub async fn lists(
    tx: &mut Tx<'_>,
    employer: i64,
    after: &str,
    limit: i64,
) -> Result<Vec<AttestationList>, StoreError> {
    tx.all(&ATTESTATION_LISTS, params![employer, after, limit]).await
}

/// Forgets workers of lists that no longer count.
///
/// # Errors
/// Any [`StoreError`].
pub async fn forget_attestations(tx: &mut Tx<'_>, now: Instant) -> Result<u64, StoreError> {
    tx.exec(&DELETE_ATTESTATIONS_OVER, params![now]).await
}
