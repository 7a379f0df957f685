//! What the desk's records share: petitions, transfers, knowledge, topics,
//! lists of a place, receptions. One kind of fault, and checks of text.

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Nothing was said.
    Missing,
    /// More was said than fits.
    TooLong,
    /// It names nothing that exists.
    Unknown,
    /// It does not fit where the record stands.
    NotNow,
    /// It may not be this one.
    NotAllowed,
    /// More than are allowed.
    TooMany,
    /// The time has passed, or lies before what it should follow.
    TooLate,
    /// There is no room left.
    Full,
    /// It is there already.
    Taken,
}

/// A field and what is wrong with it. An empty field means the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {kind:?}")]
pub struct Fault {
    /// Name of the field, as in the form.
    pub field: &'static str,
    /// What is wrong.
    pub kind: FaultKind,
}

impl Fault {
    /// A fault of a field.
    pub const fn new(field: &'static str, kind: FaultKind) -> Self {
        Self { field, kind }
    }

    /// The verb does not fit the state.
    pub const fn not_now() -> Self {
        Self::new("", FaultKind::NotNow)
    }
}

/// A text that must be there and fit.
///
/// # Errors
/// [`FaultKind::Missing`] or [`FaultKind::TooLong`].
pub fn text(field: &'static str, value: &str, max: usize) -> Result<String, Fault> {
    let value = optional(field, value, max)?;
    if value.is_empty() { Err(Fault::new(field, FaultKind::Missing)) } else { Ok(value) }
}

/// A text that may be empty but must fit.
///
/// # Errors
/// [`FaultKind::TooLong`].
pub fn optional(field: &'static str, value: &str, max: usize) -> Result<String, Fault> {
    let value = value.trim();
    if value.chars().count() > max {
        return Err(Fault::new(field, FaultKind::TooLong));
    }
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_counted_in_characters_and_may_be_required() {
        assert_eq!(text("a", " 路灯 ", 2), Ok("路灯".into()));
        assert_eq!(text("a", "路灯坏", 2), Err(Fault::new("a", FaultKind::TooLong)));
        assert_eq!(text("a", "  ", 2), Err(Fault::new("a", FaultKind::Missing)));
        assert_eq!(optional("a", "  ", 2), Ok(String::new()));
    }
}
