//! Lying bars with their numbers beside them.

use std::borrow::Borrow;
use std::fmt::Write;

use super::Figure;
use super::scale::part;
use crate::components::owned;
use crate::html::{Html, escaped};
use crate::tr::Tr;

/// Amounts of several things, as lying bars in a table: the numbers stand
/// beside the bars, so that the chart is its own table.
#[derive(Clone, Debug, Default)]
pub struct BarChart {
    id: String,
    title: String,
    note: String,
    bars: Vec<Bar>,
}

#[derive(Clone, Debug)]
struct Bar {
    label: String,
    value: i64,
    note: String,
    href: String,
}

impl BarChart {
    /// A chart whose title says what is to be seen. `id` is unique on the page.
    pub fn new(id: impl AsRef<str>, title: impl AsRef<str>) -> Self {
        Self { id: owned(id), title: owned(title), ..Self::default() }
    }

    /// What the columns are ("件数 · 较前 14 天").
    #[must_use]
    pub fn note(self, note: impl AsRef<str>) -> Self {
        Self { note: owned(note), ..self }
    }

    /// One bar; `note` stands at its end ("+31%") and may be empty.
    #[must_use]
    pub fn bar(self, label: impl AsRef<str>, value: i64, note: impl AsRef<str>) -> Self {
        self.bar_link(label, value, note, "")
    }

    /// One bar that leads to the list behind it.
    #[must_use]
    pub fn bar_link(
        mut self,
        label: impl AsRef<str>,
        value: i64,
        note: impl AsRef<str>,
        href: impl AsRef<str>,
    ) -> Self {
        self.bars.push(Bar { label: owned(label), value, note: owned(note), href: owned(href) });
        self
    }

    /// The finished figure.
    pub fn figure(&self, t: impl Borrow<Tr>) -> Figure {
        let t = *t.borrow();
        Figure {
            t,
            id: self.id.clone(),
            title: self.title.clone(),
            note: self.note.clone(),
            picture: self.picture(t),
            table_open: true,
            ..Figure::default()
        }
    }

    fn picture(&self, t: Tr) -> Html {
        let largest = self.bars.iter().map(|bar| bar.value).max().unwrap_or(0);
        let mut out = format!(
            r#"<table class="bars"><caption class="vh">{}</caption><tbody>"#,
            escaped(&self.title)
        );
        for bar in &self.bars {
            let label = escaped(&bar.label);
            let label = if bar.href.is_empty() {
                label
            } else {
                format!(r#"<a href="{}">{label}</a>"#, escaped(&bar.href))
            };
            let width = part(bar.value, largest, 200);
            let _ = write!(
                out,
                r#"<tr><th class="bars__label" scope="row">{label}</th><td class="bars__bar"><svg viewBox="0 0 200 12" preserveAspectRatio="none" aria-hidden="true"><rect class="chart__bar" width="{width}" height="12"/></svg></td><td class="bars__value">{}</td><td class="bars__note">{}</td></tr>"#,
                t.number(bar.value),
                escaped(&bar.note)
            );
        }
        out.push_str("</tbody></table>");
        Html(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_is_full_and_numbers_stand_beside_the_bars() {
        let html = BarChart::new("b", "类别")
            .bar("噪声", 1760, "+4%")
            .bar_link("其他", 880, "", "/x?a=1&b=2")
            .figure(Tr::default())
            .to_html()
            .to_string();
        assert!(
            html.contains(r#"width="200" height="12""#)
                && html.contains(r#"width="100" height="12""#),
            "{html}"
        );
        assert!(html.contains("1,760") && html.contains("/x?a=1&amp;b=2"), "{html}");
    }
}
