//! What is done to a programme as a whole: numbers are made public, the lot is
//! drawn, places are given in order.

use std::collections::HashMap;
use std::sync::Arc;

use db::{StoreError, Tx, ledger};
use jiff::ToSpan;
use kernel::calendar::WorkCalendar;
use kernel::counting::{CountingRule, Limit, LimitUnit, due};
use kernel::event::NewEvent;
use kernel::id::Ids;
use kernel::time::DAY_US;
use people::record::{Fault, FaultKind};
use people::{Staff, vault};
use serde_json::json;

use super::{Bed, Doer, apply, book, change};
use crate::app::Stations;
use crate::app::error::ActError;
use crate::domain::benefit::programme::{BenefitOrder, Programme, Window};
use crate::domain::benefit::round::{Outcome, Standing, round};
use crate::domain::benefit::{Benefit, BenefitState, BenefitVerb, lot};
use crate::store::benefit as store;
use crate::store::benefit_photo;
use crate::words;

words! {
    /// What is done to a programme.
    pub enum ProgrammeStep: "a step of a programme" {
        /// A seed is sealed for its lot.
        Seal = "seal",
        /// Confirmed applications are made public.
        Publish = "publish",
        /// The lot is drawn.
        Draw = "draw",
        /// Places are given.
        Give = "give",
    }
}

/// What giving places needs to know.
pub(super) struct Round {
    pub(super) programme: Programme,
    pub(super) beds: Vec<Bed>,
    pub(super) doer: Doer,
}

impl Round {
    fn places(&self) -> i64 {
        let beds = i64::try_from(self.beds.len()).unwrap_or(i64::MAX);
        if self.programme.house.is_empty() {
            self.programme.places
        } else {
            beds.min(self.programme.places)
        }
    }
}

struct ProgrammeJob {
    step: ProgrammeStep,
    round: Round,
    calendar: WorkCalendar,
    seed: String,
    ids: Arc<dyn Ids>,
}

impl Stations {
    pub(super) fn round_of(&self, programme: Programme, doer: Doer) -> Round {
        Round { beds: self.benefit_beds(&programme), programme, doer }
    }

    /// Does something to a programme as a whole; gives how many applications
    /// it touched.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn step_programme(
        &self,
        staff: &Staff,
        id: &str,
        step: ProgrammeStep,
    ) -> Result<usize, ActError> {
        let programme = self.programme_for(staff, id).await?;
        let job = ProgrammeJob {
            step,
            round: self.round_of(programme, Doer::staff(staff, self.app.now())),
            calendar: self.work_calendar(),
            seed: self.fresh_seed(),
            ids: self.app.ids.clone(),
        };
        self.app.db.write(job, |tx, job| Box::pin(write(tx, job))).await
    }
}

async fn write(tx: &mut Tx<'_>, job: &ProgrammeJob) -> Result<usize, ActError> {
    let (programme, doer) = (&job.round.programme, &job.round.doer);
    store::hold(tx, &programme.id).await?;
    let is_lot = programme.order == BenefitOrder::Lot;
    match job.step {
        ProgrammeStep::Seal if is_lot => {
            apply::seal(tx, &programme.id, (&job.seed, doer)).await?;
            Ok(0)
        }
        ProgrammeStep::Draw if is_lot => draw(tx, job).await,
        ProgrammeStep::Seal | ProgrammeStep::Draw => Err(Fault::not_now().into()),
        ProgrammeStep::Publish => publish(tx, job).await,
        ProgrammeStep::Give if is_ready(tx, programme).await? => {
            give(tx, &job.round, &*job.ids).await
        }
        ProgrammeStep::Give => Err(Fault::not_now().into()),
    }
}

/// Whether places can be given: a lot must have been drawn.
pub(super) async fn is_ready(tx: &mut Tx<'_>, programme: &Programme) -> Result<bool, StoreError> {
    if programme.order == BenefitOrder::Application {
        return Ok(true);
    }
    let draw = store::draw(tx, &programme.id).await?;
    Ok(draw.is_some_and(|draw| draw.drawn_at.is_some()))
}

async fn publish(tx: &mut Tx<'_>, job: &ProgrammeJob) -> Result<usize, ActError> {
    let (programme, doer) = (&job.round.programme, &job.round.doer);
    let limit = Limit::new(programme.notice_days, LimitUnit::WorkingDay);
    let until = due(doer.at, limit, &job.calendar, &CountingRule::default()).last_day;
    let mut count = 0;
    for before in store::in_order(tx, &programme.id).await? {
        let Some(state) = before.state.after(BenefitVerb::Publish) else { continue };
        let mut after = Benefit { state, ..before.clone() };
        after.noticed_until = Some(until.to_string());
        let body = json!({ "until": until.to_string() });
        change(tx, &before, &mut after, ("benefit.noticed", doer), body).await?;
        count += 1;
    }
    if count == 0 { Err(Fault::not_now().into()) } else { Ok(count) }
}

/// Draws the lot among all whose notice has ended, when nobody is undecided.
async fn draw(tx: &mut Tx<'_>, job: &ProgrammeJob) -> Result<usize, ActError> {
    let (programme, doer) = (&job.round.programme, &job.round.doer);
    let sealed = store::draw(tx, &programme.id).await?;
    let sealed = sealed.filter(|draw| draw.drawn_at.is_none()).ok_or(Fault::not_now())?;
    let rows = store::in_order(tx, &programme.id).await?;
    let is_in =
        |row: &Benefit| row.state == BenefitState::Noticed && row.is_notice_over(doer.day());
    let is_over = programme.window(doer.day()) == Window::Closed;
    if !is_over || rows.is_empty() || !rows.iter().all(is_in) {
        return Err(Fault::new("", FaultKind::NotNow).into());
    }
    let numbers = rows.iter().map(|row| row.application_no.clone());
    let order = lot::order(&sealed.seed, numbers);
    let ranks: HashMap<&String, i64> = order.iter().zip(1..).collect();
    for before in &rows {
        let mut after =
            Benefit { lot_rank: ranks.get(&before.application_no).copied(), ..before.clone() };
        let body = json!({ "rank": after.lot_rank });
        change(tx, before, &mut after, ("benefit.drawn", doer), body).await?;
    }
    store::set_drawn(tx, &programme.id, doer.at).await?;
    let body = json!({ "seal": sealed.seal, "seed": sealed.seed, "numbers": rows.len() });
    of_programme(tx, &programme.id, ("benefit_programme.drawn", doer), body).await?;
    Ok(rows.len())
}

/// Gives the places there are, in order, as far as the money goes.
pub(super) async fn give(tx: &mut Tx<'_>, job: &Round, ids: &dyn Ids) -> Result<usize, ActError> {
    let programme = &job.programme;
    let entry = book::Book { round: job, ids };
    book::fund(tx, &entry).await?;
    let rows = store::in_order(tx, &programme.id).await?;
    let placed = rows.iter().filter(|row| row.state.has_place()).count();
    let free = job.places() - i64::try_from(placed).unwrap_or(i64::MAX);
    let balances = store::balances(tx, &programme.id).await?;
    let free = free.min(balances.affords(programme.amount_fen));
    let open: Vec<&Benefit> = rows.iter().filter(|row| !row.state.has_place()).collect();
    let standing = open.iter().map(|row| match row.state {
        BenefitState::Waiting => Standing::Ready,
        BenefitState::Noticed if row.is_notice_over(job.doer.day()) => Standing::Ready,
        _ => Standing::Undecided,
    });
    let outcomes = round(standing, free);
    let mut beds = free_beds(tx, job).await?.into_iter();
    let mut count = 0;
    for (before, outcome) in open.into_iter().zip(outcomes) {
        let verb = match outcome {
            Outcome::Place => BenefitVerb::Award,
            Outcome::Wait => BenefitVerb::Queue,
            Outcome::Kept => continue,
        };
        // Who waits already goes on waiting.
        let Some(state) = before.state.after(verb) else { continue };
        let mut after = Benefit { state, ..before.clone() };
        let mut kind = "benefit.queued";
        if verb == BenefitVerb::Award {
            if !book::commit(tx, &entry, before.id).await? {
                break;
            }
            kind = "benefit.awarded";
            house(&mut after, job, beds.next());
            count += 1;
        }
        change(tx, before, &mut after, (kind, &job.doer), json!({})).await?;
    }
    Ok(count)
}

/// The contract of a bed.
fn house(after: &mut Benefit, job: &Round, bed: Option<Bed>) {
    let Some(bed) = bed else { return };
    let from = job.doer.day();
    let months = job.programme.contract_months.months();
    let to = from.saturating_add(months).saturating_sub(1.day());
    after.bed = Some(bed.name);
    after.contract_from = Some(from.to_string());
    after.contract_to = Some(to.to_string());
    after.rent_fen = Some(bed.rent_fen);
}

async fn free_beds(tx: &mut Tx<'_>, job: &Round) -> Result<Vec<Bed>, StoreError> {
    let taken = store::beds(tx, &job.programme.id).await?;
    Ok(job.beds.iter().filter(|bed| !taken.contains(&bed.name)).cloned().collect())
}

/// Sets when nobody is behind an application any more, nor what they showed.
pub(super) async fn forget_later(
    tx: &mut Tx<'_>,
    programme: &Programme,
    after: &Benefit,
    doer: &Doer,
) -> Result<(), StoreError> {
    let at = doer.at.plus(programme.keep_years.saturating_mul(365).saturating_mul(DAY_US));
    benefit_photo::go_at(tx, after.id, at).await?;
    vault::set_delete_after(tx, after.requester, Some(at)).await
}

/// What happened to a programme as a whole.
pub(super) async fn of_programme(
    tx: &mut Tx<'_>,
    programme: &str,
    (kind, doer): (&'static str, &Doer),
    body: serde_json::Value,
) -> Result<(), StoreError> {
    let event = NewEvent {
        stream: format!("benefit_programme:{programme}"),
        kind,
        actor: doer.actor.clone(),
        at: doer.at,
        from: None,
        to: None,
        body,
    };
    ledger::append(tx, &event).await.map(drop)
}
