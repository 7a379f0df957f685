//! What a request asks the index: only its rarest terms, within a budget of
//! postings to read. The trick is the query, not the index.

use kernel::ports::MatchDraft;

use super::table::Table;
use super::terms;

/// Terms asked for at most, and how many of them make the short list: many
/// near copies of a text crowd the long list, and the short one then finds the
/// request that shares its rare words.
const LONG: usize = 48;
const SHORT: usize = 12;
/// Candidates kept from the long list, one more for so many requests, and a
/// third of that from the short one; and the newest from each cell near by.
const KEEP: usize = 64;
const KEEP_MORE: u64 = 200_000;
pub(crate) const RECENT: usize = 8;
/// Postings read at most: a twentieth of the index, within these.
const BUDGET: (u64, u64) = (40_000, 400_000);

/// A term that is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Asked {
    pub(crate) term: u32,
    pub(crate) weight: f32,
    /// The same if it is of the short list, otherwise nothing.
    pub(crate) short_weight: f32,
}

/// A draft turned into terms with weights.
#[derive(Debug)]
pub(crate) struct Query {
    /// All its terms with their squared idf.
    weights: Table,
    values: Vec<f32>,
    all: f32,
    pub(crate) docs: u64,
    pub(crate) asked: Vec<Asked>,
    pub(crate) cells: Vec<u32>,
}

impl Query {
    /// `count` tells in how many of `docs` requests a term is.
    pub(crate) fn new(draft: &MatchDraft, docs: u64, count: impl Fn(u32) -> u64) -> Self {
        let text = terms::stored_text(draft);
        let mut found = Vec::new();
        terms::terms_of(&text, &mut found);
        let mut counted: Vec<(u64, u32)> = found.iter().map(|term| (count(*term), *term)).collect();
        counted.sort_unstable();
        let mut weights = Table::with_room(found.len());
        let values: Vec<f32> = counted.iter().map(|(count, _)| weight(docs, *count)).collect();
        for (place, (_, term)) in counted.iter().enumerate() {
            weights.get_or_put(u64::from(*term) + 1, place as u32);
        }
        // Keys are asked for, but what is alike is told by the words.
        let keys = terms::place_keys(&draft.address);
        counted.extend(keys.into_iter().map(|key| (count(key), key)));
        counted.sort_unstable();
        counted.dedup();
        let asked = rarest(&counted, docs);
        let cells = draft.point_e7.map(|point| terms::cells_near(point).to_vec());
        let all = values.iter().sum();
        Self { weights, values, all, docs, asked, cells: cells.unwrap_or_default() }
    }

    /// How alike a stored text is, in 0–1: the squared idf of what both have
    /// against all the draft has, held against the lengths. This is what
    /// "exact scoring" means everywhere.
    pub(crate) fn likeness(&self, text: &[char], size: u8, seen: &mut Seen) -> f32 {
        seen.next(self.values.len());
        let mut shared = 0.0;
        terms::each_term(text, |term| {
            if let Some(place) = self.weights.get(u64::from(term) + 1)
                && seen.first_time(place)
            {
                shared += self.values[place as usize];
            }
        });
        let length = (self.values.len() as f32 / f32::from(size.max(1))).sqrt();
        if self.all > 0.0 { (shared / self.all * length).min(1.0) } else { 0.0 }
    }
}

/// Squared idf.
fn weight(docs: u64, count: u64) -> f32 {
    let idf = ((docs as f32 + 1.0) / (count as f32 + 0.5)).ln().max(0.1);
    idf * idf
}

/// The rarest terms that are known at all, within the budget.
fn rarest(counted: &[(u64, u32)], docs: u64) -> Vec<Asked> {
    let mut left = (docs / 20).clamp(BUDGET.0, BUDGET.1);
    let mut asked = Vec::with_capacity(LONG);
    for (count, term) in counted.iter().filter(|(count, _)| *count > 0) {
        if asked.len() == LONG || *count > left {
            break;
        }
        left -= count;
        let weight = weight(docs, *count);
        let short_weight = if asked.len() < SHORT { weight } else { 0.0 };
        asked.push(Asked { term: *term, weight, short_weight });
    }
    asked
}

/// Which terms of the query a text has shown already.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    marks: Vec<u32>,
    now: u32,
}

impl Seen {
    fn next(&mut self, places: usize) {
        if self.marks.len() < places || self.now == u32::MAX {
            self.marks.clear();
            self.marks.resize(places, 0);
            self.now = 0;
        }
        self.now += 1;
    }

    fn first_time(&mut self, place: u32) -> bool {
        let mark = &mut self.marks[place as usize];
        std::mem::replace(mark, self.now) != self.now
    }
}

/// A request's place: which part of the index, which number there.
pub(crate) type Place = (u32, u32);

/// The best candidates so far.
#[derive(Debug)]
pub(crate) struct Tops {
    long: Best,
    short: Best,
    /// By size: what a sum is multiplied with.
    factors: Vec<f32>,
    pub(crate) recent: Vec<Place>,
}

impl Tops {
    /// For an index of so many requests.
    pub(crate) fn new(docs: u64) -> Self {
        let keep = KEEP + (docs / KEEP_MORE).min(256) as usize;
        let best = |keep| Best { keep, floor: 0.0, found: Vec::with_capacity(keep * 4) };
        let factors = (0..=255).map(|size: u8| f32::from(size.max(1)).sqrt().recip()).collect();
        Self { long: best(keep), short: best(keep / 3), factors, recent: Vec::new() }
    }

    #[inline]
    pub(crate) fn push(&mut self, long: f32, short: f32, size: u8, place: Place) {
        let factor = self.factors[usize::from(size)];
        let (long, short) = (long * factor, short * factor);
        if long > self.long.floor {
            self.long.push(long, place);
        }
        if short > self.short.floor {
            self.short.push(short, place);
        }
    }

    /// All candidates, each once, in the order of their places.
    pub(crate) fn places(mut self) -> Vec<Place> {
        self.long.cut();
        self.short.cut();
        let mut places = self.recent;
        places.extend(self.long.found.iter().chain(&self.short.found).map(|(_, place)| *place));
        places.sort_unstable();
        places.dedup();
        places
    }
}

#[derive(Debug)]
struct Best {
    keep: usize,
    floor: f32,
    found: Vec<(f32, Place)>,
}

impl Best {
    fn push(&mut self, sum: f32, place: Place) {
        self.found.push((sum, place));
        if self.found.len() >= self.keep * 4 {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.found.len() <= self.keep {
            return;
        }
        // Of equals the newest.
        let order = |a: &(f32, Place), b: &(f32, Place)| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1));
        self.found.select_nth_unstable_by(self.keep - 1, order);
        self.found.truncate(self.keep);
        self.floor = self.found.last().map_or(0.0, |(sum, _)| *sum);
    }
}
