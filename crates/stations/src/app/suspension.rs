//! Suspending a pass in one compound, its appeal, its answer, its end. Each is
//! told to the person by a message and on their page.

use std::sync::Arc;

use db::{StoreError, Tx, outbox};
use kernel::calendar::WorkCalendar;
use kernel::event::Actor;
use kernel::id::Ids;
use kernel::time::Instant;
use people::codes::QueryCodes;
use people::record::{Fault, FaultKind, Happened, happened, text};
use people::store::units;
use people::{Role, Staff};
use serde_json::json;

use super::appeal::insert_in;
use super::compound::SeenCompound;
use super::error::ActError;
use super::posts;
use super::state::Stations;
use crate::domain::appeal::{Appeal, AppealState, AppealVerb, NewAppeal};
use crate::domain::compound::can_suspend;
use crate::domain::holder::{Holder, digits_of};
use crate::domain::ids::{HolderId, SuspensionId};
use crate::domain::pass_rules::PassRule;
use crate::domain::said::{AppealKind, CompanyClass};
use crate::domain::suspension::{
    self as domain, ANSWER_MAX, NewSuspension, Suspension, SuspensionState, SuspensionVerb,
};
use crate::domain::voice::RouteRule;
use crate::store::{appeal, holder, pass, suspension as store};

/// In which roles passes are suspended and appeals answered.
const ACTS: &[Role] =
    &[Role::Supervisor, Role::UnitReviewer, Role::UnitHandler, Role::StationKeeper];

/// What is done to a suspension.
#[derive(Debug, Clone)]
pub enum SuspensionStep {
    /// Whoever may suspend takes it back, and says why.
    Lift(String),
    /// Somebody else grants the appeal.
    Grant(String),
    /// Somebody else refuses it.
    Uphold(String),
}

impl SuspensionStep {
    fn verb(&self) -> SuspensionVerb {
        match self {
            Self::Lift(_) => SuspensionVerb::Lift,
            Self::Grant(_) => SuspensionVerb::Grant,
            Self::Uphold(_) => SuspensionVerb::Uphold,
        }
    }

    fn words(&self) -> &str {
        match self {
            Self::Lift(words) | Self::Grant(words) | Self::Uphold(words) => words,
        }
    }
}

struct SuspendJob {
    compound: String,
    new: NewSuspension,
    rule: PassRule,
    staff: Staff,
    ids: Arc<dyn Ids>,
    at: Instant,
}

struct AppealJob {
    id: SuspensionId,
    seen: i64,
    holder: Holder,
    words: (String, String),
    rule: PassRule,
    route: RouteRule,
    codes: QueryCodes,
    calendar: WorkCalendar,
    ids: Arc<dyn Ids>,
    at: Instant,
}

struct AnswerJob {
    seen: Suspension,
    step: SuspensionStep,
    words: String,
    staff: Staff,
    ids: Arc<dyn Ids>,
    at: Instant,
}

impl Stations {
    /// Suspends a pass in a compound.
    ///
    /// # Errors
    /// [`ActError::Fault`] names the field, [`ActError::Forbidden`].
    pub async fn suspend_pass(
        &self,
        staff: &Staff,
        seen: &SeenCompound,
        new: NewSuspension,
    ) -> Result<SuspensionId, ActError> {
        if !can_suspend(&seen.posts, &seen.place.id) {
            return Err(ActError::Forbidden);
        }
        let at = self.app.now();
        let rule = self.pass_rules().await?.on(at.day()).cloned();
        let job = SuspendJob {
            compound: seen.place.id.clone(),
            new,
            rule: rule.ok_or(Fault::not_now())?,
            staff: staff.clone(),
            ids: self.app.ids.clone(),
            at,
        };
        self.app.db.write(job, |tx, job| Box::pin(write_new(tx, job))).await
    }

    /// Whether a pass of a holder is suspended in some compound now.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn is_suspended_somewhere(&self, holder: HolderId) -> Result<bool, StoreError> {
        let read = self.app.db.read(holder, |tx, holder| Box::pin(store::of_holder(tx, *holder)));
        let all: Vec<Suspension> = read.await?;
        Ok(all.iter().any(|one| one.holds(self.app.now())))
    }

    /// A suspension for the person whose pass it is.
    ///
    /// # Errors
    /// [`ActError::NotFound`] for anybody else's.
    pub async fn own_suspension(
        &self,
        holder: &Holder,
        id: SuspensionId,
    ) -> Result<Suspension, ActError> {
        let read = self.app.db.read(id, |tx, id| Box::pin(store::get(tx, *id)));
        let found: Result<Option<Suspension>, StoreError> = read.await;
        found?.filter(|one| one.holder == holder.id).ok_or(ActError::NotFound)
    }

    /// A suspension for a member of staff, with the compound it is in; what
    /// they may not see is not found.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn suspension_for(
        &self,
        staff: &Staff,
        id: SuspensionId,
    ) -> Result<(Suspension, SeenCompound), ActError> {
        let read = self.app.db.read(id, |tx, id| Box::pin(store::get(tx, *id)));
        let found: Result<Option<Suspension>, StoreError> = read.await;
        let one = found?.ok_or(ActError::NotFound)?;
        let compound = self.compound_for(staff, &one.compound).await?;
        let place = (one.compound.as_str(), compound.region());
        let sees = domain::can_see(staff, &compound.posts, &self.rules(), (place.0, &place.1));
        if sees { Ok((one, compound)) } else { Err(ActError::NotFound) }
    }

    /// The person appeals. It is an appeal like others, answered here.
    ///
    /// # Errors
    /// [`ActError::Fault`] names the field, [`ActError::Stale`].
    pub async fn appeal_suspension(
        &self,
        holder: &Holder,
        (id, seen): (SuspensionId, i64),
        (facts, wanted): (&str, &str),
    ) -> Result<(), ActError> {
        let at = self.app.now();
        let words = domain::check_appeal(facts, wanted)?;
        let rule = self.pass_rules().await?.on(at.day()).cloned();
        let voice = self.voice_rules().await?;
        let route = voice.route(AppealKind::PassSuspension, at.day()).cloned();
        let job = AppealJob {
            id,
            seen,
            holder: holder.clone(),
            words,
            rule: rule.ok_or(Fault::not_now())?,
            route: route.ok_or(Fault::not_now())?,
            codes: self.appeal_codes(),
            calendar: self.directory.current().calendar().clone(),
            ids: self.app.ids.clone(),
            at,
        };
        self.app.db.write(job, |tx, job| Box::pin(write_appeal(tx, job))).await
    }

    /// Takes a suspension back, or answers the appeal against it.
    ///
    /// # Errors
    /// [`ActError::Fault`] names the field, [`ActError::Stale`],
    /// [`ActError::Forbidden`].
    pub async fn step_suspension(
        &self,
        staff: &Staff,
        (one, compound): (&Suspension, &SeenCompound),
        (seen, step): (i64, SuspensionStep),
    ) -> Result<(), ActError> {
        if one.version != seen {
            return Err(ActError::Stale);
        }
        if one.state.after(step.verb()).is_none() {
            return Err(Fault::not_now().into());
        }
        let posts = posts::of(&self.app.db, staff).await?;
        let region = compound.region();
        if !domain::can(staff, step.verb(), one, (&posts, &self.rules(), &region)) {
            return Err(ActError::Forbidden);
        }
        let job = AnswerJob {
            seen: one.clone(),
            words: text("answer", step.words(), ANSWER_MAX)?,
            step,
            staff: staff.clone(),
            ids: self.app.ids.clone(),
            at: self.app.now(),
        };
        self.app.db.write(job, |tx, job| Box::pin(write_answer(tx, job))).await
    }

    /// Ends suspensions whose time is over; gives how many.
    pub(super) async fn end_suspensions(&self) -> Result<usize, ActError> {
        let job = (self.app.ids.clone(), self.app.now());
        self.app
            .db
            .write(job, |tx, (ids, at)| {
                Box::pin(async move {
                    let over = store::over(tx, *at).await?;
                    for before in &over {
                        let state = after(before, SuspensionVerb::End)?;
                        let ended = Suspension { state, ..before.clone() };
                        store::save(tx, &ended).await?;
                        let actor = Actor::Job("passes");
                        record(tx, (Some(before), &ended), ("suspension.ended", &actor, *at))
                            .await?;
                        tell(tx, &**ids, &ended, "ended").await?;
                    }
                    Ok(over.len())
                })
            })
            .await
    }
}

fn after(one: &Suspension, verb: SuspensionVerb) -> Result<SuspensionState, Fault> {
    one.state.after(verb).ok_or(Fault::not_now())
}

async fn write_new(tx: &mut Tx<'_>, job: &SuspendJob) -> Result<SuspensionId, ActError> {
    let unknown = Fault::new("number", FaultKind::Unknown);
    let whose = holder::by_number(tx, &digits_of(&job.new.number)).await?.ok_or(unknown)?;
    // Whoever has no pass here is nobody's business here.
    pass::get(tx, &job.compound, whose.id).await?.ok_or(unknown)?;
    let earlier = store::of_pass(tx, &job.compound, whose.id).await?;
    if earlier.iter().any(|one| one.holds(job.at)) {
        return Err(Fault::new("number", FaultKind::Taken).into());
    }
    // What was taken back does not count as a first time.
    let stood = earlier.iter().filter(|one| one.state != SuspensionState::Lifted).count();
    let new = job.new.check(&job.rule, stood as i64, job.at.day())?;
    let one = Suspension {
        id: SuspensionId(job.ids.mint(job.at)),
        version: 1,
        compound: job.compound.clone(),
        holder: whose.id,
        state: SuspensionState::InForce,
        fact: new.fact,
        happened_on: new.happened_on.to_string(),
        by: job.staff.account,
        by_name: job.staff.display_name.clone(),
        by_unit: job.staff.unit_name.clone(),
        from: job.at,
        until: job.at.plus(new.lasts_us),
        appeal: None,
        appeal_due: None,
        answered_by: None,
        answered_name: String::new(),
        answer: String::new(),
        answered_at: None,
    };
    store::insert(tx, &one).await?;
    let actor = job.staff.actor_of(ACTS);
    record(tx, (None, &one), ("suspension.made", &actor, job.at)).await?;
    tell(tx, &*job.ids, &one, "made").await?;
    Ok(one.id)
}

async fn write_appeal(tx: &mut Tx<'_>, job: &AppealJob) -> Result<(), ActError> {
    let before = store::get(tx, job.id).await?;
    let before = before.filter(|one| one.holder == job.holder.id).ok_or(ActError::NotFound)?;
    if before.version != job.seen {
        return Err(ActError::Stale);
    }
    let state = after(&before, SuspensionVerb::Appeal)?;
    let new = NewAppeal {
        key: Appeal::key_of_suspension(job.id),
        kind: AppealKind::PassSuspension,
        company: CompanyClass::Property,
        against: String::new(),
        facts: job.words.0.clone(),
        wanted: job.words.1.clone(),
        phone: String::new(),
        photos: Vec::new(),
    };
    let unit = units::by_slug(tx, &job.route.unit).await?.map(|unit| unit.id);
    let made = insert_in(tx, (&new, &job.route, unit), (&job.codes, &*job.ids), job.at).await?;
    let one = Suspension {
        state,
        appeal: Some(made.id),
        appeal_due: Some(job.rule.answer_due(job.at, &job.calendar)),
        ..before.clone()
    };
    store::save(tx, &one).await?;
    let what = ("suspension.appealed", &Actor::Requester, job.at);
    record(tx, (Some(&before), &one), what).await
}

async fn write_answer(tx: &mut Tx<'_>, job: &AnswerJob) -> Result<(), ActError> {
    let before = &job.seen;
    let verb = job.step.verb();
    let one = Suspension {
        state: after(before, verb)?,
        answered_by: Some(job.staff.account),
        answered_name: job.staff.display_name.clone(),
        answer: job.words.clone(),
        answered_at: Some(job.at),
        ..before.clone()
    };
    store::save(tx, &one).await?;
    let actor = job.staff.actor_of(ACTS);
    let (kind, message) = match job.step {
        SuspensionStep::Lift(_) => ("suspension.lifted", "lifted"),
        SuspensionStep::Grant(_) => ("suspension.appeal_granted", "granted"),
        SuspensionStep::Uphold(_) => ("suspension.appeal_refused", "upheld"),
    };
    record(tx, (Some(before), &one), (kind, &actor, job.at)).await?;
    let is_answer = verb != SuspensionVerb::Lift;
    if let Some(id) = one.appeal.filter(|_| is_answer) {
        answer_appeal(tx, id, job, &actor).await?;
    }
    tell(tx, &*job.ids, &one, message).await
}

/// The appeal is answered with the suspension.
async fn answer_appeal(
    tx: &mut Tx<'_>,
    id: crate::domain::appeal::AppealId,
    job: &AnswerJob,
    actor: &Actor,
) -> Result<(), ActError> {
    let before = appeal::get(tx, id).await?.ok_or(ActError::NotFound)?;
    let state = before.state.after(AppealVerb::Answer).ok_or(Fault::not_now())?;
    let answered = Appeal {
        state,
        answer: Some(job.words.clone()),
        answered_at: Some(job.at),
        ..before.clone()
    };
    appeal::save(tx, &answered).await?;
    let what = Happened {
        noun: "appeal",
        id: id.0,
        kind: "appeal.answered",
        actor,
        at: job.at,
        from: Some(before.state.as_str()),
        to: Some(AppealState::Answered.as_str()),
        body: json!({ "suspension": job.seen.id }),
    };
    Ok(happened(tx, what).await?)
}

async fn record(
    tx: &mut Tx<'_>,
    (before, after): (Option<&Suspension>, &Suspension),
    (kind, actor, at): (&'static str, &Actor, Instant),
) -> Result<(), ActError> {
    let what = Happened {
        noun: "suspension",
        id: after.id.0,
        kind,
        actor,
        at,
        from: before.map(|one| one.state.as_str()),
        to: Some(after.state.as_str()),
        body: json!({
            "compound": after.compound,
            "holder": after.holder,
            "until": after.until,
            "appeal": after.appeal,
            "appeal_due": after.appeal_due,
        }),
    };
    Ok(happened(tx, what).await?)
}

/// A message to the person. It carries references; the gateway asks for the
/// number with its own purpose.
async fn tell(
    tx: &mut Tx<'_>,
    ids: &dyn Ids,
    one: &Suspension,
    message: &str,
) -> Result<(), ActError> {
    let body = json!({
        "suspension": one.id,
        "holder": one.holder,
        "message": message,
        "path": format!("/holder/suspensions/{}", one.id),
    });
    Ok(outbox::send(tx, ids, "notify.pass_suspension", &body).await?)
}
