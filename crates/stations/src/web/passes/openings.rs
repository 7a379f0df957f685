//! Who opened which lines of gates, and what for: for the auditor.

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use people::domain::disclosure::Purpose;
use people::record::{Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Table, any_of};
use people::{PageError, Staff};
use ui::{Choice, EmptyState, Field, Prefs, Tr, key};

use super::words;
use crate::app::Stations;
use crate::domain::pass::{Opening, PURPOSES};
use crate::store::pass as store;

const PATH: &str = "/desk/gate-openings";

async fn read(
    stations: &Stations,
    asked: &Asked,
    limit: usize,
) -> Result<Vec<Opening>, StoreError> {
    let job = (
        (asked.after(), asked.get("purpose").to_owned(), asked.pattern("q")),
        i64::try_from(limit).unwrap_or(i64::MAX),
    );
    let read = stations.app.db.read(job, |tx, ((before, purpose, words), limit)| {
        Box::pin(store::openings(tx, (before, purpose, words), *limit))
    });
    read.await
}

/// `GET /desk/gate-openings`
pub(super) async fn list(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.desk(&staff, prefs, key("openings-title"));
    let t = shell.t;
    let mut rows = read(&stations, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let choice = |one: &Purpose| Choice::new(one.as_str(), t.s(one.label_key()));
    let page = List {
        lead: t.s("openings-lead").into_owned(),
        actions: vec![asked.csv_button(t, "/desk/gate-openings.csv")],
        path: PATH,
        filters: vec![
            asked.search_field(t),
            Field::select(t, &asked.form, "purpose", t.s("lines-purpose"))
                .choices(any_of(t, PURPOSES.iter().map(choice))),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("shield", t.s("openings-none"))),
        table: table(t, &stations, &rows),
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/gate-openings.csv`
pub(super) async fn sheet(
    State(stations): State<Stations>,
    _: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&stations, &asked, SHEET_ROWS).await?;
    let t = Tr::new(prefs.lang);
    Ok(table(t, &stations, &rows).csv("gate-openings.csv", str::to_owned))
}

/// Openings, without the person: the auditor looks at who opened.
fn table(t: Tr, stations: &Stations, rows: &[Opening]) -> Table {
    let atlas = stations.atlas.current();
    let head = [
        t.s("openings-at"),
        t.s("openings-by"),
        t.s("compound-name"),
        t.s("lines-hour"),
        t.s("lines-purpose"),
        t.s("lines-incident"),
        t.s("lines-reason"),
    ];
    Table::new(head).rows(rows.iter().map(|one| {
        let place = atlas.compound(&one.compound).map(|place| place.name.clone());
        vec![
            Cell::Text(t.date_time(one.at)),
            Cell::Text(format!("{} {}", one.unit_name, one.account_name)),
            Cell::Text(place.unwrap_or_else(|| one.compound.clone())),
            Cell::Text(words::hour(t, &one.hour)),
            Cell::Text(t.s(one.purpose.label_key()).into_owned()),
            Cell::Text(one.incident.clone()),
            Cell::Wide(one.reason.clone()),
        ]
    }))
}
