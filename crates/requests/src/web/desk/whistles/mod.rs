//! 吹哨报到: the street's page and the called unit's page are one page; each
//! finds on it what is theirs to do.

mod list;
mod new;
mod show;
mod step;

use people::{Access, Routes, roles};

use crate::app::Desk;

const PATH: &str = "/desk/whistles";
/// Who calls, who is called, and who watches.
const CALLED: Access = roles![UnitHandler, UnitReviewer, Dispatcher, Supervisor, Leader];
const UNIT: Access = roles![UnitHandler, UnitReviewer];

/// Routes of this noun.
pub(super) fn routes() -> Routes<Desk> {
    Routes::new()
        .get(PATH, CALLED, list::show)
        .get("/desk/whistles.csv", CALLED, list::sheet)
        .post(PATH, UNIT, new::create)
        .get("/desk/whistles/new", UNIT, new::show)
        .get("/desk/whistles/{id}", CALLED, show::show)
        .post("/desk/whistles/{id}/steps", UNIT, step::take)
}
