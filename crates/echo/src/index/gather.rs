//! Candidates out of a segment's lists: sums of weights, a stretch of request
//! numbers at a time so that they stay in the processor's cache.

use super::fault::IndexFault;
use super::merge::Part;
use super::query::{Query, RECENT, Tops};

/// Requests whose sums are held together.
const STRETCH: usize = 1 << 14;

/// Buffers that live as long as a query.
#[derive(Default)]
pub(crate) struct Room {
    bytes: Vec<u8>,
    numbers: Vec<u32>,
    sums: Vec<(f32, f32)>,
    touched: Vec<u32>,
}

/// One list in [`Room::numbers`].
struct Cursor {
    at: usize,
    end: usize,
    weight: f32,
    short_weight: f32,
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
    let mut cursors = Vec::with_capacity(query.asked.len());
    for asked in &query.asked {
        let place = segment.place(asked.term).filter(|place| segment.has_list(*place));
        let Some(place) = place else { continue };
        let at = room.numbers.len();
        segment.list(place, &mut room.bytes, &mut room.numbers)?;
        let (weight, short_weight) = (asked.weight, asked.short_weight);
        cursors.push(Cursor { at, end: room.numbers.len(), weight, short_weight });
    }
    sum(&mut cursors, room, |number, long, short| {
        if part.dead.is_empty() || !part.dead.contains(&number) {
            tops.push(long, short, segment.size(number), (which, number));
        }
    });
    for cell in &query.cells {
        let Some(place) = segment.place(*cell) else { continue };
        room.numbers.clear();
        segment.list(place, &mut room.bytes, &mut room.numbers)?;
        let living = room.numbers.iter().rev().filter(|number| !part.dead.contains(number));
        tops.recent.extend(living.take(RECENT).map(|number| (which, *number)));
    }
    Ok(())
}

fn sum(cursors: &mut Vec<Cursor>, room: &mut Room, mut found: impl FnMut(u32, f32, f32)) {
    let Room { numbers, sums, touched, .. } = room;
    sums.resize(STRETCH, (0.0, 0.0));
    cursors.retain(|cursor| cursor.at < cursor.end);
    while let Some(next) = cursors.iter().map(|cursor| numbers[cursor.at]).min() {
        let begin = next - next % STRETCH as u32;
        for cursor in cursors.iter_mut() {
            let list = &numbers[cursor.at..cursor.end];
            let mut taken = 0;
            for &number in list {
                let Some(sum) = sums.get_mut((number - begin) as usize) else { break };
                if sum.0 == 0.0 {
                    touched.push(number);
                }
                sum.0 += cursor.weight;
                sum.1 += cursor.short_weight;
                taken += 1;
            }
            cursor.at += taken;
        }
        for number in touched.drain(..) {
            let (long, short) = std::mem::take(&mut sums[(number - begin) as usize]);
            found(number, long, short);
        }
        cursors.retain(|cursor| cursor.at < cursor.end);
    }
}
