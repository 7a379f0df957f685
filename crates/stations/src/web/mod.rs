//! Pages and API: parse, call one use case, answer.

mod appeals;
mod appointments;
mod benefits;
mod code;
mod compounds;
mod confirm;
mod feed;
mod geojson;
pub mod holder;
mod hours;
mod hsds;
mod keeping;
mod kept;
mod map;
mod origin;
mod overview;
mod passes;
mod post;
mod qr;
mod quick;
mod register;
mod rider_needs;
mod schema_org;
mod service;
mod station;
mod verifier;
mod words;
mod worker;

use people::record::{Fault, mark_stale};
use people::{PageError, Routes};
use ui::FormState;

use crate::app::Stations;
use crate::app::error::ActError;

/// Every route of this crate with its access.
pub fn routes() -> Routes<Stations> {
    Routes::new()
        .merge(station::routes())
        .merge(service::routes())
        .merge(post::routes())
        .merge(register::routes())
        .merge(geojson::routes())
        .merge(hsds::routes())
        .merge(appeals::routes())
        .merge(appointments::routes())
        .merge(benefits::routes())
        .merge(quick::routes())
        .merge(rider_needs::routes())
        .merge(holder::routes())
        .merge(code::routes())
        .merge(verifier::routes())
        .merge(compounds::routes())
        .merge(passes::routes())
        .merge(keeping::routes())
        .merge(kept::routes())
        .merge(confirm::routes())
        .merge(feed::routes())
        .merge(overview::routes())
}

/// Says on a form why nothing was done: that somebody was quicker, or what is wrong with a field,
/// in the words of `told`.
///
/// # Errors
/// [`PageError`] for what no form can show.
fn blame(
    form: &mut FormState,
    error: ActError,
    told: impl Fn(Fault) -> (&'static str, &'static str),
) -> Result<(), PageError> {
    if matches!(error, ActError::Stale) {
        mark_stale(form);
        return Ok(());
    }
    let (field, message) = told(error.fault()?);
    form.error(field, message);
    Ok(())
}
