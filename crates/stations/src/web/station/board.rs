//! `GET /stations/{code}/board`: a sheet to hang at the door, with a code that leads to the page.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use people::{PageError, Viewer};
use ui::{Html, Prefs, Shell};

use crate::app::Stations;
use crate::web::hours;
use crate::web::origin::origin;
use crate::web::qr::qr;
use crate::web::words;

#[derive(Template)]
#[template(path = "station/board.html")]
struct BoardPage {
    shell: Shell,
    code: String,
    brand: String,
    address: String,
    phone: String,
    has: Vec<String>,
    days: Vec<(String, String)>,
    picture: Html,
    url: String,
    territorial: String,
}

/// `GET /stations/{code}/board`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let directory = stations.directory.current();
    let place = directory.station(&code).ok_or(PageError::NotFound)?;
    let station = &place.station;
    let shell = stations.app.shell_titled(&viewer, prefs, station.name.clone());
    let t = shell.t;
    let url = format!("{}/stations/{code}", origin(&stations.app, &headers));
    let has = place.facilities.iter();
    let page = BoardPage {
        brand: station.brand.clone(),
        address: station.address.clone(),
        phone: station.phone.clone(),
        has: has.map(|facility| t.s(words::facility(facility.kind)).into_owned()).collect(),
        days: hours::usual(t, &directory.usual_week(place)),
        picture: qr(&url, &t.s("station-board-code")),
        territorial: station.parties.territorial.clone(),
        url,
        code,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}
