//! Applying: the person goes into the vault, the application into its order,
//! and nobody applies twice where the rules of any district forbid it.

use std::sync::Arc;

use db::{StoreError, Tx};
use kernel::id::Ids;
use kernel::ports::StoredPhoto;
use people::codes::QueryCodes;
use people::domain::disclosure::IdentityField;
use people::record::{Fault, FaultKind, text};
use people::store::units;
use people::vault::{self, NewIdentity, SealedIdentity};
use serde_json::json;

use super::{Doer, change, give, record};
use crate::app::Stations;
use crate::app::error::ActError;
use crate::domain::benefit::programme::{BenefitOrder, Programme, Window};
use crate::domain::benefit::{
    Benefit, BenefitId, BenefitState, BenefitVerb, NewBenefit, REASON_MAX, lot,
};
use crate::store::benefit::{self as store, Draw};
use crate::store::benefit_photo;

/// References of one telephone that are looked at.
const SAME_MAX: i64 = 100;

/// An application and the code that opens it.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The application.
    pub benefit: Benefit,
    /// Eight digits, told once.
    pub code: String,
}

struct NewJob {
    new: NewBenefit,
    programme: Programme,
    exclusive: Vec<String>,
    sealed: SealedIdentity,
    codes: QueryCodes,
    seed: String,
    ids: Arc<dyn Ids>,
    doer: Doer,
}

struct OwnJob {
    id: BenefitId,
    seen: i64,
    round: give::Round,
}

struct ObjectionJob {
    programme: String,
    no: String,
    words: String,
    doer: Doer,
}

impl Stations {
    /// Takes an application in. The same key again gives the same application.
    ///
    /// # Errors
    /// [`ActError`]; [`FaultKind::Taken`] on the telephone when the person
    /// has applied already, [`FaultKind::NotAllowed`] when what they have
    /// applied for excludes it.
    pub async fn apply_for_benefit(&self, new: NewBenefit) -> Result<Applied, ActError> {
        let doer = Doer::requester(self.app.now());
        let rules = self.benefit_rules().await?;
        let programme = rules.get(&new.programme).cloned().ok_or(ActError::NotFound)?;
        let new = new.check(&programme)?;
        if programme.window(doer.day()) != Window::Open {
            return Err(Fault::new("", FaultKind::TooLate).into());
        }
        let identity = NewIdentity::default()
            .with(IdentityField::Name, &new.name)
            .with(IdentityField::Phone, &new.phone);
        let sealed = self.app.vault.seal(&identity);
        let sealed = sealed.map_err(|error| ActError::Desk(error.to_string()))?;
        let codes = self.benefit_codes();
        let code = codes.code(new.key.trim());
        let exclusive = rules.exclusive_with(&programme);
        let job = NewJob {
            new,
            programme,
            exclusive,
            sealed,
            codes,
            seed: self.fresh_seed(),
            ids: self.app.ids.clone(),
            doer,
        };
        let benefit = self.app.db.write(job, |tx, job| Box::pin(write_new(tx, job))).await?;
        Ok(Applied { benefit, code })
    }

    /// A seed nobody knows: 32 random bytes as text.
    pub(super) fn fresh_seed(&self) -> String {
        let bytes = [self.app.ids.random(), self.app.ids.random()].concat();
        kernel::hex::hex(&bytes)
    }

    /// The pictures of an application.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn benefit_photos(&self, id: BenefitId) -> Result<Vec<StoredPhoto>, StoreError> {
        self.app.db.read(id, |tx, id| Box::pin(benefit_photo::of(tx, *id))).await
    }

    /// Forgets pictures of applications whose time is over; gives how many.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn forget_benefit_photos(&self) -> Result<u64, StoreError> {
        let now = self.app.now();
        self.app.db.write(now, |tx, now| Box::pin(benefit_photo::forget(tx, *now))).await
    }

    /// The applicant takes it back; who waits next gets what becomes free.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn withdraw_benefit(
        &self,
        benefit: &Benefit,
        seen: i64,
    ) -> Result<Benefit, ActError> {
        let programme = self.programme(&benefit.programme).await?;
        let round = self.round_of(programme, Doer::requester(self.app.now()));
        let job = OwnJob { id: benefit.id, seen, round };
        self.app.db.write(job, |tx, job| Box::pin(write_withdrawal(tx, job))).await
    }

    /// Somebody objects to a number that is public.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn object_to_benefit(
        &self,
        programme: &str,
        no: &str,
        words: &str,
    ) -> Result<Benefit, ActError> {
        let words = text("objection", words, REASON_MAX)?;
        let doer = Doer::requester(self.app.now());
        let job =
            ObjectionJob { programme: programme.to_owned(), no: no.trim().to_owned(), words, doer };
        self.app.db.write(job, |tx, job| Box::pin(write_objection(tx, job))).await
    }
}

async fn write_new(tx: &mut Tx<'_>, job: &NewJob) -> Result<Benefit, ActError> {
    // In one order everywhere, so that two never wait for each other.
    let mut held = job.exclusive.clone();
    held.sort();
    for programme in &held {
        store::hold(tx, programme).await?;
    }
    let (key, programme) = (job.new.key.trim(), &job.programme);
    if let Some(known) = store::get_by_key(tx, key).await? {
        let is_same = known.programme == programme.id;
        return if is_same { Ok(known) } else { Err(ActError::Stale) };
    }
    vault::store_identity(tx, &job.sealed).await?;
    refuse_second(tx, job).await?;
    if programme.order == BenefitOrder::Lot {
        seal(tx, &programme.id, (&job.seed, &job.doer)).await?;
    }
    let seq = store::next(tx, &programme.id).await?;
    let said = programme.statements.join("\n");
    let benefit = Benefit {
        id: BenefitId(job.ids.mint(job.doer.at)),
        submission_key: key.to_owned(),
        application_no: format!("{}-{seq:05}", programme.code),
        code_tag: job.codes.tag(key, &job.codes.code(key)),
        version: 1,
        programme: programme.id.clone(),
        unit_id: units::by_slug(tx, &programme.unit).await?.map(|unit| unit.id),
        state: BenefitState::Submitted,
        seq,
        lot_rank: None,
        requester: job.sealed.reference,
        rule_version: programme.rule_version.clone(),
        statements: lot::digest(&format!("{}\n{said}", programme.rule_version)),
        attestor: job.new.attestor.clone(),
        first_by: None,
        second_by: None,
        reason: String::new(),
        noticed_until: None,
        objection: String::new(),
        answer: String::new(),
        bed: None,
        contract_from: None,
        contract_to: None,
        rent_fen: None,
        applied_at: job.doer.at,
    };
    store::insert(tx, &benefit).await?;
    benefit_photo::insert(tx, benefit.id, &job.new.photos).await?;
    let body = json!({
        "no": benefit.application_no,
        "photos": job.new.photos.iter().map(|photo| &photo.digest).collect::<Vec<_>>(),
        "programme": benefit.programme,
        "rule_version": benefit.rule_version,
        "statements": benefit.statements,
    });
    record(tx, (None, &benefit), ("benefit.submitted", &job.doer), body).await?;
    Ok(benefit)
}

/// The vault says of two references only whether they are the same person, and
/// counts that it was asked.
async fn refuse_second(tx: &mut Tx<'_>, job: &NewJob) -> Result<(), ActError> {
    let same = vault::refs_of_same_person(tx, job.sealed.reference, SAME_MAX).await?;
    for reference in same {
        for programme in &job.exclusive {
            if store::stands(tx, reference, programme).await? {
                let is_own = *programme == job.programme.id;
                let kind = if is_own { FaultKind::Taken } else { FaultKind::NotAllowed };
                return Err(Fault::new("phone", kind).into());
            }
        }
    }
    Ok(())
}

/// Seals a seed for a programme's lot, unless one is sealed.
pub(super) async fn seal(
    tx: &mut Tx<'_>,
    programme: &str,
    (seed, doer): (&str, &Doer),
) -> Result<(), StoreError> {
    let draw = Draw {
        programme: programme.to_owned(),
        seed: seed.to_owned(),
        seal: lot::seal(seed),
        sealed_at: doer.at,
        drawn_at: None,
    };
    if store::seal(tx, &draw).await? {
        let body = json!({ "seal": draw.seal });
        give::of_programme(tx, programme, ("benefit_programme.sealed", doer), body).await?;
    }
    Ok(())
}

async fn write_withdrawal(tx: &mut Tx<'_>, job: &OwnJob) -> Result<Benefit, ActError> {
    let doer = &job.round.doer;
    store::hold(tx, &job.round.programme.id).await?;
    let before = store::get(tx, job.id).await?.ok_or(ActError::NotFound)?;
    if before.version != job.seen {
        return Err(ActError::Stale);
    }
    let state = before.state.after(BenefitVerb::Withdraw).ok_or(Fault::not_now())?;
    let mut after = Benefit { state, ..before.clone() };
    change(tx, &before, &mut after, ("benefit.withdrawn", doer), json!({})).await?;
    give::forget_later(tx, &job.round.programme, &after, doer).await?;
    Ok(after)
}

async fn write_objection(tx: &mut Tx<'_>, job: &ObjectionJob) -> Result<Benefit, ActError> {
    let unknown = Fault::new("no", FaultKind::Unknown);
    let found = store::get_by_no(tx, &job.no).await?;
    let found = found.filter(|found| found.programme == job.programme && found.state.is_public());
    let before = found.ok_or(unknown)?;
    if before.state == BenefitState::Noticed && before.is_notice_over(job.doer.day()) {
        return Err(Fault::new("no", FaultKind::TooLate).into());
    }
    let not_now = Fault::new("no", FaultKind::NotNow);
    let state = before.state.after(BenefitVerb::Object).ok_or(not_now)?;
    let mut after = Benefit { state, ..before.clone() };
    after.objection = job.words.clone();
    after.answer = String::new();
    change(tx, &before, &mut after, ("benefit.objected", &job.doer), json!({})).await?;
    Ok(after)
}
