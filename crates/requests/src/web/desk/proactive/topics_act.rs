//! Preparing a topic, adding its parts, opening, closing and reporting on it.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use people::{PageError, Staff, see_other};
use ui::{Breadcrumb, Button, Crumb, Field, FormState, Prefs, Tr, key};

use super::super::hot_topics;
use super::{topics, words};
use crate::app::Desk;
use crate::app::proactive::ACTS;
use crate::domain::monthly_topic::{
    NewTopic, TEXT_MAX, THEME_MAX, Topic, TopicItem, TopicItemKind, TopicMode, TopicState,
    TopicVerb, can_prepare,
};
use crate::domain::{TopicId, TopicItemId};
use crate::web::record::{Action, FormPage, Group, blame, day, one_of, record_page_error, units};

type Pairs = Vec<(String, String)>;

/// `GET /desk/topics/new`
pub(super) async fn new(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Response {
    let today = desk.app.now().day();
    let form = FormState::from_pairs(pairs)
        .with("mode", "solicitation")
        .with("month", today.strftime("%Y-%m").to_string())
        .with("closes_on", today.last_of_month().to_string());
    form_page(&desk, &staff, prefs, form)
}

fn form_page(desk: &Desk, staff: &Staff, prefs: Prefs, form: FormState) -> Response {
    let shell = desk.app.desk(staff, prefs, key("topics-new"));
    let t = shell.t;
    let modes = words::choices(t, TopicMode::ALL, TopicMode::as_str, words::mode_key);
    let fields = vec![
        Field::radios(t, &form, "mode", t.s("topic-mode")).choices(modes).inline(),
        Field::text(t, &form, "month", t.s("topic-month")).hint(t.s("topic-month-hint")).required(),
        Field::text(t, &form, "theme", t.s("topic-theme")).counted(THEME_MAX).required(),
        Field::textarea(t, &form, "intro", t.s("topic-intro")).rows(6).counted(TEXT_MAX).required(),
        Field::select(t, &form, "unit", t.s("topic-unit")).choices(one_of(t, units(desk))),
        Field::date(t, &form, "closes_on", t.s("topic-closes-on")).required(),
    ];
    let submit = Button::submit(t.s("topic-save")).primary();
    let carried = hot_topics::carried(&form);
    let mut page = FormPage::new("/desk/topics", submit, form);
    page.hidden = carried;
    page.crumbs = Some(Breadcrumb::new(t, vec![Crumb::new(t.s("topics-title"), "/desk/topics")]));
    page.lead = t.s("topics-new-lead").into_owned();
    page.groups = vec![Group::new("topic", t.s("topic-theme"), fields)];
    page.desk(shell)
}

/// `POST /desk/topics`
pub(super) async fn create(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let mode: Option<TopicMode> = form.value("mode").parse().ok();
    let unit = form.value("unit").parse().ok();
    let closes_on = day(&form, "closes_on");
    for (name, is_there) in
        [("mode", mode.is_some()), ("unit", unit.is_some()), ("closes_on", closes_on.is_some())]
    {
        if !is_there {
            form.error(name, key("record-fault-missing"));
        }
    }
    if let (Some(mode), Some(unit_id), Some(closes_on)) = (mode, unit, closes_on) {
        let new = NewTopic {
            mode,
            unit_id,
            closes_on,
            month: form.value("month").to_owned(),
            theme: form.value("theme").to_owned(),
            intro: form.value("intro").to_owned(),
        };
        match desk.add_topic(&staff, new).await {
            Ok(topic) => {
                let what = ("topic", topic.id.0, topic.theme.as_str());
                hot_topics::opened(&desk, &staff, &form, what).await?;
                return Ok(see_other(&format!("/desk/topics/{}?done=added", topic.id)));
            }
            Err(error) => blame(&mut form, error)?,
        }
    }
    Ok(form_page(&desk, &staff, prefs, form))
}

/// What may be done to a topic now.
pub(super) fn actions(
    desk: &Desk,
    t: Tr,
    topic: &Topic,
    items: &[TopicItem],
    form: &FormState,
) -> Vec<Action> {
    let base = format!("/desk/topics/{}", topic.id);
    let mut actions = Vec::new();
    for (verb, title) in [
        (TopicVerb::Open, key("topic-act-open")),
        (TopicVerb::Close, key("topic-act-close")),
        (TopicVerb::Report, key("topic-act-report")),
    ] {
        if topic.state.after(verb).is_none() {
            continue;
        }
        let mut action = Action::new(t.s(title), format!("{base}/steps"))
            .hide("step", verb)
            .hide("seen", topic.version);
        if verb == TopicVerb::Report {
            let field = Field::textarea(t, form, "report", t.s("topic-report")).rows(8);
            action = action.hint(t.s("topic-act-report-hint")).field(field.required());
        }
        actions.push(action.main());
    }
    if topic.state != TopicState::Reported {
        let kinds = words::choices(t, TopicItemKind::ALL, TopicItemKind::as_str, words::part_key);
        let add = Action::new(t.s("topic-act-part"), format!("{base}/parts"))
            .field(Field::select(t, form, "part_kind", t.s("topic-part")).choices(kinds))
            .field(Field::textarea(t, form, "item_text", t.s("topic-part-text")).rows(3).required())
            .field(
                Field::select(t, form, "item_unit", t.s("topic-part-unit"))
                    .choices(one_of(t, units(desk)))
                    .optional(),
            )
            .field(Field::date(t, form, "part_due", t.s("topic-part-due")).optional());
        actions.push(add.opened_by(form, "item_text"));
    }
    let open = items.iter().filter(|item| item.done_at.is_none());
    for item in open.filter(|item| item.kind != TopicItemKind::Problem) {
        let words = t.named("topic-act-done", item.text.as_str());
        actions.push(Action::new(words, format!("{base}/parts/{}/done", item.id)));
    }
    actions
}

/// `POST /desk/topics/{id}/steps`
pub(super) async fn step(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (topic, ..) = topics::find(&desk, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    let verb: TopicVerb = form.value("step").parse().map_err(|_| PageError::BadRequest)?;
    let seen = form.value("seen").parse().unwrap_or(0);
    let report = form.value("report").to_owned();
    match desk.step_topic(&staff, (topic.id, seen), verb, &report).await {
        Ok(_) => Ok(see_other(&format!("/desk/topics/{id}?done=saved"))),
        Err(error) => {
            blame(&mut form, error)?;
            let fresh = topics::find(&desk, &id).await?;
            topics::page(&desk, &staff, prefs, fresh, form).await
        }
    }
}

/// `POST /desk/topics/{id}/parts`
pub(super) async fn part(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (topic, ..) = topics::find(&desk, &id).await?;
    if !can_prepare(&staff, Some(topic.unit_id)) {
        return Err(PageError::Forbidden);
    }
    let mut form = FormState::from_pairs(pairs);
    let kind: TopicItemKind = form.value("part_kind").parse().map_err(|_| PageError::BadRequest)?;
    let item = TopicItem {
        id: TopicItemId(desk.app.ids.mint(desk.app.now())),
        kind,
        text: form.value("item_text").to_owned(),
        unit_id: form.value("item_unit").parse().ok(),
        due_on: day(&form, "part_due").map(|day| day.to_string()),
        done_at: None,
    };
    match desk.add_topic_item(staff.actor_of(ACTS), topic.id, item).await {
        Ok(()) => Ok(see_other(&format!("/desk/topics/{id}?done=added"))),
        Err(error) => {
            blame(&mut form, error)?;
            let fresh = topics::find(&desk, &id).await?;
            topics::page(&desk, &staff, prefs, fresh, form).await
        }
    }
}

/// `POST /desk/topics/{id}/parts/{part}/done`
pub(super) async fn done(
    State(desk): State<Desk>,
    Path((id, part)): Path<(String, String)>,
    staff: Staff,
) -> Result<Response, PageError> {
    let topic: TopicId = id.parse().map_err(|_| PageError::NotFound)?;
    let part: TopicItemId = part.parse().map_err(|_| PageError::NotFound)?;
    match desk.finish_topic_item(&staff, topic, part).await {
        Ok(()) => Ok(see_other(&format!("/desk/topics/{id}?done=saved"))),
        // Done before: somebody was quicker, or the button was pressed twice.
        Err(crate::app::record::RecordError::Fault(_)) => Err(PageError::Conflict),
        Err(error) => Err(record_page_error(error)),
    }
}
