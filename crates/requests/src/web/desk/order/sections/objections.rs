//! Objections to the dispatch, with their evidence and ruling.

use ui::{Photo, PhotoGrid, Tag};

use super::{Drawing, Item, Section};
use crate::domain::objection::Objection;
use crate::web::words::{ground_key, objection_word};

/// The objections, newest first.
pub(super) fn section(d: &Drawing<'_>) -> Option<Section> {
    let rows = &d.view.procedures.objections;
    let items: Vec<Item> = rows.iter().rev().map(|row| item(d, row)).collect();
    (!items.is_empty()).then(|| Section {
        id: "objections",
        title: d.t.s("objection-section").into_owned(),
        aside: String::new(),
        icon: "alert",
        items,
        more: None,
    })
}

fn item(d: &Drawing<'_>, row: &Objection) -> Item {
    let t = d.t;
    let (word, tone) = objection_word(row.state);
    let mut texts = vec![row.text.clone(), t.named("objection-basis", row.legal_basis.as_str())];
    if row.proposed_unit_id.is_some() {
        texts.push(t.named("objection-proposed", d.unit(row.proposed_unit_id)));
    }
    if let Some(ruling) = &row.ruling {
        let args = [("unit", d.unit(row.ruled_unit_id).into()), ("ruling", ruling.as_str().into())];
        texts.push(t.a("objection-ruled", &args));
    }
    Item {
        tags: vec![Tag::new(t.s(word)).tone(tone), Tag::new(t.s(ground_key(row.ground)))],
        title: d.unit(Some(row.unit_id)),
        meta: t.date_time(row.filed_at),
        texts,
        photos: photos(d, row),
        ..Item::default()
    }
}

fn photos(d: &Drawing<'_>, row: &Objection) -> Option<PhotoGrid> {
    let files = d.view.procedures.evidence.iter().filter(|(objection, _)| *objection == row.id);
    let photos: Vec<Photo> = files
        .enumerate()
        .map(|(index, (_, file))| {
            let href = format!("/desk/photos/{file}");
            Photo::new(format!("{href}?small=true"), &href, d.t.n("desk-photo-alt", index + 1))
        })
        .collect();
    (!photos.is_empty()).then(|| PhotoGrid::new(photos))
}
