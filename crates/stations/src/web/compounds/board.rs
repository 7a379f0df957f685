//! `GET /compounds/{id}/gates/{gate}/board`: the 场所码 to hang at a gate. Who
//! scans it is one tap from the code for this gate.

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

#[derive(Template)]
#[template(path = "compounds/board.html")]
struct BoardPage {
    shell: Shell,
    id: String,
    gate: String,
    entrance: String,
    hours: String,
    contact: String,
    property: String,
    picture: Html,
    url: String,
}

/// `GET /compounds/{id}/gates/{gate}/board`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path((id, gate)): Path<(String, String)>,
    viewer: Viewer,
    prefs: Prefs,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let (whole, place) = stations.friendly_compound(&id).await?;
    let gate = whole.gates.into_iter().find(|one| one.id == gate).ok_or(PageError::NotFound)?;
    let shell = stations.app.shell_titled(&viewer, prefs, place.name.clone());
    let url = format!("{}/compounds/{id}?gate={}", origin(&stations.app, &headers), gate.id);
    let page = BoardPage {
        picture: qr(&url, &shell.t.s("compound-board-code")),
        gate: gate.name,
        entrance: gate.entrance,
        hours: hours::in_words(shell.t, &gate.hours),
        contact: gate.contact,
        property: whole.compound.property,
        id,
        url,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}
