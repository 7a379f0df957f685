//! While a call is written down: where the words say it is, with what else
//! they may mean, to be taken with one key. Nothing is taken by itself.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use ui::{FormState, Prefs, Tr};

use crate::app::{Desk, place};
use crate::domain::request::Place;
use crate::web::whereabouts::{Offer, offers};

/// Fewer letters than this name no place.
const LETTERS_MIN: usize = 2;

/// The part of the page that says where.
#[derive(Template)]
#[template(path = "desk/where.html")]
pub(in super::super) struct WherePart {
    t: Tr,
    offers: Vec<Offer>,
    outside: Option<String>,
    is_chosen: bool,
}

impl askama::filters::HtmlSafe for WherePart {}

impl WherePart {
    /// For a form as it stands.
    pub(super) fn of(desk: &Desk, t: Tr, form: &FormState) -> Self {
        let told = Place { address: form.value("address").to_owned(), ..Place::default() };
        let (title, content) = (form.value("title"), form.value("content"));
        let letters = told.address.chars().count().max(content.chars().count());
        if letters < LETTERS_MIN {
            return Self { t, offers: Vec::new(), outside: None, is_chosen: false };
        }
        let atlas = desk.atlas.current();
        let answer = place::find(&atlas, &told, place::Words { title, content });
        let offers = offers(t, &atlas, &answer, form.value("place"));
        let is_chosen = offers.iter().any(|offer| offer.is_chosen);
        Self { t, offers, outside: answer.outside, is_chosen }
    }
}

/// What was sent, after a place was chosen without script: the choice is kept,
/// a second press lets it go, and the address says it where nothing stood.
pub(super) fn taken(desk: &Desk, mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    let sent = FormState::from_pairs(pairs.clone());
    let choice = sent.value("choose").to_owned();
    if choice.is_empty() {
        return pairs;
    }
    let is_known = place::chosen(&desk.atlas.current(), &choice).is_some();
    let is_again = sent.value("place") == choice;
    let kept = if is_known && !is_again { choice } else { String::new() };
    pairs.retain(|(name, _)| name != "place");
    pairs.push(("place".into(), kept));
    let chosen = FormState::from_pairs(pairs.clone());
    let part = WherePart::of(desk, Tr::new(ui::Lang::ZhCn), &chosen);
    let offer = part.offers.into_iter().find(|offer| offer.is_chosen);
    if let Some(offer) = offer.filter(|_| chosen.value("address").is_empty()) {
        pairs.retain(|(name, _)| name != "address");
        pairs.push(("address".into(), offer.address));
    }
    pairs
}

/// `GET /desk/where`: the part alone, for the script.
pub(in super::super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    prefs: Prefs,
) -> Response {
    let t = Tr::new(prefs.lang).at(desk.app.now());
    ui::page(StatusCode::OK, &WherePart::of(&desk, t, &FormState::from_pairs(pairs)))
}
