//! What can be wrong with a policy pack.

/// A fault in a pack, where to find it, and in which rule it lies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct PolicyFault {
    /// Line in the file, from 1.
    pub line: usize,
    /// The rule, from 1 in the order of the file; nothing for the pack itself.
    pub rule: Option<usize>,
    /// What is wrong.
    pub kind: PolicyFaultKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFaultKind {
    /// Not TOML, a field is missing, of another type, or unknown.
    #[error("{0}")]
    Syntax(String),
    /// A field that must say something is empty.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// Not a `YYYY-MM-DD` date.
    #[error("not a date: {0}")]
    Date(String),
    /// It ends before it begins.
    #[error("valid_to lies before valid_from")]
    Validity,
    /// No clock has this name.
    #[error("no such clock: {0}")]
    Clock(String),
    /// No unit of time has this name.
    #[error("no such unit: {0}")]
    Unit(String),
    /// An amount outside 1–10000.
    #[error("an amount must be between 1 and 10000, not {0}")]
    Amount(i64),
    /// Nothing a clock may be stopped for. An objection never stops one.
    #[error("a clock cannot be stopped for {0}")]
    PauseReason(String),
    /// The shares do not rise within 1–1000.
    #[error("warn_at must be two rising shares in thousandths")]
    WarnAt,
    /// A region is not digits that end where a level of the code ends.
    #[error("not a region code or a prefix of one: {0}")]
    Region(String),
    /// The weights do not add up to 1000.
    #[error("the three weights must add up to 1000, not {0}")]
    Weights(u32),
    /// A value in thousandths above 1000.
    #[error("{0} must be at most 1000")]
    Share(&'static str),
    /// Nobody of this name approves more time.
    #[error("no such approver: {0}")]
    Approver(String),
    /// Reasons are for deferral or exclusion.
    #[error("a reason is for deferral or exclusion, not {0}")]
    Procedure(String),
    /// A reason stands twice, or has no code or no name.
    #[error("the reason {0:?} stands twice, or lacks its code or name")]
    Reason(String),
    /// A count that is not positive.
    #[error("{0} must be between 1 and 10000")]
    Count(&'static str),
    /// `n_min` is not positive.
    #[error("n_min must be at least 1")]
    NMin,
    /// The pack has no rule.
    #[error("the pack has no rule")]
    NoRule,
    /// An earlier rule is for the same clock, orders and time.
    #[error("the rule in line {0} is for the same orders at the same time")]
    Duplicate(usize),
}
