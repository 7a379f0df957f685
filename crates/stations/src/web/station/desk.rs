//! The directory for staff: a table to search, sort and take along.

use axum::extract::State;
use axum::response::Response;
use kernel::time::Instant;
use people::record::{Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Table, any_of};
use people::{PageError, Staff};
use places::Atlas;
use ui::{Choice, EmptyState, Field, Prefs, Tag, Tone, Tr, key};

use super::query::Query;
use crate::app::Stations;
use crate::domain::directory::{Directory, Match};
use crate::domain::words::{StationStatus, StationType};
use crate::web::hours::in_words;
use crate::web::words;

const PATH: &str = "/desk/stations";
/// What the table can be sorted by.
const SORTS: [&str; 3] = ["code", "name", "assured"];

/// `GET /desk/stations`
pub(super) async fn show(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.desk(&staff, prefs, key("station-desk-title"));
    let (t, now) = (shell.t, stations.app.now());
    let (directory, atlas) = (stations.directory.current(), stations.atlas.current());
    let found = found(&directory, &asked, now);
    let last = found.iter().position(|found| found.place.station.code == asked.get("after"));
    let rest = found.get(last.map_or(0, |last| last + 1)..).unwrap_or_default();
    let mut rows: Vec<Match<'_>> = rest.iter().take(PAGE_ROWS + 1).copied().collect();
    let pager = asked.pager(t, PATH, &mut rows, |found| found.place.station.code.clone());
    let csv = asked.csv_button(t, "/desk/stations.csv");
    let page = List {
        lead: t.n("station-desk-lead", found.len()),
        actions: vec![csv],
        path: PATH,
        filters: filters(t, &asked, &directory),
        empty: rows.is_empty().then(|| EmptyState::new("pin", t.s("station-none"))),
        table: table(t, &directory, &atlas, &rows, now),
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/stations.csv`
pub(super) async fn sheet(
    State(stations): State<Stations>,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let now = stations.app.now();
    let (directory, atlas) = (stations.directory.current(), stations.atlas.current());
    let mut rows = found(&directory, &asked, now);
    rows.truncate(SHEET_ROWS);
    let table = table(Tr::new(prefs.lang), &directory, &atlas, &rows, now);
    Ok(table.csv("stations.csv", str::to_owned))
}

fn found<'a>(directory: &'a Directory, asked: &Asked, now: Instant) -> Vec<Match<'a>> {
    let query = Query::of(&asked.form);
    let mut found = directory.find(&query.wanted(now), None);
    if let Some(status) = asked.parse::<StationStatus>("status") {
        found.retain(|found| found.place.station.status == status);
    }
    match asked.get("sort") {
        "name" => found.sort_by_key(|found| {
            (found.place.station.name.clone(), found.place.station.code.clone())
        }),
        "assured" => found.sort_by_key(|found| {
            (found.place.station.assured_on.clone(), found.place.station.code.clone())
        }),
        _ => {}
    }
    found
}

fn filters(t: Tr, asked: &Asked, directory: &Directory) -> Vec<Field> {
    let form = &asked.form;
    let brands: std::collections::BTreeSet<&str> =
        directory.stations().iter().map(|place| place.station.brand.as_str()).collect();
    let brands = brands.into_iter().map(|brand| Choice::new(brand, brand));
    let kinds = StationType::ALL.iter();
    let kinds = kinds.map(|kind| Choice::new(kind.as_str(), t.s(words::kind(*kind))));
    let states = StationStatus::ALL.iter();
    let states = states.map(|state| Choice::new(state.as_str(), t.s(words::status(*state))));
    let sorts = SORTS.iter().map(|sort| {
        let name = match *sort {
            "name" => t.s("station-name"),
            "assured" => t.s("station-sort-assured"),
            _ => t.s("station-code"),
        };
        Choice::new(sort, name)
    });
    vec![
        asked.search_field(t),
        Field::select(t, form, "status", t.s("record-state")).choices(any_of(t, states)),
        Field::select(t, form, "brand", t.s("station-brand")).choices(any_of(t, brands)),
        Field::select(t, form, "type", t.s("station-type")).choices(any_of(t, kinds)),
        Field::select(t, form, "sort", t.s("station-sort")).choices(sorts),
    ]
}

fn table(t: Tr, directory: &Directory, atlas: &Atlas, rows: &[Match<'_>], now: Instant) -> Table {
    let head = [
        t.s("station-code"),
        t.s("station-name"),
        t.s("record-state"),
        t.s("station-brand"),
        t.s("station-type"),
        t.s("station-region"),
        t.s("station-address"),
        t.s("station-hours"),
        t.s("station-facilities"),
        t.s("station-services"),
        t.s("station-assured-on"),
    ];
    Table::new(head).rows(rows.iter().map(|found| {
        let (place, station) = (found.place, &found.place.station);
        let open = directory.is_open(place, now);
        let state = match (station.status, open) {
            (StationStatus::Open, true) => (t.s("station-hours-open"), Tone::Ok),
            (StationStatus::Open, false) => (t.s("station-hours-closed"), Tone::Neutral),
            (other, _) => (t.s(words::status(other)), Tone::Warn),
        };
        let label = state.0.into_owned();
        vec![
            Cell::Text(station.code.clone()),
            Cell::Link(station.name.clone(), format!("/stations/{}", station.code)),
            Cell::Tags(vec![(label.clone(), Tag::new(label).tone(state.1))]),
            Cell::Text(station.brand.clone()),
            Cell::Text(t.s(words::kind(station.kind)).into_owned()),
            Cell::Text(atlas.path_name(station.region)),
            Cell::Text(station.address.clone()),
            Cell::Wide(in_words(t, &station.hours)),
            Cell::Num(place.facilities.len() as i64),
            Cell::Num(place.services.len() as i64),
            Cell::Text(station.assured_on.clone()),
        ]
    }))
}
