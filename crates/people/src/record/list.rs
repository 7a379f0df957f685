//! A list of records: filters, a table that is also the file, pages by key.

use std::borrow::Borrow;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use ui::{Button, EmptyState, Field, Flash, Notice, Pager, Shell, Tabs, Tag, Tr};

use super::{Asked, Section, flash};
use crate::sheet;

/// As many columns fit side by side on a telephone.
const COLUMNS_BESIDE: usize = 3;
/// With large print.
const COLUMNS_BESIDE_LARGE: usize = 2;

/// One cell of a table.
#[derive(Debug, Clone)]
pub enum Cell {
    /// A few words.
    Text(String),
    /// Running text.
    Wide(String),
    /// A figure.
    Num(i64),
    /// A link to the record.
    Link(String, String),
    /// State, urgency, warnings.
    Tags(Vec<(String, Tag)>),
}

impl Cell {
    /// A single tag.
    pub fn tag(label: impl AsRef<str>, tone: ui::Tone) -> Self {
        let label = label.as_ref();
        Self::Tags(vec![(label.to_owned(), Tag::new(label).tone(tone))])
    }

    /// As it stands in a file, running text covered.
    fn plain(self, cover: &impl Fn(&str) -> String) -> String {
        match self {
            Self::Wide(text) => cover(&text),
            Self::Text(text) | Self::Link(text, _) => text,
            Self::Num(number) => number.to_string(),
            Self::Tags(tags) => {
                tags.into_iter().map(|(label, _)| label).collect::<Vec<_>>().join("；")
            }
        }
    }
}

/// Names of the columns and the rows under them.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Names of the columns.
    pub head: Vec<String>,
    /// Their cells.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Columns by their names, without rows yet.
    pub fn new(head: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let head = head.into_iter().map(|name| name.as_ref().to_owned()).collect();
        Self { head, rows: Vec::new() }
    }

    /// With rows.
    #[must_use]
    pub fn rows(self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        Self { rows: rows.into_iter().collect(), ..self }
    }

    /// Whether a narrow screen lays its rows out one below the other: where figures are to be
    /// compared, and where few columns fit side by side, it does not.
    pub(super) fn stacks(&self) -> bool {
        self.head.len() > COLUMNS_BESIDE && self.is_words()
    }

    /// Whether it does with large print.
    pub(super) fn stacks_large(&self) -> bool {
        self.head.len() > COLUMNS_BESIDE_LARGE && self.is_words()
    }

    /// Whether most of its columns hold words.
    fn is_words(&self) -> bool {
        let figures = (0..self.head.len()).filter(|column| self.is_figures(column)).count();
        figures * 2 < self.head.len()
    }

    /// Whether a column holds figures.
    pub(super) fn is_figures(&self, column: impl Borrow<usize>) -> bool {
        let first = self.rows.first().and_then(|row| row.get(*column.borrow()));
        matches!(first, Some(Cell::Num(_)))
    }

    /// The name of a column.
    pub(super) fn name(&self, column: impl Borrow<usize>) -> &str {
        self.head.get(*column.borrow()).map_or("", String::as_str)
    }

    /// The table as a file to download; `cover` takes out of running text what
    /// identifies a person.
    pub fn csv(self, name: &str, cover: impl Fn(&str) -> String) -> Response {
        let plain = |row: Vec<Cell>| row.into_iter().map(|cell| cell.plain(&cover)).collect();
        sheet::csv(name, std::iter::once(self.head).chain(self.rows.into_iter().map(plain)))
    }
}

/// What stands on a list's page.
#[derive(Default)]
pub struct List {
    /// A sentence under the title.
    pub lead: String,
    /// What was just done.
    pub flash: Option<Flash>,
    /// Neighbouring lists.
    pub tabs: Option<Tabs>,
    /// What must be known first.
    pub notices: Vec<Notice>,
    /// What can be done from here.
    pub actions: Vec<Button>,
    /// What is to be looked at before the list.
    pub sections: Vec<Section>,
    /// Where the filters are sent to.
    pub path: &'static str,
    /// The filter bar.
    pub filters: Vec<Field>,
    /// Its button where the fields lead to one record instead of narrowing the list.
    pub find: Option<Button>,
    /// What the rows are, where other parts stand above them.
    pub heading: String,
    /// The rows.
    pub table: Table,
    /// The next page.
    pub pager: Pager,
    /// Shown when there are no rows.
    pub empty: Option<EmptyState>,
}

#[derive(Template)]
#[template(path = "record/desk_list.html")]
struct DeskList {
    shell: Shell,
    page: List,
}

#[derive(Template)]
#[template(path = "record/site_list.html")]
struct SiteList {
    shell: Shell,
    page: List,
}

impl List {
    /// The list of an address, with what was just done and itself as a file.
    pub fn new(t: Tr, path: &'static str, asked: &Asked) -> Self {
        let csv = asked.csv_button(t, &format!("{path}.csv"));
        Self { path, flash: flash(t, &asked.form), actions: vec![csv], ..Self::default() }
    }

    /// With a sentence under the title.
    #[must_use]
    pub fn lead(self, lead: impl AsRef<str>) -> Self {
        Self { lead: lead.as_ref().to_owned(), ..self }
    }

    /// Among its neighbours.
    #[must_use]
    pub fn tabs(self, tabs: Tabs) -> Self {
        Self { tabs: Some(tabs), ..self }
    }

    /// With something else that can be done from here.
    #[must_use]
    pub fn action(mut self, button: Button) -> Self {
        self.actions.push(button);
        self
    }

    /// With the form of a new record, for whoever may add one.
    #[must_use]
    pub fn adds(self, is_theirs: bool, label: impl AsRef<str>) -> Self {
        if !is_theirs {
            return self;
        }
        let href = format!("{}/new", self.path);
        self.action(Button::link(label, href).small().primary().icon("plus").keys("A"))
    }

    /// With a filter bar.
    #[must_use]
    pub fn filters(self, filters: Vec<Field>) -> Self {
        Self { filters, ..self }
    }

    /// With rows, or what is said when there are none.
    #[must_use]
    pub fn rows(self, (table, pager): (Table, Pager), empty: EmptyState) -> Self {
        let empty = table.rows.is_empty().then_some(empty);
        Self { table, pager, empty, ..self }
    }

    /// For staff.
    pub fn desk(mut self, mut shell: Shell) -> Response {
        shell.flash = shell.flash.or(self.flash.take());
        ui::page(StatusCode::OK, &DeskList { shell, page: self })
    }

    /// For residents.
    pub fn site(self, shell: Shell) -> Response {
        ui::page(StatusCode::OK, &SiteList { shell, page: self })
    }
}
