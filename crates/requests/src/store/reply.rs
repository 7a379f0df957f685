//! Replies and their review.

use db::{StoreError, Tx, params};
use kernel::time::Instant;
use people::{AccountId, UnitId};

use crate::domain::words::Solved;
use crate::domain::{OrderId, ReplyId};

/// A reply as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyRow {
    /// Its id.
    pub id: ReplyId,
    /// Its order.
    pub order_id: OrderId,
    /// The unit that wrote it.
    pub unit_id: UnitId,
    /// Who wrote it.
    pub author_id: AccountId,
    /// `submitted`, `approved` or `rejected`.
    pub state: String,
    /// The unit's claim.
    pub solved: Solved,
    /// Why not, when not fully.
    pub unsolved_reason: Option<String>,
    /// What the requester reads.
    pub text_public: String,
    /// What stays inside.
    pub text_internal: String,
    /// Found as told.
    pub is_true: bool,
    /// Outside the unit's duty.
    pub out_of_duty: bool,
    /// When it was handed in.
    pub submitted_at: Instant,
    /// Who reviewed it.
    pub reviewer_id: Option<AccountId>,
    /// When.
    pub reviewed_at: Option<Instant>,
    /// What the reviewer said.
    pub review_note: Option<String>,
}

db::from_row!(ReplyRow {
    id,
    order_id,
    unit_id,
    author_id,
    state,
    solved,
    unsolved_reason,
    text_public,
    text_internal,
    is_true,
    out_of_duty,
    submitted_at,
    reviewer_id,
    reviewed_at,
    review_note,
});

db::statements! {
    /// Adds a reply.
    INSERT = "INSERT INTO replies (id, order_id, unit_id, author_id, state, solved, unsolved_reason, text_public,
        text_internal, is_true, out_of_duty, submitted_at, reviewer_id, reviewed_at, review_note)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    /// Replies of an order, oldest first.
    OF_ORDER = "SELECT id, order_id, unit_id, author_id, state, solved, unsolved_reason, text_public,
        text_internal, is_true, out_of_duty, submitted_at, reviewer_id, reviewed_at, review_note
        FROM replies WHERE order_id = $1 ORDER BY submitted_at, id";
    /// Decides on the reply that waits.
    REVIEW = "UPDATE replies SET state = $2, reviewer_id = $3, reviewed_at = $4, review_note = $5
        WHERE order_id = $1 AND state = 'submitted'";
}

/// Adds a reply.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, reply: &ReplyRow) -> Result<(), StoreError> {
    let params = params![
        reply.id,
        reply.order_id,
        reply.unit_id,
        reply.author_id,
        &reply.state,
        reply.solved,
        reply.unsolved_reason.as_deref(),
        &reply.text_public,
        &reply.text_internal,
        reply.is_true,
        reply.out_of_duty,
        reply.submitted_at,
        reply.reviewer_id,
        reply.reviewed_at,
        reply.review_note.as_deref(),
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Replies of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<ReplyRow>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}

/// A reviewer's decision.
#[derive(Debug, Clone)]
pub struct Review<'a> {
    /// `approved` or `rejected`.
    pub state: &'a str,
    /// Who decided; none for a job or an import.
    pub reviewer: Option<AccountId>,
    /// When.
    pub at: Instant,
    /// What they said.
    pub note: Option<&'a str>,
}

/// Decides on the reply that waits.
///
/// # Errors
/// [`StoreError::Conflict`] when none waits.
pub async fn review(
    tx: &mut Tx<'_>,
    order: OrderId,
    review: &Review<'_>,
) -> Result<(), StoreError> {
    let params = params![order, review.state, review.reviewer, review.at, review.note];
    tx.exec_one(&REVIEW, params).await
}
