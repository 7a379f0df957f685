//! The course of an order: what the ledger says, with the words that go with
//! it and the names of those who acted.

use std::collections::HashMap;

use db::{StoreError, ledger};
use people::store::accounts;
use people::{AccountId, PageError};
use ui::{Timeline, TimelineItem, Tone, Tr, key};

use super::course_limits;
use crate::app::Desk;
use crate::app::procedure_words::event_key as beside_event_key;
use crate::app::view::OrderView;

/// Names of accounts.
pub(super) type Names = HashMap<String, String>;

/// The names of everyone who acted.
pub(super) async fn names(desk: &Desk, view: &OrderView) -> Result<Names, PageError> {
    let staff = view.events.iter().filter(|event| event.actor_kind == "staff");
    let mut ids: Vec<AccountId> =
        staff.filter_map(|event| event.actor_id.as_deref()?.parse().ok()).collect();
    ids.extend(view.replies.iter().map(|reply| reply.author_id));
    ids.extend(view.callbacks.iter().filter_map(|callback| callback.officer_id));
    ids.extend(view.procedures.recusals.iter().map(|recusal| recusal.account_id));
    ids.sort_unstable();
    ids.dedup();
    let read = desk.app.db.read(ids, |tx, ids| {
        Box::pin(async move {
            let mut names = Names::new();
            for id in ids {
                if let Some(account) = accounts::get(tx, *id).await? {
                    names.insert(id.to_string(), account.display_name);
                }
            }
            Ok::<_, StoreError>(names)
        })
    });
    Ok(read.await?)
}

/// The course, newest first: what was done, by whom, why, and what it did to
/// the limits.
pub(super) fn timeline(
    desk: &Desk,
    t: Tr,
    view: &OrderView,
    names: &Names,
) -> Result<Timeline, PageError> {
    let mut limits = course_limits::by_event(desk, t, view)?;
    let items = view.events.iter().rev().map(|event| {
        let (title, tone) = (event_key(&event.kind), tone(&event.kind));
        let mut item = TimelineItem::new(t.date_time(event.at), t.s(title)).tone(tone);
        let by = actor(desk, t, event, names);
        if !by.is_empty() {
            item = item.by(by);
        }
        let note = serde_json::from_str::<serde_json::Value>(&event.body)
            .ok()
            .and_then(|body| body.get("note")?.as_str().map(str::to_owned))
            .and_then(|id| view.notes.iter().find(|note| note.id.to_string() == id));
        if let Some(limits) = limits.remove(&event.version) {
            item = item.notes(limits);
        }
        match note {
            Some(note) => item.text(&note.text),
            None => item,
        }
    });
    Ok(Timeline::new(items.collect()))
}

/// Who did it: the name and, beside it, the unit.
fn actor(desk: &Desk, t: Tr, event: &ledger::Event, names: &Names) -> String {
    match event.actor_kind.as_str() {
        "staff" => {
            let name = event.actor_id.as_ref().and_then(|id| names.get(id));
            let unit = event.actor_unit.as_deref().and_then(|id| id.parse().ok());
            let unit = unit.and_then(|id| desk.rules().units.get(&id).map(|u| u.name.clone()));
            let parts: Vec<String> = [unit, name.cloned()].into_iter().flatten().collect();
            parts.join(" ")
        }
        "requester" => t.s("actor-requester").into_owned(),
        "token" => t.s("actor-program").into_owned(),
        _ => t.s("actor-system").into_owned(),
    }
}

/// Name of an event for staff.
pub(in super::super) fn event_key(kind: &str) -> &'static str {
    match kind {
        "order.registered" => key("event-registered"),
        "order.accepted" => key("event-accepted"),
        "order.info_asked" => key("event-info-asked"),
        "order.info_supplied" => key("event-info-supplied"),
        "order.answered" => key("event-answered"),
        "order.not_accepted" => key("event-not-accepted"),
        "order.transferred" => key("event-transferred"),
        "order.linked" => key("event-linked"),
        "order.unlinked" => key("event-unlinked"),
        "order.withdrawn" => key("event-withdrawn"),
        "order.dispatched" => key("event-dispatched"),
        "order.redispatched" => key("event-redispatched"),
        "order.objected" => key("event-objected"),
        "order.objection_overruled" => key("event-objection-overruled"),
        "order.acknowledged" => key("event-acknowledged"),
        "order.auto_acknowledged" => key("event-auto-acknowledged"),
        "order.first_contact" => key("event-first-contact"),
        "order.started" => key("event-started"),
        "order.extended" => key("event-extended"),
        "order.escalated" => key("event-escalated"),
        "order.deferred" => key("event-deferred"),
        "order.resumed" => key("event-resumed"),
        "order.replied" => key("event-replied"),
        "order.reply_approved" => key("event-reply-approved"),
        "order.reply_rejected" => key("event-reply-rejected"),
        "order.callback_tried" => key("event-callback-tried"),
        "order.called_back" => key("event-called-back"),
        "order.evaluation_changed" => key("event-evaluation-changed"),
        "order.rework" => key("event-rework"),
        "order.reopened" => key("event-reopened"),
        "order.closed" => key("event-closed"),
        "order.archived" => key("event-archived"),
        "order.undone" => key("event-undone"),
        "order.visited" => key("event-visited"),
        kind => beside_event_key(kind).map_or(super::course_words::named(kind).0, |(name, _)| name),
    }
}

fn tone(kind: &str) -> Tone {
    match kind {
        "order.registered"
        | "order.accepted"
        | "order.info_supplied"
        | "order.dispatched"
        | "order.acknowledged"
        | "order.first_contact"
        | "order.started"
        | "order.resumed"
        | "order.evaluation_changed"
        | "order.replied" => Tone::Info,
        "order.info_asked"
        | "order.redispatched"
        | "order.objected"
        | "order.auto_acknowledged"
        | "order.extended"
        | "order.escalated"
        | "order.deferred"
        | "order.reply_rejected"
        | "order.rework"
        | "order.reopened"
        | "order.undone" => Tone::Warn,
        "order.answered"
        | "order.reply_approved"
        | "order.called_back"
        | "order.closed"
        | "order.archived" => Tone::Ok,
        "order.linked" => Tone::Match,
        kind => beside_event_key(kind).map_or(super::course_words::named(kind).1, |(_, tone)| tone),
    }
}
