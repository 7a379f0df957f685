//! `POST /api/v1/triage`: what the engine proposes for a text, for other
//! programs. Takes nothing in and says nothing of who asked.

use std::time::Instant as Stopwatch;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::ports::MatchDraft;
use kernel::time::Instant;
use people::{Access, ApiError, PageError, Routes};
use places::{Datum, PlaceGuess, Point};
use serde::{Deserialize, Serialize};
use ui::{Lang, Tr, key};

use super::{reasons, unit_basis, whereabouts};
use crate::app::Desk;
use crate::app::similar::Similar;
use crate::app::triage::{Triage, Triaged};
use crate::domain::request::{ADDRESS_MAX, CONTENT_MAX, TITLE_MAX};

/// The route.
pub(super) fn routes() -> Routes<Desk> {
    Routes::new().post("/api/v1/triage", Access::Token("triage"), create)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Incoming {
    content: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    address: String,
    lon: Option<f64>,
    lat: Option<f64>,
    occurred_at: Option<String>,
    order_no: Option<String>,
}

#[derive(Debug, Serialize)]
struct Proposals {
    repeats: Vec<Repeat>,
    categories: Vec<Category>,
    units: Vec<Unit>,
    place: Whereabouts,
    masked_content: String,
    elapsed_us: u64,
}

#[derive(Debug, Serialize)]
struct Repeat {
    order_no: String,
    channel_ref: Option<String>,
    probability: f64,
    kind: &'static str,
    reasons: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Category {
    code: String,
    label: String,
    confidence: f64,
}

#[derive(Debug, Serialize)]
struct Unit {
    id: String,
    name: String,
    confidence: f64,
    basis: String,
}

#[derive(Debug, Serialize)]
struct Whereabouts {
    region_code: Option<String>,
    community: Option<String>,
    grid_code: Option<String>,
    compound: Option<String>,
    confidence: f64,
    reasons: Vec<String>,
    alternatives: Vec<Elsewhere>,
    outside: Option<String>,
}

/// Another place the words may mean.
#[derive(Debug, Serialize)]
struct Elsewhere {
    kind: &'static str,
    name: String,
    region_code: Option<String>,
    grid_code: Option<String>,
    confidence: f64,
    reasons: Vec<String>,
}

async fn create(
    State(desk): State<Desk>,
    body: Result<Json<Incoming>, JsonRejection>,
) -> Result<Response, ApiError> {
    let begun = Stopwatch::now();
    let Json(incoming) = body.map_err(|rejection| {
        let reason = rejection.body_text();
        let fault = ApiError::new(rejection.status(), "malformed", key("api-malformed"));
        fault.args(vec![("reason", reason.as_str().into())])
    })?;
    let asked = asked(&desk, incoming)?;
    let triaged = desk.triage(asked).await.map_err(PageError::from)?;
    let mut proposals = proposals(&desk, triaged);
    proposals.elapsed_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    Ok((StatusCode::OK, Json(proposals)).into_response())
}

fn asked(desk: &Desk, incoming: Incoming) -> Result<Triage, ApiError> {
    let long = |text: &str, most: usize| text.chars().count() > most;
    if incoming.content.trim().is_empty() {
        return Err(ApiError::invalid("content", key("api-content-short")));
    }
    if long(&incoming.content, CONTENT_MAX) {
        return Err(ApiError::invalid("content", key("api-content-long")));
    }
    if long(&incoming.title, TITLE_MAX) {
        return Err(ApiError::invalid("title", key("api-title-long")));
    }
    if long(&incoming.address, ADDRESS_MAX) {
        return Err(ApiError::invalid("address", key("api-address-long")));
    }
    let point_e7 = match (incoming.lon, incoming.lat) {
        (Some(lon), Some(lat)) => {
            let point = Point::from_degrees(Datum::Wgs84, lon, lat)
                .map_err(|_| ApiError::invalid("lon", key("api-bad-point")))?;
            Some((point.lon_e7(), point.lat_e7()))
        }
        (None, None) => None,
        (Some(_), None) => return Err(ApiError::invalid("lat", key("api-bad-point"))),
        (None, Some(_)) => return Err(ApiError::invalid("lon", key("api-bad-point"))),
    };
    let at = match incoming.occurred_at.as_deref() {
        None => desk.app.now(),
        Some(text) => Instant::parse(text)
            .ok_or_else(|| ApiError::invalid("occurred_at", key("api-bad-time")))?,
    };
    let number = incoming.order_no.as_deref().map(str::parse);
    let order_no =
        number.transpose().map_err(|_| ApiError::invalid("order_no", key("api-bad-number")))?;
    let draft = MatchDraft {
        title: incoming.title,
        content: incoming.content,
        address: incoming.address,
        point_e7,
        region_code: String::new(),
        at,
    };
    Ok(Triage { draft, order_no })
}

fn proposals(desk: &Desk, triaged: Triaged) -> Proposals {
    let rules = desk.rules();
    let t = Tr::new(Lang::ZhCn);
    let place = triaged.place;
    Proposals {
        repeats: triaged.repeats.iter().map(|similar| repeat(t, similar)).collect(),
        categories: triaged
            .categories
            .into_iter()
            .map(|(code, sure)| Category {
                label: rules.category_path(&code),
                confidence: share(sure),
                code,
            })
            .collect(),
        units: triaged
            .units
            .into_iter()
            .map(|unit| Unit {
                id: unit.id.to_string(),
                name: unit.name,
                confidence: share(unit.confidence_milli),
                basis: unit_basis::basis(t, &rules, &unit.proposal),
            })
            .collect(),
        place: Whereabouts {
            region_code: place.region_code,
            community: place.community,
            grid_code: place.grid_code,
            compound: place.compound,
            confidence: share(place.confidence_milli),
            reasons: place
                .guesses
                .first()
                .map(|best| whereabouts::reasons(t, best))
                .unwrap_or_default(),
            alternatives: place.guesses.iter().skip(1).map(|guess| elsewhere(t, guess)).collect(),
            outside: place.outside,
        },
        masked_content: triaged.masked_content,
        elapsed_us: 0,
    }
}

fn elsewhere(t: Tr, guess: &PlaceGuess) -> Elsewhere {
    Elsewhere {
        kind: guess.kind.as_str(),
        name: guess.name.clone(),
        region_code: guess.region.map(|code| code.to_string()),
        grid_code: guess.grid.map(|code| code.to_string()),
        confidence: share(guess.confidence_milli),
        reasons: whereabouts::reasons(t, guess),
    }
}

fn repeat(t: Tr, similar: &Similar) -> Repeat {
    Repeat {
        order_no: similar.order.order_no.to_string(),
        channel_ref: similar.request.channel_ref.clone(),
        probability: share(similar.judgement.probability_milli),
        kind: similar.judgement.kind.as_str(),
        reasons: reasons::all(t, &similar.judgement),
    }
}

fn share(milli: u16) -> f64 {
    f64::from(milli) / 1000.0
}
