//! What was said when requester, desk and unit talked at once.

use axum::response::Response;
use people::PageError;
use ui::key;

use super::Asked;
use crate::domain::change::Command;
use crate::domain::three_way_call::{NewThreeWayCall, SPOKE_MAX, ThreeWayCallFault};

/// `POST /desk/orders/{id}/three-way-call`
pub(in super::super::super) async fn record(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("call_text");
    let name = "call_spoke";
    asked.form.require(name, key("three-way-error-spoke")).limit(name, SPOKE_MAX);
    let spoke = asked.form.value(name).to_owned();
    let unit = asked.word("call_unit");
    let outcome = asked.word("call_outcome");
    let new =
        unit.zip(outcome).map(|(unit, outcome)| NewThreeWayCall { unit, spoke, outcome, text });
    asked.carry_out("three-way-call", new.map(Command::ThreeWayCall)).await
}

/// The field such a fault is about, and its message.
pub(super) fn told(fault: ThreeWayCallFault) -> (&'static str, &'static str) {
    match fault {
        ThreeWayCallFault::SpokeMissing => ("call_spoke", key("three-way-error-spoke")),
        ThreeWayCallFault::SpokeLong => ("call_spoke", key("desk-error-long")),
    }
}
