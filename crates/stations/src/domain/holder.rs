//! Holders: couriers, riders and drivers with a code. Who they are stands in
//! the vault; here stands what kind of work they do, for whom, and until when.
//!
//! Nothing about how somebody works is ever asked: no rating, no punctuality,
//! no accident, no complaint (domain rules P6 and P7).

use kernel::hex::hex;
use kernel::time::{DAY_US, Instant};
use people::RequesterRef;
use people::codes::keyed_digest;
use people::record::{Fault, FaultKind};
use subtle::ConstantTimeEq;

use super::ids::{HolderDeviceId, HolderId};
use crate::words;

/// A registration lasts at most so long; one tap renews it.
pub const VALID_DAYS_MAX: i64 = 30;
/// From so many days before its end a registration can be renewed.
pub const RENEWABLE_DAYS: i64 = 10;
/// What stands for "own work" where an employer's number is asked for.
pub const OWN_WORK: i64 = 0;
/// Digits of a holder's number.
pub const NUMBER_DIGITS: usize = 10;
/// Digits of the code that goes with it.
pub const RECOVERY_DIGITS: usize = 8;

words! {
    /// What kind of work somebody does.
    pub enum HolderKind: "a kind of holder" {
        /// 快递员
        Courier = "courier",
        /// 外卖配送员
        Rider = "rider",
        /// 网约车司机
        RideHailing = "ride_hailing",
        /// 货车司机
        Trucker = "trucker",
        /// Any other.
        Other = "other",
    }
}

words! {
    /// On whose word the work is known.
    pub enum Ground: "a ground of a registration" {
        /// The holder says so.
        Own = "own",
        /// The employer has upheld it with a list.
        Employer = "employer",
    }
}

words! {
    /// What somebody may say of themselves, and take back, whenever they like.
    /// It is never asked for, never inferred, and never on the code.
    pub enum DeclarationKind: "a kind of declaration" {
        /// 党员亮身份
        PartyMember = "party_member",
        /// 到社区报到
        CommunityCheckIn = "community_check_in",
        /// 愿意参加志愿服务
        Volunteer = "volunteer",
    }
}

/// A courier, rider or driver with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its id.
    pub id: HolderId,
    /// Counts changes; guards each one.
    pub version: i64,
    /// The number the holder signs in with.
    pub number: String,
    /// The key the registration was sent with.
    pub submission_key: String,
    /// Keyed digest of the code that goes with the number.
    pub code_tag: String,
    /// Reference into the vault.
    pub requester: RequesterRef,
    /// Kind of work.
    pub kind: HolderKind,
    /// Number of the employer's brand; [`OWN_WORK`] for none.
    pub employer: i64,
    /// On whose word.
    pub ground: Ground,
    /// Since when.
    pub registered_at: Instant,
    /// The first instant it is no longer valid.
    pub valid_until: Instant,
}

impl Holder {
    /// Whether the registration is in force.
    pub fn is_valid(&self, now: Instant) -> bool {
        now < self.valid_until
    }

    /// Whether it is time to renew, or past it.
    pub fn is_renewable(&self, now: Instant) -> bool {
        self.valid_until.since(now) <= RENEWABLE_DAYS * DAY_US
    }
}

/// The end of a registration that begins now.
pub fn valid_until(now: Instant) -> Instant {
    Instant::start_of(now.day()).plus(VALID_DAYS_MAX * DAY_US)
}

/// A browser a holder is signed in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderDevice {
    /// Its id.
    pub id: HolderDeviceId,
    /// Whose.
    pub holder: HolderId,
    /// What it calls itself, shortened.
    pub name: String,
    /// Since when.
    pub made_at: Instant,
    /// When it was taken out.
    pub revoked_at: Option<Instant>,
}

/// A brand to work for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employer {
    /// Short name.
    pub id: String,
    /// The number that stands on codes, 1 to 255.
    pub number: i64,
    /// Name.
    pub name: String,
    /// Short name of the unit that uploads its lists; empty for none.
    pub unit: String,
}

/// A registration as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHolder {
    /// Kind of work.
    pub kind: HolderKind,
    /// Number of the employer's brand.
    pub employer: i64,
}

impl NewHolder {
    /// Reads it from a form's words.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(kind: &str, employer: &str, known: &[Employer]) -> Result<Self, Fault> {
        let kind = kind.parse().map_err(|_| Fault::new("kind", FaultKind::Missing))?;
        let employer = employer.parse().map_err(|_| Fault::new("employer", FaultKind::Missing))?;
        let is_known = employer == OWN_WORK || known.iter().any(|one| one.number == employer);
        if is_known {
            Ok(Self { kind, employer })
        } else {
            Err(Fault::new("employer", FaultKind::Unknown))
        }
    }
}

/// Makes the numbers and codes holders sign in with. A code follows from the
/// submission, so the same submission sent twice shows the same code, and no
/// code is stored: the table holds a keyed digest.
#[derive(Clone)]
pub struct HolderCodes {
    key: Vec<u8>,
}

impl HolderCodes {
    /// With the installation's key for this purpose.
    pub fn new(key: Vec<u8>) -> Self {
        Self { key }
    }

    /// The number of a submission; a later turn when the one before is taken.
    pub fn number(&self, submission: &str, turn: u8) -> String {
        self.digits(&format!("number {turn}"), submission, NUMBER_DIGITS)
    }

    /// The code of a submission.
    pub fn code(&self, submission: &str) -> String {
        self.digits("code", submission, RECOVERY_DIGITS)
    }

    /// What is stored of a code.
    pub fn tag(&self, number: &str, code: &str) -> String {
        hex(&self.digest(&["tag", number, code]))
    }

    /// Whether a code typed by somebody is the right one.
    pub fn matches(&self, number: &str, typed: &str, tag: &str) -> bool {
        self.tag(number, &digits_of(typed)).as_bytes().ct_eq(tag.as_bytes()).into()
    }

    fn digits(&self, what: &str, submission: &str, length: usize) -> String {
        let mut first = [0; 8];
        first.copy_from_slice(&self.digest(&[what, submission])[..8]);
        let number = u64::from_be_bytes(first) % 10_u64.pow(length as u32);
        format!("{number:0length$}")
    }

    fn digest(&self, parts: &[&str]) -> [u8; 32] {
        keyed_digest(&self.key, parts)
    }
}

/// The digits of what somebody typed, without blanks and signs between them.
pub fn digits_of(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn employers() -> Vec<Employer> {
        vec![Employer {
            id: "b".into(), number: 7, name: "迅达外卖".into(), unit: String::new()
        }]
    }

    #[test]
    fn a_registration_names_a_kind_and_a_known_employer_or_own_work() {
        let check = |kind, employer| NewHolder::check(kind, employer, &employers());
        assert_eq!(check("rider", "7"), Ok(NewHolder { kind: HolderKind::Rider, employer: 7 }));
        assert!(check("other", "0").is_ok());
        assert_eq!(check("", "7"), Err(Fault::new("kind", FaultKind::Missing)));
        assert_eq!(check("rider", ""), Err(Fault::new("employer", FaultKind::Missing)));
        assert_eq!(check("rider", "8"), Err(Fault::new("employer", FaultKind::Unknown)));
    }

    #[test]
    fn a_registration_lasts_thirty_days_and_is_renewed_near_its_end() {
        let now = Instant::parse("2026-11-27 08:30").unwrap();
        let until = valid_until(now);
        assert_eq!(until, Instant::parse("2026-12-27").unwrap());
        assert!(until.since(now) <= VALID_DAYS_MAX * DAY_US);
        let codes = HolderCodes::new(vec![1; 32]);
        let holder = Holder {
            id: HolderId(kernel::id::Id::from_parts(now, 1)),
            version: 1,
            number: codes.number("a", 0),
            submission_key: "a".into(),
            code_tag: String::new(),
            requester: RequesterRef(kernel::id::Id::from_parts(now, 2)),
            kind: HolderKind::Rider,
            employer: OWN_WORK,
            ground: Ground::Own,
            registered_at: now,
            valid_until: until,
        };
        for (at, valid, renewable) in [
            ("2026-11-27 08:30", true, false),
            ("2026-12-16 23:59", true, false),
            ("2026-12-17 00:00", true, true),
            ("2026-12-26 23:59", true, true),
            ("2026-12-27 00:00", false, true),
        ] {
            let at = Instant::parse(at).unwrap();
            assert_eq!(
                (holder.is_valid(at), holder.is_renewable(at)),
                (valid, renewable),
                "{at:?}"
            );
        }
    }

    #[test]
    fn a_code_follows_from_the_submission_and_fits_one_number_only() {
        let codes = HolderCodes::new(vec![7; 32]);
        let (number, code) = (codes.number("a", 0), codes.code("a"));
        assert_eq!((number.len(), code.len()), (NUMBER_DIGITS, RECOVERY_DIGITS));
        assert_ne!(number, codes.number("b", 0));
        assert_ne!(number, codes.number("a", 1));
        let tag = codes.tag(&number, &code);
        assert!(codes.matches(&number, &format!("{} {}", &code[..4], &code[4..]), &tag));
        assert!(!codes.matches(&codes.number("b", 0), &code, &tag));
        assert!(!codes.matches(&number, "", &tag));
        assert!(!HolderCodes::new(vec![8; 32]).matches(&number, &code, &tag));
    }
}
