//! Why a use case did nothing.

use db::StoreError;
use people::PageError;
use people::record::{Fault, FaultKind, is_stale};
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
    /// The desk cannot take it.
    #[error("the desk: {0}")]
    Desk(String),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The store.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ActError {
    fn from(error: StoreError) -> Self {
        if is_stale(&error) { Self::Stale } else { Self::Store(error) }
    }
}

impl From<NotNow> for ActError {
    fn from(_: NotNow) -> Self {
        Self::Fault(Fault::new("", FaultKind::NotNow))
    }
}

impl ActError {
    /// The field that is wrong, or the page that says what is.
    ///
    /// # Errors
    /// [`PageError`] for all that is no fault of a field.
    pub fn fault(self) -> Result<Fault, PageError> {
        match self {
            Self::Fault(fault) => Ok(fault),
            other => Err(other.into()),
        }
    }
}

/// The page for a fault no form can show.
impl From<ActError> for PageError {
    fn from(error: ActError) -> Self {
        match error {
            ActError::NotFound => Self::NotFound,
            ActError::Forbidden => Self::Forbidden,
            ActError::Stale | ActError::Fault(_) => Self::Conflict,
            ActError::Desk(_) => Self::internal(&error),
            ActError::Vault(error) => Self::internal(&error),
            ActError::Store(error) => error.into(),
        }
    }
}
