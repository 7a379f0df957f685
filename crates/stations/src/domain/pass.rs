//! A pass of a compound: a holder who accepted its house rules. Nothing else
//! is asked, and nothing that is counted at a gate says whose passage it was.

use kernel::time::Instant;
use people::domain::disclosure::Purpose;
use people::record::{Fault, FaultKind, text};
use people::{Role, Staff};
use serde::{Deserialize, Serialize};

use super::compound::CompoundStatus;
use super::ids::{HolderId, OpeningId};
use super::keeping::can_direct;
use super::rules::Rules;

/// Longest reference of an incident.
pub const INCIDENT_MAX: usize = 60;
/// Longest reason.
pub const REASON_MAX: usize = 200;
/// Shortest reason that says anything.
pub const REASON_MIN: usize = 4;
/// Letters of a tail.
const TAIL: usize = 4;

/// A pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// Of which compound.
    pub compound: String,
    /// Whose.
    pub holder: HolderId,
    /// Which version of the house rules was accepted.
    pub rules: String,
    /// When.
    pub accepted_at: Instant,
}

/// A gate with a verifier of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateVerifier {
    /// The verifier.
    pub verifier: i64,
    /// The compound.
    pub compound: String,
    /// The gate.
    pub gate: String,
}

/// Why a gate stays closed. The guard is told no more than this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GateRefusal {
    /// The compound is not open to passes now.
    #[error("passes are not good in this compound now")]
    NotOpen,
    /// A code for any place: it says nothing of this compound.
    #[error("the code was not made for this gate")]
    AnyPlace,
    /// The house rules in force were not accepted.
    #[error("the house rules in force were not accepted")]
    RulesNotAccepted,
    /// Suspended here until then.
    #[error("suspended in this compound")]
    Suspended(Instant),
}

/// What a gate knows of a pass when its code is good.
#[derive(Debug, Clone, Copy)]
pub struct AtGate<'a> {
    /// Where the compound stands.
    pub status: CompoundStatus,
    /// The version of the rules in force; none where there are none.
    pub rules: Option<&'a str>,
    /// Whether the code was made for this gate.
    pub is_for_gate: bool,
    /// The version that was accepted.
    pub accepted: Option<&'a str>,
    /// Until when the pass is suspended here.
    pub suspended_until: Option<Instant>,
}

impl AtGate<'_> {
    /// Whether the gate opens.
    ///
    /// # Errors
    /// The first reason it does not.
    pub fn decide(&self, now: Instant) -> Result<(), GateRefusal> {
        if self.status != CompoundStatus::Open {
            return Err(GateRefusal::NotOpen);
        }
        if !self.is_for_gate {
            return Err(GateRefusal::AnyPlace);
        }
        if let Some(until) = self.suspended_until.filter(|until| now < *until) {
            return Err(GateRefusal::Suspended(until));
        }
        if self.rules.is_none() || self.accepted != self.rules {
            return Err(GateRefusal::RulesNotAccepted);
        }
        Ok(())
    }
}

/// A passage, as it is sealed for some hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateLine {
    /// Whose.
    pub holder: HolderId,
    /// Through which gate.
    pub gate: String,
    /// The four letters the guard saw.
    pub tail: String,
    /// Number of the brand.
    pub brand: i64,
    /// When, in microseconds.
    pub at: i64,
}

/// The hour of an instant, as buckets are named.
pub fn hour_of(at: Instant) -> String {
    at.beijing().strftime("%Y-%m-%d %H").to_string()
}

/// Whether a text names an hour as buckets do.
fn is_hour(text: &str) -> bool {
    Instant::parse(&format!("{text}:00")).is_some_and(|at| hour_of(at) == text)
}

/// A wish to open lines of an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineWish {
    /// The hour.
    pub hour: String,
    /// The four letters, where they are known; else everybody of the hour.
    pub tail: String,
    /// What for.
    pub purpose: Purpose,
    /// The incident.
    pub incident: String,
    /// Why, in words.
    pub reason: String,
}

/// Purposes for which a line may be opened: what happens on the spot, danger,
/// and what the law asks.
pub const PURPOSES: &[Purpose] =
    &[Purpose::OnSite, Purpose::EmergencyToLife, Purpose::LegalRequest];
/// Roles that open lines.
pub const OPENS: &[Role] = &[Role::UnitHandler, Role::UnitReviewer, Role::Supervisor];

impl LineWish {
    /// Checks what was typed, and the purpose against the roles whose duty it is.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self, staff: &Staff) -> Result<Self, Fault> {
        self.hour = text("hour", &self.hour, 13)?;
        if !is_hour(&self.hour) {
            return Err(Fault::new("hour", FaultKind::Unknown));
        }
        self.tail = self.tail.trim().to_ascii_uppercase();
        if !(self.tail.is_empty() || self.tail.chars().count() == TAIL) {
            return Err(Fault::new("tail", FaultKind::Unknown));
        }
        if !PURPOSES.contains(&self.purpose) || !staff.has_any(self.purpose.roles()) {
            return Err(Fault::new("purpose", FaultKind::NotAllowed));
        }
        self.incident = text("incident", &self.incident, INCIDENT_MAX)?;
        self.reason = text("reason", &self.reason, REASON_MAX)?;
        if self.reason.chars().count() < REASON_MIN {
            return Err(Fault::new("reason", FaultKind::Missing));
        }
        Ok(self)
    }
}

/// Whether they may open lines of a compound in a region.
pub fn can_open(staff: &Staff, rules: &Rules, region: &str) -> bool {
    staff.has_any(OPENS) && can_direct(staff, rules, region)
}

/// A line that was opened, as it is told to the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its id.
    pub id: OpeningId,
    /// Whose line.
    pub holder: HolderId,
    /// Of which compound.
    pub compound: String,
    /// Of which hour.
    pub hour: String,
    /// What for.
    pub purpose: Purpose,
    /// The incident.
    pub incident: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub account: people::AccountId,
    /// Their name then.
    pub account_name: String,
    /// Their unit then.
    pub unit_name: String,
    /// When.
    pub at: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_opens_for_accepted_rules_and_nothing_else_is_asked() {
        let now = Instant::parse("2026-11-27 12:00").expect("a time");
        let (later, before) = (now.plus(1), now.plus(-1));
        let good = AtGate {
            status: CompoundStatus::Open,
            rules: Some("2"),
            is_for_gate: true,
            accepted: Some("2"),
            suspended_until: None,
        };
        use GateRefusal::{AnyPlace, NotOpen, RulesNotAccepted, Suspended};
        for (at, wanted) in [
            (good, Ok(())),
            (AtGate { status: CompoundStatus::Planned, ..good }, Err(NotOpen)),
            (AtGate { status: CompoundStatus::Suspended, ..good }, Err(NotOpen)),
            (AtGate { status: CompoundStatus::Closed, ..good }, Err(NotOpen)),
            (AtGate { is_for_gate: false, ..good }, Err(AnyPlace)),
            (AtGate { accepted: None, ..good }, Err(RulesNotAccepted)),
            (AtGate { accepted: Some("1"), ..good }, Err(RulesNotAccepted)),
            (AtGate { rules: None, accepted: None, ..good }, Err(RulesNotAccepted)),
            (AtGate { suspended_until: Some(later), ..good }, Err(Suspended(later))),
            (AtGate { suspended_until: Some(now), ..good }, Ok(())),
            (AtGate { suspended_until: Some(before), ..good }, Ok(())),
        ] {
            assert_eq!(at.decide(now), wanted, "{at:?}");
        }
    }

    #[test]
    fn hours_are_named_alike() {
        let now = Instant::parse("2026-11-27 08:59").expect("a time");
        assert_eq!(hour_of(now), "2026-11-27 08");
        for (text, wanted) in
            [("2026-11-27 08", true), ("2026-11-27 8", false), ("2026-11-27", false), ("x", false)]
        {
            assert_eq!(is_hour(text), wanted, "{text}");
        }
    }
}
