//! Messages to the world outside that failed for good: seen, and sent again.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{StoreError, outbox};
use kernel::id::Id;
use people::{PageError, Staff, see_other};
use ui::{EmptyState, Flash, FormState, Kpi, KpiStrip, Pager, Prefs, Shell, Tone, key};

use crate::app::Desk;
use crate::store::messages;

const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "desk/messages.html")]
struct MessagesPage {
    shell: Shell,
    counts: KpiStrip,
    rows: Vec<Row>,
    pager: Pager,
    empty: Option<EmptyState>,
}

struct Row {
    id: String,
    topic: String,
    at: String,
    attempts: i64,
    reason: String,
}

/// `GET /desk/messages`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let before = form.value("before").parse::<Id>().ok();
    let read = desk.app.db.read(before, |tx, before| {
        Box::pin(async move {
            let rows = messages::dead(tx, *before, PAGE + 1).await?;
            Ok::<_, StoreError>((rows, messages::counts(tx).await?))
        })
    });
    let (mut rows, counts) = read.await?;
    let has_more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let mut shell = desk.app.desk(&staff, prefs, key("desk-messages-title"));
    let t = shell.t;
    let (tone, done) = match form.value("done") {
        "retry" => (Tone::Ok, Some(t.s("desk-messages-retried"))),
        "gone" => (Tone::Info, Some(t.s("desk-messages-gone"))),
        _ => (Tone::Info, None),
    };
    shell.flash = done.map(|text| Flash { tone, text: text.into_owned(), undo_action: None });
    let count = |state: &str| {
        let found = counts.iter().find(|(known, _)| known == state);
        t.number(found.map_or(0, |(_, count)| *count))
    };
    let next =
        rows.last().filter(|_| has_more).map(|row| format!("/desk/messages?before={}", row.id));
    let page = MessagesPage {
        counts: KpiStrip::new(vec![
            Kpi::new(t.s("desk-messages-dead"), count("dead")),
            Kpi::new(t.s("desk-messages-waiting"), count("waiting")),
            Kpi::new(t.s("desk-messages-done"), count("done")),
        ]),
        empty: rows.is_empty().then(|| EmptyState::new("check-circle", t.s("desk-messages-none"))),
        rows: rows
            .into_iter()
            .map(|row| Row {
                id: row.id.to_string(),
                topic: row.topic,
                at: t.date_time(row.created_at),
                attempts: row.attempts,
                reason: row.last_error.unwrap_or_default(),
            })
            .collect(),
        pager: Pager::new(t, None, next),
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

/// `POST /desk/messages/{id}/retry`
pub(super) async fn retry(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    _: Staff,
) -> Result<Response, PageError> {
    let id: Id = id.parse().map_err(|_| PageError::NotFound)?;
    let done = if outbox::revive(&desk.app.db, id).await? { "retry" } else { "gone" };
    Ok(see_other(&format!("/desk/messages?done={done}")))
}
