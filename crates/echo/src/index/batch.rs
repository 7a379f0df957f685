//! Requests gathered in memory until they become a segment.

use std::path::Path;

use kernel::id::Id;

use super::codes::Book;
use super::fault::IndexFault;
use super::record::{self, Document};
use super::segment::SegmentWriter;
use super::table::Table;

/// Documents with their terms, turned round into lists when it is written.
#[derive(Default)]
pub(crate) struct Batch {
    ids: Vec<Id>,
    sizes: Vec<u8>,
    records: Vec<u8>,
    record_ends: Vec<usize>,
    /// Terms get small numbers in the order they are met.
    numbers: Table,
    terms: Vec<u32>,
    /// The small numbers of each document's terms, one after another.
    mentions: Vec<u32>,
    mention_ends: Vec<usize>,
    scratch: Vec<u32>,
}

impl Batch {
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn add(&mut self, document: &Document, book: &Book) {
        let mut scratch = std::mem::take(&mut self.scratch);
        let size = document.terms(&mut scratch);
        for &term in &scratch {
            let fresh = self.terms.len() as u32;
            // The table has no key zero.
            let number = self.numbers.get_or_put(u64::from(term) + 1, fresh);
            if number == fresh {
                self.terms.push(term);
            }
            self.mentions.push(number);
        }
        self.scratch = scratch;
        self.mention_ends.push(self.mentions.len());
        self.ids.push(document.head.id);
        self.sizes.push(size);
        record::write(document, book, &mut self.records);
        self.record_ends.push(self.records.len());
    }

    /// Writes the segment; of documents with the same id the last one counts.
    pub(crate) fn write(&self, path: &Path, book: u32) -> Result<(), IndexFault> {
        let order = self.order();
        let mut out = SegmentWriter::new(path, order.len() as u32, book)?;
        let (lists, ends) = self.turned_round(&order);
        let mut by_term: Vec<u32> = (0..self.terms.len() as u32).collect();
        by_term.sort_unstable_by_key(|number| self.terms[*number as usize]);
        for number in by_term {
            let number = number as usize;
            let list = &lists[number.checked_sub(1).map_or(0, |before| ends[before])..ends[number]];
            if !list.is_empty() {
                out.list(self.terms[number], list)?;
            }
        }
        out.lists_end();
        drop(lists);
        for doc in order {
            let doc = doc as usize;
            let record = &self.records[part(&self.record_ends, doc)];
            out.record(self.ids[doc], record, self.sizes[doc])?;
        }
        out.finish()
    }

    /// The documents by id, each once.
    fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.ids.len() as u32).collect();
        order.sort_by_key(|doc| (self.ids[*doc as usize], std::cmp::Reverse(*doc)));
        order.dedup_by_key(|doc| self.ids[*doc as usize]);
        order
    }

    /// All lists one after another, by the small numbers of their terms.
    fn turned_round(&self, order: &[u32]) -> (Vec<u32>, Vec<usize>) {
        let mut ends = vec![0; self.terms.len()];
        for doc in order {
            for &number in &self.mentions[part(&self.mention_ends, *doc as usize)] {
                ends[number as usize] += 1;
            }
        }
        let mut from = 0;
        for end in &mut ends {
            // Moves to the end of its list as that is filled.
            from += std::mem::replace(end, from);
        }
        let mut lists = vec![0; from];
        for (place, doc) in order.iter().enumerate() {
            for &number in &self.mentions[part(&self.mention_ends, *doc as usize)] {
                let end = &mut ends[number as usize];
                lists[*end] = place as u32;
                *end += 1;
            }
        }
        (lists, ends)
    }
}

fn part(ends: &[usize], which: usize) -> std::ops::Range<usize> {
    which.checked_sub(1).map_or(0, |before| ends[before])..ends[which]
}
