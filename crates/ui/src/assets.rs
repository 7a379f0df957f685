//! The front-end files inside the binary: CSS, script, icon.
//!
//! `web/` builds them with hashed names, a manifest and precompressed twins;
//! without that build the pages still work, unstyled.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

const MANIFEST: &str = "manifest.json";

/// The address of a front-end file by its plain name (`resident.css`), with
/// the content hash that lets browsers keep it for ever.
pub fn asset(name: &str) -> &'static str {
    static URLS: OnceLock<HashMap<String, String>> = OnceLock::new();
    let urls = URLS.get_or_init(|| {
        let manifest =
            Dist::get(MANIFEST).map(|file| String::from_utf8_lossy(&file.data).into_owned());
        let names = manifest.as_deref().map(pairs).unwrap_or_default();
        names.into_iter().map(|(plain, hashed)| (plain, format!("/assets/{hashed}"))).collect()
    });
    urls.get(name).map_or("/assets/not-built", String::as_str)
}

/// The text of a front-end file by its plain name, for the few that must be
/// served from a path of their own; nothing when it was not built.
pub fn asset_text(name: &str) -> Option<String> {
    let file = asset(name).strip_prefix("/assets/")?;
    Dist::get(file).map(|found| String::from_utf8_lossy(&found.data).into_owned())
}

/// Reads the flat `{"name":"name-hash.ext"}` object the build writes.
fn pairs(manifest: &str) -> Vec<(String, String)> {
    let strings: Vec<&str> = manifest.split('"').skip(1).step_by(2).collect();
    strings.chunks_exact(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect()
}

/// Whether the front-end files were there when this binary was built. Without
/// them the pages work but have no style, which an operator should be told.
pub fn has_assets() -> bool {
    Dist::get(MANIFEST).is_some()
}

/// `GET /assets/{file}`.
pub fn assets_router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{file}", get(serve))
}

async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(kind) = content_type(&file) else { return StatusCode::NOT_FOUND.into_response() };
    let accepted =
        headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some((encoding, body)) = best(&file, accepted) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (VARY, "Accept-Encoding"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let mut response = (headers, body.data.into_owned()).into_response();
    if let Some(encoding) = encoding {
        response
            .headers_mut()
            .insert(CONTENT_ENCODING, axum::http::HeaderValue::from_static(encoding));
    }
    response
}

/// The smallest form of a file the browser takes.
fn best(file: &str, accepted: &str) -> Option<(Option<&'static str>, rust_embed::EmbeddedFile)> {
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        let takes = accepted.split(',').any(|one| {
            one.split(';').next().map(str::trim) == Some(encoding) && !one.contains("q=0")
        });
        if takes && let Some(found) = Dist::get(&format!("{file}.{ending}")) {
            return Some((Some(encoding), found));
        }
    }
    Dist::get(file).map(|found| (None, found))
}

fn content_type(file: &str) -> Option<&'static str> {
    match file.rsplit('.').next()? {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_read_in_pairs() {
        let got = pairs("{\n  \"a.css\": \"a-1.css\",\n  \"b.js\": \"b-2.js\"\n}\n");
        assert_eq!(got, [("a.css".into(), "a-1.css".into()), ("b.js".into(), "b-2.js".into())]);
    }

    #[test]
    fn only_known_kinds_of_files_are_served() {
        assert_eq!(content_type("x-1.css"), Some("text/css; charset=utf-8"));
        assert_eq!(content_type("manifest.json"), None);
        assert_eq!(content_type("x.css.br"), None);
    }
}
