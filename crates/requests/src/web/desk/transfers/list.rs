//! The list of transfers, and what each line and direction came to.

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use kernel::time::{DAY_US, Instant};
use people::{PageError, Staff};
use ui::{EmptyState, Notice, Prefs, Tab, Tabs, Tag, Tone, Tr, key};

use super::super::scope;
use super::words;
use crate::app::Desk;
use crate::domain::line_transfer::{Transfer, can_write};
use crate::store::line_transfer::{self as store, Filter};
use crate::store::listing::units_text;
use crate::web::record::{Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Table};
use crate::web::words::line_key;

const PATH: &str = "/desk/transfers";
/// Days the reconciliation looks back.
const DAYS: i64 = 30;

fn filter(staff: &Staff, asked: &Asked, now: Instant) -> Filter {
    Filter {
        before: asked.after(),
        state: asked.get("state").to_owned(),
        direction: asked.get("direction").to_owned(),
        line: asked.get("line").to_owned(),
        words: asked.pattern("q"),
        late_at: (asked.get("late") == "1").then_some(now),
        sees_confidential: !scope::filter(staff).hide_confidential,
        hidden_from: units_text(staff.own_units()),
    }
}

async fn read(desk: &Desk, filter: Filter, limit: usize) -> Result<Vec<Transfer>, StoreError> {
    let input = (filter, i64::try_from(limit).unwrap_or(i64::MAX));
    desk.app.db.read(input, |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit))).await
}

/// The views of this noun.
fn tabs(t: Tr, current: &str) -> Tabs {
    let tab = |name: &'static str, href: &str| Tab::new(t.s(name), href).current(href == current);
    Tabs::new(
        t.s("transfers-title"),
        vec![
            tab(key("transfers-tab-list"), PATH),
            tab(key("transfers-tab-reconciliation"), "/desk/transfers/reconciliation"),
        ],
    )
}

/// `GET /desk/transfers`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("transfers-title"));
    let (t, now) = (shell.t, desk.app.now());
    let mut rows = read(&desk, filter(&staff, &asked, now), PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let page = List::new(t, PATH, &asked)
        .lead(t.s("transfers-lead"))
        .tabs(tabs(t, PATH))
        .adds(can_write(&staff), t.s("transfers-new"))
        .filters(vec![
            asked.search_field(t),
            asked.choice(t, "direction", t.s("transfer-direction"), words::directions(t)),
            asked.choice(t, "line", t.s("transfer-line"), words::lines(t)),
            asked.state_field(t, words::states(t)),
            asked.only(t, "late", t.s("transfer-late-only")),
        ])
        .rows((table(t, &rows, now), pager), EmptyState::new("phone", t.s("transfers-empty")));
    Ok(page.desk(shell))
}

/// `GET /desk/transfers.csv`
pub(super) async fn sheet(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    // A confidential report leaves the house in no file, whoever asks.
    let filter = Filter { sees_confidential: false, ..filter(&staff, &asked, desk.app.now()) };
    let rows = read(&desk, filter, SHEET_ROWS).await?;
    Ok(table(Tr::new(prefs.lang), &rows, desk.app.now())
        .csv("transfers.csv", |text| desk.covered(text)))
}

fn table(t: Tr, rows: &[Transfer], now: Instant) -> Table {
    Table::new([
        t.s("transfer-matter"),
        t.s("record-state"),
        t.s("transfer-direction"),
        t.s("transfer-line"),
        t.s("transfer-mode"),
        t.s("transfer-ref-no"),
        t.s("transfer-offered-at"),
        t.s("transfer-accepted-at"),
    ])
    .rows(rows.iter().map(|row| {
        vec![
            Cell::Link(short(&row.matter), format!("{PATH}/{}", row.id)),
            Cell::Tags(tags(t, row, now)),
            Cell::Text(t.s(words::direction_key(row.direction)).into_owned()),
            Cell::Text(t.s(line_key(row.line)).into_owned()),
            Cell::Text(t.s(words::mode_key(row.mode)).into_owned()),
            Cell::Text(row.ref_no.clone().unwrap_or_default()),
            Cell::Text(t.date_time(row.offered_at)),
            Cell::Text(row.accepted_at.map(|at| t.date_time(at)).unwrap_or_default()),
        ]
    }))
}

/// The start of a text, for a row.
fn short(text: &str) -> String {
    crate::domain::request::title_from(text)
}

/// State, urgency and lateness.
pub(super) fn tags(t: Tr, row: &Transfer, now: Instant) -> Vec<(String, Tag)> {
    let mut tags = Vec::new();
    let mut add = |name: &'static str, tone: Tone, icon: &'static str| {
        let label = t.s(name).into_owned();
        let tag = Tag::new(&label).tone(tone);
        tags.push((label, if icon.is_empty() { tag } else { tag.icon(icon) }));
    };
    add(words::state_key(row.state), words::state_tone(row.state), "");
    if row.urgent {
        add(key("transfer-urgent"), Tone::Bad, "alert");
    }
    if row.is_late(now) {
        add(key("transfer-late"), Tone::Bad, "clock");
    }
    tags
}

/// `GET /desk/transfers/reconciliation`
pub(super) async fn reconciliation(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("transfers-reconciliation-title"));
    let (t, now) = (shell.t, desk.app.now());
    let since = Instant::start_of(now.plus(-DAYS * DAY_US).day());
    let read = desk.app.db.read((since, now), |tx, (since, now)| {
        Box::pin(async move { store::counts(tx, *since, *now).await })
    });
    let counts: Vec<store::Count> = read.await?;
    let late: i64 = counts.iter().map(|count| count.late).sum();
    let table = Table::new([
        t.s("transfer-line"),
        t.s("transfer-direction"),
        t.s("transfers-count-all"),
        t.s("transfers-count-urgent"),
        t.s("transfers-count-accepted"),
        t.s("transfers-count-returned"),
        t.s("transfers-count-open"),
        t.s("transfers-count-late"),
    ])
    .rows(counts.iter().map(|count| {
        let line = count.line.parse().map_or("", line_key);
        let way = count.direction.parse().map_or("", words::direction_key);
        vec![
            Cell::Text(t.s(line).into_owned()),
            Cell::Text(t.s(way).into_owned()),
            Cell::Num(count.all),
            Cell::Num(count.urgent),
            Cell::Num(count.accepted),
            Cell::Num(count.returned),
            Cell::Num(count.open),
            Cell::Num(count.late),
        ]
    }));
    let warning = || {
        Notice::new(Tone::Warn, t.n("transfers-late-notice", late))
            .link(t.s("transfers-late-link"), "/desk/transfers?late=1")
    };
    let page = List {
        lead: t.a("transfers-reconciliation-lead", &[("n", DAYS.into())]),
        tabs: Some(tabs(t, "/desk/transfers/reconciliation")),
        notices: (late > 0).then(warning).into_iter().collect(),
        empty: counts.is_empty().then(|| EmptyState::new("phone", t.s("transfers-empty"))),
        table,
        ..List::default()
    };
    Ok(page.desk(shell))
}
