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

    pub(crate) async fn write<I, T, E>(
        &self,
        recorded_at: Instant,
        input: &I,
        work: Work<I, T, E>,
    ) -> Result<(T, Vec<Appended>), E>
    where
        E: From<StoreError>,
    {
        let mut attempt = 1;
        loop {
            match self.once(recorded_at, input, work).await {
                Err(Fault::Again) if attempt < ATTEMPTS => {
                    let pause_ms = 1u64 << attempt;
                    tokio::time::sleep(Duration::from_millis(pause_ms)).await;
                    attempt += 1;
                }
                Err(Fault::Again) => return Err(E::from(StoreError::Busy)),
                Err(Fault::Told(error)) => return Err(error),
                Ok(done) => return Ok(done),
            }
        }
    }

    /// One attempt. A statement that failed for serialization poisons the
    /// transaction, so COMMIT tells the truth even when the work hid it.
    async fn once<I, T, E>(
        &self,
        recorded_at: Instant,
        input: &I,
        work: Work<I, T, E>,
    ) -> Result<(T, Vec<Appended>), Fault<E>>
    where
        E: From<StoreError>,
    {
        let told = |error: StoreError| match error {
            StoreError::Busy => Fault::Again,
            other => Fault::Told(E::from(other)),
        };
        let mut client = self.pool.get().await.map_err(|error| told(error.into()))?;
        let transaction = client.transaction().await.map_err(|error| told(error.into()))?;
        let mut tx = Tx::pg(&transaction, recorded_at);
        let outcome = work(&mut tx, input).await;
        let busy = tx.saw_busy;
        let appended = std::mem::take(&mut tx.appended);
        drop(tx);
        match outcome {
            Ok(value) => {
                transaction.commit().await.map_err(|error| told(error.into()))?;
                Ok((value, appended))
            }
            Err(error) => {
                // The server rolls back by itself when the connection is gone.
                let _ = transaction.rollback().await;
                Err(if busy { Fault::Again } else { Fault::Told(error) })
            }
        }
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
        let mut client = self.pool.get().await.map_err(StoreError::from)?;
        let transaction = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await
            .map_err(StoreError::from)?;
        let value = work(&mut Tx::pg(&transaction, recorded_at), input).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(value)
    }
}

enum Fault<E> {
    Again,
    Told(E),
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
