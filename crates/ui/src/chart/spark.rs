//! A line small enough for a table row.

use std::fmt::Write;

use super::scale::part;
use crate::html::Html;

/// A small line for a table row. It says nothing to screen readers: put the
/// numbers in the row.
pub fn spark(values: &[i64]) -> Html {
    let largest = values.iter().copied().max().unwrap_or(0);
    let last = i64::try_from(values.len().saturating_sub(1)).unwrap_or(0);
    let mut path = String::new();
    let mut end = (0, 0);
    for (index, value) in values.iter().enumerate() {
        end =
            (3 + part(i64::try_from(index).unwrap_or(0), last, 74), 19 - part(*value, largest, 16));
        let _ = write!(path, "{}{} {}", if index == 0 { "M" } else { "L" }, end.0, end.1);
    }
    Html(format!(
        r#"<svg class="spark" viewBox="0 0 80 22" aria-hidden="true"><path class="chart__line chart__line--0" d="{path}"/><circle class="chart__end chart__end--0" cx="{}" cy="{}" r="2.2"/></svg>"#,
        end.0, end.1
    ))
}
