//! The matching engine, first version: character bigrams weighed by how rare
//! they are find earlier requests about the same matter; the words of the
//! category tree propose categories. In memory, rebuilt from the tables.
//!
//! Only proposes, never decides, and never sees who asked. Measured on real
//! messages, squared-idf bigrams put the right earlier message first in nine
//! cases of ten; asking only for the rarest bigrams within a posting budget
//! keeps a query fast however many requests there are.

mod categories;
pub mod classes;
mod codec;
mod index;
pub mod place;
mod prints;
pub mod privacy;
pub mod repeats;
mod text;

use std::sync::{PoisonError, RwLock};

use kernel::id::Id;
use kernel::ports::{MatchCandidate, MatchDraft, MatchJudgement, Matches};

pub use categories::CategoryWords;
pub use codec::ModelError;
use index::Index;
use repeats::{Message, Prepared, Rarity};

/// Requests whose words are counted; after so many, one more changes nothing.
const COUNTED_MAX: u32 = 200_000;

/// The engine behind the [`Matches`] port.
#[derive(Default)]
pub struct Engine {
    index: RwLock<Index>,
    categories: RwLock<Vec<CategoryWords>>,
    rarity: RwLock<Rarity>,
}

impl Engine {
    /// An engine that knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts the words of the category tree in place.
    pub fn set_categories(&self, categories: Vec<CategoryWords>) {
        *self.categories.write().unwrap_or_else(PoisonError::into_inner) = categories;
    }

    /// How many requests it knows.
    pub fn len(&self) -> usize {
        self.index.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether it knows an order.
    pub fn knows(&self, order: Id) -> bool {
        self.index.read().unwrap_or_else(PoisonError::into_inner).knows(order)
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Matches for Engine {
    fn similar(&self, draft: &MatchDraft, limit: usize) -> Vec<MatchCandidate> {
        self.index.read().unwrap_or_else(PoisonError::into_inner).similar(draft, limit)
    }

    fn mask(&self, text: &str) -> String {
        privacy::mask(text)
    }

    fn search(&self, words: &str, limit: usize) -> Vec<Id> {
        self.index.read().unwrap_or_else(PoisonError::into_inner).search(words, limit)
    }

    fn categories(&self, draft: &MatchDraft, limit: usize) -> Vec<(String, u16)> {
        let known = self.categories.read().unwrap_or_else(PoisonError::into_inner);
        categories::propose(&known, draft, limit)
    }

    fn judge(&self, draft: &MatchDraft, earlier: &[MatchDraft]) -> Vec<MatchJudgement> {
        let rarity = self.rarity.read().unwrap_or_else(PoisonError::into_inner);
        let prepared = |draft| Prepared::new(&Message::from(draft), &rarity);
        let asked = prepared(draft);
        earlier.iter().map(|other| repeats::judgement(&asked, &prepared(other))).collect()
    }

    fn insert(&self, order: Id, draft: &MatchDraft) {
        let mut rarity = self.rarity.write().unwrap_or_else(PoisonError::into_inner);
        if rarity.documents() < COUNTED_MAX {
            rarity.add_message(&Message::from(draft));
        }
        drop(rarity);
        self.index.write().unwrap_or_else(PoisonError::into_inner).insert(order, draft);
    }

    fn remove(&self, order: Id) {
        self.index.write().unwrap_or_else(PoisonError::into_inner).remove(order);
    }
}
