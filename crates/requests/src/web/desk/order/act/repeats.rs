//! Repeats, what is not accepted, and what protects a report.

use axum::response::Response;
use people::{PageError, UnitId};
use ui::key;

use super::Asked;
use super::intake::by_number;
use crate::app::recusal::RecusalStep;
use crate::app::refusal::NewRefusal;
use crate::domain::change::{Command, NewRepeat, TEXT_MAX};
use crate::domain::procedure_rules::Treatment;
use crate::domain::recusal::RecusalVerb;
use crate::domain::repeats::{RepeatFault, RepeatKind};
use crate::domain::termination::TerminationState;
use crate::domain::words::NotAcceptedReason;

/// What the pack says in a case.
pub(in super::super) fn prefilled_text(told: &Treatment) -> &str {
    &told.text
}

/// `POST /desk/orders/{id}/repeat`
pub(in super::super::super) async fn repeat(mut asked: Asked) -> Result<Response, PageError> {
    let typed = asked.form.value("lead").to_owned();
    let lead = by_number(&asked, &typed).await?;
    if lead.is_none() {
        asked.form.error("lead", key("desk-error-lead"));
    }
    asked.form.limit("repeat_text", TEXT_MAX);
    let text = asked.form.value("repeat_text").to_owned();
    let separate_claims = match asked.form.value("claims") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let kind: Option<RepeatKind> = match asked.form.value("kind") {
        "" => None,
        _ => asked.word("kind"),
    };
    let command = lead.map(|lead| match kind {
        Some(kind) => Command::Repeat(NewRepeat { lead, kind, text, separate_claims }),
        None => Command::Link { lead },
    });
    asked.carry_out("repeat", command).await
}

/// `POST /desk/orders/{id}/follow-up`
pub(in super::super::super) async fn follow_up(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("follow_up");
    asked.carry_out("follow-up", Some(Command::FollowUp { text, from: None })).await
}

/// `POST /desk/orders/{id}/refusal`
pub(in super::super::super) async fn refuse(mut asked: Asked) -> Result<Response, PageError> {
    asked.form.limit("refusal_text", TEXT_MAX);
    let reason: Option<NotAcceptedReason> = asked.word("reason");
    let typed = asked.form.value("earlier").to_owned();
    let earlier = if typed.is_empty() { None } else { by_number(&asked, &typed).await? };
    if !typed.is_empty() && earlier.is_none() {
        asked.form.error("earlier", key("desk-error-lead"));
    }
    let Some(reason) = reason.filter(|_| !asked.form.has_errors()) else {
        return asked.faulty("refusal").await;
    };
    let new = NewRefusal {
        reason,
        text: asked.form.value("refusal_text").to_owned(),
        earlier,
        guidance: asked.form.value("guidance").parse().ok(),
    };
    let seen = asked.form.value("seen").parse().unwrap_or(0);
    let done = asked.desk.refuse(&asked.staff, (asked.view.order.id, seen), new).await;
    asked.answer("refusal", done.map(drop)).await
}

/// `POST /desk/orders/{id}/protection`
pub(in super::super::super) async fn protect(asked: Asked) -> Result<Response, PageError> {
    let unit: Option<UnitId> = asked.form.value("reported").parse().ok();
    let confidential = asked.form.value("confidential") == "1";
    asked.carry_out("protection", Some(Command::NameReported { unit, confidential })).await
}

/// `POST /desk/orders/{id}/termination-request`
pub(in super::super::super) async fn ask_end(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("termination_text");
    let command = asked.word("reason").map(|reason| Command::AskTermination { reason, text });
    asked.carry_out("termination-request", command).await
}

/// `POST /desk/orders/{id}/termination`
pub(in super::super::super) async fn decide_end(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("decision_text");
    let rows = &asked.view.procedures.terminations;
    let open = rows.iter().find(|row| row.state == TerminationState::Asked);
    let reason = open.map(|row| row.reason);
    let command = match asked.form.value("decision") {
        "approve" => reason
            .map(|reason| Command::Terminate { reason, text: text.clone() })
            .or(Some(Command::KeepOn { text })),
        "refuse" => Some(Command::KeepOn { text }),
        _ => {
            asked.form.error("", key("desk-error-choose"));
            None
        }
    };
    asked.carry_out("termination", command).await
}

/// `POST /desk/orders/{id}/recusal`
pub(in super::super::super) async fn recuse(mut asked: Asked) -> Result<Response, PageError> {
    let reason = asked.text("recusal_reason");
    recusal_step(asked, "recusal", Some(RecusalStep::Withdraw), &reason).await
}

/// `POST /desk/orders/{id}/recusal-demand`
pub(in super::super::super) async fn demand(mut asked: Asked) -> Result<Response, PageError> {
    let reason = asked.text("demand_reason");
    let step = asked.word("person").map(RecusalStep::Demand);
    recusal_step(asked, "recusal-demand", step, &reason).await
}

/// `POST /desk/orders/{id}/recusal-decision`
pub(in super::super::super) async fn decide_recusal(
    mut asked: Asked,
) -> Result<Response, PageError> {
    let reason = asked.text("recusal_decision_reason");
    let verb: Option<RecusalVerb> = asked.word("decision");
    let id = asked.word("recusal");
    let step = id.zip(verb).map(|(id, verb)| RecusalStep::Decide(id, verb));
    recusal_step(asked, "recusal-decision", step, &reason).await
}

async fn recusal_step(
    asked: Asked,
    action: &'static str,
    step: Option<RecusalStep>,
    reason: &str,
) -> Result<Response, PageError> {
    let Some(step) = step.filter(|_| !asked.form.has_errors()) else {
        return asked.faulty(action).await;
    };
    let done = asked.desk.recuse(&asked.staff, asked.view.order.id, step, reason).await;
    asked.answer(action, done.map(drop)).await
}

/// The field such a fault is about, and its message.
pub(in super::super) fn told(fault: RepeatFault) -> (&'static str, &'static str) {
    match fault {
        RepeatFault::Confidential => ("lead", key("desk-error-confidential")),
        RepeatFault::Statutory => ("kind", key("repeats-error-statutory")),
        RepeatFault::SeparateClaims => ("claims", key("repeats-error-claims")),
        RepeatFault::ClaimsUnsaid => ("claims", key("repeats-error-claims-unsaid")),
        RepeatFault::OtherPerson => ("kind", key("repeats-error-other-person")),
        RepeatFault::SamePerson => ("kind", key("repeats-error-same-person")),
        RepeatFault::LeadDone => ("lead", key("repeats-error-lead-done")),
        RepeatFault::LeadOpen => ("lead", key("repeats-error-lead-open")),
        RepeatFault::NothingNew => ("repeat_text", key("repeats-error-nothing-new")),
        RepeatFault::SomethingNew => ("kind", key("repeats-error-something-new")),
        RepeatFault::NotCrossChannel => ("kind", key("repeats-error-cross-channel")),
    }
}
