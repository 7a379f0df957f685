//! What the procedures say of an order, each as a section of its own between
//! the facts and the replies.

mod calls;
mod gatherings;
mod joint;
mod objections;
mod place;
mod protection;
mod records;
mod repeats;

use askama::Template;
use kernel::time::Instant;
use people::{AccountId, Staff, UnitId};
use ui::{Button, FormState, Html, PhotoGrid, Shell, Tag, Tr};

pub(super) use self::place::place_words;
pub(super) use self::records::proxy;
use super::course::Names;
use super::forms::{ActionForm, keys};
use super::{Back, Typed};
use crate::app::Desk;
use crate::app::view::OrderView;
use crate::domain::order::Queue;
use crate::domain::recusal;

/// One procedure on the page of an order.
#[derive(Template)]
#[template(path = "desk/sections/section.html")]
struct Section {
    id: &'static str,
    title: String,
    aside: String,
    icon: &'static str,
    items: Vec<Item>,
    more: Option<Button>,
}

/// A step or a party of it.
#[derive(Default)]
struct Item {
    tags: Vec<Tag>,
    title: String,
    href: Option<String>,
    meta: String,
    texts: Vec<String>,
    photos: Option<PhotoGrid>,
    forms: Vec<SmallForm>,
}

/// A small form beside what it is about.
#[derive(Template)]
#[template(path = "desk/sections/form.html")]
struct SmallForm {
    title: String,
    keys: &'static str,
    is_open: bool,
    action: String,
    csrf: Html,
    seen: i64,
    from: &'static str,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Html>,
    buttons: Vec<Button>,
}

impl askama::filters::HtmlSafe for SmallForm {}

/// What every section is drawn from.
struct Drawing<'a> {
    desk: &'a Desk,
    staff: &'a Staff,
    shell: &'a Shell,
    t: Tr,
    view: &'a OrderView,
    names: &'a Names,
    typed: &'a Typed,
    from: &'static str,
    is_barred: bool,
    /// Whoever speaks for the requester, masked.
    proxy: String,
}

/// Every section this order has for this person. Their small forms have the
/// keys that the forms below them leave.
pub(super) fn of(
    desk: &Desk,
    staff: &Staff,
    shell: &Shell,
    (view, names, forms): (&OrderView, &Names, &[ActionForm]),
    (typed, back, proxy): (&Typed, &Back, String),
) -> Vec<Html> {
    let drawing = Drawing {
        desk,
        staff,
        shell,
        t: shell.t,
        view,
        names,
        typed,
        from: back.queue.map_or("", Queue::as_str),
        is_barred: recusal::bars(&view.procedures.recusals, staff.account),
        proxy,
    };
    let sections = [
        joint::parts(&drawing),
        joint::handovers(&drawing),
        objections::section(&drawing),
        gatherings::gatherings(&drawing),
        gatherings::whistles(&drawing),
        place::section(&drawing),
        repeats::section(&drawing),
        records::circumstance(&drawing),
        calls::section(&drawing),
        records::transfers(&drawing),
        records::petitions(&drawing),
        protection::recusals(&drawing),
        protection::terminations(&drawing),
    ];
    let mut sections: Vec<Section> = sections.into_iter().flatten().collect();
    let items = sections.iter_mut().flat_map(|section| &mut section.items);
    for (form, key) in items.flat_map(|item| &mut item.forms).zip(keys::left(forms)) {
        form.keys = key;
    }
    sections.iter().map(Html::of).collect()
}

impl Drawing<'_> {
    fn unit(&self, id: Option<UnitId>) -> String {
        let rules = self.desk.rules();
        id.and_then(|id| rules.units.get(&id)).map(|unit| unit.name.clone()).unwrap_or_default()
    }

    /// The time, and the name beside it where somebody is known.
    fn when_and_who(&self, at: Instant, by: Option<AccountId>) -> String {
        let by = by.and_then(|id| self.names.get(&id.to_string()).cloned());
        let parts: Vec<String> = std::iter::once(self.t.date_time(at)).chain(by).collect();
        parts.join(" ")
    }

    /// What was typed into a form of this page, if it came back.
    fn form(&self, action: &str) -> FormState {
        if self.typed.action == action { self.typed.form.clone() } else { FormState::new() }
    }

    fn small_form(
        &self,
        resource: &str,
        title: String,
        hidden: Vec<(&'static str, String)>,
        fields: Vec<Html>,
        buttons: Vec<Button>,
    ) -> SmallForm {
        let is_it = resource.rsplit('/').next() == Some(self.typed.action);
        SmallForm {
            title,
            keys: "",
            is_open: is_it && self.typed.form.has_errors(),
            action: format!("/desk/orders/{}/{resource}", self.view.order.id),
            csrf: self.shell.csrf_field(),
            seen: self.view.order.version,
            from: self.from,
            hidden,
            fields,
            buttons,
        }
    }
}
