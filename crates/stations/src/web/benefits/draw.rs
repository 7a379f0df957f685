//! The lot of a programme: its seal, its seed once drawn, the order, and how
//! anybody works it out again.

use axum::extract::{Path, State};
use axum::response::Response;
use people::record::{Cell, Section, Show, Table, csv_button};
use people::{PageError, Viewer};
use ui::{Breadcrumb, Crumb, Definition, Definitions, Notice, Prefs, Tone, Tr, key};

use super::words::to_page;
use crate::app::Stations;
use crate::domain::benefit::lot::RECIPE;
use crate::domain::benefit::programme::{BenefitOrder, Programme};
use crate::store::benefit::{self as store, Draw};

/// Rows shown on the page; the file has all.
const SHOWN: usize = 100;

async fn find(stations: &Stations, id: &str) -> Result<Programme, PageError> {
    let programme = stations.programme(id).await.map_err(to_page)?;
    if programme.order == BenefitOrder::Lot { Ok(programme) } else { Err(PageError::NotFound) }
}

async fn drawn(stations: &Stations, id: &str) -> Result<Vec<(i64, String)>, PageError> {
    let read = stations.app.db.read(id.to_owned(), |tx, id| Box::pin(store::drawn(tx, id)));
    Ok(read.await?)
}

/// `GET /benefits/{id}/draw`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let programme = find(&stations, &id).await?;
    let shell = stations.app.shell(&viewer, prefs, key("benefit-draw-title"));
    let t = shell.t;
    let standing = stations.benefit_standing(&id).await?;
    let rows = drawn(&stations, &id).await?;
    let mut recipe = Section::new("recipe", t.s("benefit-recipe")).text(t.s("benefit-recipe-text"));
    recipe.text.extend(RECIPE.lines().map(str::to_owned));
    let shown = rows.iter().take(SHOWN);
    let order = Section::new("order", t.s("benefit-draw-order")).table(table(t, shown));
    let back = Crumb::new(&programme.name, format!("/benefits/{id}"));
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![back])),
        lead: t.s("benefit-draw-lead").into_owned(),
        notices: notices(t, standing.draw.as_ref()),
        links: vec![csv_button(t, format!("/benefits/{id}/draw.csv"))],
        facts: facts(t, standing.draw.as_ref(), rows.len()),
        sections: vec![order, recipe],
        ..Show::default()
    };
    Ok(page.site(shell))
}

fn notices(t: Tr, draw: Option<&Draw>) -> Vec<Notice> {
    match draw {
        None => vec![Notice::new(Tone::Info, t.s("benefit-draw-none"))],
        Some(draw) if draw.drawn_at.is_none() => {
            vec![Notice::new(Tone::Info, t.s("benefit-draw-sealed"))]
        }
        Some(_) => Vec::new(),
    }
}

fn facts(t: Tr, draw: Option<&Draw>, count: usize) -> Definitions {
    let Some(draw) = draw else { return Definitions::new(Vec::new()) };
    let mut lines = vec![
        Definition::new(t.s("benefit-seal"), &draw.seal),
        Definition::new(t.s("benefit-sealed-at"), t.date_time(draw.sealed_at)),
    ];
    if let Some(at) = draw.drawn_at {
        lines.push(Definition::new(t.s("benefit-seed"), &draw.seed));
        lines.push(Definition::new(t.s("benefit-drawn-at"), t.date_time(at)));
        lines.push(Definition::new(t.s("benefit-draw-count"), t.number(count as i64)));
    }
    Definitions::new(lines)
}

fn table<'a>(t: Tr, rows: impl Iterator<Item = &'a (i64, String)>) -> Table {
    let rows = rows.map(|(rank, no)| vec![Cell::Num(*rank), Cell::Text(no.clone())]);
    Table::new([t.s("benefit-rank"), t.s("benefit-no")]).rows(rows)
}

/// `GET /benefits/{id}/draw.csv`
pub(super) async fn sheet(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    prefs: Prefs,
) -> Result<Response, PageError> {
    find(&stations, &id).await?;
    let rows = drawn(&stations, &id).await?;
    Ok(table(Tr::new(prefs.lang), rows.iter()).csv("draw.csv", str::to_owned))
}
