//! `GET /stations/{code}`: one station.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use kernel::hours::DayPlan;
use kernel::time::Instant;
use people::{PageError, Viewer};
use places::Atlas;
use ui::map::MapFigure;
use ui::{Definition, Definitions, FormState, Html, Notice, Prefs, Shell, Tag, Tone, Tr};

use super::route;
use crate::app::Stations;
use crate::domain::directory::{Directory, Given, Place};
use crate::domain::live::LiveState;
use crate::domain::words::{FacilityKind, LiveWord, StationStatus};
use crate::web::hours::{self, DayRow, Said};
use crate::web::origin::origin;
use crate::web::{map, schema_org, words};

/// Days of the table.
const WEEK: usize = 7;
#[derive(Template)]
#[template(path = "station/show.html")]
struct ShowPage {
    shell: Shell,
    code: String,
    status: Tag,
    until: String,
    why: String,
    notices: Vec<Notice>,
    phone: String,
    routes: Vec<(&'static str, String)>,
    facts: Definitions,
    figure: MapFigure,
    days: Vec<DayRow>,
    facilities: Vec<FacilityRow>,
    services: Vec<ServiceRow>,
    parties: Definitions,
    assured: String,
    data: Html,
}

/// A facility with what is known of it now.
struct FacilityRow {
    kind: FacilityKind,
    name: String,
    count: i64,
    live: Option<Tag>,
    age: String,
}

/// A service with when it is given.
pub(crate) struct ServiceRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) status: Tag,
    pub(crate) until: String,
    pub(crate) today: String,
    pub(crate) about: String,
    pub(crate) tags: Vec<Tag>,
}

/// `GET /stations/{code}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    headers: HeaderMap,
    people::record::Asked { form, .. }: people::record::Asked,
) -> Result<Response, PageError> {
    let directory = stations.directory.current();
    let place = directory.station(&code).ok_or(PageError::NotFound)?;
    let station = &place.station;
    let shell = stations.app.shell_titled(&viewer, prefs, station.name.clone());
    let (t, now, atlas) = (shell.t, stations.app.now(), stations.atlas.current());
    let said = Said::of(t, directory.standing(place, now).as_ref(), now);
    let days = directory.days(place, now.day(), WEEK);
    let origin = origin(&stations.app, &headers);
    let page = ShowPage {
        status: status(t, place, &said),
        notices: notices(t, place, (&form, stations.rules().freshness.unconfirmed_after_days), now),
        phone: station.phone.clone(),
        routes: route::routes(&station.name, station.point),
        facts: facts(t, &atlas, place, &days),
        figure: map::of_station(&shell, &atlas, station.point, &station.name),
        days: hours::day_rows(t, &days, now.day()),
        facilities: facilities(t, place, &stations.live.of(&code), now),
        services: services(t, &directory, place, now),
        parties: parties(t, &directory, place),
        assured: t.named("station-assured", t.date(assured_on(place))),
        data: schema_org::data(&directory, place, now.day(), &origin),
        until: said.until,
        why: said.why,
        code,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

/// In use and open, or why not.
pub(crate) fn status(t: Tr, place: &Place, said: &Said) -> Tag {
    match place.station.status {
        StationStatus::Open => said.tag(t).strong(),
        other @ (StationStatus::Planned | StationStatus::Suspended) => {
            Tag::new(t.s(words::status(other))).tone(Tone::Warn)
        }
    }
}

/// The day somebody last said that all is right.
pub(crate) fn assured_on(place: &Place) -> Instant {
    let day = place.station.assured_on.parse().map(Instant::start_of);
    day.unwrap_or(place.changed_at)
}

fn notices(
    t: Tr,
    place: &Place,
    (asked, unconfirmed_days): (&FormState, u32),
    now: Instant,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    if asked.has("seen") {
        notices.push(Notice::new(Tone::Ok, t.s("seen-thanks")));
    }
    match place.station.status {
        StationStatus::Open => {}
        StationStatus::Planned => {
            notices.push(Notice::new(Tone::Info, t.s("station-planned-notice")));
        }
        StationStatus::Suspended => {
            notices.push(Notice::new(Tone::Warn, t.s("station-suspended-notice")));
        }
    }
    let age = assured_on(place).day().until(now.day()).map_or(0, |span| span.get_days());
    if i64::from(age) > i64::from(unconfirmed_days) {
        notices.push(Notice::new(Tone::Warn, t.n("station-unconfirmed", age)));
    }
    notices
}

fn facts(t: Tr, atlas: &Atlas, place: &Place, days: &[DayPlan]) -> Definitions {
    let station = &place.station;
    let region = atlas.path_name(station.region);
    let today = days.first().map(|today| hours::spans(t, today)).unwrap_or_default();
    let mut facts = vec![Definition::new(t.s("station-address"), &station.address).note(region)];
    if !station.entrance.is_empty() {
        facts.push(Definition::new(t.s("station-entrance"), &station.entrance));
    }
    if !today.is_empty() {
        facts.push(Definition::new(t.s("station-today"), today));
    }
    if !station.phone.is_empty() {
        facts.push(Definition::new(t.s("station-phone"), &station.phone));
    }
    let kind = t.s(words::kind(station.kind));
    facts
        .push(Definition::new(t.s("station-type"), kind).note(t.s(words::host(station.host_type))));
    if !station.brand.is_empty() {
        facts.push(Definition::new(t.s("station-brand"), &station.brand));
    }
    facts.push(Definition::new(t.s("station-code"), &station.code));
    Definitions::new(facts).columns()
}

fn parties(t: Tr, directory: &Directory, place: &Place) -> Definitions {
    let parties = &place.station.parties;
    let named = |id: &str| {
        let known = directory.organisation(id).map(|row| row.item.clone());
        known.map_or((id.to_owned(), String::new()), |known| (known.name, known.phone))
    };
    let (guiding, guiding_phone) = named(&parties.guiding);
    let (enterprise, enterprise_phone) = named(&parties.enterprise);
    let facts = vec![
        Definition::new(t.s("station-guiding"), guiding).note(guiding_phone),
        Definition::new(t.s("station-enterprise"), enterprise).note(enterprise_phone),
        Definition::new(t.s("station-territorial"), &parties.territorial),
        Definition::new(t.s("station-store"), &parties.store),
    ];
    Definitions::new(facts).columns()
}

fn facilities(t: Tr, place: &Place, live: &[LiveState], now: Instant) -> Vec<FacilityRow> {
    let row = |facility: &crate::domain::Facility| {
        let live = live.iter().find(|state| state.kind == facility.kind);
        FacilityRow {
            kind: facility.kind,
            name: t.s(words::facility(facility.kind)).into_owned(),
            count: facility.count,
            live: live.map(|state| live_tag(t, state, now)),
            age: live.map(|state| t.ago(state.reported_at, now)).unwrap_or_default(),
        }
    };
    place.facilities.iter().map(row).collect()
}

/// What is known of a facility now; nothing older than its time is shown as the case.
pub(crate) fn live_tag(t: Tr, state: &LiveState, now: Instant) -> Tag {
    let word = state.at(now);
    let label = match (state.available_at(now), state.total) {
        (Some(available), Some(total)) if word != LiveWord::Broken => {
            let args = [("available", available.into()), ("total", total.into())];
            t.a("station-live-of", &args)
        }
        _ => t.s(words::live(word)).into_owned(),
    };
    Tag::new(label).tone(words::live_tone(word))
}

fn services(t: Tr, directory: &Directory, place: &Place, now: Instant) -> Vec<ServiceRow> {
    let rows = place.services.iter().filter_map(|given| {
        let service = &directory.service(&given.service)?.item;
        let row = service_row(t, directory, place, given, now);
        Some(ServiceRow {
            id: service.id.clone(),
            name: service.name.clone(),
            about: service.about.clone(),
            tags: vec![
                Tag::new(t.s(words::group(service.group))).tone(Tone::Info),
                Tag::new(t.s(words::cost(service.cost))),
                Tag::new(t.s(words::access(service.access))),
            ],
            ..row
        })
    });
    rows.collect()
}

/// When a service is given at a station, without what it is.
pub(crate) fn service_row(
    t: Tr,
    directory: &Directory,
    place: &Place,
    given: &Given,
    now: Instant,
) -> ServiceRow {
    let standing = directory.service_standing(place, given, now);
    let said = Said::of(t, standing.as_ref(), now);
    ServiceRow {
        id: String::new(),
        name: String::new(),
        status: Tag::new(match said.tone {
            Tone::Ok => t.s("service-given-now"),
            _ => t.s("service-not-now"),
        })
        .tone(said.tone),
        today: standing.map(|standing| hours::spans(t, &standing.today)).unwrap_or_default(),
        until: said.until,
        about: String::new(),
        tags: Vec::new(),
    }
}
