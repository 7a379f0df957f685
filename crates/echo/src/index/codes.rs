//! Short codes for frequent phrases: a stored text takes about a third of its
//! bytes. Phrases of up to four characters and how often they are used are
//! learned from the index's own texts; each gets a prefix code as long as it is
//! rare. Without learning every Chinese character takes fifteen bits. The book
//! also knows the city's region codes and the middle of its points.

use std::collections::BTreeMap;

use super::prefix::{BitReader, BitWriter, Prefixes};
use super::record::Head;
use super::table::Table;

const PHRASES: usize = 1 << 15;
const PHRASE_MAX: usize = 4;
/// Texts the phrases are learned from.
pub(crate) const SAMPLE: usize = 12_000;
/// Characters that are always in the book.
const ALWAYS: &str = "\u{1} 0123456789abcdefghijklmnopqrstuvwxyz";
/// What stands for the end of a text and for a character that is spelled out:
/// characters no text has.
const END: Phrase = [NONE; PHRASE_MAX];
const SPELLED: Phrase = ['\u{2}', NONE, NONE, NONE];
const SPELLED_BITS: u32 = 21;
/// Region codes the book knows at most.
const REGIONS: usize = 1 << 14;

type Phrase = [char; PHRASE_MAX];
/// A phrase shorter than the longest ends in this.
const NONE: char = '\0';

/// Phrases and their codes.
#[derive(Debug)]
pub(crate) struct Book {
    /// By symbol, that is the most frequent first.
    phrases: Vec<Phrase>,
    symbols: Table,
    end: u32,
    spelled: u32,
    prefixes: Prefixes,
    /// The most frequent first.
    pub(crate) regions: Vec<u64>,
    region_places: Table,
    /// About the middle of all points.
    pub(crate) middle: (i64, i64),
}

impl Default for Book {
    /// The book of those who have learned nothing.
    fn default() -> Self {
        let mut counted = vec![(END, 400), (SPELLED, 20)];
        counted.extend(ALWAYS.chars().map(|c| (alone(c), 100)));
        counted.extend(('\u{4e00}'..='\u{9fff}').map(|c| (alone(c), 1)));
        Self::of(&counted)
    }
}

impl Book {
    /// From phrases and how often they are used.
    fn of(counted: &[(Phrase, u32)]) -> Self {
        let counts: Vec<u32> = counted.iter().map(|(_, count)| *count).collect();
        let lengths = super::prefix::lengths(&counts);
        let mut phrases: Vec<(u8, Phrase)> =
            lengths.into_iter().zip(counted.iter().map(|(phrase, _)| *phrase)).collect();
        phrases.sort_by_key(|(length, _)| *length);
        let (lengths, phrases): (Vec<u8>, Vec<Phrase>) = phrases.into_iter().unzip();
        Self::with(phrases, &lengths)
    }

    fn with(phrases: Vec<Phrase>, lengths: &[u8]) -> Self {
        let place =
            |of: Phrase| phrases.iter().position(|phrase| *phrase == of).unwrap_or(0) as u32;
        let (end, spelled) = (place(END), place(SPELLED));
        let mut symbols = Table::with_room(phrases.len());
        for (symbol, phrase) in phrases.iter().enumerate() {
            if let Some(key) = packed(phrase) {
                symbols.get_or_put(key, symbol as u32);
            }
        }
        Self {
            phrases,
            symbols,
            end,
            spelled,
            prefixes: Prefixes::new(lengths),
            regions: Vec::new(),
            region_places: Table::default(),
            middle: (0, 0),
        }
    }

    /// The same with the places of these requests.
    pub(crate) fn with_places<'a>(self, heads: impl Iterator<Item = &'a Head> + Clone) -> Self {
        let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
        for head in heads.clone().filter(|head| head.region > 0) {
            *counts.entry(head.region).or_default() += 1;
        }
        let mut regions: Vec<(usize, u64)> = counts.into_iter().map(|(r, n)| (n, r)).collect();
        regions.sort_unstable_by(|a, b| b.cmp(a));
        regions.truncate(REGIONS);
        let points = || heads.clone().filter_map(|head| head.point_e7);
        let middle = |mut way: Vec<i64>| {
            way.sort_unstable();
            way.get(way.len() / 2).copied().unwrap_or(0)
        };
        let middle = (
            middle(points().map(|point| point.0).collect()),
            middle(points().map(|p| p.1).collect()),
        );
        self.knowing(regions.into_iter().map(|(_, region)| region).collect(), middle)
    }

    fn knowing(mut self, regions: Vec<u64>, middle: (i64, i64)) -> Self {
        self.region_places = Table::with_room(regions.len());
        for (place, region) in regions.iter().enumerate() {
            self.region_places.get_or_put(*region, place as u32);
        }
        (self.regions, self.middle) = (regions, middle);
        self
    }

    /// Where a region code stands.
    pub(crate) fn place_of(&self, region: u64) -> Option<u32> {
        self.region_places.get(region)
    }

    /// Learns the phrases that save most in these texts.
    pub(crate) fn learn<'a>(texts: impl Iterator<Item = &'a [char]> + Clone) -> Self {
        let mut counts = Table::default();
        for text in texts.clone() {
            for start in 0..text.len() {
                for length in 1..=PHRASE_MAX.min(text.len() - start) {
                    if let Some(key) = packed(&text[start..start + length]) {
                        *counts.entry(key, 0) += 1;
                    }
                }
            }
        }
        let mut chosen: Vec<(u64, u64)> = counts
            .iter()
            .filter(|(key, count)| length_of(*key) == 1 || *count >= 3)
            .map(|(key, count)| (worth(key, count), key))
            .collect();
        chosen.sort_unstable_by(|a, b| b.cmp(a));
        chosen.truncate(PHRASES);
        let mut counted = vec![(END, 1), (SPELLED, 1)];
        counted.extend(ALWAYS.chars().map(|c| (alone(c), 1)));
        let others = chosen.iter().map(|(_, key)| (unpacked(*key), 1));
        counted
            .extend(others.filter(|(phrase, _)| phrase[1] != NONE || !ALWAYS.contains(phrase[0])));
        Self::of(&counted).recounted(texts)
    }

    /// The same phrases as they are really used, without those that are not.
    fn recounted<'a>(self, texts: impl Iterator<Item = &'a [char]>) -> Self {
        let mut used = vec![0_u32; self.phrases.len()];
        for text in texts {
            self.each_symbol(text, |symbol, _| used[symbol as usize] += 1);
        }
        let counted = self.phrases.iter().zip(&used);
        let kept = counted.filter(|(phrase, used)| **used > 0 || phrase[1] == NONE);
        let kept: Vec<_> = kept.map(|(phrase, used)| (*phrase, *used + 1)).collect();
        Self::of(&kept)
    }

    /// Appends the codes of a text.
    pub(crate) fn encode(&self, text: &[char], out: &mut Vec<u8>) {
        let mut bits = BitWriter::new(out);
        self.each_symbol(text, |symbol, letter| {
            self.prefixes.put(symbol, &mut bits);
            if symbol == self.spelled {
                bits.put(u32::from(letter), SPELLED_BITS);
            }
        });
        bits.finish();
    }

    /// Calls back with the symbols of a text, its end included, and with the
    /// letter each begins with.
    fn each_symbol(&self, text: &[char], mut found: impl FnMut(u32, char)) {
        let mut rest = text;
        while let Some(&letter) = rest.first() {
            let longest = (1..=PHRASE_MAX.min(rest.len())).rev().find_map(|length| {
                let symbol = self.symbols.get(packed(&rest[..length])?)?;
                Some((length, symbol))
            });
            let (length, symbol) = longest.unwrap_or((1, self.spelled));
            found(symbol, letter);
            rest = &rest[length..];
        }
        found(self.end, NONE);
    }

    /// Appends the text of these codes; what is damaged is left out.
    pub(crate) fn decode(&self, bytes: &[u8], out: &mut Vec<char>) {
        let mut bits = BitReader::new(bytes);
        while let Some(symbol) = self.prefixes.take(&mut bits) {
            match self.phrases.get(symbol as usize) {
                Some(&END) | None => return,
                Some(&SPELLED) => match bits.take(SPELLED_BITS) {
                    Some(letter) => out.extend(char::from_u32(letter)),
                    None => return,
                },
                Some(phrase) => {
                    out.extend_from_slice(phrase);
                    let spare: usize = phrase.iter().map(|c| usize::from(*c == NONE)).sum();
                    out.truncate(out.len() - spare);
                }
            }
        }
    }

    /// As a file: the middle and the regions; then the length of its code and
    /// the phrase, one a line.
    pub(crate) fn to_text(&self) -> String {
        let mut text = format!("{} {}", self.middle.0, self.middle.1);
        for region in &self.regions {
            text.push_str(&format!(" {region}"));
        }
        text.push('\n');
        for (phrase, length) in self.phrases.iter().zip(self.prefixes.lengths()) {
            text.push_str(&length.to_string());
            text.push('\t');
            text.extend(phrase.iter().filter(|c| **c != NONE));
            text.push('\n');
        }
        text
    }

    /// From a file that [`Self::to_text`] made; none when it is another.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let (mut phrases, mut lengths) = (Vec::new(), Vec::new());
        let (places, text) = text.split_once('\n')?;
        let (lon, places) = places.split_once(' ')?;
        let mut places = places.split(' ');
        let middle = (lon.parse().ok()?, places.next()?.parse().ok()?);
        let regions: Vec<u64> = places.map(str::parse).collect::<Result<_, _>>().ok()?;
        if regions.contains(&0) {
            return None;
        }
        for line in text.lines() {
            let (length, letters) = line.split_once('\t')?;
            let mut phrase = [NONE; PHRASE_MAX];
            for (place, c) in phrase.iter_mut().zip(letters.chars()) {
                *place = c;
            }
            phrases.push(phrase);
            lengths.push(length.parse().ok()?);
        }
        (super::prefix::is_sound(&lengths) && phrases.contains(&END) && phrases.contains(&SPELLED))
            .then(|| Self::with(phrases, &lengths).knowing(regions, middle))
    }
}

fn alone(c: char) -> Phrase {
    [c, NONE, NONE, NONE]
}

/// Bits saved, roughly.
fn worth(key: u64, count: u32) -> u64 {
    match length_of(key) {
        // A character that is seen twice is worth its line.
        1 => u64::from(count) * 8,
        length => u64::from(count) * (length as u64 - 1) * 2,
    }
}

fn length_of(key: u64) -> usize {
    (1..PHRASE_MAX).find(|length| key >> (16 * length) == 0).unwrap_or(PHRASE_MAX)
}

/// Up to four characters of the basic plane in one number.
#[inline]
fn packed(phrase: &[char]) -> Option<u64> {
    let mut key = 0;
    for (place, &c) in phrase.iter().enumerate() {
        if c == NONE {
            break;
        }
        let unit = u64::from(u32::from(c));
        if unit > 0xffff {
            return None;
        }
        key |= unit << (16 * place);
    }
    (key != 0).then_some(key)
}

fn unpacked(key: u64) -> Phrase {
    [0, 1, 2, 3].map(|place| char::from_u32((key >> (16 * place)) as u32 & 0xffff).unwrap_or(NONE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    fn there_and_back(book: &Book, text: &str) -> (usize, String) {
        let (mut bytes, mut back) = (Vec::new(), Vec::new());
        book.encode(&letters(text), &mut bytes);
        book.decode(&bytes, &mut back);
        (bytes.len(), back.into_iter().collect())
    }

    #[test]
    fn texts_come_back_whole_even_with_rare_characters() {
        let texts: Vec<Vec<char>> =
            (0..50).map(|n| letters(&format!("丽景花园{n}栋电梯坏了没人修"))).collect();
        let learned = Book::learn(texts.iter().map(Vec::as_slice));
        for book in [Book::default(), learned] {
            let again = Book::from_text(&book.to_text()).unwrap();
            for text in ["", "丽景花园3栋电梯又坏了", "𠮷野家émile 12", "\u{1}\u{1}路灯"]
            {
                assert_eq!(there_and_back(&book, text).1, text);
                assert_eq!(there_and_back(&again, text), there_and_back(&book, text));
            }
        }
    }

    #[test]
    fn what_is_said_often_becomes_short() {
        let texts: Vec<Vec<char>> =
            (0..50).map(|n| letters(&format!("丽景花园{n}栋电梯坏了没人修"))).collect();
        let learned = Book::learn(texts.iter().map(Vec::as_slice));
        let (short, _) = there_and_back(&learned, "丽景花园7栋电梯坏了没人修");
        let (long, _) = there_and_back(&Book::default(), "丽景花园7栋电梯坏了没人修");
        assert!(short * 3 < long, "{short} {long}");
    }

    #[test]
    fn damaged_codes_give_another_text_and_never_a_panic() {
        let book = Book::default();
        let mut bytes = Vec::new();
        book.encode(&letters("丽景花园𠮷3栋"), &mut bytes);
        for at in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 0xa5;
            book.decode(&broken, &mut Vec::new());
            book.decode(&bytes[..at], &mut Vec::new());
        }
        for text in [
            "0 0\n1\t\n1\t\u{2}\n1\t路\n",
            "0 0\n1\t\n2\t路\n2\t灯\n",
            "0 0\n路灯\n",
            "1\t\n1\t\u{2}\n",
            "0 0 0\n1\t\n1\t\u{2}\n",
        ] {
            assert!(Book::from_text(text).is_none(), "{text}");
        }
        assert!(Book::from_text("0 0 7\n1\t\n2\t路\n2\t\u{2}\n").is_some());
    }
}
