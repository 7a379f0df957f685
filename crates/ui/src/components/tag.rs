//! A short word about state, urgency or a warning.

use askama::Template;

use super::{component, owned};
use crate::shell::Tone;

/// A short word about state, urgency or a warning, always with its words
/// written out.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/tag.html")]
pub struct Tag {
    label: String,
    tone: Tone,
    icon: &'static str,
    strong: bool,
}

impl Tag {
    /// A tag without judgement.
    pub fn new(label: impl AsRef<str>) -> Self {
        Self { label: owned(label), ..Self::default() }
    }

    /// How it is meant.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// An icon before the words.
    #[must_use]
    pub fn icon(self, icon: &'static str) -> Self {
        Self { icon, ..self }
    }

    /// Filled, for the one thing in a row that must be seen first.
    #[must_use]
    pub fn strong(self) -> Self {
        Self { strong: true, ..self }
    }
}

component!(Tag);
