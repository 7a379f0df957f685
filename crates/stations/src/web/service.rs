//! Pages of services: what is given in this city, in its groups, and where.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use people::record::Asked;
use people::{Access, PageError, Routes, Viewer};
use ui::{Button, Definition, Definitions, EmptyState, Field, Prefs, Shell, Tag, Tone, Tr, key};

use super::station::show::{ServiceRow, service_row};
use super::words;
use crate::app::Stations;
use crate::domain::Service;
use crate::domain::appointment_rules::BookedCalendar;
use crate::domain::directory::{Directory, Given, Place};
use crate::domain::words::ServiceGroup;

/// Stations told on a service's page; the list of stations has them all.
const STATIONS: usize = 20;

/// Routes of the services' pages.
pub(super) fn routes() -> Routes<Stations> {
    Routes::new().get("/services", Access::Public, list).get("/services/{id}", Access::Public, show)
}

#[derive(Template)]
#[template(path = "service/list.html")]
struct ListPage {
    shell: Shell,
    count: String,
    search: Field,
    groups: Vec<Group>,
    empty: Option<EmptyState>,
}

struct Group {
    id: &'static str,
    name: String,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    name: String,
    about: String,
    organisation: String,
    tags: Vec<Tag>,
    places: String,
}

#[derive(Template)]
#[template(path = "service/show.html")]
struct ShowPage {
    shell: Shell,
    near: String,
    /// Calendars in which it can be booked.
    book: Vec<Button>,
    all: String,
    about: String,
    tags: Vec<Tag>,
    facts: Definitions,
    rows: Vec<(String, String, String, ServiceRow)>,
    more: usize,
}

/// `GET /services`
async fn list(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("service-list-title"));
    let (t, words) = (shell.t, asked.get("q").trim());
    let directory = stations.directory.current();
    let groups: Vec<Group> = ServiceGroup::ALL
        .iter()
        .map(|group| Group {
            id: group.as_str(),
            name: t.s(words::group(*group)).into_owned(),
            rows: directory
                .services()
                .filter(|service| service.item.group == *group)
                .map(|service| Row::of(t, &directory, &service.item))
                .filter(|row| row.says(words))
                .collect(),
        })
        .filter(|group| !group.rows.is_empty())
        .collect();
    let count = t.a(
        "service-count",
        &[
            ("services", directory.services().count().into()),
            ("organisations", directory.organisations().count().into()),
        ],
    );
    let search = asked.search_field(t);
    let empty = EmptyState::new("list", t.s("service-none")).link(t.s("service-all"), "/services");
    let empty = groups.is_empty().then_some(empty);
    Ok(ui::page(StatusCode::OK, &ListPage { shell, count, search, groups, empty }))
}

impl Row {
    /// Whether the words looked for stand in it.
    fn says(&self, words: &str) -> bool {
        [&self.name, &self.about, &self.organisation].iter().any(|text| text.contains(words))
    }

    fn of(t: Tr, directory: &Directory, service: &Service) -> Self {
        Self {
            id: service.id.clone(),
            name: service.name.clone(),
            about: service.about.clone(),
            organisation: organisation(directory, service),
            tags: tags(t, service),
            places: t.n("service-places", given_at(directory, &service.id).count()),
        }
    }
}

fn organisation(directory: &Directory, service: &Service) -> String {
    let known = directory.organisation(&service.organisation);
    known.map_or(service.organisation.clone(), |known| known.item.name.clone())
}

fn tags(t: Tr, service: &Service) -> Vec<Tag> {
    vec![
        Tag::new(t.s(words::cost(service.cost))).tone(Tone::Ok),
        Tag::new(t.s(words::access(service.access))),
        Tag::new(t.s(words::audience(service.audience))),
    ]
}

/// Where a service is given.
fn given_at<'a>(
    directory: &'a Directory,
    service: &'a str,
) -> impl Iterator<Item = (&'a Place, &'a Given)> {
    directory.stations().iter().filter_map(move |place| {
        Some((place, place.services.iter().find(|given| given.service == service)?))
    })
}

/// `GET /services/{id}`
async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let directory = stations.directory.current();
    let service = &directory.service(&id).ok_or(PageError::NotFound)?.item;
    let shell = stations.app.shell_titled(&viewer, prefs, service.name.clone());
    let (t, now) = (shell.t, stations.app.now());
    let mut found: Vec<(bool, &Place, &Given)> = given_at(&directory, &id)
        .map(|(place, given)| {
            let standing = directory.service_standing(place, given, now);
            (!standing.is_some_and(|standing| standing.is_open()), place, given)
        })
        .collect();
    found.sort_by_key(|(is_closed, place, _)| (*is_closed, place.station.code.clone()));
    let more = found.len().saturating_sub(STATIONS);
    let mut calendars = stations.appointment_rules().await?.calendar;
    calendars.retain(|calendar| calendar.holds_on(now.day()));
    let rows = found.into_iter().take(STATIONS).map(|(_, place, given)| {
        let station = &place.station;
        let row = service_row(t, &directory, place, given, now);
        (station.code.clone(), station.name.clone(), station.address.clone(), row)
    });
    let page = ShowPage {
        about: service.about.clone(),
        tags: tags(t, service),
        facts: facts(t, &directory, service),
        rows: rows.collect(),
        more,
        near: format!("/stations?service={id}&open=1"),
        book: book(t, &directory, calendars.iter().filter(|one| one.service == id)),
        all: format!("/stations?service={id}"),
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

fn book<'a>(
    t: Tr,
    directory: &Directory,
    calendars: impl Iterator<Item = &'a BookedCalendar>,
) -> Vec<Button> {
    let button = |calendar: &BookedCalendar| {
        let label = t.named("appointment-book", calendar.title(directory));
        let href = format!("/appointments/calendars/{}", calendar.id);
        Button::link(label, href).icon("calendar")
    };
    calendars.map(button).collect()
}

fn facts(t: Tr, directory: &Directory, service: &Service) -> Definitions {
    let known = directory.organisation(&service.organisation).map(|known| &known.item);
    let phone = known.map(|known| known.phone.clone()).unwrap_or_default();
    let about = known.map(|known| known.about.clone()).unwrap_or_default();
    let given_by = organisation(directory, service);
    Definitions::new(vec![
        Definition::new(t.s("service-group"), t.s(words::group(service.group))),
        Definition::new(t.s("service-organisation"), given_by).note(about),
        Definition::new(t.s("station-phone"), phone),
    ])
}
