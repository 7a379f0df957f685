//! What holds for every route.

use axum::http::StatusCode;

use crate::app::each_app;

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so() {
    each_app(async |app| {
        app.get("/stations/nowhere/at/all").await.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}
