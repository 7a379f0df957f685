//! What a verifier's device needs to look at codes without a network, and the
//! counts it brings back.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use people::PageError;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use ui::{Prefs, Tr};

use super::super::code::published;
use super::super::holder::words as holder_words;
use super::look::Device;
use crate::app::Stations;
use crate::domain::code::counts::{HOURS_MAX, HourCount};
use crate::domain::holder::OWN_WORK;

/// Characters of a batch's key.
const KEY_CHARS: std::ops::RangeInclusive<usize> = 16..=64;

/// Looks of some hours, under a key of their own.
#[derive(Debug, Deserialize)]
pub(super) struct Batch {
    key: String,
    hours: Vec<(String, i64, i64)>,
}

/// `GET /verify/kit.json`: keys, the list of codes taken back, and what brands are called.
///
/// There is none for the gate of a compound: a device alone knows neither which
/// house rules somebody accepted nor whose pass is suspended.
pub(super) async fn kit(
    State(stations): State<Stations>,
    prefs: Prefs,
    Device(verifier): Device,
) -> Result<Response, PageError> {
    if stations.gate_of(verifier.number).await?.is_some() {
        return Err(PageError::NotFound);
    }
    let t = Tr::new(prefs.lang);
    let mut brands = Map::new();
    for one in stations.employers().await? {
        brands.insert(one.number.to_string(), Value::String(one.name));
    }
    let own = holder_words::brand(t, &[], OWN_WORK);
    brands.insert(OWN_WORK.to_string(), Value::String(own));
    let body = json!({
        "now": stations.app.now().micros() / 1_000_000,
        "verifier": {
            "number": verifier.number,
            "use": verifier.purpose.as_str(),
            "cards": verifier.takes_cards,
        },
        "keys": published::key_set(&stations).await?,
        "revoked": published::list(&stations).await?,
        "brands": brands,
    });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// `POST /verify/counts`
pub(super) async fn counts(
    State(stations): State<Stations>,
    Device(verifier): Device,
    Json(batch): Json<Batch>,
) -> Result<StatusCode, PageError> {
    let now = stations.app.now();
    let is_key = KEY_CHARS.contains(&batch.key.len()) && batch.key.is_ascii();
    if !is_key || batch.hours.len() > HOURS_MAX {
        return Err(PageError::BadRequest);
    }
    // An hour that cannot be is left out; the others count.
    let hours = batch
        .hours
        .iter()
        .filter_map(|(hour, good, refused)| HourCount::check((hour, *good, *refused), now));
    let key = format!("{} {}", verifier.number, batch.key);
    stations.take_counts(&verifier, &key, hours.collect()).await?;
    Ok(StatusCode::NO_CONTENT)
}
