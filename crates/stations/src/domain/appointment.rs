//! Appointments for a service: a seat is held for a few minutes, confirmed, and kept
//! or given up; who finds no seat waits in the order of time.

use kernel::id::Id;
use kernel::time::{Instant, MINUTE_US};
use people::record::{Fault, FaultKind, optional, text};

use crate::words;

/// Longest topic or reason, in characters.
pub const TOPIC_MAX: usize = 500;
/// Longest name of the other side or reason.
pub const LINE_MAX: usize = 120;

kernel::id_type! {
    /// An appointment.
    pub struct AppointmentId;
}
db::text_column!(AppointmentId, "an appointment id");

kernel::id_type! {
    /// A time a provider took out of a calendar.
    pub struct ClosureId;
}
db::text_column!(ClosureId, "a closure id");

words! {
    /// Where an appointment stands.
    pub enum AppointmentState: "a state of an appointment" {
        /// A seat is held for a few minutes.
        Held = "held",
        /// No seat yet.
        Waiting = "waiting",
        /// A seat came free and is held for a while.
        Offered = "offered",
        /// Agreed.
        Confirmed = "confirmed",
        /// The person came.
        Kept = "kept",
        /// The person did not come. Nothing follows from it.
        Missed = "missed",
        /// Given up by either side.
        Cancelled = "cancelled",
        /// Not confirmed in time.
        Expired = "expired",
    }
}

words! {
    /// What can happen to an appointment.
    pub enum AppointmentVerb: "a verb of an appointment" {
        /// The person says what they need while they wait.
        Tell = "tell",
        /// A seat came free for who waits.
        Offer = "offer",
        /// Agreed.
        Confirm = "confirm",
        /// The provider has no duty to the other side.
        Clear = "clear",
        /// The person came.
        Keep = "keep",
        /// The person did not come.
        Miss = "miss",
        /// Given up.
        Cancel = "cancel",
        /// Its time ran out.
        Expire = "expire",
    }
}

words! {
    /// Whether the provider has looked for a conflict of interest.
    pub enum Clearance: "an answer about a conflict of interest" {
        /// Nothing is asked for this service.
        NotAsked = "not_asked",
        /// Asked, not answered.
        Open = "open",
        /// There is none.
        Clear = "clear",
    }
}

words! {
    /// Who gave an appointment up.
    pub enum CancelledBy: "a side of an appointment" {
        /// The person.
        Person = "person",
        /// The provider.
        Provider = "provider",
    }
}

impl AppointmentState {
    /// The state after a verb; nothing when the verb does not fit. Who was given up as
    /// missing may still arrive.
    pub fn after(self, verb: AppointmentVerb) -> Option<Self> {
        use AppointmentVerb::{Cancel, Clear, Confirm, Expire, Keep, Miss, Offer, Tell};
        match (self, verb) {
            (Self::Waiting, Tell) => Some(Self::Waiting),
            (Self::Waiting, Offer) => Some(Self::Offered),
            (Self::Held | Self::Offered, Confirm) => Some(Self::Confirmed),
            (Self::Confirmed, Clear) => Some(Self::Confirmed),
            (Self::Confirmed | Self::Missed, Keep) => Some(Self::Kept),
            (Self::Confirmed, Miss) => Some(Self::Missed),
            (Self::Held | Self::Waiting | Self::Offered | Self::Confirmed, Cancel) => {
                Some(Self::Cancelled)
            }
            (Self::Held | Self::Waiting | Self::Offered, Expire) => Some(Self::Expired),
            (Self::Held | Self::Offered, Tell | Offer | Clear | Keep | Miss)
            | (Self::Waiting, Confirm | Clear | Keep | Miss)
            | (Self::Confirmed, Tell | Offer | Confirm | Expire)
            | (Self::Missed, Tell | Offer | Confirm | Clear | Miss | Cancel | Expire)
            | (
                Self::Kept | Self::Cancelled | Self::Expired,
                Tell | Offer | Confirm | Clear | Keep | Miss | Cancel | Expire,
            ) => None,
        }
    }

    /// Whether it takes a seat of its time.
    pub fn has_seat(self) -> bool {
        matches!(self, Self::Held | Self::Offered | Self::Confirmed | Self::Kept | Self::Missed)
    }

    /// Whether it can still come to something.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Held | Self::Waiting | Self::Offered | Self::Confirmed)
    }
}

/// An appointment as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Its id.
    pub id: AppointmentId,
    /// Counts changes; guards each one, and orders what calendars are told.
    pub version: i64,
    /// Where it stands.
    pub state: AppointmentState,
    /// The calendar of the city's rules.
    pub calendar_id: String,
    /// Begin.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// The key it was sent with.
    pub submission_key: String,
    /// The number people use; the only name it has on any calendar.
    pub appointment_no: String,
    /// Keyed digest of the code.
    pub code_tag: String,
    /// Reference into the vault; none for counselling.
    pub requester_ref: Option<Id>,
    /// What it is about, in the person's words.
    pub topic: String,
    /// The other side of a legal matter.
    pub adverse: String,
    /// Whether a conflict of interest was looked for.
    pub clearance: Clearance,
    /// Until when the seat is held.
    pub held_until: Option<Instant>,
    /// Who gave it up.
    pub cancelled_by: Option<CancelledBy>,
    /// Why.
    pub reason: String,
    /// When it was made.
    pub made_at: Instant,
    /// When the person was reminded.
    pub reminded_at: Option<Instant>,
}

impl Appointment {
    /// Whether the person may still give it up themselves.
    pub fn can_be_given_up(&self, now: Instant, cancel_minutes: i64) -> bool {
        let until = self.starts_at.plus(-cancel_minutes.saturating_mul(MINUTE_US));
        self.state.after(AppointmentVerb::Cancel).is_some()
            && (self.state != AppointmentState::Confirmed || now <= until)
    }

    /// Whether the provider may see who comes and why.
    pub fn is_cleared(&self) -> bool {
        self.clearance != Clearance::Open
    }
}

/// What the person tells.
#[derive(Debug, Clone, Default)]
pub struct Details {
    /// Reference into the vault.
    pub requester_ref: Option<Id>,
    /// What it is about.
    pub topic: String,
    /// The other side.
    pub adverse: String,
}

/// What is done to an appointment.
#[derive(Debug, Clone)]
pub enum AppointmentStep {
    /// The person tells what they need while they wait.
    Tell(Details),
    /// A seat is held for who waits, until then.
    Offer(Instant),
    /// Agreed; nothing is told again that was told while waiting.
    Confirm(Option<Details>),
    /// No conflict of interest.
    Clear,
    /// The person came.
    Keep,
    /// The person did not come.
    Miss,
    /// Given up.
    Cancel {
        /// By whom.
        by: CancelledBy,
        /// Why; the provider must say it.
        reason: String,
        /// The person must do so this many minutes before.
        cancel_minutes: i64,
    },
    /// Its time ran out.
    Expire,
}

impl AppointmentStep {
    /// Its verb.
    pub fn verb(&self) -> AppointmentVerb {
        match self {
            Self::Tell(_) => AppointmentVerb::Tell,
            Self::Offer(_) => AppointmentVerb::Offer,
            Self::Confirm(_) => AppointmentVerb::Confirm,
            Self::Clear => AppointmentVerb::Clear,
            Self::Keep => AppointmentVerb::Keep,
            Self::Miss => AppointmentVerb::Miss,
            Self::Cancel { .. } => AppointmentVerb::Cancel,
            Self::Expire => AppointmentVerb::Expire,
        }
    }
}

/// Decides what a step does to an appointment at an instant.
///
/// # Errors
/// The first fault found; nothing happens then.
pub fn decide(
    before: &Appointment,
    step: &AppointmentStep,
    now: Instant,
) -> Result<Appointment, Fault> {
    let state = before.state.after(step.verb()).ok_or(Fault::not_now())?;
    let mut after = Appointment { state, ..before.clone() };
    let is_over = before.held_until.is_some_and(|until| now >= until);
    match step {
        AppointmentStep::Tell(details) => told(&mut after, details)?,
        AppointmentStep::Offer(until) => after.held_until = Some(*until),
        AppointmentStep::Confirm(_) if is_over => {
            return Err(Fault::new("", FaultKind::TooLate));
        }
        AppointmentStep::Confirm(details) => {
            if let Some(details) = details {
                told(&mut after, details)?;
            }
            after.held_until = None;
        }
        AppointmentStep::Clear if before.clearance != Clearance::Open => {
            return Err(Fault::not_now());
        }
        AppointmentStep::Clear => after.clearance = Clearance::Clear,
        // Who comes a little early is there.
        AppointmentStep::Keep if now.day() < before.starts_at.day() => {
            return Err(Fault::not_now());
        }
        AppointmentStep::Miss if now < before.starts_at => return Err(Fault::not_now()),
        AppointmentStep::Keep | AppointmentStep::Miss => {}
        AppointmentStep::Cancel { by, reason, cancel_minutes } => {
            after.reason = match by {
                CancelledBy::Provider => text("reason", reason, LINE_MAX)?,
                CancelledBy::Person => optional("reason", reason, LINE_MAX)?,
            };
            if *by == CancelledBy::Person && !before.can_be_given_up(now, *cancel_minutes) {
                return Err(Fault::new("", FaultKind::TooLate));
            }
            after.cancelled_by = Some(*by);
            after.held_until = None;
        }
        AppointmentStep::Expire => {
            let waits = before.state == AppointmentState::Waiting;
            if if waits { now < before.starts_at } else { !is_over } {
                return Err(Fault::not_now());
            }
        }
    }
    Ok(after)
}

fn told(after: &mut Appointment, details: &Details) -> Result<(), Fault> {
    after.topic = optional("topic", &details.topic, TOPIC_MAX)?;
    if after.clearance == Clearance::Open {
        after.adverse = text("adverse", &details.adverse, LINE_MAX)?;
    }
    after.requester_ref = details.requester_ref.or(after.requester_ref);
    Ok(())
}

#[cfg(test)]
mod tests;
