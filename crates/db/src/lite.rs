//! SQLite: one writer thread that commits waiting transactions together, and
//! a pool of read-only connections.
//!
//! Each job runs in a savepoint; one COMMIT ends a batch; nobody is answered
//! before it. `synchronous=FULL`, so an answered write is on disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use kernel::time::Instant;
use rusqlite::{Connection, OpenFlags};
use tokio::sync::{Semaphore, oneshot};

use crate::ledger::Appended;
use crate::{StoreError, Tx, Work};

/// How many transactions share a COMMIT at most.
const BATCH_MAX: usize = 256;
const READERS: usize = 4;
const STATEMENTS_CACHED: usize = 256;

#[derive(Clone)]
pub(crate) struct Lite {
    jobs: Sender<Job>,
    readers: Arc<Readers>,
}

/// Runs the work inside the open transaction and gives back what to do once
/// the batch's fate is known.
type Job = Box<dyn FnOnce(&mut Connection) -> Answer + Send>;
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

impl Lite {
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = open_writer(path)?;
        let (jobs, queue) = channel();
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || run_writer(connection, &queue))?;
        let readers = Readers {
            path: path.to_owned(),
            idle: Mutex::default(),
            permits: Semaphore::new(READERS),
        };
        Ok(Self { jobs, readers: Arc::new(readers) })
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
        let (sender, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let outcome = in_savepoint(connection, recorded_at, &input, work);
            Box::new(move |committed| {
                let outcome = match (outcome, committed) {
                    (Ok(value), Ok(())) => Ok(value),
                    (Ok(_), Err(fault)) => Err(E::from(fault)),
                    (Err(error), _) => Err(error),
                };
                // The asker may have gone away; the change stands all the same.
                let _ = sender.send(outcome);
            })
        });
        let stopped = || StoreError::Unavailable("the writer has stopped".into());
        self.jobs.send(job).map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
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
        let _permit = self.readers.permits.acquire().await;
        let run = move || -> Result<T, E> {
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
        match idle {
            Some(connection) => Ok(connection),
            None => {
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let connection = Connection::open_with_flags(&self.path, flags)?;
                connection.execute_batch(
                    "PRAGMA busy_timeout=5000; PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456;",
                )?;
                connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
                Ok(connection)
            }
        }
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
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    Ok(connection)
}

fn run_writer(mut connection: Connection, queue: &Receiver<Job>) {
    while let Ok(first) = queue.recv() {
        let mut answers = Vec::new();
        let fate = run_batch(&mut connection, first, queue, &mut answers);
        for answer in answers {
            answer(fate.clone().map_err(Fate::into_error));
        }
    }
}

/// Runs `first` and whatever else waits in one transaction and commits it.
/// Every job taken from the queue leaves exactly one answer behind.
fn run_batch(
    connection: &mut Connection,
    first: Job,
    queue: &Receiver<Job>,
    answers: &mut Vec<Answer>,
) -> Result<(), Fate> {
    let begun =
        connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| Fate::new(error.into()));
    let mut next = Some(first);
    while let Some(job) = next.take() {
        answers.push(job(connection));
        // A full disk or an I/O fault ends the whole transaction inside a job.
        if connection.is_autocommit() || answers.len() >= BATCH_MAX {
            break;
        }
        next = queue.try_recv().ok();
    }
    begun?;
    if connection.is_autocommit() {
        return Err(Fate::new(StoreError::DiskFull));
    }
    connection.execute_batch("COMMIT").map_err(|error| {
        // The commit failed: put the connection back into a clean state.
        let _ = connection.execute_batch("ROLLBACK");
        Fate::new(error.into())
    })
}

/// The fault of a batch, told to each of its jobs.
#[derive(Clone)]
struct Fate(Arc<StoreError>);

impl Fate {
    fn new(error: StoreError) -> Self {
        Self(Arc::new(error))
    }

    fn into_error(self) -> StoreError {
        match &*self.0 {
            StoreError::DiskFull => StoreError::DiskFull,
            StoreError::ReadOnly(text) => StoreError::ReadOnly(text.clone()),
            StoreError::Busy => StoreError::Busy,
            other => StoreError::Driver(other.to_string()),
        }
    }
}

fn in_savepoint<I, T, E: From<StoreError>>(
    connection: &mut Connection,
    recorded_at: Instant,
    input: &I,
    work: Work<I, T, E>,
) -> Result<(T, Vec<Appended>), E> {
    connection.execute_batch("SAVEPOINT job").map_err(StoreError::from)?;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut tx = Tx::lite(connection, recorded_at);
        let value = poll_ready(work(&mut tx, input))?;
        Ok((value, tx.appended))
    }))
    .unwrap_or_else(|panic| Err(E::from(panicked(&*panic))));
    let end = if outcome.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
    // When the engine has already ended the transaction there is no savepoint
    // left; the batch sees that and fails every job of it.
    let ended = connection.execute_batch(end);
    match (outcome, ended) {
        (Ok(_), Err(error)) => Err(E::from(error.into())),
        (outcome, _) => outcome,
    }
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
