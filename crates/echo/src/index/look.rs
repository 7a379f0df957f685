//! Asking the index.

use std::ops::Range;

use kernel::id::Id;
use kernel::ports::MatchDraft;
use kernel::time::Instant;

use super::fault::IndexFault;
use super::gather;
use super::query::{Candidate, Place, Query, Seen, Tops};
use super::record::{self, Head};
use super::tail::Tail;
use super::terms::{self, PART};
use super::{Index, Part, State};

/// What the desk calls a request: any number the caller knows what to do with,
/// 0 for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Label(pub u32);

/// An earlier request that shares rare terms with a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its order.
    pub id: Id,
    /// When it was received, to the minute.
    pub at: Instant,
    /// Where, if known.
    pub point_e7: Option<(i64, i64)>,
    /// Region code, or empty.
    pub region_code: String,
    /// What the desk calls it.
    pub label: Label,
    /// How alike the words are, 0–1.
    pub likeness: f32,
    /// The title in plain letters.
    pub title: String,
    /// The address in plain letters.
    pub address: String,
    /// The beginning of the body in plain letters.
    pub content: String,
}

impl Found {
    /// As a draft, as far as the index keeps it.
    pub fn draft(&self) -> MatchDraft {
        MatchDraft {
            title: self.title.clone(),
            content: self.content.clone(),
            address: self.address.clone(),
            point_e7: self.point_e7,
            region_code: self.region_code.clone(),
            at: self.at,
        }
    }
}

/// Parts of the state are numbered: segments, then the frozen tail, then the tail.
const TAIL: u32 = u32::MAX;
const FROZEN: u32 = u32::MAX - 1;
/// Candidates scored before any is passed over.
const SCORED_MIN: usize = 24;
/// Share of what was not asked for by which one may exceed all before it.
const MARGIN: f32 = 0.05;
/// Requests from which on none is passed over: so many are nearly as good that
/// it saves no time and costs a fiftieth of the right answers.
const LARGE: u64 = 4_000_000;

impl Index {
    /// The requests most like a draft, best first.
    ///
    /// # Errors
    /// [`IndexFault`] when a file is damaged.
    pub fn similar(&self, draft: &MatchDraft, limit: usize) -> Result<Vec<Found>, IndexFault> {
        let state = self.read_state();
        let query = state.query(draft);
        let mut tops = Tops::new(query.docs);
        let mut room = self.take_room();
        for (which, part) in state.parts.iter().enumerate() {
            gather::from_lists(part, which as u32, &query, &mut room, &mut tops)?;
        }
        for (place, tail) in state.tails() {
            tail.gather(&query, &mut room, &mut tops, place);
        }
        let mut reader = Reader {
            state: &state,
            bytes: std::mem::take(&mut room.bytes),
            text: std::mem::take(&mut room.text),
        };
        let found = reader.best_of(&tops.candidates(), &query, limit)?;
        (room.bytes, room.text) = (reader.bytes, reader.text);
        self.give_back(room);
        Ok(found)
    }

    /// The same by comparing the draft with every request: what `similar` is
    /// measured against. Slow.
    ///
    /// # Errors
    /// [`IndexFault`] when a file is damaged.
    pub fn similar_exact(
        &self,
        draft: &MatchDraft,
        limit: usize,
    ) -> Result<Vec<Found>, IndexFault> {
        Ok(self.similar_exact_all(std::slice::from_ref(draft), limit)?.pop().unwrap_or_default())
    }

    /// The exact answers to several drafts, in one walk over all requests.
    ///
    /// # Errors
    /// [`IndexFault`] when a file is damaged.
    pub fn similar_exact_all(
        &self,
        drafts: &[MatchDraft],
        limit: usize,
    ) -> Result<Vec<Vec<Found>>, IndexFault> {
        let state = self.read_state();
        let queries: Vec<Query> = drafts.iter().map(|draft| state.query(draft)).collect();
        let mut scored = vec![Vec::new(); drafts.len()];
        let mut seen = Seen::default();
        let mut weigh = |head: &Head, size: u8, text: &[char], place| {
            for (query, scored) in queries.iter().zip(&mut scored) {
                let likeness = query.likeness(text, size, &mut seen);
                scored.push((likeness, head.id, place));
                if scored.len() > limit.max(1) * 50 {
                    best_first(scored, limit);
                }
            }
        };
        let mut text = Vec::new();
        for (which, part) in state.parts.iter().enumerate() {
            part.segment.each_record(|doc, id, bytes| {
                let read = record::read(id, bytes, &part.segment.book);
                let (head, codes) = read.ok_or_else(|| part.segment.broken("a record"))?;
                text.clear();
                part.segment.book.decode(codes, &mut text);
                if !part.dead.contains(&doc) {
                    weigh(&head, part.segment.size(doc), &text, (which as u32, doc));
                }
                Ok(())
            })?;
        }
        for (place, tail) in state.tails() {
            for number in 0..tail.held.docs.len() as u32 {
                if let Some((head, document)) = tail.document(number)
                    && !tail.dead.contains(&number)
                {
                    weigh(&head, tail.size(number), &document.text, (place, number));
                }
            }
        }
        let mut reader = Reader::new(&state);
        scored.into_iter().map(|scored| reader.best(scored, limit)).collect()
    }

    /// Calls back with about so many of the newest requests.
    ///
    /// # Errors
    /// [`IndexFault`] when a file is damaged.
    pub fn newest(&self, most: usize, mut found: impl FnMut(Found)) -> Result<(), IndexFault> {
        // A copy, so that nobody waits meanwhile.
        let (mut parts, tail) = {
            let state = self.read_state();
            (state.parts.clone(), state.tail.held.docs.len().min(most) as u32)
        };
        for number in 0..tail {
            let state = self.read_state();
            if state.tail.document(number).is_some() {
                found(Reader::new(&state).found((TAIL, number), 1.0)?);
            }
        }
        let mut left = most - tail as usize;
        parts.sort_by_key(|part| std::cmp::Reverse(part.segment.foot.last));
        let state = State { parts, ..State::default() };
        let mut reader = Reader::new(&state);
        for (which, part) in state.parts.iter().enumerate() {
            let docs = part.segment.docs();
            for number in (docs.saturating_sub(left as u32)..docs).rev() {
                left -= 1;
                if !part.dead.contains(&number) {
                    found(reader.found((which as u32, number), 1.0)?);
                }
            }
        }
        Ok(())
    }

    /// What the index keeps of a request.
    ///
    /// # Errors
    /// [`IndexFault`] when a file is damaged.
    pub fn get(&self, id: Id) -> Result<Option<Found>, IndexFault> {
        let state = self.read_state();
        let Some(place) = state.place_of(id)? else { return Ok(None) };
        Reader::new(&state).found(place, 1.0).map(Some)
    }

    /// Orders that have all the letters of each word, newest first.
    ///
    /// # Errors
    /// [`IndexFault`] when a file is damaged.
    pub fn search(&self, words: &str, limit: usize) -> Result<Vec<Id>, IndexFault> {
        let (mut asked, mut letters, mut found) = (Vec::new(), Vec::new(), Vec::new());
        for word in words.split_whitespace() {
            letters.clear();
            terms::push_plain(word, 60, &mut letters);
            terms::terms_of(&letters, &mut found);
            asked.append(&mut found);
        }
        asked.sort_unstable();
        asked.dedup();
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let state = self.read_state();
        let mut ids = Vec::new();
        for part in &state.parts {
            search_part(part, &asked, limit, &mut ids)?;
        }
        for (_, tail) in state.tails() {
            search_tail(tail, &asked, &mut ids);
        }
        ids.sort_unstable_by(|a, b| b.cmp(a));
        ids.dedup();
        ids.truncate(limit);
        Ok(ids)
    }
}

/// Goes through the requests that have all terms, newest first. Terms too
/// frequent for a list are looked for in the records.
fn search_part(
    part: &Part,
    asked: &[u32],
    limit: usize,
    ids: &mut Vec<Id>,
) -> Result<(), IndexFault> {
    let segment = &part.segment;
    let places: Option<Vec<usize>> = asked.iter().map(|term| segment.place(*term)).collect();
    let Some(mut places) = places else { return Ok(()) };
    places.sort_unstable_by_key(|place| segment.count(*place));
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    let mut both: Option<Vec<u32>> = None;
    for place in places.iter().filter(|place| segment.has_list(**place)) {
        list.clear();
        segment.list(*place, &mut bytes, &mut list)?;
        match &mut both {
            None => both = Some(list.clone()),
            Some(both) => both.retain(|number| list.binary_search(number).is_ok()),
        }
    }
    let unlisted = |place: &&usize| !segment.has_list(**place);
    let wanted: Vec<u32> =
        places.iter().filter(unlisted).map(|place| segment.terms()[*place]).collect();
    let (mut letters, mut found, mut left) = (Vec::new(), Vec::new(), limit);
    let all = 0..segment.docs();
    let newest: &mut dyn Iterator<Item = u32> = match &both {
        Some(both) => &mut both.iter().rev().copied(),
        None => &mut all.rev(),
    };
    for number in newest.filter(|number| !part.dead.contains(number)) {
        if left == 0 {
            break;
        }
        let (id, bytes) = segment.record(number, &mut bytes)?;
        let read = record::read(id, bytes, &segment.book);
        let (_, codes) = read.ok_or_else(|| segment.broken("a record"))?;
        if !wanted.is_empty() {
            letters.clear();
            segment.book.decode(codes, &mut letters);
            terms::terms_of(&letters, &mut found);
        }
        if wanted.iter().all(|term| found.binary_search(term).is_ok()) {
            ids.push(id);
            left -= 1;
        }
    }
    Ok(())
}

fn search_tail(tail: &Tail, asked: &[u32], ids: &mut Vec<Id>) {
    let mut lists: Vec<&[u32]> = asked.iter().map(|term| tail.list(*term)).collect();
    lists.sort_by_key(|list| list.len());
    let Some((shortest, others)) = lists.split_first() else { return };
    let in_all = |number: &&u32| others.iter().all(|list| list.binary_search(number).is_ok());
    let living = shortest.iter().filter(in_all).filter(|number| !tail.dead.contains(number));
    ids.extend(living.filter_map(|number| Some(tail.document(*number)?.0.id)));
}

impl State {
    pub(super) fn query(&self, draft: &MatchDraft) -> Query {
        let mut docs = 0;
        for part in &self.parts {
            docs += u64::from(part.segment.docs());
        }
        for (_, tail) in self.tails() {
            docs += tail.held.docs.len() as u64;
        }
        let count = |term| {
            let of = |part: &Part| {
                part.segment.place(term).map_or(0, |place| u64::from(part.segment.count(place)))
            };
            let in_tails = self.tails().map(|(_, tail)| u64::from(tail.count(term)));
            self.parts.iter().map(of).sum::<u64>() + in_tails.sum::<u64>()
        };
        Query::new(draft, docs, count, |term| {
            let listed = |part: &Part| {
                part.segment.place(term).is_none_or(|place| part.segment.has_list(place))
            };
            self.parts.iter().all(listed)
        })
    }

    pub(super) fn tails(&self) -> impl Iterator<Item = (u32, &Tail)> {
        let frozen = self.frozen.as_ref().map(|tail| (FROZEN, tail));
        frozen.into_iter().chain([(TAIL, &self.tail)])
    }

    pub(super) fn place_of(&self, id: Id) -> Result<Option<(u32, u32)>, IndexFault> {
        for (place, tail) in self.tails() {
            if let Some(number) = tail.find(id) {
                return Ok(Some((place, number)));
            }
        }
        let mut buffer = Vec::new();
        for (which, part) in self.parts.iter().enumerate() {
            let found = part.segment.find(id, &mut buffer)?;
            if let Some(number) = found.filter(|number| !part.dead.contains(number)) {
                return Ok(Some((which as u32, number)));
            }
        }
        Ok(None)
    }
}

/// Best first; of equals the newest.
fn best_first(scored: &mut Vec<(f32, Id, (u32, u32))>, limit: usize) {
    scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    scored.truncate(limit);
}

/// Reads requests wherever they are.
struct Reader<'a> {
    state: &'a State,
    bytes: Vec<u8>,
    text: Vec<char>,
}

impl<'a> Reader<'a> {
    fn new(state: &'a State) -> Self {
        Self { state, bytes: Vec::new(), text: Vec::new() }
    }

    /// The head of a request; its text comes behind what is in `text`.
    fn read(&mut self, (which, number): Place) -> Result<Head, IndexFault> {
        if let Some(part) = self.state.parts.get(which as usize) {
            let (id, bytes) = part.segment.record(number, &mut self.bytes)?;
            let read = record::read(id, bytes, &part.segment.book);
            let (head, codes) = read.ok_or_else(|| part.segment.broken("a record"))?;
            part.segment.book.decode(codes, &mut self.text);
            let label = part.labels.get(&number).copied().unwrap_or(head.label);
            return Ok(Head { label, ..head });
        }
        let tail = self.state.tails().find(|(place, _)| *place == which);
        let found = tail.and_then(|(_, tail)| tail.document(number));
        let missing = || IndexFault::broken(std::path::Path::new("memory"), "no such request");
        let (head, document) = found.ok_or_else(missing)?;
        self.text.extend(&document.text);
        Ok(head)
    }

    fn size(&self, (which, number): Place) -> u8 {
        if let Some(part) = self.state.parts.get(which as usize) {
            return part.segment.size(number);
        }
        let tail = self.state.tails().find(|(place, _)| *place == which);
        tail.map_or(u8::MAX, |(_, tail)| tail.size(number))
    }

    /// Scores the candidates and gives the best. Those whose terms that were
    /// not asked for would have to bring more than they brought any other are
    /// passed over.
    fn best_of(
        &mut self,
        candidates: &[Candidate],
        query: &Query,
        limit: usize,
    ) -> Result<Vec<Found>, IndexFault> {
        let (untold, unit) = (query.untold, query.unit());
        let passes_over = query.docs < LARGE;
        let mut seen = Seen::default();
        let mut scored: Vec<(f32, Head, Range<usize>)> = Vec::with_capacity(candidates.len());
        let (mut best, mut most_untold): (Vec<f32>, f32) = (Vec::with_capacity(limit + 1), 0.0);
        self.text.clear();
        for candidate in candidates {
            if passes_over && best.len() == limit && scored.len() >= SCORED_MIN {
                let reach = candidate.told + untold * (most_untold + MARGIN) * candidate.factor;
                if best.last().is_some_and(|last| reach * unit < *last) {
                    continue;
                }
            }
            let begin = self.text.len();
            let head = self.read(candidate.place)?;
            let text = &self.text[begin..];
            let likeness = query.likeness(text, self.size(candidate.place), &mut seen);
            if untold > 0.0 {
                let brought = likeness / unit - candidate.told;
                most_untold = most_untold.max(brought / (untold * candidate.factor)).min(1.0);
            }
            let place = best.partition_point(|other| *other >= likeness);
            best.insert(place, likeness);
            best.truncate(limit);
            if likeness > 0.0 {
                scored.push((likeness, head, begin..self.text.len()));
            }
        }
        scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.id.cmp(&a.1.id)));
        scored.truncate(limit);
        let told = |(likeness, head, text): (f32, Head, Range<usize>)| {
            told(&head, &self.text[text], likeness)
        };
        Ok(scored.into_iter().map(told).collect())
    }

    fn best(
        &mut self,
        mut scored: Vec<(f32, Id, (u32, u32))>,
        limit: usize,
    ) -> Result<Vec<Found>, IndexFault> {
        scored.retain(|(likeness, _, _)| *likeness > 0.0);
        best_first(&mut scored, limit);
        scored.into_iter().map(|(likeness, _, place)| self.found(place, likeness)).collect()
    }

    fn found(&mut self, place: Place, likeness: f32) -> Result<Found, IndexFault> {
        self.text.clear();
        let head = self.read(place)?;
        Ok(told(&head, &self.text, likeness))
    }
}

fn told(head: &Head, text: &[char], likeness: f32) -> Found {
    let mut parts = text.split(|c| *c == PART).map(|part| part.iter().collect());
    let mut part = || parts.next().unwrap_or_default();
    let region = head.region;
    Found {
        id: head.id,
        at: head.at,
        point_e7: head.point_e7,
        region_code: if region > 0 { format!("{region:012}") } else { String::new() },
        label: Label(head.label),
        likeness,
        title: part(),
        address: part(),
        content: part(),
    }
}
