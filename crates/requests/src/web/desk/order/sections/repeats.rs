//! How the order repeats others, and who else asks the same.

use ui::{Button, Tag, Tone};

use super::{Drawing, Item, Section};
use crate::domain::OrderId;
use crate::domain::permission;
use crate::web::words::repeat_key;

/// Links that last. Orders that may not be seen are counted, not named.
pub(super) fn section(d: &Drawing<'_>) -> Option<Section> {
    let links = &d.view.procedures.links;
    let own = d.view.order.id;
    if links.is_empty() {
        return None;
    }
    let items = links.iter().map(|row| {
        let is_later = row.order_id == own;
        let other = if is_later { row.lead_id } else { row.order_id };
        let known = d.view.linked.iter().chain(d.view.lead.as_deref());
        let known = known.into_iter().find(|order| order.id == other);
        let seen = known.filter(|order| permission::can_see(d.staff, order));
        let label = if is_later {
            ui::key("repeats-earlier-order")
        } else {
            ui::key("repeats-later-order")
        };
        Item {
            tags: vec![Tag::new(d.t.s(repeat_key(row.kind))).tone(Tone::Match)],
            title: match seen {
                Some(order) => format!("{} {}", order.order_no, order.title),
                None => d.t.s(label).into_owned(),
            },
            href: seen.map(|order| format!("/desk/orders/{}", order.id)),
            meta: d.t.date_time(row.linked_at),
            ..Item::default()
        }
    });
    let lead: OrderId = d.view.order.repeat_of.unwrap_or(own);
    let merges = links.iter().any(|row| row.kind.merges());
    let href = format!("/desk/groups/{lead}");
    Some(Section {
        id: "repeats",
        title: d.t.s("repeats-section").into_owned(),
        aside: String::new(),
        icon: "merge",
        items: items.collect(),
        more: merges.then(|| Button::link(d.t.s("repeats-group-open"), href).small()),
    })
}
