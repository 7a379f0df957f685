//! Pages of friendly compounds: the list and one compound for those who
//! deliver, boards for gates, and the desk that keeps them.

mod board;
pub(crate) mod desk;
mod figures;
mod forms;
mod list;
mod plan;
mod record;
pub(crate) mod show;
pub(crate) mod words;

use people::{Access, Routes, roles};

use crate::app::Stations;

/// Who may have a compound at the desk; which one is asked of each.
pub(super) const READS: Access =
    roles![StationKeeper, UnitHandler, UnitReviewer, Supervisor, Leader];
const KEEPS: Access = roles![StationKeeper, UnitHandler, UnitReviewer, Supervisor];
const BEGINS: Access = roles![UnitHandler, UnitReviewer, Supervisor];

/// Routes of friendly compounds.
pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/compounds", Access::Public, list::show)
        .get("/compounds/{id}", Access::Public, show::show)
        .get("/compounds/{id}/plan", Access::Public, show::plan)
        .post("/compounds/{id}/acceptance", Access::Public, show::accept)
        .get("/compounds/{id}/gates/{gate}/board", Access::Public, board::show)
        .get("/desk/compounds", READS, desk::list)
        .post("/desk/compounds", BEGINS, desk::begin)
        .get("/desk/compounds.csv", READS, desk::sheet)
        .get("/desk/compounds/new", BEGINS, desk::new)
        .get("/desk/compounds/figures", READS, figures::show)
        .get("/desk/compounds/figures.csv", READS, figures::sheet)
        .get("/desk/compounds/{id}", READS, record::show)
        .post("/desk/compounds/{id}/steps", KEEPS, record::step)
        .post("/desk/compounds/{id}/gate-removal", KEEPS, record::remove_gate)
        .get("/desk/compounds/{id}/plan", KEEPS, plan::ask)
        .post("/desk/compounds/{id}/plan", KEEPS, plan::keep)
        .get("/desk/compounds/{id}/{part}", KEEPS, forms::ask)
        .post("/desk/compounds/{id}/{part}", KEEPS, forms::keep)
}
