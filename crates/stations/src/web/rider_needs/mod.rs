//! What riders and drivers need: written down by them or for them, worked by
//! staff as a chain, and told in public.

mod act;
mod list;
mod new;
mod show;
mod words;

use people::{Access, Routes, roles};

use crate::app::Stations;
pub(super) use words::topic_key;

const READS: Access = roles![UnitHandler, UnitReviewer, Dispatcher, Supervisor, Leader];
const WORKS: Access = roles![UnitHandler, UnitReviewer, Dispatcher, Supervisor];
const LEADS: Access = roles![Dispatcher, Supervisor];

/// Routes of riders' needs.
pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/needs", Access::Public, list::public)
        .get("/needs/new", Access::Public, new::show)
        .post("/needs", Access::Public, new::create)
        .get("/desk/rider-needs", READS, list::show)
        .get("/desk/rider-needs.csv", READS, list::sheet)
        .get("/desk/rider-needs/new", LEADS, new::show_desk)
        .post("/desk/rider-needs", LEADS, new::create_desk)
        .get("/desk/rider-needs/{id}", READS, show::show)
        .post("/desk/rider-needs/{id}/steps", WORKS, act::step)
}
