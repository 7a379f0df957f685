//! The knowledge base for staff: search while a call is on, entries with
//! their texts, files.

mod act;
mod form;
mod import;
mod list;
mod search;
mod show;
mod words;

use people::{Access, Routes, roles};
use ui::{Tag, Tr};

use crate::app::Desk;
use crate::domain::knowledge::Entry;

const READS: Access = Access::SignedIn;
const WRITES: Access = roles![Operator, Dispatcher, UnitHandler, UnitReviewer];
const PRESSES: Access = roles![Supervisor, Leader];
const PUBLISHES: Access = roles![Dispatcher, UnitReviewer];

/// Routes of the knowledge base.
pub(super) fn routes() -> Routes<Desk> {
    Routes::new()
        .get("/desk/knowledge", READS, list::show)
        .get("/desk/knowledge.csv", READS, list::sheet)
        .get("/desk/knowledge/search", READS, search::show)
        .get("/desk/knowledge/new", WRITES, form::new)
        .post("/desk/knowledge", WRITES, form::create)
        .get("/desk/knowledge/import", PUBLISHES, import::show)
        .post("/desk/knowledge/import", PUBLISHES, import::take)
        .get("/desk/knowledge/{id}", READS, show::show)
        .get("/desk/knowledge/{id}/edit", WRITES, form::edit)
        .post("/desk/knowledge/{id}/edit", WRITES, form::update)
        .get("/desk/knowledge/{id}/revisions/{revision}", READS, show::revision)
        .post("/desk/knowledge/{id}/publication", PUBLISHES, act::publish)
        .post("/desk/knowledge/{id}/review", PUBLISHES, act::review)
        .post("/desk/knowledge/{id}/reminder", PRESSES, act::press)
        .post("/desk/knowledge/{id}/retirement", PUBLISHES, act::retire)
        .post("/desk/knowledge/{id}/restoration", WRITES, act::restore)
}

/// Whether an entry may be relied on, for the list of what is supervised.
pub(super) fn standing_tag(t: Tr, entry: &Entry, today: jiff::civil::Date) -> Tag {
    let standing = entry.standing(today);
    Tag::new(t.s(words::standing_key(standing))).tone(words::standing_tone(standing))
}
