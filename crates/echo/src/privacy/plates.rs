//! Number plates: a province, a letter, and five or six signs; those of the
//! police, of learners, trailers, missions and new-energy vehicles too.

use super::letters::{Letters, is_gap};
use super::{Kind, Span, add};

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/// What a plate of a special vehicle ends in.
const ENDINGS: &str = "警学挂港澳试超使领临";
/// After these words a plate may stand without its province.
const CUES: [&str; 9] =
    ["车牌号码", "车牌号", "车牌", "牌照", "车号", "号牌", "牌号", "车牌照", "车辆号牌"];

/// Finds number plates.
pub(super) fn find(letters: &Letters, spans: &mut Vec<Span>) {
    for start in 0..letters.len() {
        let end = with_province(letters, start)
            .or_else(|| armed(letters, start))
            .or_else(|| after_cue(letters, start));
        if let Some(end) = end {
            add(spans, Kind::Plate, start..end);
        }
    }
}

fn with_province(letters: &Letters, start: usize) -> Option<usize> {
    let is_mission = letters.at(start) == '使' && letters.at(start + 1).is_ascii_digit();
    if is_mission {
        let (end, signs, digits) = signs(letters, start + 1, 6);
        return (signs == 6 && digits == 6).then_some(end);
    }
    let city = start + 1 + letters.run(start + 1, |letter| letter == ' ').min(1);
    if !PROVINCES.contains(letters.at(start)) || !letters.at(city).is_ascii_alphabetic() {
        return None;
    }
    let from = city + 1 + letters.run(city + 1, is_gap).min(2);
    body(letters, from, 4)
}

/// The signs after the letter: where they end, if they are a plate.
fn body(letters: &Letters, from: usize, least: usize) -> Option<usize> {
    let (end, count, digits) = signs(letters, from, 6);
    if digits < 2 || count < least {
        return None;
    }
    let is_special = ENDINGS.contains(letters.at(end));
    match count {
        4 if is_special => Some(end + 1),
        5 if is_special && letters.at(end) != '超' => Some(end + 1),
        5 | 6 => Some(end),
        _ => None,
    }
}

/// The capital letters and digits from a place on, with gaps between them:
/// where they end, how many, and how many of them are digits.
fn signs(letters: &Letters, from: usize, most: usize) -> (usize, usize, usize) {
    let (mut end, mut count, mut digits) = (from, 0, 0);
    let mut place = from;
    loop {
        let letter = letters.at(place);
        if letter.is_ascii_alphanumeric() {
            count += 1;
            digits += usize::from(letter.is_ascii_digit());
            place += 1;
            end = place;
        } else if count > 0 && is_gap(letter) && letters.at(place + 1).is_ascii_alphanumeric() {
            place += 1;
        } else {
            break;
        }
        if count > most {
            return (end, 0, 0);
        }
    }
    (end, count, digits)
}

/// Armed police (WJ, province) and army (two letters and five digits).
fn armed(letters: &Letters, start: usize) -> Option<usize> {
    if letters.before(start, 1).is_ascii_alphanumeric() || !letters.has(start, "WJ") {
        return None;
    }
    let from = start + 2 + letters.run(start + 2, is_gap).min(1);
    let from = from + usize::from(PROVINCES.contains(letters.at(from)));
    let (end, count, digits) = signs(letters, from, 5);
    (count == 5 && digits >= 4).then_some(end)
}

/// A letter and its signs after a word that says what they are.
fn after_cue(letters: &Letters, start: usize) -> Option<usize> {
    if !letters.at(start).is_ascii_alphabetic() {
        return None;
    }
    let links = |letter: char| matches!(letter, '是' | '为' | ':' | '：' | ' ' | ',' | '，');
    let gap = (1..=2).take_while(|step| links(letters.before(start, *step))).count();
    if !letters.ends(start - gap, &CUES) {
        return None;
    }
    let from = start + 1 + letters.run(start + 1, is_gap).min(1);
    body(letters, from, 5)
}
