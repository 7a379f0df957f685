//! Names of what an entry is and whether it may be relied on.

use jiff::civil::Date;
use ui::{Choice, Tag, Tone, Tr, key};

use crate::domain::knowledge::{Audience, Entry, EntryState, Standing};

pub(super) fn state_key(state: EntryState) -> &'static str {
    match state {
        EntryState::Draft => key("entry-draft"),
        EntryState::Published => key("entry-published"),
        EntryState::Retired => key("entry-retired"),
    }
}

pub(super) fn audience_key(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => key("entry-public"),
        Audience::Staff => key("entry-staff"),
    }
}

pub(super) fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Sound => key("entry-sound"),
        Standing::NotYet => key("entry-not-yet"),
        Standing::Overdue => key("entry-overdue"),
        Standing::Expired => key("entry-expired"),
    }
}

pub(super) fn standing_tone(standing: Standing) -> Tone {
    match standing {
        Standing::Sound => Tone::Ok,
        Standing::NotYet => Tone::Neutral,
        Standing::Overdue => Tone::Warn,
        Standing::Expired => Tone::Bad,
    }
}

pub(super) fn states(t: Tr) -> Vec<Choice> {
    let word = |state: &EntryState| Choice::new(state.as_str(), t.s(state_key(*state)));
    EntryState::ALL.iter().map(word).collect()
}

pub(super) fn audiences(t: Tr) -> Vec<Choice> {
    let word = |who: &Audience| Choice::new(who.as_str(), t.s(audience_key(*who)));
    Audience::ALL.iter().map(word).collect()
}

pub(super) fn standings(t: Tr) -> Vec<Choice> {
    let word = |standing: &Standing| Choice::new(standing.as_str(), t.s(standing_key(*standing)));
    Standing::ALL.iter().map(word).collect()
}

/// State, audience and whether it may be relied on. What is in order is left
/// out of the way.
pub(super) fn tags(t: Tr, entry: &Entry, today: Date) -> Vec<(String, Tag)> {
    let mut tags = Vec::new();
    let mut add = |name: &'static str, tone: Tone| {
        let label = t.s(name).into_owned();
        let tag = Tag::new(&label).tone(tone);
        tags.push((label, tag));
    };
    let tone = match entry.state {
        EntryState::Published => Tone::Ok,
        EntryState::Draft => Tone::Info,
        EntryState::Retired => Tone::Neutral,
    };
    add(state_key(entry.state), tone);
    if entry.text.audience == Audience::Staff {
        add(key("entry-staff"), Tone::Neutral);
    }
    let standing = entry.standing(today);
    if entry.state == EntryState::Published && standing != Standing::Sound {
        add(standing_key(standing), standing_tone(standing));
    }
    tags
}

/// Words and tone of an event.
pub(super) fn event(kind: &str) -> (&'static str, Tone) {
    match kind {
        "knowledge.written" => (key("event-knowledge-written"), Tone::Info),
        "knowledge.edited" => (key("event-knowledge-edited"), Tone::Info),
        "knowledge.published" => (key("event-knowledge-published"), Tone::Ok),
        "knowledge.reviewed" => (key("event-knowledge-reviewed"), Tone::Ok),
        "knowledge.retired" => (key("event-knowledge-retired"), Tone::Neutral),
        "knowledge.restored" => (key("event-knowledge-restored"), Tone::Info),
        "knowledge.pressed" => (key("event-knowledge-pressed"), Tone::Warn),
        "knowledge.stale" => (key("event-knowledge-stale"), Tone::Warn),
        _ => (key("event-other"), Tone::Neutral),
    }
}
