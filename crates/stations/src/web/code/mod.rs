//! The holder's code, as a picture that is made anew by itself, and as a card
//! to print; what verifiers elsewhere need; the issuer's page at the desk.

mod desk;
mod live;
pub(crate) mod published;
mod show;
pub(crate) mod words;

use people::{Access, Routes, roles};

use super::worker::worker;
use crate::app::Stations;

/// Routes of codes.
pub(super) fn routes() -> Routes<Stations> {
    let issues = roles![Supervisor];
    Routes::new()
        .get("/code", Access::Public, show::show)
        .get("/code/worker.js", Access::Public, worker)
        .post("/code/anchors", Access::Public, live::sign)
        .post("/code/card", Access::Public, show::card)
        .get("/.well-known/huying-code-keys.json", Access::Public, published::keys)
        .get("/code/revoked.json", Access::Public, published::revoked)
        .get("/desk/codes", issues, desk::show)
        .post("/desk/codes/rotation", issues, desk::rotate)
        .post("/desk/codes/revocations", issues, desk::revoke)
}
