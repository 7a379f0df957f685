//! Needs are collected, and go down their chain step by step.

use std::sync::Arc;

use db::{StoreError, Tx};
use kernel::event::Actor;
use kernel::id::Ids;
use kernel::time::Instant;
use people::Staff;
use people::record::{Fault, FaultKind, Happened, happened};
use people::store::units;
use serde_json::json;

use super::Stations;
use super::error::ActError;
use crate::domain::rider_need::{
    self, LEADS, NeedState, NeedStep, NeedVerb, NewRiderNeed, RiderNeed, RiderNeedId, WORKS,
};
use crate::store::rider_need as store;

struct NewJob {
    new: NewRiderNeed,
    actor: Actor,
    ids: Arc<dyn Ids>,
    at: Instant,
}

struct StepJob {
    id: RiderNeedId,
    seen: i64,
    step: NeedStep,
    staff: Staff,
    at: Instant,
}

impl Stations {
    /// Writes a need down. The same key again gives the same need.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn add_rider_need(
        &self,
        actor: Actor,
        new: NewRiderNeed,
    ) -> Result<RiderNeed, ActError> {
        let new = new.check()?;
        let job = NewJob { new, actor, ids: self.app.ids.clone(), at: self.app.now() };
        self.app.db.write(job, |tx, job| Box::pin(write_new(tx, job))).await
    }

    /// A need for a member of staff, and how many are the same; what they may
    /// not see is not found.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn rider_need_for(
        &self,
        staff: &Staff,
        id: RiderNeedId,
    ) -> Result<(RiderNeed, i64), ActError> {
        let read = self.app.db.read(id, |tx, id| {
            Box::pin(async move {
                let need = store::get(tx, *id).await?;
                Ok::<_, StoreError>((need, store::joined(tx, *id).await?))
            })
        });
        let (need, joined) = read.await?;
        let seen = need.filter(|need| rider_need::can_see(staff, need));
        Ok((seen.ok_or(ActError::NotFound)?, joined))
    }

    /// Takes a need one step on.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn step_rider_need(
        &self,
        staff: &Staff,
        (id, seen): (RiderNeedId, i64),
        step: NeedStep,
    ) -> Result<RiderNeed, ActError> {
        let job = StepJob { id, seen, step, staff: staff.clone(), at: self.app.now() };
        self.app.db.write(job, |tx, job| Box::pin(write_step(tx, job))).await
    }
}

async fn write_new(tx: &mut Tx<'_>, job: &NewJob) -> Result<RiderNeed, ActError> {
    let new = &job.new;
    if let Some(known) = store::get_by_key(tx, new.key.trim()).await? {
        return Ok(known);
    }
    let need = RiderNeed {
        id: RiderNeedId(job.ids.mint(job.at)),
        submission_key: new.key.trim().to_owned(),
        version: 1,
        state: NeedState::Collected,
        topic: new.topic,
        text: new.text.clone(),
        region_code: new.region_code.clone(),
        source: new.source,
        source_ref: new.source_ref.clone(),
        reporter: new.reporter,
        owner_unit_id: None,
        plan: String::new(),
        due_on: None,
        result: String::new(),
        public_text: String::new(),
        lead_id: None,
        collected_at: job.at,
    };
    if !store::insert(tx, &need).await? {
        return Err(ActError::Stale);
    }
    let body = json!({ "topic": need.topic, "source": need.source });
    record(tx, (None, &need), ("rider_need.collected", &job.actor, job.at), body).await?;
    Ok(need)
}

async fn write_step(tx: &mut Tx<'_>, job: &StepJob) -> Result<RiderNeed, ActError> {
    let before = store::get(tx, job.id).await?;
    let before = before.filter(|need| rider_need::can_see(&job.staff, need));
    let before = before.ok_or(ActError::NotFound)?;
    if before.version != job.seen {
        return Err(ActError::Stale);
    }
    let verb = job.step.verb();
    if before.state.after(verb).is_some() && !rider_need::can(&job.staff, verb, &before) {
        return Err(ActError::Forbidden);
    }
    check_named(tx, &job.step).await?;
    let mut after = rider_need::decide(&before, &job.step, job.at.day())?;
    store::save(tx, &after).await?;
    after.version += 1;
    let kind = match verb {
        NeedVerb::Coordinate => "rider_need.coordinated",
        NeedVerb::Solve => "rider_need.solved",
        NeedVerb::FeedBack => "rider_need.fed_back",
        NeedVerb::Decline => "rider_need.declined",
        NeedVerb::Join => "rider_need.joined",
    };
    let roles = if verb == NeedVerb::Solve { WORKS } else { LEADS };
    let body = json!({ "owner": after.owner_unit_id, "lead": after.lead_id });
    let actor = job.staff.actor_of(roles);
    record(tx, (Some(before.state), &after), (kind, &actor, job.at), body).await?;
    Ok(after)
}

/// A step may only name what there is; a need joins one that is no member
/// itself.
async fn check_named(tx: &mut Tx<'_>, step: &NeedStep) -> Result<(), ActError> {
    match step {
        NeedStep::Coordinate { unit, .. } if units::get(tx, *unit).await?.is_none() => {
            Err(Fault::new("unit", FaultKind::Unknown).into())
        }
        NeedStep::Join(lead) => {
            let lead = store::get(tx, *lead).await?;
            let leads = lead.is_some_and(|lead| lead.state != NeedState::Joined);
            if leads { Ok(()) } else { Err(Fault::new("lead", FaultKind::Unknown).into()) }
        }
        _ => Ok(()),
    }
}

async fn record(
    tx: &mut Tx<'_>,
    (from, need): (Option<NeedState>, &RiderNeed),
    (kind, actor, at): (&'static str, &Actor, Instant),
    body: serde_json::Value,
) -> Result<(), StoreError> {
    let what = Happened {
        noun: "rider-need",
        id: need.id.0,
        kind,
        actor,
        at,
        from: from.map(NeedState::as_str),
        to: Some(need.state.as_str()),
        body,
    };
    happened(tx, what).await
}
