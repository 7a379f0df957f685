//! What an order's fault looks like on a page. An invalid form is not a fault:
//! handlers turn [`crate::domain::change::Refusal`] into field errors where a
//! field is to blame.

use people::PageError;

use crate::app::OrderError;

/// The page for a fault no form can show.
pub fn to_page(error: OrderError) -> PageError {
    match error {
        OrderError::NotFound | OrderError::Unknown(_) => PageError::NotFound,
        OrderError::Forbidden => PageError::Forbidden,
        OrderError::Stale | OrderError::Refused(_) | OrderError::Request(_) => PageError::Conflict,
        OrderError::Store(fault) => fault.into(),
        error @ OrderError::Clock { .. } => PageError::internal(&error),
    }
}
