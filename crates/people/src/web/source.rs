//! Where a request comes from, to count tries of one source. Never logged,
//! never stored.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::state::App;

/// An address as a key for limits, and what the browser calls itself.
pub(super) struct Source {
    pub(super) address: String,
    pub(super) client: String,
}

/// Enough to tell one's own browsers apart.
const CLIENT_CHARS_MAX: usize = 120;

impl<S> FromRequestParts<S> for Source
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let trusted = App::from_ref(state).settings.trust_forwarded;
        let told = if trusted { forwarded(&parts.headers) } else { None };
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let client = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self {
            address: told.or(peer).map(|address| address.to_string()).unwrap_or_default(),
            client: client.unwrap_or_default().chars().take(CLIENT_CHARS_MAX).collect(),
        })
    }
}

/// The last address is the one our own proxy wrote.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let text = headers.get("x-forwarded-for")?.to_str().ok()?;
    text.rsplit(',').next()?.trim().parse().ok()
}
