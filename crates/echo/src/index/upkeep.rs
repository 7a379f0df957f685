//! The tail becomes a segment, small segments become larger ones. Queries and
//! insertions go on meanwhile.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, PoisonError};

use kernel::id::Id;

use super::batch::Batch;
use super::codes::{Book, SAMPLE};
use super::fault::IndexFault;
use super::merge::{self, Part};
use super::record::Document;
use super::segment::Segment;
use super::tail::Tail;
use super::{Index, segment_path, sweep, write_book};

/// Requests in memory from which on they become a segment.
const TAIL_MAX: usize = 16_384;
/// Segments of about one size that are put together.
const TOGETHER: usize = 8;
/// Texts that are enough to learn phrases from.
pub(super) const LEARN_FROM: usize = 2_000;
/// The lists of a segment stay within four gigabytes.
pub(super) const LIST_BYTES: u64 = 3_800_000_000;

impl Index {
    /// Does what is due: call it now and then.
    ///
    /// # Errors
    /// [`IndexFault`]; what was indexed before is still there.
    pub fn upkeep(&self) -> Result<(), IndexFault> {
        self.flush_from(TAIL_MAX)
    }

    /// Writes what is in memory to a segment, whatever its size.
    ///
    /// # Errors
    /// As [`Self::upkeep`].
    pub fn flush(&self) -> Result<(), IndexFault> {
        self.flush_from(1)
    }

    fn flush_from(&self, least: usize) -> Result<(), IndexFault> {
        let Some(folder) = self.folder.as_deref() else { return Ok(()) };
        let _turn = self.upkeep.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(frozen) = self.freeze(folder, least)? {
            self.write_frozen(folder, &frozen)?;
        }
        while let Some(due) = self.due() {
            self.put_together(folder, due)?;
        }
        Ok(())
    }

    /// Sets the tail aside and begins another one, with another journal.
    fn freeze(&self, folder: &Path, least: usize) -> Result<Option<Tail>, IndexFault> {
        let mut state = self.write_state();
        // One that could not be written last time is tried again.
        if state.frozen.is_some() {
            return Ok(state.frozen.clone());
        }
        if state.tail.held.docs.len() < least {
            return Ok(None);
        }
        let number = state.take_number();
        let mut manifest = state.manifest();
        manifest.journals.push(number);
        // Named before it is used, and nobody waits for the disk meanwhile:
        // what changes until then is in the journal before it.
        drop(state);
        manifest.write(folder)?;
        let mut state = self.write_state();
        state.journals.push(number);
        state.open_journal(folder)?;
        state.frozen = Some(std::mem::take(&mut state.tail));
        Ok(state.frozen.clone())
    }

    fn write_frozen(&self, folder: &Path, frozen: &Tail) -> Result<(), IndexFault> {
        let living = |number: &u32| !frozen.dead.contains(number);
        let docs: Vec<Document> = (0..frozen.held.docs.len() as u32)
            .filter(living)
            .filter_map(|number| frozen.document(number))
            .map(|(head, document)| Document { head, ..document.clone() })
            .collect();
        let part = if docs.is_empty() { None } else { Some(self.write_batch(folder, &docs)?) };
        let mut state = self.write_state();
        if let (Some(mut part), Some(now)) = (part, state.frozen.take()) {
            // What changed while it was written.
            let held = &now.held.docs;
            let id = |number: &u32| held.get(*number as usize).map(|document| document.head.id);
            for gone in now.dead.difference(&frozen.dead).filter_map(id) {
                part.dead.extend(part.segment.find(gone, &mut Vec::new())?);
            }
            // A label of a text that was replaced is not the new text's.
            for (number, label) in now.labels.iter().filter(|(n, _)| !now.dead.contains(n)) {
                if let Some(id) = id(number) {
                    let place = part.segment.find(id, &mut Vec::new())?;
                    part.labels.extend(place.map(|place| (place, *label)));
                }
            }
            state.parts.push(part);
        }
        state.frozen = None;
        let done = state.journals.len().saturating_sub(1);
        state.journals.drain(..done);
        let manifest = state.manifest();
        drop(state);
        manifest.write(folder)?;
        sweep(folder, &manifest)
    }

    fn write_batch(&self, folder: &Path, docs: &[Document]) -> Result<Part, IndexFault> {
        let (book, number) = self.book_for(folder, docs)?;
        let mut batch = Batch::default();
        for document in docs {
            batch.add(document, &book);
        }
        self.write_segment(folder, &book, |path| batch.write(path, number))
    }

    /// Writes a segment under a fresh number and opens it.
    pub(super) fn write_segment(
        &self,
        folder: &Path,
        book: &Arc<Book>,
        write: impl FnOnce(&Path) -> Result<(), IndexFault>,
    ) -> Result<Part, IndexFault> {
        let number = self.write_state().take_number();
        let path = segment_path(folder, number);
        write(&path)?;
        let segment = Arc::new(Segment::open(&path, |_| Ok(book.clone()))?);
        Ok(Part { segment, number, dead: HashSet::new(), labels: HashMap::new() })
    }

    /// Adds a written segment to what counts, and with it notes up to which id
    /// the tables were read.
    pub(super) fn install(
        &self,
        folder: &Path,
        part: Part,
        last: Option<Id>,
    ) -> Result<(), IndexFault> {
        let mut state = self.write_state();
        state.parts.push(part);
        state.filled = state.filled.max(last.map_or(0, Id::number));
        let manifest = state.manifest();
        drop(state);
        manifest.write(folder)
    }

    /// The book to write with; learned when there are enough texts and the one
    /// there is learned from far fewer.
    pub(super) fn book_for(
        &self,
        folder: &Path,
        docs: &[Document],
    ) -> Result<(Arc<Book>, u32), IndexFault> {
        let sample = docs.len().min(SAMPLE);
        let (learned_from, book, number) = {
            let state = self.read_state();
            (state.learned_from as usize, state.book.clone(), state.book_number)
        };
        if sample < LEARN_FROM || sample < learned_from.saturating_mul(3) {
            return Ok((book, number));
        }
        // Evenly from all of them.
        let step = docs.len() / sample;
        let chosen = docs.iter().step_by(step).take(sample);
        let book = Book::learn(chosen.clone().map(|document| document.text.as_slice()));
        let book = Arc::new(book.with_places(chosen.map(|document| &document.head)));
        let number = self.write_state().take_number();
        write_book(folder, number, &book)?;
        let mut state = self.write_state();
        (state.book, state.book_number) = (book.clone(), number);
        state.learned_from = sample as u32;
        Ok((book, number))
    }

    /// Which segments should become one, by their numbers.
    fn due(&self) -> Option<Vec<u32>> {
        let state = self.read_state();
        let mostly_dead = |part: &&Part| part.dead.len() as u32 > part.segment.docs() / 4;
        if let Some(part) = state.parts.iter().find(mostly_dead) {
            return Some(vec![part.number]);
        }
        let size = |part: &Part| part.live().max(1).ilog2() / TOGETHER.ilog2();
        let mut by_size: HashMap<u32, Vec<&Part>> = HashMap::new();
        for part in &state.parts {
            by_size.entry(size(part)).or_default().push(part);
        }
        let full = |parts: &&Vec<&Part>| parts.len() >= TOGETHER && fits(parts);
        let parts = by_size.values().find(full)?;
        Some(parts.iter().map(|part| part.number).collect())
    }

    pub(super) fn put_together(&self, folder: &Path, numbers: Vec<u32>) -> Result<(), IndexFault> {
        let (mut before, book, book_number) = {
            let state = self.read_state();
            let chosen = state.parts.iter().filter(|part| numbers.contains(&part.number));
            (chosen.cloned().collect::<Vec<_>>(), state.book.clone(), state.book_number)
        };
        let some_live = before.iter().any(|part| part.live() > 0);
        let mut merged = None;
        if some_live {
            let write = |path: &Path| merge::merge(&mut before, path, (&book, book_number));
            merged = Some(self.write_segment(folder, &book, write)?);
        }
        let mut state = self.write_state();
        let (gone, mut kept): (Vec<Part>, Vec<Part>) = std::mem::take(&mut state.parts)
            .into_iter()
            .partition(|part| numbers.contains(&part.number));
        if let Some(merged) = &mut merged {
            for now in &gone {
                if let Some(then) = before.iter().find(|part| part.number == now.number) {
                    carry_over(then, now, merged)?;
                }
            }
        }
        kept.extend(merged);
        state.parts = kept;
        let manifest = state.manifest();
        drop(state);
        manifest.write(folder)?;
        sweep(folder, &manifest)
    }
}

fn fits(parts: &[&Part]) -> bool {
    parts.iter().map(|part| part.segment.parts()[0]).sum::<u64>() < LIST_BYTES
}

/// What changed in a part while it was merged.
fn carry_over(then: &Part, now: &Part, merged: &mut Part) -> Result<(), IndexFault> {
    let mut buffer = Vec::new();
    let changed = now.labels.iter().filter(|(doc, label)| then.labels.get(doc) != Some(label));
    let labels: Vec<(u32, Option<u32>)> =
        changed.map(|(doc, label)| (*doc, Some(*label))).collect();
    let gone = now.dead.difference(&then.dead).map(|doc| (*doc, None));
    for (doc, label) in labels.into_iter().chain(gone) {
        let (id, _) = now.segment.record(doc, &mut buffer)?;
        let Some(place) = merged.segment.find(id, &mut buffer)? else { continue };
        match label {
            Some(label) => drop(merged.labels.insert(place, label)),
            None => drop(merged.dead.insert(place)),
        }
    }
    Ok(())
}
