//! What members of staff do to one application.

use std::sync::Arc;

use db::Tx;
use kernel::id::Ids;
use people::Staff;
use people::record::{Fault, optional, text};
use serde_json::json;

use super::{Doer, book, change, give};
use crate::app::Stations;
use crate::app::error::ActError;
use crate::domain::benefit::{self, Benefit, BenefitId, BenefitVerb, REASON_MAX};
use crate::store::benefit as store;

/// What is done to an application, and why.
#[derive(Debug, Clone)]
pub struct BenefitStep {
    /// What.
    pub verb: BenefitVerb,
    /// Why; needed to refuse, to send back and to answer an objection.
    pub reason: String,
}

struct StepJob {
    id: BenefitId,
    seen: i64,
    step: BenefitStep,
    staff: Staff,
    round: give::Round,
    ids: Arc<dyn Ids>,
}

impl Stations {
    /// Does something to an application.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn step_benefit(
        &self,
        staff: &Staff,
        (id, seen): (BenefitId, i64),
        step: BenefitStep,
    ) -> Result<Benefit, ActError> {
        let found = self.benefit_for(staff, id).await?;
        let programme = self.programme(&found.programme).await?;
        let round = self.round_of(programme, Doer::staff(staff, self.app.now()));
        let ids = self.app.ids.clone();
        let job = StepJob { id, seen, step, staff: staff.clone(), round, ids };
        self.app.db.write(job, |tx, job| Box::pin(write_step(tx, job))).await
    }
}

async fn write_step(tx: &mut Tx<'_>, job: &StepJob) -> Result<Benefit, ActError> {
    let (verb, doer) = (job.step.verb, &job.round.doer);
    store::hold(tx, &job.round.programme.id).await?;
    let before = store::get(tx, job.id).await?.ok_or(ActError::NotFound)?;
    if before.version != job.seen {
        return Err(ActError::Stale);
    }
    let state = before.state.after(verb).ok_or(Fault::not_now())?;
    if !benefit::can(&job.staff, verb, &before) {
        return Err(ActError::Forbidden);
    }
    let mut after = Benefit { state, ..before.clone() };
    decide(&mut after, job)?;
    money(tx, &before, job).await?;
    change(tx, &before, &mut after, (event(verb), doer), json!({})).await?;
    if !after.state.is_live() {
        give::forget_later(tx, &job.round.programme, &after, doer).await?;
    }
    if verb == BenefitVerb::Return && give::is_ready(tx, &job.round.programme).await? {
        give::give(tx, &job.round, &*job.ids).await?;
    }
    Ok(after)
}

/// Who decided what, and why.
fn decide(after: &mut Benefit, job: &StepJob) -> Result<(), Fault> {
    use BenefitVerb as V;
    let (account, reason) = (Some(job.staff.account), &job.step.reason);
    match job.step.verb {
        V::FindEligible => {
            after.first_by = account;
            after.reason = optional("reason", reason, REASON_MAX)?;
        }
        V::FindIneligible => {
            after.first_by = account;
            after.reason = text("reason", reason, REASON_MAX)?;
        }
        V::Confirm | V::Refuse => after.second_by = account,
        V::SendBack => {
            after.first_by = None;
            after.second_by = None;
            after.reason = text("reason", reason, REASON_MAX)?;
        }
        V::Dismiss => after.answer = text("reason", reason, REASON_MAX)?,
        V::Uphold => {
            after.answer = text("reason", reason, REASON_MAX)?;
            after.reason = after.answer.clone();
            after.first_by = account;
            after.second_by = None;
        }
        V::Return => {
            after.reason = optional("reason", reason, REASON_MAX)?;
            if after.bed.take().is_some() {
                after.contract_to = Some(job.round.doer.day().to_string());
            }
        }
        V::Pay | V::CorrectPayment => {}
        V::Withdraw | V::Object | V::Publish | V::Queue | V::Award => {}
    }
    Ok(())
}

async fn money(tx: &mut Tx<'_>, before: &Benefit, job: &StepJob) -> Result<(), ActError> {
    let entry = book::Book { round: &job.round, ids: &*job.ids };
    match job.step.verb {
        BenefitVerb::Pay if job.round.programme.amount_fen == 0 => Err(Fault::not_now().into()),
        BenefitVerb::Pay => Ok(book::pay(tx, &entry, before).await?),
        BenefitVerb::CorrectPayment => Ok(book::correct(tx, &entry, before).await?),
        BenefitVerb::Return => Ok(book::give_back(tx, &entry, before).await?),
        _ => Ok(()),
    }
}

/// What a change is called in the ledger.
fn event(verb: BenefitVerb) -> &'static str {
    match verb {
        BenefitVerb::Withdraw => "benefit.withdrawn",
        BenefitVerb::FindEligible => "benefit.found_eligible",
        BenefitVerb::FindIneligible => "benefit.found_ineligible",
        BenefitVerb::Confirm => "benefit.confirmed",
        BenefitVerb::Refuse => "benefit.refused",
        BenefitVerb::SendBack => "benefit.sent_back",
        BenefitVerb::Publish => "benefit.noticed",
        BenefitVerb::Object => "benefit.objected",
        BenefitVerb::Dismiss => "benefit.objection_dismissed",
        BenefitVerb::Uphold => "benefit.objection_upheld",
        BenefitVerb::Queue => "benefit.queued",
        BenefitVerb::Award => "benefit.awarded",
        BenefitVerb::Pay => "benefit.paid",
        BenefitVerb::CorrectPayment => "benefit.payment_corrected",
        BenefitVerb::Return => "benefit.returned",
    }
}
