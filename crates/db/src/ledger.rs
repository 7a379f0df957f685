//! The ledger: what happened, who did it and when, as hash chains.
//!
//! Each stream (`order:01J…`) is a chain: an event carries the hash of the one
//! before it. Streams are spread over sixteen shards; a shard numbers its
//! events without gaps inside the transaction that writes them, so followers
//! can read on from a position and never miss one, on either engine. Once a
//! day a Merkle root over the day's hashes is written; a published root lets
//! anyone check later that nothing was changed.

pub mod followers;

pub use followers::{advance, follow, rewind};

use jiff::civil::Date;
use kernel::event::{Actor, NewEvent};
use kernel::id::Id;
use kernel::time::Instant;
use sha2::{Digest, Sha256};

use crate::{Db, StoreError, Tx, params};

/// How many shards there are. Part of the stored format.
pub const SHARDS: i64 = 16;

/// An event as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Shard of the stream.
    pub shard: i64,
    /// Number within the shard, from 1, without gaps.
    pub position: i64,
    /// `noun:id`.
    pub stream: String,
    /// Number within the stream, from 1.
    pub version: i64,
    /// When it happened.
    pub at: Instant,
    /// When it was written down.
    pub recorded_at: Instant,
    /// Past-tense name.
    pub kind: String,
    /// `staff`, `requester`, `token` or `job`.
    pub actor_kind: String,
    /// Account, token or job name.
    pub actor_id: Option<String>,
    /// Role of staff.
    pub actor_role: Option<String>,
    /// Unit of staff.
    pub actor_unit: Option<String>,
    /// State before.
    pub from_state: Option<String>,
    /// State after.
    pub to_state: Option<String>,
    /// JSON text, references and digests only.
    pub body: String,
    /// Hash of the stream's event before.
    pub prev_hash: Vec<u8>,
    /// Hash of this event.
    pub hash: Vec<u8>,
}

crate::from_row!(Event {
    shard,
    position,
    stream,
    version,
    at,
    recorded_at,
    kind,
    actor_kind,
    actor_id,
    actor_role,
    actor_unit,
    from_state,
    to_state,
    body,
    prev_hash,
    hash,
});

/// A just committed event, for live pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// `noun:id`.
    pub stream: String,
    /// Number within the stream.
    pub version: i64,
    /// Past-tense name.
    pub kind: &'static str,
    /// State before, if it was a transition.
    pub from: Option<&'static str>,
    /// State after, if it was a transition.
    pub to: Option<&'static str>,
    /// The account of the member of staff who did it.
    pub account: Option<kernel::id::Id>,
}

/// The statements of the ledger, for the register's test.
pub(crate) fn statements() -> Vec<&'static crate::Statement> {
    [STATEMENTS, followers::STATEMENTS].concat()
}

crate::statements! {
    /// Takes the next number of a shard.
    NEXT_POSITION = "UPDATE ledger_shards SET last = last + 1 WHERE shard = $1 RETURNING last";
    /// Number and hash of a stream's last event.
    HEAD = "SELECT version, hash FROM events WHERE stream = $1 ORDER BY version DESC LIMIT 1";
    /// Appends.
    INSERT = "INSERT INTO events (shard, position, stream, version, at, recorded_at, kind, actor_kind,
        actor_id, actor_role, actor_unit, from_state, to_state, body, prev_hash, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    /// A stream from its beginning.
    STREAM = "SELECT shard, position, stream, version, at, recorded_at, kind, actor_kind, actor_id, actor_role,
        actor_unit, from_state, to_state, body, prev_hash, hash
        FROM events WHERE stream = $1 ORDER BY version";
    /// A shard from a position on.
    SHARD_PAGE = "SELECT shard, position, stream, version, at, recorded_at, kind, actor_kind, actor_id, actor_role,
        actor_unit, from_state, to_state, body, prev_hash, hash
        FROM events WHERE shard = $1 AND position > $2 ORDER BY position LIMIT $3";
    /// The hash of one event of a stream.
    HASH_OF = "SELECT hash FROM events WHERE stream = $1 AND version = $2";
    /// Last number of each shard.
    SHARDS_LAST = "SELECT shard, last FROM ledger_shards ORDER BY shard";
    /// Hashes of a day in canonical order.
    DAY_HASHES = "SELECT hash FROM events WHERE recorded_at >= $1 AND recorded_at < $2
        ORDER BY shard, position";
    /// The first event's time, to know which days there are.
    FIRST_RECORDED = "SELECT recorded_at FROM events ORDER BY recorded_at LIMIT 1";
    /// Writes a day's root; the first one stands.
    INSERT_DAY = "INSERT INTO ledger_days (day, event_count, root, written_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (day) DO NOTHING";
    /// Roots, oldest first.
    DAYS = "SELECT day, event_count, root, written_at FROM ledger_days ORDER BY day";
    /// The last day with a root.
    LAST_DAY = "SELECT day FROM ledger_days ORDER BY day DESC LIMIT 1";
}

/// The shard of a stream (FNV-1a; part of the stored format).
pub fn shard_of(stream: &str) -> i64 {
    let hash = stream.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (hash % SHARDS as u64) as i64
}

/// Appends an event to its stream, in the caller's transaction.
///
/// # Errors
/// [`StoreError::Constraint`] when another transaction appended to the same
/// stream first (on PostgreSQL); the caller tells it as a conflict.
pub async fn append(tx: &mut Tx<'_>, event: &NewEvent) -> Result<i64, StoreError> {
    let head: Option<(i64, Vec<u8>)> = tx.opt(&HEAD, params![&event.stream]).await?;
    let (version, prev_hash) = head.unwrap_or((0, vec![0; 32]));
    append_after(tx, event, version, prev_hash).await
}

/// Appends the first event of a stream that cannot exist yet; saves a read.
///
/// # Errors
/// [`StoreError::Constraint`] when the stream exists.
pub async fn append_first(tx: &mut Tx<'_>, event: &NewEvent) -> Result<i64, StoreError> {
    append_after(tx, event, 0, vec![0; 32]).await
}

async fn append_after(
    tx: &mut Tx<'_>,
    event: &NewEvent,
    before: i64,
    prev_hash: Vec<u8>,
) -> Result<i64, StoreError> {
    let shard = shard_of(&event.stream);
    let (position,): (i64,) = tx.one(&NEXT_POSITION, params![shard]).await?;
    let (actor_kind, actor_id, actor_role, actor_unit) = match &event.actor {
        Actor::Staff { account, role, unit } => {
            ("staff", Some(account.to_string()), Some((*role).to_owned()), Some(unit.to_string()))
        }
        Actor::Requester => ("requester", None, None, None),
        Actor::Token(token) => ("token", Some(token.to_string()), None, None),
        Actor::Job(name) => ("job", Some((*name).to_owned()), None, None),
    };
    let mut stored = Event {
        shard,
        position,
        stream: event.stream.clone(),
        version: before + 1,
        at: event.at,
        recorded_at: tx.recorded_at(),
        kind: event.kind.to_owned(),
        actor_kind: actor_kind.to_owned(),
        actor_id,
        actor_role,
        actor_unit,
        from_state: event.from.map(str::to_owned),
        to_state: event.to.map(str::to_owned),
        body: event.body.to_string(),
        prev_hash,
        hash: Vec::new(),
    };
    stored.hash = hash_of(&stored);
    insert(tx, &stored).await?;
    tx.appended.push(Appended {
        stream: stored.stream,
        version: stored.version,
        kind: event.kind,
        from: event.from,
        to: event.to,
        account: match event.actor {
            Actor::Staff { account, .. } => Some(account),
            Actor::Requester | Actor::Token(_) | Actor::Job(_) => None,
        },
    });
    Ok(before + 1)
}

async fn insert(tx: &mut Tx<'_>, event: &Event) -> Result<(), StoreError> {
    let params = params![
        event.shard,
        event.position,
        &event.stream,
        event.version,
        event.at,
        event.recorded_at,
        &event.kind,
        &event.actor_kind,
        event.actor_id.as_deref(),
        event.actor_role.as_deref(),
        event.actor_unit.as_deref(),
        event.from_state.as_deref(),
        event.to_state.as_deref(),
        &event.body,
        event.prev_hash.as_slice(),
        event.hash.as_slice(),
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// SHA-256 over the previous hash and every field with its length before it,
/// so that no two different events give the same bytes.
pub fn hash_of(event: &Event) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(&event.prev_hash);
    for number in
        [event.shard, event.position, event.version, event.at.micros(), event.recorded_at.micros()]
    {
        hasher.update(number.to_be_bytes());
    }
    let fields = [
        Some(event.stream.as_str()),
        Some(event.kind.as_str()),
        Some(event.actor_kind.as_str()),
        event.actor_id.as_deref(),
        event.actor_role.as_deref(),
        event.actor_unit.as_deref(),
        event.from_state.as_deref(),
        event.to_state.as_deref(),
        Some(event.body.as_str()),
    ];
    for field in fields {
        let length = field.map_or(u64::MAX, |text| text.len() as u64);
        hasher.update(length.to_be_bytes());
        hasher.update(field.unwrap_or_default().as_bytes());
    }
    hasher.finalize().to_vec()
}

/// A stream from its beginning.
///
/// # Errors
/// Any [`StoreError`].
pub async fn stream(tx: &mut Tx<'_>, stream: &str) -> Result<Vec<Event>, StoreError> {
    tx.all(&STREAM, params![stream]).await
}

/// The Merkle root of hashes: pairs are hashed together level by level, a
/// last odd one goes up as it is; no hashes give 32 zero bytes.
pub fn merkle_root(hashes: &[Vec<u8>]) -> Vec<u8> {
    let mut level: Vec<Vec<u8>> = hashes
        .iter()
        .map(|hash| Sha256::new().chain_update([0]).chain_update(hash).finalize().to_vec())
        .collect();
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => Sha256::new()
                    .chain_update([1])
                    .chain_update(left)
                    .chain_update(right)
                    .finalize()
                    .to_vec(),
                rest => rest.concat(),
            })
            .collect();
    }
    level.pop().unwrap_or_else(|| vec![0; 32])
}

/// Writes the roots of all days that have ended by `now` and have none yet.
/// Gives the days written. Events are stamped by the store's clock when they
/// are written, so a day is closed an hour after its end.
///
/// # Errors
/// Any [`StoreError`].
pub async fn close_days(db: &Db, now: Instant) -> Result<Vec<Date>, StoreError> {
    let until = now.plus(-kernel::time::HOUR_US).day();
    let Some(mut day) = db.read((), |tx, ()| Box::pin(first_open_day(tx))).await? else {
        return Ok(Vec::new());
    };
    let mut written = Vec::new();
    while day < until {
        db.write(day, |tx, day| Box::pin(close_day(tx, *day))).await?;
        written.push(day);
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Ok(written)
}

async fn first_open_day(tx: &mut Tx<'_>) -> Result<Option<Date>, StoreError> {
    if let Some((last,)) = tx.opt::<(String,)>(&LAST_DAY, &[]).await? {
        let last: Result<Date, _> = last.parse();
        return Ok(last.ok().and_then(|day| day.tomorrow().ok()));
    }
    let first: Option<(Instant,)> = tx.opt(&FIRST_RECORDED, &[]).await?;
    Ok(first.map(|(at,)| at.day()))
}

async fn close_day(tx: &mut Tx<'_>, day: Date) -> Result<(), StoreError> {
    let (count, root) = day_root(tx, day).await?;
    let at = tx.recorded_at();
    tx.exec(&INSERT_DAY, params![day.to_string(), count, root, at]).await?;
    Ok(())
}

async fn day_root(tx: &mut Tx<'_>, day: Date) -> Result<(i64, Vec<u8>), StoreError> {
    let window = params![Instant::start_of(day), Instant::end_of(day)];
    let hashes: Vec<(Vec<u8>,)> = tx.all(&DAY_HASHES, window).await?;
    let hashes: Vec<Vec<u8>> = hashes.into_iter().map(|(hash,)| hash).collect();
    Ok((hashes.len() as i64, merkle_root(&hashes)))
}

/// What [`verify`] found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Events read.
    pub events: i64,
    /// Day roots recomputed.
    pub days: i64,
    /// What is wrong, in plain words; empty when all is well.
    pub faults: Vec<String>,
}

/// Walks the whole ledger: numbers without gaps, each event's hash, each link
/// to the event before it, each day's root.
///
/// # Errors
/// When the store cannot be read; a broken chain is not an error but a fault
/// in the verdict.
pub async fn verify(db: &Db) -> Result<Verdict, StoreError> {
    let mut verdict = Verdict::default();
    let lasts: Vec<(i64, i64)> = db.read((), |tx, ()| Box::pin(tx.all(&SHARDS_LAST, &[]))).await?;
    for (shard, last) in lasts {
        let mut position = 0;
        loop {
            let page =
                db.read((shard, position), |tx, key| Box::pin(checked_page(tx, *key))).await?;
            let Some(end) = page.end else { break };
            position = end;
            verdict.events += page.events;
            verdict.faults.extend(page.faults);
        }
        if position != last {
            verdict.faults.push(format!(
                "shard {shard}: the last event is {position}, the counter says {last}"
            ));
        }
    }
    let days: Vec<(String, i64, Vec<u8>, Instant)> =
        db.read((), |tx, ()| Box::pin(tx.all(&DAYS, &[]))).await?;
    for (day, count, root, _) in days {
        verdict.days += 1;
        let Ok(date) = day.parse::<Date>() else {
            verdict.faults.push(format!("day {day}: not a date"));
            continue;
        };
        let again = db.read(date, |tx, day| Box::pin(day_root(tx, *day))).await?;
        if again != (count, root) {
            verdict.faults.push(format!("day {day}: the root does not fit the day's events"));
        }
    }
    Ok(verdict)
}

struct Page {
    end: Option<i64>,
    events: i64,
    faults: Vec<String>,
}

async fn checked_page(tx: &mut Tx<'_>, (shard, after): (i64, i64)) -> Result<Page, StoreError> {
    let events: Vec<Event> = tx.all(&SHARD_PAGE, params![shard, after, 2000_i64]).await?;
    let mut page =
        Page { end: events.last().map(|event| event.position), events: 0, faults: Vec::new() };
    let mut expected = after;
    for event in events {
        page.events += 1;
        expected += 1;
        let name = format!("{} #{}", event.stream, event.version);
        if event.position != expected {
            page.faults
                .push(format!("{name}: position {} where {expected} should be", event.position));
            expected = event.position;
        }
        if hash_of(&event) != event.hash {
            page.faults.push(format!("{name}: the event was changed after it was written"));
        }
        let before = if event.version == 1 {
            Some((vec![0; 32],))
        } else {
            tx.opt::<(Vec<u8>,)>(&HASH_OF, params![&event.stream, event.version - 1]).await?
        };
        if before != Some((event.prev_hash,)) {
            page.faults.push(format!("{name}: the chain to the event before it is broken"));
        }
    }
    Ok(page)
}

/// The stream of a thing: `order:01J…`.
pub fn stream_name(noun: &str, id: Id) -> String {
    format!("{noun}:{id}")
}
