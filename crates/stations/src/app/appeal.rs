//! An appeal comes in, goes the way the city's rules say, is worked on by the
//! unit named there, and may be handed to the desk at any time.

use std::sync::Arc;

use db::{StoreError, Tx};
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::event::Actor;
use kernel::id::Ids;
use kernel::ports::StoredPhoto;
use kernel::time::Instant;
use people::Staff;
use people::codes::QueryCodes;
use people::record::{Fault, FaultKind, Happened, happened, text};
use people::store::units;
use serde_json::json;

use super::Stations;
use super::error::ActError;
use super::voice::refused;
use crate::domain::appeal::{
    self, ANSWER_MAX, Appeal, AppealId, AppealState, AppealVerb, NewAppeal, WORKS,
};
use crate::domain::said::{AppealKind, AppealRoute, CompanyClass};
use crate::domain::voice::RouteRule;
use crate::store::appeal as store;

/// An appeal and the code that opens it.
pub struct Registered {
    /// The appeal.
    pub appeal: Appeal,
    /// Eight digits.
    pub code: String,
}

/// What is done to an appeal.
#[derive(Debug, Clone)]
pub enum AppealStep {
    /// The unit takes it up.
    Take,
    /// The unit answers.
    Answer(String),
    /// It became this order of the desk.
    Hand(String),
    /// The person takes it back.
    Withdraw,
}

impl AppealStep {
    fn verb(&self) -> AppealVerb {
        match self {
            Self::Take => AppealVerb::Take,
            Self::Answer(_) => AppealVerb::Answer,
            Self::Hand(_) => AppealVerb::Hand,
            Self::Withdraw => AppealVerb::Withdraw,
        }
    }
}

/// Who does it.
#[derive(Debug, Clone)]
pub enum AppealBy {
    /// A member of staff.
    Staff(Box<Staff>),
    /// Whoever has the code.
    Appellant,
}

struct NewJob {
    new: NewAppeal,
    rule: RouteRule,
    codes: QueryCodes,
    /// The order it became already.
    order_no: Option<String>,
    ids: Arc<dyn Ids>,
    at: Instant,
}

struct StepJob {
    id: AppealId,
    seen: i64,
    step: AppealStep,
    by: AppealBy,
    at: Instant,
}

impl Stations {
    pub(super) fn appeal_codes(&self) -> QueryCodes {
        QueryCodes::new(self.app.vault.purpose_key("appeal codes"))
    }

    /// Takes an appeal in. `content` is how it reads at the desk, should it go
    /// there. The same key again gives the same appeal.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn appeal(&self, new: NewAppeal, content: String) -> Result<Registered, ActError> {
        let new = new.check()?;
        let (at, codes) = (self.app.now(), self.appeal_codes());
        let rules = self.voice_rules().await?;
        let rule = rules.route(new.kind, at.day()).cloned();
        let rule = rule.ok_or(Fault::new("kind", FaultKind::NotAllowed))?;
        let order_no = if rule.route == AppealRoute::Hotline {
            let photos = new.photos.clone();
            let draft =
                appeal::draft(&new.key, &rules.channels.appeal, content, &new.phone, photos);
            Some(self.intake.take(draft).await.map_err(refused)?.order_no)
        } else {
            None
        };
        let code = codes.code(&new.key);
        let job = NewJob { new, rule, codes, order_no, ids: self.app.ids.clone(), at };
        let appeal = self.app.db.write(job, |tx, job| Box::pin(write_new(tx, job))).await?;
        Ok(Registered { appeal, code })
    }

    /// The appeal of a number and its code. A wrong number is as wrong as a
    /// wrong code.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn appeal_by_code(&self, no: &str, code: &str) -> Result<Appeal, ActError> {
        let read = self.app.db.read(no.to_owned(), |tx, no| Box::pin(store::get_by_no(tx, no)));
        let found: Result<Option<Appeal>, StoreError> = read.await;
        let appeal = found?.ok_or(ActError::NotFound)?;
        let fits = self.appeal_codes().matches(&appeal.submission_key, code, &appeal.code_tag);
        if fits { Ok(appeal) } else { Err(ActError::NotFound) }
    }

    /// An appeal for a member of staff; what they may not see is not found.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn appeal_for(&self, staff: &Staff, id: AppealId) -> Result<Appeal, ActError> {
        let read = self.app.db.read(id, |tx, id| Box::pin(store::get(tx, *id)));
        let found: Result<Option<Appeal>, StoreError> = read.await;
        let seen = found?.filter(|appeal| appeal::can_see(staff, appeal));
        seen.ok_or(ActError::NotFound)
    }

    /// Pictures of an appeal.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn appeal_photos(&self, id: AppealId) -> Result<Vec<StoredPhoto>, StoreError> {
        self.app.db.read(id, |tx, id| Box::pin(store::photos(tx, *id))).await
    }

    /// Does something to an appeal.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn step_appeal(
        &self,
        by: AppealBy,
        (id, seen): (AppealId, i64),
        step: AppealStep,
    ) -> Result<Appeal, ActError> {
        let job = StepJob { id, seen, step, by, at: self.app.now() };
        self.app.db.write(job, |tx, job| Box::pin(write_step(tx, job))).await
    }

    /// Hands an appeal to the desk, where it is a request from then on.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn hand_appeal(
        &self,
        by: AppealBy,
        (appeal, seen): (&Appeal, i64),
        content: String,
        phone: &str,
    ) -> Result<Appeal, ActError> {
        appeal::check_phone(phone)?;
        if appeal.version != seen {
            return Err(ActError::Stale);
        }
        may(&by, AppealVerb::Hand, appeal)?;
        let photos = self.appeal_photos(appeal.id).await?;
        let channel = self.voice_rules().await?.channels.appeal;
        let key = appeal.id.to_string();
        let draft = appeal::draft(&key, &channel, content, phone, photos);
        let receipt = self.intake.take(draft).await.map_err(refused)?;
        self.step_appeal(by, (appeal.id, seen), AppealStep::Hand(receipt.order_no)).await
    }

    /// Counts by kind and class of company over the three months up to today.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn appeal_counts(&self) -> Result<Vec<(AppealKind, CompanyClass, i64)>, StoreError> {
        let until = self.app.now().day().saturating_add(1.day());
        let from = until.saturating_sub(3.months());
        let read = self
            .app
            .db
            .read((from, until), |tx, (from, until)| Box::pin(store::counts(tx, *from, *until)));
        read.await
    }
}

async fn write_new(tx: &mut Tx<'_>, job: &NewJob) -> Result<Appeal, ActError> {
    let key = job.new.key.trim();
    if let Some(known) = store::get_by_key(tx, key).await? {
        return Ok(known);
    }
    let unit = match job.rule.unit.as_str() {
        "" => None,
        slug => units::by_slug(tx, slug).await?.map(|unit| unit.id),
    };
    let no = number(tx, job.at.day()).await?;
    let tag = job.codes.tag(key, &job.codes.code(key));
    let id = job.ids.mint(job.at);
    let mut appeal = Appeal::of(&job.new, &job.rule, unit, (id, no, tag), job.at);
    if let Some(order_no) = &job.order_no {
        appeal.state = AppealState::Handed;
        appeal.order_no = Some(order_no.clone());
    }
    if !store::insert(tx, &appeal, &job.new.photos).await? {
        // Sent twice at once: the other one has it.
        return Err(ActError::Stale);
    }
    let body = json!({
        "no": appeal.appeal_no,
        "kind": appeal.kind,
        "company": appeal.company,
        "route": appeal.route,
        "unit": appeal.unit_id,
        "order_no": appeal.order_no,
    });
    record(tx, (None, &appeal), ("appeal.registered", &Actor::Requester, job.at), body).await?;
    Ok(appeal)
}

/// Registers an appeal as part of a larger transaction.
pub(super) async fn insert_in(
    tx: &mut Tx<'_>,
    (new, rule, unit): (&NewAppeal, &RouteRule, Option<people::UnitId>),
    (codes, ids): (&QueryCodes, &dyn Ids),
    at: Instant,
) -> Result<Appeal, ActError> {
    let no = number(tx, at.day()).await?;
    let tag = codes.tag(&new.key, &codes.code(&new.key));
    let appeal = Appeal::of(new, rule, unit, (ids.mint(at), no, tag), at);
    if !store::insert(tx, &appeal, &new.photos).await? {
        return Err(ActError::Stale);
    }
    let body = json!({ "no": appeal.appeal_no, "kind": appeal.kind, "route": appeal.route });
    record(tx, (None, &appeal), ("appeal.registered", &Actor::Requester, at), body).await?;
    Ok(appeal)
}

/// `SS`, the day, and a number of the day.
async fn number(tx: &mut Tx<'_>, on: Date) -> Result<String, StoreError> {
    let next = store::of_day(tx, on).await? + 1;
    Ok(format!("SS{}{:02}{:02}{next:04}", on.year(), on.month(), on.day()))
}

async fn write_step(tx: &mut Tx<'_>, job: &StepJob) -> Result<Appeal, ActError> {
    let before = store::get(tx, job.id).await?.ok_or(ActError::NotFound)?;
    let verb = job.step.verb();
    if before.version != job.seen {
        return Err(ActError::Stale);
    }
    may(&job.by, verb, &before)?;
    let state = before.state.after(verb).ok_or(Fault::not_now())?;
    let mut after = Appeal { state, ..before.clone() };
    match &job.step {
        AppealStep::Answer(words) => {
            after.answer = Some(text("answer", words, ANSWER_MAX)?);
            after.answered_at = Some(job.at);
        }
        AppealStep::Hand(order_no) => after.order_no = Some(order_no.clone()),
        AppealStep::Take | AppealStep::Withdraw => {}
    }
    store::save(tx, &after).await?;
    after.version += 1;
    let actor = match &job.by {
        AppealBy::Staff(staff) => staff.actor_of(WORKS),
        AppealBy::Appellant => Actor::Requester,
    };
    let kind = match verb {
        AppealVerb::Take => "appeal.taken",
        AppealVerb::Answer => "appeal.answered",
        AppealVerb::Hand => "appeal.handed",
        AppealVerb::Withdraw => "appeal.withdrawn",
    };
    let body = json!({ "order_no": after.order_no });
    record(tx, (Some(before.state), &after), (kind, &actor, job.at), body).await?;
    Ok(after)
}

/// Whether they may; what is not theirs to see is not there.
fn may(by: &AppealBy, verb: AppealVerb, appeal: &Appeal) -> Result<(), ActError> {
    match by {
        AppealBy::Staff(staff) if !appeal::can_see(staff, appeal) => Err(ActError::NotFound),
        _ if appeal.state.after(verb).is_none() => Err(Fault::not_now().into()),
        AppealBy::Staff(staff) if !appeal::can(staff, verb, appeal) => Err(ActError::Forbidden),
        AppealBy::Appellant if !appeal::may_appellant(verb, appeal) => Err(ActError::Forbidden),
        AppealBy::Staff(_) | AppealBy::Appellant => Ok(()),
    }
}

async fn record(
    tx: &mut Tx<'_>,
    (from, appeal): (Option<AppealState>, &Appeal),
    (kind, actor, at): (&'static str, &Actor, Instant),
    body: serde_json::Value,
) -> Result<(), StoreError> {
    let what = Happened {
        noun: "appeal",
        id: appeal.id.0,
        kind,
        actor,
        at,
        from: from.map(AppealState::as_str),
        to: Some(appeal.state.as_str()),
        body,
    };
    happened(tx, what).await
}
