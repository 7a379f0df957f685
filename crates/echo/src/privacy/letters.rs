//! A text letter by letter, with wide forms made narrow.

/// The letters of a text; as many as the text has, so that places agree.
pub(super) struct Letters(Vec<char>);

impl Letters {
    pub(super) fn new(text: &str) -> Self {
        Self(text.chars().map(narrow).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The letter at a place; a zero byte outside.
    pub(super) fn at(&self, place: usize) -> char {
        self.0.get(place).copied().unwrap_or('\0')
    }

    /// The letter so many before a place.
    pub(super) fn before(&self, place: usize, steps: usize) -> char {
        place.checked_sub(steps).map_or('\0', |place| self.at(place))
    }

    /// Whether a word stands at a place.
    pub(super) fn has(&self, place: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(step, letter)| self.at(place + step) == letter)
    }

    /// The length of the longest of some words that stands at a place.
    pub(super) fn longest(&self, place: usize, words: &[&str]) -> Option<usize> {
        let standing = words.iter().filter(|word| self.has(place, word));
        standing.map(|word| word.chars().count()).max()
    }

    /// Whether one of some words ends right before a place.
    pub(super) fn ends(&self, place: usize, words: &[&str]) -> bool {
        words.iter().any(|word| {
            let length = word.chars().count();
            place.checked_sub(length).is_some_and(|start| self.has(start, word))
        })
    }

    /// At most so many letters before a place, back to the end of a sentence.
    pub(super) fn sentence_before(&self, place: usize, most: usize) -> String {
        let from = place.saturating_sub(most);
        let letters = self.0.get(from..place).unwrap_or_default();
        let is_end = |letter: &char| matches!(letter, '。' | '！' | '？' | '!' | '?' | '\n' | '；');
        let start = letters.iter().rposition(is_end).map_or(0, |end| end + 1);
        letters.get(start..).unwrap_or_default().iter().collect()
    }

    /// How many letters from a place on please.
    pub(super) fn run(&self, place: usize, pleases: impl Fn(char) -> bool) -> usize {
        let rest = self.0.get(place..).unwrap_or_default();
        rest.iter().take_while(|letter| pleases(**letter)).count()
    }
}

fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// A Chinese character.
pub(super) fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2ebef}')
}

/// What people put between the groups of a number.
pub(super) fn is_gap(letter: char) -> bool {
    matches!(letter, ' ' | '\u{3000}' | '-' | '－' | '—' | '–' | '‐' | '_' | '.' | '·' | '•')
        || matches!(letter, '(' | ')' | '（' | '）')
}

/// A digit, written or spoken.
pub(super) fn number_of(letter: char) -> Option<u8> {
    written(letter).or_else(|| spoken(letter))
}

/// A written digit.
pub(super) fn written(letter: char) -> Option<u8> {
    letter.to_digit(10).and_then(|digit| u8::try_from(digit).ok())
}

/// A spoken digit; one is 幺 on the telephone.
pub(super) fn spoken(letter: char) -> Option<u8> {
    let digits = ["零〇", "一幺", "二", "三", "四", "五", "六", "七", "八", "九"];
    let place = digits.iter().position(|forms| forms.contains(letter))?;
    u8::try_from(place).ok()
}
