//! Learning who acts in the end, and measuring it on a part of the history
//! that was not learned from.

use std::sync::Arc;

use db::StoreError;
use kernel::time::{DAY_US, Instant};
use people::UnitId;

use super::Desk;
use crate::domain::rules::Rules;
use crate::domain::unit_habit::{Habits, Helped, Measure, Ruled, Stood, measure};
use crate::store::unit_history;

/// Days of history that are learned from.
const DAYS: i64 = 730;
/// Orders at most, from the newest.
const MOST: i64 = 200_000;
/// Share of the history that is learned from when it is measured, in percent;
/// the later rest is what it is measured on.
const LEARNED: usize = 70;
/// With fewer cases nothing is measured.
const MEASURED_MIN: usize = 20;

/// How proposals did on the later part of the history.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitQuality {
    /// With what was learned.
    pub learned: Measure,
    /// By the catalogue alone.
    pub catalogue: Measure,
    /// Units those cases really went through, in thousandths.
    pub observed_hops_milli: i64,
    /// From when on it was measured.
    pub since: Instant,
}

#[derive(Debug, Default)]
struct History {
    stood: Vec<Stood>,
    ruled: Vec<Ruled>,
    helped: Vec<Helped>,
}

impl Desk {
    async fn history(&self) -> Result<History, StoreError> {
        let since = self.app.now().plus(-DAYS * DAY_US);
        let read = self.app.db.read(since, |tx, since| {
            Box::pin(async move {
                Ok::<_, StoreError>(History {
                    stood: unit_history::stood(tx, *since, MOST).await?,
                    ruled: unit_history::ruled(tx, *since).await?,
                    helped: unit_history::helped(tx, *since).await?,
                })
            })
        });
        read.await
    }

    /// Learns from everything decided so far; proposals follow it at once.
    /// Gives how many cases it learned from.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn learn_units(&self) -> Result<usize, StoreError> {
        let History { stood, ruled, helped } = self.history().await?;
        let habits = Habits::learn(&stood, &ruled, &helped, self.app.now());
        self.set_habits(Arc::new(habits));
        Ok(stood.len())
    }

    /// Learns from the earlier part of the history and tries the later one.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn unit_quality(&self) -> Result<Option<UnitQuality>, StoreError> {
        let History { stood, ruled, .. } = self.history().await?;
        let split = stood.len() * LEARNED / 100;
        let (earlier, later) = stood.split_at(split);
        let Some(first) = later.first().filter(|_| later.len() >= MEASURED_MIN) else {
            return Ok(None);
        };
        let known: Vec<Ruled> = ruled.into_iter().filter(|ruling| ruling.at < first.at).collect();
        let habits = Habits::learn(earlier, &known, &[], first.at);
        let rules = self.rules();
        let with = Rules { habits: Arc::new(habits), ..(*rules).clone() };
        let without = Rules { habits: Arc::default(), ..(*rules).clone() };
        let hops: i64 = later.iter().map(|case| case.hops.max(1)).sum();
        Ok(Some(UnitQuality {
            learned: measure(later.iter().map(|case| place_of(&with, case))),
            catalogue: measure(later.iter().map(|case| place_of(&without, case))),
            observed_hops_milli: hops * 1000 / later.len().max(1) as i64,
            since: first.at,
        }))
    }
}

/// Which proposal named the unit that acted, counted from one.
fn place_of(rules: &Rules, case: &Stood) -> Option<usize> {
    let region = Some(case.region.as_str()).filter(|region| !region.is_empty());
    let proposed = rules.propose_units(&case.category, region, case.at.day(), 3);
    let units: Vec<UnitId> = proposed.iter().map(|proposal| proposal.unit).collect();
    units.iter().position(|unit| *unit == case.unit).map(|place| place + 1)
}
