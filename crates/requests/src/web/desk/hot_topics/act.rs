//! What a named person does to a hot topic, and what is opened from one.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use people::{PageError, Staff, see_other};
use ui::{Button, Field, FormState, Prefs, Tr};

use super::super::filter::encode;
use super::{PATH, show};
use crate::app::Desk;
use crate::app::hot_topics::decide::Opened;
use crate::domain::hot_topic::{HotState, HotTopic, HotVerb, NAME_MAX, REASON_MAX, can_decide};
use crate::web::record::{Action, blame, record_page_error};

type Pairs = Vec<(String, String)>;

/// What may be done to a topic now.
pub(super) fn actions(t: Tr, staff: &Staff, topic: &HotTopic, form: &FormState) -> Vec<Action> {
    let can = |verb| can_decide(staff, verb, topic.state);
    let at = |resource: &str| format!("{PATH}/{}/{resource}", topic.id);
    let mut actions = Vec::new();
    if can(HotVerb::Confirm) {
        let confirm = Action::new(t.s("hot-act-confirm"), at("confirmation"));
        let confirm = confirm.hint(t.s("hot-act-confirm-hint")).hide("seen", topic.version);
        actions.push(confirm.main());
    }
    if can(HotVerb::Restore) {
        let restore = Action::new(t.s("hot-act-restore"), at("restoration"));
        actions.push(restore.hide("seen", topic.version).main());
    }
    if can(HotVerb::Rename) {
        let shown = form.clone().with("name", topic.title());
        let field = Field::text(t, &shown, "name", t.s("hot-name")).counted(NAME_MAX).required();
        let rename = Action::new(t.s("hot-act-rename"), at("name")).hide("seen", topic.version);
        actions.push(rename.field(field).opened_by(form, "name"));
    }
    if can(HotVerb::Dismiss) {
        let field = Field::textarea(t, form, "reason", t.s("hot-reason"));
        let dismiss = Action::new(t.s("hot-act-dismiss"), at("dismissal"))
            .hint(t.s("hot-act-dismiss-hint"))
            .hide("seen", topic.version)
            .field(field.rows(3).counted(REASON_MAX).required());
        actions.push(dismiss.danger().opened_by(form, "reason"));
    }
    actions
}

/// What a confirmed topic leads on to: a class of cases, a monthly topic, a
/// place's list; each form is filled in as far as the topic says.
pub(super) fn links(t: Tr, staff: &Staff, topic: &HotTopic) -> Vec<Button> {
    if topic.state != HotState::Confirmed || !can_decide(staff, HotVerb::Dismiss, topic.state) {
        return Vec::new();
    }
    let region =
        if topic.region.len() < 6 { String::new() } else { format!("{:0<12}", topic.region) };
    let fields = [
        ("hot_topic", topic.id.to_string()),
        ("name", topic.title().chars().take(60).collect()),
        ("theme", topic.title().chars().take(60).collect()),
        ("intro", topic.sentence.clone()),
        ("category", topic.category_code.clone()),
        ("region", region),
    ];
    let query = |names: &[&str]| {
        let kept = fields.iter().filter(|(name, value)| names.contains(name) && !value.is_empty());
        let mut out = String::new();
        for (name, value) in kept {
            out.push_str(if out.is_empty() { "?" } else { "&" });
            out.push_str(name);
            out.push('=');
            encode(&mut out, value);
        }
        out
    };
    let class = query(&["hot_topic", "name", "category", "region"]);
    let month = query(&["hot_topic", "theme", "intro"]);
    vec![
        Button::link(t.s("hot-open-class"), format!("/desk/case-classes/new{class}"))
            .small()
            .icon("layers"),
        Button::link(t.s("hot-open-topic"), format!("/desk/topics/new{month}"))
            .small()
            .icon("calendar"),
    ]
}

/// The link to a record that was opened from a topic.
pub(super) fn record_link(
    (noun, id, title): &(String, String, String),
) -> Option<(String, String)> {
    let path = match noun.as_str() {
        "class" => "/desk/case-classes",
        "topic" => "/desk/topics",
        _ => return None,
    };
    Some((title.clone(), format!("{path}/{id}")))
}

/// `POST /desk/hot-topics/{id}/confirmation`
pub(super) async fn confirm(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    step(&desk, (&staff, prefs), &id, (HotVerb::Confirm, ""), pairs).await
}

/// `POST /desk/hot-topics/{id}/dismissal`
pub(super) async fn dismiss(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    step(&desk, (&staff, prefs), &id, (HotVerb::Dismiss, "reason"), pairs).await
}

/// `POST /desk/hot-topics/{id}/restoration`: takes a dismissal back.
pub(super) async fn restore(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    step(&desk, (&staff, prefs), &id, (HotVerb::Restore, ""), pairs).await
}

/// `POST /desk/hot-topics/{id}/name`
pub(super) async fn rename(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    step(&desk, (&staff, prefs), &id, (HotVerb::Rename, "name"), pairs).await
}

async fn step(
    desk: &Desk,
    (staff, prefs): (&Staff, Prefs),
    id: &str,
    (verb, field): (HotVerb, &str),
    pairs: Pairs,
) -> Result<Response, PageError> {
    let found = show::find(desk, staff, id).await?;
    let mut form = FormState::from_pairs(pairs);
    let seen = form.value("seen").parse().unwrap_or(0);
    let words = if field.is_empty() { String::new() } else { form.value(field).to_owned() };
    match desk.step_hot_topic(staff, (found.topic.id, seen), verb, &words).await {
        Ok(_) => Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
        Err(error) => {
            blame(&mut form, error)?;
            let fresh = show::find(desk, staff, id).await?;
            show::page(desk, staff, prefs, fresh, form).await
        }
    }
}

/// Carries the topic along in the form of a record that is opened from it.
pub(in super::super) fn carried(form: &FormState) -> Vec<(&'static str, String)> {
    let topic = form.value("hot_topic");
    if topic.is_empty() { Vec::new() } else { vec![("hot_topic", topic.to_owned())] }
}

/// Notes that a record was opened from the topic a form carried.
pub(in super::super) async fn opened(
    desk: &Desk,
    staff: &Staff,
    form: &FormState,
    (noun, record, title): (&'static str, kernel::id::Id, &str),
) -> Result<(), PageError> {
    let (topic, title) = (form.value("hot_topic").to_owned(), title.to_owned());
    let opened = Opened { topic, noun, record, title };
    desk.opened_from_topic(staff, opened).await.map_err(record_page_error)
}
