//! Reporting a matter: the form, a look at what will be sent, and sending it.

mod form;
mod offer;

use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use people::domain::disclosure::IdentityField;
use people::domain::identity::SealedIdentity;
use people::vault::NewIdentity;
use people::{Limit, PageError, Source, Viewer, see_other};
use ui::{
    Choice, Definition, Definitions, FormState, Photo, PhotoGrid, Prefs, Shell, key, map::MapFigure,
};

use self::form::{Draft, Sent, Step, TYPES, WINDOWS, window_key};
use self::offer::Nearby;
use super::super::record::record_page_error;
use super::super::to_page;
use super::danger::Danger;
use super::{photos, place};
use crate::app::Desk;
use crate::app::place::Words;
use crate::app::submit::Submission;
use crate::domain::request::{CONTENT_MAX, PHOTOS_MAX};
use crate::domain::rules::Rules;
use crate::domain::words::{OrderType, Urgency};

/// What the form and the look at it hand back and forth unseen.
const HIDDEN: [&str; 16] = [
    "key",
    "content",
    "type",
    "confidential",
    "address",
    "region",
    "lon",
    "lat",
    "contact",
    "phone",
    "name",
    "for_other",
    "relation",
    "consent",
    "other_name",
    "other_phone",
];

/// A kind of matter may be chosen by the link that leads here.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    #[serde(rename = "type")]
    order_type: String,
}

#[derive(Template)]
#[template(path = "resident/report.html")]
struct FormPage {
    shell: Shell,
    form: FormState,
    types: Vec<Choice>,
    windows: Vec<Choice>,
    regions: Vec<Choice>,
    kept: Vec<Kept>,
    danger: Danger,
    emergency_words: String,
    place: Option<String>,
    content_max: usize,
}

/// A photo that is stored already.
struct Kept {
    token: String,
    number: usize,
}

impl FormPage {
    fn photos_left(&self) -> String {
        PHOTOS_MAX.saturating_sub(self.kept.len()).to_string()
    }

    fn call_href(&self) -> String {
        format!("tel:{}", self.shell.site.phone_link())
    }

    fn kept_grid(&self) -> PhotoGrid {
        PhotoGrid::new(self.kept.iter().map(|kept| kept.photo(&self.shell)).collect())
    }

    fn drop_choices(&self) -> Vec<Choice> {
        let name = |kept: &Kept| self.shell.t.n("report-photo-drop", kept.number);
        self.kept.iter().map(|kept| Choice::new(&kept.token, name(kept))).collect()
    }
}

impl Kept {
    fn photo(&self, shell: &Shell) -> Photo {
        let src = format!("/photos/kept/{}", self.token);
        Photo::new(&src, &src, shell.t.n(key("report-photo-alt"), self.number))
    }
}

#[derive(Template)]
#[template(path = "resident/check.html")]
struct CheckPage {
    shell: Shell,
    hidden: Vec<(&'static str, String)>,
    kept: Vec<Kept>,
    danger: Option<Danger>,
    answers: Definitions,
    photos: PhotoGrid,
    content: String,
    map: Option<MapFigure>,
    promise: Definitions,
    nearby: Vec<Nearby>,
    has_phone: bool,
}

/// `GET /report`
pub(super) async fn new(
    State(desk): State<Desk>,
    Query(ask): Query<Ask>,
    viewer: Viewer,
    prefs: Prefs,
) -> Response {
    let chosen = ask.order_type.parse().ok().filter(|kind| TYPES.contains(kind));
    let form = FormState::new()
        .with("key", desk.app.ids.mint(desk.app.now()).to_string())
        .with("type", chosen.unwrap_or(OrderType::Complaint).as_str())
        .with("contact", "phone");
    let shell = desk.app.shell(&viewer, prefs, key("report-title"));
    form_page(&desk, shell, StatusCode::OK, Sent { form, photos: Vec::new() })
}

/// `POST /report`
pub(super) async fn create(
    State(desk): State<Desk>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    request: Request,
) -> Result<Response, PageError> {
    let is_busy = desk.app.limits.check(Limit::PublicForm, &source.address).is_err();
    let mut sent = form::read(&desk, request).await?;
    let shell = desk.app.shell(&viewer, prefs, key("report-title"));
    if is_busy {
        sent.form.error("", key("report-too-many"));
        return Ok(form_page(&desk, shell, StatusCode::TOO_MANY_REQUESTS, sent));
    }
    if sent.step() == Step::Edit {
        return Ok(form_page(&desk, shell, StatusCode::OK, sent));
    }
    let channel = channel(&desk.rules());
    let Some(draft) = form::check(&desk, &mut sent, &channel) else {
        return Ok(form_page(&desk, shell, StatusCode::UNPROCESSABLE_ENTITY, sent));
    };
    match sent.step() {
        Step::Send => send(&desk, draft, sent).await,
        Step::Check | Step::Edit => check_page(&desk, shell, draft, sent).await,
    }
}

/// The city's website among its channels, or whatever else is web.
fn channel(rules: &Rules) -> String {
    let found = rules.channel("website");
    let found = found.or_else(|| rules.channels.iter().find(|channel| channel.kind == "web"));
    found.map(|channel| channel.code.clone()).unwrap_or_default()
}

/// Danger in the words makes the desk look at once.
fn urgency(rules: &Rules, content: &str) -> Urgency {
    if rules.emergency_in(content).is_some() { Urgency::Critical } else { Urgency::Normal }
}

async fn send(desk: &Desk, draft: Draft, sent: Sent) -> Result<Response, PageError> {
    let name = if draft.phone.is_some() { draft.name.as_str() } else { "" };
    let teller = sealed(desk, name, draft.phone.as_deref().unwrap_or_default())?;
    let (identity, speaker) = match &draft.other {
        Some(other) => (sealed(desk, &other.name, &other.phone)?, teller),
        None => (teller, None),
    };
    let mut request = draft.request;
    if request.submission_key.is_empty() {
        request.submission_key = desk.app.ids.mint(desk.app.now()).to_string();
    }
    let submission = Submission {
        urgency: urgency(&desk.rules(), &request.content),
        request,
        category_code: None,
        identity,
        photos: sent.photos,
        actor: kernel::event::Actor::Requester,
        at: desk.app.now(),
    };
    let (done, code) = match draft.other {
        Some(other) => {
            let code = desk.codes.proxy_code(&submission.request.submission_key);
            let done = desk.submit_told(submission, other.told(), speaker).await;
            (done.map_err(record_page_error)?, code)
        }
        None => {
            let done = desk.submit(submission).await.map_err(to_page)?;
            let code = done.query_code.clone();
            (done, code)
        }
    };
    Ok(see_other(&format!("/track/{}?code={code}&new=1", done.order.order_no)))
}

/// Name and telephone for the vault; nothing when neither was left.
fn sealed(desk: &Desk, name: &str, phone: &str) -> Result<Option<SealedIdentity>, PageError> {
    let identity =
        NewIdentity::default().with(IdentityField::Phone, phone).with(IdentityField::Name, name);
    if identity.is_empty() {
        return Ok(None);
    }
    let sealed = desk.app.vault.seal(&identity);
    sealed.map(Some).map_err(|error| PageError::internal(&error))
}

fn kept(desk: &Desk, sent: &Sent) -> Vec<Kept> {
    let keeps = photos::keeps(desk);
    let tokens = sent.photos.iter().map(|photo| keeps.token(photo));
    tokens.zip(1..).map(|(token, number)| Kept { token, number }).collect()
}

/// The line to call first when the words tell of danger.
fn emergency(rules: &Rules, content: &str) -> Option<String> {
    rules.emergency_in(content).map(|word| word.line.clone())
}

fn form_page(desk: &Desk, shell: Shell, status: StatusCode, sent: Sent) -> Response {
    let t = shell.t;
    let rules = desk.rules();
    let atlas = desk.atlas.current();
    let number = |name: &str| sent.form.value(name).parse::<i64>().ok();
    let point = number("lon").zip(number("lat"));
    let point = point.and_then(|(lon, lat)| places::Point::new(lon, lat).ok());
    let words: Vec<&str> = rules.emergency_words.iter().map(|known| known.word.as_str()).collect();
    let page = FormPage {
        types: TYPES
            .iter()
            .map(|kind| {
                Choice::new(kind.as_str(), t.s(choice_key(*kind))).hint(t.s(hint_key(*kind)))
            })
            .collect(),
        windows: WINDOWS
            .iter()
            .map(|window| Choice::new(window, t.s(window_key(window))))
            .collect(),
        regions: place::choices(t, &atlas),
        kept: kept(desk, &sent),
        danger: Danger::new(t, emergency(&rules, sent.form.value("content"))),
        emergency_words: words.join(";"),
        place: point.and_then(|point| place::describe(t, &atlas, point)),
        content_max: CONTENT_MAX,
        form: sent.form,
        shell,
    };
    ui::page(status, &page)
}

async fn check_page(
    desk: &Desk,
    mut shell: Shell,
    draft: Draft,
    sent: Sent,
) -> Result<Response, PageError> {
    let t = shell.t;
    shell.title = t.s(key("check-title")).into_owned();
    let rules = desk.rules();
    let atlas = desk.atlas.current();
    let mut request = draft.request.clone();
    let words = Words { title: &request.title, content: &request.content };
    request.place = crate::app::place::locate(&atlas, request.place, words);
    let urgency = urgency(&rules, &request.content);
    let kept = kept(desk, &sent);
    let hidden = HIDDEN.iter().map(|name| (*name, sent.form.value(name).to_owned()));
    let window = ("window", sent.form.value("window").to_owned());
    let page = CheckPage {
        hidden: hidden.chain([window]).filter(|(_, value)| !value.is_empty()).collect(),
        danger: emergency(&rules, &request.content).map(|line| Danger::new(t, Some(line))),
        answers: Definitions::new(answers(&shell, desk, &draft)),
        photos: PhotoGrid::new(kept.iter().map(|kept| kept.photo(&shell)).collect()),
        content: request.content.clone(),
        map: draft.point.map(|point| place::around(&shell, &atlas, point)),
        promise: Definitions::new(offer::promise(desk, t, &request, urgency)),
        nearby: offer::nearby(desk, t, &request).await?,
        has_phone: draft.phone.is_some(),
        kept,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

/// What the person told, question by question.
fn answers(shell: &Shell, desk: &Desk, draft: &Draft) -> Vec<Definition> {
    let t = shell.t;
    let atlas = desk.atlas.current();
    let request = &draft.request;
    let kind = t.s(choice_key(request.order_type));
    let mut lines = vec![Definition::new(t.s(key("check-type")), kind)];
    if request.confidential {
        let text = t.s(key("check-confidential-yes"));
        lines.push(Definition::new(t.s(key("check-confidential")), text));
    }
    let by_point = draft.point.and_then(|point| place::describe(t, &atlas, point));
    let words = Words { title: &request.title, content: &request.content };
    let located = crate::app::place::locate(&atlas, request.place.clone(), words);
    let region = located.region_code.as_deref();
    let region = by_point.or_else(|| region.and_then(|code| place::region_name(&atlas, code)));
    let region = region.or_else(|| {
        let elsewhere = crate::app::place::find(&atlas, &request.place, words).outside?;
        Some(t.named(key("where-outside"), elsewhere))
    });
    let place = match (region, request.place.address.as_str()) {
        (None, "") => Definition::new(t.s(key("check-place")), t.s(key("check-place-none"))),
        (None, address) => Definition::new(t.s(key("check-place")), address),
        (Some(region), "") => Definition::new(t.s(key("check-place")), region),
        (Some(region), address) => Definition::new(t.s(key("check-place")), address).note(region),
    };
    lines.push(place);
    let contact = match &draft.phone {
        None => Definition::new(t.s(key("check-contact")), t.s(key("check-contact-anonymous"))),
        Some(phone) => {
            let line = Definition::new(t.s(key("check-contact")), phone);
            if draft.name.is_empty() { line } else { line.note(&draft.name) }
        }
    };
    lines.push(contact);
    if let Some(other) = &draft.other {
        let line = Definition::new(t.s(key("check-other")), &other.relation);
        let who = [other.name.as_str(), other.phone.as_str()].join(" ");
        let said = t.named("check-other-consent", other.consent.as_str());
        lines.push(line.note([who.trim(), said.as_str()].join(" ").trim()));
    }
    if !draft.window.is_empty() {
        lines.push(Definition::new(t.s(key("check-window")), t.s(window_key(draft.window))));
    }
    lines
}

/// A type as residents call it.
pub(super) fn choice_key(kind: OrderType) -> &'static str {
    match kind {
        OrderType::Complaint | OrderType::Other => key("report-type-complaint"),
        OrderType::Help => key("report-type-help"),
        OrderType::Consultation => key("report-type-consultation"),
        OrderType::Suggestion => key("report-type-suggestion"),
        OrderType::Praise => key("report-type-praise"),
        OrderType::Report => key("report-type-report"),
    }
}

fn hint_key(kind: OrderType) -> &'static str {
    match kind {
        OrderType::Complaint | OrderType::Other => key("report-type-complaint-hint"),
        OrderType::Help => key("report-type-help-hint"),
        OrderType::Consultation => key("report-type-consultation-hint"),
        OrderType::Suggestion => key("report-type-suggestion-hint"),
        OrderType::Praise => key("report-type-praise-hint"),
        OrderType::Report => key("report-type-report-hint"),
    }
}
