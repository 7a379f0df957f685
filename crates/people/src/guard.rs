//! The guard before every handler: who is asking, may they, and did the form
//! come from our own page.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use db::StoreError;
use futures_util::StreamExt;
use subtle::ConstantTimeEq;
use ui::Prefs;

use crate::access::Access;
use crate::app::{sessions, tokens};
use crate::fault::{Asker, PageError};
use crate::state::App;
use crate::viewer::Viewer;

/// The largest form without files.
const FORM_BYTES_MAX: usize = 1 << 20;
/// The form token is the first field of a form with files.
const TOKEN_WITHIN_BYTES: usize = 8 << 10;
/// Where a password that must be changed is changed.
pub(crate) const PASSWORD_PATH: &str = "/account/password";

/// Decides about a request. Gives who asked, and the request to hand on or
/// the refusal to send.
pub(crate) async fn admit(
    app: &App,
    access: Access,
    request: Request,
) -> (Asker<'_>, Result<Request, Response>) {
    let (mut parts, body) = request.into_parts();
    let viewer = viewer(app, &parts).await;
    let asker = Asker {
        app,
        viewer: viewer.as_ref().ok().cloned().unwrap_or_default(),
        prefs: Prefs::read(&parts),
        wants_json: parts.uri.path().starts_with("/api/"),
    };
    let admitted = async {
        let viewer = viewer.map_err(PageError::from)?;
        allowed(&parts, access, &viewer)?;
        let body = genuine(&parts, access, &viewer, body).await?;
        parts.extensions.insert(viewer);
        Ok::<_, Refusal>(Request::from_parts(parts, body))
    };
    let admitted = admitted.await.map_err(IntoResponse::into_response);
    (asker, admitted)
}

/// Why a request does not reach its handler.
enum Refusal {
    /// Something is wrong with it.
    Fault(PageError),
    /// Another page comes first.
    LedTo(String),
}

impl From<PageError> for Refusal {
    fn from(error: PageError) -> Self {
        Self::Fault(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Fault(error) => error.into_response(),
            Self::LedTo(path) => see_other(&path),
        }
    }
}

/// Who is asking: by access token if there is one, else by cookie.
async fn viewer(app: &App, parts: &Parts) -> Result<Viewer, StoreError> {
    if let Some(token) = bearer(&parts.headers) {
        let found = tokens::resolve(&app.db, token, app.now()).await?;
        return Ok(found.map_or(Viewer::Public, Viewer::Token));
    }
    let name = cookie_name(app.settings.secure_cookies);
    let Some(token) = ui::cookie(&parts.headers, name) else { return Ok(Viewer::Public) };
    let found = sessions::resolve(&app.db, &app.settings, token, app.now()).await?;
    Ok(found.map_or(Viewer::Public, Viewer::Staff))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// The session cookie's name; the prefix makes browsers refuse a weaker one.
pub(crate) fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-huying_session" } else { "huying_session" }
}

fn allowed(parts: &Parts, access: Access, viewer: &Viewer) -> Result<(), Refusal> {
    match (access, viewer) {
        (Access::Public, _) => Ok(()),
        (Access::Token(scope), Viewer::Token(token)) => {
            let held = token.scopes.iter().any(|held| held == scope);
            if held { Ok(()) } else { Err(PageError::Forbidden.into()) }
        }
        (Access::SignedIn | Access::Roles(_), Viewer::Staff(staff)) => {
            if staff.must_change_password && !leads_to_password(parts.uri.path()) {
                return Err(Refusal::LedTo(PASSWORD_PATH.to_owned()));
            }
            let admitted = access.admits(&staff.roles);
            if admitted { Ok(()) } else { Err(PageError::Forbidden.into()) }
        }
        (Access::SignedIn | Access::Roles(_), Viewer::Public | Viewer::Token(_)) => {
            Err(ask_to_sign_in(parts))
        }
        (Access::Token(_), Viewer::Public | Viewer::Staff(_)) => Err(PageError::SignedOut.into()),
    }
}

fn leads_to_password(path: &str) -> bool {
    path == PASSWORD_PATH || path == "/sign-out"
}

/// A page leads to signing in and back; a form that was sent says so
/// instead, because leaving would lose what was typed.
fn ask_to_sign_in(parts: &Parts) -> Refusal {
    let is_page = matches!(parts.method, Method::GET | Method::HEAD);
    if !is_page || parts.uri.path().starts_with("/api/") {
        return PageError::SignedOut.into();
    }
    let back = parts.uri.path_and_query().map_or("/desk", |path| path.as_str());
    Refusal::LedTo(format!("/sign-in?next={}", percent_encoded(back)))
}

/// A path and query as one query value.
pub fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// Leads on after a form was taken.
pub fn see_other(path: &str) -> Response {
    let target = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, target)]).into_response()
}

/// Whether a change was asked for from our own page. Programs with a token
/// carry nothing a browser would send by itself and need no proof.
async fn genuine(
    parts: &Parts,
    access: Access,
    viewer: &Viewer,
    body: Body,
) -> Result<Body, Refusal> {
    let is_read = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if is_read || matches!(viewer, Viewer::Token(_)) {
        return Ok(body);
    }
    if !same_origin(&parts.headers) {
        return Err(PageError::Forbidden.into());
    }
    match viewer {
        Viewer::Staff(staff) if access != Access::Public => {
            with_form_token(&parts.headers, &staff.csrf, body).await
        }
        Viewer::Staff(_) | Viewer::Public | Viewer::Token(_) => Ok(body),
    }
}

/// Browsers say where a request comes from. What says nothing is no browser
/// of today, and carries no one's cookie without being asked.
fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = text("origin") else { return true };
    let host = text("x-forwarded-host").or(text("host"));
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.is_some() && authority == host
}

async fn with_form_token(headers: &HeaderMap, wanted: &str, body: Body) -> Result<Body, Refusal> {
    let refused = || PageError::Forbidden.into();
    let same = |given: &[u8]| bool::from(given.ct_eq(wanted.as_bytes()));
    if let Some(given) = headers.get("x-csrf-token") {
        return if same(given.as_bytes()) { Ok(body) } else { Err(refused()) };
    }
    let kind = headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if kind.starts_with(b"multipart/form-data") {
        let (start, body) = peek(body).await?;
        return if multipart_token(&start).is_some_and(same) { Ok(body) } else { Err(refused()) };
    }
    let bytes =
        axum::body::to_bytes(body, FORM_BYTES_MAX).await.map_err(|_| PageError::TooLarge)?;
    let mut pairs = bytes.split(|byte| *byte == b'&');
    let given = pairs.find_map(|pair| pair.strip_prefix(b"csrf="));
    if given.is_some_and(same) { Ok(Body::from(bytes)) } else { Err(refused()) }
}

/// Reads the first bytes of a body and gives the whole body back.
async fn peek(body: Body) -> Result<(Vec<u8>, Body), Refusal> {
    let mut stream = body.into_data_stream();
    let mut start = Vec::new();
    let mut read: Vec<Result<Bytes, axum::Error>> = Vec::new();
    while start.len() < TOKEN_WITHIN_BYTES {
        let Some(chunk) = stream.next().await else { break };
        let chunk = chunk.map_err(|_| PageError::BadRequest)?;
        let room = TOKEN_WITHIN_BYTES - start.len();
        start.extend_from_slice(chunk.get(..room.min(chunk.len())).unwrap_or_default());
        read.push(Ok(chunk));
    }
    let whole = futures_util::stream::iter(read).chain(stream);
    Ok((start, Body::from_stream(whole)))
}

/// The value of the field `csrf` in the first bytes of a form with files.
fn multipart_token(start: &[u8]) -> Option<&[u8]> {
    const NAME: &[u8] = b"name=\"csrf\"\r\n\r\n";
    let at = start.windows(NAME.len()).position(|window| window == NAME)?;
    let value = start.get(at + NAME.len()..)?;
    let end = value.windows(2).position(|window| window == b"\r\n")?;
    value.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let name = axum::http::HeaderName::from_static;
        pairs.iter().map(|(key, value)| (name(key), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_form_of_another_site_is_recognised() {
        for (own, given) in [
            (true, headers(&[("sec-fetch-site", "same-origin")])),
            (true, headers(&[("sec-fetch-site", "none")])),
            (false, headers(&[("sec-fetch-site", "cross-site"), ("host", "a")])),
            (false, headers(&[("sec-fetch-site", "same-site")])),
            (true, headers(&[("origin", "https://a.cn"), ("host", "a.cn")])),
            (false, headers(&[("origin", "https://b.cn"), ("host", "a.cn")])),
            (false, headers(&[("origin", "null"), ("host", "a.cn")])),
            (false, headers(&[("origin", "null")])),
            (true, headers(&[("host", "a.cn")])),
        ] {
            assert_eq!(same_origin(&given), own, "{given:?}");
        }
    }

    #[test]
    fn the_token_of_a_form_with_files_is_found_at_its_start() {
        let form = b"--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n--x";
        assert_eq!(multipart_token(form), Some(&b"abc"[..]));
        assert_eq!(multipart_token(b"--x\r\n"), None);
    }

    #[test]
    fn a_path_becomes_one_query_value() {
        assert_eq!(percent_encoded("/desk?a=1&b=路"), "/desk%3Fa%3D1%26b%3D%E8%B7%AF");
    }
}
