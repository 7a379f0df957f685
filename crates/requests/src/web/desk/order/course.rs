//! The course of an order: what the ledger says, with the words that go with
//! it and the names of those who acted.

use std::collections::HashMap;

use db::{StoreError, ledger};
use people::store::accounts;
use people::{AccountId, PageError};
use ui::{Timeline, TimelineItem, Tone, Tr, key};

use crate::app::Desk;
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

/// The course, newest first.
pub(super) fn timeline(desk: &Desk, t: Tr, view: &OrderView, names: &Names) -> Timeline {
    let items = view.events.iter().rev().map(|event| {
        let (title, tone) = named(&event.kind);
        let mut item = TimelineItem::new(t.date_time(event.at), t.s(title)).tone(tone);
        let by = actor(desk, t, event, names);
        if !by.is_empty() {
            item = item.by(by);
        }
        let note = serde_json::from_str::<serde_json::Value>(&event.body)
            .ok()
            .and_then(|body| body.get("note")?.as_str().map(str::to_owned))
            .and_then(|id| view.notes.iter().find(|note| note.id.to_string() == id));
        match note {
            Some(note) => item.text(&note.text),
            None => item,
        }
    });
    Timeline::new(items.collect())
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
        "requester" => t.s("desk-actor-requester").into_owned(),
        "token" => t.s("desk-actor-program").into_owned(),
        _ => t.s("desk-actor-system").into_owned(),
    }
}

fn named(kind: &str) -> (&'static str, Tone) {
    match kind {
        "order.registered" => (key("event-registered"), Tone::Info),
        "order.accepted" => (key("event-accepted"), Tone::Info),
        "order.info_asked" => (key("event-info-asked"), Tone::Warn),
        "order.info_supplied" => (key("event-info-supplied"), Tone::Info),
        "order.answered" => (key("event-answered"), Tone::Ok),
        "order.not_accepted" => (key("event-not-accepted"), Tone::Neutral),
        "order.transferred" => (key("event-transferred"), Tone::Neutral),
        "order.linked" => (key("event-linked"), Tone::Match),
        "order.unlinked" => (key("event-unlinked"), Tone::Neutral),
        "order.withdrawn" => (key("event-withdrawn"), Tone::Neutral),
        "order.dispatched" => (key("event-dispatched"), Tone::Info),
        "order.redispatched" => (key("event-redispatched"), Tone::Warn),
        "order.objected" => (key("event-objected"), Tone::Warn),
        "order.objection_overruled" => (key("event-objection-overruled"), Tone::Neutral),
        "order.acknowledged" => (key("event-acknowledged"), Tone::Info),
        "order.auto_acknowledged" => (key("event-auto-acknowledged"), Tone::Warn),
        "order.first_contact" => (key("event-first-contact"), Tone::Info),
        "order.started" => (key("event-started"), Tone::Info),
        "order.extended" => (key("event-extended"), Tone::Warn),
        "order.escalated" => (key("event-escalated"), Tone::Warn),
        "order.deferred" => (key("event-deferred"), Tone::Warn),
        "order.resumed" => (key("event-resumed"), Tone::Info),
        "order.replied" => (key("event-replied"), Tone::Info),
        "order.reply_approved" => (key("event-reply-approved"), Tone::Ok),
        "order.reply_rejected" => (key("event-reply-rejected"), Tone::Warn),
        "order.callback_tried" => (key("event-callback-tried"), Tone::Neutral),
        "order.called_back" => (key("event-called-back"), Tone::Ok),
        "order.rework" => (key("event-rework"), Tone::Warn),
        "order.reopened" => (key("event-reopened"), Tone::Warn),
        "order.closed" => (key("event-closed"), Tone::Ok),
        "order.archived" => (key("event-archived"), Tone::Ok),
        _ => (key("event-other"), Tone::Neutral),
    }
}
