//! Keeping the directory true: stations whose last word is old are asked by a
//! link that works once, without signing in; corrections are proposals that a
//! named person accepts.

use std::collections::BTreeSet;

use db::{StoreError, Tx, outbox};
use kernel::event::Actor;
use kernel::hex::hex;
use kernel::time::DAY_US;
use people::Staff;
use people::codes::keyed_digest;
use people::record::{Fault, FaultKind, text};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::Stations;
use super::error::ActError;
use super::facility::note;
use crate::domain::Station;
use crate::domain::ids::{CorrectionId, LinkId};
use crate::domain::keeping::{ConfirmLink, LinkFault, days_since};
use crate::domain::words::{CorrectedField, CorrectionState};
use crate::store::freshness::{self as store, Accepted, Correction};
use crate::store::{list, put};

/// Longest correction.
pub const CORRECTION_MAX: usize = 200;

/// What a link's page shows.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The link.
    pub link: ConfirmLink,
    /// The station it asks about.
    pub station: Station,
}

/// Why a link leads nowhere.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// There is no such link.
    #[error("no such link")]
    NotFound,
    /// It cannot be used.
    #[error(transparent)]
    Fault(#[from] LinkFault),
    /// What was sent is wrong.
    #[error(transparent)]
    Field(#[from] Fault),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Stations {
    /// The last part of a link's address.
    pub fn link_token(&self, id: LinkId) -> String {
        let key = self.app.vault.purpose_key("links to confirm stations");
        let mark = hex(&keyed_digest(&key, &[&id.to_string()])[..10]);
        format!("{id}-{mark}")
    }

    fn link_of(&self, token: &str) -> Option<LinkId> {
        let (id, _) = token.split_once('-')?;
        let id: LinkId = id.parse().ok()?;
        let is_ours: bool = self.link_token(id).as_bytes().ct_eq(token.as_bytes()).into();
        is_ours.then_some(id)
    }

    /// Makes a link for each station in use that nobody assured of late and
    /// that no link asks about, and sends it. Gives how many.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn ask_keepers(&self) -> Result<usize, StoreError> {
        let (now, rules) = (self.app.now(), self.rules());
        let waiting: Vec<ConfirmLink> =
            self.app.db.read((), |tx: &mut Tx<'_>, ()| Box::pin(store::links(tx))).await?;
        let waiting: BTreeSet<String> = waiting.into_iter().map(|link| link.station).collect();
        let due = i64::from(rules.freshness.ask_after_days);
        let directory = self.directory.current();
        let old = directory.stations().iter().map(|place| &place.station).filter(|station| {
            let days = days_since(&station.assured_on, now);
            days.is_none_or(|days| days >= due) && !waiting.contains(&station.code)
        });
        let lasts = i64::from(rules.freshness.link_days) * DAY_US;
        let links: Vec<(ConfirmLink, String, kernel::id::Id)> = old
            .map(|station| {
                let id = LinkId(self.app.ids.mint(now));
                let link = ConfirmLink {
                    id,
                    station: station.code.clone(),
                    made_at: now,
                    expires_at: now.plus(lasts),
                    used_at: None,
                };
                let path = format!("/stations/confirm/{}", self.link_token(id));
                (link, path, self.app.ids.mint(now))
            })
            .collect();
        let count = links.len();
        if count == 0 {
            return Ok(0);
        }
        let write = self.app.db.write(links, |tx, links| {
            Box::pin(async move {
                for (link, path, message) in links {
                    store::add_link(tx, link).await?;
                    let body = json!({ "station": link.station, "path": path });
                    outbox::enqueue(tx, *message, "station.confirm", &body).await?;
                    let body = json!({ "link": link.id });
                    note(tx, &link.station, "station.asked", &Actor::Job("freshness"), body)
                        .await?;
                }
                Ok(())
            })
        });
        let sent: Result<(), StoreError> = write.await;
        sent.map(|()| count)
    }

    /// What a link asks.
    ///
    /// # Errors
    /// [`LinkError`] when it leads nowhere or cannot be used.
    pub async fn asked(&self, token: &str) -> Result<Asked, LinkError> {
        let id = self.link_of(token).ok_or(LinkError::NotFound)?;
        let read = self.app.db.read(id, |tx, id| Box::pin(store::link(tx, *id)));
        let found: Option<ConfirmLink> = read.await?;
        let link = found.ok_or(LinkError::NotFound)?;
        link.check(self.app.now())?;
        let directory = self.directory.current();
        let place = directory.station(&link.station).ok_or(LinkError::NotFound)?;
        Ok(Asked { station: place.station.clone(), link })
    }

    /// The keeper says that all is right.
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn confirm(&self, token: &str) -> Result<(), LinkError> {
        let asked = self.asked(token).await?;
        let job = (asked.link, self.app.now().day().to_string());
        let write = self.app.db.write(job, |tx, (link, day)| {
            Box::pin(async move {
                if !store::use_link(tx, link.id, "right").await? {
                    return Err(LinkError::Fault(LinkFault::Used));
                }
                store::assure(tx, &link.station, day, "link").await?;
                let body = json!({ "link": link.id });
                let actor = Actor::Job("keeper's link");
                Ok(note(tx, &link.station, "station.assured", &actor, body).await?)
            })
        });
        write.await?;
        let calendar = self.directory.current().calendar().clone();
        Ok(self.refresh(calendar).await?)
    }

    /// The keeper says what is wrong.
    ///
    /// # Errors
    /// [`LinkError`]; hours that are not understood are refused here.
    pub async fn propose(
        &self,
        token: &str,
        field: CorrectedField,
        proposed: &str,
    ) -> Result<(), LinkError> {
        let asked = self.asked(token).await?;
        let proposed = text("proposed", proposed, CORRECTION_MAX)?;
        let proposed = match field {
            CorrectedField::Hours => kernel::hours::Hours::parse(&proposed)
                .map_err(|_| Fault::new("proposed", FaultKind::NotAllowed))?
                .to_string(),
            CorrectedField::Phone | CorrectedField::Entrance | CorrectedField::Other => proposed,
        };
        let now = self.app.now();
        let one = Correction {
            id: CorrectionId(self.app.ids.mint(now)),
            version: 1,
            station: asked.station.code.clone(),
            field,
            before: value_of(&asked.station, field).to_owned(),
            proposed,
            state: CorrectionState::Proposed,
            proposed_at: now,
            decided_by: String::new(),
        };
        self.app
            .db
            .write((asked.link, one), |tx, (link, one)| {
                Box::pin(async move {
                    if !store::use_link(tx, link.id, "wrong").await? {
                        return Err(LinkError::Fault(LinkFault::Used));
                    }
                    store::add_correction(tx, one).await?;
                    let body = json!({ "correction": one.id, "field": one.field.as_str() });
                    let actor = Actor::Job("keeper's link");
                    Ok(note(tx, &one.station, "correction.proposed", &actor, body).await?)
                })
            })
            .await
    }

    /// A named person decides about a correction. What is accepted stands on
    /// the page and counts as assured.
    ///
    /// # Errors
    /// [`ActError::NotFound`] for somebody else's, [`ActError::Stale`] when it was changed.
    pub async fn decide_correction(
        &self,
        staff: &Staff,
        (id, version): (CorrectionId, i64),
        accept: bool,
    ) -> Result<(), ActError> {
        let read = self.app.db.read(id, |tx, id| Box::pin(store::correction(tx, *id)));
        let found: Option<Correction> = read.await?;
        let one = found.ok_or(ActError::NotFound)?;
        let seen = self.seen(staff, &one.station).await?;
        if !seen.directs {
            return Err(ActError::NotFound);
        }
        if one.version != version {
            return Err(ActError::Stale);
        }
        let state = one.state.decide(accept)?;
        let one = Correction { state, decided_by: staff.display_name.clone(), ..one };
        let job = (one, staff.actor(seen.role(staff)));
        let write = self.app.db.write(job, |tx, (one, actor)| {
            Box::pin(async move {
                store::decide_correction(tx, one).await?;
                if one.state == CorrectionState::Accepted {
                    let day = tx.recorded_at().day().to_string();
                    store::assure(tx, &one.station, &day, "desk").await?;
                    let stations = list::<Station>(tx).await?;
                    let row = stations.into_iter().find(|row| row.item.code == one.station);
                    let mut station = row.ok_or(StoreError::Conflict)?.item;
                    set_value(&mut station, one.field, &one.proposed);
                    put(tx, &station).await?;
                }
                let body = json!({ "correction": one.id, "state": one.state.as_str() });
                note(tx, &one.station, "correction.decided", actor, body).await
            })
        });
        let decided: Result<(), StoreError> = write.await;
        decided?;
        self.reload().await
    }
}

/// What stands in a field of a station.
pub fn value_of(station: &Station, field: CorrectedField) -> &str {
    match field {
        CorrectedField::Phone => &station.phone,
        CorrectedField::Hours => &station.hours,
        CorrectedField::Entrance => &station.entrance,
        CorrectedField::Other => "",
    }
}

fn set_value(station: &mut Station, field: CorrectedField, value: &str) {
    let slot = match field {
        CorrectedField::Phone => &mut station.phone,
        CorrectedField::Hours => &mut station.hours,
        CorrectedField::Entrance => &mut station.entrance,
        CorrectedField::Other => return,
    };
    value.clone_into(slot);
}

/// Stations of a pack with what was accepted about them. A pack that tells
/// something else than what was corrected knows better.
pub(super) fn corrected(pack: &[Station], accepted: &[Accepted]) -> Vec<Station> {
    let mut stations = pack.to_vec();
    for one in accepted {
        let station = stations.iter_mut().find(|station| station.code == one.station);
        if let Some(station) = station.filter(|station| value_of(station, one.field) == one.before)
        {
            set_value(station, one.field, &one.proposed);
        }
    }
    stations
}
