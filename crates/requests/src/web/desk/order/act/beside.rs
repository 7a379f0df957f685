//! Beside the work: apply, decide, report progress, urge, supervise.

use axum::response::Response;
use kernel::counting::Limit;
use kernel::time::Instant;
use people::PageError;
use ui::key;

use super::Asked;
use crate::domain::application::{ApplicationKind, NewApplication};
use crate::domain::procedure::{ProcedureFault, Step};
use crate::domain::supervision::NewSupervision;

/// `POST /desk/orders/{id}/extension`
pub(in super::super::super) async fn extension(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("extension_reason");
    let terms = asked.view.beside.limit.and_then(|limit| limit.terms);
    let amount = asked.form.value("amount").parse::<u32>().ok().filter(|amount| *amount > 0);
    if amount.is_none() {
        asked.form.error("amount", key("desk-error-amount"));
    }
    let by = amount.zip(terms).map(|(amount, terms)| Limit::new(amount, terms.most.unit));
    let new = NewApplication { by, ..new(ApplicationKind::Extension, text) };
    asked.carry_out("extension", Some(Step::Ask(new).into())).await
}

/// `POST /desk/orders/{id}/deferral`
pub(in super::super::super) async fn deferral(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("deferral_reason");
    let plan = asked.text("plan");
    let day = asked.form.value("until").parse::<jiff::civil::Date>().ok();
    if day.is_none() {
        asked.form.error("until", key("desk-error-until"));
    }
    let new = NewApplication {
        reason_code: asked.form.value("reason_code").to_owned(),
        plan,
        target_at: day.map(Instant::end_of),
        ..new(ApplicationKind::Deferral, text)
    };
    asked.carry_out("deferral", Some(Step::Ask(new).into())).await
}

/// `POST /desk/orders/{id}/exclusion`
pub(in super::super::super) async fn exclusion(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("evidence");
    let reason_code = asked.form.value("exclusion_code").to_owned();
    let new = NewApplication { reason_code, ..new(ApplicationKind::Exclusion, text) };
    asked.carry_out("exclusion", Some(Step::Ask(new).into())).await
}

/// `POST /desk/orders/{id}/escalation`
pub(in super::super::super) async fn escalation(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("escalation_reason");
    let new = new(ApplicationKind::Escalation, text);
    asked.carry_out("escalation", Some(Step::Ask(new).into())).await
}

fn new(kind: ApplicationKind, text: String) -> NewApplication {
    NewApplication {
        kind,
        reason_code: String::new(),
        text,
        plan: String::new(),
        by: None,
        target_at: None,
    }
}

/// `POST /desk/orders/{id}/extension-decision`
pub(in super::super::super) async fn decide_extension(asked: Asked) -> Result<Response, PageError> {
    decide(asked, "extension-decision", ApplicationKind::Extension).await
}

/// `POST /desk/orders/{id}/deferral-decision`
pub(in super::super::super) async fn decide_deferral(asked: Asked) -> Result<Response, PageError> {
    decide(asked, "deferral-decision", ApplicationKind::Deferral).await
}

/// `POST /desk/orders/{id}/exclusion-decision`
pub(in super::super::super) async fn decide_exclusion(asked: Asked) -> Result<Response, PageError> {
    decide(asked, "exclusion-decision", ApplicationKind::Exclusion).await
}

/// `POST /desk/orders/{id}/escalation-decision`
pub(in super::super::super) async fn decide_escalation(
    asked: Asked,
) -> Result<Response, PageError> {
    decide(asked, "escalation-decision", ApplicationKind::Escalation).await
}

async fn decide(
    mut asked: Asked,
    resource: &'static str,
    kind: ApplicationKind,
) -> Result<Response, PageError> {
    let is_approval = match asked.form.value("decision") {
        "approve" => true,
        "decline" => false,
        _ => {
            asked.form.error("decision_text", key("desk-error-choose"));
            return asked.carry_out(resource, None).await;
        }
    };
    let text = if is_approval && kind != ApplicationKind::Escalation {
        asked.form.limit("decision_text", crate::domain::change::TEXT_MAX);
        asked.form.value("decision_text").to_owned()
    } else {
        asked.text("decision_text")
    };
    let step =
        if is_approval { Step::Approve { kind, text } } else { Step::Decline { kind, text } };
    asked.carry_out(resource, Some(step.into())).await
}

/// `POST /desk/orders/{id}/progress`
pub(in super::super::super) async fn progress(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("progress");
    asked.carry_out("progress", Some(Step::Progress { text }.into())).await
}

/// `POST /desk/orders/{id}/urge`
pub(in super::super::super) async fn urge(mut asked: Asked) -> Result<Response, PageError> {
    asked.form.limit("urge_text", crate::domain::change::TEXT_MAX);
    let text = asked.form.value("urge_text").to_owned();
    asked.carry_out("urge", Some(Step::Urge { text }.into())).await
}

/// `POST /desk/orders/{id}/supervision`
pub(in super::super::super) async fn supervise(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("demand");
    let level = asked.word("level");
    let cause = asked.word("cause");
    let step = level
        .zip(cause)
        .map(|(level, cause)| Step::Supervise(NewSupervision { level, cause, text }).into());
    asked.carry_out("supervision", step).await
}

/// `POST /desk/orders/{id}/supervision-answer`
pub(in super::super::super) async fn answer(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("answer_text");
    let supervision = asked.word("supervision");
    let step = supervision.is_some().then(|| Step::Answer { supervision, text }.into());
    asked.carry_out("supervision-answer", step).await
}

/// `POST /desk/orders/{id}/supervision-closing`
pub(in super::super::super) async fn close(mut asked: Asked) -> Result<Response, PageError> {
    let text = asked.text("closing_text");
    let supervision = asked.word("closing");
    let step = supervision.is_some().then(|| Step::End { supervision, text }.into());
    asked.carry_out("supervision-closing", step).await
}

/// The field a fault is about, and its message.
pub(super) fn told(fault: ProcedureFault) -> (&'static str, &'static str) {
    match fault {
        ProcedureFault::AskedAlready => ("", key("procedure-error-asked")),
        ProcedureFault::NothingAsked => ("", key("procedure-error-nothing")),
        ProcedureFault::NotInPolicy => ("", key("procedure-error-policy")),
        ProcedureFault::TooMuch => ("amount", key("procedure-error-much")),
        ProcedureFault::TooOften => ("", key("procedure-error-often")),
        ProcedureFault::Expired => ("amount", key("procedure-error-expired")),
        ProcedureFault::ReasonUnknown => ("", key("procedure-error-reason")),
        ProcedureFault::PlanMissing => ("plan", key("procedure-error-plan")),
        ProcedureFault::TargetDay => ("until", key("procedure-error-target")),
        ProcedureFault::SamePerson => ("", key("procedure-error-person")),
        ProcedureFault::SameUnit => ("", key("procedure-error-unit")),
        ProcedureFault::NotApprover => ("", key("procedure-error-approver")),
        ProcedureFault::UrgedAlready => ("urge_text", key("procedure-error-urged")),
        ProcedureFault::SupervisionOver => ("", key("procedure-error-supervision")),
        ProcedureFault::TopRung => ("", key("procedure-error-rung")),
    }
}
