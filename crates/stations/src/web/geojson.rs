//! Stations as GeoJSON for maps, and as tags for OpenStreetMap.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use people::record::Asked;
use people::{Access, ApiError, PageError, Routes};
use places::Datum;
use serde_json::{Map, Value, json};

use super::origin::origin;
use super::station::query::Query;
use crate::app::Stations;
use crate::domain::directory::{Directory, Place};
use crate::domain::live::LiveState;
use crate::domain::words::{FacilityKind, StationStatus};

/// Routes of the views for maps.
pub(super) fn routes() -> Routes<Stations> {
    Routes::new().get("/stations.geojson", Access::Public, collection).get(
        "/stations/{code}/osm.json",
        Access::Public,
        osm,
    )
}

/// `GET /stations.geojson`, with the filters of the list.
async fn collection(
    State(stations): State<Stations>,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    let (directory, now) = (stations.directory.current(), stations.app.now());
    let (origin, live) = (origin(&stations.app, &headers), stations.live.all());
    let query = Query::of(&asked.form);
    let found = directory.find(&query.wanted(now), query.here);
    let found = found.into_iter().map(|found| found.place);
    let features: Vec<Value> = found
        .filter(|place| place.station.status != StationStatus::Planned)
        .map(|place| {
            let states = live.get(&place.station.code).map(Vec::as_slice).unwrap_or_default();
            feature(&directory, place, states, now, &origin)
        })
        .collect();
    let body = json!({ "type": "FeatureCollection", "features": features });
    answer("application/geo+json", &body)
}

/// One station: the point in WGS-84 as the format asks for, and as maps in China draw it.
fn feature(
    directory: &Directory,
    place: &Place,
    states: &[LiveState],
    now: kernel::time::Instant,
    origin: &str,
) -> Value {
    let station = &place.station;
    let (at, shifted) = (station.point.degrees(Datum::Wgs84), station.point.degrees(Datum::Gcj02));
    let until = directory.standing(place, now).and_then(|standing| standing.change);
    let facility = |kind: FacilityKind, count: i64| {
        let state = states.iter().find(|state| state.kind == kind);
        json!({
            "kind": kind,
            "count": count,
            "state": state.map(|state| state.at(now)),
            "available": state.and_then(|state| state.available_at(now)),
            "last_reported": state.map(|state| state.reported_at.rfc3339()),
        })
    };
    let facilities = place.facilities.iter().map(|one| facility(one.kind, one.count));
    json!({
        "type": "Feature",
        "id": station.code,
        "geometry": { "type": "Point", "coordinates": [at.lon, at.lat] },
        "properties": {
            "code": station.code,
            "name": station.name,
            "brand": station.brand,
            "type": station.kind,
            "status": station.status,
            "address": station.address,
            "entrance": station.entrance,
            "phone": station.phone,
            "url": format!("{origin}/stations/{}", station.code),
            "opening_hours": station.hours,
            "open_now": directory.is_open(place, now),
            "changes_at": until.map(|change| change.at.rfc3339()),
            "assured_date": station.assured_on,
            "gcj02": [shifted.lon, shifted.lat],
            "facilities": facilities.collect::<Vec<_>>(),
            "services": place.services.iter().map(|given| &given.service).collect::<Vec<_>>(),
        },
    })
}

/// `GET /stations/{code}/osm.json`
async fn osm(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let directory = stations.directory.current();
    let place = directory.station(&code).ok_or(PageError::NotFound)?;
    let at = place.station.point.degrees(Datum::Wgs84);
    let tags = tags(place, &origin(&stations.app, &headers));
    let node = json!({ "type": "node", "lat": at.lat, "lon": at.lon, "tags": tags });
    Ok(answer("application/json", &node))
}

/// The tags a mapper would give it.
fn tags(place: &Place, origin: &str) -> Map<String, Value> {
    let station = &place.station;
    let mut tags = Map::new();
    let mut tag = |name: &str, value: &str| {
        if !value.is_empty() {
            tags.insert(name.to_owned(), value.into());
        }
    };
    tag("amenity", "shelter");
    tag("shelter_type", "rest_station");
    tag("name", &station.name);
    tag("brand", &station.brand);
    tag("ref", &station.code);
    tag("addr:full", &station.address);
    tag("phone", &station.phone);
    tag("opening_hours", &station.hours);
    tag("check_date", &station.assured_on);
    tag("website", &format!("{origin}/stations/{}", station.code));
    tag("operator", &station.parties.territorial);
    for facility in &place.facilities {
        let (name, value) = facility_tag(facility.kind);
        tag(name, value);
    }
    tags
}

fn facility_tag(kind: FacilityKind) -> (&'static str, &'static str) {
    match kind {
        FacilityKind::Air => ("air_conditioning", "yes"),
        FacilityKind::Water => ("drinking_water", "yes"),
        FacilityKind::HotWater => ("drinking_water:hot", "yes"),
        FacilityKind::Seats => ("bench", "yes"),
        FacilityKind::Microwave => ("microwave", "yes"),
        FacilityKind::Fridge => ("fridge", "yes"),
        FacilityKind::PhoneCharging => ("device_charging_station", "yes"),
        FacilityKind::Swap => ("bicycle:battery_swap", "yes"),
        FacilityKind::TyrePump => ("service:bicycle:pump", "yes"),
        FacilityKind::FirstAid => ("first_aid_kit", "yes"),
        FacilityKind::RainGear => ("rain_gear", "yes"),
        FacilityKind::Tools => ("service:bicycle:tools", "yes"),
        FacilityKind::Toilet => ("toilets", "yes"),
        FacilityKind::Nursing => ("nursing_room", "yes"),
        FacilityKind::Wifi => ("internet_access", "wlan"),
        FacilityKind::Lockers => ("lockers", "yes"),
        FacilityKind::Books => ("books", "yes"),
        FacilityKind::Aed => ("emergency:aed", "yes"),
        FacilityKind::Shower => ("shower", "yes"),
        FacilityKind::Laundry => ("washing_machine", "yes"),
        FacilityKind::Parking => ("parking:bicycle", "yes"),
        FacilityKind::Meals => ("food", "yes"),
        FacilityKind::Beds => ("bed", "yes"),
    }
}

fn answer(kind: &'static str, body: &Value) -> Response {
    let mut response = Json(body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
