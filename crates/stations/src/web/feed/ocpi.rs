//! Points of charge as OCPI 2.2.1 writes them: locations go out, operators put
//! and patch their points.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use db::Tx;
use kernel::time::Instant;
use people::{Access, ApiError, Routes, TokenInfo};
use places::Datum;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::REPORTS;
use crate::app::Stations;
use crate::domain::Station;
use crate::domain::facility::{Device, OcpiStatus, Refused};
use crate::domain::words::ReportSource;
use crate::store::facility as store;

/// Longest text of an address or a city.
const LINE_MAX: usize = 45;
/// Longest number of a point of charge.
const UID_MAX: usize = 36;

pub(super) fn routes() -> Routes<Stations> {
    const EVSE: &str = "/ocpi/2.2.1/locations/{country}/{party}/{location}/{evse}";
    Routes::new()
        .get("/ocpi/2.2.1/locations", Access::Public, locations)
        .put(EVSE, REPORTS, put)
        .patch(EVSE, REPORTS, patch)
}

/// The envelope of every answer.
#[derive(Debug, Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    status_code: u16,
    status_message: &'static str,
    timestamp: String,
}

/// OCPI knows no other zone.
fn utc(at: Instant) -> String {
    let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn answer(status: StatusCode, code: u16, message: &'static str, now: Instant) -> Response {
    let timestamp = utc(now);
    let body = Answer { data: None, status_code: code, status_message: message, timestamp };
    (status, Json(body)).into_response()
}

/// `GET /ocpi/2.2.1/locations`
async fn locations(State(stations): State<Stations>) -> Result<Response, ApiError> {
    let (now, rules) = (stations.app.now(), stations.rules());
    let read = stations.app.db.read((), |tx: &mut Tx<'_>, ()| Box::pin(store::devices(tx)));
    let devices: Vec<Device> = read.await?;
    let ttl_us = rules.ttl_us(rules.feed.evse_kind, ReportSource::Feed, now.day());
    let directory = stations.directory.current();
    let city = stations.app.site().short_name.clone();
    let mut data: Vec<Value> = Vec::new();
    for place in directory.stations() {
        let own = devices.iter().filter(|device| device.station == place.station.code);
        let own: Vec<&Device> = own.collect();
        if own.is_empty() {
            continue;
        }
        let head = (rules.feed.country_code.as_str(), rules.feed.party_id.as_str(), city.as_str());
        data.push(location(&place.station, &own, head, (ttl_us, now)));
    }
    let body = Answer {
        data: Some(Value::Array(data)),
        status_code: 1000,
        status_message: "Success",
        timestamp: utc(now),
    };
    Ok(Json(body).into_response())
}

fn location(
    station: &Station,
    devices: &[&Device],
    (country, party, city): (&str, &str, &str),
    (ttl_us, now): (i64, Instant),
) -> Value {
    let place = station.point.degrees(Datum::Wgs84);
    let newest = devices.iter().map(|device| device.reported_at).max().unwrap_or(now);
    let evses: Vec<Value> = devices.iter().map(|device| evse(device, ttl_us, now)).collect();
    let cut = |text: &str| text.chars().take(LINE_MAX).collect::<String>();
    json!({
        "country_code": country,
        "party_id": party,
        "id": station.code,
        "publish": true,
        "name": station.name,
        "address": cut(&station.address),
        "city": cut(city),
        "country": "CHN",
        "coordinates": {
            "latitude": format!("{:.6}", place.lat),
            "longitude": format!("{:.6}", place.lon),
        },
        "evses": evses,
        "time_zone": "Asia/Shanghai",
        "last_updated": utc(newest),
    })
}

fn evse(device: &Device, ttl_us: i64, now: Instant) -> Value {
    let connectors: Value = serde_json::from_str(&device.connectors).unwrap_or_default();
    json!({
        "uid": device.uid,
        "status": device.at(ttl_us, now).as_str(),
        "connectors": connectors,
        "last_updated": utc(device.reported_at),
    })
}

/// What is looked at of a point of charge; the rest is the operator's.
#[derive(Debug, Deserialize)]
struct Evse {
    status: Option<OcpiStatus>,
    connectors: Option<Vec<Value>>,
    last_updated: Option<String>,
}

type At = (String, String, String, String);

/// `PUT` of a point of charge: all of it.
async fn put(
    State(stations): State<Stations>,
    Path(at): Path<At>,
    token: TokenInfo,
    body: Result<Json<Evse>, JsonRejection>,
) -> Result<Response, ApiError> {
    take(&stations, at, &token, body, true).await
}

/// `PATCH` of a point of charge: what changed.
async fn patch(
    State(stations): State<Stations>,
    Path(at): Path<At>,
    token: TokenInfo,
    body: Result<Json<Evse>, JsonRejection>,
) -> Result<Response, ApiError> {
    take(&stations, at, &token, body, false).await
}

async fn take(
    stations: &Stations,
    (country, party, location, uid): At,
    token: &TokenInfo,
    body: Result<Json<Evse>, JsonRejection>,
    is_whole: bool,
) -> Result<Response, ApiError> {
    let (now, rules) = (stations.app.now(), stations.rules());
    let invalid = |message| answer(StatusCode::BAD_REQUEST, 2001, message, now);
    let Ok(Json(body)) = body else { return Ok(invalid("The body is not a point of charge")) };
    let at = body.last_updated.as_deref().and_then(Instant::parse);
    let (Some(status), Some(reported_at)) = (body.status, at) else {
        return Ok(invalid("status and last_updated are needed"));
    };
    if is_whole && body.connectors.as_ref().is_none_or(Vec::is_empty) {
        return Ok(invalid("connectors are needed"));
    }
    if uid.chars().count() > UID_MAX {
        return Ok(invalid("the number is too long"));
    }
    let unknown = || answer(StatusCode::NOT_FOUND, 2003, "Unknown Location", now);
    let is_ours = country.eq_ignore_ascii_case(&rules.feed.country_code)
        && party.eq_ignore_ascii_case(&rules.feed.party_id);
    if !is_ours || stations.directory.current().station(&location).is_none() {
        return Ok(unknown());
    }
    let connectors = body.connectors.map(|all| Value::Array(all).to_string()).unwrap_or_default();
    let device = Device { station: location, uid, status, connectors, reported_at };
    let taken = stations.feed_device(token, device, is_whole).await?;
    Ok(match taken {
        // What was reported already, or before what is known, is nothing to do again.
        Ok(()) | Err(Refused::Same | Refused::Older) => {
            answer(StatusCode::OK, 1000, "Success", now)
        }
        Err(Refused::NoFacility) => unknown(),
        Err(Refused::Ahead | Refused::Expired | Refused::Counts) => {
            invalid("last_updated cannot be")
        }
    })
}
