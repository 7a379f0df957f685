//! 吹哨报到: a street calls departments to a matter it cannot settle alone;
//! they report in, act and say what came of it; street and department then
//! assess each other as units. Nobody assesses a person.

use kernel::time::Instant;
use people::UnitId;

use super::OrderId;
use crate::words;

kernel::id_type! {
    /// A street's call.
    pub struct WhistleId;
}
db::text_column!(WhistleId, "a whistle id");

words! {
    /// Where a called unit stands.
    pub enum CallState: "a state of a called unit" {
        /// 已吹哨
        Called = "called",
        /// 已报到
        Arrived = "arrived",
        /// 已反馈结果
        Reported = "reported",
        /// 街道撤哨
        Released = "released",
    }
}

words! {
    /// What can happen to a called unit.
    pub enum CallVerb: "a verb of a called unit" {
        /// It reports in.
        Arrive = "arrive",
        /// It says what it did.
        Report = "report",
        /// The street needs it no more.
        Release = "release",
        /// The street, or the unit, assesses the other.
        Assess = "assess",
    }
}

impl CallState {
    /// The state after a verb; none when the verb does not fit.
    pub fn after(self, verb: CallVerb) -> Option<Self> {
        match (self, verb) {
            (Self::Called, CallVerb::Arrive) => Some(Self::Arrived),
            (Self::Called | Self::Arrived, CallVerb::Release) => Some(Self::Released),
            (Self::Arrived, CallVerb::Report) => Some(Self::Reported),
            (Self::Reported, CallVerb::Assess) => Some(Self::Reported),
            (Self::Called, CallVerb::Report | CallVerb::Assess)
            | (Self::Arrived, CallVerb::Arrive | CallVerb::Assess)
            | (Self::Reported, CallVerb::Arrive | CallVerb::Report | CallVerb::Release)
            | (Self::Released, _) => None,
        }
    }

    /// The unit still owes something.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Called | Self::Arrived)
    }
}

words! {
    /// How one unit found another's part in it.
    pub enum Mark: "a mark" {
        /// 好
        Good = "good",
        /// 一般
        Fair = "fair",
        /// 差: must be explained.
        Poor = "poor",
    }
}

/// A street's call as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whistle {
    /// Its id.
    pub id: WhistleId,
    /// The order it is for, when it is for one.
    pub order_id: Option<OrderId>,
    /// The street or community.
    pub unit_id: UnitId,
    /// What it is about.
    pub title: String,
    /// What is needed of whom.
    pub text: String,
    /// Where to come.
    pub place: String,
    /// When it was called.
    pub called_at: Instant,
    /// By when units are to be there.
    pub arrive_by: Instant,
    /// When the street ended it.
    pub closed_at: Option<Instant>,
    /// What came of it.
    pub outcome: Option<String>,
}

/// A called unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The whistle.
    pub whistle_id: WhistleId,
    /// The unit.
    pub unit_id: UnitId,
    /// Where it stands.
    pub state: CallState,
    /// When it reported in.
    pub arrived_at: Option<Instant>,
    /// What it did.
    pub result: Option<String>,
    /// When it said so.
    pub reported_at: Option<Instant>,
    /// The street on the unit.
    pub street_mark: Option<Mark>,
    /// Why.
    pub street_text: Option<String>,
    /// The unit on the call.
    pub unit_mark: Option<Mark>,
    /// Why.
    pub unit_text: Option<String>,
}

impl Call {
    /// Whether it came, or still is, too late.
    pub fn is_late(&self, whistle: &Whistle, now: Instant) -> bool {
        match self.arrived_at {
            Some(arrived) => arrived >= whistle.arrive_by,
            None => self.state == CallState::Called && now >= whistle.arrive_by,
        }
    }
}

/// Most units called at once.
pub const UNITS_MAX: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_called_unit_meets_every_verb() {
        use {CallState as S, CallVerb as V};
        let fits = [
            (S::Called, V::Arrive, S::Arrived),
            (S::Called, V::Release, S::Released),
            (S::Arrived, V::Report, S::Reported),
            (S::Arrived, V::Release, S::Released),
            (S::Reported, V::Assess, S::Reported),
        ];
        for &state in S::ALL {
            for &verb in V::ALL {
                let wanted = fits.iter().find(|(from, with, _)| (*from, *with) == (state, verb));
                assert_eq!(state.after(verb), wanted.map(|(.., to)| *to), "{state} {verb}");
            }
        }
    }
}
