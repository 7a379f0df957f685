//! Message keys of benefits.

use people::PageError;
use people::record::{Fault, FaultKind, fault_key};
use ui::{Choice, Definition, Tone, Tr, key};

use crate::app::benefit::ProgrammeStep;
use crate::app::error::ActError;
use crate::domain::benefit::money::{Account, Movement};
use crate::domain::benefit::programme::{BenefitKind, BenefitOrder, Programme, Proof, Window};
use crate::domain::benefit::{Benefit, BenefitState, BenefitVerb};

/// Name of a kind.
pub(super) fn kind_key(kind: BenefitKind) -> &'static str {
    match kind {
        BenefitKind::Tuition => key("benefit-kind-tuition"),
        BenefitKind::Training => key("benefit-kind-training"),
        BenefitKind::Aid => key("benefit-kind-aid"),
        BenefitKind::Housing => key("benefit-kind-housing"),
    }
}

/// Name of an order.
pub(super) fn order_key(order: BenefitOrder) -> &'static str {
    match order {
        BenefitOrder::Application => key("benefit-order-application"),
        BenefitOrder::Lot => key("benefit-order-lot"),
    }
}

/// Name of a proof.
pub(super) fn proof_key(proof: Proof) -> &'static str {
    match proof {
        Proof::SelfStatement => key("benefit-proof-self"),
        Proof::Employer => key("benefit-proof-employer"),
    }
}

/// Name and tone of where the window stands.
pub(super) fn window_word(window: Window) -> (&'static str, Tone) {
    match window {
        Window::Coming => (key("benefit-window-coming"), Tone::Info),
        Window::Open => (key("benefit-window-open"), Tone::Ok),
        Window::Closed => (key("benefit-window-closed"), Tone::Neutral),
    }
}

/// Name and tone of a state.
pub(super) fn state_word(state: BenefitState) -> (&'static str, Tone) {
    match state {
        BenefitState::Submitted => (key("benefit-state-submitted"), Tone::Warn),
        BenefitState::FoundEligible => (key("benefit-state-found-eligible"), Tone::Info),
        BenefitState::FoundIneligible => (key("benefit-state-found-ineligible"), Tone::Info),
        BenefitState::Confirmed => (key("benefit-state-confirmed"), Tone::Info),
        BenefitState::Noticed => (key("benefit-state-noticed"), Tone::Info),
        BenefitState::Objected => (key("benefit-state-objected"), Tone::Warn),
        BenefitState::Waiting => (key("benefit-state-waiting"), Tone::Neutral),
        BenefitState::Awarded => (key("benefit-state-awarded"), Tone::Ok),
        BenefitState::Paid => (key("benefit-state-paid"), Tone::Ok),
        BenefitState::Returned => (key("benefit-state-returned"), Tone::Neutral),
        BenefitState::Refused => (key("benefit-state-refused"), Tone::Bad),
        BenefitState::Withdrawn => (key("benefit-state-withdrawn"), Tone::Neutral),
    }
}

/// Title and meaning of what a member of staff may do.
pub(super) fn verb_keys(verb: BenefitVerb) -> Option<(&'static str, &'static str)> {
    match verb {
        BenefitVerb::FindEligible => {
            Some((key("benefit-act-find-eligible"), key("benefit-act-find-eligible-hint")))
        }
        BenefitVerb::FindIneligible => {
            Some((key("benefit-act-find-ineligible"), key("benefit-act-find-ineligible-hint")))
        }
        BenefitVerb::Confirm => Some((key("benefit-act-confirm"), key("benefit-act-second-hint"))),
        BenefitVerb::Refuse => Some((key("benefit-act-refuse"), key("benefit-act-second-hint"))),
        BenefitVerb::SendBack => {
            Some((key("benefit-act-send-back"), key("benefit-act-send-back-hint")))
        }
        BenefitVerb::Dismiss => Some((key("benefit-act-dismiss"), key("benefit-act-answer-hint"))),
        BenefitVerb::Uphold => Some((key("benefit-act-uphold"), key("benefit-act-uphold-hint"))),
        BenefitVerb::Pay => Some((key("benefit-act-pay"), key("benefit-act-pay-hint"))),
        BenefitVerb::CorrectPayment => {
            Some((key("benefit-act-correct"), key("benefit-act-correct-hint")))
        }
        BenefitVerb::Return => Some((key("benefit-act-return"), key("benefit-act-return-hint"))),
        BenefitVerb::Withdraw
        | BenefitVerb::Object
        | BenefitVerb::Publish
        | BenefitVerb::Queue
        | BenefitVerb::Award => None,
    }
}

/// Title and meaning of a step of a programme.
pub(super) fn step_keys(step: ProgrammeStep) -> (&'static str, &'static str) {
    match step {
        ProgrammeStep::Seal => (key("benefit-step-seal"), key("benefit-step-seal-hint")),
        ProgrammeStep::Publish => (key("benefit-step-publish"), key("benefit-step-publish-hint")),
        ProgrammeStep::Draw => (key("benefit-step-draw"), key("benefit-step-draw-hint")),
        ProgrammeStep::Give => (key("benefit-step-give"), key("benefit-step-give-hint")),
    }
}

/// Name of an account.
pub(super) fn account_key(account: Account) -> &'static str {
    match account {
        Account::Funding => key("benefit-account-funding"),
        Account::Budget => key("benefit-account-budget"),
        Account::Committed => key("benefit-account-committed"),
        Account::Paid => key("benefit-account-paid"),
        Account::Returned => key("benefit-account-returned"),
    }
}

/// Name of a movement.
pub(super) fn movement_key(movement: Movement) -> &'static str {
    match movement {
        Movement::Fund => key("benefit-movement-fund"),
        Movement::Cut => key("benefit-movement-cut"),
        Movement::Commit => key("benefit-movement-commit"),
        Movement::Pay => key("benefit-movement-pay"),
        Movement::Return => key("benefit-movement-return"),
        Movement::Reuse => key("benefit-movement-reuse"),
        Movement::Reverse => key("benefit-movement-reverse"),
    }
}

/// Name and tone of an event.
pub(super) fn event(kind: &str) -> (&'static str, Tone) {
    match kind {
        "benefit.submitted" => (key("benefit-event-submitted"), Tone::Info),
        "benefit.withdrawn" => (key("benefit-event-withdrawn"), Tone::Neutral),
        "benefit.found_eligible" => (key("benefit-event-found-eligible"), Tone::Info),
        "benefit.found_ineligible" => (key("benefit-event-found-ineligible"), Tone::Info),
        "benefit.confirmed" => (key("benefit-event-confirmed"), Tone::Info),
        "benefit.refused" => (key("benefit-event-refused"), Tone::Bad),
        "benefit.sent_back" => (key("benefit-event-sent-back"), Tone::Warn),
        "benefit.noticed" => (key("benefit-event-noticed"), Tone::Info),
        "benefit.objected" => (key("benefit-event-objected"), Tone::Warn),
        "benefit.objection_dismissed" => (key("benefit-event-dismissed"), Tone::Info),
        "benefit.objection_upheld" => (key("benefit-event-upheld"), Tone::Warn),
        "benefit.drawn" => (key("benefit-event-drawn"), Tone::Info),
        "benefit.queued" => (key("benefit-event-queued"), Tone::Neutral),
        "benefit.awarded" => (key("benefit-event-awarded"), Tone::Ok),
        "benefit.paid" => (key("benefit-event-paid"), Tone::Ok),
        "benefit.payment_corrected" => (key("benefit-event-corrected"), Tone::Warn),
        "benefit.returned" => (key("benefit-event-returned"), Tone::Neutral),
        _ => (key("benefit-event-other"), Tone::Neutral),
    }
}

/// Answers to where it stands.
pub(super) fn states(t: Tr) -> Vec<Choice> {
    let all = BenefitState::ALL.iter();
    all.map(|state| Choice::new(state.as_str(), t.s(state_word(*state).0))).collect()
}

/// Programmes by their names.
pub(super) fn programmes(all: &[Programme]) -> Vec<Choice> {
    all.iter().map(|one| Choice::new(&one.id, &one.name)).collect()
}

/// Fen as yuan.
pub(super) fn yuan(t: Tr, fen: i64) -> String {
    let rest = (fen % 100).abs();
    let sign = if fen < 0 && fen > -100 { "-" } else { "" };
    t.named("benefit-yuan", format!("{sign}{}.{rest:02}", t.number(fen / 100)))
}

/// The contract of a bed.
pub(super) fn contract(t: Tr, benefit: &Benefit) -> Vec<Definition> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut lines = Vec::new();
    if let Some(bed) = &benefit.bed {
        lines.push(Definition::new(t.s("benefit-bed"), bed));
    }
    if benefit.contract_from.is_some() {
        let args = [
            ("from", text(&benefit.contract_from).into()),
            ("to", text(&benefit.contract_to).into()),
        ];
        lines.push(Definition::new(t.s("benefit-contract"), t.a("benefit-contract-days", &args)));
    }
    if let Some(rent) = benefit.rent_fen {
        lines.push(Definition::new(t.s("benefit-rent"), yuan(t, rent)));
    }
    lines
}

/// What is wrong with a field.
pub(super) fn told(fault: Fault) -> (&'static str, &'static str) {
    let message = match (fault.field, fault.kind) {
        ("phone", FaultKind::Taken) => key("benefit-error-twice"),
        ("phone", FaultKind::NotAllowed) => key("benefit-error-excluded"),
        ("phone", FaultKind::Unknown) => key("benefit-error-phone"),
        ("no", FaultKind::Unknown) => key("benefit-error-no"),
        ("no", FaultKind::TooLate) => key("benefit-error-notice-over"),
        ("", FaultKind::Missing) => key("benefit-error-key"),
        ("", FaultKind::TooLate) => key("benefit-error-closed"),
        (_, kind) => fault_key(kind),
    };
    (fault.field, message)
}

/// The page for what is no fault of a field.
pub(super) fn to_page(error: ActError) -> PageError {
    error.fault().err().unwrap_or(PageError::BadRequest)
}
