//! What a unit applies for beside its work: more time (延期), to be put off
//! (挂账), to be left out of the assessment (剔除), to have a higher level
//! coordinate (提请协调). Asked for by one person, decided by another.

use kernel::counting::Limit;
use kernel::policy::ReasonKind;
use kernel::time::Instant;
use people::{AccountId, Role, UnitId};

use super::{ApplicationId, OrderId};
use crate::words;

words! {
    /// What is applied for.
    pub enum ApplicationKind: "a kind of application" {
        /// 延期
        Extension = "extension",
        /// 挂账
        Deferral = "deferral",
        /// 剔除
        Exclusion = "exclusion",
        /// 提请协调
        Escalation = "escalation",
    }
}

words! {
    /// Where an application stands.
    pub enum ApplicationState: "a state of an application" {
        /// Waits for a decision.
        Open = "open",
        /// Granted; a deferral stays listed from here on.
        Approved = "approved",
        /// Refused.
        Refused = "refused",
        /// Overtaken by what happened to the order.
        Lapsed = "lapsed",
        /// A deferral that was taken off the list (销账).
        Ended = "ended",
    }
}

words! {
    /// The rungs of coordination, one above the other.
    pub enum Rung: "a rung of coordination" {
        /// The hotline body.
        Hotline = "hotline",
        /// The office of the government.
        Office = "office",
        /// The executive meeting.
        Meeting = "meeting",
    }
}

impl Rung {
    /// The one above; nothing above the meeting.
    pub const fn above(self) -> Option<Self> {
        match self {
            Self::Hotline => Some(Self::Office),
            Self::Office => Some(Self::Meeting),
            Self::Meeting => None,
        }
    }

    /// Who decides there.
    pub const fn deciders(self) -> &'static [Role] {
        match self {
            Self::Hotline => &[Role::Dispatcher, Role::Supervisor],
            Self::Office => &[Role::Supervisor, Role::Leader],
            Self::Meeting => &[Role::Leader],
        }
    }
}

impl ApplicationKind {
    /// The list of reasons it takes one from, if it does.
    pub const fn reasons(self) -> Option<ReasonKind> {
        match self {
            Self::Deferral => Some(ReasonKind::Deferral),
            Self::Exclusion => Some(ReasonKind::Exclusion),
            Self::Extension | Self::Escalation => None,
        }
    }

    /// Whether it falls when the unit answers: what is answered needs no more
    /// time and no coordination.
    pub const fn lapses_with_reply(self) -> bool {
        !matches!(self, Self::Exclusion)
    }
}

impl ApplicationState {
    /// The states one may come to from here.
    pub const fn allows(self, next: Self) -> bool {
        match self {
            Self::Open => matches!(next, Self::Approved | Self::Refused | Self::Lapsed),
            Self::Approved => matches!(next, Self::Ended),
            Self::Refused | Self::Lapsed | Self::Ended => false,
        }
    }
}

/// What somebody applies for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApplication {
    /// What.
    pub kind: ApplicationKind,
    /// A reason of the pack, for deferral and exclusion.
    pub reason_code: String,
    /// The reason in words; for an exclusion the evidence.
    pub text: String,
    /// How the matter will be brought to its end, for a deferral.
    pub plan: String,
    /// How much more time, for an extension.
    pub by: Option<Limit>,
    /// Until when, for a deferral.
    pub target_at: Option<Instant>,
}

/// An application as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// The order it is about.
    pub order_id: OrderId,
    /// What for.
    pub kind: ApplicationKind,
    /// Where it stands.
    pub state: ApplicationState,
    /// Reason of the pack.
    pub reason_code: Option<String>,
    /// The reason in words.
    pub reason: String,
    /// The plan of a deferral.
    pub plan: String,
    /// More time.
    pub by: Option<Limit>,
    /// The planned end of a deferral.
    pub target_at: Option<Instant>,
    /// How high it goes.
    pub rung: Option<Rung>,
    /// The order's unit when it was asked.
    pub unit_id: Option<UnitId>,
    /// Who asked.
    pub asked_by: Option<AccountId>,
    /// For which unit they acted.
    pub asked_unit_id: Option<UnitId>,
    /// When.
    pub asked_at: Instant,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// For which unit they acted.
    pub decided_unit_id: Option<UnitId>,
    /// When.
    pub decided_at: Option<Instant>,
    /// The decision in words.
    pub decision: String,
    /// When a listed deferral is looked at again.
    pub next_review_at: Option<Instant>,
    /// When it was taken off the list.
    pub ended_at: Option<Instant>,
}

impl Application {
    /// It waits for a decision.
    pub fn is_open(&self) -> bool {
        self.state == ApplicationState::Open
    }

    /// It was granted, whatever became of it.
    pub fn is_granted(&self) -> bool {
        matches!(self.state, ApplicationState::Approved | ApplicationState::Ended)
    }

    /// A deferral whose review is overdue.
    pub fn is_review_overdue(&self, now: Instant) -> bool {
        self.state == ApplicationState::Approved && self.next_review_at.is_some_and(|at| at <= now)
    }
}
