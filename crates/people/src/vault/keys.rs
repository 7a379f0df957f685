//! Data keys: made once, sealed by the key-encryption key, kept in memory.

use std::collections::HashMap;

use db::{Db, StoreError, Tx};
use zeroize::Zeroizing;

use super::suite::{Cipher, KEY_BYTES, Lookup, Nonce, Suite};
use super::{Kek, VaultError};
use crate::domain::disclosure::IdentityField;
use crate::domain::identity::{NewIdentity, SealedIdentity};
use crate::domain::phone::Phone;
use crate::ids::RequesterRef;
use crate::store::identities::IdentityRow;
use crate::store::vault_keys::{self, KeyPurpose, KeyRow};

/// The first keys of each purpose. The names are part of the stored format:
/// processes that start at once make the same rows and only one of them wins.
const FIRST_CONTENT: &str = "content-1";
const FIRST_LOOKUP: &str = "lookup-1";

/// The data keys, ready to use.
pub(crate) struct Keys {
    content: HashMap<String, Cipher>,
    current: String,
    lookup: Lookup,
}

/// Reads the data keys; makes the first ones in an empty store.
pub(super) async fn load_or_make(db: &Db, kek: &Kek) -> Result<Keys, VaultError> {
    let mut rows = stored(db).await?;
    if rows.is_empty() {
        let fresh = vec![
            make(kek, FIRST_CONTENT, KeyPurpose::Content)?,
            make(kek, FIRST_LOOKUP, KeyPurpose::Lookup)?,
        ];
        insert(db, fresh).await?;
        rows = stored(db).await?;
    }
    Keys::unwrap(kek, &rows)
}

async fn stored(db: &Db) -> Result<Vec<KeyRow>, StoreError> {
    db.read((), |tx: &mut Tx<'_>, ()| Box::pin(vault_keys::list(tx))).await
}

async fn insert(db: &Db, rows: Vec<KeyRow>) -> Result<(), StoreError> {
    db.write(rows, |tx, rows| Box::pin(vault_keys::insert_all(tx, rows))).await
}

fn make(kek: &Kek, key_id: &str, purpose: KeyPurpose) -> Result<KeyRow, VaultError> {
    let fresh = Kek::generate().map_err(|_| VaultError::NoRandomness)?;
    wrap(kek, key_id, purpose, &fresh.0)
}

fn wrap(
    kek: &Kek,
    key_id: &str,
    purpose: KeyPurpose,
    key: &[u8; KEY_BYTES],
) -> Result<KeyRow, VaultError> {
    let [nonce] = Nonce::fresh()?;
    let wrapped = Cipher::new(&kek.0).seal(nonce, key, &wrap_binding(key_id, purpose))?;
    let suite = Suite::Intl.byte().into();
    Ok(KeyRow { key_id: key_id.to_owned(), purpose, suite, wrapped })
}

fn unwrap_key(kek: &Kek, row: &KeyRow) -> Result<Zeroizing<[u8; KEY_BYTES]>, VaultError> {
    let opened = Cipher::new(&kek.0).open(&row.wrapped, &wrap_binding(&row.key_id, row.purpose));
    let plain = opened.map_err(|error| match error {
        VaultError::Tampered => VaultError::WrongKey,
        other => other,
    })?;
    let key = <[u8; KEY_BYTES]>::try_from(plain.as_slice()).map_err(|_| VaultError::WrongKey)?;
    Ok(Zeroizing::new(key))
}

fn wrap_binding(key_id: &str, purpose: KeyPurpose) -> Vec<u8> {
    format!("huying data key|{key_id}|{purpose}").into_bytes()
}

/// What a field's ciphertext is bound to.
fn binding(reference: RequesterRef, field: IdentityField, key_id: &str) -> Vec<u8> {
    format!("{reference}|{field}|{key_id}").into_bytes()
}

/// Puts every data key under a new key-encryption key, in one transaction.
/// Nothing that was sealed changes. Gives how many keys were moved.
///
/// # Errors
/// [`VaultError::WrongKey`] when the old key does not fit; nothing is changed
/// then.
pub async fn rotate(db: &Db, old: &Kek, new: &Kek) -> Result<usize, VaultError> {
    let rows = stored(db).await?;
    let moved: Result<Vec<KeyRow>, VaultError> = rows
        .iter()
        .map(|row| wrap(new, &row.key_id, row.purpose, &*unwrap_key(old, row)?))
        .collect();
    let moved = moved?;
    let count = moved.len();
    db.write(moved, |tx, rows| Box::pin(vault_keys::rewrap_all(tx, rows)))
        .await
        .map_err(|error: StoreError| error)?;
    Ok(count)
}

impl Keys {
    fn unwrap(kek: &Kek, rows: &[KeyRow]) -> Result<Self, VaultError> {
        let mut content = HashMap::new();
        let mut current = None;
        let mut lookup = None;
        for row in rows {
            let key = unwrap_key(kek, row)?;
            match row.purpose {
                KeyPurpose::Content => {
                    content.insert(row.key_id.clone(), Cipher::new(&key));
                    current = Some(row.key_id.clone());
                }
                KeyPurpose::Lookup => lookup = Some(Lookup::new(&key)),
            }
        }
        Ok(Self {
            content,
            current: current.ok_or(VaultError::KeyMissing)?,
            lookup: lookup.ok_or(VaultError::KeyMissing)?,
        })
    }

    /// Seals each field and makes the look-up tags.
    pub(super) fn seal(
        &self,
        reference: RequesterRef,
        identity: &NewIdentity,
    ) -> Result<SealedIdentity, VaultError> {
        let sealed = |field, nonce| {
            let text = identity.get(field);
            text.map(|text| self.seal_field(reference, field, nonce, text)).transpose()
        };
        let [for_name, for_phone, for_id_no, for_address, for_contact] = Nonce::fresh()?;
        let phone = identity.get(IdentityField::Phone).and_then(|text| Phone::parse(text).ok());
        let id_no = identity.get(IdentityField::IdNo).map(str::to_uppercase);
        Ok(SealedIdentity {
            reference,
            suite: Suite::Intl.byte().into(),
            key_id: self.current.clone(),
            name: sealed(IdentityField::Name, for_name)?,
            phone: sealed(IdentityField::Phone, for_phone)?,
            id_no: sealed(IdentityField::IdNo, for_id_no)?,
            address: sealed(IdentityField::Address, for_address)?,
            contact: sealed(IdentityField::Contact, for_contact)?,
            phone_tag: phone.as_ref().map(|phone| self.phone_tag(phone)),
            id_no_tag: id_no.as_ref().map(|id_no| self.id_no_tag(id_no)),
            phone_tail_tag: phone.as_ref().map(|phone| self.phone_tail_tag(phone.tail())),
        })
    }

    fn seal_field(
        &self,
        reference: RequesterRef,
        field: IdentityField,
        nonce: Nonce,
        text: &str,
    ) -> Result<Vec<u8>, VaultError> {
        let cipher = self.content.get(&self.current).ok_or(VaultError::KeyMissing)?;
        cipher.seal(nonce, text.as_bytes(), &binding(reference, field, &self.current))
    }

    /// One field of a row, if it was told.
    pub(super) fn open(
        &self,
        row: &IdentityRow,
        field: IdentityField,
    ) -> Result<Option<Zeroizing<String>>, VaultError> {
        let Some(sealed) = row.sealed(field) else { return Ok(None) };
        let cipher = self.content.get(&row.key_id).ok_or(VaultError::KeyMissing)?;
        let plain = cipher.open(sealed, &binding(row.reference, field, &row.key_id))?;
        let text = std::str::from_utf8(&plain).map_err(|_| VaultError::Tampered)?;
        Ok(Some(Zeroizing::new(text.to_owned())))
    }

    pub(super) fn phone_tag(&self, phone: &Phone) -> Vec<u8> {
        self.lookup.tag("phone", phone.as_str())
    }

    /// A key for another purpose. It follows from the look-up key, so it stays
    /// the same when the key-encryption key is changed.
    pub(crate) fn purpose_key(&self, purpose: &str) -> Vec<u8> {
        self.lookup.tag("purpose", purpose)
    }

    /// Seals a text with the key of a purpose.
    pub(super) fn seal_text(
        &self,
        purpose: &str,
        bound_to: &str,
        text: &str,
    ) -> Result<Vec<u8>, VaultError> {
        let [nonce] = Nonce::fresh()?;
        self.purpose_cipher(purpose)?.seal(nonce, text.as_bytes(), bound_to.as_bytes())
    }

    /// Opens a text that was sealed with the key of a purpose.
    pub(super) fn open_text(
        &self,
        purpose: &str,
        bound_to: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<String>, VaultError> {
        let plain = self.purpose_cipher(purpose)?.open(sealed, bound_to.as_bytes())?;
        let text = std::str::from_utf8(&plain).map_err(|_| VaultError::Tampered)?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    fn purpose_cipher(&self, purpose: &str) -> Result<Cipher, VaultError> {
        let key = Zeroizing::new(self.lookup.tag("sealing", purpose));
        let key =
            <&[u8; KEY_BYTES]>::try_from(key.as_slice()).map_err(|_| VaultError::KeyMissing)?;
        Ok(Cipher::new(key))
    }

    pub(super) fn phone_tail_tag(&self, tail: &str) -> Vec<u8> {
        self.lookup.tag("phone tail", tail)
    }

    pub(super) fn id_no_tag(&self, id_no: &str) -> Vec<u8> {
        self.lookup.tag("id no", id_no)
    }
}
