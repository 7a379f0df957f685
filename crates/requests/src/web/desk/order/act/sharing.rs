//! More than one unit: parts, handing over, hearing units.

use axum::extract::Path;
use axum::response::Response;
use kernel::time::Instant;
use people::PageError;
use ui::{Field, FormState, Html, Tr, key};

use super::{Asked, units};
use crate::app::gatherings::Invitation;
use crate::app::joint::Settlement;
use crate::domain::OrderId;
use crate::domain::change::{Command, Refusal};
use crate::domain::gathering::GatheringKind;
use crate::domain::joint::JointFault;
use crate::domain::objection::ObjectionFault;

/// The day until which units are asked to answer.
pub(in super::super) fn until_field(t: Tr, form: &FormState) -> Html {
    Field::date(t, form, "answer_by", t.s("objection-answer-by")).optional().to_html()
}

/// `POST /desk/orders/{id}/parts`
pub(in super::super::super) async fn add(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("parts_text");
    let units = units(&asked.form, "units");
    if units.is_empty() {
        asked.form.error("units_1", key("desk-error-choose"));
    }
    asked.carry_out("parts", Some(Command::AddUnits { units, text })).await
}

/// `POST /desk/orders/{id}/parts/{part}/waiver`
pub(in super::super::super) async fn waive(
    part: PartPath,
    mut asked: Asked,
) -> Result<Response, PageError> {
    let reason = asked.text("waiver_reason");
    settle(asked, part, "waiver", Settlement::Waive { reason }).await
}

/// `POST /desk/orders/{id}/parts/{part}/return`
pub(in super::super::super) async fn give_back(
    part: PartPath,
    mut asked: Asked,
) -> Result<Response, PageError> {
    let text = asked.text("return_text");
    settle(asked, part, "return", Settlement::Return { text }).await
}

/// The part an address names.
pub(in super::super::super) struct PartPath(OrderId);

impl<S: Sync> axum::extract::FromRequestParts<S> for PartPath
where
    S: Send,
{
    type Rejection = PageError;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<Self, PageError> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((_, part)) = path.map_err(|_| PageError::NotFound)?;
        part.parse().map(Self).map_err(|_| PageError::NotFound)
    }
}

async fn settle(
    asked: Asked,
    PartPath(part): PartPath,
    action: &'static str,
    what: Settlement,
) -> Result<Response, PageError> {
    if asked.form.has_errors() {
        return asked.faulty(action).await;
    }
    let ids = (asked.view.order.id, part);
    let done = asked.desk.settle_part(&asked.staff, ids, what).await;
    asked.answer(action, done.map(drop)).await
}

/// `POST /desk/orders/{id}/handover`
pub(in super::super::super) async fn offer(mut asked: Asked) -> Result<Response, PageError> {
    let reason = asked.text("handover_reason");
    let command = asked.word("unit").map(|unit| Command::OfferHandover { unit, reason });
    asked.carry_out("handover", command).await
}

/// `POST /desk/orders/{id}/handover-acceptance`
pub(in super::super::super) async fn take(asked: Asked) -> Result<Response, PageError> {
    asked.carry_out("handover-acceptance", Some(Command::TakeHandover)).await
}

/// `POST /desk/orders/{id}/handover-refusal`
pub(in super::super::super) async fn refuse(mut asked: Asked) -> Result<Response, PageError> {
    let reason = asked.text("handover_answer");
    asked.carry_out("handover-refusal", Some(Command::RefuseHandover { reason })).await
}

/// `POST /desk/orders/{id}/handover-withdrawal`
pub(in super::super::super) async fn withdraw(asked: Asked) -> Result<Response, PageError> {
    asked.carry_out("handover-withdrawal", Some(Command::WithdrawHandover)).await
}

/// `POST /desk/orders/{id}/hearing`
pub(in super::super::super) async fn hear(asked: Asked) -> Result<Response, PageError> {
    convene(asked, GatheringKind::Hearing, "hearing").await
}

/// `POST /desk/orders/{id}/conference`
pub(in super::super::super) async fn confer(asked: Asked) -> Result<Response, PageError> {
    convene(asked, GatheringKind::Conference, "conference").await
}

async fn convene(
    mut asked: Asked,
    kind: GatheringKind,
    action: &'static str,
) -> Result<Response, PageError> {
    let question = asked.text("question");
    let units = units(&asked.form, "invited");
    if units.is_empty() {
        asked.form.error("invited_1", key("desk-error-choose"));
    }
    if asked.form.has_errors() {
        return asked.faulty(action).await;
    }
    let day = asked.form.value("answer_by").parse::<jiff::civil::Date>().ok();
    let invitation = Invitation { kind, units, question, answer_by: day.map(Instant::end_of) };
    let seen = asked.form.value("seen").parse().unwrap_or(0);
    let key = (asked.view.order.id, seen);
    let done = asked.desk.convene(&asked.staff, key, invitation).await;
    asked.answer(action, done.map(drop)).await
}

/// The field such a refusal is about, and its message.
pub(super) fn told(refusal: &Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::Joint(fault) => match fault {
            JointFault::PartsOpen => ("", key("joint-error-parts-open")),
            JointFault::NotAPart | JointFault::OnlyTheLead => ("", key("joint-error-nature")),
            JointFault::LeadReplied => ("", key("joint-error-lead-replied")),
            JointFault::UnitTwice => ("units_1", key("joint-error-unit-twice")),
            JointFault::TooMany => ("units_1", key("joint-error-too-many")),
            JointFault::OfferedAlready | JointFault::NotOffered => ("", key("joint-error-offer")),
            JointFault::SameUnit => ("unit", key("joint-error-same-unit")),
        },
        Refusal::Objection(fault) => match fault {
            ObjectionFault::Already => ("", key("objection-error-already")),
            ObjectionFault::Designated => ("", key("objection-error-designated")),
            ObjectionFault::TooLate => ("", key("objection-error-too-late")),
            ObjectionFault::BasisMissing => ("legal_basis", key("desk-error-text")),
            ObjectionFault::HearingOpen => ("", key("objection-error-hearing")),
        },
        _ => ("", key("desk-error-unknown")),
    }
}
