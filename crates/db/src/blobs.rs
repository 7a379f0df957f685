//! Attachments: bytes under the name of their own SHA-256.
//!
//! A blob never changes, so it can be written twice, copied and cached without
//! asking; the row that names the digest decides whether anyone may see it.
//! This module knows nothing of pictures or their owners.

mod dir;
#[cfg(feature = "s3")]
mod s3;

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use sha2::Sha256;

use crate::StoreError;

/// The SHA-256 of a blob: its name. Shown as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(<Sha256 as sha2::Digest>::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

/// The text is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a digest of 64 hexadecimal digits")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let bytes = kernel::hex::unhex(text).ok_or(NotADigest)?;
        bytes.try_into().map(Self).map_err(|_| NotADigest)
    }
}

crate::text_column!(Digest, "a digest of 64 hexadecimal digits");

/// Where attachments are kept. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Blobs {
    /// A folder of this machine.
    Dir(dir::Dir),
    /// A bucket that speaks the S3 protocol, for several machines.
    #[cfg(feature = "s3")]
    S3(s3::S3),
}

impl Blobs {
    /// Keeps blobs in a folder, which is made when it is not there.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`] when it cannot be made.
    pub fn dir(path: &Path) -> Result<Self, StoreError> {
        dir::Dir::open(path).map(Self::Dir)
    }

    /// Keeps blobs in a bucket.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the settings make no sense, or the
    /// program was built without the feature `s3`. The bucket is not asked.
    #[cfg(feature = "s3")]
    pub fn s3(settings: &S3Settings) -> Result<Self, StoreError> {
        s3::S3::open(settings).map(Self::S3)
    }

    /// Without the feature `s3` there are no buckets.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(feature = "s3"))]
    pub fn s3(settings: &S3Settings) -> Result<Self, StoreError> {
        Err(StoreError::Unavailable(format!(
            "{settings:?}: this program was built without buckets; build it with `--features s3`"
        )))
    }

    /// Keeps the bytes. When this returns they are on disk. Keeping the same
    /// bytes again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`], [`StoreError::ReadOnly`],
    /// [`StoreError::Unavailable`] or what else the storage says.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<Digest, StoreError> {
        match self {
            Self::Dir(dir) => dir.aside(move |dir| dir.put(&bytes)).await,
            #[cfg(feature = "s3")]
            Self::S3(s3) => s3.put(bytes).await,
        }
    }

    /// The bytes, `None` when there are none of that name.
    ///
    /// # Errors
    /// [`StoreError::Driver`] when what is stored does not fit its name any
    /// more; else as [`Blobs::put`].
    pub async fn get(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let digest = *digest;
        let bytes = match self {
            Self::Dir(dir) => dir.aside(move |dir| dir.get(&digest)).await?,
            #[cfg(feature = "s3")]
            Self::S3(s3) => s3.get(&digest).await?,
        };
        if bytes.as_ref().is_some_and(|bytes| Digest::of(bytes) != digest) {
            return Err(StoreError::Driver(format!("the stored file {digest} was damaged")));
        }
        Ok(bytes)
    }

    /// Whether there are bytes of that name. Does not read them.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn exists(&self, digest: &Digest) -> Result<bool, StoreError> {
        let digest = *digest;
        match self {
            Self::Dir(dir) => dir.aside(move |dir| dir.exists(&digest)).await,
            #[cfg(feature = "s3")]
            Self::S3(s3) => s3.exists(&digest).await,
        }
    }

    /// Forgets the bytes; none of that name is fine.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn delete(&self, digest: &Digest) -> Result<(), StoreError> {
        let digest = *digest;
        match self {
            Self::Dir(dir) => dir.aside(move |dir| dir.delete(&digest)).await,
            #[cfg(feature = "s3")]
            Self::S3(s3) => s3.delete(&digest).await,
        }
    }

    /// The names of all blobs, sorted.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn list(&self) -> Result<Vec<Digest>, StoreError> {
        let mut digests = match self {
            Self::Dir(dir) => dir.aside(|dir| dir.list()).await?,
            #[cfg(feature = "s3")]
            Self::S3(s3) => s3.list().await?,
        };
        digests.sort_unstable();
        Ok(digests)
    }
}

/// How to reach a bucket.
#[derive(Clone)]
pub struct S3Settings {
    /// `https://s3.example.org`; `http` only for a machine on the same network.
    pub endpoint: String,
    /// Region, as the service names it.
    pub region: String,
    /// Bucket, which must exist.
    pub bucket: String,
    /// Access key id.
    pub access_key_id: String,
    /// Secret access key.
    pub secret_access_key: String,
}

/// Not the secret.
impl fmt::Debug for S3Settings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "S3Settings({} {})", self.endpoint, self.bucket)
    }
}
