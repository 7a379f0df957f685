//! Blocks of order numbers.

use db::{StoreError, Tx, params};
use jiff::civil::Date;

db::statements! {
    /// Takes the next block of a day.
    TAKE = "INSERT INTO order_numbers (prefix, day, last) VALUES ($1, $2, $3)
        ON CONFLICT (prefix, day) DO UPDATE SET last = order_numbers.last + excluded.last
        RETURNING last";
}

/// Takes `count` numbers; gives the last of them (they end there).
///
/// # Errors
/// Any [`StoreError`].
pub async fn take(tx: &mut Tx<'_>, prefix: &str, day: Date, count: u32) -> Result<u32, StoreError> {
    let (last,): (i64,) = tx.one(&TAKE, params![prefix, day.to_string(), count]).await?;
    Ok(u32::try_from(last).unwrap_or(u32::MAX))
}
