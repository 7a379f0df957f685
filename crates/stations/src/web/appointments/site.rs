//! What can be booked, when, and holding a seat.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::time::Instant;
use people::record::{Asked, Cell, FormPage, Group, List, Section, Show, Table};
use people::{Limit, PageError, Source, Viewer, see_other};
use ui::{
    Breadcrumb, Button, Choice, Crumb, Definition, Definitions, EmptyState, Field, FormState,
    Notice, Prefs, Shell, Tone, Tr, key,
};

use super::times::{Time, bookable};
use super::words::{day_name, span, told};
use crate::app::Stations;
use crate::app::appointment::NewHold;
use crate::domain::appointment_rules::{BookedCalendar, Privacy};
use crate::web::blame;

type Pairs = Vec<(String, String)>;

/// `GET /appointments`
pub(super) async fn hub(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("appointments-title"));
    let t = shell.t;
    let today = stations.app.now().day();
    let directory = stations.directory.current();
    let rules = stations.appointment_rules().await?;
    let mut rows = Vec::new();
    for calendar in rules.calendar.iter().filter(|calendar| calendar.holds_on(today)) {
        if !asked.get("service").is_empty() && asked.get("service") != calendar.service {
            continue;
        }
        let until = today.saturating_add(calendar.horizon_days.days()).saturating_add(1.day());
        let days = bookable(&stations, calendar, (today, until)).await?;
        rows.push(vec![
            Cell::Link(calendar.title(&directory), path(calendar)),
            next_free(t, &days),
            Cell::Text(calendar.organisation(&directory).1),
            Cell::Text(calendar.place.clone()),
        ]);
    }
    let head = [
        t.s("appointment-service"),
        t.s("appointment-next"),
        t.s("appointment-organisation"),
        t.s("appointment-place"),
    ];
    let page = List {
        lead: t.s("appointments-lead").into_owned(),
        path: "/appointments/find",
        filters: vec![
            Field::text(t, &asked.form, "no", t.s("appointment-no")),
            Field::text(t, &asked.form, "code", t.s("appointment-code")),
        ],
        find: Some(Button::submit(t.s("appointment-find")).icon("search")),
        empty: rows.is_empty().then(|| {
            EmptyState::new("calendar", t.s("appointments-empty"))
                .link(t.s("appointments-services"), "/services")
        }),
        table: Table::new(head).rows(rows),
        ..List::default()
    };
    Ok(page.site(shell))
}

fn path(calendar: &BookedCalendar) -> String {
    format!("/appointments/calendars/{}", calendar.id)
}

fn next_free(t: Tr, days: &[(Date, Vec<Time>)]) -> Cell {
    let mut all = days.iter().flat_map(|(_, times)| times);
    match all.find(|time| time.free > 0) {
        Some(time) => Cell::tag(t.date_time(time.slot.starts_at), Tone::Ok),
        None if days.is_empty() => Cell::tag(t.s("appointment-none"), Tone::Neutral),
        None => Cell::tag(t.s("appointment-full"), Tone::Warn),
    }
}

async fn find(stations: &Stations, id: &str) -> Result<BookedCalendar, PageError> {
    let rules = stations.appointment_rules().await?;
    rules.find(id).cloned().ok_or(PageError::NotFound)
}

/// `GET /appointments/calendars/{id}`: the days, or the times of one.
pub(super) async fn calendar(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let calendar = find(&stations, &id).await?;
    match asked.parse("day") {
        Some(day) => {
            let key = stations.app.ids.mint(stations.app.now()).to_string();
            let form = FormState::new().with("key", key).with("slot", asked.get("slot"));
            times_page(&stations, (&viewer, prefs), (&calendar, day), form).await
        }
        None => days_page(&stations, (&viewer, prefs), &calendar).await,
    }
}

fn shell_of(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    calendar: &BookedCalendar,
) -> Shell {
    let title = calendar.title(&stations.directory.current());
    stations.app.shell_titled(viewer, prefs, title)
}

async fn days_page(
    stations: &Stations,
    (viewer, prefs): (&Viewer, Prefs),
    calendar: &BookedCalendar,
) -> Result<Response, PageError> {
    let shell = shell_of(stations, viewer, prefs, calendar);
    let t = shell.t;
    let today = stations.app.now().day();
    let until = today.saturating_add(calendar.horizon_days.days()).saturating_add(1.day());
    let days = bookable(stations, calendar, (today, until)).await?;
    let rows = days.iter().map(|(day, times)| {
        let free: i64 = times.iter().map(|time| time.free).sum();
        let left = match free {
            0 if times.iter().any(|time| time.has_line) => {
                Cell::tag(t.s("appointment-full-line"), Tone::Warn)
            }
            0 => Cell::tag(t.s("appointment-full"), Tone::Neutral),
            free => Cell::tag(t.n("appointment-free", free), Tone::Ok),
        };
        let href = format!("{}?day={day}", path(calendar));
        vec![Cell::Link(day_name(t, *day), href), left, Cell::Text(all_of(t, times))]
    });
    let head = [t.s("appointment-date"), t.s("appointment-left"), t.s("appointment-times")];
    let mut section = Section::new("days", t.s("appointment-choose-day"));
    if days.is_empty() {
        section = section.text(t.s("appointment-none"));
    }
    let page = Show {
        crumbs: Some(crumbs(t)),
        lead: calendar.place.clone(),
        notices: notices(t, calendar),
        facts: facts(t, stations, calendar),
        sections: vec![section.table(Table::new(head).rows(rows))],
        ..Show::default()
    };
    Ok(page.site(shell))
}

/// The first begin and the last end.
fn all_of(t: Tr, times: &[Time]) -> String {
    let first = times.first().map(|time| time.slot.starts_at);
    let last = times.last().map(|time| time.slot.ends_at);
    first.zip(last).map(|(first, last)| span(t, first, last)).unwrap_or_default()
}

fn crumbs(t: Tr) -> Breadcrumb {
    Breadcrumb::new(t, vec![Crumb::new(t.s("appointments-title"), "/appointments")])
}

fn notices(t: Tr, calendar: &BookedCalendar) -> Vec<Notice> {
    match calendar.privacy {
        Privacy::Anonymous => vec![Notice::new(Tone::Info, t.s("appointment-anonymous"))],
        Privacy::Named => Vec::new(),
    }
}

fn facts(t: Tr, stations: &Stations, calendar: &BookedCalendar) -> Definitions {
    let directory = stations.directory.current();
    let service = directory.service(&calendar.service);
    let about = service.map(|service| service.item.about.clone()).unwrap_or_default();
    let (id, name) = calendar.organisation(&directory);
    let phone = directory.organisation(&id).map(|known| known.item.phone.clone());
    let mut lines = vec![
        Definition::new(t.s("appointment-about"), about),
        Definition::new(t.s("appointment-organisation"), name).note(phone.unwrap_or_default()),
        Definition::new(t.s("appointment-place"), &calendar.place),
        Definition::new(
            t.s("appointment-giving-up"),
            t.n("appointment-giving-up-text", calendar.cancel_minutes / 60),
        ),
    ];
    if !calendar.bring.is_empty() {
        lines.push(Definition::new(t.s("appointment-bring"), &calendar.bring));
    }
    Definitions::new(lines)
}

async fn times_page(
    stations: &Stations,
    (viewer, prefs): (&Viewer, Prefs),
    (calendar, day): (&BookedCalendar, Date),
    form: FormState,
) -> Result<Response, PageError> {
    let shell = shell_of(stations, viewer, prefs, calendar);
    let t = shell.t;
    let days = bookable(stations, calendar, (day, day.saturating_add(1.day()))).await?;
    let times = days.into_iter().next().map(|(_, times)| times).unwrap_or_default();
    let open = times.iter().filter(|time| time.free > 0 || time.has_line);
    let choices: Vec<Choice> = open.map(|time| choice(t, time)).collect();
    if choices.is_empty() && !form.has_errors() {
        return Ok(see_other(&path(calendar)));
    }
    let field = Field::radios(t, &form, "slot", t.s("appointment-time")).choices(choices);
    let submit = Button::submit(t.s("appointment-hold")).primary().wide();
    let hidden = vec![("key", form.value("key").to_owned()), ("day", day.to_string())];
    let mut page = FormPage::new(format!("{}/holds", path(calendar)), submit, form);
    let back = Crumb::new(calendar.title(&stations.directory.current()), path(calendar));
    page.crumbs = Some(Breadcrumb::new(
        t,
        vec![Crumb::new(t.s("appointments-title"), "/appointments"), back],
    ));
    page.lead = format!("{} · {}", day_name(t, day), calendar.place);
    page.hidden = hidden;
    page.notices = notices(t, calendar);
    page.groups = vec![Group::new("times", t.s("appointment-choose-time"), vec![field])];
    Ok(page.site(shell))
}

fn choice(t: Tr, time: &Time) -> Choice {
    let slot = &time.slot;
    let at = slot.starts_at.micros();
    let label = span(t, slot.starts_at, slot.ends_at);
    if time.free > 0 {
        return Choice::new(at.to_string(), label).hint(t.n("appointment-free", time.free));
    }
    Choice::new(format!("{at}-wait"), label).hint(t.s("appointment-full-line"))
}

/// `POST /appointments/calendars/{id}/holds`
pub(super) async fn hold(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    source: Source,
    viewer: Viewer,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let calendar = find(&stations, &id).await?;
    stations.app.limits.check(Limit::PublicForm, &source.address)?;
    let mut form = FormState::from_pairs(pairs);
    let wanted = form.value("slot").to_owned();
    let (at, waits) =
        wanted.strip_suffix("-wait").map_or((wanted.as_str(), false), |at| (at, true));
    let starts_at = at.parse().ok().map(Instant::from_micros);
    if let Some(starts_at) = starts_at {
        let key = form.value("key").to_owned();
        let new = NewHold { calendar: calendar.id.clone(), starts_at, key, waits };
        match stations.hold_seat(new).await {
            Ok((held, code)) => {
                let no = held.appointment_no;
                return Ok(see_other(&format!("/appointments/{no}?code={code}")));
            }
            Err(error) => blame(&mut form, error, told)?,
        }
    } else {
        form.error("slot", key("appointment-error-choose"));
    }
    let today = stations.app.now().day();
    let day = starts_at.map(Instant::day).or_else(|| form.value("day").parse().ok());
    times_page(&stations, (&viewer, prefs), (&calendar, day.unwrap_or(today)), form).await
}
