//! What every list has: filters in the address, pages by key.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use ui::{FormState, Pager, Tr};

use crate::fault::PageError;
use crate::guard::percent_encoded;

/// Rows on a page.
pub(super) const PAGE_ROWS: usize = 25;
/// Rows in a file.
pub(super) const SHEET_ROWS: usize = 10_000;

/// The filters as asked for.
pub(super) struct Filters {
    pairs: Vec<(String, String)>,
    pub(super) form: FormState,
}

impl<S: Send + Sync> FromRequestParts<S> for Filters {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let query = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Query(pairs) = query.map_err(|_| PageError::BadRequest)?;
        Ok(Self { form: FormState::from_pairs(pairs.clone()), pairs })
    }
}

impl Filters {
    /// A filter's value; empty when it does not filter.
    pub(super) fn get(&self, name: &str) -> &str {
        self.form.value(name)
    }

    /// A filter that names one of a few things; nothing when it names none.
    pub(super) fn parse<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).parse().ok()
    }

    /// The same filters at another address, such as the list as a file.
    pub(super) fn href(&self, path: &str) -> String {
        self.with(path, "")
    }

    fn with(&self, path: &str, after: &str) -> String {
        let kept = self.pairs.iter().filter(|(name, value)| name != "after" && !value.is_empty());
        let mut parts: Vec<String> = kept
            .map(|(name, value)| format!("{}={}", percent_encoded(name), percent_encoded(value)))
            .collect();
        if !after.is_empty() {
            parts.push(format!("after={}", percent_encoded(after)));
        }
        if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
    }

    /// Cuts the extra row off and says where the next page begins; back leads
    /// to the first page.
    pub(super) fn pager<T>(
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
