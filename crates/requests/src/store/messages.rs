//! The outbox as the desk looks at it.

use db::outbox::{COUNTS, DEAD_PAGE, Message};
use db::{StoreError, Tx, params};
use kernel::id::Id;

/// Messages that failed for good, newest first, older than a key.
///
/// # Errors
/// Any [`StoreError`].
pub async fn dead(
    tx: &mut Tx<'_>,
    before: Option<Id>,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    // Sorts behind every id.
    let before = before.map_or_else(|| "~".to_owned(), |id| id.to_string());
    tx.all(&DEAD_PAGE, params![before, limit]).await
}

/// How many messages are in each state.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>, StoreError> {
    tx.all(&COUNTS, &[]).await
}
