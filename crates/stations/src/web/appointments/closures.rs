//! Times a provider takes out of a calendar, and gives back.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use jiff::civil::DateTime;
use kernel::time::Instant;
use people::record::{Action, Cell, FaultKind, Section, Show, Table, fault_key, flash, one_of};
use people::{PageError, Staff, see_other};
use ui::{Breadcrumb, Crumb, Field, FormState, Prefs, key};

use super::desk::{PATH, choices};
use super::words::told;
use crate::app::Stations;
use crate::domain::appointment::{ClosureId, LINE_MAX};
use crate::domain::appointment_rules::Closure;
use crate::web::blame;

type Pairs = Vec<(String, String)>;

const OWN: &str = "/desk/appointments/closures";

/// `GET /desk/appointments/closures`
pub(super) async fn show(
    State(stations): State<Stations>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    page(&stations, &staff, prefs, FormState::from_pairs(pairs)).await
}

async fn page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    form: FormState,
) -> Result<Response, PageError> {
    let mut shell = stations.app.desk(staff, prefs, key("appointment-closures"));
    let t = shell.t;
    shell.flash = flash(t, &form);
    let own = stations.own_calendars(staff).await?;
    let directory = stations.directory.current();
    let today = stations.app.now().day();
    let mut all: Vec<(String, Closure)> = Vec::new();
    for calendar in &own {
        let span = stations.calendar_span(&calendar.id, (today, today)).await?;
        let title = calendar.title(&directory);
        all.extend(span.closures.into_iter().map(|closure| (title.clone(), closure)));
    }
    let head = [
        t.s("appointment-service"),
        t.s("appointment-from"),
        t.s("appointment-until"),
        t.s("appointment-reason"),
    ];
    let rows = all.iter().map(|(title, closure)| {
        vec![
            Cell::Text(title.clone()),
            Cell::Text(t.date_time(closure.from_at)),
            Cell::Text(t.date_time(closure.until_at)),
            Cell::Wide(closure.reason.clone()),
        ]
    });
    let mut section = Section::new("closed", t.s("appointment-closed"));
    if all.is_empty() {
        section = section.text(t.s("appointment-closures-none"));
    }
    let new = Action::new(t.s("appointment-act-close"), OWN)
        .hint(t.s("appointment-act-close-hint"))
        .field(
            Field::select(t, &form, "calendar", t.s("appointment-service"))
                .choices(one_of(t, choices(stations, &own)))
                .required(),
        )
        .field(Field::date_time(t, &form, "from", t.s("appointment-from")).required())
        .field(Field::date_time(t, &form, "until", t.s("appointment-until")).required())
        .field(
            Field::text(t, &form, "reason", t.s("appointment-reason"))
                .hint(t.s("appointment-reason-hint"))
                .counted(LINE_MAX)
                .required(),
        );
    let mut actions = vec![new.danger().opened_by(&form, "calendar")];
    for (title, closure) in &all {
        let name = format!("{title} {}", t.date_time(closure.from_at));
        let end = Action::new(
            t.named("appointment-act-reopen", name),
            format!("{OWN}/{}/end", closure.id),
        );
        actions.push(end.hint(t.s("appointment-act-reopen-hint")));
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("appointments-desk"), PATH)])),
        lead: t.s("appointment-closures-lead").into_owned(),
        sections: vec![section.table(Table::new(head).rows(rows))],
        actions,
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn instant(form: &mut FormState, name: &'static str) -> Option<Instant> {
    let at: Option<DateTime> = form.value(name).parse().ok();
    if at.is_none() {
        form.error(name, fault_key(FaultKind::Missing));
    }
    at.map(Instant::from_beijing)
}

/// `POST /desk/appointments/closures`
pub(super) async fn close(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let (from, until) = (instant(&mut form, "from"), instant(&mut form, "until"));
    if let Some(span) = from.zip(until) {
        let (calendar, reason) = (form.value("calendar"), form.value("reason"));
        match stations.close_calendar(&staff, calendar, span, reason).await {
            Ok(_) => return Ok(see_other(&format!("{OWN}?done=added"))),
            Err(error) => blame(&mut form, error, told)?,
        }
    }
    page(&stations, &staff, prefs, form).await
}

/// `POST /desk/appointments/closures/{id}/end`
pub(super) async fn reopen(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
) -> Result<Response, PageError> {
    let id: ClosureId = id.parse().map_err(|_| PageError::NotFound)?;
    match stations.reopen_calendar(&staff, id).await {
        Ok(()) => Ok(see_other(&format!("{OWN}?done=saved"))),
        Err(error) => Err(error.fault().err().unwrap_or(PageError::BadRequest)),
    }
}
