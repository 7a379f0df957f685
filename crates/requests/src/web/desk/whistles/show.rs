//! One call: who was called, who came, what they did, how each side found the
//! other, and what whoever looks may do now.

use axum::extract::{Path, State};
use axum::response::Response;
use people::{PageError, Staff, UnitId};
use ui::{
    Breadcrumb, Choice, Crumb, Definition, Definitions, Field, FormState, Prefs, Tag, Tone, Tr, key,
};

use super::{PATH, list, step};
use crate::app::Desk;
use crate::app::whistles::{WhistleStep, WhistleView, may};
use crate::domain::change::TEXT_MAX;
use crate::domain::whistle::{Call, Mark, WhistleId};
use crate::web::record::{
    Action, Asked, Cell, Section, Show, Table, course, order_link, unit_name,
};
use crate::web::to_page;
use crate::web::words::{call_word, mark_key};

/// `GET /desk/whistles/{id}`
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    page(&desk, &staff, prefs, &id, asked.form).await
}

/// The page, with what was typed.
pub(super) async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    id: &str,
    form: FormState,
) -> Result<Response, PageError> {
    let id: WhistleId = id.parse().map_err(|_| PageError::NotFound)?;
    let view = desk.whistle_for(staff, id).await.map_err(to_page)?;
    let shell = desk.app.desk_titled(staff, prefs, view.whistle.title.clone());
    let t = shell.t;
    let (word, tone) = list::state(&view.whistle);
    let order = view.order.as_ref().and_then(|order| order_link(staff, order));
    let mut sections = vec![
        Section::new("text", t.s("whistle-text")).text(&view.whistle.text),
        Section::new("calls", t.s("whistle-units")).table(calls(desk, t, &view)),
    ];
    if let Some(outcome) = &view.whistle.outcome {
        sections.push(Section::new("outcome", t.s("whistle-outcome")).text(outcome));
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("whistle-section"), PATH)])),
        tags: vec![Tag::new(t.s(word)).tone(tone)],
        links: order.into_iter().collect(),
        facts: Definitions::new(vec![
            Definition::new(t.s("whistle-street"), unit_name(desk, Some(view.whistle.unit_id))),
            Definition::new(t.s("whistle-place"), &view.whistle.place),
            Definition::new(t.s("whistle-called-at"), t.date_time(view.whistle.called_at)),
            Definition::new(t.s("whistle-arrive-by"), t.date_time(view.whistle.arrive_by)),
        ])
        .columns(),
        sections,
        actions: Acts { desk, staff, t, view: &view, form: &form }.all(),
        course: Some(course(&desk.app, t, "whistle", view.whistle.id.0, happened).await?),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

/// What happened to a call, in words.
fn happened(kind: &str) -> (&'static str, Tone) {
    match kind {
        "whistle.called" => (key("whistle-new"), Tone::Info),
        "whistle.arrived" => (key("whistle-arrive"), Tone::Ok),
        "whistle.reported" => (key("whistle-report"), Tone::Ok),
        "whistle.released" => (key("whistle-release"), Tone::Neutral),
        "whistle.unit_assessed" => (key("whistle-assess-unit"), Tone::Neutral),
        "whistle.call_assessed" => (key("whistle-assess-call"), Tone::Neutral),
        _ => (key("whistle-close"), Tone::Ok),
    }
}

fn calls(desk: &Desk, t: Tr, view: &WhistleView) -> Table {
    let marked = |mark: Option<Mark>, text: &Option<String>| {
        let mark = mark.map(|mark| t.s(mark_key(mark)).into_owned()).unwrap_or_default();
        Cell::Wide(format!("{mark} {}", text.as_deref().unwrap_or_default()).trim().to_owned())
    };
    let head = [
        t.s("desk-fact-unit"),
        t.s("record-state"),
        t.s("whistle-arrived-at"),
        t.s("whistle-result"),
        t.s("whistle-street-mark"),
        t.s("whistle-unit-mark"),
    ];
    Table::new(head).rows(view.calls.iter().map(|call| {
        vec![
            Cell::Text(unit_name(desk, Some(call.unit_id))),
            Cell::Tags(tags(desk, t, view, call)),
            Cell::Text(call.arrived_at.map(|at| t.date_time(at)).unwrap_or_default()),
            Cell::Wide(call.result.clone().unwrap_or_default()),
            marked(call.street_mark, &call.street_text),
            marked(call.unit_mark, &call.unit_text),
        ]
    }))
}

fn tags(desk: &Desk, t: Tr, view: &WhistleView, call: &Call) -> Vec<(String, Tag)> {
    let (word, tone) = call_word(call.state);
    let mut tags = vec![(t.s(word).into_owned(), Tag::new(t.s(word)).tone(tone))];
    if call.is_late(&view.whistle, desk.app.now()) {
        let late = t.s("whistle-late");
        tags.push((late.clone().into_owned(), Tag::new(&late).tone(Tone::Bad).icon("alert")));
    }
    tags
}

/// What may be done now, by whom the page is for.
struct Acts<'a> {
    desk: &'a Desk,
    staff: &'a Staff,
    t: Tr,
    view: &'a WhistleView,
    form: &'a FormState,
}

impl Acts<'_> {
    fn all(&self) -> Vec<Action> {
        let mut actions = Vec::new();
        let own = self.view.calls.iter().find(|call| call.unit_id == self.staff.unit);
        if own.is_some() {
            self.of_called(&mut actions);
        }
        for call in &self.view.calls {
            self.of_street(call.unit_id, &mut actions);
        }
        if self.can(&WhistleStep::Close(String::new())) {
            let words = self.words("outcome", key("whistle-outcome")).required();
            actions.push(self.act("close", key("whistle-close"), None).field(words).main());
        }
        actions
    }

    fn of_called(&self, actions: &mut Vec<Action>) {
        if self.can(&WhistleStep::Arrive) {
            actions.push(self.act("arrive", key("whistle-arrive"), None).main());
        }
        if self.can(&WhistleStep::Report(String::new())) {
            let words = self.words("result", key("whistle-result")).required();
            actions.push(self.act("report", key("whistle-report"), None).field(words).main());
        }
        if self.can(&WhistleStep::AssessCall(Mark::Good, String::new())) {
            let act = self.act("assess_call", key("whistle-assess-call"), None);
            actions.push(self.marked(act, None));
        }
    }

    fn of_street(&self, unit: UnitId, actions: &mut Vec<Action>) {
        if self.can(&WhistleStep::AssessUnit(unit, Mark::Good, String::new())) {
            let act = self.act("assess_unit", key("whistle-assess-unit"), Some(unit));
            actions.push(self.marked(act, Some(unit)));
        }
        if self.can(&WhistleStep::Release(unit)) {
            actions.push(self.act("release", key("whistle-release"), Some(unit)).danger());
        }
    }

    fn can(&self, step: &WhistleStep) -> bool {
        may(self.staff, step, self.view)
    }

    /// An act, about one of the called units if it is the street's.
    fn act(&self, step: &'static str, title: &'static str, unit: Option<UnitId>) -> Action {
        let mut named = self.t.s(title).into_owned();
        if unit.is_some() {
            let about = [("act", named.into()), ("unit", unit_name(self.desk, unit).into())];
            named = self.t.a("whistle-act-of", &about);
        }
        let act = Action::new(named, format!("{PATH}/{}/steps", self.view.whistle.id));
        let act = act.hide("step", step);
        match unit {
            Some(unit) => act.hide("unit", unit),
            None => act,
        }
    }

    fn words(&self, name: &str, label: &'static str) -> Field {
        Field::textarea(self.t, self.form, name, self.t.s(label)).rows(2).counted(TEXT_MAX)
    }

    /// How one unit found another's part: fields of their own for each unit.
    fn marked(&self, act: Action, unit: Option<UnitId>) -> Action {
        let marks = Mark::ALL.iter();
        let marks = marks.map(|mark| Choice::new(mark.as_str(), self.t.s(mark_key(*mark))));
        let (mark, text) = step::mark_fields(unit);
        let field = Field::radios(self.t, self.form, &mark, self.t.s("whistle-mark"));
        act.field(field.choices(marks.collect::<Vec<_>>()).inline())
            .field(self.words(&text, key("whistle-mark-text")))
            .opened_by(self.form, &text)
    }
}
