//! An event reported in three taps: picture, kind, send.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::{PageError, Role, Staff, see_other};
use ui::{Choice, FormState, Prefs, Shell, key};

use super::sent::Sent;
use crate::app::submit::Submission;
use crate::app::{Desk, OrderError};
use crate::domain::request::{ADDRESS_MAX, NewRequest, Place};
use crate::domain::rules::Rules;
use crate::domain::words::{OrderType, Origin, Urgency};
use crate::web::category;
use crate::web::to_page;

/// Longest text, in characters: it is written with one thumb.
const WORDS_MAX: usize = 500;

#[derive(Template)]
#[template(path = "desk/field_report.html")]
struct ReportPage {
    shell: Shell,
    form: FormState,
    kinds: Vec<Choice>,
    area: String,
    words_max: usize,
}

/// `GET /desk/field/report`
pub(in super::super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
) -> Response {
    let key = desk.app.ids.mint(desk.app.now()).to_string();
    page(&desk, &staff, prefs, StatusCode::OK, FormState::new().with("key", key))
}

/// `POST /desk/field/report`
pub(in super::super) async fn send(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    mut sent: Sent,
) -> Result<Response, PageError> {
    let rules = desk.rules();
    check(&rules, &mut sent);
    if sent.form.has_errors() {
        return Ok(page(&desk, &staff, prefs, StatusCode::UNPROCESSABLE_ENTITY, sent.form));
    }
    let submission = submission(&desk, &rules, &staff, &sent);
    match desk.submit(submission).await {
        Ok(_) => Ok(see_other("/desk/field?sent=report")),
        Err(OrderError::Request(_)) => Err(PageError::BadRequest),
        Err(other) => Err(to_page(other)),
    }
}

fn check(rules: &Rules, sent: &mut Sent) {
    let form = &mut sent.form;
    form.limit("words", WORDS_MAX).limit("address", ADDRESS_MAX);
    let kind = form.value("kind").to_owned();
    if rules.category(&kind).is_none() || !rules.field_kinds.contains(&kind) {
        form.error("kind", key("field-error-kind"));
    }
    if form.value("key").is_empty() {
        form.error("", key("field-error-key"));
    }
}

fn submission(desk: &Desk, rules: &Rules, staff: &Staff, sent: &Sent) -> Submission {
    let (form, now) = (&sent.form, desk.app.now());
    let kind = form.value("kind");
    let name = rules.category(kind).map_or("", |category| category.name.as_str());
    let t = ui::Tr::new(ui::Lang::ZhCn);
    let found = t.named("field-found", name);
    let words = form.value("words");
    let point = sent.point_e7();
    // Without a place of its own it lies where its reporter works.
    let has_place = point.is_some() || !form.value("address").is_empty();
    let region = Some(staff.region_scope.clone()).filter(|code| !has_place && code.len() == 12);
    Submission {
        request: NewRequest {
            submission_key: form.value("key").to_owned(),
            channel: channel(rules),
            channel_ref: None,
            origin: Origin::SelfInitiated,
            order_type: OrderType::Report,
            title: found.clone(),
            content: if words.is_empty() { found } else { format!("{found}：{words}") },
            occurred_at: Some(sent.written_at(now)),
            received_at: now,
            place: Place {
                address: form.value("address").to_owned(),
                region_code: region,
                point_e7: point,
                ..Place::default()
            },
            requester_ref: None,
            query_code_tag: String::new(),
            confidential: false,
            reply_wanted: false,
            contact_window: None,
        },
        urgency: Urgency::Normal,
        category_code: Some(kind.to_owned()),
        identity: None,
        photos: sent.photos.clone(),
        actor: staff.actor_of(&[Role::GridWorker, Role::UnitHandler, Role::UnitReviewer]),
        at: now,
    }
}

/// The channel of patrols: what the city calls kind `grid`.
fn channel(rules: &Rules) -> String {
    let grid = rules.channels.iter().find(|channel| channel.kind == "grid");
    grid.or(rules.channels.first()).map(|channel| channel.code.clone()).unwrap_or_default()
}

fn page(desk: &Desk, staff: &Staff, prefs: Prefs, status: StatusCode, form: FormState) -> Response {
    let shell = desk.app.desk(staff, prefs, key("field-report-title"));
    let rules = desk.rules();
    let kinds = rules.field_kinds.iter().filter_map(|code| rules.category(code));
    let page = ReportPage {
        kinds: kinds.map(|kind| Choice::new(&kind.code, category::name(shell.t, kind))).collect(),
        area: super::area(desk, staff),
        words_max: WORDS_MAX,
        form,
        shell,
    };
    ui::page(status, &page)
}
