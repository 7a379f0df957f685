//! The paths of the HSDS API.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use people::record::Asked;
use people::{ApiError, PageError};
use serde_json::{Value, json};

use super::ask::{Ask, answer};
use super::model::{Model, Row, at_location_id, location_terms, service_terms};
use super::taxonomy::{Taxonomy, Term, object};
use super::{VERSION, id_of};
use crate::app::Stations;
use crate::domain::directory::{Directory, Place};
use crate::domain::{Organisation, Service};
use crate::web::origin::origin;

/// What a call sees.
pub(super) struct Seen {
    directory: Arc<Directory>,
    stations: Stations,
    origin: String,
}

impl Seen {
    pub(super) fn new(stations: Stations, headers: &HeaderMap) -> Self {
        let origin = origin(&stations.app, headers);
        Self { directory: stations.directory.current(), stations, origin }
    }

    pub(super) fn model(&self) -> Model<'_> {
        let atlas = self.stations.atlas.current();
        let city = atlas.root().map(|root| root.name.clone()).unwrap_or_default();
        let now = self.stations.app.now();
        let live = self.stations.live.all();
        Model::new(&self.directory, live, city, self.origin.clone(), now)
    }
}

/// `GET /hsds`
pub(super) async fn about(State(stations): State<Stations>, headers: HeaderMap) -> Response {
    let seen = Seen::new(stations, &headers);
    let (origin, site) = (&seen.origin, seen.stations.app.site());
    answer(&json!({
        "version": VERSION,
        "profile": format!("{origin}/hsds/openapi.json"),
        "openapi_url": format!("{origin}/hsds/openapi.json"),
        "data_guide": format!("{origin}/hsds/datapackage.json"),
        "description": seen.model().t.s("hsds-about"),
        "publisher": { "name": site.sponsor, "website": origin },
    }))
}

/// `GET /hsds/services`
pub(super) async fn services(
    State(stations): State<Stations>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, ApiError> {
    let ask = Ask::of(&asked, &stations.atlas.current())?;
    let seen = Seen::new(stations, &headers);
    let model = seen.model();
    let all = model.directory.services().map(|row| &row.item).filter(|service| {
        ask.says(&[&service.name, &service.about])
            && is_classed(&ask, &service_terms(service))
            && is_by(&ask, &service.organisation)
            && ask.is_new(model.service_changed(service))
    });
    Ok(ask.page(all.map(|service| {
        || match (ask.is_minimal, ask.is_full) {
            (true, _) => minimal(&model, service),
            (false, true) => model.service_full(service),
            (false, false) => model.service(service),
        }
    })))
}

fn minimal(model: &Model<'_>, service: &Service) -> Row {
    let row = model.service(service);
    let changed = row.get("last_modified").cloned().unwrap_or_default();
    object(json!({ "id": row.get("id"), "last_modified": changed, "modified_date": changed }))
}

/// `GET /hsds/services/{id}`
pub(super) async fn service(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let seen = Seen::new(stations, &headers);
    let model = seen.model();
    let mut all = model.directory.services().map(|row| &row.item);
    let found = all.find(|service| id_of("service", &service.id) == id);
    one(found.map(|service| model.service_full(service)))
}

/// `GET /hsds/service_at_locations`
pub(super) async fn services_at_locations(
    State(stations): State<Stations>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, ApiError> {
    let ask = Ask::of(&asked, &stations.atlas.current())?;
    let seen = Seen::new(stations, &headers);
    let model = seen.model();
    let all = model.at_locations().filter(|(place, given)| {
        let Some(service) = model.directory.service(&given.service) else { return false };
        ask.says(&[&service.item.name, &place.station.name, &place.station.address])
            && is_classed(&ask, &terms_of(place, &service.item))
            && is_by(&ask, &service.item.organisation)
            && ask.is_new(place.changed_at.max(service.changed_at))
            && ask.near.holds(place.station.point)
    });
    Ok(ask.page(all.map(|(place, given)| {
        let (ask, model) = (&ask, &model);
        move || {
            if ask.is_full {
                full_at_location(model, place, &given.service)
            } else {
                model.at_location(place, given)
            }
        }
    })))
}

fn terms_of(place: &Place, service: &Service) -> Vec<Term> {
    [service_terms(service), location_terms(place)].concat()
}

/// With the service it is of.
fn full_at_location(model: &Model<'_>, place: &Place, service: &str) -> Row {
    let Some(given) = place.services.iter().find(|given| given.service == service) else {
        return Row::new();
    };
    let mut row = model.at_location_full(place, given);
    if let Some(service) = model.directory.service(service) {
        row.insert("service".into(), model.service(&service.item).into());
    }
    row
}

/// `GET /hsds/service_at_locations/{id}`
pub(super) async fn service_at_location(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let seen = Seen::new(stations, &headers);
    let model = seen.model();
    let found = model.at_locations().find(|(place, given)| at_location_id(place, given) == id);
    one(found.map(|(place, given)| full_at_location(&model, place, &given.service)))
}

/// `GET /hsds/organizations`
pub(super) async fn organizations(
    State(stations): State<Stations>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, ApiError> {
    let ask = Ask::of(&asked, &stations.atlas.current())?;
    let seen = Seen::new(stations, &headers);
    let model = seen.model();
    let all = model.directory.organisations().filter(|row| {
        let classed = |service: &Service| is_classed(&ask, &service_terms(service));
        let given = || services_of(&model, &row.item).any(classed);
        ask.says(&[&row.item.name, &row.item.about])
            && (is_unclassed(&ask) || given())
            && ask.is_new(row.changed_at)
    });
    let with_services = asked.get("full_service") == "true";
    Ok(ask.page(all.map(|row| {
        let (ask, model) = (&ask, &model);
        move || {
            if with_services {
                organization_with_services(model, &row.item)
            } else if ask.is_full {
                model.organization_full(&row.item)
            } else {
                model.organization(&row.item)
            }
        }
    })))
}

fn organization_with_services(model: &Model<'_>, organisation: &Organisation) -> Row {
    let mut row = model.organization_full(organisation);
    let services =
        services_of(model, organisation).map(|service| Value::from(model.service_full(service)));
    row.insert("services".into(), services.collect());
    row
}

fn services_of<'a>(model: &Model<'a>, by: &Organisation) -> impl Iterator<Item = &'a Service> {
    let id = by.id.clone();
    let all = model.directory.services().map(|row| &row.item);
    all.filter(move |service| service.organisation == id)
}

/// `GET /hsds/organizations/{id}`
pub(super) async fn organization(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let seen = Seen::new(stations, &headers);
    let model = seen.model();
    let mut all = model.directory.organisations().map(|row| &row.item);
    let found = all.find(|organisation| id_of("organization", &organisation.id) == id);
    one(found.map(|organisation| organization_with_services(&model, organisation)))
}

/// `GET /hsds/taxonomies`
pub(super) async fn taxonomies(
    State(stations): State<Stations>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, ApiError> {
    let ask = Ask::of(&asked, &stations.atlas.current())?;
    let t = Seen::new(stations, &headers).model().t;
    let all = Taxonomy::ALL.iter().map(|taxonomy| taxonomy.row(t));
    Ok(ask.page(all.filter(|row| names(&ask, row)).map(|row| || row)))
}

/// `GET /hsds/taxonomies/{id}`
pub(super) async fn taxonomy(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let t = Seen::new(stations, &headers).model().t;
    let found = Taxonomy::ALL.iter().find(|taxonomy| taxonomy.id() == id);
    one(found.map(|taxonomy| taxonomy.row(t)))
}

/// `GET /hsds/taxonomy_terms`
pub(super) async fn taxonomy_terms(
    State(stations): State<Stations>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Response, ApiError> {
    let ask = Ask::of(&asked, &stations.atlas.current())?;
    let t = Seen::new(stations, &headers).model().t;
    let all = Term::all().into_iter();
    let all = all.filter(|term| ask.taxonomy.is_empty() || term.taxonomy.id() == ask.taxonomy);
    let rows = all.map(|term| term.full(t)).filter(|row| names(&ask, row));
    Ok(ask.page(rows.map(|row| || row)))
}

/// `GET /hsds/taxonomy_terms/{id}`
pub(super) async fn taxonomy_term(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let t = Seen::new(stations, &headers).model().t;
    let found = Term::all().into_iter().find(|term| term.id() == id);
    one(found.map(|term| term.full(t)))
}

fn names(ask: &Ask, row: &Row) -> bool {
    ask.says(&[row.get("name").and_then(Value::as_str).unwrap_or_default()])
}

fn is_unclassed(ask: &Ask) -> bool {
    ask.term.is_empty() && ask.taxonomy.is_empty()
}

fn is_classed(ask: &Ask, terms: &[Term]) -> bool {
    (ask.term.is_empty() || terms.iter().any(|term| term.id() == ask.term))
        && (ask.taxonomy.is_empty() || terms.iter().any(|term| term.taxonomy.id() == ask.taxonomy))
}

fn is_by(ask: &Ask, organisation: &str) -> bool {
    ask.organization.is_empty() || id_of("organization", organisation) == ask.organization
}

fn one(found: Option<Row>) -> Result<Response, ApiError> {
    found.map(|row| answer(&row.into())).ok_or_else(|| PageError::NotFound.into())
}
