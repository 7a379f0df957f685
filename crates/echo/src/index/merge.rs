//! Several segments become one: what was deleted is left out, labels that
//! changed are written down, texts get the newest book.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use kernel::id::Id;

use super::codes::Book;
use super::fault::IndexFault;
use super::segment::{Segment, SegmentWriter};
use super::{record, terms};

/// A segment and what changed since it was written.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) segment: Arc<Segment>,
    pub(crate) number: u32,
    pub(crate) dead: HashSet<u32>,
    pub(crate) labels: HashMap<u32, u32>,
}

impl Part {
    pub(crate) fn live(&self) -> u32 {
        self.segment.docs() - self.dead.len() as u32
    }
}

/// Where the documents of a part go.
enum Move {
    /// All of them, so much further.
    By(u32),
    /// Each to its place; the dead nowhere.
    To(Vec<u32>),
}

const NOWHERE: u32 = u32::MAX;
/// Requests from which on a segment leaves out the longest lists.
const LARGE: u32 = 500_000;

/// Writes the parts as one segment.
pub(crate) fn merge(
    parts: &mut [Part],
    path: &Path,
    book: (&Arc<Book>, u32),
) -> Result<(), IndexFault> {
    parts.sort_by_key(|part| part.segment.foot.first);
    let docs = parts.iter().map(Part::live).sum();
    let mut out = SegmentWriter::new(path, docs, book.1)?;
    let plain = parts.iter().all(|part| part.dead.is_empty())
        && parts.windows(2).all(|two| two[0].segment.foot.last < two[1].segment.foot.first);
    let moves = if plain { shifts(parts) } else { places(parts)? };
    lists(parts, &moves, &mut out)?;
    out.lists_end();
    records(parts, plain, book, &mut out)?;
    out.finish()
}

fn shifts(parts: &[Part]) -> Vec<Move> {
    let mut from = 0;
    let shift = |part: &Part| {
        from += part.segment.docs();
        Move::By(from - part.segment.docs())
    };
    parts.iter().map(shift).collect()
}

/// Numbers all living documents by id.
fn places(parts: &[Part]) -> Result<Vec<Move>, IndexFault> {
    let mut ids: Vec<(Id, u32, u32)> = Vec::new();
    for (which, part) in parts.iter().enumerate() {
        part.segment.each_record(|doc, id, _| {
            if !part.dead.contains(&doc) {
                ids.push((id, which as u32, doc));
            }
            Ok(())
        })?;
    }
    ids.sort_unstable();
    let empty = |part: &Part| vec![NOWHERE; part.segment.docs() as usize];
    let mut places: Vec<Vec<u32>> = parts.iter().map(empty).collect();
    for (place, (_, which, doc)) in ids.iter().enumerate() {
        places[*which as usize][*doc as usize] = place as u32;
    }
    Ok(places.into_iter().map(Move::To).collect())
}

fn lists(parts: &[Part], moves: &[Move], out: &mut SegmentWriter) -> Result<(), IndexFault> {
    let docs = out.docs();
    let again = listed_again(parts, docs)?;
    let (mut buffer, mut read, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    each_term_of(parts, |term, places| {
        let count = count_of(parts, places);
        if goes_without_list(term, count, docs, lacks_list(parts, places)) {
            return out.without_list(term, count.min(docs));
        }
        numbers.clear();
        for (which, place) in places.iter().enumerate() {
            let Some(place) = *place else { continue };
            let segment = &parts[which].segment;
            read.clear();
            match again.get(&(which, term)) {
                Some(list) => read.extend(list),
                None => segment.list(place, &mut buffer, &mut read)?,
            }
            match &moves[which] {
                Move::By(shift) => numbers.extend(read.iter().map(|doc| doc + shift)),
                Move::To(places) => numbers.extend(
                    read.iter().map(|doc| places[*doc as usize]).filter(|place| *place != NOWHERE),
                ),
            }
        }
        if !numbers.is_sorted() {
            numbers.sort_unstable();
        }
        if numbers.is_empty() { Ok(()) } else { out.list(term, &numbers) }
    })
}

/// Whether so frequent a term is not worth its list in a large segment: no
/// draft asks for it, and a search for words reads the records instead. What
/// lost its list gets it again only when it turns out to be much rarer.
fn goes_without_list(term: u32, count: u32, docs: u32, lacks: bool) -> bool {
    let too_many = if lacks { docs / 1024 } else { docs / 256 };
    docs >= LARGE && count > too_many && !terms::is_key(term)
}

fn count_of(parts: &[Part], places: &[Option<usize>]) -> u32 {
    let counts = parts.iter().zip(places);
    counts.filter_map(|(part, place)| Some(part.segment.count((*place)?))).sum()
}

fn lacks_list(parts: &[Part], places: &[Option<usize>]) -> bool {
    parts.iter().zip(places).any(|(part, place)| place.is_some_and(|p| !part.segment.has_list(p)))
}

/// Calls back with every term in order and its place in each part.
fn each_term_of(
    parts: &[Part],
    mut found: impl FnMut(u32, &[Option<usize>]) -> Result<(), IndexFault>,
) -> Result<(), IndexFault> {
    let mut at = vec![0; parts.len()];
    let mut places = vec![None; parts.len()];
    let term_at = |which: usize, place: usize| parts[which].segment.terms().get(place).copied();
    while let Some(term) = (0..parts.len()).filter_map(|which| term_at(which, at[which])).min() {
        for which in 0..parts.len() {
            let here = term_at(which, at[which]) == Some(term);
            places[which] = here.then_some(at[which]);
            at[which] += usize::from(here);
        }
        found(term, &places)?;
    }
    Ok(())
}

/// The lists, by part and term, of terms that were too frequent for one in a
/// part and are not so in the whole: worked out from the records.
fn listed_again(parts: &[Part], docs: u32) -> Result<HashMap<(usize, u32), Vec<u32>>, IndexFault> {
    let mut wanted: Vec<Vec<u32>> = vec![Vec::new(); parts.len()];
    each_term_of(parts, |term, places| {
        let lacks = lacks_list(parts, places);
        if lacks && !goes_without_list(term, count_of(parts, places), docs, lacks) {
            for (which, place) in places.iter().enumerate() {
                if place.is_some_and(|place| !parts[which].segment.has_list(place)) {
                    wanted[which].push(term);
                }
            }
        }
        Ok(())
    })?;
    let mut lists: HashMap<(usize, u32), Vec<u32>> = HashMap::new();
    let (mut letters, mut found) = (Vec::new(), Vec::new());
    for (which, wanted) in wanted.iter().enumerate().filter(|(_, wanted)| !wanted.is_empty()) {
        let segment = &parts[which].segment;
        segment.each_record(|doc, id, bytes| {
            let read = record::read(id, bytes, &segment.book);
            letters.clear();
            let (_, text) = read.ok_or_else(|| segment.broken("a record"))?;
            segment.book.decode(text, &mut letters);
            terms::terms_of(&letters, &mut found);
            for term in found.iter().filter(|term| wanted.binary_search(term).is_ok()) {
                lists.entry((which, *term)).or_default().push(doc);
            }
            Ok(())
        })?;
    }
    Ok(lists)
}

fn records(
    parts: &[Part],
    plain: bool,
    book: (&Arc<Book>, u32),
    out: &mut SegmentWriter,
) -> Result<(), IndexFault> {
    if plain {
        for part in parts {
            let mut copy = Copy::new(part, book);
            part.segment.each_record(|doc, id, bytes| copy.put(doc, (id, bytes), out))?;
        }
        return Ok(());
    }
    let mut order: Vec<(Id, usize, u32)> = Vec::new();
    for (which, part) in parts.iter().enumerate() {
        part.segment.each_record(|doc, id, _| {
            if !part.dead.contains(&doc) {
                order.push((id, which, doc));
            }
            Ok(())
        })?;
    }
    order.sort_unstable();
    let mut copies: Vec<Copy<'_>> = parts.iter().map(|part| Copy::new(part, book)).collect();
    let mut buffer = Vec::new();
    for (_, which, doc) in order {
        let record = parts[which].segment.record(doc, &mut buffer)?;
        copies[which].put(doc, record, out)?;
    }
    Ok(())
}

/// Copies records of one part, changed where they must be.
struct Copy<'a> {
    part: &'a Part,
    book: &'a Arc<Book>,
    /// Whether the texts must be written in other codes.
    recode: bool,
    letters: Vec<char>,
    bytes: Vec<u8>,
}

impl<'a> Copy<'a> {
    fn new(part: &'a Part, (book, number): (&'a Arc<Book>, u32)) -> Self {
        let recode = part.segment.foot.book != number;
        Self { part, book, recode, letters: Vec::new(), bytes: Vec::new() }
    }

    fn put(
        &mut self,
        doc: u32,
        (id, bytes): (Id, &[u8]),
        out: &mut SegmentWriter,
    ) -> Result<(), IndexFault> {
        let segment = &self.part.segment;
        let read = record::read(id, bytes, &segment.book);
        let (head, text) = read.ok_or_else(|| segment.broken("a record"))?;
        let size = segment.size(doc);
        let label = self.part.labels.get(&doc).copied();
        if label.is_none() && !self.recode {
            return out.record(id, bytes, size);
        }
        let head = record::Head { label: label.unwrap_or(head.label), ..head };
        self.bytes.clear();
        record::write_head(&head, self.book, &mut self.bytes);
        if self.recode {
            self.letters.clear();
            segment.book.decode(text, &mut self.letters);
            self.book.encode(&self.letters, &mut self.bytes);
        } else {
            self.bytes.extend(text);
        }
        out.record(id, &self.bytes, size)
    }
}
