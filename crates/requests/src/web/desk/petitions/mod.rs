//! Petitions for staff: list, registration, one with its clocks and steps,
//! letters to print.

mod act;
mod clock;
mod letter;
mod list;
mod new;
mod show;
mod steps;
mod words;

use people::{Access, Routes, roles};
use ui::{Tag, Tr};

pub(super) use self::show::masked;
use crate::app::Desk;
use crate::domain::petition::Petition;

const READS: Access = roles![UnitHandler, UnitReviewer, Operator, Dispatcher, Supervisor, Leader];
const WORKS: Access = roles![UnitHandler, UnitReviewer, Operator, Dispatcher];

/// Routes of petitions.
pub(super) fn routes() -> Routes<Desk> {
    Routes::new()
        .get("/desk/petitions", READS, list::show)
        .get("/desk/petitions.csv", READS, list::sheet)
        .get("/desk/petitions/new", WORKS, new::show)
        .post("/desk/petitions", WORKS, new::create)
        .get("/desk/petitions/{id}", READS, show::show)
        .post("/desk/petitions/{id}/steps", WORKS, act::step)
        .get("/desk/petitions/{id}/letters/{letter}", READS, letter::show)
}

/// Where one stands, for the page of its order.
pub(super) fn tags(t: Tr, row: &Petition) -> Vec<Tag> {
    list::tags(t, row).into_iter().map(|(_, tag)| tag).collect()
}
