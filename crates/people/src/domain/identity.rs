//! An identity before and after sealing.

use zeroize::Zeroizing;

use crate::domain::disclosure::IdentityField;
use crate::ids::RequesterRef;

/// Who somebody is, as told. Wiped from memory when dropped.
#[derive(Clone, Default)]
pub struct NewIdentity {
    /// Name.
    pub name: Option<Zeroizing<String>>,
    /// Telephone as it was written.
    pub phone: Option<Zeroizing<String>>,
    /// Number of the identity document.
    pub id_no: Option<Zeroizing<String>>,
    /// Where they live, down to the room.
    pub address: Option<Zeroizing<String>>,
    /// Another way to reach them.
    pub contact: Option<Zeroizing<String>>,
}

impl NewIdentity {
    /// With one field; blank text leaves it out.
    #[must_use]
    pub fn with(mut self, field: IdentityField, text: &str) -> Self {
        let text = text.trim();
        let value = (!text.is_empty()).then(|| Zeroizing::new(text.to_owned()));
        match field {
            IdentityField::Name => self.name = value,
            IdentityField::Phone => self.phone = value,
            IdentityField::IdNo => self.id_no = value,
            IdentityField::Address => self.address = value,
            IdentityField::Contact => self.contact = value,
        }
        self
    }

    /// Whether nothing was told: then nothing needs storing.
    pub fn is_empty(&self) -> bool {
        IdentityField::ALL.iter().all(|field| self.get(*field).is_none())
    }

    /// One field, if it was told.
    pub fn get(&self, field: IdentityField) -> Option<&str> {
        let value = match field {
            IdentityField::Name => &self.name,
            IdentityField::Phone => &self.phone,
            IdentityField::IdNo => &self.id_no,
            IdentityField::Address => &self.address,
            IdentityField::Contact => &self.contact,
        };
        value.as_ref().map(|text| text.as_str())
    }
}

/// Never shown in logs or messages by accident.
impl std::fmt::Debug for NewIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewIdentity(…)")
    }
}

/// A sealed identity, ready to be stored. Holds nothing readable.
#[derive(Debug, Clone)]
pub struct SealedIdentity {
    /// The reference everything else holds.
    pub reference: RequesterRef,
    pub(crate) suite: i64,
    pub(crate) key_id: String,
    pub(crate) name: Option<Vec<u8>>,
    pub(crate) phone: Option<Vec<u8>>,
    pub(crate) id_no: Option<Vec<u8>>,
    pub(crate) address: Option<Vec<u8>>,
    pub(crate) contact: Option<Vec<u8>>,
    pub(crate) phone_tag: Option<Vec<u8>>,
    pub(crate) id_no_tag: Option<Vec<u8>>,
    pub(crate) phone_tail_tag: Option<Vec<u8>>,
}

/// What the desk sees of a requester without opening anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// `李**`, if a name was told.
    pub name: Option<String>,
    /// `138****4528`, if a telephone was told.
    pub phone: Option<String>,
}
