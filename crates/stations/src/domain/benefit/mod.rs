//! Benefits: places, subsidies, aid and beds that a city gives by a published
//! rule. Two named persons find somebody eligible or not; the order is that of
//! application or of a lot, never of persons.

pub mod lot;
pub mod money;
pub mod programme;
pub mod round;

use jiff::civil::Date;
use kernel::ports::StoredPhoto;
use kernel::time::Instant;
use people::domain::phone::Phone;
use people::record::{Fault, FaultKind, optional, text};
use people::{AccountId, RequesterRef, Role, Staff, UnitId};

use crate::words;
use programme::{Programme, Proof};

/// Longest name of an applicant, in characters.
pub const NAME_MAX: usize = 40;
/// Longest name of an employer.
pub const ATTESTOR_MAX: usize = 80;
/// Most pictures of an application.
pub const PHOTOS_MAX: usize = 4;
/// Longest reason, objection or answer.
pub const REASON_MAX: usize = 500;

kernel::id_type! {
    /// An application for a benefit.
    pub struct BenefitId;
}
db::text_column!(BenefitId, "a benefit application id");

words! {
    /// Where an application stands.
    pub enum BenefitState: "a state of a benefit application" {
        /// It came in.
        Submitted = "submitted",
        /// A first person found it eligible.
        FoundEligible = "found_eligible",
        /// A first person found it not eligible.
        FoundIneligible = "found_ineligible",
        /// A second person found the same: it will be made public.
        Confirmed = "confirmed",
        /// 公示: its number is public and may be objected to.
        Noticed = "noticed",
        /// Somebody objected.
        Objected = "objected",
        /// Eligible, and behind the places.
        Waiting = "waiting",
        /// It has a place.
        Awarded = "awarded",
        /// The money went out.
        Paid = "paid",
        /// The place or the money came back.
        Returned = "returned",
        /// Two persons found it not eligible.
        Refused = "refused",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What can happen to an application.
    pub enum BenefitVerb: "a verb of a benefit application" {
        /// The applicant takes it back.
        Withdraw = "withdraw",
        /// A first person finds it eligible.
        FindEligible = "find_eligible",
        /// A first person finds it not eligible.
        FindIneligible = "find_ineligible",
        /// A second person agrees that it is eligible.
        Confirm = "confirm",
        /// A second person agrees that it is not.
        Refuse = "refuse",
        /// A second person does not agree: it is looked at anew.
        SendBack = "send_back",
        /// Its number is made public.
        Publish = "publish",
        /// Somebody objects.
        Object = "object",
        /// The objection is answered and does not hold.
        Dismiss = "dismiss",
        /// The objection holds: a second person decides on the refusal.
        Uphold = "uphold",
        /// There is no place for it yet.
        Queue = "queue",
        /// It gets a place.
        Award = "award",
        /// The money goes out.
        Pay = "pay",
        /// The payment was written down by mistake.
        CorrectPayment = "correct_payment",
        /// The place or the money comes back.
        Return = "return",
    }
}

impl BenefitState {
    /// The state after a verb; nothing when the verb does not fit.
    pub fn after(self, verb: BenefitVerb) -> Option<Self> {
        use BenefitState as S;
        let (from, to): (&[S], S) = match verb {
            BenefitVerb::Withdraw => (S::BEFORE_PLACE, S::Withdrawn),
            BenefitVerb::FindEligible => (&[S::Submitted], S::FoundEligible),
            BenefitVerb::FindIneligible => (&[S::Submitted], S::FoundIneligible),
            BenefitVerb::Confirm => (&[S::FoundEligible], S::Confirmed),
            BenefitVerb::Refuse => (&[S::FoundIneligible], S::Refused),
            BenefitVerb::SendBack => (&[S::FoundEligible, S::FoundIneligible], S::Submitted),
            BenefitVerb::Publish => (&[S::Confirmed], S::Noticed),
            BenefitVerb::Object => (&[S::Noticed], S::Objected),
            BenefitVerb::Dismiss => (&[S::Objected], S::Noticed),
            BenefitVerb::Uphold => (&[S::Objected], S::FoundIneligible),
            BenefitVerb::Queue => (&[S::Noticed], S::Waiting),
            BenefitVerb::Award => (&[S::Noticed, S::Waiting], S::Awarded),
            BenefitVerb::Pay => (&[S::Awarded], S::Paid),
            BenefitVerb::CorrectPayment => (&[S::Paid], S::Awarded),
            BenefitVerb::Return => (&[S::Awarded, S::Paid], S::Returned),
        };
        from.contains(&self).then_some(to)
    }

    /// States of whoever applied and has no place yet.
    const BEFORE_PLACE: &'static [Self] = &[
        Self::Submitted,
        Self::FoundEligible,
        Self::FoundIneligible,
        Self::Confirmed,
        Self::Noticed,
        Self::Objected,
        Self::Waiting,
    ];

    /// Whether it still stands, so that the same person may not apply again.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Withdrawn | Self::Refused | Self::Returned)
    }

    /// Whether its number is shown to everybody.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Noticed | Self::Objected | Self::Waiting | Self::Awarded | Self::Paid)
    }

    /// Whether it takes a place.
    pub fn has_place(self) -> bool {
        matches!(self, Self::Awarded | Self::Paid)
    }
}

/// An application on its way in.
#[derive(Clone)]
pub struct NewBenefit {
    /// The same key sent again is the same application.
    pub key: String,
    /// For which programme.
    pub programme: String,
    /// Who applies; goes into the vault.
    pub name: String,
    /// Their telephone; goes into the vault.
    pub phone: String,
    /// Which statements they made, by their place in the rule.
    pub ticked: Vec<usize>,
    /// Who attests the work, where the rule asks for it.
    pub attestor: String,
    /// Pictures, stored already.
    pub photos: Vec<StoredPhoto>,
}

impl NewBenefit {
    /// Checks what was written against the rule.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self, programme: &Programme) -> Result<Self, Fault> {
        if self.key.trim().is_empty() {
            return Err(Fault::new("", FaultKind::Missing));
        }
        self.name = text("name", &self.name, NAME_MAX)?;
        self.phone = text("phone", &self.phone, NAME_MAX)?;
        if Phone::parse(&self.phone).is_err() {
            return Err(Fault::new("phone", FaultKind::Unknown));
        }
        if (0..programme.statements.len()).any(|at| !self.ticked.contains(&at)) {
            return Err(Fault::new("statements", FaultKind::Missing));
        }
        self.attestor = match programme.proof {
            Proof::Employer => text("attestor", &self.attestor, ATTESTOR_MAX)?,
            Proof::SelfStatement => optional("attestor", &self.attestor, ATTESTOR_MAX)?,
        };
        if programme.evidence.is_empty() {
            self.photos.clear();
        }
        if self.photos.len() > PHOTOS_MAX {
            return Err(Fault::new("photos", FaultKind::TooMany));
        }
        Ok(self)
    }
}

/// An application as it stands. Who applied is in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Benefit {
    /// Its id.
    pub id: BenefitId,
    /// The key it came with.
    pub submission_key: String,
    /// The number people use.
    pub application_no: String,
    /// Keyed digest of the code that opens it.
    pub code_tag: String,
    /// Counts changes; guards each one.
    pub version: i64,
    /// For which programme.
    pub programme: String,
    /// The unit that decides.
    pub unit_id: Option<UnitId>,
    /// Where it stands.
    pub state: BenefitState,
    /// Its place in the order of application.
    pub seq: i64,
    /// Its place in the order of the lot, once drawn.
    pub lot_rank: Option<i64>,
    /// Who applied.
    pub requester: RequesterRef,
    /// The version of the rule they agreed to.
    pub rule_version: String,
    /// Digest of the statements they made.
    pub statements: String,
    /// Who attests the work; empty for nobody.
    pub attestor: String,
    /// Who decided first.
    pub first_by: Option<AccountId>,
    /// Who decided second.
    pub second_by: Option<AccountId>,
    /// Why it is not eligible, or what a second person asks for.
    pub reason: String,
    /// The last day of its notice.
    pub noticed_until: Option<String>,
    /// What somebody objected.
    pub objection: String,
    /// What was answered.
    pub answer: String,
    /// The bed, for housing.
    pub bed: Option<String>,
    /// First day of the contract.
    pub contract_from: Option<String>,
    /// Last day of the contract.
    pub contract_to: Option<String>,
    /// Rent of a month, in fen.
    pub rent_fen: Option<i64>,
    /// When it came.
    pub applied_at: Instant,
}

impl Benefit {
    /// Whether its notice has ended before this day.
    pub fn is_notice_over(&self, on: Date) -> bool {
        let until = self.noticed_until.as_deref().and_then(|day| day.parse::<Date>().ok());
        until.is_some_and(|until| until < on)
    }
}

/// Roles that decide for their unit.
pub const WORKS: &[Role] = &[Role::UnitHandler, Role::UnitReviewer];
/// Roles that decide or see everywhere.
pub const WATCHES: &[Role] = &[Role::Supervisor];
/// Roles that act on benefits, for the ledger.
pub const ACTS: &[Role] = &[Role::UnitHandler, Role::UnitReviewer, Role::Supervisor];

/// Whether they decide on what belongs to a unit.
pub fn is_theirs(staff: &Staff, unit: Option<UnitId>) -> bool {
    staff.has_any(WATCHES) || (staff.has_any(WORKS) && unit == Some(staff.unit))
}

/// Whether a member of staff may do this to it now: who decided first does not
/// decide second, nor about an objection to what they found.
pub fn can(staff: &Staff, verb: BenefitVerb, benefit: &Benefit) -> bool {
    use BenefitVerb as V;
    let fits = is_theirs(staff, benefit.unit_id) && benefit.state.after(verb).is_some();
    let is_other = benefit.first_by != Some(staff.account);
    fits && match verb {
        V::FindEligible | V::FindIneligible | V::Pay | V::CorrectPayment | V::Return => true,
        V::Confirm | V::Refuse | V::SendBack | V::Dismiss | V::Uphold => is_other,
        // The applicant, everybody, and the programme as a whole.
        V::Withdraw | V::Object | V::Publish | V::Queue | V::Award => false,
    }
}

#[cfg(test)]
mod tests;
