//! Pictures: those of an order, for whoever has its code, and those kept
//! while a form goes back and forth.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use people::files::KeptPhotos;
use people::{PageError, Source, files};

use super::track;
use crate::app::Desk;
use crate::app::view::OrderView;
use crate::domain::AttachmentId;
use crate::store::attachment::AttachmentRow;

/// Which order the picture belongs to, with its code.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    no: String,
    code: String,
    small: bool,
}

/// `GET /photos/{id}`
pub(super) async fn of_order(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
    source: Source,
) -> Result<Response, PageError> {
    let id: AttachmentId = id.parse().map_err(|_| PageError::NotFound)?;
    let view = track::open(&desk, &source, &ask.no, &ask.code).await?;
    let row = visible(&view).find(|row| row.id == id).ok_or(PageError::NotFound)?;
    files::picture(&desk.blobs, if ask.small { &row.thumb_digest } else { &row.digest }).await
}

/// What the requester may see: their own photos, and the evidence of replies
/// that went out.
pub(super) fn visible(view: &OrderView) -> impl Iterator<Item = &AttachmentRow> {
    view.attachments.iter().filter(|row| match row.reply_id {
        None => row.kind == "photo",
        Some(reply) => view.replies.iter().any(|r| r.id == reply && r.state == "approved"),
    })
}

/// What marks pictures that are kept while a form goes back and forth.
pub(super) fn keeps(desk: &Desk) -> KeptPhotos {
    KeptPhotos::new(desk.codes.clone())
}

/// `GET /photos/kept/{token}`: the small picture, for the form that holds it.
pub(super) async fn kept(
    State(desk): State<Desk>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let photo = keeps(&desk).photo(&token).ok_or(PageError::NotFound)?;
    files::picture(&desk.blobs, &photo.thumb_digest).await
}
