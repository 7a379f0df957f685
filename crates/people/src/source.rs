//! Where a request comes from, to count tries of one source. Never logged,
//! never stored.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::state::App;

/// An address as a key for limits, and what the browser calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// An IPv4 address or the first half of an IPv6 one; empty when unknown.
    pub address: String,
    /// The browser's name, shortened.
    pub client: String,
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
            address: told.or(peer).map(key).unwrap_or_default(),
            client: client.unwrap_or_default().chars().take(CLIENT_CHARS_MAX).collect(),
        })
    }
}

/// The last address is the one our own proxy wrote; those before it are told
/// by whoever asks.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let text = headers.get("x-forwarded-for")?.to_str().ok()?;
    text.rsplit(',').next()?.trim().parse().ok()
}

/// A household has one IPv4 address or one IPv6 network.
fn key(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_our_own_proxy_wrote_counts() {
        let mut headers = HeaderMap::new();
        assert_eq!(forwarded(&headers), None);
        headers.insert("x-forwarded-for", "6.6.6.6, 192.0.2.7".parse().unwrap());
        assert_eq!(forwarded(&headers).map(key).as_deref(), Some("192.0.2.7"));
    }

    #[test]
    fn neighbours_in_one_ipv6_network_are_one_source() {
        let one: IpAddr = "2001:db8:1:2::1".parse().unwrap();
        let two: IpAddr = "2001:db8:1:2:ffff::9".parse().unwrap();
        assert_eq!(key(one), key(two));
        assert_ne!(key(one), key("2001:db8:1:3::1".parse().unwrap()));
    }
}
