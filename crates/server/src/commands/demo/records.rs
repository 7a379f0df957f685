//! What stands beside the demo's requests: the knowledge base, transfers,
//! petitions, receptions, lists, topics, classes. Loaded once; a store that has
//! some already is left alone.

use std::path::Path;

use kernel::event::Actor;
use kernel::time::{DAY_US, HOUR_US, Instant};
use people::domain::disclosure::IdentityField;
use people::domain::identity::{NewIdentity, SealedIdentity};
use people::{Role, UnitId};
use requests::app::Desk;
use requests::app::knowledge::import;
use requests::app::petition::{Author, Registration};
use requests::app::proactive::Reached;
use requests::app::reception::NewBooking;
use requests::domain::case_class::{CaseClass, CaseState};
use requests::domain::line_transfer::{NewTransfer, TransferStep};
use requests::domain::monthly_topic::{NewTopic, TopicItem, TopicState};
use requests::domain::petition::letter::LetterBody;
use requests::domain::petition::step::Step;
use requests::domain::petition::{NewPetition, PetitionRoute};
use requests::domain::place_item::{ItemState, NewItem};
use requests::domain::reception::{NewReception, ReceptionState};
use requests::domain::{CaseClassId, TopicItemId};
use requests::store;

use super::{Cast, Fault};
use crate::commands::demo::file::{Class, Item, Petition, Reception, Records, Topic, Transfer};

/// Loads everything the folder has.
pub(super) async fn load(
    desk: &Desk,
    dir: &Path,
    cast: &Cast,
    now: Instant,
) -> Result<usize, Fault> {
    let mut n = knowledge(desk, dir, cast, now).await?;
    let Some(records) = Records::read(dir)? else { return Ok(n) };
    let stage = Stage { desk, cast, now };
    // Requests make transfers of their own; only these records make classes.
    let known =
        desk.app.db.read((), |tx, ()| Box::pin(store::case_class::page(tx, ("~", "", ""), 1)));
    let known: Result<_, db::StoreError> = known.await;
    if !known?.is_empty() {
        return Ok(n);
    }
    for one in &records.transfer {
        stage.transfer(one).await.map_err(|error| format!("transfer {}: {error}", one.matter))?;
    }
    for one in &records.petition {
        stage.petition(one).await.map_err(|error| format!("petition {}: {error}", one.key))?;
    }
    for one in &records.reception {
        stage.reception(one).await.map_err(|error| format!("reception {}: {error}", one.host))?;
    }
    for one in &records.topic {
        stage.topic(one).await.map_err(|error| format!("topic {}: {error}", one.theme))?;
    }
    for one in &records.class {
        stage.class(one).await.map_err(|error| format!("class {}: {error}", one.name))?;
    }
    for one in &records.item {
        stage.item(one).await.map_err(|error| format!("item {}: {error}", one.title))?;
    }
    n += records.count();
    Ok(n)
}

/// The entries come with an age, so that some are due for review.
async fn knowledge(desk: &Desk, dir: &Path, cast: &Cast, now: Instant) -> Result<usize, Fault> {
    let path = dir.join("knowledge.csv");
    if !path.exists() {
        return Ok(0);
    }
    let bytes = std::fs::read(path)?;
    let lines = import::read_with(&desk.rules(), &bytes)
        .map_err(|faults| format!("knowledge.csv has {} faults", faults.len()))?;
    let actor = (cast.any(Role::Dispatcher, "knowledge"), None);
    let taken = desk.take_knowledge(actor, lines, "演示", now.plus(-100 * DAY_US)).await?;
    Ok(taken.added + taken.changed)
}

struct Stage<'a> {
    desk: &'a Desk,
    cast: &'a Cast,
    now: Instant,
}

impl Stage<'_> {
    fn unit(&self, slug: &str) -> Result<UnitId, Fault> {
        let rules = self.desk.rules();
        let unit = rules.unit_by_slug(slug).ok_or_else(|| format!("no unit {slug:?}"))?;
        Ok(unit.id)
    }

    fn sealed(&self, name: &str, phone: &str) -> Result<Option<SealedIdentity>, Fault> {
        let identity = NewIdentity::default()
            .with(IdentityField::Name, name)
            .with(IdentityField::Phone, phone);
        if identity.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.desk.app.vault.seal(&identity)?))
    }

    async fn transfer(&self, one: &Transfer) -> Result<(), Fault> {
        let at = self.now.plus(-one.hours_ago * HOUR_US);
        let actor = self.cast.any(Role::Operator, &one.matter);
        let new = NewTransfer {
            direction: one.direction.parse()?,
            line: one.line.parse()?,
            mode: one.mode.parse()?,
            urgent: one.urgent,
            matter: one.matter.clone(),
            address: one.address.clone(),
            ref_no: one.ref_no.clone(),
            order_id: None,
        };
        let unit = self.unit("hotline")?;
        let mut done = self.desk.replay_transfer(unit, actor.clone(), new, at).await?;
        let steps = [
            one.accepted.clone().map(|ref_no| TransferStep::Accept { ref_no }),
            one.returned.clone().map(|reason| TransferStep::Return { reason }),
            one.result.clone().map(|result| TransferStep::Settle { result }),
        ];
        for (n, step) in (1..).zip(steps.into_iter().flatten()) {
            let by = (actor.clone(), at.plus(n * HOUR_US / 6));
            done = self.desk.step_transfer_at(by, done.id, (done.version, None), step).await?;
        }
        Ok(())
    }

    async fn petition(&self, one: &Petition) -> Result<(), Fault> {
        let at = self.now.plus(-one.days_ago * DAY_US);
        let office = self.unit("petition")?;
        let actor = self.cast.of_unit(Role::UnitHandler, Some(office));
        let mut representatives = Vec::new();
        for line in &one.representatives {
            let (name, phone) = line.split_once('，').unwrap_or((line, ""));
            representatives.extend(self.sealed(name, phone)?);
        }
        let accused = one.accused.as_deref().map(|slug| self.unit(slug)).transpose()?;
        let new = NewPetition {
            submission_key: format!("demo:{}", one.key),
            channel: one.channel.parse()?,
            kind: one.kind.parse()?,
            title: String::new(),
            content: one.content.clone(),
            region_code: None,
            people_count: one.people.0,
            representatives: representatives.len(),
            confidential: false,
            accused_unit_id: accused,
            order_id: None,
        };
        let identity = self.sealed(&one.name, &one.phone)?;
        let registration =
            Registration { new, identity, representatives, actor: actor.clone(), at };
        let petition = self.desk.replay_petition(registration).await?;
        for written in &one.steps {
            let (verb, days) = written.split_once('@').ok_or("a step is VERB@DAYS")?;
            let when = at.plus(days.parse::<i64>()? * DAY_US);
            let (step, unit) = self.petition_step(one, verb, office)?;
            let by = self.cast.of_unit(Role::UnitReviewer, Some(unit));
            let author = Author::Replay(by, unit);
            self.desk.step_petition(author, (petition.id, None), step, when).await?;
        }
        Ok(())
    }

    fn petition_step(
        &self,
        one: &Petition,
        verb: &str,
        office: UnitId,
    ) -> Result<(Step, UnitId), Fault> {
        if verb == "route" {
            let step = Step::Route { route: PetitionRoute::Litigation, reason: one.reason.clone() };
            return Ok((step, office));
        }
        let unit = self.unit(&one.unit)?;
        Ok(match verb {
            "forward" => {
                let name = self.desk.rules().units.get(&unit).map(|unit| unit.name.clone());
                (Step::Forward { unit, name: name.unwrap_or_default() }, office)
            }
            "accept" => (Step::Accept, unit),
            "opine" => {
                let body = LetterBody {
                    claim: one.content.clone(),
                    facts: one.facts.clone(),
                    opinion: one.opinion.clone(),
                    basis: one.basis.clone(),
                    outcome: Some(one.outcome.parse()?),
                    ..LetterBody::default()
                };
                (Step::Opine(body), unit)
            }
            other => return Err(format!("unknown step {other:?}").into()),
        })
    }

    async fn reception(&self, one: &Reception) -> Result<(), Fault> {
        let day = Instant::start_of(self.now.plus(one.in_days * DAY_US).day());
        let starts_at = day.plus(one.hour * HOUR_US);
        let unit_id = self.unit(&one.unit)?;
        let new = NewReception {
            host_kind: one.host_kind.parse()?,
            host: one.host.clone(),
            unit_id,
            place: one.place.clone(),
            topics: one.topics.clone(),
            starts_at,
            ends_at: starts_at.plus(one.hours * HOUR_US),
            slot_minutes: one.slot_minutes,
            slot_capacity: one.capacity,
            booking_until: starts_at.plus(-15 * HOUR_US),
        };
        let actor = self.cast.of_unit(Role::UnitHandler, Some(unit_id));
        let state = ReceptionState::Open;
        let reception = self.desk.prepare_reception(actor, new, state, self.now).await?;
        let id = reception.id;
        let slots = self.desk.app.db.read(id, |tx, id| Box::pin(store::reception::slots(tx, *id)));
        let slots: Result<Vec<_>, db::StoreError> = slots.await;
        for (n, (slot, topic)) in slots?.into_iter().zip(&one.bookings).enumerate() {
            let phone = format!("1390002{:04}", one.in_days * 100 + i64::try_from(n)?);
            let booking = NewBooking {
                reception: id,
                slot: Some(slot.id),
                submission_key: format!("demo:{id}:{n}"),
                topic: topic.clone(),
                identity: self.sealed("", &phone)?,
                actor: Actor::Requester,
                at: self.now,
            };
            self.desk.book(booking).await?;
        }
        Ok(())
    }

    async fn topic(&self, one: &Topic) -> Result<(), Fault> {
        let today = self.now.day();
        let mut month = today.first_of_month();
        for _ in 0..one.months_ago {
            month = month.yesterday()?.first_of_month();
        }
        let new = NewTopic {
            mode: one.mode.parse()?,
            month: month.strftime("%Y-%m").to_string(),
            theme: one.theme.clone(),
            intro: one.intro.clone(),
            unit_id: self.unit(&one.unit)?,
            closes_on: month.last_of_month(),
        };
        let actor = self.cast.any(Role::Dispatcher, &one.theme);
        let state: TopicState = one.state.parse()?;
        let reached = (state, one.report.clone());
        let topic = self.desk.replay_topic(actor.clone(), new, reached, self.now).await?;
        for part in &one.parts {
            let mut words = part.splitn(3, ':');
            let (kind, text) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
            let item = TopicItem {
                id: TopicItemId(self.desk.app.ids.mint(self.now)),
                kind: kind.parse()?,
                text: text.to_owned(),
                unit_id: words.next().map(|slug| self.unit(slug)).transpose()?,
                due_on: None,
                done_at: None,
            };
            self.desk.add_topic_item(actor.clone(), topic.id, item).await?;
        }
        Ok(())
    }

    async fn class(&self, one: &Class) -> Result<(), Fault> {
        let acted = one.acted_days_ago.map(|days| self.now.plus(-days * DAY_US).day().to_string());
        let class = CaseClass {
            id: CaseClassId(self.desk.app.ids.mint(self.now)),
            version: 1,
            state: if acted.is_some() { CaseState::Acting } else { CaseState::Watched },
            name: one.name.clone(),
            category_code: one.category.clone(),
            region_code: None,
            words: one.words.clone(),
            root_cause: one.root_cause.clone(),
            action: one.action.clone(),
            unit_id: self.unit(&one.unit)?,
            acted_on: acted,
        };
        let by = (self.cast.any(Role::Supervisor, &one.name), self.now);
        self.desk.add_class(by, class).await?;
        Ok(())
    }

    async fn item(&self, one: &Item) -> Result<(), Fault> {
        let new = NewItem {
            list: one.list.parse()?,
            region_code: one.region.clone(),
            kind: one.kind.parse()?,
            title: one.title.clone(),
            detail: one.detail.clone(),
            households: one.households,
            is_public: true,
        };
        let state: ItemState = one.state.parse()?;
        let reached = Reached {
            state,
            unit_id: one.unit.as_deref().map(|slug| self.unit(slug)).transpose()?,
            due_on: one.due_in.map(|days| self.now.plus(days * DAY_US).day()),
            result: one.result.clone(),
        };
        let by = (self.cast.any(Role::GridWorker, &one.title), self.now.plus(-9 * DAY_US));
        self.desk.replay_item(by, new, Some(reached)).await?;
        Ok(())
    }
}
