//! The forms of what this person may do now. Whether a form is there and
//! whether it is taken is the same question to [`permission`].

pub(super) mod keys;
mod place;
mod protection;
mod repeats;
mod sharing;
mod three_way_call;

use people::Staff;
use ui::{Button, Choice, Field, FormState, Html, Tr, key};

use super::super::filter;
use super::act::dispatch;
use super::course::Names;
use super::{Typed, act};
use crate::app::Desk;
use crate::app::view::OrderView;
use crate::domain::callback::Contacted;
use crate::domain::order::Verb;
use crate::domain::words::{Line, ObjectionGround, Satisfied, Solved};
use crate::domain::{permission, recusal};
use crate::web::words::{ground_key, line_key, satisfied_key, solved_key};

/// Each action's resource and its name.
const TITLES: &[(&str, &str)] = &[
    ("acceptance", key("desk-act-acceptance")),
    ("dispatch", key("desk-act-dispatch")),
    ("ruling", key("desk-act-ruling")),
    ("acknowledgement", key("desk-act-acknowledgement")),
    ("first-contact", key("desk-act-first-contact")),
    ("start", key("desk-act-start")),
    ("reply", key("desk-act-reply")),
    ("review", key("desk-act-review")),
    ("callback", key("desk-act-callback")),
    ("closure", key("desk-act-closure")),
    ("answer", key("desk-act-answer")),
    ("info-request", key("desk-act-info-request")),
    ("link", key("desk-act-link")),
    ("unlink", key("desk-act-unlink")),
    ("transfer", key("desk-act-transfer")),
    ("refusal", key("desk-act-refusal")),
    ("objection", key("desk-act-objection")),
    ("resumption", key("desk-act-resumption")),
    ("rework", key("desk-act-rework")),
    ("reopening", key("desk-act-reopening")),
    ("registration", key("desk-act-registration")),
    ("parts", key("joint-act-parts")),
    ("waiver", key("joint-act-waiver")),
    ("return", key("joint-act-return")),
    ("handover", key("joint-act-handover")),
    ("handover-acceptance", key("joint-act-handover-acceptance")),
    ("handover-refusal", key("joint-act-handover-refusal")),
    ("handover-withdrawal", key("joint-act-handover-withdrawal")),
    ("hearing", key("objection-act-hearing")),
    ("conference", key("objection-act-conference")),
    ("repeat", key("repeats-act-repeat")),
    ("follow-up", key("repeats-act-follow-up")),
    ("protection", key("protection-act-protection")),
    ("termination-request", key("protection-act-termination-request")),
    ("termination", key("protection-act-termination")),
    ("recusal", key("protection-act-recusal")),
    ("recusal-demand", key("protection-act-recusal-demand")),
    ("recusal-decision", key("protection-act-recusal-decision")),
    ("three-way-call", key("three-way-act")),
    ("place", key("place-act-correction")),
    ("place-proposal", key("place-act-proposal")),
    ("place-decision", key("place-act-decision")),
];

/// The name of an action by its resource.
pub(super) fn title_key(resource: &str) -> Option<&'static str> {
    let mut all = TITLES.iter().chain(super::procedures::TITLES);
    all.find(|(known, _)| *known == resource).map(|(_, title)| *title)
}

/// A form of an action, ready to be drawn.
pub(super) struct ActionForm {
    pub(super) resource: &'static str,
    pub(super) title: String,
    pub(super) keys: &'static str,
    pub(super) is_primary: bool,
    /// One press is enough: nothing is asked.
    pub(super) is_direct: bool,
    pub(super) is_open: bool,
    pub(super) has_files: bool,
    pub(super) summary: Html,
    pub(super) fields: Vec<Html>,
    pub(super) buttons: Vec<Button>,
}

impl ActionForm {
    /// Its key, on its button when one press is enough.
    fn set_keys(&mut self, keys: &'static str) {
        self.keys = keys;
        if self.is_direct {
            self.buttons = self.buttons.drain(..).map(|button| button.keys(keys)).collect();
        }
    }
}

pub(super) struct Maker<'a> {
    desk: &'a Desk,
    pub(super) staff: &'a Staff,
    pub(super) view: &'a OrderView,
    typed: &'a Typed,
    names: &'a Names,
    pub(super) t: Tr,
    pub(super) made: Vec<ActionForm>,
}

/// Every form this person may use on this order now, the likeliest first.
pub(super) fn forms(
    desk: &Desk,
    staff: &Staff,
    t: Tr,
    (view, names): (&OrderView, &Names),
    typed: &Typed,
) -> Vec<ActionForm> {
    // Who keeps away from an order does nothing to it.
    if recusal::bars(&view.procedures.recusals, staff.account) {
        return Vec::new();
    }
    let mut maker = Maker { desk, staff, view, typed, names, t, made: Vec::new() };
    maker.desk_forms();
    maker.unit_forms();
    maker.sharing_forms();
    maker.repeat_forms();
    maker.callback_forms();
    maker.procedure_forms();
    maker.protection_forms();
    maker.three_way_call_form();
    maker.place_forms();
    keys::give(&mut maker.made);
    maker.made
}

impl Maker<'_> {
    pub(super) fn may(&self, verb: Verb) -> bool {
        permission::can(self.staff, verb, &self.view.order)
    }

    /// The values of an action's form: what was typed, if it was this one.
    pub(super) fn form(&self, resource: &str) -> FormState {
        if self.typed.action == resource { self.typed.form.clone() } else { FormState::new() }
    }

    fn title(&self, resource: &str) -> String {
        title_key(resource).map(|title| self.t.s(title).into_owned()).unwrap_or_default()
    }

    pub(super) fn push(&mut self, resource: &'static str, keys: &'static str, fields: Vec<Html>) {
        let title = self.title(resource);
        let form = self.form(resource);
        let is_primary = keys == "E";
        let is_direct = fields.is_empty();
        let button = Button::submit(&title);
        let button = if is_primary || !is_direct { button.primary() } else { button };
        self.made.push(ActionForm {
            resource,
            keys,
            is_primary,
            is_direct,
            is_open: self.typed.action == resource,
            has_files: matches!(resource, "reply" | "objection"),
            summary: ui::error_summary(self.t, &form).to_html(),
            fields,
            buttons: vec![button],
            title,
        });
    }

    pub(super) fn text(&self, resource: &str, name: &str, label: &'static str) -> Html {
        let field = Field::textarea(self.t, self.form(resource), name, self.t.s(label));
        field.rows(3).counted(crate::domain::change::TEXT_MAX).required().to_html()
    }

    pub(super) fn words<T: Copy>(
        &self,
        all: &[T],
        value: fn(T) -> &'static str,
        name: fn(T) -> &'static str,
    ) -> Vec<Choice> {
        all.iter().map(|word| Choice::new(value(*word), self.t.s(name(*word)))).collect()
    }

    fn desk_forms(&mut self) {
        let t = self.t;
        if self.may(Verb::Accept) {
            self.push("acceptance", "E", Vec::new());
        }
        if self.may(Verb::Dispatch) {
            let form = dispatch::prefilled(self.desk, self.view, self.form("dispatch"));
            let fields = dispatch::fields(self.desk, t, self.view, &form);
            self.push("dispatch", "E", fields);
            if let Some(made) = self.made.last_mut() {
                let again = Button::submit(t.s("desk-dispatch-again")).named("preview", "1");
                made.buttons.push(again.icon("refresh"));
                // Everything needed to send is known: it stands open.
                made.is_open = true;
            }
        }
        if self.may(Verb::Redispatch) {
            let form = self.form("ruling").with("ruling", "redispatch");
            let rulings = [
                Choice::new("redispatch", t.s("desk-ruling-redispatch")),
                Choice::new("overrule", t.s("desk-ruling-overrule")),
                Choice::new("designate", t.s("objection-ruling-designate")),
            ];
            let ruling =
                Field::radios(t, &form, "ruling", t.s("desk-ruling")).choices(rulings).inline();
            let unit =
                Field::select(t, &form, "unit", t.s("desk-ruling-unit")).choices(self.units());
            let text = self.text("ruling", "ruling_text", key("desk-ruling-text"));
            self.push("ruling", "E", vec![ruling.to_html(), unit.to_html(), text]);
        }
        if self.may(Verb::Answer) {
            let text = self.text("answer", "answer", key("desk-answer-text"));
            self.push("answer", "R", vec![text]);
        }
        if self.may(Verb::AskInfo) {
            let text = self.text("info-request", "question", key("desk-question-text"));
            self.push("info-request", "B", vec![text]);
        }
        if self.may(Verb::Unlink) {
            self.push("unlink", "", Vec::new());
        }
        if self.may(Verb::Transfer) {
            let form = self.form("transfer");
            let lines = self.words(Line::ALL, Line::as_str, line_key);
            let line = Field::select(t, &form, "line", t.s("desk-transfer-line")).choices(lines);
            let text = self.text("transfer", "receipt", key("desk-transfer-receipt"));
            self.push("transfer", "", vec![line.to_html(), text]);
        }
        if self.may(Verb::Refuse) {
            self.refusal_form();
        }
    }

    fn units(&self) -> Vec<Choice> {
        let mut units = vec![Choice::new("", self.t.s("desk-choose"))];
        units.extend(filter::units(self.desk));
        units
    }

    fn unit_forms(&mut self) {
        let t = self.t;
        if self.may(Verb::Acknowledge) {
            self.push("acknowledgement", "E", Vec::new());
        }
        if self.may(Verb::Object) && self.may_object() {
            let form = self.form("objection");
            let grounds = self.words(ObjectionGround::ALL, ObjectionGround::as_str, ground_key);
            let ground =
                Field::select(t, &form, "ground", t.s("desk-objection-ground")).choices(grounds);
            let text = self.text("objection", "objection_text", key("desk-objection-text"));
            let unit = Field::select(t, &form, "proposed", t.s("desk-objection-unit"));
            let unit = unit.choices(self.units()).optional();
            let basis = self.text("objection", "legal_basis", key("objection-legal-basis"));
            let files = Field::photos(t, &form, "photos", t.s("objection-evidence")).optional();
            let fields = vec![ground.to_html(), basis, text, unit.to_html(), files.to_html()];
            self.push("objection", "B", fields);
        }
        if permission::can_contact(self.staff, &self.view.order)
            && !act::unit::was_contacted(self.view)
        {
            let keys = if self.may(Verb::Start) { "E" } else { "" };
            let text = self.text("first-contact", "contact", key("desk-contact-text"));
            self.push("first-contact", keys, vec![text]);
        }
        if self.may(Verb::Start) {
            self.push("start", "", Vec::new());
        }
        if self.may(Verb::Reply) {
            self.reply_form();
        }
        if self.may(Verb::ApproveReply) {
            self.review_form();
        }
    }

    fn reply_form(&mut self) {
        let t = self.t;
        let form = self.form("reply").with("solved", Solved::Resolved.as_str());
        let solved = self.words(Solved::ALL, Solved::as_str, solved_key);
        let area = |name, label: &'static str, rows| {
            Field::textarea(t, &form, name, t.s(label)).rows(rows)
        };
        let fields = [
            Field::radios(t, &form, "solved", t.s("desk-reply-solved")).choices(solved).inline(),
            area("unsolved_reason", key("desk-reply-reason"), 2).optional(),
            area("text_public", key("desk-reply-public"), 5)
                .counted(crate::domain::reply::TEXT_MAX)
                .required(),
            area("text_internal", key("desk-reply-internal"), 2).optional(),
            Field::photos(t, &form, "photos", t.s("desk-reply-photos")).optional(),
            Field::checkbox(t, &form, "is_true", t.s("desk-reply-is-true")),
            Field::checkbox(t, &form, "out_of_duty", t.s("desk-reply-is-out-of-duty")),
        ];
        self.push("reply", "R", fields.iter().map(Field::to_html).collect());
    }

    fn review_form(&mut self) {
        let t = self.t;
        let form = self.form("review");
        let text = Field::textarea(t, &form, "review_text", t.s("desk-review-text")).rows(2);
        let text = text.hint(t.s("desk-review-hint")).optional();
        self.push("review", "E", vec![text.to_html()]);
        if let Some(made) = self.made.last_mut() {
            made.is_open = true;
            made.buttons = vec![
                Button::submit(t.s("desk-review-approve")).primary().named("review", "approve"),
                Button::submit(t.s("desk-review-reject")).named("review", "reject"),
            ];
        }
    }

    fn callback_forms(&mut self) {
        let t = self.t;
        if self.may(Verb::CallBack) {
            self.callback_form();
        }
        // What the desk ended by itself is closed by the job after its time.
        if self.may(Verb::Close) {
            self.push("closure", "E", Vec::new());
        }
        if self.may(Verb::Rework) {
            let text = self.text("rework", "rework_reason", key("desk-rework-reason"));
            self.push("rework", "", vec![text]);
        }
        if self.may(Verb::Reopen) {
            let form = self.form("reopening");
            let field = Field::textarea(t, &form, "reopening", t.s("desk-reopening-text")).rows(3);
            self.push("reopening", "", vec![field.required().to_html()]);
        }
    }

    fn callback_form(&mut self) {
        let t = self.t;
        let form = self.form("callback").with("channel", "phone").with("contacted", "yes");
        let channels = [
            Choice::new("phone", t.s("desk-callback-phone")),
            Choice::new("sms", t.s("desk-callback-sms")),
        ];
        let contacted = [
            (Contacted::Yes, key("desk-callback-yes")),
            (Contacted::NoAnswer, key("desk-callback-no-answer")),
            (Contacted::Refused, key("desk-callback-refused")),
        ];
        let contacted = contacted.map(|(word, name)| Choice::new(word.as_str(), t.s(name)));
        let yes_no = [Choice::new("yes", t.s("desk-yes")), Choice::new("no", t.s("desk-no"))];
        let solved = self.words(Solved::ALL, Solved::as_str, solved_key);
        let satisfied = self.words(Satisfied::ALL, Satisfied::as_str, satisfied_key);
        let radios = |name, label: &'static str| Field::radios(t, &form, name, t.s(label)).inline();
        let fields = [
            radios("channel", key("desk-callback-channel")).choices(channels),
            radios("contacted", key("desk-callback-contacted")).choices(contacted),
            radios("unit_contacted", key("desk-callback-unit-contacted")).choices(yes_no),
            radios("solved", key("desk-callback-solved")).choices(solved),
            radios("satisfied", key("desk-callback-satisfied")).choices(satisfied),
            Field::textarea(t, &form, "comment", t.s("desk-callback-comment")).rows(2).optional(),
        ];
        self.push("callback", "E", fields.iter().map(Field::to_html).collect());
        if let Some(made) = self.made.last_mut() {
            made.is_open = true;
        }
    }
}
