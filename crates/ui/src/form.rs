//! The state of a form between two answers: what the person typed and what
//! was wrong with it.

use crate::catalogue::Arg;
use crate::tr::{Tr, key};

/// One thing wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name; empty when it concerns the form as a whole.
    pub field: String,
    /// Message key.
    pub key: &'static str,
    /// The message's arguments.
    pub args: Vec<(&'static str, Arg)>,
}

impl FieldError {
    /// The sentence for the person.
    pub fn text(&self, t: Tr) -> String {
        t.a(self.key, &self.args)
    }
}

/// The values of a form and their faults. Values keep their order and may
/// repeat (checkboxes).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormState {
    values: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl FormState {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// A form as it was sent.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self { values: pairs, errors: Vec::new() }
    }

    /// The same form with a value put in where it has none.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        if !self.has(name) {
            self.values.push((name.to_owned(), value.into()));
        }
        self
    }

    /// Whether the form carries a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.values.iter().any(|(field, _)| field == name)
    }

    /// A field's value without surrounding blanks; empty when absent.
    pub fn value(&self, name: impl AsRef<str>) -> &str {
        let name = name.as_ref();
        self.values.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// All values of a repeated field.
    pub fn values(&self, name: impl AsRef<str>) -> Vec<&str> {
        let name = name.as_ref();
        self.values
            .iter()
            .filter(|(field, _)| field == name)
            .map(|(_, value)| value.trim())
            .collect()
    }

    /// Records what is wrong with a field.
    pub fn error(&mut self, field: &str, key: &'static str) -> &mut Self {
        self.error_with(field, key, Vec::new())
    }

    /// Records what is wrong with a field, with the message's arguments.
    pub fn error_with(
        &mut self,
        field: &str,
        key: &'static str,
        args: Vec<(&'static str, Arg)>,
    ) -> &mut Self {
        self.errors.push(FieldError { field: field.to_owned(), key, args });
        self
    }

    /// Records the error when the field is empty.
    pub fn require(&mut self, field: &str, key: &'static str) -> &mut Self {
        if self.value(field).is_empty() {
            self.error(field, key);
        }
        self
    }

    /// Records an error when the field has more than `max` characters.
    pub fn limit(&mut self, field: &str, max: usize) -> &mut Self {
        let length = self.value(field).chars().count();
        if length > max {
            self.error_with(
                field,
                key("ui-error-too-long"),
                vec![("max", max.into()), ("n", length.into())],
            );
        }
        self
    }

    /// Whether anything is wrong.
    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Everything wrong, in order.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// What is wrong with one field, if anything.
    pub fn error_of(&self, name: impl AsRef<str>) -> Option<&FieldError> {
        let name = name.as_ref();
        self.errors.iter().find(|error| error.field == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_trimmed_and_repeats_are_kept() {
        let form = FormState::from_pairs(vec![
            ("a".into(), " x ".into()),
            ("b".into(), "1".into()),
            ("b".into(), "2".into()),
        ]);
        assert_eq!(form.value("a"), "x");
        assert_eq!(form.values("b"), ["1", "2"]);
        assert_eq!(form.value("c"), "");
        assert_eq!(form.with("a", "y").value("a"), "x");
    }

    #[test]
    fn faults_name_their_field_and_count_characters_not_bytes() {
        let mut form = FormState::from_pairs(vec![("title".into(), "路灯不亮".into())]);
        form.limit("title", 4).require("title", "e").require("phone", "e");
        assert_eq!(form.errors().len(), 1);
        assert!(form.error_of("phone").is_some());
        form.limit("title", 3);
        assert!(form.error_of("title").is_some());
    }
}
