//! Message keys of appeals, and how an appeal reads at the desk.

use people::record::{Fault, FaultKind, fault_key};
use ui::{Choice, Definition, Definitions, Lang, Tone, Tr, key};

use crate::domain::appeal::{Appeal, AppealState};
use crate::domain::said::{AppealKind, AppealRoute, CompanyClass};

/// Name of a kind.
pub(super) fn kind_key(kind: AppealKind) -> &'static str {
    match kind {
        AppealKind::PlatformPenalty => key("appeal-kind-penalty"),
        AppealKind::AccountBlock => key("appeal-kind-block"),
        AppealKind::GateRefusal => key("appeal-kind-gate"),
        AppealKind::PassSuspension => key("appeal-kind-pass"),
        AppealKind::Accident => key("appeal-kind-accident"),
        AppealKind::Wage => key("appeal-kind-wage"),
        AppealKind::SocialInsurance => key("appeal-kind-insurance"),
        AppealKind::Harassment => key("appeal-kind-harassment"),
        AppealKind::Other => key("appeal-kind-other"),
    }
}

/// Name of a class of company.
pub(super) fn company_key(company: CompanyClass) -> &'static str {
    match company {
        CompanyClass::Takeaway => key("company-takeaway"),
        CompanyClass::Delivery => key("company-delivery"),
        CompanyClass::RideHailing => key("company-ride-hailing"),
        CompanyClass::Freight => key("company-freight"),
        CompanyClass::Property => key("company-property"),
        CompanyClass::Other => key("company-other"),
    }
}

/// Name of a way.
pub(super) fn route_key(route: AppealRoute) -> &'static str {
    match route {
        AppealRoute::Hotline => key("appeal-route-hotline"),
        AppealRoute::Labour => key("appeal-route-labour"),
        AppealRoute::Union => key("appeal-route-union"),
        AppealRoute::Platform => key("appeal-route-platform"),
    }
}

/// Name and tone of a state.
pub(super) fn state_word(state: AppealState) -> (&'static str, Tone) {
    match state {
        AppealState::Received => (key("appeal-state-received"), Tone::Warn),
        AppealState::InHand => (key("appeal-state-in-hand"), Tone::Info),
        AppealState::Answered => (key("appeal-state-answered"), Tone::Ok),
        AppealState::Handed => (key("appeal-state-handed"), Tone::Info),
        AppealState::Withdrawn => (key("appeal-state-withdrawn"), Tone::Neutral),
    }
}

/// Name and tone of an event.
pub(super) fn event(kind: &str) -> (&'static str, Tone) {
    match kind {
        "appeal.registered" => (key("appeal-event-registered"), Tone::Info),
        "appeal.taken" => (key("appeal-event-taken"), Tone::Info),
        "appeal.answered" => (key("appeal-event-answered"), Tone::Ok),
        "appeal.handed" => (key("appeal-event-handed"), Tone::Info),
        "appeal.withdrawn" => (key("appeal-event-withdrawn"), Tone::Neutral),
        _ => (key("appeal-event-other"), Tone::Neutral),
    }
}

/// Answers to what it is about.
pub(super) fn kinds(t: Tr) -> Vec<Choice> {
    AppealKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), t.s(kind_key(*kind)))).collect()
}

/// Answers to whom it is against.
pub(super) fn companies(t: Tr) -> Vec<Choice> {
    let all = CompanyClass::ALL.iter();
    all.map(|class| Choice::new(class.as_str(), t.s(company_key(*class)))).collect()
}

/// Answers to where it stands.
pub(super) fn states(t: Tr) -> Vec<Choice> {
    let all = AppealState::ALL.iter();
    all.map(|state| Choice::new(state.as_str(), t.s(state_word(*state).0))).collect()
}

/// What it is about and against whom.
pub(super) fn facts(t: Tr, appeal: &Appeal) -> Definitions {
    let mut lines = vec![
        Definition::new(t.s("appeal-kind"), t.s(kind_key(appeal.kind))),
        Definition::new(t.s("appeal-company"), t.s(company_key(appeal.company)))
            .note(&appeal.against),
        Definition::new(t.s("appeal-route"), t.s(route_key(appeal.route))),
        Definition::new(t.s("appeal-received"), t.date_time(appeal.received_at)),
    ];
    if let Some(order_no) = &appeal.order_no {
        lines.push(Definition::new(t.s("appeal-order"), order_no));
    }
    Definitions::new(lines).columns()
}

/// As an appeal reads at the desk.
pub(super) fn as_read(kind: AppealKind, against: &str, facts: &str, wanted: &str) -> String {
    let t = Tr::new(Lang::ZhCn);
    let kind = t.s(kind_key(kind));
    let args = [
        ("kind", kind.as_ref().into()),
        ("against", against.into()),
        ("facts", facts.into()),
        ("wanted", wanted.into()),
    ];
    let text = if against.is_empty() { key("appeal-read-plain") } else { key("appeal-read") };
    t.a(text, &args)
}

/// What is wrong with a field.
pub(super) fn told(fault: Fault) -> (&'static str, &'static str) {
    match (fault.field, fault.kind) {
        ("phone", _) => ("phone", key("appeal-error-phone")),
        ("", FaultKind::Missing) => ("", key("appeal-error-key")),
        ("kind", _) => ("kind", key("appeal-error-kind")),
        ("words", kind) => ("facts", fault_key(kind)),
        (field, kind) => (field, fault_key(kind)),
    }
}
