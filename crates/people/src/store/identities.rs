//! Sealed identities and their look-up tags.

use db::{StoreError, Tx, params};
use kernel::time::Instant;
use subtle::ConstantTimeEq;

use crate::domain::disclosure::IdentityField;
use crate::domain::identity::SealedIdentity;
use crate::ids::{AccountId, RequesterRef};

/// A sealed identity as stored.
#[derive(Debug, Clone)]
pub struct IdentityRow {
    /// Its reference.
    pub reference: RequesterRef,
    /// The data key.
    pub key_id: String,
    name: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
    id_no: Option<Vec<u8>>,
    address: Option<Vec<u8>>,
    contact: Option<Vec<u8>>,
}

db::from_row!(IdentityRow { reference, key_id, name, phone, id_no, address, contact });

impl IdentityRow {
    /// A field's ciphertext, if it was told.
    pub fn sealed(&self, field: IdentityField) -> Option<&[u8]> {
        let sealed = match field {
            IdentityField::Name => &self.name,
            IdentityField::Phone => &self.phone,
            IdentityField::IdNo => &self.id_no,
            IdentityField::Address => &self.address,
            IdentityField::Contact => &self.contact,
        };
        sealed.as_deref()
    }
}

/// The tags two identities are compared by.
#[derive(Debug, Clone)]
pub struct Tags {
    /// Of the telephone.
    pub phone: Option<Vec<u8>>,
    /// Of the document number.
    pub id_no: Option<Vec<u8>>,
}

db::from_row!(Tags { phone, id_no });

impl Tags {
    /// The same telephone or the same document number. What was not told is
    /// the same as nothing.
    pub fn is_same_person(&self, other: &Self) -> bool {
        let same = |one: &Option<Vec<u8>>, two: &Option<Vec<u8>>| match (one, two) {
            (Some(one), Some(two)) => bool::from(one.ct_eq(two)),
            (None, _) | (_, None) => false,
        };
        same(&self.phone, &other.phone) | same(&self.id_no, &other.id_no)
    }
}

/// What the vault was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseKind {
    /// Whether two are the same.
    SamePerson,
    /// References of a number.
    LookUp,
}

impl UseKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SamePerson => "same_person",
            Self::LookUp => "look_up",
        }
    }
}

db::statements! {
    /// Stores a sealed identity.
    INSERT = "INSERT INTO identities (requester_ref, suite, key_id, name, phone, id_no, address, contact,
        phone_tag, id_no_tag, phone_tail_tag, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// A sealed identity.
    GET = "SELECT requester_ref, key_id, name, phone, id_no, address, contact
        FROM identities WHERE requester_ref = $1";
    /// Its tags.
    TAGS = "SELECT phone_tag, id_no_tag FROM identities WHERE requester_ref = $1";
    /// References with a telephone, newest first.
    BY_PHONE = "SELECT requester_ref FROM identities WHERE phone_tag = $1
        ORDER BY requester_ref DESC LIMIT $2";
    /// References whose telephone ends so, newest first.
    BY_PHONE_TAIL = "SELECT requester_ref FROM identities WHERE phone_tail_tag = $1
        ORDER BY requester_ref DESC LIMIT $2";
    /// When to forget.
    SET_DELETE_AFTER = "UPDATE identities SET delete_after = $2 WHERE requester_ref = $1";
    /// Forgets.
    FORGET_DUE = "DELETE FROM identities WHERE delete_after <= $1";
    /// Counts a use of the vault.
    COUNT_USE = "INSERT INTO vault_uses (day, kind, account_id, uses) VALUES ($1, $2, $3, 1)
        ON CONFLICT (day, kind, account_id) DO UPDATE SET uses = vault_uses.uses + 1";
    /// Uses of a day by kind, over all accounts.
    USES = "SELECT kind, CAST(SUM(uses) AS BIGINT) FROM vault_uses WHERE day = $1
        GROUP BY kind ORDER BY kind";
}

/// Stores a sealed identity.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, sealed: &SealedIdentity) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    let params = params![
        sealed.reference,
        sealed.suite,
        &sealed.key_id,
        sealed.name.clone(),
        sealed.phone.clone(),
        sealed.id_no.clone(),
        sealed.address.clone(),
        sealed.contact.clone(),
        sealed.phone_tag.clone(),
        sealed.id_no_tag.clone(),
        sealed.phone_tail_tag.clone(),
        at,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// The sealed identities of some references; unknown ones are left out.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_all(
    tx: &mut Tx<'_>,
    references: &[RequesterRef],
) -> Result<Vec<IdentityRow>, StoreError> {
    let mut rows = Vec::with_capacity(references.len());
    for reference in references {
        rows.extend(tx.opt::<IdentityRow>(&GET, params![*reference]).await?);
    }
    Ok(rows)
}

/// The tags of a reference.
///
/// # Errors
/// Any [`StoreError`].
pub async fn tags(tx: &mut Tx<'_>, reference: RequesterRef) -> Result<Option<Tags>, StoreError> {
    tx.opt(&TAGS, params![reference]).await
}

/// References with a telephone's tag, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn refs_by_phone_tag(
    tx: &mut Tx<'_>,
    tag: &[u8],
    limit: i64,
) -> Result<Vec<RequesterRef>, StoreError> {
    let rows = tx.all::<(RequesterRef,)>(&BY_PHONE, params![tag, limit]).await?;
    Ok(rows.into_iter().map(|(reference,)| reference).collect())
}

/// References with the tag of a number's last four digits, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn refs_by_phone_tail_tag(
    tx: &mut Tx<'_>,
    tag: &[u8],
    limit: i64,
) -> Result<Vec<RequesterRef>, StoreError> {
    let rows = tx.all::<(RequesterRef,)>(&BY_PHONE_TAIL, params![tag, limit]).await?;
    Ok(rows.into_iter().map(|(reference,)| reference).collect())
}

/// Sets when an identity is forgotten.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set_delete_after(
    tx: &mut Tx<'_>,
    reference: RequesterRef,
    at: Option<Instant>,
) -> Result<(), StoreError> {
    tx.exec(&SET_DELETE_AFTER, params![reference, at]).await.map(drop)
}

/// Forgets identities whose time has come.
///
/// # Errors
/// Any [`StoreError`].
pub async fn forget_due(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    let now = tx.recorded_at();
    tx.exec(&FORGET_DUE, params![now]).await
}

/// Counts a use of the vault by day; no account for the program itself.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count_use(
    tx: &mut Tx<'_>,
    kind: UseKind,
    account: Option<AccountId>,
) -> Result<(), StoreError> {
    let day = tx.recorded_at().day().to_string();
    let account = account.map(|id| id.to_string()).unwrap_or_default();
    tx.exec(&COUNT_USE, params![day, kind.as_str(), account]).await.map(drop)
}

/// How often the vault was asked on a day, by kind.
///
/// # Errors
/// Any [`StoreError`].
pub async fn uses(tx: &mut Tx<'_>, day: &str) -> Result<Vec<(String, i64)>, StoreError> {
    tx.all(&USES, params![day]).await
}
