//! Gaps in the dispatch catalogue: when objections of one pattern pile up, it
//! is the catalogue that is wrong, and its owner must say so or say why not.

use kernel::time::Instant;
use people::UnitId;

use super::words::ObjectionGround;
use crate::words;

kernel::id_type! {
    /// A gap.
    pub struct GapId;
}
db::text_column!(GapId, "a gap id");

words! {
    /// Where a gap stands.
    pub enum GapState: "a state of a gap" {
        /// 待研究
        Open = "open",
        /// 已调整目录
        Changed = "changed",
        /// 维持不变
        Kept = "kept",
    }
}

words! {
    /// What its owner decides.
    pub enum GapVerb: "a verb of a gap" {
        /// The entry is changed.
        Change = "change",
        /// The entry stays, for a reason.
        Keep = "keep",
    }
}

impl GapState {
    /// The state after a verb; none when the verb does not fit.
    pub fn after(self, verb: GapVerb) -> Option<Self> {
        match (self, verb) {
            (Self::Open, GapVerb::Change) => Some(Self::Changed),
            (Self::Open, GapVerb::Keep) => Some(Self::Kept),
            (Self::Changed | Self::Kept, _) => None,
        }
    }
}

/// What the objections have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// The same category sent to the same unit.
    Unit(UnitId),
    /// The same category, objected to on the same ground.
    Ground(ObjectionGround),
}

impl Pattern {
    /// How it is stored and found again.
    pub fn key(&self, category: &str) -> String {
        match self {
            Self::Unit(unit) => format!("{category}/unit/{unit}"),
            Self::Ground(ground) => format!("{category}/ground/{ground}"),
        }
    }
}

/// A gap as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Its id.
    pub id: GapId,
    /// Category and what is common.
    pub pattern: String,
    /// The category.
    pub category_code: String,
    /// The unit, when that is common.
    pub unit_id: Option<UnitId>,
    /// The ground, when that is common.
    pub ground: Option<ObjectionGround>,
    /// Objections when it was opened.
    pub count: i64,
    /// Where it stands.
    pub state: GapState,
    /// When it was opened.
    pub opened_at: Instant,
    /// When it was decided.
    pub decided_at: Option<Instant>,
    /// The unit the changed entry names.
    pub new_unit_id: Option<UnitId>,
    /// Why.
    pub reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_gap_meets_every_verb() {
        use {GapState as S, GapVerb as V};
        for &state in S::ALL {
            for &verb in V::ALL {
                let wanted = match (state, verb) {
                    (S::Open, V::Change) => Some(S::Changed),
                    (S::Open, V::Keep) => Some(S::Kept),
                    _ => None,
                };
                assert_eq!(state.after(verb), wanted, "{state} {verb}");
            }
        }
    }
}
