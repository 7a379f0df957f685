//! What verifiers elsewhere need: public keys, and the codes taken back.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use people::PageError;
use serde_json::{Value, json};

use crate::app::Stations;
use crate::domain::code::Suite;
use crate::domain::code::revocation::{LIST_S, SHORT_BYTES};

/// A verifier that is online asks this often.
const KEPT_S: i64 = 30;

fn kept() -> [(header::HeaderName, String); 1] {
    [(header::CACHE_CONTROL, format!("public, max-age={KEPT_S}"))]
}

/// `GET /.well-known/huying-code-keys.json`: a set of JSON web keys (RFC 7517).
pub(super) async fn keys(State(stations): State<Stations>) -> Result<Response, PageError> {
    let keys = key_set(&stations).await?;
    Ok((kept(), Json(json!({ "keys": keys }))).into_response())
}

/// The keys verifiers may believe.
pub(crate) async fn key_set(stations: &Stations) -> Result<Vec<Value>, PageError> {
    let keys = stations.public_keys().await?;
    let keys = keys.iter().filter_map(|key| {
        let bytes = key.bytes();
        let (x, y) = (bytes.get(1..33)?, bytes.get(33..65)?);
        Some(json!({
            "kty": "EC",
            "crv": "P-256",
            "alg": "ES256",
            "use": "sig",
            "cose_alg": Suite::Es256.cose(),
            "kid": Base64UrlUnpadded::encode_string(&[key.id.0]),
            "x": Base64UrlUnpadded::encode_string(x),
            "y": Base64UrlUnpadded::encode_string(y),
        }))
    });
    Ok(keys.collect())
}

/// `GET /code/revoked.json`
pub(super) async fn revoked(State(stations): State<Stations>) -> Result<Response, PageError> {
    Ok((kept(), Json(list(&stations).await?)).into_response())
}

/// The list of codes taken back.
pub(crate) async fn list(stations: &Stations) -> Result<Value, PageError> {
    let list = stations.revoked_codes().await?;
    Ok(json!({
        "made": list.made_s,
        "good_until": list.made_s + LIST_S,
        "bytes_each": SHORT_BYTES,
        "anchors": Base64UrlUnpadded::encode_string(&list.bytes()),
    }))
}
