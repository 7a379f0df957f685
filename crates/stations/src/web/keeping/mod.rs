//! Keeping stations: the keeper's page, a station's book, special hours, links
//! and corrections.

mod act;
mod book;
mod corrections;
mod hours;
mod keeper;
mod links;
mod words;

pub(super) use words::{field, visit as visit_name};

use people::{Access, Routes, roles};

use crate::app::Stations;

/// Who opens a station's book; which book is asked of each.
const BOOK: Access = roles![StationKeeper, Supervisor, UnitHandler, UnitReviewer, Leader];
/// Who writes into it.
const WRITES: Access = roles![StationKeeper, Supervisor, UnitHandler, UnitReviewer];
/// Who decides for the district.
const DIRECTS: Access = roles![Supervisor, UnitHandler, UnitReviewer];

pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/desk/keeping", roles![StationKeeper], keeper::home)
        .get("/desk/keeping/{code}", roles![StationKeeper], keeper::show)
        .post("/desk/keeping/{code}/visits", roles![StationKeeper], act::visit)
        .post("/desk/keeping/{code}/visits/undo", roles![StationKeeper], act::unvisit)
        .post("/desk/keeping/{code}/facilities/{kind}", roles![StationKeeper], act::tap)
        .post("/desk/keeping/{code}/facilities/{kind}/undo", roles![StationKeeper], act::untap)
        .get("/desk/keeping/{code}/book", BOOK, book::show)
        .post("/desk/keeping/{code}/stock", roles![StationKeeper], act::add_stock)
        .post("/desk/keeping/{code}/stock/{id}", roles![StationKeeper], act::set_stock)
        .post("/desk/keeping/{code}/faults", roles![StationKeeper], act::report_fault)
        .post("/desk/faults/{id}/{verb}", WRITES, act::move_fault)
        .post("/desk/keeping/{code}/messages", WRITES, act::message)
        .post("/desk/keeping/{code}/inspections", DIRECTS, act::inspect)
        .post("/desk/keeping/{code}/inspections/{id}/follow-up", DIRECTS, act::follow_up)
        .post("/desk/keeping/{code}/hours", WRITES, act::decide_hours)
        .get("/desk/special-hours", DIRECTS, hours::show)
        .post("/desk/special-hours", DIRECTS, hours::decide)
        .post("/desk/special-hours/{id}/end", WRITES, hours::end)
        .get("/desk/station-links", DIRECTS, links::show)
        .get("/desk/station-links.csv", DIRECTS, links::sheet)
        .get("/desk/corrections", DIRECTS, corrections::show)
        .get("/desk/corrections.csv", DIRECTS, corrections::sheet)
        .post("/desk/corrections/{id}", DIRECTS, corrections::decide)
}
