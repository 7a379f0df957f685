//! What holds for every route.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::app::each_app;

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so() {
    each_app(async |app| {
        app.get("/stations/nowhere/at/all").await.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}

#[tokio::test]
async fn whoever_opens_an_address_that_is_only_sent_to_is_led_to_its_page() {
    each_app(async |app| {
        let open = async |path: &str, accepts: &str| {
            let request = Request::get(path).header(header::ACCEPT, accepts);
            app.send(request.body(Body::empty()).expect("a request")).await
        };
        let answer = open("/benefits/tuition-2026/objections?lang=en", "text/html,*/*;q=0.8").await;
        assert_eq!(answer.location(), "/benefits/tuition-2026?lang=en");
        app.get(answer.location()).await.shows(StatusCode::OK, &["<html lang=\"en\""]);
        let program = open("/benefits/tuition-2026/objections", "application/json").await;
        assert_eq!(program.status, StatusCode::METHOD_NOT_ALLOWED);
        let allowed = program.headers.get(header::ALLOW).expect("it says what is allowed");
        assert_eq!(allowed, "POST");
    })
    .await;
}
