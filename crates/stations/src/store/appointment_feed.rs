//! How often the address of a calendar's feed was renewed.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

db::statements! {
    /// How often a feed was renewed.
    FEED_TURN = "SELECT turn FROM appointment_feeds WHERE calendar_id = $1";
    /// The first renewal.
    INSERT_FEED_TURN = "INSERT INTO appointment_feeds (calendar_id, turn, renewed_at) VALUES ($1, 1, $2)
        ON CONFLICT (calendar_id) DO NOTHING";
    /// Any other, unless somebody was quicker.
    NEXT_FEED_TURN = "UPDATE appointment_feeds SET turn = turn + 1, renewed_at = $3 WHERE calendar_id = $1 AND turn = $2";
}

/// How often the address of a calendar's feed was renewed.
///
/// # Errors
/// Any [`StoreError`].
pub async fn turn(tx: &mut Tx<'_>, calendar: &str) -> Result<i64, StoreError> {
    let found: Option<(i64,)> = tx.opt(&FEED_TURN, params![calendar]).await?;
    Ok(found.map_or(0, |(turn,)| turn))
}

/// Renews it, unless it was renewed since `seen`.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody was quicker.
pub async fn renew(
    tx: &mut Tx<'_>,
    (calendar, seen): (&str, i64),
    at: Instant,
) -> Result<(), StoreError> {
    if seen == 0 {
        return tx.exec_one(&INSERT_FEED_TURN, params![calendar, at]).await;
    }
    tx.exec_one(&NEXT_FEED_TURN, params![calendar, seen, at]).await
}
