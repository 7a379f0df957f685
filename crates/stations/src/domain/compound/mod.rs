//! 骑手友好小区: compounds that let those who deliver in. Their house rules,
//! gates, buildings and bays, and what they agreed on with the platforms.
//!
//! Where a compound lies and what it is called stands with the places.

mod typed;

use jiff::civil::Date;
use people::record::{Fault, FaultKind, optional, text};
use people::{Role, Staff};
use places::Point;

use super::keeping::{can_direct, can_overlook};
use super::post::Posts;
use super::rules::Rules;
use crate::words;

pub use typed::{LineFault, bays_of, bays_text, buildings_of, buildings_text};

/// Longest names, addresses and notes.
pub const NAME_MAX: usize = 40;
/// Longest notes.
pub const NOTE_MAX: usize = 200;
/// Longest house rules.
pub const RULES_MAX: usize = 2_000;
/// A gate or bay lies at most so far from the compound's point.
pub const AWAY_M_MAX: f64 = 1_500.0;

words! {
    /// Where a friendly compound stands.
    pub enum CompoundStatus: "a status of a friendly compound" {
        /// It is being prepared.
        Planned = "planned",
        /// Whoever has a pass may come in.
        Open = "open",
        /// For some time passes are not good here.
        Suspended = "suspended",
        /// It is none any more.
        Closed = "closed",
    }
}

words! {
    /// What can be done to a friendly compound.
    pub enum CompoundVerb: "a verb of a friendly compound" {
        /// It begins.
        Open = "open",
        /// It pauses.
        Suspend = "suspend",
        /// It goes on.
        Resume = "resume",
        /// It ends.
        Close = "close",
        /// It is prepared anew.
        Plan = "plan",
    }
}

impl CompoundStatus {
    /// The status after a verb; nothing when the verb does not fit.
    pub fn after(self, verb: CompoundVerb) -> Option<Self> {
        use CompoundVerb::{Close, Open, Plan, Resume, Suspend};
        match (self, verb) {
            (Self::Planned, Open) | (Self::Suspended, Resume) => Some(Self::Open),
            (Self::Open, Suspend) => Some(Self::Suspended),
            (Self::Planned | Self::Open | Self::Suspended, Close) => Some(Self::Closed),
            (Self::Closed, Plan) => Some(Self::Planned),
            (Self::Planned, Suspend | Resume | Plan)
            | (Self::Open, Open | Resume | Plan)
            | (Self::Suspended, Open | Suspend | Plan)
            | (Self::Closed, Open | Suspend | Resume | Close) => None,
        }
    }
}

/// A friendly compound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FriendlyCompound {
    /// The compound's id among the places.
    pub id: String,
    /// Who manages the property.
    pub property: String,
    /// Whom to call.
    pub phone: String,
    /// What else is good to know.
    pub note: String,
    /// Where it stands.
    pub status: CompoundStatus,
    /// The first day it was friendly; empty while it is planned.
    pub opened_on: String,
}

/// One version of a compound's house rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseRules {
    /// Whose.
    pub compound: String,
    /// What this version is called.
    pub version: String,
    /// From this day.
    pub valid_from: String,
    /// What they say.
    pub text: String,
}

/// A gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Of which compound.
    pub compound: String,
    /// Short name inside the compound.
    pub id: String,
    /// Name.
    pub name: String,
    /// Where it is.
    pub point: Point,
    /// How one gets in.
    pub entrance: String,
    /// When those who deliver are let in, as opening hours.
    pub hours: String,
    /// Whom to call there.
    pub contact: String,
}

/// A building and how one gets to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Building {
    /// Of which compound.
    pub compound: String,
    /// Name, as on its wall.
    pub name: String,
    /// Its units.
    pub units: String,
    /// The nearest gate.
    pub gate: String,
    /// Lift, locker, order of numbers.
    pub note: String,
}

/// Where electric bicycles may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bay {
    /// Of which compound.
    pub compound: String,
    /// Name.
    pub name: String,
    /// Where it is.
    pub point: Point,
    /// For how many.
    pub spaces: i64,
    /// Charging, time allowed.
    pub note: String,
}

/// What a compound and a platform agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompoundAgreement {
    /// The compound.
    pub compound: String,
    /// The platform.
    pub platform: String,
    /// Everybody who signed.
    pub parties: String,
    /// When.
    pub signed_on: String,
    /// The last day it holds.
    pub valid_to: String,
}

impl CompoundAgreement {
    /// Whether it holds on a day.
    pub fn holds(&self, on: Date) -> bool {
        let on = on.to_string();
        self.signed_on <= on && on <= self.valid_to
    }

    /// Checks what was typed.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self) -> Result<Self, Fault> {
        self.platform = text("platform", &self.platform, NAME_MAX)?;
        self.parties = text("parties", &self.parties, NOTE_MAX)?;
        self.signed_on = day("signed_on", &self.signed_on)?;
        self.valid_to = day("valid_to", &self.valid_to)?;
        if self.valid_to < self.signed_on {
            return Err(Fault::new("valid_to", FaultKind::NotAllowed));
        }
        Ok(self)
    }
}

/// A day as it is stored.
fn day(field: &'static str, typed: &str) -> Result<String, Fault> {
    if typed.trim().is_empty() {
        return Err(Fault::new(field, FaultKind::Missing));
    }
    let day: Result<Date, _> = typed.trim().parse();
    day.map(|day| day.to_string()).map_err(|_| Fault::new(field, FaultKind::Unknown))
}

impl HouseRules {
    /// Checks a new version against those there are: it is called otherwise,
    /// and begins today or later, for nobody accepted it before.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self, known: &[Self], today: Date) -> Result<Self, Fault> {
        self.version = text("version", &self.version, NAME_MAX)?;
        self.text = text("text", &self.text, RULES_MAX)?;
        self.valid_from = day("valid_from", &self.valid_from)?;
        if self.valid_from < today.to_string() {
            return Err(Fault::new("valid_from", FaultKind::TooLate));
        }
        if known.iter().any(|one| one.version == self.version) {
            return Err(Fault::new("version", FaultKind::Taken));
        }
        Ok(self)
    }
}

/// The rules in force on a day: the last that began.
pub fn in_force(rules: &[HouseRules], on: Date) -> Option<&HouseRules> {
    let on = on.to_string();
    let begun = rules.iter().filter(|one| one.valid_from <= on);
    begun.max_by(|a, b| (&a.valid_from, &a.version).cmp(&(&b.valid_from, &b.version)))
}

/// Letters a gate's short name is made of: it stands in addresses.
fn is_short_name(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !id.is_empty() && id.len() <= 12 && id != "new" && id.bytes().all(plain)
}

impl Gate {
    /// Checks what was typed; the hours are read by whoever knows them.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self, near: Point) -> Result<Self, Fault> {
        if !is_short_name(&self.id) {
            return Err(Fault::new("id", FaultKind::Unknown));
        }
        self.name = text("name", &self.name, NAME_MAX)?;
        self.entrance = optional("entrance", &self.entrance, NOTE_MAX)?;
        self.contact = optional("contact", &self.contact, NAME_MAX)?;
        if self.point.metres_to(near) > AWAY_M_MAX {
            return Err(Fault::new("lon", FaultKind::NotAllowed));
        }
        Ok(self)
    }
}

/// Whether they may keep the register of a compound in a region.
pub fn can_keep(
    staff: &Staff,
    posts: &Posts,
    rules: &Rules,
    (compound, region): (&str, &str),
) -> bool {
    let keeps = staff.has(Role::StationKeeper) && posts.compounds.contains(compound);
    keeps || can_direct(staff, rules, region)
}

/// Whether they may suspend passes in a compound: the persons named for it.
pub fn can_suspend(posts: &Posts, compound: &str) -> bool {
    posts.pass_authority.contains(compound)
}

/// Whether they may see a compound at the desk.
pub fn can_see(
    staff: &Staff,
    posts: &Posts,
    rules: &Rules,
    (compound, region): (&str, &str),
) -> bool {
    can_keep(staff, posts, rules, (compound, region))
        || can_suspend(posts, compound)
        || can_overlook(staff, rules, region)
}

#[cfg(test)]
mod tests;
