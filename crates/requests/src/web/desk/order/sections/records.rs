//! Records beside an order: who speaks for whom and what set it off, other
//! lines, and petitions about the same matter.

use kernel::time::Instant;
use people::RequesterRef;
use ui::{Button, Tag, Tone, key};

use super::{Drawing, Item, Section};
use crate::domain::line_transfer::can_write;
use crate::domain::words::Origin;
use crate::web::desk::proactive::words as told;
use crate::web::desk::{petitions, transfers};
use crate::web::words::line_key;

/// Who asks and for whom, when that is out of the ordinary.
pub(super) fn circumstance(d: &Drawing<'_>) -> Option<Section> {
    let known = d.view.procedures.circumstance.as_ref()?;
    let mut items = Vec::new();
    let requester = Tag::new(d.t.s(told::requester_key(known.requester_type)));
    let mut texts = Vec::new();
    if known.origin != Origin::OnComplaint {
        let kind = known.trigger_kind.map(|kind| d.t.s(told::trigger_key(kind)).into_owned());
        let parts = [kind, known.trigger_text.clone()].into_iter().flatten();
        texts.push(parts.collect::<Vec<_>>().join("："));
    }
    items.push(Item {
        tags: vec![requester, Tag::new(d.t.s(told::origin_key(known.origin))).tone(Tone::Info)],
        meta: d.t.date_time(known.recorded_at),
        texts,
        ..Item::default()
    });
    if known.proxy_relation.is_some() || known.proxy_ref.is_some() {
        let relation = known.proxy_relation.clone().unwrap_or_default();
        let consent = known.consent.as_deref().unwrap_or_default();
        items.push(Item {
            tags: vec![Tag::new(d.t.s("told-proxy")).tone(Tone::Warn)],
            title: d.proxy.clone(),
            meta: relation,
            texts: vec![d.t.named("told-consent-said", consent)],
            ..Item::default()
        });
    }
    Some(Section {
        id: "circumstance",
        title: d.t.s("told-section").into_owned(),
        aside: String::new(),
        icon: "users",
        items,
        more: None,
    })
}

/// Other lines it was handed to or came from.
pub(super) fn transfers(d: &Drawing<'_>) -> Option<Section> {
    let rows = &d.view.procedures.transfers;
    let order = d.view.order.id;
    let may_write = can_write(d.staff) && !d.view.order.state.is_done();
    if rows.is_empty() && !may_write {
        return None;
    }
    let now: Instant = d.desk.app.now();
    let item = |row: &crate::domain::line_transfer::Transfer| Item {
        tags: transfers::tags(d.t, row, now),
        title: d.t.s(line_key(row.line)).into_owned(),
        href: Some(format!("/desk/transfers/{}", row.id)),
        meta: d.t.date_time(row.offered_at),
        texts: row.ref_no.iter().map(|no| d.t.named("transfer-ref-said", no.as_str())).collect(),
        ..Item::default()
    };
    let new = Button::link(d.t.s("transfers-new"), format!("/desk/transfers/new?order={order}"));
    Some(Section {
        id: "transfers",
        title: d.t.s("transfers-title").into_owned(),
        aside: String::new(),
        icon: "phone",
        items: rows.iter().map(item).collect(),
        more: may_write.then(|| new.small()),
    })
}

/// Petitions linked to it. They keep their own clocks.
pub(super) fn petitions(d: &Drawing<'_>) -> Option<Section> {
    let rows = &d.view.procedures.petitions;
    if rows.is_empty() {
        return None;
    }
    let item = |row: &crate::domain::petition::Petition| Item {
        tags: petitions::tags(d.t, row),
        title: format!("{} {}", row.petition_no, row.title),
        href: Some(format!("/desk/petitions/{}", row.id)),
        meta: d.t.date_time(row.received_at),
        ..Item::default()
    };
    Some(Section {
        id: "petitions",
        title: d.t.s(key("petitions-linked")).into_owned(),
        aside: String::new(),
        icon: "mail",
        items: rows.iter().map(item).collect(),
        more: None,
    })
}

/// Whoever speaks for the requester, as the vault shows it to anyone who may
/// see the order.
pub(in super::super) async fn proxy(
    desk: &crate::app::Desk,
    t: ui::Tr,
    view: &crate::app::view::OrderView,
) -> Result<String, people::PageError> {
    let known = view.procedures.circumstance.as_ref().and_then(|known| known.proxy_ref);
    match known {
        Some(reference) => petitions::masked(desk, t, RequesterRef(reference)).await,
        None => Ok(String::new()),
    }
}
