//! The only place where inputs are drawn.

use std::borrow::Borrow;

use askama::Template;

use super::{component, owned};
use crate::form::FormState;
use crate::tr::Tr;

/// One way to answer a question with given answers.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    value: String,
    label: String,
    hint: String,
    checked: bool,
}

impl Choice {
    /// An answer: what is sent, and what the person reads.
    pub fn new(value: impl AsRef<str>, label: impl AsRef<str>) -> Self {
        Self { value: owned(value), label: owned(label), ..Self::default() }
    }

    /// A second line that explains the answer.
    #[must_use]
    pub fn hint(self, hint: impl AsRef<str>) -> Self {
        Self { hint: owned(hint), ..self }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Control {
    #[default]
    Input,
    Textarea,
    Select,
    Radios,
    Checkboxes,
    Checkbox,
    File,
}

/// A labelled question of a form with its hint, its error and its control.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/field.html")]
pub struct Field {
    t: Tr,
    control: Control,
    kind: &'static str,
    name: String,
    id: String,
    label: String,
    hint: String,
    error: Option<String>,
    value: String,
    choices: Vec<Choice>,
    attributes: Vec<(&'static str, String)>,
    required: bool,
    optional: bool,
    hide_label: bool,
    inline: bool,
    rows: u8,
    counted: Option<usize>,
    prefix_icon: &'static str,
}

impl Field {
    fn new(
        control: Control,
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        let (t, form, name) = (*t.borrow(), form.borrow(), name.as_ref());
        Self {
            t,
            control,
            kind: "text",
            name: name.to_owned(),
            id: format!("f-{name}"),
            label: owned(label),
            error: form.error_of(name).map(|error| error.text(t)),
            value: form.value(name).to_owned(),
            rows: 4,
            ..Self::default()
        }
    }

    fn input(
        kind: &'static str,
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self { kind, ..Self::new(Control::Input, t, form, name, label) }
    }

    /// One line of text.
    pub fn text(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self::input("text", t, form, name, label)
    }

    /// A telephone number.
    pub fn tel(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self::input("tel", t, form, name, label)
            .attr("autocomplete", "tel")
            .attr("inputmode", "tel")
    }

    /// A whole number.
    pub fn number(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self::input("text", t, form, name, label).attr("inputmode", "numeric")
    }

    /// A password. Its value is never sent back.
    pub fn password(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self { value: String::new(), ..Self::input("password", t, form, name, label) }
    }

    /// A day.
    pub fn date(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self::input("date", t, form, name, label)
    }

    /// A day and time.
    pub fn date_time(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self::input("datetime-local", t, form, name, label)
    }

    /// Words to look for.
    pub fn search(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self { prefix_icon: "search", ..Self::input("search", t, form, name, label) }
    }

    /// Several lines of text.
    pub fn textarea(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self::new(Control::Textarea, t, form, name, label)
    }

    /// One of many answers, in a list that opens.
    pub fn select(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self::new(Control::Select, t, form, name, label)
    }

    /// One of a few answers, each a card to tap.
    pub fn radios(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self::new(Control::Radios, t, form, name, label)
    }

    /// Any of a few answers; give them with `choices_in`.
    pub fn checkboxes(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self::new(Control::Checkboxes, t, form, name, label)
    }

    /// Yes or not; sends `1` when ticked.
    pub fn checkbox(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self::new(Control::Checkbox, t, form, name, label)
    }

    /// A file. The form needs `enctype="multipart/form-data"`.
    pub fn file(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self::new(Control::File, t, form, name, label)
    }

    /// Photos, several at once, shrunk before sending where script runs.
    pub fn photos(
        t: impl Borrow<Tr>,
        form: impl Borrow<FormState>,
        name: impl AsRef<str>,
        label: impl AsRef<str>,
    ) -> Self {
        Self::file(t, form, name, label)
            .attr("accept", "image/*")
            .attr("multiple", "")
            .attr("data-photos", "")
    }

    /// The answers to choose from; the form's value is the chosen one.
    #[must_use]
    pub fn choices(mut self, choices: impl IntoIterator<Item = impl Borrow<Choice>>) -> Self {
        let value = self.value.clone();
        self.choices = choices.into_iter().map(|choice| choice.borrow().clone()).collect();
        for choice in &mut self.choices {
            choice.checked = choice.value == value;
        }
        self
    }

    /// The answers of a repeated field; all the form's values are chosen.
    #[must_use]
    pub fn choices_in(
        mut self,
        form: impl Borrow<FormState>,
        choices: impl IntoIterator<Item = impl Borrow<Choice>>,
    ) -> Self {
        let values = form.borrow().values(&self.name);
        self.choices = choices.into_iter().map(|choice| choice.borrow().clone()).collect();
        for choice in &mut self.choices {
            choice.checked = values.contains(&choice.value.as_str());
        }
        self
    }

    /// A line that helps to answer.
    #[must_use]
    pub fn hint(self, hint: impl AsRef<str>) -> Self {
        Self { hint: owned(hint), ..self }
    }

    /// Says that an answer is needed (to screen readers; the server checks).
    #[must_use]
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Says next to the label that the question may be left out.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// Keeps the label for screen readers only.
    #[must_use]
    pub fn hide_label(self) -> Self {
        Self { hide_label: true, ..self }
    }

    /// Puts radio cards or checkboxes side by side.
    #[must_use]
    pub fn inline(self) -> Self {
        Self { inline: true, ..self }
    }

    /// Height of a textarea in lines.
    #[must_use]
    pub fn rows(self, rows: u8) -> Self {
        Self { rows, ..self }
    }

    /// Counts characters against a maximum while typing.
    #[must_use]
    pub fn counted(self, max: usize) -> Self {
        Self { counted: Some(max), ..self }
    }

    /// An id other than `f-<name>`, for a second field of the same name.
    #[must_use]
    pub fn id(self, id: impl AsRef<str>) -> Self {
        Self { id: owned(id), ..self }
    }

    /// A further attribute of the control: `autocomplete`, `placeholder`,
    /// `data-…`. An empty value writes the bare attribute; one given before is
    /// replaced.
    #[must_use]
    pub fn attr(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        self.attributes.retain(|(known, _)| *known != name);
        self.attributes.push((name, owned(value)));
        self
    }

    /// The ids of what describes the control; empty when nothing does.
    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.id));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id));
        }
        ids.join(" ")
    }

    fn is_group(&self) -> bool {
        matches!(self.control, Control::Radios | Control::Checkboxes)
    }

    /// Only the first choice of a group carries the id the summary links to.
    fn choice_id(&self, index: &usize) -> String {
        if *index == 0 { self.id.clone() } else { format!("{}-{index}", self.id) }
    }
}

component!(Field);
