//! Taking back what was just done, by whoever did it, within its seconds.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use people::{PageError, Staff, see_other};
use ui::{FormState, Tone, key};

use crate::app::Desk;
use crate::app::undo::UndoError;
use crate::domain::OrderId;
use crate::domain::order::Queue;
use crate::domain::undo::UndoRefusal;
use crate::web::to_page;

/// Where an act on an order is undone; `from` is the list to come back to.
pub(in super::super) fn address(order: OrderId, from: &str) -> String {
    match from.parse::<Queue>() {
        Ok(queue) => format!("/desk/orders/{order}/undo?from={queue}"),
        Err(_) => format!("/desk/orders/{order}/undo"),
    }
}

/// The sentence for how an undo went.
pub(in super::super) fn told(outcome: &str) -> (Tone, &'static str) {
    match outcome {
        "done" => (Tone::Ok, key("undo-done")),
        "changed" => (Tone::Warn, key("undo-changed")),
        _ => (Tone::Warn, key("undo-too-late")),
    }
}

/// `POST /desk/orders/{id}/undo`
pub(in super::super::super) async fn undo(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    axum::extract::Query(pairs): axum::extract::Query<Vec<(String, String)>>,
    staff: Staff,
    Form(_): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let id: OrderId = id.parse().map_err(|_| PageError::NotFound)?;
    let outcome = match desk.undo(&staff, id).await {
        Ok(_) => "done",
        Err(UndoError::Refused(UndoRefusal::Changed)) => "changed",
        Err(UndoError::Refused(UndoRefusal::TooLate)) => "late",
        Err(UndoError::Refused(UndoRefusal::NotTheirs)) => return Err(PageError::Forbidden),
        Err(UndoError::Order(error)) => return Err(to_page(error)),
    };
    let form = FormState::from_pairs(pairs);
    Ok(match form.value("from").parse::<Queue>() {
        Ok(queue) => see_other(&format!("/desk/queue/{queue}?order={id}&undone={outcome}")),
        Err(_) => see_other(&format!("/desk/orders/{id}?undone={outcome}")),
    })
}
