//! Transactions, ledger, outbox, migrations.

use db::{StoreError, Tx, ledger, migrate, outbox, params};
use kernel::event::{Actor, NewEvent};
use kernel::id::Ids;
use kernel::time::{DAY_US, HOUR_US, MINUTE_US};
use serde_json::json;
use testdb::{TestDb, each_engine};

db::statements! {
    /// Test table.
    ADD = "INSERT INTO outbox (id, topic, body, created_at, due_at) VALUES ($1, 'test', 'x', 0, 0)";
    /// Test count.
    COUNT = "SELECT count(*) FROM outbox";
    /// Tampers with an event.
    TAMPER = "UPDATE events SET body = '{}' WHERE stream = $1 AND version = 2";
}

async fn count(t: &TestDb) -> i64 {
    let (n,) =
        t.db.read((), |tx, ()| Box::pin(tx.one::<(i64,)>(&COUNT, &[])))
            .await
            .map_err(|error: StoreError| error)
            .unwrap();
    n
}

fn event(stream: &str, at: kernel::time::Instant) -> NewEvent {
    NewEvent {
        stream: stream.into(),
        kind: "test.happened",
        actor: Actor::Job("test"),
        at,
        from: None,
        to: Some("somewhere"),
        body: json!({"n": 1}),
    }
}

#[tokio::test]
async fn every_statement_prepares() {
    each_engine(&[], async |t| {
        testdb::prepare_all(&t.db, migrate::statements()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn work_that_fails_or_panics_leaves_nothing_and_the_store_goes_on() {
    each_engine(&[], async |t| {
        let failed: Result<(), StoreError> =
            t.db.write((), |tx, ()| {
                Box::pin(async move {
                    tx.exec(&ADD, params!["a"]).await?;
                    Err(StoreError::Conflict)
                })
            })
            .await;
        assert!(matches!(failed, Err(StoreError::Conflict)));
        assert_eq!(count(t).await, 0);
        let done: Result<u64, StoreError> = t.db.write((), |tx, ()| Box::pin(tx_add(tx))).await;
        assert_eq!(done.unwrap(), 1);
        assert_eq!(count(t).await, 1);
    })
    .await;
}

async fn tx_add(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    tx.exec(&ADD, params!["b"]).await
}

#[tokio::test]
async fn a_panic_in_a_transaction_is_told_and_harms_nobody_else() {
    let t = testdb::lite(&[]).await;
    let panicked: Result<(), StoreError> =
        t.db.write((), |tx, ()| {
            Box::pin(async move {
                tx.exec(&ADD, params!["a"]).await?;
                panic!("on purpose")
            })
        })
        .await;
    assert!(matches!(panicked, Err(StoreError::Panicked(text)) if text == "on purpose"));
    assert_eq!(count(&t).await, 0);
}

#[tokio::test]
async fn many_writers_at_once_lose_nothing() {
    each_engine(&[], async |t| {
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..400_i64 {
            let db = t.db.clone();
            tasks.spawn(async move {
                db.write(n, |tx, n| {
                    Box::pin(async move {
                        if n % 10 == 3 {
                            return Err(StoreError::Conflict);
                        }
                        let at = tx.recorded_at();
                        ledger::append(tx, &event(&format!("test:{}", n % 7), at)).await?;
                        tx.exec(&ADD, params![n.to_string()]).await
                    })
                })
                .await
            });
        }
        let mut added = 0;
        while let Some(outcome) = tasks.join_next().await {
            match outcome.unwrap() {
                Ok(_) => added += 1,
                Err(StoreError::Conflict | StoreError::Constraint(_) | StoreError::Busy) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(count(t).await, added);
        if t.db.engine_name() == "sqlite" {
            assert_eq!(added, 360);
        }
        let verdict = ledger::verify(&t.db).await.unwrap();
        assert_eq!(verdict.faults, Vec::<String>::new());
        assert_eq!(verdict.events, added);
    })
    .await;
}

#[tokio::test]
async fn after_a_load_plans_follow_from_what_the_tables_hold() {
    each_engine(&[], async |t| {
        t.db.write((), |tx, ()| Box::pin(tx_add(tx))).await.unwrap();
        t.db.settle().await.unwrap();
        assert_eq!(count(t).await, 1);
        if t.db.engine_name() == "postgresql" {
            let known = t.db.read((), |tx, ()| Box::pin(rows_known(tx))).await.unwrap();
            assert_eq!(known, 1, "PostgreSQL did not count");
        }
    })
    .await;
}

async fn rows_known(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let sql = "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = to_regclass('outbox')";
    let (rows,) = tx.one(&db::Statement::built("known", sql.into()), &[]).await?;
    Ok(rows)
}

#[tokio::test]
async fn the_ledger_sees_a_changed_event_and_a_day_has_a_root() {
    each_engine(&[], async |t| {
        for _ in 0..5 {
            let event = event("order:1", t.db.clock().now());
            t.db.write(event, |tx, event| Box::pin(ledger::append(tx, event))).await.unwrap();
            t.clock.advance(HOUR_US);
        }
        t.clock.advance(DAY_US);
        let closed = ledger::close_days(&t.db, t.db.clock().now()).await.unwrap();
        assert_eq!(closed.len(), 1);
        assert!(ledger::close_days(&t.db, t.db.clock().now()).await.unwrap().is_empty());
        let verdict = ledger::verify(&t.db).await.unwrap();
        assert_eq!((verdict.events, verdict.days, verdict.faults.len()), (5, 1, 0));
        t.db.write((), |tx, ()| Box::pin(exec_tamper(tx))).await.unwrap();
        let verdict = ledger::verify(&t.db).await.unwrap();
        assert!(verdict.faults.iter().any(|fault| fault.contains("order:1 #2")), "{verdict:?}");
    })
    .await;
}

async fn exec_tamper(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    tx.exec_one(&TAMPER, params!["order:1"]).await
}

#[tokio::test]
async fn a_message_is_delivered_again_until_it_dies_and_can_be_revived() {
    each_engine(&[], async |t| {
        let id = t.ids.mint(t.db.clock().now());
        t.db.write(id, |tx, id| {
            Box::pin(async move { outbox::enqueue(tx, *id, "test", &json!({"to": 1})).await })
        })
        .await
        .map_err(|error: StoreError| error)
        .unwrap();
        for attempt in 1..=outbox::ATTEMPTS_MAX {
            let claimed = outbox::claim(&t.db, 10).await.unwrap();
            assert_eq!(claimed.len(), 1, "attempt {attempt}");
            assert!(outbox::claim(&t.db, 10).await.unwrap().is_empty(), "leased messages rest");
            let delivery = outbox::Delivery::Retry("no answer".into());
            outbox::settle(&t.db, &claimed[0], delivery).await.unwrap();
            t.clock.advance(HOUR_US);
        }
        assert!(outbox::claim(&t.db, 10).await.unwrap().is_empty(), "a dead message rests");
        assert!(outbox::revive(&t.db, id).await.unwrap());
        let claimed = outbox::claim(&t.db, 10).await.unwrap();
        t.clock.advance(2 * MINUTE_US);
        let again = outbox::claim(&t.db, 10).await.unwrap();
        assert_eq!(claimed[0].id, again[0].id, "a worker that died loses its lease");
        outbox::settle(&t.db, &again[0], outbox::Delivery::Done).await.unwrap();
        t.clock.advance(HOUR_US);
        assert!(outbox::claim(&t.db, 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_store_of_another_version_is_refused() {
    const NEWER: db::Migration =
        db::Migration { name: "20990101_0000_future", sql: "CREATE TABLE future (id TEXT)" };
    const CHANGED: db::Migration =
        db::Migration { name: "20990101_0000_future", sql: "CREATE TABLE future (id BIGINT)" };
    each_engine(&[NEWER], async |t| {
        let known = db::migrate::MIGRATIONS.to_vec();
        let newer = migrate::standing(&t.db, &known).await;
        assert!(matches!(newer, Err(StoreError::Schema(text)) if text.contains("newer")));
        let changed = [known.as_slice(), &[CHANGED]].concat();
        let changed = migrate::run(&t.db, &changed).await;
        assert!(matches!(changed, Err(StoreError::Schema(text)) if text.contains("another text")));
        let right = [known.as_slice(), &[NEWER]].concat();
        assert_eq!(migrate::run(&t.db, &right).await.unwrap(), Vec::<&str>::new());
    })
    .await;
}
