//! Who is signed in as a holder: a cookie of its own, apart from that of
//! staff.

use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use people::{PageError, see_other};

use crate::app::Stations;
use crate::domain::holder::{Holder, HolderDevice};

/// A cookie is kept for so long unless the device is taken out.
const KEPT_S: i64 = 180 * 24 * 3600;

/// The holder who is signed in, for handlers of any noun: as an argument it
/// leads whoever is not signed in to the sign-in and back; as `Option` it
/// leaves that to the handler.
#[derive(Debug, Clone)]
pub struct SignedHolder {
    /// The holder.
    pub holder: Holder,
    /// The device they are signed in with.
    pub device: HolderDevice,
}

fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-huying_holder" } else { "huying_holder" }
}

/// Sets the holder's cookie or, with an empty value, takes it away.
pub(crate) fn with_cookie(stations: &Stations, token: &str, mut response: Response) -> Response {
    let secure = stations.app.settings.secure_cookies;
    let name = cookie_name(secure);
    let flags = if secure { "; Secure" } else { "" };
    let age = if token.is_empty() { 0 } else { KEPT_S };
    let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{flags}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

async fn signed_in(stations: &Stations, parts: &Parts) -> Result<Option<SignedHolder>, PageError> {
    let name = cookie_name(stations.app.settings.secure_cookies);
    let Some(token) = ui::cookie(&parts.headers, name).filter(|token| !token.is_empty()) else {
        return Ok(None);
    };
    let found = stations.holder_of_token(token).await?;
    Ok(found.map(|(holder, device)| SignedHolder { holder, device }))
}

impl<S> OptionalFromRequestParts<S> for SignedHolder
where
    S: Send + Sync,
    Stations: FromRef<S>,
{
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, PageError> {
        signed_in(&Stations::from_ref(state), parts).await
    }
}

impl<S> FromRequestParts<S> for SignedHolder
where
    S: Send + Sync,
    Stations: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match signed_in(&Stations::from_ref(state), parts).await {
            Ok(Some(signed)) => Ok(signed),
            Ok(None) if parts.method == Method::GET => {
                let back = parts.uri.path_and_query().map_or("/holder", |path| path.as_str());
                Err(see_other(&format!("/holder/sign-in?next={}", ui_encoded(back))))
            }
            Ok(None) => Err(PageError::SignedOut.into_response()),
            Err(error) => Err(error.into_response()),
        }
    }
}

/// A path and query as one query value.
fn ui_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// A path of this site; the holder's own page when it is none.
pub(super) fn safe_path(next: &str) -> &str {
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic()) && !next.contains('\\');
    let own = next.starts_with('/') && !next.starts_with("//");
    if plain && own { next } else { "/holder" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_only_to_this_site() {
        for bad in ["", "https://evil.cn", "//evil.cn", "/\\evil.cn", "/a\r\nb", "holder"] {
            assert_eq!(safe_path(bad), "/holder", "{bad:?}");
        }
        assert_eq!(safe_path("/code?use=gate"), "/code?use=gate");
        assert_eq!(ui_encoded("/code?use=gate&at=C001"), "/code%3Fuse%3Dgate%26at%3DC001");
    }
}
