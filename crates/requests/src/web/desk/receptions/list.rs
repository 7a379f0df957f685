//! The list of reception days.

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use people::{PageError, Staff};
use ui::{EmptyState, Prefs, Tr, key};

use super::words;
use crate::app::Desk;
use crate::domain::reception::{PREPARES, Reception};
use crate::store::reception::{self as store, Filter};
use crate::web::record::{Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Table, unit_name};

const PATH: &str = "/desk/receptions";

async fn read(desk: &Desk, asked: &Asked, limit: usize) -> Result<Vec<Reception>, StoreError> {
    let filter = Filter {
        before: asked.after(),
        state: asked.get("state").to_owned(),
        host_kind: asked.get("host").to_owned(),
        words: asked.pattern("q"),
    };
    let input = (filter, i64::try_from(limit).unwrap_or(i64::MAX));
    desk.app.db.read(input, |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit))).await
}

/// `GET /desk/receptions`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("receptions-title"));
    let t = shell.t;
    let mut rows = read(&desk, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let page = List::new(t, PATH, &asked)
        .lead(t.s("receptions-lead"))
        .tabs(super::super::proactive::tabs(t, &staff, PATH))
        .adds(staff.has_any(PREPARES), t.s("receptions-new"))
        .filters(vec![
            asked.search_field(t),
            asked.state_field(t, words::states(t)),
            asked.choice(t, "host", t.s("reception-host-kind"), words::hosts(t)),
        ])
        .rows(
            (table(&desk, t, &rows), pager),
            EmptyState::new("calendar", t.s("receptions-empty")),
        );
    Ok(page.desk(shell))
}

/// `GET /desk/receptions.csv`
pub(super) async fn sheet(
    State(desk): State<Desk>,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&desk, &asked, SHEET_ROWS).await?;
    Ok(table(&desk, Tr::new(prefs.lang), &rows).csv("receptions.csv", |text| desk.covered(text)))
}

fn table(desk: &Desk, t: Tr, rows: &[Reception]) -> Table {
    Table::new([
        t.s("reception-host"),
        t.s("record-state"),
        t.s("reception-when"),
        t.s("reception-place"),
        t.s("reception-topics"),
        t.s("reception-host-kind"),
        t.s("reception-unit"),
    ])
    .rows(rows.iter().map(|row| {
        vec![
            Cell::Link(row.host.clone(), format!("{PATH}/{}", row.id)),
            Cell::tag(t.s(words::state_key(row.state)), words::state_tone(row.state)),
            Cell::Text(words::when(t, row)),
            Cell::Text(row.place.clone()),
            Cell::Wide(row.topics.clone()),
            Cell::Text(t.s(words::host_key(row.host_kind)).into_owned()),
            Cell::Text(unit_name(desk, Some(row.unit_id))),
        ]
    }))
}
