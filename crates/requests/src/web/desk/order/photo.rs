//! A picture of an order, for who may see the order.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use db::StoreError;
use people::{PageError, Staff};

use crate::app::Desk;
use crate::domain::{AttachmentId, permission};
use crate::store::{attachment, order};
use crate::web::photo;

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
            Ok::<_, StoreError>(order.map(|order| (row, order)))
        })
    });
    let (row, order) = read.await?.ok_or(PageError::NotFound)?;
    if !permission::can_see(&staff, &order) {
        return Err(PageError::NotFound);
    }
    photo::answer(&desk, if ask.small { &row.thumb_digest } else { &row.digest }).await
}
