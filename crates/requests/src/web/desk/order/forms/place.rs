//! The form that puts right where an order lies, or proposes it.

use ui::{Choice, Field, Html, key};

use super::super::act::place::PROPOSAL;
use super::super::sections::place_words;
use super::Maker;
use crate::app::place;
use crate::domain::order::Verb;
use crate::domain::place_correction::PlaceCorrectionState;
use crate::domain::request::{ADDRESS_MAX, Place};
use crate::web::whereabouts::offers;

impl Maker<'_> {
    pub(super) fn place_forms(&mut self) {
        if self.may(Verb::CorrectPlace) {
            let fields = self.place_fields("place", key("place-reason"));
            self.push("place", "", fields);
        } else if self.may(Verb::ProposePlace) && self.proposed().is_none() {
            let fields = self.place_fields("place-proposal", key("place-proposal-reason"));
            self.push("place-proposal", "", fields);
        }
    }

    /// The place that waits for a decision.
    fn proposed(&self) -> Option<&Place> {
        let mut rows = self.view.procedures.places.iter();
        rows.find(|row| row.state == PlaceCorrectionState::Proposed).map(|row| &row.to)
    }

    fn place_fields(&self, resource: &str, reason: &'static str) -> Vec<Html> {
        let (t, view) = (self.t, self.view);
        let form = self.form(resource).with("place_address", view.request.address.clone());
        let address = Field::text(t, &form, "place_address", t.s("place-address"))
            .hint(t.s("place-address-hint"))
            .counted(ADDRESS_MAX);
        let form = match self.proposed() {
            Some(_) => form.with("place", PROPOSAL),
            None => form.with("place", ""),
        };
        let which = Field::radios(t, &form, "place", t.s("place-which"));
        let which = which.choices(self.place_choices(form.value("place_address")));
        vec![address.to_html(), which.to_html(), self.text(resource, "place_reason", reason)]
    }

    /// What was proposed, what is written, and what that and the words may mean.
    fn place_choices(&self, address: &str) -> Vec<Choice> {
        let (t, view) = (self.t, self.view);
        let atlas = self.desk.atlas.current();
        let told = Place { address: address.to_owned(), ..Place::default() };
        let words = place::Words { title: &view.request.title, content: &view.request.content };
        let mut choices = Vec::new();
        if let Some(proposed) = self.proposed() {
            let words = place_words(self.desk, proposed);
            choices.push(Choice::new(PROPOSAL, t.named("place-as-proposed", words.as_str())));
        }
        choices.push(Choice::new("", t.s("place-as-written")));
        for offer in offers(t, &atlas, &place::find(&atlas, &told, words), "") {
            let parts = [offer.kind.as_str(), offer.parents.as_str(), offer.reasons.as_str()];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            choices.push(Choice::new(offer.handle, offer.name).hint(parts.join(" · ")));
        }
        choices
    }
}
