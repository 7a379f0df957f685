//! Supervisions: what the rules propose, opened only by a named person; all
//! notices with what the units answered.

pub(super) mod notice;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use kernel::time::{DAY_US, Instant};
use people::{PageError, Role, Staff};
use ui::{Choice, EmptyState, FormState, Pager, Prefs, Shell, Tag, Tr, key};

use super::knowledge::standing_tag;
use super::order::beside::number;
use super::{filter, scope};
use crate::app::Desk;
use crate::app::procedure_words::{cause_key, level_key, supervision_state_key, supervision_tone};
use crate::domain::knowledge::{Entry, PRESSES};
use crate::domain::rules::Rules;
use crate::domain::supervision::{SupervisionCause, SupervisionLevel, SupervisionState};
use crate::store::knowledge;
use crate::store::listing::Start;
use crate::store::supervision::{self, Candidate, Filter, SupervisionRow, Triggers};
use people::sheet;

const PAGE: u32 = 25;
const SHEET: u32 = 10_000;
/// Proposals shown of each cause.
const PROPOSED: i64 = 10;
/// Urges of so many days count.
const URGED_DAYS: i64 = 30;
const FIELDS: [&str; 7] = ["q", "level", "cause", "state", "unit", "overdue", "sort"];

type Pairs = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "procedure/supervisions.html")]
struct ListPage {
    shell: Shell,
    form: FormState,
    levels: Vec<Choice>,
    causes: Vec<Choice>,
    states: Vec<Choice>,
    units: Vec<Choice>,
    sorts: Vec<Choice>,
    proposals: Vec<Proposal>,
    entries: Vec<StaleEntry>,
    rows: Vec<Row>,
    pager: Pager,
    csv: String,
    empty: Option<EmptyState>,
}

/// An order that should be supervised.
struct Proposal {
    href: String,
    no: String,
    title: String,
    cause: String,
    unit: String,
    count: String,
}

/// An entry of the knowledge base that its owner does not keep.
struct StaleEntry {
    href: String,
    question: String,
    standing: Tag,
    owner: String,
    due: String,
}

struct Row {
    href: String,
    number: String,
    order: String,
    no: String,
    title: String,
    level: String,
    cause: String,
    state: Tag,
    unit: String,
    due: String,
}

fn read_filter(desk: &Desk, staff: &Staff, form: &FormState) -> Filter {
    Filter {
        level: form.value("level").parse().ok(),
        cause: form.value("cause").parse().ok(),
        state: form.value("state").parse().ok(),
        unit: form.value("unit").parse().ok(),
        overdue_at: (form.value("overdue") == "1").then(|| desk.app.now()),
        words: Some(form.value("q").to_owned()),
        viewer: scope::viewer(staff),
        by_due: form.value("sort") == "due",
    }
}

async fn read(
    desk: &Desk,
    filter: Filter,
    start: Option<Start>,
    limit: u32,
) -> Result<Vec<SupervisionRow>, StoreError> {
    let read = desk.app.db.read((filter, start, limit), |tx, (filter, start, limit)| {
        Box::pin(supervision::page(tx, filter, *start, *limit))
    });
    read.await
}

/// `GET /desk/supervisions`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let filter = read_filter(&desk, &staff, &form);
    let by_due = filter.by_due;
    let mut rows = read(&desk, filter, Start::read(form.value("after")), PAGE + 1).await?;
    let has_more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let shell = desk.app.desk(&staff, prefs, key("supervisions-title"));
    let (t, now, rules) = (shell.t, desk.app.now(), desk.rules());
    let query = |more: &[(&str, &str)]| filter::query_of(&form, &FIELDS, more);
    let next = rows
        .last()
        .filter(|_| has_more)
        .map(|row| format!("/desk/supervisions{}", query(&[("after", &row.key(by_due).text())])));
    let first = form.has("after").then(|| format!("/desk/supervisions{}", query(&[])));
    let all = || Choice::new("", t.s("desk-filter-all"));
    let with_all = |choices: Vec<Choice>| std::iter::once(all()).chain(choices).collect();
    let page = ListPage {
        levels: with_all(levels(t)),
        causes: with_all(causes(t)),
        states: with_all(states(t)),
        units: with_all(filter::units(&desk)),
        sorts: vec![
            Choice::new("", t.s("applications-newest")),
            Choice::new("due", t.s("supervisions-by-due")),
        ],
        proposals: proposals(&desk, &staff, t, now).await?,
        entries: stale_entries(&desk, &staff, t, now).await?,
        empty: rows.is_empty().then(|| EmptyState::new("check-circle", t.s("supervisions-empty"))),
        rows: rows.iter().map(|row| Row::of(t, &rules, row, now)).collect(),
        pager: Pager::new(t, first, next),
        csv: format!("/desk/supervisions.csv{}", query(&[])),
        form,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
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

/// What the rules propose, for those who may open one.
async fn proposals(
    desk: &Desk,
    staff: &Staff,
    t: Tr,
    now: Instant,
) -> Result<Vec<Proposal>, PageError> {
    if !staff.has_any(&[Role::Supervisor, Role::Leader]) {
        return Ok(Vec::new());
    }
    let rules = desk.rules();
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
    let proposal = |(cause, one): (SupervisionCause, Candidate)| Proposal {
        href: format!("/desk/orders/{}", one.order_id),
        no: one.order_no.to_string(),
        title: one.title,
        cause: t.s(cause_key(cause)).into_owned(),
        unit: unit_name(&rules, one.unit_id),
        count: match cause {
            SupervisionCause::Urged => t.n("supervisions-urges", one.count),
            SupervisionCause::ManyPeople => t.n("supervisions-people", one.count + 1),
            SupervisionCause::Unsolved => t.n("supervisions-reworks", one.count),
            _ => String::new(),
        },
    };
    Ok(fresh.map(proposal).collect())
}

/// Entries of the knowledge base that are not kept: a late update is a reason
/// for supervision too.
async fn stale_entries(
    desk: &Desk,
    staff: &Staff,
    t: Tr,
    now: Instant,
) -> Result<Vec<StaleEntry>, PageError> {
    if !staff.has_any(PRESSES) {
        return Ok(Vec::new());
    }
    let today = now.day();
    let read =
        desk.app.db.read(today, |tx, today| Box::pin(knowledge::stale(tx, *today, PROPOSED)));
    let found: Result<Vec<_>, StoreError> = read.await;
    let rules = desk.rules();
    let row = |entry: &Entry| StaleEntry {
        href: format!("/desk/knowledge/{}", entry.id),
        question: entry.text.question.clone(),
        standing: standing_tag(t, entry, today),
        owner: unit_name(&rules, Some(entry.text.owner_unit)),
        due: entry.review_due_on().to_string(),
    };
    Ok(found?.iter().map(row).collect())
}

fn unit_name(rules: &Rules, unit: Option<people::UnitId>) -> String {
    unit.and_then(|id| rules.units.get(&id)).map(|unit| unit.name.clone()).unwrap_or_default()
}

impl Row {
    fn of(t: Tr, rules: &Rules, row: &SupervisionRow, now: Instant) -> Self {
        let one = &row.supervision;
        let tone = supervision_tone(one.state, one.is_overdue(now));
        Self {
            href: format!("/desk/supervisions/{}", one.id),
            number: number(t, one),
            order: format!("/desk/orders/{}", one.order_id),
            no: row.order_no.to_string(),
            title: row.title.clone(),
            level: t.s(level_key(one.level)).into_owned(),
            cause: t.s(cause_key(one.cause)).into_owned(),
            state: Tag::new(t.s(supervision_state_key(one.state))).tone(tone),
            unit: unit_name(rules, one.unit_id),
            due: t.date(one.due_at.plus(-1)),
        }
    }
}

/// `GET /desk/supervisions.csv`
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
    let rows = rows.iter().map(|row| cells(t, &desk, &rules, row));
    Ok(sheet::csv("supervisions.csv", std::iter::once(head).chain(rows)))
}

fn cells(t: Tr, desk: &Desk, rules: &Rules, row: &SupervisionRow) -> Vec<String> {
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
        unit_name(rules, one.unit_id),
        text(&one.demand),
        one.opened_at.rfc3339(),
        one.due_at.rfc3339(),
        text(&one.answer),
        at(one.answered_at),
        text(&one.closing),
        at(one.closed_at),
    ]
}
