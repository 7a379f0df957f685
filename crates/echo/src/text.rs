//! Text as the engine sees it: letters and digits only, in bigrams.

/// How much of a long text is looked at; the matter is told at the beginning.
const BODY_CHARS: usize = 160;

/// Keeps letters, digits and Chinese characters; full-width forms and capital
/// letters become their plain ones.
pub(crate) fn plain(text: &str) -> Vec<char> {
    text.chars()
        .map(|c| match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
            }
            other => other,
        })
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Distinct bigrams of a title, a body and an address, sorted.
pub(crate) fn grams_of(title: &str, body: &str, address: &str) -> Vec<u32> {
    let mut grams = Vec::new();
    for part in [title, address] {
        add_grams(&plain(part), &mut grams);
    }
    let mut body = plain(body);
    body.truncate(BODY_CHARS);
    add_grams(&body, &mut grams);
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Distinct bigrams of a search text.
pub(crate) fn grams_of_words(words: &[char]) -> Vec<u32> {
    let mut grams = Vec::new();
    add_grams(words, &mut grams);
    grams.sort_unstable();
    grams.dedup();
    grams
}

fn add_grams(letters: &[char], grams: &mut Vec<u32>) {
    grams.extend(letters.windows(2).filter_map(|pair| match pair {
        [a, b] => Some(gram(*a, *b)),
        _ => None,
    }));
}

/// Two characters in 32 bits. Characters of the basic plane fit without loss;
/// rare ones above share a value with others, which only costs precision.
fn gram(a: char, b: char) -> u32 {
    (u32::from(a) & 0xffff) << 16 | (u32::from(b) & 0xffff)
}

/// Runs of at least two characters that both texts have, longest first.
pub(crate) fn shared_runs(a: &str, b: &str, most: usize) -> Vec<String> {
    let (a, b) = (plain(a), plain(b));
    let mut runs: Vec<String> = Vec::new();
    let mut start = 0;
    while start < a.len() {
        let length = longest_at(&a, start, &b);
        if length >= 2 {
            runs.push(a.iter().skip(start).take(length).collect());
        }
        start += length.max(1);
    }
    runs.sort_by_key(|run| std::cmp::Reverse(run.chars().count()));
    runs.dedup();
    runs.truncate(most);
    runs
}

fn longest_at(a: &[char], start: usize, b: &[char]) -> usize {
    let tail = a.get(start..).unwrap_or_default();
    let same = |at: usize| tail.iter().zip(b.iter().skip(at)).take_while(|(x, y)| x == y).count();
    (0..b.len()).map(same).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_punctuation_do_not_matter() {
        assert_eq!(plain("Ａ3栋，1-2单元！"), plain("a3栋12单元"));
        assert_eq!(grams_of("路灯不亮", "", ""), grams_of("路灯，不亮。", "", ""));
    }

    #[test]
    fn shared_runs_are_what_both_say() {
        let runs = shared_runs("幸福路路灯不亮三天了", "幸福路东段的路灯不亮", 3);
        assert_eq!(runs, ["路灯不亮", "幸福路"]);
        assert!(shared_runs("", "路灯", 3).is_empty());
    }
}
