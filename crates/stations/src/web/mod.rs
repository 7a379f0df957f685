//! Pages and API: parse, call one use case, answer.

use people::Routes;

use crate::app::Stations;

/// Every route of this crate with its access.
pub fn routes() -> Routes<Stations> {
    Routes::new()
}
