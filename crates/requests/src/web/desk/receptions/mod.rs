//! Reception days for staff: the calendar, preparing one, the register.

mod act;
mod list;
mod new;
mod show;
pub(in crate::web) mod words;

use people::{Access, Routes, roles};

use crate::app::Desk;

pub(super) const READS: Access =
    roles![Operator, Dispatcher, UnitHandler, UnitReviewer, Supervisor, Leader];
const PREPARES: Access = roles![Operator, Dispatcher, UnitHandler, UnitReviewer];

/// Routes of reception days.
pub(super) fn routes() -> Routes<Desk> {
    Routes::new()
        .get("/desk/receptions", READS, list::show)
        .get("/desk/receptions.csv", READS, list::sheet)
        .get("/desk/receptions/new", PREPARES, new::show)
        .post("/desk/receptions", PREPARES, new::create)
        .get("/desk/receptions/{id}", READS, show::show)
        .post("/desk/receptions/{id}/steps", PREPARES, act::step)
        .post("/desk/receptions/{id}/visits", PREPARES, act::walk_in)
        .get("/desk/receptions/{id}/bookings/{booking}", PREPARES, show::booking)
        .post("/desk/receptions/{id}/bookings/{booking}/attendance", PREPARES, act::attend)
        .post("/desk/receptions/{id}/bookings/{booking}/absence", PREPARES, act::miss)
        .post("/desk/receptions/{id}/bookings/{booking}/cancellation", PREPARES, act::cancel)
}
