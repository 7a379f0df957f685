//! Candidates out of a segment's lists: sums of weights, a stretch of request
//! numbers at a time so that they stay in the processor's cache.

use super::fault::IndexFault;
use super::merge::Part;
use super::query::{Asked, Query, RECENT, Tops};

/// Requests whose sums are held together: a sixty-fourth of a segment, within
/// these.
const STRETCH: (usize, usize) = (1 << 14, 1 << 17);

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
    crossed: Vec<u32>,
}

/// Bits of a sum: forty-eight weights of at most `query::WEIGHT_MAX`.
const SUM_BITS: u32 = 20;
const TURNS: u32 = 1 << (u32::BITS - SUM_BITS);

impl Sums {
    /// Begins anew for so many requests.
    #[inline]
    pub(crate) fn begin(&mut self, requests: usize) -> Stretch<'_> {
        if self.slots.len() < requests {
            self.slots.resize(requests, 0);
        }
        self.turn += 1;
        if self.turn == TURNS {
            self.slots.fill(0);
            self.turn = 1;
        }
        self.crossed.clear();
        let stamp = self.turn << SUM_BITS;
        Stretch { slots: &mut self.slots[..requests], crossed: &mut self.crossed, stamp }
    }
}

/// Sums under way.
pub(crate) struct Stretch<'a> {
    slots: &'a mut [u32],
    crossed: &'a mut Vec<u32>,
    stamp: u32,
}

impl Stretch<'_> {
    /// Adds to a request's sum; notes when it reaches `cut`, below which none
    /// can be a candidate.
    #[inline]
    pub(crate) fn add(&mut self, number: u32, weight: u32, cut: u32) {
        let slot = &mut self.slots[number as usize];
        let before = slot.saturating_sub(self.stamp);
        let after = before + weight;
        *slot = self.stamp + after;
        if before < cut && after >= cut {
            self.crossed.push(number);
        }
    }

    /// The same for the beginning of a list, as far as the stretch goes; tells
    /// how many.
    #[inline]
    fn add_all(&mut self, list: &[u32], begin: u32, weight: u32, cut: u32) -> usize {
        let end = u64::from(begin) + self.slots.len() as u64;
        let mut taken = 0;
        for &number in list.iter().take_while(|number| u64::from(**number) < end) {
            self.add(number - begin, weight, cut);
            taken += 1;
        }
        taken
    }

    /// Requests that reached the cut, with their sums.
    pub(crate) fn crossed(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.crossed.iter().map(|number| (*number, self.slots[*number as usize] - self.stamp))
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
        let cut = tops.cut(segment.least_size());
        let mut sums = sums.begin(stretch);
        for cursor in short.iter_mut() {
            let list = &numbers[cursor.at..cursor.end];
            cursor.at += sums.add_all(list, begin, cursor.weight, cut);
        }
        for (number, sum) in sums.crossed() {
            let number = begin + number;
            if alive(number) {
                tops.push_short(sum, segment.size(number), (which, number));
            }
        }
        for cursor in others.iter_mut() {
            let list = &numbers[cursor.at..cursor.end];
            cursor.at += sums.add_all(list, begin, cursor.weight, cut);
        }
        for (number, sum) in sums.crossed() {
            let number = begin + number;
            if alive(number) {
                tops.push_long(sum, segment.size(number), (which, number));
            }
        }
    }
}
