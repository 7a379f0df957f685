//! Members of staff at their browsers.

use people::Role;
pub(crate) use testkit::staff::Person;

use crate::app::TestApp;

/// A new account with one role for a unit of the demo city, signed in.
pub(crate) async fn sign_in<'a>(app: &'a TestApp<'a>, role: Role, unit: &str) -> Person<'a> {
    sign_in_for(app, role, unit, "").await
}

/// The same for a part of the city only.
pub(crate) async fn sign_in_for<'a>(
    app: &'a TestApp<'a>,
    role: Role,
    unit: &str,
    region: &str,
) -> Person<'a> {
    let unit = app.desk.rules().unit_by_slug(unit).expect("a unit of the demo city").id;
    testkit::staff::sign_in(app.store, app, role, unit, region).await
}
