//! Photos and evidence: what is known of a blob.

use db::{StoreError, Tx, params};
use kernel::ports::StoredPhoto;
use kernel::time::Instant;

use crate::domain::{AttachmentId, OrderId, ReplyId};

/// An attachment as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    /// Its id.
    pub id: AttachmentId,
    /// Its order.
    pub order_id: OrderId,
    /// The reply it belongs to, for evidence.
    pub reply_id: Option<ReplyId>,
    /// `photo` (from the requester) or `evidence` (from the unit).
    pub kind: String,
    /// Digest of the picture.
    pub digest: String,
    /// Digest of the small picture.
    pub thumb_digest: String,
    /// Pixels across.
    pub width: i64,
    /// Pixels down.
    pub height: i64,
    /// Bytes.
    pub size_bytes: i64,
    /// When it was added.
    pub added_at: Instant,
}

impl AttachmentRow {
    /// A stored picture beside an order.
    pub fn of(
        photo: &StoredPhoto,
        kind: &str,
        (id, order_id): (AttachmentId, OrderId),
        added_at: Instant,
    ) -> Self {
        Self {
            id,
            order_id,
            reply_id: None,
            kind: kind.to_owned(),
            digest: photo.digest.clone(),
            thumb_digest: photo.thumb_digest.clone(),
            width: photo.width,
            height: photo.height,
            size_bytes: photo.size_bytes,
            added_at,
        }
    }
}

db::from_row!(AttachmentRow {
    id,
    order_id,
    reply_id,
    kind,
    digest,
    thumb_digest,
    width,
    height,
    size_bytes,
    added_at,
});

db::statements! {
    /// Adds an attachment.
    INSERT = "INSERT INTO attachments (id, order_id, reply_id, kind, digest, thumb_digest, width, height,
        size_bytes, added_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Attachments of an order.
    OF_ORDER = "SELECT id, order_id, reply_id, kind, digest, thumb_digest, width, height, size_bytes, added_at
        FROM attachments WHERE order_id = $1 ORDER BY added_at, id";
    /// Makes a stored picture part of a reply.
    GIVE_TO_REPLY = "UPDATE attachments SET reply_id = $3, kind = 'evidence' WHERE id = $1 AND order_id = $2";
    /// One attachment.
    GET = "SELECT id, order_id, reply_id, kind, digest, thumb_digest, width, height, size_bytes, added_at
        FROM attachments WHERE id = $1";
}

/// Adds an attachment.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, row: &AttachmentRow) -> Result<(), StoreError> {
    let params = params![
        row.id,
        row.order_id,
        row.reply_id,
        &row.kind,
        &row.digest,
        &row.thumb_digest,
        row.width,
        row.height,
        row.size_bytes,
        row.added_at,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Attachments of an order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<AttachmentRow>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}

/// One attachment.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: AttachmentId) -> Result<Option<AttachmentRow>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// Makes a stored picture of an order part of a reply.
///
/// # Errors
/// Any [`StoreError`].
pub async fn give_to_reply(
    tx: &mut Tx<'_>,
    id: AttachmentId,
    order: OrderId,
    reply: ReplyId,
) -> Result<(), StoreError> {
    tx.exec(&GIVE_TO_REPLY, params![id, order, reply]).await.map(drop)
}
