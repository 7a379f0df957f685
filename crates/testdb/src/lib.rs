//! Fresh stores for tests, on both engines. Only ever a dev-dependency.
//!
//! PostgreSQL comes from the environment variable `HUYING_TEST_PG`; without it
//! the test fails and says how to mend that, because a test that runs on one
//! engine only would claim what it has not seen.

mod template;

pub use template::Template;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use db::{Db, Location, Migration, StoreError};
use kernel::id::{Id, Ids};
use kernel::time::{Clock, Instant};

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// Starts at a time in Beijing such as `2026-11-23 09:00:00`.
    pub fn at(text: &str) -> Arc<Self> {
        let start = Instant::parse(text).expect("a time like 2026-11-23 09:00:00");
        Arc::new(Self(AtomicI64::new(start.micros())))
    }

    /// Moves it forward.
    pub fn advance(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// Sets it to a time in Beijing.
    pub fn set(&self, text: &str) {
        let at = Instant::parse(text).expect("a time like 2026-11-23 09:00:00");
        self.0.store(at.micros(), Ordering::SeqCst);
    }

    /// Sets it to an instant.
    pub fn set_instant(&self, at: Instant) {
        self.0.store(at.micros(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Ids that count: the same in every run.
#[derive(Debug, Default)]
pub struct SeededIds(AtomicU64);

impl SeededIds {
    /// The same numbers from here on.
    pub fn again(&self) -> Self {
        Self(AtomicU64::new(self.0.load(Ordering::SeqCst)))
    }
}

impl Ids for SeededIds {
    fn mint(&self, at: Instant) -> Id {
        Id::from_parts(at, u128::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }

    fn random(&self) -> [u8; 16] {
        let n = u128::from(self.0.fetch_add(1, Ordering::SeqCst) + 1);
        // Spread over all bytes, so that codes made from a few of them differ.
        n.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_le_bytes()
    }
}

/// A store of its own with the given schema.
pub struct TestDb {
    /// The open store.
    pub db: Db,
    /// Its clock, at 2026-11-23 09:00 in Beijing unless moved.
    pub clock: Arc<TestClock>,
    /// Its ids.
    pub ids: Arc<SeededIds>,
    /// Where it lives, for tests that open it again.
    pub location: Location,
    /// A directory of its own for files.
    pub dir: PathBuf,
}

impl Drop for TestDb {
    fn drop(&mut self) {
        // Left-over files of a test are a nuisance, not a failure.
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// Runs a test on SQLite and then on PostgreSQL.
pub async fn each_engine(migrations: &[Migration], test: impl AsyncFn(&TestDb)) {
    test(&lite(migrations).await).await;
    let store = pg(migrations).await;
    test(&store).await;
    discard(&store).await;
}

static NEXT: AtomicU64 = AtomicU64::new(0);

fn fresh_name() -> String {
    let n = NEXT.fetch_add(1, Ordering::SeqCst);
    format!("huying_test_{}_{n}", std::process::id())
}

/// A fresh SQLite store.
pub async fn lite(migrations: &[Migration]) -> TestDb {
    migrated(lite_empty().await, migrations).await
}

/// A fresh schema on the test server.
pub async fn pg(migrations: &[Migration]) -> TestDb {
    migrated(pg_empty().await, migrations).await
}

/// A SQLite store without any table, for restores.
pub async fn lite_empty() -> TestDb {
    let dir = template::fresh_dir();
    let location = Location::Lite(dir.join("huying.sqlite"));
    open(location, dir).await
}

/// A schema without any table on the test server, for restores.
pub async fn pg_empty() -> TestDb {
    let name = fresh_name();
    let base = server_address();
    admin(&base, &format!("CREATE SCHEMA {name}")).await;
    let joint = if base.contains('?') { '&' } else { '?' };
    let location = Location::Pg(format!("{base}{joint}options=-csearch_path%3D{name}"));
    open(location, template::fresh_dir()).await
}

/// Removes what a store of [`pg`], [`pg_empty`] or [`Template::pg`] left on
/// the server.
pub async fn discard(store: &TestDb) {
    let Location::Pg(address) = &store.location else { return };
    match template::database_of(address) {
        Some(name) => {
            admin(&server_address(), &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
        None => drop_schema(address).await,
    }
}

#[expect(clippy::panic, reason = "a test without its server must fail and say how to mend that")]
fn server_address() -> String {
    #[expect(clippy::disallowed_methods, reason = "tests have no settings file")]
    let address = std::env::var("HUYING_TEST_PG");
    address.unwrap_or_else(|_| {
        panic!(
            "HUYING_TEST_PG is not set: run `cargo xtask test`, which starts a throw-away \
             PostgreSQL, or set it to postgres://user@host/database"
        )
    })
}

async fn open(location: Location, dir: PathBuf) -> TestDb {
    let clock = TestClock::at("2026-11-23 09:00:00");
    let db = Db::open(&location, clock.clone()).await.expect("a fresh store opens");
    TestDb { db, clock, ids: Arc::default(), location, dir }
}

async fn migrated(store: TestDb, migrations: &[Migration]) -> TestDb {
    let steps = [db::migrate::MIGRATIONS, migrations].concat();
    db::migrate::run(&store.db, &steps).await.expect("a fresh store takes all migrations");
    store
}

async fn drop_schema(address: &str) {
    let Some((base, name)) = address.split_once("options=-csearch_path%3D") else { return };
    admin(base.trim_end_matches(['?', '&']), &format!("DROP SCHEMA {name} CASCADE")).await;
}

async fn admin(address: &str, sql: &str) {
    ask(address, sql).await;
}

/// The first column of what the server answers.
async fn ask(address: &str, sql: &str) -> Vec<String> {
    let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls)
        .await
        .expect("the server of HUYING_TEST_PG answers");
    let driver = tokio::spawn(connection);
    let answer = client.simple_query(sql).await;
    let answer = answer.expect("the test user may create schemas and databases");
    drop(client);
    driver.await.expect("the driver ends").expect("the connection closes");
    let rows = answer.iter().filter_map(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    rows.collect()
}

/// Prepares every statement against the store: a misspelt column shows here.
///
/// # Errors
/// The first statement an engine refuses.
pub async fn prepare_all(
    db: &Db,
    statements: Vec<&'static db::Statement>,
) -> Result<(), StoreError> {
    for statement in statements {
        db.prepare(statement).await?;
    }
    Ok(())
}
