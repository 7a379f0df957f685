//! What only the desk shows: waiting lists and bars of evidence.

use askama::Template;

use super::tag::Tag;
use super::{component, owned};
use crate::shell::Tone;

/// One thing waiting in a list on the desk.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/queue_row.html")]
pub struct QueueRow {
    id: String,
    href: String,
    title: String,
    meta: String,
    icon: &'static str,
    time: String,
    left: Option<Tag>,
    tags: Vec<Tag>,
    current: bool,
    fresh: bool,
}

impl QueueRow {
    /// A row that opens the thing; `meta` is the second line (place, unit).
    pub fn new(href: impl AsRef<str>, title: impl AsRef<str>, meta: impl AsRef<str>) -> Self {
        Self {
            href: owned(href),
            title: owned(title),
            meta: owned(meta),
            icon: "file",
            ..Self::default()
        }
    }

    /// The thing's id, by which an open page finds its row again.
    #[must_use]
    pub fn id(self, id: impl AsRef<str>) -> Self {
        Self { id: owned(id), ..self }
    }

    /// The icon of the channel it came by.
    #[must_use]
    pub fn icon(self, icon: &'static str) -> Self {
        Self { icon, ..self }
    }

    /// When it came.
    #[must_use]
    pub fn time(self, time: impl AsRef<str>) -> Self {
        Self { time: owned(time), ..self }
    }

    /// What is left of its time limit; a late one is filled.
    #[must_use]
    pub fn left(self, left: impl AsRef<str>, tone: Tone) -> Self {
        let tag = Tag::new(left).tone(tone);
        Self { left: Some(if tone == Tone::Bad { tag.strong() } else { tag }), ..self }
    }

    /// Adds a tag.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Self {
        self.tags.push(tag);
        self
    }

    /// Whether it is the one that is open.
    #[must_use]
    pub fn current(self, current: bool) -> Self {
        Self { current, ..self }
    }

    /// Not yet opened by anybody.
    #[must_use]
    pub fn fresh(self, fresh: bool) -> Self {
        Self { fresh, ..self }
    }
}

/// A list of things waiting; J and K walk over it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/queue.html")]
pub struct Queue {
    label: String,
    rows: Vec<QueueRow>,
}

impl Queue {
    /// A list with its name for screen readers.
    pub fn new(label: impl AsRef<str>, rows: Vec<QueueRow>) -> Self {
        Self { label: owned(label), rows }
    }
}

/// How much each piece of evidence says, as small bars with their numbers.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/meters.html")]
pub struct Meters {
    items: Vec<(String, String, i64)>,
}

impl Meters {
    /// No evidence yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one: its name, its value in words ("60 米") and its strength in
    /// thousandths.
    #[must_use]
    pub fn item(mut self, name: impl AsRef<str>, value: impl AsRef<str>, permille: i64) -> Self {
        self.items.push((owned(name), owned(value), permille.clamp(0, 1000)));
        self
    }
}

component!(QueueRow, Queue, Meters);
