//! Acting before complaints: lists of a place, monthly topics, classes of
//! cases, and the circumstances of requests.

use db::Tx;
use jiff::civil::Date;
use kernel::event::Actor;
use kernel::id::Id;
use kernel::time::Instant;
use people::domain::identity::SealedIdentity;
use people::{Role, Staff, UnitId};
use serde_json::json;

use super::Desk;
use super::record::{Happened, RecordError, happened, known_category, known_unit, one_row};
use super::submit::{Beside, Submission, Submitted};
use crate::domain::case_class::{CaseClass, CaseState, can_keep};
use crate::domain::circumstance::Told;
use crate::domain::monthly_topic::{
    NewTopic, Topic, TopicItem, TopicState, TopicVerb, can_prepare,
};
use crate::domain::place_item::{
    ItemState, ItemStep, ItemVerb, NewItem, PlaceItem, PlaceList, can_list,
};
use crate::domain::{CaseClassId, PlaceItemId, TopicId, TopicItemId};
use crate::store::{case_class, monthly_topic, place_item};
use people::record::{Fault, FaultKind, text};

/// Who acts on records of this kind, for the ledger.
pub const ACTS: &[Role] = &[
    Role::Dispatcher,
    Role::Supervisor,
    Role::UnitReviewer,
    Role::UnitHandler,
    Role::GridWorker,
    Role::Operator,
];

fn event<'a>(
    (noun, id): (&'static str, Id),
    kind: &'static str,
    actor: &'a Actor,
    at: Instant,
    (from, to): (Option<&'static str>, &'static str),
) -> Happened<'a> {
    Happened { noun, id, kind, actor, at, from, to: Some(to), body: json!({}) }
}

/// How far an item has come that is taken over from elsewhere.
#[derive(Debug, Clone)]
pub struct Reached {
    /// Where it stands.
    pub state: ItemState,
    /// The unit that took it up.
    pub unit_id: Option<UnitId>,
    /// Until when.
    pub due_on: Option<Date>,
    /// What came of it.
    pub result: Option<String>,
}

struct ItemJob {
    id: PlaceItemId,
    seen: i64,
    step: ItemStep,
    staff: Staff,
    at: Instant,
}

type CallJob = (PlaceItemId, UnitId, Option<String>, Actor, Instant);

impl Desk {
    /// Puts an item on a list of a place.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn list_item(&self, staff: &Staff, new: NewItem) -> Result<PlaceItem, RecordError> {
        if !can_list(staff, &new.region_code) {
            return Err(RecordError::Forbidden);
        }
        self.replay_item((staff.actor_of(ACTS), self.app.now()), new, None).await
    }

    /// The same for a replay, which may say how far the item has come.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn replay_item(
        &self,
        (actor, at): (Actor, Instant),
        new: NewItem,
        reached: Option<Reached>,
    ) -> Result<PlaceItem, RecordError> {
        let new = new.check()?;
        let region = new.region_code.parse().ok();
        if region.is_none_or(|code| self.atlas.current().path_name(code).is_empty()) {
            return Err(Fault::new("region", FaultKind::Unknown).into());
        }
        let reached = reached.unwrap_or(Reached {
            state: ItemState::Listed,
            unit_id: None,
            due_on: None,
            result: None,
        });
        let item = PlaceItem {
            id: PlaceItemId(self.app.ids.mint(at)),
            version: 1,
            list: new.list,
            state: reached.state,
            region_code: new.region_code,
            kind: new.kind,
            title: new.title,
            detail: new.detail,
            households: new.households,
            unit_id: reached.unit_id,
            due_on: reached.due_on.map(|day| day.to_string()),
            result: reached.result,
            is_public: new.is_public,
            listed_at: at,
        };
        self.app
            .db
            .write((item, actor), |tx, (item, actor)| Box::pin(write_item(tx, item, actor)))
            .await
    }

    /// Does something to an item.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn step_item(
        &self,
        staff: &Staff,
        (id, seen): (PlaceItemId, i64),
        step: ItemStep,
    ) -> Result<PlaceItem, RecordError> {
        if let ItemStep::Take { unit, .. } = &step {
            known_unit(&self.rules(), "unit", *unit)?;
        }
        let job = ItemJob { id, seen, step, staff: staff.clone(), at: self.app.now() };
        self.app.db.write(job, |tx, job| Box::pin(write_item_step(tx, job))).await
    }

    /// Calls a unit to a problem, or (with a result) notes that it came.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn call_unit(
        &self,
        staff: &Staff,
        item: &PlaceItem,
        unit: UnitId,
        result: Option<String>,
    ) -> Result<(), RecordError> {
        let keeps = can_list(staff, &item.region_code);
        let comes = staff.unit == unit && staff.has_any(ACTS);
        let has_result = result.is_some() && comes;
        if !keeps && !has_result {
            return Err(RecordError::Forbidden);
        }
        if item.list != PlaceList::Problem {
            return Err(Fault::not_now().into());
        }
        known_unit(&self.rules(), "call_unit", unit)?;
        let result = result.map(|words| text("call_result", &words, 500)).transpose()?;
        let job: CallJob = (item.id, unit, result, staff.actor_of(ACTS), self.app.now());
        self.app.db.write(job, |tx, job| Box::pin(write_call(tx, job))).await
    }

    /// Prepares a topic.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn add_topic(&self, staff: &Staff, new: NewTopic) -> Result<Topic, RecordError> {
        if !can_prepare(staff, None) {
            return Err(RecordError::Forbidden);
        }
        self.replay_topic(staff.actor_of(ACTS), new, (TopicState::Draft, None), self.app.now())
            .await
    }

    /// The same for a replay, in any state.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn replay_topic(
        &self,
        actor: Actor,
        new: NewTopic,
        (state, report): (TopicState, Option<String>),
        at: Instant,
    ) -> Result<Topic, RecordError> {
        let new = new.check()?;
        known_unit(&self.rules(), "unit", new.unit_id)?;
        let topic = Topic {
            id: TopicId(self.app.ids.mint(at)),
            version: 1,
            state,
            mode: new.mode,
            month: new.month,
            theme: new.theme,
            intro: new.intro,
            unit_id: new.unit_id,
            closes_on: new.closes_on.to_string(),
            report,
        };
        let job = (topic, actor, at);
        self.app
            .db
            .write(job, |tx, (topic, actor, at)| Box::pin(write_topic(tx, topic, actor, *at)))
            .await
    }

    /// Opens, closes or reports on a topic.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn step_topic(
        &self,
        staff: &Staff,
        (id, seen): (TopicId, i64),
        verb: TopicVerb,
        report: &str,
    ) -> Result<Topic, RecordError> {
        let report = match verb {
            TopicVerb::Report => {
                Some(text("report", report, crate::domain::monthly_topic::TEXT_MAX)?)
            }
            TopicVerb::Open | TopicVerb::Close => None,
        };
        let job = (id, seen, verb, report, staff.clone(), self.app.now());
        self.app.db.write(job, |tx, job| Box::pin(write_topic_step(tx, job))).await
    }

    /// Adds a part to a topic.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn add_topic_item(
        &self,
        actor: Actor,
        topic: TopicId,
        mut item: TopicItem,
    ) -> Result<(), RecordError> {
        item.text = text("item_text", &item.text, 500)?;
        if let Some(unit) = item.unit_id {
            known_unit(&self.rules(), "item_unit", unit)?;
        }
        let job = (topic, item, actor, self.app.now());
        self.app.db.write(job, |tx, job| Box::pin(write_topic_item(tx, job))).await
    }

    /// Notes that a part of a topic was done.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn finish_topic_item(
        &self,
        staff: &Staff,
        topic: TopicId,
        item: TopicItemId,
    ) -> Result<(), RecordError> {
        let job = (topic, item, staff.clone(), self.app.now());
        self.app.db.write(job, |tx, job| Box::pin(write_topic_item_done(tx, job))).await
    }

    /// Takes a suggestion on a topic: an ordinary request that is joined to it.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn suggest(
        &self,
        topic: &Topic,
        submission: Submission,
    ) -> Result<Submitted, RecordError> {
        if !topic.takes_suggestions(submission.at.day()) {
            return Err(Fault::not_now().into());
        }
        let done = self.submit(submission).await?;
        let job = (topic.id, done.order.id);
        let joined: Result<(), db::StoreError> = self
            .app
            .db
            .write(job, |tx, (topic, order)| Box::pin(monthly_topic::join(tx, *topic, *order)))
            .await;
        joined?;
        Ok(done)
    }

    /// Writes a class of cases down.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn add_class(
        &self,
        (actor, at): (Actor, Instant),
        class: CaseClass,
    ) -> Result<CaseClass, RecordError> {
        let class = class.check()?;
        known_unit(&self.rules(), "unit", class.unit_id)?;
        known_category(&self.rules(), "category", Some(&class.category_code))?;
        let class = CaseClass { id: CaseClassId(self.app.ids.mint(at)), version: 1, ..class };
        let job = (class, actor, at);
        self.app
            .db
            .write(job, |tx, (class, actor, at)| Box::pin(write_class(tx, class, actor, *at)))
            .await
    }

    /// Says from which day the action works, or that the class is settled.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn step_class(
        &self,
        staff: &Staff,
        (id, seen): (CaseClassId, i64),
        acted_on: Option<Date>,
    ) -> Result<CaseClass, RecordError> {
        if !can_keep(staff) {
            return Err(RecordError::Forbidden);
        }
        let job = (id, seen, acted_on, staff.actor_of(ACTS), self.app.now());
        self.app.db.write(job, |tx, job| Box::pin(write_class_step(tx, job))).await
    }

    /// Takes in a request whose circumstances are out of the ordinary.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn submit_told(
        &self,
        submission: Submission,
        told: Told,
        proxy: Option<SealedIdentity>,
    ) -> Result<Submitted, RecordError> {
        let told = told.check()?;
        if told.is_proxy && proxy.is_none() {
            return Err(Fault::new("proxy_phone", FaultKind::Missing).into());
        }
        let beside = Beside { told: Some((told, proxy)), ..Beside::default() };
        Ok(self.submit_beside(submission, beside).await?)
    }
}

async fn write_item(
    tx: &mut Tx<'_>,
    item: &PlaceItem,
    actor: &Actor,
) -> Result<PlaceItem, RecordError> {
    place_item::insert(tx, item).await?;
    let stream = ("item", item.id.0);
    let what = event(stream, "item.listed", actor, item.listed_at, (None, item.state.as_str()));
    happened(tx, what).await?;
    Ok(item.clone())
}

async fn write_item_step(tx: &mut Tx<'_>, job: &ItemJob) -> Result<PlaceItem, RecordError> {
    let before = place_item::get(tx, job.id).await?.ok_or(RecordError::NotFound)?;
    let verb = job.step.verb();
    if before.state.after(verb).is_some() && !before.can(&job.staff, verb) {
        return Err(RecordError::Forbidden);
    }
    if before.version != job.seen {
        return Err(RecordError::Stale);
    }
    let mut after = before.step(&job.step, job.at.day())?;
    one_row(place_item::save(tx, &after).await?)?;
    let kind = match verb {
        ItemVerb::Take => "item.taken",
        ItemVerb::Finish => "item.done",
        ItemVerb::Confirm => "item.confirmed",
        ItemVerb::Reject => "item.rejected",
        ItemVerb::Drop => "item.dropped",
    };
    let states = (Some(before.state.as_str()), after.state.as_str());
    let actor = job.staff.actor_of(ACTS);
    happened(tx, event(("item", job.id.0), kind, &actor, job.at, states)).await?;
    after.version += 1;
    Ok(after)
}

async fn write_call(
    tx: &mut Tx<'_>,
    (id, unit, result, actor, at): &CallJob,
) -> Result<(), RecordError> {
    let item = place_item::get(tx, *id).await?.ok_or(RecordError::NotFound)?;
    if !matches!(item.state, ItemState::Listed | ItemState::Taken) {
        return Err(Fault::not_now().into());
    }
    let (is_new, kind) = match result {
        None => (place_item::call(tx, *id, *unit, *at).await?, "item.unit_called"),
        Some(words) => (place_item::answer(tx, *id, *unit, *at, words).await?, "item.unit_came"),
    };
    if !is_new {
        return Err(Fault::new("call_unit", FaultKind::Taken).into());
    }
    let state = item.state.as_str();
    let mut what = event(("item", id.0), kind, actor, *at, (Some(state), state));
    what.body = json!({ "unit": unit });
    Ok(happened(tx, what).await?)
}

async fn write_topic(
    tx: &mut Tx<'_>,
    topic: &Topic,
    actor: &Actor,
    at: Instant,
) -> Result<Topic, RecordError> {
    monthly_topic::insert(tx, topic).await?;
    let states = (None, topic.state.as_str());
    happened(tx, event(("topic", topic.id.0), "topic.prepared", actor, at, states)).await?;
    Ok(topic.clone())
}

type TopicJob = (TopicId, i64, TopicVerb, Option<String>, Staff, Instant);

async fn write_topic_step(
    tx: &mut Tx<'_>,
    (id, seen, verb, report, staff, at): &TopicJob,
) -> Result<Topic, RecordError> {
    let before = monthly_topic::get(tx, *id).await?.ok_or(RecordError::NotFound)?;
    if !can_prepare(staff, Some(before.unit_id)) {
        return Err(RecordError::Forbidden);
    }
    if before.version != *seen {
        return Err(RecordError::Stale);
    }
    let state = before.state.after(*verb).ok_or(Fault::not_now())?;
    let report = report.clone().or(before.report.clone());
    let mut after = Topic { state, report, ..before.clone() };
    one_row(monthly_topic::save(tx, &after).await?)?;
    let kind = match verb {
        TopicVerb::Open => "topic.opened",
        TopicVerb::Close => "topic.closed",
        TopicVerb::Report => "topic.reported",
    };
    let states = (Some(before.state.as_str()), state.as_str());
    happened(tx, event(("topic", id.0), kind, &staff.actor_of(ACTS), *at, states)).await?;
    after.version += 1;
    Ok(after)
}

async fn write_topic_item(
    tx: &mut Tx<'_>,
    (topic, item, actor, at): &(TopicId, TopicItem, Actor, Instant),
) -> Result<(), RecordError> {
    let found = monthly_topic::get(tx, *topic).await?.ok_or(RecordError::NotFound)?;
    if found.state == TopicState::Reported {
        return Err(Fault::not_now().into());
    }
    monthly_topic::insert_item(tx, *topic, item).await?;
    let state = found.state.as_str();
    let what = event(("topic", topic.0), "topic.part_added", actor, *at, (Some(state), state));
    Ok(happened(tx, what).await?)
}

async fn write_topic_item_done(
    tx: &mut Tx<'_>,
    (topic, item, staff, at): &(TopicId, TopicItemId, Staff, Instant),
) -> Result<(), RecordError> {
    let found = monthly_topic::get(tx, *topic).await?.ok_or(RecordError::NotFound)?;
    if !can_prepare(staff, Some(found.unit_id)) {
        return Err(RecordError::Forbidden);
    }
    if !monthly_topic::finish_item(tx, *topic, *item, *at).await? {
        return Err(Fault::not_now().into());
    }
    let state = found.state.as_str();
    let by = staff.actor_of(ACTS);
    let mut what = event(("topic", topic.0), "topic.part_done", &by, *at, (Some(state), state));
    what.body = json!({ "part": item });
    Ok(happened(tx, what).await?)
}

async fn write_class(
    tx: &mut Tx<'_>,
    class: &CaseClass,
    actor: &Actor,
    at: Instant,
) -> Result<CaseClass, RecordError> {
    case_class::insert(tx, class).await?;
    let states = (None, class.state.as_str());
    happened(tx, event(("class", class.id.0), "class.defined", actor, at, states)).await?;
    Ok(class.clone())
}

type ClassJob = (CaseClassId, i64, Option<Date>, Actor, Instant);

async fn write_class_step(
    tx: &mut Tx<'_>,
    (id, seen, acted_on, actor, at): &ClassJob,
) -> Result<CaseClass, RecordError> {
    let before = case_class::get(tx, *id).await?.ok_or(RecordError::NotFound)?;
    if before.version != *seen {
        return Err(RecordError::Stale);
    }
    let (state, kind) = match (before.state, acted_on) {
        (CaseState::Watched | CaseState::Acting, Some(_)) => (CaseState::Acting, "class.acted_on"),
        (CaseState::Acting, None) => (CaseState::Settled, "class.settled"),
        (CaseState::Watched, None) | (CaseState::Settled, _) => return Err(Fault::not_now().into()),
    };
    let acted_on = acted_on.map(|day| day.to_string()).or(before.acted_on.clone());
    let mut after = CaseClass { state, acted_on, ..before.clone() };
    one_row(case_class::save(tx, &after).await?)?;
    let states = (Some(before.state.as_str()), state.as_str());
    happened(tx, event(("class", id.0), kind, actor, *at, states)).await?;
    after.version += 1;
    Ok(after)
}

impl Desk {
    /// How many orders belong to a class before and after its action.
    ///
    /// # Errors
    /// Any [`db::StoreError`].
    pub async fn class_counts(&self, class: &CaseClass) -> Result<[i64; 2], db::StoreError> {
        let [before, after] = class.spans(self.app.now());
        let input = (class.clone(), before, after);
        self.app
            .db
            .read(input, |tx, (class, before, after)| {
                Box::pin(async move {
                    let first = case_class::count(tx, class, *before).await?;
                    Ok([first, case_class::count(tx, class, *after).await?])
                })
            })
            .await
    }
}
