//! Figures at the head of a page, and the way to its neighbours.

use std::borrow::Borrow;

use askama::Template;

use super::{component, owned};
use crate::shell::Tone;
use crate::tr::Tr;

/// One figure of a strip.
#[derive(Clone, Debug, Default)]
pub struct Kpi {
    label: String,
    value: String,
    unit: String,
    note: String,
    change: String,
    tone: Tone,
    href: String,
}

impl Kpi {
    /// A figure: what it is, and how much.
    pub fn new(label: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        Self { label: owned(label), value: owned(value), ..Self::default() }
    }

    /// The unit after the figure.
    #[must_use]
    pub fn unit(self, unit: impl AsRef<str>) -> Self {
        Self { unit: owned(unit), ..self }
    }

    /// A remark under it ("目标 95%").
    #[must_use]
    pub fn note(self, note: impl AsRef<str>) -> Self {
        Self { note: owned(note), ..self }
    }

    /// The change against before ("↑ 1.3 点") and whether it is good.
    #[must_use]
    pub fn change(self, change: impl AsRef<str>, tone: Tone) -> Self {
        Self { change: owned(change), tone, ..self }
    }

    /// The list behind the figure.
    #[must_use]
    pub fn href(self, href: impl AsRef<str>) -> Self {
        Self { href: owned(href), ..self }
    }
}

/// A row of figures at the head of a page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/kpi_strip.html")]
pub struct KpiStrip {
    items: Vec<Kpi>,
}

impl KpiStrip {
    /// A strip of three to six figures.
    pub fn new(items: Vec<Kpi>) -> Self {
        Self { items }
    }
}

/// Earlier and later pages of a list that is paged by key.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/pager.html")]
pub struct Pager {
    t: Tr,
    prev: Option<String>,
    next: Option<String>,
    summary: String,
}

impl Pager {
    /// The addresses of the neighbouring pages, where there are any.
    pub fn new(t: impl Borrow<Tr>, prev: Option<String>, next: Option<String>) -> Self {
        Self { t: *t.borrow(), prev, next, summary: String::new() }
    }

    /// What this page shows ("第 21–40 件").
    #[must_use]
    pub fn summary(self, summary: impl AsRef<str>) -> Self {
        Self { summary: owned(summary), ..self }
    }
}

component!(KpiStrip, Pager);
