//! A transaction on either engine.

use std::future::Future;
use std::pin::Pin;

use kernel::time::Instant;

use crate::column::{FromRow, Row};
use crate::ledger::Appended;
use crate::{Statement, StoreError, Value};

/// A boxed future that may cross threads. Boxes are needed until a closure
/// can promise a `Send` future.
pub type BoxFuture<'t, T> = Pin<Box<dyn Future<Output = T> + Send + 't>>;

/// An open transaction. On SQLite every future it gives is ready at once.
pub struct Tx<'c> {
    inner: Inner<'c>,
    recorded_at: Instant,
    pub(crate) appended: Vec<Appended>,
    /// A statement lost against another transaction: run all of it again.
    pub(crate) saw_busy: bool,
}

enum Inner<'c> {
    Lite(&'c mut rusqlite::Connection),
    Pg(&'c deadpool_postgres::Transaction<'c>),
}

impl<'c> Tx<'c> {
    pub(crate) fn lite(connection: &'c mut rusqlite::Connection, recorded_at: Instant) -> Self {
        Self { inner: Inner::Lite(connection), recorded_at, appended: Vec::new(), saw_busy: false }
    }

    pub(crate) fn pg(tx: &'c deadpool_postgres::Transaction<'c>, recorded_at: Instant) -> Self {
        Self { inner: Inner::Pg(tx), recorded_at, appended: Vec::new(), saw_busy: false }
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
        match &mut self.inner {
            Inner::Lite(connection) => {
                let mut prepared = connection.prepare_cached(statement.lite_sql())?;
                Ok(prepared.execute(rusqlite::params_from_iter(params))? as u64)
            }
            Inner::Pg(tx) => {
                let run = async {
                    let prepared = tx.prepare_cached(statement.sql()).await?;
                    tx.execute_raw(&prepared, params).await
                };
                let outcome = run.await.map_err(StoreError::from);
                self.saw_busy |= matches!(outcome, Err(StoreError::Busy));
                outcome
            }
        }
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
        match &mut self.inner {
            Inner::Lite(connection) => {
                let mut prepared = connection.prepare_cached(statement.lite_sql())?;
                let mut rows = prepared.query(rusqlite::params_from_iter(params))?;
                let mut out = Vec::new();
                while let Some(row) = rows.next()? {
                    out.push(T::from_row(&mut Row::lite(row))?);
                }
                Ok(out)
            }
            Inner::Pg(tx) => {
                let refs: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> =
                    params.iter().map(|value| value as _).collect();
                let run = async {
                    let prepared = tx.prepare_cached(statement.sql()).await?;
                    tx.query(&prepared, &refs).await
                };
                let outcome = run.await.map_err(StoreError::from);
                self.saw_busy |= matches!(outcome, Err(StoreError::Busy));
                outcome?.iter().map(|row| T::from_row(&mut Row::pg(row))).collect()
            }
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
            Inner::Lite(connection) => Ok(connection.execute_batch(sql)?),
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
}
