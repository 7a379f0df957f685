//! A time limit and how far it has run.

use askama::Template;

use super::{component, owned};
use crate::shell::Tone;

/// A time limit: what it is for, what is left, and how far it has run.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/clock_bar.html")]
pub struct ClockBar {
    label: String,
    left: String,
    due: String,
    permille: i64,
    tone: Tone,
}

impl ClockBar {
    /// `left` is the finished sentence about what is left ("剩 1 小时 42 分",
    /// "已超 6 分"), `permille` the part of the limit that has passed.
    pub fn new(label: impl AsRef<str>, left: impl AsRef<str>, permille: i64) -> Self {
        Self {
            label: owned(label),
            left: owned(left),
            permille: permille.clamp(0, 1000),
            tone: Tone::Ok,
            ..Self::default()
        }
    }

    /// The instant it ends, as finished text.
    #[must_use]
    pub fn due(self, due: impl AsRef<str>) -> Self {
        Self { due: owned(due), ..self }
    }

    /// Green, yellow or red.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// Width of the bar that has passed, of 200.
    fn width(&self) -> i64 {
        self.permille / 5
    }
}

component!(ClockBar);
