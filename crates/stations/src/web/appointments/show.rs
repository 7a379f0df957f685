//! One appointment for its provider, and what may be done to it. Where a conflict of
//! interest is asked about, who comes and why is shown only after the answer.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use people::record::{Action, Section, Show, course, flash, opens_identity};
use people::{PageError, RequesterRef, Staff, see_other};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, Field, FormState, Notice, Prefs, Tag, Tone,
    Tr, key,
};

use super::desk::PATH;
use super::words::{event, side, state_word, told, when};
use crate::app::Stations;
use crate::domain::appointment::{
    Appointment, AppointmentId, AppointmentStep, AppointmentVerb, CancelledBy, Clearance, decide,
};
use crate::domain::appointment_rules::BookedCalendar;
use crate::web::blame;

type Pairs = Vec<(String, String)>;

async fn find(
    stations: &Stations,
    staff: &Staff,
    id: &str,
) -> Result<(Appointment, BookedCalendar), PageError> {
    let id: AppointmentId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = stations.appointment_for(staff, id).await;
    found.map_err(|error| error.fault().err().unwrap_or(PageError::NotFound))
}

/// `GET /desk/appointments/{id}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let found = find(&stations, &staff, &id).await?;
    page(&stations, &staff, prefs, found, FormState::from_pairs(pairs)).await
}

async fn page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    (one, calendar): (Appointment, BookedCalendar),
    form: FormState,
) -> Result<Response, PageError> {
    let mut shell = stations.app.desk_titled(staff, prefs, one.appointment_no.clone());
    let t = shell.t;
    shell.flash = flash(t, &form);
    let (state, tone) = state_word(one.state);
    let mut notices = Vec::new();
    if !one.is_cleared() && one.state.is_open() {
        notices.push(Notice::new(Tone::Warn, t.s("appointment-clearance-hint")));
    }
    let mut sections = Vec::new();
    if one.is_cleared() {
        sections.push(Section::new("topic", t.s("appointment-topic")).text(&one.topic));
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("appointments-desk"), PATH)])),
        lead: when(t, &one),
        tags: vec![Tag::new(t.s(state)).tone(tone)],
        notices,
        links: links(t, staff, &one),
        facts: facts(stations, t, &one, &calendar).await?,
        sections,
        actions: actions(stations, t, &one, &form),
        course: Some(course(&stations.app, t, "appointment", one.id.0, event).await?),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

/// Who comes may be opened once nobody's interests can conflict.
fn links(t: Tr, staff: &Staff, one: &Appointment) -> Vec<Button> {
    if !one.is_cleared() || one.requester_ref.is_none() {
        return Vec::new();
    }
    opens_identity(t, staff, one.id.0).into_iter().collect()
}

async fn facts(
    stations: &Stations,
    t: Tr,
    one: &Appointment,
    calendar: &BookedCalendar,
) -> Result<Definitions, PageError> {
    let title = calendar.title(&stations.directory.current());
    let mut lines = vec![
        Definition::new(t.s("appointment-service"), title),
        Definition::new(t.s("appointment-place"), &calendar.place),
        Definition::new(t.s("appointment-made"), t.date_time(one.made_at)),
    ];
    if one.clearance != Clearance::NotAsked && !one.adverse.is_empty() {
        lines.push(Definition::new(t.s("appointment-adverse"), &one.adverse));
    }
    if one.is_cleared()
        && let Some(who) = one.requester_ref
    {
        let hint = stations.app.vault.masked(RequesterRef(who)).await;
        let hint = hint.map_err(|error| PageError::internal(&error))?;
        let (name, phone) = hint.map(|hint| (hint.name, hint.phone)).unwrap_or_default();
        lines.push(Definition::new(t.s("appointment-name"), name.unwrap_or_default()));
        lines.push(Definition::new(t.s("appointment-phone"), phone.unwrap_or_default()));
    }
    if let Some(at) = one.reminded_at {
        lines.push(Definition::new(t.s("appointment-reminded"), t.date_time(at)));
    }
    if let Some(by) = one.cancelled_by {
        lines.push(
            Definition::new(t.s("appointment-cancelled-by"), t.s(side(by))).note(&one.reason),
        );
    }
    Ok(Definitions::new(lines).columns())
}

fn cancel(reason: &str) -> AppointmentStep {
    let by = CancelledBy::Provider;
    AppointmentStep::Cancel { by, reason: reason.to_owned(), cancel_minutes: 0 }
}

/// What the provider may do now: the same rule the step itself is held to.
fn actions(stations: &Stations, t: Tr, one: &Appointment, form: &FormState) -> Vec<Action> {
    let now = stations.app.now();
    let can = |step: &AppointmentStep| decide(one, step, now).is_ok();
    let to = format!("{PATH}/{}/steps", one.id);
    let step = |title: &'static str, verb: AppointmentVerb| {
        Action::new(t.s(title), &to).hide("step", verb).hide("seen", one.version)
    };
    let mut actions = Vec::new();
    if can(&AppointmentStep::Clear) {
        let clear = step(key("appointment-act-clear"), AppointmentVerb::Clear);
        actions.push(clear.hint(t.s("appointment-act-clear-hint")).main());
        let conflict = step(key("appointment-act-conflict"), AppointmentVerb::Cancel);
        let conflict = conflict.hint(t.s("appointment-act-conflict-hint"));
        actions.push(conflict.hide("reason", t.s("appointment-conflict-reason")).danger());
    }
    if can(&AppointmentStep::Keep) && one.is_cleared() {
        actions.push(step(key("appointment-act-keep"), AppointmentVerb::Keep).main());
    }
    if can(&AppointmentStep::Miss) {
        let miss = step(key("appointment-act-miss"), AppointmentVerb::Miss);
        actions.push(miss.hint(t.s("appointment-act-miss-hint")));
    }
    if can(&cancel("-")) {
        let off = step(key("appointment-act-call-off"), AppointmentVerb::Cancel)
            .hint(t.s("appointment-act-call-off-hint"))
            .field(Field::text(t, form, "reason", t.s("appointment-reason")).required());
        actions.push(off.danger().opened_by(form, "reason"));
    }
    actions
}

/// `POST /desk/appointments/{id}/steps`
pub(super) async fn step(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (one, _) = find(&stations, &staff, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    let seen = form.value("seen").parse().unwrap_or(0);
    let step = match form.value("step").parse().map_err(|_| PageError::BadRequest)? {
        AppointmentVerb::Clear => AppointmentStep::Clear,
        AppointmentVerb::Keep => AppointmentStep::Keep,
        AppointmentVerb::Miss => AppointmentStep::Miss,
        AppointmentVerb::Cancel => cancel(form.value("reason")),
        AppointmentVerb::Tell
        | AppointmentVerb::Offer
        | AppointmentVerb::Confirm
        | AppointmentVerb::Expire => return Err(PageError::BadRequest),
    };
    match stations.step_appointment(&staff, (one.id, seen), step).await {
        Ok(_) => return Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
        Err(error) => blame(&mut form, error, told)?,
    }
    let fresh = find(&stations, &staff, &id).await?;
    page(&stations, &staff, prefs, fresh, form).await
}
