//! Why a use case did nothing.

use db::StoreError;
use people::PageError;
use people::record::{Fault, FaultKind};
use people::vault::VaultError;

use crate::domain::keeping::NotNow;

/// Why a use case did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// No such thing, or not for these eyes.
    #[error("no such thing")]
    NotFound,
    /// Seen, but not theirs to do.
    #[error("this is not theirs to do")]
    Forbidden,
    /// Somebody changed it since it was read.
    #[error("it was changed since it was read")]
    Stale,
    /// A field is wrong.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The store.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ActError {
    fn from(error: StoreError) -> Self {
        match error {
            // Two appends to one stream at once show as a violated key.
            StoreError::Conflict => Self::Stale,
            StoreError::Constraint(name) if name.contains("events") => Self::Stale,
            other => Self::Store(other),
        }
    }
}

impl From<NotNow> for ActError {
    fn from(_: NotNow) -> Self {
        Self::Fault(Fault::new("", FaultKind::NotNow))
    }
}

/// The page for a fault no form can show.
impl From<ActError> for PageError {
    fn from(error: ActError) -> Self {
        match error {
            ActError::NotFound => Self::NotFound,
            ActError::Forbidden => Self::Forbidden,
            ActError::Stale | ActError::Fault(_) => Self::Conflict,
            ActError::Vault(error) => Self::internal(&error),
            ActError::Store(error) => error.into(),
        }
    }
}
