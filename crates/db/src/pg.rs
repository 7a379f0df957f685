//! PostgreSQL: a pool, READ COMMITTED, optimistic version checks, and the
//! whole closure again on a serialization failure.

use std::str::FromStr;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use kernel::time::Instant;
use tokio_postgres::config::SslMode;
use tokio_postgres::{IsolationLevel, NoTls};

use crate::ledger::Appended;
use crate::{StoreError, Tx, Work};

const CONNECTIONS: usize = 16;
const ATTEMPTS: u32 = 8;
const WAIT: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(crate) struct Pg {
    pool: Pool,
}

impl Pg {
    pub(crate) async fn open(address: &str) -> Result<Self, StoreError> {
        let mut config = tokio_postgres::Config::from_str(address).map_err(|error| {
            StoreError::Unavailable(format!("the database address is wrong: {error}"))
        })?;
        config.connect_timeout(WAIT);
        config.application_name("huying");
        let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = if config.get_ssl_mode() == SslMode::Disable {
            Manager::from_config(config, NoTls, manager_config)
        } else {
            Manager::from_config(config, tls(), manager_config)
        };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .timeouts(Timeouts { wait: Some(WAIT), create: Some(WAIT), recycle: Some(WAIT) })
            .build()
            .map_err(|error| StoreError::Unavailable(error.to_string()))?;
        // Ask once, so that a wrong address is told at start.
        drop(pool.get().await?);
        Ok(Self { pool })
    }

    /// A connection of the pool, for work that holds one transaction long:
    /// backup and restore.
    pub(crate) async fn aside(&self) -> Result<deadpool_postgres::Client, StoreError> {
        Ok(self.pool.get().await?)
    }

    /// Refuses new transactions; those that run go on to their end.
    pub(crate) fn close(&self) {
        self.pool.close();
    }

    pub(crate) async fn write<I, T, E>(
        &self,
        recorded_at: Instant,
        input: &I,
        work: Work<I, T, E>,
    ) -> Result<(T, Vec<Appended>), E>
    where
        E: From<StoreError>,
    {
        self.run(Mode::Write, recorded_at, input, work).await
    }

    pub(crate) async fn read<I, T, E>(
        &self,
        recorded_at: Instant,
        input: &I,
        work: Work<I, T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let (value, _) = self.run(Mode::Read, recorded_at, input, work).await?;
        Ok(value)
    }

    /// Runs the work, and runs it again when it lost against another
    /// transaction or when its connection broke before the COMMIT.
    async fn run<I, T, E>(
        &self,
        mode: Mode,
        recorded_at: Instant,
        input: &I,
        work: Work<I, T, E>,
    ) -> Result<(T, Vec<Appended>), E>
    where
        E: From<StoreError>,
    {
        let mut attempt = 1;
        loop {
            match self.once(mode, recorded_at, input, work).await {
                Err(Fault::Again(_)) if attempt < ATTEMPTS => {
                    let pause_ms = 1u64 << attempt;
                    tokio::time::sleep(Duration::from_millis(pause_ms)).await;
                    attempt += 1;
                }
                Err(Fault::Again(last)) => return Err(E::from(last)),
                Err(Fault::Told(error)) => return Err(error),
                Ok(done) => return Ok(done),
            }
        }
    }

    /// One attempt. A statement that failed for serialization poisons the
    /// transaction, so COMMIT tells the truth even when the work hid it.
    async fn once<I, T, E>(
        &self,
        mode: Mode,
        recorded_at: Instant,
        input: &I,
        work: Work<I, T, E>,
    ) -> Result<(T, Vec<Appended>), Fault<E>>
    where
        E: From<StoreError>,
    {
        // Without a connection there is nothing to try again at once.
        let mut client =
            self.pool.get().await.map_err(|error| Fault::Told(E::from(error.into())))?;
        let transaction = mode.begin(&mut client).await.map_err(Fault::of)?;
        let mut tx = Tx::pg(&transaction, recorded_at);
        let outcome = work(&mut tx, input).await;
        let run_again = tx.run_again.take();
        let appended = std::mem::take(&mut tx.appended);
        drop(tx);
        match (outcome, run_again) {
            (Ok(value), _) => {
                transaction.commit().await.map_err(|error| mode.commit_fault(error.into()))?;
                Ok((value, appended))
            }
            (Err(error), run_again) => {
                // The server rolls back by itself when the connection is gone.
                let _ = transaction.rollback().await;
                Err(run_again.map_or(Fault::Told(error), Fault::Again))
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Mode {
    Read,
    Write,
}

impl Mode {
    async fn begin(
        self,
        client: &mut deadpool_postgres::Client,
    ) -> Result<deadpool_postgres::Transaction<'_>, StoreError> {
        let builder = client.build_transaction();
        let builder = match self {
            Self::Read => builder.isolation_level(IsolationLevel::RepeatableRead).read_only(true),
            Self::Write => builder,
        };
        Ok(builder.start().await?)
    }

    /// When the connection breaks during the COMMIT of a write nobody knows
    /// whether it was kept, so it must not be run again.
    fn commit_fault<E: From<StoreError>>(self, fault: StoreError) -> Fault<E> {
        match (self, fault) {
            (Self::Write, StoreError::Unavailable(text)) => {
                Fault::Told(E::from(StoreError::Unavailable(format!(
                    "{text}; whether the change was kept is not known"
                ))))
            }
            (_, fault) => Fault::of(fault),
        }
    }
}

enum Fault<E> {
    /// Nothing was kept and the same work may succeed; else it ends with this.
    Again(StoreError),
    Told(E),
}

impl<E: From<StoreError>> Fault<E> {
    fn of(fault: StoreError) -> Self {
        if fault.is_passing() { Self::Again(fault) } else { Self::Told(E::from(fault)) }
    }
}

/// TLS that trusts what the machine trusts.
fn tls() -> tokio_postgres_rustls::MakeRustlsConnect {
    let mut roots = rustls::RootCertStore::empty();
    for certificate in rustls_native_certs::load_native_certs().certs {
        // One unreadable certificate of the machine must not stop the others.
        let _ = roots.add(certificate);
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring supports the default TLS versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    tokio_postgres_rustls::MakeRustlsConnect::new(config)
}
