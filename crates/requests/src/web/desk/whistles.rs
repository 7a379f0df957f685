//! 吹哨报到: the street's page and the called unit's page are one page; each
//! finds on it what is theirs to do.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use people::{PageError, Role, Staff, UnitId, see_other};
use ui::{
    Button, Choice, Definition, Definitions, EmptyState, Field, FormState, Html, Pager, Prefs,
    Shell, Tag, Tone, key,
};

use super::order::{unit_fields, units};
use super::paging;
use crate::app::whistles::{NewWhistle, WhistleStep, WhistleView, may, may_whistle};
use crate::app::{Desk, OrderError};
use crate::domain::change::{Refusal, TEXT_MAX};
use crate::domain::permission;
use crate::domain::whistle::{Call, Mark, WhistleId};
use crate::store::whistle;
use crate::web::to_page;
use crate::web::words::{call_word, mark_key};

#[derive(Template)]
#[template(path = "desk/whistles.html")]
struct ListPage {
    shell: Shell,
    form: FormState,
    states: Vec<Choice>,
    rows: Vec<Row>,
    pager: Pager,
    empty: Option<EmptyState>,
    can_whistle: bool,
}

struct Row {
    href: String,
    title: String,
    street: String,
    state: Tag,
    called: String,
    arrive_by: String,
}

/// `GET /desk/whistles`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let sees_all = staff.has_any(&[Role::Dispatcher, Role::Supervisor, Role::Leader]);
    let unit = if sees_all { String::new() } else { staff.unit.to_string() };
    let state = match form.value("state") {
        "open" => "open",
        "closed" => "closed",
        _ => "",
    };
    let ask = (state, unit, paging::before(&form));
    let read = desk.app.db.read(ask, |tx, (state, unit, before)| {
        let before = (before.0, before.1.as_str());
        Box::pin(whistle::page(tx, (state, unit), before, paging::PAGE + 1))
    });
    let found: Result<_, StoreError> = read.await;
    let mut found = found?;
    let last = paging::cut(&mut found, |row| (row.called_at, row.id.to_string()));
    let shell = desk.app.desk(&staff, prefs, key("whistle-section"));
    let (t, rules) = (shell.t, desk.rules());
    let rows = found.iter().map(|row| Row {
        href: format!("/desk/whistles/{}", row.id),
        title: row.title.clone(),
        street: rules.units.get(&row.unit_id).map(|unit| unit.name.clone()).unwrap_or_default(),
        state: state_tag(&shell, row.closed_at.is_some()),
        called: t.date_time(row.called_at),
        arrive_by: t.date_time(row.arrive_by),
    });
    let states = [
        Choice::new("", t.s("desk-filter-all")),
        Choice::new("open", t.s("whistle-open")),
        Choice::new("closed", t.s("whistle-closed")),
    ];
    let page = ListPage {
        states: states.into(),
        rows: rows.collect(),
        empty: found.is_empty().then(|| EmptyState::new("check-circle", t.s("whistles-none"))),
        pager: paging::pager(t, "/desk/whistles", &form, &["state"], last),
        can_whistle: may_whistle(&staff, &rules),
        form,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

fn state_tag(shell: &Shell, is_closed: bool) -> Tag {
    if is_closed {
        Tag::new(shell.t.s("whistle-closed")).tone(Tone::Ok)
    } else {
        Tag::new(shell.t.s("whistle-open")).tone(Tone::Warn)
    }
}

#[derive(Template)]
#[template(path = "desk/whistle_new.html")]
struct NewPage {
    shell: Shell,
    form: FormState,
    units: Vec<Html>,
    summary: Html,
}

/// `GET /desk/whistles/new`
pub(super) async fn new(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    if !may_whistle(&staff, &desk.rules()) {
        return Err(PageError::NotFound);
    }
    Ok(new_page(&desk, &staff, prefs, StatusCode::OK, FormState::from_pairs(pairs)))
}

fn new_page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    status: StatusCode,
    form: FormState,
) -> Response {
    let shell = desk.app.desk(staff, prefs, key("whistle-new"));
    let page = NewPage {
        units: unit_fields(desk, shell.t, &form, "units", key("whistle-unit")),
        summary: ui::error_summary(shell.t, &form).to_html(),
        form,
        shell,
    };
    ui::page(status, &page)
}

/// `POST /desk/whistles`
pub(super) async fn create(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    for field in ["title", "text", "place"] {
        form.require(field, key("desk-error-text")).limit(field, TEXT_MAX);
    }
    let called = units(&form, "units");
    if called.is_empty() {
        form.error("units_1", key("desk-error-choose"));
    }
    if form.has_errors() {
        return Ok(new_page(&desk, &staff, prefs, StatusCode::UNPROCESSABLE_ENTITY, form));
    }
    let new = NewWhistle {
        order: form.value("order").parse().ok(),
        title: form.value("title").to_owned(),
        text: form.value("text").to_owned(),
        place: form.value("place").to_owned(),
        units: called,
    };
    match desk.whistle(&staff, new).await {
        Ok(id) => Ok(see_other(&format!("/desk/whistles/{id}"))),
        Err(OrderError::Unknown(_) | OrderError::Refused(Refusal::ReportedUnit)) => {
            form.error("units_1", key("whistle-error-unit"));
            Ok(new_page(&desk, &staff, prefs, StatusCode::UNPROCESSABLE_ENTITY, form))
        }
        Err(other) => Err(to_page(other)),
    }
}

#[derive(Template)]
#[template(path = "desk/whistle.html")]
struct OnePage {
    shell: Shell,
    id: String,
    facts: Definitions,
    calls: Vec<CallRow>,
    form: FormState,
    summary: Html,
    can_close: bool,
}

/// A called unit with what this person may do about it.
struct CallRow {
    unit: String,
    tags: Vec<Tag>,
    texts: Vec<String>,
    forms: Vec<CallForm>,
}

struct CallForm {
    title: String,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Html>,
    button: Button,
}

/// `GET /desk/whistles/{id}`
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
    let id: WhistleId = id.parse().map_err(|_| PageError::NotFound)?;
    let view = desk.whistle_for(staff, id).await.map_err(to_page)?;
    let mut shell = desk.app.desk(staff, prefs, key("whistle-section"));
    shell.title = view.whistle.title.clone();
    let t = shell.t;
    let rules = desk.rules();
    let unit = |id: UnitId| rules.units.get(&id).map(|u| u.name.clone()).unwrap_or_default();
    let whistle = &view.whistle;
    let state = state_tag(&shell, whistle.closed_at.is_some());
    let mut facts = vec![
        Definition::html(t.s("desk-filter-state"), state.to_html()),
        Definition::new(t.s("whistle-street"), unit(whistle.unit_id)),
        Definition::new(t.s("whistle-text"), &whistle.text),
        Definition::new(t.s("whistle-place"), &whistle.place),
        Definition::new(t.s("whistle-called-at"), t.date_time(whistle.called_at)),
        Definition::new(t.s("whistle-arrive-by"), t.date_time(whistle.arrive_by)),
    ];
    if let Some(order) = view.order.as_ref().filter(|order| permission::can_see(staff, order)) {
        facts.push(Definition::new(t.s("desk-col-no"), order.order_no.to_string()));
    }
    if let Some(outcome) = &whistle.outcome {
        facts.push(Definition::new(t.s("whistle-outcome"), outcome));
    }
    let drawing = Drawing { desk, staff, shell: &shell, view: &view };
    let page = OnePage {
        id: id.to_string(),
        facts: Definitions::new(facts),
        calls: view.calls.iter().map(|call| drawing.row(call, unit(call.unit_id))).collect(),
        summary: ui::error_summary(t, &form).to_html(),
        can_close: may(staff, &WhistleStep::Close(String::new()), &view),
        form,
        shell: shell.clone(),
    };
    Ok(ui::page(status, &page))
}

struct Drawing<'a> {
    desk: &'a Desk,
    staff: &'a Staff,
    shell: &'a Shell,
    view: &'a WhistleView,
}

impl Drawing<'_> {
    fn row(&self, call: &Call, unit: String) -> CallRow {
        let t = self.shell.t;
        let (word, tone) = call_word(call.state);
        let mut tags = vec![Tag::new(t.s(word)).tone(tone)];
        if call.is_late(&self.view.whistle, self.desk.app.now()) {
            tags.push(Tag::new(t.s("whistle-late")).tone(Tone::Bad).icon("alert"));
        }
        let mark = |label: &'static str, mark: Option<Mark>, text: &Option<String>| {
            let mark = t.s(mark_key(mark?));
            let words = text.as_deref().unwrap_or_default();
            Some(format!("{}{mark} {words}", t.s(label)))
        };
        let texts = [
            call.arrived_at.map(|at| t.named("whistle-arrived-at", t.date_time(at))),
            call.result.clone(),
            mark(key("whistle-street-mark"), call.street_mark, &call.street_text),
            mark(key("whistle-unit-mark"), call.unit_mark, &call.unit_text),
        ];
        CallRow {
            unit,
            tags,
            texts: texts.into_iter().flatten().collect(),
            forms: self.forms(call),
        }
    }

    fn forms(&self, call: &Call) -> Vec<CallForm> {
        let t = self.shell.t;
        let can = |step: &WhistleStep| may(self.staff, step, self.view);
        let is_own = call.unit_id == self.staff.unit;
        let text = |name: &str, label: &'static str| {
            let id = format!("{name}-{}", call.unit_id);
            Field::textarea(t, FormState::new(), name, t.s(label)).id(id).rows(2).to_html()
        };
        let marks = || {
            let words =
                Mark::ALL.iter().map(|mark| Choice::new(mark.as_str(), t.s(mark_key(*mark))));
            let id = format!("mark-{}", call.unit_id);
            let field = Field::select(t, FormState::new(), "mark", t.s("whistle-mark")).id(id);
            field.choices(words.collect::<Vec<_>>()).to_html()
        };
        let form = |step: &'static str, title: &'static str, fields: Vec<Html>| CallForm {
            title: t.s(title).into_owned(),
            hidden: vec![("step", step.to_owned()), ("unit", call.unit_id.to_string())],
            fields,
            button: Button::submit(t.s(title)).small(),
        };
        let mut forms = Vec::new();
        if is_own && can(&WhistleStep::Arrive) {
            forms.push(form("arrive", key("whistle-arrive"), Vec::new()));
        }
        if is_own && can(&WhistleStep::Report(String::new())) {
            let field = text("result", key("whistle-result"));
            forms.push(form("report", key("whistle-report"), vec![field]));
        }
        if is_own && can(&WhistleStep::AssessCall(Mark::Good, String::new())) {
            let fields = vec![marks(), text("mark_text", key("whistle-mark-text"))];
            forms.push(form("assess_call", key("whistle-assess-call"), fields));
        }
        if can(&WhistleStep::AssessUnit(call.unit_id, Mark::Good, String::new())) {
            let fields = vec![marks(), text("mark_text", key("whistle-mark-text"))];
            forms.push(form("assess_unit", key("whistle-assess-unit"), fields));
        }
        if can(&WhistleStep::Release(call.unit_id)) {
            forms.push(form("release", key("whistle-release"), Vec::new()));
        }
        forms
    }
}

/// `POST /desk/whistles/{id}/steps`
pub(super) async fn step(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let known: WhistleId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut form = FormState::from_pairs(pairs);
    let Some(step) = read_step(&mut form) else {
        return page(&desk, &staff, prefs, &id, (StatusCode::UNPROCESSABLE_ENTITY, form)).await;
    };
    match desk.whistle_step(&staff, known, step).await {
        Ok(()) => Ok(see_other(&format!("/desk/whistles/{id}"))),
        Err(OrderError::Refused(Refusal::TextMissing)) => {
            form.error("", key("whistle-error-text"));
            page(&desk, &staff, prefs, &id, (StatusCode::UNPROCESSABLE_ENTITY, form)).await
        }
        Err(other) => Err(to_page(other)),
    }
}

fn read_step(form: &mut FormState) -> Option<WhistleStep> {
    let text = |name: &str| form.value(name).to_owned();
    let unit = form.value("unit").parse::<UnitId>().ok();
    let mark = form.value("mark").parse::<Mark>().ok();
    let step = match form.value("step") {
        "arrive" => Some(WhistleStep::Arrive),
        "report" => Some(WhistleStep::Report(text("result"))),
        "release" => unit.map(WhistleStep::Release),
        "assess_unit" => unit
            .zip(mark)
            .map(|(unit, mark)| WhistleStep::AssessUnit(unit, mark, text("mark_text"))),
        "assess_call" => mark.map(|mark| WhistleStep::AssessCall(mark, text("mark_text"))),
        "close" => Some(WhistleStep::Close(text("outcome"))),
        _ => None,
    };
    if step.is_none() {
        form.error("", key("desk-error-choose"));
    }
    step
}
