//! The form that keeps what was said when three talked at once.

use ui::{Field, key};

use super::Maker;
use crate::domain::order::Verb;
use crate::domain::three_way_call::{SPOKE_MAX, ThreeWayOutcome};
use crate::web::words::three_way_word;

impl Maker<'_> {
    pub(super) fn three_way_call_form(&mut self) {
        if !self.may(Verb::ThreeWayCall) {
            return;
        }
        let t = self.t;
        let has_it = self.view.order.unit_id.map(|unit| unit.to_string()).unwrap_or_default();
        let form = self.form("three-way-call").with("call_unit", has_it);
        let outcomes =
            self.words(ThreeWayOutcome::ALL, ThreeWayOutcome::as_str, |one| three_way_word(one).0);
        let fields = vec![
            Field::select(t, &form, "call_unit", t.s("three-way-unit"))
                .choices(self.units())
                .required()
                .to_html(),
            Field::text(t, &form, "call_spoke", t.s("three-way-spoke"))
                .hint(t.s("three-way-spoke-hint"))
                .counted(SPOKE_MAX)
                .required()
                .to_html(),
            Field::radios(t, &form, "call_outcome", t.s("three-way-outcome"))
                .choices(outcomes)
                .inline()
                .to_html(),
            self.text("three-way-call", "call_text", key("three-way-text")),
        ];
        self.push("three-way-call", "", fields);
    }
}
