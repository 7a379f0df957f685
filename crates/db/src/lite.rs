//! SQLite: one writer thread that commits waiting transactions together, and
//! a pool of read-only connections.
//!
//! Each job runs in a savepoint; one COMMIT ends a batch; nobody is answered
//! before it. `synchronous=FULL`, so an answered write is on disk.

mod writer;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use kernel::time::Instant;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::{Semaphore, oneshot};

use self::writer::{Asked, Order};
use crate::ledger::Appended;
use crate::{StoreError, Tx, Work};

const READERS: u32 = 4;
const STATEMENTS_CACHED: usize = 256;

#[derive(Clone)]
pub(crate) struct Lite {
    orders: Sender<Order>,
    readers: Arc<Readers>,
}

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Lite {
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = open_writer(path)?;
        let (orders, queue) = channel();
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || writer::serve(connection, &queue))?;
        let readers = Readers {
            path: path.to_owned(),
            idle: Mutex::default(),
            permits: Arc::new(Semaphore::new(READERS as usize)),
        };
        Ok(Self { orders, readers: Arc::new(readers) })
    }

    /// A reader outside the pool, for work that holds one snapshot long.
    pub(crate) fn reader_aside(&self) -> Result<Connection, StoreError> {
        self.readers.connect()
    }

    /// A writer outside the queue, for work that is the only one: a restore.
    pub(crate) fn writer_aside(&self) -> Result<Connection, StoreError> {
        open_writer(&self.readers.path)
    }

    /// Ends reads and writes: waits for those that run or wait already, then
    /// folds the write-ahead log into the file and closes it.
    pub(crate) async fn close(&self) {
        // Refused when someone else has closed the pool already.
        let all = self.readers.permits.acquire_many(READERS).await;
        self.readers.permits.close();
        drop(all);
        self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let (asker, closed) = oneshot::channel();
        if self.orders.send(Order::Close(asker)).is_ok() {
            // An error says that it was closed already.
            let _ = closed.await;
        }
    }

    pub(crate) async fn write<I, T, E>(
        &self,
        recorded_at: Instant,
        input: I,
        work: Work<I, T, E>,
    ) -> Result<(T, Vec<Appended>), E>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = Asked::new(recorded_at, input, work);
        self.orders.send(Order::Run(Box::new(job))).map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    pub(crate) async fn read<I, T, E>(
        &self,
        recorded_at: Instant,
        input: I,
        work: Work<I, T, E>,
    ) -> Result<T, E>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let readers = Arc::clone(&self.readers);
        let permits = Arc::clone(&self.readers.permits);
        let permit = permits.acquire_owned().await.map_err(|_| closed())?;
        let run = move || -> Result<T, E> {
            // Held by the work itself, which goes on when its asker goes away.
            let _permit = permit;
            let mut connection = readers.take()?;
            connection.execute_batch("BEGIN").map_err(StoreError::from)?;
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                poll_ready(work(&mut Tx::lite(&mut connection, recorded_at), &input))
            }));
            if connection.execute_batch("ROLLBACK").is_ok() {
                readers.put_back(connection);
            }
            outcome.unwrap_or_else(|panic| Err(E::from(panicked(&*panic))))
        };
        tokio::task::spawn_blocking(run)
            .await
            .map_err(|error| StoreError::Panicked(error.to_string()))?
    }
}

impl Readers {
    fn take(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.connect(), Ok)
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        // Not mapped into memory: each reader would map the file anew, and the
        // system keeps what is read often in memory by itself.
        connection.execute_batch("PRAGMA busy_timeout=5000; PRAGMA cache_size=-8000;")?;
        keep_plans(&connection)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
        Ok(connection)
    }

    fn put_back(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;
         PRAGMA busy_timeout=5000; PRAGMA cache_size=-32000; PRAGMA journal_size_limit=67108864;",
    )?;
    keep_plans(&connection)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    Ok(connection)
}

/// Plans that do not look at bound values. Otherwise SQLite prepares a
/// statement anew each time a `LIMIT $1` is bound, which costs more than many
/// of them.
fn keep_plans(connection: &Connection) -> Result<(), StoreError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn closed() -> StoreError {
    StoreError::Unavailable("the store was closed".into())
}

/// Every future of a SQLite transaction is ready at the first poll. One that
/// waits for something else is a programming fault.
fn poll_ready<T, E: From<StoreError>>(
    mut future: Pin<Box<dyn Future<Output = Result<T, E>> + Send + '_>>,
) -> Result<T, E> {
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => Err(E::from(StoreError::Panicked(
            "a transaction waited for something that is not the database".into(),
        ))),
    }
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> StoreError {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".into());
    tracing::error!(%text, "a transaction panicked");
    StoreError::Panicked(text)
}
