//! The nouns of the directory as rows of HSDS, and the rows nested in each other.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::time::Instant;
use places::Datum;
use serde_json::{Map, Value, json};
use ui::{Lang, Tr};

use super::id_of;
use super::schedule::{self, Owner};
use super::taxonomy::{Term, object};
use crate::domain::directory::{Directory, Given, Place};
use crate::domain::live::LiveState;
use crate::domain::words::{FacilityKind, LiveWord, Need, StationStatus};
use crate::domain::{Organisation, Service};
use crate::web::words;

/// China has postal codes that nobody knows by heart; a directory that does not hold them says
/// so with the code forms use for "not known".
const NO_POSTAL_CODE: &str = "000000";

/// A row: its fields by name.
pub(super) type Row = Map<String, Value>;

/// The directory, seen at one instant.
pub(super) struct Model<'a> {
    pub(super) directory: &'a Directory,
    pub(super) live: Arc<HashMap<String, Vec<LiveState>>>,
    pub(super) city: String,
    pub(super) origin: String,
    pub(super) now: Instant,
    pub(super) t: Tr,
}

impl<'a> Model<'a> {
    /// The directory in the language its city writes it in.
    pub(super) fn new(
        directory: &'a Directory,
        live: Arc<HashMap<String, Vec<LiveState>>>,
        city: String,
        origin: String,
        now: Instant,
    ) -> Self {
        Self { directory, live, city, origin, now, t: Tr::new(Lang::ZhCn) }
    }

    /// An organisation.
    pub(super) fn organization(&self, organisation: &Organisation) -> Row {
        let about =
            if organisation.about.is_empty() { &organisation.name } else { &organisation.about };
        object(json!({
            "id": id_of("organization", &organisation.id),
            "name": organisation.name,
            "description": about,
        }))
    }

    /// An organisation with its telephone.
    pub(super) fn organization_full(&self, organisation: &Organisation) -> Row {
        let mut row = self.organization(organisation);
        let id = id_of("organization", &organisation.id);
        row.insert("phones".into(), phones("organization_id", &id, &organisation.phone));
        row
    }

    /// A service.
    pub(super) fn service(&self, service: &Service) -> Row {
        object(json!({
            "id": id_of("service", &service.id),
            "organization_id": id_of("organization", &service.organisation),
            "name": service.name,
            "description": service.about,
            "url": format!("{}/services/{}", self.origin, people::percent_encoded(&service.id)),
            "status": "active",
            "application_process": self.t.s(words::access(service.access)),
            "fees_description": self.t.s(words::cost(service.cost)),
            "eligibility_description": self.t.s(words::audience(service.audience)),
            "assured_date": self.assured(service),
            "last_modified": stamp(self.service_changed(service)),
        }))
    }

    /// A service with who gives it, where, and how it is classed.
    pub(super) fn service_full(&self, service: &Service) -> Row {
        let mut row = self.service(service);
        let id = id_of("service", &service.id);
        if let Some(organisation) = self.directory.organisation(&service.organisation) {
            row.insert("organization".into(), self.organization_full(&organisation.item).into());
        }
        let at = self.given(&service.id).map(|(place, given)| self.at_location_full(place, given));
        row.insert("service_at_locations".into(), at.map(Value::from).collect());
        row.insert(
            "attributes".into(),
            attributes(self.t, "service", &id, &service_terms(service)),
        );
        row.insert(
            "capacities".into(),
            self.capacities(service).into_iter().map(Value::from).collect(),
        );
        row
    }

    /// A service as a station gives it.
    pub(super) fn at_location(&self, place: &Place, given: &Given) -> Row {
        object(json!({
            "id": at_location_id(place, given),
            "service_id": id_of("service", &given.service),
            "location_id": id_of("location", &place.station.code),
            "description": place.station.name,
        }))
    }

    /// The same with its location and hours.
    pub(super) fn at_location_full(&self, place: &Place, given: &Given) -> Row {
        let mut row = self.at_location(place, given);
        row.insert("location".into(), self.location_full(place).into());
        row.insert(
            "schedules".into(),
            self.given_schedules(place, given).into_iter().map(Value::from).collect(),
        );
        let hours =
            if given.hours_text.is_empty() { &place.station.hours } else { &given.hours_text };
        row.insert("opening_hours".into(), hours.as_str().into());
        row
    }

    /// A station.
    pub(super) fn location(&self, place: &Place) -> Row {
        let station = &place.station;
        let at = station.point.degrees(Datum::Wgs84);
        object(json!({
            "id": id_of("location", &station.code),
            "location_type": "physical",
            "organization_id": id_of("organization", &station.parties.guiding),
            "name": station.name,
            "alternate_name": station.brand,
            "description": self.t.s(words::kind(station.kind)),
            "transportation": station.entrance,
            "latitude": at.lat,
            "longitude": at.lon,
            "external_identifier": station.code,
            "external_identifier_type": "station-code",
        }))
    }

    /// A station with all that belongs to it.
    pub(super) fn location_full(&self, place: &Place) -> Row {
        let station = &place.station;
        let id = id_of("location", &station.code);
        let mut row = self.location(place);
        let shifted = station.point.degrees(Datum::Gcj02);
        let named = |id: &str| self.directory.organisation(id).map(|known| known.item.name.clone());
        let more = json!({
            "addresses": [self.address(place)],
            "phones": phones("location_id", &id, &station.phone),
            "schedules": self.schedules(place),
            "attributes": attributes(self.t, "location", &id, &location_terms(place)),
            "gcj02": { "longitude": shifted.lon, "latitude": shifted.lat },
            "opening_hours": station.hours,
            "facilities": place.facilities.iter().map(|one| self.facility(place, one.kind, one.count))
                .collect::<Vec<_>>(),
            "responsible": {
                "guiding": named(&station.parties.guiding),
                "enterprise": named(&station.parties.enterprise),
                "territorial": station.parties.territorial,
                "store": station.parties.store,
            },
            "status": station.status,
            "assured_date": station.assured_on,
        });
        row.extend(object(more));
        row
    }

    /// The address of a station.
    pub(super) fn address(&self, place: &Place) -> Row {
        let station = &place.station;
        object(json!({
            "id": id_of("address", &station.code),
            "location_id": id_of("location", &station.code),
            "address_1": station.address,
            "city": self.city,
            "region": station.parties.territorial,
            "state_province": self.city,
            "postal_code": NO_POSTAL_CODE,
            "country": "CN",
            "address_type": "physical",
        }))
    }

    /// The hours of a station; none while it is not in use.
    pub(super) fn schedules(&self, place: &Place) -> Vec<Row> {
        let id = id_of("location", &place.station.code);
        let owner = Owner { link: "location_id", id: &id, text: &place.station.hours };
        let days = self.directory.days(place, self.now.day(), schedule::DAYS);
        if days.is_empty() {
            return Vec::new();
        }
        schedule::rows(&owner, &self.directory.usual_week(place), &days)
    }

    /// The hours of a service at a station where they are its own.
    pub(super) fn given_schedules(&self, place: &Place, given: &Given) -> Vec<Row> {
        if given.hours_text.is_empty() {
            return Vec::new();
        }
        let id = at_location_id(place, given);
        let owner = Owner { link: "service_at_location_id", id: &id, text: &given.hours_text };
        let days = self.directory.service_days(place, given, self.now.day(), schedule::DAYS);
        if days.is_empty() {
            return Vec::new();
        }
        schedule::rows(&owner, &self.directory.usual_service_week(place, given), &days)
    }

    /// What is there, and what is known of it now.
    fn facility(&self, place: &Place, kind: FacilityKind, count: i64) -> Value {
        let states = self.live.get(&place.station.code);
        let state = states.into_iter().flatten().find(|state| state.kind == kind);
        let mut row = object(json!({
            "kind": kind,
            "name": self.t.s(words::facility(kind)),
            "count": count,
        }));
        if let Some(state) = state {
            row.insert("state".into(), json!(state.at(self.now)));
            row.insert("available".into(), json!(state.available_at(self.now)));
            row.insert("last_reported".into(), stamp(state.reported_at).into());
        }
        row.into()
    }

    /// How much of a service can be had now over all stations that count it: what is too old
    /// is left out.
    pub(super) fn capacities(&self, service: &Service) -> Vec<Row> {
        let needs = Need::ALL.iter().filter(|need| need.group() == Some(service.group));
        let kinds = needs.flat_map(|need| need.facilities());
        kinds.filter_map(|kind| self.capacity(service, *kind)).collect()
    }

    fn capacity(&self, service: &Service, kind: FacilityKind) -> Option<Row> {
        let places = self.given(&service.id).map(|(place, _)| &place.station.code);
        let states = places.filter_map(|code| self.live.get(code)).flatten();
        let known: Vec<&LiveState> = states
            .filter(|state| state.kind == kind && state.at(self.now) != LiveWord::Unknown)
            .filter(|state| state.available_at(self.now).is_some())
            .collect();
        let newest = known.iter().map(|state| state.reported_at).max()?;
        let sum = |of: fn(&LiveState) -> Option<i64>| {
            known.iter().filter_map(|state| of(state)).sum::<i64>()
        };
        let (unit, id) = (Term::facility(kind), id_of("service", &service.id));
        Some(object(json!({
            "id": id_of("service_capacity", &format!("{id} {kind}")),
            "service_id": id,
            "unit_id": unit.id(),
            "unit": { "id": unit.id(), "name": self.t.s(words::facility(kind)) },
            "available": sum(|state| state.available),
            "maximum": sum(|state| state.total),
            "description": self.t.s("hsds-capacity"),
            "updated": stamp(newest),
        })))
    }

    /// Where a service is given.
    pub(super) fn given(&self, service: &str) -> impl Iterator<Item = (&'a Place, &'a Given)> {
        let service = service.to_owned();
        self.at_locations().filter(move |(_, given)| given.service == service)
    }

    /// Every service at every station. What is only planned is not told.
    pub(super) fn at_locations(&self) -> impl Iterator<Item = (&'a Place, &'a Given)> {
        let known = self.directory;
        let places = self.places();
        let all = places.flat_map(|place| place.services.iter().map(move |given| (place, given)));
        all.filter(move |(_, given)| known.service(&given.service).is_some())
    }

    /// Every station that is there.
    pub(super) fn places(&self) -> impl Iterator<Item = &'a Place> {
        let all = self.directory.stations().iter();
        all.filter(|place| place.station.status != StationStatus::Planned)
    }

    /// The last change of a service or of where it is given.
    pub(super) fn service_changed(&self, service: &Service) -> Instant {
        let own = self.directory.service(&service.id).map(|row| row.changed_at);
        let at = self.given(&service.id).map(|(_, given)| given.changed_at);
        own.into_iter().chain(at).max().unwrap_or_default()
    }

    /// The newest day on which somebody confirmed a place where it is given.
    fn assured(&self, service: &Service) -> Option<&'a str> {
        self.given(&service.id).map(|(place, _)| place.station.assured_on.as_str()).max()
    }
}

pub(super) fn at_location_id(place: &Place, given: &Given) -> String {
    id_of("service_at_location", &format!("{} {}", place.station.code, given.service))
}

/// How a service is classed.
pub(super) fn service_terms(service: &Service) -> Vec<Term> {
    vec![Term::group(service.group), Term::audience(service.audience)]
}

/// How a station is classed.
pub(super) fn location_terms(place: &Place) -> Vec<Term> {
    let facilities = place.facilities.iter().map(|facility| Term::facility(facility.kind));
    std::iter::once(Term::kind(place.station.kind)).chain(facilities).collect()
}

fn attributes(t: Tr, entity: &str, id: &str, terms: &[Term]) -> Value {
    terms.iter().map(|term| term.attribute(t, entity, id)).collect()
}

/// The rows of a telephone number, if there is one.
pub(super) fn phone(link: &str, id: &str, number: &str) -> Option<Row> {
    (!number.is_empty()).then(|| {
        object(json!({
            "id": id_of("phone", &format!("{link} {id}")),
            (link): id,
            "number": number,
            "type": "voice",
        }))
    })
}

fn phones(link: &str, id: &str, number: &str) -> Value {
    phone(link, id, number).map(Value::from).into_iter().collect()
}

/// An instant with its milliseconds.
pub(super) fn stamp(at: Instant) -> String {
    let clock = at.rfc3339();
    let millis = (at.micros() / 1_000).rem_euclid(1_000);
    clock.replace("+08:00", &format!(".{millis:03}+08:00"))
}
