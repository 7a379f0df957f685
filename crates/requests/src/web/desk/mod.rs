//! Pages for staff.

use people::Routes;

use crate::app::Desk;

/// Routes of the desk.
pub fn routes() -> Routes<Desk> {
    Routes::new()
}
