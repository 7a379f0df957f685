//! A request's text as the index stores it, and the terms it is found by.
//!
//! Stored are title, address and the beginning of the body, in plain letters:
//! the matter is told there, and the rest costs more than it brings. Terms are
//! pairs of neighbouring characters, whole words and numbers of Latin letters
//! and digits, and exact keys such as a map cell.

use kernel::ports::MatchDraft;

/// How much of the body is looked at. On real messages 160 characters find as
/// much as 400 do (R@10 .984 and .983), 100 a little less (.980).
pub(crate) const BODY_CHARS: usize = 144;
const TITLE_CHARS: usize = 60;
const ADDRESS_CHARS: usize = 60;
/// Between title, address and body of a stored text.
pub(crate) const PART: char = '\u{1}';
/// Between two Latin words.
const GAP: char = ' ';
/// Keys and words live where no character is: the surrogates.
const KEY_SPACE: u32 = 0xd800_0000;
/// Hash bits a key has.
const KEY_MASK: u32 = 0x07ff_ffff;
/// Edges of a map cell in 1e-7 degrees: about five hundred metres.
const CELL_E7: (i64, i64) = (55_000, 45_000);

/// The plain letters of a draft: title, address and body, parted.
pub(crate) fn stored_text(draft: &MatchDraft) -> Vec<char> {
    let mut out = Vec::with_capacity(TITLE_CHARS + ADDRESS_CHARS + BODY_CHARS);
    push_plain(&draft.title, TITLE_CHARS, &mut out);
    out.push(PART);
    push_plain(&draft.address, ADDRESS_CHARS, &mut out);
    out.push(PART);
    push_plain(&draft.content, BODY_CHARS, &mut out);
    out
}

/// Appends at most `most` plain letters of a text: letters and digits in their
/// plain small form, one gap between two Latin words.
pub(crate) fn push_plain(text: &str, most: usize, out: &mut Vec<char>) {
    let end = out.len() + most;
    let mut gap = false;
    for c in text.chars() {
        if out.len() >= end {
            break;
        }
        if ('\u{4e00}'..='\u{9fff}').contains(&c) {
            out.push(c);
            gap = false;
            continue;
        }
        let c = match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
            }
            other => other,
        };
        if !c.is_alphanumeric() {
            gap = out.last().is_some_and(char::is_ascii_alphanumeric);
            continue;
        }
        if gap && c.is_ascii_alphanumeric() {
            out.push(GAP);
        }
        gap = false;
        out.extend(c.to_lowercase());
    }
    out.truncate(end);
}

/// The distinct terms of a stored text, in order.
pub(crate) fn terms_of(letters: &[char], out: &mut Vec<u32>) {
    out.clear();
    each_term(letters, |term| out.push(term));
    out.sort_unstable();
    out.dedup();
}

/// Calls back for every term, repeated ones too.
pub(crate) fn each_term(letters: &[char], mut found: impl FnMut(u32)) {
    let mut run = 0;
    let mut has_letter = false;
    let mut word = KEY_SEED;
    let mut before = PART;
    for &c in letters {
        if run == 0 && c > 'z' {
            // Most of a Chinese text.
            if before > GAP {
                found(pair(before, c));
            }
            before = c;
            continue;
        }
        if c.is_ascii_alphanumeric() {
            run += 1;
            has_letter |= c.is_ascii_alphabetic();
            word = mix(word, u32::from(c));
        } else {
            if run >= 3 {
                found(key(word));
            }
            (run, has_letter, word) = (0, false, KEY_SEED);
        }
        let inside_word = run >= 2 && has_letter;
        if before > GAP && c > GAP && !inside_word {
            found(pair(before, c));
        } else if inside_word && run == 2 {
            // Two letters may be all there is, as in "a3".
            found(pair(before, c));
        }
        before = c;
    }
    if run >= 3 {
        found(key(word));
    }
}

const KEY_SEED: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(state: u64, value: u32) -> u64 {
    (state ^ u64::from(value)).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(29)
}

fn key(state: u64) -> u32 {
    let folded = state ^ (state >> 32);
    KEY_SPACE | (folded as u32 & KEY_MASK)
}

/// Exact keys for the road and the compound an address names.
pub(crate) fn place_keys(address: &str) -> Vec<u32> {
    const ENDS: &str = "省市区县镇乡路街道巷号栋幢苑城园村寓";
    const ROADS: &str = "路街道巷";
    const COMPOUNDS: [&str; 7] = ["小区", "花园", "家园", "公寓", "新村", "苑", "城"];
    let mut letters = Vec::new();
    push_plain(address, ADDRESS_CHARS, &mut letters);
    let name = |part: &[char]| {
        let name: String = part.iter().collect();
        let is_place = name.ends_with(|c| ROADS.contains(c))
            || COMPOUNDS.iter().any(|end| name.ends_with(end));
        (part.len() > 2 && is_place).then(|| exact_key(&name))
    };
    letters.split_inclusive(|c| ENDS.contains(*c)).filter_map(name).collect()
}

fn exact_key(value: &str) -> u32 {
    key(value.chars().fold(KEY_SEED, |state, c| mix(state, u32::from(c))))
}

/// Whether a term is a key or a word and not a pair of characters.
pub(crate) fn is_key(term: u32) -> bool {
    term & !KEY_MASK == KEY_SPACE
}

/// Two characters in 32 bits. Characters above the basic plane share a value
/// with others, which only costs precision.
fn pair(a: char, b: char) -> u32 {
    (u32::from(a) & 0xffff) << 16 | (u32::from(b) & 0xffff)
}

/// The key of the cell a point lies in.
pub(crate) fn cell_of(point: (i64, i64)) -> u32 {
    cell_key(point.0.div_euclid(CELL_E7.0), point.1.div_euclid(CELL_E7.1))
}

/// The cell of a point and the three next to its nearest corner.
pub(crate) fn cells_near(point: (i64, i64)) -> [u32; 4] {
    let (x, y) = (point.0.div_euclid(CELL_E7.0), point.1.div_euclid(CELL_E7.1));
    let side = |value: i64, edge: i64| if value.rem_euclid(edge) * 2 < edge { -1 } else { 1 };
    let (dx, dy) = (side(point.0, CELL_E7.0), side(point.1, CELL_E7.1));
    [cell_key(x, y), cell_key(x + dx, y), cell_key(x, y + dy), cell_key(x + dx, y + dy)]
}

fn cell_key(x: i64, y: i64) -> u32 {
    key(mix(mix(mix(KEY_SEED, 0xce11), x as u32), y as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<u32> {
        let (mut letters, mut out) = (Vec::new(), Vec::new());
        push_plain(text, 200, &mut letters);
        terms_of(&letters, &mut out);
        out
    }

    #[test]
    fn width_case_and_punctuation_do_not_matter() {
        assert_eq!(terms("Ａ3栋，1-2单元！"), terms("a3栋1 2单元"));
        assert_eq!(terms("路灯不亮"), terms("路灯，不亮。"));
    }

    #[test]
    fn latin_words_and_numbers_are_terms_of_their_own() {
        let shared = |a: &str, b: &str| {
            let b = terms(b);
            terms(a).into_iter().filter(|term| b.contains(term)).count()
        };
        assert_eq!(shared("pothole on Main", "Pothole at Oak"), 2);
        assert!(shared("301路公交", "301路公交") > shared("301路公交", "310路公交"));
        assert_eq!(shared("street", "steers"), 1);
    }

    #[test]
    fn an_address_gives_its_road_and_compound_as_keys() {
        let keys = place_keys("岳麓区联丰路12号米兰春天小区3栋");
        assert_eq!(keys, [exact_key("联丰路"), exact_key("米兰春天小区")]);
        assert!(place_keys("岳麓区").is_empty() && place_keys("").is_empty());
    }

    #[test]
    fn a_point_asks_its_cell_and_its_neighbours() {
        let here = (1_129_300_000, 282_300_000);
        let there = (here.0 + 30_000, here.1);
        assert!(cells_near(here).contains(&cell_of(here)));
        assert!(
            cells_near(here).contains(&cell_of(there))
                || cells_near(there).contains(&cell_of(here))
        );
    }
}
