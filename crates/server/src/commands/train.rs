//! `huying train categories`: learns the desk's category proposals, says how
//! good they are on texts left out, and how far the texts have drifted.

use std::path::{Path, PathBuf};

use echo::classes::{Model, Quality, Text};
use requests::app::category_models::Learned;
use requests::domain::category_model::ModelState;

use super::{Fault, echo::classify};
use crate::console::say;
use crate::settings::Settings;
use crate::{models, wiring};

pub(crate) async fn categories(settings: &Settings, from: &[PathBuf]) -> Result<(), Fault> {
    let house = wiring::open_house(settings, from != [Path::new("orders")]).await?;
    let desk = &house.desk;
    // A damaged model in force is told and replaced.
    let before = models::in_force(desk).await.unwrap_or_else(|error| {
        say(error.to_string());
        None
    });
    let drifted_from = before.as_ref().map(|(_, model)| model.quality().clone());
    let (model, learned) = if from == [Path::new("orders")] {
        let texts = models::settled(desk).await?;
        if let Some((_, before)) = &before {
            let newest = texts.iter().take(1_000).map(|text| {
                let raw = Text::Raw { title: &text.title, body: &text.content };
                (raw, text.category_code.as_str())
            });
            tell_agreement(before, newest);
        }
        let lesson = models::learn(texts, before).await?;
        (lesson.model, lesson.learned)
    } else {
        let model = classify::learn(from)?;
        let quality = models::figures(model.quality());
        let content = model.encode();
        (model, Learned { quality, content, newest_order: String::new() })
    };
    tell(model.quality());
    if let Some(before) = &drifted_from {
        say(format!("drift of the classes' shares: {:.3}", drift(before, model.quality())));
    }
    if let Some(contest) = learned.quality.contest {
        say(format!(
            "on {} texts neither learned from: {} right, the one in force {}",
            contest.texts, contest.new_right, contest.before_right
        ));
    }
    let taken = desk.take_model(learned).await?;
    if taken.state == ModelState::Refused {
        say("it is worse than the model in force, which stays");
    } else {
        say(
            "the model is in force; a running server follows within seconds, and the one before is kept",
        );
    }
    Ok(())
}

fn tell(quality: &Quality) {
    say(format!(
        "{} texts, {} classes; on texts left out: accuracy {:.3}, macro-F1 {:.3}, calibration error {:.3}",
        quality.samples,
        quality.classes.len(),
        quality.accuracy,
        quality.macro_f1,
        quality.calibration_error,
    ));
    say(format!(
        "it answers {:.1} % of texts (confidence from {:.2}), {:.1} % of those rightly; on the others it abstains",
        quality.coverage * 100.0,
        quality.threshold,
        quality.accuracy_when_sure * 100.0,
    ));
    say("class,texts,precision,recall,f1");
    for class in &quality.classes {
        say(format!(
            "{},{},{:.3},{:.3},{:.3}",
            class.label,
            class.samples,
            class.precision,
            class.recall,
            class.f1(),
        ));
    }
}

/// How often the model in force gives the newest texts the category that
/// dispatchers gave them.
fn tell_agreement<'a>(before: &Model, texts: impl Iterator<Item = (Text<'a>, &'a str)>) {
    let (mut all, mut same) = (0_u32, 0_u32);
    for (text, code) in texts {
        all += 1;
        same += u32::from(before.best(&text).is_some_and(|(label, _)| label == code));
    }
    if all > 0 {
        say(format!("the model before agrees with {same} of the newest {all} settled texts"));
    }
}

/// Half the sum of the differences of the classes' shares: 0 the same, 1 all new.
fn drift(before: &Quality, after: &Quality) -> f32 {
    let share = |quality: &Quality, label: &str| {
        let class = quality.classes.iter().find(|class| class.label == label);
        class.map_or(0.0, |class| class.samples as f32 / quality.samples.max(1) as f32)
    };
    let mut labels: Vec<&str> =
        before.classes.iter().chain(&after.classes).map(|class| class.label.as_str()).collect();
    labels.sort_unstable();
    labels.dedup();
    labels.iter().map(|label| (share(before, label) - share(after, label)).abs()).sum::<f32>() / 2.0
}
