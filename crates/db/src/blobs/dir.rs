//! Blobs in a folder: `ab/cd/<digest>`, so that no folder gets too large.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Digest;
use crate::StoreError;

/// A folder of blobs.
#[derive(Debug, Clone)]
pub struct Dir {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    root: PathBuf,
    /// Makes the names of unfinished files differ within the process.
    next: AtomicU64,
}

impl Dir {
    pub(super) fn open(root: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(root)?;
        Ok(Self { inner: Arc::new(Inner { root: root.to_owned(), next: AtomicU64::new(0) }) })
    }

    /// Runs file work where it does not hold up the runtime.
    pub(super) async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let dir = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&dir)).await;
        Ok(done.map_err(|error| StoreError::Panicked(error.to_string()))??)
    }

    /// Writes beside, makes it durable, then gives it its name: a file of that
    /// name is whole at any time, whatever happens to the machine.
    pub(super) fn put(&self, bytes: &[u8]) -> io::Result<Digest> {
        let digest = Digest::of(bytes);
        let path = self.path(&digest);
        let folder = self.make_folder(&digest)?;
        if is_same(&path, bytes) {
            // Whoever wrote it may have died before its name was durable.
            sync_folder(&folder)?;
            return Ok(digest);
        }
        let beside = folder.join(self.unfinished_name(&digest));
        let written = write_durably(&beside, bytes).and_then(|()| fs::rename(&beside, &path));
        if written.is_err() {
            // The fault that stopped the writing is the one to tell.
            let _ = fs::remove_file(&beside);
        }
        written?;
        sync_folder(&folder)?;
        Ok(digest)
    }

    pub(super) fn get(&self, digest: &Digest) -> io::Result<Option<Vec<u8>>> {
        found(fs::read(self.path(digest)))
    }

    pub(super) fn exists(&self, digest: &Digest) -> io::Result<bool> {
        Ok(found(fs::metadata(self.path(digest)))?.is_some())
    }

    pub(super) fn delete(&self, digest: &Digest) -> io::Result<()> {
        found(fs::remove_file(self.path(digest))).map(drop)
    }

    pub(super) fn list(&self) -> io::Result<Vec<Digest>> {
        let mut digests = Vec::new();
        for first in folders(&self.inner.root)? {
            for second in folders(&first)? {
                for entry in fs::read_dir(second)? {
                    // Unfinished files and strangers are no digests.
                    let name = entry?.file_name();
                    digests.extend(name.to_str().and_then(|name| name.parse::<Digest>().ok()));
                }
            }
        }
        Ok(digests)
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        let (first, rest) = name.split_at(2);
        let (second, _) = rest.split_at(2);
        self.inner.root.join(first).join(second).join(&name)
    }

    /// Makes the two folders above a blob, durably.
    fn make_folder(&self, digest: &Digest) -> io::Result<PathBuf> {
        let mut folder = self.path(digest);
        folder.pop();
        if !folder.is_dir() {
            fs::create_dir_all(&folder)?;
            if let Some(above) = folder.parent() {
                sync_folder(above)?;
            }
            sync_folder(&self.inner.root)?;
        }
        Ok(folder)
    }

    fn unfinished_name(&self, digest: &Digest) -> String {
        let n = self.inner.next.fetch_add(1, Ordering::Relaxed);
        format!("{digest}.{}-{n}.unfinished", std::process::id())
    }
}

/// Whether the file is there and whole. A damaged one is written anew.
fn is_same(path: &Path, bytes: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|file| file.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|stored| stored == bytes)
}

fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A new name is durable only when its folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn found<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn folders(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        }
    }
    Ok(folders)
}
