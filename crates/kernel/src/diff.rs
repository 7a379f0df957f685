//! What changed between two texts, sentence by sentence.

/// A sentence of one or both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// Only in the later one.
    Added(String),
    /// Only in the earlier one.
    Removed(String),
}

/// The earlier text turned into the later one, in order. The two kept
/// together give both texts back.
pub fn diff(before: &str, after: &str) -> Vec<Piece> {
    let (a, b) = (sentences(before), sentences(after));
    // Longest common run of sentences, from the end: texts are short.
    let mut best = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let value = if x == y {
                at(&best, i + 1, j + 1) + 1
            } else {
                at(&best, i + 1, j).max(at(&best, i, j + 1))
            };
            if let Some(cell) = best.get_mut(i).and_then(|row| row.get_mut(j)) {
                *cell = value;
            }
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    loop {
        match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) if x == y => {
                out.push(Piece::Same((*x).to_owned()));
                (i, j) = (i + 1, j + 1);
            }
            (Some(x), Some(_)) if at(&best, i + 1, j) >= at(&best, i, j + 1) => {
                out.push(Piece::Removed((*x).to_owned()));
                i += 1;
            }
            (_, Some(y)) => {
                out.push(Piece::Added((*y).to_owned()));
                j += 1;
            }
            (Some(x), None) => {
                out.push(Piece::Removed((*x).to_owned()));
                i += 1;
            }
            (None, None) => return out,
        }
    }
}

fn at(table: &[Vec<usize>], i: usize, j: usize) -> usize {
    table.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0)
}

fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['。', '；', '！', '？', '\n']).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_gives_both_texts_back() {
        let cases = [
            ("", ""),
            ("甲。乙。", "甲。丙。乙。"),
            ("甲。乙。丙。", "乙。"),
            ("甲。", "丁。戊。"),
            ("甲\n乙", "甲\n乙"),
        ];
        for (before, after) in cases {
            let pieces = diff(before, after);
            let side = |later: bool| -> String {
                let kept = pieces.iter().filter_map(|piece| match piece {
                    Piece::Same(text) => Some(text.as_str()),
                    Piece::Added(text) => later.then_some(text.as_str()),
                    Piece::Removed(text) => (!later).then_some(text.as_str()),
                });
                kept.collect()
            };
            assert_eq!((side(false), side(true)), (before.to_owned(), after.to_owned()));
        }
    }

    #[test]
    fn what_stays_is_not_shown_as_changed() {
        let pieces = diff("需带身份证。办理三天。", "需带身份证。当场办理。");
        assert_eq!(pieces.first(), Some(&Piece::Same("需带身份证。".into())));
        assert_eq!(pieces.len(), 3);
    }
}
