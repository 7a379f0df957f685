//! The list for staff, and the page for everybody: what was done, in words
//! that staff wrote.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use people::record::{Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Table, any_of, flash};
use people::store::units;
use people::{PageError, Staff, Viewer};
use ui::{Button, EmptyState, Field, Prefs, Tr, key};

use super::words::{source_key, state_word, states, topic_key, topics};
use crate::app::Stations;
use crate::domain::rider_need::{LEADS, NeedState, RiderNeed};
use crate::store::rider_need::{self as store, Filter};

pub(super) const PATH: &str = "/desk/rider-needs";

/// Names of units by their id.
pub(super) type Units = HashMap<String, String>;

/// Rows of a list with the names of the units on them.
async fn read(
    stations: &Stations,
    filter: Filter,
    limit: usize,
) -> Result<(Vec<RiderNeed>, Units), StoreError> {
    let input = (filter, i64::try_from(limit).unwrap_or(i64::MAX));
    let read = stations.app.db.read(input, |tx, (filter, limit)| {
        Box::pin(async move {
            let rows = store::page(tx, filter, *limit).await?;
            let mut names = Units::new();
            for unit in rows.iter().filter_map(|row| row.owner_unit_id) {
                let known = names.contains_key(&unit.to_string());
                if let Some(found) = if known { None } else { units::get(tx, unit).await? } {
                    names.insert(unit.to_string(), found.name);
                }
            }
            Ok::<_, StoreError>((rows, names))
        })
    });
    read.await
}

fn filter(staff: Option<&Staff>, asked: &Asked) -> Filter {
    let own = staff.filter(|staff| !staff.has_any(LEADS) && !staff.has(people::Role::Leader));
    Filter {
        before: asked.after(),
        unit: own.map(|staff| staff.unit),
        state: asked.get("state").to_owned(),
        topic: asked.get("topic").to_owned(),
        words: if staff.is_some() { asked.pattern("q") } else { String::new() },
        public: staff.is_none(),
    }
}

/// `GET /desk/rider-needs`
pub(super) async fn show(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let mut shell = stations.app.desk(&staff, prefs, key("rider-needs-desk"));
    let t = shell.t;
    shell.flash = flash(t, &asked.form);
    let (mut rows, units) = read(&stations, filter(Some(&staff), &asked), PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let csv = asked.csv_button(t, "/desk/rider-needs.csv");
    let mut actions = vec![csv];
    if staff.has_any(LEADS) {
        let new = Button::link(t.s("rider-needs-new"), "/desk/rider-needs/new");
        actions.push(new.small().primary().icon("plus"));
    }
    let page = List {
        lead: t.s("rider-needs-desk-lead").into_owned(),
        actions,
        path: PATH,
        filters: vec![
            asked.search_field(t),
            asked.state_field(t, states(t)),
            Field::select(t, &asked.form, "topic", t.s("rider-need-topic"))
                .choices(any_of(t, topics(t))),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("list", t.s("rider-needs-empty"))),
        table: table(&stations, t, &rows, &units),
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/rider-needs.csv`: without the words of who has the need.
pub(super) async fn sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let (rows, units) = read(&stations, filter(Some(&staff), &asked), SHEET_ROWS).await?;
    let table = table(&stations, Tr::new(prefs.lang), &rows, &units);
    Ok(table.csv("rider-needs.csv", |_| String::new()))
}

fn table(stations: &Stations, t: Tr, rows: &[RiderNeed], units: &Units) -> Table {
    Table::new([
        t.s("rider-need-topic"),
        t.s("record-state"),
        t.s("rider-need-text"),
        t.s("rider-need-where"),
        t.s("rider-need-owner"),
        t.s("rider-need-due"),
        t.s("rider-need-source"),
        t.s("rider-need-collected"),
    ])
    .rows(rows.iter().map(|row| {
        let (state, tone) = state_word(row.state);
        vec![
            Cell::Link(t.s(topic_key(row.topic)).into_owned(), format!("{PATH}/{}", row.id)),
            Cell::tag(t.s(state), tone),
            Cell::Wide(row.text.clone()),
            Cell::Text(place(stations, row)),
            Cell::Text(owner(row, units)),
            Cell::Text(row.due_on.clone().unwrap_or_default()),
            Cell::Text(t.s(source_key(row.source)).into_owned()),
            Cell::Text(t.date(row.collected_at)),
        ]
    }))
}

/// The names of a need's region.
pub(super) fn place(stations: &Stations, need: &RiderNeed) -> String {
    let code = need.region_code.as_deref().and_then(|code| code.parse().ok());
    code.map(|code| stations.atlas.current().path_name(code)).unwrap_or_default()
}

fn owner(need: &RiderNeed, units: &Units) -> String {
    let unit = need.owner_unit_id.and_then(|unit| units.get(&unit.to_string()));
    unit.cloned().unwrap_or_default()
}

/// `GET /needs`: what is being done and what was done.
pub(super) async fn public(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let mut shell = stations.app.shell(&viewer, prefs, key("rider-needs-title"));
    let t = shell.t;
    shell.flash = flash(t, &asked.form);
    let (mut rows, units) = read(&stations, filter(None, &asked), PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, "/needs", &mut rows, |row| row.id.to_string());
    let head = [
        t.s("rider-need-topic"),
        t.s("record-state"),
        t.s("rider-need-done"),
        t.s("rider-need-where"),
        t.s("rider-need-owner"),
        t.s("rider-need-due"),
    ];
    let table = Table::new(head).rows(rows.iter().map(|row| {
        let (state, tone) = state_word(row.state);
        vec![
            Cell::Text(t.s(topic_key(row.topic)).into_owned()),
            Cell::tag(t.s(state), tone),
            Cell::Wide(told(row).to_owned()),
            Cell::Text(place(&stations, row)),
            Cell::Text(owner(row, &units)),
            Cell::Text(row.due_on.clone().unwrap_or_default()),
        ]
    }));
    let page = List {
        lead: t.s("rider-needs-lead").into_owned(),
        actions: vec![Button::link(t.s("rider-needs-say"), "/needs/new").primary().icon("edit")],
        path: "/needs",
        filters: vec![
            Field::select(t, &asked.form, "topic", t.s("rider-need-topic"))
                .choices(any_of(t, topics(t))),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("list", t.s("rider-needs-public-empty"))),
        table,
        pager,
        ..List::default()
    };
    Ok(page.site(shell))
}

/// What staff wrote, never the words of who has the need.
fn told(need: &RiderNeed) -> &str {
    match need.state {
        NeedState::FedBack | NeedState::Declined => &need.public_text,
        NeedState::Collected | NeedState::Coordinating | NeedState::Solved | NeedState::Joined => {
            &need.plan
        }
    }
}
