//! Hot topics (热点): what many ask about at once, by place and subject. The
//! machine proposes them; a named person confirms or dismisses.

pub mod heat;
pub mod lineage;

use kernel::time::Instant;
use people::{Role, Staff};

use super::OrderId;
use crate::words;
use people::record::{Fault, text};

kernel::id_type! {
    /// A hot topic.
    pub struct HotTopicId;
}
db::text_column!(HotTopicId, "a hot topic id");

/// Longest name a person gives.
pub const NAME_MAX: usize = 60;
/// Longest reason.
pub const REASON_MAX: usize = 500;

words! {
    /// Where a hot topic stands.
    pub enum HotState: "a state of a hot topic" {
        /// Found, and nobody has decided yet.
        Open = "open",
        /// A person says it is one.
        Confirmed = "confirmed",
        /// A person says it is none.
        Dismissed = "dismissed",
        /// It fell apart, went into another, or nobody asks any more.
        Ended = "ended",
    }
}

words! {
    /// What can happen to a hot topic.
    pub enum HotVerb: "a verb of a hot topic" {
        /// A person says it is one.
        Confirm = "confirm",
        /// A person says it is none, with a reason.
        Dismiss = "dismiss",
        /// The dismissal is taken back.
        Restore = "restore",
        /// A person gives it a name.
        Rename = "rename",
        /// The job finds it gone.
        End = "end",
    }
}

impl HotState {
    /// The state after a verb; none when the verb does not fit.
    pub fn after(self, verb: HotVerb) -> Option<Self> {
        match (self, verb) {
            (Self::Open, HotVerb::Confirm) => Some(Self::Confirmed),
            (Self::Open | Self::Confirmed, HotVerb::Dismiss) => Some(Self::Dismissed),
            (Self::Dismissed, HotVerb::Restore) => Some(Self::Open),
            (Self::Open | Self::Confirmed, HotVerb::Rename) => Some(self),
            (Self::Open | Self::Confirmed | Self::Dismissed, HotVerb::End) => Some(Self::Ended),
            (Self::Open, HotVerb::Restore)
            | (Self::Confirmed, HotVerb::Confirm | HotVerb::Restore)
            | (Self::Dismissed, HotVerb::Confirm | HotVerb::Dismiss | HotVerb::Rename)
            | (Self::Ended, _) => None,
        }
    }
}

words! {
    /// A turn in the course of a topic.
    pub enum TurnKind: "a turn of a hot topic" {
        /// Found for the first time.
        Began = "began",
        /// Another topic went into it.
        Merged = "merged",
        /// It came out of another topic that goes on.
        Split = "split",
        /// It ended.
        Ended = "ended",
    }
}

/// A hot topic as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotTopic {
    /// Its id.
    pub id: HotTopicId,
    /// Counts what people changed; guards each change.
    pub version: i64,
    /// Where it stands.
    pub state: HotState,
    /// The name worked out from place and words.
    pub name: String,
    /// The name a person gave it.
    pub given_name: Option<String>,
    /// A typical sentence, masked.
    pub sentence: String,
    /// The order it is from.
    pub typical_id: Option<OrderId>,
    /// The class most of its orders have: four digits; empty for none.
    pub category_code: String,
    /// The smallest region that holds most of them, as a prefix of codes.
    pub region: String,
    /// When it was found.
    pub began_at: Instant,
    /// When the newest of its orders came.
    pub last_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// The topic it went into.
    pub ended_into: Option<HotTopicId>,
    /// Why it was dismissed.
    pub reason: Option<String>,
    /// How many persons it had then.
    pub dismissed_holders: Option<i64>,
}

impl HotTopic {
    /// What it is called.
    pub fn title(&self) -> &str {
        self.given_name.as_deref().unwrap_or(&self.name)
    }

    /// What a person does to it.
    ///
    /// # Errors
    /// A text is missing or too long, or the verb does not fit.
    pub fn step(&self, verb: HotVerb, words: &str, holders: i64) -> Result<Self, Fault> {
        let state = self.state.after(verb).ok_or(Fault::not_now())?;
        let mut after = Self { state, ..self.clone() };
        match verb {
            HotVerb::Dismiss => {
                after.reason = Some(text("reason", words, REASON_MAX)?);
                after.dismissed_holders = Some(holders);
            }
            HotVerb::Restore => {
                after.reason = None;
                after.dismissed_holders = None;
            }
            HotVerb::Rename => after.given_name = Some(text("name", words, NAME_MAX)?),
            HotVerb::Confirm | HotVerb::End => {}
        }
        Ok(after)
    }

    /// Whether what was dismissed has grown so much that it is looked at
    /// again: twice the persons and a handful more.
    pub fn comes_back(&self, holders: i64, least: i64) -> bool {
        let then = self.dismissed_holders.unwrap_or(i64::MAX / 4);
        self.state == HotState::Dismissed && holders >= then * 2 + least
    }
}

/// Roles that see every figure.
const DESK: [Role; 3] = [Role::Operator, Role::Dispatcher, Role::Supervisor];
/// Roles that decide.
const DECIDERS: [Role; 2] = [Role::Dispatcher, Role::Supervisor];

/// Whether they decide on hot topics.
pub fn can_decide(staff: &Staff, verb: HotVerb, state: HotState) -> bool {
    verb != HotVerb::End && staff.has_any(&DECIDERS) && state.after(verb).is_some()
}

/// Fewer persons than this are not told to them; none for who works at the
/// desk.
pub fn withheld_below(staff: &Staff, least_outside: i64) -> i64 {
    if staff.has_any(&DESK) { 0 } else { least_outside }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_hot_topic_meets_every_verb() {
        use {HotState as S, HotVerb as V};
        let fits = [
            (S::Open, V::Confirm, S::Confirmed),
            (S::Open, V::Dismiss, S::Dismissed),
            (S::Confirmed, V::Dismiss, S::Dismissed),
            (S::Dismissed, V::Restore, S::Open),
            (S::Open, V::Rename, S::Open),
            (S::Confirmed, V::Rename, S::Confirmed),
            (S::Open, V::End, S::Ended),
            (S::Confirmed, V::End, S::Ended),
            (S::Dismissed, V::End, S::Ended),
        ];
        for &state in S::ALL {
            for &verb in V::ALL {
                let wanted = fits.iter().find(|(from, with, _)| (*from, *with) == (state, verb));
                assert_eq!(state.after(verb), wanted.map(|(.., to)| *to), "{state} {verb}");
            }
        }
    }

    fn topic(state: HotState) -> HotTopic {
        HotTopic {
            id: HotTopicId(kernel::id::Id::from_number(1)),
            version: 1,
            state,
            name: "停水".into(),
            given_name: None,
            sentence: String::new(),
            typical_id: None,
            category_code: "0301".into(),
            region: "439902".into(),
            began_at: Instant::default(),
            last_at: Instant::default(),
            ended_at: None,
            ended_into: None,
            reason: None,
            dismissed_holders: None,
        }
    }

    #[test]
    fn a_dismissal_has_a_reason_can_be_taken_back_and_ends_when_it_doubles() {
        let open = topic(HotState::Open);
        assert!(open.step(HotVerb::Dismiss, " ", 4).is_err());
        assert!(open.step(HotVerb::Rename, &"水".repeat(NAME_MAX + 1), 4).is_err());
        assert_eq!(open.step(HotVerb::Rename, "东区停水", 4).unwrap().title(), "东区停水");
        let dismissed = open.step(HotVerb::Dismiss, "计划检修", 4).unwrap();
        assert!(!dismissed.comes_back(10, 3) && dismissed.comes_back(11, 3));
        assert!(!open.comes_back(1_000, 3));
        let back = dismissed.step(HotVerb::Restore, "", 4).unwrap();
        assert_eq!((back.state, back.reason), (HotState::Open, None));
    }
}
