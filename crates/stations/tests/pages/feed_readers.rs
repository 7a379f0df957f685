//! What the feeds and the map tell, read by programs that know nothing of ours: PyPI
//! `extrawest-ocpi` and `gbfs-validator`, npm `@mapbox/geojsonhint`. `cargo xtask test` sees to all.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use axum::http::StatusCode;
use serde_json::json;

use crate::app::{TestApp, each_app};

const EVSE: &str = "/ocpi/2.2.1/locations/CN/YTG";

#[expect(clippy::disallowed_methods, reason = "the interpreters are settings of the test run")]
fn interpreter(name: &str) -> Option<String> {
    let found = std::env::var(name).ok();
    if found.is_none() {
        // Past the test's capture, so that nobody takes silence for agreement.
        let _ = writeln!(std::io::stderr(), "feeds: not included: {name} is not set");
    }
    found
}

fn script(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../xtask")).join(name)
}

fn told(command: &mut Command) -> String {
    let output = command.output().expect("it starts");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let fault = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}{fault}");
    told
}

/// Three points of charge at the first two stations that have some.
async fn report(app: &TestApp<'_>) {
    let token = app.feed_token().await;
    let directory = app.stations.directory.current();
    let has = |kind: &str| kind == "swap";
    let with = directory.stations().iter().filter(|place| {
        place.facilities.iter().any(|one| has(one.kind.as_str()) && one.count >= 2)
    });
    let at = "2026-11-23T00:59:00Z";
    for (n, place) in with.take(2).enumerate() {
        for (uid, status) in [("E1", "AVAILABLE"), ("E2", "CHARGING")].into_iter().take(2 - n) {
            let connector = json!({
                "id": "1", "standard": "GBT_AC", "format": "SOCKET", "power_type": "AC_1_PHASE",
                "max_voltage": 220, "max_amperage": 10, "last_updated": at,
            });
            let body = json!({
                "uid": uid, "status": status, "connectors": [connector], "last_updated": at,
            });
            let path = format!("{EVSE}/{}/{uid}", place.station.code);
            app.call("PUT", &path, &token, &body).await.shows(StatusCode::OK, &["1000"]);
        }
    }
}

#[tokio::test]
async fn points_of_charge_are_objects_of_ocpi() {
    let Some(python) = interpreter("HUYING_PYTHON_OCPI") else { return };
    each_app(async |app| {
        report(app).await;
        let file = app.store.dir.join("locations.json");
        let locations = app.get("/ocpi/2.2.1/locations").await;
        fs::write(&file, &locations.text).expect("writes");
        let mut run = Command::new(&python);
        let loaded = told(run.arg(script("python/ocpi_objects.py")).arg(&file));
        assert_eq!(loaded, "OCPI: 2 locations, 3 points, 3 connectors\n");
    })
    .await;
}

#[tokio::test]
async fn the_feed_of_batteries_is_sound_gbfs() {
    let Some(python) = interpreter("HUYING_PYTHON") else { return };
    each_app(async |app| {
        report(app).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let serving = tokio::spawn(axum::serve(listener, app.router.clone()).into_future());
        let mut run = Command::new(python.clone());
        run.arg(script("python/gbfs_feeds.py"));
        run.arg(format!("http://{address}/feeds/gbfs/gbfs.json"));
        let told = tokio::task::spawn_blocking(move || told(&mut run)).await.expect("it runs");
        serving.abort();
        for file in ["3.0", "gbfs.json", "vehicle_types.json", "station_status.json"] {
            assert!(told.contains(file), "{file} in {told}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_map_is_sound_geojson() {
    let hint = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e/node_modules"));
    if !hint.join("@mapbox/geojsonhint").is_dir() {
        let _ = writeln!(std::io::stderr(), "GeoJSON: not included: npm ci in e2e/ first");
        return;
    }
    each_app(async |app| {
        let file = app.store.dir.join("stations.geojson");
        let map = app.get("/stations.geojson").await;
        fs::write(&file, &map.text).expect("writes");
        let read = told(Command::new("node").arg(script("node/geojsonhint.mjs")).arg(&file));
        assert_eq!(read, "geojsonhint: 77 features\n");
    })
    .await;
}
