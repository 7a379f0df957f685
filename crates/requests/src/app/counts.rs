//! How much lies on each desk. Every page of a queue shows it and counting
//! goes through all open orders, so a count is used again for a while: the
//! longer it took, the longer. With few orders each page counts anew; with
//! hundreds of thousands of open ones counting takes a twentieth of the time
//! at most. Nothing is stored, so there is nothing to rebuild.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use db::StoreError;
use kernel::time::{Instant, SECOND_US};
use people::Staff;

use super::Desk;
use crate::store::list::{self, QueueCount, Scope};
use crate::store::listing::units_text;

/// A count is used again for so many times the time it took.
const WORTH: i64 = 20;
/// And never longer than this.
const AGE_MAX_US: i64 = 5 * SECOND_US;

/// Counts that were made a moment ago, for each scope somebody sees.
#[derive(Default)]
pub struct Counts(Mutex<HashMap<Scope, Slot>>);

/// Locked while somebody counts, so that others wait for their figures
/// instead of counting as well.
type Slot = Arc<tokio::sync::Mutex<Option<Counted>>>;

struct Counted {
    at: Instant,
    took_us: i64,
    rows: Arc<Vec<QueueCount>>,
}

impl Counted {
    /// A clock that was set back makes it useless.
    fn holds_at(&self, now: Instant) -> bool {
        let age = now.since(self.at);
        age >= 0 && age < (WORTH * self.took_us).min(AGE_MAX_US)
    }
}

impl Counts {
    fn slot(&self, scope: &Scope) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slots.entry(scope.clone()).or_default().clone()
    }
}

impl Desk {
    /// What lies on each desk for somebody: without what is reported about
    /// their units, so that no figure tells of it either.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn queue_counts_for(
        &self,
        staff: &Staff,
        scope: Scope,
    ) -> Result<Vec<QueueCount>, StoreError> {
        let all = self.queue_counts(&scope).await?;
        let ask = (self.app.now(), units_text(staff.own_units()), scope);
        let read = self.app.db.read(ask, |tx, (now, about, scope)| {
            Box::pin(list::reported_counts(tx, *now, about, scope))
        });
        let hidden: Vec<QueueCount> = read.await?;
        let seen = |count: &QueueCount| {
            let gone = hidden.iter().find(|gone| gone.queue == count.queue);
            let (open, overdue) = gone.map_or((0, 0), |gone| (gone.open, gone.overdue));
            // The count may be a moment older than what is taken off it.
            QueueCount {
                queue: count.queue,
                open: (count.open - open).max(0),
                overdue: (count.overdue - overdue).max(0),
            }
        };
        Ok(all.iter().map(seen).collect())
    }

    /// Open and overdue orders on each desk.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn queue_counts(&self, scope: &Scope) -> Result<Arc<Vec<QueueCount>>, StoreError> {
        let slot = self.counts.slot(scope);
        let mut kept = slot.lock().await;
        let now = self.app.now();
        if let Some(counted) = kept.as_ref().filter(|counted| counted.holds_at(now)) {
            return Ok(counted.rows.clone());
        }
        let read = self.app.db.read((now, scope.clone()), |tx, (now, scope)| {
            Box::pin(list::queue_counts(tx, *now, scope))
        });
        let rows = Arc::new(read.await?);
        let took_us = self.app.now().since(now);
        *kept = Some(Counted { at: now, took_us, rows: rows.clone() });
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_lasts_by_what_it_cost_and_no_clock_makes_it_last_longer() {
        let at = Instant::from_micros(1_000_000_000);
        let cases = [
            (0, 0, false),
            (300, 5_999, true),
            (300, 6_000, false),
            (300, -1, false),
            (1_000_000, 4_999_999, true),
            (1_000_000, 5_000_000, false),
        ];
        for (took_us, age, holds) in cases {
            let counted = Counted { at, took_us, rows: Arc::default() };
            assert_eq!(counted.holds_at(at.plus(age)), holds, "{took_us} µs, {age} µs later");
        }
    }
}
