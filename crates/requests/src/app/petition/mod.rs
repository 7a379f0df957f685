//! Petitions: written down from any channel, sorted, handled, answered,
//! reviewed; with statutory clocks and numbered letters.

pub mod clock;

use std::sync::Arc;

use db::{Tx, outbox};
use jiff::civil::Date;
use kernel::event::Actor;
use kernel::id::Ids;
use kernel::time::Instant;
use people::domain::identity::SealedIdentity;
use people::{AccountId, RequesterRef, Staff, UnitId};
use serde_json::json;

use super::Desk;
use super::record::{Happened, RecordError, happened, known_unit, one_row};
use super::rules::CITY_FILE;
use crate::domain::order_no::OrderNo;
use crate::domain::petition::letter::{Draft, LetterKind};
use crate::domain::petition::permission::{self, WORKS};
use crate::domain::petition::step::{Step, Tick, decide};
use crate::domain::petition::{NewPetition, Petition, PetitionState, PetitionVerb};
use crate::domain::rules::Rules;
use crate::domain::{PetitionId, permission as order_permission};
use crate::store::petition::{ClockRow, LetterRow, NoteRow};
use crate::store::{numbers, order, petition as store};
use kernel::policy::ClockKind;
use people::record::{Fault, FaultKind};

/// The part of `city.toml` about petitions.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(default)]
pub struct PetitionFacts {
    /// Short name of the unit that is the petition office.
    pub office: String,
    /// What the numbers of its letters begin with.
    pub letter_prefix: String,
    /// Prefix of petition numbers.
    pub number_prefix: String,
}

impl Default for PetitionFacts {
    fn default() -> Self {
        Self {
            office: "petition".into(), letter_prefix: "信访".into(), number_prefix: "XF".into()
        }
    }
}

impl PetitionFacts {
    /// From a city file.
    pub fn read(city_file: &str) -> Self {
        #[derive(Default, serde::Deserialize)]
        #[serde(default)]
        struct File {
            petition: PetitionFacts,
        }
        toml::from_str::<File>(city_file).unwrap_or_default().petition
    }
}

/// A petition with who brings it.
pub struct Registration {
    /// The petition.
    pub new: NewPetition,
    /// The petitioner, sealed for the vault; none when anonymous.
    pub identity: Option<SealedIdentity>,
    /// Who speaks for many; at most five.
    pub representatives: Vec<SealedIdentity>,
    /// Who wrote it down.
    pub actor: Actor,
    /// When it came.
    pub at: Instant,
}

struct NewJob {
    registration: Registration,
    id: PetitionId,
    staff: Option<Staff>,
    rules: Arc<Rules>,
    facts: PetitionFacts,
    ids: Arc<dyn Ids>,
}

/// Who carries a step out.
#[derive(Clone)]
pub enum Author {
    /// A member of staff, whose right is checked.
    Staff(Staff),
    /// A replay: the named actor of a unit is trusted.
    Replay(Actor, UnitId),
}

struct StepJob {
    id: PetitionId,
    seen: Option<i64>,
    step: Step,
    author: Author,
    at: Instant,
    rules: Arc<Rules>,
    facts: PetitionFacts,
    ids: Arc<dyn Ids>,
}

impl Desk {
    /// The city's facts about petitions.
    ///
    /// # Errors
    /// Any [`db::StoreError`].
    pub async fn petition_facts(&self) -> Result<PetitionFacts, db::StoreError> {
        let read =
            self.app.db.read(CITY_FILE, |tx, name| Box::pin(crate::store::pack::file(tx, name)));
        let text: Option<String> = read.await?;
        Ok(PetitionFacts::read(text.as_deref().unwrap_or_default()))
    }

    /// The petition office's unit, where the city has one.
    ///
    /// # Errors
    /// Any [`db::StoreError`].
    pub async fn petition_office(&self) -> Result<Option<UnitId>, db::StoreError> {
        let facts = self.petition_facts().await?;
        Ok(self.rules().unit_by_slug(&facts.office).map(|unit| unit.id))
    }

    /// Writes a petition down. The same key again gives the same petition.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn register_petition(
        &self,
        staff: &Staff,
        registration: Registration,
    ) -> Result<Petition, RecordError> {
        if !permission::is_office(staff, self.petition_office().await?) {
            return Err(RecordError::Forbidden);
        }
        self.register(registration, Some(staff.clone())).await
    }

    /// The same for a replay.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn replay_petition(&self, new: Registration) -> Result<Petition, RecordError> {
        self.register(new, None).await
    }

    async fn register(
        &self,
        mut registration: Registration,
        staff: Option<Staff>,
    ) -> Result<Petition, RecordError> {
        let (facts, rules) = (self.petition_facts().await?, self.rules());
        let office = rules.unit_by_slug(&facts.office).map(|unit| unit.id);
        registration.new.representatives = registration.representatives.len();
        registration.new = registration.new.check(office)?;
        if let Some(unit) = registration.new.accused_unit_id {
            known_unit(&rules, "accused_unit", unit)?;
        }
        let id = PetitionId(self.app.ids.mint(registration.at));
        let job = NewJob { registration, id, staff, rules, facts, ids: self.app.ids.clone() };
        self.app.db.write(job, |tx, job| Box::pin(write_new(tx, job))).await
    }

    /// Carries a step out.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn step_petition(
        &self,
        author: Author,
        (id, seen): (PetitionId, Option<i64>),
        step: Step,
        at: Instant,
    ) -> Result<Petition, RecordError> {
        let (facts, rules) = (self.petition_facts().await?, self.rules());
        let named = match &step {
            Step::Forward { unit, .. } => Some(("unit", *unit)),
            Step::AskReview { unit, .. } => Some(("review_unit", *unit)),
            _ => None,
        };
        if let Some((field, unit)) = named {
            known_unit(&rules, field, unit)?;
        }
        if let Step::Extend { by, .. } = &step {
            let most = clock::extension_max(&rules, at.day());
            if most.is_none_or(|most| {
                most.unit != by.unit || by.amount > most.amount || by.amount == 0
            }) {
                return Err(Fault::new("extension_days", FaultKind::NotAllowed).into());
            }
        }
        let ids = self.app.ids.clone();
        let job = StepJob { id, seen, step, author, at, rules, facts, ids };
        self.app.db.write(job, |tx, job| Box::pin(write_step(tx, job))).await
    }
}

async fn write_new(tx: &mut Tx<'_>, job: &NewJob) -> Result<Petition, RecordError> {
    let Registration { new, identity, representatives, actor, at } = &job.registration;
    if let Some(known) = store::get_by_key(tx, &new.submission_key).await? {
        return Ok(known);
    }
    let (accused_unit_id, confidential) = guarded(tx, job).await?;
    let mut clocks = Vec::new();
    let start = [Tick::Start(ClockKind::PetitionNotice)];
    clock::turn(&job.rules, job.id, &mut clocks, &start, *at)?;
    let petition = Petition {
        id: job.id,
        petition_no: number(tx, &job.facts, at.day()).await?,
        version: 1,
        state: PetitionState::Registered,
        channel: new.channel,
        kind: new.kind,
        title: new.title.clone(),
        content: new.content.clone(),
        region_code: new.region_code.clone(),
        requester_ref: identity.as_ref().map(|identity| identity.reference.0),
        people_count: new.people_count,
        confidential,
        accused_unit_id,
        unit_id: None,
        review_unit_id: None,
        order_id: new.order_id,
        route: None,
        outcome: None,
        received_at: *at,
        next_due_at: clock::next_due(&clocks),
        extended: false,
        closed_at: None,
    };
    if !store::insert(tx, &petition, new).await? {
        return Err(RecordError::Stale);
    }
    if let Some(identity) = identity {
        people::vault::store_identity(tx, identity).await?;
    }
    for (seq, one) in (1..).zip(representatives) {
        people::vault::store_identity(tx, one).await?;
        store::add_representative(tx, job.id, seq, one.reference).await?;
    }
    for row in &clocks {
        store::put_clock(tx, row).await?;
    }
    let body = json!({
        "no": petition.petition_no,
        "channel": petition.channel,
        "kind": petition.kind,
        "people": petition.people_count,
        "order": petition.order_id,
    });
    record(tx, &petition, (actor, "petition.registered", None, *at), body).await?;
    tell(tx, &*job.ids, &petition, "petition.registered").await?;
    Ok(petition)
}

/// From whom it is kept, and whether it is secret: told, or as the order is
/// that it is linked to. An order they may not see is not there.
async fn guarded(tx: &mut Tx<'_>, job: &NewJob) -> Result<(Option<UnitId>, bool), RecordError> {
    let new = &job.registration.new;
    let Some(id) = new.order_id else { return Ok((new.accused_unit_id, new.confidential)) };
    let unknown = Fault::new("order", FaultKind::Unknown);
    let found = order::get(tx, id).await?.ok_or(unknown)?;
    let hidden = |staff: &Staff| !order_permission::can_see(staff, &found);
    if job.staff.as_ref().is_some_and(hidden) {
        return Err(unknown.into());
    }
    let accused = new.accused_unit_id.or(found.reported_unit_id);
    Ok((accused, new.confidential || found.confidential))
}

async fn number(tx: &mut Tx<'_>, facts: &PetitionFacts, day: Date) -> Result<String, RecordError> {
    let sequence = numbers::take(tx, &facts.number_prefix, day, 1).await?;
    let number = OrderNo::new(&facts.number_prefix, day, sequence);
    let number =
        number.ok_or(RecordError::Clock("the day's petition numbers are used up".into()))?;
    Ok(number.to_string())
}

async fn record(
    tx: &mut Tx<'_>,
    petition: &Petition,
    (actor, kind, from, at): (&Actor, &'static str, Option<PetitionState>, Instant),
    body: serde_json::Value,
) -> Result<(), db::StoreError> {
    let what = Happened {
        noun: "petition",
        id: petition.id.0,
        kind,
        actor,
        at,
        from: from.map(PetitionState::as_str),
        to: Some(petition.state.as_str()),
        body,
    };
    happened(tx, what).await
}

async fn write_step(tx: &mut Tx<'_>, job: &StepJob) -> Result<Petition, RecordError> {
    let before = store::get(tx, job.id).await?.ok_or(RecordError::NotFound)?;
    let (actor, account, unit) = who(job, &before)?;
    if job.seen.is_some_and(|seen| seen != before.version) {
        return Err(RecordError::Stale);
    }
    let mut clocks = store::clocks(tx, job.id).await?;
    let verb = job.step.verb(&before);
    let done = decide(&before, &job.step, review_until(&clocks), job.at)?;
    let known = clocks.clone();
    clock::turn(&job.rules, job.id, &mut clocks, &done.ticks, job.at)?;
    let mut after = done.petition;
    after.next_due_at = clock::next_due(&clocks);
    one_row(store::save(tx, &after).await?)?;
    for row in clocks.iter().filter(|row| !known.contains(row)) {
        store::put_clock(tx, row).await?;
    }
    let kind = event_of(verb);
    let mut body = json!({ "unit": after.unit_id, "due": after.next_due_at });
    if let Some(letter) = &done.letter {
        let row = issue(tx, job, letter, (account, unit)).await?;
        body["letter"] = json!(row.letter_no);
    }
    if let Some(text) = done.note {
        let note = NoteRow { at: job.at, kind: kind.to_owned(), text };
        store::add_note(tx, job.ids.mint(job.at), job.id, account, &note).await?;
    }
    record(tx, &after, (&actor, kind, Some(before.state), job.at), body).await?;
    if done_for_them(verb) {
        tell(tx, &*job.ids, &after, kind).await?;
    }
    after.version += 1;
    Ok(after)
}

/// What the petitioner must hear of: steps with a letter, and what changes
/// who answers them or until when.
fn done_for_them(verb: PetitionVerb) -> bool {
    use PetitionVerb as V;
    match verb {
        V::Forward | V::Accept | V::Refuse | V::Route | V::Extend | V::Opine | V::Settle => true,
        V::AnswerReview1 | V::AnswerReview2 | V::StartHearing | V::EndHearing | V::Close => true,
        // Between bodies, or their own doing.
        V::Object | V::Uphold | V::Overrule | V::Redo => false,
        V::Withdraw | V::AskReview1 | V::AskReview2 => false,
    }
}

/// A message to the petitioner and to each who speaks for many: references
/// only, the gateway asks the vault with its own right.
async fn tell(
    tx: &mut Tx<'_>,
    ids: &dyn Ids,
    petition: &Petition,
    what: &str,
) -> Result<(), RecordError> {
    let mut people = store::representatives(tx, petition.id).await?;
    let own = petition.requester_ref.map(RequesterRef);
    people.extend(own.filter(|own| !people.contains(own)));
    for person in people {
        let body = json!({ "petition": petition.id, "to": person, "message": what });
        outbox::send(tx, ids, "notify.petitioner", &body).await?;
    }
    Ok(())
}

/// Who stands in the ledger, if they may do this at all.
fn who(
    job: &StepJob,
    before: &Petition,
) -> Result<(Actor, Option<AccountId>, UnitId), RecordError> {
    match &job.author {
        Author::Replay(actor, unit) => Ok((actor.clone(), None, *unit)),
        Author::Staff(staff) => {
            let office = job.rules.unit_by_slug(&job.facts.office).map(|unit| unit.id);
            if !permission::can_see(staff, before, office) {
                return Err(RecordError::NotFound);
            }
            let verb = job.step.verb(before);
            if before.state.after(verb).is_none() {
                return Err(Fault::not_now().into());
            }
            if !permission::can(staff, verb, before, office) {
                return Err(RecordError::Forbidden);
            }
            // Whoever stands below the accused unit is under its hand.
            if let (Step::Forward { unit, .. }, Some(accused)) = (&job.step, before.accused_unit_id)
                && job.rules.is_under(*unit, accused)
            {
                return Err(Fault::new("unit", FaultKind::NotAllowed).into());
            }
            Ok((staff.actor_of(WORKS), Some(staff.account), staff.unit))
        }
    }
}

fn review_until(clocks: &[ClockRow]) -> Option<Instant> {
    let asked = ClockKind::ReviewRequest.as_str();
    clocks.iter().find(|row| row.kind == asked && row.state == "running").map(|row| row.due_at)
}

/// Issues a letter under the next number of its kind and year.
async fn issue(
    tx: &mut Tx<'_>,
    job: &StepJob,
    letter: &Draft,
    (author_id, unit_id): (Option<AccountId>, UnitId),
) -> Result<LetterRow, RecordError> {
    let year = job.at.day().first_of_year();
    let counter = format!("letter:{}", letter.kind);
    let n = numbers::take(tx, &counter, year, 1).await?;
    let body = serde_json::to_string(&letter.body);
    let row = LetterRow {
        id: job.ids.mint(job.at),
        petition_id: job.id,
        kind: letter.kind,
        letter_no: format!(
            "{}{}〔{}〕{n}号",
            job.facts.letter_prefix,
            short_name(letter.kind),
            year.year()
        ),
        issued_at: job.at,
        unit_id,
        author_id,
        body: body.map_err(|error| RecordError::Clock(error.to_string()))?,
    };
    store::add_letter(tx, &row).await?;
    Ok(row)
}

/// The word of a kind in letter numbers, as offices write them.
fn short_name(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::Acceptance => "受告",
        LetterKind::Refusal => "不受告",
        LetterKind::Route => "途告",
        LetterKind::Forward => "转",
        LetterKind::Extension => "延告",
        LetterKind::Opinion => "处",
        LetterKind::Mediation => "调",
        LetterKind::Review1 => "查",
        LetterKind::Review2 => "核",
    }
}

fn event_of(verb: PetitionVerb) -> &'static str {
    match verb {
        PetitionVerb::Forward => "petition.forwarded",
        PetitionVerb::Object => "petition.objected",
        PetitionVerb::Uphold => "petition.objection_upheld",
        PetitionVerb::Overrule => "petition.objection_overruled",
        PetitionVerb::Accept => "petition.accepted",
        PetitionVerb::Refuse => "petition.not_accepted",
        PetitionVerb::Route => "petition.routed",
        PetitionVerb::Extend => "petition.extended",
        PetitionVerb::Opine => "petition.opinion_issued",
        PetitionVerb::Settle => "petition.settled",
        PetitionVerb::Withdraw => "petition.withdrawn",
        PetitionVerb::AskReview1 => "petition.review_asked",
        PetitionVerb::AnswerReview1 => "petition.review_answered",
        PetitionVerb::AskReview2 => "petition.reexamination_asked",
        PetitionVerb::AnswerReview2 => "petition.reexamination_answered",
        PetitionVerb::Redo => "petition.sent_back",
        PetitionVerb::StartHearing => "petition.hearing_started",
        PetitionVerb::EndHearing => "petition.hearing_ended",
        PetitionVerb::Close => "petition.closed",
    }
}
