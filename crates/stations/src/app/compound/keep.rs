//! The desk keeps a compound: each change is one transaction, guarded by the
//! version that was seen, with its event.

use db::{StoreError, Tx, ledger};
use kernel::event::{Actor, NewEvent};
use kernel::hex::hex;
use kernel::hours::Hours;
use kernel::ports::StoredPhoto;
use kernel::time::Instant;
use people::record::{Fault, FaultKind, optional, text};
use people::{Role, Staff};
use places::Point;
use serde_json::json;

use super::super::error::ActError;
use super::super::holder::digest;
use super::super::state::Stations;
use super::SeenCompound;
use crate::domain::compound::{
    Bay, Building, CompoundAgreement, CompoundStatus, CompoundVerb, FriendlyCompound, Gate,
    HouseRules, NAME_MAX, NOTE_MAX, in_force,
};
use crate::domain::keeping::can_direct;
use crate::domain::pass::GateVerifier;
use crate::store::compound::{self as store, Whole};
use crate::store::{self as tables, pass};

/// In which roles a compound is kept.
const KEEPS: &[Role] =
    &[Role::StationKeeper, Role::UnitHandler, Role::UnitReviewer, Role::Supervisor];

/// What is changed.
#[derive(Debug, Clone)]
pub enum CompoundEdit {
    /// Property, telephone, note.
    About(String, String, String),
    /// Where it stands.
    Step(CompoundVerb),
    /// A gate is added or changed.
    Gate(Gate),
    /// A gate is taken out.
    RemoveGate(String),
    /// Buildings and bays, all of them.
    Ways(Vec<Building>, Vec<Bay>),
    /// A new version of the house rules.
    Rules(HouseRules),
    /// An agreement is added or changed.
    Agreement(CompoundAgreement),
    /// The plan of buildings.
    Map(StoredPhoto),
    /// A verifier stands at a gate from now on.
    Bind(GateVerifier),
}

struct EditJob {
    compound: String,
    /// The version that was seen.
    seen: i64,
    edit: CompoundEdit,
    near: Point,
    actor: Actor,
    at: Instant,
}

impl Stations {
    /// Begins with a friendly compound.
    ///
    /// # Errors
    /// [`ActError::Fault`] names the field.
    pub async fn begin_compound(
        &self,
        staff: &Staff,
        (id, property, phone): (&str, &str, &str),
    ) -> Result<(), ActError> {
        let place = self.atlas.current().compound(id).cloned();
        let place = place.ok_or(Fault::new("compound", FaultKind::Unknown))?;
        if !can_direct(staff, &self.rules(), &place.community.to_string()) {
            return Err(Fault::new("compound", FaultKind::NotAllowed).into());
        }
        let new = FriendlyCompound {
            id: place.id,
            property: text("property", property, NAME_MAX)?,
            phone: optional("phone", phone, NAME_MAX)?,
            note: String::new(),
            status: CompoundStatus::Planned,
            opened_on: String::new(),
        };
        let job = (new, staff.actor_of(KEEPS));
        self.app
            .db
            .write(job, |tx, (new, actor)| {
                Box::pin(async move {
                    if store::get(tx, &new.id).await?.is_some() {
                        return Err(Fault::new("compound", FaultKind::Taken).into());
                    }
                    store::begin(tx, new).await?;
                    Ok(note(tx, &new.id, "compound.begun", actor, json!({})).await?)
                })
            })
            .await
    }

    /// Changes a compound.
    ///
    /// # Errors
    /// [`ActError::Fault`] names the field, [`ActError::Stale`].
    pub async fn edit_compound(
        &self,
        staff: &Staff,
        seen: &SeenCompound,
        (version, edit): (i64, CompoundEdit),
    ) -> Result<(), ActError> {
        if !self.keeps_compound(staff, seen) {
            return Err(ActError::Forbidden);
        }
        let job = EditJob {
            compound: seen.place.id.clone(),
            seen: version,
            edit,
            near: seen.place.point,
            actor: staff.actor_of(KEEPS),
            at: self.app.now(),
        };
        self.app.db.write(job, |tx, job| Box::pin(write_edit(tx, job))).await
    }
}

async fn write_edit(tx: &mut Tx<'_>, job: &EditJob) -> Result<(), ActError> {
    let id = &job.compound;
    let whole = store::whole(tx, id).await?.ok_or(ActError::NotFound)?;
    if whole.version != job.seen {
        return Err(ActError::Stale);
    }
    let mut after = whole.compound.clone();
    let (kind, body) = match &job.edit {
        CompoundEdit::About(property, phone, words) => {
            after.property = text("property", property, NAME_MAX)?;
            after.phone = optional("phone", phone, NAME_MAX)?;
            after.note = optional("note", words, NOTE_MAX)?;
            ("compound.described", json!({}))
        }
        CompoundEdit::Step(verb) => {
            step(&mut after, &whole, *verb, job.at)?;
            ("compound.stepped", json!({ "verb": verb, "to": after.status }))
        }
        part => write_part(tx, (&whole, part), job).await?,
    };
    store::touch(tx, job.seen, &after).await?;
    Ok(note(tx, id, kind, &job.actor, body).await?)
}

/// A compound opens with house rules in force and a gate.
fn step(
    after: &mut FriendlyCompound,
    whole: &Whole,
    verb: CompoundVerb,
    at: Instant,
) -> Result<(), Fault> {
    after.status = after.status.after(verb).ok_or(Fault::not_now())?;
    let is_whole = in_force(&whole.rules, at.day()).is_some() && !whole.gates.is_empty();
    if after.status == CompoundStatus::Open && !is_whole {
        return Err(Fault::new("step", FaultKind::NotAllowed));
    }
    if verb == CompoundVerb::Open {
        after.opened_on = at.day().to_string();
    }
    Ok(())
}

async fn write_part(
    tx: &mut Tx<'_>,
    (whole, part): (&Whole, &CompoundEdit),
    job: &EditJob,
) -> Result<(&'static str, serde_json::Value), ActError> {
    let (id, on) = (&job.compound, job.at.day());
    Ok(match part {
        CompoundEdit::Gate(gate) => {
            let gate = Gate { compound: id.clone(), ..gate.clone() }.check(job.near)?;
            let hours = Hours::parse(&gate.hours);
            let hours = hours.map_err(|_| Fault::new("hours", FaultKind::Unknown))?.to_string();
            tables::put(tx, &Gate { hours, ..gate.clone() }).await?;
            ("compound.gate_kept", json!({ "gate": gate.id }))
        }
        CompoundEdit::RemoveGate(gate) => {
            let found = whole.gates.iter().find(|one| one.id == *gate);
            let found = found.ok_or(ActError::NotFound)?;
            if whole.buildings.iter().any(|one| one.gate == *gate) {
                return Err(Fault::new("gate", FaultKind::NotAllowed).into());
            }
            if whole.compound.status == CompoundStatus::Open && whole.gates.len() == 1 {
                return Err(Fault::new("gate", FaultKind::NotNow).into());
            }
            tables::close(tx, found, on).await?;
            pass::unbind(tx, id, gate).await?;
            ("compound.gate_removed", json!({ "gate": gate }))
        }
        CompoundEdit::Ways(buildings, bays) => {
            store::replace(tx, (&whole.buildings, buildings), on).await?;
            store::replace(tx, (&whole.bays, bays), on).await?;
            let body = json!({ "buildings": buildings.len(), "bays": bays.len() });
            ("compound.ways_kept", body)
        }
        CompoundEdit::Rules(rules) => {
            let rules = HouseRules { compound: id.clone(), ..rules.clone() };
            let rules = rules.check(&whole.rules, on)?;
            tables::put(tx, &rules).await?;
            let sha256 = hex(&digest(&rules.text));
            let body = json!({ "version": rules.version, "text_sha256": sha256 });
            ("compound.rules_made", body)
        }
        CompoundEdit::Agreement(agreement) => {
            let agreement = CompoundAgreement { compound: id.clone(), ..agreement.clone() };
            tables::put(tx, &agreement.check()?).await?;
            ("compound.agreed", json!({}))
        }
        CompoundEdit::Map(map) => {
            store::put_map(tx, id, map).await?;
            ("compound.map_kept", json!({ "digest": map.digest }))
        }
        CompoundEdit::Bind(gate) => {
            let is_there = whole.gates.iter().any(|one| one.id == gate.gate);
            let free = pass::free_verifiers(tx).await?;
            if !is_there || !free.iter().any(|(number, _)| *number == gate.verifier) {
                return Err(Fault::new("verifier", FaultKind::Unknown).into());
            }
            let gate = GateVerifier { compound: id.clone(), ..gate.clone() };
            pass::bind(tx, &gate, job.at).await?;
            let body = json!({ "gate": gate.gate, "verifier": gate.verifier });
            ("compound.gate_bound", body)
        }
        CompoundEdit::About(..) | CompoundEdit::Step(_) => return Err(ActError::Stale),
    })
}

/// Writes down what happened at a compound.
pub(in crate::app) async fn note(
    tx: &mut Tx<'_>,
    compound: &str,
    kind: &'static str,
    actor: &Actor,
    body: serde_json::Value,
) -> Result<(), StoreError> {
    let event = NewEvent {
        stream: format!("compound:{compound}"),
        kind,
        actor: actor.clone(),
        at: tx.recorded_at(),
        from: None,
        to: None,
        body,
    };
    ledger::append(tx, &event).await.map(drop)
}
