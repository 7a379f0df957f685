//! What a device keeps of stations: the page for it, and the copy of an area. The server is told
//! the area, never what is kept.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::time::Instant;
use people::record::Asked;
use people::{PageError, Viewer};
use places::{Datum, RegionCode, RegionLevel};
use serde_json::{Value, json};
use ui::{Choice, Field, FormState, Prefs, Shell, Tr, key};

use crate::app::Stations;
use crate::domain::directory::{Directory, Place};
use crate::domain::words::StationStatus;
use crate::web::{hours, words};

/// Days of hours that a copy holds: whoever is longer without a network asks there.
const DAYS: usize = 14;

#[derive(Template)]
#[template(path = "station/mine.html")]
struct MinePage {
    shell: Shell,
    region: Field,
}

/// `GET /stations/mine`
pub(super) async fn show(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("station-mine-title"));
    let atlas = stations.atlas.current();
    let districts = atlas.regions().filter(|region| region.code.level() == RegionLevel::District);
    let choices = districts.map(|region| Choice::new(region.code.to_string(), &region.name));
    let region =
        Field::select(shell.t, FormState::new(), "region", shell.t.s("station-mine-region"))
            .choices(choices);
    Ok(ui::page(StatusCode::OK, &MinePage { shell, region }))
}

/// `GET /stations/copy.json`
pub(super) async fn copy(
    State(stations): State<Stations>,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let region: RegionCode = asked.parse("region").ok_or(PageError::NotFound)?;
    let atlas = stations.atlas.current();
    let name = atlas.region(region).ok_or(PageError::NotFound)?.name.clone();
    let (directory, now, t) =
        (stations.directory.current(), stations.app.now(), Tr::new(prefs.lang));
    let places = directory.stations().iter();
    let places = places.filter(|place| {
        place.station.status == StationStatus::Open && place.station.region.is_within(region)
    });
    let body = json!({
        "made": now.day().to_string(),
        "region": region.to_string(),
        "name": name,
        "stations": places.map(|place| kept(t, &directory, place, now)).collect::<Vec<_>>(),
    });
    Ok(Json(body).into_response())
}

fn kept(t: Tr, directory: &Directory, place: &Place, now: Instant) -> Value {
    let (station, at) = (&place.station, place.station.point.degrees(Datum::Wgs84));
    let has = place.facilities.iter().map(|facility| t.s(words::facility(facility.kind)));
    let days = directory.days(place, now.day(), DAYS);
    json!({
        "code": station.code,
        "name": station.name,
        "address": station.address,
        "entrance": station.entrance,
        "phone": station.phone,
        "lat": at.lat,
        "lon": at.lon,
        "has": has.collect::<Vec<_>>().join(&t.s("station-list-pause")),
        "days": days.iter().map(|day| (day.date.to_string(), hours::spans(t, day)))
            .collect::<Vec<_>>(),
    })
}
