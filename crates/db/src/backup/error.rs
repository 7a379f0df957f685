//! What can go wrong with a backup, in words for the operator.

use std::io;

use crate::StoreError;

/// A fault of a backup or a restore.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file or stream of the archive could not be read or written.
    #[error("the archive cannot be read or written: {0}")]
    Io(io::Error),
    /// The store has tables already.
    #[error(
        "the store is not empty (it has the table {0}): restore into a new file or an empty schema"
    )]
    NotEmpty(String),
    /// The archive was written by a later version.
    #[error("the archive has format {0}, this program reads up to {max}: use a newer program", max = super::FORMAT)]
    NewerFormat(u32),
    /// The archive is encrypted.
    #[error("the archive is encrypted: its key is needed")]
    NeedsKey,
    /// A key was given for an archive that is not encrypted: perhaps it is not
    /// the archive that was meant.
    #[error("a key was given, but the archive is not encrypted")]
    NotEncrypted,
    /// The key does not open the archive.
    #[error("the key does not open this archive (or its first bytes were changed)")]
    WrongKey,
    /// The archive is not as it was written.
    #[error("the archive is damaged: {0}")]
    Damaged(String),
    /// The archive's schema is not one this program can build.
    #[error("the archive does not fit this program: {0}")]
    Schema(String),
    /// A row could not be stored.
    #[error("row {row} of table {table}: {fault}")]
    Row {
        /// Table.
        table: String,
        /// Number of the row in its file, from 1; with several rows stored at
        /// once, the last of them.
        row: u64,
        /// What the store said.
        fault: StoreError,
    },
    /// The data was restored but the ledger does not verify.
    #[error("everything was restored, but the ledger does not verify: {}", .0.join("; "))]
    Ledger(Vec<String>),
}

impl BackupError {
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }

    /// A fault while reading the archive. What the operating system did not
    /// say was said by whoever took the archive apart: it is damaged.
    pub(super) fn reading(error: io::Error) -> Self {
        use io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
        match error.kind() {
            InvalidData | InvalidInput | Other | UnexpectedEof => Self::Damaged(error.to_string()),
            _ => Self::Io(error),
        }
    }
}
