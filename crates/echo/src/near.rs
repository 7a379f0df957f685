//! A first order of what the index found: words, place and time.

use kernel::ports::{MatchCandidate, MatchDraft};
use kernel::time::DAY_US;

use crate::index::Found;
use crate::repeats::metres;

/// Below this nothing is shown.
const SCORE_MIN: f32 = 0.12;

/// The best of what was found, best first.
pub(crate) fn best(draft: &MatchDraft, found: Vec<Found>, limit: usize) -> Vec<MatchCandidate> {
    let mut scored: Vec<(f32, Found)> = found
        .into_iter()
        .map(|found| (found.likeness * near(draft, &found), found))
        .filter(|(score, _)| *score >= SCORE_MIN)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.id.cmp(&a.1.id)));
    scored.truncate(limit);
    let candidate = |(score, found): (f32, Found)| MatchCandidate {
        order: found.id,
        score_milli: (score.clamp(0.0, 1.0) * 1000.0) as u16,
    };
    scored.into_iter().map(candidate).collect()
}

/// Two points far apart speak against the same matter; a long time does too,
/// but less.
fn near(draft: &MatchDraft, found: &Found) -> f32 {
    let degrees = |point: (i64, i64)| (point.0 as f64 / 1e7, point.1 as f64 / 1e7);
    let place = match (draft.point_e7, found.point_e7) {
        (Some(a), Some(b)) => match metres(degrees(a), degrees(b)) {
            0.0..300.0 => 1.1,
            300.0..1_500.0 => 1.0,
            1_500.0..5_000.0 => 0.7,
            _ => 0.5,
        },
        _ => 1.0,
    };
    let days = (draft.at.since(found.at) / DAY_US).unsigned_abs() as f32;
    place / (1.0 + days / 720.0)
}

#[cfg(test)]
mod tests {
    use kernel::id::Id;
    use kernel::ports::Matches;

    use super::*;
    use crate::Engine;

    fn id(n: u128) -> Id {
        Id::from_number(n)
    }

    #[test]
    fn the_same_matter_in_other_words_comes_first() {
        let engine = Engine::new();
        for (n, title) in [
            "幸福路东段路灯不亮",
            "丽景花园三栋电梯坏了没人修",
            "工地半夜施工噪声太大",
            "公园健身器材损坏",
        ]
        .into_iter()
        .enumerate()
        {
            engine.insert(
                id(n as u128),
                &MatchDraft { title: title.into(), ..MatchDraft::default() },
            );
        }
        let draft = MatchDraft {
            title: "丽景花园3栋电梯又坏了".into(),
            content: "老人上不了楼，电梯没人修".into(),
            ..MatchDraft::default()
        };
        let found = engine.similar(&draft, 3);
        assert_eq!(found.first().map(|candidate| candidate.order), Some(id(1)));
    }

    #[test]
    fn a_place_far_away_counts_less() {
        let engine = Engine::new();
        let at = |lon: i64| MatchDraft {
            title: "路灯不亮了".into(),
            point_e7: Some((lon, 280_000_000)),
            ..MatchDraft::default()
        };
        engine.insert(id(1), &at(1_114_000_000));
        engine.insert(id(2), &at(1_116_000_000));
        assert_eq!(engine.similar(&at(1_116_000_500), 2)[0].order, id(2));
    }

    #[test]
    fn an_idle_engine_takes_nothing_in() {
        let engine = Engine::idle();
        engine.insert(id(1), &MatchDraft { title: "路灯不亮了".into(), ..MatchDraft::default() });
        assert!(engine.is_empty());
    }
}
