//! The provider's day: who comes when, as a list and as a file. No name stands on it.

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::time::Instant;
use people::record::{Asked, Cell, List, Table, any_of, flash};
use people::{PageError, Staff};
use ui::{Button, Choice, EmptyState, Field, Prefs, Tr, key};

use super::words::{span, state_word, states};
use crate::app::Stations;
use crate::domain::appointment::Appointment;
use crate::domain::appointment_rules::BookedCalendar;

pub(super) const PATH: &str = "/desk/appointments";
/// Days that are looked through for the next one with appointments.
const DAYS_AHEAD: i64 = 30;

/// The calendars somebody looks after, as answers.
pub(super) fn choices(stations: &Stations, own: &[BookedCalendar]) -> Vec<Choice> {
    let directory = stations.directory.current();
    own.iter().map(|calendar| Choice::new(&calendar.id, calendar.title(&directory))).collect()
}

/// What is asked for: a day, today unless said otherwise; a calendar; a state.
fn day(stations: &Stations, asked: &Asked) -> Date {
    asked.parse("day").unwrap_or_else(|| stations.app.now().day())
}

async fn read(
    stations: &Stations,
    own: &[BookedCalendar],
    asked: &Asked,
) -> Result<Vec<(BookedCalendar, Appointment)>, StoreError> {
    let day = day(stations, asked);
    let next = day.tomorrow().unwrap_or(day);
    let wanted = asked.get("calendar");
    let mut rows = Vec::new();
    for calendar in own.iter().filter(|one| wanted.is_empty() || one.id == wanted) {
        let span = stations.calendar_span(&calendar.id, (day, next)).await?;
        let (state, words) = (asked.get("state"), asked.get("q").trim());
        let fits = |one: &Appointment| {
            (state.is_empty() || one.state.as_str() == state)
                && (words.is_empty() || one.appointment_no.contains(words))
        };
        let fitting = span.appointments.into_iter().filter(fits);
        rows.extend(fitting.map(|one| (calendar.clone(), one)));
    }
    rows.sort_by_key(|(_, one)| (one.starts_at, one.id));
    Ok(rows)
}

/// What is said of a day without appointments: the next day that has some is one tap away.
async fn nothing(
    stations: &Stations,
    t: Tr,
    own: &[BookedCalendar],
    asked: &Asked,
) -> Result<EmptyState, StoreError> {
    if own.is_empty() {
        return Ok(EmptyState::new("calendar", t.s("appointments-no-post")));
    }
    let empty = EmptyState::new("calendar", t.s("appointments-free-day"));
    let from = day(stations, asked).tomorrow();
    let days = from.and_then(|from| Ok((from, from.checked_add(DAYS_AHEAD.days())?)));
    let Ok(days) = days else { return Ok(empty) };
    let mut starts = Vec::new();
    for calendar in own {
        let span = stations.calendar_span(&calendar.id, days).await?;
        starts.extend(span.appointments.iter().map(|one| one.starts_at));
    }
    let Some(next) = starts.into_iter().min().map(Instant::day) else { return Ok(empty) };
    let label = t.named("appointments-next-day", super::words::day_name(t, next));
    Ok(empty.link(label, format!("{PATH}?day={next}")))
}

/// `GET /desk/appointments`
pub(super) async fn list(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let mut shell = stations.app.desk(&staff, prefs, key("appointments-desk"));
    let t = shell.t;
    shell.flash = flash(t, &asked.form);
    let own = stations.own_calendars(&staff).await?;
    let rows = read(&stations, &own, &asked).await?;
    let on = day(&stations, &asked);
    let form = ui::FormState::new()
        .with("day", on.to_string())
        .with("calendar", asked.get("calendar"))
        .with("state", asked.get("state"))
        .with("q", asked.get("q"));
    let empty =
        if rows.is_empty() { Some(nothing(&stations, t, &own, &asked).await?) } else { None };
    let page = List {
        lead: super::words::day_name(t, on),
        path: PATH,
        actions: vec![
            asked.csv_button(t, "/desk/appointments.csv"),
            Button::link(t.s("appointments-week"), "/desk/appointments/week")
                .small()
                .icon("calendar"),
            Button::link(t.s("appointment-closures"), "/desk/appointments/closures").small(),
            Button::link(t.s("appointment-outcomes"), "/desk/appointments/outcomes").small(),
        ],
        filters: vec![
            Field::date(t, &form, "day", t.s("appointment-date")),
            Field::select(t, &form, "calendar", t.s("appointment-service"))
                .choices(any_of(t, choices(&stations, &own))),
            Field::select(t, &form, "state", t.s("record-state")).choices(any_of(t, states(t))),
            Field::search(t, &form, "q", t.s("appointment-no")),
        ],
        empty,
        table: table(&stations, t, &rows),
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/appointments.csv`
pub(super) async fn sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let own = stations.own_calendars(&staff).await?;
    let rows = read(&stations, &own, &asked).await?;
    Ok(table(&stations, Tr::new(prefs.lang), &rows).csv("appointments.csv", |_| String::new()))
}

fn table(stations: &Stations, t: Tr, rows: &[(BookedCalendar, Appointment)]) -> Table {
    let directory = stations.directory.current();
    Table::new([
        t.s("appointment-time"),
        t.s("record-state"),
        t.s("appointment-no"),
        t.s("appointment-service"),
        t.s("appointment-reminded"),
    ])
    .rows(rows.iter().map(|(calendar, one)| {
        let (state, tone) = state_word(one.state);
        let time = span(t, one.starts_at, one.ends_at);
        vec![
            Cell::Link(time, format!("{PATH}/{}", one.id)),
            Cell::tag(t.s(state), tone),
            Cell::Text(one.appointment_no.clone()),
            Cell::Text(calendar.title(&directory)),
            Cell::Text(one.reminded_at.map(|at| t.date_time(at)).unwrap_or_default()),
        ]
    }))
}
