//! A list of records: filters, a table that is also the file, pages by key.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use people::{PageError, Staff};
use ui::{Button, EmptyState, Field, Notice, Pager, Shell, Tabs, Tag};

use super::takes_calls;
use crate::app::Desk;
use crate::web::sheet;

/// One cell of a table.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
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
    pub(crate) fn tag(label: impl AsRef<str>, tone: ui::Tone) -> Self {
        let label = label.as_ref();
        Self::Tags(vec![(label.to_owned(), Tag::new(label).tone(tone))])
    }

    /// As it stands in a file: running text without what identifies a person.
    fn plain(self, desk: &Desk) -> String {
        match self {
            Self::Wide(text) => desk.covered(&text),
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
pub(crate) struct Table {
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Columns by their names, without rows yet.
    pub(crate) fn new(head: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let head = head.into_iter().map(|name| name.as_ref().to_owned()).collect();
        Self { head, rows: Vec::new() }
    }

    /// With rows.
    #[must_use]
    pub(crate) fn rows(self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Self {
        Self { rows: rows.into_iter().collect(), ..self }
    }

    /// The table as a file to download.
    pub(crate) fn csv(self, desk: &Desk, name: &str) -> Result<Response, PageError> {
        let plain = |row: Vec<Cell>| row.into_iter().map(|cell| cell.plain(desk)).collect();
        Ok(sheet::csv(name, std::iter::once(self.head).chain(self.rows.into_iter().map(plain))))
    }
}

/// What stands on a list's page.
#[derive(Default)]
pub(crate) struct List {
    pub(crate) lead: String,
    pub(crate) tabs: Option<Tabs>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) actions: Vec<Button>,
    /// Where the filters are sent to.
    pub(crate) path: &'static str,
    pub(crate) filters: Vec<Field>,
    pub(crate) table: Table,
    pub(crate) pager: Pager,
    pub(crate) empty: Option<EmptyState>,
}

#[derive(Template)]
#[template(path = "record/desk_list.html")]
struct DeskList {
    shell: Shell,
    page: List,
    can_take_calls: bool,
}

#[derive(Template)]
#[template(path = "record/site_list.html")]
struct SiteList {
    shell: Shell,
    page: List,
}

impl List {
    /// For staff.
    pub(crate) fn desk(self, shell: Shell, staff: &Staff) -> Response {
        let can_take_calls = takes_calls(staff);
        ui::page(StatusCode::OK, &DeskList { shell, page: self, can_take_calls })
    }

    /// For residents.
    pub(crate) fn site(self, shell: Shell) -> Response {
        ui::page(StatusCode::OK, &SiteList { shell, page: self })
    }
}
