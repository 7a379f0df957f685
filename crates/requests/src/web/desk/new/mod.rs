//! Taking a call: everything by keyboard, earlier orders shown while typing,
//! the number and query code read out at the end.

mod form;
mod joining;
pub(super) mod places;
pub(super) mod similar;
pub(super) mod whereabouts;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use kernel::time::MINUTE_US;
use people::{PageError, Role, Staff, see_other};
use ui::{Choice, Flash, FormState, Prefs, Shell, Tone, key};

pub(super) use self::form::phone_channel;
use self::form::{Call, Then};
use self::similar::SimilarPart;
use self::whereabouts::WherePart;
use super::call::CallPart;
use super::call::spoken::{self, Facts, facts};
use crate::app::submit::Submission;
use crate::app::{Desk, OrderError};
use crate::domain::change::{Command, Refusal};
use crate::domain::order::{Order, OrderState};
use crate::domain::request::CONTENT_MAX;
use crate::domain::words::{Line, OrderType, Urgency};
use crate::domain::{OrderId, permission};
use crate::store::order;
use crate::web::to_page;
use crate::web::words::{line_key, type_key, urgency_key};

/// For so long the person who took the call may read the code again.
const CODE_SHOWN_US: i64 = 15 * MINUTE_US;
/// The types in the order in which calls come.
const TYPES: [OrderType; 7] = [
    OrderType::Complaint,
    OrderType::Help,
    OrderType::Consultation,
    OrderType::Report,
    OrderType::Suggestion,
    OrderType::Praise,
    OrderType::Other,
];

/// What is read to the caller after saving.
struct Saved {
    no: String,
    code: String,
    href: String,
    title: String,
    /// Where the matter stands, when the call was joined or answered.
    say: Option<String>,
    /// Why it was not joined as it should have been.
    stop: Option<String>,
    /// The code of whoever brought it for another.
    proxy_code: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/new.html")]
struct NewPage {
    shell: Shell,
    form: FormState,
    saved: Option<Saved>,
    types: Vec<Choice>,
    urgencies: Vec<Choice>,
    channels: Vec<Choice>,
    units: Vec<Choice>,
    lines: Vec<Choice>,
    emergency: Option<String>,
    emergency_words: String,
    found: CallPart,
    similar: SimilarPart,
    whereabouts: WherePart,
    content_max: usize,
}

/// `GET /desk/new`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let asked = FormState::from_pairs(pairs);
    let stop = joining::told(asked.value("not"));
    let saved = match asked.value("saved").parse::<OrderId>() {
        Ok(id) => {
            let t = ui::Tr::new(prefs.lang).at(desk.app.now());
            let saved = saved(&desk, &staff, t, id).await?;
            saved.map(|saved| Saved {
                stop: stop.map(|why| t.a("call-not-joined", &[("why", t.s(why).as_ref().into())])),
                ..saved
            })
        }
        Err(_) => None,
    };
    let fresh = FormState::new()
        .with("key", desk.app.ids.mint(desk.app.now()).to_string())
        .with("type", OrderType::Complaint.as_str())
        .with("urgency", Urgency::Normal.as_str())
        .with("channel", form::phone_channel(&desk.rules()));
    let fresh = fresh.with("who", asked.value("who"));
    page(&desk, &staff, prefs, StatusCode::OK, (fresh, saved)).await
}

/// `POST /desk/new`
pub(super) async fn create(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    Form(mut pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    // An empty field is one that was left out, so that joining may fill it.
    pairs.retain(|(name, value)| name != "content" || !value.trim().is_empty());
    let mut form = FormState::from_pairs(whereabouts::taken(&desk, pairs));
    if Then::of(&form) == Then::Check {
        return page(&desk, &staff, prefs, StatusCode::OK, (form, None)).await;
    }
    let known = match Then::of(&form) {
        Then::Join(chosen) => Some((before(&desk, &staff, chosen.order).await?, chosen)),
        _ => None,
    };
    if let Some(known) = known.as_ref().filter(|_| form.value("content").is_empty()) {
        form = joining::said(form, prefs.lang, known);
    }
    let Some(call) = form::check(&desk, &staff, &mut form)? else {
        return page(&desk, &staff, prefs, StatusCode::UNPROCESSABLE_ENTITY, (form, None)).await;
    };
    let Call { mut request, urgency, mut identity, then, reported } = call;
    if let Some(link) = joining::same_caller(&desk, &staff, &form, known.as_ref()).await? {
        request.requester_ref = Some(link.0);
        identity = None;
    }
    let request_words = request.content.clone();
    let submission = Submission {
        request,
        urgency,
        category_code: None,
        identity,
        photos: Vec::new(),
        actor: staff.actor_of(&[Role::Operator, Role::Dispatcher]),
        at: desk.app.now(),
    };
    let submitted = match desk.submit_about(submission, reported).await {
        Ok(submitted) => submitted,
        Err(OrderError::Unknown(field)) => {
            let field = if field == "channel" { "channel" } else { "" };
            form.error(field, key("desk-error-choose"));
            return page(&desk, &staff, prefs, StatusCode::UNPROCESSABLE_ENTITY, (form, None))
                .await;
        }
        Err(other) => return Err(to_page(other)),
    };
    let text = request_words;
    let commands = match known {
        Some(known) => joining::commands(&desk, prefs.lang, known, text),
        None => then.commands(),
    };
    let stop = follow_up(&desk, &staff, &submitted.order, commands).await?;
    let stop = stop.map(|why| format!("&not={why}")).unwrap_or_default();
    Ok(see_other(&format!("/desk/new?saved={}{stop}", submitted.order.id)))
}

/// The order a call is joined to, as far as this person may see it. A
/// confidential one takes nobody in.
async fn before(desk: &Desk, staff: &Staff, id: OrderId) -> Result<Facts, PageError> {
    let read = desk.app.db.read(id, |tx, id| {
        Box::pin(async move {
            match order::get(tx, *id).await? {
                Some(order) => Ok(Some(facts(tx, order).await?)),
                None => Ok(None),
            }
        })
    });
    let found: Result<Option<Facts>, StoreError> = read.await;
    let known = found?.filter(|known| permission::can_see(staff, &known.order));
    known.filter(|known| !known.order.confidential).ok_or(PageError::NotFound)
}

/// What the operator wants done with it at once, one after the other. A form
/// sent twice does it once. Gives why it may not be joined, if that is so:
/// what was said is kept in any case.
async fn follow_up(
    desk: &Desk,
    staff: &Staff,
    order: &Order,
    commands: Vec<Command>,
) -> Result<Option<&'static str>, PageError> {
    let mut seen = order.version;
    for command in commands {
        match desk.act_as(staff, order.id, Some(seen), command).await {
            Ok(after) => seen = after.version,
            Err(OrderError::Stale | OrderError::Refused(Refusal::Transition(_))) => {
                return Ok(None);
            }
            Err(OrderError::Refused(refusal)) => {
                return match joining::stop_word(&refusal) {
                    Some(word) => Ok(Some(word)),
                    None => Err(to_page(refusal.into())),
                };
            }
            Err(other) => return Err(to_page(other)),
        }
    }
    Ok(None)
}

/// Number and code of what this person just wrote down; of nothing else.
async fn saved(
    desk: &Desk,
    staff: &Staff,
    t: ui::Tr,
    id: OrderId,
) -> Result<Option<Saved>, PageError> {
    let view = desk.view_for(staff, id).await.map_err(to_page)?;
    let say = match view.order.state {
        OrderState::RepeatLinked | OrderState::Answered => {
            let read = desk
                .app
                .db
                .read(view.order.clone(), |tx, order| Box::pin(facts(tx, order.clone())));
            let known: Result<Facts, StoreError> = read.await;
            Some(spoken::sentence(t, &desk.rules(), &known?))
        }
        _ => None,
    };
    let own = staff.account.to_string();
    let is_own = view.events.first().is_some_and(|event| {
        event.actor_id.as_deref() == Some(own.as_str())
            && desk.app.now().since(event.at) < CODE_SHOWN_US
    });
    Ok(is_own.then(|| Saved {
        no: view.order.order_no.to_string(),
        code: desk.codes.code(&view.request.submission_key),
        href: format!("/desk/orders/{id}"),
        title: view.order.title.clone(),
        proxy_code: desk.proxy_code(&view),
        say,
        stop: None,
    }))
}

/// The way to take back what was just written down.
async fn undo_of(
    desk: &Desk,
    staff: &Staff,
    t: ui::Tr,
    saved: Option<&Saved>,
) -> Result<Option<Flash>, PageError> {
    let Some(saved) = saved else { return Ok(None) };
    let id = saved.href.rsplit('/').next().and_then(|id| id.parse::<OrderId>().ok());
    let offer = match id {
        Some(id) => desk.undo_offer(staff, id).await?,
        None => None,
    };
    Ok(offer.map(|id| Flash {
        tone: Tone::Ok,
        text: t.named("call-kept", saved.no.as_str()),
        undo_action: Some(format!("/desk/orders/{id}/undo")),
    }))
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    status: StatusCode,
    (form, saved): (FormState, Option<Saved>),
) -> Result<Response, PageError> {
    let mut shell = desk.app.desk(staff, prefs, key("desk-new-title"));
    shell.flash = undo_of(desk, staff, shell.t, saved.as_ref()).await?;
    let (t, rules) = (shell.t, desk.rules());
    let danger = rules.emergency_in(form.value("content"));
    let words: Vec<&str> = rules.emergency_words.iter().map(|known| known.word.as_str()).collect();
    let page = NewPage {
        found: CallPart::of(desk, staff, t, form.value("who")).await?,
        similar: SimilarPart::of(desk, staff, t, &form).await?,
        whereabouts: WherePart::of(desk, t, &form),
        types: TYPES.iter().map(|k| Choice::new(k.as_str(), t.s(type_key(*k)))).collect(),
        urgencies: Urgency::ALL
            .iter()
            .map(|u| Choice::new(u.as_str(), t.s(urgency_key(*u))))
            .collect(),
        channels: rules.channels.iter().map(|c| Choice::new(&c.code, &c.name)).collect(),
        units: std::iter::once(Choice::new("", t.s("desk-choose")))
            .chain(super::filter::units(desk))
            .collect(),
        lines: Line::ALL
            .iter()
            .map(|line| Choice::new(line.as_str(), t.s(line_key(*line))))
            .collect(),
        emergency: danger.map(|known| t.named("desk-emergency", known.line.as_str())),
        emergency_words: words.join(";"),
        content_max: CONTENT_MAX,
        saved,
        form,
        shell,
    };
    Ok(ui::page(status, &page))
}
