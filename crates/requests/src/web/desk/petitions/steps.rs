//! The steps that fit now and are theirs, each as a form.

use people::Staff;
use ui::{Choice, Field, FormState, Tr, key};

use super::show::View;
use super::words;
use crate::app::Desk;
use crate::domain::petition::permission::can;
use crate::domain::petition::{PetitionState, PetitionVerb};
use crate::web::record::{Action, one_of, units};

/// Every step with its title, in the order in which it is offered.
const STEPS: [(PetitionVerb, &str, &str); 19] = [
    (PetitionVerb::Accept, "accept", key("petition-act-accept")),
    (PetitionVerb::Forward, "forward", key("petition-act-forward")),
    (PetitionVerb::Opine, "opine", key("petition-act-opine")),
    (PetitionVerb::AnswerReview1, "answer_review", key("petition-act-answer-review-1")),
    (PetitionVerb::AnswerReview2, "answer_review", key("petition-act-answer-review-2")),
    (PetitionVerb::Uphold, "uphold", key("petition-act-uphold")),
    (PetitionVerb::Overrule, "overrule", key("petition-act-overrule")),
    (PetitionVerb::Object, "object", key("petition-act-object")),
    (PetitionVerb::Refuse, "refuse", key("petition-act-refuse")),
    (PetitionVerb::Route, "route", key("petition-act-route")),
    (PetitionVerb::Settle, "settle", key("petition-act-settle")),
    (PetitionVerb::Extend, "extend", key("petition-act-extend")),
    (PetitionVerb::AskReview1, "ask_review", key("petition-act-ask-review-1")),
    (PetitionVerb::AskReview2, "ask_review", key("petition-act-ask-review-2")),
    (PetitionVerb::StartHearing, "start_hearing", key("petition-act-start-hearing")),
    (PetitionVerb::EndHearing, "end_hearing", key("petition-act-end-hearing")),
    (PetitionVerb::Redo, "redo", key("petition-act-redo")),
    (PetitionVerb::Withdraw, "withdraw", key("petition-act-withdraw")),
    (PetitionVerb::Close, "close", key("petition-act-close")),
];

/// What may be done, as forms that all go to one address and name their step.
pub(super) fn actions(
    desk: &Desk,
    staff: &Staff,
    t: Tr,
    view: &View,
    form: &FormState,
) -> Vec<Action> {
    let petition = &view.petition;
    let in_hearing = view.clocks.iter().any(|row| row.state == "paused");
    let fits = |verb: PetitionVerb| {
        let hearing = match verb {
            PetitionVerb::StartHearing => !in_hearing,
            PetitionVerb::EndHearing => in_hearing,
            _ => true,
        };
        hearing
            && !(verb == PetitionVerb::Extend && petition.extended)
            && can(staff, verb, petition, view.office)
    };
    let offered = STEPS.iter().filter(|(verb, ..)| fits(*verb));
    let mut actions = Vec::new();
    for (verb, step, title) in offered {
        let action = Action::new(t.s(*title), format!("/desk/petitions/{}/steps", petition.id))
            .hide("step", step)
            .hide("seen", petition.version);
        let mut action = fields(desk, t, view, form, (*verb, action));
        let ends =
            matches!(verb, PetitionVerb::Withdraw | PetitionVerb::Close | PetitionVerb::Redo);
        if actions.is_empty() && !ends {
            action = action.main();
        }
        if form.has_errors() {
            action.is_open = form.value("step") == *step;
        }
        actions.push(action);
    }
    actions
}

fn fields(
    desk: &Desk,
    t: Tr,
    view: &View,
    form: &FormState,
    (verb, action): (PetitionVerb, Action),
) -> Action {
    let words = |name: &'static str, label: &'static str| {
        Field::textarea(t, form, name, t.s(label)).rows(3).required()
    };
    let unit = |name: &'static str, label: &'static str| {
        Field::select(t, form, name, t.s(label)).choices(one_of(t, units(desk))).required()
    };
    match verb {
        PetitionVerb::Accept => action.hint(t.s("petition-accept-hint")),
        PetitionVerb::Forward => {
            action.hint(t.s("petition-forward-hint")).field(unit("unit", key("petition-unit")))
        }
        PetitionVerb::Object => action
            .hint(t.s("petition-object-hint"))
            .field(words("objection_reason", key("petition-reason"))),
        PetitionVerb::Uphold | PetitionVerb::Overrule => {
            let field = words("ruling_reason", key("petition-reason"));
            action.field(field.id(format!("f-ruling_reason{}", suffix(verb, form))))
        }
        PetitionVerb::Refuse => action
            .field(choice(t, form, "refusal", key("petition-refusal"), words::refusals(t)))
            .field(words("refusal_reason", key("petition-reason"))),
        PetitionVerb::Route => action
            .field(choice(t, form, "route", key("petition-route"), words::routes(t)))
            .field(words("route_reason", key("petition-route-reason"))),
        PetitionVerb::Extend => {
            let days = Field::number(t, form, "extension_days", t.s("petition-extension-days"));
            action
                .hint(t.s("petition-extend-hint"))
                .field(days.required())
                .field(words("extension_reason", key("petition-reason")))
        }
        PetitionVerb::Opine => opinion(t, view, form, action),
        PetitionVerb::Settle => action.field(words("agreement", key("petition-agreement"))),
        PetitionVerb::Withdraw => {
            action.field(words("withdrawal_reason", key("petition-withdrawal-reason")))
        }
        PetitionVerb::AskReview1 | PetitionVerb::AskReview2 => action
            .hint(t.s("petition-ask-review-hint"))
            .field(unit("review_unit", key("petition-review-unit")))
            .field(words("review_reason", key("petition-review-reason"))),
        PetitionVerb::AnswerReview1 | PetitionVerb::AnswerReview2 => action
            .field(words("facts", key("letter-facts")))
            .field(words("opinion", key("letter-review-opinion")))
            .field(words("basis", key("letter-basis"))),
        PetitionVerb::Redo => action
            .hint(t.s("petition-redo-hint"))
            .field(words("redo_reason", key("petition-reason"))),
        PetitionVerb::StartHearing => action.hint(t.s("petition-hearing-hint")),
        PetitionVerb::EndHearing => action,
        PetitionVerb::Close => {
            let reviewable =
                matches!(view.petition.state, PetitionState::Opined | PetitionState::Reviewed1);
            if reviewable { action.hint(t.s("petition-close-hint")) } else { action }
        }
    }
}

/// Two forms ask for the same reason: the one that was sent keeps the plain
/// name the error summary leads to.
fn suffix(verb: PetitionVerb, form: &FormState) -> &'static str {
    let sent = form.value("step");
    let plain = if sent.is_empty() { "uphold" } else { sent };
    if verb.as_str() == plain { "" } else { "-other" }
}

fn choice(
    t: Tr,
    form: &FormState,
    name: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
) -> Field {
    Field::select(t, form, name, t.s(label)).choices(one_of(t, choices)).required()
}

fn opinion(t: Tr, view: &View, form: &FormState, action: Action) -> Action {
    let known = form.clone().with("claim", view.petition.content.clone());
    let part = |name: &'static str, label: &'static str, rows: u8| {
        Field::textarea(t, &known, name, t.s(label)).rows(rows).required()
    };
    let outcomes = words::outcomes(t, view.petition.kind);
    action
        .hint(t.s("petition-opine-hint"))
        .field(part("claim", key("letter-claim"), 3))
        .field(part("facts", key("letter-facts"), 5))
        .field(part("opinion", key("letter-opinion-text"), 4))
        .field(part("basis", key("letter-basis"), 2))
        .field(choice(t, form, "outcome", key("letter-outcome"), outcomes))
}
