//! Passes: what stands at a gate, lines that are opened, suspensions with
//! their appeals, and all of it for the person whose pass it is.

mod desk;
pub(crate) mod gate;
mod lines;
mod mine;
mod openings;
mod suspend;
mod words;

use people::{Access, Routes, roles};

use crate::app::Stations;

const SUSPENDS: Access = roles![StationKeeper, UnitHandler, UnitReviewer, Supervisor];
const OPENS: Access = roles![UnitHandler, UnitReviewer, Supervisor];

/// Routes of passes.
pub(super) fn routes() -> Routes<Stations> {
    let audits = roles![AuditAdmin, Supervisor];
    Routes::new()
        .get("/holder/passes", Access::Public, mine::show)
        .get("/holder/suspensions/{id}", Access::Public, mine::suspension)
        .post("/holder/suspensions/{id}/appeal", Access::Public, mine::appeal)
        .get("/verify/compound", Access::Public, gate::compound)
        .get("/verify/compound/plan", Access::Public, gate::plan)
        .get("/desk/compounds/{id}/lines", OPENS, lines::ask)
        .post("/desk/compounds/{id}/lines", OPENS, lines::open)
        .get("/desk/compounds/{id}/suspensions/new", SUSPENDS, suspend::ask)
        .post("/desk/compounds/{id}/suspensions", SUSPENDS, suspend::suspend)
        .get("/desk/suspensions", SUSPENDS, desk::list)
        .get("/desk/suspensions.csv", SUSPENDS, desk::sheet)
        .get("/desk/suspensions/{id}", SUSPENDS, desk::show)
        .post("/desk/suspensions/{id}/steps", SUSPENDS, desk::step)
        .get("/desk/gate-openings", audits, openings::list)
        .get("/desk/gate-openings.csv", audits, openings::sheet)
}
