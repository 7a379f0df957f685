//! At the desk: take up, ask back, answer, refuse, hand over, join.

use axum::response::Response;
use people::PageError;
use ui::key;

use super::Asked;
use crate::domain::OrderId;
use crate::domain::change::Command;
use crate::domain::order_no::OrderNo;
use crate::store::order;

/// `POST /desk/orders/{id}/acceptance`
pub(in super::super::super) async fn accept(asked: Asked) -> Result<Response, PageError> {
    asked.carry_out("acceptance", Some(Command::Accept)).await
}

/// `POST /desk/orders/{id}/info-request`
pub(in super::super::super) async fn ask(mut asked: Asked) -> Result<Response, PageError> {
    let question = asked.text("question");
    asked.carry_out("info-request", Some(Command::AskInfo { question })).await
}

/// `POST /desk/orders/{id}/answer`
pub(in super::super::super) async fn answer(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("answer");
    asked.carry_out("answer", Some(Command::Answer { text })).await
}

/// `POST /desk/orders/{id}/transfer`
pub(in super::super::super) async fn transfer(mut asked: Asked) -> Result<Response, PageError> {
    let receipt = asked.text("receipt");
    let command = asked.word("line").map(|line| Command::Transfer { line, receipt });
    asked.carry_out("transfer", command).await
}

/// `POST /desk/orders/{id}/link`: by the button beside a similar order, or by
/// its number.
pub(in super::super::super) async fn link(mut asked: Asked) -> Result<Response, PageError> {
    let typed = asked.form.value("lead").to_owned();
    let lead = by_number(&asked, &typed).await?;
    if lead.is_none() {
        asked.form.error("lead", key("desk-error-lead"));
    }
    asked.carry_out("link", lead.map(|lead| Command::Link { lead })).await
}

/// An order by its id or by its number; one they may not see is not there.
pub(super) async fn by_number(asked: &Asked, typed: &str) -> Result<Option<OrderId>, PageError> {
    let store = &asked.desk.app.db;
    let found: Result<_, db::StoreError> = match (typed.parse::<OrderId>(), typed.parse()) {
        (Ok(id), _) => store.read(id, |tx, id| Box::pin(order::get(tx, *id))).await,
        (_, Ok(no)) => store.read(no, |tx, no: &OrderNo| Box::pin(order::get_by_no(tx, no))).await,
        _ => return Ok(None),
    };
    let seen = found?.filter(|order| crate::domain::permission::can_see(&asked.staff, order));
    Ok(seen.map(|order| order.id))
}

/// `POST /desk/orders/{id}/unlink`
pub(in super::super::super) async fn unlink(asked: Asked) -> Result<Response, PageError> {
    asked.carry_out("unlink", Some(Command::Unlink)).await
}
