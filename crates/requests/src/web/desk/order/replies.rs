//! Replies with their review and evidence, callbacks, photos.

use ui::{Photo, PhotoGrid, Tag, Timeline, TimelineItem, Tone, Tr, key};

use super::course::Names;
use crate::app::Desk;
use crate::app::view::OrderView;
use crate::domain::ReplyId;
use crate::domain::callback::Contacted;
use crate::web::words::{satisfied_key, solved_key};

/// A reply as shown.
pub(super) struct Reply {
    pub(super) at: String,
    pub(super) by: String,
    pub(super) tags: Vec<Tag>,
    pub(super) text: String,
    pub(super) reason: Option<String>,
    pub(super) internal: String,
    pub(super) review: Option<String>,
    pub(super) photos: Option<PhotoGrid>,
}

/// The replies, newest first.
pub(super) fn of(t: Tr, view: &OrderView, names: &Names) -> Vec<Reply> {
    let drawn = view.replies.iter().rev().map(|row| {
        let (state, tone) = match row.state.as_str() {
            "approved" => (key("desk-reply-approved"), Tone::Ok),
            "rejected" => (key("desk-reply-rejected"), Tone::Warn),
            _ => (key("desk-reply-submitted"), Tone::Info),
        };
        let mut tags = vec![Tag::new(t.s(state)).tone(tone), Tag::new(t.s(solved_key(row.solved)))];
        if row.is_true {
            tags.push(Tag::new(t.s("desk-reply-true")));
        }
        if row.out_of_duty {
            tags.push(Tag::new(t.s("desk-reply-out-of-duty")).tone(Tone::Warn));
        }
        Reply {
            at: t.date_time(row.submitted_at),
            by: names.get(&row.author_id.to_string()).cloned().unwrap_or_default(),
            tags,
            text: row.text_public.clone(),
            reason: row.unsolved_reason.clone().filter(|text| !text.is_empty()),
            internal: row.text_internal.clone(),
            review: row.review_note.clone(),
            photos: photos(t, view, Some(row.id)),
        }
    });
    drawn.collect()
}

/// Callback attempts; nothing when nobody called yet.
pub(super) fn callbacks(t: Tr, view: &OrderView, names: &Names) -> Option<Timeline> {
    let items: Vec<TimelineItem> = view
        .callbacks
        .iter()
        .rev()
        .map(|row| {
            let (title, tone) = match row.contacted {
                Contacted::Yes => (key("desk-callback-yes"), Tone::Ok),
                Contacted::NoAnswer => (key("desk-callback-no-answer"), Tone::Warn),
                Contacted::Refused => (key("desk-callback-refused"), Tone::Neutral),
            };
            let words = [
                row.solved.map(|solved| t.s(solved_key(solved)).into_owned()),
                row.satisfied.map(|satisfied| t.s(satisfied_key(satisfied)).into_owned()),
                Some(row.comment.clone()),
            ];
            let words: Vec<String> =
                words.into_iter().flatten().filter(|w| !w.is_empty()).collect();
            let officer = row.officer_id.and_then(|id| names.get(&id.to_string()).cloned());
            let by =
                if row.by_requester { Some(t.s("actor-requester").into_owned()) } else { officer };
            TimelineItem::new(t.date_time(row.at), t.s(title))
                .tone(tone)
                .by(by.unwrap_or_default())
                .text(words.join(" · "))
        })
        .collect();
    (!items.is_empty()).then(|| Timeline::new(items))
}

/// The pictures of the request, or of one reply; nothing when there are none.
pub(super) fn photos(t: Tr, view: &OrderView, reply: Option<ReplyId>) -> Option<PhotoGrid> {
    let rows = view.attachments.iter().filter(|row| match reply {
        None => row.reply_id.is_none() && row.kind == "photo",
        Some(reply) => row.reply_id == Some(reply),
    });
    let photos: Vec<Photo> = rows
        .enumerate()
        .map(|(index, row)| {
            let href = format!("/desk/photos/{}", row.id);
            Photo::new(format!("{href}?small=true"), &href, t.n("desk-photo-alt", index + 1))
        })
        .collect();
    (!photos.is_empty()).then(|| PhotoGrid::new(photos))
}

/// What was found and done on site, as shown.
pub(super) struct OnSite {
    pub(super) at: String,
    pub(super) by: String,
    pub(super) text: String,
    pub(super) photos: Option<PhotoGrid>,
}

/// Visits, newest first.
pub(super) fn visits(desk: &Desk, t: Tr, view: &OrderView, names: &Names) -> Vec<OnSite> {
    let rules = desk.rules();
    let drawn = view.visits.iter().rev().map(|row| {
        let unit = rules.units.get(&row.unit_id).map(|unit| unit.name.clone());
        let name = names.get(&row.author_id.to_string()).cloned();
        let photos: Vec<Photo> = row
            .photo_ids()
            .enumerate()
            .map(|(index, id)| {
                let href = format!("/desk/photos/{id}");
                Photo::new(format!("{href}?small=true"), &href, t.n("desk-photo-alt", index + 1))
            })
            .collect();
        OnSite {
            at: t.date_time(row.at),
            by: [unit, name].into_iter().flatten().collect::<Vec<_>>().join(" "),
            text: row.text.clone(),
            photos: (!photos.is_empty()).then(|| PhotoGrid::new(photos)),
        }
    });
    drawn.collect()
}
