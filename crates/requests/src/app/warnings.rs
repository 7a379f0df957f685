//! Clocks that warn by themselves at the shares of their pack: noted once for
//! each level and end, and told to the unit that answers for them.

use std::sync::Arc;

use db::{StoreError, Tx, outbox};
use kernel::id::Ids;
use kernel::time::{DAY_US, Instant};
use serde_json::json;

use super::{Desk, OrderError};
use crate::store::warning::{self, Due};

const BATCH: i64 = 200;
/// What passed longer ago is no news: after an import nothing old is told.
const NEWS_US: i64 = 7 * DAY_US;

/// The levels in the order in which a clock comes to them.
pub const LEVELS: [&str; 3] = ["yellow", "red", "overdue"];

struct Job {
    level: &'static str,
    due: Vec<Due>,
    ids: Arc<dyn Ids>,
    now: Instant,
}

impl Desk {
    /// Warns of every clock that has come to a level. Gives how many.
    ///
    /// # Errors
    /// Any [`OrderError::Store`].
    pub async fn warn(&self, now: Instant) -> Result<usize, OrderError> {
        let mut warned = 0;
        for level in LEVELS {
            let since = now.plus(-NEWS_US);
            let read = self.app.db.read((level, now, since), |tx, (level, now, since)| {
                Box::pin(warning::due(tx, level, (*now, *since), BATCH))
            });
            let due: Result<Vec<Due>, StoreError> = read.await;
            let due = due?;
            if due.is_empty() {
                continue;
            }
            let job = Job { level, due, ids: self.app.ids.clone(), now };
            let noted: Result<usize, StoreError> =
                self.app.db.write(job, |tx, job| Box::pin(note(tx, job))).await;
            warned += noted?;
        }
        Ok(warned)
    }
}

async fn note(tx: &mut Tx<'_>, job: &Job) -> Result<usize, StoreError> {
    let mut noted = 0;
    for due in &job.due {
        if !warning::insert(tx, due, job.level, job.now).await? {
            continue;
        }
        noted += 1;
        // The desk's own clocks have no unit; its queue shows them.
        if let Some(unit) = due.unit_id {
            let body = json!({
                "order": due.order_id,
                "unit": unit,
                "message": "warning",
                "clock": due.clock,
                "level": job.level,
            });
            outbox::send(tx, &*job.ids, "notify.unit", &body).await?;
        }
    }
    Ok(noted)
}
