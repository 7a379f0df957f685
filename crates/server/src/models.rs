//! Models of categories learned from the city's own data. They lie in the
//! tables, so that every process follows the one in force; when one is taken
//! is the desk's rule, here the figures for it are worked out.

use std::collections::HashSet;

use echo::ModelError;
use echo::classes::{Model, Quality, Sample, Text, TrainError, train};
use kernel::id::Id;
use requests::app::category_models::Learned;
use requests::app::record::RecordError;
use requests::app::texts::{SettledText, settled_before};
use requests::app::{Desk, OrderError};
use requests::domain::category_model::{
    CONTEST_MIN, CategoryModel, ClassFigures, Contest, CurvePoint, ModelQuality,
};

/// What can go wrong with a model.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ModelsError {
    #[error("the stored model: {0}")]
    Model(#[from] ModelError),
    #[error("the model in force has no file any more")]
    Missing,
    #[error(transparent)]
    Train(#[from] TrainError),
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Store(#[from] db::StoreError),
    #[error("learning was interrupted")]
    Interrupted,
}

/// Settled texts looked at, from the newest.
const TEXTS: usize = 50_000;
const PAGE: u32 = 2_000;
/// Below this many texts the words of the tree propose better.
const FEWEST: usize = 200;
/// One text in so many is left out to test with.
const LEFT_OUT: usize = 5;
/// Texts left out at most.
const LEFT_OUT_MAX: usize = 2_000;
/// Parts of the texts the learning curve is drawn with.
const CURVE: usize = 4;

/// The model in force, read and ready; `None` when nothing was learned yet.
pub(crate) async fn in_force(desk: &Desk) -> Result<Option<(CategoryModel, Model)>, ModelsError> {
    let Some(known) = desk.model_in_force().await? else { return Ok(None) };
    let content = desk.model_file(known.id).await?.ok_or(ModelsError::Missing)?;
    Ok(Some((known, Model::decode(&content)?)))
}

/// The texts whose categories dispatchers settled, from the newest.
pub(crate) async fn settled(desk: &Desk) -> Result<Vec<SettledText>, ModelsError> {
    let mut all: Vec<SettledText> = Vec::new();
    while all.len() < TEXTS {
        let key = all.last().map(|text| text.order);
        let page = settled_before(desk, key, PAGE).await?;
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    Ok(all)
}

/// What is left of a text for learning and testing.
fn sample(text: &SettledText) -> Sample<'_> {
    Sample {
        text: Text::Raw { title: &text.title, body: &text.content },
        label: &text.category_code,
    }
}

/// A learned model with everything that is known of it.
pub(crate) struct Lesson {
    pub(crate) model: Model,
    pub(crate) learned: Learned,
}

/// Learns from every settled text, holds the result against the model in
/// force on texts that neither learned from, and draws the learning curve. On
/// a thread of its own.
pub(crate) async fn learn(
    texts: Vec<SettledText>,
    before: Option<(CategoryModel, Model)>,
) -> Result<Lesson, ModelsError> {
    let work = move || lesson(&texts, before.as_ref());
    tokio::task::spawn_blocking(work).await.map_err(|_| ModelsError::Interrupted)?
}

fn lesson(
    texts: &[SettledText],
    before: Option<&(CategoryModel, Model)>,
) -> Result<Lesson, ModelsError> {
    let newest: Option<Id> = before.and_then(|(known, _)| known.newest_order.parse().ok());
    let (test, rest) = left_out(texts, newest);
    let mut curve = Vec::new();
    let mut contest = None;
    for part in 1..=CURVE {
        let learned: Vec<Sample<'_>> = rest
            .iter()
            .enumerate()
            .filter(|(at, _)| at % CURVE < part)
            .map(|(_, text)| sample(text))
            .collect();
        // A few texts of one class only teach nothing.
        let Ok(model) = train(&learned) else { continue };
        let right = right_of(&model, &test);
        curve.push(CurvePoint {
            samples: learned.len(),
            accuracy: right as f32 / test.len().max(1) as f32,
        });
        let is_fair = newest.is_some() && test.len() >= CONTEST_MIN;
        if let Some((_, known)) = before.filter(|_| is_fair && part == CURVE) {
            let before_right = right_of(known, &test);
            contest = Some(Contest { texts: test.len(), new_right: right, before_right });
        }
    }
    let all: Vec<Sample<'_>> = texts.iter().map(sample).collect();
    let model = train(&all)?;
    let quality = ModelQuality { contest, curve, ..figures(model.quality()) };
    let newest_order = texts.iter().map(|text| text.order).max();
    let learned = Learned {
        quality,
        content: model.encode(),
        newest_order: newest_order.map(|order| order.to_string()).unwrap_or_default(),
    };
    Ok(Lesson { model, learned })
}

/// Texts to test with and the others. Those the model in force has not seen
/// are tested with first: every second of them, when they are enough; or else
/// every fifth of all.
fn left_out(texts: &[SettledText], newest: Option<Id>) -> (Vec<&SettledText>, Vec<&SettledText>) {
    let unseen = texts.iter().filter(|text| newest.is_some_and(|newest| text.order > newest));
    let fresh: Vec<&SettledText> = unseen.step_by(2).take(LEFT_OUT_MAX).collect();
    let test: Vec<&SettledText> = if fresh.len() >= CONTEST_MIN {
        fresh
    } else {
        texts.iter().step_by(LEFT_OUT).take(LEFT_OUT_MAX).collect()
    };
    let tested: HashSet<Id> = test.iter().map(|text| text.order).collect();
    let rest = texts.iter().filter(|text| !tested.contains(&text.order)).collect();
    (test, rest)
}

fn right_of(model: &Model, test: &[&SettledText]) -> usize {
    let is_right = |text: &&&SettledText| {
        let raw = Text::Raw { title: &text.title, body: &text.content };
        model.best(&raw).is_some_and(|(label, _)| label == text.category_code)
    };
    test.iter().filter(is_right).count()
}

/// The figures of a model as the desk keeps them.
pub(crate) fn figures(quality: &Quality) -> ModelQuality {
    let class = |class: &echo::classes::ClassQuality| ClassFigures {
        label: class.label.clone(),
        samples: class.samples,
        precision: class.precision,
        recall: class.recall,
    };
    ModelQuality {
        samples: quality.samples,
        accuracy: quality.accuracy,
        macro_f1: quality.macro_f1,
        calibration_error: quality.calibration_error,
        threshold: quality.threshold,
        coverage: quality.coverage,
        accuracy_when_sure: quality.accuracy_when_sure,
        classes: quality.classes.iter().map(class).collect(),
        contest: None,
        curve: Vec::new(),
    }
}

/// Learns anew from the tables and hands the model to the desk, which takes
/// it or not. `None` when there are too few texts.
pub(crate) async fn retrain(desk: &Desk) -> Result<Option<CategoryModel>, ModelsError> {
    let texts = settled(desk).await?;
    if texts.len() < FEWEST {
        return Ok(None);
    }
    // A damaged model in force is no reason to refuse a whole one.
    let before = in_force(desk).await.ok().flatten();
    let lesson = learn(texts, before).await?;
    Ok(Some(desk.take_model(lesson.learned).await?))
}

#[cfg(test)]
mod tests {
    use kernel::time::Instant;

    use super::*;

    fn text(n: u128, word: &str, code: &str) -> SettledText {
        SettledText {
            order: Id::from_parts(Instant::from_millis(1_000 + n as i64), n),
            title: format!("{word}{n}"),
            content: String::new(),
            category_code: code.into(),
        }
    }

    fn texts(from: u128, count: u128) -> Vec<SettledText> {
        let one = |n: u128| match n % 2 {
            0 => text(n, "路灯坏了看不见", "020601"),
            _ => text(n, "半夜施工太吵", "040101"),
        };
        (from..from + count).rev().map(one).collect()
    }

    #[test]
    fn texts_left_out_are_those_the_model_in_force_has_not_seen() {
        let all = texts(0, 200);
        let newest = all[100].order;
        let (test, rest) = left_out(&all, Some(newest));
        assert_eq!((test.len(), rest.len()), (50, 150));
        assert!(test.iter().all(|text| text.order > newest));
        let (test, rest) = left_out(&all, None);
        assert_eq!((test.len(), rest.len()), (40, 160));
        let (test, _) = left_out(&all, Some(all[10].order));
        assert_eq!(test.len(), 40, "ten new ones are too few");
    }

    #[test]
    fn a_lesson_holds_both_models_against_the_same_texts() {
        let old = texts(0, 100);
        let first = lesson(&old, None).unwrap();
        assert_eq!(first.learned.quality.contest, None);
        assert_eq!(first.learned.quality.curve.len(), CURVE);
        assert_eq!(first.learned.newest_order, old[0].order.to_string());
        let known = CategoryModel {
            id: requests::domain::category_model::ModelId(Id::from_number(1)),
            version: 1,
            state: requests::domain::category_model::ModelState::InForce,
            made_at: Instant::default(),
            in_force_at: None,
            newest_order: first.learned.newest_order.clone(),
            quality: first.learned.quality.clone(),
            reason: None,
        };
        let grown = texts(0, 200);
        let second = lesson(&grown, Some(&(known, first.model))).unwrap();
        let contest = second.learned.quality.contest.unwrap();
        assert_eq!((contest.texts, contest.new_right, contest.before_right), (50, 50, 50));
        let read = Model::decode(&second.learned.content).unwrap();
        assert_eq!(read.quality().samples, 200);
    }
}
