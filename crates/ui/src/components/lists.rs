//! Things one after the other: courses, ways, views, facts, pictures.

use std::borrow::Borrow;

use askama::Template;

use super::{component, owned};
use crate::html::Html;
use crate::shell::Tone;
use crate::tr::Tr;

/// One step of a course of events.
#[derive(Clone, Debug, Default)]
pub struct TimelineItem {
    at: String,
    title: String,
    text: String,
    notes: Vec<String>,
    by: String,
    tone: Tone,
}

impl TimelineItem {
    /// When, and what happened.
    pub fn new(at: impl AsRef<str>, title: impl AsRef<str>) -> Self {
        Self { at: owned(at), title: owned(title), ..Self::default() }
    }

    /// The words that were said or written.
    #[must_use]
    pub fn text(self, text: impl AsRef<str>) -> Self {
        Self { text: owned(text), ..self }
    }

    /// What follows from it, each on a line of its own.
    #[must_use]
    pub fn notes(self, notes: Vec<String>) -> Self {
        Self { notes, ..self }
    }

    /// Who did it.
    #[must_use]
    pub fn by(self, by: impl AsRef<str>) -> Self {
        Self { by: owned(by), ..self }
    }

    /// How it is meant.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }
}

/// What has happened so far, in order.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/timeline.html")]
pub struct Timeline {
    items: Vec<TimelineItem>,
}

impl Timeline {
    /// A course of events.
    pub fn new(items: Vec<TimelineItem>) -> Self {
        Self { items }
    }
}

/// One place on the way to this page.
#[derive(Clone, Debug, Default)]
pub struct Crumb {
    label: String,
    href: String,
}

impl Crumb {
    /// A place one can go back to.
    pub fn new(label: impl AsRef<str>, href: impl AsRef<str>) -> Self {
        Self { label: owned(label), href: owned(href) }
    }
}

/// The way to this page; the page itself is not part of it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/breadcrumb.html")]
pub struct Breadcrumb {
    t: Tr,
    crumbs: Vec<Crumb>,
}

impl Breadcrumb {
    /// The places above this page, outermost first.
    pub fn new(t: impl Borrow<Tr>, crumbs: Vec<Crumb>) -> Self {
        Self { t: *t.borrow(), crumbs }
    }
}

/// One of several views of the same page.
#[derive(Clone, Debug, Default)]
pub struct Tab {
    label: String,
    href: String,
    current: bool,
    count: Option<i64>,
}

impl Tab {
    /// A view and its address.
    pub fn new(label: impl AsRef<str>, href: impl AsRef<str>) -> Self {
        Self { label: owned(label), href: owned(href), ..Self::default() }
    }

    /// Whether it is the one shown.
    #[must_use]
    pub fn current(self, current: bool) -> Self {
        Self { current, ..self }
    }

    /// How many things are in it.
    #[must_use]
    pub fn count(self, count: i64) -> Self {
        Self { count: Some(count), ..self }
    }
}

/// Views of a page as links: each has its own address.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/tabs.html")]
pub struct Tabs {
    label: String,
    tabs: Vec<Tab>,
}

impl Tabs {
    /// Views, with a name for the whole set.
    pub fn new(label: impl AsRef<str>, tabs: Vec<Tab>) -> Self {
        Self { label: owned(label), tabs }
    }
}

/// A fact and its name.
#[derive(Clone, Debug, Default)]
pub struct Definition {
    name: String,
    value: Html,
    note: String,
}

impl Definition {
    /// A fact in plain words.
    pub fn new(name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        Self {
            name: owned(name),
            value: Html(crate::html::escaped(value.as_ref())),
            note: String::new(),
        }
    }

    /// A fact shown by a component, such as a tag.
    pub fn html(name: impl AsRef<str>, value: Html) -> Self {
        Self { name: owned(name), value, note: String::new() }
    }

    /// A smaller second line ("依据：…").
    #[must_use]
    pub fn note(self, note: impl AsRef<str>) -> Self {
        Self { note: owned(note), ..self }
    }
}

/// Facts about one thing.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/definitions.html")]
pub struct Definitions {
    items: Vec<Definition>,
    columns: bool,
}

impl Definitions {
    /// Facts, one under the other.
    pub fn new(items: Vec<Definition>) -> Self {
        Self { items, columns: false }
    }

    /// In two columns where there is room.
    #[must_use]
    pub fn columns(self) -> Self {
        Self { columns: true, ..self }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// A picture somebody sent.
#[derive(Clone, Debug, Default)]
pub struct Photo {
    src: String,
    href: String,
    alt: String,
}

impl Photo {
    /// The small picture, the large one, and what can be seen.
    pub fn new(src: impl AsRef<str>, href: impl AsRef<str>, alt: impl AsRef<str>) -> Self {
        Self { src: owned(src), href: owned(href), alt: owned(alt) }
    }
}

/// Pictures side by side, each opening large.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/photo_grid.html")]
pub struct PhotoGrid {
    photos: Vec<Photo>,
}

impl PhotoGrid {
    /// Pictures in the order they were sent.
    pub fn new(photos: Vec<Photo>) -> Self {
        Self { photos }
    }
}

component!(Timeline, Breadcrumb, Tabs, Definitions, PhotoGrid);
