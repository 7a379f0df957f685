//! Objections to a dispatch: what is written beside the order, when a pattern
//! opens a gap, and what the owner of the catalogue decides.

use std::sync::Arc;

use db::{StoreError, Tx, params};
use kernel::event::{Actor, NewEvent};
use kernel::policy::ClockKind;
use kernel::time::{DAY_US, Instant};
use people::{Role, Staff, UnitId};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::apply::{Scene, limit_end};
use super::{Desk, OrderError};
use crate::domain::AttachmentId;
use crate::domain::category::catalogue_item;
use crate::domain::change::{Command, Refusal};
use crate::domain::gap::{Gap, GapId, GapState, GapVerb, Pattern};
use crate::domain::objection::{
    self, Objection, ObjectionFault, ObjectionId, ObjectionState, ObjectionVerb,
};
use crate::domain::order::{Order, OrderState};
use crate::domain::pack::CatalogueLine;
use crate::domain::rules::Rules;
use crate::store::clock::ClockRow;
use crate::store::objection::{Decision, Ruling};
use crate::store::{clock, objection as table, pack};

/// The end of the time the policy gives a unit for objecting: it counts from
/// the dispatch to this unit, whose sign-in limit began then.
pub fn object_until(rules: &Rules, order: &Order, clocks: &[ClockRow]) -> Option<Instant> {
    let sign_in = clocks.iter().find(|row| row.kind == ClockKind::SignIn.as_str());
    let start = sign_in.map(|row| row.started_at).or(order.dispatched_at)?;
    limit_end(rules, order, ClockKind::Objection, start)
}

/// Whether a unit may object, and whether a ruling may be given.
pub(super) async fn check(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    command: &Command,
) -> Result<(), OrderError> {
    match command {
        Command::Object { .. } if order.state == OrderState::Dispatched => {
            let Some(unit) = order.unit_id else { return Ok(()) };
            let past = table::of_order(tx, order.id).await?;
            let clocks = clock::of_order(tx, order.id).await?;
            let until = object_until(scene.rules, order, &clocks);
            Ok(objection::may_object(unit, &past, until, scene.at).map_err(Refusal::from)?)
        }
        Command::Redispatch { .. } | Command::Overrule { .. } | Command::Designate { .. } => {
            let past = table::of_order(tx, order.id).await?;
            let heard = past.iter().any(|past| past.state == ObjectionState::Hearing);
            if heard { Err(Refusal::from(ObjectionFault::HearingOpen).into()) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// Writes the objection or its ruling.
pub(super) async fn record(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    command: &Command,
    evidence: &[AttachmentId],
) -> Result<(), OrderError> {
    match command {
        Command::Object { ground, legal_basis, text, proposed } => {
            let new = Objection {
                id: ObjectionId(scene.ids.mint(scene.at)),
                order_id: order.id,
                unit_id: order.unit_id.ok_or(OrderError::Unknown("unit"))?,
                state: ObjectionState::Filed,
                ground: *ground,
                legal_basis: legal_basis.trim().to_owned(),
                text: text.trim().to_owned(),
                proposed_unit_id: *proposed,
                category_code: order.category_code.clone().unwrap_or_default(),
                filed_at: scene.at,
                ruled_at: None,
                ruled_unit_id: None,
                ruling: None,
            };
            file(tx, scene, &new, evidence).await
        }
        Command::Redispatch { unit, text } => {
            rule(tx, scene, order, ObjectionVerb::Uphold, (*unit, text)).await
        }
        Command::Designate { unit, text } => {
            rule(tx, scene, order, ObjectionVerb::Designate, (*unit, text)).await
        }
        Command::Overrule { text } => {
            let unit = order.unit_id.ok_or(OrderError::Unknown("unit"))?;
            rule(tx, scene, order, ObjectionVerb::Overrule, (unit, text)).await
        }
        _ => Ok(()),
    }
}

async fn file(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    new: &Objection,
    evidence: &[AttachmentId],
) -> Result<(), OrderError> {
    table::insert(tx, new).await?;
    for picture in evidence {
        table::add_evidence(tx, new.id, *picture).await?;
    }
    let Some(procedures) = scene.rules.procedures(scene.at.day()) else { return Ok(()) };
    if new.category_code.is_empty() {
        return Ok(());
    }
    let since = scene.at.plus(-procedures.objection_pattern_days * DAY_US);
    for pattern in [Pattern::Unit(new.unit_id), Pattern::Ground(new.ground)] {
        let count = table::count(tx, &new.category_code, &pattern, since).await?;
        if count >= procedures.objection_pattern_count {
            open_gap(tx, scene, new, &pattern, (count, since)).await?;
        }
    }
    Ok(())
}

async fn open_gap(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    new: &Objection,
    pattern: &Pattern,
    (count, since): (i64, Instant),
) -> Result<(), OrderError> {
    let gap = Gap {
        id: GapId(scene.ids.mint(scene.at)),
        pattern: pattern.key(&new.category_code),
        category_code: new.category_code.clone(),
        unit_id: match pattern {
            Pattern::Unit(unit) => Some(*unit),
            Pattern::Ground(_) => None,
        },
        ground: match pattern {
            Pattern::Unit(_) => None,
            Pattern::Ground(ground) => Some(*ground),
        },
        count,
        state: GapState::Open,
        opened_at: scene.at,
        decided_at: None,
        new_unit_id: None,
        reason: None,
    };
    if table::open_gap(tx, &gap, since).await? {
        let body = json!({ "pattern": gap.pattern, "objections": count });
        let event = gap_event(&gap, "catalogue_gap.opened", scene.actor, scene.at, body);
        db::ledger::append_first(tx, &event).await?;
    }
    Ok(())
}

fn gap_event(
    gap: &Gap,
    kind: &'static str,
    actor: &Actor,
    at: Instant,
    body: serde_json::Value,
) -> NewEvent {
    NewEvent {
        stream: db::ledger::stream_name("catalogue_gap", gap.id.0),
        kind,
        actor: actor.clone(),
        at,
        from: (kind != "catalogue_gap.opened").then_some(GapState::Open.as_str()),
        to: None,
        body,
    }
}

async fn rule(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    verb: ObjectionVerb,
    (unit, text): (UnitId, &str),
) -> Result<(), OrderError> {
    let rows = table::of_order(tx, order.id).await?;
    // Objections of imported orders may have no row of their own.
    let Some(open) = rows.iter().rev().find(|row| row.state.is_open()) else { return Ok(()) };
    let state = open.state.after(verb).ok_or(OrderError::Stale)?;
    Ok(table::rule(tx, open, &Ruling { state, at: scene.at, unit, text }).await?)
}

/// What the owner of the catalogue decides on a gap.
#[derive(Debug, Clone)]
pub struct GapDecision {
    /// Which gap.
    pub gap: GapId,
    /// Change or keep.
    pub verb: GapVerb,
    /// The unit the entry names from now on.
    pub unit: Option<UnitId>,
    /// Why.
    pub reason: String,
}

struct Job {
    staff: Staff,
    decision: GapDecision,
    rules: Arc<Rules>,
    at: Instant,
}

impl Desk {
    /// Decides on a gap; a change of the entry holds from today on.
    ///
    /// # Errors
    /// [`OrderError`]; nothing happened then.
    pub async fn decide_gap(&self, staff: &Staff, decision: GapDecision) -> Result<(), OrderError> {
        let (rules, at) = (self.rules(), self.app.now());
        let job = Job { staff: staff.clone(), decision, rules, at };
        self.app.db.write(job, |tx, job| Box::pin(decide_gap(tx, job))).await?;
        self.refresh_rules().await?;
        Ok(())
    }
}

async fn decide_gap(tx: &mut Tx<'_>, job: &Job) -> Result<(), OrderError> {
    let decision = &job.decision;
    if !job.staff.has(Role::Supervisor) {
        return Err(OrderError::Forbidden);
    }
    let gap = table::get_gap(tx, decision.gap).await?.ok_or(OrderError::NotFound)?;
    let state = gap.state.after(decision.verb).ok_or(OrderError::Stale)?;
    if decision.reason.trim().is_empty() {
        return Err(Refusal::TextMissing.into());
    }
    if decision.verb == GapVerb::Change {
        let unit = decision.unit.and_then(|unit| job.rules.units.get(&unit));
        let unit = unit.ok_or(OrderError::Unknown("unit"))?;
        change_entry(tx, job, &gap, &unit.slug).await?;
    }
    let row = Decision {
        state,
        at: job.at,
        by: Some(job.staff.account),
        new_unit: decision.unit.filter(|_| decision.verb == GapVerb::Change),
        reason: decision.reason.trim().to_owned(),
    };
    table::decide_gap(tx, gap.id, &row).await?;
    let actor = job.staff.actor(Role::Supervisor);
    let body = json!({ "pattern": gap.pattern, "unit": row.new_unit });
    let mut event = gap_event(&gap, "catalogue_gap.decided", &actor, job.at, body);
    event.to = Some(state.as_str());
    db::ledger::append(tx, &event).await?;
    Ok(())
}

/// The old entry ends yesterday; a new one with the other unit begins today.
/// The next city pack must carry the same line: the page says so and shows it.
async fn change_entry(tx: &mut Tx<'_>, job: &Job, gap: &Gap, slug: &str) -> Result<(), OrderError> {
    let today = job.at.day();
    let lines = pack::catalogue_lines(tx).await?;
    let known = catalogue_item(&job.rules.catalogue, &gap.category_code, today);
    let known = known.map(|item| item.id.clone());
    let old = lines.iter().find(|line| Some(&line.id) == known.as_ref());
    let mut new = old.cloned().ok_or(OrderError::Unknown("category"))?;
    let yesterday = today.yesterday().map_err(|_| OrderError::Unknown("category"))?;
    // A line for a wider category goes on for everything else under it.
    let is_own = new.category_code == gap.category_code;
    if is_own && new.valid_from < today.to_string() {
        let valid_to = Some(yesterday.to_string());
        put(tx, &CatalogueLine { valid_to, ..new.clone() }).await?;
    }
    if !is_own || new.valid_from < today.to_string() {
        new.id = format!("{}.{}.{}", new.id, gap.category_code, today.strftime("%Y%m%d"));
    }
    new.category_code.clone_from(&gap.category_code);
    slug.clone_into(&mut new.lead_unit);
    new.valid_from = today.to_string();
    new.valid_to = None;
    put(tx, &new).await?;
    // The rules notice a new pack by the digests of its files.
    let digest = kernel::hex::hex(&Sha256::digest(format!("{new:?}").as_bytes()));
    let at = tx.recorded_at();
    tx.exec(&pack::PUT_FILE, params!["catalogue-changes", "", digest, at]).await?;
    Ok(())
}

async fn put(tx: &mut Tx<'_>, line: &CatalogueLine) -> Result<(), StoreError> {
    let params = params![
        &line.id,
        &line.category_code,
        &line.region_scope,
        &line.lead_unit,
        &line.co_units,
        &line.basis,
        &line.valid_from,
        line.valid_to.as_deref(),
    ];
    tx.exec(&pack::PUT_CATALOGUE, params).await.map(drop)
}
