//! A new account, without any role.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use ui::{Choice, FormState, Prefs, Shell, key};
use zeroize::Zeroizing;

use crate::app::accounts::{self, AccountError, Profile};
use crate::domain::unit::Unit;
use crate::fault::PageError;
use crate::ids::AccountId;
use crate::state::App;
use crate::store::units;
use crate::viewer::Staff;

const NAME_CHARS_MAX: usize = 40;

#[derive(Template)]
#[template(path = "people/account_new.html")]
struct NewPage {
    shell: Shell,
    form: FormState,
    units: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "people/first_password.html")]
pub(super) struct FirstPasswordPage {
    pub(super) shell: Shell,
    pub(super) href: String,
    pub(super) username: String,
    pub(super) password: Zeroizing<String>,
}

/// The account's page.
pub(super) fn href_of(id: AccountId) -> String {
    format!("/desk/accounts/{id}")
}

pub(in crate::web) async fn form(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    page(&app, &staff, prefs, FormState::new(), StatusCode::OK).await
}

async fn page(
    app: &App,
    staff: &Staff,
    prefs: Prefs,
    form: FormState,
    status: StatusCode,
) -> Result<Response, PageError> {
    let read: Result<Vec<Unit>, StoreError> =
        app.db.read((), |tx, ()| Box::pin(units::list_all(tx))).await;
    let now = app.now();
    let shell = app.desk(staff, prefs, key("account-new-title"));
    let choose = Choice::new("", shell.t.s("account-new-unit-choose"));
    let open = read?.into_iter().filter(|unit| unit.exists_at(now));
    let open = open.map(|unit| Choice::new(unit.id.to_string(), unit.name));
    let units = std::iter::once(choose).chain(open).collect();
    Ok(ui::page(status, &NewPage { shell, form, units }))
}

pub(in crate::web) async fn submit(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    form.require("username", key("account-new-username-missing"));
    form.require("name", key("account-new-name-missing")).limit("name", NAME_CHARS_MAX);
    let scope = form.value("scope").to_owned();
    if scope.len() > 12 || !scope.bytes().all(|byte| byte.is_ascii_digit()) {
        form.error("scope", key("account-new-scope-wrong"));
    }
    let unit = form.value("unit").parse().ok();
    if unit.is_none() {
        form.error("unit", key("account-new-unit-missing"));
    }
    if let (Some(unit), false) = (unit, form.has_errors()) {
        let profile = Profile {
            username: form.value("username").to_lowercase(),
            display_name: form.value("name").to_owned(),
            unit,
            region_scope: scope,
        };
        let username = profile.username.clone();
        match accounts::create(&app, &staff, profile).await {
            Ok((id, password)) => {
                let shell = app.desk(&staff, prefs, key("first-password-title"));
                let page = FirstPasswordPage { shell, href: href_of(id), username, password };
                return Ok(ui::page(StatusCode::CREATED, &page));
            }
            Err(error) => note(&mut form, error)?,
        }
    }
    page(&app, &staff, prefs, form, StatusCode::UNPROCESSABLE_ENTITY).await
}

fn note(form: &mut FormState, error: AccountError) -> Result<(), PageError> {
    match error {
        AccountError::UsernameInvalid => form.error("username", key("account-new-username-wrong")),
        AccountError::UsernameTaken => form.error("username", key("account-new-username-taken")),
        AccountError::UnitUnknown => form.error("unit", key("account-new-unit-missing")),
        other => return Err(super::show::to_page(other)),
    };
    Ok(())
}
