//! A unit's reply, and its review before it goes out.

use axum::response::Response;
use people::PageError;
use ui::key;

use super::Asked;
use crate::domain::change::Command;
use crate::domain::reply::NewReply;

/// `POST /desk/orders/{id}/reply`
pub(in super::super::super) async fn reply(mut asked: Asked) -> Result<Response, PageError> {
    let solved = asked.word("solved");
    let form = &asked.form;
    let text = |name: &str| form.value(name).to_owned();
    let command = solved.map(|solved| {
        Command::Reply(NewReply {
            text_public: text("text_public"),
            text_internal: text("text_internal"),
            solved,
            unsolved_reason: Some(text("unsolved_reason")).filter(|text| !text.is_empty()),
            is_true: form.value("is_true") == "1",
            out_of_duty: form.value("out_of_duty") == "1",
        })
    });
    asked.carry_out("reply", command).await
}

/// `POST /desk/orders/{id}/review`
pub(in super::super::super) async fn review(mut asked: Asked) -> Result<Response, PageError> {
    let command = match asked.form.value("review") {
        "approve" => Some(Command::ApproveReply),
        "reject" => Some(Command::RejectReply { text: asked.text("review_text") }),
        _ => {
            asked.form.error("", key("desk-error-choose"));
            None
        }
    };
    asked.carry_out("review", command).await
}
