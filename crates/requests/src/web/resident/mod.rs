//! Pages for residents.

use people::Routes;

use crate::app::Desk;

/// Routes of the residents' pages.
pub fn routes() -> Routes<Desk> {
    Routes::new()
}
