//! Files for calendars: one's own appointment, and a provider's feed. Neither names a
//! person.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use people::record::Asked;
use people::sheet::headers;
use people::{Limit, PageError, Source};
use ui::{Prefs, Tr};

use super::mine::open;
use crate::app::Stations;
use crate::domain::appointment::{Appointment, AppointmentState};
use crate::domain::appointment_rules::BookedCalendar;
use crate::domain::ics::{Event, Method, Status, write};

const KIND: &str = "text/calendar; charset=utf-8";
/// A bell so many minutes before.
const ALARM_MINUTES: i64 = 60;
/// Days back that a feed tells.
const BACK_DAYS: i64 = 7;

fn event(
    stations: &Stations,
    t: Tr,
    one: &Appointment,
    calendar: Option<&BookedCalendar>,
) -> Event {
    let directory = stations.directory.current();
    let title = calendar.map_or_else(|| one.calendar_id.clone(), |one| one.title(&directory));
    let status = match one.state {
        AppointmentState::Held | AppointmentState::Waiting | AppointmentState::Offered => {
            Status::Tentative
        }
        AppointmentState::Confirmed | AppointmentState::Kept | AppointmentState::Missed => {
            Status::Confirmed
        }
        AppointmentState::Cancelled | AppointmentState::Expired => Status::Cancelled,
    };
    Event {
        uid: format!("{}@huying", one.id),
        sequence: one.version,
        stamp: stations.app.now(),
        starts_at: one.starts_at,
        ends_at: one.ends_at,
        status,
        summary: title,
        location: calendar.map(|calendar| calendar.place.clone()).unwrap_or_default(),
        description: t.named("appointment-ics-text", one.appointment_no.as_str()),
        organiser: calendar.map(|calendar| calendar.organisation(&directory)),
        attendee: Some(one.appointment_no.clone()),
        alarm_minutes: (status != Status::Cancelled).then_some(ALARM_MINUTES),
    }
}

/// `GET /appointments/{no}/calendar.ics`
pub(super) async fn own(
    State(stations): State<Stations>,
    Path(no): Path<String>,
    source: Source,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let one = open(&stations, &source, &no, asked.get("code")).await?;
    let rules = stations.appointment_rules().await?;
    let event = event(&stations, Tr::new(prefs.lang), &one, rules.find(&one.calendar_id));
    let method = if event.status == Status::Cancelled { Method::Cancel } else { Method::Request };
    let name = format!("{}.ics", one.appointment_no);
    Ok((headers(KIND, &name), write(method, &[event])).into_response())
}

/// `GET /appointments/calendars/{id}/feed.ics`: for whoever has its secret.
pub(super) async fn feed(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    source: Source,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    if !stations.is_appointment_feed(&id, asked.get("mark")).await? {
        stations.app.limits.check(Limit::PublicQuery, &source.address)?;
        return Err(PageError::NotFound);
    }
    let t = Tr::new(prefs.lang);
    let rules = stations.appointment_rules().await?;
    let calendar = rules.find(&id).ok_or(PageError::NotFound)?;
    let now = stations.app.now();
    let from = now.day().saturating_sub(BACK_DAYS.days());
    let until = calendar.last_day(now).saturating_add(1.day());
    let span = stations.calendar_span(&id, (from, until)).await?;
    let told = span
        .appointments
        .iter()
        .filter(|one| one.state.has_seat() || one.state == AppointmentState::Cancelled);
    let events: Vec<Event> = told
        .map(|one| {
            let event = event(&stations, t, one, Some(calendar));
            let summary = format!("{} {}", event.summary, one.appointment_no);
            Event { summary, attendee: None, alarm_minutes: None, ..event }
        })
        .collect();
    Ok((headers(KIND, &format!("{id}.ics")), write(Method::Publish, &events)).into_response())
}
