//! One's own account: who one is here, where one is signed in, the password.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use ui::{FormState, Prefs, Shell, key};
use zeroize::Zeroizing;

use crate::app::sign_in::{self, ChangePasswordError};
use crate::domain::account::PasswordFault;
use crate::fault::PageError;
use crate::guard::see_other;
use crate::ids::SessionId;
use crate::state::App;
use crate::store::sessions::{self, OwnSession};
use crate::viewer::Staff;

#[derive(Template)]
#[template(path = "people/account.html")]
struct AccountPage {
    shell: Shell,
    username: String,
    name: String,
    unit: String,
    roles: Vec<&'static str>,
    scope: String,
    sessions: Vec<SessionLine>,
}

struct SessionLine {
    client: String,
    since: String,
    seen: String,
    is_this: bool,
}

pub(super) async fn show(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let now = app.now();
    let seen_after = now.plus(-app.settings.session_idle_us);
    let created_after = now.plus(-app.settings.session_total_us);
    let input = (staff.account, seen_after, created_after);
    let read: Result<Vec<OwnSession>, StoreError> = app
        .db
        .read(input, |tx, (id, seen, created)| Box::pin(sessions::list(tx, *id, *seen, *created)))
        .await;
    let shell = app.desk(&staff, prefs, key("account-title"));
    let sessions = read?.into_iter().map(|session| line(&shell, staff.session, session)).collect();
    let page = AccountPage {
        username: staff.username.clone(),
        name: staff.display_name.clone(),
        unit: staff.unit_name.clone(),
        roles: staff.roles.iter().map(|role| role.label_key()).collect(),
        scope: staff.region_scope.clone(),
        sessions,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

fn line(shell: &Shell, this: SessionId, session: OwnSession) -> SessionLine {
    let client = if session.client.is_empty() {
        shell.t.s("account-client-unknown").into_owned()
    } else {
        session.client
    };
    SessionLine {
        client,
        since: shell.t.date_time(session.created_at),
        seen: shell.t.date_time(session.seen_at),
        is_this: session.id == this,
    }
}

pub(super) async fn sign_out_elsewhere(
    State(app): State<App>,
    staff: Staff,
) -> Result<Response, PageError> {
    sign_in::sign_out_elsewhere(&app, &staff).await?;
    Ok(see_other("/account"))
}

#[derive(Template)]
#[template(path = "people/password.html")]
struct PasswordPage {
    shell: Shell,
    form: FormState,
    must: bool,
    length_min: usize,
    classes_min: usize,
}

impl PasswordPage {
    fn new(app: &App, staff: &Staff, prefs: Prefs, form: FormState) -> Self {
        Self {
            shell: app.desk(staff, prefs, key("password-title")),
            form,
            must: staff.must_change_password,
            length_min: app.settings.password.length_min,
            classes_min: app.settings.password.classes_min,
        }
    }
}

pub(super) async fn password(State(app): State<App>, staff: Staff, prefs: Prefs) -> Response {
    let page = PasswordPage::new(&app, &staff, prefs, FormState::new());
    ui::page(StatusCode::OK, &page)
}

pub(super) async fn change_password(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    form.require("present", key("password-present-missing"));
    form.require("new", key("password-new-missing"));
    if form.value("new") != form.value("again") {
        form.error("again", key("password-again-differs"));
    }
    if !form.has_errors() {
        let text = |name| Zeroizing::new(form.value(name).to_owned());
        let (present, new) = (text("present"), text("new"));
        match sign_in::change_password(&app, &staff, present, new).await {
            Ok(()) => return Ok(see_other("/account")),
            Err(error) => note(&mut form, error)?,
        }
    }
    let page = PasswordPage::new(&app, &staff, prefs, form);
    Ok(ui::page(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

fn note(form: &mut FormState, error: ChangePasswordError) -> Result<(), PageError> {
    match error {
        ChangePasswordError::WrongPresent => form.error("present", key("password-present-wrong")),
        ChangePasswordError::UsedBefore => form.error("new", key("password-used-before")),
        ChangePasswordError::Unfit(fault) => form.error("new", fault_key(fault)),
        ChangePasswordError::Hash(error) => return Err(PageError::internal(&error)),
        ChangePasswordError::Store(error) => return Err(error.into()),
    };
    Ok(())
}

fn fault_key(fault: PasswordFault) -> &'static str {
    match fault {
        PasswordFault::TooShort => key("password-too-short"),
        PasswordFault::TooLong => key("password-too-long"),
        PasswordFault::TooFewClasses => key("password-too-few-classes"),
        PasswordFault::ContainsName => key("password-contains-name"),
    }
}
