//! Forms about more than one unit: parts, handing over, hearing units.

use ui::{Field, Html, key};

use super::super::act::{unit_fields, until_field};
use super::Maker;
use crate::app::{gatherings, objections};
use crate::domain::gathering::{GatheringKind, GatheringState};
use crate::domain::objection;
use crate::domain::order::Verb;

impl Maker<'_> {
    /// The unit may object still: the same question the use case asks.
    pub(super) fn may_object(&self) -> bool {
        let (order, rules) = (&self.view.order, self.desk.rules());
        let clocks: Vec<_> = self.view.clocks.iter().map(|(row, _)| row.clone()).collect();
        let until = objections::object_until(&rules, order, &clocks);
        let past = &self.view.procedures.objections;
        let now = self.desk.app.now();
        order.unit_id.is_some_and(|unit| objection::may_object(unit, past, until, now).is_ok())
    }

    pub(super) fn sharing_forms(&mut self) {
        let t = self.t;
        if self.may(Verb::AddUnit) {
            let form = self.form("parts");
            let units = unit_fields(self.desk, t, &form, "units", key("joint-co-unit"));
            let mut fields: Vec<Html> = units.iter().map(Field::to_html).collect();
            fields.push(self.text("parts", "parts_text", key("joint-parts-text")));
            self.push("parts", "", fields);
        }
        let offered = self.view.order.offered_unit_id;
        if offered.is_none() && self.may(Verb::OfferHandover) {
            let form = self.form("handover");
            let unit = Field::select(t, &form, "unit", t.s("joint-handover-unit"));
            let unit = unit.choices(self.units()).required().to_html();
            let text = self.text("handover", "handover_reason", key("joint-handover-reason"));
            self.push("handover", "", vec![unit, text]);
        }
        if offered.is_some() && self.may(Verb::TakeHandover) {
            self.push("handover-acceptance", "E", Vec::new());
            let text =
                self.text("handover-refusal", "handover_answer", key("joint-handover-answer"));
            self.push("handover-refusal", "B", vec![text]);
        }
        if offered.is_some() && self.may(Verb::WithdrawHandover) {
            self.push("handover-withdrawal", "", Vec::new());
        }
        self.gathering_forms();
    }

    fn gathering_forms(&mut self) {
        let t = self.t;
        let is_open = |kind: GatheringState| kind == GatheringState::Open;
        if self.view.procedures.gatherings.iter().any(|known| is_open(known.state)) {
            return;
        }
        for (kind, resource) in
            [(GatheringKind::Hearing, "hearing"), (GatheringKind::Conference, "conference")]
        {
            if gatherings::may_convene(self.staff, kind, &self.view.order) {
                let form = self.form(resource);
                let units = unit_fields(self.desk, t, &form, "invited", key("objection-invited"));
                let mut fields: Vec<Html> = units.iter().map(Field::to_html).collect();
                fields.push(self.text(resource, "question", key("objection-question")));
                fields.push(until_field(t, &form));
                self.push(resource, "", fields);
            }
        }
    }
}
