//! At the unit: sign for it or object, contact, begin, ask for more time.

use axum::response::Response;
use kernel::counting::{Limit, LimitUnit};
use kernel::time::Instant;
use people::PageError;
use ui::key;

use super::Asked;
use crate::app::view::OrderView;
use crate::domain::change::Command;

/// Longest extension asked for at once, in whatever unit.
const EXTENSION_MAX: u32 = 60;

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
    let proposed = asked.form.value("proposed").parse().ok();
    let command = asked.word("ground").map(|ground| Command::Object { ground, text, proposed });
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

/// `POST /desk/orders/{id}/extension`
pub(in super::super::super) async fn extend(mut asked: Asked) -> Result<Response, PageError> {
    let reason = asked.text("extension_reason");
    let amount = asked.form.value("amount").parse::<u32>().ok();
    let amount = amount.filter(|amount| (1..=EXTENSION_MAX).contains(amount));
    if amount.is_none() {
        asked.form.error("amount", key("desk-error-amount"));
    }
    let unit = match asked.form.value("unit_of_time") {
        "hour" => LimitUnit::Hour,
        _ => LimitUnit::WorkingDay,
    };
    let command = amount.map(|amount| Command::Extend { by: Limit::new(amount, unit), reason });
    asked.carry_out("extension", command).await
}

/// `POST /desk/orders/{id}/escalation`
pub(in super::super::super) async fn escalate(mut asked: Asked) -> Result<Response, PageError> {
    let reason = asked.text("escalation_reason");
    asked.carry_out("escalation", Some(Command::Escalate { reason })).await
}

/// `POST /desk/orders/{id}/deferral`
pub(in super::super::super) async fn defer(mut asked: Asked) -> Result<Response, PageError> {
    let reason = asked.text("deferral_reason");
    let today = asked.desk.app.now().day();
    let day = asked.form.value("until").parse::<jiff::civil::Date>().ok();
    let until = day.filter(|day| *day > today).map(Instant::end_of);
    if until.is_none() {
        asked.form.error("until", key("desk-error-until"));
    }
    asked.carry_out("deferral", until.map(|until| Command::Defer { reason, until })).await
}

/// `POST /desk/orders/{id}/resumption`
pub(in super::super::super) async fn resume(asked: Asked) -> Result<Response, PageError> {
    asked.carry_out("resumption", Some(Command::Resume)).await
}
