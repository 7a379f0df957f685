//! Lines over time.

use std::borrow::Borrow;
use std::fmt::Write;

use super::Figure;
use super::scale::{axis, part};
use crate::components::owned;
use crate::html::{Html, escaped};
use crate::tr::Tr;

const TOP: i64 = 14;
const LEFT: i64 = 38;
const BOTTOM: i64 = 26;
const RIGHT: i64 = 14;
/// Room for one label under the axis.
const LABEL_ROOM: i64 = 56;

/// Amounts over time, up to four lines.
#[derive(Clone, Debug, Default)]
pub struct LineChart {
    id: String,
    title: String,
    description: String,
    labels: Vec<String>,
    series: Vec<(String, Vec<i64>)>,
    wide: bool,
}

impl LineChart {
    /// A chart whose title says what is to be seen. `id` is unique on the page.
    pub fn new(id: impl AsRef<str>, title: impl AsRef<str>, labels: Vec<String>) -> Self {
        Self { id: owned(id), title: owned(title), labels, ..Self::default() }
    }

    /// The chart in one sentence, for those who do not see it.
    #[must_use]
    pub fn description(self, description: impl AsRef<str>) -> Self {
        Self { description: owned(description), ..self }
    }

    /// One line; missing values count as nothing.
    #[must_use]
    pub fn series(mut self, name: impl AsRef<str>, values: Vec<i64>) -> Self {
        self.series.push((owned(name), values));
        self
    }

    /// For the full width of a desk page.
    #[must_use]
    pub fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// The finished figure; `first` names the column of the labels in the table.
    pub fn figure(&self, t: impl Borrow<Tr>, first: impl AsRef<str>) -> Figure {
        let t = *t.borrow();
        let mut head = vec![owned(first)];
        head.extend(self.series.iter().map(|(name, _)| name.clone()));
        let cell = |values: &Vec<i64>, index| t.number(values.get(index).copied().unwrap_or(0));
        let row = |(index, label): (usize, &String)| {
            (label.clone(), self.series.iter().map(|(_, values)| cell(values, index)).collect())
        };
        Figure {
            t,
            id: self.id.clone(),
            title: self.title.clone(),
            legend: self
                .series
                .iter()
                .enumerate()
                .map(|(index, (name, _))| (index % 4, name.clone()))
                .collect(),
            picture: self.picture(t),
            head,
            rows: self.labels.iter().enumerate().map(row).collect(),
            ..Figure::default()
        }
    }

    fn picture(&self, t: Tr) -> Html {
        let (width, height) = if self.wide { (960, 260) } else { (560, 240) };
        let largest = self.series.iter().flat_map(|(_, values)| values).copied().max().unwrap_or(0);
        let (top, step) = axis(largest);
        let plot = Plot {
            width: width - LEFT - RIGHT,
            height: height - TOP - BOTTOM,
            top,
            last: self.labels.len().saturating_sub(1),
        };
        let mut svg = format!(
            r#"<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{0}-title {0}-desc"><title id="{0}-title">{1}</title><desc id="{0}-desc">{2}</desc>"#,
            escaped(&self.id),
            escaped(&self.title),
            escaped(&self.description)
        );
        plot.grid(&mut svg, t, step);
        plot.labels(&mut svg, &self.labels);
        for (index, (_, values)) in self.series.iter().enumerate() {
            plot.line(&mut svg, index, values);
        }
        svg.push_str("</svg>");
        Html(svg)
    }
}

struct Plot {
    width: i64,
    height: i64,
    top: i64,
    last: usize,
}

impl Plot {
    fn x(&self, index: usize) -> i64 {
        let (index, last) =
            (i64::try_from(index).unwrap_or(0), i64::try_from(self.last).unwrap_or(0));
        if last == 0 { LEFT + self.width / 2 } else { LEFT + part(index, last, self.width) }
    }

    fn y(&self, value: i64) -> i64 {
        TOP + self.height - part(value, self.top, self.height)
    }

    fn grid(&self, svg: &mut String, t: Tr, step: i64) {
        let mut value = 0;
        while value <= self.top {
            let y = self.y(value);
            let _ = write!(
                svg,
                r#"<path class="chart__grid" d="M{LEFT} {y}h{}"/><text class="chart__tick" x="{}" y="{}" text-anchor="end">{}</text>"#,
                self.width,
                LEFT - 8,
                y + 4,
                t.number(value)
            );
            value += step;
        }
    }

    fn labels(&self, svg: &mut String, labels: &[String]) {
        let fitting = usize::try_from(self.width / LABEL_ROOM).unwrap_or(1).max(1);
        let every = labels.len().div_ceil(fitting).max(1);
        for (index, label) in labels.iter().enumerate().step_by(every) {
            let _ = write!(
                svg,
                r#"<text class="chart__tick" x="{}" y="{}" text-anchor="middle">{}</text>"#,
                self.x(index),
                TOP + self.height + 18,
                escaped(label)
            );
        }
    }

    fn line(&self, svg: &mut String, number: usize, values: &[i64]) {
        let mut path = String::new();
        for (index, value) in values.iter().take(self.last + 1).enumerate() {
            let _ = write!(
                path,
                "{}{} {}",
                if index == 0 { "M" } else { "L" },
                self.x(index),
                self.y(*value)
            );
        }
        let end = values.len().min(self.last + 1).saturating_sub(1);
        if number == 0 && end > 0 {
            let (from, to, floor) = (self.x(0), self.x(end), TOP + self.height);
            let _ = write!(
                svg,
                r#"<path class="chart__area" d="{path}L{to} {floor}L{from} {floor}Z"/>"#
            );
        }
        let _ =
            write!(svg, r#"<path class="chart__line chart__line--{}" d="{path}"/>"#, number % 4);
        if let Some(value) = values.get(end) {
            let _ = write!(
                svg,
                r#"<circle class="chart__end chart__end--{}" cx="{}" cy="{}" r="3.5"/>"#,
                number % 4,
                self.x(end),
                self.y(*value)
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_has_words_and_the_table_has_every_number() {
        let chart = LineChart::new("c", "收到 < 办结", vec!["周一".into(), "周二".into()])
            .series("收到", vec![3, 1200])
            .series("办结", vec![2]);
        let html = chart.figure(Tr::default(), "日").to_html().to_string();
        assert!(
            html.contains("收到 &lt; 办结") && html.contains("aria-labelledby=\"c-title c-desc\""),
            "{html}"
        );
        assert!(html.contains("1,200") && html.matches("<tr>").count() == 3, "{html}");
    }

    #[test]
    fn an_empty_chart_is_still_a_picture() {
        let html = LineChart::new("c", "空", Vec::new())
            .series("x", Vec::new())
            .figure(Tr::default(), "日")
            .to_html()
            .to_string();
        assert!(html.contains("</svg>"));
    }
}
