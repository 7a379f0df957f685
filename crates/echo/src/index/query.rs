//! What a request asks the index: only its rarest terms, within a budget of
//! postings to read. The trick is the query, not the index.

use kernel::ports::MatchDraft;

use super::table::Table;
use super::terms;

/// Terms asked for at most, and how many of them make the short list: many
/// near copies of a text crowd the long list, and the short one then finds the
/// request that shares its rare words.
const LONG: usize = 64;
/// A small index can be asked for nearly all, as its lists are short.
const LONG_OF_SMALL: usize = 128;
const SMALL: u64 = 200_000;
const SHORT: usize = 12;
/// Candidates kept from the long list, one more for so many requests up to
/// some, and a share of that from the short one; and the newest from each cell
/// near by.
const KEEP: usize = 105;
const KEEP_MORE: u64 = 40_000;
const KEEP_MORE_MAX: u64 = 500;
const SHORT_SHARE: usize = 6;
pub(crate) const RECENT: usize = 4;
/// Postings read at most: a twentieth of the index, within these.
const BUDGET: (u64, u64) = (40_000, 400_000);

/// A term that is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Asked {
    pub(crate) term: u32,
    /// In parts of [`WEIGHT_PARTS`].
    pub(crate) weight: u32,
    /// Whether it is of the short list too.
    pub(crate) is_short: bool,
}

/// Sums are whole numbers: a squared idf in so many parts. Even among all
/// numbers of 32 bits the sum of the long list stays within twenty bits.
const WEIGHT_PARTS: f32 = 32.0;

/// A draft turned into terms with weights.
#[derive(Debug)]
pub(crate) struct Query {
    /// All its terms with their squared idf.
    weights: Table,
    values: Vec<f32>,
    all: f32,
    /// What the terms that are not asked for can bring a candidate, in the
    /// units of its sum.
    pub(crate) untold: f32,
    /// Where none of its terms falls there is none of them.
    filter: [u64; FILTER_WORDS],
    pub(crate) docs: u64,
    pub(crate) asked: Vec<Asked>,
    pub(crate) cells: Vec<u32>,
}

impl Query {
    /// `count` tells in how many of `docs` requests a term is, `is_listed`
    /// whether all of them can be asked for.
    pub(crate) fn new(
        draft: &MatchDraft,
        docs: u64,
        count: impl Fn(u32) -> u64,
        is_listed: impl Fn(u32) -> bool,
    ) -> Self {
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
        let all: f32 = values.iter().sum();
        let is_told = |asked: &&Asked| {
            weights.get(u64::from(asked.term) + 1).is_some() && is_listed(asked.term)
        };
        let told: u32 = asked.iter().filter(is_told).map(|asked| asked.weight).sum();
        let untold = (all * WEIGHT_PARTS - told as f32).max(0.0);
        let mut filter = [0; FILTER_WORDS];
        for term in &found {
            let (word, bit) = filter_place(*term);
            filter[word] |= bit;
        }
        let cells = cells.unwrap_or_default();
        Self { weights, values, all, untold, filter, docs, asked, cells }
    }

    /// What a sum held against its length is as a likeness.
    pub(crate) fn unit(&self) -> f32 {
        if self.all > 0.0 {
            (self.values.len() as f32).sqrt() / (self.all * WEIGHT_PARTS)
        } else {
            0.0
        }
    }

    /// How alike a stored text is, in 0–1: the squared idf of what both have
    /// against all the draft has, held against the lengths. This is what
    /// "exact scoring" means everywhere.
    pub(crate) fn likeness(&self, text: &[char], size: u8, seen: &mut Seen) -> f32 {
        seen.next(self.values.len());
        let mut shared = 0.0;
        terms::each_term(text, |term| {
            let (word, bit) = filter_place(term);
            if self.filter[word] & bit != 0
                && let Some(place) = self.weights.get(u64::from(term) + 1)
                && seen.first_time(place)
            {
                shared += self.values[place as usize];
            }
        });
        let length = (self.values.len() as f32 / f32::from(size.max(1))).sqrt();
        if self.all > 0.0 { (shared / self.all * length).min(1.0) } else { 0.0 }
    }
}

/// Bits of the filter: a hundred and fifty terms leave one stranger in a
/// hundred through.
const FILTER_WORDS: usize = 256;

#[inline]
fn filter_place(term: u32) -> (usize, u64) {
    let spread = term.wrapping_mul(0x9e37_79b1) >> 18;
    ((spread >> 6) as usize, 1 << (spread & 63))
}

/// Squared idf.
fn weight(docs: u64, count: u64) -> f32 {
    let idf = ((docs as f32 + 1.0) / (count as f32 + 0.5)).ln().max(0.1);
    idf * idf
}

/// The rarest terms that are known at all, within the budget.
fn rarest(counted: &[(u64, u32)], docs: u64) -> Vec<Asked> {
    let mut left = (docs / 20).clamp(BUDGET.0, BUDGET.1);
    let long = if docs < SMALL { LONG_OF_SMALL } else { LONG };
    let mut asked = Vec::with_capacity(long);
    for (count, term) in counted.iter().filter(|(count, _)| *count > 0) {
        if asked.len() == long || *count > left {
            break;
        }
        left -= count;
        let weight = (weight(docs, *count) * WEIGHT_PARTS) as u32;
        asked.push(Asked { term: *term, weight, is_short: asked.len() < SHORT });
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

/// A request worth scoring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) place: Place,
    /// What the terms asked for bring it, held against its length; at least
    /// that for those that are not of the long list.
    pub(crate) told: f32,
    /// What a sum is multiplied with for its length.
    pub(crate) factor: f32,
}

/// The best candidates so far.
#[derive(Debug)]
pub(crate) struct Tops {
    long: Best,
    short: Best,
    /// By size: what a sum is multiplied with.
    factors: Vec<f32>,
    recent: Vec<Candidate>,
}

impl Tops {
    /// For an index of so many requests.
    pub(crate) fn new(docs: u64) -> Self {
        let keep = KEEP + (docs / KEEP_MORE).min(KEEP_MORE_MAX) as usize;
        let best = |keep| Best { keep, floor: 0.0, found: Vec::with_capacity(keep * 2) };
        let factors = (0..=255).map(|size: u8| f32::from(size.max(1)).sqrt().recip()).collect();
        Self { long: best(keep), short: best(keep / SHORT_SHARE), factors, recent: Vec::new() }
    }

    /// The sums, of the short list and of the long one, below which no request
    /// of so many terms or more is kept.
    pub(crate) fn cuts(&self, least_size: u8) -> [u32; 2] {
        let factor = self.factors[usize::from(least_size)];
        [&self.short, &self.long].map(|best| ((best.floor / factor) as u32).max(1))
    }

    #[inline]
    pub(crate) fn push_long(&mut self, sum: u32, size: u8, place: Place) {
        let factor = self.factors[usize::from(size)];
        self.long.push(Candidate { place, told: sum as f32 * factor, factor });
    }

    #[inline]
    pub(crate) fn push_short(&mut self, sum: u32, size: u8, place: Place) {
        let factor = self.factors[usize::from(size)];
        self.short.push(Candidate { place, told: sum as f32 * factor, factor });
    }

    pub(crate) fn push_recent(&mut self, size: u8, place: Place) {
        let factor = self.factors[usize::from(size)];
        self.recent.push(Candidate { place, told: 0.0, factor });
    }

    /// All candidates, each once, the most told first.
    pub(crate) fn candidates(mut self) -> Vec<Candidate> {
        self.long.cut();
        self.short.cut();
        let mut all = self.long.found;
        // Whoever is not of the long list brings no more than its last one.
        let told = self.long.floor;
        let others = self.short.found.into_iter().chain(self.recent);
        all.extend(others.map(|candidate| Candidate { told, ..candidate }));
        all.sort_unstable_by(|a, b| a.place.cmp(&b.place).then(b.told.total_cmp(&a.told)));
        all.dedup_by_key(|candidate| candidate.place);
        all.sort_unstable_by(|a, b| b.told.total_cmp(&a.told).then(b.place.cmp(&a.place)));
        all
    }
}

#[derive(Debug)]
struct Best {
    keep: usize,
    floor: f32,
    found: Vec<Candidate>,
}

impl Best {
    #[inline]
    fn push(&mut self, candidate: Candidate) {
        if candidate.told > self.floor {
            self.found.push(candidate);
            if self.found.len() >= self.keep * 2 {
                self.cut();
            }
        }
    }

    fn cut(&mut self) {
        if self.found.len() <= self.keep {
            return;
        }
        // Of equals the newest.
        let order =
            |a: &Candidate, b: &Candidate| b.told.total_cmp(&a.told).then(b.place.cmp(&a.place));
        self.found.select_nth_unstable_by(self.keep - 1, order);
        self.found.truncate(self.keep);
        self.floor = self.found.last().map_or(0.0, |candidate| candidate.told);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_the_rarest_terms_fits_its_bits_however_large_the_index() {
        for (docs, long) in [(SMALL, LONG_OF_SMALL), (u32::MAX.into(), LONG)] {
            let rarest = (weight(docs, 1) * WEIGHT_PARTS) as u64;
            assert!(rarest * (long as u64) < 1 << super::super::gather::SUM_BITS);
        }
    }

    #[test]
    fn what_is_asked_is_rarest_first_within_the_budget_and_what_is_not_listed_stays_untold() {
        let draft = MatchDraft {
            content: "甲乙丙丁戊己庚辛壬癸".repeat(3),
            ..MatchDraft::default()
        };
        let known = |term: u32| if term >> 16 == u32::from('甲') { 30_000 } else { 300 };
        let query = |listed: bool| Query::new(&draft, 1_000_000, known, |_| listed);
        let asked = query(true).asked;
        assert_eq!(asked.len(), 10);
        assert!(asked.windows(2).all(|two| two[0].weight >= two[1].weight));
        assert_eq!(asked.iter().filter(|asked| asked.is_short).count(), 10);
        let rounded = query(true).untold;
        assert!(rounded < 10.0, "{rounded}");
        let all = query(false);
        assert_eq!(all.untold, all.all * WEIGHT_PARTS);
        // A term that would take more than the budget is not asked for.
        let frequent = |_: u32| 60_000;
        assert!(Query::new(&draft, 1_000_000, frequent, |_| true).asked.is_empty());
    }
}
