//! The gallery: every component in its states, on a resident page, a desk
//! page and a board. It is where a component is looked at first, and its test.

mod samples;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::html::Html;
use crate::prefs::Prefs;
use crate::shell::{Flash, NavItem, Shell, Surface, Tone, UserBadge};
use crate::site::Site;
use crate::tr::{Tr, key};
use crate::{FormState, page};

/// `/gallery`, `/gallery/desk`, `/gallery/board`. They show invented data
/// only and may be open to everybody.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/gallery", get(resident))
        .route("/gallery/desk", get(desk))
        .route("/gallery/board", get(board))
}

/// A component drawn by a builder, under its name.
struct Sample {
    id: &'static str,
    title: String,
    parts: Vec<Html>,
}

#[derive(Template)]
#[template(path = "gallery/resident.html")]
struct ResidentPage {
    shell: Shell,
    form: FormState,
    icons: Vec<&'static str>,
    map: Html,
    timeline: Html,
    samples: Vec<Sample>,
}

#[derive(Template)]
#[template(path = "gallery/case.html")]
struct DeskPage {
    shell: Shell,
    form: FormState,
    tabs: Html,
    queue: Html,
    clocks: Vec<Html>,
    facts: Html,
    timeline: Html,
    map: Html,
    meters: Vec<(String, Html)>,
}

#[derive(Template)]
#[template(path = "gallery/board.html")]
struct BoardPage {
    shell: Shell,
    form: FormState,
    kpis: Html,
    map: Html,
    figures: Vec<Html>,
    rows: Vec<(String, i64, Html, String, bool)>,
    samples: Vec<Sample>,
}

async fn resident(prefs: Prefs) -> Response {
    page(StatusCode::OK, &resident_page(prefs))
}

async fn desk(prefs: Prefs) -> Response {
    page(StatusCode::OK, &desk_page(prefs))
}

async fn board(prefs: Prefs) -> Response {
    page(StatusCode::OK, &board_page(prefs))
}

fn resident_page(prefs: Prefs) -> ResidentPage {
    let t = Tr::new(prefs.lang);
    let shell =
        Shell { nav: resident_nav(), ..Shell::new(prefs, site(t), t.s("gallery-title-resident")) };
    ResidentPage {
        form: samples::wrong_form(),
        icons: crate::icon::names().collect(),
        map: samples::place_map(t),
        timeline: samples::timeline(t),
        samples: samples::resident(t),
        shell,
    }
}

fn desk_page(prefs: Prefs) -> DeskPage {
    let t = Tr::new(prefs.lang);
    let undo_action = Some("/gallery/desk".to_owned());
    let flash = Flash { tone: Tone::Ok, text: t.s("gallery-flash").into_owned(), undo_action };
    DeskPage {
        shell: Shell {
            flash: Some(flash),
            ..desk_shell(prefs, t.s("gallery-title-desk").into_owned())
        },
        form: FormState::new().with("reply", t.s("gallery-reply-text")),
        tabs: samples::tabs(t),
        queue: samples::queue(t),
        clocks: samples::clocks(t),
        facts: samples::facts(t),
        timeline: samples::timeline(t),
        map: samples::match_map(t),
        meters: samples::meters(t),
    }
}

fn board_page(prefs: Prefs) -> BoardPage {
    let t = Tr::new(prefs.lang);
    BoardPage {
        shell: desk_shell(prefs, t.s("gallery-title-board").into_owned()),
        form: FormState::new(),
        kpis: samples::kpis(t),
        map: samples::area_map(t),
        figures: samples::figures(t),
        rows: samples::rows(t),
        samples: samples::shared(t),
    }
}

fn desk_shell(prefs: Prefs, title: String) -> Shell {
    let t = Tr::new(prefs.lang);
    let user = UserBadge {
        name: t.s("gallery-person").into_owned(),
        unit: t.s("gallery-unit").into_owned(),
        role_key: "gallery-role",
    };
    Shell {
        surface: Surface::Desk,
        nav: desk_nav(),
        user: Some(user),
        ..Shell::new(prefs, site(t), title)
    }
}

fn site(t: Tr) -> Arc<Site> {
    let text = |key: &str| t.s(key).into_owned();
    Arc::new(Site {
        name: text(key("gallery-site-name")),
        short_name: text(key("gallery-site-place")),
        sponsor: text(key("gallery-unit")),
        phone: "12345".to_owned(),
        demo_notice: text(key("gallery-demo")),
        ..Site::default()
    })
}

fn resident_nav() -> Vec<NavItem> {
    let item = |href: &str, label_key, icon, current| NavItem {
        href: href.to_owned(),
        label_key,
        icon,
        current,
        count: None,
        section_key: "",
    };
    vec![
        item("/gallery", key("gallery-title-resident"), "grid", true),
        item("/gallery/desk", key("gallery-title-desk"), "desk", false),
        item("/gallery/board", key("gallery-title-board"), "chart", false),
    ]
}

fn desk_nav() -> Vec<NavItem> {
    let item = |href: &str, label_key, icon, count| NavItem {
        href: href.to_owned(),
        label_key,
        icon,
        current: false,
        count,
        section_key: "",
    };
    vec![
        item("/gallery/desk", key("gallery-nav-desk"), "desk", Some(23)),
        item("/gallery/board", key("gallery-nav-board"), "chart", None),
        item("/gallery", key("gallery-nav-parts"), "grid", None),
    ]
}

#[cfg(test)]
mod tests;
