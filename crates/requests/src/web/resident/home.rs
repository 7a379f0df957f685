//! The first page: report, follow, or call.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::Viewer;
use ui::{Prefs, Shell, Tile, Tiles, Tr, key};

use crate::app::Desk;

#[derive(Template)]
#[template(path = "resident/home.html")]
struct HomePage {
    shell: Shell,
    tiles: Tiles,
}

pub(super) async fn show(State(desk): State<Desk>, viewer: Viewer, prefs: Prefs) -> Response {
    let shell = desk.app.shell(&viewer, prefs, key("home-title"));
    let tiles = tiles(&desk, shell.t);
    ui::page(StatusCode::OK, &HomePage { shell, tiles })
}

/// The desk's own places, then those of other capabilities.
fn tiles(desk: &Desk, t: Tr) -> Tiles {
    let own = [
        Tile::new("edit", t.s("home-report"), "/report").hint(t.s("home-report-hint")).primary(),
        Tile::new("search", t.s("home-track"), "/track").hint(t.s("home-track-hint")),
        Tile::new("book", t.s("knowledge-public-title"), "/knowledge"),
        Tile::new("message", t.s("topics-public-title"), "/topics"),
        Tile::new("calendar", t.s("receptions-public-title"), "/receptions"),
        Tile::new("list", t.s("lists-public-title"), "/lists"),
    ];
    let others = desk.app.home.iter().map(|entry| {
        let tile = Tile::new(entry.icon, t.s(entry.label_key), entry.href);
        if entry.hint_key.is_empty() { tile } else { tile.hint(t.s(entry.hint_key)) }
    });
    Tiles::new(own.into_iter().chain(others).collect())
}
