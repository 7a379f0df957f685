//! What leads to a door: unit, floor and room of a building. The building
//! itself stays, so that the text still says where.

use super::letters::{Letters, number_of};
use super::{Kind, Span, add};

const BUILDINGS: [&str; 8] = ["栋", "幢", "号楼", "座", "号院", "小区", "单元", "公寓"];
const ROOMS: [&str; 6] = ["号房间", "室", "房间", "号房", "房", "户"];

/// Finds door numbers.
pub(super) fn find(letters: &Letters, spans: &mut Vec<Span>) {
    let mut place = 0;
    while place < letters.len() {
        let end = door_from(letters, place);
        if let Some(end) = end {
            add(spans, Kind::Door, place..end);
        }
        place = end.unwrap_or(place + 1);
    }
}

fn number(letters: &Letters, place: usize) -> usize {
    letters.run(place, |letter| number_of(letter).is_some() || letter == '十' || letter == '百')
}

/// Where the door ends that begins at a place: `2单元7楼702室`, `2单元702`,
/// `702室`, or `702` right after its building.
fn door_from(letters: &Letters, start: usize) -> Option<usize> {
    let first = number(letters, start);
    if first == 0 || number_of(letters.before(start, 1)).is_some() {
        return None;
    }
    let after_building = letters.ends(start, &BUILDINGS);
    let mut end = start;
    let mut is_door = false;
    // A unit alone is no door: its lift is everybody's.
    let unit = letters.longest(end + first, &["单元", "门洞"]);
    end += unit.map_or(0, |word| first + word);
    let floor = number(letters, end);
    if let Some(word) = letters.longest(end + floor, &["楼", "层"]) {
        // A floor alone is no door: the third floor of a market.
        if floor > 0 && (unit.is_some() || after_building) {
            end += floor + word;
            is_door = true;
        }
    }
    let after_unit = is_door || unit.is_some();
    let gap = usize::from(after_unit && matches!(letters.at(end), '-' | ' '));
    let room = number(letters, end + gap);
    let word = letters.longest(end + gap + room, &ROOMS);
    match word {
        Some(word) if (2..=4).contains(&room) => Some(end + gap + room + word),
        None if (3..=4).contains(&room) && (after_unit || after_building) => {
            let is_amount =
                letters.longest(end + gap + room, &["元", "块", "年", "人", "米", "平", "号"]);
            if is_amount.is_some() { is_door.then_some(end) } else { Some(end + gap + room) }
        }
        _ => is_door.then_some(end),
    }
}
