//! While a call is written down: earlier orders that look like it, and what
//! category and unit it would go to.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::ports::MatchDraft;
use people::{PageError, Staff};
use ui::{Definition, Definitions, FormState, Prefs, Tr};

use super::super::order::{Similar, of_draft};
use crate::app::Desk;
use crate::app::place;
use crate::domain::request::Place;
use crate::web::category;
use crate::web::unit_basis;

/// Less than this says nothing worth comparing, in characters.
const CONTENT_MIN: usize = 4;

/// The part of the page that follows from what is typed.
#[derive(Template)]
#[template(path = "desk/similar.html")]
pub(in super::super) struct SimilarPart {
    t: Tr,
    similar: Vec<Similar>,
    proposal: Option<Definitions>,
    is_asked: bool,
}

impl askama::filters::HtmlSafe for SimilarPart {}

impl SimilarPart {
    /// For a form as it stands.
    pub(super) async fn of(
        desk: &Desk,
        staff: &Staff,
        t: Tr,
        form: &FormState,
    ) -> Result<Self, PageError> {
        let content = form.value("content");
        if content.chars().count() < CONTENT_MIN {
            return Ok(Self { t, similar: Vec::new(), proposal: None, is_asked: false });
        }
        let told = Place { address: form.value("address").to_owned(), ..Place::default() };
        let words = place::Words { title: form.value("title"), content };
        let atlas = desk.atlas.current();
        let told = place::chosen(&atlas, form.value("place"))
            .map_or(told.clone(), |chosen| Place { address: told.address, ..chosen });
        let place = place::locate(&atlas, told, words);
        let draft = MatchDraft {
            title: form.value("title").to_owned(),
            content: content.to_owned(),
            address: place.address.clone(),
            point_e7: place.point_e7,
            region_code: place.region_code.clone().unwrap_or_default(),
            at: desk.app.now(),
        };
        Ok(Self {
            t,
            similar: of_draft(desk, staff, t, &draft, None).await?,
            proposal: proposal(desk, t, &draft, &place),
            is_asked: true,
        })
    }
}

fn proposal(desk: &Desk, t: Tr, draft: &MatchDraft, place: &Place) -> Option<Definitions> {
    let rules = desk.rules();
    let (code, _) = desk.matches.categories(draft, 1).into_iter().next()?;
    if desk.matches.abstains(draft) {
        let label = t.s("desk-fact-category");
        let choose = Definition::new(label, t.s("model-unsure-short"));
        return Some(Definitions::new(vec![choose.note(category::path(t, &rules, &code))]));
    }
    let mut facts =
        vec![Definition::new(t.s("desk-fact-category"), category::path(t, &rules, &code))];
    let day = desk.app.now().day();
    if let Some(proposal) = rules.propose_unit(&code, place.region_code.as_deref(), day) {
        let name = unit_basis::name(t, &rules, &proposal);
        let why = unit_basis::basis(t, &rules, &proposal);
        facts.push(Definition::new(t.s("desk-fact-unit"), name).note(why));
    }
    let region = super::super::queue::place_name(desk, place.region_code.as_deref());
    if !region.is_empty() {
        facts.push(Definition::new(t.s("desk-filter-region"), region));
    }
    Some(Definitions::new(facts))
}

/// `GET /desk/similar`: the part alone, for the script.
pub(in super::super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let t = Tr::new(prefs.lang).at(desk.app.now());
    let form = FormState::from_pairs(pairs);
    Ok(ui::page(StatusCode::OK, &SimilarPart::of(&desk, &staff, t, &form).await?))
}
