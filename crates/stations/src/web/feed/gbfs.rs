//! The stations' points of exchange as GBFS 3.0 writes them. A battery ready
//! to be taken is its "vehicle available"; what is unknown is never told as
//! available.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use kernel::time::Instant;
use people::{Access, ApiError, Routes};
use places::Datum;
use serde_json::{Value, json};

use super::{Envelope, states};
use crate::app::Stations;
use crate::domain::directory::Place;
use crate::domain::facility::FacilityState;
use crate::domain::words::{LiveWord, StationStatus};
use crate::web::origin::origin;

pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/feeds/gbfs/gbfs.json", Access::Public, index)
        .get("/feeds/gbfs/system_information.json", Access::Public, system)
        .get("/feeds/gbfs/vehicle_types.json", Access::Public, vehicle_types)
        .get("/feeds/gbfs/station_information.json", Access::Public, information)
        .get("/feeds/gbfs/station_status.json", Access::Public, status)
}

type Feed = Json<Envelope<Value>>;

const FEEDS: [&str; 4] =
    ["system_information", "vehicle_types", "station_information", "station_status"];
/// What is exchanged, as the only kind of vehicle.
const BATTERY: &str = "battery";

/// `GET /feeds/gbfs/gbfs.json`
async fn index(State(stations): State<Stations>, headers: HeaderMap) -> Feed {
    let origin = origin(&stations.app, &headers);
    let feeds: Vec<Value> = FEEDS
        .iter()
        .map(|name| json!({ "name": name, "url": format!("{origin}/feeds/gbfs/{name}.json") }))
        .collect();
    Json(Envelope::new(stations.app.now(), json!({ "feeds": feeds })))
}

fn text(text: &str) -> Value {
    json!([{ "text": text, "language": "zh-CN" }])
}

/// `GET /feeds/gbfs/system_information.json`
async fn system(State(stations): State<Stations>) -> Feed {
    let (rules, site) = (stations.rules(), stations.app.site());
    let data = json!({
        "system_id": rules.feed.system_id,
        "languages": ["zh-CN"],
        "name": text(&site.name),
        "operator": text(&site.sponsor),
        "opening_hours": "24/7",
        "feed_contact_email": rules.feed.contact,
        "timezone": "Asia/Shanghai",
    });
    Json(Envelope::new(stations.app.now(), data))
}

/// `GET /feeds/gbfs/vehicle_types.json`
async fn vehicle_types(State(stations): State<Stations>) -> Feed {
    let battery = json!({
        "vehicle_type_id": BATTERY,
        "form_factor": "other",
        "propulsion_type": "human",
        "name": text("换电电瓶"),
    });
    Json(Envelope::new(stations.app.now(), json!({ "vehicle_types": [battery] })))
}

/// The places with points of exchange, and how many.
fn with_points<'a>(
    stations: &Stations,
    places: &'a [Place],
) -> impl Iterator<Item = (&'a Place, i64)> + use<'a> {
    let kind = stations.rules().feed.evse_kind;
    places.iter().filter_map(move |place| {
        let found = place.facilities.iter().find(|facility| facility.kind == kind)?;
        Some((place, found.count))
    })
}

/// `GET /feeds/gbfs/station_information.json`
async fn information(State(stations): State<Stations>) -> Feed {
    let directory = stations.directory.current();
    let all: Vec<Value> = with_points(&stations, directory.stations())
        .map(|(place, count)| {
            let station = &place.station;
            let at = station.point.degrees(Datum::Wgs84);
            json!({
                "station_id": station.code,
                "name": text(&station.name),
                "lat": at.lat,
                "lon": at.lon,
                "address": station.address,
                "capacity": count,
                "is_virtual_station": false,
            })
        })
        .collect();
    Json(Envelope::new(stations.app.now(), json!({ "stations": all })))
}

/// `GET /feeds/gbfs/station_status.json`
async fn status(State(stations): State<Stations>) -> Result<Feed, ApiError> {
    let (now, kind) = (stations.app.now(), stations.rules().feed.evse_kind);
    let states = states(&stations).await?;
    let directory = stations.directory.current();
    let all: Vec<Value> = with_points(&stations, directory.stations())
        .filter_map(|(place, _)| {
            let mine = |state: &&FacilityState| {
                state.report.station == place.station.code && state.report.kind == kind
            };
            // A place of which nothing was ever reported has no status to tell.
            states.iter().find(mine).map(|state| told(place, state, now))
        })
        .collect();
    Ok(Json(Envelope::new(now, json!({ "stations": all }))))
}

fn told(place: &Place, state: &FacilityState, now: Instant) -> Value {
    let is_known = state.at(now) != LiveWord::Unknown;
    let free = if state.is_available(now) { state.report.free.unwrap_or(1) } else { 0 };
    json!({
        "station_id": place.station.code,
        "num_vehicles_available": free,
        "vehicle_types_available": [{ "vehicle_type_id": BATTERY, "count": free }],
        "is_installed": place.station.status == StationStatus::Open,
        "is_renting": is_known && state.is_available(now),
        "is_returning": is_known,
        "last_reported": state.report.reported_at.rfc3339(),
    })
}
