//! The list of calls: a unit's own, or everybody's for who watches.

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use people::{PageError, Role, Staff};
use ui::{Choice, EmptyState, Prefs, Tone, Tr, key};

use super::PATH;
use crate::app::Desk;
use crate::app::whistles::may_whistle;
use crate::domain::whistle::Whistle;
use crate::store::listing::units_text;
use crate::store::whistle::{self as store, Filter};
use crate::web::record::{Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Table, time_key, unit_name};

/// Whether it is over, in words of the address and of the page.
const STATES: [(&str, &str); 2] =
    [("open", key("whistle-open")), ("closed", key("whistle-closed"))];

async fn read(
    desk: &Desk,
    staff: &Staff,
    asked: &Asked,
    limit: usize,
) -> Result<Vec<Whistle>, StoreError> {
    let own = staff.unit_unless(&[Role::Dispatcher, Role::Supervisor, Role::Leader]);
    let known = STATES.iter().find(|(word, _)| *word == asked.get("state"));
    let filter = Filter {
        before: asked.before(),
        state: known.map_or("", |(word, _)| *word),
        unit: own.map(|unit| unit.to_string()).unwrap_or_default(),
        words: asked.pattern("q"),
        hidden_from: units_text(staff.own_units()),
    };
    let ask = (filter, u32::try_from(limit).unwrap_or(u32::MAX));
    desk.app.db.read(ask, |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit))).await
}

/// `GET /desk/whistles`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("whistle-section"));
    let t = shell.t;
    let mut rows = read(&desk, &staff, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| time_key(row.called_at, row.id));
    let states = STATES.iter().map(|(word, name)| Choice::new(*word, t.s(name)));
    let page = List::new(t, PATH, &asked)
        .lead(t.s("whistles-lead"))
        .adds(may_whistle(&staff, &desk.rules()), t.s("whistle-new"))
        .filters(vec![asked.search_field(t), asked.state_field(t, states)])
        .rows(
            (table(&desk, t, &rows), pager),
            EmptyState::new("check-circle", t.s("whistles-none")),
        );
    Ok(page.desk(shell))
}

/// `GET /desk/whistles.csv`
pub(super) async fn sheet(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&desk, &staff, &asked, SHEET_ROWS).await?;
    let t = Tr::new(prefs.lang).at(desk.app.now());
    Ok(table(&desk, t, &rows).csv("whistles.csv", |text| desk.covered(text)))
}

fn table(desk: &Desk, t: Tr, rows: &[Whistle]) -> Table {
    Table::new([
        t.s("desk-col-title"),
        t.s("whistle-street"),
        t.s("record-state"),
        t.s("whistle-called-at"),
        t.s("whistle-arrive-by"),
    ])
    .rows(rows.iter().map(|row| {
        let (word, tone) = state(row);
        vec![
            Cell::Link(row.title.clone(), format!("{PATH}/{}", row.id)),
            Cell::Text(unit_name(desk, Some(row.unit_id))),
            Cell::tag(t.s(word), tone),
            Cell::Text(t.date_time(row.called_at)),
            Cell::Text(t.date_time(row.arrive_by)),
        ]
    }))
}

/// Whether it is over, in words.
pub(super) fn state(whistle: &Whistle) -> (&'static str, Tone) {
    let [(_, open), (_, closed)] = STATES;
    if whistle.closed_at.is_some() { (closed, Tone::Ok) } else { (open, Tone::Warn) }
}
