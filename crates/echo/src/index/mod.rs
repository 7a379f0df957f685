//! The candidate index: which earlier requests share a draft's rarest terms.
//!
//! New requests go to a tail in memory and to a journal; now and then the tail
//! becomes a segment, a file that is never changed, and small segments become
//! larger ones. A manifest names what counts. Everything here can be built
//! anew from the tables, so whatever is damaged is an error and never a guess.

mod batch;
mod bulk;
mod codes;
mod fault;
mod file;
mod gather;
mod journal;
mod look;
mod manifest;
mod merge;
mod postings;
mod prefix;
mod query;
mod record;
mod segment;
mod table;
mod tail;
mod terms;
#[cfg(test)]
mod tests;
mod upkeep;

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use kernel::id::Id;
use kernel::ports::MatchDraft;

use codes::Book;
use file::{read_whole, write_whole};
use gather::Room;
use journal::{Change, Journal};
use manifest::{Manifest, Named};
use merge::Part;
use record::Document;
use segment::Segment;
use tail::Tail;

pub use bulk::Bulk;
pub use fault::IndexFault;
pub use look::{Found, Label};

/// The index of one city, or of some of its regions.
pub struct Index {
    folder: Option<PathBuf>,
    /// Held as long as this process may write.
    _lock: Option<File>,
    state: RwLock<State>,
    /// One at a time makes segments.
    upkeep: Mutex<()>,
    /// Buffers for queries to come.
    rooms: Mutex<Vec<Room>>,
}

/// Buffers kept at most; more queries at a time make their own.
const ROOMS: usize = 4;

/// How an index is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// The only process that writes.
    Write,
    /// Reads what another one may be writing.
    Read,
}

/// Figures about an index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Requests that can be found.
    pub requests: u64,
    /// Of them in memory only.
    pub in_memory: u64,
    /// Files that hold the rest.
    pub segments: u64,
    /// Deleted requests that still take room.
    pub deleted: u64,
    /// Bytes of all files.
    pub bytes: u64,
    /// Of them posting lists.
    pub list_bytes: u64,
    /// Of them records.
    pub record_bytes: u64,
    /// Of them tables.
    pub table_bytes: u64,
}

#[derive(Default)]
struct State {
    parts: Vec<Part>,
    tail: Tail,
    /// A tail on its way to a segment.
    frozen: Option<Tail>,
    journal: Option<Journal>,
    journals: Vec<u32>,
    regions: String,
    book: Arc<Book>,
    book_number: u32,
    learned_from: u32,
    next: u32,
    filled: u128,
}

impl Index {
    /// An index that lives in memory only.
    pub fn in_memory() -> Self {
        Self {
            folder: None,
            _lock: None,
            state: RwLock::default(),
            upkeep: Mutex::default(),
            rooms: Mutex::default(),
        }
    }

    /// The region code prefixes it is for, with commas between; empty for all.
    pub fn regions(&self) -> String {
        self.read_state().regions.clone()
    }

    /// Whether a request is of its regions.
    pub fn takes(&self, draft: &MatchDraft) -> bool {
        self.read_state().takes(&draft.region_code)
    }

    /// Whether it is kept on disk.
    pub fn is_on_disk(&self) -> bool {
        self.folder.is_some()
    }

    /// Opens the index in a folder or begins one. `regions` are the region code
    /// prefixes it is for, with commas between; empty for all.
    ///
    /// # Errors
    /// [`IndexFault`]; most of them mean that it must be built anew.
    pub fn open(folder: &Path, regions: &str, access: Access) -> Result<Self, IndexFault> {
        let lock = match access {
            Access::Write => Some(lock(folder)?),
            Access::Read => None,
        };
        let manifest = Manifest::read(folder)?;
        if manifest.as_ref().is_some_and(|manifest| manifest.regions != regions) {
            return Err(IndexFault::Other { path: folder.join(manifest::NAME) });
        }
        let manifest =
            manifest.unwrap_or(Manifest { regions: regions.into(), ..Manifest::default() });
        let state = State::load(folder, &manifest)?;
        let index = Self {
            folder: Some(folder.to_owned()),
            _lock: lock,
            state: RwLock::new(state),
            upkeep: Mutex::default(),
            rooms: Mutex::default(),
        };
        index.replay(&manifest.journals, access)?;
        Ok(index)
    }

    /// Forgets everything in a folder, to build anew.
    ///
    /// # Errors
    /// [`IndexFault::InUse`] and [`IndexFault::Disk`].
    pub fn clear(folder: &Path) -> Result<(), IndexFault> {
        let _lock = lock(folder)?;
        // The manifest first: without it the rest counts for nothing.
        let manifest = folder.join(manifest::NAME);
        if manifest.exists() {
            std::fs::remove_file(&manifest).map_err(|error| IndexFault::disk(&manifest, error))?;
        }
        sweep(folder, &Manifest::default())
    }

    fn replay(&self, journals: &[u32], access: Access) -> Result<(), IndexFault> {
        let Some(folder) = self.folder.as_deref() else { return Ok(()) };
        for number in journals {
            let path = journal_path(folder, *number);
            let told = |error| IndexFault::disk(&path, error);
            let mut fault = None;
            let good = journal::replay(&path, |change| {
                if let Err(error) = self.write_state().apply(change) {
                    fault.get_or_insert(error);
                }
            });
            let good = good.map_err(told)?;
            if let Some(fault) = fault {
                return Err(fault);
            }
            if access == Access::Write && path.exists() {
                // What comes next must not stand behind a torn record.
                let file = File::options().write(true).open(&path).map_err(told)?;
                file.set_len(good).map_err(told)?;
            }
        }
        if access == Access::Write {
            let mut state = self.write_state();
            if state.journals.is_empty() {
                let number = state.take_number();
                state.journals.push(number);
            }
            state.open_journal(folder)?;
            let manifest = state.manifest();
            manifest.write(folder)?;
            sweep(folder, &manifest)?;
        }
        Ok(())
    }

    fn read_state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_room(&self) -> Room {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn give_back(&self, room: Room) {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        if rooms.len() < ROOMS {
            rooms.push(room);
        }
    }

    fn write_state(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a request or replaces its text.
    ///
    /// # Errors
    /// [`IndexFault`] of the disk; the request is found all the same.
    pub fn insert(&self, id: Id, draft: &MatchDraft, label: Label) -> Result<(), IndexFault> {
        let document = Document::of(id, draft, label.0);
        let mut state = self.write_state();
        if state.takes(&draft.region_code) {
            let change = Change::Insert(document);
            let noted = self.note(&mut state, &change);
            state.apply(change)?;
            return noted;
        }
        Ok(())
    }

    /// Forgets a request.
    ///
    /// # Errors
    /// [`IndexFault`] of the disk.
    pub fn remove(&self, id: Id) -> Result<(), IndexFault> {
        let mut state = self.write_state();
        self.note(&mut state, &Change::Remove(id))?;
        state.apply(Change::Remove(id))
    }

    /// Changes what the desk calls a request, without reading its text again.
    ///
    /// # Errors
    /// [`IndexFault`] of the disk.
    pub fn relabel(&self, id: Id, label: Label) -> Result<(), IndexFault> {
        let mut state = self.write_state();
        self.note(&mut state, &Change::Label(id, label.0))?;
        state.apply(Change::Label(id, label.0))
    }

    fn note(&self, state: &mut State, change: &Change) -> Result<(), IndexFault> {
        let (Some(journal), Some(folder)) = (state.journal.as_mut(), self.folder.as_deref()) else {
            return Ok(());
        };
        journal.add(change).map_err(|error| IndexFault::disk(folder, error))
    }

    /// Figures about it.
    pub fn stats(&self) -> Stats {
        let state = self.read_state();
        let mut stats = Stats { segments: state.parts.len() as u64, ..Stats::default() };
        for part in &state.parts {
            let [lists, records, tables] = part.segment.parts();
            stats.requests += u64::from(part.live());
            stats.deleted += part.dead.len() as u64;
            stats.bytes += part.segment.bytes();
            stats.list_bytes += lists;
            stats.record_bytes += records;
            stats.table_bytes += tables;
        }
        let tails = state.tail.live() + state.frozen.as_ref().map_or(0, Tail::live);
        stats.in_memory = tails as u64;
        stats.requests += tails as u64;
        stats
    }

    /// The id up to which the tables were read without a gap. What came later
    /// may be in the index or not.
    pub fn filled(&self) -> Id {
        Id::from_number(self.read_state().filled)
    }

    /// Notes that the tables were read up to an id.
    pub fn fill_to(&self, id: Id) {
        let mut state = self.write_state();
        state.filled = state.filled.max(id.number());
    }

    /// Whether it knows a request.
    ///
    /// # Errors
    /// [`IndexFault`] when a file is damaged.
    pub fn knows(&self, id: Id) -> Result<bool, IndexFault> {
        Ok(self.read_state().place_of(id)?.is_some())
    }

    /// Reads every file and compares it with its sums; gives the first fault.
    ///
    /// # Errors
    /// [`IndexFault`].
    pub fn verify(&self, mut progress: impl FnMut(u64)) -> Result<(), IndexFault> {
        let parts = self.read_state().parts.clone();
        let mut done = 0;
        for part in parts {
            part.segment.verify()?;
            done += u64::from(part.segment.docs());
            progress(done);
        }
        Ok(())
    }
}

impl State {
    fn load(folder: &Path, manifest: &Manifest) -> Result<Self, IndexFault> {
        let mut books = HashMap::from([(0, Arc::new(Book::default()))]);
        let mut state = Self {
            journals: manifest.journals.clone(),
            regions: manifest.regions.clone(),
            book_number: manifest.book,
            learned_from: manifest.learned_from,
            next: manifest.next,
            filled: manifest.filled,
            ..Self::default()
        };
        state.book = book(folder, manifest.book, &mut books)?;
        for named in &manifest.segments {
            let path = segment_path(folder, named.number);
            let segment = Segment::open(&path, |number| book(folder, number, &mut books))?;
            let Named { number, dead, labels } = named.clone();
            state.parts.push(Part { segment: Arc::new(segment), number, dead, labels });
        }
        Ok(state)
    }

    fn manifest(&self) -> Manifest {
        let named = |part: &Part| Named {
            number: part.number,
            dead: part.dead.clone(),
            labels: part.labels.clone(),
        };
        Manifest {
            regions: self.regions.clone(),
            book: self.book_number,
            learned_from: self.learned_from,
            next: self.next,
            filled: self.filled,
            journals: self.journals.clone(),
            segments: self.parts.iter().map(named).collect(),
        }
    }

    fn takes(&self, region: &str) -> bool {
        self.regions.is_empty() || self.regions.split(',').any(|prefix| region.starts_with(prefix))
    }

    fn take_number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn open_journal(&mut self, folder: &Path) -> Result<(), IndexFault> {
        let Some(number) = self.journals.last() else { return Ok(()) };
        let path = journal_path(folder, *number);
        let journal = Journal::open(&path).map_err(|error| IndexFault::disk(&path, error))?;
        self.journal = Some(journal);
        Ok(())
    }

    fn apply(&mut self, change: Change) -> Result<(), IndexFault> {
        match change {
            Change::Insert(document) => {
                self.remove(document.head.id)?;
                self.tail.insert(document);
            }
            Change::Remove(id) => self.remove(id)?,
            Change::Label(id, label) => {
                if let Some((_, labels, number)) = self.find(id)? {
                    labels.insert(number, label);
                }
            }
        }
        Ok(())
    }

    fn remove(&mut self, id: Id) -> Result<(), IndexFault> {
        if let Some((dead, _, number)) = self.find(id)? {
            dead.insert(number);
        }
        Ok(())
    }

    /// Where a living request is: the changes of its part, and its number.
    fn find(&mut self, id: Id) -> Result<Option<Place<'_>>, IndexFault> {
        for tail in [Some(&mut self.tail), self.frozen.as_mut()].into_iter().flatten() {
            if let Some(number) = tail.find(id) {
                return Ok(Some((&mut tail.dead, &mut tail.labels, number)));
            }
        }
        let mut buffer = Vec::new();
        for part in self.parts.iter_mut().rev() {
            let found = part.segment.find(id, &mut buffer)?;
            if let Some(number) = found.filter(|number| !part.dead.contains(number)) {
                return Ok(Some((&mut part.dead, &mut part.labels, number)));
            }
        }
        Ok(None)
    }
}

type Place<'a> = (&'a mut std::collections::HashSet<u32>, &'a mut HashMap<u32, u32>, u32);

/// How many letters of a draft the index looks at.
pub fn letters(draft: &MatchDraft) -> u64 {
    terms::stored_text(draft).len() as u64 - 2
}

fn lock(folder: &Path) -> Result<File, IndexFault> {
    let told = |error| IndexFault::disk(folder, error);
    std::fs::create_dir_all(folder).map_err(told)?;
    let file = File::create(folder.join("lock")).map_err(told)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(IndexFault::InUse { path: folder.to_owned() }),
        Err(TryLockError::Error(error)) => Err(told(error)),
    }
}

fn segment_path(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("segment-{number}.hye"))
}

fn journal_path(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("journal-{number}.hye"))
}

fn book_path(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("book-{number}.hye"))
}

fn book(
    folder: &Path,
    number: u32,
    known: &mut HashMap<u32, Arc<Book>>,
) -> Result<Arc<Book>, IndexFault> {
    if let Some(book) = known.get(&number) {
        return Ok(book.clone());
    }
    let path = book_path(folder, number);
    let text = String::from_utf8(read_whole(&path)?);
    let text = text.map_err(|_| IndexFault::broken(&path, "it is not text"))?;
    let book = Book::from_text(&text).ok_or_else(|| IndexFault::broken(&path, "its codes"))?;
    let book = Arc::new(book);
    known.insert(number, book.clone());
    Ok(book)
}

fn write_book(folder: &Path, number: u32, book: &Book) -> Result<(), IndexFault> {
    write_whole(&book_path(folder, number), book.to_text().as_bytes())
}

/// Removes what the manifest does not name.
fn sweep(folder: &Path, manifest: &Manifest) -> Result<(), IndexFault> {
    let told = |error| IndexFault::disk(folder, error);
    let mut named = vec![folder.join("lock"), folder.join(manifest::NAME)];
    named.extend(manifest.journals.iter().map(|number| journal_path(folder, *number)));
    named.extend(manifest.segments.iter().map(|named| segment_path(folder, named.number)));
    for entry in std::fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let ours = name.ends_with(".hye") || name.ends_with(".part");
        // Books are small and may serve segments of several ages.
        let book = name.starts_with("book-") && name.ends_with(".hye") && manifest.next > 0;
        if ours && !book && !named.contains(&path) {
            std::fs::remove_file(&path).map_err(|error| IndexFault::disk(&path, error))?;
        }
    }
    Ok(())
}
