//! A filled store that many tests begin with. It is filled once in each engine
//! and copied for each test: the bytes of a file, or a database of the server.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use db::{Location, Migration};
use tokio::sync::OnceCell;

use super::{
    SeededIds, TestDb, admin, ask, discard, fresh_name, lite, migrated, open, server_address,
};

/// Begins the names of databases that are copied; a process and a number end them.
const COPIED: &str = "huying_template_";

/// The store that is copied: a `static` of the tests that begin with it.
pub struct Template {
    migrations: fn() -> Vec<Migration>,
    lite: OnceCell<Filled<Vec<u8>>>,
    pg: OnceCell<Filled<String>>,
}

/// What is copied, and how many ids were given in it.
struct Filled<T> {
    what: T,
    ids: SeededIds,
}

impl Template {
    /// A template that is not filled yet.
    pub const fn new(migrations: fn() -> Vec<Migration>) -> Self {
        Self { migrations, lite: OnceCell::const_new(), pg: OnceCell::const_new() }
    }

    /// Runs a test on a copy in SQLite and then on one in PostgreSQL.
    pub async fn each_engine(&self, fill: impl AsyncFn(&TestDb), test: impl AsyncFn(&TestDb)) {
        test(&self.lite(&fill).await).await;
        let store = self.pg(&fill).await;
        test(&store).await;
        discard(&store).await;
    }

    /// A copy in SQLite.
    pub async fn lite(&self, fill: impl AsyncFn(&TestDb)) -> TestDb {
        let filled = self.lite.get_or_init(|| async {
            let store = lite(&(self.migrations)()).await;
            fill(&store).await;
            // Folds the log into the file, so that its bytes are everything.
            store.db.close().await;
            let what = std::fs::read(file(&store.dir)).expect("the store can be read");
            Filled { what, ids: store.ids.again() }
        });
        let filled = filled.await;
        let dir = fresh_dir();
        std::fs::write(file(&dir), &filled.what).expect("the store can be copied");
        let mut store = open(Location::Lite(file(&dir)), dir).await;
        // Ids go on where the template ended, so that none is given twice.
        store.ids = Arc::new(filled.ids.again());
        store
    }

    /// A copy in PostgreSQL; give it to [`discard`].
    pub async fn pg(&self, fill: impl AsyncFn(&TestDb)) -> TestDb {
        let base = server_address();
        let filled = self.pg.get_or_init(|| async {
            remove_left_over(&base).await;
            let what = fresh_name().replace("huying_test_", COPIED);
            admin(&base, &format!("CREATE DATABASE {what}")).await;
            let store = open(Location::Pg(with_database(&base, &what)), fresh_dir()).await;
            let store = migrated(store, &(self.migrations)()).await;
            fill(&store).await;
            store.db.close().await;
            Filled { what, ids: store.ids.again() }
        });
        let filled = filled.await;
        let name = fresh_name();
        // The server waits until nobody is connected to what is copied.
        admin(&base, &format!("CREATE DATABASE {name} TEMPLATE {}", filled.what)).await;
        let mut store = open(Location::Pg(with_database(&base, &name)), fresh_dir()).await;
        store.ids = Arc::new(filled.ids.again());
        store
    }
}

fn file(dir: &Path) -> PathBuf {
    dir.join("huying.sqlite")
}

pub(super) fn fresh_dir() -> PathBuf {
    let dir = std::env::temp_dir().join(fresh_name());
    std::fs::create_dir_all(&dir).expect("the temporary directory can be written");
    dir
}

/// The server's address with another database.
fn with_database(base: &str, name: &str) -> String {
    let (address, query) = base.split_once('?').unwrap_or((base, ""));
    let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
    let server = rest.split_once('/').map_or(rest, |(server, _)| server);
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{scheme}://{server}/{name}{mark}{query}")
}

/// The database of an address made by [`with_database`] for one test.
pub(super) fn database_of(address: &str) -> Option<&str> {
    let address = address.split_once('?').map_or(address, |(address, _)| address);
    address.rsplit_once('/').map(|(_, name)| name).filter(|name| name.starts_with("huying_test_"))
}

/// Templates of processes that have ended: nothing tells a `static` to tidy up.
async fn remove_left_over(base: &str) {
    let names = "SELECT datname FROM pg_database WHERE datname LIKE 'huying\\_template\\_%'";
    for name in ask(base, names).await {
        let process = name.trim_start_matches(COPIED).split('_').next().unwrap_or_default();
        if !Path::new("/proc").join(process).exists() {
            admin(base, &format!("DROP DATABASE IF EXISTS {name}")).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_another_database_of_the_same_server() {
        let cases = [
            ("postgres://u:p@h:1/postgres", "postgres://u:p@h:1/huying_test_1_2"),
            ("postgres://u@h", "postgres://u@h/huying_test_1_2"),
            ("postgres://u@h/x?host=/run", "postgres://u@h/huying_test_1_2?host=/run"),
        ];
        for (base, wanted) in cases {
            let address = with_database(base, "huying_test_1_2");
            assert_eq!(address, wanted);
            assert_eq!(database_of(&address), Some("huying_test_1_2"));
            assert_eq!(database_of(base), None, "what is not ours is not dropped");
        }
    }
}
