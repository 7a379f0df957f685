//! Parts of other units, and offers to take the order over.

use ui::{Button, Field, Tag, Tone};

use super::super::super::clock;
use super::{Drawing, Item, Section};
use crate::app::joint::settling_role;
use crate::domain::change::TEXT_MAX;
use crate::domain::joint::{self, Nature};
use crate::domain::order::{Order, Verb};
use crate::web::words::{handover_word, nature_key, state_key, state_tone};

/// The parts; on a part, the order it belongs to.
pub(super) fn parts(d: &Drawing<'_>) -> Option<Section> {
    if let Some(whole) = &d.view.procedures.whole {
        let state = Tag::new(d.t.s(state_key(whole.state))).tone(state_tone(whole.state));
        let item = Item {
            tags: vec![Tag::new(d.t.s(nature_key(d.view.order.nature))).tone(Tone::Info), state],
            title: d.unit(whole.unit_id),
            meta: whole.order_no.to_string(),
            texts: vec![d.t.s("joint-part-of").into_owned()],
            ..Item::default()
        };
        return Some(section(d, vec![item], String::new()));
    }
    let parts = &d.view.procedures.parts;
    if parts.is_empty() {
        return None;
    }
    let waits = joint::waits_for(parts).count();
    let aside = if waits > 0 { d.t.n("joint-waits", waits) } else { String::new() };
    Some(section(d, parts.iter().map(|part| item(d, part)).collect(), aside))
}

fn section(d: &Drawing<'_>, items: Vec<Item>, aside: String) -> Section {
    Section {
        id: "parts",
        title: d.t.s("joint-section").into_owned(),
        aside,
        icon: "users",
        items,
        more: None,
    }
}

fn item(d: &Drawing<'_>, part: &Order) -> Item {
    let (t, now) = (d.t, d.desk.app.now());
    let mut tags = vec![
        Tag::new(t.s(nature_key(part.nature))),
        Tag::new(t.s(state_key(part.state))).tone(state_tone(part.state)),
    ];
    if let Some(due) = part.handle_due_at {
        let is_late = part.closed_at.map_or(now >= due, |closed| closed >= due);
        if is_late {
            tags.push(Tag::new(t.s("joint-late")).tone(Tone::Bad).icon("alert"));
        } else if !part.state.is_done() {
            tags.push(Tag::new(clock::left(t, due, now)));
        }
    }
    let replies = d.view.procedures.part_replies.iter();
    let given = replies.filter(|row| row.order_id == part.id && row.state == "approved");
    let mut texts: Vec<String> = given.map(|row| row.text_public.clone()).collect();
    if part.nature == Nature::Co && part.state.is_done() && texts.is_empty() {
        texts.push(t.s("joint-waived").into_owned());
    }
    Item {
        tags,
        title: d.unit(part.unit_id),
        meta: part.order_no.to_string(),
        texts,
        forms: settling(d, part),
        ..Item::default()
    }
}

/// What the lead may decide about a part.
fn settling(d: &Drawing<'_>, part: &Order) -> Vec<super::SmallForm> {
    let fits = settling_role(d.staff, &d.view.order).is_some()
        && joint::may_settle(&d.view.order, part).is_ok();
    if d.is_barred || !fits {
        return Vec::new();
    }
    let decide = |resource: &str, name: &str, title: &'static str, label: &'static str| {
        let id = format!("{name}-{}", part.id);
        let field = Field::textarea(d.t, d.form(resource), name, d.t.s(label)).id(id).rows(2);
        let fields = vec![field.counted(TEXT_MAX).required().to_html()];
        let button = Button::submit(d.t.s(title)).small();
        let path = format!("parts/{}/{resource}", part.id);
        d.small_form(&path, d.t.s(title).into_owned(), Vec::new(), fields, vec![button])
    };
    if part.state.allows(Verb::Waive) {
        let (title, label) = (ui::key("joint-act-waiver"), ui::key("joint-waiver-reason"));
        vec![decide("waiver", "waiver_reason", title, label)]
    } else if part.state.allows(Verb::ReturnPart) {
        let (title, label) = (ui::key("joint-act-return"), ui::key("joint-return-text"));
        vec![decide("return", "return_text", title, label)]
    } else {
        Vec::new()
    }
}

/// Offers to other units, newest first.
pub(super) fn handovers(d: &Drawing<'_>) -> Option<Section> {
    let rows = &d.view.procedures.handovers;
    let items = rows.iter().rev().map(|row| {
        let (word, tone) = handover_word(row.state);
        let texts = [Some(row.reason.clone()), row.answer.clone()];
        Item {
            tags: vec![Tag::new(d.t.s(word)).tone(tone)],
            title: format!("{} → {}", d.unit(Some(row.from_unit_id)), d.unit(Some(row.to_unit_id))),
            meta: d.t.date_time(row.offered_at),
            texts: texts.into_iter().flatten().filter(|text| !text.is_empty()).collect(),
            ..Item::default()
        }
    });
    let items: Vec<Item> = items.collect();
    (!items.is_empty()).then(|| Section {
        id: "handovers",
        title: d.t.s("joint-handovers").into_owned(),
        aside: String::new(),
        icon: "arrow-right",
        items,
        more: None,
    })
}
