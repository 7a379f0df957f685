//! Categories by the words residents use for them.

use kernel::ports::MatchDraft;

/// A category with its words, from the city pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryWords {
    /// Its code.
    pub code: String,
    /// Words that speak for it.
    pub words: Vec<String>,
}

/// Longer words say more, and the title says more than the body.
pub(crate) fn propose(
    known: &[CategoryWords],
    draft: &MatchDraft,
    limit: usize,
) -> Vec<(String, u16)> {
    let mut scored: Vec<(&str, usize)> = known
        .iter()
        .map(|category| (category.code.as_str(), score(category, draft)))
        .filter(|(_, score)| *score > 0)
        .collect();
    scored.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let all: usize = scored.iter().map(|(_, score)| score).sum();
    scored.truncate(limit);
    scored
        .into_iter()
        .map(|(code, score)| (code.to_owned(), (score * 1000 / (all + 2)) as u16))
        .collect()
}

fn score(category: &CategoryWords, draft: &MatchDraft) -> usize {
    let worth = |word: &String| {
        let length = word.chars().count();
        let title = if draft.title.contains(word.as_str()) { 2 } else { 0 };
        let body = usize::from(draft.content.contains(word.as_str()));
        length * length * (title + body)
    };
    category.words.iter().map(worth).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_text_propose_its_category() {
        let known = [
            CategoryWords { code: "040101".into(), words: vec!["噪声".into(), "施工".into()] },
            CategoryWords { code: "010401".into(), words: vec!["电梯".into(), "困人".into()] },
        ];
        let draft = MatchDraft {
            title: "电梯坏了".into(),
            content: "施工队没来".into(),
            ..MatchDraft::default()
        };
        let proposed = propose(&known, &draft, 3);
        assert_eq!(proposed[0].0, "010401");
        assert!(proposed[0].1 > proposed[1].1 && proposed[0].1 < 1000);
        assert!(propose(&known, &MatchDraft::default(), 3).is_empty());
    }
}
