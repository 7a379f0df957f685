//! The first page: report, follow, or call.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::Viewer;
use ui::{Prefs, Shell, key};

use crate::app::Desk;

#[derive(Template)]
#[template(path = "resident/home.html")]
struct HomePage {
    shell: Shell,
}

pub(super) async fn show(State(desk): State<Desk>, viewer: Viewer, prefs: Prefs) -> Response {
    let shell = desk.app.shell(&viewer, prefs, key("home-title"));
    ui::page(StatusCode::OK, &HomePage { shell })
}
