//! The newest requests, in memory until they become a segment.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kernel::id::Id;

use super::query::{Query, Tops};
use super::record::{Document, Head};

/// Requests with their lists, and what changed in them since.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tail {
    pub(crate) held: Arc<Held>,
    pub(crate) dead: HashSet<u32>,
    pub(crate) labels: HashMap<u32, u32>,
}

/// What is only added to.
#[derive(Debug, Default)]
pub(crate) struct Held {
    pub(crate) docs: Vec<Document>,
    by_id: HashMap<Id, u32>,
    lists: HashMap<u32, Vec<u32>>,
}

impl Tail {
    pub(crate) fn live(&self) -> usize {
        self.held.docs.len() - self.dead.len()
    }

    /// Adds a request that is not in here.
    pub(crate) fn insert(&mut self, document: Document) {
        // A tail that is being written is not added to: there is one owner.
        let Some(held) = Arc::get_mut(&mut self.held) else { return };
        let number = held.docs.len() as u32;
        let mut terms = Vec::new();
        document.terms(&mut terms);
        for term in terms {
            held.lists.entry(term).or_default().push(number);
        }
        held.by_id.insert(document.head.id, number);
        held.docs.push(document);
    }

    /// Where a living request is.
    pub(crate) fn find(&self, id: Id) -> Option<u32> {
        self.held.by_id.get(&id).copied().filter(|number| !self.dead.contains(number))
    }

    pub(crate) fn count(&self, term: u32) -> u32 {
        self.held.lists.get(&term).map_or(0, |list| list.len() as u32)
    }

    pub(crate) fn list(&self, term: u32) -> &[u32] {
        self.held.lists.get(&term).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn document(&self, number: u32) -> Option<(Head, &Document)> {
        let document = self.held.docs.get(number as usize)?;
        let label = self.labels.get(&number).copied().unwrap_or(document.head.label);
        Some((Head { label, ..document.head }, document))
    }

    /// Gathers candidates as [`super::gather::from_lists`] does.
    pub(crate) fn gather(&self, query: &Query, tops: &mut Tops, place: u32) {
        let mut sums: HashMap<u32, (f32, f32)> = HashMap::new();
        for asked in &query.asked {
            for number in self.list(asked.term) {
                let sum = sums.entry(*number).or_default();
                sum.0 += asked.weight;
                sum.1 += asked.short_weight;
            }
        }
        for (number, (long, short)) in sums {
            if let Some(document) = self.held.docs.get(number as usize)
                && !self.dead.contains(&number)
            {
                tops.push(long, short, document.head.size, (place, number));
            }
        }
        for cell in &query.cells {
            for number in self.list(*cell).iter().rev().take(super::query::RECENT) {
                if !self.dead.contains(number) {
                    tops.recent.push((place, *number));
                }
            }
        }
    }
}
