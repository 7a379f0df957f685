//! All messages seen so far, in memory: for plain files, where each message is
//! held against every earlier one. A city's index is another thing.

use std::collections::HashMap;

use super::prepared::{Message, Prepared};
use super::rarity::{Gram, Rarity};
use super::scorer::probability;

/// Candidates judged for one message.
const JUDGED: usize = 64;
/// Judged besides, for what they share of the names of places: copied texts
/// about other places would otherwise take all the room.
const PLACED: usize = 32;
/// Judged besides for being near, when the message has a point.
const NEAR: usize = 32;
/// Postings read for one message at most.
const BUDGET: usize = 400_000;
/// Weights are worked out again when so much more has been seen.
const GROWTH: f32 = 1.5;
/// Side of a cell, in degrees of latitude: about 300 metres.
const CELL: f64 = 0.0027;

/// Messages in the order they came.
#[derive(Default)]
pub struct Corpus {
    rarity: Rarity,
    prepared: Vec<Prepared>,
    messages: Vec<Message>,
    weighed_at: usize,
    postings: HashMap<Gram, Vec<u32>>,
    cells: HashMap<(i32, i32), Vec<u32>>,
}

/// An earlier message and how probable the same matter is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Earlier {
    /// The how-manieth message it was.
    pub number: usize,
    /// Calibrated.
    pub probability: f32,
}

impl Corpus {
    /// The most probable earlier messages about the same matter, best first.
    /// What is common is judged by what has been seen so far.
    pub fn find(&mut self, message: &Message, limit: usize) -> Vec<Earlier> {
        let judged = self.judge(message, probability);
        let mut found: Vec<Earlier> = judged
            .into_iter()
            .map(|(number, probability)| Earlier { number, probability })
            .collect();
        found.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(b.number.cmp(&a.number)));
        found.truncate(limit);
        found
    }

    /// What `judge` says of each candidate among the earlier messages.
    pub fn judge<T>(
        &mut self,
        message: &Message,
        judge: impl Fn(&Prepared, &Prepared) -> T,
    ) -> Vec<(usize, T)> {
        self.weigh();
        let asked = Prepared::new(message, &self.rarity);
        self.candidates(&asked)
            .into_iter()
            .filter_map(|number| Some((number, judge(&asked, self.prepared.get(number)?))))
            .collect()
    }

    /// Takes a message in.
    pub fn add(&mut self, message: Message) {
        let Ok(number) = u32::try_from(self.messages.len()) else { return };
        let prepared = Prepared::new(&message, &self.rarity);
        for (gram, _) in prepared.pairs.grams() {
            self.postings.entry(gram).or_default().push(number);
        }
        if let Some(point) = message.point {
            self.cells.entry(cell(point)).or_default().push(number);
        }
        self.rarity.add_message(&message);
        self.prepared.push(prepared);
        self.messages.push(message);
    }

    /// Old messages keep the weights of their time until much more is known.
    fn weigh(&mut self) {
        if (self.messages.len() as f32) < self.weighed_at as f32 * GROWTH + 20.0 {
            return;
        }
        self.weighed_at = self.messages.len();
        // One by one: two sets of them would need twice the memory.
        for (prepared, message) in self.prepared.iter_mut().zip(&self.messages) {
            *prepared = Prepared::new(message, &self.rarity);
        }
    }

    fn candidates(&self, asked: &Prepared) -> Vec<usize> {
        // What each shares with the message, in all and in its names of places.
        let mut sums: HashMap<u32, (f32, f32)> = HashMap::new();
        let mut grams: Vec<(Gram, usize)> = asked
            .pairs
            .grams()
            .map(|(gram, _)| (gram, self.postings.get(&gram).map_or(0, Vec::len)))
            .collect();
        grams.sort_unstable_by_key(|(_, postings)| *postings);
        let mut read = 0;
        for (gram, postings) in grams {
            read += postings;
            if read > BUDGET {
                break;
            }
            let idf = self.rarity.idf(gram);
            let placed = if asked.place.has(gram) { idf * idf } else { 0.0 };
            for number in self.postings.get(&gram).into_iter().flatten() {
                let (sum, place) = sums.entry(*number).or_default();
                *sum += idf * idf;
                *place += placed;
            }
        }
        let score = |number: u32, sum: f32| {
            let length = self.prepared.get(number as usize).map_or(1, |other| other.pairs.len());
            sum / (length as f32 + 30.0).sqrt()
        };
        let mut best: Vec<(f32, f32, u32)> = sums
            .into_iter()
            .map(|(number, (sum, place))| (score(number, sum), place, number))
            .collect();
        best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.2.cmp(&a.2)));
        let mut rest = best.split_off(best.len().min(JUDGED));
        rest.retain(|(_, place, _)| *place > 0.0);
        rest.sort_by(|a, b| b.1.total_cmp(&a.1));
        rest.truncate(PLACED);
        let mut taken: Vec<u32> = best.iter().chain(&rest).map(|(_, _, number)| *number).collect();
        taken.extend(self.near(asked));
        taken.sort_unstable();
        taken.dedup();
        taken.into_iter().map(|number| number as usize).collect()
    }

    /// The latest around a point.
    fn near(&self, asked: &Prepared) -> Vec<u32> {
        let Some(point) = asked.point else { return Vec::new() };
        let (column, row) = cell(point);
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (column + dx, row + dy)));
        let mut near: Vec<(bool, f64, u32)> = around
            .filter_map(|cell| self.cells.get(&cell))
            .flat_map(|cell| cell.iter().rev().take(200))
            .filter_map(|number| {
                let other = self.prepared.get(*number as usize)?;
                let metres = super::points::metres_between(asked, other)?;
                Some((other.category != asked.category, metres, *number))
            })
            .collect();
        near.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(b.2.cmp(&a.2)));
        near.into_iter().take(NEAR).map(|(_, _, number)| number).collect()
    }
}

fn cell(point: (f64, f64)) -> (i32, i32) {
    let wide = CELL / 0.74;
    ((point.0 / wide).floor() as i32, (point.1 / CELL).floor() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(title: &str, body: &str) -> Message {
        Message { title: title.into(), body: body.into(), ..Message::default() }
    }

    #[test]
    fn an_earlier_message_about_the_same_matter_is_found_first() {
        let mut corpus = Corpus::default();
        assert!(corpus.find(&said("路灯不亮", ""), 3).is_empty());
        for (title, body) in [
            ("幸福路东段路灯不亮", "幸福路东段的路灯已经坏了三天，晚上很黑。"),
            (
                "丽景花园三栋电梯坏了没人修",
                "丽景花园三栋的电梯坏了一个星期，老人下不了楼，物业一直不修。",
            ),
            ("工地半夜施工噪声太大", "和平路旁的工地每天半夜施工，噪声太大，无法入睡。"),
        ] {
            corpus.add(said(title, body));
        }
        let found = corpus.find(
            &said(
                "丽景花园三栋电梯还没修好",
                "丽景花园三栋电梯坏了，物业到现在都不修，老人没法下楼。",
            ),
            3,
        );
        assert_eq!(found[0].number, 1);
        assert!(found[0].probability > 0.5, "{found:?}");
        assert!(found.iter().skip(1).all(|other| other.probability < 0.5), "{found:?}");
    }
}
