//! JSON for other programs.

use people::Routes;

use crate::app::Desk;

/// Routes of the API.
pub fn routes() -> Routes<Desk> {
    Routes::new()
}
