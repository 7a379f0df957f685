//! Pages of holders: registering in under a minute, signing in with number
//! and code, renewing, devices, declarations, one's own data.

mod attestations;
mod desk;
mod own;
mod register;
mod session;
mod sign_in;
pub(crate) mod words;

use people::{Access, Role, Routes, roles};

use crate::app::Stations;

pub use session::SignedHolder;

/// Who sees the counts of holders.
pub(crate) const COUNTS: &[Role] =
    &[Role::Supervisor, Role::Leader, Role::UnitHandler, Role::UnitReviewer, Role::Dispatcher];

/// Routes of holders.
pub(super) fn routes() -> Routes<Stations> {
    let uploads = roles![UnitHandler, UnitReviewer];
    Routes::new()
        .get("/holder/new", Access::Public, register::new)
        .post("/holder/new", Access::Public, register::create)
        .get("/holder/sign-in", Access::Public, sign_in::ask)
        .post("/holder/sign-in", Access::Public, sign_in::sign_in)
        .post("/holder/sign-out", Access::Public, sign_in::leave)
        .get("/holder", Access::Public, own::show)
        .post("/holder/renewal", Access::Public, own::renew)
        .post("/holder/device-revocation", Access::Public, own::revoke_device)
        .post("/holder/declarations", Access::Public, own::declare)
        .post("/holder/declaration-withdrawal", Access::Public, own::withdraw)
        .get("/holder/data.json", Access::Public, own::data)
        .post("/holder/deletion", Access::Public, own::delete)
        .get("/desk/holders", Access::Roles(COUNTS), desk::counts)
        .get("/desk/attestations", uploads, attestations::list)
        .get("/desk/attestations/new", uploads, attestations::new)
        .post("/desk/attestations/new", uploads, attestations::upload)
}
