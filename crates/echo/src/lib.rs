//! The matching engine: character bigrams weighed by how rare they are find
//! earlier requests about the same matter; the words of the category tree
//! propose categories. On disk beside the tables, and built anew from them.
//!
//! Only proposes, never decides, and never sees who asked. Measured on real
//! messages, squared-idf bigrams put the right earlier message first in nine
//! cases of ten; asking only for the rarest bigrams within a posting budget
//! keeps a query fast however many requests there are.

pub mod bench;
mod categories;
pub mod classes;
mod codec;
pub mod index;
mod near;
pub mod place;
mod prints;
pub mod privacy;
pub mod repeats;
mod text;
pub mod topics;
mod trees;

use std::path::Path;
use std::sync::{Mutex, PoisonError, RwLock};

use kernel::id::Id;
use kernel::ports::{MatchCandidate, MatchDraft, MatchJudgement, Matches};

pub use categories::CategoryWords;
pub use codec::ModelError;
use index::{Access, Index, IndexFault, Label};
use repeats::{Message, Prepared, Rarity};

/// Requests whose words are counted; after so many, one more changes nothing.
const COUNTED_MAX: u32 = 200_000;

/// Below this the words of the tree say too little to be followed, in
/// thousandths.
const WORDS_SURE_MILLI: u16 = 300;

/// Candidates that place and time are looked at for.
const LOOKED_AT: usize = 64;

/// The engine behind the [`Matches`] port.
pub struct Engine {
    index: Index,
    categories: RwLock<Vec<CategoryWords>>,
    /// How rare words are, counted over the newest requests.
    rarity: RwLock<Rarity>,
    /// What was learned from settled categories, if anything.
    learned: RwLock<Option<classes::Model>>,
    /// Why the index on disk cannot be used any more.
    fault: Mutex<Option<IndexFault>>,
    /// Whether door numbers are covered where texts are.
    doors: RwLock<privacy::Doors>,
    /// Takes nothing in: for commands that only write tables.
    idle: bool,
}

impl Default for Engine {
    fn default() -> Self {
        Self::with(Index::in_memory())
    }
}

impl Engine {
    /// An engine that knows nothing yet and keeps what it learns in memory.
    pub fn new() -> Self {
        Self::default()
    }

    /// An engine that takes nothing in. A process that only writes tables has
    /// no use for an index; the one that serves reads them.
    pub fn idle() -> Self {
        Self { idle: true, ..Self::default() }
    }

    /// An engine with its index in a folder, for the regions whose codes begin
    /// so (with commas between; empty for all).
    ///
    /// # Errors
    /// [`IndexFault`]; when it [is mended by building](IndexFault::is_mended_by_building),
    /// [`Index::clear`] and try again.
    pub fn open(folder: &Path, regions: &str, access: Access) -> Result<Self, IndexFault> {
        Ok(Self::with(Index::open(folder, regions, access)?))
    }

    fn with(index: Index) -> Self {
        Self {
            index,
            categories: RwLock::default(),
            rarity: RwLock::default(),
            learned: RwLock::default(),
            fault: Mutex::default(),
            doors: RwLock::default(),
            idle: false,
        }
    }

    /// Its index.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Puts the words of the category tree in place.
    pub fn set_categories(&self, categories: Vec<CategoryWords>) {
        *self.categories.write().unwrap_or_else(PoisonError::into_inner) = categories;
    }

    /// Puts a model learned from settled categories in place.
    pub fn set_learned(&self, model: classes::Model) {
        *self.learned.write().unwrap_or_else(PoisonError::into_inner) = Some(model);
    }

    /// Says whether door numbers are covered too where texts are.
    pub fn set_doors(&self, doors: privacy::Doors) {
        *self.doors.write().unwrap_or_else(PoisonError::into_inner) = doors;
    }

    /// The learned categories of a draft, best first; none when nothing was
    /// learned or the model is too unsure. Codes the tree no longer has are
    /// passed over.
    fn learned_categories(
        &self,
        known: &[CategoryWords],
        draft: &MatchDraft,
    ) -> Vec<(String, u16)> {
        let learned = self.learned.read().unwrap_or_else(PoisonError::into_inner);
        let Some(model) = learned.as_ref() else { return Vec::new() };
        let answer =
            model.classify(&classes::Text::Raw { title: &draft.title, body: &draft.content });
        let in_tree = |code: &str| known.iter().any(|category| category.code == code);
        let best_is_known = answer.guesses.first().is_some_and(|guess| in_tree(&guess.label));
        if answer.abstains || !best_is_known {
            return Vec::new();
        }
        let guesses = answer.guesses.into_iter().filter(|guess| in_tree(&guess.label));
        guesses.map(|guess| (guess.label, (guess.confidence * 1000.0) as u16)).collect()
    }

    /// How many requests it knows.
    pub fn len(&self) -> usize {
        self.index.stats().requests as usize
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Counts the words of the newest requests anew: after the index was opened
    /// or filled from the tables. Takes seconds.
    pub fn count_words(&self) {
        let mut counted = Rarity::default();
        let most = COUNTED_MAX as usize;
        self.or_nothing(
            self.index.newest(most, |found| counted.add_message(&Message::from(&found.draft()))),
        );
        *self.rarity.write().unwrap_or_else(PoisonError::into_inner) = counted;
    }

    /// Takes what went wrong with the index since the last call.
    pub fn take_fault(&self) -> Option<IndexFault> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// A fault of the disk must not keep a request from being taken in: it is
    /// kept for whoever looks after the index, and nothing is proposed.
    fn or_nothing<T: Default>(&self, result: Result<T, IndexFault>) -> T {
        result.unwrap_or_else(|fault| {
            self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(fault);
            T::default()
        })
    }
}

impl Matches for Engine {
    fn similar(&self, draft: &MatchDraft, limit: usize) -> Vec<MatchCandidate> {
        let found = self.or_nothing(self.index.similar(draft, limit.max(LOOKED_AT)));
        near::best(draft, found, limit)
    }

    fn mask(&self, text: &str) -> String {
        privacy::mask(text, *self.doors.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn search(&self, words: &str, limit: usize) -> Vec<Id> {
        self.or_nothing(self.index.search(words, limit))
    }

    fn categories(&self, draft: &MatchDraft, limit: usize) -> Vec<(String, u16)> {
        let known = self.categories.read().unwrap_or_else(PoisonError::into_inner);
        let mut learned = self.learned_categories(&known, draft);
        if learned.is_empty() {
            return categories::propose(&known, draft, limit);
        }
        learned.truncate(limit);
        learned
    }

    fn abstains(&self, draft: &MatchDraft) -> bool {
        let learned = self.learned.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(model) = learned.as_ref() {
            let text = classes::Text::Raw { title: &draft.title, body: &draft.content };
            return model.classify(&text).abstains;
        }
        drop(learned);
        let best = self.categories(draft, 1);
        best.first().is_none_or(|(_, sure)| *sure < WORDS_SURE_MILLI)
    }

    fn judge(&self, draft: &MatchDraft, earlier: &[MatchDraft]) -> Vec<MatchJudgement> {
        let rarity = self.rarity.read().unwrap_or_else(PoisonError::into_inner);
        let prepared = |draft| Prepared::new(&Message::from(draft), &rarity);
        let asked = prepared(draft);
        earlier.iter().map(|other| repeats::judgement(&asked, &prepared(other))).collect()
    }

    fn insert(&self, order: Id, draft: &MatchDraft) {
        if !self.idle {
            let mut rarity = self.rarity.write().unwrap_or_else(PoisonError::into_inner);
            if rarity.documents() < COUNTED_MAX {
                rarity.add_message(&Message::from(draft));
            }
            drop(rarity);
            self.or_nothing(self.index.insert(order, draft, Label::default()));
        }
    }

    fn remove(&self, order: Id) {
        if !self.idle {
            self.or_nothing(self.index.remove(order));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine() -> Engine {
        let engine = Engine::new();
        let words =
            |code: &str, word: &str| CategoryWords { code: code.into(), words: vec![word.into()] };
        engine.set_categories(vec![words("010101", "路灯"), words("040101", "噪音")]);
        engine
    }

    fn learned(codes: [&str; 2]) -> classes::Model {
        let places = ["幸福路", "东湖小区", "学校门口", "菜市场", "公园南门", "地铁站"];
        let texts: Vec<(String, &str)> = (0..36)
            .flat_map(|at| {
                let place = format!("{}{}", places[at % places.len()], at + 10);
                let dark = format!("{place}晚上太黑看不见");
                [(dark, codes[0]), (format!("{place}半夜太吵睡不着"), codes[1])]
            })
            .collect();
        let samples: Vec<classes::Sample<'_>> = texts
            .iter()
            .map(|(title, label)| classes::Sample {
                text: classes::Text::Raw { title, body: "" },
                label,
            })
            .collect();
        classes::train(&samples).unwrap()
    }

    #[test]
    fn learned_categories_are_proposed_where_no_word_of_the_tree_stands() {
        let engine = engine();
        let draft = MatchDraft { title: "桥头半夜太吵".into(), ..MatchDraft::default() };
        assert!(engine.categories(&draft, 3).is_empty());
        engine.set_learned(learned(["010101", "040101"]));
        assert_eq!(engine.categories(&draft, 3)[0].0, "040101");
        assert_eq!(engine.categories(&draft, 1).len(), 1);
    }

    #[test]
    fn an_unsure_model_or_a_code_gone_from_the_tree_leaves_the_words() {
        let engine = engine();
        engine.set_learned(learned(["010101", "990101"]));
        let draft = MatchDraft { title: "半夜太吵，噪音".into(), ..MatchDraft::default() };
        assert_eq!(engine.categories(&draft, 3)[0].0, "040101");
        let empty = engine.categories(&MatchDraft::default(), 3);
        assert!(empty.is_empty());
    }
}
