//! Followers: readers that go through the whole ledger once, in their own
//! time, and remember how far they came.
//!
//! A shard's positions are given out one transaction after the other, so what
//! can be read of a shard never has a hole that is filled later. A follower
//! that reads on from its position misses nothing, however many write.

use crate::ledger::{Event, SHARD_PAGE};
use crate::{Db, StoreError, Tx, params};

crate::statements! {
    /// The shards that have events a follower has not seen: shard, its position.
    UNREAD = "SELECT s.shard, coalesce(c.position, 0)
        FROM ledger_shards s
        LEFT JOIN ledger_cursors c ON c.shard = s.shard AND c.follower = $1
        WHERE s.last > coalesce(c.position, 0)
        ORDER BY s.shard";
    /// Moves a follower on, never back.
    ADVANCE = "INSERT INTO ledger_cursors (follower, shard, position) VALUES ($1, $2, $3)
        ON CONFLICT (follower, shard) DO UPDATE SET position = excluded.position
        WHERE ledger_cursors.position < excluded.position";
    /// Sends a follower back to the beginning.
    REWIND = "DELETE FROM ledger_cursors WHERE follower = $1";
}

/// The next events a follower has not seen, at most about `batch` of them
/// (each shard with news gives its share, and at least one). Within a shard,
/// and so within a stream, they come in order. None means: all seen.
///
/// Reading moves nothing: call [`advance`] in the transaction that stores what
/// was made of the events.
///
/// # Errors
/// Any [`StoreError`].
pub async fn follow(db: &Db, follower: &str, batch: u32) -> Result<Vec<Event>, StoreError> {
    db.read((follower.to_owned(), batch), |tx, (follower, batch)| {
        Box::pin(unread(tx, follower, *batch))
    })
    .await
}

async fn unread(tx: &mut Tx<'_>, follower: &str, batch: u32) -> Result<Vec<Event>, StoreError> {
    let shards: Vec<(i64, i64)> = tx.all(&UNREAD, params![follower]).await?;
    let share = i64::from(batch) / (shards.len().max(1) as i64);
    let mut events = Vec::new();
    for (shard, position) in shards {
        let page: Vec<Event> = tx.all(&SHARD_PAGE, params![shard, position, share.max(1)]).await?;
        events.extend(page);
    }
    Ok(events)
}

/// Notes that a follower has dealt with a shard up to `position`.
///
/// # Errors
/// [`StoreError::Conflict`] when the follower is that far already: the same
/// follower runs twice, and this one's transaction must not count again.
pub async fn advance(
    tx: &mut Tx<'_>,
    follower: &str,
    shard: i64,
    position: i64,
) -> Result<(), StoreError> {
    tx.exec_one(&ADVANCE, params![follower, shard, position]).await
}

/// Sends a follower back to the beginning, for a rebuild.
///
/// # Errors
/// Any [`StoreError`].
pub async fn rewind(tx: &mut Tx<'_>, follower: &str) -> Result<(), StoreError> {
    tx.exec(&REWIND, params![follower]).await.map(drop)
}
