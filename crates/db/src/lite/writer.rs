//! The writer's thread: takes jobs from a queue, runs what waits in one
//! transaction, commits, and only then answers.
//!
//! Every job taken from the queue is answered exactly once: [`Job::answer`]
//! consumes it, and a job that is dropped tells its asker by the closed
//! channel.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;

use kernel::time::Instant;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{panicked, poll_ready};
use crate::ledger::Appended;
use crate::{StoreError, Tx, Work};

/// How many transactions share a COMMIT at most.
const BATCH_MAX: usize = 256;

/// What the queue carries.
pub(super) enum Order {
    Run(Box<dyn Job>),
    /// Finish what was ordered before, then close the file and say so.
    Close(oneshot::Sender<()>),
}

/// One write transaction that somebody waits for.
pub(super) trait Job: Send {
    /// Runs inside the open transaction, in a savepoint of its own.
    ///
    /// # Errors
    /// What ended the whole transaction, such as a full disk. That the work
    /// itself failed is kept for the answer.
    fn run(&mut self, connection: &mut Connection) -> Result<(), StoreError>;

    /// Tells the asker, once the batch's fate is known.
    fn answer(self: Box<Self>, fate: Result<(), StoreError>);
}

type Outcome<T, E> = Result<(T, Vec<Appended>), E>;

/// A [`Job`] with its types.
pub(super) struct Asked<I, T, E> {
    recorded_at: Instant,
    input: I,
    work: Work<I, T, E>,
    outcome: Option<Outcome<T, E>>,
    asker: oneshot::Sender<Outcome<T, E>>,
}

impl<I, T, E> Asked<I, T, E> {
    pub(super) fn new(
        recorded_at: Instant,
        input: I,
        work: Work<I, T, E>,
    ) -> (Self, oneshot::Receiver<Outcome<T, E>>) {
        let (asker, answer) = oneshot::channel();
        (Self { recorded_at, input, work, outcome: None, asker }, answer)
    }
}

impl<I, T, E> Job for Asked<I, T, E>
where
    I: Send + Sync,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, connection: &mut Connection) -> Result<(), StoreError> {
        connection.execute_batch("SAVEPOINT job")?;
        let mut tx = Tx::lite(connection, self.recorded_at);
        let outcome =
            catch_unwind(AssertUnwindSafe(|| poll_ready((self.work)(&mut tx, &self.input))))
                .unwrap_or_else(|panic| Err(E::from(panicked(&*panic))));
        let (appended, ended) = (std::mem::take(&mut tx.appended), tx.ended.take());
        drop(tx);
        let kept = outcome.is_ok();
        self.outcome = Some(outcome.map(|value| (value, appended)));
        if connection.is_autocommit() {
            return Err(ended.unwrap_or(StoreError::DiskFull));
        }
        let end = if kept { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
        Ok(connection.execute_batch(end)?)
    }

    fn answer(self: Box<Self>, fate: Result<(), StoreError>) {
        let outcome = match (self.outcome, fate) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(fault)) => Err(E::from(fault)),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(E::from(StoreError::Panicked("the work was not run".into()))),
        };
        // The asker may have gone away; the change stands all the same.
        let _ = self.asker.send(outcome);
    }
}

/// Serves the queue until it is told to close or nobody can order any more.
pub(super) fn serve(mut connection: Connection, queue: &Receiver<Order>) {
    let mut closer = None;
    while closer.is_none()
        && let Ok(order) = queue.recv()
    {
        match order {
            Order::Close(asker) => closer = Some(asker),
            Order::Run(job) => closer = serve_batch(&mut connection, job, queue),
        }
    }
    close(connection);
    if let Some(asker) = closer {
        // Whoever closed may have stopped waiting.
        let _ = asker.send(());
    }
}

fn close(connection: Connection) {
    let checkpoint = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
    let closed = connection.close().map_err(|(_, error)| error);
    if let Err(error) = checkpoint.and(closed) {
        // Nothing is lost: the next start reads the write-ahead log.
        tracing::warn!(%error, "the database file was not closed cleanly");
    }
}

fn serve_batch(
    connection: &mut Connection,
    first: Box<dyn Job>,
    queue: &Receiver<Order>,
) -> Option<oneshot::Sender<()>> {
    let mut batch = Batch::default();
    let fate = batch.run(connection, first, queue);
    if !connection.is_autocommit() {
        // A failed COMMIT leaves the transaction open.
        let _ = connection.execute_batch("ROLLBACK");
    }
    for job in batch.jobs {
        let fate = fate.clone();
        // Dropping an unwanted answer runs foreign code; it must not end us.
        let told = catch_unwind(AssertUnwindSafe(|| job.answer(fate)));
        if let Err(panic) = told {
            panicked(&*panic);
        }
    }
    batch.closer
}

#[derive(Default)]
struct Batch {
    jobs: Vec<Box<dyn Job>>,
    closer: Option<oneshot::Sender<()>>,
}

impl Batch {
    /// Runs `first` and whatever else waits in one transaction and commits it.
    /// Every job taken from the queue stands in `jobs` afterwards.
    fn run(
        &mut self,
        connection: &mut Connection,
        first: Box<dyn Job>,
        queue: &Receiver<Order>,
    ) -> Result<(), StoreError> {
        // A job must never run outside a transaction: its savepoint would
        // become one, and be kept although the answer says it was not.
        let begun = connection.execute_batch("BEGIN IMMEDIATE");
        let mut next = Some(first);
        while let Some(mut job) = next.take() {
            let run = if begun.is_ok() { job.run(connection) } else { Ok(()) };
            self.jobs.push(job);
            run?;
            if begun.is_ok() && self.jobs.len() < BATCH_MAX {
                next = self.take_waiting(queue);
            }
        }
        begun?;
        connection.execute_batch("COMMIT").map_err(|error| match error.into() {
            // Told to all jobs of the batch: none may take it for its own.
            StoreError::Constraint(text) => StoreError::Driver(text),
            other => other,
        })
    }

    fn take_waiting(&mut self, queue: &Receiver<Order>) -> Option<Box<dyn Job>> {
        match queue.try_recv().ok()? {
            Order::Run(job) => Some(job),
            Order::Close(asker) => {
                self.closer = Some(asker);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    /// Tells what happens to it.
    struct Witness(Sender<String>);

    impl Job for Witness {
        fn run(&mut self, connection: &mut Connection) -> Result<(), StoreError> {
            self.0.send("ran".into()).unwrap();
            Ok(connection.execute_batch("CREATE TABLE IF NOT EXISTS t (id)")?)
        }

        fn answer(self: Box<Self>, fate: Result<(), StoreError>) {
            self.0.send(format!("{fate:?}")).unwrap();
        }
    }

    #[test]
    fn a_job_never_runs_outside_a_transaction() {
        let name = format!("huying_writer_{}.sqlite", std::process::id());
        let path = std::env::temp_dir().join(name);
        let (mut own, other) = (Connection::open(&path).unwrap(), Connection::open(&path).unwrap());
        own.execute_batch("PRAGMA busy_timeout=0").unwrap();
        let (_orders, queue) = channel();
        let (tell, told) = channel();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        serve_batch(&mut own, Box::new(Witness(tell.clone())), &queue);
        other.execute_batch("ROLLBACK").unwrap();
        serve_batch(&mut own, Box::new(Witness(tell)), &queue);
        assert_eq!(told.iter().collect::<Vec<_>>(), ["Err(Busy)", "ran", "Ok(())"]);
        std::fs::remove_file(path).unwrap();
    }
}
