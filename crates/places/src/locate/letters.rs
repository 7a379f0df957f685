//! A text as names are looked up in it: without blanks, in narrow capitals,
//! with numbers in digits, so that 三栋 and 3栋 are one. Remembers where each
//! letter stood.

/// The letters of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Letters {
    letters: Vec<char>,
    /// First and last original letter behind each.
    from: Vec<(u32, u32)>,
}

impl Letters {
    pub(super) fn new(text: &str) -> Self {
        let original: Vec<char> = text.chars().map(narrow).collect();
        let mut out = Self::default();
        let mut place = 0;
        while let Some(letter) = original.get(place).copied() {
            let rest = original.get(place..).unwrap_or_default();
            let length = rest.iter().take_while(|letter| is_numeral(**letter)).count();
            if let Some(number) = rest.get(..length).and_then(number_of) {
                for digit in number.chars() {
                    out.push(digit, place, place + length);
                }
                place += length;
                continue;
            }
            if !letter.is_whitespace() {
                out.push(letter, place, place + 1);
            }
            place += 1;
        }
        out
    }

    fn push(&mut self, letter: char, from: usize, to: usize) {
        let number = |place| u32::try_from(place).unwrap_or(u32::MAX);
        self.letters.push(letter);
        self.from.push((number(from), number(to)));
    }

    /// All of them.
    pub(super) fn all(&self) -> &[char] {
        &self.letters
    }

    pub(super) fn len(&self) -> usize {
        self.letters.len()
    }

    /// The letters from a place on.
    pub(super) fn rest(&self, place: usize) -> &[char] {
        self.letters.get(place..).unwrap_or_default()
    }

    /// The letters of a range.
    pub(super) fn range(&self, from: usize, to: usize) -> &[char] {
        self.letters.get(from..to).unwrap_or_default()
    }

    /// Whether a word stands at a place.
    pub(super) fn has(&self, place: usize, word: &str) -> bool {
        let rest = self.rest(place);
        word.chars().enumerate().all(|(step, letter)| rest.get(step) == Some(&letter))
    }

    /// The longest of some words that stands at a place.
    pub(super) fn longest<'w>(&self, place: usize, words: &[&'w str]) -> Option<&'w str> {
        let standing = words.iter().copied().filter(|word| self.has(place, word));
        standing.max_by_key(|word| word.chars().count())
    }

    /// Whether one of some words ends right before a place.
    pub(super) fn ends(&self, place: usize, words: &[&str]) -> bool {
        words.iter().any(|word| {
            let length = word.chars().count();
            place.checked_sub(length).is_some_and(|start| self.has(start, word))
        })
    }

    /// How many digits stand from a place on.
    pub(super) fn digits(&self, place: usize) -> usize {
        self.rest(place).iter().take_while(|letter| letter.is_ascii_digit()).count()
    }

    /// The words of the text behind a range.
    pub(super) fn said(&self, text: &str, from: usize, to: usize) -> String {
        let range = self.from.get(from..to).unwrap_or_default();
        let (Some(first), Some(last)) = (range.first(), range.last()) else { return String::new() };
        let (start, end) = (first.0 as usize, last.1 as usize);
        text.chars().skip(start).take(end.saturating_sub(start)).collect()
    }
}

fn narrow(letter: char) -> char {
    let narrow = match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' => ' ',
        '壹' => '一',
        '贰' => '二',
        '叁' => '三',
        other => other,
    };
    narrow.to_ascii_uppercase()
}

fn is_numeral(letter: char) -> bool {
    digit(letter).is_some() || matches!(letter, '十' | '百')
}

fn digit(letter: char) -> Option<u32> {
    "零一二三四五六七八九"
        .chars()
        .position(|known| known == letter)
        .map_or_else(|| (letter == '〇').then_some(0), |place| u32::try_from(place).ok())
}

/// The digits of a number in words: 五十八 is 58, 一二 is 12; none for 百货.
fn number_of(words: &[char]) -> Option<String> {
    if words.is_empty() {
        return None;
    }
    if !words.iter().any(|letter| matches!(letter, '十' | '百')) {
        return words.iter().map(|letter| digit(*letter)?.to_string().chars().next()).collect();
    }
    if words.first() == Some(&'百') {
        return None;
    }
    let (mut sum, mut last) = (0, None);
    for letter in words {
        match (letter, last) {
            ('百', Some(count)) if sum == 0 => (sum, last) = (count * 100, None),
            ('十', count) if sum % 100 == 0 => (sum, last) = (sum + count.unwrap_or(1) * 10, None),
            (_, None | Some(0)) => last = Some(digit(*letter)?),
            _ => return None,
        }
    }
    Some((sum + last.unwrap_or(0)).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_become_digits_and_the_words_are_found_again() {
        for (text, letters) in [
            ("三栋 二单元", "3栋2单元"),
            ("纺织路五十八号院", "纺织路58号院"),
            ("十二号", "12号"),
            ("一百零八号", "108号"),
            ("百货公司", "百货公司"),
            ("钟楼壹号Ａ座ｂ", "钟楼1号A座B"),
            ("二〇二六", "2026"),
            ("", ""),
        ] {
            assert_eq!(Letters::new(text).all().iter().collect::<String>(), letters, "{text}");
        }
        let text = "住在 纺织路五十八号院里";
        let letters = Letters::new(text);
        assert_eq!(letters.said(text, 2, 9), "纺织路五十八号院");
    }
}
