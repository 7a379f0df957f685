//! Benefits: the published rules, applying, one's own application with number
//! and code, results and lots for everybody; decisions, places and money for
//! the units.

mod apply;
mod desk;
mod draw;
mod ledger;
mod mine;
mod programmes;
mod results;
mod site;
mod words;

use people::{Access, Routes, roles};

use crate::app::Stations;

const WORKS: Access = roles![UnitHandler, UnitReviewer, Supervisor];

/// Routes of benefits.
pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/benefits", Access::Public, site::list)
        .get("/benefits/mine", Access::Public, mine::ask)
        .post("/benefits/mine", Access::Public, mine::show)
        .post("/benefits/mine/withdrawal", Access::Public, mine::withdraw)
        .get("/benefits/results", Access::Public, results::show)
        .get("/benefits/{id}", Access::Public, site::show)
        .get("/benefits/{id}/apply", Access::Public, apply::show)
        .post("/benefits/{id}/apply", Access::Public, apply::create)
        .post("/benefits/{id}/objections", Access::Public, site::object)
        .get("/benefits/{id}/draw", Access::Public, draw::show)
        .get("/benefits/{id}/draw.csv", Access::Public, draw::sheet)
        .get("/desk/benefits", WORKS, desk::list)
        .get("/desk/benefits.csv", WORKS, desk::sheet)
        .get("/desk/benefits/programmes", WORKS, programmes::list)
        .get("/desk/benefits/programmes/{id}", WORKS, programmes::show)
        .post("/desk/benefits/programmes/{id}/steps", WORKS, programmes::step)
        .get("/desk/benefits/ledger", WORKS, ledger::show)
        .get("/desk/benefits/ledger.csv", WORKS, ledger::sheet)
        .get("/desk/benefits/{id}", WORKS, desk::show)
        .post("/desk/benefits/{id}/steps", WORKS, desk::step)
        .get("/desk/benefits/{id}/photos/{seq}", WORKS, desk::photo)
}
