//! Takes an archive apart, entry by entry in its fixed order, and checks every
//! digest on the way. What is done with it is the [`Sink`]'s business.

use std::io::{self, BufRead, BufReader, Read};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::pack::{END, End, MANIFEST, Tally, table_path};
use super::seal::Opener;
use super::{BackupError, FORMAT, Key, Manifest, Table, row};
use crate::Value;
use crate::blobs::Digest;

/// Takes what an archive holds.
pub(super) trait Sink {
    /// Comes first, once.
    fn manifest(&mut self, manifest: &Manifest) -> Result<(), BackupError>;
    /// A row of a table, in the order of the manifest's columns.
    fn row(&mut self, table: &Table, row: Vec<Value>) -> Result<(), BackupError>;
    /// The table had no more rows and its digest was right.
    fn table_end(&mut self, table: &Table) -> Result<(), BackupError>;
    /// A blob whose digest was right.
    fn blob(&mut self, bytes: Vec<u8>) -> Result<(), BackupError>;
}

/// Does nothing: for a mere check.
pub(super) struct Nothing;

impl Sink for Nothing {
    fn manifest(&mut self, _: &Manifest) -> Result<(), BackupError> {
        Ok(())
    }
    fn row(&mut self, _: &Table, _: Vec<Value>) -> Result<(), BackupError> {
        Ok(())
    }
    fn table_end(&mut self, _: &Table) -> Result<(), BackupError> {
        Ok(())
    }
    fn blob(&mut self, _: Vec<u8>) -> Result<(), BackupError> {
        Ok(())
    }
}

/// Goes through the whole archive. `Ok` means: complete and unchanged.
pub(super) fn walk(
    input: impl Read,
    key: Option<&Key>,
    sink: &mut impl Sink,
) -> Result<Manifest, BackupError> {
    let mut archive = tar::Archive::new(Opener::open(input, key)?);
    let mut entries = Entries(archive.entries().map_err(BackupError::reading)?);
    let text = entries.named(MANIFEST)?.bytes()?;
    let manifest = parse_manifest(&text)?;
    sink.manifest(&manifest)?;
    for table in &manifest.tables {
        let entry = entries.named(&table_path(&table.name))?;
        read_table(entry, table, sink)?;
    }
    let end = read_blobs(&mut entries, sink)?;
    if end.manifest_sha256 != kernel::hex::hex(&Sha256::digest(&text)) {
        return Err(BackupError::damaged("the manifest was changed"));
    }
    if entries.next()?.is_some() {
        return Err(BackupError::damaged("something was added behind its end"));
    }
    // The last encrypted chunk is checked only when it is read.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(BackupError::reading)?;
    Ok(manifest)
}

fn parse_manifest(text: &[u8]) -> Result<Manifest, BackupError> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let unreadable =
        |error: serde_json::Error| BackupError::damaged(format!("its manifest: {error}"));
    let Format { format } = serde_json::from_slice(text).map_err(unreadable)?;
    if format > FORMAT {
        return Err(BackupError::NewerFormat(format));
    }
    serde_json::from_slice(text).map_err(unreadable)
}

fn read_table<R: Read>(
    entry: Entry<'_, R>,
    table: &Table,
    sink: &mut impl Sink,
) -> Result<(), BackupError> {
    let damaged = |row: u64| BackupError::damaged(format!("row {row} of the table {}", table.name));
    let mut lines = BufReader::with_capacity(64 * 1024, entry.inner);
    let mut line = Vec::new();
    let mut tally = Tally::default();
    while lines.read_until(b'\n', &mut line).map_err(BackupError::reading)? > 0 {
        tally.add(&line);
        let row = row::parse(&line, &table.columns).ok_or_else(|| damaged(tally.rows))?;
        sink.row(table, row)?;
        line.clear();
    }
    if !tally.fits(table) {
        return Err(BackupError::damaged(format!("the table {} was changed", table.name)));
    }
    sink.table_end(table)
}

fn read_blobs<R: Read>(
    entries: &mut Entries<'_, R>,
    sink: &mut impl Sink,
) -> Result<End, BackupError> {
    let mut blobs = 0;
    loop {
        let entry = entries.next()?.ok_or_else(cut_off)?;
        if entry.path == END {
            let end: End = serde_json::from_slice(&entry.bytes()?)
                .map_err(|error| BackupError::damaged(format!("its end: {error}")))?;
            return if end.blobs == blobs { Ok(end) } else { Err(cut_off()) };
        }
        let digest: Option<Digest> =
            entry.path.strip_prefix("blobs/").and_then(|name| name.parse().ok());
        let path = entry.path.clone();
        let bytes = entry.bytes()?;
        if digest != Some(Digest::of(&bytes)) {
            return Err(BackupError::damaged(format!("{path} was changed")));
        }
        sink.blob(bytes)?;
        blobs += 1;
    }
}

fn cut_off() -> BackupError {
    BackupError::damaged("a part is missing")
}

struct Entries<'a, R: Read>(tar::Entries<'a, Opener<R>>);

struct Entry<'a, R: Read> {
    path: String,
    inner: tar::Entry<'a, Opener<R>>,
}

impl<'a, R: Read> Entries<'a, R> {
    fn next(&mut self) -> Result<Option<Entry<'a, R>>, BackupError> {
        let Some(inner) = self.0.next().transpose().map_err(BackupError::reading)? else {
            return Ok(None);
        };
        let path = inner.path().map_err(BackupError::reading)?.to_string_lossy().into_owned();
        Ok(Some(Entry { path, inner }))
    }

    fn named(&mut self, path: &str) -> Result<Entry<'a, R>, BackupError> {
        let entry = self.next()?.ok_or_else(cut_off)?;
        if entry.path == path {
            return Ok(entry);
        }
        Err(BackupError::damaged(format!("{path} should come where {} is", entry.path)))
    }
}

impl<R: Read> Entry<'_, R> {
    fn bytes(mut self) -> Result<Vec<u8>, BackupError> {
        let mut bytes = Vec::new();
        self.inner.read_to_end(&mut bytes).map_err(BackupError::reading)?;
        // A cut file ends the entry early without a word.
        if bytes.len() as u64 == self.inner.size() { Ok(bytes) } else { Err(cut_off()) }
    }
}
