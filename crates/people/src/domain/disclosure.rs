//! Opening one field of one person's identity: for which purposes, by whom.

use std::fmt;
use std::str::FromStr;

use kernel::time::Instant;
use ui::key;

use crate::access::Role;
use crate::ids::{AccountId, DisclosureId, RequesterRef};

macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $error:ident, $what:literal { $($(#[$doc:meta])* $variant:ident = $text:literal, $key:expr;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        #[doc = concat!("A text that names no ", $what, ".")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        #[error("not a known word")]
        pub struct $error;

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The identifier used in tables and events.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The message key of its name.
            pub const fn label_key(self) -> &'static str {
                match self { $(Self::$variant => $key),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = $error;
            fn from_str(text: &str) -> Result<Self, $error> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or($error)
            }
        }

        db::text_column!($name, $what);
    };
}

words! {
    /// One field of an identity. Fields are opened one by one, never the record.
    IdentityField, UnknownField, "field of an identity" {
        /// Name.
        Name = "name", key("identity-field-name");
        /// Telephone number.
        Phone = "phone", key("identity-field-phone");
        /// Number of the identity document.
        IdNo = "id_no", key("identity-field-id-no");
        /// Where the person lives, down to the room.
        Address = "address", key("identity-field-address");
        /// Another way to reach the person.
        Contact = "contact", key("identity-field-contact");
    }
}

words! {
    /// Why a field is opened. The list is closed (Personal Information
    /// Protection Law, art. 6: a clear and reasonable purpose).
    Purpose, UnknownPurpose, "purpose" {
        /// Contact about this order, appointment or application.
        OrderContact = "order_contact", key("purpose-order-contact");
        /// Handling on site.
        OnSite = "on_site", key("purpose-on-site");
        /// Callback after handling.
        Callback = "callback", key("purpose-callback");
        /// Delivery of a document the law requires.
        StatutoryDelivery = "statutory_delivery", key("purpose-statutory-delivery");
        /// Somebody's life or safety is in danger.
        EmergencyToLife = "emergency_to_life", key("purpose-emergency-to-life");
        /// A court, prosecutor or police asks, with a document.
        LegalRequest = "legal_request", key("purpose-legal-request");
        /// The person asked for it.
        OwnRequest = "own_request", key("purpose-own-request");
    }
}

/// Roles that may open a field for some purpose.
pub const DISCLOSING_ROLES: &[Role] = &[
    Role::Operator,
    Role::Dispatcher,
    Role::UnitHandler,
    Role::UnitReviewer,
    Role::CallbackOfficer,
    Role::Supervisor,
    Role::GridWorker,
    Role::ServiceProvider,
];

impl Purpose {
    /// The roles whose duty this purpose is.
    pub const fn roles(self) -> &'static [Role] {
        use Role::{
            CallbackOfficer, Dispatcher, GridWorker, Operator, ServiceProvider, Supervisor,
            UnitHandler, UnitReviewer,
        };
        match self {
            Self::OrderContact => {
                &[Operator, Dispatcher, UnitHandler, UnitReviewer, ServiceProvider]
            }
            Self::OnSite => &[UnitHandler, UnitReviewer, GridWorker],
            Self::Callback => &[CallbackOfficer],
            Self::StatutoryDelivery => &[Dispatcher, UnitHandler, UnitReviewer],
            Self::EmergencyToLife => DISCLOSING_ROLES,
            Self::LegalRequest => &[Supervisor],
            Self::OwnRequest => &[Operator, CallbackOfficer, Supervisor],
        }
    }

    /// Whether the number of a document must be given.
    pub const fn needs_document(self) -> bool {
        matches!(self, Self::LegalRequest)
    }

    /// Whether the field can be needed for it: nobody phones or visits with
    /// the number of an identity document.
    pub const fn reaches(self, field: IdentityField) -> bool {
        match field {
            IdentityField::IdNo => {
                matches!(self, Self::StatutoryDelivery | Self::LegalRequest | Self::OwnRequest)
            }
            IdentityField::Name
            | IdentityField::Phone
            | IdentityField::Address
            | IdentityField::Contact => true,
        }
    }
}

/// Why a field stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureRefusal {
    /// None of the roles has this purpose as a duty.
    #[error("the purpose is not a duty of this role")]
    NotYourDuty,
    /// The purpose does not need this field.
    #[error("the purpose does not need this field")]
    FieldNotNeeded,
    /// The order is confidential: a supervisor opens its fields.
    #[error("the order is confidential")]
    Confidential,
    /// The reason says too little.
    #[error("the reason is missing or too short")]
    ReasonMissing,
    /// The document's number is missing.
    #[error("the document number is missing")]
    DocumentMissing,
}

/// The shortest reason that says anything, in characters.
pub const REASON_CHARS_MIN: usize = 4;

/// A wish to open a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosureRequest {
    /// Which field.
    pub field: IdentityField,
    /// What for.
    pub purpose: Purpose,
    /// Why, in the asker's words.
    pub reason: String,
    /// Number of the document that demands it, or empty.
    pub document_no: String,
}

impl DisclosureRequest {
    /// Whether someone with these roles may open the field. Gives the role
    /// they act in.
    ///
    /// # Errors
    /// The first [`DisclosureRefusal`].
    pub fn decide(
        &self,
        roles: &[Role],
        order_is_confidential: bool,
    ) -> Result<Role, DisclosureRefusal> {
        let supervises = roles.contains(&Role::Supervisor);
        if order_is_confidential && !supervises {
            return Err(DisclosureRefusal::Confidential);
        }
        let duty = self.purpose.roles().iter().copied().find(|role| roles.contains(role));
        let acting = if order_is_confidential { Some(Role::Supervisor) } else { duty };
        let acting = acting.ok_or(DisclosureRefusal::NotYourDuty)?;
        if !self.purpose.reaches(self.field) {
            return Err(DisclosureRefusal::FieldNotNeeded);
        }
        if self.reason.trim().chars().count() < REASON_CHARS_MIN {
            return Err(DisclosureRefusal::ReasonMissing);
        }
        if self.purpose.needs_document() && self.document_no.trim().is_empty() {
            return Err(DisclosureRefusal::DocumentMissing);
        }
        Ok(acting)
    }
}

/// One opening of one field, as written down. It never holds the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// Its id.
    pub id: DisclosureId,
    /// Whose field.
    pub requester: RequesterRef,
    /// Which field.
    pub field: IdentityField,
    /// What for.
    pub purpose: Purpose,
    /// Why, in the asker's words.
    pub reason: String,
    /// Number of the document that demanded it, or empty.
    pub document_no: String,
    /// About which order.
    pub order: kernel::id::Id,
    /// Its number.
    pub order_no: String,
    /// Who opened it.
    pub account: AccountId,
    /// Their name then.
    pub account_name: String,
    /// Their unit's name then.
    pub unit_name: String,
    /// When.
    pub at: Instant,
    /// Until when it may be looked at again.
    pub expires_at: Instant,
}

#[cfg(test)]
mod tests;
