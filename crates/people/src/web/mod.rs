//! Pages: signing in, one's own account, the administrators' lists,
//! disclosures and their audit.

mod account;
mod accounts;
mod audit;
mod disclosures;
mod sign_in;
mod units;

use axum::extract::FromRef;

use crate::access::Access;
use crate::domain::disclosure::DISCLOSING_ROLES;
use crate::roles;
use crate::routes::Routes;
use crate::state::App;

/// Who may read the list of accounts.
const READS_ACCOUNTS: Access = roles![SystemAdmin, SecurityAdmin, AuditAdmin];
/// Who may open a field for some purpose.
const DISCLOSES: Access = Access::Roles(DISCLOSING_ROLES);

/// Every route of this crate with its access.
pub fn routes<S>() -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    Routes::new()
        .get("/sign-in", Access::Public, sign_in::show)
        .post("/sign-in", Access::Public, sign_in::submit)
        .post("/sign-out", Access::SignedIn, sign_in::leave)
        .get("/account", Access::SignedIn, account::show)
        .post("/account/sign-out-elsewhere", Access::SignedIn, account::sign_out_elsewhere)
        .get("/account/password", Access::SignedIn, account::password)
        .post("/account/password", Access::SignedIn, account::change_password)
        .get("/desk/accounts", READS_ACCOUNTS, accounts::list::show)
        .get("/desk/accounts.csv", READS_ACCOUNTS, accounts::list::sheet)
        .get("/desk/accounts/new", roles![SystemAdmin], accounts::create::form)
        .post("/desk/accounts", roles![SystemAdmin], accounts::create::submit)
        .get("/desk/accounts/{id}", READS_ACCOUNTS, accounts::show::show)
        .post("/desk/accounts/{id}/password", roles![SystemAdmin], accounts::show::reset)
        .post("/desk/accounts/{id}/closure", roles![SystemAdmin], accounts::show::close)
        .post("/desk/accounts/{id}/roles", roles![SecurityAdmin], accounts::show::set_roles)
        .get("/desk/units", Access::SignedIn, units::show)
        .get("/desk/units.csv", Access::SignedIn, units::sheet)
        .get("/desk/disclosures/new", DISCLOSES, disclosures::form)
        .post("/desk/disclosures", DISCLOSES, disclosures::submit)
        .get("/desk/disclosures/{id}", DISCLOSES, disclosures::show)
        .get("/desk/audit", roles![AuditAdmin], audit::show)
        .get("/desk/audit.csv", roles![AuditAdmin], audit::sheet)
}
