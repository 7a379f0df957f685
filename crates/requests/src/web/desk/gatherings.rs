//! Hearings and conferences: what is asked, what the units say, what came of
//! it. An invited unit reads what the matter is, never who asked.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use people::{PageError, Role, Staff, see_other};
use ui::{
    Choice, EmptyState, FormState, Html, Notice, Pager, Prefs, Shell, Tag, Timeline, TimelineItem,
    Tone, key,
};

use super::paging;
use crate::app::gatherings::{End, GatheringView, may_end, may_say};
use crate::app::{Desk, OrderError};
use crate::domain::change::TEXT_MAX;
use crate::domain::gathering::{GatheringId, GatheringState};
use crate::domain::permission;
use crate::store::gathering;
use crate::web::to_page;
use crate::web::words::{gathering_key, gathering_word};

#[derive(Template)]
#[template(path = "desk/gatherings.html")]
struct ListPage {
    shell: Shell,
    form: FormState,
    states: Vec<Choice>,
    rows: Vec<Row>,
    pager: Pager,
    empty: Option<EmptyState>,
}

struct Row {
    href: String,
    kind: String,
    question: String,
    state: Tag,
    opened: String,
    answer_by: String,
}

/// `GET /desk/gatherings`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let sees_all = staff.has_any(&[Role::Dispatcher, Role::Operator, Role::Supervisor]);
    let unit = if sees_all { String::new() } else { staff.unit.to_string() };
    let state = form.value("state").parse::<GatheringState>().map_or("", GatheringState::as_str);
    let ask = (state, unit, paging::before(&form));
    let read = desk.app.db.read(ask, |tx, (state, unit, before)| {
        let before = (before.0, before.1.as_str());
        Box::pin(gathering::page(tx, (state, unit), before, paging::PAGE + 1))
    });
    let found: Result<_, StoreError> = read.await;
    let mut found = found?;
    let last = paging::cut(&mut found, |row| (row.opened_at, row.id.to_string()));
    let shell = desk.app.desk(&staff, prefs, key("objection-gatherings"));
    let t = shell.t;
    let rows = found.iter().map(|row| {
        let (word, tone) = gathering_word(row.state);
        Row {
            href: format!("/desk/gatherings/{}", row.id),
            kind: t.s(gathering_key(row.kind)).into_owned(),
            question: row.question.clone(),
            state: Tag::new(t.s(word)).tone(tone),
            opened: t.date_time(row.opened_at),
            answer_by: row.answer_by.map(|at| t.date_time(at)).unwrap_or_default(),
        }
    });
    let words = GatheringState::ALL.iter();
    let words = words.map(|word| Choice::new(word.as_str(), t.s(gathering_word(*word).0)));
    let page = ListPage {
        states: std::iter::once(Choice::new("", t.s("desk-filter-all"))).chain(words).collect(),
        rows: rows.collect(),
        empty: found.is_empty().then(|| EmptyState::new("check-circle", t.s("gatherings-none"))),
        pager: paging::pager(t, "/desk/gatherings", &form, &["state"], last),
        form,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

#[derive(Template)]
#[template(path = "desk/gathering.html")]
struct OnePage {
    shell: Shell,
    id: String,
    tags: Vec<Tag>,
    question: String,
    by: String,
    matter: String,
    order: Option<(String, String)>,
    voices: Timeline,
    outcome: Option<Notice>,
    form: FormState,
    summary: Html,
    can_say: bool,
    can_end: bool,
}

/// `GET /desk/gatherings/{id}`
pub(super) async fn one(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    page(&desk, &staff, prefs, &id, (StatusCode::OK, FormState::new())).await
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    id: &str,
    (status, form): (StatusCode, FormState),
) -> Result<Response, PageError> {
    let id: GatheringId = id.parse().map_err(|_| PageError::NotFound)?;
    let view = desk.gathering_for(staff, id).await.map_err(to_page)?;
    let mut shell = desk.app.desk(staff, prefs, gathering_key(view.gathering.kind));
    shell.title = view.order.title.clone();
    let t = shell.t;
    let (word, tone) = gathering_word(view.gathering.state);
    let own = voice_of(staff, &view);
    let page = OnePage {
        id: id.to_string(),
        tags: vec![
            Tag::new(t.s(gathering_key(view.gathering.kind))),
            Tag::new(t.s(word)).tone(tone),
        ],
        question: view.gathering.question.clone(),
        by: view.gathering.answer_by.map(|at| t.date_time(at)).unwrap_or_default(),
        matter: [view.content.as_str(), view.address.as_str()].join("\n").trim().to_owned(),
        order: permission::can_see(staff, &view.order)
            .then(|| (format!("/desk/orders/{}", view.order.id), view.order.order_no.to_string())),
        voices: voices(desk, &shell, &view),
        outcome: view
            .gathering
            .outcome
            .as_ref()
            .map(|text| Notice::new(Tone::Ok, text).title(t.s("gathering-outcome"))),
        summary: ui::error_summary(t, &form).to_html(),
        can_say: may_say(staff, &view),
        can_end: may_end(staff, &view),
        form: form.with("statement", own),
        shell,
    };
    Ok(ui::page(status, &page))
}

fn voice_of(staff: &Staff, view: &GatheringView) -> String {
    let own = view.voices.iter().find(|voice| voice.unit_id == staff.unit);
    own.and_then(|voice| voice.statement.clone()).unwrap_or_default()
}

fn voices(desk: &Desk, shell: &Shell, view: &GatheringView) -> Timeline {
    let (t, rules) = (shell.t, desk.rules());
    let items = view.voices.iter().map(|voice| {
        let unit = rules.units.get(&voice.unit_id).map(|unit| unit.name.clone());
        let at = voice.said_at.map_or_else(String::new, |at| t.date_time(at));
        let item = TimelineItem::new(at, unit.unwrap_or_default());
        match &voice.statement {
            Some(text) => item.text(text).tone(Tone::Info),
            None => item.text(t.s("gathering-waits")).tone(Tone::Warn),
        }
    });
    Timeline::new(items.collect())
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
        return page(&desk, &staff, prefs, &id, (StatusCode::UNPROCESSABLE_ENTITY, form)).await;
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
    form.require("outcome", key("desk-error-text")).limit("outcome", TEXT_MAX);
    let known: GatheringId = id.parse().map_err(|_| PageError::NotFound)?;
    if form.has_errors() {
        return page(&desk, &staff, prefs, &id, (StatusCode::UNPROCESSABLE_ENTITY, form)).await;
    }
    let text = form.value("outcome").to_owned();
    let end = if form.value("end") == "cancel" { End::Cancel(text) } else { End::Conclude(text) };
    led_on(desk.end_gathering(&staff, known, end).await, &id)
}

fn led_on(done: Result<(), OrderError>, id: &str) -> Result<Response, PageError> {
    done.map_err(to_page)?;
    Ok(see_other(&format!("/desk/gatherings/{id}")))
}
