//! What riders and drivers say: the rules of the city for it, and what can go
//! wrong on the way to the desk.

use db::StoreError;
use kernel::ports::{
    Intake, IntakeDraft, IntakeFault, IntakeField, IntakeReceipt, IntakeRefusal, Later,
};
use people::PageError;
use people::record::{Fault, FaultKind};

use super::Stations;
use crate::domain::voice::VoiceRules;

/// Why something was not taken.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// A field is wrong.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// No such record, for this person.
    #[error("there is no such record")]
    NotFound,
    /// Somebody else changed it.
    #[error("it was changed since")]
    Stale,
    /// It is not theirs to do.
    #[error("it is not theirs to do")]
    Forbidden,
    /// The desk cannot take it.
    #[error("the desk: {0}")]
    Desk(String),
    /// The store.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for VoiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Stale,
            other => Self::Store(other),
        }
    }
}

impl VoiceError {
    /// The field that is wrong, or the page that says what is.
    ///
    /// # Errors
    /// [`PageError`] for all that is no fault of a field.
    pub fn fault(self) -> Result<Fault, PageError> {
        match self {
            Self::Fault(fault) => Ok(fault),
            Self::NotFound => Err(PageError::NotFound),
            Self::Stale => Err(PageError::Conflict),
            Self::Forbidden => Err(PageError::Forbidden),
            Self::Desk(_) => Err(PageError::internal(&self)),
            Self::Store(error) => Err(error.into()),
        }
    }
}

/// What the desk refused, as the fault of a field of ours.
pub(super) fn refused(refusal: IntakeRefusal) -> VoiceError {
    let faults = match refusal {
        IntakeRefusal::Broken(reason) => return VoiceError::Desk(reason),
        IntakeRefusal::Faults(faults) => faults,
    };
    let Some((field, fault)) = faults.first() else {
        return VoiceError::Desk("refused without a reason".into());
    };
    let field = match field {
        IntakeField::Content | IntakeField::Title => "words",
        IntakeField::Address => "address",
        IntakeField::Phone => "phone",
        // Rules of the city name these, not the person.
        IntakeField::Channel | IntakeField::OrderType => {
            return VoiceError::Desk(format!("{field:?} is not known to the desk"));
        }
    };
    let kind = match fault {
        IntakeFault::Short => FaultKind::Missing,
        IntakeFault::Long => FaultKind::TooLong,
        IntakeFault::Unknown => FaultKind::Unknown,
    };
    Fault::new(field, kind).into()
}

/// Stands in while no desk is there: takes nothing.
pub struct NoDesk;

impl Intake for NoDesk {
    fn take(&self, _: IntakeDraft) -> Later<'_, Result<IntakeReceipt, IntakeRefusal>> {
        Box::pin(std::future::ready(Err(IntakeRefusal::Broken("there is no desk".into()))))
    }
}

impl Stations {
    /// The city's rules; those of no city where it has none.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn voice_rules(&self) -> Result<VoiceRules, StoreError> {
        self.rules_in(VoiceRules::FILE, VoiceRules::read).await
    }
}
