//! The forms of the procedures beside an order. Whether a form is there is the
//! same question the use case asks.

use kernel::policy::ReasonKind;
use ui::{Button, Choice, Field, Html, key};

use super::super::clock;
use super::forms::Maker;
use crate::app::procedure_words::{cause_key, level_key};
use crate::domain::application::{Application, ApplicationKind};
use crate::domain::change::TEXT_MAX;
use crate::domain::order::Verb;
use crate::domain::permission;
use crate::domain::procedure::{Facts, approve_verb, may_decide};
use crate::domain::supervision::{SupervisionCause, SupervisionLevel, SupervisionState};

/// Each action's resource and its name.
pub(super) const TITLES: &[(&str, &str)] = &[
    ("extension", key("procedure-act-extension")),
    ("extension-decision", key("procedure-act-extension-decision")),
    ("deferral", key("procedure-act-deferral")),
    ("deferral-decision", key("procedure-act-deferral-decision")),
    ("exclusion", key("procedure-act-exclusion")),
    ("exclusion-decision", key("procedure-act-exclusion-decision")),
    ("escalation", key("procedure-act-escalation")),
    ("escalation-decision", key("procedure-act-escalation-decision")),
    ("progress", key("procedure-act-progress")),
    ("urge", key("procedure-act-urge")),
    ("supervision", key("procedure-act-supervision")),
    ("supervision-answer", key("procedure-act-supervision-answer")),
    ("supervision-closing", key("procedure-act-supervision-closing")),
];

impl Maker<'_> {
    /// What waits for this person's decision, then what they may apply for.
    pub(super) fn procedure_forms(&mut self) {
        self.decision_forms();
        self.supervision_forms();
        self.extension_form();
        self.deferral_forms();
        self.exclusion_form();
        if self.may(Verb::Escalate)
            && self.view.beside.waiting(ApplicationKind::Escalation).is_none()
        {
            let label = key("desk-escalation-reason");
            let text = self.text("escalation", "escalation_reason", label);
            self.push("escalation", "", vec![text]);
        }
        if self.may(Verb::Urge) {
            let form = self.form("urge");
            let text = Field::textarea(self.t, &form, "urge_text", self.t.s("procedure-urge-text"));
            let hours = self.view.beside.procedures.urge_every_hours;
            let hint = self.t.n("procedure-urge-hint", i64::from(hours));
            self.push("urge", "", vec![text.rows(2).hint(hint).optional().to_html()]);
        }
    }

    fn may_decide(&self, application: &Application) -> bool {
        let verb = approve_verb(application.kind);
        let facts = Facts {
            actor: Some(self.staff.account),
            actor_unit: Some(self.staff.unit),
            roles: Some(permission::acting_roles(self.staff, verb, &self.view.order)),
            ..Facts::default()
        };
        let terms = self.view.beside.limit.and_then(|limit| limit.terms);
        self.may(verb) && may_decide(application, terms.as_ref(), &facts).is_ok()
    }

    fn decision_forms(&mut self) {
        for kind in ApplicationKind::ALL {
            let waiting = self.view.beside.waiting(*kind);
            if !waiting.is_some_and(|waiting| self.may_decide(waiting)) {
                continue;
            }
            let resource = match kind {
                ApplicationKind::Extension => "extension-decision",
                ApplicationKind::Deferral => "deferral-decision",
                ApplicationKind::Exclusion => "exclusion-decision",
                ApplicationKind::Escalation => "escalation-decision",
            };
            let form = self.form(resource);
            let label = self.t.s("procedure-decision-text");
            let text = Field::textarea(self.t, &form, "decision_text", label).rows(2);
            let text = text.hint(self.t.s("procedure-decision-hint")).optional();
            self.push(resource, "", vec![text.to_html()]);
            if let Some(made) = self.made.last_mut() {
                let (yes, no) = match kind {
                    ApplicationKind::Escalation => {
                        (key("procedure-decide"), key("procedure-send-back"))
                    }
                    _ => (key("procedure-approve"), key("procedure-decline")),
                };
                made.buttons = vec![
                    Button::submit(self.t.s(yes)).primary().named("decision", "approve"),
                    Button::submit(self.t.s(no)).named("decision", "decline"),
                ];
            }
        }
    }

    fn extension_form(&mut self) {
        let t = self.t;
        let terms = self.view.beside.limit.and_then(|limit| limit.terms);
        let is_waiting = self.view.beside.waiting(ApplicationKind::Extension).is_some();
        let Some(terms) = terms.filter(|_| self.may(Verb::AskExtension) && !is_waiting) else {
            return;
        };
        let form = self.form("extension");
        let most = clock::limit(t, terms.most);
        let hint = t.a(
            "procedure-extension-hint",
            &[("most", most.into()), ("times", i64::from(terms.times).into())],
        );
        let amount = Field::number(t, &form, "amount", t.s("desk-extension-amount"));
        let amount = amount.hint(hint).required().to_html();
        let text = self.text("extension", "extension_reason", key("desk-extension-reason"));
        self.push("extension", "", vec![amount, text]);
    }

    fn reasons(&self, kind: ReasonKind) -> Vec<Choice> {
        let mut choices = vec![Choice::new("", self.t.s("desk-choose"))];
        let reasons = self.view.beside.procedures.reasons(kind);
        choices.extend(reasons.map(|reason| Choice::new(&reason.code, &reason.name)));
        choices
    }

    fn deferral_forms(&mut self) {
        let t = self.t;
        let is_waiting = self.view.beside.waiting(ApplicationKind::Deferral).is_some();
        let may_defer = self.view.beside.limit.is_some_and(|limit| limit.may_defer);
        if self.may(Verb::AskDeferral) && may_defer && !is_waiting {
            let form = self.form("deferral");
            let reason = Field::select(t, &form, "reason_code", t.s("procedure-reason"));
            let reason = reason.choices(self.reasons(ReasonKind::Deferral)).required();
            let until = Field::date(t, &form, "until", t.s("procedure-target")).required();
            let text = self.text("deferral", "deferral_reason", key("procedure-deferral-reason"));
            let plan = self.text("deferral", "plan", key("procedure-plan"));
            self.push("deferral", "", vec![reason.to_html(), until.to_html(), text, plan]);
        }
        if self.may(Verb::ReportProgress) {
            let text = self.text("progress", "progress", key("procedure-progress-text"));
            self.push("progress", "", vec![text]);
        }
        if self.may(Verb::Resume) {
            self.push("resumption", "", Vec::new());
        }
    }

    fn exclusion_form(&mut self) {
        let t = self.t;
        let known = self.view.beside.applications.iter();
        let mut known = known.filter(|one| one.kind == ApplicationKind::Exclusion);
        if !self.may(Verb::AskExclusion) || known.any(|one| one.is_open() || one.is_granted()) {
            return;
        }
        let form = self.form("exclusion");
        let reason = Field::select(t, &form, "exclusion_code", t.s("procedure-reason"));
        let reason = reason.choices(self.reasons(ReasonKind::Exclusion)).required();
        let text = self.text("exclusion", "evidence", key("procedure-evidence"));
        self.push("exclusion", "", vec![reason.to_html(), text]);
    }

    fn supervision_forms(&mut self) {
        let t = self.t;
        let open: Vec<_> = self.view.beside.open_supervisions().collect();
        let numbered = |states: &[SupervisionState]| -> Vec<Choice> {
            let fitting = open.iter().filter(|one| states.contains(&one.state));
            fitting.map(|one| Choice::new(one.id.to_string(), super::number(t, one))).collect()
        };
        let to_answer = numbered(&[SupervisionState::Open, SupervisionState::Answered]);
        let to_close = numbered(&[SupervisionState::Answered]);
        if self.may(Verb::AnswerSupervision) && !to_answer.is_empty() {
            let form = self.form("supervision-answer");
            let which = select(self, &form, ("supervision", to_answer));
            let text = self.text("supervision-answer", "answer_text", key("supervision-answer"));
            self.push("supervision-answer", "", vec![which, text]);
        }
        if self.may(Verb::EndSupervision) && !to_close.is_empty() {
            let form = self.form("supervision-closing");
            let which = select(self, &form, ("closing", to_close));
            let text = self.text("supervision-closing", "closing_text", key("supervision-closing"));
            self.push("supervision-closing", "", vec![which, text]);
        }
        if self.may(Verb::Supervise) {
            let next = open.first().map_or(SupervisionLevel::Hotline, |one| one.level.next());
            let form = self.form("supervision");
            let form = if form.has("level") { form } else { form.with("level", next.as_str()) };
            let levels = self.words(SupervisionLevel::ALL, SupervisionLevel::as_str, level_key);
            let causes = self.words(SupervisionCause::ALL, SupervisionCause::as_str, cause_key);
            let level = Field::select(t, &form, "level", t.s("supervision-level")).choices(levels);
            let cause = Field::select(t, &form, "cause", t.s("supervision-cause")).choices(causes);
            let demand = Field::textarea(t, &form, "demand", t.s("supervision-demand")).rows(3);
            let demand = demand.counted(TEXT_MAX).required();
            let fields = vec![level.to_html(), cause.to_html(), demand.to_html()];
            self.push("supervision", "", fields);
        }
    }
}

/// Which supervision is meant.
fn select(maker: &Maker<'_>, form: &ui::FormState, (name, choices): (&str, Vec<Choice>)) -> Html {
    let label = maker.t.s("supervision-which");
    Field::select(maker.t, form, name, label).choices(choices).to_html()
}
