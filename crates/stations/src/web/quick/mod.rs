//! 随手拍, 随手帮, 随时报: what one does on the way, with one hand. Everything
//! works without script; with it, what is sent without a network waits on the
//! telephone and is sent once.

mod hub;
mod report;
pub(in crate::web) mod words;

use people::{Access, Routes};

use crate::app::Stations;

/// Routes of quick reports.
pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/quick", Access::Public, hub::show)
        .post("/quick/helps", Access::Public, hub::count_help)
        .get("/quick/report", Access::Public, report::show)
        .post("/quick/report", Access::Public, report::send)
        .get("/quick/sent", Access::Public, report::sent)
        .get("/quick/worker.js", Access::Public, people::files::worker)
}
