//! Hot topics for staff: the list, one topic with its course and how its heat
//! comes about, and what a named person decides. Small counts stay at the
//! desk.

mod act;
mod list;
mod show;
mod words;

pub(super) use act::{carried, opened};
pub(super) use list::hottest;

use people::{Access, Routes, roles};

use crate::app::Desk;

/// Who reads hot topics; who is not of the desk reads no small counts.
pub(super) const READS: Access = roles![Operator, Dispatcher, Supervisor, Leader, UnitReviewer];
const DECIDES: Access = roles![Dispatcher, Supervisor];

/// Where the list is.
pub(super) const PATH: &str = "/desk/hot-topics";

/// Routes of hot topics.
pub(super) fn routes() -> Routes<Desk> {
    Routes::new()
        .get("/desk/hot-topics", READS, list::show)
        .get("/desk/hot-topics.csv", READS, list::sheet)
        .get("/desk/hot-topics/{id}", READS, show::one)
        .post("/desk/hot-topics/{id}/confirmation", DECIDES, act::confirm)
        .post("/desk/hot-topics/{id}/dismissal", DECIDES, act::dismiss)
        .post("/desk/hot-topics/{id}/restoration", DECIDES, act::restore)
        .post("/desk/hot-topics/{id}/name", DECIDES, act::rename)
}
