//! Lists of the procedures: newest first, by key, with a filter that stands
//! in the address.

use kernel::id::Id;
use kernel::time::Instant;
use ui::{FormState, Pager, Tr};

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

/// The links to the first and the next page.
pub(super) fn pager(
    t: Tr,
    path: &str,
    form: &FormState,
    fields: &[&str],
    last: Option<(Instant, String)>,
) -> Pager {
    let kept: Vec<String> = fields
        .iter()
        .map(|name| (*name, form.value(*name)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", plain(value)))
        .collect();
    let address = |more: Option<String>| {
        let all: Vec<String> = kept.iter().cloned().chain(more).collect();
        if all.is_empty() { path.to_owned() } else { format!("{path}?{}", all.join("&")) }
    };
    let next = last.map(|(at, id)| address(Some(format!("before={}.{id}", at.micros()))));
    Pager::new(t, form.has("before").then(|| address(None)), next)
}

/// Filters are words of dictionaries and ids; anything else is left out.
fn plain(value: &str) -> String {
    value.chars().filter(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect()
}
