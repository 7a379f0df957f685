//! Links that wait for a keeper's answer: for the district to print or send.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use db::{StoreError, Tx};
use people::record::{Asked, Cell, List, PAGE_ROWS, Table};
use people::{PageError, Staff};
use ui::{Button, EmptyState, Prefs, Tr, key};

use crate::app::Stations;
use crate::domain::keeping::{ConfirmLink, can_direct};
use crate::store::freshness as store;
use crate::web::origin::origin;

const PATH: &str = "/desk/station-links";

async fn read(
    stations: &Stations,
    staff: &Staff,
    asked: &Asked,
) -> Result<Vec<ConfirmLink>, StoreError> {
    let db = &stations.app.db;
    let mut links: Vec<ConfirmLink> =
        db.read((), |tx: &mut Tx<'_>, ()| Box::pin(store::links(tx))).await?;
    let directory = stations.directory.current();
    let (words, rules) = (asked.get("q"), stations.rules());
    links.retain(|link| {
        directory.station(&link.station).is_some_and(|place| {
            let station = &place.station;
            can_direct(staff, &rules, &station.region.to_string())
                && (words.is_empty() || station.name.contains(words) || station.code == words)
        })
    });
    Ok(links)
}

/// `GET /desk/station-links`
pub(super) async fn show(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.desk(&staff, prefs, key("links-title"));
    let t = shell.t;
    let all = read(&stations, &staff, &asked).await?;
    let count = all.len();
    let after = all.iter().position(|link| link.id.to_string() == asked.get("after"));
    let rest = all.into_iter().skip(after.map_or(0, |at| at + 1));
    let mut rows: Vec<ConfirmLink> = rest.take(PAGE_ROWS + 1).collect();
    let pager = asked.pager(t, PATH, &mut rows, |link| link.id.to_string());
    let page = List {
        lead: t.n("links-lead", count),
        path: PATH,
        filters: vec![asked.search_field(t)],
        actions: vec![
            asked.csv_button(t, "/desk/station-links.csv"),
            Button::link(t.s("corrections-title"), "/desk/corrections").small(),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("check-circle", t.s("links-empty"))),
        table: table(&stations, t, &rows, &origin(&stations.app, &headers)),
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/station-links.csv`
pub(super) async fn sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&stations, &staff, &asked).await?;
    let origin = origin(&stations.app, &headers);
    let table = table(&stations, Tr::new(prefs.lang), &rows, &origin);
    Ok(table.csv("station-links.csv", str::to_owned))
}

fn table(stations: &Stations, t: Tr, links: &[ConfirmLink], origin: &str) -> Table {
    let directory = stations.directory.current();
    let head = [
        t.s("station-name"),
        t.s("station-phone"),
        t.s("keeping-assured"),
        t.s("links-address"),
        t.s("links-until"),
    ];
    Table::new(head).rows(links.iter().filter_map(|link| {
        let station = &directory.station(&link.station)?.station;
        let address = format!("{origin}/stations/confirm/{}", stations.link_token(link.id));
        let book = format!("/desk/keeping/{}/book", station.code);
        Some(vec![
            Cell::Link(format!("{} {}", station.code, station.name), book),
            Cell::Text(station.phone.clone()),
            Cell::Text(station.assured_on.clone()),
            Cell::Wide(address),
            Cell::Text(t.date(link.expires_at)),
        ])
    }))
}
