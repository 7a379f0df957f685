//! The worker that keeps a page at hand without a network. Its address lies
//! below the page it serves, and it is never stale.

use axum::http::{HeaderName, Uri, header};
use axum::response::{IntoResponse, Response};
use people::PageError;

const ALLOWED: HeaderName = HeaderName::from_static("service-worker-allowed");

/// `GET /…/worker.js`
pub(super) async fn worker(uri: Uri) -> Result<Response, PageError> {
    let script = ui::asset_text("page_worker.js").ok_or(PageError::NotFound)?;
    let above = uri.path().trim_end_matches("/worker.js").to_owned();
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (ALLOWED, above),
    ];
    Ok((headers, script).into_response())
}
