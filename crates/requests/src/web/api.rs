//! JSON for other programs: take in a request, look at an order.
//!
//! Nothing of who asked comes out here; a program that must call the person
//! asks the vault with its own purpose.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::time::Instant;
use people::domain::disclosure::IdentityField;
use people::domain::identity::{NewIdentity, SealedIdentity};
use people::{Access, ApiError, PageError, Routes, TokenInfo};
use places::{Datum, Point};
use serde::{Deserialize, Serialize};
use ui::key;

use crate::app::submit::{Submission, Submitted};
use crate::app::view::OrderView;
use crate::app::{Desk, OrderError};
use crate::domain::order_no::OrderNo;
use crate::domain::request::{NewRequest, Place, RequestFault};
use crate::domain::words::{OrderType, Origin, Urgency};

/// Routes of the API.
pub fn routes() -> Routes<Desk> {
    Routes::new().post("/api/v1/requests", Access::Token("requests:write"), create).get(
        "/api/v1/orders/{no}",
        Access::Token("requests:read"),
        show,
    )
}

/// A request as another program hands it in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Incoming {
    content: String,
    #[serde(default)]
    title: String,
    #[serde(rename = "type")]
    order_type: OrderType,
    urgency: Option<Urgency>,
    #[serde(default)]
    address: String,
    /// Degrees, WGS-84 unless `datum` says otherwise.
    lon: Option<f64>,
    lat: Option<f64>,
    datum: Option<String>,
    channel: Option<String>,
    channel_ref: Option<String>,
    occurred_at: Option<String>,
    name: Option<String>,
    phone: Option<String>,
    #[serde(default)]
    confidential: bool,
    /// The same key sent again makes no second request.
    submission_key: Option<String>,
}

#[derive(Debug, Serialize)]
struct Created {
    order_no: String,
    query_code: String,
    created: bool,
}

async fn create(
    State(desk): State<Desk>,
    token: TokenInfo,
    body: Result<Json<Incoming>, JsonRejection>,
) -> Result<Response, ApiError> {
    let Json(incoming) = body.map_err(|rejection| {
        let reason = rejection.body_text();
        let fault = ApiError::new(StatusCode::BAD_REQUEST, "malformed", key("api-malformed"));
        fault.args(vec![("reason", reason.as_str().into())])
    })?;
    let identity = identity(&desk, &incoming)?;
    let request = request(&desk, incoming)?;
    let submission = Submission {
        urgency: request.1,
        request: request.0,
        category_code: None,
        identity,
        photos: Vec::new(),
        actor: token.actor(),
        at: desk.app.now(),
    };
    let Submitted { order, query_code, is_new } = desk.submit(submission).await.map_err(to_api)?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    let created = Created { order_no: order.order_no.to_string(), query_code, created: is_new };
    Ok((status, Json(created)).into_response())
}

fn identity(desk: &Desk, incoming: &Incoming) -> Result<Option<SealedIdentity>, ApiError> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let identity = NewIdentity::default()
        .with(IdentityField::Name, &text(&incoming.name))
        .with(IdentityField::Phone, &text(&incoming.phone));
    if identity.is_empty() {
        return Ok(None);
    }
    let sealed = desk.app.vault.seal(&identity);
    sealed.map(Some).map_err(|error| PageError::internal(&error).into())
}

fn request(desk: &Desk, incoming: Incoming) -> Result<(NewRequest, Urgency), ApiError> {
    let now = desk.app.now();
    let occurred_at = match incoming.occurred_at.as_deref() {
        None => None,
        Some(text) => {
            let at = Instant::parse(text).filter(|at| *at <= now);
            Some(at.ok_or_else(|| ApiError::invalid("occurred_at", key("api-bad-time")))?)
        }
    };
    let point_e7 = point(&incoming)?;
    let rules = desk.rules();
    let danger = rules.emergency_in(&incoming.content).is_some();
    let urgency =
        incoming.urgency.unwrap_or(if danger { Urgency::Critical } else { Urgency::Normal });
    let channel = incoming
        .channel
        .or_else(|| rules.channels.iter().find(|c| c.kind == "api").map(|c| c.code.clone()))
        .or_else(|| rules.channels.first().map(|channel| channel.code.clone()));
    let request = NewRequest {
        submission_key: incoming
            .submission_key
            .unwrap_or_else(|| desk.app.ids.mint(now).to_string()),
        channel: channel.unwrap_or_default(),
        channel_ref: incoming.channel_ref,
        origin: Origin::OnComplaint,
        order_type: incoming.order_type,
        title: incoming.title,
        content: incoming.content,
        occurred_at,
        received_at: now,
        place: Place { address: incoming.address, point_e7, ..Place::default() },
        requester_ref: None,
        query_code_tag: String::new(),
        confidential: incoming.confidential,
        reply_wanted: true,
        contact_window: None,
    };
    Ok((request, urgency))
}

fn point(incoming: &Incoming) -> Result<Option<(i64, i64)>, ApiError> {
    let (Some(lon), Some(lat)) = (incoming.lon, incoming.lat) else { return Ok(None) };
    let datum = match incoming.datum.as_deref() {
        None => Datum::Wgs84,
        Some(text) => text.parse().map_err(|_| ApiError::invalid("datum", key("api-bad-datum")))?,
    };
    let point = Point::from_degrees(datum, lon, lat)
        .map_err(|_| ApiError::invalid("lon", key("api-bad-point")))?;
    Ok(Some((point.lon_e7(), point.lat_e7())))
}

/// What another program may know of an order: never words or persons.
#[derive(Debug, Serialize)]
struct Shown {
    order_no: String,
    state: &'static str,
    order_type: OrderType,
    urgency: Urgency,
    category: Option<String>,
    region_code: Option<String>,
    unit: Option<String>,
    received_at: String,
    dispatched_at: Option<String>,
    due_at: Option<String>,
    replied_at: Option<String>,
    closed_at: Option<String>,
}

async fn show(State(desk): State<Desk>, Path(no): Path<String>) -> Result<Response, ApiError> {
    let number: OrderNo = no.parse().map_err(|_| ApiError::invalid("no", key("api-bad-number")))?;
    let view = desk.view_for_program(&number).await.map_err(to_api)?;
    Ok(Json(shown(&desk, &view)).into_response())
}

fn shown(desk: &Desk, view: &OrderView) -> Shown {
    let order = &view.order;
    let time = |at: Option<Instant>| at.map(Instant::rfc3339);
    let rules = desk.rules();
    let unit = order.unit_id.and_then(|id| rules.units.get(&id));
    Shown {
        order_no: order.order_no.to_string(),
        state: order.state.as_str(),
        order_type: order.order_type,
        urgency: order.urgency,
        category: order.category_code.clone(),
        region_code: order.region_code.clone(),
        unit: unit.map(|unit| unit.name.clone()),
        received_at: order.received_at.rfc3339(),
        dispatched_at: time(order.dispatched_at),
        due_at: time(order.handle_due_at),
        replied_at: time(order.replied_at),
        closed_at: time(order.closed_at),
    }
}

fn to_api(error: OrderError) -> ApiError {
    match error {
        OrderError::Unknown(field) => ApiError::invalid(field, key("api-unknown")),
        OrderError::Request(fault) => match fault {
            RequestFault::ContentShort => ApiError::invalid("content", key("api-content-short")),
            RequestFault::ContentLong => ApiError::invalid("content", key("api-content-long")),
            RequestFault::TitleLong => ApiError::invalid("title", key("api-title-long")),
            RequestFault::AddressLong => ApiError::invalid("address", key("api-address-long")),
        },
        other => super::to_page(other).into(),
    }
}
