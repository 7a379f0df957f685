//! An objection to a dispatch (派单异议): once for each unit and order, with
//! ground, legal basis and evidence; ruled on by the hotline body. The clock
//! of the order runs on all the while.

use kernel::time::Instant;
use people::UnitId;

use super::words::ObjectionGround;
use crate::words;

kernel::id_type! {
    /// An objection.
    pub struct ObjectionId;
}
db::text_column!(ObjectionId, "an objection id");

words! {
    /// Where an objection stands.
    pub enum ObjectionState: "a state of an objection" {
        /// 已提出
        Filed = "filed",
        /// 听取意见中
        Hearing = "hearing",
        /// 异议成立
        Upheld = "upheld",
        /// 异议不成立
        Overruled = "overruled",
        /// 指定承办
        Designated = "designated",
    }
}

words! {
    /// What can happen to an objection.
    pub enum ObjectionVerb: "a verb of an objection" {
        /// Units are invited to be heard.
        Convene = "convene",
        /// They were heard.
        Conclude = "conclude",
        /// It is right; another unit gets the order.
        Uphold = "uphold",
        /// It is wrong; the unit keeps the order.
        Overrule = "overrule",
        /// A unit is named that may not object again.
        Designate = "designate",
    }
}

impl ObjectionState {
    /// The state after a verb; none when the verb does not fit.
    pub fn after(self, verb: ObjectionVerb) -> Option<Self> {
        match (self, verb) {
            (Self::Filed, ObjectionVerb::Convene) => Some(Self::Hearing),
            (Self::Filed, ObjectionVerb::Uphold) => Some(Self::Upheld),
            (Self::Filed, ObjectionVerb::Overrule) => Some(Self::Overruled),
            (Self::Filed, ObjectionVerb::Designate) => Some(Self::Designated),
            (Self::Filed, ObjectionVerb::Conclude) => None,
            (Self::Hearing, ObjectionVerb::Conclude) => Some(Self::Filed),
            (Self::Hearing, _) => None,
            (Self::Upheld | Self::Overruled | Self::Designated, _) => None,
        }
    }

    /// Nobody has ruled yet.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Filed | Self::Hearing)
    }
}

/// An objection as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Its id.
    pub id: ObjectionId,
    /// To the dispatch of this order.
    pub order_id: super::OrderId,
    /// By this unit.
    pub unit_id: UnitId,
    /// Where it stands.
    pub state: ObjectionState,
    /// Why.
    pub ground: ObjectionGround,
    /// The rule it rests on.
    pub legal_basis: String,
    /// The facts.
    pub text: String,
    /// Whose it should be.
    pub proposed_unit_id: Option<UnitId>,
    /// Category of the order when it was filed.
    pub category_code: String,
    /// When it was filed.
    pub filed_at: Instant,
    /// When it was ruled on.
    pub ruled_at: Option<Instant>,
    /// The unit the ruling names.
    pub ruled_unit_id: Option<UnitId>,
    /// What the ruling says.
    pub ruling: Option<String>,
}

/// Why a unit may not object, or the hotline body not rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ObjectionFault {
    /// Once for each unit and order.
    #[error("the unit has objected to this order already")]
    Already,
    /// What was designated is not returned.
    #[error("the unit was designated: it may not object")]
    Designated,
    /// The time for objecting is over.
    #[error("the time for objecting is over")]
    TooLate,
    /// It names no rule.
    #[error("the legal basis is missing")]
    BasisMissing,
    /// The units invited have not been heard yet.
    #[error("a hearing is open")]
    HearingOpen,
}

/// Whether a unit may object now. `until` is the end of the time the policy
/// gives for it; none where it gives none.
///
/// # Errors
/// [`ObjectionFault`].
pub fn may_object(
    unit: UnitId,
    past: &[Objection],
    until: Option<Instant>,
    at: Instant,
) -> Result<(), ObjectionFault> {
    let was_designated = |past: &&Objection| {
        past.state == ObjectionState::Designated && past.ruled_unit_id == Some(unit)
    };
    if past.iter().any(|past| was_designated(&past)) {
        return Err(ObjectionFault::Designated);
    }
    if past.iter().any(|past| past.unit_id == unit) {
        return Err(ObjectionFault::Already);
    }
    if until.is_some_and(|until| at >= until) {
        return Err(ObjectionFault::TooLate);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::OrderId;
    use kernel::id::Id;

    fn id(n: u128) -> Id {
        Id::from_parts(Instant::from_millis(1_000), n)
    }

    #[test]
    fn every_state_of_an_objection_meets_every_verb() {
        use {ObjectionState as S, ObjectionVerb as V};
        let fits = [
            (S::Filed, V::Convene, S::Hearing),
            (S::Filed, V::Uphold, S::Upheld),
            (S::Filed, V::Overrule, S::Overruled),
            (S::Filed, V::Designate, S::Designated),
            (S::Hearing, V::Conclude, S::Filed),
        ];
        for &state in S::ALL {
            for &verb in V::ALL {
                let wanted = fits.iter().find(|(from, with, _)| (*from, *with) == (state, verb));
                assert_eq!(state.after(verb), wanted.map(|(.., to)| *to), "{state} {verb}");
            }
        }
    }

    #[test]
    fn a_unit_objects_once_in_time_and_never_when_designated() {
        let (one, two) = (UnitId(id(1)), UnitId(id(2)));
        let at = Instant::from_millis(5_000);
        let past = |unit: UnitId, state: ObjectionState, ruled: Option<UnitId>| Objection {
            id: ObjectionId(id(9)),
            order_id: OrderId(id(8)),
            unit_id: unit,
            state,
            ground: ObjectionGround::WrongFunction,
            legal_basis: "条例第十二条".into(),
            text: String::new(),
            proposed_unit_id: None,
            category_code: String::new(),
            filed_at: at,
            ruled_at: None,
            ruled_unit_id: ruled,
            ruling: None,
        };
        let upheld = past(one, ObjectionState::Upheld, Some(two));
        let designated = past(one, ObjectionState::Designated, Some(two));
        let cases = [
            (two, vec![], None, Ok(())),
            (two, vec![], Some(at.plus(1)), Ok(())),
            (two, vec![], Some(at), Err(ObjectionFault::TooLate)),
            (two, vec![upheld.clone()], None, Ok(())),
            (one, vec![upheld], None, Err(ObjectionFault::Already)),
            (two, vec![designated.clone()], None, Err(ObjectionFault::Designated)),
            (one, vec![designated], None, Err(ObjectionFault::Already)),
        ];
        for (unit, past, until, wanted) in cases {
            assert_eq!(may_object(unit, &past, until, at), wanted);
        }
    }
}
