//! What is wrong with a text of opening hours, and where.

/// One fault, with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at character {}: “{found}”", .at + 1)]
pub struct HoursFault {
    /// What is wrong.
    pub kind: HoursFaultKind,
    /// How many characters come before it.
    pub at: usize,
    /// The words found there, empty at the end of the text.
    pub found: String,
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum HoursFaultKind {
    /// Nothing is written.
    #[error("no hours are given")]
    Empty,
    /// A word the grammar does not know.
    #[error("not a day, a date, a time or a state")]
    UnknownWord,
    /// The text goes on where a rule should end.
    #[error("a rule ends here; `;` or `,` is missing")]
    SeparatorMissing,
    /// A rule with nothing in it.
    #[error("a rule without content")]
    EmptyRule,
    /// Not a time of the day.
    #[error("not a time from 00:00 to 24:00, or to 48:00 as an end")]
    BadTime,
    /// A time without an end.
    #[error("a time needs an end, as in 09:00-18:00")]
    EndMissing,
    /// A span that ends where it begins.
    #[error("a span ends where it begins; write 00:00-24:00 for a whole day")]
    EmptySpan,
    /// A day a month does not have.
    #[error("the month has no such day")]
    BadDay,
    /// Not a year from 1900 to 2999, or a range that runs backwards.
    #[error("not a year, or years that run backwards")]
    BadYear,
    /// Not a week from 1 to 53, or a range that runs backwards.
    #[error("not a week from 01 to 53, or weeks that run backwards")]
    BadWeek,
    /// Not a week of a month.
    #[error("in brackets stands 1 to 5 or -1 to -5")]
    BadNth,
    /// Not a weekday after `as`.
    #[error("after `MW as` stands a weekday or `day`")]
    BadMakeUp,
    /// A quotation mark that is not closed.
    #[error("the comment is not closed")]
    OpenComment,
    /// In the OpenStreetMap grammar, not in our part of it.
    #[error("outside the part of the grammar that is understood here")]
    NotSupported,
    /// Longer than anybody reads.
    #[error("too long")]
    TooLong,
}

impl HoursFaultKind {
    /// A word for message keys.
    pub fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::UnknownWord => "unknown-word",
            Self::SeparatorMissing => "separator-missing",
            Self::EmptyRule => "empty-rule",
            Self::BadTime => "bad-time",
            Self::EndMissing => "end-missing",
            Self::EmptySpan => "empty-span",
            Self::BadDay => "bad-day",
            Self::BadYear => "bad-year",
            Self::BadWeek => "bad-week",
            Self::BadNth => "bad-nth",
            Self::BadMakeUp => "bad-make-up",
            Self::OpenComment => "open-comment",
            Self::NotSupported => "not-supported",
            Self::TooLong => "too-long",
        }
    }
}
