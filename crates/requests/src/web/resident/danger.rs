//! Danger comes first: the numbers to call, the fitting one leading.

use askama::Template;
use ui::Tr;

/// The banner above a form.
#[derive(Template)]
#[template(path = "resident/danger.html")]
pub(super) struct Danger {
    t: Tr,
    /// The number the words point to; empty while there are none.
    line: String,
}

impl askama::filters::HtmlSafe for Danger {}

impl Danger {
    /// Hidden until a word of danger is found, by the server or the script.
    pub(super) fn new(t: Tr, line: Option<String>) -> Self {
        Self { t, line: line.unwrap_or_default() }
    }

    fn is_first(&self, number: &str) -> bool {
        self.line == number
    }
}
