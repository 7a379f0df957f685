//! What can be wrong with a clock's history, and why a pause is refused.

/// An event that cannot have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("clock event {index}: {kind}")]
pub struct ClockFault {
    /// Position in the history, from 0.
    pub index: usize,
    /// Why.
    pub kind: ClockFaultKind,
}

/// Why an event cannot have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockFaultKind {
    /// The history is empty or begins with another event.
    #[error("the clock was never started")]
    NotStarted,
    /// A second start.
    #[error("the clock was started before")]
    StartedTwice,
    /// It lies before the event before it.
    #[error("the event is earlier than the one before it")]
    OutOfOrder,
    /// A pause during a pause.
    #[error("the clock already stands still")]
    AlreadyPaused,
    /// A resumption without a pause.
    #[error("the clock does not stand still")]
    NotPaused,
    /// Anything but a reopening after the end.
    #[error("the clock has ended")]
    AlreadyStopped,
    /// A reopening before the end.
    #[error("the clock has not ended")]
    NotStopped,
}

/// Why a clock may not be paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PauseRefused {
    /// It stands still or has ended.
    #[error("the clock does not run")]
    NotRunning,
    /// The policy does not stop this clock for this reason.
    #[error("the policy does not stop the clock for this reason")]
    NotInPolicy,
    /// The requester can be waited for only once.
    #[error("the clock was stopped for this reason before")]
    AlreadyUsed,
}
