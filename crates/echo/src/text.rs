//! Text as the engine sees it: letters and digits only.

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
    }

    #[test]
    fn shared_runs_are_what_both_say() {
        let runs = shared_runs("幸福路路灯不亮三天了", "幸福路东段的路灯不亮", 3);
        assert_eq!(runs, ["路灯不亮", "幸福路"]);
        assert!(shared_runs("", "路灯", 3).is_empty());
    }
}
