//! `GET /compounds/{id}`: one compound. Rules and gates are for everybody, the
//! plan and the buildings for whoever accepted the rules; one tap further is
//! the code for the gate one stands at.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::time::Instant;
use people::record::{Asked, Cell, Table};
use people::{PageError, Viewer, files, percent_encoded, see_other};
use places::Compound;
use ui::map::MapFigure;
use ui::{Button, Definition, Definitions, FormState, Notice, Prefs, Shell, Tag, Tone, Tr, key};

use super::super::holder::SignedHolder;
use super::super::hours::Said;
use super::super::map::{self, Spot};
use super::super::station::route;
use super::words;
use crate::app::Stations;
use crate::app::error::ActError;
use crate::domain::compound::{Bay, Building, CompoundStatus, Gate, HouseRules, in_force};
use crate::domain::directory::Directory;
use crate::domain::pass::GateVerifier;
use crate::domain::suspension::Suspension;
use crate::store::compound::Whole;
use crate::store::{pass as store, suspension};

#[derive(Template)]
#[template(path = "compounds/show.html")]
struct ShowPage {
    shell: Shell,
    id: String,
    tags: Vec<Tag>,
    note: String,
    notices: Vec<Notice>,
    way_in: WayIn,
    rules: String,
    rules_from: String,
    facts: Definitions,
    gates: Vec<GateRow>,
    /// Whether the plan and the buildings are shown.
    is_shown: bool,
    has_plan: bool,
    buildings: Vec<Spoken>,
    bays: Vec<Spoken>,
    figure: MapFigure,
}

/// Something to find, as a line that fits a telephone.
pub(crate) struct Spoken {
    pub(crate) name: String,
    pub(crate) line: String,
    pub(crate) note: String,
    /// The way there; empty for none.
    pub(crate) href: String,
}

/// What leads through the gate.
enum WayIn {
    /// Nothing: the compound is not open, or has no rules.
    None,
    /// Registering or signing in first; this address leads back.
    SignIn(String),
    /// The registration has ended.
    Renew,
    /// The rules are to be accepted: version, gate.
    Accept(String, String),
    /// The code, for the gate that was scanned or the only one.
    Code(Button),
    /// The code, at one of several gates.
    Choose,
}

/// A gate.
struct GateRow {
    id: String,
    name: String,
    status: Tag,
    until: String,
    entrance: String,
    contact: String,
    code: Option<String>,
    route: String,
}

/// What a holder is to this compound.
#[derive(Default)]
struct Mine {
    accepted: Option<String>,
    suspension: Option<Suspension>,
    verifiers: Vec<GateVerifier>,
}

async fn mine(
    stations: &Stations,
    compound: &str,
    signed: Option<&SignedHolder>,
) -> Result<Mine, PageError> {
    let job = (compound.to_owned(), signed.map(|signed| signed.holder.id), stations.app.now());
    let read = stations.app.db.read(job, |tx, (compound, holder, now)| {
        Box::pin(async move {
            let mut mine =
                Mine { verifiers: store::verifiers_in(tx, compound).await?, ..Mine::default() };
            if let Some(holder) = holder {
                let pass = store::get(tx, compound, *holder).await?;
                mine.accepted = pass.map(|pass| pass.rules);
                let all = suspension::of_pass(tx, compound, *holder).await?;
                mine.suspension = all.into_iter().find(|one| one.holds(*now));
            }
            Ok::<_, db::StoreError>(mine)
        })
    });
    Ok(read.await?)
}

/// A compound that everybody may see.
async fn find(stations: &Stations, id: &str) -> Result<(Whole, Compound), PageError> {
    let (whole, place) = stations.friendly_compound(id).await?;
    match whole.compound.status {
        CompoundStatus::Open | CompoundStatus::Suspended => Ok((whole, place)),
        CompoundStatus::Planned | CompoundStatus::Closed => Err(PageError::NotFound),
    }
}

/// `GET /compounds/{id}?gate=`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    signed: Option<SignedHolder>,
    asked: Asked,
) -> Result<Response, PageError> {
    page(&stations, (&viewer, prefs), &id, signed, asked.form).await
}

async fn page(
    stations: &Stations,
    (viewer, prefs): (&Viewer, Prefs),
    id: &str,
    signed: Option<SignedHolder>,
    form: FormState,
) -> Result<Response, PageError> {
    let (whole, place) = find(stations, id).await?;
    let mine = mine(stations, id, signed.as_ref()).await?;
    let shell = stations.app.shell_titled(viewer, prefs, place.name.clone());
    let (t, now) = (shell.t, stations.app.now());
    let (directory, atlas) = (stations.directory.current(), stations.atlas.current());
    let current = in_force(&whole.rules, now.day());
    let accepts = current.is_some() && current.map(|one| &one.version) == mine.accepted.as_ref();
    let is_new = mine.accepted.is_some() && !accepts;
    let spots = whole.gates.iter().map(|gate| Spot {
        at: gate.point,
        label: gate.id.chars().take(2).collect(),
        title: gate.name.clone(),
        href: format!("#g-{}", gate.id),
        tone: Tone::Ok,
    });
    let named = ("compound-map", t.named("compound-map-of", place.name.as_str()));
    let region = atlas.path_name(place.community);
    let page = ShowPage {
        id: id.to_owned(),
        tags: vec![words::status_tag(t, whole.compound.status)],
        note: whole.compound.note.clone(),
        notices: notices(t, &mine, (is_new, whole.compound.status), &form),
        way_in: way_in(
            stations,
            t,
            (&whole, current),
            (signed.as_ref(), &mine),
            form.value("gate"),
        ),
        rules: current.map(|one| one.text.clone()).unwrap_or_default(),
        rules_from: current.map(|one| rules_from(t, one)).unwrap_or_default(),
        facts: Definitions::new(vec![
            Definition::new(t.s("station-address"), &place.address).note(region),
            Definition::new(t.s("compound-property"), &whole.compound.property),
            Definition::new(t.s("compound-phone"), &whole.compound.phone),
        ]),
        gates: gates(t, &directory, (&whole, &mine), (accepts, now)),
        is_shown: accepts,
        has_plan: whole.map.is_some(),
        buildings: buildings_spoken(t, &whole),
        bays: bays_spoken(t, &whole),
        figure: map::of_spots(&shell, &atlas, named, (spots.collect(), None)),
        shell,
    };
    let status = if form.has_errors() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(ui::page(status, &page))
}

fn rules_from(t: Tr, rules: &HouseRules) -> String {
    let args =
        [("version", rules.version.as_str().into()), ("from", rules.valid_from.as_str().into())];
    t.a("compound-rules-version", &args)
}

fn notices(
    t: Tr,
    mine: &Mine,
    (is_new, status): (bool, CompoundStatus),
    form: &FormState,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    if let Some(error) = form.error_of("") {
        notices.push(Notice::new(Tone::Warn, error.text(t)));
    }
    if status == CompoundStatus::Suspended {
        notices.push(Notice::new(Tone::Warn, t.s("compound-suspended-text")));
    }
    if let Some(one) = &mine.suspension {
        let text = t.named("pass-suspended-text", t.date_time(one.until));
        let notice = Notice::new(Tone::Bad, text).title(t.s("pass-suspended-here"));
        notices.push(
            notice.link(t.s("pass-suspended-more"), format!("/holder/suspensions/{}", one.id)),
        );
    }
    if is_new {
        notices.push(Notice::new(Tone::Info, t.s("compound-rules-new")));
    }
    notices
}

fn way_in(
    stations: &Stations,
    t: Tr,
    (whole, current): (&Whole, Option<&HouseRules>),
    (signed, mine): (Option<&SignedHolder>, &Mine),
    gate: &str,
) -> WayIn {
    let is_open = whole.compound.status == CompoundStatus::Open;
    let Some(current) = current.filter(|_| is_open && mine.suspension.is_none()) else {
        return WayIn::None;
    };
    let gate = whole.gates.iter().find(|one| one.id == gate);
    let Some(signed) = signed else {
        let gate = gate.map(|gate| format!("?gate={}", gate.id)).unwrap_or_default();
        let back = format!("/compounds/{}{gate}", whole.compound.id);
        return WayIn::SignIn(format!("/holder/sign-in?next={}", percent_encoded(&back)));
    };
    if !signed.holder.is_valid(stations.app.now()) {
        return WayIn::Renew;
    }
    if mine.accepted.as_ref() != Some(&current.version) {
        let gate = gate.map(|gate| gate.id.clone()).unwrap_or_default();
        return WayIn::Accept(current.version.clone(), gate);
    }
    let only = whole.gates.first().filter(|_| whole.gates.len() == 1);
    match gate.or(only) {
        Some(gate) => {
            let label = t.named("compound-show-code", gate.name.as_str());
            let button = Button::link(label, code_href(mine, &gate.id));
            WayIn::Code(button.primary().wide().icon("check-circle"))
        }
        None => WayIn::Choose,
    }
}

/// The page of the code for a gate.
fn code_href(mine: &Mine, gate: &str) -> String {
    let verifier = mine.verifiers.iter().find(|one| one.gate == gate);
    format!("/code?use=gate&verifier={}", verifier.map_or(0, |one| one.verifier))
}

fn gates(
    t: Tr,
    directory: &Directory,
    (whole, mine): (&Whole, &Mine),
    (accepts, now): (bool, Instant),
) -> Vec<GateRow> {
    let can_show =
        accepts && mine.suspension.is_none() && whole.compound.status == CompoundStatus::Open;
    let row = |gate: &Gate| {
        let standing = directory.standing_of(&gate.hours, now);
        let said = Said::of(t, standing.as_ref(), now);
        let mut routes = route::routes(&gate.name, gate.point).into_iter();
        GateRow {
            id: gate.id.clone(),
            name: gate.name.clone(),
            status: said.tag(t),
            until: said.until,
            entrance: gate.entrance.clone(),
            contact: gate.contact.clone(),
            code: can_show.then(|| code_href(mine, &gate.id)),
            route: routes.next().map(|(_, href)| href).unwrap_or_default(),
        }
    };
    whole.gates.iter().map(row).collect()
}

/// Buildings with the nearest gate, line by line.
pub(crate) fn buildings_spoken(t: Tr, whole: &Whole) -> Vec<Spoken> {
    let spoken = |one: &Building| {
        let gate = whole.gates.iter().find(|gate| gate.id == one.gate);
        let gate = gate.map_or(one.gate.as_str(), |gate| gate.name.as_str());
        Spoken {
            name: [one.name.as_str(), &one.units].join(" ").trim().to_owned(),
            line: t.named("compound-by-gate", gate),
            note: one.note.clone(),
            href: String::new(),
        }
    };
    whole.buildings.iter().map(spoken).collect()
}

/// Bays for electric bicycles, line by line.
fn bays_spoken(t: Tr, whole: &Whole) -> Vec<Spoken> {
    let spoken = |one: &Bay| {
        let mut routes = route::routes(&one.name, one.point).into_iter();
        Spoken {
            name: one.name.clone(),
            line: t.n("compound-bay-spaces", one.spaces),
            note: one.note.clone(),
            href: routes.next().map(|(_, href)| href).unwrap_or_default(),
        }
    };
    whole.bays.iter().map(spoken).collect()
}

/// Buildings with the nearest gate.
pub(crate) fn buildings(t: Tr, whole: &Whole) -> Table {
    let head = [
        t.s("compound-building"),
        t.s("compound-units"),
        t.s("compound-nearest"),
        t.s("compound-note"),
    ];
    Table::new(head).rows(whole.buildings.iter().map(|one| {
        let gate = whole.gates.iter().find(|gate| gate.id == one.gate);
        vec![
            Cell::Text(one.name.clone()),
            Cell::Text(one.units.clone()),
            Cell::Text(gate.map_or_else(|| one.gate.clone(), |gate| gate.name.clone())),
            Cell::Wide(one.note.clone()),
        ]
    }))
}

/// Bays for electric bicycles.
pub(crate) fn bays(t: Tr, whole: &Whole) -> Table {
    let head =
        [t.s("compound-bay"), t.s("compound-spaces"), t.s("compound-note"), t.s("compound-way")];
    Table::new(head).rows(whole.bays.iter().map(|one| {
        let mut routes = route::routes(&one.name, one.point).into_iter();
        let href = routes.next().map(|(_, href)| href).unwrap_or_default();
        vec![
            Cell::Text(one.name.clone()),
            Cell::Num(one.spaces),
            Cell::Wide(one.note.clone()),
            Cell::Link(t.s("compound-way-there").into_owned(), href),
        ]
    }))
}

/// `POST /compounds/{id}/acceptance`: accepted, the code is next.
pub(super) async fn accept(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    signed: SignedHolder,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    match stations.accept_rules(&signed.holder, &id, form.value("version")).await {
        Ok(()) => {
            let gate = form.value("gate").to_owned();
            let mine = mine(&stations, &id, Some(&signed)).await?;
            let is_bound = mine.verifiers.iter().any(|one| one.gate == gate);
            let path = if is_bound { code_href(&mine, &gate) } else { format!("/compounds/{id}") };
            Ok(see_other(&path))
        }
        Err(ActError::Stale) => {
            form.error("", key("compound-rules-changed"));
            page(&stations, (&viewer, prefs), &id, Some(signed), form).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /compounds/{id}/plan`: the drawn plan, for whoever accepted the rules.
pub(super) async fn plan(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    signed: Option<SignedHolder>,
) -> Result<Response, PageError> {
    let (whole, _) = find(&stations, &id).await?;
    let mine = mine(&stations, &id, signed.as_ref()).await?;
    let current = in_force(&whole.rules, stations.app.now().day());
    let accepts = current.is_some() && current.map(|one| &one.version) == mine.accepted.as_ref();
    let map = whole.map.filter(|_| accepts).ok_or(PageError::NotFound)?;
    files::picture(&stations.blobs, &map.digest).await
}
