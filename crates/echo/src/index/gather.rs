//! Candidates out of a segment's lists: sums of weights, a stretch of request
//! numbers at a time so that they stay in the processor's cache.

use super::fault::IndexFault;
use super::merge::Part;
use super::query::{Asked, Query, RECENT, Tops};

/// Requests whose sums are held together: a sixty-fourth of a segment, within
/// these.
const STRETCH: (usize, usize) = (1 << 14, 1 << 16);

/// Buffers that go from query to query.
#[derive(Debug, Default)]
pub(crate) struct Room {
    pub(crate) bytes: Vec<u8>,
    numbers: Vec<u32>,
    pub(crate) sums: Sums,
    /// Texts of candidates.
    pub(crate) text: Vec<char>,
}

/// Sums by request, for one stretch after another. A sum of an earlier stretch
/// counts as nothing, so nothing is ever cleared.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    /// The turn, and below it the sum.
    slots: Vec<u32>,
    turn: u32,
    /// Requests whose sum is worth a look, one place more than there are sums.
    crossed: Vec<u32>,
}

/// Bits of a sum: sixty-four weights however rare the terms.
pub(crate) const SUM_BITS: u32 = 20;
const TURNS: u32 = 1 << (u32::BITS - SUM_BITS);

impl Sums {
    /// Begins anew for so many requests.
    #[inline]
    pub(crate) fn begin(&mut self, requests: usize) -> Stretch<'_> {
        if self.slots.len() < requests {
            self.slots.resize(requests, 0);
            self.crossed.resize(requests + 1, 0);
        }
        self.turn += 1;
        if self.turn == TURNS {
            self.slots.fill(0);
            self.turn = 1;
        }
        let stamp = self.turn << SUM_BITS;
        let slots = &mut self.slots[..requests];
        Stretch { slots, crossed: &mut self.crossed, many_crossed: 0, stamp }
    }
}

/// Sums under way.
pub(crate) struct Stretch<'a> {
    slots: &'a mut [u32],
    crossed: &'a mut [u32],
    many_crossed: usize,
    stamp: u32,
}

impl Stretch<'_> {
    /// Adds to the sums of a list's requests, as far as the stretch goes from
    /// `begin`, and tells how many they are. Notes whose sum reaches `cut`,
    /// below which none can be a candidate.
    #[inline]
    pub(crate) fn add_all(&mut self, list: &[u32], begin: u32, weight: u32, cut: u32) -> usize {
        let (slots, crossed, stamp) = (&mut *self.slots, &mut *self.crossed, self.stamp);
        let (mut taken, mut many_crossed) = (0, self.many_crossed);
        for &number in list {
            let number = number - begin;
            let Some(slot) = slots.get_mut(number as usize) else { break };
            let before = slot.saturating_sub(stamp);
            let after = before + weight;
            *slot = stamp + after;
            // Written always and counted sometimes: no guess that can be wrong.
            if let Some(place) = crossed.get_mut(many_crossed) {
                *place = number;
            }
            many_crossed += usize::from((before < cut) & (after >= cut));
            taken += 1;
        }
        self.many_crossed = many_crossed;
        taken
    }

    /// Requests that reached the cut, with their sums.
    pub(crate) fn crossed(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let crossed = self.crossed.get(..self.many_crossed).unwrap_or_default();
        crossed.iter().map(|number| (*number, self.slots[*number as usize] - self.stamp))
    }
}

/// One list in [`Room::numbers`].
struct Cursor {
    at: usize,
    end: usize,
    weight: u32,
}

/// Gathers the candidates of one segment.
pub(crate) fn from_lists(
    part: &Part,
    which: u32,
    query: &Query,
    room: &mut Room,
    tops: &mut Tops,
) -> Result<(), IndexFault> {
    let segment = &part.segment;
    room.numbers.clear();
    let mut read = |asked: &Asked| -> Result<Option<Cursor>, IndexFault> {
        let place = segment.place(asked.term).filter(|place| segment.has_list(*place));
        let Some(place) = place else { return Ok(None) };
        let at = room.numbers.len();
        segment.list(place, &mut room.bytes, &mut room.numbers)?;
        Ok(Some(Cursor { at, end: room.numbers.len(), weight: asked.weight }))
    };
    let (mut short, mut others) = (Vec::new(), Vec::new());
    for asked in &query.asked {
        let cursors = if asked.is_short { &mut short } else { &mut others };
        cursors.extend(read(asked)?);
    }
    sum(part, which, [&mut short, &mut others], room, tops);
    for cell in &query.cells {
        let Some(place) = segment.place(*cell) else { continue };
        room.numbers.clear();
        segment.list(place, &mut room.bytes, &mut room.numbers)?;
        let living = room.numbers.iter().rev().filter(|number| !part.dead.contains(number));
        for number in living.take(RECENT) {
            tops.push_recent(segment.size(*number), (which, *number));
        }
    }
    Ok(())
}

fn sum(
    part: &Part,
    which: u32,
    [short, others]: [&mut Vec<Cursor>; 2],
    room: &mut Room,
    tops: &mut Tops,
) {
    let Room { numbers, sums, .. } = room;
    let segment = &part.segment;
    let stretch = (segment.docs() as usize / 64).next_power_of_two().clamp(STRETCH.0, STRETCH.1);
    let alive = |number: u32| part.dead.is_empty() || !part.dead.contains(&number);
    let unfinished = |cursor: &Cursor| cursor.at < cursor.end;
    loop {
        short.retain(unfinished);
        others.retain(unfinished);
        let cursors = short.iter().chain(others.iter());
        let Some(next) = cursors.map(|cursor| numbers[cursor.at]).min() else { return };
        let begin = next - next % stretch as u32;
        let [cut_short, cut_long] = tops.cuts(segment.least_size());
        let cut = cut_short.min(cut_long);
        let mut sums = sums.begin(stretch);
        for cursor in short.iter_mut() {
            let list = &numbers[cursor.at..cursor.end];
            cursor.at += sums.add_all(list, begin, cursor.weight, cut);
        }
        for (number, sum) in sums.crossed().filter(|(_, sum)| *sum >= cut_short) {
            let number = begin + number;
            if alive(number) {
                tops.push_short(sum, segment.size(number), (which, number));
            }
        }
        for cursor in others.iter_mut() {
            let list = &numbers[cursor.at..cursor.end];
            cursor.at += sums.add_all(list, begin, cursor.weight, cut);
        }
        for (number, sum) in sums.crossed().filter(|(_, sum)| *sum >= cut_long) {
            let number = begin + number;
            if alive(number) {
                tops.push_long(sum, segment.size(number), (which, number));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn exactly_those_cross_whose_sum_reaches_the_cut_turn_after_turn(
            lists in prop::collection::vec(
                (prop::collection::btree_set(0..200_u32, 0..60), 1..500_u32), 1..12),
            cut in 1..2_000_u32,
            turns in 1..5_usize,
        ) {
            let mut sums = Sums { turn: TURNS - 3, ..Sums::default() };
            for turn in 0..turns {
                // Lists go on beyond the stretch.
                let (begin, room) = (turn as u32 * 50, 50);
                let mut stretch = sums.begin(room);
                let mut expected: BTreeMap<u32, u32> = BTreeMap::new();
                for (list, weight) in &lists {
                    let list: Vec<u32> = list.iter().copied().filter(|n| *n >= begin).collect();
                    let here = list.iter().filter(|number| **number < begin + room as u32);
                    here.clone().for_each(|n| *expected.entry(n - begin).or_default() += weight);
                    let taken = stretch.add_all(&list, begin, *weight, cut);
                    prop_assert_eq!(taken, here.count());
                }
                expected.retain(|_, sum| *sum >= cut);
                let crossed: Vec<(u32, u32)> = stretch.crossed().collect();
                prop_assert_eq!(crossed.len(), expected.len());
                prop_assert_eq!(crossed.into_iter().collect::<BTreeMap<_, _>>(), expected);
            }
        }
    }
}
