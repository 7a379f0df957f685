//! Signing codes that a device moves on by itself.

use axum::Json;
use axum::extract::{Form, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use kernel::hex::unhex;
use people::PageError;
use serde_json::json;
use ui::{FormState, Prefs, Tr};

use super::super::holder::{SignedHolder, words as holder_words};
use super::words;
use crate::app::Stations;
use crate::app::live_code::LiveAsked;
use crate::domain::code::{Token, Use};
use crate::store::code::{self as store, CodeVerifier};

/// What the codes of a device belong to: another registration, or a change of
/// this one, makes them those of somebody else.
pub(super) fn belongs_to(signed: &SignedHolder) -> String {
    format!("{}:{}", signed.device.id, signed.holder.version)
}

/// `POST /code/anchors`: `use`, `verifier`, and an `anchor` for each code.
pub(super) async fn sign(
    State(stations): State<Stations>,
    prefs: Prefs,
    signed: SignedHolder,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let anchors = pairs.iter().filter(|(name, _)| name == "anchor");
    let anchors = anchors.map(|(_, text)| unhex(text)?.try_into().ok()).collect::<Option<_>>();
    let form = FormState::from_pairs(pairs.clone());
    let purpose: Use = form.value("use").parse().map_err(|_| PageError::BadRequest)?;
    let number: i64 = form.value("verifier").parse().map_err(|_| PageError::BadRequest)?;
    let verifier = open_verifier(&stations, purpose, number).await?;
    let asked = LiveAsked {
        purpose,
        verifier: u16::try_from(number).map_err(|_| PageError::BadRequest)?,
        anchors: anchors.ok_or(PageError::BadRequest)?,
    };
    let tokens = stations.sign_live_codes((&signed.holder, &signed.device), &asked).await?;
    let (employers, t) = (stations.employers().await?, Tr::new(prefs.lang));
    let body = json!({
        "now": stations.app.now().micros() / 1_000_000,
        "of": belongs_to(&signed),
        "brand": holder_words::brand(t, &employers, signed.holder.employer),
        "place": words::place(t, purpose, verifier.as_ref()),
        "codes": tokens.iter().map(code).collect::<Vec<_>>(),
    });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}

/// The verifier of a number; nothing for any of its use.
async fn open_verifier(
    stations: &Stations,
    purpose: Use,
    number: i64,
) -> Result<Option<CodeVerifier>, PageError> {
    if number == 0 {
        return Ok(None);
    }
    let read =
        stations.app.db.read(purpose, |tx, purpose| Box::pin(store::open_verifiers(tx, *purpose)));
    let open: Vec<CodeVerifier> = read.await?;
    open.into_iter().find(|one| one.number == number).map(Some).ok_or(PageError::NotFound)
}

fn code(token: &Token) -> serde_json::Value {
    let (bytes, moves_at) = token.bytes_to_move();
    json!({
        "code": Base64UrlUnpadded::encode_string(&bytes),
        "moves_at": moves_at,
        "expires": token.claims.expires_s,
        "tail": token.claims.tail(),
    })
}
