//! Which learned model proposes: a new one comes in, a person goes one step
//! back, and what the one in force proposed is noted.

use db::{StoreError, Tx};
use kernel::event::Actor;
use kernel::ports::TopicText;
use kernel::time::Instant;
use people::Staff;
use serde_json::json;

use super::Desk;
use super::record::{Happened, RecordError, happened, one_row};
use crate::domain::OrderId;
use crate::domain::category_model::{
    CategoryModel, ModelId, ModelQuality, ModelState, READERS, back_reason, can_step_back, is_taken,
};
use crate::store::category_model::{self as table, NewProposal};
use people::record::Fault;

/// A model that was just learned.
#[derive(Debug, Clone)]
pub struct Learned {
    /// How good it is.
    pub quality: ModelQuality,
    /// Its file.
    pub content: Vec<u8>,
    /// The newest order it learned from; empty when it learned from files.
    pub newest_order: String,
}

struct NewModel {
    model: CategoryModel,
    content: Vec<u8>,
}

struct Back {
    staff: Staff,
    id: ModelId,
    seen: i64,
    reason: String,
    at: Instant,
}

fn event<'a>(
    model: &CategoryModel,
    kind: &'static str,
    (actor, at): (&'a Actor, Instant),
    (from, to): (Option<&'static str>, &'static str),
) -> Happened<'a> {
    let body = json!({ "samples": model.quality.samples });
    Happened { noun: "category_model", id: model.id.0, kind, actor, at, from, to: Some(to), body }
}

impl Desk {
    /// The model in force.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn model_in_force(&self) -> Result<Option<CategoryModel>, StoreError> {
        self.app.db.read((), |tx, ()| Box::pin(table::in_force(tx))).await
    }

    /// A model's file.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn model_file(&self, id: ModelId) -> Result<Option<Vec<u8>>, StoreError> {
        self.app.db.read(id, |tx, id| Box::pin(table::file(tx, *id))).await
    }

    /// Keeps a learned model, and puts it in force unless it is worse than the
    /// one that is. Gives it as it stands then.
    ///
    /// # Errors
    /// [`RecordError`]; nothing happened then.
    pub async fn take_model(&self, learned: Learned) -> Result<CategoryModel, RecordError> {
        let at = self.app.now();
        let model = CategoryModel {
            id: ModelId(self.app.ids.mint(at)),
            version: 1,
            state: ModelState::InForce,
            made_at: at,
            in_force_at: Some(at),
            newest_order: learned.newest_order,
            quality: learned.quality,
            reason: None,
        };
        let job = NewModel { model, content: learned.content };
        self.app.db.write(job, |tx, job| Box::pin(take(tx, job))).await
    }

    /// Puts an earlier model back in force; the one that was is withdrawn.
    ///
    /// # Errors
    /// [`RecordError`]; nothing happened then.
    pub async fn step_back(
        &self,
        staff: &Staff,
        (id, seen): (ModelId, i64),
        reason: &str,
    ) -> Result<(), RecordError> {
        let reason = back_reason(reason)?;
        let job = Back { staff: staff.clone(), id, seen, reason, at: self.app.now() };
        self.app.db.write(job, |tx, job| Box::pin(back(tx, job))).await
    }

    /// What the engine proposes for an order that came in.
    pub(super) fn proposal_for(&self, text: &TopicText, model: Option<ModelId>) -> NewProposal {
        let best = self.matches.categories(&text.draft, 1).into_iter().next();
        let (category, confidence_milli) = best.unwrap_or_default();
        NewProposal {
            order: OrderId(text.order),
            model,
            abstains: category.is_empty() || self.matches.abstains(&text.draft),
            category,
            confidence_milli,
            received_at: text.draft.at,
        }
    }
}

async fn take(tx: &mut Tx<'_>, job: &NewModel) -> Result<CategoryModel, RecordError> {
    let actor = (&Actor::Job("categories"), job.model.made_at);
    let before = table::in_force(tx).await?;
    let mut model = job.model.clone();
    if !is_taken(&model.quality, before.as_ref().map(|before| &before.quality)) {
        model.state = ModelState::Refused;
        model.in_force_at = None;
    }
    table::insert(tx, &model, &job.content).await?;
    if model.state == ModelState::Refused {
        let states = (None, ModelState::Refused.as_str());
        happened(tx, event(&model, "category_model.refused", actor, states)).await?;
        return Ok(model);
    }
    if let Some(before) = before {
        let after = CategoryModel { state: ModelState::Kept, ..before };
        one_row(table::save(tx, &after).await?)?;
    }
    let states = (None, ModelState::InForce.as_str());
    happened(tx, event(&model, "category_model.taken", actor, states)).await?;
    Ok(model)
}

async fn back(tx: &mut Tx<'_>, job: &Back) -> Result<(), RecordError> {
    if !job.staff.has_any(&READERS) {
        return Err(RecordError::Forbidden);
    }
    let earlier = table::get(tx, job.id).await?.ok_or(RecordError::NotFound)?;
    if earlier.version != job.seen {
        return Err(RecordError::Stale);
    }
    if !can_step_back(&job.staff, &earlier) || table::file(tx, earlier.id).await?.is_none() {
        return Err(Fault::not_now().into());
    }
    let actor = job.staff.actor_of(&READERS);
    let who = (&actor, job.at);
    if let Some(present) = table::in_force(tx).await? {
        let (state, reason) = (ModelState::Withdrawn, Some(job.reason.clone()));
        let after = CategoryModel { state, reason, ..present };
        one_row(table::save(tx, &after).await?)?;
        let states = (Some(ModelState::InForce.as_str()), state.as_str());
        happened(tx, event(&after, "category_model.withdrawn", who, states)).await?;
    }
    let (state, in_force_at) = (ModelState::InForce, Some(job.at));
    let after = CategoryModel { state, in_force_at, ..earlier };
    one_row(table::save(tx, &after).await?)?;
    let states = (Some(ModelState::Kept.as_str()), state.as_str());
    happened(tx, event(&after, "category_model.put_back", who, states)).await?;
    Ok(())
}
