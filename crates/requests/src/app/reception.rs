//! Reception days: preparing them, booking a slot, keeping the register, and
//! the reminder the day before.

use std::sync::Arc;

use db::{Tx, outbox};
use kernel::event::Actor;
use kernel::id::Ids;
use kernel::time::{DAY_US, Instant};
use people::domain::identity::SealedIdentity;
use people::{RequesterRef, Staff};
use serde_json::json;

use super::Desk;
use super::codes::QueryCodes;
use super::record::{Happened, RecordError, happened, known_unit, one_row};
use crate::domain::order_no::OrderNo;
use crate::domain::reception::{
    Booking, BookingState, BookingVerb, NewReception, PREPARES, Reception, ReceptionState,
    ReceptionVerb, Slot, TOPIC_MAX, can_prepare,
};
use crate::domain::{BookingId, OrderId, ReceptionId, SlotId};
use crate::store::{numbers, reception as store};
use people::record::{Fault, FaultKind, text};

/// Prefix of booking numbers.
const PREFIX: &str = "YY";

/// Somebody who wants to come.
pub struct NewBooking {
    /// The reception.
    pub reception: ReceptionId,
    /// The slot; none for who comes without booking.
    pub slot: Option<SlotId>,
    /// The same key sent again makes no second booking.
    pub submission_key: String,
    /// What the visitor wants to speak about.
    pub topic: String,
    /// Who, sealed for the vault.
    pub identity: Option<SealedIdentity>,
    /// Who wrote it down.
    pub actor: Actor,
    /// When.
    pub at: Instant,
}

struct NewJob {
    reception: Reception,
    slots: Vec<Slot>,
    actor: Actor,
    at: Instant,
}

struct StepJob {
    id: ReceptionId,
    seen: i64,
    verb: ReceptionVerb,
    staff: Staff,
    at: Instant,
    ids: Arc<dyn Ids>,
}

struct BookJob {
    new: NewBooking,
    id: BookingId,
    codes: QueryCodes,
}

struct BookingJob {
    id: BookingId,
    verb: BookingVerb,
    order: Option<OrderId>,
    actor: Actor,
    at: Instant,
}

impl Desk {
    /// Prepares a reception with its slots, as a draft.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn add_reception(
        &self,
        staff: &Staff,
        new: NewReception,
    ) -> Result<Reception, RecordError> {
        if !can_prepare(staff, new.unit_id) {
            return Err(RecordError::Forbidden);
        }
        self.prepare_reception(staff.actor_of(PREPARES), new, ReceptionState::Draft, self.app.now())
            .await
    }

    /// The same for a replay, in any state.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn prepare_reception(
        &self,
        actor: Actor,
        new: NewReception,
        state: ReceptionState,
        at: Instant,
    ) -> Result<Reception, RecordError> {
        let new = new.check(at)?;
        known_unit(&self.rules(), "unit", new.unit_id)?;
        let slot = |(starts_at, ends_at)| Slot {
            id: SlotId(self.app.ids.mint(at)),
            starts_at,
            ends_at,
            capacity: new.slot_capacity,
            booked: 0,
        };
        let slots = new.slot_times().map(slot).collect();
        let reception = Reception {
            id: ReceptionId(self.app.ids.mint(at)),
            version: 1,
            state,
            host_kind: new.host_kind,
            host: new.host,
            unit_id: new.unit_id,
            place: new.place,
            topics: new.topics,
            starts_at: new.starts_at,
            ends_at: new.ends_at,
            slot_minutes: new.slot_minutes,
            slot_capacity: new.slot_capacity,
            booking_until: new.booking_until,
        };
        let job = NewJob { reception, slots, actor, at };
        self.app.db.write(job, |tx, job| Box::pin(write_new(tx, job))).await
    }

    /// Opens, closes, holds or calls off a reception. Who booked one that is
    /// called off is told.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn step_reception(
        &self,
        staff: &Staff,
        (id, seen): (ReceptionId, i64),
        verb: ReceptionVerb,
    ) -> Result<Reception, RecordError> {
        let (at, ids) = (self.app.now(), self.app.ids.clone());
        let job = StepJob { id, seen, verb, staff: staff.clone(), at, ids };
        self.app.db.write(job, |tx, job| Box::pin(write_step(tx, job))).await
    }

    /// Books a place. Gives the booking and its confirmation code; the same
    /// key again gives the same.
    ///
    /// # Errors
    /// [`FaultKind::Full`] when the slot has no room left.
    pub async fn book(&self, new: NewBooking) -> Result<(Booking, String), RecordError> {
        let code = self.codes.code(&new.submission_key);
        let id = BookingId(self.app.ids.mint(new.at));
        let job = BookJob { new, id, codes: self.codes.clone() };
        let booking = self.app.db.write(job, |tx, job| Box::pin(write_booking(tx, job))).await?;
        Ok((booking, code))
    }

    /// The booking of a number and its code. A wrong number is as wrong as a
    /// wrong code.
    ///
    /// # Errors
    /// [`RecordError::NotFound`].
    pub async fn booking_by_code(&self, no: &str, code: &str) -> Result<Booking, RecordError> {
        let no = no.parse::<OrderNo>().map_err(|_| RecordError::NotFound)?.to_string();
        let read = self.app.db.read(no, |tx, no| Box::pin(store::booking_by_no(tx, no)));
        let found: Result<Option<Booking>, db::StoreError> = read.await;
        let booking = found?.ok_or(RecordError::NotFound)?;
        let fits = self.codes.matches(&booking.submission_key, code, &booking.code_tag);
        if fits { Ok(booking) } else { Err(RecordError::NotFound) }
    }

    /// What became of a booking.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn step_booking(
        &self,
        actor: Actor,
        id: BookingId,
        verb: BookingVerb,
        order: Option<OrderId>,
    ) -> Result<Booking, RecordError> {
        let job = BookingJob { id, verb, order, actor, at: self.app.now() };
        self.app.db.write(job, |tx, job| Box::pin(write_visit(tx, job))).await
    }

    /// Reminds who is coming within a day. Gives how many.
    ///
    /// # Errors
    /// Any [`RecordError`].
    pub async fn remind_bookings(&self, now: Instant) -> Result<usize, RecordError> {
        let job = (now, self.app.ids.clone());
        self.app.db.write(job, |tx, (now, ids)| Box::pin(remind(tx, *now, &**ids))).await
    }
}

async fn write_new(tx: &mut Tx<'_>, job: &NewJob) -> Result<Reception, RecordError> {
    let reception = &job.reception;
    store::insert(tx, reception).await?;
    for slot in &job.slots {
        store::insert_slot(tx, reception.id, slot).await?;
    }
    let what = Happened {
        noun: "reception",
        id: reception.id.0,
        kind: "reception.prepared",
        actor: &job.actor,
        at: job.at,
        from: None,
        to: Some(reception.state.as_str()),
        body: json!({ "slots": job.slots.len(), "starts_at": reception.starts_at }),
    };
    happened(tx, what).await?;
    Ok(reception.clone())
}

async fn write_step(tx: &mut Tx<'_>, job: &StepJob) -> Result<Reception, RecordError> {
    let before = store::get(tx, job.id).await?.ok_or(RecordError::NotFound)?;
    if !can_prepare(&job.staff, before.unit_id) {
        return Err(RecordError::Forbidden);
    }
    if before.version != job.seen {
        return Err(RecordError::Stale);
    }
    let state = before.state.after(job.verb).ok_or(Fault::not_now())?;
    let mut after = Reception { state, ..before.clone() };
    one_row(store::save(tx, &after).await?)?;
    if state == ReceptionState::Cancelled {
        for booking in store::bookings(tx, job.id).await? {
            let waits = booking.state == BookingState::Booked && booking.requester_ref.is_some();
            if waits {
                tell(tx, &*job.ids, booking.id, "notice-reception-cancelled").await?;
            }
        }
    }
    let what = Happened {
        noun: "reception",
        id: after.id.0,
        kind: event_of(job.verb),
        actor: &job.staff.actor_of(PREPARES),
        at: job.at,
        from: Some(before.state.as_str()),
        to: Some(state.as_str()),
        body: json!({}),
    };
    happened(tx, what).await?;
    after.version += 1;
    Ok(after)
}

fn event_of(verb: ReceptionVerb) -> &'static str {
    match verb {
        ReceptionVerb::Open => "reception.opened",
        ReceptionVerb::Close => "reception.closed",
        ReceptionVerb::Hold => "reception.held",
        ReceptionVerb::Cancel => "reception.cancelled",
    }
}

async fn write_booking(tx: &mut Tx<'_>, job: &BookJob) -> Result<Booking, RecordError> {
    let new = &job.new;
    if let Some(known) = store::booking_by_key(tx, &new.submission_key).await? {
        return Ok(known);
    }
    let topic = text("topic", &new.topic, TOPIC_MAX)?;
    let reception = store::get(tx, new.reception).await?.ok_or(RecordError::NotFound)?;
    match new.slot {
        Some(slot) => {
            if !reception.takes_bookings(new.at) {
                return Err(Fault::new("slot", FaultKind::TooLate).into());
            }
            if !store::take(tx, slot, reception.id).await? {
                return Err(Fault::new("slot", FaultKind::Full).into());
            }
        }
        // Who comes without booking is written down while it takes place.
        None if matches!(reception.state, ReceptionState::Open | ReceptionState::Closed) => {}
        None => return Err(Fault::not_now().into()),
    }
    if let Some(identity) = &new.identity {
        people::vault::store_identity(tx, identity).await?;
        once_a_day(tx, &reception, identity.reference).await?;
    }
    let day = new.at.day();
    let sequence = numbers::take(tx, PREFIX, day, 1).await?;
    let number = OrderNo::new(PREFIX, day, sequence);
    let code = job.codes.code(&new.submission_key);
    let booking = Booking {
        id: job.id,
        reception_id: reception.id,
        slot_id: new.slot,
        state: BookingState::Booked,
        submission_key: new.submission_key.clone(),
        booking_no: number.ok_or(Fault::new("slot", FaultKind::Full))?.to_string(),
        code_tag: job.codes.tag(&new.submission_key, &code),
        requester_ref: new.identity.as_ref().map(|identity| identity.reference.0),
        topic,
        order_id: None,
        booked_at: new.at,
    };
    if !store::insert_booking(tx, &booking).await? {
        return Err(RecordError::Stale);
    }
    let what = Happened {
        noun: "booking",
        id: booking.id.0,
        kind: "booking.made",
        actor: &new.actor,
        at: new.at,
        from: None,
        to: Some(booking.state.as_str()),
        body: json!({ "reception": reception.id, "slot": booking.slot_id }),
    };
    happened(tx, what).await?;
    Ok(booking)
}

/// One place for one person and day: only the vault may say who is the same.
async fn once_a_day(
    tx: &mut Tx<'_>,
    reception: &Reception,
    who: RequesterRef,
) -> Result<(), RecordError> {
    let others = people::vault::refs_of_same_person(tx, who, 50).await?;
    let booked = store::bookings(tx, reception.id).await?;
    let holds = |booking: &Booking| {
        booking.state == BookingState::Booked
            && booking.requester_ref.is_some_and(|known| others.contains(&RequesterRef(known)))
    };
    if booked.iter().any(holds) {
        return Err(Fault::new("phone", FaultKind::Taken).into());
    }
    Ok(())
}

async fn write_visit(tx: &mut Tx<'_>, job: &BookingJob) -> Result<Booking, RecordError> {
    let before = store::booking(tx, job.id).await?.ok_or(RecordError::NotFound)?;
    let state = before.state.after(job.verb).ok_or(Fault::not_now())?;
    let order = job.order.or(before.order_id);
    one_row(store::save_booking(tx, &before, state, order).await?)?;
    if state == BookingState::Cancelled
        && let Some(slot) = before.slot_id
    {
        store::give_back(tx, slot).await?;
    }
    let what = Happened {
        noun: "booking",
        id: job.id.0,
        kind: match job.verb {
            BookingVerb::Cancel => "booking.cancelled",
            BookingVerb::Attend => "booking.attended",
            BookingVerb::Miss => "booking.missed",
        },
        actor: &job.actor,
        at: job.at,
        from: Some(before.state.as_str()),
        to: Some(state.as_str()),
        body: json!({ "order": order }),
    };
    happened(tx, what).await?;
    Ok(Booking { state, order_id: order, ..before })
}

async fn remind(tx: &mut Tx<'_>, now: Instant, ids: &dyn Ids) -> Result<usize, RecordError> {
    let due = store::to_remind(tx, now, now.plus(DAY_US)).await?;
    for id in &due {
        if store::reminded(tx, *id, now).await? {
            tell(tx, ids, *id, "notice-reception-reminder").await?;
        }
    }
    Ok(due.len())
}

/// A message to who booked. It carries references; the gateway asks for the
/// number with its own purpose.
async fn tell(
    tx: &mut Tx<'_>,
    ids: &dyn Ids,
    booking: BookingId,
    message: &str,
) -> Result<(), db::StoreError> {
    let body = json!({ "booking": booking, "message": message });
    outbox::send(tx, ids, "notify.booking", &body).await
}
