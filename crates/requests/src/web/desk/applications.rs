//! Applications of all units: what waits for a decision, what is put off and
//! when it is looked at again, what was left out of the assessment.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use kernel::time::Instant;
use people::{PageError, Staff};
use ui::{Choice, EmptyState, FormState, Pager, Prefs, Shell, Tag, Tone, Tr, key};

use super::{filter, order, scope};
use crate::app::Desk;
use crate::app::procedure_words::{application_state_key, application_tone, kind_key, rung_key};
use crate::domain::application::{ApplicationKind, ApplicationState};
use crate::domain::rules::Rules;
use crate::store::application::{self, ApplicationRow, Filter};
use crate::store::listing::Start;
use people::sheet;

const PAGE: u32 = 25;
const SHEET: u32 = 10_000;
const FIELDS: [&str; 6] = ["q", "kind", "state", "unit", "review", "sort"];

type Pairs = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "procedure/applications.html")]
struct ListPage {
    shell: Shell,
    form: FormState,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    units: Vec<Choice>,
    sorts: Vec<Choice>,
    rows: Vec<Row>,
    pager: Pager,
    csv: String,
    empty: Option<EmptyState>,
}

struct Row {
    href: String,
    no: String,
    title: String,
    kind: String,
    state: Tag,
    reason: String,
    unit: String,
    asked: String,
    next: Option<Tag>,
}

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
    limit: u32,
) -> Result<Vec<ApplicationRow>, StoreError> {
    let read = desk.app.db.read((filter, start, limit), |tx, (filter, start, limit)| {
        Box::pin(application::page(tx, filter, *start, *limit))
    });
    read.await
}

/// `GET /desk/applications`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let filter = read_filter(&desk, &staff, &form);
    let start = Start::read(form.value("after"));
    let mut rows = read(&desk, filter, start, PAGE + 1).await?;
    let has_more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let shell = desk.app.desk(&staff, prefs, key("applications-title"));
    let (t, now) = (shell.t, desk.app.now());
    let query = |more: &[(&str, &str)]| filter::query_of(&form, &FIELDS, more);
    let next = rows.last().filter(|_| has_more).map(|row| {
        let key = Start { value: row.application.asked_at.micros(), id: row.application.id.0 };
        format!("/desk/applications{}", query(&[("after", &key.text())]))
    });
    let first = form.has("after").then(|| format!("/desk/applications{}", query(&[])));
    let rules = desk.rules();
    let all = || Choice::new("", t.s("desk-filter-all"));
    let kinds = ApplicationKind::ALL.iter().map(|k| Choice::new(k.as_str(), t.s(kind_key(*k))));
    let states = ApplicationState::ALL.iter().map(|state| {
        let name = application_state_key(ApplicationKind::Extension, *state);
        Choice::new(state.as_str(), t.s(name))
    });
    let page = ListPage {
        kinds: std::iter::once(all()).chain(kinds).collect(),
        states: std::iter::once(all()).chain(states).collect(),
        units: std::iter::once(all()).chain(filter::units(&desk)).collect(),
        sorts: vec![
            Choice::new("", t.s("applications-newest")),
            Choice::new("oldest", t.s("applications-oldest")),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("check-circle", t.s("applications-empty"))),
        rows: rows.iter().map(|row| Row::of(t, &rules, row, now)).collect(),
        pager: Pager::new(t, first, next),
        csv: format!("/desk/applications.csv{}", query(&[])),
        form,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

fn unit_name(rules: &Rules, row: &ApplicationRow) -> String {
    let unit = row.application.unit_id.and_then(|id| rules.units.get(&id));
    unit.map(|unit| unit.name.clone()).unwrap_or_default()
}

impl Row {
    fn of(t: Tr, rules: &Rules, row: &ApplicationRow, now: Instant) -> Self {
        let one = &row.application;
        let rung = one.rung.map(|rung| t.s(rung_key(rung)).into_owned());
        let reason = order::beside::reason_name(rules, one);
        Self {
            href: format!("/desk/orders/{}", one.order_id),
            no: row.order_no.to_string(),
            title: row.title.clone(),
            kind: t.s(kind_key(one.kind)).into_owned(),
            state: Tag::new(t.s(application_state_key(one.kind, one.state)))
                .tone(application_tone(one.state)),
            reason: rung.unwrap_or(reason),
            unit: unit_name(rules, row),
            asked: t.date_time(one.asked_at),
            next: one.next_review_at.map(|at| {
                let late = one.is_review_overdue(now);
                let name =
                    if late { key("applications-review-late") } else { key("applications-review") };
                let tone = if late { Tone::Bad } else { Tone::Neutral };
                Tag::new(t.named(name, t.date(at))).tone(tone)
            }),
        }
    }
}

/// `GET /desk/applications.csv`
pub(super) async fn csv(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let mut filter = read_filter(&desk, &staff, &form);
    // A confidential report leaves the house in no file, whoever asks.
    filter.viewer.hide_confidential = true;
    let rows = read(&desk, filter, None, SHEET).await?;
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
