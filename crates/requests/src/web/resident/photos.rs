//! Pictures: those of an order, for whoever has its code, and those kept
//! while a form goes back and forth.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::ports::StoredPhoto;
use people::{PageError, Source, files};

use super::track;
use crate::app::Desk;
use crate::app::codes::QueryCodes;
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

/// A picture that was stored while its form is not sent yet, as the text a
/// hidden field carries.
pub(super) fn token(codes: &QueryCodes, photo: &StoredPhoto) -> String {
    let facts = format!(
        "{}.{}.{}.{}.{}",
        photo.digest, photo.thumb_digest, photo.width, photo.height, photo.size_bytes
    );
    let mark = codes.mark(&facts);
    format!("{facts}.{mark}")
}

/// Reads such a text back; nothing when it is not ours.
pub(super) fn from_token(codes: &QueryCodes, token: &str) -> Option<StoredPhoto> {
    let (facts, mark) = token.rsplit_once('.')?;
    if !codes.is_marked(facts, mark) {
        return None;
    }
    let mut parts = facts.split('.');
    let mut next = || parts.next();
    Some(StoredPhoto {
        digest: next()?.to_owned(),
        thumb_digest: next()?.to_owned(),
        width: next()?.parse().ok()?,
        height: next()?.parse().ok()?,
        size_bytes: next()?.parse().ok()?,
    })
}

/// `GET /photos/kept/{token}`: the small picture, for the form that holds it.
pub(super) async fn kept(
    State(desk): State<Desk>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let photo = from_token(&desk.codes, &token).ok_or(PageError::NotFound)?;
    files::picture(&desk.blobs, &photo.thumb_digest).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_photo_reads_back_and_a_changed_one_does_not() {
        let codes = QueryCodes::new(vec![3; 32]);
        let photo = StoredPhoto {
            digest: "aa".into(),
            thumb_digest: "bb".into(),
            width: 4,
            height: 3,
            size_bytes: 12,
        };
        let token = token(&codes, &photo);
        assert_eq!(from_token(&codes, &token), Some(photo));
        assert_eq!(from_token(&codes, &token.replacen("aa", "cc", 1)), None);
        assert_eq!(from_token(&codes, "aa.bb.4.3.12"), None);
        assert_eq!(from_token(&codes, ""), None);
        assert_eq!(from_token(&QueryCodes::new(vec![4; 32]), &token), None);
    }
}
