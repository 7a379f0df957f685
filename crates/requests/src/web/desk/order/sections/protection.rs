//! Who keeps away from the order, and whether its handling is to end.

use people::AccountId;
use ui::{Button, Field, Tag};

use super::{Drawing, Item, Section};
use crate::app::recusal::{RecusalStep, may};
use crate::domain::recusal::{Recusal, RecusalState, RecusalVerb};
use crate::web::words::{not_accepted_key, recusal_cause_key, recusal_word, termination_word};

/// Who keeps away, and the decisions that wait.
pub(super) fn recusals(d: &Drawing<'_>) -> Option<Section> {
    let rows = &d.view.procedures.recusals;
    let items: Vec<Item> = rows.iter().rev().map(|row| item(d, row)).collect();
    (!items.is_empty()).then(|| Section {
        id: "recusals",
        title: d.t.s("protection-recusals").into_owned(),
        aside: String::new(),
        icon: "shield",
        items,
        more: None,
    })
}

fn item(d: &Drawing<'_>, row: &Recusal) -> Item {
    let t = d.t;
    let (word, tone) = recusal_word(row.state);
    let step = RecusalStep::Decide(row.id, RecusalVerb::Grant);
    let waits = row.state == RecusalState::Asked && row.account_id != d.staff.account;
    let forms = if waits && !d.is_barred && may(d.staff, &step, &d.view.order) {
        let form = d.form("recusal-decision");
        let id = format!("recusal-{}", row.id);
        let label = t.s("protection-recusal-decision-reason");
        let field = Field::textarea(t, form, "recusal_decision_reason", label).id(id).rows(2);
        let button = |label: &'static str, verb: RecusalVerb| {
            Button::submit(t.s(label)).small().named("decision", verb.as_str())
        };
        let buttons = vec![
            button(ui::key("protection-recusal-grant"), RecusalVerb::Grant),
            button(ui::key("protection-recusal-refuse"), RecusalVerb::Refuse),
        ];
        let title = t.s("protection-act-recusal-decision").into_owned();
        let hidden = vec![("recusal", row.id.to_string())];
        let fields = vec![field.required().to_html()];
        vec![d.small_form("recusal-decision", title, hidden, fields, buttons)]
    } else {
        Vec::new()
    };
    Item {
        tags: vec![Tag::new(t.s(word)).tone(tone), Tag::new(t.s(recusal_cause_key(row.cause)))],
        title: name(d, row.account_id),
        meta: t.date_time(row.asked_at),
        texts: Some(row.reason.clone()).filter(|text| !text.is_empty()).into_iter().collect(),
        forms,
        ..Item::default()
    }
}

fn name(d: &Drawing<'_>, account: AccountId) -> String {
    let known = d.names.get(&account.to_string()).cloned();
    known.unwrap_or_else(|| d.t.s("protection-somebody").into_owned())
}

/// Requests to end the handling, newest first.
pub(super) fn terminations(d: &Drawing<'_>) -> Option<Section> {
    let rows = &d.view.procedures.terminations;
    let items = rows.iter().rev().map(|row| {
        let (word, tone) = termination_word(row.state);
        Item {
            tags: vec![
                Tag::new(d.t.s(word)).tone(tone),
                Tag::new(d.t.s(not_accepted_key(row.reason))),
            ],
            title: d.unit(Some(row.unit_id)),
            meta: d.t.date_time(row.asked_at),
            texts: [Some(row.text.clone()), row.decision.clone()].into_iter().flatten().collect(),
            ..Item::default()
        }
    });
    let items: Vec<Item> = items.collect();
    (!items.is_empty()).then(|| Section {
        id: "terminations",
        title: d.t.s("protection-terminations").into_owned(),
        aside: String::new(),
        icon: "file",
        items,
        more: None,
    })
}
