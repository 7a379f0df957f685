//! Applications of all units: what waits for a decision, what is put off and
//! when it is looked at again, what was left out of the assessment.

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use kernel::time::Instant;
use people::{PageError, Staff};
use ui::{Choice, EmptyState, Field, FormState, Prefs, Tag, Tone, Tr, key};

use super::{filter, order, scope};
use crate::app::Desk;
use crate::app::procedure_words::{application_state_key, application_tone, kind_key, rung_key};
use crate::domain::application::{ApplicationKind, ApplicationState};
use crate::domain::rules::Rules;
use crate::store::application::{self, ApplicationRow, Filter};
use crate::store::listing::Start;
use crate::web::record::{Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Table};
use people::sheet;

const PATH: &str = "/desk/applications";

fn read_filter(desk: &Desk, staff: &Staff, form: &FormState) -> Filter {
    let review = form.value("review") == "1";
    Filter {
        kind: form.value("kind").parse().ok(),
        state: form.value("state").parse().ok(),
        unit: form.value("unit").parse().ok(),
        review_before: review.then(|| desk.app.now()),
        words: Some(form.value("q").to_owned()),
        viewer: scope::viewer(staff),
        oldest_first: form.value("sort") == "oldest",
    }
}

async fn read(
    desk: &Desk,
    filter: Filter,
    start: Option<Start>,
    rows: usize,
) -> Result<Vec<ApplicationRow>, StoreError> {
    let limit = u32::try_from(rows).unwrap_or(u32::MAX);
    let read = desk.app.db.read((filter, start, limit), |tx, (filter, start, limit)| {
        Box::pin(application::page(tx, filter, *start, *limit))
    });
    read.await
}

/// `GET /desk/applications`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let filter = read_filter(&desk, &staff, &asked.form);
    let start = Start::read(asked.get("after"));
    let mut rows = read(&desk, filter, start, PAGE_ROWS + 1).await?;
    let shell = desk.app.desk(&staff, prefs, key("applications-title"));
    let t = shell.t;
    let pager = asked.pager(t, PATH, &mut rows, |row| {
        Start { value: row.application.asked_at.micros(), id: row.application.id.0 }.text()
    });
    let page = List::new(t, PATH, &asked)
        .lead(t.s("applications-lead"))
        .filters(filters(&desk, t, &asked))
        .rows(
            (table(&desk, t, &rows), pager),
            EmptyState::new("check-circle", t.s("applications-empty")),
        );
    Ok(page.desk(shell))
}

fn filters(desk: &Desk, t: Tr, asked: &Asked) -> Vec<Field> {
    let kinds = ApplicationKind::ALL.iter().map(|k| Choice::new(k.as_str(), t.s(kind_key(*k))));
    let states = ApplicationState::ALL.iter().map(|state| {
        let name = application_state_key(ApplicationKind::Extension, *state);
        Choice::new(state.as_str(), t.s(name))
    });
    let sorts = [
        Choice::new("", t.s("applications-newest")),
        Choice::new("oldest", t.s("applications-oldest")),
    ];
    vec![
        Field::search(t, &asked.form, "q", t.s("applications-search")),
        asked.choice(t, "kind", t.s("applications-kind"), kinds),
        asked.state_field(t, states),
        asked.choice(t, "unit", t.s("desk-filter-unit"), filter::units(desk)),
        Field::select(t, &asked.form, "sort", t.s("desk-sort")).choices(sorts),
        asked.only(t, "review", t.s("applications-review-only")),
    ]
}

fn table(desk: &Desk, t: Tr, rows: &[ApplicationRow]) -> Table {
    let (rules, now) = (desk.rules(), desk.app.now());
    Table::new([
        t.s("desk-col-no"),
        t.s("desk-col-title"),
        t.s("applications-kind"),
        t.s("desk-filter-state"),
        t.s("procedure-reason"),
        t.s("desk-fact-unit"),
        t.s("applications-asked"),
        t.s("procedure-next-review"),
    ])
    .rows(rows.iter().map(|row| {
        let one = &row.application;
        let state = t.s(application_state_key(one.kind, one.state));
        let rung = one.rung.map(|rung| t.s(rung_key(rung)).into_owned());
        let reason = order::beside::reason_name(&rules, one);
        vec![
            Cell::Link(row.order_no.to_string(), format!("/desk/orders/{}", one.order_id)),
            Cell::Wide(row.title.clone()),
            Cell::Text(t.s(kind_key(one.kind)).into_owned()),
            Cell::tag(state, application_tone(one.state)),
            Cell::Text(rung.unwrap_or(reason)),
            Cell::Text(unit_name(&rules, row)),
            Cell::Text(t.date_time(one.asked_at)),
            Cell::Tags(
                one.next_review_at
                    .map(|at| review(t, at, one.is_review_overdue(now)))
                    .into_iter()
                    .collect(),
            ),
        ]
    }))
}

/// When it is looked at again.
fn review(t: Tr, at: Instant, is_late: bool) -> (String, Tag) {
    let name = if is_late { key("applications-review-late") } else { key("applications-review") };
    let label = t.named(name, t.date(at));
    let tag = Tag::new(&label).tone(if is_late { Tone::Bad } else { Tone::Neutral });
    (label, tag)
}

fn unit_name(rules: &Rules, row: &ApplicationRow) -> String {
    let unit = row.application.unit_id.and_then(|id| rules.units.get(&id));
    unit.map(|unit| unit.name.clone()).unwrap_or_default()
}

/// `GET /desk/applications.csv`
pub(super) async fn csv(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let mut filter = read_filter(&desk, &staff, &asked.form);
    // A confidential report leaves the house in no file, whoever asks.
    filter.viewer.hide_confidential = true;
    let rows = read(&desk, filter, None, SHEET_ROWS).await?;
    let (t, rules) = (Tr::new(prefs.lang), desk.rules());
    let head = [
        key("desk-col-no"),
        key("desk-col-title"),
        key("applications-kind"),
        key("desk-filter-state"),
        key("procedure-reason"),
        key("procedure-words"),
        key("procedure-plan"),
        key("procedure-more-time"),
        key("procedure-target"),
        key("procedure-rung"),
        key("desk-fact-unit"),
        key("applications-asked"),
        key("procedure-decided"),
        key("procedure-next-review"),
        key("procedure-ended"),
    ];
    let head: Vec<String> = head.into_iter().map(|name| t.s(name).into_owned()).collect();
    let rows = rows.iter().map(|row| cells(t, &desk, &rules, row));
    Ok(sheet::csv("applications.csv", std::iter::once(head).chain(rows)))
}

fn cells(t: Tr, desk: &Desk, rules: &Rules, row: &ApplicationRow) -> Vec<String> {
    let text = |text: &str| desk.covered(text);
    let one = &row.application;
    let at = |at: Option<Instant>| at.map(|at| at.rfc3339()).unwrap_or_default();
    let more = one.by.map(|by| super::clock::limit(t, by)).unwrap_or_default();
    vec![
        row.order_no.to_string(),
        text(&row.title),
        t.s(kind_key(one.kind)).into_owned(),
        t.s(application_state_key(one.kind, one.state)).into_owned(),
        order::beside::reason_name(rules, one),
        text(&one.reason),
        text(&one.plan),
        more,
        at(one.target_at),
        one.rung.map(|rung| t.s(rung_key(rung)).into_owned()).unwrap_or_default(),
        unit_name(rules, row),
        one.asked_at.rfc3339(),
        at(one.decided_at),
        at(one.next_review_at),
        at(one.ended_at),
    ]
}
