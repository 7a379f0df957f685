//! Names of places that hold what is typed into the address, as options.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::Desk;

/// Names offered at most.
const OFFERED: usize = 10;

/// What is typed.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(in super::super) struct Ask {
    q: String,
}

#[derive(Template)]
#[template(path = "desk/places.html")]
struct Places {
    names: Vec<String>,
}

/// `GET /desk/places`
pub(in super::super) async fn show(State(desk): State<Desk>, Query(ask): Query<Ask>) -> Response {
    let atlas = desk.atlas.current();
    // What was typed before the last blank stays; the last word is completed.
    let words = ask.q.trim();
    let word = words.rsplit(' ').next().unwrap_or(words);
    let mut names = Vec::new();
    if !word.is_empty() {
        let compounds = atlas.compounds().iter().filter(|c| c.name.contains(word));
        names.extend(compounds.map(|c| format!("{} {}", atlas.path_name(c.community), c.name)));
        let landmarks = atlas.landmarks().iter().filter(|l| l.name.contains(word));
        names.extend(landmarks.map(|landmark| landmark.name.clone()));
        let roads = atlas.roads().iter().filter(|r| r.name.contains(word));
        names.extend(roads.map(|road| road.name.clone()));
        let regions = atlas.regions().filter(|r| r.parent.is_some() && r.name.contains(word));
        names.extend(regions.map(|region| atlas.path_name(region.code)));
    }
    names.truncate(OFFERED);
    ui::page(StatusCode::OK, &Places { names })
}
