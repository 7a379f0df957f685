//! What the index keeps of one request: everything a first look needs, never
//! who asked.

use kernel::id::Id;
use kernel::ports::MatchDraft;
use kernel::time::{Instant, MINUTE_US};

use super::codes::Book;
use super::file::{put_number, take_number};
use super::terms;

/// A request on its way into the index.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    pub(crate) head: Head,
    /// Title, address and body in plain letters, parted by [`terms::PART`].
    pub(crate) text: Vec<char>,
    /// Exact keys besides the map cell.
    pub(crate) keys: Vec<u32>,
}

/// A request without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) id: Id,
    pub(crate) at: Instant,
    pub(crate) point_e7: Option<(i64, i64)>,
    /// The region code as a number, 0 for none.
    pub(crate) region: u64,
    /// What the desk calls it; changes without the text being read again.
    pub(crate) label: u32,
    /// How many different terms the text has; the segment keeps it.
    pub(crate) size: u8,
}

impl Document {
    pub(crate) fn of(id: Id, draft: &MatchDraft, label: u32) -> Self {
        let text = terms::stored_text(draft);
        let mut known = Vec::new();
        terms::terms_of(&text, &mut known);
        let head = Head {
            id,
            at: draft.at,
            point_e7: draft.point_e7.filter(fits),
            region: draft.region_code.parse().unwrap_or(0),
            label,
            size: known.len().min(255) as u8,
        };
        Self { head, text, keys: terms::place_keys(&draft.address) }
    }

    /// All terms it is found by, distinct and in order.
    pub(crate) fn terms(&self, out: &mut Vec<u32>) {
        terms::terms_of(&self.text, out);
        out.extend(&self.keys);
        out.extend(self.head.point_e7.map(terms::cell_of));
        out.sort_unstable();
        out.dedup();
    }
}

fn fits(point: &(i64, i64)) -> bool {
    i32::try_from(point.0).is_ok() && i32::try_from(point.1).is_ok()
}

const HAS_POINT: u8 = 1;
const HAS_REGION: u8 = 2;
const HAS_LABEL: u8 = 4;

/// Appends a record: flags, id, minute, what there is of place and label, the
/// text's codes.
pub(crate) fn write(document: &Document, book: &Book, out: &mut Vec<u8>) {
    let head = &document.head;
    write_head(head, out);
    book.encode(&document.text, out);
}

pub(crate) fn write_head(head: &Head, out: &mut Vec<u8>) {
    let flag = |has: bool, flag: u8| if has { flag } else { 0 };
    out.push(
        flag(head.point_e7.is_some(), HAS_POINT)
            | flag(head.region > 0, HAS_REGION)
            | flag(head.label > 0, HAS_LABEL),
    );
    out.extend(head.id.number().to_be_bytes());
    // Mostly received in the minute its id was made in.
    let minutes = |at: Instant| at.micros().div_euclid(MINUTE_US);
    put_number(folded(minutes(head.at) - minutes(head.id.minted_at())), out);
    if let Some((lon, lat)) = head.point_e7 {
        out.extend((lon as i32).to_le_bytes());
        out.extend((lat as i32).to_le_bytes());
    }
    if head.region > 0 {
        out.extend(head.region.to_le_bytes().iter().take(5));
    }
    if head.label > 0 {
        out.extend(head.label.to_le_bytes());
    }
}

/// Small numbers of either sign as small numbers.
fn folded(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

fn unfolded(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// The head of a record and where its text begins; none when it is damaged.
pub(crate) fn read(bytes: &[u8]) -> Option<(Head, &[u8])> {
    let (flags, rest) = bytes.split_first()?;
    let (id, rest) = rest.split_first_chunk::<16>()?;
    let id = Id::from_number(u128::from_be_bytes(*id));
    let mut rest = rest;
    let minted = id.minted_at().micros().div_euclid(MINUTE_US);
    let minutes = minted.saturating_add(unfolded(take_number(&mut rest)?));
    let at = Instant::from_micros(minutes.saturating_mul(MINUTE_US));
    let mut point_e7 = None;
    if flags & HAS_POINT > 0 {
        let (lon, after) = rest.split_first_chunk::<4>()?;
        let (lat, after) = after.split_first_chunk::<4>()?;
        let number = |bytes: &[u8; 4]| i64::from(i32::from_le_bytes(*bytes));
        point_e7 = Some((number(lon), number(lat)));
        rest = after;
    }
    let mut region = 0;
    if flags & HAS_REGION > 0 {
        let ([a, b, c, d, e], after) = rest.split_first_chunk::<5>()?;
        region = u64::from_le_bytes([*a, *b, *c, *d, *e, 0, 0, 0]);
        rest = after;
    }
    let mut label = 0;
    if flags & HAS_LABEL > 0 {
        let (bytes, after) = rest.split_first_chunk::<4>()?;
        label = u32::from_le_bytes(*bytes);
        rest = after;
    }
    Some((Head { id, at, point_e7, region, label, size: 0 }, rest))
}

/// Only the id of a record.
pub(crate) fn read_id(bytes: &[u8]) -> Option<Id> {
    let (id, _) = bytes.get(1..)?.split_first_chunk::<16>()?;
    Some(Id::from_number(u128::from_be_bytes(*id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_as_it_went_in() {
        let at = Instant::from_millis(1_700_000_040_000);
        let draft = MatchDraft {
            title: "路灯不亮".into(),
            content: "幸福路东段的路灯坏了三天".into(),
            point_e7: Some((1_129_300_000, -282_300_000)),
            region_code: "430102001004".into(),
            at,
            ..MatchDraft::default()
        };
        let document = Document::of(Id::from_parts(at, 77), &draft, 0);
        let book = Book::default();
        let mut bytes = Vec::new();
        write(&document, &book, &mut bytes);
        let (head, text) = read(&bytes).unwrap();
        assert_eq!(Head { size: document.head.size, ..head }, document.head);
        let mut letters = Vec::new();
        book.decode(text, &mut letters);
        assert_eq!(letters, document.text);
        assert_eq!(read_id(&bytes), Some(head.id));
        for end in 0..20 {
            assert!(read(&bytes[..end]).is_none());
        }
    }
}
