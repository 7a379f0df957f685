//! 暂停通行: a pass is suspended in one compound by a person named for it, for
//! a stated fact there, for some days; it ends by itself. The person is told,
//! may appeal, and is answered by somebody else. No other compound knows.

use jiff::civil::Date;
use kernel::time::{DAY_US, Instant};
use people::record::{Fault, FaultKind, text};
use people::{AccountId, Staff};

use super::appeal::{AppealId, FACTS_MAX, WANTED_MAX};
use super::compound::can_suspend;
use super::ids::{HolderId, SuspensionId};
use super::keeping::can_direct;
use super::pass_rules::PassRule;
use super::post::Posts;
use super::rules::Rules;
use crate::words;

/// Longest statement of the fact.
pub const FACT_MAX: usize = 500;
/// Shortest: what happened, where, when.
pub const FACT_MIN: usize = 8;
/// Longest answer to an appeal.
pub const ANSWER_MAX: usize = 1_000;

words! {
    /// Where a suspension stands.
    pub enum SuspensionState: "a state of a suspension" {
        /// It holds until its end.
        InForce = "in_force",
        /// The person appealed.
        Appealed = "appealed",
        /// The appeal was refused.
        Upheld = "upheld",
        /// It was taken back.
        Lifted = "lifted",
        /// Its time is over.
        Ended = "ended",
    }
}

words! {
    /// What can happen to a suspension.
    pub enum SuspensionVerb: "a verb of a suspension" {
        /// The person appeals.
        Appeal = "appeal",
        /// Somebody else grants the appeal.
        Grant = "grant",
        /// Somebody else refuses it.
        Uphold = "uphold",
        /// Whoever may suspend takes it back.
        Lift = "lift",
        /// Its time is over.
        End = "end",
    }
}

impl SuspensionState {
    /// The state after a verb; nothing when the verb does not fit. An appeal is
    /// answered even when the time is over meanwhile.
    pub fn after(self, verb: SuspensionVerb) -> Option<Self> {
        use SuspensionVerb::{Appeal, End, Grant, Lift, Uphold};
        match (self, verb) {
            (Self::InForce, Appeal) => Some(Self::Appealed),
            (Self::Appealed, Grant) | (Self::InForce | Self::Upheld, Lift) => Some(Self::Lifted),
            (Self::Appealed, Uphold) => Some(Self::Upheld),
            (Self::InForce | Self::Upheld, End) => Some(Self::Ended),
            (Self::InForce, Grant | Uphold)
            | (Self::Appealed, Appeal | Lift | End)
            | (Self::Upheld, Appeal | Grant | Uphold)
            | (Self::Lifted | Self::Ended, Appeal | Grant | Uphold | Lift | End) => None,
        }
    }
}

/// A suspension on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSuspension {
    /// The holder's number.
    pub number: String,
    /// What happened in the compound.
    pub fact: String,
    /// On which day.
    pub happened_on: String,
    /// For how many days.
    pub days: String,
}

/// A new suspension that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedSuspension {
    /// What happened.
    pub fact: String,
    /// When.
    pub happened_on: Date,
    /// For how long, in microseconds.
    pub lasts_us: i64,
}

impl NewSuspension {
    /// Checks what was typed, after so many earlier ones of this pass here.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(
        &self,
        rule: &PassRule,
        earlier: i64,
        today: Date,
    ) -> Result<CheckedSuspension, Fault> {
        let fact = text("fact", &self.fact, FACT_MAX)?;
        if fact.chars().count() < FACT_MIN {
            return Err(Fault::new("fact", FaultKind::Missing));
        }
        let happened_on: Date = self
            .happened_on
            .trim()
            .parse()
            .map_err(|_| Fault::new("happened_on", FaultKind::Missing))?;
        if happened_on > today {
            return Err(Fault::new("happened_on", FaultKind::Unknown));
        }
        let days: u32 =
            self.days.trim().parse().map_err(|_| Fault::new("days", FaultKind::Missing))?;
        if days == 0 {
            return Err(Fault::new("days", FaultKind::Missing));
        }
        if days > rule.days_max(earlier) {
            return Err(Fault::new("days", FaultKind::TooMany));
        }
        Ok(CheckedSuspension { fact, happened_on, lasts_us: i64::from(days) * DAY_US })
    }
}

/// A suspension as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    /// Its id.
    pub id: SuspensionId,
    /// Counts changes; guards each one.
    pub version: i64,
    /// In which compound.
    pub compound: String,
    /// Whose pass.
    pub holder: HolderId,
    /// Where it stands.
    pub state: SuspensionState,
    /// What happened.
    pub fact: String,
    /// On which day.
    pub happened_on: String,
    /// Who suspended.
    pub by: AccountId,
    /// Their name then.
    pub by_name: String,
    /// Their unit then.
    pub by_unit: String,
    /// From when.
    pub from: Instant,
    /// The first instant it no longer holds.
    pub until: Instant,
    /// The appeal.
    pub appeal: Option<AppealId>,
    /// Until when it is answered.
    pub appeal_due: Option<Instant>,
    /// Who answered.
    pub answered_by: Option<AccountId>,
    /// Their name then.
    pub answered_name: String,
    /// The answer.
    pub answer: String,
    /// When.
    pub answered_at: Option<Instant>,
}

impl Suspension {
    /// Whether the gate stays closed by it.
    pub fn holds(&self, now: Instant) -> bool {
        let is_standing = match self.state {
            SuspensionState::InForce | SuspensionState::Appealed | SuspensionState::Upheld => true,
            SuspensionState::Lifted | SuspensionState::Ended => false,
        };
        is_standing && self.from <= now && now < self.until
    }

    /// Whether the answer is late.
    pub fn is_answer_late(&self, now: Instant) -> bool {
        self.state == SuspensionState::Appealed && self.appeal_due.is_some_and(|due| now >= due)
    }
}

/// Checks an appeal's words.
///
/// # Errors
/// The first fault found.
pub fn check_appeal(facts: &str, wanted: &str) -> Result<(String, String), Fault> {
    Ok((text("facts", facts, FACTS_MAX)?, text("wanted", wanted, WANTED_MAX)?))
}

/// Whether they may see suspensions of a compound: who may suspend there, and
/// who answers.
pub fn can_see(
    staff: &Staff,
    posts: &Posts,
    rules: &Rules,
    (compound, region): (&str, &str),
) -> bool {
    can_suspend(posts, compound) || can_direct(staff, rules, region)
}

/// Whether a member of staff may do this to it now. Who suspended never
/// answers the appeal.
pub fn can(
    staff: &Staff,
    verb: SuspensionVerb,
    one: &Suspension,
    (posts, rules, region): (&Posts, &Rules, &str),
) -> bool {
    let fits = one.state.after(verb).is_some();
    fits && match verb {
        SuspensionVerb::Lift => {
            can_suspend(posts, &one.compound) || can_direct(staff, rules, region)
        }
        SuspensionVerb::Grant | SuspensionVerb::Uphold => {
            can_direct(staff, rules, region) && staff.account != one.by
        }
        SuspensionVerb::Appeal | SuspensionVerb::End => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::id::Id;

    use super::*;

    #[test]
    fn every_state_meets_every_verb_as_the_table_says() {
        use SuspensionState as S;
        use SuspensionVerb as V;
        let table = [
            (S::InForce, V::Appeal, S::Appealed),
            (S::InForce, V::Lift, S::Lifted),
            (S::InForce, V::End, S::Ended),
            (S::Appealed, V::Grant, S::Lifted),
            (S::Appealed, V::Uphold, S::Upheld),
            (S::Upheld, V::Lift, S::Lifted),
            (S::Upheld, V::End, S::Ended),
        ];
        for &state in S::ALL {
            for &verb in V::ALL {
                let row = table.iter().find(|(from, by, _)| (*from, *by) == (state, verb));
                assert_eq!(state.after(verb), row.map(|(_, _, to)| *to), "{state} {verb}");
            }
        }
    }

    fn rule() -> PassRule {
        PassRule {
            line_hours: 72,
            first_days_max: 7,
            again_days_max: 30,
            appeal_working_days: 3,
            basis: String::new(),
            valid_from: date(2026, 1, 1),
            valid_to: None,
        }
    }

    fn new(days: &str) -> NewSuspension {
        NewSuspension {
            number: "1234567890".into(),
            fact: "十一月二十六日在三栋楼下与保安推搡".into(),
            happened_on: "2026-11-26".into(),
            days: days.into(),
        }
    }

    #[test]
    fn a_fact_is_stated_and_the_first_time_is_a_week_at_most() {
        let today = date(2026, 11, 27);
        let fault = |field, kind| Some(Fault::new(field, kind));
        for (new, earlier, wanted) in [
            (new("7"), 0, None),
            (new("8"), 0, fault("days", FaultKind::TooMany)),
            (new("8"), 1, None),
            (new("31"), 3, fault("days", FaultKind::TooMany)),
            (new("0"), 0, fault("days", FaultKind::Missing)),
            (new(""), 0, fault("days", FaultKind::Missing)),
            (
                NewSuspension { fact: "态度差".into(), ..new("3") },
                0,
                fault("fact", FaultKind::Missing),
            ),
            (
                NewSuspension { happened_on: "2026-11-28".into(), ..new("3") },
                0,
                fault("happened_on", FaultKind::Unknown),
            ),
            (
                NewSuspension { happened_on: String::new(), ..new("3") },
                0,
                fault("happened_on", FaultKind::Missing),
            ),
        ] {
            assert_eq!(new.check(&rule(), earlier, today).err(), wanted, "{new:?}");
        }
    }

    #[test]
    fn it_holds_while_it_stands_and_ends_by_itself() {
        let at = |day: i64| Instant::from_micros(day * DAY_US);
        let account = AccountId(Id::from_parts(at(0), 1));
        let mut one = Suspension {
            id: SuspensionId(Id::from_parts(at(0), 2)),
            version: 1,
            compound: "C001".into(),
            holder: HolderId(Id::from_parts(at(0), 3)),
            state: SuspensionState::InForce,
            fact: String::new(),
            happened_on: String::new(),
            by: account,
            by_name: String::new(),
            by_unit: String::new(),
            from: at(1),
            until: at(8),
            appeal: None,
            appeal_due: Some(at(3)),
            answered_by: None,
            answered_name: String::new(),
            answer: String::new(),
            answered_at: None,
        };
        for (state, holds) in [
            (SuspensionState::InForce, true),
            (SuspensionState::Appealed, true),
            (SuspensionState::Upheld, true),
            (SuspensionState::Lifted, false),
            (SuspensionState::Ended, false),
        ] {
            one.state = state;
            assert_eq!(one.holds(at(1)), holds, "{state}");
            assert!(!one.holds(at(0)) && !one.holds(at(8)), "{state}");
            assert_eq!(one.is_answer_late(at(3)), state == SuspensionState::Appealed);
            assert!(!one.is_answer_late(at(2)));
        }
    }
}
