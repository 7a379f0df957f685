//! Opening lines of a gate: who does it, what for and about which incident is
//! written down for each person, who can read it. Looking and finding nobody
//! is written down, too.

use std::sync::Arc;

use db::{StoreError, Tx};
use kernel::event::Actor;
use kernel::hex::hex;
use kernel::id::Ids;
use kernel::time::Instant;
use people::{AccountId, Staff, Vault};
use serde_json::json;

use super::super::compound::{SeenCompound, note};
use super::super::error::ActError;
use super::super::holder::{digest, tell_with};
use super::super::state::Stations;
use super::open;
use crate::domain::ids::{HolderId, OpeningId};
use crate::domain::pass::{GateLine, LineWish, OPENS, Opening, can_open};
use crate::store::holder;
use crate::store::pass::{self as store, SealedLine};

/// A line that was opened, for who opened it, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedLine {
    /// The line.
    pub line: GateLine,
    /// The holder's number; empty when they are gone.
    pub number: String,
}

struct OpenJob {
    compound: String,
    wish: LineWish,
    vault: Vault,
    ids: Arc<dyn Ids>,
    account: AccountId,
    account_name: String,
    unit_name: String,
    actor: Actor,
    at: Instant,
}

impl Stations {
    /// Opens the lines of an hour, or that of four letters in it.
    ///
    /// # Errors
    /// [`ActError::Fault`] names the field, [`ActError::Forbidden`].
    pub async fn open_lines(
        &self,
        staff: &Staff,
        seen: &SeenCompound,
        wish: LineWish,
    ) -> Result<Vec<OpenedLine>, ActError> {
        if !can_open(staff, &self.rules(), &seen.region()) {
            return Err(ActError::Forbidden);
        }
        let job = OpenJob {
            compound: seen.place.id.clone(),
            wish: wish.check(staff)?,
            vault: self.app.vault.clone(),
            ids: self.app.ids.clone(),
            account: staff.account,
            account_name: staff.display_name.clone(),
            unit_name: staff.unit_name.clone(),
            actor: staff.actor_of(OPENS),
            at: self.app.now(),
        };
        self.app.db.write(job, |tx, job| Box::pin(write_openings(tx, job))).await
    }

    /// Deletes the lines of a holder who wants to be forgotten.
    pub(in crate::app) async fn forget_lines(&self, holder: HolderId) -> Result<(), ActError> {
        let job = (holder, self.app.vault.clone());
        self.app
            .db
            .write(job, |tx, (holder, vault)| {
                Box::pin(async move {
                    for line in store::all_lines(tx).await? {
                        if open(vault, &line)?.is_some_and(|found| found.holder == *holder) {
                            store::delete_line(tx, &line.id).await?;
                        }
                    }
                    Ok(())
                })
            })
            .await
    }
}

async fn write_openings(tx: &mut Tx<'_>, job: &OpenJob) -> Result<Vec<OpenedLine>, ActError> {
    let hour = (job.compound.as_str(), job.wish.hour.as_str());
    let lines: Vec<SealedLine> = store::lines_of(tx, hour, job.at).await?;
    let mut opened = Vec::new();
    for line in &lines {
        let Some(found) = open(&job.vault, line)? else { continue };
        if job.wish.tail.is_empty() || found.tail == job.wish.tail {
            opened.push(write_opening(tx, job, found).await?);
        }
    }
    let body = json!({
        "hour": job.wish.hour,
        "purpose": job.wish.purpose.as_str(),
        "is_one": !job.wish.tail.is_empty(),
        "opened": opened.len(),
    });
    note(tx, &job.compound, "compound.lines_opened", &job.actor, body).await?;
    opened.sort_by_key(|one: &OpenedLine| one.line.at);
    Ok(opened)
}

async fn write_opening(
    tx: &mut Tx<'_>,
    job: &OpenJob,
    line: GateLine,
) -> Result<OpenedLine, ActError> {
    let found: Result<_, StoreError> = holder::get(tx, line.holder).await;
    let number = found?.map(|holder| holder.number).unwrap_or_default();
    let opening = Opening {
        id: OpeningId(job.ids.mint(job.at)),
        holder: line.holder,
        compound: job.compound.clone(),
        hour: job.wish.hour.clone(),
        purpose: job.wish.purpose,
        incident: job.wish.incident.clone(),
        reason: job.wish.reason.clone(),
        account: job.account,
        account_name: job.account_name.clone(),
        unit_name: job.unit_name.clone(),
        at: job.at,
    };
    store::insert_opening(tx, &opening).await?;
    let body = json!({
        "opening": opening.id,
        "compound": opening.compound,
        "hour": opening.hour,
        "purpose": opening.purpose.as_str(),
        "incident_sha256": hex(&digest(&opening.incident)),
        "reason_sha256": hex(&digest(&opening.reason)),
    });
    tell_with(tx, line.holder, "pass.line_opened", &job.actor, (job.at, body)).await?;
    Ok(OpenedLine { line, number })
}
