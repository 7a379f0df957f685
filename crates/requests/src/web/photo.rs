//! Handing out a stored picture. Whoever calls has checked who may see it.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use people::PageError;

use crate::app::Desk;

/// The picture of a digest. It never changes under its address, so the
/// browser that may see it keeps it; caches in between do not.
pub(crate) async fn answer(desk: &Desk, digest: &str) -> Result<Response, PageError> {
    let digest: db::blobs::Digest = digest.parse().map_err(|_| PageError::NotFound)?;
    let found = desk.blobs.get(&digest).await.map_err(PageError::from)?;
    let bytes = found.ok_or(PageError::NotFound)?;
    let headers: [(HeaderName, HeaderValue); 4] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'")),
    ];
    Ok((headers, bytes).into_response())
}
