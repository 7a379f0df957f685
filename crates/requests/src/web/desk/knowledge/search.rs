//! Search while a call is on: the part of a page that answers what is typed.
//! Without script the list answers the same question.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::PageError;
use ui::{Prefs, Tag, Tr};

use super::words;
use crate::app::Desk;
use crate::domain::knowledge::Standing;
use crate::web::record::{Asked, unit_name};

/// Entries shown.
const SHOWN: i64 = 5;

#[derive(Template)]
#[template(path = "knowledge/search.html")]
struct SearchPart {
    t: Tr,
    found: Vec<Found>,
    is_asked: bool,
    more: String,
}

struct Found {
    href: String,
    question: String,
    answer: String,
    basis: String,
    owner: String,
    /// What to be careful about.
    warning: Option<Tag>,
}

/// `GET /desk/knowledge/search?q=`
pub(super) async fn show(
    State(desk): State<Desk>,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let t = Tr::new(prefs.lang).at(desk.app.now());
    let words = asked.get("q");
    let entries = desk.search_knowledge(words, false, SHOWN).await?;
    let today = desk.app.now().day();
    let found = entries.into_iter().map(|entry| {
        let standing = entry.standing(today);
        let warning = (standing != Standing::Sound).then(|| {
            Tag::new(t.s(words::standing_key(standing))).tone(words::standing_tone(standing))
        });
        Found {
            href: format!("/desk/knowledge/{}", entry.id),
            owner: unit_name(&desk, Some(entry.text.owner_unit)),
            question: entry.text.question,
            answer: entry.text.answer,
            basis: entry.text.basis,
            warning,
        }
    });
    let part = SearchPart {
        found: found.collect(),
        is_asked: !words.is_empty(),
        more: asked.href("/desk/knowledge"),
        t,
    };
    Ok(ui::page(StatusCode::OK, &part))
}
