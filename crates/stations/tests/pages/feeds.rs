//! States of facilities from devices and visitors, and what goes out.

use axum::http::StatusCode;
use kernel::time::{HOUR_US, MINUTE_US};
use serde_json::{Value, json};

use crate::app::{TestApp, each_app};

const EVSE: &str = "/ocpi/2.2.1/locations/CN/YTG";

fn evse(status: &str, at: &str) -> Value {
    json!({
        "uid": "E1",
        "status": status,
        "connectors": [{
            "id": "1",
            "standard": "GBT_AC",
            "format": "SOCKET",
            "power_type": "AC_1_PHASE",
            "max_voltage": 220,
            "max_amperage": 10,
            "last_updated": at,
        }],
        "last_updated": at,
    })
}

/// A station with points of exchange, and how many.
fn with_swap(app: &TestApp<'_>) -> String {
    let directory = app.stations.directory.current();
    let found = directory
        .stations()
        .iter()
        .find(|place| place.facilities.iter().any(|one| one.kind.as_str() == "swap"));
    found.expect("a station with points").station.code.clone()
}

#[tokio::test]
async fn points_of_charge_come_in_and_go_out() {
    each_app(async |app| {
        let (token, code) = (app.feed_token().await, with_swap(app));
        let path = |uid: &str| format!("{EVSE}/{code}/{uid}");
        let put = async |uid: &str, body: &Value| app.call("PUT", &path(uid), &token, body).await;
        put("E1", &evse("AVAILABLE", "2026-11-23T00:58:00Z"))
            .await
            .shows(StatusCode::OK, &["1000"]);
        put("E1", &evse("AVAILABLE", "2026-11-23T00:58:00Z"))
            .await
            .shows(StatusCode::OK, &["1000"]);
        put("E2", &evse("CHARGING", "2026-11-23T00:59:00Z")).await.shows(StatusCode::OK, &[]);
        put("E3", &evse("OUTOFORDER", "2026-11-23T00:59:00Z")).await.shows(StatusCode::OK, &[]);
        let live = app.get("/api/v1/stations/live").await;
        live.shows(
            StatusCode::OK,
            &["\"num_available\":1", "\"num_working\":2", "\"num_broken\":1"],
        );

        // Older than what is known: taken for done, nothing changes.
        let patch = json!({ "status": "OUTOFORDER", "last_updated": "2026-11-23T00:50:00Z" });
        app.call("PATCH", &path("E1"), &token, &patch).await.shows(StatusCode::OK, &[]);
        app.get("/api/v1/stations/live").await.shows(StatusCode::OK, &["\"num_available\":1"]);
        let patch = json!({ "status": "RESERVED", "last_updated": "2026-11-23T00:59:30Z" });
        app.call("PATCH", &path("E1"), &token, &patch).await.shows(StatusCode::OK, &[]);
        app.get("/api/v1/stations/live")
            .await
            .shows(StatusCode::OK, &["\"state\":\"full\"", "\"num_available\":0"]);

        let bad = json!({ "status": "BROKEN", "last_updated": "2026-11-23T00:59:40Z" });
        put("E1", &bad).await.shows(StatusCode::BAD_REQUEST, &["2001"]);
        let bare = json!({ "status": "AVAILABLE", "last_updated": "2026-11-23T00:59:40Z" });
        put("E4", &bare).await.shows(StatusCode::BAD_REQUEST, &["connectors"]);
        app.call("PATCH", &path("E9"), &token, &bare).await.shows(StatusCode::NOT_FOUND, &["2003"]);
        let ahead = evse("AVAILABLE", "2026-11-23T02:00:00Z");
        put("E1", &ahead).await.shows(StatusCode::BAD_REQUEST, &["2001"]);
        let elsewhere = format!("{EVSE}/YT999/E1");
        app.call("PUT", &elsewhere, &token, &evse("AVAILABLE", "2026-11-23T00:59:00Z"))
            .await
            .shows(StatusCode::NOT_FOUND, &[]);
        let nobody = app.call("PUT", &path("E1"), "hy_none", &ahead).await;
        assert!(nobody.status.is_client_error() && nobody.status != StatusCode::BAD_REQUEST);

        let out = app.get("/ocpi/2.2.1/locations").await;
        out.shows(StatusCode::OK, &[&code, "\"CHARGING\"", "\"status_code\":1000"]);
        app.store.clock.advance(HOUR_US);
        let out = app.get("/ocpi/2.2.1/locations").await;
        assert!(!out.text.contains("\"CHARGING\"") && out.text.contains("\"UNKNOWN\""));
    })
    .await;
}

#[tokio::test]
async fn each_of_the_nine_words_of_ocpi_is_taken() {
    each_app(async |app| {
        let (token, code) = (app.feed_token().await, with_swap(app));
        let words = [
            ("AVAILABLE", "free"),
            ("BLOCKED", "full"),
            ("CHARGING", "full"),
            ("INOPERATIVE", "broken"),
            ("OUTOFORDER", "broken"),
            ("RESERVED", "full"),
            ("UNKNOWN", "unknown"),
            ("AVAILABLE", "free"),
            ("PLANNED", "unknown"),
            ("REMOVED", "unknown"),
        ];
        for (minute, (word, wanted)) in words.into_iter().enumerate() {
            let at = format!("2026-11-23T00:{:02}:00Z", 46 + minute);
            let path = format!("{EVSE}/{code}/E1");
            app.call("PUT", &path, &token, &evse(word, &at)).await.shows(StatusCode::OK, &[]);
            let live = app.get("/api/v1/stations/live").await;
            live.shows(
                StatusCode::OK,
                &[&format!("\"state\":\"{wanted}\""), &format!("2026-11-23T08:{:02}", 46 + minute)],
            );
        }
    })
    .await;
}

#[tokio::test]
async fn counts_come_in_item_by_item() {
    each_app(async |app| {
        let token = app.feed_token().await;
        let item = |facility: &str, free: i64, at: &str| {
            json!({ "station_id": "YT001", "facility": facility, "num_docks_available": free,
                "capacity": 17, "last_reported": at })
        };
        let body = |items: &[Value]| {
            json!({ "last_updated": "2026-11-23T00:59:00Z", "ttl": 60, "version": "3.0",
                "data": { "stations": items } })
        };
        let put = async |items: &[Value]| {
            app.call("PUT", "/api/v1/stations/status", &token, &body(items)).await
        };
        let now = "2026-11-23T00:59:00Z";
        let answer = put(&[
            item("seats", 5, now),
            item("shower", 1, now),
            item("lake", 1, now),
            json!({ "station_id": "YT001" }),
            item("seats", 5, now),
            item("seats", 18, "2026-11-23T00:59:30Z"),
            item("seats", 2, "2026-11-23T00:58:00Z"),
            item("seats", 2, "2026-11-23T05:00:00Z"),
        ])
        .await;
        answer.shows(StatusCode::OK, &["\"taken\":1", "\"same\":1"]);
        let answer: Value = serde_json::from_str(&answer.text).expect("JSON");
        let reasons: Vec<(i64, &str)> = answer["rejected"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| (one["index"].as_i64().unwrap(), one["reason"].as_str().unwrap()))
            .collect();
        assert_eq!(
            reasons,
            [
                (1, "no_facility"),
                (2, "malformed"),
                (3, "malformed"),
                (5, "counts"),
                (6, "older"),
                (7, "ahead"),
            ]
        );
        app.get("/api/v1/stations/live").await.shows(StatusCode::OK, &["\"num_available\":5"]);
        let broken = json!({ "station_id": "YT001", "facility": "seats", "is_installed": false,
            "last_reported": 1_795_395_590 });
        put(&[broken]).await.shows(StatusCode::OK, &["\"taken\":1"]);
        let none = app.call("PUT", "/api/v1/stations/status", &token, &json!([1])).await;
        none.shows(StatusCode::BAD_REQUEST, &[]);
    })
    .await;
}

#[tokio::test]
async fn two_visitors_who_agree_are_believed_for_an_hour() {
    each_app(async |app| {
        let said = |word: &str| format!("kind=water&said={word}");
        let post = async |from: &str, word: &str| {
            app.post_from(from, "/stations/YT001/seen", &said(word)).await
        };
        assert!(post("192.0.2.1", "free").await.location().contains("seen=water"));
        post("192.0.2.1", "free").await.location();
        let live = app.get("/api/v1/stations/live").await;
        assert!(!live.text.contains("visitors"), "one visitor twice is one visitor");
        app.store.clock.advance(30 * MINUTE_US);
        post("192.0.2.2", "free").await.location();
        let live = app.get("/api/v1/stations/live").await;
        live.shows(StatusCode::OK, &["\"source\":\"visitors\"", "\"state\":\"free\""]);
        assert!(!live.text.contains("192.0.2"));
        app.get("/stations/YT001").await.shows(StatusCode::OK, &["还有吗？", "有"]);
        // The first of the two spoke an hour ago: one is left, and that is not enough.
        app.store.clock.advance(30 * MINUTE_US);
        app.get("/api/v1/stations/live").await.shows(StatusCode::OK, &["\"state\":\"unknown\""]);
        for (path, body) in [
            ("/stations/YT001/seen", "kind=lake&said=free"),
            ("/stations/YT001/seen", "kind=water&said=few"),
        ] {
            app.post_from("192.0.2.1", path, body).await.shows(StatusCode::BAD_REQUEST, &[]);
        }
        let nowhere = app.post_from("192.0.2.1", "/stations/YT999/seen", &said("free")).await;
        nowhere.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}
