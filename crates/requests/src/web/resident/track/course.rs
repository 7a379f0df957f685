//! The course of an order as a time line for the requester: every event, who
//! by unit, and the words that were meant for them.

use db::ledger::Event;
use kernel::counting::Limit;
use kernel::policy::ReasonKind;
use people::UnitId;
use serde_json::Value;
use ui::{Arg, Timeline, TimelineItem, Tone, Tr, key};

use super::super::limits;
use super::words::event_key;
use crate::app::view::OrderView;
use crate::domain::rules::Rules;
use crate::domain::words::{Line, NotAcceptedReason, Satisfied, Solved};
use crate::web::words::{line_key, not_accepted_key, satisfied_key, solved_key};

/// Newest first, as parcels are followed.
pub(super) fn timeline(t: Tr, view: &OrderView, rules: &Rules) -> Timeline {
    let items = view.standing_events().rev().filter_map(|event| item(t, view, rules, event));
    Timeline::new(items.collect())
}

fn item(t: Tr, view: &OrderView, rules: &Rules, event: &Event) -> Option<TimelineItem> {
    // The ledger writes what it was given; a body that does not read is empty.
    let body: Value = serde_json::from_str(&event.body).unwrap_or_default();
    let title = title(t, rules, event, &body)?;
    let item = TimelineItem::new(t.date_time(event.at), title)
        .by(by(t, rules, event))
        .tone(tone(&event.kind));
    Some(match words(t, view, rules, event, &body) {
        Some(text) => item.text(text),
        None => item,
    })
}

fn title(t: Tr, rules: &Rules, event: &Event, body: &Value) -> Option<String> {
    let key = match event.kind.as_str() {
        "order.called_back" if event.actor_kind == "requester" => key("course-evaluated"),
        kind => event_key(kind)?,
    };
    let args: Vec<(&str, Arg)> = match event.kind.as_str() {
        "order.dispatched" | "order.redispatched" => {
            vec![("unit", unit_name(rules, &body["unit"]).unwrap_or_default().into())]
        }
        "order.extended" => {
            let by: Option<Limit> = serde_json::from_value(body["by"].clone()).ok();
            let more = by.map(|by| limits::length(t, by)).unwrap_or_default();
            vec![("more", more.into())]
        }
        "order.transferred" => {
            let line: Option<Line> = serde_json::from_value(body["line"].clone()).ok();
            let line = line.map(|line| t.s(line_key(line)).into_owned()).unwrap_or_default();
            vec![("line", line.into())]
        }
        _ => return Some(t.s(key).into_owned()),
    };
    Some(t.a(key, &args))
}

/// Who: the person, a unit, or the program. Never a member of staff by name.
fn by(t: Tr, rules: &Rules, event: &Event) -> String {
    match event.actor_kind.as_str() {
        "requester" => t.s(key("course-by-you")).into_owned(),
        "staff" => {
            let unit = event.actor_unit.as_deref().and_then(|id| id.parse::<UnitId>().ok());
            let unit = unit.and_then(|id| rules.units.get(&id));
            unit.map_or_else(|| t.s(key("course-by-staff")).into_owned(), |unit| unit.name.clone())
        }
        _ => t.s(key("course-by-system")).into_owned(),
    }
}

fn unit_name(rules: &Rules, id: &Value) -> Option<String> {
    let id: UnitId = id.as_str()?.parse().ok()?;
    rules.units.get(&id).map(|unit| unit.name.clone())
}

/// The words that belong to the event and are meant for the requester.
fn words(t: Tr, view: &OrderView, rules: &Rules, event: &Event, body: &Value) -> Option<String> {
    let reason = |kind: ReasonKind| {
        let procedures = rules.policies.procedures(event.at.day());
        Some(procedures.reason(kind, body["reason"].as_str()?)?.name.clone())
    };
    match event.kind.as_str() {
        "order.excluded" => join([reason(ReasonKind::Exclusion), note(view, body)]),
        "order.called_back" | "order.evaluation_changed" => judgement(t, body),
        "order.not_accepted" => {
            let reason: Option<NotAcceptedReason> =
                serde_json::from_value(body["reason"].clone()).ok();
            let reason = reason.map(|reason| t.s(not_accepted_key(reason)).into_owned());
            join([reason, note(view, body)])
        }
        "order.deferred" => {
            let until = body["until"].as_i64().map(kernel::time::Instant::from_micros);
            let until = until.map(|until| t.named(key("course-until"), t.date(until)));
            join([join([reason(ReasonKind::Deferral), note(view, body)]), until])
        }
        _ => note(view, body),
    }
}

fn note(view: &OrderView, body: &Value) -> Option<String> {
    let id: kernel::id::Id = body["note"].as_str()?.parse().ok()?;
    let note = view.notes.iter().find(|note| note.id == id && note.audience == "requester")?;
    Some(note.text.clone())
}

fn judgement(t: Tr, body: &Value) -> Option<String> {
    let solved: Option<Solved> = serde_json::from_value(body["solved"].clone()).ok();
    let satisfied: Option<Satisfied> = serde_json::from_value(body["satisfied"].clone()).ok();
    let solved = solved.map(|solved| t.s(solved_key(solved)).into_owned());
    let satisfied = satisfied.map(|satisfied| t.s(satisfied_key(satisfied)).into_owned());
    let parts: Vec<String> = [solved, satisfied].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn join(parts: [Option<String>; 2]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

fn tone(kind: &str) -> Tone {
    match kind {
        "order.reply_approved" | "order.answered" | "order.closed" => Tone::Ok,
        "order.info_asked"
        | "order.extended"
        | "order.deferred"
        | "order.reply_rejected"
        | "order.excluded"
        | "order.supervised" => Tone::Warn,
        "order.dispatched" | "order.redispatched" | "order.rework" | "order.reopened"
        | "order.new_said" => Tone::Info,
        "order.linked" => Tone::Match,
        _ => Tone::Neutral,
    }
}
