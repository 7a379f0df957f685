//! What is public of a programme: application numbers in their order, never a
//! name.

use axum::extract::State;
use axum::response::Response;
use people::record::{Asked, Cell, List, PAGE_ROWS, Table};
use people::{PageError, Viewer};
use ui::{Button, EmptyState, Field, Prefs, Tr, key};

use super::words::{programmes, state_word};
use crate::app::Stations;
use crate::domain::benefit::programme::BenefitRules;
use crate::domain::benefit::{Benefit, BenefitState};
use crate::store::benefit as store;

const PATH: &str = "/benefits/results";

/// `GET /benefits/results?programme=…`
pub(super) async fn show(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("benefit-results"));
    let t = shell.t;
    let rules = stations.benefit_rules().await?;
    let id = asked.get("programme").to_owned();
    let after: i64 = asked.get("after").parse().unwrap_or(0);
    let input = (id.clone(), after, asked.get("q").trim().to_owned());
    let read = stations.app.db.read(input, |tx, (id, after, no)| {
        Box::pin(store::public_page(tx, id, (*after, no), PAGE_ROWS as i64 + 1))
    });
    let mut rows: Vec<Benefit> = read.await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| place(row).to_string());
    let head =
        [t.s("benefit-place"), t.s("benefit-no"), t.s("record-state"), t.s("benefit-notice-to")];
    let table = Table::new(head).rows(rows.iter().map(|row| {
        let (state, tone) = state_word(row.state);
        let until = (row.state == BenefitState::Noticed).then(|| row.noticed_until.clone());
        vec![
            Cell::Num(place(row)),
            Cell::Text(row.application_no.clone()),
            Cell::tag(t.s(state), tone),
            Cell::Text(until.flatten().unwrap_or_default()),
        ]
    }));
    let back = rules.get(&id).map(|one| Button::link(&one.name, format!("/benefits/{}", one.id)));
    let page = List {
        lead: t.s("benefit-results-text").into_owned(),
        actions: back.into_iter().collect(),
        path: PATH,
        filters: vec![
            Field::select(t, &asked.form, "programme", t.s("benefit-name"))
                .choices(people::record::one_of(t, programmes(&rules.programme))),
            Field::search(t, &asked.form, "q", t.s("benefit-no")),
        ],
        empty: rows.is_empty().then(|| nothing(t, &asked, &rules)),
        table,
        pager,
        ..List::default()
    };
    Ok(page.site(shell))
}

/// Why nothing is listed, and what to do about it.
fn nothing(t: Tr, asked: &Asked, rules: &BenefitRules) -> EmptyState {
    let (title, text) = if rules.get(asked.get("programme")).is_none() {
        (key("benefit-results-choose"), key("benefit-results-choose-text"))
    } else if asked.get("q").trim().is_empty() {
        (key("benefit-results-none"), key("benefit-results-none-text"))
    } else {
        (key("benefit-results-unknown"), key("benefit-results-unknown-text"))
    };
    EmptyState::new("list", t.s(title)).text(t.s(text))
}

/// The place in the order.
fn place(row: &Benefit) -> i64 {
    row.lot_rank.unwrap_or(row.seq)
}
