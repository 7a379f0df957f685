//! The list of entries.

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use people::{PageError, Role, Staff};
use ui::{Button, EmptyState, Notice, Prefs, Tone, Tr, key};

use super::words;
use crate::app::Desk;
use crate::domain::knowledge::{Entry, PUBLISHES, WRITES};
use crate::store::knowledge::{self as store, Filter};
use crate::web::record::{Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Table, unit_name, units};

const PATH: &str = "/desk/knowledge";

fn filter(desk: &Desk, asked: &Asked) -> Filter {
    Filter {
        before: asked.after(),
        words: asked.pattern("q"),
        state: asked.get("state").to_owned(),
        owner: asked.get("unit").to_owned(),
        audience: asked.get("audience").to_owned(),
        standing: asked.get("standing").to_owned(),
        today: desk.app.now().day().to_string(),
    }
}

async fn read(desk: &Desk, asked: &Asked, limit: usize) -> Result<Vec<Entry>, StoreError> {
    let input = (filter(desk, asked), i64::try_from(limit).unwrap_or(i64::MAX));
    desk.app.db.read(input, |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit))).await
}

/// Whose stale entries are counted: everybody's for the desk, a unit's own.
fn owner_of(staff: &Staff) -> String {
    let all = staff.has_any(&[Role::Supervisor, Role::Dispatcher, Role::Operator, Role::Leader]);
    if all { String::new() } else { staff.unit.to_string() }
}

/// `GET /desk/knowledge`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("knowledge-title"));
    let t = shell.t;
    let mut rows = read(&desk, &asked, PAGE_ROWS + 1).await?;
    let owner = owner_of(&staff);
    let key = (desk.app.now().day(), owner.clone());
    let read = desk.app.db.read(key, |tx, (day, owner)| {
        Box::pin(async move { store::warned(tx, *day, owner).await })
    });
    let warned: i64 = read.await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let stale = || {
        let href = format!("{PATH}?state=published&standing=overdue&unit={owner}");
        Notice::new(Tone::Warn, t.n("knowledge-warned", warned))
            .link(t.s("knowledge-warned-link"), href)
    };
    let mut page = List::new(t, PATH, &asked).lead(t.s("knowledge-lead"));
    page.notices = (warned > 0).then(stale).into_iter().collect();
    if staff.has_any(PUBLISHES) {
        let import = Button::link(t.s("knowledge-import"), "/desk/knowledge/import");
        page = page.action(import.small().icon("upload"));
    }
    let page = page
        .adds(staff.has_any(WRITES), t.s("knowledge-new"))
        .filters(vec![
            asked.search_field(t),
            asked.state_field(t, words::states(t)),
            asked.choice(t, "standing", t.s("entry-standing"), words::standings(t)),
            asked.choice(t, "audience", t.s("entry-audience"), words::audiences(t)),
            asked.choice(t, "unit", t.s("entry-owner"), units(&desk)),
        ])
        .rows((table(&desk, t, &rows), pager), EmptyState::new("book", t.s("knowledge-empty")));
    Ok(page.desk(shell))
}

/// `GET /desk/knowledge.csv`
pub(super) async fn sheet(
    State(desk): State<Desk>,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&desk, &asked, SHEET_ROWS).await?;
    Ok(table(&desk, Tr::new(prefs.lang), &rows).csv("knowledge.csv", |text| desk.covered(text)))
}

fn table(desk: &Desk, t: Tr, rows: &[Entry]) -> Table {
    let today = desk.app.now().day();
    Table::new([
        t.s("entry-question"),
        t.s("record-state"),
        t.s("entry-owner"),
        t.s("entry-basis"),
        t.s("entry-review-due"),
        t.s("entry-right"),
        t.s("entry-wrong"),
    ])
    .rows(rows.iter().map(|row| {
        vec![
            Cell::Link(row.text.question.clone(), format!("{PATH}/{}", row.id)),
            Cell::Tags(words::tags(t, row, today)),
            Cell::Text(unit_name(desk, Some(row.text.owner_unit))),
            Cell::Wide(row.text.basis.clone()),
            Cell::Text(row.review_due_on().to_string()),
            Cell::Num(row.right_count),
            Cell::Num(row.wrong_count),
        ]
    }))
}
