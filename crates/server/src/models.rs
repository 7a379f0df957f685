//! Models learned from the city's own data: where they lie, how one replaces
//! another, and when it is not taken.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use echo::ModelError;
use echo::classes::{Model, Sample, Text, TrainError, train};
use requests::app::texts::{SettledText, settled_before};
use requests::app::{Desk, OrderError};

/// What can go wrong with a model.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ModelsError {
    #[error("{0}: {1}")]
    File(PathBuf, #[source] std::io::Error),
    #[error("{0}: {1}")]
    Model(PathBuf, #[source] ModelError),
    #[error(transparent)]
    Train(#[from] TrainError),
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error("learning was interrupted")]
    Interrupted,
}

/// What became of learning anew.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The new model is in force.
    Taken(Box<Model>),
    /// Too few settled texts to learn from.
    TooFew,
    /// It was clearly worse than the one in force.
    Worse,
}

/// Settled texts looked at, from the newest.
const TEXTS: usize = 50_000;
const PAGE: u32 = 2_000;
/// Below this many texts the words of the tree propose better.
const FEWEST: usize = 200;
/// How much accuracy on unseen texts may fall before a new model is refused.
const WORSE_BY: f32 = 0.05;

fn path(data: &Path) -> PathBuf {
    data.join("models").join("categories.model")
}

/// Where the model before the present one lies.
pub(crate) fn previous(data: &Path) -> PathBuf {
    data.join("models").join("categories.previous.model")
}

/// The model in force; `None` when nothing was learned yet.
pub(crate) fn read(data: &Path) -> Result<Option<Model>, ModelsError> {
    let path = path(data);
    match fs::read(&path) {
        Ok(bytes) => {
            Model::decode(&bytes).map(Some).map_err(|error| ModelsError::Model(path, error))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ModelsError::File(path, error)),
    }
}

/// Puts a model in force. The one before stays beside it; at every moment one
/// of them is whole.
pub(crate) fn put(data: &Path, model: &Model) -> Result<(), ModelsError> {
    let path = path(data);
    let fault = |error| ModelsError::File(path.clone(), error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fault)?;
    }
    let fresh = path.with_extension("new");
    let mut file = fs::File::create(&fresh).map_err(fault)?;
    file.write_all(&model.encode()).and_then(|()| file.sync_all()).map_err(fault)?;
    let kept = previous(data);
    let spare = kept.with_extension("old");
    match fs::hard_link(&path, &spare) {
        Ok(()) => fs::rename(&spare, &kept).map_err(fault)?,
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        // A link left over from an interruption, or a disk without links.
        Err(_) => {
            fs::copy(&path, &kept).map_err(fault)?;
        }
    }
    fs::rename(&fresh, &path).map_err(fault)
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

/// A model of settled texts, learned on a thread of its own.
pub(crate) async fn learn(texts: Vec<SettledText>) -> Result<Model, ModelsError> {
    let work = move || {
        let samples: Vec<Sample<'_>> = texts
            .iter()
            .map(|text| Sample {
                text: Text::Raw { title: &text.title, body: &text.content },
                label: &text.category_code,
            })
            .collect();
        train(&samples)
    };
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| ModelsError::Interrupted)??)
}

/// Learns anew and puts the model in force unless it is clearly worse.
pub(crate) async fn retrain(desk: &Desk, data: &Path) -> Result<Outcome, ModelsError> {
    let texts = settled(desk).await?;
    if texts.len() < FEWEST {
        return Ok(Outcome::TooFew);
    }
    let model = learn(texts).await?;
    // A damaged model in force is no reason to refuse a whole one.
    let before = read(data).ok().flatten();
    let is_worse = before
        .is_some_and(|before| model.quality().accuracy + WORSE_BY < before.quality().accuracy);
    if is_worse {
        return Ok(Outcome::Worse);
    }
    put(data, &model)?;
    Ok(Outcome::Taken(Box::new(model)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(word: &str) -> Model {
        let texts: Vec<(String, &str)> = (0..10)
            .flat_map(|at| [(format!("{word}坏了{at}"), "a"), (format!("太吵了{at}"), "b")])
            .collect();
        let samples: Vec<Sample<'_>> = texts
            .iter()
            .map(|(title, label)| Sample { text: Text::Raw { title, body: "" }, label })
            .collect();
        train(&samples).unwrap()
    }

    #[test]
    fn a_new_model_keeps_the_one_before_and_damage_is_told() {
        let data = std::env::temp_dir().join(format!("huying-models-{}", std::process::id()));
        assert!(read(&data).unwrap().is_none());
        let (first, second) = (model("路灯"), model("电梯"));
        put(&data, &first).unwrap();
        assert!(!previous(&data).exists());
        put(&data, &second).unwrap();
        assert_eq!(fs::read(previous(&data)).unwrap(), first.encode());
        assert_eq!(read(&data).unwrap().unwrap().encode(), second.encode());
        fs::write(path(&data), b"cut short").unwrap();
        assert!(matches!(read(&data), Err(ModelsError::Model(_, ModelError::Foreign))));
        put(&data, &second).unwrap();
        assert!(read(&data).unwrap().is_some());
        fs::remove_dir_all(&data).unwrap();
    }
}
