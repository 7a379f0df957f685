//! What a pack says about the procedures around its limits: who approves more
//! time and how often, how often somebody may urge, when a supervision is due,
//! and for which reasons an order is put off or left out of the assessment.

use serde::Deserialize;

use super::PolicyFaultKind;
use crate::counting::Limit;

/// Who approves more time. Always another person than the one who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approver {
    /// The head of the unit: its reviewer.
    UnitReviewer,
    /// The hotline body's dispatcher.
    Dispatcher,
    /// A supervisor.
    Supervisor,
}

impl Approver {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::UnitReviewer, Self::Dispatcher, Self::Supervisor];

    /// The name written in packs; it is the role's name too.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnitReviewer => "unit_reviewer",
            Self::Dispatcher => "dispatcher",
            Self::Supervisor => "supervisor",
        }
    }

    /// The approver of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|approver| approver.as_str() == name)
    }
}

/// How much more time may be given, how often and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ExtensionTerms {
    /// The most one extension may add, in the unit it is asked in.
    pub most: Limit,
    /// How many there may be.
    pub times: u32,
    /// Only before the limit has passed.
    pub before_expiry: bool,
    /// Who approves.
    pub approver: Approver,
}

/// What a reason is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonKind {
    /// An order is put off (挂账).
    Deferral,
    /// An order is left out of the assessment (剔除).
    Exclusion,
}

impl ReasonKind {
    /// The name written in packs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deferral => "deferral",
            Self::Exclusion => "exclusion",
        }
    }
}

/// A reason of the pack, for people to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What it is for.
    pub kind: ReasonKind,
    /// Its code; stored and exported.
    pub code: String,
    /// Its name, in the language of the city.
    pub name: String,
}

/// How supervision (督办) goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupervisionTerms {
    /// Working days until the unit must answer a notice of the hotline body.
    pub hotline: u32,
    /// The same for a listed supervision (挂牌督办).
    pub listed: u32,
    /// The same for a talk (约谈).
    pub talk: u32,
    /// So many urges propose a supervision.
    pub urges: u32,
    /// So many people with one matter propose a supervision.
    pub people: u32,
}

/// The procedures of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedures {
    /// One requester may urge once in so many hours.
    pub urge_every_hours: u32,
    /// A put-off order is looked at again after so many days.
    pub review_every_days: u32,
    /// Longest plan of a put-off order, in days.
    pub deferral_days_max: u32,
    /// Supervision.
    pub supervision: SupervisionTerms,
    /// Reasons, in the order of the file.
    pub reasons: Vec<Reason>,
}

impl Default for Procedures {
    fn default() -> Self {
        Self {
            urge_every_hours: 24,
            review_every_days: 30,
            deferral_days_max: 730,
            supervision: SupervisionTerms { hotline: 3, listed: 5, talk: 5, urges: 3, people: 5 },
            reasons: Vec::new(),
        }
    }
}

impl Procedures {
    /// The reasons for one kind.
    pub fn reasons(&self, kind: ReasonKind) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(move |reason| reason.kind == kind)
    }

    /// A reason by its code.
    pub fn reason(&self, kind: ReasonKind, code: &str) -> Option<&Reason> {
        self.reasons(kind).find(|reason| reason.code == code)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProcedures {
    urge_every_hours: u32,
    review_every_days: u32,
    deferral_days_max: u32,
    supervision: SupervisionTerms,
    reasons: Vec<RawReason>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReason {
    procedure: String,
    code: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExtension {
    pub(super) amount: i64,
    pub(super) unit: String,
    times: Option<u32>,
    before_expiry: Option<bool>,
    approver: Option<String>,
}

impl RawExtension {
    pub(super) fn read(&self, most: Limit) -> Result<ExtensionTerms, PolicyFaultKind> {
        let approver = self.approver.as_deref().unwrap_or("dispatcher");
        Ok(ExtensionTerms {
            most,
            times: positive("times", self.times.unwrap_or(1))?,
            before_expiry: self.before_expiry.unwrap_or(true),
            approver: Approver::from_name(approver)
                .ok_or_else(|| PolicyFaultKind::Approver(approver.to_owned()))?,
        })
    }
}

pub(super) fn read(raw: RawProcedures) -> Result<Procedures, PolicyFaultKind> {
    let mut reasons: Vec<Reason> = Vec::new();
    for raw in raw.reasons {
        let kind = [ReasonKind::Deferral, ReasonKind::Exclusion]
            .into_iter()
            .find(|kind| kind.as_str() == raw.procedure)
            .ok_or(PolicyFaultKind::Procedure(raw.procedure))?;
        let known = reasons.iter().any(|known| known.kind == kind && known.code == raw.code);
        if known || raw.code.trim().is_empty() || raw.name.trim().is_empty() {
            return Err(PolicyFaultKind::Reason(raw.code));
        }
        reasons.push(Reason { kind, code: raw.code, name: raw.name });
    }
    let terms = raw.supervision;
    for (name, value) in [
        ("hotline", terms.hotline),
        ("listed", terms.listed),
        ("talk", terms.talk),
        ("urges", terms.urges),
        ("people", terms.people),
    ] {
        positive(name, value)?;
    }
    Ok(Procedures {
        urge_every_hours: positive("urge_every_hours", raw.urge_every_hours)?,
        review_every_days: positive("review_every_days", raw.review_every_days)?,
        deferral_days_max: positive("deferral_days_max", raw.deferral_days_max)?,
        supervision: terms,
        reasons,
    })
}

fn positive(name: &'static str, value: u32) -> Result<u32, PolicyFaultKind> {
    if (1..=10_000).contains(&value) { Ok(value) } else { Err(PolicyFaultKind::Count(name)) }
}
