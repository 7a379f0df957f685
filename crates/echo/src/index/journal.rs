//! What came in since the last segment, so that a stopped process loses
//! nothing: one record an insertion, deletion or new label. A record cut short
//! by a crash ends the journal.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use kernel::id::Id;

use super::codes::Book;
use super::file::{put_number, sum_of, take_number};
use super::record::{self, Document};

/// Something that changes the index.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    Insert(Document),
    Remove(Id),
    Label(Id, u32),
}

/// An open journal.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    book: Book,
    buffer: Vec<u8>,
}

impl Journal {
    /// Opens a journal to add to it.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self { file, book: Book::default(), buffer: Vec::new() })
    }

    /// Adds a change. It is with the system when this returns, not yet on disk:
    /// after a power cut the tables tell what is missing.
    pub(crate) fn add(&mut self, change: &Change) -> io::Result<()> {
        let mut body = Vec::with_capacity(512);
        match change {
            Change::Insert(document) => {
                body.push(1);
                body.push(document.head.size);
                put_number(document.keys.len() as u64, &mut body);
                for key in &document.keys {
                    body.extend(key.to_le_bytes());
                }
                record::write(document, &self.book, &mut body);
            }
            Change::Remove(id) => {
                body.push(2);
                body.extend(id.number().to_be_bytes());
            }
            Change::Label(id, label) => {
                body.push(3);
                body.extend(id.number().to_be_bytes());
                body.extend(label.to_le_bytes());
            }
        }
        self.buffer.clear();
        self.buffer.extend((body.len() as u32).to_le_bytes());
        self.buffer.extend(sum_of(&body).to_le_bytes());
        self.buffer.extend(body);
        self.file.write_all(&self.buffer)
    }
}

/// Reads a journal up to its end or to where it is cut short or damaged, and
/// tells how many bytes were good.
pub(crate) fn replay(path: &Path, mut found: impl FnMut(Change)) -> io::Result<u64> {
    let bytes = match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        other => other?,
    };
    let book = Book::default();
    let mut rest = bytes.as_slice();
    while let Some((change, after)) = next(rest, &book) {
        rest = after;
        found(change);
    }
    Ok((bytes.len() - rest.len()) as u64)
}

fn next<'a>(bytes: &'a [u8], book: &Book) -> Option<(Change, &'a [u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (sum, rest) = rest.split_first_chunk::<4>()?;
    let (body, after) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    if sum_of(body) != u32::from_le_bytes(*sum) {
        return None;
    }
    Some((change_of(body, book)?, after))
}

fn change_of(body: &[u8], book: &Book) -> Option<Change> {
    let (kind, mut rest) = body.split_first()?;
    if *kind == 1 {
        let (size, after) = rest.split_first()?;
        rest = after;
        let mut keys = Vec::new();
        for _ in 0..take_number(&mut rest)? {
            let (key, after) = rest.split_first_chunk::<4>()?;
            keys.push(u32::from_le_bytes(*key));
            rest = after;
        }
        let (head, codes) = record::read(rest)?;
        let mut text = Vec::new();
        book.decode(codes, &mut text);
        let head = record::Head { size: *size, ..head };
        return Some(Change::Insert(Document { head, text, keys }));
    }
    let (id, rest) = rest.split_first_chunk::<16>()?;
    let id = Id::from_number(u128::from_be_bytes(*id));
    match kind {
        2 => Some(Change::Remove(id)),
        3 => Some(Change::Label(id, u32::from_le_bytes(*rest.first_chunk::<4>()?))),
        _ => None,
    }
}
