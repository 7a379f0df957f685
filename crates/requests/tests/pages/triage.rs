//! What another program is told about a text, over HTTP.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use people::app::tokens;
use serde_json::{Value, json};

use crate::app::{Answer, LAMPS, TestApp, each_app};

const WORDS: &str = "路灯不亮已经三天了，晚上看不清路，请给13900001234回电。";

async fn token(app: &TestApp<'_>, scopes: &[&str]) -> String {
    let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    let made = tokens::create(&app.store.db, &*app.store.ids, "triage test", &scopes).await;
    made.unwrap().1.to_string()
}

pub(crate) async fn post(app: &TestApp<'_>, path: &str, token: &str, body: String) -> Answer {
    let request = Request::post(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    app.send(request.body(Body::from(body)).unwrap()).await
}

async fn triage(app: &TestApp<'_>, token: &str, body: &Value) -> Answer {
    post(app, "/api/v1/triage", token, body.to_string()).await
}

fn parsed(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

/// Takes a request in; gives its number.
async fn take_in(app: &TestApp<'_>, token: &str, order_type: &str, confidential: bool) -> String {
    let body = json!({
        "content": WORDS, "type": order_type, "address": "钟楼巷小区三栋楼下",
        "channel_ref": "A-7", "confidential": confidential,
    });
    let made = post(app, "/api/v1/requests", token, body.to_string()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let made: Value = serde_json::from_str(&made.text).unwrap();
    made["order_no"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_is_told_repeats_category_unit_and_place() {
    each_app(async |app| {
        let writer = token(app, &["requests:write"]).await;
        let number = take_in(app, &writer, "complaint", false).await;
        let token = token(app, &["triage"]).await;
        let body = json!({
            "content": WORDS, "title": "路灯不亮", "address": "钟楼巷小区三栋楼下",
            "occurred_at": "2026-11-20T08:00:00+08:00",
        });
        let told = parsed(&triage(app, &token, &body).await);
        let repeat = &told["repeats"][0];
        assert_eq!(repeat["order_no"], json!(number));
        assert_eq!(repeat["channel_ref"], json!("A-7"));
        assert_eq!(repeat["probability"], json!(0.9));
        assert_eq!(repeat["kind"], json!("same_matter"));
        assert!(repeat["reasons"][0].as_str().unwrap().contains("路灯不亮"), "{told}");
        assert_eq!(told["categories"][0]["code"], json!(LAMPS));
        assert_eq!(told["categories"][0]["confidence"], json!(0.8));
        assert!(!told["categories"][0]["label"].as_str().unwrap().is_empty());
        let unit = &told["units"][0];
        assert!(!unit["name"].as_str().unwrap().is_empty(), "{told}");
        assert!(!unit["basis"].as_str().unwrap().is_empty(), "{told}");
        let place = &told["place"];
        assert_eq!(place["region_code"], json!("439902001001"), "{told}");
        assert!(place["community"].is_string() && place["compound"].is_string(), "{told}");
        assert!(place["confidence"].as_f64().unwrap() > 0.0);
        assert!(!told["masked_content"].as_str().unwrap().contains("13900001234"));
        assert!(told["elapsed_us"].as_u64().unwrap() > 0);
        let itself = json!({ "content": WORDS, "order_no": number });
        let told = parsed(&triage(app, &token, &itself).await);
        assert_eq!(told["repeats"], json!([]), "an order is no repeat of itself");
        let nowhere = json!({ "content": "别的事情", "lon": 0.0, "lat": 0.0 });
        let told = parsed(&triage(app, &token, &nowhere).await);
        assert_eq!((&told["units"], &told["place"]["region_code"]), (&json!([]), &Value::Null));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confidential_report_is_never_told() {
    each_app(async |app| {
        let token = token(app, &["requests:write", "triage"]).await;
        take_in(app, &token, "report", true).await;
        let told = parsed(&triage(app, &token, &json!({ "content": WORDS })).await);
        assert_eq!(told["repeats"], json!([]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_must_be_for_triage() {
    each_app(async |app| {
        let body = json!({ "content": WORDS });
        let wrong = token(app, &["requests:write", "requests:read"]).await;
        assert_eq!(triage(app, &wrong, &body).await.status, StatusCode::FORBIDDEN);
        assert_eq!(triage(app, "hy_made_up", &body).await.status, StatusCode::UNAUTHORIZED);
        let request = Request::post("/api/v1/triage").body(Body::from(body.to_string())).unwrap();
        assert_eq!(app.send(request).await.status, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_with_its_field() {
    each_app(async |app| {
        let token = token(app, &["triage"]).await;
        for (body, status, field) in [
            (json!({ "content": "  " }), 422, "content"),
            (json!({ "content": "长".repeat(5_000) }), 422, "content"),
            (json!({ "content": WORDS, "title": "长".repeat(100) }), 422, "title"),
            (json!({ "content": WORDS, "lon": 500.0, "lat": 1.0 }), 422, "lon"),
            (json!({ "content": WORDS, "lon": 112.0 }), 422, "lat"),
            (json!({ "content": WORDS, "occurred_at": "gestern" }), 422, "occurred_at"),
            (json!({ "content": WORDS, "order_no": "x" }), 422, "order_no"),
            (json!({ "content": WORDS, "phone": "13900001234" }), 422, ""),
            (json!({ "title": "没有内容" }), 422, ""),
        ] {
            let answer = triage(app, &token, &body).await;
            assert_eq!(answer.status.as_u16(), status, "{body}: {}", answer.text);
            let told: Value = serde_json::from_str(&answer.text).unwrap();
            assert_eq!(told["error"]["field"].as_str().unwrap_or_default(), field, "{body}");
        }
        let broken = post(app, "/api/v1/triage", &token, "{".into()).await;
        assert_eq!(broken.status, StatusCode::BAD_REQUEST);
        let huge = json!({ "content": "x".repeat(4 << 20) });
        let answer = triage(app, &token, &huge).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", answer.text);
    })
    .await;
}
