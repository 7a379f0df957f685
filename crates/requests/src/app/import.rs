//! Import of real input: rows become requests with the course they really
//! had. Good rows go in, bad rows are handed back with row number and reason;
//! a row that is known already changes nothing; a stopped import goes on
//! where it was.

mod map;
pub mod read;
mod row;

use std::sync::Arc;

use db::Tx;
use kernel::event::Actor;
use kernel::id::{Id, Ids};
use kernel::ports::MatchDraft;
use kernel::time::Instant;

use super::act::{self, Act, By};
use super::submit::{self, Submission, draft_of};
use super::{Desk, OrderError};
use crate::domain::change::{Command, Dispatch};
use crate::domain::order::Order;
use crate::domain::order_no::OrderNo;
use crate::domain::reply::NewReply;
use crate::domain::rules::Rules;
use crate::domain::words::{Solved, Urgency};
use crate::store::import::{self as progress_table, Progress};

pub use map::{AfterReply, ImportMap, MapFault};
pub use row::{Draft, Frame, Reject, RowReason, draft};

/// Rows that share one transaction.
pub const BATCH: usize = 100;

const JOB: &str = "import";

/// What a batch came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchResult {
    /// Rows that became new orders.
    pub added: usize,
    /// Rows that were known.
    pub known: usize,
}

struct Job {
    rows: Vec<(Submission, Option<Course>, OrderNo)>,
    file: FileKey,
    after: Progress,
    rules: Arc<Rules>,
    ids: Arc<dyn Ids>,
}

/// Which file's progress is written.
#[derive(Debug, Clone)]
pub struct FileKey {
    /// SHA-256 of the file's content.
    pub digest: String,
    /// Its name, for people.
    pub name: String,
}

/// What is known of an order's course elsewhere.
#[derive(Debug, Clone)]
pub struct Course {
    /// The unit that answered, by its short name.
    pub unit: String,
    /// Its category.
    pub category_code: String,
    /// What it answered.
    pub reply: String,
    /// When.
    pub replied_at: Instant,
    /// Where the order goes from there.
    pub after: AfterReply,
}

impl Desk {
    /// Where a file's import stands.
    ///
    /// # Errors
    /// Any [`db::StoreError`].
    pub async fn import_progress(&self, digest: &str) -> Result<Progress, OrderError> {
        let digest = digest.to_owned();
        let read = self.app.db.read(digest, |tx, digest| Box::pin(progress_table::get(tx, digest)));
        Ok(read.await?)
    }

    /// Takes in a batch of good rows and writes progress with them.
    ///
    /// # Errors
    /// [`OrderError`]; nothing of the batch was kept then.
    pub async fn import_batch(
        &self,
        drafts: Vec<Draft>,
        file: FileKey,
        mut progress: Progress,
    ) -> Result<(BatchResult, Progress), OrderError> {
        let rules = self.rules();
        let mut rows = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let submission = self.prepared(draft.submission, &rules)?;
            let day = submission.request.received_at.day();
            let number = self.numbers.next(&self.app.db, &rules.order_prefix, day).await?;
            rows.push((submission, draft.course, number));
        }
        // How many are new is only known inside; progress counts them there.
        let count = rows.len();
        let job = Job { rows, file, after: progress, rules, ids: self.app.ids.clone() };
        let fresh = self.app.db.write(job, |tx, job| Box::pin(run(tx, job))).await?;
        for (order, draft) in &fresh {
            self.matches.insert(*order, draft);
        }
        progress.added += fresh.len() as i64;
        Ok((BatchResult { added: fresh.len(), known: count - fresh.len() }, progress))
    }

    /// Marks a file as read to its end.
    ///
    /// # Errors
    /// Any [`db::StoreError`].
    pub async fn import_finished(&self, digest: &str) -> Result<(), OrderError> {
        let digest = digest.to_owned();
        let write =
            self.app.db.write(digest, |tx, digest| Box::pin(progress_table::finish(tx, digest)));
        Ok(write.await?)
    }
}

async fn run(tx: &mut Tx<'_>, job: &Job) -> Result<Vec<(Id, MatchDraft)>, OrderError> {
    let mut fresh = Vec::new();
    for (submission, course, number) in &job.rows {
        let added = submit::add(tx, submission, number, &job.rules, &*job.ids).await?;
        let submit::Added::New(order) = added else { continue };
        if let Some(course) = course {
            replay(tx, job, &order, course).await?;
        }
        fresh.push((order.id.0, draft_of(&submission.request)));
    }
    let mut after = job.after;
    after.added += fresh.len() as i64;
    progress_table::set(tx, &job.file.digest, &job.file.name, after).await?;
    Ok(fresh)
}

/// Lets the order go through what happened to it elsewhere, at the times it
/// happened as far as they are known: it came and was sent on when it was
/// received, and it was answered when it was answered.
async fn replay(
    tx: &mut Tx<'_>,
    job: &Job,
    order: &Order,
    course: &Course,
) -> Result<(), OrderError> {
    let received = order.received_at;
    let replied = course.replied_at.max(received);
    let steps: Vec<(Instant, Command)> = match course.after {
        AfterReply::Close => vec![
            (replied, Command::Answer { text: course.reply.clone() }),
            (replied, Command::Close),
        ],
        AfterReply::Callback => {
            let unit = job.rules.unit_by_slug(&course.unit).ok_or(OrderError::Unknown("unit"))?;
            let dispatch = Dispatch {
                unit: unit.id,
                category_code: course.category_code.clone(),
                urgency: Urgency::Normal,
                catalogue_id: None,
                duty_override: None,
                override_needed: false,
                text: String::new(),
                co_units: Vec::new(),
            };
            let reply = NewReply {
                text_public: course.reply.clone(),
                text_internal: String::new(),
                solved: Solved::Resolved,
                unsolved_reason: None,
                is_true: true,
                out_of_duty: false,
            };
            vec![
                (received, Command::Accept),
                (received, Command::Dispatch(dispatch)),
                (received, Command::Acknowledge),
                (received, Command::Start),
                (replied, Command::Reply(reply)),
                (replied, Command::ApproveReply),
            ]
        }
    };
    for (at, command) in steps {
        let by = By::Replay(Actor::Job(JOB));
        let act = Act { order: order.id, seen: None, by, command, evidence: Vec::new(), at };
        act::run_in(tx, &act, &job.rules, &*job.ids).await?;
    }
    Ok(())
}

/// The stream of an imported order begins with the import itself.
pub fn actor() -> Actor {
    Actor::Job(JOB)
}

/// A stable key for a row without one of its own: same file, same row, same
/// request.
pub fn row_key(file: &FileKey, row: u64) -> String {
    format!("import:{}:{row}", file.digest.get(..16).unwrap_or(&file.digest))
}

/// Hex SHA-256 of a file's bytes.
pub fn digest_of(bytes: &[u8]) -> String {
    use sha2::Digest;
    kernel::hex::hex(&sha2::Sha256::digest(bytes))
}
