//! Blobs in a bucket: `ab/cd/<digest>`, as in a folder.

use std::sync::Arc;

use futures_util::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt};

use super::{Digest, S3Settings};
use crate::StoreError;

/// A bucket of blobs.
#[derive(Debug, Clone)]
pub struct S3 {
    bucket: Arc<AmazonS3>,
}

impl S3 {
    pub(super) fn open(settings: &S3Settings) -> Result<Self, StoreError> {
        // An error says that the process has chosen already, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let bucket = AmazonS3Builder::new()
            .with_endpoint(&settings.endpoint)
            .with_region(&settings.region)
            .with_bucket_name(&settings.bucket)
            .with_access_key_id(&settings.access_key_id)
            .with_secret_access_key(&settings.secret_access_key)
            .with_allow_http(settings.endpoint.starts_with("http://"))
            .build()
            .map_err(told)?;
        Ok(Self { bucket: Arc::new(bucket) })
    }

    pub(super) async fn put(&self, bytes: Vec<u8>) -> Result<Digest, StoreError> {
        let digest = Digest::of(&bytes);
        self.bucket.put(&path(&digest), bytes.into()).await.map_err(told)?;
        Ok(digest)
    }

    pub(super) async fn get(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let found = match self.bucket.get(&path(digest)).await {
            Err(Error::NotFound { .. }) => return Ok(None),
            found => found.map_err(told)?,
        };
        Ok(Some(found.bytes().await.map_err(told)?.to_vec()))
    }

    pub(super) async fn exists(&self, digest: &Digest) -> Result<bool, StoreError> {
        match self.bucket.head(&path(digest)).await {
            Err(Error::NotFound { .. }) => Ok(false),
            found => found.map(|_| true).map_err(told),
        }
    }

    pub(super) async fn delete(&self, digest: &Digest) -> Result<(), StoreError> {
        match self.bucket.delete(&path(digest)).await {
            Err(Error::NotFound { .. }) => Ok(()),
            done => done.map_err(told),
        }
    }

    pub(super) async fn list(&self) -> Result<Vec<Digest>, StoreError> {
        let files: Vec<_> = self.bucket.list(None).try_collect().await.map_err(told)?;
        // Strangers in the bucket are no digests.
        Ok(files.iter().filter_map(|file| file.location.filename()?.parse().ok()).collect())
    }
}

fn path(digest: &Digest) -> Path {
    let name = digest.to_string();
    let (first, rest) = name.split_at(2);
    let (second, _) = rest.split_at(2);
    Path::from_iter([first, second, name.as_str()])
}

fn told(error: Error) -> StoreError {
    match error {
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
            StoreError::ReadOnly(error.to_string())
        }
        _ => StoreError::Unavailable(format!("the bucket of attachments: {error}")),
    }
}
