//! Hearing the requester, and what follows from it.

use axum::response::Response;
use people::PageError;

use super::Asked;
use crate::domain::callback::{Contacted, NewCallback};
use crate::domain::change::Command;

/// `POST /desk/orders/{id}/callback`
pub(in super::super::super) async fn record(mut asked: Asked) -> Result<Response, PageError> {
    let (channel, contacted) = (asked.word("channel"), asked.word::<Contacted>("contacted"));
    let form = &asked.form;
    let callback = channel.zip(contacted).map(|(channel, contacted)| NewCallback {
        channel,
        contacted,
        unit_contacted: match form.value("unit_contacted") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        solved: form.value("solved").parse().ok(),
        satisfied: form.value("satisfied").parse().ok(),
        comment: form.value("comment").to_owned(),
    });
    let command = callback.map(|callback| Command::CallBack { callback, is_last: false });
    asked.carry_out("callback", command).await
}

/// `POST /desk/orders/{id}/rework`
pub(in super::super::super) async fn rework(mut asked: Asked) -> Result<Response, PageError> {
    let reason = asked.text("rework_reason");
    asked.carry_out("rework", Some(Command::Rework { reason })).await
}

/// `POST /desk/orders/{id}/closure`
pub(in super::super::super) async fn close(asked: Asked) -> Result<Response, PageError> {
    asked.carry_out("closure", Some(Command::Close)).await
}

/// `POST /desk/orders/{id}/reopening`
pub(in super::super::super) async fn reopen(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("reopening");
    asked.carry_out("reopening", Some(Command::Reopen { text })).await
}
