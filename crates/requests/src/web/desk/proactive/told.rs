//! Requests whose circumstances are out of the ordinary: riders and
//! enterprises on their lines, somebody who speaks for an elder, matters found
//! before anyone complained.

use axum::extract::{Form, Query, State};
use axum::response::Response;
use db::StoreError;
use people::domain::disclosure::IdentityField;
use people::domain::phone::Phone;
use people::vault::{NewIdentity, SealedIdentity};
use people::{PageError, Staff, see_other};
use ui::{Breadcrumb, Button, Crumb, EmptyState, Field, FormState, Prefs, Tr, key};

use super::{tabs, words};
use crate::app::Desk;
use crate::app::submit::Submission;
use crate::domain::circumstance::{RequesterType, TEXT_MAX, Told, TriggerKind};
use crate::domain::request::{CONTENT_MAX, CONTENT_MIN, NewRequest, Place};
use crate::domain::rules::Rules;
use crate::domain::words::{OrderType, Origin, Urgency};
use crate::store::circumstance::{self as store, Filter, Listed};
use crate::web::record::{
    Asked, Cell, FormPage, Group, List, PAGE_ROWS, SHEET_ROWS, Table, blame, one_of, place,
    takes_calls,
};
use crate::web::words::{state_key, state_tone, type_key};

type Pairs = Vec<(String, String)>;
const PATH: &str = "/desk/circumstances";
const ROLES: &[people::Role] = &[people::Role::Operator, people::Role::Dispatcher];

async fn read(
    desk: &Desk,
    staff: &Staff,
    asked: &Asked,
    limit: usize,
) -> Result<Vec<Listed>, StoreError> {
    let scope = staff.region_scope.trim_end_matches('0');
    let filter = Filter {
        before: asked.after(),
        requester_type: asked.get("requester").to_owned(),
        origin: asked.get("origin").to_owned(),
        proxied: asked.get("proxied") == "1",
        region: if scope.is_empty() { String::new() } else { format!("{scope}%") },
    };
    let input = (filter, i64::try_from(limit).unwrap_or(i64::MAX));
    desk.app.db.read(input, |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit))).await
}

/// `GET /desk/circumstances`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("told-title"));
    let t = shell.t;
    let mut rows = read(&desk, &staff, &asked, PAGE_ROWS + 1).await?;
    let key_of = |row: &Listed| row.circumstance.request_id.to_string();
    let pager = asked.pager(t, PATH, &mut rows, key_of);
    let kinds = words::choices(t, RequesterType::ALL, RequesterType::as_str, words::requester_key);
    let origins = words::choices(t, Origin::ALL, Origin::as_str, words::origin_key);
    let page = List::new(t, PATH, &asked)
        .lead(t.s("told-lead"))
        .tabs(tabs(t, &staff, PATH))
        .adds(takes_calls(&staff), t.s("told-new"))
        .filters(vec![
            asked.choice(t, "requester", t.s("told-requester"), kinds),
            asked.choice(t, "origin", t.s("told-origin"), origins),
            asked.only(t, "proxied", t.s("told-proxied-only")),
        ])
        .rows((table(&desk, t, &rows), pager), EmptyState::new("users", t.s("told-empty")));
    Ok(page.desk(shell))
}

/// `GET /desk/circumstances.csv`
pub(super) async fn sheet(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&desk, &staff, &asked, SHEET_ROWS).await?;
    Ok(table(&desk, Tr::new(prefs.lang), &rows).csv("circumstances.csv", |text| desk.covered(text)))
}

fn table(desk: &Desk, t: Tr, rows: &[Listed]) -> Table {
    Table::new([
        t.s("topic-sent-no"),
        t.s("topic-sent-title"),
        t.s("record-state"),
        t.s("told-requester"),
        t.s("told-origin"),
        t.s("told-trigger"),
        t.s("told-proxy"),
        t.s("item-place"),
    ])
    .rows(rows.iter().map(|row| {
        let known = &row.circumstance;
        let trigger = known.trigger_kind.map(|kind| t.s(words::trigger_key(kind)).into_owned());
        let trigger = [trigger, known.trigger_text.clone()].into_iter().flatten();
        vec![
            Cell::Link(row.order_no.clone(), format!("/desk/orders/{}", known.order_id)),
            Cell::Wide(row.title.clone()),
            Cell::tag(t.s(state_key(row.state)), state_tone(row.state)),
            Cell::Text(t.s(words::requester_key(known.requester_type)).into_owned()),
            Cell::Text(t.s(words::origin_key(known.origin)).into_owned()),
            Cell::Wide(trigger.collect::<Vec<_>>().join("：")),
            Cell::Text(known.proxy_relation.clone().unwrap_or_default()),
            Cell::Text(place(desk, row.region_code.as_deref())),
        ]
    }))
}

/// `GET /desk/circumstances/new`
pub(super) async fn new(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Response {
    let form = FormState::from_pairs(pairs)
        .with("key", desk.app.ids.mint(desk.app.now()).to_string())
        .with("requester", "person")
        .with("origin", "on_complaint")
        .with("type", "help");
    form_page(&desk, &staff, prefs, form)
}

fn form_page(desk: &Desk, staff: &Staff, prefs: Prefs, form: FormState) -> Response {
    let shell = desk.app.desk(staff, prefs, key("told-new"));
    let t = shell.t;
    let kinds = words::choices(t, RequesterType::ALL, RequesterType::as_str, words::requester_key);
    let origins = words::choices(t, Origin::ALL, Origin::as_str, words::origin_key);
    let triggers = words::choices(t, TriggerKind::ALL, TriggerKind::as_str, words::trigger_key);
    let types = words::choices(t, OrderType::ALL, OrderType::as_str, type_key);
    let who = vec![
        Field::radios(t, &form, "requester", t.s("told-requester")).choices(kinds).inline(),
        Field::text(t, &form, "name", t.s("told-name")).hint(t.s("told-name-hint")).optional(),
        Field::tel(t, &form, "phone", t.s("told-phone")).optional(),
    ];
    let proxy = vec![
        Field::checkbox(t, &form, "is_proxy", t.s("told-is-proxy")).hint(t.s("told-is-proxy-hint")),
        Field::text(t, &form, "proxy_name", t.s("told-proxy-name")).optional(),
        Field::tel(t, &form, "proxy_phone", t.s("told-proxy-phone")).optional(),
        Field::text(t, &form, "proxy_relation", t.s("told-proxy-relation"))
            .hint(t.s("told-proxy-relation-hint"))
            .optional(),
        Field::text(t, &form, "consent", t.s("told-consent"))
            .hint(t.s("told-consent-hint"))
            .optional(),
    ];
    let started = vec![
        Field::radios(t, &form, "origin", t.s("told-origin")).choices(origins).inline(),
        Field::select(t, &form, "trigger_kind", t.s("told-trigger"))
            .choices(one_of(t, triggers))
            .hint(t.s("told-trigger-hint"))
            .optional(),
        Field::textarea(t, &form, "trigger_text", t.s("told-trigger-text"))
            .rows(2)
            .counted(TEXT_MAX)
            .optional(),
    ];
    let what = vec![
        Field::textarea(t, &form, "content", t.s("told-content"))
            .rows(5)
            .counted(CONTENT_MAX)
            .required(),
        Field::text(t, &form, "address", t.s("told-address")).optional(),
        Field::select(t, &form, "type", t.s("desk-filter-type")).choices(types),
    ];
    let submit = Button::submit(t.s("told-save")).primary();
    let hidden = vec![("key", form.value("key").to_owned())];
    let mut page = FormPage::new(PATH, submit, form);
    page.crumbs = Some(Breadcrumb::new(t, vec![Crumb::new(t.s("told-title"), PATH)]));
    page.lead = t.s("told-new-lead").into_owned();
    page.hidden = hidden;
    page.groups = vec![
        Group::new("who", t.s("told-who"), who),
        Group::new("proxy", t.s("told-proxy"), proxy),
        Group::new("started", t.s("told-started"), started),
        Group::new("what", t.s("told-what"), what),
    ];
    page.desk(shell)
}

/// `POST /desk/circumstances`
pub(super) async fn create(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    if let Some(told) = read_form(&mut form) {
        let identity = sealed(&desk, form.value("name"), form.value("phone"))?;
        let proxy = if told.is_proxy {
            sealed(&desk, form.value("proxy_name"), form.value("proxy_phone"))?
        } else {
            None
        };
        let submission = submission(&desk, &staff, &form, &told, identity);
        match desk.submit_told(submission, told, proxy).await {
            // The next page reads number and code out, for both to follow.
            Ok(done) => return Ok(see_other(&format!("/desk/new?saved={}", done.order.id))),
            Err(error) => blame(&mut form, error)?,
        }
    }
    Ok(form_page(&desk, &staff, prefs, form))
}

fn read_form(form: &mut FormState) -> Option<Told> {
    let requester_type: Option<RequesterType> = form.value("requester").parse().ok();
    let origin: Option<Origin> = form.value("origin").parse().ok();
    for (name, is_there) in [
        ("requester", requester_type.is_some()),
        ("origin", origin.is_some()),
        ("content", form.value("content").chars().count() >= CONTENT_MIN),
        ("type", form.value("type").parse::<OrderType>().is_ok()),
    ] {
        if !is_there {
            form.error(name, key("record-fault-missing"));
        }
    }
    form.limit("content", CONTENT_MAX);
    for name in ["phone", "proxy_phone"] {
        if !form.value(name).is_empty() && Phone::parse(form.value(name)).is_err() {
            form.error(name, key("desk-error-phone"));
        }
    }
    let told = Told {
        requester_type: requester_type?,
        origin: origin?,
        trigger_kind: form.value("trigger_kind").parse().ok(),
        trigger_text: form.value("trigger_text").to_owned(),
        is_proxy: form.value("is_proxy") == "1",
        proxy_relation: form.value("proxy_relation").to_owned(),
        consent: form.value("consent").to_owned(),
    };
    // Nothing may be kept before everything is right.
    if let Err(fault) = told.clone().check() {
        form.error(fault.field, crate::web::record::fault_key(fault.kind));
    }
    let speaks = !form.value("proxy_name").is_empty() || !form.value("proxy_phone").is_empty();
    if told.is_proxy && !speaks {
        form.error("proxy_phone", key("record-fault-missing"));
    }
    (!form.has_errors()).then_some(told)
}

/// The line of who asks, among the city's channels.
fn channel(rules: &Rules, told: &Told) -> String {
    let wanted = match (told.origin, told.requester_type) {
        (Origin::BeforeComplaint | Origin::SelfInitiated, _) => "grid_patrol",
        (Origin::OnComplaint, RequesterType::Rider) => "rider_line",
        (Origin::OnComplaint, RequesterType::Enterprise) => "enterprise_line",
        (Origin::OnComplaint, RequesterType::Person) => "phone_12345",
    };
    let found = rules.channel(wanted).or(rules.channels.first());
    found.map(|channel| channel.code.clone()).unwrap_or_default()
}

fn submission(
    desk: &Desk,
    staff: &Staff,
    form: &FormState,
    told: &Told,
    identity: Option<SealedIdentity>,
) -> Submission {
    let now = desk.app.now();
    let key = Some(form.value("key").to_owned()).filter(|key| !key.is_empty());
    let request = NewRequest {
        submission_key: key.unwrap_or_else(|| desk.app.ids.mint(now).to_string()),
        channel: channel(&desk.rules(), told),
        channel_ref: None,
        origin: told.origin,
        order_type: form.value("type").parse().unwrap_or(OrderType::Help),
        title: String::new(),
        content: form.value("content").to_owned(),
        occurred_at: None,
        received_at: now,
        place: Place { address: form.value("address").to_owned(), ..Place::default() },
        requester_ref: None,
        query_code_tag: String::new(),
        confidential: false,
        reply_wanted: true,
        contact_window: None,
    };
    Submission {
        request,
        urgency: Urgency::Normal,
        category_code: None,
        identity,
        photos: Vec::new(),
        actor: staff.actor_of(ROLES),
        at: now,
    }
}

fn sealed(desk: &Desk, name: &str, phone: &str) -> Result<Option<SealedIdentity>, PageError> {
    let identity =
        NewIdentity::default().with(IdentityField::Name, name).with(IdentityField::Phone, phone);
    if identity.is_empty() {
        return Ok(None);
    }
    let sealed = desk.app.vault.seal(&identity);
    sealed.map(Some).map_err(|error| PageError::internal(&error))
}
