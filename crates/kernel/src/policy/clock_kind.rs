//! The clocks an order can have.

use std::fmt;
use std::str::FromStr;

/// What a clock measures. The text form is stored and written in packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockKind {
    /// The desk registers, answers or dispatches.
    Intake,
    /// The unit signs for the order.
    SignIn,
    /// The unit speaks with the requester for the first time.
    FirstContact,
    /// The matter is handled and answered.
    Handle,
    /// The matter is handled again.
    Rework,
    /// The hotline body calls the requester back.
    Callback,
    /// The unit may object to the dispatch.
    Objection,
    /// The hotline body rules on an objection.
    ObjectionRuling,
    /// Notice that a petition is accepted, or not.
    PetitionNotice,
    /// A unit returns a petition that is not within its power.
    PetitionObjection,
    /// A petition is completed.
    PetitionHandle,
    /// The petitioner may ask for review (复查) or re-examination (复核).
    ReviewRequest,
    /// Review (复查) is answered.
    Review1,
    /// Re-examination (复核) is answered.
    Review2,
}

/// The text names no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such clock")]
pub struct UnknownClock;

impl ClockKind {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Intake,
        Self::SignIn,
        Self::FirstContact,
        Self::Handle,
        Self::Rework,
        Self::Callback,
        Self::Objection,
        Self::ObjectionRuling,
        Self::PetitionNotice,
        Self::PetitionObjection,
        Self::PetitionHandle,
        Self::ReviewRequest,
        Self::Review1,
        Self::Review2,
    ];

    /// The name stored and written in packs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::SignIn => "sign_in",
            Self::FirstContact => "first_contact",
            Self::Handle => "handle",
            Self::Rework => "rework",
            Self::Callback => "callback",
            Self::Objection => "objection",
            Self::ObjectionRuling => "objection_ruling",
            Self::PetitionNotice => "petition_notice",
            Self::PetitionObjection => "petition_objection",
            Self::PetitionHandle => "petition_handle",
            Self::ReviewRequest => "review_request",
            Self::Review1 => "review_1",
            Self::Review2 => "review_2",
        }
    }
}

impl fmt::Display for ClockKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ClockKind {
    type Err = UnknownClock;
    fn from_str(text: &str) -> Result<Self, UnknownClock> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownClock)
    }
}
