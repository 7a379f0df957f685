//! Hearings and conferences about the order, and streets' calls for it.

use people::Role;
use ui::{Button, Tag, Tone};

use super::{Drawing, Item, Section};
use crate::app::whistles::may_whistle;
use crate::web::words::{gathering_key, gathering_word};

/// Hearings and conferences, newest first; only the desk reads them here.
pub(super) fn gatherings(d: &Drawing<'_>) -> Option<Section> {
    let rows = &d.view.procedures.gatherings;
    if !d.staff.has_any(&[Role::Dispatcher, Role::Operator, Role::Supervisor]) {
        return None;
    }
    let items = rows.iter().rev().map(|row| {
        let (word, tone) = gathering_word(row.state);
        let texts = [Some(row.question.clone()), row.outcome.clone()];
        Item {
            tags: vec![Tag::new(d.t.s(word)).tone(tone)],
            title: d.t.s(gathering_key(row.kind)).into_owned(),
            href: Some(format!("/desk/gatherings/{}", row.id)),
            meta: d.t.date_time(row.opened_at),
            texts: texts.into_iter().flatten().collect(),
            ..Item::default()
        }
    });
    let items: Vec<Item> = items.collect();
    (!items.is_empty()).then(|| Section {
        id: "gatherings",
        title: d.t.s("objection-gatherings").into_owned(),
        aside: String::new(),
        icon: "users",
        items,
        more: None,
    })
}

/// Streets' calls for the order, and the way to make one.
pub(super) fn whistles(d: &Drawing<'_>) -> Option<Section> {
    let order = &d.view.order;
    let can_call = may_whistle(d.staff, &d.desk.rules())
        && order.unit_id == Some(d.staff.unit)
        && !order.state.is_done()
        && !order.confidential
        && !d.is_barred;
    let rows = &d.view.procedures.whistles;
    if rows.is_empty() && !can_call {
        return None;
    }
    let items = rows.iter().rev().map(|row| {
        let (word, tone) = match row.closed_at {
            Some(_) => (ui::key("whistle-closed"), Tone::Ok),
            None => (ui::key("whistle-open"), Tone::Warn),
        };
        Item {
            tags: vec![Tag::new(d.t.s(word)).tone(tone)],
            title: row.title.clone(),
            href: Some(format!("/desk/whistles/{}", row.id)),
            meta: d.t.date_time(row.called_at),
            texts: row.outcome.clone().into_iter().collect(),
            ..Item::default()
        }
    });
    let href = format!("/desk/whistles/new?order={}", order.id);
    Some(Section {
        id: "whistles",
        title: d.t.s("whistle-section").into_owned(),
        aside: String::new(),
        icon: "send",
        items: items.collect(),
        more: can_call.then(|| Button::link(d.t.s("whistle-new"), href).small()),
    })
}
