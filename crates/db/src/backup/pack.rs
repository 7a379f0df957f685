//! Writes an archive. Each table is read twice in the one snapshot: first to
//! count it, so that the manifest can stand at the beginning, then to write it.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;

use super::catalogue::{self, Shape};
use super::seal::Sealer;
use super::{BackupError, FORMAT, Key, Manifest, Progress, Step, Table, row};
use crate::blobs::Blobs;
use crate::{Db, StoreError, Tx, migrate};

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const END: &str = "end.json";
/// How many rows pass between two calls of the progress function.
pub(super) const ROWS_TOLD: u64 = 1000;
const TAR_BLOCK: u64 = 512;

/// The last entry: what the manifest could not know.
#[derive(Serialize, Deserialize)]
pub(super) struct End {
    pub(super) manifest_sha256: String,
    pub(super) blobs: u64,
}

pub(super) struct Packer<'p, W: Write> {
    handle: &'p Handle,
    out: Sealer<W>,
    /// For the headers: seconds since 1970.
    created_s: u64,
    progress: Progress<'p>,
}

impl<'p, W: Write> Packer<'p, W> {
    pub(super) fn new(
        handle: &'p Handle,
        out: W,
        key: Option<&Key>,
        progress: Progress<'p>,
    ) -> Result<Self, BackupError> {
        let out = Sealer::new(out, key).map_err(BackupError::Io)?;
        Ok(Self { handle, out, created_s: 0, progress })
    }

    pub(super) fn pack(
        mut self,
        tx: &mut Tx<'_>,
        db: &Db,
        blobs: &Blobs,
    ) -> Result<Manifest, BackupError> {
        self.created_s = tx.recorded_at().millis_clamped() / 1000;
        let shapes = self.handle.block_on(catalogue::tables(tx))?;
        let manifest = self.manifest(tx, db, &shapes)?;
        let text = serde_json::to_vec_pretty(&manifest)
            .map_err(io::Error::from)
            .map_err(BackupError::Io)?;
        self.entry(MANIFEST, &text)?;
        for (shape, table) in shapes.iter().zip(&manifest.tables) {
            self.table(tx, shape, table)?;
        }
        let end = End {
            manifest_sha256: kernel::hex::hex(&Sha256::digest(&text)),
            blobs: self.blobs(blobs)?,
        };
        let end = serde_json::to_vec(&end).map_err(io::Error::from).map_err(BackupError::Io)?;
        self.entry(END, &end)?;
        self.out.write_all(&[0; 2 * TAR_BLOCK as usize]).map_err(BackupError::Io)?;
        self.out.finish().map_err(BackupError::Io)?;
        Ok(manifest)
    }

    fn manifest(
        &self,
        tx: &mut Tx<'_>,
        db: &Db,
        shapes: &[Shape],
    ) -> Result<Manifest, BackupError> {
        let applied = self.handle.block_on(migrate::applied(tx))?;
        let tables =
            shapes.iter().map(|shape| self.counted(tx, shape)).collect::<Result<_, _>>()?;
        Ok(Manifest {
            format: FORMAT,
            engine: db.engine_name().to_owned(),
            created_at: tx.recorded_at().rfc3339(),
            migrations: applied.into_iter().map(|(name, sha256)| Step { name, sha256 }).collect(),
            tables,
        })
    }

    fn counted(&self, tx: &mut Tx<'_>, shape: &Shape) -> Result<Table, BackupError> {
        let mut tally = Tally::default();
        scan(self.handle, tx, shape, &mut |line| {
            tally.add(line);
            Ok(())
        })?;
        Ok(tally.table(shape))
    }

    fn table(&mut self, tx: &mut Tx<'_>, shape: &Shape, table: &Table) -> Result<(), BackupError> {
        self.header(&table_path(&table.name), table.bytes)?;
        let mut tally = Tally::default();
        scan(self.handle, tx, shape, &mut |line| {
            tally.add(line);
            if tally.rows.is_multiple_of(ROWS_TOLD) {
                (self.progress)(&table.name, tally.rows);
            }
            self.out.write_all(line).map_err(BackupError::Io)
        })?;
        (self.progress)(&table.name, tally.rows);
        if tally.table(shape) != *table {
            return Err(BackupError::Store(StoreError::Driver(format!(
                "the engine gave the table {} differently at the second reading",
                table.name
            ))));
        }
        self.padding(table.bytes)
    }

    fn blobs(&mut self, blobs: &Blobs) -> Result<u64, BackupError> {
        let mut count = 0;
        for digest in self.handle.block_on(blobs.list())? {
            // It may have been deleted since the list was made.
            if let Some(bytes) = self.handle.block_on(blobs.get(&digest))? {
                self.entry(&format!("blobs/{digest}"), &bytes)?;
                count += 1;
                (self.progress)("blobs", count);
            }
        }
        Ok(count)
    }

    fn entry(&mut self, path: &str, bytes: &[u8]) -> Result<(), BackupError> {
        self.header(path, bytes.len() as u64)?;
        self.out.write_all(bytes).map_err(BackupError::Io)?;
        self.padding(bytes.len() as u64)
    }

    fn header(&mut self, path: &str, size: u64) -> Result<(), BackupError> {
        let mut header = tar::Header::new_gnu();
        header.set_path(path).map_err(BackupError::Io)?;
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(self.created_s);
        header.set_cksum();
        self.out.write_all(header.as_bytes()).map_err(BackupError::Io)
    }

    fn padding(&mut self, size: u64) -> Result<(), BackupError> {
        let missing = size.next_multiple_of(TAR_BLOCK) - size;
        let zeros = &[0; TAR_BLOCK as usize][..missing as usize];
        self.out.write_all(zeros).map_err(BackupError::Io)
    }
}

pub(super) fn table_path(name: &str) -> String {
    format!("tables/{name}.jsonl")
}

fn scan(
    handle: &Handle,
    tx: &mut Tx<'_>,
    shape: &Shape,
    each: &mut dyn FnMut(&[u8]) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    let mut line = Vec::new();
    let mut nth = 0;
    let select = shape.select();
    handle.block_on(tx.scan(&select, &mut |found| {
        nth += 1;
        let values = row::read(found, &shape.columns).map_err(|fault| BackupError::Row {
            table: shape.name.clone(),
            row: nth,
            fault,
        })?;
        row::write(&values, &mut line);
        each(&line)
    }))
}

/// Counts lines while they pass.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) rows: u64,
    bytes: u64,
    hasher: Sha256,
}

impl Tally {
    pub(super) fn add(&mut self, line: &[u8]) {
        self.rows += 1;
        self.bytes += line.len() as u64;
        self.hasher.update(line);
    }

    pub(super) fn table(self, shape: &Shape) -> Table {
        Table {
            name: shape.name.clone(),
            columns: shape.columns.clone(),
            rows: self.rows,
            bytes: self.bytes,
            sha256: kernel::hex::hex(&self.hasher.finalize()),
        }
    }

    /// Whether exactly the lines of the table have passed.
    pub(super) fn fits(self, table: &Table) -> bool {
        (self.rows, self.bytes) == (table.rows, table.bytes)
            && kernel::hex::hex(&self.hasher.finalize()) == table.sha256
    }
}
