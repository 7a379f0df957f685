//! Forms that protect a report, keep people away, and end the handling.

use ui::{Button, Choice, Field, key};

use super::Maker;
use crate::app::recusal::{RecusalStep, may};
use crate::domain::order::Verb;
use crate::domain::termination::TerminationState;
use crate::domain::words::{NotAcceptedReason, OrderType};
use crate::web::words::not_accepted_key;
use people::AccountId;

impl Maker<'_> {
    pub(super) fn protection_forms(&mut self) {
        let t = self.t;
        let order = &self.view.order;
        if order.order_type == OrderType::Report && self.may(Verb::NameReported) {
            let kept = order.reported_unit_id.map(|unit| unit.to_string()).unwrap_or_default();
            let form = self.form("protection").with("reported", kept);
            let form = if order.confidential { form.with("confidential", "1") } else { form };
            let unit = Field::select(t, &form, "reported", t.s("protection-reported"));
            let unit = unit.hint(t.s("protection-reported-hint")).choices(self.units()).optional();
            let secret = Field::checkbox(t, &form, "confidential", t.s("protection-confidential"));
            self.push("protection", "", vec![unit.to_html(), secret.to_html()]);
        }
        self.termination_forms();
        self.recusal_forms();
    }

    fn termination_forms(&mut self) {
        let t = self.t;
        let rows = &self.view.procedures.terminations;
        let is_asked = rows.iter().any(|row| row.state == TerminationState::Asked);
        let reasons =
            self.words(NotAcceptedReason::ALL, NotAcceptedReason::as_str, not_accepted_key);
        if !is_asked && self.may(Verb::AskTermination) {
            let form = self.form("termination-request");
            let reason = Field::select(t, &form, "reason", t.s("protection-termination-reason"));
            let reason = reason.choices(reasons).to_html();
            let label = key("protection-termination-text");
            let text = self.text("termination-request", "termination_text", label);
            self.push("termination-request", "", vec![reason, text]);
        } else if is_asked && self.may(Verb::Terminate) {
            let label = key("protection-termination-decision");
            let text = self.text("termination", "decision_text", label);
            self.push("termination", "E", vec![text]);
            if let Some(made) = self.made.last_mut() {
                made.is_open = true;
                made.buttons = vec![
                    Button::submit(t.s("protection-termination-approve"))
                        .primary()
                        .named("decision", "approve"),
                    Button::submit(t.s("protection-termination-refuse"))
                        .named("decision", "refuse"),
                ];
            }
        }
    }

    fn recusal_forms(&mut self) {
        let t = self.t;
        let order = &self.view.order;
        if may(self.staff, &RecusalStep::Withdraw, order) && order.unit_id.is_some() {
            let text = self.text("recusal", "recusal_reason", key("protection-recusal-reason"));
            self.push("recusal", "", vec![text]);
        }
        let people = self.acted();
        let nobody = RecusalStep::Demand(self.staff.account);
        if order.order_type == OrderType::Report
            && !people.is_empty()
            && may(self.staff, &nobody, order)
        {
            let form = self.form("recusal-demand");
            let choices =
                people.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()));
            let choices: Vec<Choice> = choices.collect();
            let person = Field::select(t, &form, "person", t.s("protection-recusal-person"));
            let person = person.choices(choices).to_html();
            let label = key("protection-recusal-demand-reason");
            let text = self.text("recusal-demand", "demand_reason", label);
            self.push("recusal-demand", "", vec![person, text]);
        }
    }

    /// Members of staff who acted on the order for its unit.
    fn acted(&self) -> Vec<(AccountId, String)> {
        let unit = self.view.order.unit_id.map(|unit| unit.to_string());
        let mut people: Vec<(AccountId, String)> = Vec::new();
        for event in self.view.events.iter().filter(|event| event.actor_unit == unit) {
            let Some(id) = event.actor_id.as_deref().and_then(|id| id.parse().ok()) else {
                continue;
            };
            let name = self.names.get(&AccountId::to_string(&id)).cloned().unwrap_or_default();
            if event.actor_kind == "staff" && !people.iter().any(|(known, _)| *known == id) {
                people.push((id, name));
            }
        }
        people
    }
}
