//! Keeping the knowledge base: writing, bringing into use, looking again,
//! what readers say, and who is told when nobody looked.

pub mod import;

use std::sync::Arc;

use db::{StoreError, Tx, outbox};
use jiff::civil::Date;
use kernel::event::Actor;
use kernel::id::{Id, Ids};
use kernel::time::Instant;
use people::{AccountId, Staff};
use serde_json::json;

use super::Desk;
use super::record::{Happened, RecordError, happened, known_category, known_unit, one_row};
use crate::domain::KnowledgeId;
use crate::domain::knowledge::{
    self, Entry, EntryState, EntryText, EntryVerb, PRESSES, PUBLISHES, WRITES, query_terms,
};
use crate::store::knowledge as store;
use crate::store::knowledge::{Said, Search, Written};
use people::record::{Fault, FaultKind, optional};

/// Longest comment of a reader.
pub const COMMENT_MAX: usize = 300;
/// Longest note on a change.
pub const NOTE_MAX: usize = 200;

struct NewJob {
    entry: Entry,
    actor: Actor,
    author: Option<AccountId>,
    note: String,
}

struct StepJob {
    id: KnowledgeId,
    seen: i64,
    verb: EntryVerb,
    text: Option<EntryText>,
    note: String,
    staff: Staff,
    at: Instant,
}

struct PressJob {
    id: KnowledgeId,
    seen: i64,
    staff: Staff,
    ids: Arc<dyn Ids>,
    at: Instant,
}

impl Desk {
    /// Writes a new entry as a draft.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn add_entry(&self, staff: &Staff, text: EntryText) -> Result<Entry, RecordError> {
        let text = self.checked(text)?;
        if !knowledge::can(staff, EntryVerb::Edit, text.owner_unit) {
            return Err(RecordError::Forbidden);
        }
        let at = self.app.now();
        let id = KnowledgeId(self.app.ids.mint(at));
        let entry = Entry {
            code: id.to_string(),
            id,
            version: 1,
            state: EntryState::Draft,
            revision: 1,
            text,
            reviewed_on: at.day(),
            flagged_on: None,
            right_count: 0,
            wrong_count: 0,
            updated_at: at,
        };
        let job = NewJob {
            entry,
            actor: staff.actor_of(WRITES),
            author: Some(staff.account),
            note: String::new(),
        };
        self.app.db.write(job, |tx, job| Box::pin(write_new(tx, job))).await
    }

    fn checked(&self, text: EntryText) -> Result<EntryText, Fault> {
        let (text, rules) = (text.check()?, self.rules());
        known_unit(&rules, "owner_unit", text.owner_unit)?;
        known_category(&rules, "category", text.category_code.as_deref())?;
        Ok(text)
    }

    /// Does something to an entry; a text goes with an edit only.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn step_entry(
        &self,
        staff: &Staff,
        (id, seen): (KnowledgeId, i64),
        verb: EntryVerb,
        text: Option<EntryText>,
        note: &str,
    ) -> Result<Entry, RecordError> {
        let text = text.map(|text| self.checked(text)).transpose()?;
        let note = optional("note", note, NOTE_MAX)?;
        let at = self.app.now();
        let job = StepJob { id, seen, verb, text, note, staff: staff.clone(), at };
        self.app.db.write(job, |tx, job| Box::pin(write_step(tx, job))).await
    }

    /// Entries that answer a question: for staff all in use, for residents
    /// those that are theirs and hold today.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn search_knowledge(
        &self,
        words: &str,
        is_public: bool,
        limit: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let public_on = is_public.then(|| self.app.now().day());
        let search = Search { terms: query_terms(words), public_on, limit };
        self.app.db.read(search, |tx, search| Box::pin(store::search(tx, search))).await
    }

    /// Keeps what a reader says of an answer.
    ///
    /// # Errors
    /// [`RecordError::NotFound`] for an entry residents may not read.
    pub async fn rate_entry(
        &self,
        id: KnowledgeId,
        is_right: bool,
        comment: &str,
    ) -> Result<(), RecordError> {
        let comment = optional("comment", comment, COMMENT_MAX)?;
        let at = self.app.now();
        let job = (id, self.app.ids.mint(at), Said { at, is_right, comment, revision: 0 });
        self.app.db.write(job, |tx, job| Box::pin(write_feedback(tx, job))).await
    }

    /// Presses the owner of an entry that may not be relied on, once a day.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn press_entry(
        &self,
        staff: &Staff,
        (id, seen): (KnowledgeId, i64),
    ) -> Result<Entry, RecordError> {
        let job = PressJob {
            id,
            seen,
            staff: staff.clone(),
            ids: self.app.ids.clone(),
            at: self.app.now(),
        };
        self.app.db.write(job, |tx, job| Box::pin(press(tx, job))).await
    }

    /// Reports entries in use that expired or that nobody looked at in time:
    /// a late update is a reason for supervision. Each is reported once until
    /// somebody mends it. Gives how many.
    ///
    /// # Errors
    /// Any [`RecordError`].
    pub async fn flag_stale_knowledge(&self, now: Instant) -> Result<usize, RecordError> {
        let job = (now, now.day(), self.app.ids.clone());
        self.app
            .db
            .write(job, |tx, (now, today, ids)| Box::pin(flag(tx, (*now, *today), &**ids)))
            .await
    }
}

async fn write_new(tx: &mut Tx<'_>, job: &NewJob) -> Result<Entry, RecordError> {
    let entry = &job.entry;
    if !store::insert(tx, entry).await? {
        return Err(Fault::new("code", FaultKind::Taken).into());
    }
    let written = Written { at: entry.updated_at, author: job.author, note: &job.note };
    store::keep_text(tx, entry, written).await?;
    record(tx, &job.actor, entry, ("knowledge.written", None, entry.updated_at)).await?;
    Ok(entry.clone())
}

async fn write_step(tx: &mut Tx<'_>, job: &StepJob) -> Result<Entry, RecordError> {
    let before = store::get(tx, job.id).await?.ok_or(RecordError::NotFound)?;
    if !knowledge::can(&job.staff, job.verb, before.text.owner_unit) {
        return Err(RecordError::Forbidden);
    }
    if before.version != job.seen {
        return Err(RecordError::Stale);
    }
    let state = before.state.after(job.verb).ok_or(Fault::not_now())?;
    let mut after = Entry { state, updated_at: job.at, ..before.clone() };
    if matches!(job.verb, EntryVerb::Publish | EntryVerb::Review | EntryVerb::Edit) {
        after.reviewed_on = job.at.day();
        after.flagged_on = None;
    }
    if let (EntryVerb::Edit, Some(text)) = (job.verb, &job.text) {
        after.text = text.clone();
        after.revision += 1;
        // Handing an entry over needs the right at both ends.
        if !knowledge::can(&job.staff, EntryVerb::Edit, text.owner_unit) {
            return Err(Fault::new("owner_unit", FaultKind::NotAllowed).into());
        }
    }
    one_row(store::save(tx, &after).await?)?;
    if after.revision != before.revision {
        let written = Written { at: job.at, author: Some(job.staff.account), note: &job.note };
        store::keep_text(tx, &after, written).await?;
    }
    let roles = if knowledge::can(&job.staff, EntryVerb::Publish, before.text.owner_unit) {
        PUBLISHES
    } else {
        WRITES
    };
    let actor = job.staff.actor_of(roles);
    record(tx, &actor, &after, (event_of(job.verb), Some(before.state), job.at)).await?;
    after.version += 1;
    Ok(after)
}

async fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    entry: &Entry,
    (kind, from, at): (&'static str, Option<EntryState>, Instant),
) -> Result<(), StoreError> {
    let what = Happened {
        noun: "knowledge",
        id: entry.id.0,
        kind,
        actor,
        at,
        from: from.map(EntryState::as_str),
        to: Some(entry.state.as_str()),
        body: json!({ "revision": entry.revision, "owner": entry.text.owner_unit }),
    };
    happened(tx, what).await
}

async fn write_feedback(
    tx: &mut Tx<'_>,
    (id, said_id, said): &(KnowledgeId, Id, Said),
) -> Result<(), RecordError> {
    let entry = store::get(tx, *id).await?.ok_or(RecordError::NotFound)?;
    if !entry.is_public(said.at.day()) {
        return Err(RecordError::NotFound);
    }
    let said = Said { revision: entry.revision, ..said.clone() };
    Ok(store::add_feedback(tx, *said_id, &entry, &said).await?)
}

async fn press(tx: &mut Tx<'_>, job: &PressJob) -> Result<Entry, RecordError> {
    let before = store::get(tx, job.id).await?.ok_or(RecordError::NotFound)?;
    if !job.staff.has_any(PRESSES) {
        return Err(RecordError::Forbidden);
    }
    if before.version != job.seen {
        return Err(RecordError::Stale);
    }
    let today = job.at.day();
    if !knowledge::can_press(&job.staff, &before, today) {
        return Err(Fault::not_now().into());
    }
    let mut after = Entry { flagged_on: Some(today), ..before.clone() };
    one_row(store::save(tx, &after).await?)?;
    let actor = job.staff.actor_of(PRESSES);
    let what = ("knowledge.pressed", Some(before.state), job.at);
    record(tx, &actor, &after, what).await?;
    tell_owner(tx, &*job.ids, &after, "knowledge-pressed").await?;
    after.version += 1;
    Ok(after)
}

/// The owner has the entry to look at: references only.
async fn tell_owner(
    tx: &mut Tx<'_>,
    ids: &dyn Ids,
    entry: &Entry,
    message: &str,
) -> Result<(), RecordError> {
    let body = json!({ "knowledge": entry.id, "unit": entry.text.owner_unit, "message": message });
    Ok(outbox::send(tx, ids, "notify.unit", &body).await?)
}

async fn flag(
    tx: &mut Tx<'_>,
    (now, today): (Instant, Date),
    ids: &dyn Ids,
) -> Result<usize, RecordError> {
    let stale = store::unflagged(tx, today).await?;
    for entry in &stale {
        let after = Entry { flagged_on: Some(today), ..entry.clone() };
        one_row(store::save(tx, &after).await?)?;
        let what = Happened {
            noun: "knowledge",
            id: entry.id.0,
            kind: "knowledge.stale",
            actor: &Actor::Job("knowledge"),
            at: now,
            from: Some(entry.state.as_str()),
            to: Some(entry.state.as_str()),
            body: json!({
                "standing": entry.standing(today),
                "owner": entry.text.owner_unit,
                "due": entry.review_due_on().to_string(),
            }),
        };
        happened(tx, what).await?;
        tell_owner(tx, ids, &after, "knowledge-review-due").await?;
    }
    Ok(stale.len())
}

fn event_of(verb: EntryVerb) -> &'static str {
    match verb {
        EntryVerb::Edit => "knowledge.edited",
        EntryVerb::Publish => "knowledge.published",
        EntryVerb::Review => "knowledge.reviewed",
        EntryVerb::Retire => "knowledge.retired",
        EntryVerb::Restore => "knowledge.restored",
    }
}
