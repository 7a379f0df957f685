//! Appointments: choosing a time, holding and confirming it, the line of who waits; the
//! provider's day, week, closures and counts; files for calendars.

mod closures;
mod desk;
mod file;
mod mine;
mod outcomes;
mod show;
mod site;
mod times;
mod week;
mod words;

use people::{Access, Routes, roles};

use crate::app::Stations;

const GIVES: Access = roles![ServiceProvider];
const COUNTS: Access = roles![ServiceProvider, Supervisor, Leader];

/// Routes of appointments.
pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/appointments", Access::Public, site::hub)
        .get("/appointments/find", Access::Public, mine::find)
        .get("/appointments/calendars/{id}", Access::Public, site::calendar)
        .post("/appointments/calendars/{id}/holds", Access::Public, site::hold)
        .get("/appointments/calendars/{id}/feed.ics", Access::Public, file::feed)
        .get("/appointments/{no}", Access::Public, mine::show)
        .get("/appointments/{no}/calendar.ics", Access::Public, file::own)
        .post("/appointments/{no}/confirmation", Access::Public, mine::confirm)
        .post("/appointments/{no}/details", Access::Public, mine::tell)
        .post("/appointments/{no}/cancellation", Access::Public, mine::cancel)
        .get("/desk/appointments", GIVES, desk::list)
        .get("/desk/appointments.csv", GIVES, desk::sheet)
        .get("/desk/appointments/week", GIVES, week::show)
        .post("/desk/appointments/feed-renewal", GIVES, week::renew_feed)
        .get("/desk/appointments/closures", GIVES, closures::show)
        .post("/desk/appointments/closures", GIVES, closures::close)
        .post("/desk/appointments/closures/{id}/end", GIVES, closures::reopen)
        .get("/desk/appointments/outcomes", COUNTS, outcomes::show)
        .get("/desk/appointments/outcomes.csv", COUNTS, outcomes::sheet)
        .get("/desk/appointments/{id}", GIVES, show::show)
        .post("/desk/appointments/{id}/steps", GIVES, show::step)
}
