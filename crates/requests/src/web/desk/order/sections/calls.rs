//! Calls with requester and unit on the line.

use ui::Tag;

use super::{Drawing, Item, Section};
use crate::domain::three_way_call::ThreeWayCall;
use crate::web::words::three_way_word;

/// Every such call, newest first, with what was said.
pub(super) fn section(d: &Drawing<'_>) -> Option<Section> {
    let rows = &d.view.procedures.calls;
    (!rows.is_empty()).then(|| Section {
        id: "three-way-calls",
        title: d.t.s("three-way-section").into_owned(),
        aside: String::new(),
        icon: "phone",
        items: rows.iter().rev().map(|row| item(d, row)).collect(),
        more: None,
    })
}

fn item(d: &Drawing<'_>, row: &ThreeWayCall) -> Item {
    let (word, tone) = three_way_word(row.outcome);
    let said = |kind: &str| kind == "order.three_way_call";
    let note = d.view.notes.iter().find(|note| note.at == row.at && said(&note.kind));
    let parts = [d.unit(Some(row.unit_id)), row.spoke.clone()];
    Item {
        tags: vec![Tag::new(d.t.s(word)).tone(tone)],
        title: parts.join(" "),
        meta: d.when_and_who(row.at, row.by),
        texts: note.map(|note| note.text.clone()).into_iter().collect(),
        ..Item::default()
    }
}
