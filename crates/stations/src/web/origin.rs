//! The address under which this installation was asked, for what leaves it: codes on boards,
//! addresses in interfaces.

use axum::http::{HeaderMap, header};
use people::App;

/// `https://city.example`, without a path.
pub(crate) fn origin(app: &App, headers: &HeaderMap) -> String {
    let forwarded = app.settings.trust_forwarded.then(|| headers.get("x-forwarded-host"));
    let host = forwarded.flatten().or_else(|| headers.get(header::HOST));
    let host = host.and_then(|host| host.to_str().ok()).filter(|host| is_plain(host));
    let scheme = if app.settings.secure_cookies { "https" } else { "http" };
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

/// A host's name and port, nothing that could be read as more.
fn is_plain(host: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    !host.is_empty() && host.chars().all(plain)
}
