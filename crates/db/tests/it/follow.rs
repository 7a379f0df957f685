//! Followers of the ledger.

use std::collections::BTreeMap;

use db::ledger::{self, Event};
use db::{Db, StoreError};
use kernel::event::{Actor, NewEvent};
use serde_json::json;
use testdb::each_engine;

fn event(stream: String, at: kernel::time::Instant) -> NewEvent {
    NewEvent {
        stream,
        kind: "test.happened",
        actor: Actor::Job("test"),
        at,
        from: None,
        to: None,
        body: json!({}),
    }
}

async fn append(db: &Db, stream: String) -> Result<i64, StoreError> {
    let event = event(stream, db.clock().now());
    db.write(event, |tx, event| Box::pin(ledger::append(tx, event))).await
}

/// Writes `count` events to streams of its own, each surely.
async fn write_many(db: Db, writer: u32, count: u32) {
    for n in 0..count {
        let stream = format!("test:{writer}-{}", n % 5);
        while append(&db, stream.clone()).await.is_err() {}
    }
}

async fn deal_with(db: &Db, follower: &'static str, events: &[Event]) -> Result<(), StoreError> {
    let mut ends = BTreeMap::new();
    for event in events {
        ends.insert(event.shard, event.position);
    }
    db.write((follower, ends), |tx, (follower, ends)| {
        Box::pin(async move {
            for (shard, position) in ends {
                ledger::advance(tx, follower, *shard, *position).await?;
            }
            Ok(())
        })
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_follower_misses_nothing_and_sees_nothing_twice_while_many_write() {
    each_engine(&[], async |t| {
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..6 {
            writers.spawn(write_many(t.db.clone(), writer, 60));
        }
        let mut seen: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        let mut versions: BTreeMap<String, i64> = BTreeMap::new();
        loop {
            let all_written = writers.is_empty();
            let events = ledger::follow(&t.db, "index", 20).await.unwrap();
            for event in &events {
                seen.entry(event.shard).or_default().push(event.position);
                let version = versions.entry(event.stream.clone()).or_default();
                *version += 1;
                assert_eq!(event.version, *version, "{} in order", event.stream);
            }
            deal_with(&t.db, "index", &events).await.unwrap();
            if all_written && events.is_empty() {
                break;
            }
            while writers.try_join_next().is_some() {}
            tokio::task::yield_now().await;
        }
        assert_eq!(seen.values().map(Vec::len).sum::<usize>(), 360);
        for (shard, positions) in seen {
            let expected: Vec<i64> = (1..=positions.len() as i64).collect();
            assert_eq!(positions, expected, "shard {shard}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_second_follower_of_the_same_name_is_told_and_a_rewound_one_starts_again() {
    each_engine(&[], async |t| {
        append(&t.db, "test:1".into()).await.unwrap();
        let events = ledger::follow(&t.db, "cubes", 10).await.unwrap();
        assert_eq!(events.len(), 1);
        deal_with(&t.db, "cubes", &events).await.unwrap();
        let again = deal_with(&t.db, "cubes", &events).await;
        assert!(matches!(again, Err(StoreError::Conflict)), "{again:?}");
        assert!(ledger::follow(&t.db, "cubes", 10).await.unwrap().is_empty());
        assert_eq!(ledger::follow(&t.db, "index", 10).await.unwrap(), events, "each for itself");
        t.db.write((), |tx, ()| Box::pin(ledger::rewind(tx, "cubes"))).await.unwrap();
        assert_eq!(ledger::follow(&t.db, "cubes", 10).await.unwrap(), events);
    })
    .await;
}
