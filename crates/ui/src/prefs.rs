//! The reader's choices: language, light or dark, usual or elder.
//!
//! They live in three cookies, set by a small form that works without
//! script, and can be overridden for one page by the query.

use std::convert::Infallible;

use axum::Router;
use axum::extract::{Form, FromRequestParts};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use crate::lang::Lang;
use crate::shell::{Mode, Theme};

const LANG: &str = "huying_lang";
const THEME: &str = "huying_theme";
const MODE: &str = "huying_mode";
const YEAR_SECONDS: u32 = 31_536_000;

/// The reader's choices, and the path they are reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefs {
    /// Language.
    pub lang: Lang,
    /// Light or dark.
    pub theme: Theme,
    /// Usual or elder.
    pub mode: Mode,
    /// Path and query of the request.
    pub path: String,
}

impl<S: Sync> FromRequestParts<S> for Prefs {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::read(parts))
    }
}

impl Prefs {
    /// Reads the choices from a request's query, cookies and headers.
    pub fn read(parts: &Parts) -> Self {
        let query = parts.uri.query();
        let asked = |name| query.and_then(|query| query_value(query, name));
        let kept = |name| cookie(&parts.headers, name);
        let accept = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self {
            lang: Lang::from_request(asked("lang"), kept(LANG), accept),
            theme: theme(asked("theme").or(kept(THEME))),
            mode: mode(asked("mode").or(kept(MODE))),
            path: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        }
    }
}

fn theme(code: Option<&str>) -> Theme {
    match code {
        Some("dark") => Theme::Dark,
        Some("light") => Theme::Light,
        _ => Theme::Auto,
    }
}

fn mode(code: Option<&str>) -> Mode {
    match code {
        Some("elder") => Mode::Elder,
        _ => Mode::Normal,
    }
}

fn query_value<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// A cookie's value.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// `POST /prefs`: keeps a choice and goes back to the page.
pub fn prefs_router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/prefs", post(change))
}

/// The fields the switches send; each sends one of the first three.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Change {
    lang: Option<String>,
    theme: Option<String>,
    mode: Option<String>,
    back: String,
}

async fn change(Form(change): Form<Change>) -> Response {
    let mut headers = HeaderMap::new();
    if let Some(lang) = change.lang.as_deref().and_then(Lang::parse) {
        keep(&mut headers, LANG, lang.code());
    }
    if let Some(code) = change.theme.as_deref() {
        keep(&mut headers, THEME, theme(Some(code)).code());
    }
    if let Some(code) = change.mode.as_deref() {
        keep(&mut headers, MODE, mode(Some(code)).code());
    }
    let back = HeaderValue::from_str(&same_site_path(&change.back))
        .unwrap_or(HeaderValue::from_static("/"));
    headers.insert(LOCATION, back);
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn keep(headers: &mut HeaderMap, name: &str, value: &str) {
    let cookie = format!("{name}={value}; Path=/; Max-Age={YEAR_SECONDS}; SameSite=Lax; HttpOnly");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.append(SET_COOKIE, cookie);
    }
}

/// A path of this site, or the home page: never another site's address, and
/// without the query parameters that would undo the choice just made.
fn same_site_path(back: &str) -> String {
    let safe = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains(['\\', '\r', '\n', '\t'])
        && back.is_ascii();
    if !safe {
        return "/".to_owned();
    }
    let Some((path, query)) = back.split_once('?') else { return back.to_owned() };
    let overrides = ["lang=", "theme=", "mode="];
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !overrides.iter().any(|name| pair.starts_with(name)))
        .collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn prefs(uri: &str, cookies: &str) -> Prefs {
        let request = Request::get(uri).header(COOKIE, cookies).body(()).expect("a plain request");
        Prefs::read(&request.into_parts().0)
    }

    #[test]
    fn the_query_overrides_the_cookies() {
        let got = prefs("/a?lang=en&mode=elder", "huying_theme=dark; huying_lang=zh-CN");
        assert_eq!((got.lang, got.theme, got.mode), (Lang::En, Theme::Dark, Mode::Elder));
        assert_eq!(got.path, "/a?lang=en&mode=elder");
    }

    #[test]
    fn going_back_never_leaves_the_site() {
        for bad in [
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(same_site_path(bad), "/", "{bad}");
        }
        assert_eq!(same_site_path("/desk?page=2&lang=en"), "/desk?page=2");
        assert_eq!(same_site_path("/desk?theme=dark"), "/desk");
    }
}
