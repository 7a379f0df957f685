//! Another policy pack leads from a day on: decided by a named person with a
//! reason, never backwards, written into the ledger. Clocks that run keep what
//! was promised.

use std::sync::Arc;

use db::{StoreError, Tx, ledger};
use jiff::civil::Date;
use kernel::event::NewEvent;
use kernel::id::Id;
use kernel::time::Instant;
use people::{Role, Staff};
use serde_json::json;

use super::{Desk, OrderError};
use crate::domain::change::TEXT_MAX;
use crate::domain::policies::SwitchFault;
use crate::store::policy_switch::{self, SwitchRow};

/// Why packs were not changed.
#[derive(Debug, thiserror::Error)]
pub enum SwitchError {
    /// The rules say no.
    #[error(transparent)]
    Fault(#[from] SwitchFault),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The rules could not be read again.
    #[error(transparent)]
    Order(#[from] OrderError),
}

/// Who may change packs.
pub const SWITCHERS: &[Role] = &[Role::SystemAdmin, Role::Supervisor];

struct Job {
    row: SwitchRow,
    actor: kernel::event::Actor,
    book: Arc<crate::domain::rules::Rules>,
    today: Date,
    from: Date,
}

impl Desk {
    /// From `from` on `pack` leads.
    ///
    /// # Errors
    /// [`SwitchError`]; nothing happened then.
    pub async fn switch_policy(
        &self,
        staff: &Staff,
        pack: &str,
        from: Date,
        reason: &str,
    ) -> Result<(), SwitchError> {
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > TEXT_MAX {
            return Err(SwitchFault::ReasonMissing.into());
        }
        self.refresh_rules().await?;
        let (rules, now) = (self.rules(), self.app.now());
        let chosen = rules.policies.pack(pack).ok_or(SwitchFault::Unknown)?;
        let role = SWITCHERS.iter().copied().find(|role| staff.has(*role));
        let row = SwitchRow {
            id: self.app.ids.mint(now),
            from_day: from.to_string(),
            pack: chosen.id.clone(),
            pack_version: chosen.version.clone(),
            reason: reason.to_owned(),
            account_id: Some(staff.account),
            unit_id: Some(staff.unit),
            at: now,
        };
        let actor = staff.actor(role.unwrap_or(Role::Supervisor));
        let job = Job { row, actor, book: rules.clone(), today: now.day(), from };
        let done: Result<(), SwitchError> =
            self.app.db.write(job, |tx, job| Box::pin(write(tx, job))).await;
        done?;
        self.refresh_rules().await?;
        Ok(())
    }

    /// The decided changes, oldest first.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn policy_switches(&self) -> Result<Vec<SwitchRow>, StoreError> {
        self.app.db.read((), |tx, ()| Box::pin(policy_switch::all(tx))).await
    }
}

/// Decides against the switches of the transaction: two people who change
/// packs at once are told apart here.
async fn write(tx: &mut Tx<'_>, job: &Job) -> Result<(), SwitchError> {
    let mut book = job.book.policies.clone();
    book.switches.clear();
    for row in policy_switch::all(tx).await? {
        let from = row.from()?;
        book.switches.push(crate::domain::policies::PackSwitch { from, pack: row.pack });
    }
    book.may_switch(&job.row.pack, job.from, job.today)?;
    policy_switch::insert(tx, &job.row).await?;
    let event = event(job.row.id, job.row.at, job);
    ledger::append(tx, &event).await?;
    Ok(())
}

fn event(id: Id, at: Instant, job: &Job) -> NewEvent {
    NewEvent {
        stream: ledger::stream_name("policy", id),
        kind: "policy.switched",
        actor: job.actor.clone(),
        at,
        from: None,
        to: None,
        body: json!({
            "pack": job.row.pack,
            "version": job.row.pack_version,
            "from": job.row.from_day,
        }),
    }
}
