//! Pages and API: parse, call one use case, answer.

pub mod api;
pub(crate) mod category;
pub mod desk;
mod fault;
pub mod knowledge_api;
mod reasons;
pub(crate) mod record;
pub mod resident;
mod tools;
mod triage;
pub(crate) mod unit_basis;
mod whereabouts;

use people::Routes;

use crate::app::Desk;

pub use crate::app::words;
pub use fault::to_page;
pub use tools::tools;

/// Every route of this crate with its access.
pub fn routes() -> Routes<Desk> {
    Routes::new()
        .merge(resident::routes())
        .merge(desk::routes())
        .merge(api::routes())
        .merge(triage::routes())
        .merge(knowledge_api::routes())
}
