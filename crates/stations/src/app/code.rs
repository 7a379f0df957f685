//! Issuing codes, taking them back, and looking at them. Who looked at whose
//! code is kept nowhere: a verifier's hour has a count.

use db::{StoreError, Tx};
use hmac::{Hmac, KeyInit, Mac};
use kernel::event::Actor;
use kernel::hex::{hex, unhex};
use kernel::time::{DAY_US, Instant, SECOND_US};
use people::record::{Fault, FaultKind, Happened, happened, text};
use people::{Role, Staff};
use serde_json::json;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::error::ActError;
use super::holder::{digest, fresh_token, tell_with};
use super::state::Stations;
use crate::domain::code::counts::HourCount;
use crate::domain::code::revocation::Revoked;
use crate::domain::code::verify::{self, FRESH_S, Refused, Verifier};
use crate::domain::code::{
    Assurance, Claims, Issuer, KeyId, PAIRWISE_BYTES, PublicKey, Token, Use, chain,
};
use crate::domain::holder::{Holder, digits_of};
use crate::domain::ids::HolderId;
use crate::store::code::{self as store, CodeKey, CodeVerifier};
use crate::store::{holder, live_code};

/// Longest name of a verifier and longest reason of a revocation.
pub const NAME_MAX: usize = 80;
/// Keys that sign no more are told for so long: the longest card, and a day.
const KEY_TOLD_US: i64 = 31 * DAY_US;
/// Who looks after keys and verifiers, and takes codes back.
pub const ISSUES: &[Role] = &[Role::Supervisor];
/// What cards may be shown for: where the least is at stake.
pub const CARD_USES: u8 = Use::Gate.bit() | Use::Station.bit();

/// What a verifier sees: yes, for which brand, and four letters to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Number of the brand.
    pub brand: i64,
    /// The same four letters stand on the holder's screen.
    pub tail: String,
    /// Whether it could be a copy.
    pub assurance: Assurance,
    /// Who it is towards this verifier; nothing in a code for any place.
    pub toward: Option<[u8; PAIRWISE_BYTES]>,
}

impl Stations {
    fn issuer(&self, id: KeyId) -> Option<Issuer> {
        let secret = Zeroizing::new(self.app.vault.purpose_key(&format!("code key {}", id.0)));
        Issuer::from_secret(id, &secret)
    }

    /// The keys' numbers, newest first; the first one is made on first use.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn code_keys(&self) -> Result<Vec<CodeKey>, StoreError> {
        let known = self.app.db.read((), |tx, ()| Box::pin(store::keys(tx))).await?;
        if !known.is_empty() {
            return Ok(known);
        }
        self.app
            .db
            .write(self.app.now(), |tx: &mut Tx<'_>, at| {
                Box::pin(async move {
                    store::insert_key(tx, 1, *at).await?;
                    store::keys(tx).await
                })
            })
            .await
    }

    /// Public keys that verifiers may believe.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn public_keys(&self) -> Result<Vec<PublicKey>, StoreError> {
        let now = self.app.now();
        let keys = self.code_keys().await?;
        let told = keys
            .iter()
            .filter(|key| key.retired_at.is_none_or(|retired| now.since(retired) < KEY_TOLD_US));
        Ok(told.filter_map(|key| self.issuer(number(key))).map(|key| key.public()).collect())
    }

    /// Takes another key for codes made from now on.
    ///
    /// # Errors
    /// [`ActError::Forbidden`]; [`ActError::Stale`] when it was done already.
    pub async fn rotate_code_key(&self, staff: &Staff, seen: i64) -> Result<(), ActError> {
        if !staff.has_any(ISSUES) {
            return Err(ActError::Forbidden);
        }
        let newest = self.code_keys().await?.first().map_or(0, |key| key.id);
        if newest != seen {
            return Err(ActError::Stale);
        }
        let next = (newest + 1..256)
            .find(|id| u8::try_from(*id).is_ok_and(|id| self.issuer(KeyId(id)).is_some()));
        let next = next.ok_or(Fault::new("", FaultKind::Full))?;
        let at = self.app.now();
        let job = (next, staff.actor_of(ISSUES), at, self.app.ids.mint(at));
        self.app
            .db
            .write(job, |tx, (next, actor, at, id)| {
                Box::pin(async move {
                    store::insert_key(tx, *next, *at).await?;
                    let what = Happened {
                        noun: "code-key",
                        id: *id,
                        kind: "code.key_rotated",
                        actor,
                        at: *at,
                        from: None,
                        to: None,
                        body: json!({ "key": next }),
                    };
                    Ok::<_, ActError>(happened(tx, what).await?)
                })
            })
            .await
    }

    /// Who a holder is towards one verifier: others cannot work it out, and no
    /// two verifiers have the same.
    pub(super) fn pairwise(&self, holder: HolderId, verifier: u16) -> [u8; PAIRWISE_BYTES] {
        let mut out = [0; PAIRWISE_BYTES];
        if verifier == 0 {
            out.copy_from_slice(&self.app.ids.random()[..PAIRWISE_BYTES]);
            return out;
        }
        self.pairwise_of(verifier)(holder)
    }

    /// Who holders are towards one verifier, for many of them.
    pub(super) fn pairwise_of(
        &self,
        verifier: u16,
    ) -> impl Fn(HolderId) -> [u8; PAIRWISE_BYTES] + use<> {
        let key = Zeroizing::new(self.app.vault.purpose_key("code pairwise"));
        let keyed = Hmac::<Sha256>::new_from_slice(&key).expect("any length of key will do");
        move |holder| {
            let mut mac = keyed.clone();
            mac.update(holder.to_string().as_bytes());
            mac.update(&verifier.to_be_bytes());
            let mut out = [0; PAIRWISE_BYTES];
            out.copy_from_slice(&mac.finalize().into_bytes()[..PAIRWISE_BYTES]);
            out
        }
    }

    fn random_anchor(&self) -> chain::Value {
        let mut anchor = [0; chain::VALUE_BYTES];
        anchor.copy_from_slice(&self.app.ids.random()[..chain::VALUE_BYTES]);
        anchor
    }

    pub(super) async fn sign(&self, claims: &Claims) -> Result<Token, ActError> {
        let keys = self.code_keys().await?;
        let newest = keys.first().and_then(|key| self.issuer(number(key)));
        Ok(newest.ok_or(ActError::NotFound)?.sign(claims))
    }

    /// A code for a use that lasts a minute, towards one verifier or any.
    ///
    /// # Errors
    /// [`ActError::Forbidden`] when the registration has ended.
    pub async fn fresh_code(
        &self,
        holder: &Holder,
        purpose: Use,
        verifier: u16,
    ) -> Result<Token, ActError> {
        let now = self.app.now();
        if !holder.is_valid(now) {
            return Err(ActError::Forbidden);
        }
        let claims = Claims {
            assurance: Assurance::Fresh,
            uses: purpose.bit(),
            brand: u8::try_from(holder.employer).unwrap_or_default(),
            verifier,
            pairwise: self.pairwise(holder.id, verifier),
            anchor: self.random_anchor(),
            expires_s: seconds(now) + FRESH_S,
        };
        self.sign(&claims).await
    }

    /// A code to print. Those printed before are taken back.
    ///
    /// # Errors
    /// [`ActError::Forbidden`] when the registration has ended.
    pub async fn card(&self, holder: &Holder) -> Result<Token, ActError> {
        let now = self.app.now();
        if !holder.is_valid(now) {
            return Err(ActError::Forbidden);
        }
        let claims = Claims {
            assurance: Assurance::Card,
            uses: CARD_USES,
            brand: u8::try_from(holder.employer).unwrap_or_default(),
            verifier: 0,
            pairwise: self.pairwise(holder.id, 0),
            anchor: self.random_anchor(),
            expires_s: seconds(holder.valid_until),
        };
        let job = (hex(&claims.anchor), holder.id, now, holder.valid_until);
        let written: Result<(), ActError> = self
            .app
            .db
            .write(job, |tx, (anchor, holder, at, until)| {
                Box::pin(async move {
                    store::insert_card(tx, anchor, *holder, (*at, *until)).await?;
                    let body = json!({ "expires_at": until });
                    tell_with(tx, *holder, "holder.card_printed", &Actor::Requester, (*at, body))
                        .await
                })
            })
            .await;
        written?;
        self.sign(&claims).await
    }

    /// Cards and live codes that were taken back.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn revoked_codes(&self) -> Result<Revoked, StoreError> {
        let now = self.app.now();
        let read = self.app.db.read(now, |tx, now| {
            Box::pin(async move {
                let mut listed = store::revoked(tx, *now).await?;
                listed.extend(live_code::revoked(tx, *now).await?);
                Ok::<_, StoreError>(listed)
            })
        });
        let listed: Vec<String> = read.await?;
        let shorts = listed.iter().filter_map(|text| unhex(text)?.first_chunk().copied());
        Ok(Revoked::of_shorts(shorts, seconds(now)))
    }

    /// Takes everything back that a holder's number stands for: cards, and the
    /// telephones they are signed in with. A named person says why; conduct is
    /// no reason.
    ///
    /// # Errors
    /// [`ActError::Fault`] names the field.
    pub async fn revoke_codes(
        &self,
        staff: &Staff,
        typed: &str,
        reason: &str,
    ) -> Result<(), ActError> {
        if !staff.has_any(ISSUES) {
            return Err(ActError::Forbidden);
        }
        let reason = text("reason", reason, NAME_MAX)?;
        let at = self.app.now();
        let job = (digits_of(typed), hex(&digest(&reason)), staff.actor_of(ISSUES), at);
        self.app
            .db
            .write(job, |tx, (typed, reason, actor, at)| {
                Box::pin(async move {
                    let found = holder::by_number(tx, typed).await?;
                    let found = found.ok_or(Fault::new("number", FaultKind::Unknown))?;
                    let devices = holder::revoke_devices(tx, found.id, *at).await?;
                    let cards = store::revoke_cards(tx, found.id, *at).await?;
                    live_code::revoke_of_holder(tx, found.id, *at).await?;
                    let body =
                        json!({ "devices": devices, "cards": cards, "reason_sha256": reason });
                    tell_with(tx, found.id, "holder.codes_revoked", actor, (*at, body)).await
                })
            })
            .await
    }

    /// Makes a verifier; gives its number and the secret of its device's link.
    ///
    /// # Errors
    /// [`ActError::Fault`] names the field.
    pub async fn add_verifier(
        &self,
        staff: &Staff,
        (purpose, name, takes_cards): (&str, &str, bool),
    ) -> Result<(i64, Zeroizing<String>), ActError> {
        if !staff.has_any(ISSUES) {
            return Err(ActError::Forbidden);
        }
        let purpose: Use =
            purpose.parse().map_err(|_| Fault::new("purpose", FaultKind::Missing))?;
        let name = text("name", name, NAME_MAX)?;
        if takes_cards && CARD_USES & purpose.bit() == 0 {
            return Err(Fault::new("takes_cards", FaultKind::NotAllowed).into());
        }
        let (token, at) = (fresh_token(&*self.app.ids), self.app.now());
        let actor = staff.actor_of(ISSUES);
        let job = (purpose, name, takes_cards, digest(&token), actor, at, self.app.ids.mint(at));
        let written: Result<i64, ActError> = self
            .app
            .db
            .write(job, |tx, (purpose, name, takes_cards, digest, actor, at, id)| {
                Box::pin(async move {
                    let what = (*purpose, name.as_str(), *takes_cards);
                    let number = store::insert_verifier(tx, what, digest, *at).await?;
                    let body = json!({ "number": number, "purpose": purpose.as_str() });
                    verifier_event(tx, *id, "verifier.made", actor, (*at, body)).await?;
                    Ok(number)
                })
            })
            .await;
        Ok((written?, token))
    }

    /// Gives a verifier's device another link, or ends the verifier.
    ///
    /// # Errors
    /// [`ActError::Stale`] when it was changed since `seen`.
    pub async fn change_verifier(
        &self,
        staff: &Staff,
        seen: (i64, i64),
        ends: bool,
    ) -> Result<Zeroizing<String>, ActError> {
        if !staff.has_any(ISSUES) {
            return Err(ActError::Forbidden);
        }
        let (token, at) = (fresh_token(&*self.app.ids), self.app.now());
        let job = (seen, digest(&token), ends, staff.actor_of(ISSUES), at, self.app.ids.mint(at));
        let written: Result<(), ActError> = self
            .app
            .db
            .write(job, |tx, (seen, digest, ends, actor, at, id)| {
                Box::pin(async move {
                    store::verifier(tx, seen.0).await?.ok_or(ActError::NotFound)?;
                    let kind = if *ends {
                        store::end_verifier(tx, *seen, *at).await?;
                        "verifier.ended"
                    } else {
                        store::relink(tx, *seen, digest).await?;
                        "verifier.relinked"
                    };
                    verifier_event(tx, *id, kind, actor, (*at, json!({ "number": seen.0 }))).await
                })
            })
            .await;
        written?;
        Ok(token)
    }

    /// The verifier of a device.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn verifier_of_token(&self, token: &str) -> Result<Option<CodeVerifier>, StoreError> {
        let digest = digest(token);
        self.app.db.read(digest, |tx, digest| Box::pin(store::verifier_of(tx, digest))).await
    }

    /// Looks at a code for a verifier. The hour's count goes up by one; whose
    /// code it was is not kept.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn look_at_code(
        &self,
        verifier: &CodeVerifier,
        code: &str,
    ) -> Result<Result<Seen, Refused>, StoreError> {
        let (keys, revoked) = (self.public_keys().await?, self.revoked_codes().await?);
        let now = self.app.now();
        let who = Verifier {
            purpose: verifier.purpose,
            number: u16::try_from(verifier.number).unwrap_or(u16::MAX),
            takes_cards: verifier.takes_cards,
        };
        let found = verify::verify(code, who, (&keys, &revoked), seconds(now));
        let hour = HourCount::hour_of(now);
        let is_good = i64::from(found.is_ok());
        let job = (verifier.number, hour, is_good);
        let counted: Result<(), StoreError> = self
            .app
            .db
            .write(job, |tx, (number, hour, good)| {
                Box::pin(store::count_looks(tx, *number, (hour, *good, 1 - *good)))
            })
            .await;
        counted?;
        Ok(found.map(|claims| Seen {
            brand: claims.brand.into(),
            tail: claims.tail(),
            assurance: claims.assurance,
            toward: (claims.verifier != 0).then_some(claims.pairwise),
        }))
    }
}

async fn verifier_event(
    tx: &mut Tx<'_>,
    id: kernel::id::Id,
    kind: &'static str,
    actor: &Actor,
    (at, body): (Instant, serde_json::Value),
) -> Result<(), ActError> {
    let what = Happened { noun: "verifier", id, kind, actor, at, from: None, to: None, body };
    Ok(happened(tx, what).await?)
}

fn number(key: &CodeKey) -> KeyId {
    KeyId(u8::try_from(key.id).unwrap_or_default())
}

pub(super) fn seconds(at: Instant) -> i64 {
    at.micros().div_euclid(SECOND_US)
}
