//! Supervision (督办): a named person calls a unit to account for an order, by
//! a numbered notice with a due date; the unit answers; it is closed.

use kernel::policy::SupervisionTerms;
use kernel::time::Instant;
use people::{AccountId, UnitId};

use super::{OrderId, SupervisionId};
use crate::words;

words! {
    /// How high it stands.
    pub enum SupervisionLevel: "a level of supervision" {
        /// 热线督办
        Hotline = "hotline",
        /// 挂牌督办
        Listed = "listed",
        /// 约谈
        Talk = "talk",
    }
}

words! {
    /// What it was opened for (Weifang regulation art. 26, Jinan art. 28).
    pub enum SupervisionCause: "a cause of supervision" {
        /// 超期未办结
        Overdue = "overdue",
        /// 多次催办
        Urged = "urged",
        /// 重办后仍未解决
        Unsolved = "unsolved",
        /// 多人反映
        ManyPeople = "many_people",
        /// 推诿职责内事项
        Refused = "refused",
        /// 造成不良影响
        BadEffects = "bad_effects",
        /// 督办逾期未回复
        Unanswered = "unanswered",
        /// 领导批示
        Instruction = "instruction",
    }
}

words! {
    /// Where a supervision stands.
    pub enum SupervisionState: "a state of a supervision" {
        /// The unit has not answered.
        Open = "open",
        /// It has.
        Answered = "answered",
        /// It is over.
        Closed = "closed",
    }
}

impl SupervisionState {
    /// After the unit's answer. It may answer again until it is over.
    pub const fn answered(self) -> Option<Self> {
        match self {
            Self::Open | Self::Answered => Some(Self::Answered),
            Self::Closed => None,
        }
    }

    /// After it was closed. Nothing closes unanswered.
    pub const fn closed(self) -> Option<Self> {
        match self {
            Self::Answered => Some(Self::Closed),
            Self::Open | Self::Closed => None,
        }
    }
}

impl SupervisionLevel {
    /// Working days until the unit must answer.
    pub const fn days(self, terms: &SupervisionTerms) -> u32 {
        match self {
            Self::Hotline => terms.hotline,
            Self::Listed => terms.listed,
            Self::Talk => terms.talk,
        }
    }

    /// The next one up; the highest stays.
    pub const fn next(self) -> Self {
        match self {
            Self::Hotline => Self::Listed,
            Self::Listed | Self::Talk => Self::Talk,
        }
    }
}

/// What is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSupervision {
    /// How high.
    pub level: SupervisionLevel,
    /// What for.
    pub cause: SupervisionCause,
    /// What is asked of the unit.
    pub text: String,
}

/// A supervision as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supervision {
    /// Its id.
    pub id: SupervisionId,
    /// The order.
    pub order_id: OrderId,
    /// How high.
    pub level: SupervisionLevel,
    /// What for.
    pub cause: SupervisionCause,
    /// Where it stands.
    pub state: SupervisionState,
    /// Year of its number.
    pub year: i64,
    /// Its number in that year.
    pub seq: i64,
    /// What is asked of the unit.
    pub demand: String,
    /// The unit that must answer.
    pub unit_id: Option<UnitId>,
    /// Who opened it.
    pub opened_by: Option<AccountId>,
    /// When.
    pub opened_at: Instant,
    /// Until when the unit must answer.
    pub due_at: Instant,
    /// The unit's answer.
    pub answer: String,
    /// Who wrote it.
    pub answered_by: Option<AccountId>,
    /// When.
    pub answered_at: Option<Instant>,
    /// What came of it.
    pub closing: String,
    /// Who closed it.
    pub closed_by: Option<AccountId>,
    /// When.
    pub closed_at: Option<Instant>,
}

impl Supervision {
    /// The unit is late with its answer, or was.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.answered_at.unwrap_or(now) >= self.due_at
    }
}
