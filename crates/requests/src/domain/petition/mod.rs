//! Petitions after the Regulation on Petition Work (信访工作条例, 2022): states,
//! kinds, channels. What may happen stands in [`PetitionState::after`].

pub mod letter;
pub mod permission;
pub mod step;

use kernel::time::Instant;
use people::UnitId;

use super::{OrderId, PetitionId};
use crate::words;
use people::record::{Fault, FaultKind, text};

/// Most representatives of a common matter (art. 20).
pub const REPRESENTATIVES_MAX: usize = 5;
/// Longest text of a petition.
pub const CONTENT_MAX: usize = 8_000;
/// Longest title.
pub const TITLE_MAX: usize = 60;

words! {
    /// Where a petition stands.
    pub enum PetitionState: "a state of a petition" {
        /// Written down, not sorted yet.
        Registered = "registered",
        /// With a unit that must say whether it accepts.
        Forwarded = "forwarded",
        /// The unit says it is not within its power.
        Objected = "objected",
        /// Being handled.
        Accepted = "accepted",
        /// Not accepted, with a lawful reason told.
        NotAccepted = "not_accepted",
        /// Led to a statutory route.
        Routed = "routed",
        /// The opinion is issued; review may be asked for.
        Opined = "opined",
        /// Settled by agreement.
        Settled = "settled",
        /// Taken back.
        Withdrawn = "withdrawn",
        /// 复查
        Review1 = "review_1",
        /// Review answered; re-examination may be asked for.
        Reviewed1 = "reviewed_1",
        /// 复核
        Review2 = "review_2",
        /// Re-examined: the same facts and reasons are not accepted again.
        Concluded = "concluded",
        /// Closed.
        Closed = "closed",
    }
}

words! {
    /// What can happen to a petition.
    pub enum PetitionVerb: "a verb of a petition" {
        /// Sent to the unit within whose power it lies.
        Forward = "forward",
        /// The unit says it does not.
        Object = "object",
        /// The objection is right.
        Uphold = "uphold",
        /// The objection is wrong.
        Overrule = "overrule",
        /// Accepted, with written notice.
        Accept = "accept",
        /// Not accepted, with written notice.
        Refuse = "refuse",
        /// Led to a statutory route, with written notice.
        Route = "route",
        /// More time, approved, with the reason told.
        Extend = "extend",
        /// The opinion is issued.
        Opine = "opine",
        /// Settled by mediation, with a written agreement.
        Settle = "settle",
        /// Taken back.
        Withdraw = "withdraw",
        /// Review (复查) is asked for.
        AskReview1 = "ask_review_1",
        /// Review is answered.
        AnswerReview1 = "answer_review_1",
        /// Re-examination (复核) is asked for.
        AskReview2 = "ask_review_2",
        /// Re-examination is answered.
        AnswerReview2 = "answer_review_2",
        /// A review sends it back to be handled again.
        Redo = "redo",
        /// A hearing begins; its time is not counted.
        StartHearing = "start_hearing",
        /// The hearing ends.
        EndHearing = "end_hearing",
        /// Closed.
        Close = "close",
    }
}

words! {
    /// How it came (art. 17).
    pub enum PetitionChannel: "a channel of a petition" {
        /// 信件
        Letter = "letter",
        /// 走访
        Visit = "visit",
        /// 网络
        Network = "network",
        /// 电话
        Phone = "phone",
        /// 传真
        Fax = "fax",
    }
}

words! {
    /// What kind (arts. 29–31).
    pub enum PetitionKind: "a kind of petition" {
        /// 建议意见类
        Proposal = "proposal",
        /// 检举控告类: never leaks to whom it accuses.
        Accusation = "accusation",
        /// 申诉求决类
        Claim = "claim",
    }
}

words! {
    /// The ways of a claim (art. 31); the sixth is the opinion itself.
    pub enum PetitionRoute: "a way of a claim" {
        /// Litigation.
        Litigation = "litigation",
        /// Arbitration.
        Arbitration = "arbitration",
        /// Appeal to the party's bodies.
        PartyAppeal = "party_appeal",
        /// Administrative reconsideration, ruling, permission and the like.
        Administrative = "administrative",
        /// A request that an authority do its duty.
        DutyToAct = "duty_to_act",
        /// The opinion on the petition.
        Opinion = "opinion",
    }
}

words! {
    /// Why it is not accepted.
    pub enum PetitionRefusal: "a reason for not accepting a petition" {
        /// The same matter is in hand (art. 19).
        InHand = "in_hand",
        /// Re-examined before, same facts and reasons (art. 36).
        Concluded = "concluded",
        /// Litigation, arbitration or reconsideration is going on or done.
        StatutoryRoute = "statutory_route",
        /// Outside the power of the administration.
        BeyondPower = "beyond_power",
    }
}

words! {
    /// What the opinion says (art. 32), or what became of a proposal (art. 29).
    pub enum Outcome: "an outcome" {
        /// 支持
        Supported = "supported",
        /// 解释说明
        Explained = "explained",
        /// 不予支持
        NotSupported = "not_supported",
        /// 采纳
        Adopted = "adopted",
        /// 部分采纳
        PartlyAdopted = "partly_adopted",
        /// 不予采纳
        NotAdopted = "not_adopted",
        /// Dealt with by the body in charge.
        Dealt = "dealt",
    }
}

impl Outcome {
    /// The outcomes a kind of petition can have.
    pub fn of(kind: PetitionKind) -> &'static [Self] {
        match kind {
            PetitionKind::Claim => &[Self::Supported, Self::Explained, Self::NotSupported],
            PetitionKind::Proposal => &[Self::Adopted, Self::PartlyAdopted, Self::NotAdopted],
            PetitionKind::Accusation => &[Self::Dealt, Self::Explained],
        }
    }
}

impl PetitionState {
    /// The state after a verb; nothing when the verb does not fit.
    pub fn after(self, verb: PetitionVerb) -> Option<Self> {
        use PetitionVerb as V;
        match self {
            Self::Registered => match verb {
                V::Forward => Some(Self::Forwarded),
                V::Accept => Some(Self::Accepted),
                V::Refuse => Some(Self::NotAccepted),
                V::Route => Some(Self::Routed),
                V::Withdraw => Some(Self::Withdrawn),
                _ => None,
            },
            Self::Forwarded => match verb {
                V::Accept => Some(Self::Accepted),
                V::Object => Some(Self::Objected),
                V::Refuse => Some(Self::NotAccepted),
                V::Route => Some(Self::Routed),
                V::Withdraw => Some(Self::Withdrawn),
                _ => None,
            },
            Self::Objected => match verb {
                V::Uphold => Some(Self::Registered),
                V::Overrule => Some(Self::Forwarded),
                _ => None,
            },
            Self::Accepted => match verb {
                V::Extend => Some(Self::Accepted),
                V::Opine => Some(Self::Opined),
                V::Route => Some(Self::Routed),
                V::Settle => Some(Self::Settled),
                V::Withdraw => Some(Self::Withdrawn),
                _ => None,
            },
            Self::Opined => match verb {
                V::AskReview1 => Some(Self::Review1),
                V::Close => Some(Self::Closed),
                _ => None,
            },
            Self::Review1 => match verb {
                V::AnswerReview1 => Some(Self::Reviewed1),
                V::Redo => Some(Self::Accepted),
                _ => None,
            },
            Self::Reviewed1 => match verb {
                V::AskReview2 => Some(Self::Review2),
                V::Close => Some(Self::Closed),
                _ => None,
            },
            Self::Review2 => match verb {
                V::StartHearing | V::EndHearing => Some(Self::Review2),
                V::AnswerReview2 => Some(Self::Concluded),
                V::Redo => Some(Self::Accepted),
                _ => None,
            },
            Self::NotAccepted | Self::Routed | Self::Settled | Self::Withdrawn => {
                (verb == V::Close).then_some(Self::Closed)
            }
            Self::Concluded | Self::Closed => None,
        }
    }

    /// Nothing can happen any more.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Concluded | Self::Closed)
    }
}

/// A petition as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Petition {
    /// Its id.
    pub id: PetitionId,
    /// The number people use.
    pub petition_no: String,
    /// Counts changes; guards each one.
    pub version: i64,
    /// Where it stands.
    pub state: PetitionState,
    /// How it came.
    pub channel: PetitionChannel,
    /// What kind.
    pub kind: PetitionKind,
    /// Title, for lists.
    pub title: String,
    /// The petitioner's words.
    pub content: String,
    /// Where.
    pub region_code: Option<String>,
    /// Reference into the vault; none when anonymous.
    pub requester_ref: Option<kernel::id::Id>,
    /// How many people it concerns.
    pub people_count: i64,
    /// Nobody but who must may see it.
    pub confidential: bool,
    /// The unit it accuses.
    pub accused_unit_id: Option<UnitId>,
    /// The unit that handles it.
    pub unit_id: Option<UnitId>,
    /// The unit that reviews or re-examines.
    pub review_unit_id: Option<UnitId>,
    /// The hotline order it is linked to.
    pub order_id: Option<OrderId>,
    /// The way it took.
    pub route: Option<PetitionRoute>,
    /// What the opinion says.
    pub outcome: Option<Outcome>,
    /// When it came.
    pub received_at: Instant,
    /// The nearest end of a running limit.
    pub next_due_at: Instant,
    /// More time was given; once only.
    pub extended: bool,
    /// When it was closed.
    pub closed_at: Option<Instant>,
}

/// A petition about to be written down.
#[derive(Debug, Clone)]
pub struct NewPetition {
    /// The same key sent again makes no second petition.
    pub submission_key: String,
    /// How it came.
    pub channel: PetitionChannel,
    /// What kind.
    pub kind: PetitionKind,
    /// Title; made from the text when empty.
    pub title: String,
    /// The petitioner's words.
    pub content: String,
    /// Where.
    pub region_code: Option<String>,
    /// How many people it concerns.
    pub people_count: i64,
    /// How many of them speak for all.
    pub representatives: usize,
    /// The petitioner asks for confidentiality.
    pub confidential: bool,
    /// The unit it accuses.
    pub accused_unit_id: Option<UnitId>,
    /// The hotline order it is linked to.
    pub order_id: Option<OrderId>,
}

impl NewPetition {
    /// Checks it. An accusation is confidential, asked for or not.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self, office: Option<UnitId>) -> Result<Self, Fault> {
        self.content = text("content", &self.content, CONTENT_MAX)?;
        if self.title.trim().is_empty() {
            self.title = super::request::title_from(&self.content);
        }
        self.title = text("title", &self.title, TITLE_MAX)?;
        if self.people_count < 1 {
            return Err(Fault::new("people_count", FaultKind::NotAllowed));
        }
        if self.representatives > REPRESENTATIVES_MAX {
            return Err(Fault::new("representatives", FaultKind::TooMany));
        }
        let most = i64::try_from(REPRESENTATIVES_MAX).unwrap_or(i64::MAX);
        let needs_them = self.channel == PetitionChannel::Visit && self.people_count > most;
        if needs_them && self.representatives == 0 {
            return Err(Fault::new("representatives", FaultKind::Missing));
        }
        let accuses = self.kind == PetitionKind::Accusation;
        if self.accused_unit_id.is_some() && !accuses {
            return Err(Fault::new("accused_unit", FaultKind::NotAllowed));
        }
        // Who is accused does not receive the accusation.
        if self.accused_unit_id.is_some() && self.accused_unit_id == office {
            return Err(Fault::new("accused_unit", FaultKind::NotAllowed));
        }
        self.confidential |= accuses;
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
