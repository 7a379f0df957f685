//! Charts drawn on the server as SVG, each with its numbers in a table.
//!
//! A chart is a `Figure`: a heading that says what is to be seen, the picture
//! with a title and a description, and the same numbers in a table that
//! opens. Series differ by dash and by words, not only by colour.

mod bars;
mod heat;
mod line;
mod scale;
mod spark;

use askama::Template;

pub use bars::BarChart;
pub use heat::HeatChart;
pub use line::LineChart;
pub use spark::spark;

use crate::components::component;
use crate::html::Html;
use crate::tr::Tr;

/// A chart with its words and its table.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/figure.html")]
pub struct Figure {
    pub(crate) t: Tr,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) note: String,
    pub(crate) legend: Vec<(usize, String)>,
    pub(crate) scale: bool,
    pub(crate) picture: Html,
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<(String, Vec<String>)>,
    pub(crate) table_open: bool,
}

component!(Figure);
