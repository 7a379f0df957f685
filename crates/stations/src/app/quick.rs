//! A quick report becomes a request of the desk through the port, and is then
//! counted; a quick help is counted only.

use std::sync::Arc;

use db::{StoreError, Tx};
use jiff::ToSpan;
use kernel::event::Actor;
use kernel::id::Ids;
use kernel::ports::IntakeReceipt;
use kernel::time::Instant;
use people::record::{Happened, happened};
use places::Point;
use serde_json::json;

use super::Stations;
use super::error::ActError;
use super::voice::refused;
use crate::domain::quick::{NewQuickHelp, NewQuickReport};
use crate::store::quick::{self as store, Counts, Sent};

struct Job {
    new: NewQuickReport,
    sent: Sent,
    at: Instant,
}

struct HelpJob {
    new: NewQuickHelp,
    ids: Arc<dyn Ids>,
    at: Instant,
}

impl Stations {
    /// Sends a report to the desk. `content` is how it reads there. Sent again
    /// with the same key, it gives what it made the first time.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn send_quick_report(
        &self,
        new: NewQuickReport,
        content: String,
    ) -> Result<IntakeReceipt, ActError> {
        new.check()?;
        let rules = self.voice_rules().await?;
        let draft = new.draft(&rules.channels.quick_report, content);
        let receipt = self.intake.take(draft).await.map_err(refused)?;
        let at = self.app.now();
        let sent = Sent {
            id: self.app.ids.mint(at),
            order: receipt.order,
            region_code: self.district_of(new.point_e7),
            on: at.day(),
        };
        let job = Job { new, sent, at };
        self.app.db.write(job, |tx, job| Box::pin(write_report(tx, job))).await?;
        Ok(receipt)
    }

    /// The district of a point: enough to count by, too little to follow.
    fn district_of(&self, point_e7: Option<(i64, i64)>) -> String {
        let point = point_e7.and_then(|(lon, lat)| Point::new(lon, lat).ok());
        let atlas = self.atlas.current();
        let region = point.and_then(|point| atlas.locate(point)?.region());
        let district = region.map(|region| format!("{}000000", &region.to_string()[..6]));
        district.unwrap_or_default()
    }

    /// Counts a help.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn count_quick_help(&self, new: NewQuickHelp) -> Result<(), ActError> {
        let job = HelpJob { new, ids: self.app.ids.clone(), at: self.app.now() };
        self.app.db.write(job, |tx, job| Box::pin(write_help(tx, job))).await?;
        Ok(())
    }

    /// What was sent and given this month.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn quick_counts(&self) -> Result<Counts, StoreError> {
        let from = self.app.now().day().first_of_month();
        let until = from.saturating_add(1.month());
        self.app
            .db
            .read((from, until), |tx, (from, until)| Box::pin(store::counts(tx, *from, *until)))
            .await
    }
}

async fn write_report(tx: &mut Tx<'_>, job: &Job) -> Result<(), StoreError> {
    if !store::insert_report(tx, &job.new, &job.sent).await? {
        return Ok(());
    }
    let what = Happened {
        noun: "quick-report",
        id: job.sent.id,
        kind: "quick_report.sent",
        actor: &Actor::Requester,
        at: job.at,
        from: None,
        to: None,
        body: json!({ "order": job.sent.order, "kind": job.new.kind }),
    };
    happened(tx, what).await
}

async fn write_help(tx: &mut Tx<'_>, job: &HelpJob) -> Result<(), StoreError> {
    let id = job.ids.mint(job.at);
    if !store::insert_help(tx, id, &job.new, job.at.day()).await? {
        return Ok(());
    }
    let what = Happened {
        noun: "quick-help",
        id,
        kind: "quick_help.counted",
        actor: &Actor::Requester,
        at: job.at,
        from: None,
        to: None,
        body: json!({ "kind": job.new.kind }),
    };
    happened(tx, what).await
}
