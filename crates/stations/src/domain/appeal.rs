//! 申诉: against a penalty, a block, a closed gate and the like. The kind says
//! which way it goes, by the city's rules; the person is told of the law at once.

use kernel::id::Id;
use kernel::ports::{IntakeContact, IntakeDraft, StoredPhoto};
use kernel::time::Instant;
use people::domain::phone::Phone;
use people::record::{Fault, FaultKind, optional, text};
use people::{Role, Staff, UnitId};

use super::ids::SuspensionId;
use super::said::{AppealKind, AppealRoute, CompanyClass};
use super::voice::RouteRule;
use crate::words;

/// Longest account of what happened, in characters.
pub const FACTS_MAX: usize = 2_000;
/// Longest wish.
pub const WANTED_MAX: usize = 500;
/// Longest name of a company.
pub const AGAINST_MAX: usize = 80;
/// Longest answer.
pub const ANSWER_MAX: usize = 2_000;
/// How keys of appeals against suspended passes begin.
const OF_SUSPENSION: &str = "suspension:";
/// Most pictures.
pub const PHOTOS_MAX: usize = 6;

kernel::id_type! {
    /// An appeal.
    pub struct AppealId;
}
db::text_column!(AppealId, "an appeal id");

words! {
    /// Where an appeal stands.
    pub enum AppealState: "a state of an appeal" {
        /// The unit has it.
        Received = "received",
        /// Somebody works on it.
        InHand = "in_hand",
        /// It was answered.
        Answered = "answered",
        /// The desk works on it as a request.
        Handed = "handed",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What can happen to an appeal.
    pub enum AppealVerb: "a verb of an appeal" {
        /// The unit takes it up.
        Take = "take",
        /// The unit answers.
        Answer = "answer",
        /// It goes to the desk.
        Hand = "hand",
        /// The person takes it back.
        Withdraw = "withdraw",
    }
}

impl AppealState {
    /// The state after a verb; nothing when the verb does not fit. Who is not
    /// satisfied with an answer may still go to the desk.
    pub fn after(self, verb: AppealVerb) -> Option<Self> {
        use AppealVerb::{Answer, Hand, Take, Withdraw};
        match (self, verb) {
            (Self::Received, Take) => Some(Self::InHand),
            (Self::Received | Self::InHand, Answer) => Some(Self::Answered),
            (Self::Received | Self::InHand, Withdraw) => Some(Self::Withdrawn),
            (Self::Received | Self::InHand | Self::Answered, Hand) => Some(Self::Handed),
            (Self::InHand, Take)
            | (Self::Answered, Take | Answer | Withdraw)
            | (Self::Handed | Self::Withdrawn, Take | Answer | Hand | Withdraw) => None,
        }
    }
}

/// An appeal on its way in.
#[derive(Clone)]
pub struct NewAppeal {
    /// The same key sent again is the same appeal.
    pub key: String,
    /// What it is about.
    pub kind: AppealKind,
    /// What kind of company it is against.
    pub company: CompanyClass,
    /// Which one, in words.
    pub against: String,
    /// What happened.
    pub facts: String,
    /// What is wanted.
    pub wanted: String,
    /// Whom the desk may call; used only when it goes there.
    pub phone: String,
    /// Pictures, already stored.
    pub photos: Vec<StoredPhoto>,
}

impl NewAppeal {
    /// Checks what was written.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self) -> Result<Self, Fault> {
        // Keys of suspended passes are ours to give.
        if self.key.trim().is_empty() || self.key.trim().starts_with(OF_SUSPENSION) {
            return Err(Fault::new("", FaultKind::Missing));
        }
        self.against = optional("against", &self.against, AGAINST_MAX)?;
        self.facts = text("facts", &self.facts, FACTS_MAX)?;
        self.wanted = text("wanted", &self.wanted, WANTED_MAX)?;
        check_phone(&self.phone)?;
        Ok(self)
    }
}

/// A telephone that may be left out.
///
/// # Errors
/// [`FaultKind::Unknown`] when it is none.
pub fn check_phone(phone: &str) -> Result<(), Fault> {
    let phone = phone.trim();
    if !phone.is_empty() && Phone::parse(phone).is_err() {
        return Err(Fault::new("phone", FaultKind::Unknown));
    }
    Ok(())
}

/// An appeal as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// Its id.
    pub id: AppealId,
    /// The key it came with.
    pub submission_key: String,
    /// The number people use.
    pub appeal_no: String,
    /// Keyed digest of the code that opens it.
    pub code_tag: String,
    /// Counts changes; guards each one.
    pub version: i64,
    /// Where it stands.
    pub state: AppealState,
    /// What it is about.
    pub kind: AppealKind,
    /// What kind of company it is against.
    pub company: CompanyClass,
    /// Which one.
    pub against: String,
    /// What happened.
    pub facts: String,
    /// What is wanted.
    pub wanted: String,
    /// Which way it goes.
    pub route: AppealRoute,
    /// The unit that works on it.
    pub unit_id: Option<UnitId>,
    /// What the person was told of their rights.
    pub notice: String,
    /// The law it rests on.
    pub basis: String,
    /// Until when they must act, in words.
    pub time_limit: String,
    /// The order it became.
    pub order_no: Option<String>,
    /// What was answered.
    pub answer: Option<String>,
    /// When.
    pub answered_at: Option<Instant>,
    /// When it came.
    pub received_at: Instant,
}

impl Appeal {
    /// The key of an appeal against a suspended pass: it is made and answered
    /// with the suspension.
    pub fn key_of_suspension(id: SuspensionId) -> String {
        format!("{OF_SUSPENSION}{id}")
    }

    /// The suspension it is against, where it was made there.
    pub fn suspension(&self) -> Option<SuspensionId> {
        self.submission_key.strip_prefix(OF_SUSPENSION)?.parse().ok()
    }

    /// A new one, as the rule of the day sends it.
    pub fn of(
        new: &NewAppeal,
        rule: &RouteRule,
        unit_id: Option<UnitId>,
        (id, appeal_no, code_tag): (Id, String, String),
        at: Instant,
    ) -> Self {
        Self {
            id: AppealId(id),
            submission_key: new.key.trim().to_owned(),
            appeal_no,
            code_tag,
            version: 1,
            state: AppealState::Received,
            kind: new.kind,
            company: new.company,
            against: new.against.clone(),
            facts: new.facts.clone(),
            wanted: new.wanted.clone(),
            route: rule.route,
            unit_id,
            notice: rule.notice.clone(),
            basis: rule.basis.clone(),
            time_limit: rule.limit.clone(),
            order_no: None,
            answer: None,
            answered_at: None,
            received_at: at,
        }
    }
}

/// As the desk takes an appeal in; `content` is how it reads there.
pub fn draft(
    key: &str,
    channel: &str,
    content: String,
    phone: &str,
    photos: Vec<StoredPhoto>,
) -> IntakeDraft {
    let phone = phone.trim();
    IntakeDraft {
        key: format!("appeal:{key}"),
        channel: channel.to_owned(),
        order_type: "complaint".to_owned(),
        title: String::new(),
        content,
        address: String::new(),
        point_e7: None,
        region_code: None,
        photos,
        contact: (!phone.is_empty())
            .then(|| IntakeContact { name: String::new(), phone: phone.to_owned() }),
        occurred_at: None,
    }
}

/// Roles that work on appeals for their unit.
pub const WORKS: &[Role] = &[Role::UnitHandler, Role::UnitReviewer];
/// Roles that see every appeal.
pub const WATCHES: &[Role] = &[Role::Dispatcher, Role::Supervisor];

fn is_theirs(staff: &Staff, appeal: &Appeal) -> bool {
    match appeal.unit_id {
        Some(unit) => unit == staff.unit && staff.has_any(WORKS),
        // A unit the pack names and the city does not have: the desk's.
        None => staff.has(Role::Dispatcher),
    }
}

/// Whether they may see it; what they may not see is not found.
pub fn can_see(staff: &Staff, appeal: &Appeal) -> bool {
    staff.has_any(WATCHES) || is_theirs(staff, appeal)
}

/// Whether a member of staff may do this to it now.
pub fn can(staff: &Staff, verb: AppealVerb, appeal: &Appeal) -> bool {
    // What is against a suspended pass is answered there, by somebody else than who suspended.
    let fits = appeal.state.after(verb).is_some() && appeal.suspension().is_none();
    fits && match verb {
        AppealVerb::Take | AppealVerb::Answer => is_theirs(staff, appeal),
        AppealVerb::Hand => is_theirs(staff, appeal) || staff.has(Role::Dispatcher),
        AppealVerb::Withdraw => false,
    }
}

/// Whether the person who appealed may do this to it now.
pub fn may_appellant(verb: AppealVerb, appeal: &Appeal) -> bool {
    let theirs = matches!(verb, AppealVerb::Hand | AppealVerb::Withdraw);
    theirs && appeal.state.after(verb).is_some() && appeal.suspension().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_meets_every_verb_as_the_table_says() {
        use AppealState as S;
        use AppealVerb as V;
        let table = [
            (S::Received, V::Take, S::InHand),
            (S::Received, V::Answer, S::Answered),
            (S::Received, V::Hand, S::Handed),
            (S::Received, V::Withdraw, S::Withdrawn),
            (S::InHand, V::Answer, S::Answered),
            (S::InHand, V::Hand, S::Handed),
            (S::InHand, V::Withdraw, S::Withdrawn),
            (S::Answered, V::Hand, S::Handed),
        ];
        for &state in S::ALL {
            for &verb in V::ALL {
                let row = table.iter().find(|(from, by, _)| (*from, *by) == (state, verb));
                assert_eq!(state.after(verb), row.map(|(_, _, to)| *to), "{state} {verb}");
            }
        }
    }

    fn new() -> NewAppeal {
        NewAppeal {
            key: "k".into(),
            kind: AppealKind::Wage,
            company: CompanyClass::Takeaway,
            against: "某平台".into(),
            facts: "三月配送费少结了".into(),
            wanted: "补发".into(),
            phone: String::new(),
            photos: Vec::new(),
        }
    }

    #[test]
    fn facts_and_wish_must_be_told() {
        let missing = |field| Some(Fault::new(field, FaultKind::Missing));
        let cases = [
            (new(), None),
            (NewAppeal { key: " ".into(), ..new() }, missing("")),
            (NewAppeal { facts: " ".into(), ..new() }, missing("facts")),
            (NewAppeal { wanted: String::new(), ..new() }, missing("wanted")),
            (NewAppeal { against: String::new(), ..new() }, None),
            (
                NewAppeal { facts: "长".repeat(FACTS_MAX + 1), ..new() },
                Some(Fault::new("facts", FaultKind::TooLong)),
            ),
            (
                NewAppeal { phone: "12".into(), ..new() },
                Some(Fault::new("phone", FaultKind::Unknown)),
            ),
        ];
        for (new, want) in cases {
            assert_eq!(new.check().err(), want);
        }
    }
}
