//! The inverted index over bigrams.

use std::collections::HashMap;

use kernel::id::Id;
use kernel::ports::{MatchCandidate, MatchDraft};
use kernel::time::{DAY_US, Instant};

use crate::text::{grams_of, grams_of_words, plain, shared_runs};

/// Postings read for one query at most: what keeps it fast.
const BUDGET: usize = 40_000;
/// Bigrams asked for at most.
const GRAMS_MAX: usize = 40;
/// Below this likeness nothing is shown.
const SCORE_MIN: f32 = 0.12;

#[derive(Default)]
pub(crate) struct Index {
    docs: Vec<Doc>,
    by_order: HashMap<Id, u32>,
    postings: HashMap<u32, Vec<u32>>,
    live: usize,
}

struct Doc {
    order: Id,
    live: bool,
    grams: u32,
    title: Box<str>,
    point_e7: Option<(i64, i64)>,
    at: Instant,
}

impl Index {
    pub(crate) fn len(&self) -> usize {
        self.live
    }

    pub(crate) fn knows(&self, order: Id) -> bool {
        self.by_order.contains_key(&order)
    }

    pub(crate) fn insert(&mut self, order: Id, draft: &MatchDraft) {
        self.remove(order);
        let grams = grams_of(&draft.title, &draft.content, &draft.address);
        let Ok(number) = u32::try_from(self.docs.len()) else { return };
        for gram in &grams {
            self.postings.entry(*gram).or_default().push(number);
        }
        self.docs.push(Doc {
            order,
            live: true,
            grams: grams.len() as u32,
            title: draft.title.as_str().into(),
            point_e7: draft.point_e7,
            at: draft.at,
        });
        self.by_order.insert(order, number);
        self.live += 1;
    }

    /// The postings stay; a dead document is passed over until the next rebuild.
    pub(crate) fn remove(&mut self, order: Id) {
        let Some(number) = self.by_order.remove(&order) else { return };
        if let Some(doc) = self.docs.get_mut(number as usize) {
            doc.live = false;
            self.live -= 1;
        }
    }

    pub(crate) fn similar(&self, draft: &MatchDraft, limit: usize) -> Vec<MatchCandidate> {
        let grams = grams_of(&draft.title, &draft.content, &draft.address);
        let mut asked: Vec<(u32, usize)> =
            grams.iter().map(|gram| (*gram, self.frequency(*gram))).collect();
        asked.sort_unstable_by_key(|(_, frequency)| *frequency);
        let mut sums: HashMap<u32, f32> = HashMap::new();
        let (mut read, mut weight_all) = (0, 0.0);
        for (gram, frequency) in asked.iter().take(GRAMS_MAX) {
            let weight = self.weight(*frequency);
            weight_all += weight;
            read += frequency;
            if read > BUDGET {
                break;
            }
            for number in self.postings.get(gram).into_iter().flatten() {
                *sums.entry(*number).or_default() += weight;
            }
        }
        let mut scored: Vec<(f32, &Doc)> = sums
            .into_iter()
            .filter_map(|(number, sum)| {
                let doc = self.docs.get(number as usize).filter(|doc| doc.live)?;
                let score = likeness(sum, weight_all, grams.len(), doc) * near(draft, doc);
                (score >= SCORE_MIN).then_some((score, doc))
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.order.cmp(&a.1.order)));
        scored.truncate(limit);
        scored.into_iter().map(|(score, doc)| candidate(draft, score, doc)).collect()
    }

    /// Orders that have all the bigrams of each word, newest first.
    pub(crate) fn search(&self, words: &str, limit: usize) -> Vec<Id> {
        let mut lists = Vec::new();
        for word in words.split_whitespace() {
            let letters = plain(word);
            if letters.len() < 2 {
                continue;
            }
            for gram in grams_of_words(&letters) {
                let Some(list) = self.postings.get(&gram) else { return Vec::new() };
                lists.push(list);
            }
        }
        lists.sort_by_key(|list| list.len());
        let Some((shortest, others)) = lists.split_first() else { return Vec::new() };
        shortest
            .iter()
            .rev()
            .filter(|number| others.iter().all(|list| list.binary_search(number).is_ok()))
            .filter_map(|number| self.docs.get(*number as usize).filter(|doc| doc.live))
            .map(|doc| doc.order)
            .take(limit)
            .collect()
    }

    fn frequency(&self, gram: u32) -> usize {
        self.postings.get(&gram).map_or(0, Vec::len)
    }

    /// Squared idf.
    fn weight(&self, frequency: usize) -> f32 {
        let all = self.docs.len().max(1) as f32;
        let idf = ((all + 1.0) / (frequency as f32 + 0.5)).ln().max(0.1);
        idf * idf
    }
}

/// How much of what was asked the document has, held against its length.
fn likeness(sum: f32, asked: f32, query_grams: usize, doc: &Doc) -> f32 {
    if asked <= 0.0 {
        return 0.0;
    }
    let (mine, theirs) = (query_grams.max(1) as f32, doc.grams.max(1) as f32);
    let length = (mine.min(theirs) / mine.max(theirs)).powf(0.15);
    (sum / asked * length).min(1.0)
}

/// Two points far apart speak against the same matter; a long time does too,
/// but less.
fn near(draft: &MatchDraft, doc: &Doc) -> f32 {
    let place = match (draft.point_e7, doc.point_e7) {
        (Some(a), Some(b)) => match metres(a, b) {
            0.0..300.0 => 1.1,
            300.0..1_500.0 => 1.0,
            1_500.0..5_000.0 => 0.7,
            _ => 0.5,
        },
        _ => 1.0,
    };
    let days = (draft.at.since(doc.at) / DAY_US).unsigned_abs() as f32;
    place / (1.0 + days / 720.0)
}

fn metres(a: (i64, i64), b: (i64, i64)) -> f64 {
    const METRES_PER_E7: f64 = 0.011_132;
    let latitude = (a.1 as f64 / 1e7).to_radians();
    let (dx, dy) = ((a.0 - b.0) as f64 * latitude.cos(), (a.1 - b.1) as f64);
    dx.hypot(dy) * METRES_PER_E7
}

fn candidate(draft: &MatchDraft, score: f32, doc: &Doc) -> MatchCandidate {
    let said = format!("{} {}", draft.title, draft.content);
    MatchCandidate {
        order: doc.order,
        score_milli: (score.clamp(0.0, 1.0) * 1000.0) as u16,
        shared: shared_runs(&doc.title, &said, 4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(title: &str, content: &str) -> MatchDraft {
        MatchDraft { title: title.into(), content: content.into(), ..MatchDraft::default() }
    }

    fn id(n: u128) -> Id {
        Id::from_parts(Instant::from_millis(n as i64), n)
    }

    fn index(titles: &[&str]) -> Index {
        let mut index = Index::default();
        for (n, title) in titles.iter().enumerate() {
            index.insert(id(n as u128), &draft(title, ""));
        }
        index
    }

    #[test]
    fn the_same_matter_in_other_words_comes_first() {
        let index = index(&[
            "幸福路东段路灯不亮",
            "丽景花园三栋电梯坏了没人修",
            "工地半夜施工噪声太大",
            "公园健身器材损坏",
        ]);
        let found = index.similar(&draft("丽景花园3栋电梯又坏了", "老人上不了楼，电梯没人修"), 3);
        assert_eq!(found.first().map(|candidate| candidate.order), Some(id(1)));
        assert!(found[0].shared.contains(&"丽景花园".to_owned()), "{found:?}");
    }

    #[test]
    fn search_needs_every_word_and_gives_the_newest_first() {
        let mut index =
            index(&["幸福路路灯不亮", "幸福路井盖松动", "和平路路灯不亮", "幸福路路灯又不亮"]);
        assert_eq!(index.search("幸福路 路灯", 10), [id(3), id(0)]);
        index.remove(id(3));
        assert_eq!(index.search("幸福路 路灯", 10), [id(0)]);
        assert!(index.search("医院", 10).is_empty());
        assert!(index.search("", 10).is_empty());
    }

    #[test]
    fn a_corrected_text_replaces_the_old_one() {
        let mut index = index(&["路灯不亮"]);
        index.insert(id(0), &draft("井盖松动", ""));
        assert_eq!(index.len(), 1);
        assert!(index.search("路灯", 5).is_empty());
        assert_eq!(index.search("井盖", 5), [id(0)]);
    }

    #[test]
    fn a_place_far_away_counts_less() {
        let mut index = Index::default();
        let at = |lon: i64| MatchDraft {
            point_e7: Some((lon, 280_000_000)),
            ..draft("路灯不亮了", "")
        };
        index.insert(id(1), &at(1_114_000_000));
        index.insert(id(2), &at(1_116_000_000));
        let found = index.similar(&at(1_116_000_500), 2);
        assert_eq!(found[0].order, id(2));
    }
}
