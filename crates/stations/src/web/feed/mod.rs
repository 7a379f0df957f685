//! States of facilities for programs: reports come in with a token, one bad
//! item harms no other; what holds goes out to everybody with its age.

mod gbfs;
mod ocpi;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use db::{StoreError, Tx};
use kernel::time::{Instant, SECOND_US};
use people::{Access, ApiError, PageError, Routes, TokenInfo};
use serde::{Deserialize, Serialize};

use crate::app::Stations;
use crate::domain::facility::{FacilityState, Refused, Report, word_of};
use crate::domain::words::{FacilityKind, LiveWord, ReportSource};
use crate::store::facility as store;

/// The scope of tokens that report.
const REPORTS: Access = Access::Token("stations:feed");
/// Seconds after which a feed may be asked for again.
const TTL_S: i64 = 60;
/// Most items of one call.
const ITEMS_MAX: usize = 1_000;

pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/api/v1/stations/live", Access::Public, live)
        .put("/api/v1/stations/status", REPORTS, report)
        .merge(gbfs::routes())
        .merge(ocpi::routes())
}

/// What a feed's envelope holds, as GBFS 3 writes it.
#[derive(Debug, Serialize)]
struct Envelope<T> {
    last_updated: String,
    ttl: i64,
    version: &'static str,
    data: T,
}

impl<T> Envelope<T> {
    fn new(at: Instant, data: T) -> Self {
        Self { last_updated: at.rfc3339(), ttl: TTL_S, version: "3.0", data }
    }
}

#[derive(Debug, Serialize)]
struct LiveFeed {
    facilities: Vec<LiveFacility>,
}

/// A facility whose state was reported at some time.
#[derive(Debug, Serialize)]
struct LiveFacility {
    station_id: String,
    facility: FacilityKind,
    /// Unknown once nobody has said it again in time.
    state: LiveWord,
    available: bool,
    num_available: Option<i64>,
    num_working: Option<i64>,
    num_broken: Option<i64>,
    source: ReportSource,
    last_reported: String,
    age_seconds: i64,
    unknown_after: String,
}

impl LiveFacility {
    fn of(state: FacilityState, now: Instant) -> Self {
        let word = state.at(now);
        let known = |count: Option<i64>| count.filter(|_| word != LiveWord::Unknown);
        let report = &state.report;
        Self {
            station_id: report.station.clone(),
            facility: report.kind,
            state: word,
            available: state.is_available(now),
            num_available: known(report.free),
            num_working: known(report.working),
            num_broken: known(report.broken),
            source: report.source,
            last_reported: report.reported_at.rfc3339(),
            age_seconds: now.since(report.reported_at) / SECOND_US,
            unknown_after: state.until.rfc3339(),
        }
    }
}

async fn states(stations: &Stations) -> Result<Vec<FacilityState>, StoreError> {
    stations.app.db.read((), |tx: &mut Tx<'_>, ()| Box::pin(store::states(tx))).await
}

/// `GET /api/v1/stations/live`
async fn live(State(stations): State<Stations>) -> Result<Json<Envelope<LiveFeed>>, ApiError> {
    let now = stations.app.now();
    let found = states(&stations).await?;
    let facilities = found.into_iter().map(|state| LiveFacility::of(state, now)).collect();
    Ok(Json(Envelope::new(now, LiveFeed { facilities })))
}

/// A call with counts, in the envelope of GBFS.
#[derive(Debug, Deserialize)]
struct Reported {
    data: ReportedData,
}

#[derive(Debug, Deserialize)]
struct ReportedData {
    stations: Vec<serde_json::Value>,
}

#[derive(Debug, Deserialize)]
struct ReportedStation {
    station_id: String,
    facility: FacilityKind,
    #[serde(default)]
    num_docks_available: Option<i64>,
    #[serde(default)]
    num_docks_disabled: Option<i64>,
    #[serde(default)]
    capacity: Option<i64>,
    #[serde(default = "yes")]
    is_installed: bool,
    last_reported: Moment,
}

fn yes() -> bool {
    true
}

/// An instant as GBFS 3 or GBFS 2 writes it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Moment {
    Text(String),
    Seconds(i64),
}

impl Moment {
    fn instant(&self) -> Option<Instant> {
        match self {
            Self::Text(text) => Instant::parse(text),
            Self::Seconds(seconds) => seconds.checked_mul(SECOND_US).map(Instant::from_micros),
        }
    }
}

impl ReportedStation {
    fn report(self) -> Option<Report> {
        let reported_at = self.last_reported.instant()?;
        let broken = self.num_docks_disabled;
        let working = self.capacity.map(|capacity| capacity - broken.unwrap_or(0));
        let free = self.num_docks_available;
        let said = match (self.is_installed, free) {
            (false, _) => LiveWord::Broken,
            (true, Some(free)) => word_of(free, working.unwrap_or(free.max(1))),
            (true, None) => LiveWord::Unknown,
        };
        Some(Report {
            station: self.station_id,
            kind: self.facility,
            said,
            free,
            working,
            broken,
            source: ReportSource::Feed,
            reported_at,
        })
    }
}

/// What became of a call.
#[derive(Debug, Serialize)]
struct Taken {
    taken: usize,
    /// Reported already: nothing to do.
    same: usize,
    rejected: Vec<Rejected>,
}

#[derive(Debug, Serialize)]
struct Rejected {
    index: usize,
    reason: &'static str,
}

/// `PUT /api/v1/stations/status`
async fn report(
    State(stations): State<Stations>,
    token: TokenInfo,
    body: Result<Json<Reported>, JsonRejection>,
) -> Result<Json<Taken>, ApiError> {
    let Json(Reported { data }) = body.map_err(|_| PageError::BadRequest)?;
    if data.stations.len() > ITEMS_MAX {
        return Err(PageError::TooLarge.into());
    }
    let mut answer = Taken { taken: 0, same: 0, rejected: Vec::new() };
    for (index, item) in data.stations.into_iter().enumerate() {
        let item: Option<ReportedStation> = serde_json::from_value(item).ok();
        let Some(report) = item.and_then(ReportedStation::report) else {
            answer.rejected.push(Rejected { index, reason: "malformed" });
            continue;
        };
        match stations.feed(&token, report).await? {
            Ok(()) => answer.taken += 1,
            Err(Refused::Same) => answer.same += 1,
            Err(refused) => answer.rejected.push(Rejected { index, reason: refused.as_str() }),
        }
    }
    Ok(Json(answer))
}
