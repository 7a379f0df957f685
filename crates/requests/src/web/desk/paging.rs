//! Lists of the procedures: newest first, by key, with a filter that stands
//! in the address.

use kernel::id::Id;
use kernel::time::Instant;
use ui::{FormState, Pager, Tr};

use super::filter::query_of;

/// Rows of a page.
pub(super) const PAGE: u32 = 25;
/// Rows of a file.
pub(super) const FILE_ROWS: u32 = 5_000;

/// Where a page begins: before the last row of the one before it.
pub(super) fn before(form: &FormState) -> (Instant, String) {
    let key = form.value("before").split_once('.');
    let read = |(at, id): (&str, &str)| {
        let at = at.parse::<i64>().ok()?;
        id.parse::<Id>().ok().map(|id| (Instant::from_micros(at), id.to_string()))
    };
    // Behind everything there is.
    key.and_then(read).unwrap_or_else(|| (Instant::from_micros(i64::MAX), String::new()))
}

/// Takes the row read beyond a page away; where the next page begins, if
/// there was one.
pub(super) fn cut<T>(
    found: &mut Vec<T>,
    key: impl Fn(&T) -> (Instant, String),
) -> Option<(Instant, String)> {
    let has_more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    found.last().filter(|_| has_more).map(key)
}

/// The links to the first and the next page.
pub(super) fn pager(
    t: Tr,
    path: &str,
    form: &FormState,
    fields: &[&str],
    last: Option<(Instant, String)>,
) -> Pager {
    let address = |more: &[(&str, &str)]| format!("{path}{}", query_of(form, fields, more));
    let next = last.map(|(at, id)| address(&[("before", &format!("{}.{id}", at.micros()))]));
    Pager::new(t, form.has("before").then(|| address(&[])), next)
}
