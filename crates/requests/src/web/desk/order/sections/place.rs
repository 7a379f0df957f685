//! Where the order was said to lie, and who put it right.

use ui::{Button, Field, Tag};

use super::super::super::queue;
use super::{Drawing, Item, Section};
use crate::app::Desk;
use crate::domain::order::Verb;
use crate::domain::permission;
use crate::domain::place_correction::{PlaceCorrection, PlaceCorrectionState};
use crate::domain::request::Place;
use crate::web::words::place_correction_word;

/// A place in words: region, compound, address.
pub(in super::super) fn place_words(desk: &Desk, place: &Place) -> String {
    let atlas = desk.atlas.current();
    let compound = place.compound_id.as_deref().and_then(|id| atlas.compound(id));
    let compound = compound.map(|compound| compound.name.clone());
    let compound = compound.filter(|name| !place.address.contains(name.as_str()));
    let parts = [
        queue::place_name(desk, place.region_code.as_deref()),
        compound.unwrap_or_default(),
        place.address.trim().to_owned(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// Corrections and proposals, newest first.
pub(super) fn section(d: &Drawing<'_>) -> Option<Section> {
    let items: Vec<Item> = d.view.procedures.places.iter().rev().map(|row| item(d, row)).collect();
    (!items.is_empty()).then(|| Section {
        id: "places",
        title: d.t.s("place-section").into_owned(),
        aside: String::new(),
        icon: "pin",
        items,
        more: None,
    })
}

fn item(d: &Drawing<'_>, row: &PlaceCorrection) -> Item {
    let t = d.t;
    let (word, tone) = place_correction_word(row.state);
    let was = place_words(d.desk, &row.from);
    let was = if was.is_empty() { t.s("place-unknown").into_owned() } else { was };
    Item {
        tags: vec![Tag::new(t.s(word)).tone(tone)],
        title: place_words(d.desk, &row.to),
        meta: d.when_and_who(row.at, row.by),
        texts: [
            Some(t.named("place-was", was.as_str())),
            Some(row.reason.clone()),
            row.decision.clone(),
        ]
        .into_iter()
        .flatten()
        .collect(),
        forms: decision(d, row).into_iter().collect(),
        ..Item::default()
    }
}

/// To leave the place as it is; to take the proposal there is the form below.
fn decision(d: &Drawing<'_>, row: &PlaceCorrection) -> Option<super::SmallForm> {
    let waits = row.state == PlaceCorrectionState::Proposed;
    let may = permission::can(d.staff, Verb::KeepPlace, &d.view.order);
    if !waits || !may || d.is_barred {
        return None;
    }
    let form = d.form("place-decision");
    let label = d.t.s("place-decision-reason");
    let field = Field::textarea(d.t, form, "place_decision", label).rows(2).required();
    let title = d.t.s("place-act-decision").into_owned();
    let button = Button::submit(&title).small();
    let fields = vec![field.to_html()];
    Some(d.small_form("place-decision", title, Vec::new(), fields, vec![button]))
}
