//! A picture of an order, for who may see the order.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use db::StoreError;
use people::{PageError, Staff, files};

use crate::app::Desk;
use crate::domain::{AttachmentId, permission};
use crate::store::{attachment, joint, order};

/// Large or small.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(in super::super) struct Ask {
    small: bool,
}

/// `GET /desk/photos/{id}`
pub(in super::super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
    staff: Staff,
) -> Result<Response, PageError> {
    let id: AttachmentId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| {
        Box::pin(async move {
            let Some(row) = attachment::get(tx, *id).await? else { return Ok(None) };
            let order = order::get(tx, row.order_id).await?;
            // Whoever has a part works from the pictures of the request.
            let parts = match row.kind.as_str() {
                "photo" => joint::parts(tx, row.order_id).await?,
                _ => Vec::new(),
            };
            Ok::<_, StoreError>(order.map(|order| (row, order, parts)))
        })
    });
    let (row, order, parts) = read.await?.ok_or(PageError::NotFound)?;
    let mut shown = std::iter::once(&order).chain(&parts);
    if !shown.any(|order| permission::can_see(&staff, order)) {
        return Err(PageError::NotFound);
    }
    files::picture(&desk.blobs, if ask.small { &row.thumb_digest } else { &row.digest }).await
}
