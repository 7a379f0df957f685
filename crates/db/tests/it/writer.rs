//! The SQLite writer: nobody is forgotten, nobody is told what is not so.

use std::sync::Arc;

use db::{Db, Location, Migration, Statement, StoreError, Tx, params};
use proptest::prelude::*;
use testdb::TestDb;

/// SQLite only: a broken deferred key makes the COMMIT fail.
const TABLES: Migration = Migration {
    name: "20990101_0000_writer_test",
    sql:
        "CREATE TABLE kept (id BIGINT NOT NULL PRIMARY KEY, body TEXT);
        CREATE TABLE broken (id BIGINT NOT NULL REFERENCES kept (id) DEFERRABLE INITIALLY DEFERRED)",
};

db::statements! {
    /// Keeps a number.
    KEEP = "INSERT INTO kept (id, body) VALUES ($1, $2)";
    /// Makes the COMMIT fail.
    BREAK = "INSERT INTO broken (id) VALUES (-1)";
    /// What was kept.
    KEPT = "SELECT id FROM kept ORDER BY id";
}

#[derive(Debug, Clone, Copy)]
enum Course {
    Keeps,
    Fails,
    Panics,
    /// Its statement fails, and it goes on as if nothing had been.
    Shrugs,
    BreaksCommit,
}

async fn run(tx: &mut Tx<'_>, id: i64, course: Course) -> Result<i64, StoreError> {
    tx.exec(&KEEP, params![id, "x"]).await?;
    match course {
        Course::Keeps => {}
        Course::Fails => return Err(StoreError::Conflict),
        Course::Panics => panic!("on purpose"),
        Course::Shrugs => drop(tx.exec(&KEEP, params![id, "again"]).await),
        Course::BreaksCommit => drop(tx.exec(&BREAK, &[]).await?),
    }
    Ok(id)
}

async fn write(db: &Db, id: i64, course: Course) -> Result<i64, StoreError> {
    db.write((id, course), |tx, (id, course)| Box::pin(run(tx, *id, *course))).await
}

async fn kept(db: &Db) -> Vec<i64> {
    let rows: Result<Vec<(i64,)>, StoreError> =
        db.read((), |tx, ()| Box::pin(tx.all(&KEPT, &[]))).await;
    rows.unwrap().into_iter().map(|(id,)| id).collect()
}

fn course() -> impl Strategy<Value = Course> {
    prop_oneof![
        12 => Just(Course::Keeps),
        3 => Just(Course::Fails),
        1 => Just(Course::Panics),
        2 => Just(Course::Shrugs),
        1 => Just(Course::BreaksCommit),
    ]
}

/// Every job is answered, and is kept exactly when it was told so.
async fn check(courses: Vec<Course>) {
    let t = testdb::lite(&[TABLES]).await;
    let mut asked = tokio::task::JoinSet::new();
    for (id, course) in (0_i64..).zip(courses) {
        let db = t.db.clone();
        asked.spawn(async move { (id, course, write(&db, id, course).await) });
    }
    let mut told = Vec::new();
    while let Some(answer) = asked.join_next().await {
        match answer.unwrap() {
            (id, Course::Keeps | Course::Shrugs, Ok(same)) if id == same => told.push(id),
            // Went down with the batch.
            (
                _,
                Course::Keeps | Course::Shrugs | Course::BreaksCommit,
                Err(StoreError::Driver(_)),
            )
            | (_, Course::Fails, Err(StoreError::Conflict))
            | (_, Course::Panics, Err(StoreError::Panicked(_))) => {}
            other => panic!("{other:?}"),
        }
    }
    told.sort_unstable();
    assert_eq!(kept(&t.db).await, told);
    assert_eq!(write(&t.db, 1_000_000, Course::Keeps).await.unwrap(), 1_000_000, "goes on");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_job_is_answered_once_and_kept_exactly_when_told_so(
        courses in proptest::collection::vec(course(), 1..400)
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.unwrap().block_on(check(courses));
    }
}

/// Sets how many pages the file may have, which is a full disk to SQLite.
async fn limit_pages(t: &TestDb, pages: i64) {
    let limited: Result<(i64,), StoreError> =
        t.db.write(pages, |tx, pages| {
            Box::pin(async move {
                let sql = format!("PRAGMA max_page_count = {pages}");
                tx.one(&Statement::built("limit", sql), &[]).await
            })
        })
        .await;
    limited.unwrap();
}

async fn write_large(db: &Db, id: i64) -> Result<(), StoreError> {
    db.write(id, |tx, id| {
        Box::pin(async move {
            let told = tx.exec(&KEEP, params![*id, "x".repeat(20_000)]).await;
            // Careless work: goes on after the fault. Nothing of this may stay.
            tx.exec(&KEEP, params![*id + 1_000, "after"]).await?;
            told.map(drop)
        })
    })
    .await
}

#[tokio::test]
async fn a_full_disk_is_told_keeps_nothing_by_halves_and_ends_when_there_is_room() {
    let t = testdb::lite(&[TABLES]).await;
    limit_pages(&t, 60).await;
    let mut written = 0;
    let fault = loop {
        match write_large(&t.db, written).await {
            Ok(()) => written += 1,
            Err(fault) => break fault,
        }
        assert!(written < 60, "the limit works");
    };
    assert!(matches!(fault, StoreError::DiskFull), "{fault:?}");
    assert!(fault.to_string().contains("free space"), "{fault}");
    let mut expected: Vec<i64> = (0..written).chain(1_000..1_000 + written).collect();
    expected.sort_unstable();
    assert_eq!(kept(&t.db).await, expected, "nothing of the failed work");
    limit_pages(&t, 10_000).await;
    write_large(&t.db, written).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_fails_everyone_in_the_batch_and_only_those() {
    let t = testdb::lite(&[TABLES]).await;
    limit_pages(&t, 60).await;
    let mut asked = tokio::task::JoinSet::new();
    for id in 0..100 {
        let db = t.db.clone();
        asked.spawn(async move { (id, write_large(&db, id).await) });
    }
    let mut told = Vec::new();
    while let Some(answer) = asked.join_next().await {
        match answer.unwrap() {
            (id, Ok(())) => told.extend([id, id + 1_000]),
            (_, Err(StoreError::DiskFull)) => {}
            (_, Err(other)) => panic!("{other:?}"),
        }
    }
    told.sort_unstable();
    assert!(told.len() < 200, "the limit works");
    assert_eq!(kept(&t.db).await, told);
}

#[tokio::test]
async fn closing_finishes_what_was_asked_and_leaves_one_whole_file() {
    let t = testdb::lite(&[TABLES]).await;
    let Location::Lite(path) = t.location.clone() else { unreachable!("SQLite") };
    let mut asked = tokio::task::JoinSet::new();
    for id in 0..200 {
        let db = t.db.clone();
        asked.spawn(async move { write(&db, id, Course::Keeps).await });
    }
    tokio::task::yield_now().await;
    t.db.close().await;
    t.db.close().await;
    let mut told = 0;
    while let Some(answer) = asked.join_next().await {
        match answer.unwrap() {
            Ok(_) => told += 1,
            Err(StoreError::Unavailable(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    let late = write(&t.db, 500, Course::Keeps).await;
    assert!(matches!(late, Err(StoreError::Unavailable(_))), "{late:?}");
    let read: Result<Vec<(i64,)>, StoreError> =
        t.db.read((), |tx, ()| Box::pin(tx.all(&KEPT, &[]))).await;
    assert!(matches!(read, Err(StoreError::Unavailable(_))), "{read:?}");
    assert!(!path.with_extension("sqlite-wal").exists(), "the write-ahead log is gone");
    let again = Db::open(&Location::Lite(path), Arc::clone(t.db.clock())).await.unwrap();
    assert_eq!(kept(&again).await.len(), told);
}
