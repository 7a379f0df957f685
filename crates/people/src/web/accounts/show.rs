//! One account: who it is, its roles, what happened to it.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::ledger::{self, Event};
use db::{StoreError, Tx};
use ui::{Choice, FormState, Prefs, Shell, Tr, key};

use super::create::{FirstPasswordPage, href_of};
use super::{state_key, state_tone};
use crate::access::{Role, RoleConflict};
use crate::app::accounts::{self, AccountError, RoleWish};
use crate::domain::account::AccountState;
use crate::fault::PageError;
use crate::guard::see_other;
use crate::ids::AccountId;
use crate::state::App;
use crate::store::accounts::{self as store, Account};
use crate::store::sessions;
use crate::viewer::Staff;

#[derive(Template)]
#[template(path = "people/account_show.html")]
struct AccountPage {
    shell: Shell,
    form: FormState,
    account: Account,
    state: &'static str,
    tone: ui::Tone,
    created: String,
    role_names: Vec<&'static str>,
    role_choices: Vec<Choice>,
    trail: Vec<ui::TimelineItem>,
    may_reset: bool,
    may_close: bool,
    may_grant: bool,
}

struct Found {
    account: Account,
    roles: Vec<Role>,
    trail: Vec<Event>,
}

async fn find(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<Found>, StoreError> {
    let Some(account) = store::get(tx, id).await? else { return Ok(None) };
    let roles = sessions::roles(tx, id).await?;
    let trail = ledger::stream(tx, &format!("account:{id}")).await?;
    Ok(Some(Found { account, roles, trail }))
}

pub(in crate::web) async fn show(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    Path(id): Path<AccountId>,
) -> Result<Response, PageError> {
    page(&app, &staff, prefs, id, FormState::new()).await
}

async fn page(
    app: &App,
    staff: &Staff,
    prefs: Prefs,
    id: AccountId,
    form: FormState,
) -> Result<Response, PageError> {
    let found: Result<Option<Found>, StoreError> =
        app.db.read(id, |tx, id| Box::pin(find(tx, *id))).await;
    let Found { account, roles, trail } = found?.ok_or(PageError::NotFound)?;
    let shell = app.desk_titled(staff, prefs, account.display_name.as_str());
    let open = !matches!(account.state, AccountState::Closed { .. }) && account.id != staff.account;
    let status = if form.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = AccountPage {
        form: checked(form, &roles).with("version", account.version.to_string()),
        state: state_key(account.state),
        tone: state_tone(account.state),
        created: shell.t.date_time(account.created_at),
        role_names: roles.iter().map(|role| role.label_key()).collect(),
        role_choices: role_choices(shell.t),
        trail: trail.iter().rev().take(TRAIL_ROWS).map(|event| step(shell.t, event)).collect(),
        may_reset: open && staff.has(Role::SystemAdmin),
        may_close: open && staff.has(Role::SystemAdmin),
        may_grant: open && staff.has(Role::SecurityAdmin),
        account,
        shell,
    };
    Ok(ui::page(status, &page))
}

const TRAIL_ROWS: usize = 50;

/// A form that was not sent shows the roles the account has.
fn checked(form: FormState, roles: &[Role]) -> FormState {
    if form.has_errors() {
        return form;
    }
    let pairs = roles.iter().map(|role| ("roles".to_owned(), role.to_string()));
    FormState::from_pairs(pairs.collect())
}

fn role_choices(t: Tr) -> Vec<Choice> {
    Role::ALL.iter().map(|role| Choice::new(role.as_str(), t.s(role.label_key()))).collect()
}

fn step(t: Tr, event: &Event) -> ui::TimelineItem {
    let role = serde_json::from_str::<serde_json::Value>(&event.body).ok();
    let role = role.as_ref().and_then(|body| body.get("role")?.as_str()?.parse::<Role>().ok());
    let name = role.map(|role| t.s(role.label_key()).into_owned()).unwrap_or_default();
    let by = event.actor_role.as_deref().and_then(|role| role.parse::<Role>().ok());
    let by = by.map(|role| t.s(role.label_key()).into_owned()).unwrap_or_default();
    let text = t.named(event_key(&event.kind), name);
    ui::TimelineItem::new(t.date_time(event.at), text).by(by)
}

fn event_key(kind: &str) -> &'static str {
    match kind {
        "account.created" => key("account-event-created"),
        "account.signed_in" => key("account-event-signed-in"),
        "account.signed_out" => key("account-event-signed-out"),
        "account.signed_out_elsewhere" => key("account-event-signed-out-elsewhere"),
        "account.sign_in_failed" => key("account-event-sign-in-failed"),
        "account.password_changed" => key("account-event-password-changed"),
        "account.password_reset" => key("account-event-password-reset"),
        "account.role_granted" => key("account-event-role-granted"),
        "account.role_withdrawn" => key("account-event-role-withdrawn"),
        "account.post_given" | "account.post_ended" => key("account-event-post"),
        "account.closed" => key("account-event-closed"),
        _ => key("account-event-other"),
    }
}

pub(in crate::web) async fn reset(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    Path(id): Path<AccountId>,
) -> Result<Response, PageError> {
    let password = accounts::reset_password(&app, &staff, id).await.map_err(to_page)?;
    let found: Result<Option<Account>, StoreError> =
        app.db.read(id, |tx, id| Box::pin(store::get(tx, *id))).await;
    let username = found?.ok_or(PageError::NotFound)?.username;
    let shell = app.desk(&staff, prefs, key("first-password-title"));
    Ok(ui::page(
        StatusCode::OK,
        &FirstPasswordPage { shell, href: href_of(id), username, password },
    ))
}

pub(in crate::web) async fn close(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    Path(id): Path<AccountId>,
) -> Result<Response, PageError> {
    match accounts::close(&app, &staff, id).await {
        Ok(()) => Ok(see_other(&href_of(id))),
        Err(AccountError::LastAdministrator) => {
            let mut form = FormState::new();
            form.error("", key("account-last-administrator"));
            page(&app, &staff, prefs, id, form).await
        }
        Err(other) => Err(to_page(other)),
    }
}

pub(in crate::web) async fn set_roles(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    Path(id): Path<AccountId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let roles: Result<Vec<Role>, _> =
        form.values("roles").iter().map(|text| text.parse()).collect();
    let roles = roles.map_err(|_| PageError::BadRequest)?;
    let version = form.value("version").parse().map_err(|_| PageError::BadRequest)?;
    let fault = match accounts::set_roles(&app, &staff, RoleWish { id, version, roles }).await {
        Ok(()) => return Ok(see_other(&href_of(id))),
        Err(AccountError::Roles(RoleConflict::Administrators)) => {
            key("account-roles-administrators")
        }
        Err(AccountError::Roles(RoleConflict::OwnJudge)) => key("account-roles-own-judge"),
        Err(AccountError::LastAdministrator) => key("account-last-administrator"),
        Err(other) => return Err(to_page(other)),
    };
    form.error("roles", fault);
    page(&app, &staff, prefs, id, form).await
}

/// What has no field of its own on a page.
pub(super) fn to_page(error: AccountError) -> PageError {
    match error {
        AccountError::NotFound | AccountError::UnitUnknown => PageError::NotFound,
        AccountError::OwnAccount => PageError::Forbidden,
        AccountError::UsernameInvalid
        | AccountError::UsernameTaken
        | AccountError::Closed
        | AccountError::Roles(_)
        | AccountError::LastAdministrator => PageError::Conflict,
        AccountError::Hash(error) => PageError::internal(&error),
        AccountError::Store(error) => error.into(),
    }
}
