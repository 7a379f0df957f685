//! What the API can be asked, in the words of OpenAPI.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::VERSION;
use super::ask::answer;
use crate::app::Stations;
use crate::web::origin::origin;

/// Parameters of every list.
const COMMON: [(&str, &str); 5] = [
    ("search", "string"),
    ("page", "page"),
    ("per_page", "page"),
    ("format", "format"),
    ("taxonomy_id", "string"),
];
/// Lists with the parameters they have besides.
const LISTS: [(&str, &[(&str, &str)]); 5] = [
    (
        "services",
        &[
            ("taxonomy_term_id", "string"),
            ("organization_id", "string"),
            ("modified_after", "datetime"),
            ("minimal", "boolean"),
            ("full", "boolean"),
        ],
    ),
    (
        "service_at_locations",
        &[
            ("taxonomy_term_id", "string"),
            ("organization_id", "string"),
            ("modified_after", "datetime"),
            ("full", "boolean"),
            ("postcode", "string"),
            ("proximity", "number"),
            ("latitude", "latitude"),
            ("longitude", "longitude"),
        ],
    ),
    (
        "organizations",
        &[("taxonomy_term_id", "string"), ("full_service", "boolean"), ("full", "boolean")],
    ),
    ("taxonomies", &[]),
    ("taxonomy_terms", &[]),
];

/// `GET /hsds/openapi.json`
pub(super) async fn show(State(stations): State<Stations>, headers: HeaderMap) -> Response {
    let mut paths = Map::new();
    paths.insert("/".into(), json!({ "get": operation("about", &[], "object") }));
    for (name, own) in LISTS {
        let all: Vec<Value> =
            COMMON.iter().chain(own).map(|(name, kind)| parameter(name, kind)).collect();
        paths.insert(format!("/{name}"), json!({ "get": operation(name, &all, "page") }));
        let id =
            json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
        let one = operation(&format!("one_of_{name}"), &[id], "object");
        paths.insert(format!("/{name}/{{id}}"), json!({ "get": one }));
    }
    answer(&json!({
        "openapi": "3.0.3",
        "info": { "title": "HSDS", "version": VERSION },
        "servers": [{ "url": format!("{}/hsds", origin(&stations.app, &headers)) }],
        "paths": paths,
        "components": { "schemas": {
            "object": { "type": "object" },
            "page": page(),
            "fault": fault(),
        } },
    }))
}

fn operation(id: &str, parameters: &[Value], schema: &str) -> Value {
    let content = |schema: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
        json!({ "application/json": { "schema": schema } })
    };
    let mut good = content(schema);
    if schema == "page"
        && let Some(kinds) = good.as_object_mut()
    {
        kinds.insert("application/x-ndjson".into(), json!({ "schema": { "type": "string" } }));
    }
    let refused = |why: &str| json!({ "description": why, "content": content("fault") });
    json!({
        "operationId": id,
        "parameters": parameters,
        "responses": {
            "200": { "description": "what was asked for", "content": good },
            "400": refused("the address is not understood"),
            "404": refused("there is no such thing"),
            "422": refused("a parameter is not understood; it is named"),
        },
    })
}

fn parameter(name: &str, kind: &str) -> Value {
    let schema = match kind {
        "page" => json!({ "type": "integer", "minimum": 1, "maximum": 1_000_000 }),
        "boolean" => json!({ "type": "boolean" }),
        "number" => json!({ "type": "number", "minimum": 0 }),
        "latitude" => json!({ "type": "number", "minimum": -90, "maximum": 90 }),
        "longitude" => json!({ "type": "number", "minimum": -180, "maximum": 180 }),
        "datetime" => json!({ "type": "string", "format": "date-time" }),
        "format" => json!({ "type": "string", "enum": ["json", "ndjson"] }),
        _ => json!({ "type": "string" }),
    };
    json!({ "name": name, "in": "query", "required": false, "schema": schema })
}

fn page() -> Value {
    let number = json!({ "type": "integer" });
    let is = json!({ "type": "boolean" });
    json!({
        "type": "object",
        "required": ["empty", "contents", "total_items", "total_pages", "page_number", "size"],
        "properties": {
            "total_items": number,
            "total_pages": number,
            "page_number": number,
            "size": number,
            "first_page": is,
            "last_page": is,
            "empty": is,
            "contents": { "type": "array", "items": { "type": "object" } },
        },
    })
}

fn fault() -> Value {
    let text = json!({ "type": "string" });
    let error = json!({
        "type": "object",
        "required": ["code", "message"],
        "properties": { "code": text, "message": text, "field": text },
    });
    json!({ "type": "object", "required": ["error"], "properties": { "error": error } })
}
