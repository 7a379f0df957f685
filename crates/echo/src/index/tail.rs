//! The newest requests, in memory until they become a segment.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kernel::id::Id;

use super::gather::Room;
use super::query::{Query, RECENT, Tops};
use super::record::{Document, Head};
use super::table::Table;

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
    sizes: Vec<u8>,
    by_id: HashMap<Id, u32>,
    /// The number of each term's list.
    terms: Table,
    lists: Vec<List>,
    /// All lists, every request pointing to the one before it in its list:
    /// adding to a list moves nothing.
    links: Vec<Link>,
    scratch: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct List {
    newest: u32,
    count: u32,
}

#[derive(Debug, Clone, Copy)]
struct Link {
    doc: u32,
    before: u32,
}

const NOTHING: u32 = u32::MAX;

impl Tail {
    pub(crate) fn live(&self) -> usize {
        self.held.docs.len() - self.dead.len()
    }

    /// Adds a request that is not in here.
    pub(crate) fn insert(&mut self, document: Document) {
        // A tail that is being written is not added to: there is one owner.
        let Some(held) = Arc::get_mut(&mut self.held) else { return };
        let doc = held.docs.len() as u32;
        let size = document.terms(&mut held.scratch);
        for term in &held.scratch {
            let fresh = held.lists.len() as u32;
            let number = held.terms.get_or_put(u64::from(*term) + 1, fresh);
            if number == fresh {
                held.lists.push(List { newest: NOTHING, count: 0 });
            }
            let list = &mut held.lists[number as usize];
            held.links.push(Link { doc, before: list.newest });
            list.newest = held.links.len() as u32 - 1;
            list.count += 1;
        }
        held.by_id.insert(document.head.id, doc);
        held.sizes.push(size);
        held.docs.push(document);
    }

    /// Where a living request is.
    pub(crate) fn find(&self, id: Id) -> Option<u32> {
        self.held.by_id.get(&id).copied().filter(|number| !self.dead.contains(number))
    }

    fn list_of(&self, term: u32) -> Option<&List> {
        let number = self.held.terms.get(u64::from(term) + 1)?;
        self.held.lists.get(number as usize)
    }

    pub(crate) fn count(&self, term: u32) -> u32 {
        self.list_of(term).map_or(0, |list| list.count)
    }

    /// The requests that have a term, newest first.
    pub(crate) fn list(&self, term: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = self.list_of(term).map_or(NOTHING, |list| list.newest);
        std::iter::from_fn(move || {
            let link = self.held.links.get(at as usize)?;
            at = link.before;
            Some(link.doc)
        })
    }

    pub(crate) fn size(&self, number: u32) -> u8 {
        self.held.sizes.get(number as usize).copied().unwrap_or(u8::MAX)
    }

    pub(crate) fn document(&self, number: u32) -> Option<(Head, &Document)> {
        let document = self.held.docs.get(number as usize)?;
        let label = self.labels.get(&number).copied().unwrap_or(document.head.label);
        Some((Head { label, ..document.head }, document))
    }

    /// Gathers candidates as [`super::gather::from_lists`] does.
    pub(crate) fn gather(&self, query: &Query, room: &mut Room, tops: &mut Tops, place: u32) {
        if self.held.docs.is_empty() {
            return;
        }
        let Room { sums, .. } = room;
        let mut sums = sums.begin(self.held.docs.len());
        let lists = || query.asked.iter().map(|asked| (asked, self.list(asked.term)));
        for (asked, list) in lists().filter(|(asked, _)| asked.is_short) {
            list.for_each(|number| sums.add(number, asked.weight, 1));
        }
        let alive = |number: u32| self.dead.is_empty() || !self.dead.contains(&number);
        for (number, sum) in sums.crossed().filter(|(number, _)| alive(*number)) {
            tops.push_short(sum, self.size(number), (place, number));
        }
        for (asked, list) in lists().filter(|(asked, _)| !asked.is_short) {
            list.for_each(|number| sums.add(number, asked.weight, 1));
        }
        for (number, sum) in sums.crossed().filter(|(number, _)| alive(*number)) {
            tops.push_long(sum, self.size(number), (place, number));
        }
        for cell in &query.cells {
            for number in self.list(*cell).take(RECENT).filter(|number| alive(*number)) {
                tops.push_recent(self.size(number), (place, number));
            }
        }
    }
}
