//! A week of one calendar: each time with its seats, and the feed for other calendars.

use axum::extract::{Form, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use people::record::{Action, Asked, Cell, Section, Show, Table, flash};
use people::{PageError, Staff, see_other};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, FormState, Notice, Prefs, Tone, Tr, key,
};

use super::super::origin::origin;
use super::desk::PATH;
use super::words::{day_name, span};
use crate::app::Stations;
use crate::app::appointment::Span;
use crate::domain::appointment::AppointmentState;
use crate::domain::appointment_rules::{BookedCalendar, Closure, Slot};

/// `GET /desk/appointments/week`
pub(super) async fn show(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, PageError> {
    let own = stations.own_calendars(&staff).await?;
    let wanted = asked.get("calendar");
    let found = own.iter().find(|one| wanted.is_empty() || one.id == wanted);
    let mut shell = stations.app.desk(&staff, prefs, key("appointments-week"));
    let t = shell.t;
    shell.flash = flash(t, &asked.form);
    let crumbs = Breadcrumb::new(t, vec![Crumb::new(t.s("appointments-desk"), PATH)]);
    let Some(calendar) = found else {
        if !wanted.is_empty() {
            return Err(PageError::NotFound);
        }
        let notices = vec![Notice::new(Tone::Info, t.s("appointments-no-post"))];
        return Ok(Show { crumbs: Some(crumbs), notices, ..Show::default() }.desk(shell));
    };
    let day: Date = asked.parse("from").unwrap_or_else(|| stations.app.now().day());
    let since = i64::from(day.weekday().to_monday_zero_offset());
    let from = day.saturating_sub(since.days());
    let held = stations.calendar_span(&calendar.id, (from, from.saturating_add(7.days()))).await?;
    let directory = stations.directory.current();
    let turn = stations.appointment_feed_turn(&calendar.id).await?;
    let feed = format!(
        "{}/appointments/calendars/{}/feed.ics?mark={}",
        origin(&stations.app, &headers),
        calendar.id,
        stations.appointment_feed_mark(&calendar.id, turn),
    );
    let page = Show {
        crumbs: Some(crumbs),
        lead: calendar.title(&directory),
        links: links(t, &stations, (&own, calendar), from),
        facts: Definitions::new(vec![
            Definition::new(t.s("appointment-place"), &calendar.place),
            Definition::new(t.s("appointment-capacity"), calendar.capacity.to_string()),
            Definition::new(t.s("appointment-feed"), feed).note(t.s("appointment-feed-note")),
        ]),
        sections: sections(&stations, t, (calendar, &held), from),
        actions: vec![renewal(t, &calendar.id, turn)],
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn renewal(t: Tr, calendar: &str, turn: i64) -> Action {
    Action::new(t.s("appointment-feed-renew"), format!("{PATH}/feed-renewal"))
        .hint(t.s("appointment-feed-renew-hint"))
        .hide("calendar", calendar)
        .hide("seen", turn)
        .danger()
}

/// `POST /desk/appointments/feed-renewal`
pub(super) async fn renew_feed(
    State(stations): State<Stations>,
    staff: Staff,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let seen = form.value("seen").parse().map_err(|_| PageError::BadRequest)?;
    let calendar = form.value("calendar");
    match stations.renew_appointment_feed(&staff, (calendar, seen)).await {
        Ok(()) => Ok(see_other(&format!("{PATH}/week?calendar={calendar}&done=saved"))),
        Err(error) => Err(error.fault().err().unwrap_or(PageError::BadRequest)),
    }
}

fn links(
    t: Tr,
    stations: &Stations,
    (own, calendar): (&[BookedCalendar], &BookedCalendar),
    from: Date,
) -> Vec<Button> {
    let to = |id: &str, day: Date| format!("{PATH}/week?calendar={id}&from={day}");
    let (before, after) = (from.saturating_sub(7.days()), from.saturating_add(7.days()));
    let mut links = vec![
        Button::link(t.s("appointment-week-before"), to(&calendar.id, before)).small(),
        Button::link(t.s("appointment-week-after"), to(&calendar.id, after)).small(),
    ];
    let directory = stations.directory.current();
    let others = own.iter().filter(|one| one.id != calendar.id);
    links.extend(
        others.map(|one| Button::link(one.title(&directory), to(&one.id, from)).small().quiet()),
    );
    links
}

fn sections(
    stations: &Stations,
    t: Tr,
    (calendar, held): (&BookedCalendar, &Span),
    from: Date,
) -> Vec<Section> {
    const IDS: [&str; 7] = ["day-1", "day-2", "day-3", "day-4", "day-5", "day-6", "day-7"];
    let directory = stations.directory.current();
    let mut sections = Vec::new();
    for (at, id) in IDS.into_iter().enumerate() {
        let day = from.saturating_add((at as i64).days());
        let mut slots = calendar.slots_on(day, directory.calendars());
        // Times that stand although the rules have others now.
        for known in held.slots.iter().filter(|known| known.starts_at.day() == day) {
            if !slots.iter().any(|slot| slot.starts_at == known.starts_at) {
                let (starts_at, ends_at) = (known.starts_at, known.ends_at);
                slots.push(Slot { starts_at, ends_at, capacity: known.capacity });
            }
        }
        slots.sort_by_key(|slot| slot.starts_at);
        let mut section = Section::new(id, day_name(t, day));
        if slots.is_empty() {
            section = section.text(t.s("appointment-none"));
        }
        let rows = slots.iter().map(|slot| row(t, calendar, held, slot));
        let head = [t.s("appointment-time"), t.s("appointment-seats"), t.s("appointment-waits")];
        sections.push(section.table(Table::new(head).rows(rows)));
    }
    sections
}

fn row(t: Tr, calendar: &BookedCalendar, held: &Span, slot: &Slot) -> Vec<Cell> {
    let known = held.slots.iter().find(|known| known.starts_at == slot.starts_at);
    let taken = known.map_or(0, |known| known.taken);
    let waits = held
        .appointments
        .iter()
        .filter(|one| one.starts_at == slot.starts_at && one.state == AppointmentState::Waiting);
    let is_closed = held.closures.iter().any(|closure: &Closure| {
        closure.from_at < slot.ends_at && slot.starts_at < closure.until_at
    });
    let seats = format!("{taken}/{}", slot.capacity);
    let href = format!("{PATH}?day={}&calendar={}", slot.starts_at.day(), calendar.id);
    let tone = match taken {
        0 => Tone::Neutral,
        taken if taken < slot.capacity => Tone::Info,
        _ => Tone::Ok,
    };
    vec![
        Cell::Link(span(t, slot.starts_at, slot.ends_at), href),
        if is_closed {
            Cell::tag(t.s("appointment-closed"), Tone::Warn)
        } else {
            Cell::tag(seats, tone)
        },
        Cell::Num(waits.count() as i64),
    ]
}
