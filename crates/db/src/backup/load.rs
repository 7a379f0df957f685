//! Puts what an archive holds into an empty store, in the caller's
//! transaction.

use tokio::runtime::Handle;

use super::catalogue::{self, ForeignKeys, Shape};
use super::pack::ROWS_TOLD;
use super::unpack::Sink;
use super::{BackupError, Manifest, Progress, Table};
use crate::blobs::Blobs;
use crate::{Migration, Statement, StoreError, Tx, Value, migrate};

/// At most so many values and (about) so many bytes go into one statement.
const VALUES_MAX: usize = 2000;
const BYTES_MAX: usize = 1 << 20;

pub(super) struct Loader<'l, 'c> {
    handle: &'l Handle,
    tx: &'l mut Tx<'c>,
    blobs: &'l Blobs,
    steps: &'l [Migration],
    progress: Progress<'l>,
    shapes: Vec<Shape>,
    foreign_keys: Option<ForeignKeys>,
    current: Option<Filling>,
    blobs_done: u64,
}

/// The table that is being filled.
struct Filling {
    width: usize,
    many: Statement,
    one: Statement,
    rows_at_once: usize,
    waiting: Vec<Value>,
    waiting_bytes: usize,
    rows: u64,
}

impl<'l, 'c> Loader<'l, 'c> {
    pub(super) fn new(
        handle: &'l Handle,
        tx: &'l mut Tx<'c>,
        blobs: &'l Blobs,
        steps: &'l [Migration],
        progress: Progress<'l>,
    ) -> Self {
        Self {
            handle,
            tx,
            blobs,
            steps,
            progress,
            shapes: Vec::new(),
            foreign_keys: None,
            current: None,
            blobs_done: 0,
        }
    }

    /// Brings the foreign keys back, which checks them.
    pub(super) fn finish(self) -> Result<(), BackupError> {
        if let Some(foreign_keys) = self.foreign_keys {
            self.handle.block_on(foreign_keys.bring_back(self.tx))?;
        }
        Ok(())
    }

    async fn prepare(&mut self, manifest: &Manifest) -> Result<(), BackupError> {
        if let Some(name) = catalogue::table_names(self.tx).await?.into_iter().next() {
            return Err(BackupError::NotEmpty(name));
        }
        let applied: Vec<(String, String)> = manifest
            .migrations
            .iter()
            .map(|step| (step.name.clone(), step.sha256.clone()))
            .collect();
        migrate::rebuild(self.tx, &applied, self.steps).await.map_err(|error| match error {
            StoreError::Schema(text) => BackupError::Schema(text),
            other => BackupError::Store(other),
        })?;
        self.shapes = catalogue::tables(self.tx).await?;
        self.same_tables(manifest)?;
        self.foreign_keys = Some(catalogue::set_foreign_keys_aside(self.tx).await?);
        // Migrations may have put rows in, which the archive has too.
        for shape in &self.shapes {
            self.tx.exec(&shape.clear(), &[]).await?;
        }
        Ok(())
    }

    fn same_tables(&self, manifest: &Manifest) -> Result<(), BackupError> {
        let built = self.shapes.iter().map(|shape| (&shape.name, &shape.columns));
        let packed = manifest.tables.iter().map(|table| (&table.name, &table.columns));
        if built.eq(packed) {
            return Ok(());
        }
        Err(BackupError::Schema("its tables are not those its migrations make".into()))
    }

    async fn store_waiting(&mut self) -> Result<(), StoreError> {
        let Some(filling) = &mut self.current else { return Ok(()) };
        let full = filling.width * filling.rows_at_once;
        if filling.waiting.len() == full {
            self.tx.exec(&filling.many, &filling.waiting).await?;
        } else {
            for row in filling.waiting.chunks(filling.width) {
                self.tx.exec(&filling.one, row).await?;
            }
        }
        filling.waiting.clear();
        filling.waiting_bytes = 0;
        Ok(())
    }

    fn flush(&mut self, table: &Table) -> Result<(), BackupError> {
        let handle = self.handle;
        let row = self.current.as_ref().map_or(0, |filling| filling.rows);
        handle.block_on(self.store_waiting()).map_err(|fault| BackupError::Row {
            table: table.name.clone(),
            row,
            fault,
        })
    }

    fn fill(&mut self, table: &Table) -> Option<&mut Filling> {
        if self.current.is_none() {
            let shape = self.shapes.iter().find(|shape| shape.name == table.name)?;
            self.current = Some(Filling::new(shape));
        }
        self.current.as_mut()
    }
}

impl Filling {
    fn new(shape: &Shape) -> Self {
        let width = shape.columns.len().max(1);
        let rows_at_once = (VALUES_MAX / width).clamp(1, 200);
        Self {
            width,
            many: shape.insert(rows_at_once),
            one: shape.insert(1),
            rows_at_once,
            waiting: Vec::new(),
            waiting_bytes: 0,
            rows: 0,
        }
    }

    fn add(&mut self, row: Vec<Value>) {
        self.rows += 1;
        self.waiting_bytes += row.iter().map(size).sum::<usize>();
        self.waiting.extend(row);
    }

    fn is_full(&self) -> bool {
        self.waiting.len() >= self.width * self.rows_at_once || self.waiting_bytes >= BYTES_MAX
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Int(_) => 8,
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
    }
}

impl Sink for Loader<'_, '_> {
    fn manifest(&mut self, manifest: &Manifest) -> Result<(), BackupError> {
        let handle = self.handle;
        handle.block_on(self.prepare(manifest))
    }

    fn row(&mut self, table: &Table, row: Vec<Value>) -> Result<(), BackupError> {
        // `same_tables` has found every table of the manifest.
        let Some(filling) = self.fill(table) else { return Ok(()) };
        filling.add(row);
        let (rows, full) = (filling.rows, filling.is_full());
        if full {
            self.flush(table)?;
        }
        if rows.is_multiple_of(ROWS_TOLD) {
            (self.progress)(&table.name, rows);
        }
        Ok(())
    }

    fn table_end(&mut self, table: &Table) -> Result<(), BackupError> {
        self.flush(table)?;
        self.current = None;
        (self.progress)(&table.name, table.rows);
        Ok(())
    }

    fn blob(&mut self, bytes: Vec<u8>) -> Result<(), BackupError> {
        self.handle.block_on(self.blobs.put(bytes))?;
        self.blobs_done += 1;
        (self.progress)("blobs", self.blobs_done);
        Ok(())
    }
}
