//! What can go wrong between a use case and the disk.

/// A fault of the store. Absence is not one: reads give `Option`.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Someone else changed the row since it was read.
    #[error("the row was changed by someone else")]
    Conflict,
    /// A constraint said no; its name where the engine tells it.
    #[error("constraint {0}")]
    Constraint(String),
    /// A stored value cannot be read as what it should be.
    #[error("column {column} holds a value that is not {expected}")]
    Corrupt {
        /// Position of the column in the statement's result.
        column: usize,
        /// What was expected.
        expected: &'static str,
    },
    /// The disk is full. Nothing of the transaction was kept.
    #[error("the disk is full: free space in the data directory, nothing was changed")]
    DiskFull,
    /// The data directory cannot be written.
    #[error("the data directory cannot be written: check its owner and permissions ({0})")]
    ReadOnly(String),
    /// The database server cannot be reached.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The transaction lost against others again and again.
    #[error("too many transactions at once touched the same rows, try again")]
    Busy,
    /// The schema is older or newer than this program.
    #[error("{0}")]
    Schema(String),
    /// The work panicked; the transaction was rolled back.
    #[error("a programming fault stopped the transaction: {0}")]
    Panicked(String),
    /// Anything else the driver says.
    #[error("{0}")]
    Driver(String),
}

impl StoreError {
    /// Whether the same work may succeed when it is run again on a fresh
    /// connection, nothing of it having been kept.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable(_))
    }
}

/// The index of the write-ahead log cannot grow: what a full disk looks like
/// when that file is the first to need room.
const SHM_SIZE: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let Some(code) = error.sqlite_error_code() else {
            return Self::Driver(error.to_string());
        };
        if error.sqlite_error().is_some_and(|error| error.extended_code == SHM_SIZE) {
            return Self::DiskFull;
        }
        match code {
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
                Self::ReadOnly(error.to_string())
            }
            ErrorCode::ConstraintViolation => Self::Constraint(error.to_string()),
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            _ => Self::Driver(error.to_string()),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        let Some(fault) = error.as_db_error() else {
            let io =
                std::error::Error::source(&error).is_some_and(|cause| cause.is::<std::io::Error>());
            return if error.is_closed() || io {
                Self::Unavailable(format!("the connection was lost: {}", chain(&error)))
            } else {
                Self::Driver(chain(&error))
            };
        };
        let code = fault.code();
        if [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(code) {
            Self::Busy
        } else if code.code().starts_with("23") {
            Self::Constraint(fault.constraint().unwrap_or(fault.message()).to_owned())
        } else if *code == SqlState::DISK_FULL {
            Self::DiskFull
        } else if code.code().starts_with("57P") || code.code().starts_with("08") {
            Self::Unavailable(fault.message().to_owned())
        } else if code.code() == "25006" {
            Self::ReadOnly(fault.message().to_owned())
        } else {
            Self::Driver(format!("{} ({})", fault.message(), code.code()))
        }
    }
}

impl From<deadpool_postgres::PoolError> for StoreError {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        // Whatever the reason, there is no connection: a database that refuses
        // them for a while is told apart from one that is broken nowhere else.
        Self::Unavailable(chain(&error))
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::DiskFull,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly(error.to_string())
            }
            _ => Self::Driver(error.to_string()),
        }
    }
}

/// An error with all its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
