//! One's own appointment, by its number and code: confirming, waiting, giving it up.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use people::domain::disclosure::IdentityField;
use people::domain::phone::Phone;
use people::record::{Action, Asked, Show, opened};
use people::vault::NewIdentity;
use people::{Limit, PageError, RequesterRef, Source, Viewer, see_other};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, Field, FormState, Notice, Prefs, Tag, Tone,
    Tr, key,
};

use super::words::{side, state_word, told, when};
use crate::app::Stations;
use crate::app::appointment::Told;
use crate::app::error::ActError;
use crate::domain::appointment::{Appointment, AppointmentState, LINE_MAX, TOPIC_MAX};
use crate::domain::appointment_rules::{BookedCalendar, Privacy};
use crate::web::blame;

type Pairs = Vec<(String, String)>;

/// `GET /appointments/find`
pub(super) async fn find(
    State(stations): State<Stations>,
    source: Source,
    asked: Asked,
) -> Result<Response, PageError> {
    let found = open(&stations, &source, asked.get("no").trim(), asked.get("code")).await?;
    let code = digits(asked.get("code"));
    Ok(see_other(&format!("/appointments/{}?code={code}", found.appointment_no)))
}

fn digits(code: &str) -> String {
    code.chars().filter(char::is_ascii_digit).collect()
}

/// The appointment of a number and a code; tries are limited.
pub(super) async fn open(
    stations: &Stations,
    source: &Source,
    no: &str,
    code: &str,
) -> Result<Appointment, PageError> {
    match stations.appointment_by_code(no, code).await {
        Ok(found) => Ok(found),
        Err(ActError::NotFound) => {
            let tried = stations.app.limits.check(Limit::PublicQuery, &source.address);
            Err(tried.err().map_or(PageError::NotFound, |_| PageError::TooMany))
        }
        Err(other) => Err(other.fault().err().unwrap_or(PageError::BadRequest)),
    }
}

/// `GET /appointments/{no}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(no): Path<String>,
    source: Source,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let one = open(&stations, &source, &no, asked.get("code")).await?;
    page(&stations, &viewer, prefs, &one, asked.form).await
}

async fn page(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    one: &Appointment,
    form: FormState,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(viewer, prefs, key("appointment-title"));
    let t = shell.t;
    let rules = stations.appointment_rules().await?;
    let calendar = rules.find(&one.calendar_id);
    let (state, tone) = state_word(one.state);
    let code = digits(form.value("code"));
    let place = place_in_line(stations, one).await?;
    let mut links = Vec::new();
    if !matches!(one.state, AppointmentState::Held | AppointmentState::Waiting) {
        let href = format!("/appointments/{}/calendar.ics?code={code}", one.appointment_no);
        links.push(Button::link(t.s("appointment-ics"), href).small().icon("calendar"));
    }
    let opened = match one.requester_ref {
        Some(who) => Some(opened(&stations.app, t, RequesterRef(who)).await?),
        None => None,
    };
    let page = Show {
        crumbs: Some(Breadcrumb::new(
            t,
            vec![Crumb::new(t.s("appointments-title"), "/appointments")],
        )),
        lead: when(t, one),
        tags: vec![Tag::new(t.s(state)).tone(tone)],
        notices: notices(t, one, place),
        links,
        facts: facts(t, stations, one, (calendar, &code)),
        actions: actions(stations, t, one, (calendar, &form)),
        course_title: opened.as_ref().map(|opened| opened.title.clone()).unwrap_or_default(),
        course: opened.and_then(|opened| opened.course),
        form,
        ..Show::default()
    };
    Ok(page.site(shell))
}

async fn place_in_line(stations: &Stations, one: &Appointment) -> Result<usize, PageError> {
    if one.state != AppointmentState::Waiting {
        return Ok(0);
    }
    let day = one.starts_at.day();
    let next = day.tomorrow().unwrap_or(day);
    let span = stations.calendar_span(&one.calendar_id, (day, next)).await?;
    let before = span.appointments.iter().filter(|other| {
        other.state == AppointmentState::Waiting
            && other.starts_at == one.starts_at
            && other.id < one.id
    });
    Ok(before.count() + 1)
}

fn notices(t: Tr, one: &Appointment, place: usize) -> Vec<Notice> {
    let until = one.held_until.map(|until| t.date_time(until)).unwrap_or_default();
    match one.state {
        AppointmentState::Held => {
            vec![Notice::new(Tone::Warn, t.named("appointment-held-until", until))]
        }
        AppointmentState::Offered => {
            vec![Notice::new(Tone::Warn, t.named("appointment-offered-until", until))]
        }
        AppointmentState::Waiting => {
            vec![Notice::new(Tone::Info, t.n("appointment-in-line", place as i64))]
        }
        AppointmentState::Confirmed => {
            vec![Notice::new(Tone::Ok, t.s("appointment-confirmed-text"))]
        }
        AppointmentState::Expired => {
            let link = format!("/appointments/calendars/{}", one.calendar_id);
            let text = t.s("appointment-expired-text");
            vec![Notice::new(Tone::Info, text).link(t.s("appointment-again"), link)]
        }
        AppointmentState::Missed => vec![Notice::new(Tone::Info, t.s("appointment-missed-text"))],
        AppointmentState::Kept | AppointmentState::Cancelled => Vec::new(),
    }
}

fn facts(
    t: Tr,
    stations: &Stations,
    one: &Appointment,
    (calendar, code): (Option<&BookedCalendar>, &str),
) -> Definitions {
    let directory = stations.directory.current();
    let title = calendar.map(|calendar| calendar.title(&directory));
    let code = format!("{} {}", code.get(..4).unwrap_or(code), code.get(4..).unwrap_or_default());
    let mut lines = vec![
        Definition::new(t.s("appointment-no"), &one.appointment_no),
        Definition::new(t.s("appointment-code"), code).note(t.s("appointment-code-note")),
        Definition::new(t.s("appointment-service"), title.as_ref().unwrap_or(&one.calendar_id)),
        Definition::new(t.s("appointment-time"), when(t, one)),
    ];
    if let Some(calendar) = calendar {
        let (id, name) = calendar.organisation(&directory);
        let phone = directory.organisation(&id).map(|known| known.item.phone.clone());
        lines.push(Definition::new(t.s("appointment-place"), &calendar.place));
        if !calendar.bring.is_empty() {
            lines.push(Definition::new(t.s("appointment-bring"), &calendar.bring));
        }
        lines.push(
            Definition::new(t.s("appointment-organisation"), name).note(phone.unwrap_or_default()),
        );
    }
    if let Some(by) = one.cancelled_by {
        lines.push(
            Definition::new(t.s("appointment-cancelled-by"), t.s(side(by))).note(&one.reason),
        );
    }
    Definitions::new(lines)
}

fn actions(
    stations: &Stations,
    t: Tr,
    one: &Appointment,
    (calendar, form): (Option<&BookedCalendar>, &FormState),
) -> Vec<Action> {
    let to = |what: &str| format!("/appointments/{}/{what}", one.appointment_no);
    let with =
        |action: Action| action.hide("code", digits(form.value("code"))).hide("seen", one.version);
    let fields = |mut action: Action| {
        for field in calendar.map(|calendar| asks(t, calendar, form)).unwrap_or_default() {
            action = action.field(field);
        }
        action
    };
    let mut actions = Vec::new();
    match one.state {
        AppointmentState::Held => {
            let confirm = Action::new(t.s("appointment-act-confirm"), to("confirmation"));
            actions.push(with(fields(confirm)).main());
        }
        AppointmentState::Offered => {
            let confirm = Action::new(t.s("appointment-act-accept"), to("confirmation"));
            let is_told = one.requester_ref.is_some();
            let confirm = if is_told { confirm } else { fields(confirm) };
            actions.push(with(confirm).main());
        }
        AppointmentState::Waiting if one.requester_ref.is_none() => {
            let tell = Action::new(t.s("appointment-act-tell"), to("details"));
            let tell = tell.hint(t.s("appointment-act-tell-hint"));
            if calendar.is_some_and(|calendar| calendar.privacy == Privacy::Named) {
                actions.push(with(fields(tell)).main());
            }
        }
        _ => {}
    }
    let minutes = calendar.map_or(0, |calendar| calendar.cancel_minutes);
    if one.can_be_given_up(stations.app.now(), minutes) {
        let give_up = Action::new(t.s("appointment-act-give-up"), to("cancellation"))
            .hint(t.s("appointment-act-give-up-hint"));
        let mut give_up = with(give_up).danger();
        if one.state == AppointmentState::Confirmed {
            let why = Field::text(t, form, "reason", t.s("appointment-reason")).optional();
            give_up = give_up.field(why);
        }
        actions.push(give_up.opened_by(form, "reason"));
    }
    actions
}

/// What is asked of whoever comes.
fn asks(t: Tr, calendar: &BookedCalendar, form: &FormState) -> Vec<Field> {
    let mut fields = Vec::new();
    if calendar.privacy == Privacy::Named {
        fields.push(
            Field::text(t, form, "name", t.s("appointment-name"))
                .attr("autocomplete", "name")
                .required(),
        );
        fields.push(
            Field::tel(t, form, "phone", t.s("appointment-phone"))
                .hint(t.s("appointment-phone-hint"))
                .required(),
        );
    }
    if calendar.asks_adverse {
        fields.push(
            Field::text(t, form, "adverse", t.s("appointment-adverse"))
                .hint(t.s("appointment-adverse-hint"))
                .counted(LINE_MAX)
                .required(),
        );
    }
    let topic = Field::textarea(t, form, "topic", t.s("appointment-topic"));
    fields.push(topic.hint(t.s("appointment-topic-hint")).rows(3).counted(TOPIC_MAX).optional());
    fields
}

/// What the person told; nothing, and what is wrong on the form, when it cannot be.
async fn read(
    stations: &Stations,
    one: &Appointment,
    form: &mut FormState,
) -> Result<Option<Told>, PageError> {
    let rules = stations.appointment_rules().await?;
    let calendar = rules.find(&one.calendar_id);
    let mut identity = None;
    // A calendar the pack no longer holds asks nothing more.
    if calendar.is_some_and(|calendar| calendar.privacy == Privacy::Named) {
        form.require("name", key("appointment-error-name")).limit("name", LINE_MAX);
        if Phone::parse(form.value("phone")).is_err() {
            form.error("phone", key("appointment-error-phone"));
        }
        if form.has_errors() {
            return Ok(None);
        }
        let who = NewIdentity::default()
            .with(IdentityField::Name, form.value("name"))
            .with(IdentityField::Phone, form.value("phone"));
        let sealed = stations.app.vault.seal(&who).map_err(|error| PageError::internal(&error))?;
        identity = Some(sealed);
    }
    let (topic, adverse) = (form.value("topic").to_owned(), form.value("adverse").to_owned());
    Ok(Some(Told { identity, topic, adverse }))
}

/// `POST /appointments/{no}/confirmation`
pub(super) async fn confirm(
    State(stations): State<Stations>,
    Path(no): Path<String>,
    source: Source,
    viewer: Viewer,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let one = open(&stations, &source, &no, form.value("code")).await?;
    let has_told = one.requester_ref.is_some() || one.state == AppointmentState::Confirmed;
    let told = if has_told { None } else { read(&stations, &one, &mut form).await? };
    if form.has_errors() {
        return page(&stations, &viewer, prefs, &one, form).await;
    }
    let done = stations.confirm_appointment(&one, told).await;
    led(&stations, (&viewer, prefs), one, (form, done)).await
}

/// `POST /appointments/{no}/details`
pub(super) async fn tell(
    State(stations): State<Stations>,
    Path(no): Path<String>,
    source: Source,
    viewer: Viewer,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let one = open(&stations, &source, &no, form.value("code")).await?;
    let Some(told) = read(&stations, &one, &mut form).await? else {
        return page(&stations, &viewer, prefs, &one, form).await;
    };
    let done = stations.tell_while_waiting(&one, told).await;
    led(&stations, (&viewer, prefs), one, (form, done)).await
}

/// `POST /appointments/{no}/cancellation`
pub(super) async fn cancel(
    State(stations): State<Stations>,
    Path(no): Path<String>,
    source: Source,
    viewer: Viewer,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let mut one = open(&stations, &source, &no, form.value("code")).await?;
    // What the person saw decides: a seat offered meanwhile is not given up unseen.
    one.version = form.value("seen").parse().unwrap_or(0);
    let reason = form.value("reason").to_owned();
    let done = stations.give_up_appointment(&one, reason).await;
    led(&stations, (&viewer, prefs), one, (form, done)).await
}

async fn led(
    stations: &Stations,
    (viewer, prefs): (&Viewer, Prefs),
    one: Appointment,
    (mut form, done): (FormState, Result<Appointment, ActError>),
) -> Result<Response, PageError> {
    match done {
        Ok(after) => {
            let code = digits(form.value("code"));
            return Ok(see_other(&format!("/appointments/{}?code={code}", after.appointment_no)));
        }
        Err(error) => blame(&mut form, error, told)?,
    }
    let code = form.value("code").to_owned();
    let fresh = stations.appointment_by_code(&one.appointment_no, &code).await;
    let fresh = fresh.map_err(|error| error.fault().err().unwrap_or(PageError::NotFound))?;
    page(stations, viewer, prefs, &fresh, form).await
}
