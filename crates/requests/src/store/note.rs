//! Words that go with an event and may have to be corrected or removed.

use db::{StoreError, Tx, params};
use kernel::id::Id;
use kernel::time::Instant;
use people::{AccountId, UnitId};

use crate::domain::OrderId;

/// A note as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// Its id.
    pub id: Id,
    /// Its order.
    pub order_id: OrderId,
    /// When.
    pub at: Instant,
    /// Name of the event it goes with.
    pub kind: String,
    /// `requester` or `staff`.
    pub audience: String,
    /// Who wrote it.
    pub author_id: Option<AccountId>,
    /// For which unit.
    pub unit_id: Option<UnitId>,
    /// The words.
    pub text: String,
}

db::from_row!(NoteRow { id, order_id, at, kind, audience, author_id, unit_id, text });

db::statements! {
    /// Adds a note.
    INSERT = "INSERT INTO notes (id, order_id, at, kind, audience, author_id, unit_id, text)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// Notes of an order, oldest first.
    OF_ORDER = "SELECT id, order_id, at, kind, audience, author_id, unit_id, text
        FROM notes WHERE order_id = $1 ORDER BY at, id";
}

/// Adds a note.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, note: &NoteRow) -> Result<(), StoreError> {
    let params = params![
        note.id,
        note.order_id,
        note.at,
        &note.kind,
        &note.audience,
        note.author_id,
        note.unit_id,
        &note.text,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Notes of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<NoteRow>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}
