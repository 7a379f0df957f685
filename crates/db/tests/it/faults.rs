//! Disks that cannot be written and servers that go away.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use db::{Db, Location, StoreError, Tx, migrate, params};
use testdb::{TestClock, TestDb};

use crate::gate::Gate;

db::statements! {
    /// Test row.
    ADD = "INSERT INTO outbox (id, topic, body, created_at, due_at) VALUES ($1, 'test', 'x', 0, 0)";
    /// Test count.
    COUNT = "SELECT count(*) FROM outbox";
    /// Which server process serves this transaction.
    PROCESS = "SELECT pg_backend_pid()::bigint";
    /// Ends a server process.
    END_PROCESS = "SELECT pg_terminate_backend($1::bigint::int)::int::bigint";
}

async fn add(tx: &mut Tx<'_>, id: &str) -> Result<u64, StoreError> {
    tx.exec(&ADD, params![id]).await
}

async fn write(db: &Db, id: &'static str) -> Result<u64, StoreError> {
    db.write(id, |tx, id| Box::pin(add(tx, id))).await
}

async fn count(db: &Db) -> Result<i64, StoreError> {
    let (n,): (i64,) = db.read((), |tx, ()| Box::pin(tx.one(&COUNT, &[]))).await?;
    Ok(n)
}

/// In the child process of the next test: the folder it must not write.
const FOLDER: &str = "HUYING_TEST_READ_ONLY_FOLDER";
const NOBODY: u32 = 65_534;

/// Permissions do not hold root back, so the test runs itself again as nobody.
#[tokio::test]
async fn a_data_directory_that_cannot_be_written_is_told_with_what_to_do() {
    #[expect(clippy::disallowed_methods, reason = "a test that runs itself again")]
    let folder = std::env::var(FOLDER);
    if let Ok(folder) = folder {
        return is_refused(Path::new(&folder)).await;
    }
    let t = testdb::lite(&[]).await;
    t.db.close().await;
    std::fs::set_permissions(&t.dir, std::fs::Permissions::from_mode(0o555)).unwrap();
    if std::fs::File::create(t.dir.join("probe")).is_err() {
        return is_refused(&t.dir).await;
    }
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args([
        "--exact",
        "faults::a_data_directory_that_cannot_be_written_is_told_with_what_to_do",
    ]);
    match again.env(FOLDER, &t.dir).uid(NOBODY).output() {
        Ok(done) => {
            let said = String::from_utf8_lossy(&done.stdout).into_owned();
            assert!(done.status.success() && said.contains("1 passed"), "{said}");
        }
        Err(error) => {
            writeln!(
                std::io::stderr(),
                "read-only folder: not included: cannot run as nobody: {error}"
            )
            .unwrap();
        }
    }
}

async fn is_refused(folder: &Path) {
    for file in ["huying.sqlite", "new.sqlite"] {
        let location = Location::Lite(folder.join(file));
        let refused = Db::open(&location, TestClock::at("2026-11-23 09:00:00")).await;
        let fault = refused.err().expect("the folder cannot be written");
        assert!(matches!(fault, StoreError::ReadOnly(_)), "{file}: {fault:?}");
        assert!(fault.to_string().contains("check its owner and permissions"), "{fault}");
    }
}

#[tokio::test]
async fn a_lost_connection_costs_no_write() {
    let t = testdb::pg(&[]).await;
    let other = testdb::pg_empty().await;
    for id in ["a", "b", "c"] {
        let process: Result<(i64,), StoreError> =
            t.db.read((), |tx, ()| Box::pin(tx.one(&PROCESS, &[]))).await;
        let (process,) = process.unwrap();
        let ended: Result<(i64,), StoreError> = other
            .db
            .write(process, |tx, process| {
                Box::pin(async move { tx.one(&END_PROCESS, params![*process]).await })
            })
            .await;
        assert_eq!(ended.unwrap(), (1,));
        assert_eq!(write(&t.db, id).await.unwrap(), 1);
    }
    assert_eq!(count(&t.db).await.unwrap(), 3);
    testdb::discard(&t).await;
    testdb::discard(&other).await;
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_runs_the_work_again_from_its_beginning() {
    let t = testdb::pg(&[]).await;
    let attempts = Arc::new(AtomicU32::new(0));
    let done: Result<u64, StoreError> =
        t.db.write(Arc::clone(&attempts), |tx, attempts| {
            Box::pin(async move {
                add(tx, "before").await?;
                if attempts.fetch_add(1, Ordering::SeqCst) == 0 {
                    let (own,): (i64,) = tx.one(&PROCESS, &[]).await?;
                    tx.one::<(i64,)>(&END_PROCESS, params![own]).await?;
                }
                add(tx, "after").await
            })
        })
        .await;
    assert_eq!(done.unwrap(), 1);
    assert_eq!(attempts.load(Ordering::SeqCst), 2);
    assert_eq!(count(&t.db).await.unwrap(), 2);
    testdb::discard(&t).await;
}

/// The same store behind a gate that can be shut.
async fn behind_gate(t: &TestDb) -> (Gate, Location) {
    let Location::Pg(address) = &t.location else { unreachable!("PostgreSQL") };
    let (before, rest) = address.split_once('@').expect("user@server");
    let (server, path) = rest.split_once('/').expect("server/database");
    let gate = Gate::open(server).await;
    let location = Location::Pg(format!("{before}@127.0.0.1:{}/{path}", gate.port()));
    (gate, location)
}

#[tokio::test]
async fn a_server_that_is_down_is_told_and_taken_up_again_when_it_is_back() {
    let t = testdb::pg(&[]).await;
    let (mut gate, location) = behind_gate(&t).await;
    let db = Db::open(&location, t.clock.clone()).await.unwrap();
    write(&db, "a").await.unwrap();
    gate.shut().await;
    for _ in 0..3 {
        for fault in [write(&db, "b").await.unwrap_err(), count(&db).await.unwrap_err()] {
            assert!(matches!(fault, StoreError::Unavailable(_)), "{fault:?}");
            assert!(fault.to_string().contains("the database cannot be reached"), "{fault}");
        }
    }
    let unopened = Db::open(&location, t.clock.clone()).await.err().expect("nobody is there");
    assert!(matches!(unopened, StoreError::Unavailable(_)), "{unopened:?}");
    gate.reopen().await;
    assert_eq!(count(&db).await.unwrap(), 1);
    write(&db, "b").await.unwrap();
    assert_eq!(count(&t.db).await.unwrap(), 2);
    testdb::discard(&t).await;
}

#[tokio::test]
async fn a_connection_lost_at_the_commit_is_told_as_unknown_and_not_run_again() {
    let t = testdb::pg(&[]).await;
    let (gate, location) = behind_gate(&t).await;
    let db = Db::open(&location, t.clock.clone()).await.unwrap();
    write(&db, "a").await.unwrap();
    gate.cut_at_next_commit();
    let fault = write(&db, "b").await.unwrap_err();
    assert!(matches!(fault, StoreError::Unavailable(_)), "{fault:?}");
    assert!(fault.to_string().contains("not known"), "{fault}");
    assert_eq!(count(&db).await.unwrap(), 1, "the server never saw this commit");
    testdb::discard(&t).await;
}

#[tokio::test]
async fn a_closed_store_refuses_on_either_engine() {
    testdb::each_engine(&[], async |t| {
        write(&t.db, "a").await.unwrap();
        let clone = t.db.clone();
        t.db.close().await;
        let refused = write(&clone, "b").await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        let again = Db::open(&t.location, t.clock.clone()).await.unwrap();
        assert_eq!(count(&again).await.unwrap(), 1);
        let steps = migrate::MIGRATIONS;
        assert_eq!(migrate::standing(&again, steps).await.unwrap(), migrate::Standing::Current);
    })
    .await;
}
