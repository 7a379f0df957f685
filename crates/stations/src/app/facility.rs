//! Reports of keepers, devices and visitors become states, each by the same
//! rule and in one transaction; the states then stand in memory for every page.

use std::sync::Arc;

use db::{StoreError, Tx, ledger};
use kernel::event::{Actor, NewEvent};
use kernel::hex::hex;
use kernel::time::{DAY_US, Instant};
use people::codes::keyed_digest;
use people::record::{Fault, FaultKind};
use people::{Role, Staff, TokenInfo};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::error::ActError;
use super::{Stations, posts};
use crate::domain::facility::{
    self, Device, FacilityState, Refused, Report, VisitorWord, agreement, decide,
};
use crate::domain::keeping::can_keep;
use crate::domain::rules::Rules;
use crate::domain::words::{FacilityKind, LiveWord, ReportSource};
use crate::store::facility as store;

/// What stood before a tap, to take it back.
#[derive(Debug, Serialize, Deserialize)]
struct Before {
    said: LiveWord,
    free: Option<i64>,
    working: Option<i64>,
    broken: Option<i64>,
    source: ReportSource,
    reported_us: i64,
    until_us: i64,
}

/// What a keeper says of a facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tap {
    /// What.
    pub kind: FacilityKind,
    /// What is said.
    pub said: LiveWord,
    /// How many are left, where that is counted.
    pub free: Option<i64>,
}

struct Job {
    rules: Arc<Rules>,
    report: Report,
    actor: Actor,
}

impl Stations {
    /// A keeper says how a facility is.
    ///
    /// # Errors
    /// [`ActError::NotFound`] at a station they do not keep, [`ActError::Fault`] for a count that cannot be.
    pub async fn tap(&self, staff: &Staff, station: &str, tap: Tap) -> Result<(), ActError> {
        let own = posts::of(&self.app.db, staff).await?;
        if !can_keep(staff, &own, station) {
            return Err(ActError::NotFound);
        }
        let report = Report {
            station: station.to_owned(),
            kind: tap.kind,
            said: tap.said,
            free: tap.free,
            working: None,
            broken: None,
            source: ReportSource::Keeper,
            reported_at: self.app.now(),
        };
        let actor = staff.actor(Role::StationKeeper);
        match self.report(report, actor).await? {
            Ok(()) | Err(Refused::Same) => Ok(()),
            Err(Refused::Older) => Err(ActError::Stale),
            Err(Refused::NoFacility) => Err(ActError::NotFound),
            Err(Refused::Ahead | Refused::Expired | Refused::Counts) => {
                Err(Fault::new("free", FaultKind::TooMany).into())
            }
        }
    }

    /// A keeper takes back what was said last of a facility.
    ///
    /// # Errors
    /// [`ActError::NotFound`] when there is nothing to take back.
    pub async fn untap(
        &self,
        staff: &Staff,
        station: &str,
        kind: FacilityKind,
    ) -> Result<(), ActError> {
        let own = posts::of(&self.app.db, staff).await?;
        if !can_keep(staff, &own, station) {
            return Err(ActError::NotFound);
        }
        let job = (station.to_owned(), kind, staff.actor(Role::StationKeeper));
        let write = self.app.db.write(job, |tx, (station, kind, actor)| {
            Box::pin(async move {
                let state = store::state(tx, station, *kind).await?.ok_or(ActError::NotFound)?;
                let text = store::before(tx, station, *kind).await?.unwrap_or_default();
                if text.is_empty() || state.report.source != ReportSource::Keeper {
                    return Err(ActError::NotFound);
                }
                let before: Option<Before> = serde_json::from_str(&text).unwrap_or_default();
                match before {
                    None => store::delete_state(tx, station, *kind).await?,
                    Some(before) => {
                        store::put_state(tx, &restored(state, &before), "").await?;
                    }
                }
                let body = json!({ "kind": kind.as_str() });
                note(tx, station, "facility.taken_back", actor, body).await?;
                Ok(())
            })
        });
        write.await?;
        Ok(self.refresh_live().await?)
    }

    /// A program reports counts of a facility; the outer error is the store's.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn feed(
        &self,
        token: &TokenInfo,
        report: Report,
    ) -> Result<Result<(), Refused>, StoreError> {
        self.report(report, token.actor()).await
    }

    async fn report(
        &self,
        report: Report,
        actor: Actor,
    ) -> Result<Result<(), Refused>, StoreError> {
        let job = Job { rules: self.rules(), report, actor };
        let write = self.app.db.write(job, |tx, job| Box::pin(report_in(tx, job)));
        let decided: Result<(), Refused> = write.await?;
        if decided.is_ok() {
            self.refresh_live().await?;
        }
        Ok(decided)
    }

    /// A program reports a point of charge; what the station's points come to
    /// follows. With `may_add`, an unknown point is added.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn feed_device(
        &self,
        token: &TokenInfo,
        device: Device,
        may_add: bool,
    ) -> Result<Result<(), Refused>, StoreError> {
        let job = (self.rules(), device, token.actor(), may_add);
        let write = self.app.db.write(job, |tx, (rules, device, actor, may_add)| {
            Box::pin(device_in(tx, rules, device, actor, *may_add))
        });
        let decided: Result<(), Refused> = write.await?;
        if decided.is_ok() {
            self.refresh_live().await?;
        }
        Ok(decided)
    }

    /// A visitor says how a facility is. `source` tells visitors apart and is
    /// never kept: only a mark that is of use for one facility and one day.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn confirm_seen(
        &self,
        station: &str,
        kind: FacilityKind,
        said: LiveWord,
        source: &str,
    ) -> Result<Result<(), Refused>, StoreError> {
        let now = self.app.now();
        let tag = self.visitor_tag(&[&now.day().to_string(), station, kind.as_str(), source]);
        let word = VisitorWord { tag, said, said_at: now };
        let job = (self.rules(), station.to_owned(), kind, word);
        let write = self.app.db.write(job, |tx, (rules, station, kind, word)| {
            Box::pin(seen_in(tx, rules, station, *kind, word))
        });
        let decided: Result<bool, Refused> = write.await?;
        if decided == Ok(true) {
            self.refresh_live().await?;
        }
        Ok(decided.map(drop))
    }

    fn visitor_tag(&self, parts: &[&str]) -> String {
        let key = self.app.vault.purpose_key("visitors of stations");
        hex(&keyed_digest(&key, parts)[..12])
    }

    /// Forgets the words of visitors that no longer count, and takes over
    /// states that another process wrote.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn follow_live(&self) -> Result<(), StoreError> {
        let before = self.app.now().plus(-DAY_US);
        let write = self.app.db.write(before, |tx, before| {
            Box::pin(async move { store::forget_words(tx, *before).await })
        });
        let _forgotten: u64 = write.await?;
        self.refresh_rules().await?;
        self.refresh_live().await
    }

    /// Reads the states anew.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn refresh_live(&self) -> Result<(), StoreError> {
        let states = self.app.db.read((), |tx: &mut Tx<'_>, ()| Box::pin(store::states(tx)));
        let states: Vec<FacilityState> = states.await?;
        self.live.replace(states.iter().map(FacilityState::live));
        Ok(())
    }
}

async fn report_in(tx: &mut Tx<'_>, job: &Job) -> Result<Result<(), Refused>, StoreError> {
    let Job { rules, report, actor } = job;
    let Some(number) = store::number(tx, &report.station, report.kind).await? else {
        return Ok(Err(Refused::NoFacility));
    };
    let now = tx.recorded_at();
    let ttl_us = rules.ttl_us(report.kind, report.source, report.reported_at.day());
    let current = store::state(tx, &report.station, report.kind).await?;
    match decide(current.as_ref(), report.clone(), number, ttl_us, now) {
        Err(refused) => Ok(Err(refused)),
        Ok(state) => put(tx, current.as_ref(), &state, actor).await.map(Ok),
    }
}

async fn put(
    tx: &mut Tx<'_>,
    current: Option<&FacilityState>,
    state: &FacilityState,
    actor: &Actor,
) -> Result<(), StoreError> {
    let report = &state.report;
    let before = match report.source {
        ReportSource::Keeper => serde_json::to_string(&current.map(before_of)).unwrap_or_default(),
        ReportSource::Feed | ReportSource::Visitors => String::new(),
    };
    store::put_state(tx, state, &before).await?;
    let was = current.map(|current| current.report.said);
    // Devices report every few minutes; what stays the same is no news.
    if report.source == ReportSource::Feed && was == Some(report.said) {
        return Ok(());
    }
    let body = json!({
        "kind": report.kind.as_str(),
        "said": report.said.as_str(),
        "free": report.free,
        "source": report.source.as_str(),
    });
    note(tx, &report.station, "facility.reported", actor, body).await
}

fn before_of(state: &FacilityState) -> Before {
    Before {
        said: state.report.said,
        free: state.report.free,
        working: state.report.working,
        broken: state.report.broken,
        source: state.report.source,
        reported_us: state.report.reported_at.micros(),
        until_us: state.until.micros(),
    }
}

fn restored(state: FacilityState, before: &Before) -> FacilityState {
    FacilityState {
        report: Report {
            said: before.said,
            free: before.free,
            working: before.working,
            broken: before.broken,
            source: before.source,
            reported_at: Instant::from_micros(before.reported_us),
            ..state.report
        },
        until: Instant::from_micros(before.until_us),
    }
}

async fn device_in(
    tx: &mut Tx<'_>,
    rules: &Rules,
    device: &Device,
    actor: &Actor,
    may_add: bool,
) -> Result<Result<(), Refused>, StoreError> {
    let kind = rules.feed.evse_kind;
    let Some(number) = store::number(tx, &device.station, kind).await? else {
        return Ok(Err(Refused::NoFacility));
    };
    let now = tx.recorded_at();
    let ttl_us = rules.ttl_us(kind, ReportSource::Feed, device.reported_at.day());
    let mut devices = store::devices_of(tx, &device.station).await?;
    let known = devices.iter().position(|one| one.uid == device.uid);
    let known_one = known.and_then(|index| devices.get(index));
    if let Some(refused) = refuse_device(known_one, device, may_add, now) {
        return Ok(Err(refused));
    }
    let mut device = device.clone();
    if let Some(known) = known_one
        && device.connectors.is_empty()
    {
        device.connectors.clone_from(&known.connectors);
    }
    store::put_device(tx, &device).await?;
    match known.and_then(|index| devices.get_mut(index)) {
        Some(slot) => *slot = device.clone(),
        None => devices.push(device.clone()),
    }
    let sum = facility::summary(&devices, ttl_us, now);
    let report = Report {
        station: device.station.clone(),
        kind,
        // When nobody knows of any of them, what was known before no longer holds.
        said: sum.map_or(LiveWord::Unknown, |sum| sum.said),
        free: sum.map(|sum| sum.free),
        working: sum.map(|sum| sum.working),
        broken: sum.map(|sum| sum.broken),
        source: ReportSource::Feed,
        reported_at: sum.map_or(device.reported_at, |sum| sum.reported_at),
    };
    let oldest_at = sum.map_or(device.reported_at, |sum| sum.oldest_at);
    let current = store::state(tx, &device.station, kind).await?;
    // An operator may report more points than the pack counts.
    let number = number.max(sum.map_or(0, |sum| sum.working + sum.broken));
    let of_keeper = current.as_ref().filter(|state| state.report.source != ReportSource::Feed);
    match decide(of_keeper, report, number, ttl_us, now) {
        Ok(state) => {
            let state = FacilityState { until: oldest_at.plus(ttl_us), ..state };
            put(tx, current.as_ref(), &state, actor).await.map(Ok)
        }
        Err(_) => Ok(Ok(())),
    }
}

fn refuse_device(
    known: Option<&Device>,
    device: &Device,
    may_add: bool,
    now: Instant,
) -> Option<Refused> {
    if device.reported_at > now.plus(facility::AHEAD_MAX_US) {
        return Some(Refused::Ahead);
    }
    match known {
        None => (!may_add).then_some(Refused::NoFacility),
        Some(known) if device.reported_at < known.reported_at => Some(Refused::Older),
        Some(known) if device.reported_at == known.reported_at => Some(Refused::Same),
        Some(_) => None,
    }
}

/// Notes a visitor's word; `true` when enough agree that it becomes a state.
async fn seen_in(
    tx: &mut Tx<'_>,
    rules: &Rules,
    station: &str,
    kind: FacilityKind,
    word: &VisitorWord,
) -> Result<Result<bool, Refused>, StoreError> {
    let Some(number) = store::number(tx, station, kind).await? else {
        return Ok(Err(Refused::NoFacility));
    };
    let now = tx.recorded_at();
    let ttl_us = rules.ttl_us(kind, ReportSource::Visitors, now.day());
    store::put_word(tx, station, kind, word).await?;
    let words = store::words(tx, station, kind).await?;
    let agreed = agreement(&words, rules.confirmation.agree, ttl_us, now);
    let Some((said, newest_at, oldest_at)) = agreed else { return Ok(Ok(false)) };
    let report = Report {
        station: station.to_owned(),
        kind,
        said,
        free: None,
        working: None,
        broken: None,
        source: ReportSource::Visitors,
        reported_at: newest_at,
    };
    let current = store::state(tx, station, kind).await?;
    let Ok(state) = decide(current.as_ref(), report, number, ttl_us, now) else {
        return Ok(Ok(false));
    };
    let state = FacilityState { until: oldest_at.plus(ttl_us), ..state };
    put(tx, current.as_ref(), &state, &Actor::Job("visitors")).await?;
    Ok(Ok(true))
}

/// Writes down what happened at a station.
///
/// # Errors
/// Any [`StoreError`].
pub async fn note(
    tx: &mut Tx<'_>,
    station: &str,
    kind: &'static str,
    actor: &Actor,
    body: serde_json::Value,
) -> Result<(), StoreError> {
    let event = NewEvent {
        stream: format!("station:{station}"),
        kind,
        actor: actor.clone(),
        at: tx.recorded_at(),
        from: None,
        to: None,
        body,
    };
    ledger::append(tx, &event).await.map(drop)
}
