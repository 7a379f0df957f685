//! Appointments: a seat is held, confirmed, kept or given up; seats that come free go to
//! who waits; people are reminded. Every change of a calendar takes its turn.

mod feed;
mod write;

use std::sync::Arc;

use db::{StoreError, Tx};
use jiff::civil::Date;
use kernel::event::Actor;
use kernel::id::Ids;
use kernel::time::{HOUR_US, Instant};
use people::codes::QueryCodes;
use people::domain::identity::SealedIdentity;
use people::record::{Fault, FaultKind, text};
use people::{Role, Staff};

use super::Stations;
use super::error::ActError;
use crate::domain::appointment::{
    Appointment, AppointmentId, AppointmentStep, CancelledBy, ClosureId, Details, LINE_MAX,
};
use crate::domain::appointment_rules::{AppointmentRules, BookedCalendar, Closure};
use crate::domain::directory::Directory;
use crate::domain::post::Posts;
use crate::store::appointment as store;

/// A seat somebody asks for.
#[derive(Debug, Clone)]
pub struct NewHold {
    /// The calendar.
    pub calendar: String,
    /// Begin of the time.
    pub starts_at: Instant,
    /// The same key sent again is the same appointment.
    pub key: String,
    /// Whether they would wait when no seat is free.
    pub waits: bool,
}

/// What the person tells, with who they are.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Sealed for the vault; none for counselling.
    pub identity: Option<SealedIdentity>,
    /// What it is about.
    pub topic: String,
    /// The other side.
    pub adverse: String,
}

/// What everybody who changes a calendar needs.
struct Hands {
    rules: AppointmentRules,
    directory: Arc<Directory>,
    codes: QueryCodes,
    ids: Arc<dyn Ids>,
    at: Instant,
}

struct HoldJob {
    new: NewHold,
    hands: Hands,
}

struct StepJob {
    id: AppointmentId,
    seen: i64,
    step: AppointmentStep,
    identity: Option<SealedIdentity>,
    actor: Actor,
    hands: Hands,
}

struct CloseJob {
    closure: Closure,
    actor: Actor,
    hands: Hands,
}

impl Stations {
    fn appointment_codes(&self) -> QueryCodes {
        QueryCodes::new(self.app.vault.purpose_key("appointment codes"))
    }

    async fn hands(&self) -> Result<Hands, StoreError> {
        Ok(Hands {
            rules: self.appointment_rules().await?,
            directory: self.directory.current(),
            codes: self.appointment_codes(),
            ids: self.app.ids.clone(),
            at: self.app.now(),
        })
    }

    /// The city's calendars; none where it has none.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn appointment_rules(&self) -> Result<AppointmentRules, StoreError> {
        self.rules_in(AppointmentRules::FILE, AppointmentRules::read).await
    }

    /// Holds a seat, or a place in the line where none is free. The same key again gives
    /// the same appointment.
    ///
    /// # Errors
    /// [`FaultKind::Full`] when no seat is free and they would not wait.
    pub async fn hold_seat(&self, new: NewHold) -> Result<(Appointment, String), ActError> {
        if new.key.trim().is_empty() {
            return Err(Fault::new("", FaultKind::Missing).into());
        }
        let code = self.appointment_codes().code(new.key.trim());
        let job = HoldJob { new, hands: self.hands().await? };
        let held = self.app.db.write(job, |tx, job| Box::pin(write::hold(tx, job))).await?;
        Ok((held, code))
    }

    /// The appointment of a number and its code. A wrong number is as wrong as a wrong
    /// code.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn appointment_by_code(&self, no: &str, code: &str) -> Result<Appointment, ActError> {
        let read = self.app.db.read(no.to_owned(), |tx, no| Box::pin(store::by_no(tx, no)));
        let found: Result<Option<Appointment>, StoreError> = read.await;
        let found = found?.ok_or(ActError::NotFound)?;
        let codes = self.appointment_codes();
        let fits = codes.matches(&found.submission_key, code, &found.code_tag);
        if fits { Ok(found) } else { Err(ActError::NotFound) }
    }

    /// Confirms a held seat; confirmed again, it stays as it is.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn confirm_appointment(
        &self,
        before: &Appointment,
        told: Option<Told>,
    ) -> Result<Appointment, ActError> {
        let (identity, details) = parts(told);
        let step = AppointmentStep::Confirm(details);
        self.person_step(before, step, identity).await
    }

    /// What somebody needs who waits.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn tell_while_waiting(
        &self,
        before: &Appointment,
        told: Told,
    ) -> Result<Appointment, ActError> {
        let (identity, details) = parts(Some(told));
        let step = AppointmentStep::Tell(details.unwrap_or_default());
        self.person_step(before, step, identity).await
    }

    /// The person gives it up.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn give_up_appointment(
        &self,
        before: &Appointment,
        reason: String,
    ) -> Result<Appointment, ActError> {
        let rules = self.appointment_rules().await?;
        let minutes = rules.find(&before.calendar_id).map_or(0, |known| known.cancel_minutes);
        let by = CancelledBy::Person;
        let step = AppointmentStep::Cancel { by, reason, cancel_minutes: minutes };
        self.person_step(before, step, None).await
    }

    async fn person_step(
        &self,
        before: &Appointment,
        step: AppointmentStep,
        identity: Option<SealedIdentity>,
    ) -> Result<Appointment, ActError> {
        let (id, seen, actor) = (before.id, before.version, Actor::Requester);
        let job = StepJob { id, seen, step, identity, actor, hands: self.hands().await? };
        self.app.db.write(job, |tx, job| Box::pin(write::step(tx, job))).await
    }

    /// The calendars a member of staff looks after.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn own_calendars(&self, staff: &Staff) -> Result<Vec<BookedCalendar>, StoreError> {
        let posts: Posts = super::posts::of(&self.app.db, staff).await?;
        let directory = self.directory.current();
        let mut own = self.appointment_rules().await?.calendar;
        own.retain(|calendar| posts.provides(&calendar.organisation(&directory).0));
        Ok(own)
    }

    /// An appointment of a calendar they look after; another one is not found.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn appointment_for(
        &self,
        staff: &Staff,
        id: AppointmentId,
    ) -> Result<(Appointment, BookedCalendar), ActError> {
        let read = self.app.db.read(id, |tx, id| Box::pin(store::get(tx, *id)));
        let found: Result<Option<Appointment>, StoreError> = read.await;
        let found = found?.ok_or(ActError::NotFound)?;
        let own = self.own_calendars(staff).await?;
        let calendar = own.into_iter().find(|calendar| calendar.id == found.calendar_id);
        Ok((found, calendar.ok_or(ActError::NotFound)?))
    }

    /// Takes an appointment one step on for the provider.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn step_appointment(
        &self,
        staff: &Staff,
        (id, seen): (AppointmentId, i64),
        step: AppointmentStep,
    ) -> Result<Appointment, ActError> {
        self.appointment_for(staff, id).await?;
        let (actor, hands) = (staff.actor(Role::ServiceProvider), self.hands().await?);
        let job = StepJob { id, seen, step, identity: None, actor, hands };
        self.app.db.write(job, |tx, job| Box::pin(write::step(tx, job))).await
    }

    /// Takes a time out of a calendar. Whoever has an appointment then is told that it
    /// does not take place. Gives how many those were.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn close_calendar(
        &self,
        staff: &Staff,
        calendar: &str,
        (from_at, until_at): (Instant, Instant),
        reason: &str,
    ) -> Result<usize, ActError> {
        let own = self.own_calendars(staff).await?;
        if !own.iter().any(|known| known.id == calendar) {
            return Err(Fault::new("calendar", FaultKind::Unknown).into());
        }
        let reason = text("reason", reason, LINE_MAX)?;
        let hands = self.hands().await?;
        if until_at <= from_at || until_at <= hands.at {
            return Err(Fault::new("until", FaultKind::TooLate).into());
        }
        let id = ClosureId(self.app.ids.mint(hands.at));
        let calendar_id = calendar.to_owned();
        let closure = Closure { id, calendar_id, from_at, until_at, reason };
        let job = CloseJob { closure, actor: staff.actor(Role::ServiceProvider), hands };
        self.app.db.write(job, |tx, job| Box::pin(write::close(tx, job))).await
    }

    /// Gives a time back to its calendar. What was called off stays so.
    ///
    /// # Errors
    /// [`ActError::NotFound`] when it is not theirs or was given back already.
    pub async fn reopen_calendar(&self, staff: &Staff, id: ClosureId) -> Result<(), ActError> {
        let own = self.own_calendars(staff).await?;
        let own: Vec<String> = own.into_iter().map(|calendar| calendar.id).collect();
        let job = (id, own, staff.actor(Role::ServiceProvider));
        self.app.db.write(job, |tx, job| Box::pin(write::reopen(tx, job))).await
    }

    /// Frees seats whose time ran out and gives them to who waits, and reminds who comes
    /// soon. Gives how many of each.
    ///
    /// # Errors
    /// Any [`ActError`].
    pub async fn run_appointments(&self) -> Result<(usize, usize), ActError> {
        let now = self.app.now();
        let read = self.app.db.read(now, |tx, now| Box::pin(store::due(tx, "", *now)));
        let due: Result<Vec<Appointment>, StoreError> = read.await;
        let mut calendars: Vec<String> = due?.into_iter().map(|one| one.calendar_id).collect();
        calendars.sort();
        calendars.dedup();
        let mut freed = 0;
        for calendar in calendars {
            let job = (calendar, self.hands().await?);
            let swept = self.app.db.write(job, |tx, (calendar, hands)| {
                Box::pin(write::sweep_alone(tx, calendar, hands))
            });
            freed += swept.await?;
        }
        let hands = self.hands().await?;
        let until = hands.at.plus(hands.rules.remind_hours * HOUR_US);
        let span = (now, until);
        let read = self.app.db.read(span, |tx, span| Box::pin(store::to_remind(tx, *span)));
        let soon: Result<Vec<Appointment>, StoreError> = read.await;
        if soon?.is_empty() {
            return Ok((freed, 0));
        }
        let job = (span, hands);
        let sent =
            self.app.db.write(job, |tx, (span, hands)| Box::pin(write::remind(tx, *span, hands)));
        Ok((freed, sent.await?))
    }

    /// What a calendar holds from one day to before another.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn calendar_span(
        &self,
        calendar: &str,
        (from, until): (Date, Date),
    ) -> Result<Span, StoreError> {
        let span = (Instant::start_of(from), Instant::start_of(until));
        let job = (calendar.to_owned(), span);
        let read = self.app.db.read(job, |tx: &mut Tx<'_>, (calendar, span)| {
            Box::pin(async move {
                Ok::<_, StoreError>(Span {
                    slots: store::slots(tx, calendar, *span).await?,
                    appointments: store::between(tx, calendar, *span).await?,
                    closures: store::closures(tx, calendar, span.0).await?,
                })
            })
        });
        read.await
    }
}

/// What a calendar holds for some days.
pub struct Span {
    /// Times somebody asked for.
    pub slots: Vec<store::TakenSlot>,
    /// Appointments, in order of time.
    pub appointments: Vec<Appointment>,
    /// Times taken out.
    pub closures: Vec<Closure>,
}

fn parts(told: Option<Told>) -> (Option<SealedIdentity>, Option<Details>) {
    let Some(Told { identity, topic, adverse }) = told else { return (None, None) };
    let requester_ref = identity.as_ref().map(|identity| identity.reference.0);
    (identity, Some(Details { requester_ref, topic, adverse }))
}
