//! Sentences that stand out, empty lists, and the summary of a form's faults.

use std::borrow::Borrow;

use askama::Template;

use super::{component, owned};
use crate::form::FormState;
use crate::shell::Tone;
use crate::tr::Tr;

/// A sentence that stands out, with an icon that says how it is meant.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/notice.html")]
pub struct Notice {
    tone: Tone,
    title: String,
    text: String,
    link: Option<(String, String)>,
}

impl Notice {
    /// A notice with its sentence.
    pub fn new(tone: Tone, text: impl AsRef<str>) -> Self {
        Self { tone, text: owned(text), ..Self::default() }
    }

    /// A short title above the sentence.
    #[must_use]
    pub fn title(self, title: impl AsRef<str>) -> Self {
        Self { title: owned(title), ..self }
    }

    /// A link after the sentence.
    #[must_use]
    pub fn link(self, label: impl AsRef<str>, href: impl AsRef<str>) -> Self {
        Self { link: Some((owned(label), owned(href))), ..self }
    }
}

/// What stands where a list would be when there is nothing in it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/empty_state.html")]
pub struct EmptyState {
    icon: &'static str,
    title: String,
    text: String,
    link: Option<(String, String)>,
}

impl EmptyState {
    /// An icon and what is the case ("没有待办的诉求").
    pub fn new(icon: &'static str, title: impl AsRef<str>) -> Self {
        Self { icon, title: owned(title), ..Self::default() }
    }

    /// What the reader may do about it.
    #[must_use]
    pub fn text(self, text: impl AsRef<str>) -> Self {
        Self { text: owned(text), ..self }
    }

    /// A link to do it.
    #[must_use]
    pub fn link(self, label: impl AsRef<str>, href: impl AsRef<str>) -> Self {
        Self { link: Some((owned(label), owned(href))), ..self }
    }
}

/// Everything wrong with a form, above it, with links to the fields. Draws
/// nothing when the form is sound.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary {
    t: Tr,
    faults: Vec<(String, String)>,
}

/// The summary of a form's faults.
pub fn error_summary(t: impl Borrow<Tr>, form: impl Borrow<FormState>) -> ErrorSummary {
    let t = *t.borrow();
    let faults =
        form.borrow().errors().iter().map(|error| (error.field.clone(), error.text(t))).collect();
    ErrorSummary { t, faults }
}

component!(Notice, EmptyState, ErrorSummary);
