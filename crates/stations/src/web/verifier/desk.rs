//! The desk's list of verifiers: making one, its device's link, ending it.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use people::record::{
    Action, Asked, Cell, List, PAGE_ROWS, Section, Show, Table, any_of, fault_key, mark_stale,
};
use people::{PageError, Staff, see_other};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, EmptyState, Field, FormState, Html, Notice,
    Prefs, Shell, Tag, Tone, Tr, key,
};

use super::super::code::words;
use super::super::origin::origin;
use super::super::qr::qr;
use crate::app::Stations;
use crate::app::code::NAME_MAX;
use crate::app::error::ActError;
use crate::store::code::{self as store, CodeVerifier};

const PATH: &str = "/desk/verifiers";

#[derive(Template)]
#[template(path = "verifier/link.html")]
struct LinkPage {
    shell: Shell,
    crumbs: Breadcrumb,
    place: String,
    notice: Notice,
    picture: Html,
    address: String,
    path: String,
    number: i64,
}

/// An hour, how many codes were good in it, and how many were not.
type Hour = (String, i64, i64);

/// `GET /desk/verifiers`
pub(super) async fn list(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let before = asked.parse("after").unwrap_or(i64::MAX);
    let purpose = asked.get("purpose").to_owned();
    let job = (purpose, asked.pattern("q"), before);
    let read = stations.app.db.read(job, |tx, (purpose, words, before)| {
        Box::pin(store::verifiers(tx, (purpose, words), *before, PAGE_ROWS as i64 + 1))
    });
    let mut rows: Vec<CodeVerifier> = read.await?;
    let shell = stations.app.desk(&staff, prefs, key("verifiers-title"));
    let t = shell.t;
    let pager = asked.pager(t, PATH, &mut rows, |one| one.number.to_string());
    let head = [
        t.s("verifier-name"),
        t.s("verifier-purpose"),
        t.s("record-state"),
        t.s("verifier-cards"),
        t.s("verifier-since"),
    ];
    let table = Table::new(head).rows(rows.iter().map(|one| row(t, one)));
    if asked.get("format") == "csv" {
        return Ok(table.csv("verifiers.csv", str::to_owned));
    }
    let page = List {
        lead: t.s("verifiers-lead").into_owned(),
        actions: vec![
            Button::link(t.s("verifier-new"), "/desk/verifiers/new").primary(),
            Button::link(t.s("record-csv"), csv_href(&asked)).quiet(),
        ],
        path: PATH,
        filters: vec![
            asked.search_field(t),
            Field::select(t, &asked.form, "purpose", t.s("verifier-purpose"))
                .choices(any_of(t, words::uses(t))),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("check-circle", t.s("verifiers-none"))),
        table,
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// The list as a file, filtered alike.
fn csv_href(asked: &Asked) -> String {
    let list = asked.href(PATH);
    let sign = if list.contains('?') { '&' } else { '?' };
    format!("{list}{sign}format=csv")
}

fn row(t: Tr, one: &CodeVerifier) -> Vec<Cell> {
    let state = if one.ended_at.is_some() {
        Cell::tag(t.s("verifier-ended"), Tone::Neutral)
    } else {
        Cell::tag(t.s("verifier-open"), Tone::Ok)
    };
    let cards = if one.takes_cards { t.s("verifier-cards-yes") } else { t.s("verifier-cards-no") };
    vec![
        Cell::Link(one.name.clone(), format!("{PATH}/{}", one.number)),
        Cell::Text(t.s(words::use_key(one.purpose)).into_owned()),
        state,
        Cell::Text(cards.into_owned()),
        Cell::Text(t.date_time(one.made_at)),
    ]
}

fn new_page(t: Tr, form: FormState) -> people::record::FormPage {
    let fields = vec![
        Field::text(t, &form, "name", t.s("verifier-name")).counted(NAME_MAX).required(),
        Field::select(t, &form, "purpose", t.s("verifier-purpose"))
            .choices(words::uses(t))
            .required(),
        Field::checkbox(t, &form, "takes_cards", t.s("verifier-takes-cards"))
            .hint(t.s("verifier-takes-cards-hint")),
    ];
    let submit = Button::submit(t.s("verifier-new")).primary();
    let mut page = people::record::FormPage::new(PATH, submit, form);
    page.crumbs = Some(Breadcrumb::new(t, vec![Crumb::new(t.s("verifiers-title"), PATH)]));
    page.groups = vec![people::record::Group::new("verifier", t.s("verifier-new"), fields)];
    page
}

/// `GET /desk/verifiers/new`
pub(super) async fn new(State(stations): State<Stations>, staff: Staff, prefs: Prefs) -> Response {
    let shell = stations.app.desk(&staff, prefs, key("verifier-new"));
    new_page(shell.t, FormState::new()).desk(shell)
}

/// `POST /desk/verifiers`
pub(super) async fn create(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let new = (form.value("purpose"), form.value("name"), form.value("takes_cards") == "1");
    match stations.add_verifier(&staff, new).await {
        Ok((number, link)) => {
            link_page(&stations, &staff, prefs, number, (&headers, link.as_str())).await
        }
        Err(ActError::Fault(fault)) => {
            form.error(fault.field, fault_key(fault.kind));
            let shell = stations.app.desk(&staff, prefs, key("verifier-new"));
            Ok(new_page(shell.t, form).desk(shell))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /desk/verifiers/{number}`
pub(super) async fn show(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    Path(number): Path<i64>,
    asked: Asked,
) -> Result<Response, PageError> {
    one_page(&stations, &staff, prefs, number, asked.form).await
}

async fn one_page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    number: i64,
    form: FormState,
) -> Result<Response, PageError> {
    let read = stations.app.db.read(number, |tx, number| {
        Box::pin(async move {
            let Some(one) = store::verifier(tx, *number).await? else { return Ok(None) };
            Ok::<_, db::StoreError>(Some((one, store::counts_of(tx, *number).await?)))
        })
    });
    let found: Option<(CodeVerifier, Vec<Hour>)> = read.await?;
    let (one, counts) = found.ok_or(PageError::NotFound)?;
    let links = gate_link(stations, number).await?;
    let mut shell = stations.app.desk_titled(staff, prefs, one.name.clone());
    let t = shell.t;
    shell.flash = people::record::flash(t, &form);
    let head = [t.s("verifier-hour"), t.s("verifier-good"), t.s("verifier-refused")];
    let rows = counts.into_iter().map(|(hour, good, refused)| {
        vec![Cell::Text(format!("{hour}:00")), Cell::Num(good), Cell::Num(refused)]
    });
    let state = if one.ended_at.is_some() {
        Tag::new(t.s("verifier-ended"))
    } else {
        Tag::new(t.s("verifier-open")).tone(Tone::Ok)
    };
    let cards = if one.takes_cards { t.s("verifier-cards-yes") } else { t.s("verifier-cards-no") };
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("verifiers-title"), PATH)])),
        tags: vec![state],
        links,
        facts: Definitions::new(vec![
            Definition::new(t.s("verifier-number"), one.number.to_string()),
            Definition::new(t.s("verifier-purpose"), t.s(words::use_key(one.purpose))),
            Definition::new(t.s("verifier-cards"), cards),
            Definition::new(t.s("verifier-since"), t.date_time(one.made_at)),
        ]),
        sections: vec![
            Section::new("counts", t.s("verifier-counts"))
                .text(t.s("verifier-counts-text"))
                .table(Table::new(head).rows(rows)),
        ],
        actions: if one.ended_at.is_some() { Vec::new() } else { actions(t, &one) },
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

/// Where it stands, when that is a gate of a friendly compound.
async fn gate_link(stations: &Stations, number: i64) -> Result<Vec<Button>, PageError> {
    let Some(at) = stations.gate_of(number).await? else { return Ok(Vec::new()) };
    let (whole, place) = stations.friendly_compound(&at.compound).await?;
    let gate = whole.gates.iter().find(|gate| gate.id == at.gate);
    let gate = gate.map_or(at.gate.as_str(), |gate| gate.name.as_str());
    let href = format!("/desk/compounds/{}", at.compound);
    Ok(vec![Button::link(format!("{} · {gate}", place.name), href).small().icon("building")])
}

/// The link for a device, shown this once: to be scanned with the device
/// itself, which is seldom the one at the desk.
async fn link_page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    number: i64,
    (headers, link): (&HeaderMap, &str),
) -> Result<Response, PageError> {
    let read = stations.app.db.read(number, |tx, number| Box::pin(store::verifier(tx, *number)));
    let found: Option<CodeVerifier> = read.await?;
    let one = found.ok_or(PageError::NotFound)?;
    let shell = stations.app.desk_titled(staff, prefs, one.name.clone());
    let t = shell.t;
    let path = format!("/verify/device?link={link}");
    let address = format!("{}{path}", origin(&stations.app, headers));
    let page = LinkPage {
        crumbs: Breadcrumb::new(t, vec![Crumb::new(t.s("verifiers-title"), PATH)]),
        place: t.s(words::use_key(one.purpose)).into_owned(),
        notice: Notice::new(Tone::Ok, t.s("verifier-link-once")),
        picture: qr(&address, &t.s("verifier-link")),
        address,
        path,
        number,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

fn actions(t: Tr, one: &CodeVerifier) -> Vec<Action> {
    let relink = Action::new(t.s("verifier-relink"), format!("{PATH}/{}/link", one.number))
        .hint(t.s("verifier-relink-hint"))
        .hide("version", one.version);
    let end = Action::new(t.s("verifier-end"), format!("{PATH}/{}/end", one.number))
        .hint(t.s("verifier-end-hint"))
        .hide("version", one.version)
        .danger();
    vec![relink, end]
}

/// `POST /desk/verifiers/{number}/link`
pub(super) async fn relink(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    headers: HeaderMap,
    Path(number): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    change((&stations, &headers), &staff, prefs, number, (form, false)).await
}

/// `POST /desk/verifiers/{number}/end`
pub(super) async fn end(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    headers: HeaderMap,
    Path(number): Path<i64>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    change((&stations, &headers), &staff, prefs, number, (form, true)).await
}

async fn change(
    (stations, headers): (&Stations, &HeaderMap),
    staff: &Staff,
    prefs: Prefs,
    number: i64,
    (mut form, ends): (FormState, bool),
) -> Result<Response, PageError> {
    let version = form.value("version").parse().map_err(|_| PageError::BadRequest)?;
    match stations.change_verifier(staff, (number, version), ends).await {
        Ok(_) if ends => Ok(see_other(&format!("{PATH}/{number}?done=saved"))),
        Ok(link) => link_page(stations, staff, prefs, number, (headers, link.as_str())).await,
        Err(ActError::Stale) => {
            mark_stale(&mut form);
            one_page(stations, staff, prefs, number, form).await
        }
        Err(error) => Err(error.into()),
    }
}
