//! What the directory tells other programs, checked by programs that know nothing of it:
//! `jsonschema` against HSDS 3.0 and 3.1, `frictionless`, `geojson-pydantic`, `zxing-cpp`,
//! `schemathesis`. `cargo xtask test` sets `HUYING_PYTHON`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use axum::http::StatusCode;
use kernel::time::{DAY_US, MINUTE_US};
use serde_json::Value;
use stations::domain::live::LiveState;
use stations::domain::words::{FacilityKind, LiveWord};

use crate::app::{TestApp, each_app};

const LISTS: [&str; 5] =
    ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"];

#[expect(clippy::disallowed_methods, reason = "the interpreter is a setting of the test run")]
fn python() -> Option<String> {
    let python = std::env::var("HUYING_PYTHON").ok();
    if python.is_none() {
        // Past the test's capture, so that nobody takes silence for agreement.
        let _ = writeln!(std::io::stderr(), "HSDS views: not included: HUYING_PYTHON is not set");
    }
    python
}

async fn json(app: &TestApp<'_>, path: &str) -> Value {
    let answer = app.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    serde_json::from_str(&answer.text).expect("JSON")
}

fn count(page: &Value) -> u64 {
    page["total_items"].as_u64().expect("a number")
}

/// Something is known of two stations' batteries.
fn report(app: &TestApp<'_>) {
    let now = app.store.db.clock().now();
    let state = |station: &str| LiveState {
        station: station.into(),
        kind: FacilityKind::Swap,
        said: LiveWord::Free,
        available: Some(3),
        total: Some(8),
        reported_at: now.plus(-MINUTE_US),
        until: now.plus(DAY_US),
    };
    let directory = app.stations.directory.current();
    let has = |kind: &FacilityKind, code: &str| {
        let place = directory.station(code).expect("it is there");
        place.facilities.iter().any(|facility| facility.kind == *kind)
    };
    let codes = directory.stations().iter().map(|place| place.station.code.as_str());
    let codes: Vec<&str> = codes.filter(|code| has(&FacilityKind::Swap, code)).take(3).collect();
    assert_eq!(codes.len(), 3, "the demo city has stations with batteries");
    app.stations.live.replace(codes.into_iter().map(state));
}

async fn write_views(app: &TestApp<'_>, folder: &Path) {
    let package = folder.join("package");
    fs::create_dir_all(&package).expect("a folder");
    for name in LISTS {
        let page = json(app, &format!("/hsds/{name}?full=true&per_page=1000")).await;
        assert_eq!(page["last_page"], true, "{name} fits one page");
        fs::write(folder.join(format!("{name}.json")), page["contents"].to_string())
            .expect("writes");
    }
    let descriptor = json(app, "/hsds/datapackage.json").await;
    for table in descriptor["resources"].as_array().expect("tables") {
        let file = table["path"].as_str().expect("a file");
        let answer = app.get(&format!("/hsds/{file}")).await;
        answer.shows(StatusCode::OK, &["id,"]);
        fs::write(package.join(file), &answer.text).expect("writes");
    }
    fs::write(package.join("datapackage.json"), descriptor.to_string()).expect("writes");
    let geojson = json(app, "/stations.geojson").await;
    fs::write(folder.join("stations.geojson"), geojson.to_string()).expect("writes");
    let board = app.get("/stations/YT001/board").await;
    let path = board.text.split("class=\"qr__dark\" d=\"").nth(1).expect("a code");
    let path = path.split('"').next().expect("a path");
    fs::write(folder.join("board.txt"), format!("{path}\nhttp://localhost/stations/YT001\n"))
        .expect("writes");
}

#[tokio::test]
async fn other_programs_find_no_fault_in_the_views() {
    let Some(python) = python() else { return };
    each_app(async |app| {
        // The views are made of the snapshot; how it is read is tested on both engines.
        if app.store.db.engine_name() != "sqlite" {
            return;
        }
        report(app);
        let folder: PathBuf = app.store.dir.join("views");
        write_views(app, &folder).await;
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../xtask/python/hsds_views.py");
        let output = Command::new(&python).arg(script).arg(&folder).output().expect("it starts");
        let told = String::from_utf8_lossy(&output.stdout);
        println!("{told}");
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        for line in [
            "HSDS 3.0: 92 of service\n",
            "HSDS 3.1: 92 of service\n",
            "HSDS 3.1: 15 of organization\n",
            "HSDS 3.1: 704 of service_at_location\n",
            "GeoJSON: 77 features\n",
        ] {
            assert!(told.contains(line), "{line} in {told}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_list_is_asked_for_by_page_term_change_and_place() {
    each_app(async |app| {
        let all = json(app, "/hsds/services?per_page=10&page=2").await;
        assert_eq!(
            (count(&all), all["size"].as_u64(), all["page_number"].as_u64()),
            (92, Some(10), Some(2))
        );
        assert_eq!(
            (all["total_pages"].as_u64(), all["first_page"].as_bool()),
            (Some(10), Some(false))
        );
        let beyond = json(app, "/hsds/services?per_page=10&page=11").await;
        assert_eq!((count(&beyond), beyond["empty"].as_bool()), (92, Some(true)));

        let terms = json(app, "/hsds/taxonomy_terms").await;
        let law = terms["contents"].as_array().expect("terms").iter();
        let law =
            law.clone().find(|term| term["code"] == "service-groups:rights").expect("a group");
        let id = law["id"].as_str().expect("an id");
        let of_term = json(app, &format!("/hsds/services?taxonomy_term_id={id}&full=true")).await;
        assert!((1..92).contains(&count(&of_term)));
        for service in of_term["contents"].as_array().expect("services") {
            let attributes = service["attributes"].as_array().expect("attributes");
            assert!(attributes.iter().any(|one| one["taxonomy_term_id"] == id), "{service}");
        }
        let taxonomy = law["taxonomy_id"].as_str().expect("an id");
        assert_eq!(count(&json(app, &format!("/hsds/services?taxonomy_id={taxonomy}")).await), 92);

        let lines = app.get("/hsds/services?format=ndjson").await;
        assert_eq!(lines.text.lines().count(), 92);
        assert_eq!(
            count(&json(app, "/hsds/services?modified_after=2000-01-01T00:00:00Z").await),
            92
        );
        assert_eq!(
            count(&json(app, "/hsds/services?modified_after=2100-01-01T00:00:00Z").await),
            0
        );
        let minimal = json(app, "/hsds/services?minimal=true").await;
        assert_eq!(minimal["contents"][0].as_object().map(serde_json::Map::len), Some(3));
    })
    .await;
}

#[tokio::test]
async fn a_circle_holds_what_lies_in_it() {
    each_app(async |app| {
        let path = "/hsds/service_at_locations?latitude=27.990718&longitude=111.410616&full=true";
        let near = json(app, &format!("{path}&proximity=300")).await;
        let wide = json(app, &format!("{path}&proximity=3000")).await;
        assert!(count(&near) > 0 && count(&near) < count(&wide) && count(&wide) < 704);
        for one in near["contents"].as_array().expect("services") {
            let lat = one["location"]["latitude"].as_f64().expect("a latitude");
            assert!((lat - 27.990_718).abs() < 0.003, "{lat}");
        }
        let nowhere = json(app, "/hsds/service_at_locations?postcode=qqq&proximity=100").await;
        assert_eq!(count(&nowhere), 0);
        let community =
            json(app, "/hsds/service_at_locations?postcode=439903002003&proximity=1500").await;
        assert!(count(&community) > 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_understood_is_named_and_what_is_not_there_is_not_found() {
    each_app(async |app| {
        for query in [
            "page=0",
            "page=x",
            "full=maybe",
            "modified_after=soon",
            "format=xml",
            "proximity=5",
            "latitude=91&longitude=0",
        ] {
            let answer = app.get(&format!("/hsds/service_at_locations?{query}")).await;
            answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["\"code\":\"invalid\"", "\"field\""]);
        }
        for path in [
            "services/nobody",
            "organizations/x",
            "taxonomies/x",
            "taxonomy_terms/x",
            "service_at_locations/x",
            "secrets.csv",
        ] {
            let answer = app.get(&format!("/hsds/{path}")).await;
            answer.shows(StatusCode::NOT_FOUND, &["\"error\""]);
        }
        let service = json(app, "/hsds/services?per_page=1").await;
        let id = service["contents"][0]["id"].as_str().expect("an id").to_owned();
        let one = json(app, &format!("/hsds/services/{id}")).await;
        assert_eq!(one["id"], id.as_str());
        assert!(one["service_at_locations"].as_array().is_some_and(|at| !at.is_empty()));
        let about = json(app, "/hsds").await;
        assert_eq!(about["version"], "3.1");
    })
    .await;
}

#[tokio::test]
async fn live_counts_are_told_until_they_are_too_old() {
    each_app(async |app| {
        report(app);
        let geojson = json(app, "/stations.geojson?need=power").await;
        let features = geojson["features"].as_array().expect("features");
        let told = features
            .iter()
            .filter(|one| one["properties"]["facilities"].to_string().contains("\"available\":3"));
        assert!(told.count() > 0);
        let capacities = app.get("/hsds/service_capacity.csv").await;
        capacities.shows(StatusCode::OK, &["available"]);
        assert!(capacities.text.lines().count() > 1, "{}", capacities.text);
        let osm = json(app, "/stations/YT001/osm.json").await;
        assert_eq!(
            (osm["type"].as_str(), osm["tags"]["ref"].as_str()),
            (Some("node"), Some("YT001"))
        );
        app.get("/stations/YT999/osm.json").await.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}

/// Thousands of calls made up from the description of the API: none of them is a fault of ours.
#[tokio::test]
async fn no_call_that_the_description_allows_is_a_fault() {
    let Some(python) = python() else { return };
    each_app(async |app| {
        if app.store.db.engine_name() != "sqlite" {
            return;
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let serving = tokio::spawn(axum::serve(listener, app.router.clone()).into_future());
        let mut schemathesis = Command::new(python.clone());
        schemathesis
            .args(["-m", "schemathesis.cli", "run"])
            .arg(format!("http://{address}/hsds/openapi.json"))
            .args([
                "--checks",
                "not_a_server_error,response_schema_conformance,content_type_conformance",
            ])
            .args([
                "--phases",
                "examples,fuzzing",
                "--max-examples",
                "40",
                "--seed",
                "1",
                "--no-color",
            ])
            .current_dir(&app.store.dir);
        let output = tokio::task::spawn_blocking(move || schemathesis.output()).await;
        let output = output.expect("it runs").expect("it starts");
        serving.abort();
        let told = String::from_utf8_lossy(&output.stdout);
        println!("{told}");
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        assert!(told.contains("generated"), "it made calls: {told}");
    })
    .await;
}
