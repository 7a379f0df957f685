//! The identity vault: the only place that knows who a requester is.
//!
//! Each field is sealed on its own, bound to its reference, its field and its
//! key, so that a ciphertext moved elsewhere does not open. Keys for content
//! and for look-ups are themselves sealed by the key-encryption key
//! ([`Kek`]), which never enters the database. Outside, everything holds a
//! [`RequesterRef`]; the vault tells "the same person?" as a boolean, and a
//! field only through a recorded disclosure.

mod kek;
mod keys;
mod suite;

use std::collections::HashSet;
use std::sync::Arc;

use db::{Db, StoreError, Tx};
use kernel::id::Ids;
use zeroize::Zeroizing;

pub use kek::Kek;
pub use keys::rotate;
pub use suite::Suite;

use crate::domain::disclosure::IdentityField;
pub use crate::domain::identity::{Hint, NewIdentity, SealedIdentity};
use crate::domain::phone::{Phone, masked_name};
use crate::ids::RequesterRef;
use crate::store::identities;

/// What can go wrong in the vault. Never holds anything of a person.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The key-encryption key cannot be read or made.
    #[error("the vault's key cannot be used: {0}")]
    KeyFile(String),
    /// The key-encryption key is not the one this database was made with.
    #[error("the vault's key does not fit this database: use the key file it was made with")]
    WrongKey,
    /// A ciphertext was changed or moved.
    #[error("a sealed field was changed or does not belong where it is")]
    Tampered,
    /// A row names a data key that does not exist.
    #[error("the data key of a sealed field is missing")]
    KeyMissing,
    /// The SM suite is named but not built in.
    #[error("the suite \"gm\" is reserved and not available in this version; use \"intl\"")]
    SuiteReserved,
    /// A suite nobody knows.
    #[error("an unknown cryptographic suite")]
    SuiteUnknown,
    /// The operating system gives no randomness.
    #[error("the operating system gives no randomness")]
    NoRandomness,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The vault with its keys in memory. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    db: Db,
    ids: Arc<dyn Ids>,
    keys: Arc<keys::Keys>,
}

impl Vault {
    /// Opens the vault; makes its data keys when there are none yet.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`] when the key-encryption key is another one.
    pub async fn open(db: &Db, ids: Arc<dyn Ids>, kek: &Kek) -> Result<Self, VaultError> {
        let keys = Arc::new(keys::load_or_make(db, kek).await?);
        Ok(Self { db: db.clone(), ids, keys })
    }

    /// Seals an identity under a fresh reference. Pure computing, before the
    /// transaction that stores it with [`store_identity`].
    ///
    /// # Errors
    /// [`VaultError::NoRandomness`].
    pub fn seal(&self, identity: &NewIdentity) -> Result<SealedIdentity, VaultError> {
        let reference = RequesterRef(self.ids.mint(self.db.clock().now()));
        self.keys.seal(reference, identity)
    }

    /// Whether two references are the same person: the same telephone or the
    /// same document number. Counted by day; nothing else is told.
    ///
    /// # Errors
    /// [`VaultError::Store`].
    pub async fn same_person(
        &self,
        one: RequesterRef,
        two: RequesterRef,
    ) -> Result<bool, VaultError> {
        let same: Result<bool, StoreError> =
            self.db.write((one, two), |tx, (one, two)| Box::pin(same_person(tx, *one, *two))).await;
        Ok(same?)
    }

    /// What the desk may see without opening anything: `李**`, `138****4528`.
    /// References that are unknown or forgotten are left out.
    ///
    /// # Errors
    /// [`VaultError::Tampered`], [`VaultError::Store`].
    pub async fn hints(
        &self,
        references: &[RequesterRef],
    ) -> Result<Vec<(RequesterRef, Hint)>, VaultError> {
        let input = references.to_vec();
        let rows: Result<Vec<_>, StoreError> = self
            .db
            .read(input, |tx, references| Box::pin(identities::get_all(tx, references)))
            .await;
        rows?.iter().map(|row| Ok((row.reference, self.hint_of(row)?))).collect()
    }

    /// One requester's [`Hint`].
    ///
    /// # Errors
    /// [`VaultError::Tampered`], [`VaultError::Store`].
    pub async fn masked(&self, reference: RequesterRef) -> Result<Option<Hint>, VaultError> {
        Ok(self.hints(&[reference]).await?.into_iter().next().map(|(_, hint)| hint))
    }

    fn hint_of(&self, row: &identities::IdentityRow) -> Result<Hint, VaultError> {
        let name = self.keys.open(row, IdentityField::Name)?;
        let phone = self.keys.open(row, IdentityField::Phone)?;
        let masked = |text: &str| {
            Phone::parse(text).map_or_else(|_| "****".to_owned(), |phone| phone.masked())
        };
        Ok(Hint {
            name: name.map(|name| masked_name(&name)),
            phone: phone.map(|phone| masked(&phone)),
        })
    }

    /// Opens one field. Only [`crate::app::disclosures`] calls it, after the
    /// opening was written down.
    pub(crate) async fn open_field(
        &self,
        reference: RequesterRef,
        field: IdentityField,
    ) -> Result<Option<Zeroizing<String>>, VaultError> {
        let rows: Result<Vec<_>, StoreError> = self
            .db
            .read(vec![reference], |tx, references| Box::pin(identities::get_all(tx, references)))
            .await;
        match rows?.first() {
            Some(row) => self.keys.open(row, field),
            None => Ok(None),
        }
    }

    /// A key for another purpose of this installation, such as query codes. It
    /// tells nothing of the vault's own keys and outlives a change of the
    /// key-encryption key.
    pub fn purpose_key(&self, purpose: &str) -> Vec<u8> {
        self.keys.purpose_key(purpose)
    }

    /// Seals a text of another purpose with a key of its own, bound to what it
    /// belongs to. Pure computing.
    ///
    /// # Errors
    /// [`VaultError::NoRandomness`].
    pub fn seal_text(
        &self,
        purpose: &str,
        bound_to: &str,
        text: &str,
    ) -> Result<Vec<u8>, VaultError> {
        self.keys.seal_text(purpose, bound_to, text)
    }

    /// Opens what [`Vault::seal_text`] sealed for the same purpose and thing.
    ///
    /// # Errors
    /// [`VaultError::Tampered`] when it was changed, moved, or sealed for
    /// something else.
    pub fn open_text(
        &self,
        purpose: &str,
        bound_to: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<String>, VaultError> {
        self.keys.open_text(purpose, bound_to, sealed)
    }

    /// The tag of a telephone number, for a look-up in the caller's read.
    pub(crate) fn phone_tag(&self, phone: &Phone) -> Vec<u8> {
        self.keys.phone_tag(phone)
    }

    /// The tag of a number's last four digits.
    pub(crate) fn phone_tail_tag(&self, tail: &str) -> Vec<u8> {
        self.keys.phone_tail_tag(tail)
    }
}

/// Whether the store has no key yet, so that a missing key file may be made.
///
/// # Errors
/// Any [`StoreError`].
pub async fn is_new(db: &Db) -> Result<bool, StoreError> {
    let keys = db.read((), |tx, ()| Box::pin(crate::store::vault_keys::list(tx))).await?;
    Ok(keys.is_empty())
}

/// Stores a sealed identity in the transaction that needs it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn store_identity(tx: &mut Tx<'_>, sealed: &SealedIdentity) -> Result<(), StoreError> {
    identities::insert(tx, sealed).await
}

/// [`Vault::same_person`] inside a larger transaction.
///
/// # Errors
/// Any [`StoreError`].
pub async fn same_person(
    tx: &mut Tx<'_>,
    one: RequesterRef,
    two: RequesterRef,
) -> Result<bool, StoreError> {
    identities::count_use(tx, identities::UseKind::SamePerson, None).await?;
    if one == two {
        return Ok(true);
    }
    let tags = [identities::tags(tx, one).await?, identities::tags(tx, two).await?];
    let [Some(one), Some(two)] = tags else { return Ok(false) };
    Ok(one.is_same_person(&two))
}

/// Persons counted so far. Says of nobody who they are or which matters are
/// theirs; what it holds is forgotten with it.
#[derive(Default)]
pub struct Counted {
    references: HashSet<RequesterRef>,
    tags: HashSet<Vec<u8>>,
}

impl Counted {
    /// Whether this person was counted already; from now on they are.
    /// Counted by day.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn was_counted(
        &mut self,
        tx: &mut Tx<'_>,
        reference: RequesterRef,
    ) -> Result<bool, StoreError> {
        identities::count_use(tx, identities::UseKind::SamePerson, None).await?;
        let mut known = !self.references.insert(reference);
        if let Some(tags) = identities::tags(tx, reference).await? {
            for (kind, tag) in [(b'p', tags.phone), (b'd', tags.id_no)] {
                let Some(mut tag) = tag else { continue };
                tag.push(kind);
                known |= !self.tags.insert(tag);
            }
        }
        Ok(known)
    }
}

/// References with the same telephone as one, itself left out, newest first:
/// for the repeat check. Counted by day.
///
/// # Errors
/// Any [`StoreError`].
pub async fn refs_of_same_person(
    tx: &mut Tx<'_>,
    reference: RequesterRef,
    limit: i64,
) -> Result<Vec<RequesterRef>, StoreError> {
    identities::count_use(tx, identities::UseKind::SamePerson, None).await?;
    let Some(tags) = identities::tags(tx, reference).await? else { return Ok(Vec::new()) };
    let Some(tag) = tags.phone else { return Ok(Vec::new()) };
    let mut same = identities::refs_by_phone_tag(tx, &tag, limit + 1).await?;
    same.retain(|other| *other != reference);
    Ok(same)
}

/// Sets when an identity is forgotten (`None`: not yet known).
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_delete_after(
    tx: &mut Tx<'_>,
    reference: RequesterRef,
    at: Option<kernel::time::Instant>,
) -> Result<(), StoreError> {
    identities::set_delete_after(tx, reference, at).await
}

/// Forgets identities whose time has come; gives how many. What held the
/// references keeps them and finds nobody behind them.
///
/// # Errors
/// Any [`StoreError`].
pub async fn forget_due(db: &Db) -> Result<u64, StoreError> {
    db.write((), |tx, ()| Box::pin(identities::forget_due(tx))).await
}

#[cfg(test)]
mod tests;
