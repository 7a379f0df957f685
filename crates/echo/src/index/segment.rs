//! One file of the index, written once: posting lists, records, and the tables
//! that find both. The tables are held in memory, the rest is read in pieces.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::id::Id;

use super::codes::Book;
use super::fault::IndexFault;
use super::file::{FileOut, put_number, read_at, sum_of, take_number};
use super::{postings, record};

/// The digit is the form of the file: another one is built anew.
const BEGIN: &[u8; 8] = b"HYECHO2\n";
const FOOT_BYTES: usize = 8 * 4 + 4 * 3 + 16 * 2 + 4 * 4 + 4;
/// Records that are read together.
pub(crate) const BLOCK: u32 = 4;
/// Blocks whose places are told from a common base, to take half the memory.
const BASE: usize = 1 << 16;
/// Bytes read at once when everything is read.
const STRETCH: u64 = 1 << 20;
/// From so many terms on, a table by first character finds them.
const TABLE_FROM: usize = 1 << 12;

/// A segment, open for reading.
#[derive(Debug)]
pub(crate) struct Segment {
    path: PathBuf,
    file: File,
    pub(crate) book: Arc<Book>,
    pub(crate) foot: Foot,
    terms: Vec<u32>,
    counts: Vec<u32>,
    /// Where each term's list ends in the posting section.
    ends: Vec<u32>,
    /// First place of the terms that begin with a character.
    firsts: Vec<u32>,
    /// Where each block ends in the record section, from its base.
    blocks: Vec<u32>,
    bases: Vec<u64>,
    /// How many terms each request has, and the least of that.
    sizes: Vec<u8>,
    least_size: u8,
}

/// The last bytes of a segment file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Foot {
    pub(crate) docs: u32,
    pub(crate) book: u32,
    pub(crate) first: Id,
    pub(crate) last: Id,
    terms: u32,
    /// Where postings, records, terms and blocks end.
    ends: [u64; 4],
    sums: [u32; 4],
}

impl Foot {
    fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(FOOT_BYTES);
        for end in self.ends {
            out.extend(end.to_le_bytes());
        }
        for number in [self.docs, self.book, self.terms] {
            out.extend(number.to_le_bytes());
        }
        for id in [self.first, self.last] {
            out.extend(id.number().to_le_bytes());
        }
        for sum in self.sums {
            out.extend(sum.to_le_bytes());
        }
        out.extend(sum_of(&out).to_le_bytes());
        out
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (body, sum) = bytes.split_last_chunk::<4>()?;
        if sum_of(body) != u32::from_le_bytes(*sum) {
            return None;
        }
        let mut rest = body;
        let mut ends = [0; 4];
        for end in &mut ends {
            *end = u64::from_le_bytes(take(&mut rest)?);
        }
        let [docs, book, terms] = [(); 3].map(|()| take(&mut rest).map(u32::from_le_bytes));
        let [first, last] = [(); 2].map(|()| take(&mut rest).map(u128::from_le_bytes));
        let mut sums = [0; 4];
        for sum in &mut sums {
            *sum = u32::from_le_bytes(take(&mut rest)?);
        }
        let (first, last) = (Id::from_number(first?), Id::from_number(last?));
        Some(Self { docs: docs?, book: book?, first, last, terms: terms?, ends, sums })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(*head)
}

impl Segment {
    /// Opens a file and checks its tables; lists and records are checked as
    /// they are read.
    pub(crate) fn open(
        path: &Path,
        book: impl FnOnce(u32) -> Result<Arc<Book>, IndexFault>,
    ) -> Result<Self, IndexFault> {
        let told = |error| IndexFault::disk(path, error);
        let file = File::open(path).map_err(told)?;
        let length = file.metadata().map_err(told)?.len();
        let Some(at) = length.checked_sub(FOOT_BYTES as u64) else {
            return Err(IndexFault::broken(path, "it is too short"));
        };
        let mut bytes = [0; FOOT_BYTES];
        read_at(&file, &mut bytes, at).map_err(told)?;
        let foot = Foot::read(&bytes);
        let rising = |foot: &Foot| foot.ends.is_sorted() && foot.ends[3] == at;
        let Some(foot) = foot.filter(rising) else {
            return Err(IndexFault::broken(path, "its end is not an end"));
        };
        let mut begin = [0; BEGIN.len()];
        read_at(&file, &mut begin, 0).map_err(told)?;
        if begin != *BEGIN {
            return Err(IndexFault::broken(path, "its beginning is not a beginning"));
        }
        let book = book(foot.book)?;
        let mut segment = Self {
            path: path.to_owned(),
            file,
            book,
            foot,
            terms: Vec::new(),
            counts: Vec::new(),
            ends: Vec::new(),
            firsts: Vec::new(),
            blocks: Vec::new(),
            bases: Vec::new(),
            sizes: Vec::new(),
            least_size: 0,
        };
        segment.read_terms()?;
        segment.read_blocks()?;
        Ok(segment)
    }

    pub(crate) fn broken(&self, what: &'static str) -> IndexFault {
        IndexFault::broken(&self.path, what)
    }

    fn read(&self, into: &mut [u8], from: u64) -> Result<(), IndexFault> {
        read_at(&self.file, into, from).map_err(|error| IndexFault::disk(&self.path, error))
    }

    fn table(&self, which: usize) -> Result<Vec<u8>, IndexFault> {
        let from = self.foot.ends[which - 1];
        let mut bytes = vec![0; (self.foot.ends[which] - from) as usize];
        self.read(&mut bytes, from)?;
        if sum_of(&bytes) != self.foot.sums[which] {
            return Err(self.broken("the sum of a table does not match"));
        }
        Ok(bytes)
    }

    fn read_terms(&mut self) -> Result<(), IndexFault> {
        let bytes = self.table(2)?;
        let mut rest = bytes.as_slice();
        let room = self.foot.terms as usize;
        let (mut term, mut end) = (0_u64, 0_u64);
        self.terms.reserve_exact(room);
        self.counts.reserve_exact(room);
        self.ends.reserve_exact(room);
        for _ in 0..room {
            let next = [(); 3].map(|()| take_number(&mut rest).unwrap_or(u64::MAX >> 2));
            term += next[0];
            end += next[2];
            if term > u64::from(u32::MAX)
                || end > self.list_bytes()
                || next[1] > self.foot.docs.into()
            {
                return Err(self.broken("the table of terms"));
            }
            self.terms.push(term as u32);
            self.counts.push(next[1] as u32);
            self.ends.push(end as u32);
        }
        if room >= TABLE_FROM {
            let first = |c: u32| self.terms.partition_point(|term| term >> 16 < c) as u32;
            self.firsts = (0..=1 << 16).map(first).collect();
        }
        Ok(())
    }

    fn list_bytes(&self) -> u64 {
        self.foot.ends[0] - BEGIN.len() as u64
    }

    fn read_blocks(&mut self) -> Result<(), IndexFault> {
        let bytes = self.table(3)?;
        let mut rest = bytes.as_slice();
        let (mut end, mut base) = (0, 0);
        let blocks = self.foot.docs.div_ceil(BLOCK) as usize;
        self.blocks.reserve_exact(blocks);
        for block in 0..blocks {
            if block % BASE == 0 {
                base = end;
                self.bases.push(base);
            }
            end += take_number(&mut rest).unwrap_or(u64::MAX >> 2);
            let within = u32::try_from(end - base).ok();
            let fits = end <= self.foot.ends[1] - self.foot.ends[0];
            let within = within.filter(|_| fits).ok_or_else(|| self.broken("the table of records"));
            self.blocks.push(within?);
        }
        if rest.len() != self.foot.docs as usize {
            return Err(self.broken("the table of sizes"));
        }
        self.sizes = rest.to_vec();
        self.least_size = self.sizes.iter().copied().min().unwrap_or(0);
        Ok(())
    }

    /// How many terms the request with the fewest has.
    pub(crate) fn least_size(&self) -> u8 {
        self.least_size
    }

    /// How many terms a request has.
    #[inline]
    pub(crate) fn size(&self, doc: u32) -> u8 {
        self.sizes.get(doc as usize).copied().unwrap_or(u8::MAX)
    }

    pub(crate) fn docs(&self) -> u32 {
        self.foot.docs
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.foot.ends[3] + FOOT_BYTES as u64
    }

    /// Bytes of lists, records and tables, for those who want to know.
    pub(crate) fn parts(&self) -> [u64; 3] {
        let [lists, records, _, tables] = self.foot.ends;
        [lists, records - lists, tables - records]
    }

    pub(crate) fn terms(&self) -> &[u32] {
        &self.terms
    }

    /// The place of a term in the tables.
    #[inline]
    pub(crate) fn place(&self, term: u32) -> Option<usize> {
        let first = (term >> 16) as usize;
        let (from, to) = match (self.firsts.get(first), self.firsts.get(first + 1)) {
            (Some(from), Some(to)) => (*from as usize, *to as usize),
            _ => (0, self.terms.len()),
        };
        let within = self.terms.get(from..to)?.binary_search(&term).ok()?;
        Some(from + within)
    }

    /// In how many requests the term at a place is.
    pub(crate) fn count(&self, place: usize) -> u32 {
        self.counts.get(place).copied().unwrap_or(0)
    }

    /// Whether the term at a place has a list; the most frequent ones of a large
    /// segment have none.
    pub(crate) fn has_list(&self, place: usize) -> bool {
        place.checked_sub(1).map_or(0, |before| self.ends[before]) < self.ends[place]
    }

    /// Appends the numbers of the requests that have a term.
    pub(crate) fn list(
        &self,
        place: usize,
        buffer: &mut Vec<u8>,
        out: &mut Vec<u32>,
    ) -> Result<(), IndexFault> {
        let from = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        let to = self.ends[place];
        let bytes = to.saturating_sub(from) as usize;
        buffer.resize(bytes + postings::SLACK, 0);
        self.read(&mut buffer[..bytes], BEGIN.len() as u64 + u64::from(from))?;
        buffer[bytes..].fill(0);
        if postings::decode(buffer, self.counts[place], self.foot.docs, out) {
            Ok(())
        } else {
            Err(self.broken("a posting list"))
        }
    }

    /// Where a block begins and ends in the file.
    fn block(&self, block: usize) -> Result<(u64, u64), IndexFault> {
        let end = |block: usize| self.bases[block / BASE] + u64::from(self.blocks[block]);
        if block >= self.blocks.len() {
            return Err(self.broken("no such record"));
        }
        let begin = block.checked_sub(1).map_or(0, end);
        Ok((self.foot.ends[0] + begin, self.foot.ends[0] + end(block)))
    }

    /// The id of a request and its record, in `buffer`.
    pub(crate) fn record<'a>(
        &self,
        doc: u32,
        buffer: &'a mut Vec<u8>,
    ) -> Result<(Id, &'a [u8]), IndexFault> {
        let mut rest = self.read_block((doc / BLOCK) as usize, buffer)?;
        let mut before = None;
        for _ in 0..doc % BLOCK {
            before = next_record(&mut rest, before).map(|(id, _)| id);
        }
        next_record(&mut rest, before).ok_or_else(|| self.broken("a record"))
    }

    fn read_block<'a>(
        &self,
        block: usize,
        buffer: &'a mut Vec<u8>,
    ) -> Result<&'a [u8], IndexFault> {
        let (from, to) = self.block(block)?;
        buffer.resize((to - from) as usize, 0);
        self.read(buffer, from)?;
        Ok(buffer)
    }

    /// Calls back with every record in order.
    pub(crate) fn each_record(
        &self,
        mut found: impl FnMut(u32, Id, &[u8]) -> Result<(), IndexFault>,
    ) -> Result<(), IndexFault> {
        let mut buffer = Vec::new();
        let (mut doc, mut block, mut before) = (0_u32, 0, None);
        while block < self.blocks.len() {
            let (from, mut to) = self.block(block)?;
            block += 1;
            while block < self.blocks.len() && self.block(block)?.1 - from <= STRETCH {
                to = self.block(block)?.1;
                block += 1;
            }
            buffer.resize((to - from) as usize, 0);
            self.read(&mut buffer, from)?;
            let mut rest = buffer.as_slice();
            while !rest.is_empty() {
                before = before.filter(|_| !doc.is_multiple_of(BLOCK));
                let next = next_record(&mut rest, before);
                let (id, bytes) = next.ok_or_else(|| self.broken("a record"))?;
                found(doc, id, bytes)?;
                before = Some(id);
                doc += 1;
            }
        }
        if doc == self.foot.docs { Ok(()) } else { Err(self.broken("records are missing")) }
    }

    /// The number of the request with an id.
    pub(crate) fn find(&self, id: Id, buffer: &mut Vec<u8>) -> Result<Option<u32>, IndexFault> {
        if id < self.foot.first || id > self.foot.last {
            return Ok(None);
        }
        // The last block whose first id is not above.
        let (mut low, mut high) = (0, self.blocks.len() as u32);
        while low + 1 < high {
            let middle = low.midpoint(high);
            if self.record(middle * BLOCK, buffer)?.0 <= id { low = middle } else { high = middle }
        }
        let mut rest = self.read_block(low as usize, buffer)?;
        let mut before = None;
        for doc in low * BLOCK..self.foot.docs {
            before = next_record(&mut rest, before).map(|(id, _)| id);
            if before.is_none_or(|here| here >= id) {
                return Ok((before == Some(id)).then_some(doc));
            }
        }
        Ok(None)
    }

    /// Reads everything and compares it with its sums.
    pub(crate) fn verify(&self) -> Result<(), IndexFault> {
        let (mut buffer, mut numbers) = (Vec::new(), Vec::new());
        for place in 0..self.terms.len() {
            numbers.clear();
            if self.has_list(place) {
                self.list(place, &mut buffer, &mut numbers)?;
            }
        }
        for (which, begin) in [(0, BEGIN.len() as u64), (1, self.foot.ends[0])] {
            let mut crc = flate2::Crc::new();
            let mut from = begin;
            while from < self.foot.ends[which] {
                let to = (from + STRETCH).min(self.foot.ends[which]);
                buffer.resize((to - from) as usize, 0);
                self.read(&mut buffer, from)?;
                crc.update(&buffer);
                from = to;
            }
            if crc.sum() != self.foot.sums[which] {
                return Err(self.broken("the sum of lists or records does not match"));
            }
        }
        let mut last = None;
        self.each_record(|_, id, bytes| {
            record::read(id, bytes, &self.book).ok_or_else(|| self.broken("a record"))?;
            let rises = last.is_none_or(|last| last < id);
            last = Some(id);
            if rises { Ok(()) } else { Err(self.broken("records are out of order")) }
        })
    }
}

/// Bits of an id that are not its time.
const CHANCE_BITS: u32 = 80;

/// The next request of a block: how long its record is; its id, of which only
/// the first of a block is whole and the others tell how much later they were
/// made; the record.
fn next_record<'a>(rest: &mut &'a [u8], before: Option<Id>) -> Option<(Id, &'a [u8])> {
    let length = usize::try_from(take_number(rest)?).ok()?;
    let id = match before {
        None => u128::from_be_bytes(take(rest)?),
        Some(before) => {
            let later = u128::from(take_number(rest)?);
            let made = (before.number() >> CHANCE_BITS).checked_add(later)?;
            let mut chance = [0; 16];
            chance[6..].copy_from_slice(&take::<10>(rest)?);
            made.checked_shl(CHANCE_BITS)? | u128::from_be_bytes(chance)
        }
    };
    let (record, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some((Id::from_number(id), record))
}

fn put_id(id: Id, before: Option<Id>, out: &mut Vec<u8>) {
    let number = id.number();
    match before {
        None => out.extend(number.to_be_bytes()),
        Some(before) => {
            let later = (number >> CHANCE_BITS) - (before.number() >> CHANCE_BITS);
            put_number(later as u64, out);
            out.extend(&number.to_be_bytes()[6..]);
        }
    }
}

/// Writes a segment: first all lists in the order of their terms, then all
/// records in the order of their ids.
pub(crate) struct SegmentWriter {
    out: FileOut,
    docs: u32,
    book: u32,
    /// Records that were put.
    put: u32,
    table: Vec<u8>,
    terms: u32,
    term: u32,
    code: Vec<u8>,
    sums: [u32; 4],
    ends: [u64; 4],
    blocks: Vec<u8>,
    sizes: Vec<u8>,
    block: u64,
    ids: Option<(Id, Id)>,
}

impl SegmentWriter {
    pub(crate) fn new(path: &Path, docs: u32, book: u32) -> Result<Self, IndexFault> {
        let mut out = FileOut::new(path)?;
        out.put(BEGIN)?;
        out.section();
        Ok(Self {
            out,
            docs,
            book,
            put: 0,
            table: Vec::new(),
            terms: 0,
            term: 0,
            code: Vec::new(),
            sums: [0; 4],
            ends: [0; 4],
            blocks: Vec::new(),
            sizes: Vec::new(),
            block: 0,
            ids: None,
        })
    }

    pub(crate) fn list(&mut self, term: u32, numbers: &[u32]) -> Result<(), IndexFault> {
        self.code.clear();
        postings::encode(numbers, self.docs, &mut self.code);
        put_number(u64::from(term - self.term), &mut self.table);
        put_number(numbers.len() as u64, &mut self.table);
        put_number(self.code.len() as u64, &mut self.table);
        self.term = term;
        self.terms += 1;
        self.out.put(&self.code)
    }

    /// A term that is too frequent for a list.
    pub(crate) fn without_list(&mut self, term: u32, count: u32) -> Result<(), IndexFault> {
        for number in [term - self.term, count, 0] {
            put_number(number.into(), &mut self.table);
        }
        self.term = term;
        self.terms += 1;
        Ok(())
    }

    pub(crate) fn docs(&self) -> u32 {
        self.docs
    }

    pub(crate) fn lists_end(&mut self) {
        (self.sums[0], self.ends[0]) = self.out.section();
    }

    pub(crate) fn record(&mut self, id: Id, bytes: &[u8], size: u8) -> Result<(), IndexFault> {
        self.sizes.push(size);
        self.code.clear();
        put_number(bytes.len() as u64, &mut self.code);
        let before = self.ids.filter(|_| !self.put.is_multiple_of(BLOCK));
        put_id(id, before.map(|(_, last)| last), &mut self.code);
        self.code.extend(bytes);
        self.out.put(&self.code)?;
        self.block += self.code.len() as u64;
        self.put += 1;
        self.ids = Some((self.ids.map_or(id, |(first, _)| first), id));
        if self.put.is_multiple_of(BLOCK) || self.put == self.docs {
            put_number(self.block, &mut self.blocks);
            self.block = 0;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<(), IndexFault> {
        (self.sums[1], self.ends[1]) = self.out.section();
        let table = std::mem::take(&mut self.table);
        self.out.put(&table)?;
        (self.sums[2], self.ends[2]) = self.out.section();
        let blocks = std::mem::take(&mut self.blocks);
        self.out.put(&blocks)?;
        let sizes = std::mem::take(&mut self.sizes);
        self.out.put(&sizes)?;
        (self.sums[3], self.ends[3]) = self.out.section();
        let nothing = Id::from_number(0);
        let (first, last) = self.ids.unwrap_or((nothing, nothing));
        let foot = Foot {
            docs: self.docs,
            book: self.book,
            first,
            last,
            terms: self.terms,
            ends: self.ends,
            sums: self.sums,
        };
        self.out.put(&foot.bytes())?;
        self.out.finish()
    }
}
