//! The components pages are built from. Each is a small builder here, one
//! template `components/<name>.html`, one CSS file of the same name and one
//! sample in the gallery.
//!
//! Text that goes in is finished text in the reader's language, except where
//! a parameter is called `key`. Builders take `&str`, `String` or `Cow`, so
//! they can be called from templates as well as from handlers:
//!
//! ```text
//! {{ ui::Field::tel(shell.t, form, "phone", shell.t.s("report-phone")).optional() }}
//! {{ ui::Button::submit(shell.t.s("report-send")).primary().icon("send") }}
//! {{ ui::Tag::new(shell.t.s("state-late")).tone(ui::Tone::Bad) }}
//! ```

mod button;
mod clock_bar;
mod desk_parts;
mod field;
mod lists;
mod notice;
mod overview;
mod tag;
mod tiles;

pub use button::Button;
pub use clock_bar::ClockBar;
pub use desk_parts::{Meters, Queue, QueueRow};
pub use field::{Choice, Field};
pub use lists::{
    Breadcrumb, Crumb, Definition, Definitions, Photo, PhotoGrid, Tab, Tabs, Timeline, TimelineItem,
};
pub use notice::{EmptyState, ErrorSummary, Notice, error_summary};
pub use overview::{Kpi, KpiStrip, Pager};
pub use tag::Tag;
pub use tiles::{Tile, Tiles};

/// Marks template types as finished HTML and gives them `to_html`.
macro_rules! component {
    ($($name:ty),+ $(,)?) => {$(
        impl askama::filters::HtmlSafe for $name {}
        impl $name {
            /// The finished markup, for handlers that store it in a page struct.
            pub fn to_html(&self) -> crate::html::Html {
                crate::html::Html(self.to_string())
            }
        }
    )+};
}
pub(crate) use component;

/// Takes any kind of text a template hands over.
pub(crate) fn owned(text: impl AsRef<str>) -> String {
    text.as_ref().to_owned()
}
