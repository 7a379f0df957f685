//! One archive with everything: `huying backup` and `huying restore`.
//!
//! The archive is logical: rows, not pages. So a store backed up on SQLite can
//! be restored on PostgreSQL and the other way round, and the archive can be
//! read in twenty years with nothing but `tar`:
//!
//! ```text
//! manifest.json        format, engine, migrations, rows and SHA-256 of each table
//! tables/NAME.jsonl    a row a line, a JSON array in the manifest's column order, bytes as hex
//! blobs/DIGEST         attachments under their SHA-256
//! end.json             says that nothing is missing
//! ```
//!
//! It is read from one snapshot while others go on writing, and written row by
//! row. With a [`Key`] the whole archive is encrypted. A restore is one
//! transaction: a damaged archive leaves an empty store empty.

mod aside;
mod catalogue;
mod error;
mod load;
mod pack;
mod row;
mod seal;
mod unpack;

pub use error::BackupError;
pub use seal::{Key, NotAKey};

use std::io::{Read, Write};

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

use crate::blobs::Blobs;
use crate::{Db, Migration, ledger, migrate};

/// The archive format this program writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// Called with a table's name (or `blobs`) and how many of its rows are done.
pub type Progress<'p> = &'p mut dyn FnMut(&str, u64);

/// What an archive says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// See [`FORMAT`].
    pub format: u32,
    /// The engine it was read from: `sqlite` or `postgresql`.
    pub engine: String,
    /// When the snapshot was taken, RFC 3339.
    pub created_at: String,
    /// The schema's steps, in order.
    pub migrations: Vec<Step>,
    /// The tables, in the archive's order.
    pub tables: Vec<Table>,
}

/// A migration that had been applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// SHA-256 of its text, as the store recorded it.
    pub sha256: String,
}

/// A table of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of each line.
    pub columns: Vec<Column>,
    /// How many rows.
    pub rows: u64,
    /// Length of its file.
    pub bytes: u64,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// The three kinds of value both engines store alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// BIGINT: a JSON number.
    Int,
    /// TEXT: a JSON string.
    Text,
    /// Bytes: a JSON string of hexadecimal digits.
    Bytes,
}

/// Writes a backup of the store and its blobs, encrypted when there is a key.
/// Others may read and write meanwhile; what they commit after the start is
/// not in it. The blobs are listed after the snapshot was taken, so every blob
/// a row of it names is there unless it was deleted meanwhile.
///
/// Blocks: call it on a blocking thread of a Tokio runtime
/// (`tokio::task::spawn_blocking`).
///
/// # Errors
/// When the store, the blobs or `out` fail. What was written of `out` is then
/// of no use.
pub fn write(
    db: &Db,
    blobs: &Blobs,
    key: Option<&Key>,
    out: impl Write,
    progress: Progress<'_>,
) -> Result<Manifest, BackupError> {
    let handle = Handle::current();
    aside::in_snapshot(db, &handle, |tx| {
        let packer = pack::Packer::new(&handle, out, key, progress)?;
        packer.pack(tx, db, blobs)
    })
}

/// Restores a backup into an empty store of either engine: a new SQLite file
/// or a schema without tables. The archive's schema is built first, the data
/// loaded in the same transaction; afterwards the steps that are newer than
/// the archive are applied and the ledger is verified.
///
/// Blobs that were written before a fault was found stay; they harm nobody and
/// the next restore finds them.
///
/// Blocks: call it on a blocking thread of a Tokio runtime.
///
/// # Errors
/// When the store is not empty, the archive is newer than this program,
/// damaged, or the key is not its key: the store is as empty as before then.
/// [`BackupError::Ledger`] comes after the data was loaded.
pub fn restore(
    db: &Db,
    blobs: &Blobs,
    key: Option<&Key>,
    input: impl Read,
    steps: &[Migration],
    progress: Progress<'_>,
) -> Result<Manifest, BackupError> {
    let handle = Handle::current();
    let manifest = aside::in_write(db, &handle, |tx| {
        let mut loader = load::Loader::new(&handle, tx, blobs, steps, progress);
        let manifest = unpack::walk(input, key, &mut loader)?;
        loader.finish()?;
        Ok(manifest)
    })?;
    handle.block_on(async {
        migrate::run(db, steps).await?;
        db.settle().await?;
        let verdict = ledger::verify(db).await?;
        if verdict.faults.is_empty() {
            Ok(manifest)
        } else {
            Err(BackupError::Ledger(verdict.faults))
        }
    })
}

/// Reads a whole archive and checks every digest, without a store.
///
/// # Errors
/// As [`restore`], as far as the archive alone can tell.
pub fn check(key: Option<&Key>, input: impl Read) -> Result<Manifest, BackupError> {
    unpack::walk(input, key, &mut unpack::Nothing)
}
