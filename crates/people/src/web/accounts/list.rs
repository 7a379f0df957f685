//! The list of accounts.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use db::{StoreError, Tx};
use ui::{Choice, Pager, Prefs, Shell, Tr, key};

use super::{state_key, state_tone};
use crate::access::Role;
use crate::fault::PageError;
use crate::ids::AccountId;
use crate::record::{Asked, PAGE_ROWS, SHEET_ROWS};
use crate::sheet;
use crate::state::App;
use crate::store::accounts::{self, Account, AccountFilter};
use crate::store::sessions;
use crate::viewer::Staff;

const PATH: &str = "/desk/accounts";

#[derive(Template)]
#[template(path = "people/accounts.html")]
struct AccountsPage {
    shell: Shell,
    filters: Asked,
    roles: Vec<Choice>,
    states: Vec<Choice>,
    sorts: Vec<Choice>,
    rows: Vec<Line>,
    pager: Pager,
    sheet: String,
    may_create: bool,
}

struct Line {
    id: AccountId,
    username: String,
    name: String,
    unit: String,
    roles: String,
    state: String,
    tone: ui::Tone,
    created: String,
}

pub(in crate::web) async fn show(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    filters: Asked,
) -> Result<Response, PageError> {
    let shell = app.desk(&staff, prefs, key("accounts-title"));
    let t = shell.t;
    let mut rows = read(&app, &filters, PAGE_ROWS + 1).await?;
    let newest_first = filter_of(&filters).newest_first;
    let key_of = |(account, _): &(Account, Vec<Role>)| {
        if newest_first { account.id.to_string() } else { account.username.clone() }
    };
    let pager = filters.pager(t, PATH, &mut rows, key_of);
    let page = AccountsPage {
        roles: role_choices(t),
        states: choices(t, key("accounts-any-state"), &STATES),
        sorts: choices(t, key("accounts-sort-name"), &[("newest", key("accounts-sort-newest"))]),
        rows: rows.into_iter().map(|(account, roles)| line(t, account, &roles)).collect(),
        pager,
        sheet: filters.href("/desk/accounts.csv"),
        may_create: staff.has(Role::SystemAdmin),
        filters,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

const STATES: [(&str, &str); 3] = [
    ("active", key("account-state-active")),
    ("locked", key("account-state-locked")),
    ("closed", key("account-state-closed")),
];

fn choices(t: Tr, any: &'static str, known: &[(&str, &str)]) -> Vec<Choice> {
    let any = Choice::new("", t.s(any));
    let known = known.iter().map(|(value, label)| Choice::new(value, t.s(label)));
    std::iter::once(any).chain(known).collect()
}

fn role_choices(t: Tr) -> Vec<Choice> {
    let any = Choice::new("", t.s("accounts-any-role"));
    let all = Role::ALL.iter().map(|role| Choice::new(role.as_str(), t.s(role.label_key())));
    std::iter::once(any).chain(all).collect()
}

pub(in crate::web) async fn sheet(
    State(app): State<App>,
    prefs: Prefs,
    filters: Asked,
) -> Result<Response, PageError> {
    let t = Tr::new(prefs.lang);
    let rows = read(&app, &filters, SHEET_ROWS).await?;
    let head = [
        t.s("accounts-username"),
        t.s("accounts-name"),
        t.s("accounts-unit"),
        t.s("accounts-roles"),
        t.s("accounts-state"),
        t.s("accounts-created"),
    ];
    let head = head.into_iter().map(String::from).collect();
    let rows = rows.into_iter().map(|(account, roles)| line(t, account, &roles));
    let cells =
        rows.map(|row| vec![row.username, row.name, row.unit, row.roles, row.state, row.created]);
    Ok(sheet::csv("accounts.csv", std::iter::once(head).chain(cells)))
}

fn filter_of(filters: &Asked) -> AccountFilter {
    AccountFilter {
        words: filters.get("words").to_owned(),
        state: filters.get("state").to_owned(),
        role: filters.parse("role"),
        newest_first: filters.get("sort") == "newest",
        after: filters.get("after").to_owned(),
    }
}

async fn read(
    app: &App,
    filters: &Asked,
    rows: usize,
) -> Result<Vec<(Account, Vec<Role>)>, StoreError> {
    let input = (filter_of(filters), i64::try_from(rows).unwrap_or(i64::MAX));
    app.db.read(input, |tx, (filter, limit)| Box::pin(with_roles(tx, filter, *limit))).await
}

async fn with_roles(
    tx: &mut Tx<'_>,
    filter: &AccountFilter,
    limit: i64,
) -> Result<Vec<(Account, Vec<Role>)>, StoreError> {
    let mut rows = Vec::new();
    for account in accounts::page(tx, filter, limit).await? {
        let roles = sessions::roles(tx, account.id).await?;
        rows.push((account, roles));
    }
    Ok(rows)
}

fn line(t: Tr, account: Account, roles: &[Role]) -> Line {
    let names: Vec<_> = roles.iter().map(|role| t.s(role.label_key())).collect();
    Line {
        id: account.id,
        username: account.username,
        name: account.display_name,
        unit: account.unit_name,
        roles: names.join(&t.s("accounts-roles-joint")),
        state: t.s(state_key(account.state)).into_owned(),
        tone: state_tone(account.state),
        created: t.date(account.created_at),
    }
}
