//! Appeals: for whoever appeals, with number and code; for the unit that works
//! on them; and in counts for everybody.

mod desk;
mod new;
mod site;
mod words;

use people::{Access, Routes, roles};

use crate::app::Stations;

const READS: Access = roles![UnitHandler, UnitReviewer, Dispatcher, Supervisor];
const WORKS: Access = roles![UnitHandler, UnitReviewer, Dispatcher];

/// Routes of appeals.
pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/appeals", Access::Public, site::hub)
        .post("/appeals", Access::Public, new::create)
        .get("/appeals/new", Access::Public, new::show)
        .get("/appeals/find", Access::Public, site::find)
        .get("/appeals/{no}", Access::Public, site::show)
        .post("/appeals/{no}/handing", Access::Public, site::hand)
        .post("/appeals/{no}/withdrawal", Access::Public, site::withdraw)
        .get("/appeals/{no}/photos/{seq}", Access::Public, site::photo)
        .get("/desk/appeals", READS, desk::list)
        .get("/desk/appeals.csv", READS, desk::sheet)
        .get("/desk/appeals/{id}", READS, desk::show)
        .post("/desk/appeals/{id}/steps", WORKS, desk::step)
        .get("/desk/appeals/{id}/photos/{seq}", READS, desk::photo)
}
