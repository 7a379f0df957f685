//! Reception days: a host, a day with slots, bookings, and what became of
//! each visit.

use kernel::time::{Instant, MINUTE_US};
use people::{Role, Staff, UnitId};

use super::{BookingId, OrderId, ReceptionId, SlotId};
use crate::words;
use people::record::{Fault, FaultKind, text};

/// Longest topic of a booking.
pub const TOPIC_MAX: usize = 500;
/// Longest name of a host's post, a place or a list of topics.
pub const LINE_MAX: usize = 200;
/// Most slots of a day.
pub const SLOTS_MAX: i64 = 60;
/// Most visitors of a slot.
pub const CAPACITY_MAX: i64 = 50;

words! {
    /// Where a reception stands.
    pub enum ReceptionState: "a state of a reception" {
        /// Being prepared.
        Draft = "draft",
        /// Can be booked.
        Open = "open",
        /// Cannot be booked any more.
        Closed = "closed",
        /// Has taken place.
        Held = "held",
        /// Does not take place.
        Cancelled = "cancelled",
    }
}

words! {
    /// What can happen to a reception.
    pub enum ReceptionVerb: "a verb of a reception" {
        /// Bookings are taken.
        Open = "open",
        /// No more bookings.
        Close = "close",
        /// It took place.
        Hold = "hold",
        /// It is called off.
        Cancel = "cancel",
    }
}

words! {
    /// Who receives.
    pub enum HostKind: "a kind of host" {
        /// 领导接待
        Leader = "leader",
        /// 会员接待
        Member = "member",
        /// 代表接待
        Deputy = "deputy",
        /// 书记接待
        Secretary = "secretary",
    }
}

words! {
    /// What became of a booking.
    pub enum BookingState: "a state of a booking" {
        /// Booked.
        Booked = "booked",
        /// Given up.
        Cancelled = "cancelled",
        /// The visitor came.
        Attended = "attended",
        /// The visitor did not come.
        Missed = "missed",
    }
}

words! {
    /// What can happen to a booking.
    pub enum BookingVerb: "a verb of a booking" {
        /// Given up.
        Cancel = "cancel",
        /// The visitor came.
        Attend = "attend",
        /// The visitor did not come.
        Miss = "miss",
    }
}

impl ReceptionState {
    /// The state after a verb; nothing when the verb does not fit.
    pub fn after(self, verb: ReceptionVerb) -> Option<Self> {
        use ReceptionVerb::{Cancel, Close, Hold, Open};
        match (self, verb) {
            (Self::Draft | Self::Closed, Open) => Some(Self::Open),
            (Self::Open, Close) => Some(Self::Closed),
            (Self::Open | Self::Closed, Hold) => Some(Self::Held),
            (Self::Draft | Self::Open | Self::Closed, Cancel) => Some(Self::Cancelled),
            (Self::Draft, Close | Hold)
            | (Self::Open, Open)
            | (Self::Closed, Close)
            | (Self::Held | Self::Cancelled, Open | Close | Hold | Cancel) => None,
        }
    }
}

impl BookingState {
    /// The state after a verb; nothing when the verb does not fit. Who was
    /// given up as missing may still arrive.
    pub fn after(self, verb: BookingVerb) -> Option<Self> {
        use BookingVerb::{Attend, Cancel, Miss};
        match (self, verb) {
            (Self::Booked, Cancel) => Some(Self::Cancelled),
            (Self::Booked | Self::Missed, Attend) => Some(Self::Attended),
            (Self::Booked, Miss) => Some(Self::Missed),
            (Self::Cancelled | Self::Attended, Cancel | Attend | Miss)
            | (Self::Missed, Cancel | Miss) => None,
        }
    }
}

/// A reception day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reception {
    /// Its id.
    pub id: ReceptionId,
    /// Counts changes; guards each one.
    pub version: i64,
    /// Where it stands.
    pub state: ReceptionState,
    /// Who receives.
    pub host_kind: HostKind,
    /// Post of the host, as announced.
    pub host: String,
    /// The unit that prepares it.
    pub unit_id: UnitId,
    /// Where.
    pub place: String,
    /// What it is about.
    pub topics: String,
    /// Begin.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Length of a slot.
    pub slot_minutes: i64,
    /// Visitors of a slot.
    pub slot_capacity: i64,
    /// No bookings from here on.
    pub booking_until: Instant,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Its id.
    pub id: SlotId,
    /// Begin.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Visitors it has room for.
    pub capacity: i64,
    /// Visitors who booked.
    pub booked: i64,
}

/// Somebody who is coming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// The reception.
    pub reception_id: ReceptionId,
    /// The slot; none for who came without booking.
    pub slot_id: Option<SlotId>,
    /// What became of it.
    pub state: BookingState,
    /// The key it was sent with.
    pub submission_key: String,
    /// The number people use.
    pub booking_no: String,
    /// Keyed digest of the confirmation code.
    pub code_tag: String,
    /// Reference into the vault.
    pub requester_ref: Option<kernel::id::Id>,
    /// What the visitor wants to speak about.
    pub topic: String,
    /// The order that was made of it.
    pub order_id: Option<OrderId>,
    /// When it was booked.
    pub booked_at: Instant,
}

/// A reception about to be prepared.
#[derive(Debug, Clone)]
pub struct NewReception {
    /// Who receives.
    pub host_kind: HostKind,
    /// Post of the host.
    pub host: String,
    /// The unit that prepares it.
    pub unit_id: UnitId,
    /// Where.
    pub place: String,
    /// What it is about.
    pub topics: String,
    /// Begin.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Length of a slot.
    pub slot_minutes: i64,
    /// Visitors of a slot.
    pub slot_capacity: i64,
    /// No bookings from here on.
    pub booking_until: Instant,
}

impl NewReception {
    /// Checks it.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self, now: Instant) -> Result<Self, Fault> {
        self.host = text("host", &self.host, LINE_MAX)?;
        self.place = text("place", &self.place, LINE_MAX)?;
        self.topics = text("topics", &self.topics, LINE_MAX)?;
        if self.starts_at <= now {
            return Err(Fault::new("starts_at", FaultKind::TooLate));
        }
        if !(5..=240).contains(&self.slot_minutes) {
            return Err(Fault::new("slot_minutes", FaultKind::NotAllowed));
        }
        if !(1..=CAPACITY_MAX).contains(&self.slot_capacity) {
            return Err(Fault::new("slot_capacity", FaultKind::NotAllowed));
        }
        let slots = self.slot_count();
        if slots < 1 {
            return Err(Fault::new("ends_at", FaultKind::TooLate));
        }
        if slots > SLOTS_MAX {
            return Err(Fault::new("slot_minutes", FaultKind::TooMany));
        }
        if self.booking_until > self.starts_at || self.booking_until <= now {
            return Err(Fault::new("booking_until", FaultKind::TooLate));
        }
        Ok(self)
    }

    /// Whole slots that fit into the day.
    pub fn slot_count(&self) -> i64 {
        let slot = self.slot_minutes.saturating_mul(MINUTE_US).max(1);
        self.ends_at.since(self.starts_at) / slot
    }

    /// Begin and end of each slot.
    pub fn slot_times(&self) -> impl Iterator<Item = (Instant, Instant)> {
        let (start, slot) = (self.starts_at, self.slot_minutes.saturating_mul(MINUTE_US));
        (0..self.slot_count().clamp(0, SLOTS_MAX))
            .map(move |n| (start.plus(n * slot), start.plus((n + 1) * slot)))
    }
}

impl Reception {
    /// Whether it can be booked now.
    pub fn takes_bookings(&self, now: Instant) -> bool {
        self.state == ReceptionState::Open && now < self.booking_until
    }
}

/// Who prepares receptions and keeps the register.
pub const PREPARES: &[Role] =
    &[Role::Operator, Role::Dispatcher, Role::UnitHandler, Role::UnitReviewer];

/// Whether they may change a reception of a unit: its own people, and the
/// hotline's.
pub fn can_prepare(staff: &Staff, unit: UnitId) -> bool {
    let desk = staff.has_any(&[Role::Operator, Role::Dispatcher]);
    desk || (staff.unit == unit && staff.has_any(PREPARES))
}

#[cfg(test)]
mod tests;
