//! One record: facts, its parts, what may be done to it, its course.

use std::collections::HashMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use db::{StoreError, Tx, ledger};
use kernel::diff::Piece;
use ui::chart::Figure;
use ui::{
    Breadcrumb, Button, Definitions, Field, FormState, Notice, Shell, Tag, Timeline, TimelineItem,
    Tone, Tr,
};

use super::{Cell, Table, flash};
use crate::app::disclosures::disclosures_of;
use crate::domain::disclosure::DISCLOSING_ROLES;
use crate::fault::PageError;
use crate::ids::{AccountId, RequesterRef, UnitId};
use crate::state::App;
use crate::store::{accounts, units};
use crate::viewer::Staff;

/// A titled part of a record.
#[derive(Default)]
pub struct Section {
    /// Anchor of the group.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// A few words beside the heading.
    pub aside: String,
    /// Icon of the heading.
    pub icon: &'static str,
    /// People's words, each a paragraph.
    pub text: Vec<String>,
    /// Two texts compared.
    pub diff: Vec<Piece>,
    /// Names and values.
    pub facts: Option<Definitions>,
    /// The rows.
    pub table: Option<Table>,
    /// A chart with its numbers.
    pub figure: Option<Figure>,
    /// Links.
    pub links: Vec<(String, String)>,
    /// Buttons.
    pub buttons: Vec<Button>,
}

impl Section {
    /// A part with its heading.
    pub fn new(id: &'static str, title: impl AsRef<str>) -> Self {
        Self { id, title: title.as_ref().to_owned(), ..Self::default() }
    }

    /// With running text.
    #[must_use]
    pub fn text(mut self, text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        if !text.is_empty() {
            self.text.push(text.to_owned());
        }
        self
    }

    /// With a table, unless it has no rows.
    #[must_use]
    pub fn table(self, table: Table) -> Self {
        let table = (!table.rows.is_empty()).then_some(table);
        Self { table, ..self }
    }

    /// Whether there is nothing under its heading: such a part is not shown.
    fn is_empty(&self) -> bool {
        let says = !self.aside.is_empty() || !self.text.is_empty() || !self.diff.is_empty();
        let lists = self.facts.is_some() || self.table.is_some() || self.figure.is_some();
        !says && !lists && self.links.is_empty() && self.buttons.is_empty()
    }
}

/// Something that may be done to the record.
pub struct Action {
    /// Its heading.
    pub title: String,
    /// What it means.
    pub hint: String,
    /// Where it is sent to.
    pub href: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The button.
    pub submit: Button,
    /// What goes along unseen.
    pub hidden: Vec<(&'static str, String)>,
    /// Shown open.
    pub is_open: bool,
}

impl Action {
    /// An action with its title, address and button.
    pub fn new(title: impl AsRef<str>, href: impl Into<String>) -> Self {
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
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// With a hidden value.
    #[must_use]
    pub fn hide(mut self, name: &'static str, value: impl ToString) -> Self {
        self.hidden.push((name, value.to_string()));
        self
    }

    /// With a sentence about what it means.
    #[must_use]
    pub fn hint(self, hint: impl AsRef<str>) -> Self {
        Self { hint: hint.as_ref().to_owned(), ..self }
    }

    /// The next thing to do.
    #[must_use]
    pub fn main(self) -> Self {
        Self { submit: self.submit.primary(), is_open: true, ..self }
    }

    /// Open when its fields were sent with faults.
    #[must_use]
    pub fn opened_by(self, form: &FormState, field: &str) -> Self {
        let is_open = self.is_open || (form.has_errors() && form.has(field));
        Self { is_open, ..self }
    }

    /// Takes something away or cannot be undone.
    #[must_use]
    pub fn danger(self) -> Self {
        Self { submit: self.submit.danger(), ..self }
    }
}

/// What stands on a record's page.
#[derive(Default)]
pub struct Show {
    /// The way back.
    pub crumbs: Option<Breadcrumb>,
    /// A sentence under the title.
    pub lead: String,
    /// State, urgency, warnings.
    pub tags: Vec<Tag>,
    /// What must be known first.
    pub notices: Vec<Notice>,
    /// Links.
    pub links: Vec<Button>,
    /// Names and values.
    pub facts: Definitions,
    /// The parts.
    pub sections: Vec<Section>,
    /// What can be done from here.
    pub actions: Vec<Action>,
    /// Heading of the course; empty for the usual one.
    pub course_title: String,
    /// What happened, newest first.
    pub course: Option<Timeline>,
    /// What was typed, and what is wrong with it.
    pub form: FormState,
}

#[derive(Template)]
#[template(path = "record/desk_show.html")]
struct DeskShow {
    shell: Shell,
    page: Show,
}

#[derive(Template)]
#[template(path = "record/site_show.html")]
struct SiteShow {
    shell: Shell,
    page: Show,
}

impl Show {
    fn course_heading(&self, t: &Tr) -> String {
        if self.course_title.is_empty() {
            t.s("record-course").into_owned()
        } else {
            self.course_title.clone()
        }
    }

    fn status(&self) -> StatusCode {
        if self.form.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }

    /// For staff.
    pub fn desk(self, mut shell: Shell) -> Response {
        shell.flash = shell.flash.or_else(|| flash(shell.t, &self.form));
        ui::page(self.status(), &DeskShow { shell, page: self })
    }

    /// For residents.
    pub fn site(self, mut shell: Shell) -> Response {
        shell.flash = shell.flash.or_else(|| flash(shell.t, &self.form));
        ui::page(self.status(), &SiteShow { shell, page: self })
    }
}

/// Words and tone of an event by its name.
pub type Course = fn(&str) -> (&'static str, Tone);

/// Names of whoever acted: accounts and their units, by id.
type Names = HashMap<String, String>;

/// The course of a record, newest first.
///
/// # Errors
/// Faults of the store.
pub async fn course(
    app: &App,
    t: Tr,
    noun: &'static str,
    id: kernel::id::Id,
    named: Course,
) -> Result<Timeline, PageError> {
    let read = app.db.read((noun, id), |tx, (noun, id)| {
        Box::pin(async move {
            let events = ledger::stream(tx, &ledger::stream_name(noun, *id)).await?;
            let mut names = Names::new();
            for event in events.iter().filter(|event| event.actor_kind == "staff") {
                learn(tx, event, &mut names).await?;
            }
            Ok::<_, StoreError>((events, names))
        })
    });
    let (events, names): (Vec<ledger::Event>, Names) = read.await?;
    let items = events.iter().rev().map(|event| {
        let (title, tone) = named(&event.kind);
        TimelineItem::new(t.date_time(event.at), t.s(title)).tone(tone).by(who(t, event, &names))
    });
    Ok(Timeline::new(items.collect()))
}

/// The way to opening a field of whose matter it is, for whoever has such a duty.
pub fn opens_identity(t: Tr, staff: &Staff, matter: kernel::id::Id) -> Option<Button> {
    let href = format!("/desk/disclosures/new?order={matter}&field=phone");
    let button = Button::link(t.s("disclosure-open-button"), href).icon("eye");
    staff.has_any(DISCLOSING_ROLES).then_some(button)
}

/// Who opened something of a person's identity, for that person.
pub struct Opened {
    /// Its heading.
    pub title: String,
    /// What is said where nobody has.
    pub none: String,
    /// Who, when and what for; nothing where nobody has.
    pub course: Option<Timeline>,
}

/// Who opened something of a person's identity and what for, for that person.
///
/// # Errors
/// Faults of the store.
pub async fn opened(app: &App, t: Tr, requester: RequesterRef) -> Result<Opened, PageError> {
    let found = disclosures_of(&app.db, requester).await?;
    let items = found.iter().map(|one| {
        let title = t.named("disclosure-opened-one", t.s(one.field.label_key()).as_ref());
        let why = [t.s(one.purpose.label_key()).as_ref(), one.reason.as_str()].join("：");
        TimelineItem::new(t.date_time(one.at), title).by(&one.unit_name).text(why)
    });
    let course = Timeline::new(items.collect());
    Ok(Opened {
        title: t.s("disclosure-opened").into_owned(),
        none: t.s("disclosure-opened-none").into_owned(),
        course: Some(course).filter(|_| !found.is_empty()),
    })
}

async fn learn(
    tx: &mut Tx<'_>,
    event: &ledger::Event,
    names: &mut Names,
) -> Result<(), StoreError> {
    if let Some(text) = &event.actor_id
        && !names.contains_key(text)
        && let Ok(id) = text.parse::<AccountId>()
        && let Some(account) = accounts::get(tx, id).await?
    {
        names.insert(text.clone(), account.display_name);
    }
    if let Some(text) = &event.actor_unit
        && !names.contains_key(text)
        && let Ok(id) = text.parse::<UnitId>()
        && let Some(unit) = units::get(tx, id).await?
    {
        names.insert(text.clone(), unit.name);
    }
    Ok(())
}

fn who(t: Tr, event: &ledger::Event, names: &Names) -> String {
    match event.actor_kind.as_str() {
        "staff" => {
            let ids = [&event.actor_unit, &event.actor_id].into_iter().flatten();
            let named: Vec<&str> = ids.filter_map(|id| names.get(id)).map(String::as_str).collect();
            named.join(" ")
        }
        "requester" => t.s("actor-requester").into_owned(),
        "token" => t.s("actor-program").into_owned(),
        _ => t.s("actor-system").into_owned(),
    }
}
