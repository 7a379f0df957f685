//! Pages for residents: report, follow, judge. No account is needed; whoever
//! has an order's number and its query code may see it.

mod danger;
mod home;
mod knowledge;
mod limits;
mod photos;
mod place;
mod privacy;
mod proactive;
mod reception;
mod report;
mod track;

use people::{Access, Routes};

use crate::app::Desk;

/// Routes of the residents' pages.
pub fn routes() -> Routes<Desk> {
    Routes::new()
        .get("/", Access::Public, home::show)
        .get("/privacy", Access::Public, privacy::show)
        .get("/report", Access::Public, report::new)
        .post("/report", Access::Public, report::create)
        .get("/report/map", Access::Public, place::map)
        .get("/report/place", Access::Public, place::name)
        .get("/track", Access::Public, track::find::ask)
        .post("/track", Access::Public, track::find::find)
        .get("/track/{no}", Access::Public, track::show::show)
        .post("/track/{no}/supplement", Access::Public, track::act::supplement)
        .post("/track/{no}/evaluation", Access::Public, track::act::evaluation)
        .post("/track/{no}/reopening", Access::Public, track::act::reopening)
        .post("/track/{no}/news", Access::Public, track::act::news)
        .post("/track/{no}/withdrawal", Access::Public, track::act::withdrawal)
        .post("/track/{no}/urge", Access::Public, track::act::urge)
        .get("/knowledge", Access::Public, knowledge::list)
        .get("/knowledge/{id}", Access::Public, knowledge::show)
        .post("/knowledge/{id}/feedback", Access::Public, knowledge::rate)
        .get("/topics", Access::Public, proactive::list)
        .get("/topics/{id}", Access::Public, proactive::topic)
        .post("/topics/{id}/suggestions", Access::Public, proactive::suggest)
        .get("/lists", Access::Public, proactive::lists)
        .get("/receptions", Access::Public, reception::list)
        .get("/receptions/{id}", Access::Public, reception::show)
        .post("/receptions/{id}/bookings", Access::Public, reception::book)
        .get("/bookings/{no}", Access::Public, reception::booking)
        .post("/bookings/{no}/cancellation", Access::Public, reception::cancel)
        .get("/photos/kept/{token}", Access::Public, photos::kept)
        .get("/photos/{id}", Access::Public, photos::of_order)
}
