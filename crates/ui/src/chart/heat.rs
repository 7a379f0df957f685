//! A grid of cells, darker where there is more.

use std::borrow::Borrow;
use std::fmt::Write;

use super::Figure;
use super::scale::{level, part};
use crate::components::owned;
use crate::html::{Html, escaped};
use crate::tr::Tr;

const WIDTH: i64 = 560;
const LEFT: i64 = 64;
const ROW: i64 = 26;
const FOOT: i64 = 22;

/// How much in each cell of two scales (weekday × hour).
#[derive(Clone, Debug, Default)]
pub struct HeatChart {
    id: String,
    title: String,
    description: String,
    columns: Vec<String>,
    rows: Vec<(String, Vec<i64>)>,
}

impl HeatChart {
    /// A chart whose title says what is to be seen. `id` is unique on the page.
    pub fn new(id: impl AsRef<str>, title: impl AsRef<str>, columns: Vec<String>) -> Self {
        Self { id: owned(id), title: owned(title), columns, ..Self::default() }
    }

    /// The chart in one sentence, for those who do not see it.
    #[must_use]
    pub fn description(self, description: impl AsRef<str>) -> Self {
        Self { description: owned(description), ..self }
    }

    /// One row of cells.
    #[must_use]
    pub fn row(mut self, name: impl AsRef<str>, values: Vec<i64>) -> Self {
        self.rows.push((owned(name), values));
        self
    }

    /// The finished figure; `first` names the column of the row names.
    pub fn figure(&self, t: impl Borrow<Tr>, first: impl AsRef<str>) -> Figure {
        let t = *t.borrow();
        let mut head = vec![owned(first)];
        head.extend(self.columns.iter().cloned());
        let cells = |values: &Vec<i64>| values.iter().map(|value| t.number(*value)).collect();
        Figure {
            t,
            id: self.id.clone(),
            title: self.title.clone(),
            scale: true,
            picture: self.picture(),
            head,
            rows: self.rows.iter().map(|(name, values)| (name.clone(), cells(values))).collect(),
            ..Figure::default()
        }
    }

    fn picture(&self) -> Html {
        let count = |length: usize| i64::try_from(length).unwrap_or(0);
        let (columns, rows) = (count(self.columns.len()).max(1), count(self.rows.len()));
        let (height, largest) = (
            rows * ROW + FOOT,
            self.rows.iter().flat_map(|(_, values)| values).copied().max().unwrap_or(0),
        );
        let x = |column: usize| LEFT + part(count(column), columns, WIDTH - LEFT);
        let mut svg = format!(
            r#"<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{0}-title {0}-desc"><title id="{0}-title">{1}</title><desc id="{0}-desc">{2}</desc>"#,
            escaped(&self.id),
            escaped(&self.title),
            escaped(&self.description)
        );
        for (row, (name, values)) in self.rows.iter().enumerate() {
            let y = count(row) * ROW;
            let _ = write!(
                svg,
                r#"<text class="chart__tick" x="{}" y="{}" text-anchor="end">{}</text>"#,
                LEFT - 8,
                y + 17,
                escaped(name)
            );
            for (column, value) in values.iter().take(self.columns.len()).enumerate() {
                let width = x(column + 1) - x(column) - 3;
                let _ = write!(
                    svg,
                    r#"<rect class="level level--{}" x="{}" y="{y}" width="{width}" height="{}" rx="3"><title>{value}</title></rect>"#,
                    level(*value, largest),
                    x(column),
                    ROW - 3
                );
            }
        }
        for (column, name) in self.columns.iter().enumerate() {
            let middle = (x(column) + x(column + 1) - 3) / 2;
            let _ = write!(
                svg,
                r#"<text class="chart__tick" x="{middle}" y="{}" text-anchor="middle">{}</text>"#,
                height - 6,
                escaped(name)
            );
        }
        svg.push_str("</svg>");
        Html(svg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fullest_cell_has_the_darkest_step_and_an_empty_one_the_lightest() {
        let html = HeatChart::new("h", "时段", vec!["6–8时".into(), "8–10时".into()])
            .row("一", vec![0, 30])
            .figure(Tr::default(), "日")
            .to_html()
            .to_string();
        assert!(
            html.contains("level--5")
                && html.contains("level--0")
                && html.contains("<title>30</title>"),
            "{html}"
        );
    }
}
