//! What use cases on the desk's records share: one error.

use db::StoreError;
use people::UnitId;
use people::record::{Fault, FaultKind, is_stale};
pub(crate) use people::record::{Happened, happened};

use super::OrderError;
use crate::domain::rules::Rules;

/// Why a use case on a record did nothing.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// No such record, or not for these eyes.
    #[error("no such record")]
    NotFound,
    /// Seen, but not theirs to do.
    #[error("this is not yours to do")]
    Forbidden,
    /// Somebody changed it since it was read.
    #[error("the record was changed since it was read")]
    Stale,
    /// A field is wrong.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The order that goes with it says no.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// A clock's history cannot have happened: a fault of ours.
    #[error("clock {0}")]
    Clock(String),
    /// The store.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for RecordError {
    fn from(error: StoreError) -> Self {
        if is_stale(&error) { Self::Stale } else { Self::Store(error) }
    }
}

/// A change that was written down must have met the version that was read.
pub(crate) fn one_row(changed: u64) -> Result<(), RecordError> {
    if changed == 1 { Ok(()) } else { Err(RecordError::Stale) }
}

/// A unit that exists.
pub(crate) fn known_unit(rules: &Rules, field: &'static str, unit: UnitId) -> Result<(), Fault> {
    let known = rules.units.contains_key(&unit);
    if known { Ok(()) } else { Err(Fault::new(field, FaultKind::Unknown)) }
}

/// A category that exists; none is fine.
pub(crate) fn known_category(
    rules: &Rules,
    field: &'static str,
    code: Option<&str>,
) -> Result<(), Fault> {
    let known = code.is_none_or(|code| rules.category(code).is_some());
    if known { Ok(()) } else { Err(Fault::new(field, FaultKind::Unknown)) }
}
