//! How far a long import came, so that it can go on after a stop.

use db::{StoreError, Tx, params};

/// Progress of one file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Rows read, good or bad.
    pub done: i64,
    /// Rows that became new orders.
    pub added: i64,
    /// Rows that went to the reject file.
    pub rejected: i64,
}

db::from_row!(Progress { done, added, rejected });

db::statements! {
    /// Where a file's import stands.
    GET = "SELECT rows_done, rows_added, rows_rejected FROM imports WHERE digest = $1";
    /// Begins or goes on.
    SET = "INSERT INTO imports (digest, file_name, rows_done, rows_added, rows_rejected, started_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (digest) DO UPDATE SET rows_done = excluded.rows_done, rows_added = excluded.rows_added,
        rows_rejected = excluded.rows_rejected";
    /// Done.
    FINISH = "UPDATE imports SET finished_at = $2 WHERE digest = $1";
    /// Forgets a file, so that it is read from its beginning.
    FORGET = "DELETE FROM imports WHERE digest = $1";
}

/// Where a file's import stands.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, digest: &str) -> Result<Progress, StoreError> {
    Ok(tx.opt(&GET, params![digest]).await?.unwrap_or_default())
}

/// Writes progress, in the transaction of the rows it speaks of.
///
/// # Errors
/// Any [`StoreError`].
pub async fn set(
    tx: &mut Tx<'_>,
    digest: &str,
    file_name: &str,
    progress: Progress,
) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    let params = params![digest, file_name, progress.done, progress.added, progress.rejected, at];
    tx.exec(&SET, params).await.map(drop)
}

/// Marks a file as read to its end.
///
/// # Errors
/// Any [`StoreError`].
pub async fn finish(tx: &mut Tx<'_>, digest: &str) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    tx.exec(&FINISH, params![digest, at]).await.map(drop)
}
