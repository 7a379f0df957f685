//! The directory as a data package: `datapackage.json` and a table for each noun beside it.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use people::ApiError;
use people::PageError;
use serde_json::{Value, json};

use super::api::Seen;
use super::ask::{answer, open};
use super::id_of;
use super::model::{Model, Row, location_terms, phone, service_terms};
use super::taxonomy::{Taxonomy, Term};
use crate::app::Stations;

/// A table: its file, and its columns with what each must hold.
struct Table {
    name: &'static str,
    file: &'static str,
    columns: &'static [(&'static str, &'static str)],
    /// Columns that name a row of another table.
    refers: &'static [(&'static str, &'static str)],
}

/// What a column holds, by its sign: `!` must be there, `u` a UUID, `t` text, `d` a date,
/// `c` a time of day, `s` an instant, `n` a number, `w` an address of the web.
const TABLES: [Table; 12] = [
    Table {
        name: "organization",
        file: "organizations.csv",
        columns: &[("id", "u!"), ("name", "t!"), ("description", "t!")],
        refers: &[],
    },
    Table {
        name: "service",
        file: "services.csv",
        columns: &[
            ("id", "u!"),
            ("organization_id", "u!"),
            ("name", "t!"),
            ("description", "t"),
            ("url", "w"),
            ("status", "t!"),
            ("application_process", "t"),
            ("fees_description", "t"),
            ("eligibility_description", "t"),
            ("assured_date", "d"),
            ("last_modified", "s"),
        ],
        refers: &[("organization_id", "organization")],
    },
    Table {
        name: "attribute",
        file: "attributes.csv",
        columns: &[
            ("id", "u!"),
            ("link_id", "u!"),
            ("taxonomy_term_id", "u!"),
            ("link_type", "t"),
            ("link_entity", "t!"),
        ],
        refers: &[("taxonomy_term_id", "taxonomy_term")],
    },
    Table {
        name: "service_at_location",
        file: "service_at_location.csv",
        columns: &[("id", "u!"), ("service_id", "u!"), ("location_id", "u!"), ("description", "t")],
        refers: &[("service_id", "service"), ("location_id", "location")],
    },
    Table {
        name: "location",
        file: "locations.csv",
        columns: &[
            ("id", "u!"),
            ("location_type", "t!"),
            ("organization_id", "u"),
            ("name", "t"),
            ("alternate_name", "t"),
            ("description", "t"),
            ("transportation", "t"),
            ("latitude", "n"),
            ("longitude", "n"),
            ("external_identifier", "t"),
            ("external_identifier_type", "t"),
        ],
        refers: &[("organization_id", "organization")],
    },
    Table {
        name: "phone",
        file: "phones.csv",
        columns: &[
            ("id", "u!"),
            ("location_id", "u"),
            ("organization_id", "u"),
            ("number", "t!"),
            ("type", "t"),
        ],
        refers: &[("location_id", "location"), ("organization_id", "organization")],
    },
    Table {
        name: "address",
        file: "addresses.csv",
        columns: &[
            ("id", "u!"),
            ("location_id", "u"),
            ("address_1", "t!"),
            ("city", "t!"),
            ("region", "t"),
            ("state_province", "t!"),
            ("postal_code", "t!"),
            ("country", "t!"),
            ("address_type", "t!"),
        ],
        refers: &[("location_id", "location")],
    },
    Table {
        name: "schedule",
        file: "schedules.csv",
        columns: &[
            ("id", "u!"),
            ("location_id", "u"),
            ("service_at_location_id", "u"),
            ("valid_from", "d"),
            ("valid_to", "d"),
            ("dtstart", "d"),
            ("timezone", "n"),
            ("count", "n"),
            ("wkst", "t"),
            ("freq", "t"),
            ("interval", "n"),
            ("byday", "t"),
            ("description", "t"),
            ("opens_at", "c"),
            ("closes_at", "c"),
        ],
        refers: &[("location_id", "location"), ("service_at_location_id", "service_at_location")],
    },
    Table {
        name: "taxonomy",
        file: "taxonomies.csv",
        columns: &[("id", "u!"), ("name", "t!"), ("description", "t!"), ("version", "t")],
        refers: &[],
    },
    Table {
        name: "taxonomy_term",
        file: "taxonomy_terms.csv",
        columns: &[
            ("id", "u!"),
            ("code", "t"),
            ("name", "t!"),
            ("description", "t!"),
            ("taxonomy", "t"),
            ("language", "t"),
            ("taxonomy_id", "u"),
        ],
        refers: &[("taxonomy_id", "taxonomy")],
    },
    Table {
        name: "unit",
        file: "units.csv",
        columns: &[("id", "u!"), ("name", "t!")],
        refers: &[],
    },
    Table {
        name: "service_capacity",
        file: "service_capacity.csv",
        columns: &[
            ("id", "u!"),
            ("service_id", "u!"),
            ("unit_id", "u!"),
            ("available", "n!"),
            ("maximum", "n"),
            ("description", "t"),
            ("updated", "s!"),
        ],
        refers: &[("service_id", "service"), ("unit_id", "unit")],
    },
];

/// `GET /hsds/datapackage.json`
pub(super) async fn descriptor(State(stations): State<Stations>) -> Response {
    let site = stations.app.site();
    answer(&json!({
        "name": "hsds",
        "title": site.name,
        "profile": "tabular-data-package",
        "resources": TABLES.iter().map(Table::descriptor).collect::<Vec<_>>(),
    }))
}

/// `GET /hsds/{file}`
pub(super) async fn table(
    State(stations): State<Stations>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let table = TABLES.iter().find(|table| table.file == file).ok_or(PageError::NotFound)?;
    let seen = Seen::new(stations, &headers);
    let text =
        table.csv(&rows(&seen.model(), table.name)).map_err(|fault| PageError::internal(&fault))?;
    Ok(open("text/csv; charset=utf-8", text.into_response()))
}

impl Table {
    fn descriptor(&self) -> Value {
        let fields = self.columns.iter().map(|(name, sign)| {
            let (kind, format) = match sign.as_bytes().first() {
                Some(b'u') => ("string", "uuid"),
                Some(b'w') => ("string", "uri"),
                Some(b'd') => ("date", "default"),
                Some(b'c') => ("time", "default"),
                Some(b's') => ("datetime", "any"),
                Some(b'n') => ("number", "default"),
                _ => ("string", "default"),
            };
            let constraints = json!({ "required": sign.ends_with('!'), "unique": *name == "id" });
            json!({ "name": name, "type": kind, "format": format, "constraints": constraints })
        });
        let keys = self.refers.iter().map(|(column, table)| {
            json!({ "fields": column, "reference": { "resource": table, "fields": "id" } })
        });
        json!({
            "name": self.name,
            "path": self.file,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "profile": "tabular-data-resource",
            "schema": {
                "primaryKey": "id",
                "fields": fields.collect::<Vec<_>>(),
                "foreignKeys": keys.collect::<Vec<_>>(),
            },
        })
    }

    fn csv(&self, rows: &[Row]) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.columns.iter().map(|(name, _)| name))?;
        for row in rows {
            let cells = self.columns.iter().map(|(name, sign)| cell(row.get(*name), sign));
            writer.write_record(cells)?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }
}

fn cell(value: Option<&Value>, sign: &str) -> String {
    let text = match value {
        None | Some(Value::Null) => return String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    // Times of tables have no zone; it stands in a column of its own.
    if sign.starts_with('c') { text.replace("+08:00", ":00") } else { text }
}

/// The rows of a table.
fn rows(model: &Model<'_>, table: &str) -> Vec<Row> {
    let t = model.t;
    match table {
        "organization" => {
            model.directory.organisations().map(|row| model.organization(&row.item)).collect()
        }
        "service" => model.directory.services().map(|row| model.service(&row.item)).collect(),
        "service_at_location" => {
            model.at_locations().map(|(place, given)| model.at_location(place, given)).collect()
        }
        "location" => model.places().map(|place| model.location(place)).collect(),
        "address" => model.places().map(|place| model.address(place)).collect(),
        "taxonomy" => Taxonomy::ALL.iter().map(|taxonomy| taxonomy.row(t)).collect(),
        "taxonomy_term" => Term::all().into_iter().map(|term| term.row(t)).collect(),
        "attribute" => attributes(model),
        "phone" => phones(model),
        "schedule" => {
            let own = model.places().flat_map(|place| model.schedules(place));
            let given = model.at_locations();
            own.chain(given.flat_map(|(place, given)| model.given_schedules(place, given)))
                .collect()
        }
        "unit" => {
            let units = capacities(model).into_iter().filter_map(|row| {
                let unit = row.get("unit")?.as_object()?.clone();
                Some((unit.get("id")?.as_str()?.to_owned(), unit))
            });
            units.collect::<BTreeMap<String, Row>>().into_values().collect()
        }
        "service_capacity" => capacities(model),
        _ => Vec::new(),
    }
}

fn attributes(model: &Model<'_>) -> Vec<Row> {
    let of_services = model.directory.services().flat_map(|row| {
        let id = id_of("service", &row.item.id);
        service_terms(&row.item).into_iter().map(move |term| term.link("service", &id))
    });
    let of_locations = model.places().flat_map(|place| {
        let id = id_of("location", &place.station.code);
        location_terms(place).into_iter().map(move |term| term.link("location", &id))
    });
    of_services.chain(of_locations).collect()
}

fn phones(model: &Model<'_>) -> Vec<Row> {
    let organisations = model.directory.organisations().filter_map(|row| {
        phone("organization_id", &id_of("organization", &row.item.id), &row.item.phone)
    });
    let places = model.places().filter_map(|place| {
        phone("location_id", &id_of("location", &place.station.code), &place.station.phone)
    });
    organisations.chain(places).collect()
}

fn capacities(model: &Model<'_>) -> Vec<Row> {
    model.directory.services().flat_map(|row| model.capacities(&row.item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_table_refers_to_is_there() {
        for table in &TABLES {
            for (column, other) in table.refers {
                assert!(table.columns.iter().any(|(name, _)| name == column), "{column}");
                assert!(TABLES.iter().any(|table| table.name == *other), "{other}");
            }
        }
    }
}
