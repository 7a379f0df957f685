//! Supervisions: what the rules propose, opened only by a named person; all
//! notices with what the units answered.

pub(super) mod notice;

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use kernel::time::{DAY_US, Instant};
use people::{PageError, Role, Staff};
use ui::{Choice, EmptyState, Prefs, Tr, key};

use super::knowledge::standing_tag;
use super::order::beside::number;
use super::{filter, scope};
use crate::app::Desk;
use crate::app::procedure_words::{cause_key, level_key, supervision_state_key, supervision_tone};
use crate::domain::knowledge::{Entry, PRESSES};
use crate::domain::supervision::{SupervisionCause, SupervisionLevel, SupervisionState};
use crate::store::knowledge;
use crate::store::listing::Start;
use crate::store::supervision::{self, Candidate, Filter, SupervisionRow, Triggers};
use crate::web::record::{Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Section, Table, unit_name};
use people::sheet;

const PATH: &str = "/desk/supervisions";
/// Proposals shown of each cause.
const PROPOSED: i64 = 10;
/// Urges of so many days count.
const URGED_DAYS: i64 = 30;

fn read_filter(desk: &Desk, staff: &Staff, asked: &Asked) -> Filter {
    Filter {
        level: asked.parse("level"),
        cause: asked.parse("cause"),
        state: asked.parse("state"),
        unit: asked.parse("unit"),
        overdue_at: (asked.get("overdue") == "1").then(|| desk.app.now()),
        words: Some(asked.get("q").to_owned()),
        viewer: scope::viewer(staff),
        by_due: asked.get("sort") == "due",
    }
}

async fn read(
    desk: &Desk,
    filter: Filter,
    start: Option<Start>,
    limit: usize,
) -> Result<Vec<SupervisionRow>, StoreError> {
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let read = desk.app.db.read((filter, start, limit), |tx, (filter, start, limit)| {
        Box::pin(supervision::page(tx, filter, *start, *limit))
    });
    read.await
}

/// `GET /desk/supervisions`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let filter = read_filter(&desk, &staff, &asked);
    let by_due = filter.by_due;
    let mut rows = read(&desk, filter, Start::read(asked.get("after")), PAGE_ROWS + 1).await?;
    let shell = desk.app.desk(&staff, prefs, key("supervisions-title"));
    let t = shell.t;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.key(by_due).text());
    let newest = Choice::new("", t.s("applications-newest"));
    let sorts = vec![newest, Choice::new("due", t.s("supervisions-by-due"))];
    let sort = ui::Field::select(t, &asked.form, "sort", t.s("desk-sort")).choices(sorts);
    let mut page = List::new(t, PATH, &asked).lead(t.s("supervisions-lead"));
    page.sections.extend(proposals(&desk, &staff, t).await?);
    page.sections.extend(stale_entries(&desk, &staff, t).await?);
    let empty = EmptyState::new("check-circle", t.s("supervisions-empty"));
    let page = page
        .filters(vec![
            asked.search_field(t),
            asked.choice(t, "level", t.s("supervision-level"), levels(t)),
            asked.choice(t, "cause", t.s("supervision-cause"), causes(t)),
            asked.state_field(t, states(t)),
            asked.choice(t, "unit", t.s("desk-filter-unit"), filter::units(&desk)),
            sort,
            asked.only(t, "overdue", t.s("supervisions-overdue")),
        ])
        .rows((table(&desk, t, &rows), pager), empty);
    Ok(page.desk(shell))
}

fn levels(t: Tr) -> Vec<Choice> {
    let all = SupervisionLevel::ALL.iter();
    all.map(|level| Choice::new(level.as_str(), t.s(level_key(*level)))).collect()
}

fn causes(t: Tr) -> Vec<Choice> {
    let all = SupervisionCause::ALL.iter();
    all.map(|cause| Choice::new(cause.as_str(), t.s(cause_key(*cause)))).collect()
}

fn states(t: Tr) -> Vec<Choice> {
    let all = SupervisionState::ALL.iter();
    all.map(|state| Choice::new(state.as_str(), t.s(supervision_state_key(*state)))).collect()
}

fn table(desk: &Desk, t: Tr, rows: &[SupervisionRow]) -> Table {
    let now = desk.app.now();
    Table::new([
        t.s("supervision-number"),
        t.s("supervision-level"),
        t.s("supervision-cause"),
        t.s("record-state"),
        t.s("desk-col-no"),
        t.s("desk-col-title"),
        t.s("desk-fact-unit"),
        t.s("supervision-due"),
    ])
    .rows(rows.iter().map(|row| {
        let one = &row.supervision;
        let tone = supervision_tone(one.state, one.is_overdue(now));
        vec![
            Cell::Link(number(t, one), format!("{PATH}/{}", one.id)),
            Cell::Text(t.s(level_key(one.level)).into_owned()),
            Cell::Text(t.s(cause_key(one.cause)).into_owned()),
            Cell::tag(t.s(supervision_state_key(one.state)), tone),
            Cell::Link(row.order_no.to_string(), format!("/desk/orders/{}", one.order_id)),
            Cell::Wide(row.title.clone()),
            Cell::Text(unit_name(desk, one.unit_id)),
            Cell::Text(t.date(one.due_at.plus(-1))),
        ]
    }))
}

/// What the rules propose, for those who may open one.
async fn proposals(desk: &Desk, staff: &Staff, t: Tr) -> Result<Option<Section>, PageError> {
    if !staff.has_any(&[Role::Supervisor, Role::Leader]) {
        return Ok(None);
    }
    let (rules, now) = (desk.rules(), desk.app.now());
    let terms = rules.policies.procedures(now.day()).supervision;
    let triggers = Triggers {
        now,
        urged_since: now.plus(-URGED_DAYS * DAY_US),
        urges: terms.urges.into(),
        people: terms.people.into(),
        limit: PROPOSED,
    };
    let read =
        desk.app.db.read(triggers, |tx, triggers| Box::pin(supervision::candidates(tx, triggers)));
    let found: Result<_, StoreError> = read.await;
    let sees_confidential = staff.has(Role::Supervisor);
    let visible = |one: &Candidate| {
        let covered = one.region_code.as_deref().is_none_or(|region| staff.covers(region));
        let about_them = one.reported_unit_id.is_some_and(|unit| staff.works_under(unit));
        covered && !about_them && (sees_confidential || !one.confidential)
    };
    let mut seen = std::collections::HashSet::new();
    let fresh = found?.into_iter().filter(|(_, one)| visible(one) && seen.insert(one.order_id));
    let head = [
        t.s("desk-col-no"),
        t.s("desk-col-title"),
        t.s("supervision-cause"),
        t.s("desk-fact-unit"),
    ];
    let table = Table::new(head).rows(fresh.map(|(cause, one)| {
        let count = match cause {
            SupervisionCause::Urged => t.n("supervisions-urges", one.count),
            SupervisionCause::ManyPeople => t.n("supervisions-people", one.count + 1),
            SupervisionCause::Unsolved => t.n("supervisions-reworks", one.count),
            _ => String::new(),
        };
        vec![
            Cell::Link(one.order_no.to_string(), format!("/desk/orders/{}", one.order_id)),
            Cell::Wide(one.title),
            Cell::Text(format!("{} {count}", t.s(cause_key(cause)))),
            Cell::Text(unit_name(desk, one.unit_id)),
        ]
    }));
    let mut section = Section::new("proposals", t.s("supervisions-proposals")).table(table);
    section.aside = t.s("supervisions-proposals-note").into_owned();
    section.icon = "alert";
    Ok(section.table.is_some().then_some(section))
}

/// Entries of the knowledge base that are not kept: a late update is a reason
/// for supervision too.
async fn stale_entries(desk: &Desk, staff: &Staff, t: Tr) -> Result<Option<Section>, PageError> {
    if !staff.has_any(PRESSES) {
        return Ok(None);
    }
    let today = desk.app.now().day();
    let read =
        desk.app.db.read(today, |tx, today| Box::pin(knowledge::stale(tx, *today, PROPOSED)));
    let found: Result<Vec<Entry>, StoreError> = read.await;
    let head =
        [t.s("entry-question"), t.s("record-state"), t.s("entry-owner"), t.s("entry-review-due")];
    let table = Table::new(head).rows(found?.into_iter().map(|entry| {
        vec![
            Cell::Link(entry.text.question.clone(), format!("/desk/knowledge/{}", entry.id)),
            Cell::Tags(vec![(String::new(), standing_tag(t, &entry, today))]),
            Cell::Text(unit_name(desk, Some(entry.text.owner_unit))),
            Cell::Text(entry.review_due_on().to_string()),
        ]
    }));
    let mut section = Section::new("entries", t.s("supervisions-entries")).table(table);
    section.aside = t.s("supervisions-entries-note").into_owned();
    section.icon = "book";
    Ok(section.table.is_some().then_some(section))
}

/// `GET /desk/supervisions.csv`
pub(super) async fn csv(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let mut filter = read_filter(&desk, &staff, &asked);
    // A confidential report leaves the house in no file, whoever asks.
    filter.viewer.hide_confidential = true;
    let rows = read(&desk, filter, None, SHEET_ROWS).await?;
    let t = Tr::new(prefs.lang);
    let head = [
        key("supervision-number"),
        key("supervision-level"),
        key("supervision-cause"),
        key("desk-filter-state"),
        key("desk-col-no"),
        key("desk-col-title"),
        key("desk-fact-unit"),
        key("supervision-demand"),
        key("supervision-opened"),
        key("supervision-due"),
        key("supervision-answer"),
        key("supervision-answered"),
        key("supervision-closing"),
        key("supervision-closed"),
    ];
    let head: Vec<String> = head.into_iter().map(|name| t.s(name).into_owned()).collect();
    let rows = rows.iter().map(|row| cells(t, &desk, row));
    Ok(sheet::csv("supervisions.csv", std::iter::once(head).chain(rows)))
}

fn cells(t: Tr, desk: &Desk, row: &SupervisionRow) -> Vec<String> {
    let text = |text: &str| desk.covered(text);
    let one = &row.supervision;
    let at = |at: Option<Instant>| at.map(|at| at.rfc3339()).unwrap_or_default();
    vec![
        number(t, one),
        t.s(level_key(one.level)).into_owned(),
        t.s(cause_key(one.cause)).into_owned(),
        t.s(supervision_state_key(one.state)).into_owned(),
        row.order_no.to_string(),
        text(&row.title),
        unit_name(desk, one.unit_id),
        text(&one.demand),
        one.opened_at.rfc3339(),
        one.due_at.rfc3339(),
        text(&one.answer),
        at(one.answered_at),
        text(&one.closing),
        at(one.closed_at),
    ]
}
