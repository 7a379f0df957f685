//! Learned models of categories: which one is in force, when a new one is
//! taken, how far the texts have drifted from what it learned. A named person
//! may go one step back.

use std::collections::BTreeMap;

use kernel::time::Instant;
use people::{Role, Staff};
use serde::{Deserialize, Serialize};

use crate::words;
use people::record::{Fault, text};

kernel::id_type! {
    /// A learned model.
    pub struct ModelId;
}
db::text_column!(ModelId, "a model id");

/// Longest reason.
pub const REASON_MAX: usize = 500;

words! {
    /// Where a model stands.
    pub enum ModelState: "a state of a model" {
        /// It proposes.
        InForce = "in_force",
        /// Another one took its place.
        Kept = "kept",
        /// A person put an earlier one back in its place.
        Withdrawn = "withdrawn",
        /// It was worse than the one in force.
        Refused = "refused",
    }
}

/// A class of a model, on texts left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassFigures {
    /// Its code.
    pub label: String,
    /// Texts of it.
    pub samples: usize,
    /// Share of the texts put in it that belong to it.
    pub precision: f32,
    /// Share of its texts that were put in it.
    pub recall: f32,
}

/// How a new model and the one in force did on the same texts, which neither
/// had learned from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Contest {
    /// Texts.
    pub texts: usize,
    /// Of them put right by the new one.
    pub new_right: usize,
    /// By the one in force.
    pub before_right: usize,
}

/// Accuracy with a part of the texts to learn from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Texts learned from.
    pub samples: usize,
    /// Share of left-out texts put right.
    pub accuracy: f32,
}

/// What is known of a model.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelQuality {
    /// Texts it learned from.
    pub samples: usize,
    /// Share of left-out texts put right.
    pub accuracy: f32,
    /// Mean of the classes' F1.
    pub macro_f1: f32,
    /// Distance between confidence and how often it was right.
    pub calibration_error: f32,
    /// Below this confidence it abstains.
    pub threshold: f32,
    /// Share of texts it answers.
    pub coverage: f32,
    /// Share of those that are right.
    pub accuracy_when_sure: f32,
    /// Its classes.
    pub classes: Vec<ClassFigures>,
    /// Against the one in force before, when there were new texts enough.
    pub contest: Option<Contest>,
    /// How accuracy grew with the texts.
    pub curve: Vec<CurvePoint>,
}

/// A learned model.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryModel {
    /// Its id.
    pub id: ModelId,
    /// Guards each change.
    pub version: i64,
    /// Where it stands.
    pub state: ModelState,
    /// When it was learned.
    pub made_at: Instant,
    /// When it came into force.
    pub in_force_at: Option<Instant>,
    /// The newest order it learned from.
    pub newest_order: String,
    /// How good it is.
    pub quality: ModelQuality,
    /// Why it was withdrawn.
    pub reason: Option<String>,
}

/// Left-out texts below which two models are not held against each other.
pub const CONTEST_MIN: usize = 30;
/// A new model may put so many of a hundred left-out texts less right: that
/// much two models of equal worth differ by chance.
const ALLOWED_PERCENT: usize = 1;

/// Whether a new model is taken. It must not be worse than the one in force
/// on the same texts, which neither learned from; where there are too few of
/// those, not worse on the texts each left out while learning.
pub fn is_taken(new: &ModelQuality, before: Option<&ModelQuality>) -> bool {
    let Some(before) = before else { return true };
    match new.contest.filter(|contest| contest.texts >= CONTEST_MIN) {
        Some(contest) => {
            contest.new_right + contest.texts * ALLOWED_PERCENT / 100 >= contest.before_right
        }
        None => new.accuracy + ALLOWED_PERCENT as f32 / 100.0 >= before.accuracy,
    }
}

/// The reason for going back, checked.
///
/// # Errors
/// It is missing or too long.
pub fn back_reason(words: &str) -> Result<String, Fault> {
    text("reason", words, REASON_MAX)
}

/// Who sees models.
pub const READERS: [Role; 2] = [Role::Supervisor, Role::SystemAdmin];

/// Whether they may put an earlier model back in force.
pub fn can_step_back(staff: &Staff, model: &CategoryModel) -> bool {
    staff.has_any(&READERS) && model.state == ModelState::Kept
}

/// How a class did since the model came into force: what was proposed for it,
/// what belonged to it, and both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassSince {
    /// Its code.
    pub code: String,
    /// Orders that were settled as it.
    pub settled: i64,
    /// Orders it was proposed for.
    pub proposed: i64,
    /// Of them settled as it.
    pub right: i64,
}

/// Counts of (proposed, settled) pairs put together by class, the largest
/// first. What the model abstained from has no proposal.
pub fn by_class(pairs: &[(Option<String>, String, i64)]) -> Vec<ClassSince> {
    let mut classes: BTreeMap<String, ClassSince> = BTreeMap::new();
    let mut at = |code: &str, add: (i64, i64, i64)| {
        let class = classes.entry(code.to_owned()).or_insert_with(|| ClassSince {
            code: code.to_owned(),
            settled: 0,
            proposed: 0,
            right: 0,
        });
        class.settled += add.0;
        class.proposed += add.1;
        class.right += add.2;
    };
    for (proposed, settled, count) in pairs {
        at(settled, (*count, 0, 0));
        if let Some(proposed) = proposed {
            let right = if proposed == settled { *count } else { 0 };
            at(proposed, (0, *count, right));
        }
    }
    let mut classes: Vec<ClassSince> = classes.into_values().collect();
    classes.sort_by(|a, b| b.settled.cmp(&a.settled).then(a.code.cmp(&b.code)));
    classes
}

/// Population stability index of two counts of classes: below 0.1 they are
/// alike, from 0.25 on another population. Each class counts half a case more
/// than it has, so that a new one does not make it endless.
pub fn stability(learned: &BTreeMap<String, i64>, now: &BTreeMap<String, i64>) -> f64 {
    let keys: std::collections::BTreeSet<&String> = learned.keys().chain(now.keys()).collect();
    let all =
        |of: &BTreeMap<String, i64>| of.values().sum::<i64>() as f64 + keys.len() as f64 * 0.5;
    let (all_learned, all_now) = (all(learned), all(now));
    let share = |of: &BTreeMap<String, i64>, key: &String, all: f64| {
        (of.get(key).copied().unwrap_or(0) as f64 + 0.5) / all.max(1.0)
    };
    keys.iter()
        .map(|key| {
            let (expected, actual) = (share(learned, key, all_learned), share(now, key, all_now));
            (actual - expected) * (actual / expected).ln()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quality(accuracy: f32, contest: Option<(usize, usize, usize)>) -> ModelQuality {
        let contest = contest.map(|(texts, new_right, before_right)| Contest {
            texts,
            new_right,
            before_right,
        });
        ModelQuality { accuracy, contest, ..ModelQuality::default() }
    }

    #[test]
    fn a_new_model_is_taken_when_it_is_not_worse_on_the_same_texts() {
        let before = quality(0.9, None);
        let table = [
            (quality(0.1, Some((200, 150, 150))), true),
            (quality(0.1, Some((200, 148, 150))), true),
            (quality(0.99, Some((200, 147, 150))), false),
            // Too few to tell: what each left out while learning decides.
            (quality(0.9, Some((29, 0, 29))), true),
            (quality(0.895, None), true),
            (quality(0.88, None), false),
        ];
        for (new, wanted) in table {
            assert_eq!(is_taken(&new, Some(&before)), wanted, "{new:?}");
        }
        assert!(is_taken(&quality(0.2, None), None), "the first is taken");
    }

    #[test]
    fn corrections_make_precision_and_recall() {
        let pair = |proposed: Option<&str>, settled: &str, count| {
            (proposed.map(str::to_owned), settled.to_owned(), count)
        };
        let classes = by_class(&[
            pair(Some("a"), "a", 8),
            pair(Some("b"), "a", 2),
            pair(None, "a", 5),
            pair(Some("b"), "b", 3),
        ]);
        let told: Vec<_> =
            classes.iter().map(|c| (c.code.as_str(), c.settled, c.proposed, c.right)).collect();
        assert_eq!(told, [("a", 15, 8, 8), ("b", 3, 5, 3)]);
    }

    #[test]
    fn another_population_is_told_from_the_same() {
        let counts = |pairs: &[(&str, i64)]| {
            pairs.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect::<BTreeMap<_, _>>()
        };
        let learned = counts(&[("01", 500), ("02", 500)]);
        assert!(stability(&learned, &counts(&[("01", 50), ("02", 50)])) < 0.01);
        assert!(stability(&learned, &counts(&[("01", 90), ("02", 10)])) > 0.25);
        assert!(stability(&learned, &counts(&[("03", 100)])) > 1.0);
        assert_eq!(stability(&BTreeMap::new(), &BTreeMap::new()), 0.0);
    }

    #[test]
    fn a_reason_must_be_given() {
        assert!(back_reason("  ").is_err());
        assert_eq!(back_reason(" 类别调整 "), Ok("类别调整".into()));
    }
}
