//! Answers with a page and the headers every page carries.

use askama::Template;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// What a page may load: only what this site serves, nothing inline.
pub const CONTENT_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'self'";
/// Location and camera for our own forms, nothing else.
const PERMISSIONS: &str =
    "geolocation=(self), camera=(self), microphone=(self), payment=(), usb=(), interest-cohort=()";

/// A page that must not be kept by caches: the right answer whenever the page
/// depends on who reads it, and the default.
pub fn page<T: Template>(status: StatusCode, template: &T) -> Response {
    answer(status, template, "no-store")
}

/// A page that is the same for everybody. It may be kept for `max_age_s`
/// seconds, separately for each set of reader's choices.
pub fn public_page<T: Template>(template: &T, max_age_s: u32) -> Response {
    let mut response = answer(StatusCode::OK, template, "no-store");
    if let Ok(value) = HeaderValue::from_str(&format!("private, max-age={max_age_s}")) {
        response.headers_mut().insert(CACHE_CONTROL, value);
    }
    response.headers_mut().insert(VARY, HeaderValue::from_static("Cookie, Accept-Language"));
    response
}

fn answer<T: Template>(status: StatusCode, template: &T, cache: &'static str) -> Response {
    let Ok(html) = template.render() else {
        // Rendering writes to memory and cannot fail unless a Display impl does.
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers: [(HeaderName, &'static str); 6] = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (REFERRER_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (CACHE_CONTROL, cache),
    ];
    (status, headers, html).into_response()
}
