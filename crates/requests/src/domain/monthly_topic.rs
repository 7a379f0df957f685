//! Monthly topics (每月一题) in both meanings: a problem of the city that a
//! unit governs, and a question the city asks its people.

use jiff::civil::Date;
use kernel::time::Instant;
use people::{Role, Staff, UnitId};

use super::{TopicId, TopicItemId};
use crate::words;
use people::record::{Fault, FaultKind, text};

/// Longest theme.
pub const THEME_MAX: usize = 60;
/// Longest text.
pub const TEXT_MAX: usize = 4_000;

words! {
    /// Which meaning.
    pub enum TopicMode: "a mode of a topic" {
        /// Governance: problems, measures, tasks, policies.
        Governance = "governance",
        /// Solicitation: what do you suggest?
        Solicitation = "solicitation",
    }
}

words! {
    /// Where a topic stands.
    pub enum TopicState: "a state of a topic" {
        /// Being prepared.
        Draft = "draft",
        /// Public; suggestions are taken.
        Open = "open",
        /// No more suggestions.
        Closed = "closed",
        /// What came of it is public.
        Reported = "reported",
    }
}

words! {
    /// What can happen to a topic.
    pub enum TopicVerb: "a verb of a topic" {
        /// It becomes public.
        Open = "open",
        /// It takes no more.
        Close = "close",
        /// What came of it is published.
        Report = "report",
    }
}

words! {
    /// A part of a topic.
    pub enum TopicItemKind: "a part of a topic" {
        /// 具体问题
        Problem = "problem",
        /// 措施
        Measure = "measure",
        /// 任务
        Task = "task",
        /// 政策
        Policy = "policy",
    }
}

impl TopicState {
    /// The state after a verb; nothing when the verb does not fit.
    pub fn after(self, verb: TopicVerb) -> Option<Self> {
        match (self, verb) {
            (Self::Draft, TopicVerb::Open) => Some(Self::Open),
            (Self::Open, TopicVerb::Close) => Some(Self::Closed),
            (Self::Closed, TopicVerb::Report) => Some(Self::Reported),
            (Self::Draft, TopicVerb::Close | TopicVerb::Report)
            | (Self::Open, TopicVerb::Open | TopicVerb::Report)
            | (Self::Closed, TopicVerb::Open | TopicVerb::Close)
            | (Self::Reported, TopicVerb::Open | TopicVerb::Close | TopicVerb::Report) => None,
        }
    }
}

/// A topic of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its id.
    pub id: TopicId,
    /// Counts changes; guards each one.
    pub version: i64,
    /// Where it stands.
    pub state: TopicState,
    /// Which meaning.
    pub mode: TopicMode,
    /// `2026-11`.
    pub month: String,
    /// The theme.
    pub theme: String,
    /// What it is about.
    pub intro: String,
    /// The unit that leads it.
    pub unit_id: UnitId,
    /// Last day of suggestions.
    pub closes_on: String,
    /// What came of it.
    pub report: Option<String>,
}

/// A part of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicItem {
    /// Its id.
    pub id: TopicItemId,
    /// What it is.
    pub kind: TopicItemKind,
    /// In words.
    pub text: String,
    /// Who does it.
    pub unit_id: Option<UnitId>,
    /// Until when.
    pub due_on: Option<String>,
    /// When it was done.
    pub done_at: Option<Instant>,
}

/// A topic about to be prepared.
#[derive(Debug, Clone)]
pub struct NewTopic {
    /// Which meaning.
    pub mode: TopicMode,
    /// `2026-11`.
    pub month: String,
    /// The theme.
    pub theme: String,
    /// What it is about.
    pub intro: String,
    /// The unit that leads it.
    pub unit_id: UnitId,
    /// Last day.
    pub closes_on: Date,
}

impl NewTopic {
    /// Checks it.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self) -> Result<Self, Fault> {
        self.theme = text("theme", &self.theme, THEME_MAX)?;
        self.intro = text("intro", &self.intro, TEXT_MAX)?;
        let first = format!("{}-01", self.month).parse::<Date>();
        let first = first.ok().filter(|_| self.month.len() == 7);
        let first = first.ok_or(Fault::new("month", FaultKind::Unknown))?;
        if self.closes_on < first {
            return Err(Fault::new("closes_on", FaultKind::TooLate));
        }
        Ok(self)
    }
}

impl Topic {
    /// Whether people may send suggestions today.
    pub fn takes_suggestions(&self, today: Date) -> bool {
        self.mode == TopicMode::Solicitation
            && self.state == TopicState::Open
            && today.to_string() <= self.closes_on
    }

    /// Whether residents may read it.
    pub fn is_public(&self) -> bool {
        self.state != TopicState::Draft
    }
}

/// Whether they prepare topics.
pub fn can_prepare(staff: &Staff, unit: Option<UnitId>) -> bool {
    let leads = unit == Some(staff.unit) && staff.has(Role::UnitReviewer);
    staff.has_any(&[Role::Dispatcher, Role::Supervisor]) || leads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_takes_the_verbs_of_the_table_and_no_other() {
        // open, close, report
        let table = [
            (TopicState::Draft, ["open", "-", "-"]),
            (TopicState::Open, ["-", "closed", "-"]),
            (TopicState::Closed, ["-", "-", "reported"]),
            (TopicState::Reported, ["-", "-", "-"]),
        ];
        for (state, row) in table {
            for (verb, wanted) in TopicVerb::ALL.iter().zip(row) {
                let got = state.after(*verb).map_or("-", TopicState::as_str);
                assert_eq!(got, wanted, "{state} {verb}");
            }
        }
    }
}
