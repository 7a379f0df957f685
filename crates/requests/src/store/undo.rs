//! What can still be taken back: one row an order, for a few seconds.

use db::{StoreError, Tx, params};
use kernel::id::Id;
use kernel::time::Instant;
use people::AccountId;

use crate::domain::OrderId;

/// An act as it can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoRow {
    /// The order.
    pub order_id: OrderId,
    /// Its version afterwards.
    pub version: i64,
    /// Name of the event.
    pub event: String,
    /// Its number in the order's stream.
    pub event_version: i64,
    /// Who did it.
    pub account_id: AccountId,
    /// When.
    pub done_at: Instant,
    /// Until when it can be undone.
    pub until: Instant,
    /// Order and clocks as they were, as JSON.
    pub snapshot: String,
    /// The message to the requester that is held back.
    pub message_id: Option<Id>,
}

db::from_row!(UndoRow {
    order_id,
    version,
    event,
    event_version,
    account_id,
    done_at,
    until,
    snapshot,
    message_id,
});

db::statements! {
    /// Remembers the last act on an order.
    PUT = "INSERT INTO undos (order_id, version, event, event_version, account_id, done_at, until, snapshot, message_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (order_id) DO UPDATE SET version = excluded.version, event = excluded.event,
        event_version = excluded.event_version, account_id = excluded.account_id, done_at = excluded.done_at,
        until = excluded.until, snapshot = excluded.snapshot, message_id = excluded.message_id";
    /// What can be undone on an order.
    GET = "SELECT order_id, version, event, event_version, account_id, done_at, until, snapshot, message_id
        FROM undos WHERE order_id = $1";
    /// It was undone, or its time is over.
    DROP = "DELETE FROM undos WHERE order_id = $1";
    /// Forgets what had its time.
    FORGET = "DELETE FROM undos WHERE until < $1";
    /// Takes a clock away that was not there before.
    DROP_CLOCK = "DELETE FROM clocks WHERE order_id = $1 AND kind = $2";
    /// A reply that was decided on waits again.
    REOPEN_REVIEW = "UPDATE replies SET state = 'submitted', reviewer_id = NULL, reviewed_at = NULL, review_note = NULL
        WHERE order_id = $1 AND reviewed_at = $2";
    /// Words that were meant for the requester and never reached them.
    HIDE_NOTES = "UPDATE notes SET audience = 'staff' WHERE order_id = $1 AND at = $2 AND kind = $3";
}

/// Remembers the last act on an order and forgets those whose time is over.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put(tx: &mut Tx<'_>, row: &UndoRow) -> Result<(), StoreError> {
    tx.exec(&FORGET, params![row.done_at]).await?;
    let params = params![
        row.order_id,
        row.version,
        &row.event,
        row.event_version,
        row.account_id,
        row.done_at,
        row.until,
        &row.snapshot,
        row.message_id,
    ];
    tx.exec(&PUT, params).await.map(drop)
}

/// What can be undone on an order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, order: OrderId) -> Result<Option<UndoRow>, StoreError> {
    tx.opt(&GET, params![order]).await
}

/// It was undone.
///
/// # Errors
/// Any [`StoreError`].
pub async fn remove(tx: &mut Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    tx.exec(&DROP, params![order]).await.map(drop)
}

/// Takes a clock away that was not there before.
///
/// # Errors
/// Any [`StoreError`].
pub async fn drop_clock(tx: &mut Tx<'_>, order: OrderId, kind: &str) -> Result<(), StoreError> {
    tx.exec(&DROP_CLOCK, params![order, kind]).await.map(drop)
}

/// Puts the words of an act back: a decided reply waits again, and what was
/// meant for the requester is for staff only.
///
/// # Errors
/// Any [`StoreError`].
pub async fn take_back_words(tx: &mut Tx<'_>, row: &UndoRow) -> Result<(), StoreError> {
    tx.exec(&REOPEN_REVIEW, params![row.order_id, row.done_at]).await?;
    tx.exec(&HIDE_NOTES, params![row.order_id, row.done_at, &row.event]).await.map(drop)
}
