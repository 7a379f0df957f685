//! What the address of a list asks for: filters, and where the page begins.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use kernel::id::Id;
use kernel::time::Instant;
use ui::{Button, Choice, Field, FormState, Pager, Tr};

use super::any_of;
use crate::fault::PageError;
use crate::guard::percent_encoded;

/// Rows on a page.
pub const PAGE_ROWS: usize = 25;
/// Rows in a file.
pub const SHEET_ROWS: usize = 10_000;

/// The filters as asked for.
pub struct Asked {
    pairs: Vec<(String, String)>,
    /// The same for the fields of the filter bar.
    pub form: FormState,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let query = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Query(pairs) = query.map_err(|_| PageError::BadRequest)?;
        Ok(Self { form: FormState::from_pairs(pairs.clone()), pairs })
    }
}

/// The key of a row in a list that is ordered by time.
pub fn time_key(at: Instant, id: impl std::fmt::Display) -> String {
    format!("{}.{id}", at.micros())
}

/// The button that gives a table as a file.
pub fn csv_button(t: Tr, href: impl AsRef<str>) -> Button {
    Button::link(t.s("record-csv"), href).small().icon("download")
}

impl Asked {
    /// A filter's value; empty when it does not filter.
    pub fn get(&self, name: &str) -> &str {
        self.form.value(name)
    }

    /// A filter that names one of a few things; nothing when it names none.
    pub fn parse<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).parse().ok()
    }

    /// The field for words to look for, named `q`.
    pub fn search_field(&self, t: Tr) -> Field {
        Field::search(t, &self.form, "q", t.s("record-search"))
    }

    /// The field for the state, named `state`, beginning with "all".
    pub fn state_field(&self, t: Tr, states: impl IntoIterator<Item = Choice>) -> Field {
        self.choice(t, "state", t.s("record-state"), states)
    }

    /// A field that narrows the list to one of a few answers, beginning with "all".
    pub fn choice(
        &self,
        t: Tr,
        name: &str,
        label: impl AsRef<str>,
        words: impl IntoIterator<Item = Choice>,
    ) -> Field {
        Field::select(t, &self.form, name, label).choices(any_of(t, words))
    }

    /// A field that narrows the list to what needs a look.
    pub fn only(&self, t: Tr, name: &str, label: impl AsRef<str>) -> Field {
        Field::checkbox(t, &self.form, name, label)
    }

    /// Words to look for as a pattern; empty when there are none.
    pub fn pattern(&self, name: &str) -> String {
        let words: String = self.get(name).chars().filter(|c| !matches!(c, '%' | '_')).collect();
        if words.is_empty() { words } else { format!("%{words}%") }
    }

    /// The id after which the page begins; one that sorts behind every other
    /// for the first page.
    pub fn after(&self) -> String {
        let after = self.get("after");
        if after.is_empty() { "~".to_owned() } else { after.to_owned() }
    }

    /// Where a page begins that is ordered by time, the newest first: before
    /// the row of [`time_key`]; behind everything there is for the first page.
    pub fn before(&self) -> (Instant, String) {
        self.key().unwrap_or_else(|| (Instant::from_micros(i64::MAX), String::new()))
    }

    /// The same with the oldest first: behind the row of [`time_key`], or
    /// before everything there is.
    pub fn behind(&self) -> (Instant, String) {
        self.key().unwrap_or_else(|| (Instant::from_micros(i64::MIN), String::new()))
    }

    fn key(&self) -> Option<(Instant, String)> {
        let (at, id) = self.get("after").split_once('.')?;
        let at = at.parse::<i64>().ok()?;
        id.parse::<Id>().ok().map(|id| (Instant::from_micros(at), id.to_string()))
    }

    /// The button that gives the list as a file at an address.
    pub fn csv_button(&self, t: Tr, path: &str) -> Button {
        csv_button(t, self.href(path))
    }

    /// The same filters at another address, such as the list as a file.
    pub fn href(&self, path: &str) -> String {
        self.with(path, "")
    }

    fn with(&self, path: &str, after: &str) -> String {
        let hidden = |name: &str| name == "after" || name == "done";
        let kept = self.pairs.iter().filter(|(name, value)| !hidden(name) && !value.is_empty());
        let mut out = path.to_owned();
        let last = ("after".to_owned(), after.to_owned());
        let last = (!after.is_empty()).then_some(&last);
        for (at, (name, value)) in kept.chain(last).enumerate() {
            out.push(if at == 0 { '?' } else { '&' });
            out.push_str(&percent_encoded(name));
            out.push('=');
            out.push_str(&percent_encoded(value));
        }
        out
    }

    /// Cuts the extra row off and says where the next page begins; back leads
    /// to the first page.
    pub fn pager<T>(
        &self,
        t: Tr,
        path: &str,
        rows: &mut Vec<T>,
        key: impl Fn(&T) -> String,
    ) -> Pager {
        let more = rows.len() > PAGE_ROWS;
        rows.truncate(PAGE_ROWS);
        let next = rows.last().filter(|_| more).map(|last| self.with(path, &key(last)));
        let first = (!self.get("after").is_empty()).then(|| self.href(path));
        Pager::new(t, first, next)
    }
}
