//! Long transactions on a connection of their own, for blocking work.

use deadpool_postgres::Client;
use tokio::runtime::Handle;
use tokio_postgres::IsolationLevel;

use super::BackupError;
use crate::{Db, Engine, StoreError, Tx};

/// Runs reads in one snapshot that may last for minutes. Writers go on.
pub(super) fn in_snapshot<T>(
    db: &Db,
    handle: &Handle,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, BackupError>,
) -> Result<T, BackupError> {
    let now = db.clock.now();
    match &db.engine {
        Engine::Lite(lite) => {
            let mut connection = lite.reader_aside()?;
            connection.execute_batch("BEGIN").map_err(StoreError::from)?;
            // Closing the connection ends the snapshot.
            work(&mut Tx::lite(&mut connection, now))
        }
        Engine::Pg(pg) => {
            let mut client = handle.block_on(pg.aside())?;
            in_pg(&mut client, handle, true, |tx| work(&mut Tx::pg(tx, now)))
        }
    }
}

/// Runs one long write transaction, on SQLite past the writer's queue: only
/// for a store nobody else uses yet.
pub(super) fn in_write<T>(
    db: &Db,
    handle: &Handle,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, BackupError>,
) -> Result<T, BackupError> {
    let now = db.clock.now();
    match &db.engine {
        Engine::Lite(lite) => {
            let mut connection = lite.writer_aside()?;
            connection.execute_batch("BEGIN IMMEDIATE").map_err(StoreError::from)?;
            // Closing the connection rolls back.
            let value = work(&mut Tx::lite(&mut connection, now))?;
            connection.execute_batch("COMMIT").map_err(StoreError::from)?;
            Ok(value)
        }
        Engine::Pg(pg) => {
            let mut client = handle.block_on(pg.aside())?;
            in_pg(&mut client, handle, false, |tx| work(&mut Tx::pg(tx, now)))
        }
    }
}

fn in_pg<T>(
    client: &mut Client,
    handle: &Handle,
    read_only: bool,
    work: impl FnOnce(&deadpool_postgres::Transaction<'_>) -> Result<T, BackupError>,
) -> Result<T, BackupError> {
    let begun = client
        .build_transaction()
        .isolation_level(IsolationLevel::RepeatableRead)
        .read_only(read_only)
        .start();
    let transaction = handle.block_on(begun).map_err(StoreError::from)?;
    // Dropping the transaction rolls back.
    let value = work(&transaction)?;
    handle.block_on(transaction.commit()).map_err(StoreError::from)?;
    Ok(value)
}
