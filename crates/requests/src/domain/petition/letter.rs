//! Letters of a petition: what each kind must contain. A letter that lacks a
//! compulsory part cannot be issued.

use super::{Outcome, PetitionKind};
use crate::words;
use people::record::{Fault, FaultKind, text};

/// Longest part of a letter.
pub const PART_MAX: usize = 4_000;

words! {
    /// What is issued.
    pub enum LetterKind: "a kind of letter" {
        /// 受理告知书
        Acceptance = "acceptance",
        /// 不予受理告知书
        Refusal = "refusal",
        /// 法定途径告知书
        Route = "route",
        /// 转送函
        Forward = "forward",
        /// 延长办理期限告知书
        Extension = "extension",
        /// 信访处理意见书
        Opinion = "opinion",
        /// 调解协议书
        Mediation = "mediation",
        /// 复查意见书
        Review1 = "review_1",
        /// 复核意见书
        Review2 = "review_2",
    }
}

/// What a letter says, part by part.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct LetterBody {
    /// The claim, as the petitioner made it.
    pub claim: String,
    /// Facts and reasons.
    pub facts: String,
    /// What is decided or told.
    pub opinion: String,
    /// The rule it rests on.
    pub basis: String,
    /// 支持、解释说明、不予支持 and the like.
    pub outcome: Option<Outcome>,
    /// The unit the letter speaks of: to which it is forwarded, which reviews.
    pub unit: String,
    /// What the petitioner may do next, and until when.
    pub remedy: String,
}

/// A letter about to be issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What kind.
    pub kind: LetterKind,
    /// What it says.
    pub body: LetterBody,
}

/// The opinion's compulsory contents (art. 32): claim, facts and reasons,
/// opinion, legal basis; for a claim also one of the three outcomes.
///
/// # Errors
/// The first part that is missing or too long.
pub fn check_opinion(kind: PetitionKind, mut body: LetterBody) -> Result<LetterBody, Fault> {
    body.claim = text("claim", &body.claim, PART_MAX)?;
    body.facts = text("facts", &body.facts, PART_MAX)?;
    body.opinion = text("opinion", &body.opinion, PART_MAX)?;
    body.basis = text("basis", &body.basis, PART_MAX)?;
    let outcome = body.outcome.ok_or(Fault::new("outcome", FaultKind::Missing))?;
    if !Outcome::of(kind).contains(&outcome) {
        return Err(Fault::new("outcome", FaultKind::NotAllowed));
    }
    Ok(body)
}

/// A review's letter says what was found, what is decided and why.
///
/// # Errors
/// The first part that is missing or too long.
pub fn check_review(mut body: LetterBody) -> Result<LetterBody, Fault> {
    body.facts = text("facts", &body.facts, PART_MAX)?;
    body.opinion = text("opinion", &body.opinion, PART_MAX)?;
    body.basis = text("basis", &body.basis, PART_MAX)?;
    Ok(body)
}
