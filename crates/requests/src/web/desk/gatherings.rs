//! Hearings and conferences: what is asked, what the units say, what came of
//! it. An invited unit reads what the matter is, never who asked.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use db::StoreError;
use people::{PageError, Role, Staff, see_other};
use ui::{
    Breadcrumb, Choice, Crumb, Definition, Definitions, EmptyState, Field, FormState, Notice,
    Prefs, Tag, Tone, Tr, key,
};

use crate::app::gatherings::{End, GatheringView, may_end, may_say};
use crate::app::{Desk, OrderError};
use crate::domain::change::TEXT_MAX;
use crate::domain::gathering::{Gathering, GatheringId, GatheringState};
use crate::store::gathering::{self, Filter};
use crate::store::listing::units_text;
use crate::web::record::{
    Action, Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Section, Show, Table, order_link, time_key,
    unit_name,
};
use crate::web::to_page;
use crate::web::words::{gathering_key, gathering_word};

const PATH: &str = "/desk/gatherings";

async fn read(
    desk: &Desk,
    staff: &Staff,
    asked: &Asked,
    limit: usize,
) -> Result<Vec<Gathering>, StoreError> {
    let own = staff.unit_unless(&[Role::Dispatcher, Role::Operator, Role::Supervisor]);
    let filter = Filter {
        before: asked.before(),
        state: asked.parse::<GatheringState>("state").map_or("", GatheringState::as_str),
        unit: own.map(|unit| unit.to_string()).unwrap_or_default(),
        words: asked.pattern("q"),
        hidden_from: units_text(staff.own_units()),
    };
    let ask = (filter, u32::try_from(limit).unwrap_or(u32::MAX));
    let read =
        desk.app.db.read(ask, |tx, (filter, limit)| Box::pin(gathering::page(tx, filter, *limit)));
    read.await
}

/// `GET /desk/gatherings`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("objection-gatherings"));
    let t = shell.t;
    let mut rows = read(&desk, &staff, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| time_key(row.opened_at, row.id));
    let words = GatheringState::ALL.iter();
    let words = words.map(|word| Choice::new(word.as_str(), t.s(gathering_word(*word).0)));
    let page = List::new(t, PATH, &asked)
        .lead(t.s("gatherings-lead"))
        .filters(vec![asked.search_field(t), asked.state_field(t, words)])
        .rows((table(t, &rows), pager), EmptyState::new("check-circle", t.s("gatherings-none")));
    Ok(page.desk(shell))
}

/// `GET /desk/gatherings.csv`
pub(super) async fn sheet(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&desk, &staff, &asked, SHEET_ROWS).await?;
    let t = Tr::new(prefs.lang).at(desk.app.now());
    Ok(table(t, &rows).csv("gatherings.csv", |text| desk.covered(text)))
}

fn table(t: Tr, rows: &[Gathering]) -> Table {
    Table::new([
        t.s("gathering-kind"),
        t.s("objection-question"),
        t.s("record-state"),
        t.s("gathering-opened"),
        t.s("objection-answer-by"),
    ])
    .rows(rows.iter().map(|row| {
        let (word, tone) = gathering_word(row.state);
        vec![
            Cell::Link(t.s(gathering_key(row.kind)).into_owned(), format!("{PATH}/{}", row.id)),
            Cell::Wide(row.question.clone()),
            Cell::tag(t.s(word), tone),
            Cell::Text(t.date_time(row.opened_at)),
            Cell::Text(row.answer_by.map(|at| t.date_time(at)).unwrap_or_default()),
        ]
    }))
}

/// `GET /desk/gatherings/{id}`
pub(super) async fn one(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    page(&desk, &staff, prefs, &id, asked.form).await
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    id: &str,
    form: FormState,
) -> Result<Response, PageError> {
    let id: GatheringId = id.parse().map_err(|_| PageError::NotFound)?;
    let view = desk.gathering_for(staff, id).await.map_err(to_page)?;
    let shell = desk.app.desk_titled(staff, prefs, view.order.title.clone());
    let t = shell.t;
    let gathering = &view.gathering;
    let (word, tone) = gathering_word(gathering.state);
    let kind = t.s(gathering_key(gathering.kind));
    let matter = Section::new("matter", t.s("desk-said")).text(&view.content).text(&view.address);
    let outcome = |text: &String| Notice::new(Tone::Ok, text).title(t.s("gathering-outcome"));
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("objection-gatherings"), PATH)])),
        tags: vec![Tag::new(&kind), Tag::new(t.s(word)).tone(tone)],
        notices: gathering.outcome.iter().map(outcome).collect(),
        links: order_link(staff, &view.order).into_iter().collect(),
        facts: facts(t, gathering),
        sections: vec![
            Section::new("question", t.s("objection-question")).text(&gathering.question),
            matter,
            voices(desk, t, &view),
        ],
        actions: actions(t, staff, &view, &form),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn facts(t: Tr, gathering: &Gathering) -> Definitions {
    let by = gathering.answer_by.map(|at| t.date_time(at)).unwrap_or_default();
    Definitions::new(vec![
        Definition::new(t.s("gathering-opened"), t.date_time(gathering.opened_at)),
        Definition::new(t.s("objection-answer-by"), by),
    ])
    .columns()
}

fn voices(desk: &Desk, t: Tr, view: &GatheringView) -> Section {
    let head = [t.s("desk-fact-unit"), t.s("gathering-statement"), t.s("gathering-said")];
    let table = Table::new(head).rows(view.voices.iter().map(|voice| {
        let said = match &voice.statement {
            Some(text) => Cell::Wide(text.clone()),
            None => Cell::tag(t.s("gathering-waits"), Tone::Warn),
        };
        vec![
            Cell::Text(unit_name(desk, Some(voice.unit_id))),
            said,
            Cell::Text(voice.said_at.map(|at| t.date_time(at)).unwrap_or_default()),
        ]
    }));
    Section::new("voices", t.s("gathering-voices")).table(table)
}

fn actions(t: Tr, staff: &Staff, view: &GatheringView, form: &FormState) -> Vec<Action> {
    let href = |resource: &str| format!("{PATH}/{}/{resource}", view.gathering.id);
    let words = |form: &FormState, name: &'static str, label: &'static str| {
        Field::textarea(t, form, name, t.s(label)).rows(4).counted(TEXT_MAX).required()
    };
    let mut actions = Vec::new();
    if may_say(staff, view) {
        let own = view.voices.iter().find(|voice| voice.unit_id == staff.unit);
        let said = own.and_then(|voice| voice.statement.clone()).unwrap_or_default();
        let typed = if form.has("statement") {
            form.clone()
        } else {
            FormState::new().with("statement", said)
        };
        let say = Action::new(t.s("gathering-say"), href("statement"));
        actions.push(say.field(words(&typed, "statement", key("gathering-statement"))).main());
    }
    if may_end(staff, view) {
        let conclude = Action::new(t.s("gathering-conclude"), href("outcome"))
            .hide("end", "conclude")
            .field(words(form, "outcome", key("gathering-outcome")));
        let cancel = Action::new(t.s("gathering-cancel"), href("outcome"))
            .hide("end", "cancel")
            .field(words(form, "cancel_reason", key("gathering-cancel-reason")));
        actions.push(conclude.main());
        actions.push(cancel.opened_by(form, "cancel_reason").danger());
    }
    actions
}

/// `POST /desk/gatherings/{id}/statement`
pub(super) async fn say(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    form.require("statement", key("desk-error-text")).limit("statement", TEXT_MAX);
    let known: GatheringId = id.parse().map_err(|_| PageError::NotFound)?;
    if form.has_errors() {
        return page(&desk, &staff, prefs, &id, form).await;
    }
    let done = desk.say_at(&staff, known, form.value("statement")).await;
    led_on(done, &id)
}

/// `POST /desk/gatherings/{id}/outcome`
pub(super) async fn end(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let is_cancelled = form.value("end") == "cancel";
    let words = if is_cancelled { "cancel_reason" } else { "outcome" };
    form.require(words, key("desk-error-text")).limit(words, TEXT_MAX);
    let known: GatheringId = id.parse().map_err(|_| PageError::NotFound)?;
    if form.has_errors() {
        return page(&desk, &staff, prefs, &id, form).await;
    }
    let text = form.value(words).to_owned();
    let end = if is_cancelled { End::Cancel(text) } else { End::Conclude(text) };
    led_on(desk.end_gathering(&staff, known, end).await, &id)
}

fn led_on(done: Result<(), OrderError>, id: &str) -> Result<Response, PageError> {
    done.map_err(to_page)?;
    Ok(see_other(&format!("{PATH}/{id}?done=saved")))
}
