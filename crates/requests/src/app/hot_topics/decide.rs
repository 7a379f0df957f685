//! What people do to hot topics: confirm, dismiss, take that back, rename,
//! and open a record from one.

use db::Tx;
use kernel::time::Instant;
use people::Staff;
use serde_json::json;

use crate::app::Desk;
use crate::app::record::{Happened, RecordError, happened, one_row};
use crate::domain::hot_topic::{HotTopic, HotTopicId, HotVerb, can_decide};
use crate::store::hot_topic;
use people::record::Fault;

/// Roles that act, for the ledger.
const ACTS: &[people::Role] = &[people::Role::Supervisor, people::Role::Dispatcher];

struct Step {
    staff: Staff,
    id: HotTopicId,
    seen: i64,
    verb: HotVerb,
    words: String,
    at: Instant,
}

/// A record that was opened from a topic.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The topic, as the form named it.
    pub topic: String,
    /// What kind of record: `class`, `topic`, `item`.
    pub noun: &'static str,
    /// Its id.
    pub record: kernel::id::Id,
    /// Its title.
    pub title: String,
}

/// Whether a topic's place is within what they may see.
pub fn can_see(staff: &Staff, topic: &HotTopic) -> bool {
    topic.region.starts_with(staff.region_scope.trim_end_matches('0'))
}

impl Desk {
    /// Does something to a hot topic.
    ///
    /// # Errors
    /// [`RecordError`]; nothing happened then.
    pub async fn step_hot_topic(
        &self,
        staff: &Staff,
        (id, seen): (HotTopicId, i64),
        verb: HotVerb,
        words: &str,
    ) -> Result<HotTopic, RecordError> {
        let at = self.app.now();
        let job = Step { staff: staff.clone(), id, seen, verb, words: words.to_owned(), at };
        self.app.db.write(job, |tx, job| Box::pin(step(tx, job))).await
    }

    /// Notes that a record was opened from a topic. What names no topic is
    /// passed over: the record stands all the same.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn opened_from_topic(
        &self,
        staff: &Staff,
        opened: Opened,
    ) -> Result<(), RecordError> {
        let Ok(id) = opened.topic.parse::<HotTopicId>() else { return Ok(()) };
        let job = (id, opened, staff.clone(), self.app.now());
        self.app
            .db
            .write(job, |tx, (id, opened, staff, at)| {
                Box::pin(open_record(tx, *id, opened, (staff, *at)))
            })
            .await
    }
}

async fn step(tx: &mut Tx<'_>, job: &Step) -> Result<HotTopic, RecordError> {
    let before = hot_topic::get(tx, job.id).await?.ok_or(RecordError::NotFound)?;
    if !can_see(&job.staff, &before) {
        return Err(RecordError::NotFound);
    }
    if before.state.after(job.verb).is_some() && !can_decide(&job.staff, job.verb, before.state) {
        return Err(RecordError::Forbidden);
    }
    if before.version != job.seen {
        return Err(RecordError::Stale);
    }
    let windows = hot_topic::windows(tx, job.id).await?;
    let holders = windows.last().map_or(0, |window| window.figures.holders);
    let mut after = before.step(job.verb, &job.words, holders)?;
    one_row(hot_topic::save(tx, &after).await?)?;
    let kind = match job.verb {
        HotVerb::Confirm => "hot_topic.confirmed",
        HotVerb::Dismiss => "hot_topic.dismissed",
        HotVerb::Restore => "hot_topic.restored",
        HotVerb::Rename => "hot_topic.renamed",
        HotVerb::End => return Err(Fault::not_now().into()),
    };
    let what = Happened {
        noun: "hot_topic",
        id: job.id.0,
        kind,
        actor: &job.staff.actor_of(ACTS),
        at: job.at,
        from: Some(before.state.as_str()),
        to: Some(after.state.as_str()),
        body: json!({ "holders": holders }),
    };
    happened(tx, what).await?;
    after.version += 1;
    Ok(after)
}

async fn open_record(
    tx: &mut Tx<'_>,
    id: HotTopicId,
    opened: &Opened,
    (staff, at): (&Staff, Instant),
) -> Result<(), RecordError> {
    let Some(topic) = hot_topic::get(tx, id).await? else { return Ok(()) };
    if !can_see(staff, &topic) {
        return Ok(());
    }
    let record = opened.record.to_string();
    hot_topic::put_record(tx, id, (opened.noun, &record, &opened.title), at).await?;
    let state = topic.state.as_str();
    let what = Happened {
        noun: "hot_topic",
        id: id.0,
        kind: "hot_topic.record_opened",
        actor: &staff.actor_of(ACTS),
        at,
        from: Some(state),
        to: Some(state),
        body: json!({ "noun": opened.noun, "record": record }),
    };
    Ok(happened(tx, what).await?)
}
