//! Repeats (重复诉求) and what each of them does: six kinds and the hard stops.
//! A machine may propose; a named person confirms every one of them.

use crate::words;

words! {
    /// How an order repeats another.
    pub enum RepeatKind: "a kind of repeat" {
        /// R1 同人同事、在办: written onto the open order.
        SamePersonOpen = "same_person_open",
        /// R2 同人同事、已办结、无新情况: told the result, no new work.
        SamePersonClosed = "same_person_closed",
        /// R3 同人同事、已办结、有新情况: worked anew by somebody else.
        Reopened = "reopened",
        /// R4 同人同事、另一渠道: one order, every channel answered.
        CrossChannel = "cross_channel",
        /// R5 不同的人、同一件事: one order is worked, everyone is answered.
        JointMatter = "joint_matter",
        /// R6 同一地点、同类问题反复出现: noted, not joined.
        Recurrent = "recurrent",
        /// Beside a matter with statutory clocks: noted, never substituted.
        Beside = "beside",
    }
}

impl RepeatKind {
    /// Whether the order stops being worked on its own.
    pub fn merges(self) -> bool {
        matches!(self, Self::SamePersonOpen | Self::CrossChannel | Self::JointMatter)
    }

    /// Whether it rests on both being the same person.
    pub fn is_of_one_person(self) -> bool {
        matches!(
            self,
            Self::SamePersonOpen | Self::SamePersonClosed | Self::Reopened | Self::CrossChannel
        )
    }
}

/// What is known of two orders before one is said to repeat the other. Whether
/// both are one person comes from the vault as yes or no, and as nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepeatFacts {
    /// The vault says so.
    pub same_person: bool,
    /// The earlier order is done.
    pub lead_done: bool,
    /// The earlier order may be joined by others.
    pub may_lead: bool,
    /// Both came the same way.
    pub same_channel: bool,
    /// The earlier one came not longer ago than the policy says.
    pub within_window: bool,
    /// Something is new.
    pub has_new: bool,
    /// One of them is a confidential report.
    pub confidential: bool,
    /// One of them has clocks set by statute.
    pub statutory: bool,
    /// The matter is of a kind in which money is claimed.
    pub about_money: bool,
    /// Whether the person who joins says that different legal persons each
    /// claim money due to themselves.
    pub separate_claims: Option<bool>,
}

/// Why one order cannot be said to repeat another in this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RepeatFault {
    /// A confidential report is never joined to or shown beside anything.
    #[error("a confidential report is never joined to another order")]
    Confidential,
    /// Statutory clocks are never replaced by another order's.
    #[error("a matter with statutory clocks is only noted beside another")]
    Statutory,
    /// Money that different legal persons claim is decided for each.
    #[error("claims of different legal persons are not joined")]
    SeparateClaims,
    /// It must be said whether they are such claims.
    #[error("say whether different legal persons claim money")]
    ClaimsUnsaid,
    /// The vault does not know them to be one person.
    #[error("not known to be the same person")]
    OtherPerson,
    /// They are one person.
    #[error("this is the same person")]
    SamePerson,
    /// The earlier order is done.
    #[error("the earlier order is done")]
    LeadDone,
    /// The earlier order is still open.
    #[error("the earlier order is still open")]
    LeadOpen,
    /// Nothing new is said.
    #[error("say what is new")]
    NothingNew,
    /// Something new is said.
    #[error("something new is said: it must be worked")]
    SomethingNew,
    /// Not another channel within the window.
    #[error("not another channel within the window")]
    NotCrossChannel,
}

impl RepeatFault {
    /// Every fault.
    pub const ALL: [Self; 11] = [
        Self::Confidential,
        Self::Statutory,
        Self::SeparateClaims,
        Self::ClaimsUnsaid,
        Self::OtherPerson,
        Self::SamePerson,
        Self::LeadDone,
        Self::LeadOpen,
        Self::NothingNew,
        Self::SomethingNew,
        Self::NotCrossChannel,
    ];
}

/// Whether an order may be said to repeat another in this way.
///
/// # Errors
/// [`RepeatFault`].
pub fn check(kind: RepeatKind, facts: &RepeatFacts) -> Result<(), RepeatFault> {
    let must = |holds: bool, fault: RepeatFault| if holds { Ok(()) } else { Err(fault) };
    must(!facts.confidential, RepeatFault::Confidential)?;
    must(!kind.merges() || !facts.statutory, RepeatFault::Statutory)?;
    must(!kind.is_of_one_person() || facts.same_person, RepeatFault::OtherPerson)?;
    match kind {
        RepeatKind::SamePersonOpen => must(facts.may_lead, RepeatFault::LeadDone),
        RepeatKind::CrossChannel => {
            must(facts.may_lead, RepeatFault::LeadDone)?;
            let fits = !facts.same_channel && facts.within_window;
            must(fits, RepeatFault::NotCrossChannel)
        }
        RepeatKind::SamePersonClosed => {
            must(facts.lead_done, RepeatFault::LeadOpen)?;
            must(!facts.has_new, RepeatFault::SomethingNew)
        }
        RepeatKind::Reopened => {
            must(facts.lead_done, RepeatFault::LeadOpen)?;
            must(facts.has_new, RepeatFault::NothingNew)
        }
        RepeatKind::JointMatter => {
            must(!facts.same_person, RepeatFault::SamePerson)?;
            must(facts.may_lead, RepeatFault::LeadDone)?;
            must(facts.separate_claims != Some(true), RepeatFault::SeparateClaims)?;
            let said = !facts.about_money || facts.separate_claims == Some(false);
            must(said, RepeatFault::ClaimsUnsaid)
        }
        RepeatKind::Recurrent | RepeatKind::Beside => Ok(()),
    }
}

/// What joining without saying more means: the person who presses the button
/// beside an earlier order has compared the matters, not the people.
pub fn plain_kind(facts: &RepeatFacts) -> RepeatKind {
    match (facts.same_person, facts.lead_done) {
        (false, _) => RepeatKind::JointMatter,
        (true, true) => RepeatKind::SamePersonClosed,
        (true, false) if !facts.same_channel && facts.within_window => RepeatKind::CrossChannel,
        (true, false) => RepeatKind::SamePersonOpen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RepeatFault as F;
    use RepeatKind as K;

    fn open() -> RepeatFacts {
        RepeatFacts {
            same_person: false,
            lead_done: false,
            may_lead: true,
            same_channel: true,
            within_window: true,
            has_new: false,
            confidential: false,
            statutory: false,
            about_money: false,
            separate_claims: None,
        }
    }

    #[test]
    fn every_kind_of_repeat_has_its_test() {
        let same = RepeatFacts { same_person: true, ..open() };
        let done = RepeatFacts { lead_done: true, may_lead: false, ..open() };
        let same_done = RepeatFacts { same_person: true, ..done };
        let news = RepeatFacts { has_new: true, ..same_done };
        let other_way = RepeatFacts { same_channel: false, ..same };
        let late = RepeatFacts { within_window: false, ..other_way };
        let rows = [
            (K::SamePersonOpen, open(), Err(F::OtherPerson)),
            (K::SamePersonOpen, same, Ok(())),
            (K::SamePersonOpen, same_done, Err(F::LeadDone)),
            (K::SamePersonClosed, same, Err(F::LeadOpen)),
            (K::SamePersonClosed, same_done, Ok(())),
            (K::SamePersonClosed, done, Err(F::OtherPerson)),
            (K::SamePersonClosed, news, Err(F::SomethingNew)),
            (K::Reopened, same_done, Err(F::NothingNew)),
            (K::Reopened, news, Ok(())),
            (K::Reopened, RepeatFacts { has_new: true, ..same }, Err(F::LeadOpen)),
            (K::CrossChannel, same, Err(F::NotCrossChannel)),
            (K::CrossChannel, other_way, Ok(())),
            (K::CrossChannel, late, Err(F::NotCrossChannel)),
            (K::JointMatter, open(), Ok(())),
            (K::JointMatter, same, Err(F::SamePerson)),
            (K::JointMatter, done, Err(F::LeadDone)),
            (K::Recurrent, done, Ok(())),
            (K::Beside, open(), Ok(())),
        ];
        for (kind, facts, wanted) in rows {
            assert_eq!(check(kind, &facts), wanted, "{kind} {facts:?}");
        }
    }

    #[test]
    fn the_hard_stops_stop_every_kind_they_are_for() {
        for &kind in K::ALL {
            for same_person in [false, true] {
                for lead_done in [false, true] {
                    let facts = RepeatFacts {
                        same_person,
                        lead_done,
                        may_lead: !lead_done,
                        has_new: kind == K::Reopened,
                        same_channel: kind != K::CrossChannel,
                        ..open()
                    };
                    let secret = RepeatFacts { confidential: true, ..facts };
                    assert_eq!(check(kind, &secret), Err(F::Confidential), "{kind}");
                    let petition = RepeatFacts { statutory: true, ..facts };
                    let stopped = check(kind, &petition) == Err(F::Statutory);
                    assert_eq!(stopped, kind.merges(), "{kind}");
                }
            }
        }
        let money = |about_money, separate_claims| {
            check(K::JointMatter, &RepeatFacts { about_money, separate_claims, ..open() })
        };
        assert_eq!(money(true, None), Err(F::ClaimsUnsaid));
        assert_eq!(money(true, Some(false)), Ok(()));
        for about_money in [false, true] {
            assert_eq!(money(about_money, Some(true)), Err(F::SeparateClaims));
        }
        assert_eq!(money(false, None), Ok(()));
    }

    #[test]
    fn a_plain_join_means_what_the_vault_and_the_channel_say() {
        let same = RepeatFacts { same_person: true, ..open() };
        assert_eq!(plain_kind(&open()), K::JointMatter);
        assert_eq!(plain_kind(&same), K::SamePersonOpen);
        let other_way = RepeatFacts { same_channel: false, ..same };
        assert_eq!(plain_kind(&other_way), K::CrossChannel);
        let old = RepeatFacts { within_window: false, ..other_way };
        assert_eq!(plain_kind(&old), K::SamePersonOpen);
        let done = RepeatFacts { lead_done: true, may_lead: false, ..same };
        assert_eq!(plain_kind(&done), K::SamePersonClosed);
    }
}
