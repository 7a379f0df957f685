//! Corrections that keepers propose: a named person accepts or declines.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use db::StoreError;
use people::record::{
    Action, Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Section, Show, Table, flash,
};
use people::{PageError, Staff, see_other};
use ui::{Button, Choice, EmptyState, FormState, Prefs, Tr, key};

use super::words;
use crate::app::Stations;
use crate::domain::ids::CorrectionId;
use crate::domain::keeping::can_direct;
use crate::domain::words::CorrectionState;
use crate::store::freshness::{self as store, Correction};

const PATH: &str = "/desk/corrections";

type Pairs = Vec<(String, String)>;

async fn read(
    stations: &Stations,
    staff: &Staff,
    asked: &Asked,
    limit: usize,
) -> Result<Vec<Correction>, StoreError> {
    let input = (
        asked.after(),
        asked.get("state").to_owned(),
        asked.pattern("q"),
        i64::try_from(limit).unwrap_or(i64::MAX),
    );
    let read = stations.app.db.read(input, |tx, (before, state, words, limit)| {
        Box::pin(store::corrections(tx, (before, state, words), *limit))
    });
    let mut rows: Vec<Correction> = read.await?;
    let (directory, rules) = (stations.directory.current(), stations.rules());
    rows.retain(|row| {
        let place = directory.station(&row.station);
        place.is_some_and(|place| can_direct(staff, &rules, &place.station.region.to_string()))
    });
    Ok(rows)
}

/// `GET /desk/corrections`
pub(super) async fn show(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let mut shell = stations.app.desk(&staff, prefs, key("corrections-title"));
    let t = shell.t;
    shell.flash = flash(t, &asked.form);
    if let Ok(id) = asked.get("id").parse::<CorrectionId>() {
        return one(&stations, &staff, shell, id).await;
    }
    let mut rows = read(&stations, &staff, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let states = CorrectionState::ALL.iter();
    let states = states.map(|state| Choice::new(state.as_str(), t.s(words::correction(*state).0)));
    let page = List {
        lead: t.s("corrections-lead").into_owned(),
        path: PATH,
        filters: vec![asked.search_field(t), asked.state_field(t, states)],
        actions: vec![
            asked.csv_button(t, "/desk/corrections.csv"),
            Button::link(t.s("links-title"), "/desk/station-links").small(),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("check-circle", t.s("corrections-empty"))),
        table: table(t, &rows),
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/corrections.csv`
pub(super) async fn sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&stations, &staff, &asked, SHEET_ROWS).await?;
    Ok(table(Tr::new(prefs.lang), &rows).csv("corrections.csv", str::to_owned))
}

fn table(t: Tr, rows: &[Correction]) -> Table {
    let head = [
        t.s("station-code"),
        t.s("correction-field"),
        t.s("correction-before"),
        t.s("correction-after"),
        t.s("record-state"),
        t.s("correction-by"),
    ];
    Table::new(head).rows(rows.iter().map(|row| {
        let (word, tone) = words::correction(row.state);
        vec![
            Cell::Link(row.station.clone(), format!("{PATH}?id={}", row.id)),
            Cell::Text(t.s(words::field(row.field)).into_owned()),
            Cell::Wide(row.before.clone()),
            Cell::Wide(row.proposed.clone()),
            Cell::tag(t.s(word), tone),
            Cell::Text(row.decided_by.clone()),
        ]
    }))
}

async fn one(
    stations: &Stations,
    staff: &Staff,
    shell: ui::Shell,
    id: CorrectionId,
) -> Result<Response, PageError> {
    let t = shell.t;
    let read = stations.app.db.read(id, |tx, id| Box::pin(store::correction(tx, *id)));
    let found: Option<Correction> = read.await?;
    let row = found.ok_or(PageError::NotFound)?;
    let seen = stations.seen(staff, &row.station).await?;
    if !seen.directs {
        return Err(PageError::NotFound);
    }
    let action = |name: &'static str, answer: &'static str| {
        Action::new(t.s(name), format!("{PATH}/{id}"))
            .hide("version", row.version)
            .hide("answer", answer)
    };
    let is_open = row.state == CorrectionState::Proposed;
    let actions = if is_open {
        vec![
            action(key("correction-accept"), "accept").main(),
            action(key("correction-decline"), "decline"),
        ]
    } else {
        Vec::new()
    };
    let page = Show {
        lead: seen.station.name.clone(),
        links: vec![Button::link(t.s("links-back"), PATH).small()],
        sections: vec![Section::new("what", t.s("correction-what")).table(table(t, &[row]))],
        actions,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

/// `POST /desk/corrections/{id}`
pub(super) async fn decide(
    State(stations): State<Stations>,
    Path(id): Path<CorrectionId>,
    staff: Staff,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let version = form.value("version").parse().unwrap_or_default();
    let accept = match form.value("answer") {
        "accept" => true,
        "decline" => false,
        _ => return Err(PageError::BadRequest),
    };
    stations.decide_correction(&staff, (id, version), accept).await?;
    Ok(see_other("/desk/corrections?done=saved"))
}
