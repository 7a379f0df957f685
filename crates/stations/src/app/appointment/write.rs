//! The transactions. Each takes its calendar's turn before it looks at a seat.

use db::{StoreError, Tx, outbox};
use kernel::event::Actor;
use kernel::time::{DAY_US, Instant, MINUTE_US};
use people::RequesterRef;
use people::record::{Fault, FaultKind, Happened, happened};
use serde_json::json;

use super::super::error::ActError;
use super::{CloseJob, Hands, HoldJob, StepJob};
use crate::domain::appointment::{
    Appointment, AppointmentId, AppointmentState, AppointmentStep, AppointmentVerb, CancelledBy,
    ClosureId, decide,
};
use crate::store::appointment as store;

/// Prefix of numbers.
const PREFIX: &str = "FW";
/// Who frees seats whose time ran out.
const SWEEP: Actor = Actor::Job("appointments");
/// References of one person that are looked at.
const SAME_MAX: i64 = 50;

pub(super) async fn hold(tx: &mut Tx<'_>, job: &HoldJob) -> Result<Appointment, ActError> {
    let (new, hands) = (&job.new, &job.hands);
    let key = new.key.trim();
    let calendar = hands.rules.find(&new.calendar).ok_or(ActError::NotFound)?;
    store::lock(tx, &calendar.id).await?;
    if let Some(known) = store::by_key(tx, key).await? {
        return Ok(known);
    }
    sweep(tx, &calendar.id, hands).await?;
    let closures = store::closures(tx, &calendar.id, hands.at).await?;
    let rest = (hands.directory.calendars(), closures.as_slice());
    let slots = calendar.bookable_on(new.starts_at.day(), hands.at, rest);
    let slot = slots.into_iter().find(|slot| slot.starts_at == new.starts_at);
    let slot = slot.ok_or(Fault::new("slot", FaultKind::TooLate))?;
    let in_line = store::waiting(tx, &calendar.id, slot.starts_at).await?.len();
    // Who waits comes before who asks.
    let has_seat = in_line == 0 && store::take(tx, &calendar.id, slot).await?;
    if !has_seat && !new.waits {
        return Err(Fault::new("slot", FaultKind::Full).into());
    }
    if !has_seat && in_line as i64 >= calendar.waiting {
        return Err(Fault::new("slot", FaultKind::TooMany).into());
    }
    let day = hands.at.day();
    let number = store::next_number(tx, day).await?;
    let until = hands.at.plus(hands.rules.hold_minutes * MINUTE_US);
    let appointment = Appointment {
        id: AppointmentId(hands.ids.mint(hands.at)),
        version: 1,
        state: if has_seat { AppointmentState::Held } else { AppointmentState::Waiting },
        calendar_id: calendar.id.clone(),
        starts_at: slot.starts_at,
        ends_at: slot.ends_at,
        submission_key: key.to_owned(),
        appointment_no: format!("{PREFIX}{}{number:05}", day.strftime("%Y%m%d")),
        code_tag: hands.codes.tag(key, &hands.codes.code(key)),
        requester_ref: None,
        topic: String::new(),
        adverse: String::new(),
        clearance: calendar.clearance(),
        held_until: has_seat.then_some(until),
        cancelled_by: None,
        reason: String::new(),
        made_at: hands.at,
        reminded_at: None,
    };
    if !store::insert(tx, &appointment).await? {
        // The same key for another calendar at the same moment.
        return Err(ActError::Stale);
    }
    record(tx, (None, &appointment), "appointment.made", (&Actor::Requester, hands.at)).await?;
    Ok(appointment)
}

pub(super) async fn step(tx: &mut Tx<'_>, job: &StepJob) -> Result<Appointment, ActError> {
    let hands = &job.hands;
    let known = store::get(tx, job.id).await?.ok_or(ActError::NotFound)?;
    store::lock(tx, &known.calendar_id).await?;
    sweep(tx, &known.calendar_id, hands).await?;
    let before = store::get(tx, job.id).await?.ok_or(ActError::NotFound)?;
    let is_again = job.step.verb() == AppointmentVerb::Confirm
        && before.state == AppointmentState::Confirmed
        && job.actor == Actor::Requester;
    if is_again {
        return Ok(before);
    }
    if before.state == AppointmentState::Expired && job.actor == Actor::Requester {
        return Err(Fault::new("", FaultKind::TooLate).into());
    }
    if before.version != job.seen {
        return Err(ActError::Stale);
    }
    let after = decide(&before, &job.step, hands.at)?;
    if let Some(identity) = &job.identity {
        people::vault::store_identity(tx, identity).await?;
        let until = before.ends_at.plus(hands.rules.forget_days * DAY_US);
        people::vault::set_delete_after(tx, identity.reference, Some(until)).await?;
        once_a_day(tx, &before, identity.reference).await?;
    }
    let after = apply(tx, (&before, after), (&job.actor, hands)).await?;
    if let AppointmentStep::Cancel { by: CancelledBy::Provider, .. } = &job.step {
        tell(tx, &after, "notice-appointment-cancelled", hands).await?;
    }
    Ok(after)
}

/// Writes a change with its event; a seat that comes free goes to who waits.
async fn apply(
    tx: &mut Tx<'_>,
    (before, mut after): (&Appointment, Appointment),
    (actor, hands): (&Actor, &Hands),
) -> Result<Appointment, ActError> {
    store::save(tx, &after).await?;
    after.version += 1;
    record(tx, (Some(before), &after), kind_of(before, &after), (actor, hands.at)).await?;
    if before.state.has_seat() && !after.state.has_seat() {
        release(tx, &after.calendar_id, after.starts_at, hands).await?;
    }
    Ok(after)
}

/// One appointment a day in a calendar for one person: only the vault may say who is the
/// same, and it says no more than that.
async fn once_a_day(tx: &mut Tx<'_>, own: &Appointment, who: RequesterRef) -> Result<(), ActError> {
    let others = people::vault::refs_of_same_person(tx, who, SAME_MAX).await?;
    let day = own.starts_at.day();
    let span = (Instant::start_of(day), Instant::end_of(day));
    let on_day = store::between(tx, &own.calendar_id, span).await?;
    let holds = |one: &Appointment| {
        one.id != own.id
            && one.state.is_open()
            && one.requester_ref.is_some_and(|known| others.contains(&RequesterRef(known)))
    };
    if on_day.iter().any(holds) {
        return Err(Fault::new("phone", FaultKind::Taken).into());
    }
    Ok(())
}

/// A seat came free: the first who waits gets it for a while; else it is free.
async fn release(
    tx: &mut Tx<'_>,
    calendar: &str,
    starts_at: Instant,
    hands: &Hands,
) -> Result<(), ActError> {
    let first = if starts_at > hands.at {
        store::waiting(tx, calendar, starts_at).await?.into_iter().next()
    } else {
        None
    };
    let Some(before) = first else { return Ok(store::give_back(tx, calendar, starts_at).await?) };
    let until = hands.at.plus(hands.rules.offer_minutes * MINUTE_US).min(starts_at);
    let mut after = decide(&before, &AppointmentStep::Offer(until), hands.at)?;
    store::save(tx, &after).await?;
    after.version += 1;
    record(tx, (Some(&before), &after), "appointment.offered", (&SWEEP, hands.at)).await?;
    tell(tx, &after, "notice-appointment-offered", hands).await
}

/// Ends what was not confirmed in time. Gives how many.
async fn sweep(tx: &mut Tx<'_>, calendar: &str, hands: &Hands) -> Result<usize, ActError> {
    let due = store::due(tx, calendar, hands.at).await?;
    for before in &due {
        let after = decide(before, &AppointmentStep::Expire, hands.at)?;
        apply_expired(tx, (before, after), hands).await?;
    }
    Ok(due.len())
}

async fn apply_expired(
    tx: &mut Tx<'_>,
    (before, after): (&Appointment, Appointment),
    hands: &Hands,
) -> Result<(), ActError> {
    let after = apply(tx, (before, after), (&SWEEP, hands)).await?;
    if before.state == AppointmentState::Offered {
        tell(tx, &after, "notice-appointment-expired", hands).await?;
    }
    Ok(())
}

/// The same in a transaction of its own.
pub(super) async fn sweep_alone(
    tx: &mut Tx<'_>,
    calendar: &str,
    hands: &Hands,
) -> Result<usize, ActError> {
    store::lock(tx, calendar).await?;
    sweep(tx, calendar, hands).await
}

pub(super) async fn close(tx: &mut Tx<'_>, job: &CloseJob) -> Result<usize, ActError> {
    let (closure, hands) = (&job.closure, &job.hands);
    store::lock(tx, &closure.calendar_id).await?;
    sweep(tx, &closure.calendar_id, hands).await?;
    store::insert_closure(tx, closure).await?;
    let span = (closure.from_at, closure.until_at);
    let mut off = store::open_in(tx, &closure.calendar_id, span).await?;
    // Who waits first, so that no seat is offered that is about to go.
    off.sort_by_key(|one| one.state != AppointmentState::Waiting);
    let by = CancelledBy::Provider;
    let reason = closure.reason.clone();
    let step = AppointmentStep::Cancel { by, reason, cancel_minutes: 0 };
    for before in &off {
        let after = decide(before, &step, hands.at)?;
        let after = apply(tx, (before, after), (&job.actor, hands)).await?;
        tell(tx, &after, "notice-appointment-cancelled", hands).await?;
    }
    let what = Happened {
        noun: "appointment-closure",
        id: closure.id.0,
        kind: "appointment_closure.made",
        actor: &job.actor,
        at: hands.at,
        from: None,
        to: None,
        body: json!({ "calendar": closure.calendar_id, "called_off": off.len() }),
    };
    happened(tx, what).await?;
    Ok(off.len())
}

pub(super) async fn reopen(
    tx: &mut Tx<'_>,
    (id, own, actor): &(ClosureId, Vec<String>, Actor),
) -> Result<(), ActError> {
    let closure = store::closure(tx, *id).await?.ok_or(ActError::NotFound)?;
    if !own.contains(&closure.calendar_id) || !store::delete_closure(tx, *id).await? {
        return Err(ActError::NotFound);
    }
    let what = Happened {
        noun: "appointment-closure",
        id: id.0,
        kind: "appointment_closure.ended",
        actor,
        at: tx.recorded_at(),
        from: None,
        to: None,
        body: json!({ "calendar": closure.calendar_id }),
    };
    Ok(happened(tx, what).await?)
}

pub(super) async fn remind(
    tx: &mut Tx<'_>,
    span: (Instant, Instant),
    hands: &Hands,
) -> Result<usize, ActError> {
    let due = store::to_remind(tx, span).await?;
    let mut sent = 0;
    for one in &due {
        if store::reminded(tx, one.id, span.0).await? {
            tell(tx, one, "notice-appointment-reminder", hands).await?;
            sent += 1;
        }
    }
    Ok(sent)
}

/// A message to who can be told. It carries references; the gateway asks for the number
/// with its own purpose.
async fn tell(
    tx: &mut Tx<'_>,
    one: &Appointment,
    message: &str,
    hands: &Hands,
) -> Result<(), ActError> {
    if one.requester_ref.is_none() {
        return Ok(());
    }
    let body = json!({ "appointment": one.id, "message": message });
    Ok(outbox::send(tx, &*hands.ids, "notify.appointment", &body).await?)
}

fn kind_of(before: &Appointment, after: &Appointment) -> &'static str {
    match after.state {
        AppointmentState::Held | AppointmentState::Waiting => "appointment.told",
        AppointmentState::Offered => "appointment.offered",
        AppointmentState::Confirmed if before.state == AppointmentState::Confirmed => {
            "appointment.cleared"
        }
        AppointmentState::Confirmed => "appointment.confirmed",
        AppointmentState::Kept => "appointment.kept",
        AppointmentState::Missed => "appointment.missed",
        AppointmentState::Cancelled => "appointment.cancelled",
        AppointmentState::Expired => "appointment.expired",
    }
}

async fn record(
    tx: &mut Tx<'_>,
    (before, after): (Option<&Appointment>, &Appointment),
    kind: &'static str,
    (actor, at): (&Actor, Instant),
) -> Result<(), StoreError> {
    let by = after.cancelled_by.map(CancelledBy::as_str);
    let what = Happened {
        noun: "appointment",
        id: after.id.0,
        kind,
        actor,
        at,
        from: before.map(|before| before.state.as_str()),
        to: Some(after.state.as_str()),
        body: json!({
            "no": after.appointment_no,
            "calendar": after.calendar_id,
            "starts_at": after.starts_at,
            "by": by,
        }),
    };
    happened(tx, what).await
}
