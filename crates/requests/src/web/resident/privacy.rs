//! What happens to what people tell: who handles it, what for, how long, and
//! what rights they have (Personal Information Protection Law, arts. 17 and
//! 44–47).

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::{PageError, Viewer};
use ui::{Prefs, Shell, key};

use crate::app::Desk;
use crate::app::rules::{CITY_FILE, Retention};

#[derive(Template)]
#[template(path = "resident/privacy.html")]
struct PrivacyPage {
    shell: Shell,
    /// What is kept, how long, on which basis.
    retention: Vec<(String, String, String)>,
}

pub(super) async fn show(
    State(desk): State<Desk>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let shell = desk.app.shell(&viewer, prefs, key("privacy-title"));
    let text = desk
        .app
        .db
        .read(CITY_FILE, |tx, name| Box::pin(crate::store::pack::file(tx, name)))
        .await
        .map_err(PageError::from)?;
    let t = shell.t;
    let rows = Retention::read(text.as_deref().unwrap_or_default());
    let retention = rows
        .into_iter()
        .filter_map(|row| {
            let name = t.s(kind_key(&row.kind)?).into_owned();
            Some((name, t.n("privacy-months", row.months), row.basis))
        })
        .collect();
    Ok(ui::page(StatusCode::OK, &PrivacyPage { shell, retention }))
}

/// Kinds that concern residents; others of the table are for operators.
fn kind_key(kind: &str) -> Option<&'static str> {
    match kind {
        "request" => Some(key("privacy-kept-request")),
        "requester_identity" => Some(key("privacy-kept-identity")),
        "call_recording" => Some(key("privacy-kept-recording")),
        "attachment" => Some(key("privacy-kept-attachment")),
        "audit_log" => Some(key("privacy-kept-log")),
        _ => None,
    }
}
