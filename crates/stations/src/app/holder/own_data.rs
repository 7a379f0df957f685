//! "My data": everything kept about a holder as one file, and forgetting it.
//! What is left afterwards are counts in which nobody can be found.

use db::{StoreError, Tx};
use kernel::event::Actor;
use kernel::time::{DAY_US, Instant};
use people::app::disclosures;
use people::vault;
use serde_json::{Value, json};

use super::super::error::ActError;
use super::super::live_code::BATCH_KEPT_US;
use super::super::state::Stations;
use super::tell_with;
use crate::domain::holder::Holder;
use crate::domain::ids::HolderId;
use crate::store::{code, holder as store, live_code, pass, suspension};

/// When a card was made, until when it is good, when it was taken back.
type Card = (Instant, Instant, Option<Instant>);

/// A registration that nobody renewed is forgotten after so long.
const KEPT_AFTER_END_US: i64 = 30 * DAY_US;

impl Stations {
    /// Everything kept about a holder, for the holder alone.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn own_data(&self, holder: &Holder) -> Result<Value, ActError> {
        let told = disclosures::told_to_owner(&self.app, holder.requester).await;
        let told = told.map_err(disclosure_error)?;
        let fields: serde_json::Map<String, Value> = told
            .iter()
            .map(|(field, value)| (field.as_str().to_owned(), json!(value.as_str())))
            .collect();
        let opened = disclosures::disclosures_of(&self.app.db, holder.requester).await?;
        let openings = opened.iter().map(|one| {
            json!({
                "field": one.field.as_str(),
                "purpose": one.purpose.as_str(),
                "by": one.account_name,
                "unit": one.unit_name,
                "at": one.at.rfc3339(),
            })
        });
        let openings: Vec<Value> = openings.collect();
        let declared = self.declarations_of(holder.id).await?;
        let declared: Vec<Value> = declared
            .iter()
            .map(|(kind, words, at)| {
                json!({ "kind": kind.as_str(), "words": words.as_str(), "at": at.rfc3339() })
            })
            .collect();
        let read = self.app.db.read(holder.id, |tx, id| Box::pin(devices(tx, *id)));
        let devices: Vec<Value> = read.await?;
        let mut all = json!({
            "number": holder.number,
            "kind": holder.kind.as_str(),
            "employer": holder.employer,
            "ground": holder.ground.as_str(),
            "registered_at": holder.registered_at.rfc3339(),
            "valid_until": holder.valid_until.rfc3339(),
            "identity": fields,
            "identity_openings": openings,
            "declarations": declared,
            "devices": devices,
        });
        for (name, rows) in self.own_rows(holder.id).await? {
            all[name] = rows;
        }
        Ok(all)
    }

    /// What other nouns of this crate keep about a holder.
    async fn own_rows(&self, holder: HolderId) -> Result<Vec<(&'static str, Value)>, ActError> {
        let read = self.app.db.read(holder, |tx, id| Box::pin(code::cards_of(tx, *id)));
        let rows: Result<Vec<_>, StoreError> = read.await;
        let cards = rows?.into_iter().map(card);
        let read = self.app.db.read(holder, |tx, id| Box::pin(live_code::of_holder(tx, *id)));
        let rows: Result<Vec<_>, StoreError> = read.await;
        let live = rows?.into_iter().map(card);
        let passes = self.own_passes(holder).await?;
        Ok(vec![("cards", cards.collect()), ("live_codes", live.collect()), ("passes", passes)])
    }

    /// Forgets a holder, of their own accord. Only counts are left.
    ///
    /// # Errors
    /// [`ActError::NotFound`] when it is done already.
    pub async fn forget_holder(&self, id: HolderId) -> Result<(), ActError> {
        self.forget_lines(id).await?;
        let job = (id, self.app.now());
        let written: Result<(), ActError> = self
            .app
            .db
            .write(job, |tx, (id, at)| Box::pin(forget(tx, *id, &Actor::Requester, *at)))
            .await;
        written?;
        vault::forget_due(&self.app.db).await?;
        Ok(())
    }

    /// Forgets holders whose registration ended long ago, and lists that no
    /// longer count. Gives how many holders.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn forget_ended_holders(&self, now: Instant) -> Result<usize, ActError> {
        self.app.db.write(now, |tx, now| Box::pin(forget_ended(tx, *now))).await
    }
}

fn card((made, until, revoked): Card) -> Value {
    json!({
        "made_at": made.rfc3339(),
        "expires_at": until.rfc3339(),
        "revoked_at": revoked.map(Instant::rfc3339),
    })
}

fn disclosure_error(error: disclosures::DisclosureError) -> ActError {
    use disclosures::DisclosureError::{NotFound, NotTold, Refused, Store, TooMany, Vault};
    match error {
        NotFound | NotTold | Refused(_) | TooMany(_) => ActError::NotFound,
        Vault(error) => error.into(),
        Store(error) => error.into(),
    }
}

async fn devices(tx: &mut Tx<'_>, id: HolderId) -> Result<Vec<Value>, StoreError> {
    let rows = store::devices(tx, id).await?;
    Ok(rows
        .iter()
        .map(|device| {
            json!({
                "name": device.name,
                "made_at": device.made_at.rfc3339(),
                "revoked_at": device.revoked_at.map(Instant::rfc3339),
            })
        })
        .collect())
}

async fn forget_ended(tx: &mut Tx<'_>, now: Instant) -> Result<usize, ActError> {
    store::forget_attestations(tx, now).await?;
    code::delete_cards(tx, now).await?;
    live_code::delete_over(tx, now).await?;
    live_code::delete_batches(tx, now.plus(-BATCH_KEPT_US)).await?;
    let ended = store::over(tx, now.plus(-KEPT_AFTER_END_US)).await?;
    for holder in &ended {
        forget(tx, holder.id, &Actor::Job("holders"), now).await?;
    }
    Ok(ended.len())
}

async fn forget(tx: &mut Tx<'_>, id: HolderId, actor: &Actor, at: Instant) -> Result<(), ActError> {
    let holder = store::get(tx, id).await?.ok_or(ActError::NotFound)?;
    vault::set_delete_after(tx, holder.requester, Some(at)).await?;
    code::revoke_cards(tx, id, at).await?;
    code::unname_cards(tx, id).await?;
    live_code::revoke_of_holder(tx, id, at).await?;
    live_code::unname(tx, id).await?;
    pass::forget(tx, id).await?;
    suspension::forget(tx, id).await?;
    store::delete(tx, id).await?;
    tell_with(tx, id, "holder.forgotten", actor, (at, json!({}))).await
}
