//! The transactional outbox: messages to the world outside, written in the
//! transaction that causes them and delivered at least once afterwards.
//!
//! A worker leases due messages for a while; a worker that dies loses the
//! lease and another takes over. Failures wait longer each time; after
//! [`ATTEMPTS_MAX`] a message is dead, can be seen, and can be retried.

use kernel::id::{Id, Ids};
use kernel::time::{HOUR_US, Instant, MINUTE_US, SECOND_US};

use crate::{Db, StoreError, Tx, params};

/// After so many failures a message is dead.
pub const ATTEMPTS_MAX: i64 = 8;
/// How long a worker may hold a message.
pub const LEASE_US: i64 = MINUTE_US;

/// A message as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id; receivers may use it to recognise a second delivery.
    pub id: Id,
    /// What kind of message.
    pub topic: String,
    /// JSON text.
    pub body: String,
    /// When the change was committed.
    pub created_at: Instant,
    /// Deliveries tried, this one included.
    pub attempts: i64,
    /// What the last failure said.
    pub last_error: Option<String>,
}

crate::from_row!(Message { id, topic, body, created_at, attempts, last_error });

crate::statements! {
    /// Adds a message.
    INSERT = "INSERT INTO outbox (id, topic, body, created_at, due_at) VALUES ($1, $2, $3, $4, $4)";
    /// Adds a message that is not delivered before its time.
    INSERT_HELD = "INSERT INTO outbox (id, topic, body, created_at, due_at) VALUES ($1, $2, $3, $4, $5)";
    /// Takes back a message nobody has begun to deliver.
    WITHDRAW = "DELETE FROM outbox WHERE id = $1 AND state = 'waiting' AND attempts = 0";
    /// Takes the lease of due messages.
    CLAIM = "UPDATE outbox SET leased_until = $2, attempts = attempts + 1
        WHERE id IN (SELECT id FROM outbox WHERE state = 'waiting' AND due_at <= $1 AND leased_until <= $1
            ORDER BY due_at LIMIT $3)
        AND leased_until <= $1 AND state = 'waiting'
        RETURNING id, topic, body, created_at, attempts, last_error";
    /// Makes due again what a clock that was ahead put off or leased for longer than can be.
    HEAL = "UPDATE outbox SET due_at = $1, leased_until = 0
        WHERE state = 'waiting' AND (due_at > $2 OR leased_until > $3)";
    /// Delivered.
    DONE = "UPDATE outbox SET state = 'done', last_error = NULL WHERE id = $1";
    /// Failed for now.
    RETRY = "UPDATE outbox SET due_at = $2, leased_until = 0, last_error = $3 WHERE id = $1";
    /// Failed for good.
    BURY = "UPDATE outbox SET state = 'dead', leased_until = 0, last_error = $2 WHERE id = $1";
    /// Brings a dead message back.
    REVIVE = "UPDATE outbox SET state = 'waiting', attempts = 0, due_at = $2, leased_until = 0
        WHERE id = $1 AND state = 'dead'";
    /// Dead messages, newest first, by key.
    DEAD_PAGE = "SELECT id, topic, body, created_at, attempts, last_error
        FROM outbox WHERE state = 'dead' AND id < $1 ORDER BY id DESC LIMIT $2";
    /// How many in each state.
    COUNTS = "SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state";
    /// Forgets delivered ones after their time.
    PURGE = "DELETE FROM outbox WHERE state = 'done' AND created_at < $1";
}

/// Adds a message in the caller's transaction.
///
/// # Errors
/// Any [`StoreError`].
pub async fn enqueue(
    tx: &mut Tx<'_>,
    id: Id,
    topic: &str,
    body: &serde_json::Value,
) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    tx.exec(&INSERT, params![id, topic, body.to_string(), at]).await.map(drop)
}

/// Adds a message in the caller's transaction that is delivered only after
/// `due`, so that what caused it can still be undone.
///
/// # Errors
/// Any [`StoreError`].
pub async fn hold(
    tx: &mut Tx<'_>,
    id: Id,
    topic: &str,
    body: &serde_json::Value,
    due: Instant,
) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    tx.exec(&INSERT_HELD, params![id, topic, body.to_string(), at, due]).await.map(drop)
}

/// Takes back a held message; `false` when its delivery has begun.
///
/// # Errors
/// Any [`StoreError`].
pub async fn withdraw(tx: &mut Tx<'_>, id: Id) -> Result<bool, StoreError> {
    Ok(tx.exec(&WITHDRAW, params![id]).await? == 1)
}

/// Takes up to `limit` due messages.
///
/// # Errors
/// Any [`StoreError`].
pub async fn claim(db: &Db, limit: i64) -> Result<Vec<Message>, StoreError> {
    db.write(limit, |tx, limit| {
        Box::pin(async move {
            let now = tx.recorded_at();
            tx.all(&CLAIM, params![now, now.plus(LEASE_US), *limit]).await
        })
    })
    .await
}

/// Takes up messages that a clock which was ahead for a while put off: their
/// time lies further away than any back-off or lease. Called when a worker
/// begins. Gives how many there were.
///
/// # Errors
/// Any [`StoreError`].
pub async fn heal(db: &Db) -> Result<u64, StoreError> {
    db.write((), |tx, ()| {
        Box::pin(async move {
            let now = tx.recorded_at();
            let params = params![now, now.plus(HOUR_US), now.plus(LEASE_US)];
            tx.exec(&HEAL, params).await
        })
    })
    .await
}

/// The outcome of one delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The other side has it.
    Done,
    /// Try again later.
    Retry(String),
    /// It can never be delivered.
    Fail(String),
}

/// Writes down how a delivery went.
///
/// # Errors
/// Any [`StoreError`]; the lease then runs out and it is delivered again.
pub async fn settle(db: &Db, message: &Message, delivery: Delivery) -> Result<(), StoreError> {
    settle_all(db, vec![(message.clone(), delivery)]).await
}

/// Writes down how several deliveries went, in one transaction.
///
/// # Errors
/// As [`settle`].
pub async fn settle_all(db: &Db, deliveries: Vec<(Message, Delivery)>) -> Result<(), StoreError> {
    db.write(deliveries, |tx, deliveries| {
        Box::pin(async move {
            for (message, delivery) in deliveries {
                settle_in(tx, message, delivery).await?;
            }
            Ok(())
        })
    })
    .await
}

async fn settle_in(
    tx: &mut Tx<'_>,
    message: &Message,
    delivery: &Delivery,
) -> Result<(), StoreError> {
    let now = tx.recorded_at();
    match delivery {
        Delivery::Done => tx.exec(&DONE, params![message.id]).await?,
        Delivery::Retry(error) if message.attempts < ATTEMPTS_MAX => {
            let due = now.plus(back_off_us(message.attempts));
            tx.exec(&RETRY, params![message.id, due, error]).await?
        }
        Delivery::Retry(error) | Delivery::Fail(error) => {
            tx.exec(&BURY, params![message.id, error]).await?
        }
    };
    Ok(())
}

/// 5 s, 10 s, 20 s … at most an hour.
pub fn back_off_us(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 20)).unwrap_or(0);
    (5 * SECOND_US).saturating_mul(1 << doublings).min(HOUR_US)
}

/// Brings a dead message back; `false` when it is not dead any more.
///
/// # Errors
/// Any [`StoreError`].
pub async fn revive(db: &Db, id: Id) -> Result<bool, StoreError> {
    db.write(id, |tx, id| {
        Box::pin(async move {
            let now = tx.recorded_at();
            Ok(tx.exec(&REVIVE, params![*id, now]).await? == 1)
        })
    })
    .await
}

/// Mints an id and enqueues: what use cases call.
///
/// # Errors
/// Any [`StoreError`].
pub async fn send(
    tx: &mut Tx<'_>,
    ids: &dyn Ids,
    topic: &str,
    body: &serde_json::Value,
) -> Result<(), StoreError> {
    let id = ids.mint(tx.recorded_at());
    enqueue(tx, id, topic, body).await
}
