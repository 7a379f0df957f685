//! At the unit: sign for it or object, contact, begin, take it off the list.

use axum::response::Response;
use people::PageError;

use super::Asked;
use crate::app::view::OrderView;
use crate::domain::change::Command;

/// Whether the first contact stands in the course already.
pub(in super::super) fn was_contacted(view: &OrderView) -> bool {
    view.events.iter().any(|event| event.kind == "order.first_contact")
}

/// `POST /desk/orders/{id}/acknowledgement`
pub(in super::super::super) async fn acknowledge(asked: Asked) -> Result<Response, PageError> {
    asked.carry_out("acknowledgement", Some(Command::Acknowledge)).await
}

/// `POST /desk/orders/{id}/objection`
pub(in super::super::super) async fn object(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("objection_text");
    let legal_basis = asked.text("legal_basis");
    let proposed = asked.form.value("proposed").parse().ok();
    let command =
        asked.word("ground").map(|ground| Command::Object { ground, legal_basis, text, proposed });
    asked.carry_out("objection", command).await
}

/// `POST /desk/orders/{id}/first-contact`
pub(in super::super::super) async fn contact(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("contact");
    asked.carry_out("first-contact", Some(Command::FirstContact { text })).await
}

/// `POST /desk/orders/{id}/start`
pub(in super::super::super) async fn start(asked: Asked) -> Result<Response, PageError> {
    asked.carry_out("start", Some(Command::Start)).await
}

/// `POST /desk/orders/{id}/resumption`
pub(in super::super::super) async fn resume(asked: Asked) -> Result<Response, PageError> {
    asked.carry_out("resumption", Some(Command::Resume)).await
}
