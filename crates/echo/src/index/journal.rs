//! What came in since the last segment, so that a stopped process loses
//! nothing: one record an insertion, deletion or new label. A record cut short
//! by a crash ends the journal.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use kernel::id::Id;
use kernel::time::Instant;

use super::file::{put_number, sum_of, take_number};
use super::record::{Document, Head};

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
    buffer: Vec<u8>,
}

/// Length and sum of a body.
const HEAD_BYTES: usize = 8;

impl Journal {
    /// Opens a journal to add to it.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self { file, buffer: Vec::new() })
    }

    /// Adds a change. It is with the system when this returns, not yet on disk:
    /// after a power cut the tables tell what is missing.
    pub(crate) fn add(&mut self, change: &Change) -> io::Result<()> {
        let out = &mut self.buffer;
        out.clear();
        out.extend([0; HEAD_BYTES]);
        match change {
            Change::Insert(document) => put_document(document, out),
            Change::Remove(id) => {
                out.push(2);
                out.extend(id.number().to_be_bytes());
            }
            Change::Label(id, label) => {
                out.push(3);
                out.extend(id.number().to_be_bytes());
                out.extend(label.to_le_bytes());
            }
        }
        let (head, body) = out.split_at_mut(HEAD_BYTES);
        let (length, sum) = head.split_at_mut(4);
        length.copy_from_slice(&(body.len() as u32).to_le_bytes());
        sum.copy_from_slice(&sum_of(body).to_le_bytes());
        self.file.write_all(out)
    }
}

/// As it is, without codes: a journal is short and lives for hours.
fn put_document(document: &Document, out: &mut Vec<u8>) {
    let head = &document.head;
    out.push(1);
    out.extend(head.id.number().to_be_bytes());
    out.extend(head.at.micros().to_le_bytes());
    out.push(head.point_e7.is_some().into());
    if let Some((lon, lat)) = head.point_e7 {
        out.extend(lon.to_le_bytes());
        out.extend(lat.to_le_bytes());
    }
    out.extend(head.region.to_le_bytes());
    out.extend(head.label.to_le_bytes());
    put_number(document.keys.len() as u64, out);
    for key in &document.keys {
        out.extend(key.to_le_bytes());
    }
    let mut utf8 = [0; 4];
    for letter in &document.text {
        out.extend(letter.encode_utf8(&mut utf8).as_bytes());
    }
}

fn take_document(mut rest: &[u8]) -> Option<Document> {
    let rest = &mut rest;
    let id = Id::from_number(u128::from_be_bytes(take(rest)?));
    let at = Instant::from_micros(i64::from_le_bytes(take(rest)?));
    let point_e7 = match take(rest)? {
        [0] => None,
        [_] => Some((i64::from_le_bytes(take(rest)?), i64::from_le_bytes(take(rest)?))),
    };
    let region = u64::from_le_bytes(take(rest)?);
    let label = u32::from_le_bytes(take(rest)?);
    let mut keys = Vec::new();
    for _ in 0..take_number(rest)? {
        keys.push(u32::from_le_bytes(take(rest)?));
    }
    let text = std::str::from_utf8(rest).ok()?.chars().collect();
    Some(Document { head: Head { id, at, point_e7, region, label }, text, keys })
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*taken)
}

/// Reads a journal up to its end or to where it is cut short or damaged, and
/// tells how many bytes were good.
pub(crate) fn replay(path: &Path, mut found: impl FnMut(Change)) -> io::Result<u64> {
    let bytes = match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        other => other?,
    };
    let mut rest = bytes.as_slice();
    while let Some((change, after)) = next(rest) {
        rest = after;
        found(change);
    }
    Ok((bytes.len() - rest.len()) as u64)
}

fn next(bytes: &[u8]) -> Option<(Change, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (sum, rest) = rest.split_first_chunk::<4>()?;
    let (body, after) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    if sum_of(body) != u32::from_le_bytes(*sum) {
        return None;
    }
    Some((change_of(body)?, after))
}

fn change_of(body: &[u8]) -> Option<Change> {
    let (kind, mut rest) = body.split_first()?;
    if *kind == 1 {
        return take_document(rest).map(Change::Insert);
    }
    let id = Id::from_number(u128::from_be_bytes(take(&mut rest)?));
    match kind {
        2 => Some(Change::Remove(id)),
        3 => Some(Change::Label(id, u32::from_le_bytes(take(&mut rest)?))),
        _ => None,
    }
}
