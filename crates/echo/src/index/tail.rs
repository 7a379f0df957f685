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
    /// All lists. One that is full goes on at the end, with twice the room.
    pool: Vec<u32>,
    scratch: Vec<u32>,
}

/// Where in the pool a list is.
#[derive(Debug, Clone, Copy, Default)]
struct List {
    begin: u32,
    count: u32,
    room: u32,
}

impl List {
    fn add(&mut self, doc: u32, pool: &mut Vec<u32>) {
        if self.count == self.room {
            let (begin, end) = (self.begin as usize, (self.begin + self.count) as usize);
            self.begin = pool.len() as u32;
            self.room = (self.room * 2).max(2);
            pool.extend_from_within(begin..end);
            pool.resize((self.begin + self.room) as usize, 0);
        }
        pool[(self.begin + self.count) as usize] = doc;
        self.count += 1;
    }
}

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
                held.lists.push(List::default());
            }
            held.lists[number as usize].add(doc, &mut held.pool);
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

    /// The requests that have a term, in their order.
    pub(crate) fn list(&self, term: u32) -> &[u32] {
        let list = self.list_of(term).copied().unwrap_or_default();
        let range = list.begin as usize..(list.begin + list.count) as usize;
        self.held.pool.get(range).unwrap_or_default()
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
        let mut sums = room.sums.begin(self.held.docs.len());
        let lists = || query.asked.iter().map(|asked| (asked, self.list(asked.term)));
        for (asked, list) in lists().filter(|(asked, _)| asked.is_short) {
            sums.add_all(list, 0, asked.weight, 1);
        }
        let alive = |number: u32| self.dead.is_empty() || !self.dead.contains(&number);
        for (number, sum) in sums.crossed().filter(|(number, _)| alive(*number)) {
            tops.push_short(sum, self.size(number), (place, number));
        }
        for (asked, list) in lists().filter(|(asked, _)| !asked.is_short) {
            sums.add_all(list, 0, asked.weight, 1);
        }
        for (number, sum) in sums.crossed().filter(|(number, _)| alive(*number)) {
            tops.push_long(sum, self.size(number), (place, number));
        }
        for cell in &query.cells {
            let newest = self.list(*cell).iter().rev().take(RECENT);
            for number in newest.copied().filter(|number| alive(*number)) {
                tops.push_recent(self.size(number), (place, number));
            }
        }
    }
}
