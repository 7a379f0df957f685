//! What riders and drivers say: the rules of the city for it, and what the desk
//! may say to it.

use db::StoreError;
use kernel::ports::{
    Intake, IntakeDraft, IntakeFault, IntakeField, IntakeReceipt, IntakeRefusal, Later,
};
use people::record::{Fault, FaultKind};

use super::Stations;
use super::error::ActError;
use crate::domain::voice::VoiceRules;

/// What the desk refused, as the fault of a field of ours.
pub(super) fn refused(refusal: IntakeRefusal) -> ActError {
    let faults = match refusal {
        IntakeRefusal::Broken(reason) => return ActError::Desk(reason),
        IntakeRefusal::Faults(faults) => faults,
    };
    let Some((field, fault)) = faults.first() else {
        return ActError::Desk("refused without a reason".into());
    };
    let field = match field {
        IntakeField::Content | IntakeField::Title => "words",
        IntakeField::Address => "address",
        IntakeField::Phone => "phone",
        // Rules of the city name these, not the person.
        IntakeField::Channel | IntakeField::OrderType => {
            return ActError::Desk(format!("{field:?} is not known to the desk"));
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
