//! Who looks at codes: the page of an enrolled device, and the desk's list of
//! verifiers. A device learns yes or no, the brand and four letters.

mod desk;
mod look;
mod offline;
mod verdict;

use people::{Access, Routes, roles};

use super::worker::worker;
use crate::app::Stations;

pub(crate) use look::{Device, code_field};
pub(crate) use verdict::Verdict;

/// Routes of verifiers.
pub(super) fn routes() -> Routes<Stations> {
    let issues = roles![Supervisor];
    Routes::new()
        .get("/verify", Access::Public, look::show)
        .post("/verify", Access::Public, look::look)
        .get("/verify/worker.js", Access::Public, worker)
        .get("/verify/kit.json", Access::Public, offline::kit)
        .post("/verify/counts", Access::Public, offline::counts)
        .get("/verify/device", Access::Public, look::ask)
        .post("/verify/device", Access::Public, look::enrol)
        .get("/desk/verifiers", issues, desk::list)
        .post("/desk/verifiers", issues, desk::create)
        .get("/desk/verifiers/new", issues, desk::new)
        .get("/desk/verifiers/{number}", issues, desk::show)
        .post("/desk/verifiers/{number}/link", issues, desk::relink)
        .post("/desk/verifiers/{number}/end", issues, desk::end)
}
