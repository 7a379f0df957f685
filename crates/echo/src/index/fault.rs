//! What can be wrong with an index on disk. All of it is mended by building
//! the index anew from the tables.

use std::io;
use std::path::{Path, PathBuf};

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexFault {
    /// The disk does not do as asked.
    #[error("{path}: {reason}")]
    Disk {
        /// File or folder.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// A file is not what was written.
    #[error("{path} is damaged: {what}")]
    Broken {
        /// The file.
        path: PathBuf,
        /// What does not hold.
        what: &'static str,
    },
    /// Another version of the program, or other settings, made it.
    #[error("{path} was made by another version or for other regions")]
    Other {
        /// The file.
        path: PathBuf,
    },
    /// Another process writes to it.
    #[error("{path} is in use by another process")]
    InUse {
        /// The folder.
        path: PathBuf,
    },
}

impl IndexFault {
    pub(crate) fn disk(path: &Path, reason: io::Error) -> Self {
        if reason.kind() == io::ErrorKind::UnexpectedEof {
            return Self::broken(path, "it ends too early");
        }
        Self::Disk { path: path.to_owned(), reason }
    }

    pub(crate) fn broken(path: &Path, what: &'static str) -> Self {
        Self::Broken { path: path.to_owned(), what }
    }

    /// Whether building anew from the tables helps.
    pub fn is_mended_by_building(&self) -> bool {
        matches!(self, Self::Broken { .. } | Self::Other { .. })
    }
}
