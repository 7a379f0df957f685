//! A list of things, each with its name, its tags and a few lines.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use ui::{EmptyState, Field, Pager, Shell, Tag};

/// A filter that one tap puts on.
pub(super) struct Chip {
    pub(super) label: String,
    pub(super) href: String,
    pub(super) is_on: bool,
}

/// One thing.
#[derive(Default)]
pub(super) struct Card {
    /// Where more of it stands; empty for nothing more.
    pub(super) href: String,
    pub(super) name: String,
    pub(super) tags: Vec<Tag>,
    pub(super) lines: Vec<String>,
}

/// Things of one kind, under their heading.
pub(super) struct Group {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) note: String,
    pub(super) cards: Vec<Card>,
}

/// Words to look for, beside the filter that is on.
pub(super) struct Search {
    pub(super) action: &'static str,
    pub(super) field: Field,
    pub(super) hidden: Vec<(&'static str, String)>,
}

/// The page.
#[derive(Template)]
#[template(path = "register/cards.html")]
pub(super) struct CardsPage {
    pub(super) shell: Shell,
    pub(super) lead: String,
    pub(super) chips: Vec<Chip>,
    pub(super) chips_label: String,
    pub(super) groups: Vec<Group>,
    pub(super) empty: Option<EmptyState>,
    pub(super) search: Option<Search>,
    pub(super) pager: Pager,
}

impl CardsPage {
    /// Answers with it.
    pub(super) fn site(self) -> Response {
        ui::page(StatusCode::OK, &self)
    }
}
