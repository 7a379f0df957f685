//! Forms about repeats, and about what is not accepted.

use ui::{Choice, Field, Notice, Tone, key};

use super::super::act::repeats::prefilled_text;
use super::Maker;
use crate::domain::order::Verb;
use crate::domain::repeats::RepeatKind;
use crate::domain::words::NotAcceptedReason;
use crate::web::words::{not_accepted_key, repeat_key};

impl Maker<'_> {
    pub(super) fn repeat_forms(&mut self) {
        let t = self.t;
        let order = &self.view.order;
        if order.confidential {
            return;
        }
        if [Verb::Link, Verb::Relate, Verb::Accept].into_iter().any(|verb| self.may(verb))
            && self.may(Verb::Relate)
        {
            let form = self.form("repeat");
            let lead = Field::text(t, &form, "lead", t.s("desk-link-lead"));
            let lead = lead.hint(t.s("desk-link-hint")).required().to_html();
            let mut kinds = vec![Choice::new("", t.s("repeats-kind-plain"))];
            kinds.extend(self.words(RepeatKind::ALL, RepeatKind::as_str, repeat_key));
            let kind = Field::select(t, &form, "kind", t.s("repeats-kind")).choices(kinds);
            let text = Field::textarea(t, &form, "repeat_text", t.s("repeats-text"));
            let text = text.hint(t.s("repeats-text-hint")).rows(2).optional();
            let claims = [
                Choice::new("", t.s("repeats-claims-unsaid")),
                Choice::new("no", t.s("repeats-claims-no")),
                Choice::new("yes", t.s("repeats-claims-yes")),
            ];
            let claims = Field::select(t, &form, "claims", t.s("repeats-claims")).choices(claims);
            self.push("repeat", "", vec![lead, kind.to_html(), text.to_html(), claims.to_html()]);
        }
        if self.may(Verb::FollowUp) {
            let text = self.text("follow-up", "follow_up", key("repeats-follow-up-text"));
            self.push("follow-up", "", vec![text]);
        }
    }

    pub(super) fn refusal_form(&mut self) {
        let t = self.t;
        let form = self.form("refusal");
        let reasons =
            self.words(NotAcceptedReason::ALL, NotAcceptedReason::as_str, not_accepted_key);
        let reason = Field::select(t, &form, "reason", t.s("desk-refusal-reason")).choices(reasons);
        let mut fields = vec![reason.to_html()];
        let rules = self.desk.rules();
        let edition = rules.procedures(self.desk.app.now().day());
        for told in edition.iter().flat_map(|edition| &edition.not_accepted) {
            let title = t.s(not_accepted_key(told.reason));
            let text = format!("{}：{}", told.treatment, prefilled_text(told));
            fields.push(Notice::new(Tone::Info, text).title(title).to_html());
        }
        let text = Field::textarea(t, &form, "refusal_text", t.s("desk-refusal-text")).rows(3);
        let text = text.hint(t.s("repeats-refusal-hint")).optional();
        let earlier = Field::text(t, &form, "earlier", t.s("repeats-earlier"));
        let earlier = earlier.hint(t.s("repeats-earlier-hint")).optional();
        let unit = Field::select(t, &form, "guidance", t.s("repeats-guidance"));
        let unit = unit.hint(t.s("repeats-guidance-hint")).choices(self.units()).optional();
        fields.extend([text.to_html(), earlier.to_html(), unit.to_html()]);
        self.push("refusal", "", fields);
    }
}
