//! Each class: what people settled since the model came into force, and what
//! it reached on texts left out while learning.

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use people::PageError;
use ui::{Prefs, Tr};

use super::since;
use crate::app::Desk;
use crate::domain::category_model::{CategoryModel, ClassSince, by_class};
use crate::store::category_model as store;
use crate::web::category;
use crate::web::record::{Cell, Section, Table};

/// Classes on the page; all of them are in the file.
const SHOWN: usize = 40;

async fn read(desk: &Desk, model: &CategoryModel) -> Result<Vec<ClassSince>, StoreError> {
    let from = since(desk, Some(model));
    let read = desk.app.db.read(from, |tx, from| Box::pin(store::pairs(tx, *from)));
    let pairs: Vec<(Option<String>, String, i64)> = read.await?;
    Ok(by_class(&pairs))
}

/// The classes as a part of the page.
pub(super) async fn section(
    desk: &Desk,
    t: Tr,
    model: &CategoryModel,
) -> Result<Section, PageError> {
    let found = read(desk, model).await?;
    let table = table(desk, t, model, &found, SHOWN);
    Ok(Section::new("classes", t.s("model-classes")).text(t.s("model-classes-lead")).table(table))
}

/// `GET /desk/models.csv`
pub(super) async fn sheet(State(desk): State<Desk>, prefs: Prefs) -> Result<Response, PageError> {
    let model = desk.model_in_force().await?.ok_or(PageError::NotFound)?;
    let found = read(&desk, &model).await?;
    Ok(table(&desk, Tr::new(prefs.lang), &model, &found, usize::MAX)
        .csv("classes.csv", |text| desk.covered(text)))
}

fn table(desk: &Desk, t: Tr, model: &CategoryModel, found: &[ClassSince], most: usize) -> Table {
    let rules = desk.rules();
    let share = |part: i64, all: i64| {
        if all > 0 { t.percent(part * 1000 / all) } else { t.s("board-none").into_owned() }
    };
    let milli = |value: f32| t.percent((value * 1000.0).round() as i64);
    let known = |code: &str| model.quality.classes.iter().find(|class| class.label == code);
    // Classes nobody settled since come behind those that somebody did.
    let rest = model
        .quality
        .classes
        .iter()
        .filter(|class| !found.iter().any(|since| since.code == class.label));
    let rest = rest.map(|class| ClassSince {
        code: class.label.clone(),
        settled: 0,
        proposed: 0,
        right: 0,
    });
    let all: Vec<ClassSince> = found.iter().cloned().chain(rest).take(most).collect();
    let rows = all.iter().map(|class| {
        let learned = known(&class.code);
        vec![
            Cell::Text(format!("{} {}", class.code, category::path(t, &rules, &class.code))),
            Cell::Num(class.settled),
            Cell::Num(class.proposed),
            Cell::Text(share(class.right, class.proposed)),
            Cell::Text(share(class.right, class.settled)),
            Cell::Num(learned.map_or(0, |class| class.samples as i64)),
            Cell::Text(learned.map(|class| milli(class.precision)).unwrap_or_default()),
            Cell::Text(learned.map(|class| milli(class.recall)).unwrap_or_default()),
        ]
    });
    let head = [
        t.s("model-class"),
        t.s("model-settled"),
        t.s("model-proposed"),
        t.s("model-precision"),
        t.s("model-recall"),
        t.s("model-samples"),
        t.s("model-precision-left"),
        t.s("model-recall-left"),
    ];
    Table::new(head).rows(rows)
}
