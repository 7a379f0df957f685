//! Buttons and links that look like them.

use askama::Template;

use super::{component, owned};

/// A button, or a link that looks like one.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/button.html")]
pub struct Button {
    label: String,
    href: Option<String>,
    kind: &'static str,
    look: &'static str,
    small: bool,
    wide: bool,
    icon: &'static str,
    keys: String,
    name: String,
    value: String,
    form: String,
    action: String,
    data: Vec<(String, String)>,
    disabled: bool,
}

impl Button {
    /// Sends the form it stands in.
    pub fn submit(label: impl AsRef<str>) -> Self {
        Self { label: owned(label), kind: "submit", look: "plain", ..Self::default() }
    }

    /// Does something by script only; hidden from view without script.
    pub fn scripted(label: impl AsRef<str>) -> Self {
        Self { label: owned(label), kind: "button", look: "plain", ..Self::default() }
    }

    /// Leads to another page.
    pub fn link(label: impl AsRef<str>, href: impl AsRef<str>) -> Self {
        Self { label: owned(label), href: Some(owned(href)), look: "plain", ..Self::default() }
    }

    /// The one main action of the page.
    #[must_use]
    pub fn primary(self) -> Self {
        Self { look: "primary", ..self }
    }

    /// Takes something away or cannot be undone.
    #[must_use]
    pub fn danger(self) -> Self {
        Self { look: "danger", ..self }
    }

    /// Joins something to a known matter.
    #[must_use]
    pub fn matching(self) -> Self {
        Self { look: "match", ..self }
    }

    /// Without a frame, for secondary actions.
    #[must_use]
    pub fn quiet(self) -> Self {
        Self { look: "quiet", ..self }
    }

    /// Lower, for rows and cards.
    #[must_use]
    pub fn small(self) -> Self {
        Self { small: true, ..self }
    }

    /// As wide as its container.
    #[must_use]
    pub fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// An icon before the label.
    #[must_use]
    pub fn icon(self, icon: &'static str) -> Self {
        Self { icon, ..self }
    }

    /// A keyboard shortcut, shown on the button and bound by the desk script.
    #[must_use]
    pub fn keys(self, keys: impl AsRef<str>) -> Self {
        Self { keys: owned(keys), ..self }
    }

    /// The name and value the button sends.
    #[must_use]
    pub fn named(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        Self { name: owned(name), value: owned(value), ..self }
    }

    /// The id of the form it belongs to when it stands outside of it.
    #[must_use]
    pub fn form(self, form: impl AsRef<str>) -> Self {
        Self { form: owned(form), ..self }
    }

    /// Sends the form to another path.
    #[must_use]
    pub fn action(self, action: impl AsRef<str>) -> Self {
        Self { action: owned(action), ..self }
    }

    /// A data attribute that binds a script behaviour: `.data("copy", "2026…")`.
    #[must_use]
    pub fn data(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.data.push((owned(name), owned(value)));
        self
    }

    /// Cannot be used now.
    #[must_use]
    pub fn disabled(self) -> Self {
        Self { disabled: true, ..self }
    }
}

component!(Button);
