//! A transaction on either engine.

use std::future::Future;
use std::pin::Pin;

use kernel::time::Instant;
use tokio_postgres::types::ToSql;

use crate::column::{FromRow, Row};
use crate::ledger::Appended;
use crate::slow::Watch;
use crate::{Statement, StoreError, Value};

/// A boxed future that may cross threads. Boxes are needed until a closure
/// can promise a `Send` future.
pub type BoxFuture<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// An open transaction. On SQLite every future it gives is ready at once.
pub struct Tx<'c> {
    inner: Inner<'c>,
    recorded_at: Instant,
    pub(crate) appended: Vec<Appended>,
    /// The transaction is dead through no fault of its own (it lost against
    /// another one, or the connection broke): run all of it again.
    pub(crate) run_again: Option<StoreError>,
    /// What made SQLite end the transaction in the middle of the work.
    pub(crate) ended: Option<StoreError>,
}

enum Inner<'c> {
    Lite(&'c mut rusqlite::Connection),
    Pg(&'c deadpool_postgres::Transaction<'c>),
}

impl<'c> Tx<'c> {
    fn new(inner: Inner<'c>, recorded_at: Instant) -> Self {
        Self { inner, recorded_at, appended: Vec::new(), run_again: None, ended: None }
    }

    pub(crate) fn lite(connection: &'c mut rusqlite::Connection, recorded_at: Instant) -> Self {
        Self::new(Inner::Lite(connection), recorded_at)
    }

    pub(crate) fn pg(tx: &'c deadpool_postgres::Transaction<'c>, recorded_at: Instant) -> Self {
        Self::new(Inner::Pg(tx), recorded_at)
    }

    /// When the transaction began, by the store's clock.
    pub fn recorded_at(&self) -> Instant {
        self.recorded_at
    }

    /// Runs a statement and says how many rows it changed.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn exec(
        &mut self,
        statement: &Statement,
        params: &[Value],
    ) -> Result<u64, StoreError> {
        let watch = Watch::start();
        let outcome = match &mut self.inner {
            Inner::Lite(connection) => lite_exec(connection, statement, params),
            Inner::Pg(tx) => pg_exec(tx, statement, params).await.map_err(StoreError::from),
        };
        watch.stop(statement);
        self.noted(outcome)
    }

    /// Runs a statement that must change exactly one row: the guard of every
    /// transition. Nothing changed means somebody else was quicker.
    ///
    /// # Errors
    /// [`StoreError::Conflict`], or any other.
    pub async fn exec_one(
        &mut self,
        statement: &Statement,
        params: &[Value],
    ) -> Result<(), StoreError> {
        match self.exec(statement, params).await? {
            1 => Ok(()),
            _ => Err(StoreError::Conflict),
        }
    }

    /// All rows.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn all<T: FromRow>(
        &mut self,
        statement: &Statement,
        params: &[Value],
    ) -> Result<Vec<T>, StoreError> {
        let watch = Watch::start();
        let outcome = match &mut self.inner {
            Inner::Lite(connection) => lite_all(connection, statement, params),
            Inner::Pg(tx) => pg_all(tx, statement, params).await,
        };
        watch.stop(statement);
        self.noted(outcome)
    }

    /// Goes through the rows one by one, however many there are.
    pub(crate) async fn scan<E: From<StoreError>>(
        &mut self,
        statement: &Statement,
        each: &mut dyn FnMut(&mut Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        match &mut self.inner {
            Inner::Lite(connection) => lite_scan(connection, statement, each),
            Inner::Pg(tx) => pg_scan(tx, statement, each).await,
        }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn opt<T: FromRow>(
        &mut self,
        statement: &Statement,
        params: &[Value],
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(statement, params).await?.into_iter().next())
    }

    /// The only row of a statement that always gives one (a count, a
    /// `RETURNING`).
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is none.
    pub async fn one<T: FromRow>(
        &mut self,
        statement: &Statement,
        params: &[Value],
    ) -> Result<T, StoreError> {
        self.opt(statement, params).await?.ok_or(StoreError::Conflict)
    }

    /// Runs several statements without parameters: migrations.
    pub(crate) async fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        match &mut self.inner {
            Inner::Lite(connection) => {
                still_open(connection)?;
                Ok(connection.execute_batch(sql)?)
            }
            Inner::Pg(tx) => Ok(tx.batch_execute(sql).await?),
        }
    }

    /// Prepares a statement without running it.
    pub(crate) async fn prepare(&mut self, statement: &Statement) -> Result<(), StoreError> {
        let named =
            |error: StoreError| StoreError::Driver(format!("{}: {error}", statement.name()));
        match &mut self.inner {
            Inner::Lite(connection) => {
                connection.prepare(statement.lite_sql()).map_err(|error| named(error.into()))?;
            }
            Inner::Pg(tx) => {
                tx.prepare(statement.sql()).await.map_err(|error| named(error.into()))?;
            }
        }
        Ok(())
    }

    /// Whether this is SQLite: only for the few places of this crate where
    /// the catalogues of the engines differ.
    pub(crate) fn is_lite(&self) -> bool {
        matches!(self.inner, Inner::Lite(_))
    }

    /// Remembers what a fault means for the transaction as a whole.
    fn noted<T>(&mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &outcome {
            if error.is_passing() {
                self.run_again.get_or_insert_with(|| error.clone());
            }
            if let Inner::Lite(connection) = &self.inner
                && connection.is_autocommit()
            {
                self.ended.get_or_insert_with(|| error.clone());
            }
        }
        outcome
    }
}

fn lite_exec(
    connection: &rusqlite::Connection,
    statement: &Statement,
    params: &[Value],
) -> Result<u64, StoreError> {
    still_open(connection)?;
    let mut prepared = connection.prepare_cached(statement.lite_sql())?;
    Ok(prepared.execute(rusqlite::params_from_iter(params))? as u64)
}

fn lite_all<T: FromRow>(
    connection: &rusqlite::Connection,
    statement: &Statement,
    params: &[Value],
) -> Result<Vec<T>, StoreError> {
    still_open(connection)?;
    let mut prepared = connection.prepare_cached(statement.lite_sql())?;
    let mut rows = prepared.query(rusqlite::params_from_iter(params))?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        out.push(T::from_row(&mut Row::lite(row))?);
    }
    Ok(out)
}

fn lite_scan<E: From<StoreError>>(
    connection: &rusqlite::Connection,
    statement: &Statement,
    each: &mut dyn FnMut(&mut Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut prepared = connection.prepare(statement.lite_sql()).map_err(StoreError::from)?;
    let mut rows = prepared.query([]).map_err(StoreError::from)?;
    while let Some(row) = rows.next().map_err(StoreError::from)? {
        each(&mut Row::lite(row))?;
    }
    Ok(())
}

async fn pg_exec(
    tx: &deadpool_postgres::Transaction<'_>,
    statement: &Statement,
    params: &[Value],
) -> Result<u64, tokio_postgres::Error> {
    let prepared = tx.prepare_cached(statement.sql()).await?;
    tx.execute_raw(&prepared, params).await
}

async fn pg_all<T: FromRow>(
    tx: &deadpool_postgres::Transaction<'_>,
    statement: &Statement,
    params: &[Value],
) -> Result<Vec<T>, StoreError> {
    let prepared = tx.prepare_cached(statement.sql()).await?;
    let refs: Vec<_> = params.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
    let rows = tx.query(&prepared, &refs).await?;
    rows.iter().map(|row| T::from_row(&mut Row::pg(row))).collect()
}

/// How many rows a scan fetches at once.
const ROWS_FETCHED: i32 = 500;

async fn pg_scan<E: From<StoreError>>(
    tx: &deadpool_postgres::Transaction<'_>,
    statement: &Statement,
    each: &mut dyn FnMut(&mut Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let prepared = tx.prepare(statement.sql()).await.map_err(StoreError::from)?;
    let portal = tx.bind(&prepared, &[]).await.map_err(StoreError::from)?;
    loop {
        let rows = tx.query_portal(&portal, ROWS_FETCHED).await.map_err(StoreError::from)?;
        if rows.is_empty() {
            return Ok(());
        }
        rows.iter().try_for_each(|row| each(&mut Row::pg(row)))?;
    }
}

/// A full disk may end the whole transaction in the middle of the work. What
/// the work did afterwards would be kept at once, so it may do nothing more.
fn still_open(connection: &rusqlite::Connection) -> Result<(), StoreError> {
    if connection.is_autocommit() { Err(StoreError::DiskFull) } else { Ok(()) }
}
