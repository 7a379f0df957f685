//! Passes: house rules accepted, a gate that opens or not, counts of an hour,
//! and sealed lines that are deleted after some hours.

mod lines;

use std::sync::Arc;

use db::{StoreError, Tx};
use kernel::event::Actor;
use kernel::hex::hex;
use kernel::id::Ids;
use kernel::time::Instant;
use people::Vault;
use people::record::{Fault, FaultKind};
use serde_json::{Value, json};

use super::code::Seen;
use super::error::ActError;
use super::holder::tell_with;
use super::state::Stations;
use crate::domain::compound::{CompoundStatus, in_force};
use crate::domain::holder::Holder;
use crate::domain::ids::HolderId;
use crate::domain::pass::{AtGate, GateLine, GateRefusal, GateVerifier, Pass, hour_of};
use crate::domain::pass_rules::PassRules;
use crate::store::compound;
use crate::store::pass::{self as store, SealedLine};
use crate::store::suspension;

pub use lines::OpenedLine;

/// What seals lines of gates apart from everything else.
const LINES: &str = "gate lines";

struct EnterJob {
    gate: GateVerifier,
    /// Whose code it was, as far as this gate can know.
    holder: Option<HolderId>,
    is_for_gate: bool,
    tail: String,
    brand: i64,
    rules: PassRules,
    vault: Vault,
    ids: Arc<dyn Ids>,
    at: Instant,
}

impl Stations {
    /// The city's rules for passes; none where it has none.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn pass_rules(&self) -> Result<PassRules, StoreError> {
        self.rules_in(PassRules::FILE, PassRules::read).await
    }

    /// A holder accepts the house rules of a compound, in the version they saw.
    ///
    /// # Errors
    /// [`ActError::Stale`] when another version is in force;
    /// [`ActError::Forbidden`] when the registration has ended.
    pub async fn accept_rules(
        &self,
        holder: &Holder,
        compound: &str,
        version: &str,
    ) -> Result<(), ActError> {
        let at = self.app.now();
        if !holder.is_valid(at) {
            return Err(ActError::Forbidden);
        }
        let pass = Pass {
            compound: compound.to_owned(),
            holder: holder.id,
            rules: version.to_owned(),
            accepted_at: at,
        };
        self.app.db.write(pass, |tx, pass| Box::pin(write_pass(tx, pass))).await
    }

    /// The gate a verifier stands at.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn gate_of(&self, verifier: i64) -> Result<Option<GateVerifier>, StoreError> {
        self.app.db.read(verifier, |tx, verifier| Box::pin(store::gate_of(tx, *verifier))).await
    }

    /// Whose code a gate has seen: no id that another gate shares is kept, so
    /// it is worked out anew from who has a pass here.
    async fn pass_seen(
        &self,
        gate: &GateVerifier,
        seen: &Seen,
    ) -> Result<Option<HolderId>, StoreError> {
        let Some(toward) = seen.toward else { return Ok(None) };
        let compound = gate.compound.clone();
        let read =
            self.app.db.read(compound, |tx, compound| Box::pin(store::holders_in(tx, compound)));
        let holders: Vec<HolderId> = read.await?;
        let number = u16::try_from(gate.verifier).unwrap_or(u16::MAX);
        let toward_gate = self.pairwise_of(number);
        Ok(holders.into_iter().find(|holder| toward_gate(*holder) == toward))
    }

    /// Whether a gate opens for a good code. When it does, the hour's count
    /// goes up and a sealed line is kept for as long as the city says.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn enter(
        &self,
        gate: GateVerifier,
        seen: &Seen,
    ) -> Result<Result<(), GateRefusal>, ActError> {
        let job = EnterJob {
            holder: self.pass_seen(&gate, seen).await?,
            is_for_gate: seen.toward.is_some(),
            gate,
            tail: seen.tail.clone(),
            brand: seen.brand,
            rules: self.pass_rules().await?,
            vault: self.app.vault.clone(),
            ids: self.app.ids.clone(),
            at: self.app.now(),
        };
        self.app.db.write(job, |tx, job| Box::pin(write_passage(tx, job))).await
    }

    /// Deletes lines whose time is over, and ends suspensions. Gives how many
    /// of each.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn tend_passes(&self) -> Result<(u64, usize), ActError> {
        let now = self.app.now();
        let deleted: Result<u64, StoreError> =
            self.app.db.write(now, |tx, now| Box::pin(store::delete_lines(tx, *now))).await;
        Ok((deleted?, self.end_suspensions().await?))
    }

    /// What is kept of a holder's passes, for "my data".
    pub(super) async fn own_passes(&self, holder: HolderId) -> Result<Value, ActError> {
        let read = self.app.db.read(holder, |tx, holder| Box::pin(own(tx, *holder)));
        read.await
    }
}

async fn write_pass(tx: &mut Tx<'_>, pass: &Pass) -> Result<(), ActError> {
    let found = compound::get(tx, &pass.compound).await?;
    let (found, _) = found.ok_or(ActError::NotFound)?;
    if found.status != CompoundStatus::Open {
        return Err(Fault::not_now().into());
    }
    let rules = compound::rules_of(tx, &pass.compound).await?;
    let current = in_force(&rules, pass.accepted_at.day());
    let current = current.ok_or(Fault::new("", FaultKind::NotNow))?;
    if current.version != pass.rules {
        return Err(ActError::Stale);
    }
    let before = store::get(tx, &pass.compound, pass.holder).await?;
    if before.is_some_and(|before| before.rules == pass.rules) {
        return Ok(());
    }
    store::put(tx, pass).await?;
    let body = json!({ "compound": pass.compound, "rules": pass.rules });
    tell_with(tx, pass.holder, "pass.rules_accepted", &Actor::Requester, (pass.accepted_at, body))
        .await
}

async fn write_passage(
    tx: &mut Tx<'_>,
    job: &EnterJob,
) -> Result<Result<(), GateRefusal>, ActError> {
    let compound = &job.gate.compound;
    let found = compound::get(tx, compound).await?;
    let (found, _) = found.ok_or(ActError::NotFound)?;
    let rules = compound::rules_of(tx, compound).await?;
    let current = in_force(&rules, job.at.day()).map(|rules| rules.version.as_str());
    let mut accepted = None;
    let mut suspended_until = None;
    if let Some(holder) = job.holder {
        accepted = store::get(tx, compound, holder).await?.map(|pass| pass.rules);
        let all = suspension::of_pass(tx, compound, holder).await?;
        let standing = all.iter().filter(|one| one.holds(job.at));
        suspended_until = standing.map(|one| one.until).max();
    }
    let at_gate = AtGate {
        status: found.status,
        rules: current,
        is_for_gate: job.is_for_gate,
        accepted: accepted.as_deref(),
        suspended_until,
    };
    if let Err(refusal) = at_gate.decide(job.at) {
        return Ok(Err(refusal));
    }
    let hour = hour_of(job.at);
    store::count_passages(tx, (compound, &hour), 1).await?;
    let until = job.rules.on(job.at.day()).and_then(|rule| rule.line_until(job.at));
    if let Some((holder, until)) = job.holder.zip(until) {
        let line = GateLine {
            holder,
            gate: job.gate.gate.clone(),
            tail: job.tail.clone(),
            brand: job.brand,
            at: job.at.micros(),
        };
        let sealed = seal(&job.vault, &*job.ids, compound, &line)?;
        store::insert_line(tx, &sealed, (&hour, until)).await?;
    }
    Ok(Ok(()))
}

/// A line under a random id: one made of the time would say when.
fn seal(
    vault: &Vault,
    ids: &dyn Ids,
    compound: &str,
    line: &GateLine,
) -> Result<SealedLine, ActError> {
    let id = hex(&ids.random());
    let text = json!(line).to_string();
    let sealed = vault.seal_text(LINES, &format!("{compound} {id}"), &text)?;
    Ok(SealedLine { id, compound: compound.to_owned(), sealed })
}

/// Opens a line; nothing for one that cannot be read, as after a change of its form.
fn open(vault: &Vault, line: &SealedLine) -> Result<Option<GateLine>, ActError> {
    let bound = format!("{} {}", line.compound, line.id);
    let text = vault.open_text(LINES, &bound, &line.sealed)?;
    Ok(serde_json::from_str(&text).ok())
}

async fn own(tx: &mut Tx<'_>, holder: HolderId) -> Result<Value, ActError> {
    let passes = store::of_holder(tx, holder).await?;
    let openings = store::openings_of(tx, holder).await?;
    let suspended = suspension::of_holder(tx, holder).await?;
    let passes: Vec<Value> = passes
        .iter()
        .map(|one| {
            json!({
                "compound": one.compound,
                "rules": one.rules,
                "accepted_at": one.accepted_at.rfc3339(),
            })
        })
        .collect();
    let openings: Vec<Value> = openings
        .iter()
        .map(|one| {
            json!({
                "compound": one.compound,
                "hour": one.hour,
                "purpose": one.purpose.as_str(),
                "incident": one.incident,
                "reason": one.reason,
                "by": one.account_name,
                "unit": one.unit_name,
                "at": one.at.rfc3339(),
            })
        })
        .collect();
    let suspended: Vec<Value> = suspended
        .iter()
        .map(|one| {
            json!({
                "compound": one.compound,
                "state": one.state.as_str(),
                "fact": one.fact,
                "happened_on": one.happened_on,
                "by": one.by_name,
                "unit": one.by_unit,
                "from": one.from.rfc3339(),
                "until": one.until.rfc3339(),
                "answer": one.answer,
            })
        })
        .collect();
    Ok(json!({ "compounds": passes, "line_openings": openings, "suspensions": suspended }))
}
