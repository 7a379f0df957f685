//! How the texts drift from what the model learned: abstentions and
//! corrections by week, and whether the classes come in other shares.

use std::collections::BTreeMap;

use jiff::ToSpan;
use kernel::time::DAY_US;
use people::PageError;
use ui::Tr;
use ui::chart::LineChart;

use super::since;
use crate::app::Desk;
use crate::domain::category_model::{CategoryModel, by_class, stability};
use crate::store::category_model::{self as store, Week};
use crate::web::record::Section;

/// Weeks shown.
const WEEKS: i64 = 12;
/// From here on the classes are another population.
const SHIFTED: f64 = 0.25;
/// Below this they are alike.
const STABLE: f64 = 0.1;
/// Settled orders below which nothing is said of their shares.
const TOLD_MIN: i64 = 30;

/// Abstentions and corrections by week.
pub(super) async fn weeks(
    desk: &Desk,
    t: Tr,
    model: Option<&CategoryModel>,
) -> Result<Section, PageError> {
    let from = desk.app.now().plus(-WEEKS * 7 * DAY_US);
    let read = desk.app.db.read(from, |tx, from| Box::pin(store::weeks(tx, *from)));
    let weeks: Result<Vec<Week>, db::StoreError> = read.await;
    let weeks = weeks?;
    let mut section = Section::new("drift", t.s("model-drift"));
    if weeks.is_empty() {
        return Ok(section.text(t.s("model-drift-none")));
    }
    let share = |part: i64, all: i64| part * 100 / all.max(1);
    let day = |week: &Week| {
        let first = jiff::civil::date(1970, 1, 5).saturating_add((week.week * 7).days());
        format!("{}/{}", first.month(), first.day())
    };
    let (all, abstained): (i64, i64) =
        weeks.iter().fold((0, 0), |sum, week| (sum.0 + week.all, sum.1 + week.abstained));
    let told = [("n", all.into()), ("share", t.percent(abstained * 1000 / all.max(1)).into())];
    let chart =
        LineChart::new("drift-chart", t.s("model-drift-chart"), weeks.iter().map(day).collect())
            .description(t.a("model-drift-told", &told))
            .series(
                t.s("model-abstained"),
                weeks.iter().map(|week| share(week.abstained, week.all)).collect(),
            )
            .series(
                t.s("model-corrected"),
                weeks.iter().map(|week| share(week.corrected, week.settled)).collect(),
            );
    section.figure = Some(chart.wide().figure(t, t.s("model-week")));
    if let Some(model) = model {
        section.text.push(population(desk, t, model).await?);
    }
    Ok(section)
}

/// Whether the classes come in other shares than those learned from.
async fn population(desk: &Desk, t: Tr, model: &CategoryModel) -> Result<String, PageError> {
    let from = since(desk, Some(model));
    let read = desk.app.db.read(from, |tx, from| Box::pin(store::pairs(tx, *from)));
    let pairs: Result<Vec<(Option<String>, String, i64)>, db::StoreError> = read.await;
    // At the second level: the third has too few of each.
    let broad = |code: &str| code.get(..4).unwrap_or(code).to_owned();
    let mut now: BTreeMap<String, i64> = BTreeMap::new();
    for class in by_class(&pairs?) {
        *now.entry(broad(&class.code)).or_default() += class.settled;
    }
    if now.values().sum::<i64>() < TOLD_MIN {
        return Ok(t.s("model-population-few").into_owned());
    }
    let mut learned: BTreeMap<String, i64> = BTreeMap::new();
    for class in &model.quality.classes {
        *learned.entry(broad(&class.label)).or_default() += class.samples as i64;
    }
    let index = stability(&learned, &now);
    let args = [("index", format!("{index:.2}").into())];
    Ok(if index < STABLE {
        t.a("model-population-stable", &args)
    } else if index < SHIFTED {
        t.a("model-population-shifting", &args)
    } else {
        t.a("model-population-shifted", &args)
    })
}
