//! The orders of a filter as a file: the same filter as the list, inside what
//! the viewer may see. CSV is read while it is sent, no faster than it is taken.

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt;
use people::{PageError, Staff};
use ui::{FormState, Prefs, Tr, key};

use super::filter;
use crate::app::Desk;
use crate::app::export::{Format, csv_pages, write_orders};
use crate::store::list::{self, Filter};
use people::sheet::headers;

/// A workbook is put together in memory, so it holds so many orders at most.
const XLSX_MAX: u32 = 50_000;

type Pairs = Vec<(String, String)>;

/// `GET /desk/orders.csv`: as many as there are.
pub(super) async fn csv(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let (filter, t) = asked(&desk, &staff, prefs, pairs).await?;
    let pages = csv_pages(desk, filter, t).inspect_err(|error| {
        tracing::warn!(%error, "an export ended early");
    });
    Ok((headers("text/csv; charset=utf-8", "orders.csv"), Body::from_stream(pages)).into_response())
}

/// `GET /desk/orders.xlsx`
pub(super) async fn xlsx(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let (filter, t) = asked(&desk, &staff, prefs, pairs).await?;
    let read = desk
        .app
        .db
        .read(filter.clone(), |tx, filter| Box::pin(list::count(tx, filter, XLSX_MAX + 1)));
    let count: Result<i64, db::StoreError> = read.await;
    if count? > i64::from(XLSX_MAX) {
        let words = t.n(key("desk-export-too-many"), i64::from(XLSX_MAX));
        return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, words).into_response());
    }
    let mut book = Vec::new();
    write_orders(&desk, &filter, Format::Xlsx, t, &mut book, &mut |_| {})
        .await
        .map_err(|error| PageError::internal(&error))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok((headers(kind, "orders.xlsx"), book).into_response())
}

async fn asked(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    pairs: Pairs,
) -> Result<(Filter, Tr), PageError> {
    let form = FormState::from_pairs(pairs).with("sort", "received");
    let asked = filter::read(desk, staff, &form).await?;
    // A confidential report leaves the house in no file, whoever asks.
    let filter = Filter { hide_confidential: true, ..asked.filter };
    Ok((filter, Tr::new(prefs.lang)))
}
