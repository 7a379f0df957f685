//! What a use case on orders can answer besides success.

use db::StoreError;
use people::record::is_stale;

use crate::domain::change::Refusal;
use crate::domain::request::RequestFault;

/// Why a use case did nothing.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// No such order, or not for these eyes.
    #[error("no such order")]
    NotFound,
    /// Seen, but not theirs to do.
    #[error("this is not yours to do")]
    Forbidden,
    /// Somebody changed it since it was read.
    #[error("the order was changed since it was read")]
    Stale,
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The text of a new request is not usable.
    #[error(transparent)]
    Request(#[from] RequestFault),
    /// A unit, category, channel or order that is named does not exist.
    #[error("{0} is not known")]
    Unknown(&'static str),
    /// The clocks' history cannot have happened: a fault of ours.
    #[error("clock {kind} of {order}: {fault}")]
    Clock {
        /// The order.
        order: String,
        /// The clock.
        kind: String,
        /// What is wrong.
        fault: String,
    },
    /// The store.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for OrderError {
    fn from(error: StoreError) -> Self {
        if is_stale(&error) { Self::Stale } else { Self::Store(error) }
    }
}
