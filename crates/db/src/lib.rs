//! The two SQL engines behind one connection type, and what every room needs
//! of them: a statement register, migrations, the ledger, the outbox, blobs
//! and backups.
//!
//! One literal statement serves SQLite and PostgreSQL. There is no trait and
//! no generic engine: [`Db`] is an enum inside, with three verbs outside
//! ([`Db::read`], [`Db::write`], [`migrate::run`]). This crate knows no noun
//! of any capability and must not learn one.

pub mod backup;
pub mod blobs;
mod changes;
mod clock;
pub mod column;
pub mod dictionary;
mod error;
pub mod ledger;
mod lite;
pub mod migrate;
pub mod outbox;
mod pg;
pub mod photos;
mod slow;
mod statement;
mod tx;
mod value;

pub use changes::TableChanges;
pub use clock::{SystemClock, SystemIds};
pub use column::{Column, FromRow, Row};
pub use error::StoreError;
pub use migrate::Migration;
pub use statement::Statement;
pub use tx::{BoxFuture, Tx};
pub use value::Value;

use std::path::PathBuf;
use std::sync::Arc;

use kernel::time::Clock;
use tokio::sync::broadcast;

/// Where the data lives.
#[derive(Debug, Clone)]
pub enum Location {
    /// The embedded engine: one SQLite file.
    Lite(PathBuf),
    /// A PostgreSQL server, as a `postgres://` address.
    Pg(String),
}

/// The store. Cheap to clone; every clone shares the same connections.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    clock: Arc<dyn Clock>,
    appended: broadcast::Sender<ledger::Appended>,
}

#[derive(Clone)]
enum Engine {
    Lite(lite::Lite),
    Pg(pg::Pg),
}

impl Db {
    /// Opens the store. Creates a missing SQLite file; never creates tables
    /// (see [`migrate::run`]).
    ///
    /// # Errors
    /// When the file or the server cannot be reached; the message says which.
    pub async fn open(location: &Location, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let engine = match location {
            Location::Lite(path) => Engine::Lite(lite::Lite::open(path)?),
            Location::Pg(address) => Engine::Pg(pg::Pg::open(address).await?),
        };
        let (appended, _) = broadcast::channel(4096);
        Ok(Self { engine, clock, appended })
    }

    /// `sqlite` or `postgresql`, for messages and benchmarks.
    pub fn engine_name(&self) -> &'static str {
        match self.engine {
            Engine::Lite(_) => "sqlite",
            Engine::Pg(_) => "postgresql",
        }
    }

    /// The clock the store stamps events with.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Events as this process commits them, for live pages. A slow reader
    /// misses some and must look again; nothing may depend on it for truth.
    pub fn appended(&self) -> broadcast::Receiver<ledger::Appended> {
        self.appended.subscribe()
    }

    /// Runs a write transaction. It may be run again after a serialization
    /// failure, so it must touch nothing but the transaction. When this
    /// returns `Ok` the change is on disk.
    ///
    /// # Errors
    /// What the work returned, or the store's own fault turned into `E`; in
    /// both cases nothing was changed.
    pub async fn write<I, T, E>(&self, input: I, work: Work<I, T, E>) -> Result<T, E>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let recorded_at = self.clock.now();
        let (value, appended) = match &self.engine {
            Engine::Lite(lite) => lite.write(recorded_at, input, work).await?,
            Engine::Pg(pg) => pg.write(recorded_at, &input, work).await?,
        };
        for event in appended {
            // No subscriber is the normal case outside `serve`.
            let _ = self.appended.send(event);
        }
        Ok(value)
    }

    /// Runs reads in one snapshot.
    ///
    /// # Errors
    /// What the work returned, or the store's own fault turned into `E`.
    pub async fn read<I, T, E>(&self, input: I, work: Work<I, T, E>) -> Result<T, E>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let recorded_at = self.clock.now();
        match &self.engine {
            Engine::Lite(lite) => lite.read(recorded_at, input, work).await,
            Engine::Pg(pg) => pg.read(recorded_at, &input, work).await,
        }
    }

    /// Much was written at once. PostgreSQL counts what its tables hold, since
    /// its plans follow those figures and it looks by itself only minutes
    /// later; until then a list may read a whole table. SQLite's plans follow
    /// from the indexes alone, which serves lists better than its figures do.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn settle(&self) -> Result<(), StoreError> {
        match self.engine {
            Engine::Lite(_) => Ok(()),
            Engine::Pg(_) => self.write((), |tx, ()| Box::pin(tx.batch("ANALYZE"))).await,
        }
    }

    /// Ends the store for every clone: waits for what runs or waits already,
    /// then refuses ([`StoreError::Unavailable`]). On SQLite the write-ahead
    /// log is folded into the file, which may be copied afterwards.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Lite(lite) => lite.close().await,
            Engine::Pg(pg) => pg.close(),
        }
    }

    /// Prepares a statement without running it: the register's test.
    ///
    /// # Errors
    /// When the engine refuses the text.
    pub async fn prepare(&self, statement: &'static Statement) -> Result<(), StoreError> {
        self.read(statement, |tx, statement| Box::pin(tx.prepare(statement))).await
    }
}

/// The work of a transaction: a function that captures nothing, so that it
/// can be run again; what it needs comes in as `&I`.
pub type Work<I, T, E> = for<'t, 'c> fn(&'t mut Tx<'c>, &'t I) -> BoxFuture<'t, Result<T, E>>;
