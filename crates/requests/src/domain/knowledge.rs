//! What the desk knows: entries with basis, owner and validity. An entry that
//! has expired or is overdue for review says so wherever it is shown.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use kernel::time::Instant;
use people::{Role, Staff, UnitId};

use super::KnowledgeId;
use crate::words;
use people::record::{Fault, FaultKind, optional, text};

/// Longest question.
pub const QUESTION_MAX: usize = 120;
/// Longest answer.
pub const ANSWER_MAX: usize = 4_000;
/// Longest basis, source or list of keywords.
pub const LINE_MAX: usize = 400;
/// Terms of a search that are looked at.
const TERMS_MAX: usize = 48;

words! {
    /// Where an entry stands.
    pub enum EntryState: "a state of an entry" {
        /// Being written.
        Draft = "draft",
        /// In use.
        Published = "published",
        /// Out of use.
        Retired = "retired",
    }
}

words! {
    /// What can happen to an entry.
    pub enum EntryVerb: "a verb of an entry" {
        /// Its text is changed.
        Edit = "edit",
        /// It comes into use.
        Publish = "publish",
        /// It was looked at and is right.
        Review = "review",
        /// It goes out of use.
        Retire = "retire",
        /// It is written anew.
        Restore = "restore",
    }
}

words! {
    /// Who may read an entry.
    pub enum Audience: "an audience" {
        /// Everyone.
        Public = "public",
        /// Staff only.
        Staff = "staff",
    }
}

words! {
    /// Whether an entry may be relied on today.
    pub enum Standing: "a standing" {
        /// It may.
        Sound = "sound",
        /// Its day has not come.
        NotYet = "not_yet",
        /// Nobody looked at it in time.
        Overdue = "overdue",
        /// Its last day has passed.
        Expired = "expired",
    }
}

impl EntryState {
    /// The state after a verb; nothing when the verb does not fit.
    pub fn after(self, verb: EntryVerb) -> Option<Self> {
        use EntryVerb::{Edit, Publish, Restore, Retire, Review};
        match (self, verb) {
            (Self::Draft, Edit) => Some(Self::Draft),
            (Self::Draft, Publish) | (Self::Published, Edit | Review) => Some(Self::Published),
            (Self::Published, Retire) => Some(Self::Retired),
            (Self::Retired, Restore) => Some(Self::Draft),
            (Self::Draft, Review | Retire | Restore)
            | (Self::Published, Publish | Restore)
            | (Self::Retired, Edit | Publish | Review | Retire) => None,
        }
    }
}

/// The text of an entry, as a form or a file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryText {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// The rule it rests on.
    pub basis: String,
    /// Where that can be read.
    pub source: String,
    /// Other words people use, with `;` between them.
    pub keywords: String,
    /// Category.
    pub category_code: Option<String>,
    /// Who answers for it.
    pub owner_unit: UnitId,
    /// Where it holds; everywhere when empty.
    pub region_code: Option<String>,
    /// Who may read it.
    pub audience: Audience,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    pub valid_to: Option<Date>,
    /// Looked at again after so many months.
    pub review_months: i64,
}

impl EntryText {
    /// Checks the text.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self) -> Result<Self, Fault> {
        self.question = text("question", &self.question, QUESTION_MAX)?;
        self.answer = text("answer", &self.answer, ANSWER_MAX)?;
        self.basis = text("basis", &self.basis, LINE_MAX)?;
        self.source = optional("source", &self.source, LINE_MAX)?;
        self.keywords = optional("keywords", &self.keywords, LINE_MAX)?;
        if self.valid_to.is_some_and(|to| to < self.valid_from) {
            return Err(Fault::new("valid_to", FaultKind::TooLate));
        }
        if !(1..=60).contains(&self.review_months) {
            return Err(Fault::new("review_months", FaultKind::NotAllowed));
        }
        Ok(self)
    }

    /// What it is found by, with weights: the words people use count most.
    pub fn terms(&self) -> BTreeMap<String, i64> {
        let mut found = BTreeMap::new();
        let parts = [(&self.keywords, 4), (&self.question, 3), (&self.answer, 1)];
        for (part, weight) in parts {
            for term in terms_of(part) {
                let known = found.entry(term).or_insert(0);
                *known = weight.max(*known);
            }
        }
        found
    }
}

/// An entry as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: KnowledgeId,
    /// Its name in files.
    pub code: String,
    /// Counts changes; guards each one.
    pub version: i64,
    /// Where it stands.
    pub state: EntryState,
    /// Counts texts.
    pub revision: i64,
    /// What it says.
    pub text: EntryText,
    /// When it was looked at last.
    pub reviewed_on: Date,
    /// The day on which its standing was reported last.
    pub flagged_on: Option<Date>,
    /// Readers who found it right.
    pub right_count: i64,
    /// Readers who did not.
    pub wrong_count: i64,
    /// When it was changed last.
    pub updated_at: Instant,
}

impl Entry {
    /// The day until which it must be looked at again.
    pub fn review_due_on(&self) -> Date {
        let span: Span = self.text.review_months.months();
        self.reviewed_on.saturating_add(span)
    }

    /// Whether it may be relied on. What has expired says so first.
    pub fn standing(&self, today: Date) -> Standing {
        if self.text.valid_to.is_some_and(|to| to < today) {
            Standing::Expired
        } else if today < self.text.valid_from {
            Standing::NotYet
        } else if self.review_due_on() < today {
            Standing::Overdue
        } else {
            Standing::Sound
        }
    }

    /// Whether residents may read it.
    pub fn is_public(&self, today: Date) -> bool {
        let holds = matches!(self.standing(today), Standing::Sound | Standing::Overdue);
        self.state == EntryState::Published && self.text.audience == Audience::Public && holds
    }
}

/// Who writes entries for their unit.
pub const WRITES: &[Role] =
    &[Role::UnitHandler, Role::UnitReviewer, Role::Operator, Role::Dispatcher];
/// Who brings them into use.
pub const PUBLISHES: &[Role] = &[Role::UnitReviewer, Role::Dispatcher];

/// Whether they may do this to entries of a unit: the owner's own people, and
/// the hotline for every unit.
pub fn can(staff: &Staff, verb: EntryVerb, owner: UnitId) -> bool {
    let roles = match verb {
        EntryVerb::Edit | EntryVerb::Restore => WRITES,
        EntryVerb::Publish | EntryVerb::Review | EntryVerb::Retire => PUBLISHES,
    };
    let is_desk = |role: Role| matches!(role, Role::Operator | Role::Dispatcher);
    roles.iter().any(|role| staff.has(*role) && (is_desk(*role) || staff.unit == owner))
}

/// Who presses a unit for an entry it does not keep: a late update is a reason
/// for supervision.
pub const PRESSES: &[Role] = &[Role::Supervisor, Role::Leader];

/// Whether somebody may press for an entry today: it is in use and may not be
/// relied on, and nobody was told of it today.
pub fn can_press(staff: &Staff, entry: &Entry, today: Date) -> bool {
    let is_stale = matches!(entry.standing(today), Standing::Overdue | Standing::Expired);
    let is_told = entry.flagged_on == Some(today);
    entry.state == EntryState::Published && is_stale && !is_told && staff.has_any(PRESSES)
}

/// Pairs of Chinese characters, whole words of other letters and digits.
pub fn terms_of(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    let mut word = String::new();
    let mut last: Option<char> = None;
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            word.push(letter);
            last = None;
            continue;
        }
        if !word.is_empty() {
            terms.push(std::mem::take(&mut word));
        }
        if !letter.is_alphanumeric() {
            last = None;
            continue;
        }
        if let Some(before) = last {
            terms.push([before, letter].iter().collect());
        }
        last = Some(letter);
    }
    if !word.is_empty() {
        terms.push(word);
    }
    terms
}

/// What a question is looked up by: each term once, the first ones only.
pub fn query_terms(words: &str) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    let fresh = terms_of(words).into_iter().filter(|term| seen.insert(term.clone()));
    fresh.take(TERMS_MAX).collect()
}

#[cfg(test)]
mod tests;
