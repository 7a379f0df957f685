//! Acting before complaints, for staff: lists of a place, monthly topics,
//! classes of cases, and requests whose circumstances are out of the ordinary.

mod classes;
mod items;
mod items_form;
pub(super) mod orders;
mod told;
mod topics;
mod topics_act;
pub(in crate::web) mod words;

pub(in crate::web) use topics::parts as topics_parts;

use people::{Access, Routes, Staff, roles};
use ui::{Tab, Tabs, Tr, key};

use crate::app::Desk;

const READS: Access = roles![
    Operator,
    Dispatcher,
    UnitHandler,
    UnitReviewer,
    CallbackOfficer,
    Supervisor,
    Leader,
    GridWorker
];
const LISTS: Access = roles![GridWorker, Dispatcher, Supervisor, UnitReviewer, UnitHandler];
const TOPICS: Access = roles![Dispatcher, Supervisor, UnitReviewer];
const CLASSES: Access = roles![Dispatcher, Supervisor];
const TOLD: Access = roles![Operator, Dispatcher, Supervisor, Leader];
const INTAKE: Access = roles![Operator, Dispatcher];

/// Routes of proactive work.
pub(super) fn routes() -> Routes<Desk> {
    Routes::new()
        .get("/desk/place-items", READS, items::show)
        .get("/desk/place-items.csv", READS, items::sheet)
        .get("/desk/place-items/new", LISTS, items_form::show)
        .post("/desk/place-items", LISTS, items_form::create)
        .get("/desk/place-items/{id}", READS, items::one)
        .post("/desk/place-items/{id}/steps", LISTS, items_form::step)
        .post("/desk/place-items/{id}/calls", LISTS, items_form::call)
        .get("/desk/topics", READS, topics::show)
        .get("/desk/topics.csv", READS, topics::sheet)
        .get("/desk/topics/new", TOPICS, topics_act::new)
        .post("/desk/topics", TOPICS, topics_act::create)
        .get("/desk/topics/{id}", READS, topics::one)
        .post("/desk/topics/{id}/steps", TOPICS, topics_act::step)
        .post("/desk/topics/{id}/parts", TOPICS, topics_act::part)
        .post("/desk/topics/{id}/parts/{part}/done", TOPICS, topics_act::done)
        .get("/desk/case-classes", READS, classes::show)
        .get("/desk/case-classes.csv", READS, classes::sheet)
        .get("/desk/case-classes/new", CLASSES, classes::new)
        .post("/desk/case-classes", CLASSES, classes::create)
        .get("/desk/case-classes/{id}", READS, classes::one)
        .post("/desk/case-classes/{id}/steps", CLASSES, classes::step)
        .get("/desk/circumstances", TOLD, told::show)
        .get("/desk/circumstances.csv", TOLD, told::sheet)
        .get("/desk/circumstances/new", INTAKE, told::new)
        .post("/desk/circumstances", INTAKE, told::create)
}

/// The views of proactive work that are theirs to see.
pub(in crate::web) fn tabs(t: Tr, staff: &Staff, current: &str) -> Tabs {
    let all = [
        (key("hot-topics-title"), super::hot_topics::PATH, super::hot_topics::READS),
        (key("place-items-title"), "/desk/place-items", READS),
        (key("topics-title"), "/desk/topics", READS),
        (key("classes-title"), "/desk/case-classes", READS),
        (key("receptions-title"), "/desk/receptions", super::receptions::READS),
        (key("told-title"), "/desk/circumstances", TOLD),
    ];
    let theirs = all.into_iter().filter(|(.., access)| access.admits(&staff.roles));
    let tab = |(name, href, _): (&'static str, &str, Access)| {
        Tab::new(t.s(name), href).current(href == current)
    };
    Tabs::new(t.s("proactive-title"), theirs.map(tab).collect())
}
