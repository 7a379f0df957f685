//! What the index keeps of one request: everything a first look needs, never
//! who asked. The id stands before the record, see the segment.

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
}

impl Document {
    pub(crate) fn of(id: Id, draft: &MatchDraft, label: u32) -> Self {
        let head = Head {
            id,
            at: draft.at,
            point_e7: draft.point_e7.filter(fits),
            region: draft.region_code.parse().unwrap_or(0),
            label,
        };
        Self { head, text: terms::stored_text(draft), keys: terms::place_keys(&draft.address) }
    }

    /// All terms it is found by, distinct and in order; gives how many of them
    /// are of the text, as far as a byte counts.
    pub(crate) fn terms(&self, out: &mut Vec<u32>) -> u8 {
        terms::terms_of(&self.text, out);
        let size = out.len().min(255) as u8;
        if !self.keys.is_empty() || self.head.point_e7.is_some() {
            out.extend(&self.keys);
            out.extend(self.head.point_e7.map(terms::cell_of));
            out.sort_unstable();
            out.dedup();
        }
        size
    }
}

fn fits(point: &(i64, i64)) -> bool {
    i32::try_from(point.0).is_ok() && i32::try_from(point.1).is_ok()
}

const HAS_POINT: u8 = 1;
const HAS_REGION: u8 = 2;
const HAS_LABEL: u8 = 4;
/// The point is told from the book's middle in three bytes each way.
const NEAR: u8 = 8;
/// The region is told by its place in the book.
const IN_BOOK: u8 = 16;
/// Received in another minute than the id was made in.
const OTHER_MINUTE: u8 = 32;
/// As far as three bytes reach.
const NEAR_MAX: i64 = 1 << 23;

/// Appends a record: flags, what there is of minute, place and label, the
/// text's codes.
pub(crate) fn write(document: &Document, book: &Book, out: &mut Vec<u8>) {
    write_head(&document.head, book, out);
    book.encode(&document.text, out);
}

pub(crate) fn write_head(head: &Head, book: &Book, out: &mut Vec<u8>) {
    let begin = out.len();
    out.push(0);
    let mut flags = 0;
    // Mostly received in the minute its id was made in.
    let minutes = minute(head.at) - minute(head.id.minted_at());
    if minutes != 0 {
        flags |= OTHER_MINUTE;
        put_number(folded(minutes), out);
    }
    if let Some((lon, lat)) = head.point_e7 {
        flags |= HAS_POINT;
        let from = [lon - book.middle.0, lat - book.middle.1];
        if from.iter().all(|way| (-NEAR_MAX..NEAR_MAX).contains(way)) {
            flags |= NEAR;
            from.iter().for_each(|way| out.extend(&(way + NEAR_MAX).to_le_bytes()[..3]));
        } else {
            out.extend((lon as i32).to_le_bytes());
            out.extend((lat as i32).to_le_bytes());
        }
    }
    if head.region > 0 {
        flags |= HAS_REGION;
        if let Some(place) = book.place_of(head.region) {
            flags |= IN_BOOK;
            put_number(place.into(), out);
        } else {
            out.extend(&head.region.to_le_bytes()[..5]);
        }
    }
    if head.label > 0 {
        flags |= HAS_LABEL;
        out.extend(head.label.to_le_bytes());
    }
    out[begin] = flags;
}

fn minute(at: Instant) -> i64 {
    at.micros().div_euclid(MINUTE_US)
}

/// Small numbers of either sign as small numbers.
fn folded(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

fn unfolded(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// The head of a record and where its text begins; none when it is damaged.
pub(crate) fn read<'a>(id: Id, bytes: &'a [u8], book: &Book) -> Option<(Head, &'a [u8])> {
    let (flags, mut rest) = bytes.split_first()?;
    let rest = &mut rest;
    let has = |flag: u8| flags & flag > 0;
    let later = if has(OTHER_MINUTE) { unfolded(take_number(rest)?) } else { 0 };
    let minutes = minute(id.minted_at()).saturating_add(later);
    let at = Instant::from_micros(minutes.saturating_mul(MINUTE_US));
    let point_e7 = match (has(HAS_POINT), has(NEAR)) {
        (false, _) => None,
        (true, true) => {
            let [lon, lat] = [take_three(rest)?, take_three(rest)?];
            Some((lon - NEAR_MAX + book.middle.0, lat - NEAR_MAX + book.middle.1))
        }
        (true, false) => {
            let [lon, lat] = [take(rest)?, take(rest)?].map(i32::from_le_bytes);
            Some((lon.into(), lat.into()))
        }
    };
    let region = match (has(HAS_REGION), has(IN_BOOK)) {
        (false, _) => 0,
        (true, true) => *book.regions.get(usize::try_from(take_number(rest)?).ok()?)?,
        (true, false) => {
            let [a, b, c, d, e] = take(rest)?;
            u64::from_le_bytes([a, b, c, d, e, 0, 0, 0])
        }
    };
    let label = if has(HAS_LABEL) { u32::from_le_bytes(take(rest)?) } else { 0 };
    Some((Head { id, at, point_e7, region, label }, rest))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*taken)
}

fn take_three(rest: &mut &[u8]) -> Option<i64> {
    let [a, b, c] = take(rest)?;
    Some(i64::from(u32::from_le_bytes([a, b, c, 0])))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn there_and_back(document: &Document, book: &Book) -> (usize, Document) {
        let (mut bytes, mut text) = (Vec::new(), Vec::new());
        write(document, book, &mut bytes);
        let (head, codes) = read(document.head.id, &bytes, book).unwrap();
        book.decode(codes, &mut text);
        let head_bytes = bytes.len() - codes.len();
        for end in 0..head_bytes {
            assert!(read(document.head.id, &bytes[..end], book).is_none());
        }
        (head_bytes, Document { head, text, keys: document.keys.clone() })
    }

    fn draft() -> MatchDraft {
        MatchDraft {
            title: "路灯不亮".into(),
            content: "幸福路东段的路灯坏了三天".into(),
            point_e7: Some((1_129_300_000, -282_300_000)),
            region_code: "430102001004".into(),
            at: Instant::from_millis(1_700_000_040_000),
            ..MatchDraft::default()
        }
    }

    #[test]
    fn a_record_comes_back_as_it_went_in_and_is_shorter_with_a_book_that_knows_the_city() {
        let at = draft().at;
        let document = Document::of(Id::from_parts(at, 77), &draft(), 0);
        let (long, back) = there_and_back(&document, &Book::default());
        assert_eq!(back, document);
        let learned = Book::default().with_places([document.head].iter());
        let (short, back) = there_and_back(&document, &learned);
        assert_eq!(back, document);
        assert_eq!((long, short), (14, 8));
    }

    proptest! {
        #[test]
        fn whatever_place_and_time_a_request_has_come_back(
            point in prop::option::of((-1_800_000_000..1_800_000_000_i64, -900_000_000..900_000_000_i64)),
            region in 0..999_999_999_999_u64,
            minutes in -600_000..600_000_i64,
            label in 0..3_u32,
            known in any::<bool>(),
        ) {
            let minted = Instant::from_millis(1_700_000_040_000);
            let head = Head {
                id: Id::from_parts(minted, 5),
                at: Instant::from_micros((minute(minted) + minutes) * MINUTE_US),
                point_e7: point,
                region,
                label,
            };
            let near = Head { point_e7: point.map(|(lon, lat)| (lon + 9_000_000, lat)), ..head };
            let book = if known { Book::default().with_places([near].iter()) } else { Book::default() };
            let document = Document { head, text: vec!['路', '灯'], keys: Vec::new() };
            prop_assert_eq!(there_and_back(&document, &book).1, document);
        }
    }
}
