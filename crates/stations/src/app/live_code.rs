//! Codes that move on by themselves on a holder's own device, without a
//! network, and the counts that verifiers' devices bring when they have one.
//!
//! Neither leaves an event: of codes it would be a log of when somebody was
//! about, and counts are nothing but sums. Taking codes back is told with the
//! device.

use db::{StoreError, Tx};
use kernel::hex::hex;
use kernel::time::{DAY_US, Instant};
use people::record::{Fault, FaultKind};

use super::code::seconds;
use super::error::ActError;
use super::state::Stations;
use crate::domain::code::counts::HourCount;
use crate::domain::code::{Assurance, Claims, Token, Use, chain, revocation};
use crate::domain::holder::{Holder, HolderDevice};
use crate::domain::ids::{HolderDeviceId, HolderId};
use crate::store::code::CodeVerifier;
use crate::store::{code as store, live_code};

/// Most codes that are asked for at once.
pub const AT_ONCE_MAX: usize = 8;
/// Most codes of a device at a time: one shown every five minutes, day and night.
const DEVICE_MAX: i64 = 300;

/// Codes a device asks for: where its new chains end.
#[derive(Debug, Clone)]
pub struct LiveAsked {
    /// For what.
    pub purpose: Use,
    /// For which verifier; 0 for any of the use.
    pub verifier: u16,
    /// The end of each chain.
    pub anchors: Vec<chain::Value>,
}

struct LiveJob {
    shorts: Vec<String>,
    whose: (HolderId, HolderDeviceId),
    times: (Instant, Instant),
}

impl Stations {
    /// Signs codes that a device moves on by itself for a day, or until the
    /// registration ends. The device keeps the secrets of its chains.
    ///
    /// # Errors
    /// [`ActError::Forbidden`] when the registration has ended;
    /// [`ActError::Fault`] for an anchor that is in use or too many of them.
    pub async fn sign_live_codes(
        &self,
        (holder, device): (&Holder, &HolderDevice),
        asked: &LiveAsked,
    ) -> Result<Vec<Token>, ActError> {
        let now = self.app.now();
        if !holder.is_valid(now) {
            return Err(ActError::Forbidden);
        }
        if asked.anchors.is_empty() || asked.anchors.len() > AT_ONCE_MAX {
            return Err(Fault::new("anchor", FaultKind::TooMany).into());
        }
        let until = now.plus(chain::SPAN_S * 1_000_000).min(holder.valid_until);
        let shorts = asked.anchors.iter().map(|anchor| hex(&revocation::short(anchor)));
        let job = LiveJob {
            shorts: shorts.collect(),
            whose: (holder.id, device.id),
            times: (now, until),
        };
        let written: Result<(), ActError> =
            self.app.db.write(job, |tx, job| Box::pin(write_live(tx, job))).await;
        written?;
        let mut tokens = Vec::with_capacity(asked.anchors.len());
        for anchor in &asked.anchors {
            let claims = Claims {
                assurance: Assurance::Live,
                uses: asked.purpose.bit(),
                brand: u8::try_from(holder.employer).unwrap_or_default(),
                verifier: asked.verifier,
                pairwise: self.pairwise(holder.id, asked.verifier),
                anchor: *anchor,
                expires_s: seconds(until),
            };
            tokens.push(self.sign(&claims).await?);
        }
        Ok(tokens)
    }

    /// Takes what a verifier's device counted while it was offline; a batch
    /// that comes again is not counted again.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn take_counts(
        &self,
        verifier: &CodeVerifier,
        key: &str,
        hours: Vec<HourCount>,
    ) -> Result<(), StoreError> {
        let job = (verifier.number, key.to_owned(), hours, self.app.now());
        self.app
            .db
            .write(job, |tx, (number, key, hours, at)| {
                Box::pin(async move {
                    if !live_code::insert_batch(tx, key, *number, *at).await? {
                        return Ok(());
                    }
                    for one in hours {
                        let counts = (one.hour.as_str(), one.good, one.refused);
                        store::count_looks(tx, *number, counts).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}

/// An anchor somebody has already would be taken back together with theirs.
async fn write_live(tx: &mut Tx<'_>, job: &LiveJob) -> Result<(), ActError> {
    let held = live_code::count_of_device(tx, job.whose.1, job.times.0).await?;
    if held + job.shorts.len() as i64 > DEVICE_MAX {
        return Err(Fault::new("anchor", FaultKind::Full).into());
    }
    for short in &job.shorts {
        if live_code::is_taken(tx, short).await? {
            return Err(Fault::new("anchor", FaultKind::Taken).into());
        }
        live_code::insert(tx, short, job.whose, job.times).await?;
    }
    Ok(())
}

/// Batches are remembered for longer than their hours are taken.
pub(super) const BATCH_KEPT_US: i64 = (crate::domain::code::counts::COUNTED_DAYS + 2) * DAY_US;
