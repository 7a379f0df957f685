//! One record: facts, its parts, what may be done to it, its course.

use std::collections::HashMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use db::{StoreError, ledger};
use people::store::accounts;
use people::{AccountId, PageError, Staff};
use ui::chart::Figure;
use ui::{
    Breadcrumb, Button, Definitions, Field, FormState, Notice, Shell, Tag, Timeline, TimelineItem,
    Tone, Tr,
};

use super::{Cell, Table, takes_calls};
use crate::app::Desk;
use crate::domain::knowledge::diff::Piece;

/// A titled part of a record.
#[derive(Default)]
pub(crate) struct Section {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) aside: String,
    pub(crate) icon: &'static str,
    /// People's words, each a paragraph.
    pub(crate) text: Vec<String>,
    /// Two texts compared.
    pub(crate) diff: Vec<Piece>,
    pub(crate) facts: Option<Definitions>,
    pub(crate) table: Option<Table>,
    /// A chart with its numbers.
    pub(crate) figure: Option<Figure>,
    pub(crate) links: Vec<(String, String)>,
    pub(crate) buttons: Vec<Button>,
}

impl Section {
    /// A part with its heading.
    pub(crate) fn new(id: &'static str, title: impl AsRef<str>) -> Self {
        Self { id, title: title.as_ref().to_owned(), ..Self::default() }
    }

    /// With running text.
    #[must_use]
    pub(crate) fn text(mut self, text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        if !text.is_empty() {
            self.text.push(text.to_owned());
        }
        self
    }

    /// With a table, unless it has no rows.
    #[must_use]
    pub(crate) fn table(self, table: Table) -> Self {
        let table = (!table.rows.is_empty()).then_some(table);
        Self { table, ..self }
    }
}

/// Something that may be done to the record.
pub(crate) struct Action {
    pub(crate) title: String,
    pub(crate) hint: String,
    pub(crate) href: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) submit: Button,
    /// What goes along unseen.
    pub(crate) hidden: Vec<(&'static str, String)>,
    pub(crate) is_open: bool,
}

impl Action {
    /// An action with its title, address and button.
    pub(crate) fn new(title: impl AsRef<str>, href: impl Into<String>) -> Self {
        let title = title.as_ref().to_owned();
        Self {
            submit: Button::submit(&title),
            title,
            hint: String::new(),
            href: href.into(),
            fields: Vec::new(),
            hidden: Vec::new(),
            is_open: false,
        }
    }

    /// With a field.
    #[must_use]
    pub(crate) fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// With a hidden value.
    #[must_use]
    pub(crate) fn hide(mut self, name: &'static str, value: impl ToString) -> Self {
        self.hidden.push((name, value.to_string()));
        self
    }

    /// With a sentence about what it means.
    #[must_use]
    pub(crate) fn hint(self, hint: impl AsRef<str>) -> Self {
        Self { hint: hint.as_ref().to_owned(), ..self }
    }

    /// The next thing to do.
    #[must_use]
    pub(crate) fn main(self) -> Self {
        Self { submit: self.submit.primary(), is_open: true, ..self }
    }

    /// Open when its fields were sent with faults.
    #[must_use]
    pub(crate) fn opened_by(self, form: &FormState, field: &str) -> Self {
        let is_open = self.is_open || (form.has_errors() && form.has(field));
        Self { is_open, ..self }
    }

    /// Takes something away or cannot be undone.
    #[must_use]
    pub(crate) fn danger(self) -> Self {
        Self { submit: self.submit.danger(), ..self }
    }
}

/// What stands on a record's page.
#[derive(Default)]
pub(crate) struct Show {
    pub(crate) crumbs: Option<Breadcrumb>,
    pub(crate) lead: String,
    pub(crate) tags: Vec<Tag>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) links: Vec<Button>,
    pub(crate) facts: Definitions,
    pub(crate) sections: Vec<Section>,
    pub(crate) actions: Vec<Action>,
    pub(crate) course_title: String,
    pub(crate) course: Option<Timeline>,
    pub(crate) form: FormState,
}

#[derive(Template)]
#[template(path = "record/desk_show.html")]
struct DeskShow {
    shell: Shell,
    page: Show,
    can_take_calls: bool,
}

#[derive(Template)]
#[template(path = "record/site_show.html")]
struct SiteShow {
    shell: Shell,
    page: Show,
}

impl Show {
    fn status(&self) -> StatusCode {
        if self.form.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    /// For staff.
    pub(crate) fn desk(self, shell: Shell, staff: &Staff) -> Response {
        let can_take_calls = takes_calls(staff);
        ui::page(self.status(), &DeskShow { shell, page: self, can_take_calls })
    }

    /// For residents.
    pub(crate) fn site(self, shell: Shell) -> Response {
        ui::page(self.status(), &SiteShow { shell, page: self })
    }
}

/// Words and tone of an event by its name.
pub(crate) type Course = fn(&str) -> (&'static str, Tone);

/// The course of a record, newest first.
pub(crate) async fn course(
    desk: &Desk,
    t: Tr,
    noun: &'static str,
    id: kernel::id::Id,
    named: Course,
) -> Result<Timeline, PageError> {
    let read = desk.app.db.read((noun, id), |tx, (noun, id)| {
        Box::pin(async move {
            let events = ledger::stream(tx, &ledger::stream_name(noun, *id)).await?;
            let mut names = HashMap::new();
            for event in events.iter().filter(|event| event.actor_kind == "staff") {
                let Some(text) = event.actor_id.clone() else { continue };
                let Ok(account) = text.parse::<AccountId>() else { continue };
                if !names.contains_key(&text)
                    && let Some(account) = accounts::get(tx, account).await?
                {
                    names.insert(text, account.display_name);
                }
            }
            Ok::<_, StoreError>((events, names))
        })
    });
    let (events, names): (Vec<ledger::Event>, HashMap<String, String>) = read.await?;
    let items = events.iter().rev().map(|event| {
        let (title, tone) = named(&event.kind);
        TimelineItem::new(t.date_time(event.at), t.s(title))
            .tone(tone)
            .by(who(desk, t, event, &names))
    });
    Ok(Timeline::new(items.collect()))
}

fn who(desk: &Desk, t: Tr, event: &ledger::Event, names: &HashMap<String, String>) -> String {
    match event.actor_kind.as_str() {
        "staff" => {
            let name = event.actor_id.as_ref().and_then(|id| names.get(id));
            let unit = event.actor_unit.as_deref().and_then(|id| id.parse().ok());
            let unit = super::unit_name(desk, unit);
            [Some(unit), name.cloned()].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        "requester" => t.s("desk-actor-requester").into_owned(),
        "token" => t.s("desk-actor-program").into_owned(),
        _ => t.s("desk-actor-system").into_owned(),
    }
}
