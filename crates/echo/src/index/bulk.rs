//! Building an index from many requests: straight to segments, without a
//! journal. A build that is cut off is continued after its newest id.

use std::path::Path;
use std::sync::{Arc, PoisonError};

use kernel::id::Id;
use kernel::ports::MatchDraft;

use super::Index;
use super::batch::Batch;
use super::codes::{Book, SAMPLE};
use super::fault::IndexFault;
use super::look::Label;
use super::record::Document;

/// Requests that become a segment at once.
const BATCH: usize = 1 << 17;
/// Segments that are put together while the build goes on.
const TOGETHER: usize = 12;

/// A build under way. Ids come in rising order and are not in the index yet.
pub struct Bulk<'a> {
    index: &'a Index,
    folder: Option<&'a Path>,
    batch: Batch,
    /// Before anything was learned: what will be learned from.
    waiting: Vec<Document>,
    book: Option<(Arc<Book>, u32)>,
    last: Option<Id>,
}

impl Index {
    /// Begins a build.
    pub fn bulk(&self) -> Bulk<'_> {
        let (folder, batch) = (self.folder.as_deref(), Batch::default());
        Bulk { index: self, folder, batch, waiting: Vec::new(), book: None, last: None }
    }
}

impl Bulk<'_> {
    /// Adds a request.
    ///
    /// # Errors
    /// [`IndexFault`] of the disk.
    pub fn add(&mut self, id: Id, draft: &MatchDraft, label: Label) -> Result<(), IndexFault> {
        if self.folder.is_none() {
            return self.index.insert(id, draft, label);
        }
        self.last = self.last.max(Some(id));
        let state = self.index.read_state();
        // What comes in meanwhile is in the tail already.
        let known = state.tails().any(|(_, tail)| tail.find(id).is_some());
        if known || !state.takes(&draft.region_code) {
            return Ok(());
        }
        drop(state);
        let document = Document::of(id, draft, label.0);
        match &self.book {
            Some((book, _)) => self.batch.add(&document, book),
            None => self.waiting.push(document),
        }
        if self.waiting.len() >= SAMPLE {
            self.learn()?;
        }
        if self.batch.len() >= BATCH {
            self.write()?;
        }
        Ok(())
    }

    fn learn(&mut self) -> Result<(), IndexFault> {
        let Some(folder) = self.folder else { return Ok(()) };
        let (book, number) = self.index.book_for(folder, &self.waiting)?;
        for document in self.waiting.drain(..) {
            self.batch.add(&document, &book);
        }
        self.book = Some((book, number));
        Ok(())
    }

    fn write(&mut self) -> Result<(), IndexFault> {
        let (Some(folder), Some((book, number))) = (self.folder, &self.book) else { return Ok(()) };
        if self.batch.len() > 0 {
            let _turn = self.index.upkeep.lock().unwrap_or_else(PoisonError::into_inner);
            let batch = std::mem::take(&mut self.batch);
            let part = self.index.write_segment(folder, book, |path| batch.write(path, *number))?;
            self.index.install(folder, part, self.last)?;
            drop(batch);
            self.put_together(folder, TOGETHER)?;
        }
        Ok(())
    }

    /// Puts the smallest segments together when there are too many of a size.
    fn put_together(&self, folder: &Path, most: usize) -> Result<(), IndexFault> {
        let size = |docs: u32| ((docs / BATCH as u32).max(1).ilog2() + 1) / 4;
        let mut by_size: std::collections::HashMap<u32, Vec<u32>> = Default::default();
        for part in &self.index.read_state().parts {
            by_size.entry(size(part.live())).or_default().push(part.number);
        }
        match by_size.into_values().find(|numbers| numbers.len() >= most) {
            Some(numbers) => self.index.put_together(folder, numbers),
            None => Ok(()),
        }
    }

    /// Writes what is left and puts small segments together.
    ///
    /// # Errors
    /// [`IndexFault`] of the disk.
    pub fn finish(mut self) -> Result<(), IndexFault> {
        let Some(folder) = self.folder else { return Ok(()) };
        self.learn()?;
        self.write()?;
        let _turn = self.index.upkeep.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.index.read_state();
        let mut parts: Vec<(u64, u32)> =
            state.parts.iter().map(|part| (part.segment.parts()[0], part.number)).collect();
        drop(state);
        // As many of the smallest as fit in one.
        parts.sort_unstable();
        let mut room = super::upkeep::LIST_BYTES;
        let fitting = parts.into_iter().take_while(|(bytes, _)| {
            let fits = *bytes <= room;
            room = room.saturating_sub(*bytes);
            fits
        });
        let numbers: Vec<u32> = fitting.map(|(_, number)| number).collect();
        if numbers.len() > 1 { self.index.put_together(folder, numbers) } else { Ok(()) }
    }
}
