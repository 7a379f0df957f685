//! Who looks at codes: the page of an enrolled device, and the desk's list of
//! verifiers. A device learns yes or no, the brand and four letters.

mod desk;
mod look;

use people::{Access, Routes, roles};

use crate::app::Stations;

pub(crate) use look::Device;

/// Routes of verifiers.
pub(super) fn routes() -> Routes<Stations> {
    let issues = roles![Supervisor];
    Routes::new()
        .get("/verify", Access::Public, look::show)
        .post("/verify", Access::Public, look::look)
        .get("/verify/device", Access::Public, look::ask)
        .post("/verify/device", Access::Public, look::enrol)
        .get("/desk/verifiers", issues, desk::list)
        .post("/desk/verifiers", issues, desk::create)
        .get("/desk/verifiers/new", issues, desk::new)
        .get("/desk/verifiers/{number}", issues, desk::show)
        .post("/desk/verifiers/{number}/link", issues, desk::relink)
        .post("/desk/verifiers/{number}/end", issues, desk::end)
}
