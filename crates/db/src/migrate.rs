//! Migrations: append-only, forward-only, each one step and one transaction.
//!
//! A file is named `<utc time>_<what>.sql` and never changes once released.
//! The set applied to a store is recorded with a digest of each text; a
//! program that does not know one of them, or knows another text under the
//! same name, refuses to serve.

use sha2::{Digest, Sha256};

use crate::{Db, StoreError, Tx, params};

/// One step of the schema. `{{blob}}` stands for the engine's byte type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// `20261123_0900_orders`: sorts by time.
    pub name: &'static str,
    /// Statements of the shared dialect.
    pub sql: &'static str,
}

/// A list of migrations by their names, which are their files' names too; for
/// a crate's `lib.rs`, beside whose folder the files lie.
#[macro_export]
macro_rules! migrations {
    ($($name:literal)*) => {
        &[$($crate::Migration {
            name: $name,
            sql: include_str!(concat!("../migrations/", $name, ".sql")),
        }),*]
    };
}

/// This crate's own tables.
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "20261123_0000_ledger_and_outbox",
    sql: include_str!("migrations/20261123_0000_ledger_and_outbox.sql"),
}];

/// The statements of this crate, for the register's test.
pub fn statements() -> Vec<&'static crate::Statement> {
    [STATEMENTS, &crate::ledger::statements(), crate::outbox::STATEMENTS].concat()
}

crate::statements! {
    /// What has been applied, in order.
    APPLIED = "SELECT name, sha256 FROM migrations ORDER BY name";
    /// Notes a step.
    NOTE = "INSERT INTO migrations (name, sha256, applied_at) VALUES ($1, $2, $3)";
}

const CREATE: &str = "CREATE TABLE IF NOT EXISTS migrations (
    name TEXT NOT NULL PRIMARY KEY, sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL)";

/// How a store stands to the program's own list of steps.
#[derive(Debug, PartialEq, Eq)]
pub enum Standing {
    /// All steps applied, none besides.
    Current,
    /// So many steps are missing.
    Behind(usize),
}

/// Brings the store up to the given steps (of all crates together; order of
/// the slice does not matter). Gives the names applied now.
///
/// # Errors
/// [`StoreError::Schema`] when the store holds a step this program does not
/// know or knows otherwise; nothing is changed then.
pub async fn run(db: &Db, steps: &[Migration]) -> Result<Vec<&'static str>, StoreError> {
    db.write((), |tx, ()| Box::pin(tx.batch(CREATE))).await?;
    let missing = missing(db, steps).await?;
    for step in &missing {
        db.write(*step, |tx, step| Box::pin(apply(tx, step))).await?;
    }
    Ok(missing.iter().map(|step| step.name).collect())
}

/// Says whether the store fits, without changing it.
///
/// # Errors
/// As [`run`].
pub async fn standing(db: &Db, steps: &[Migration]) -> Result<Standing, StoreError> {
    match missing(db, steps).await?.len() {
        0 => Ok(Standing::Current),
        behind => Ok(Standing::Behind(behind)),
    }
}

async fn missing(db: &Db, steps: &[Migration]) -> Result<Vec<Migration>, StoreError> {
    let applied = db.read((), |tx, ()| Box::pin(applied(tx))).await.or_else(
        |error: StoreError| match error {
            // A store without the table has had no step.
            StoreError::Driver(text) if text.contains("migrations") => Ok(Vec::new()),
            other => Err(other),
        },
    )?;
    known(&applied, steps)?;
    let mut missing: Vec<Migration> = steps
        .iter()
        .filter(|step| !applied.iter().any(|(name, _)| name == step.name))
        .copied()
        .collect();
    missing.sort_by_key(|step| step.name);
    Ok(missing)
}

/// What has been applied: name and digest, in order.
pub(crate) async fn applied(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>, StoreError> {
    tx.all(&APPLIED, &[]).await
}

/// Builds in an empty store the schema another store had: exactly the steps
/// applied there, of those this program knows.
pub(crate) async fn rebuild(
    tx: &mut Tx<'_>,
    applied: &[(String, String)],
    steps: &[Migration],
) -> Result<(), StoreError> {
    known(applied, steps)?;
    tx.batch(CREATE).await?;
    let mut steps: Vec<&Migration> =
        steps.iter().filter(|step| applied.iter().any(|(name, _)| name == step.name)).collect();
    steps.sort_by_key(|step| step.name);
    for step in steps {
        apply(tx, step).await?;
    }
    Ok(())
}

/// Refuses steps (name and digest) that this program does not know or knows
/// with another text.
fn known(applied: &[(String, String)], steps: &[Migration]) -> Result<(), StoreError> {
    for (name, digest) in applied {
        match steps.iter().find(|step| step.name == name) {
            None => {
                return Err(StoreError::Schema(format!(
                    "the data was written by a newer version: it knows the step {name}, this program does not"
                )));
            }
            Some(step) if sha256(step.sql) != *digest => {
                return Err(StoreError::Schema(format!(
                    "the step {name} was applied with another text: this is not the program that made the data"
                )));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

async fn apply(tx: &mut Tx<'_>, step: &Migration) -> Result<(), StoreError> {
    let blob = if tx.is_lite() { "BLOB" } else { "BYTEA" };
    tx.batch(&step.sql.replace("{{blob}}", blob)).await?;
    let at = tx.recorded_at();
    tx.exec(&NOTE, params![step.name, sha256(step.sql), at]).await?;
    Ok(())
}

fn sha256(text: &str) -> String {
    kernel::hex::hex(&Sha256::digest(text.as_bytes()))
}
