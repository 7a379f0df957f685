//! What pages are made of: the frame, the components, forms, both languages,
//! charts and maps drawn on the server, the embedded CSS and script.
//!
//! Knows nothing of requests, people or the database. A page is a struct with
//! a field `shell: Shell`, an askama template that extends `base.html`
//! (residents) or `desk.html` (staff) and fills the block `main`, and message
//! keys in the crate's own `.ftl` files. `ui::page(status, &page)` answers
//! with it.

// Templates name this crate as `ui::…`, because other crates include them too.
extern crate self as ui;

mod assets;
mod catalogue;
pub mod catalogue_check;
pub mod chart;
pub mod components;
mod form;
pub mod gallery;
mod html;
pub mod icon;
mod lang;
pub mod map;
mod page;
mod prefs;
mod shell;
mod site;
mod tr;

pub use assets::{asset, asset_text, assets_router, has_assets};
pub use catalogue::{Arg, Catalogue, CatalogueFault, Source, install};
pub use components::{
    Breadcrumb, Button, Choice, ClockBar, Crumb, Definition, Definitions, EmptyState, ErrorSummary,
    Field, Kpi, KpiStrip, Meters, Notice, Pager, Photo, PhotoGrid, Queue, QueueRow, Tab, Tabs, Tag,
    Tile, Tiles, Timeline, TimelineItem, error_summary,
};
pub use form::{FieldError, FormState};
pub use html::Html;
pub use lang::Lang;
pub use page::{CONTENT_POLICY, page, public_page};
pub use prefs::{Prefs, cookie, prefs_router};
pub use shell::{Flash, Mode, NavItem, NavSection, Shell, Surface, Theme, Tone, UserBadge};
pub use site::Site;
pub use tr::{Tr, key};

/// The messages of this crate.
pub const LOCALES: &[Source] = &[
    Source { lang: Lang::ZhCn, name: "ui.ftl", text: include_str!("../locales/zh-CN/ui.ftl") },
    Source {
        lang: Lang::ZhCn,
        name: "gallery.ftl",
        text: include_str!("../locales/zh-CN/gallery.ftl"),
    },
    Source { lang: Lang::En, name: "gallery.ftl", text: include_str!("../locales/en/gallery.ftl") },
    Source { lang: Lang::En, name: "ui.ftl", text: include_str!("../locales/en/ui.ftl") },
];

#[cfg(test)]
mod tests;
