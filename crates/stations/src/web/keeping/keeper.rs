//! The keeper's page: for one hand, in the rain. Big targets, one tap each.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{StoreError, Tx};
use kernel::time::Instant;
use people::record::{Asked, Cell, List, Table, flash};
use people::{PageError, Staff, see_other};
use ui::{Button, EmptyState, Field, FormState, Notice, Prefs, Shell, Tag, Tone, Tr, key};

use super::words;
use crate::app::{Stations, posts};
use crate::domain::Facility;
use crate::domain::facility::FacilityState;
use crate::domain::words::{FacilityKind, ReportSource, StationStatus, VisitKind};
use crate::store::{facility, keeping};
use crate::web::hours::Said;

#[derive(Template)]
#[template(path = "keeping/keeper.html")]
struct KeeperPage {
    shell: Shell,
    code: String,
    status: Tag,
    until: String,
    notices: Vec<Notice>,
    key: String,
    visits: Vec<VisitRow>,
    total: String,
    can_undo: bool,
    facilities: Vec<FacilityRow>,
    book: Button,
    /// Names and addresses of the other stations they keep.
    others: Vec<(String, String)>,
}

struct VisitRow {
    kind: VisitKind,
    label: String,
    number: String,
}

struct FacilityRow {
    kind: FacilityKind,
    name: String,
    count: i64,
    tag: Tag,
    age: String,
    field: Option<Field>,
    said: Vec<(&'static str, String)>,
    can_undo: bool,
}

/// `GET /desk/keeping`: to the station they keep, or a choice of several.
pub(super) async fn home(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let own = posts::of(&stations.app.db, &staff).await?;
    if let (Some(only), 1) = (own.stations.first(), own.stations.len()) {
        return Ok(see_other(&format!("/desk/keeping/{only}")));
    }
    let shell = stations.app.desk(&staff, prefs, key("keeping-title"));
    let (t, now, directory) = (shell.t, stations.app.now(), stations.directory.current());
    let places = own.stations.iter().filter_map(|code| directory.station(code));
    let rows = places.map(|place| {
        let station = &place.station;
        let said = Said::of(t, directory.standing(place, now).as_ref(), now);
        vec![
            Cell::Link(station.name.clone(), format!("/desk/keeping/{}", station.code)),
            Cell::tag(t.s(said.state), said.tone),
            Cell::Text(station.address.clone()),
        ]
    });
    let head = [t.s("station-name"), t.s("record-state"), t.s("station-address")];
    let table = Table::new(head).rows(rows);
    let page = List {
        lead: t.s("keeping-choose").into_owned(),
        path: "/desk/keeping",
        empty: table.rows.is_empty().then(|| EmptyState::new("pin", t.s("keeping-none"))),
        table,
        ..List::default()
    };
    Ok(page.desk(shell))
}

struct Found {
    states: Vec<FacilityState>,
    visits: Vec<(VisitKind, i64)>,
    last_tap: Option<keeping::VisitTap>,
}

async fn find(tx: &mut Tx<'_>, code: &str, now: Instant) -> Result<Found, StoreError> {
    let states = facility::states(tx).await?;
    Ok(Found {
        states: states.into_iter().filter(|state| state.report.station == code).collect(),
        visits: keeping::visits_of_day(tx, code, &now.day().to_string()).await?,
        last_tap: keeping::last_tap(tx, code, now.plus(-crate::app::keeping::UNDO_US)).await?,
    })
}

/// `GET /desk/keeping/{code}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    page(&stations, &staff, prefs, &code, asked.form).await
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    code: &str,
    form: FormState,
) -> Result<Response, PageError> {
    let seen = stations.seen(staff, code).await?;
    if !seen.keeps {
        return Err(PageError::NotFound);
    }
    let mut shell = stations.app.desk_titled(staff, prefs, seen.station.name.clone());
    let (t, now) = (shell.t, stations.app.now());
    shell.flash = flash(t, &form);
    let read = stations
        .app
        .db
        .read((code.to_owned(), now), |tx, (code, now)| Box::pin(find(tx, code, *now)));
    let found: Found = read.await?;
    let directory = stations.directory.current();
    let place = directory.station(code).ok_or(PageError::NotFound)?;
    let said = Said::of(t, directory.standing(place, now).as_ref(), now);
    let own = posts::of(&stations.app.db, staff).await?;
    let others = own.stations.iter().filter(|other| *other != code);
    let others = others.filter_map(|other| directory.station(other)).map(|other| {
        let href = format!("/desk/keeping/{}", other.station.code);
        (other.station.name.clone(), href)
    });
    let status = if form.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let facilities =
        place.facilities.iter().map(|one| row(t, one, &found.states, &form, now)).collect();
    let page = KeeperPage {
        code: code.to_owned(),
        status: said.tag(t).strong(),
        until: said.until,
        notices: notices(t, &form, seen.station.status),
        key: stations.app.ids.mint(now).to_string(),
        total: t.n("keeping-total", found.visits.iter().map(|(_, number)| number).sum::<i64>()),
        visits: visit_rows(t, &stations.rules().visits, &found.visits),
        can_undo: found.last_tap.is_some(),
        facilities,
        book: Button::link(t.s("keeping-book"), format!("/desk/keeping/{code}/book")).icon("book"),
        others: others.collect(),
        shell,
    };
    Ok(ui::page(status, &page))
}

fn notices(t: Tr, form: &FormState, status: StationStatus) -> Vec<Notice> {
    let errors = form.errors().iter().map(|error| Notice::new(Tone::Bad, error.text(t)));
    let suspended = (status != StationStatus::Open)
        .then(|| Notice::new(Tone::Warn, t.s(crate::web::words::status(status))));
    errors.chain(suspended).collect()
}

fn visit_rows(t: Tr, kinds: &[VisitKind], counted: &[(VisitKind, i64)]) -> Vec<VisitRow> {
    let number = |kind: VisitKind| {
        let found = counted.iter().find(|(counted, _)| *counted == kind);
        found.map_or(0, |(_, number)| *number)
    };
    let row = |kind: &VisitKind| VisitRow {
        kind: *kind,
        label: t.s(words::visit(*kind)).into_owned(),
        number: t.number(number(*kind)),
    };
    kinds.iter().map(row).collect()
}

fn row(
    t: Tr,
    facility: &Facility,
    states: &[FacilityState],
    form: &FormState,
    now: Instant,
) -> FacilityRow {
    let kind = facility.kind;
    let state = states.iter().find(|state| state.report.kind == kind);
    let (tag, age) = words::standing(t, state, now);
    let name = t.s(crate::web::words::facility(kind)).into_owned();
    let field = words::is_counted(kind).then(|| {
        let left = state.and_then(|state| state.report.free).map(|free| free.to_string());
        let form = FormState::new().with("free", left.unwrap_or_default());
        let label = t.named("keeping-left-of", name.as_str());
        let max = facility.count.to_string();
        Field::number(t, &form, "free", label)
            .id(format!("free-{kind}"))
            .attr("max", max)
            .attr("size", "4")
    });
    let said = words::SAID.iter().map(|(word, name)| (word.as_str(), t.s(*name).into_owned()));
    let of_keeper = |state: &FacilityState| state.report.source == ReportSource::Keeper;
    let just_done = form.value("tapped") == kind.as_str();
    FacilityRow {
        kind,
        name,
        count: facility.count,
        tag,
        age,
        field,
        said: said.collect(),
        can_undo: just_done && state.is_some_and(of_keeper),
    }
}
