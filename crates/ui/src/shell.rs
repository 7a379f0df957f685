//! The frame around every page: who reads, in which look, from where.

use std::sync::Arc;

use crate::html::{Html, push_escaped};
use crate::prefs::Prefs;
use crate::site::Site;
use crate::tr::Tr;

/// Light, dark, or as the device says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// The usual page or the one with large type and targets (长辈版).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// The usual page.
    #[default]
    Normal,
    /// Large type, large targets, one thing at a time.
    Elder,
}

/// Which of the two faces of the site a page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Surface {
    /// For residents: roomy, one column.
    #[default]
    Resident,
    /// For staff: dense, with a rail of places.
    Desk,
}

impl Theme {
    /// The value of the cookie and of `data-theme`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Mode {
    /// The value of the cookie and of `data-mode`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Elder => "elder",
        }
    }
}

impl Surface {
    /// The value of `data-density`; also the name of the bundle.
    pub fn code(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Desk => "desk",
        }
    }
}

/// One place in the rail or the bottom bar.
#[derive(Clone, Debug, Default)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// Message key of its name.
    pub label_key: &'static str,
    /// Icon name.
    pub icon: &'static str,
    /// Whether the reader is there.
    pub current: bool,
    /// How many things wait there.
    pub count: Option<i64>,
    /// Message key of the section it stands in; empty for none.
    pub section_key: &'static str,
}

/// Places of the rail that stand together.
#[derive(Debug)]
pub struct NavSection<'a> {
    /// Message key of its name; empty for places that stand by themselves.
    pub label_key: &'static str,
    /// The icon of its first place.
    pub icon: &'static str,
    /// The reader is in it.
    pub current: bool,
    /// Its places.
    pub items: Vec<&'a NavItem>,
}

/// Who is signed in.
#[derive(Clone, Debug, Default)]
pub struct UserBadge {
    /// The person's name.
    pub name: String,
    /// The unit's name.
    pub unit: String,
    /// Message key of the role.
    pub role_key: &'static str,
}

impl UserBadge {
    /// What the round badge shows: the first character of the name.
    pub fn initial(&self) -> String {
        self.name.chars().next().map(String::from).unwrap_or_default()
    }
}

/// How a notice or a status is meant. Always shown with an icon and words,
/// never by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// No judgement.
    #[default]
    Neutral,
    /// For the reader's information.
    Info,
    /// Good, done.
    Ok,
    /// Needs an eye on it.
    Warn,
    /// Wrong, late, dangerous.
    Bad,
    /// Looks like something already known.
    Match,
}

impl Tone {
    /// The suffix of the class.
    pub fn code(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Match => "match",
        }
    }

    /// The icon that says the same without colour.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Neutral | Self::Info => "info",
            Self::Ok => "check-circle",
            Self::Warn => "alert",
            Self::Bad => "alert-octagon",
            Self::Match => "layers",
        }
    }
}

/// What happened just before this page was shown.
#[derive(Clone, Debug, Default)]
pub struct Flash {
    /// How it is meant.
    pub tone: Tone,
    /// The finished sentence.
    pub text: String,
    /// Where it can be undone, if it can: a POST to this path.
    pub undo_action: Option<String>,
}

/// The frame of one page. Every page struct has it as the field `shell`.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// The reader's language.
    pub t: Tr,
    /// The page's own title, the same as its `h1`.
    pub title: String,
    /// Facts of the installation.
    pub site: Arc<Site>,
    /// Light or dark.
    pub theme: Theme,
    /// Usual or elder.
    pub mode: Mode,
    /// Resident or desk.
    pub surface: Surface,
    /// Places to go.
    pub nav: Vec<NavItem>,
    /// Who is signed in, if anyone.
    pub user: Option<UserBadge>,
    /// The form token.
    pub csrf: String,
    /// Path and query of this page, for switches that come back to it.
    pub path: String,
    /// What just happened.
    pub flash: Option<Flash>,
    /// What stands in the bar of a desk page.
    pub tools: Html,
}

impl Shell {
    /// The rail in sections, in the order of their first places.
    pub fn nav_sections(&self) -> Vec<NavSection<'_>> {
        let mut sections: Vec<NavSection<'_>> = Vec::new();
        for item in &self.nav {
            match sections.iter_mut().find(|section| section.label_key == item.section_key) {
                Some(section) => {
                    section.current |= item.current;
                    section.items.push(item);
                }
                None => sections.push(NavSection {
                    label_key: item.section_key,
                    icon: item.icon,
                    current: item.current,
                    items: vec![item],
                }),
            }
        }
        sections
    }

    /// A frame for a reader; `title` is finished text.
    pub fn new(prefs: Prefs, site: Arc<Site>, title: impl Into<String>) -> Self {
        Self {
            t: Tr::new(prefs.lang),
            title: title.into(),
            site,
            theme: prefs.theme,
            mode: prefs.mode,
            path: prefs.path,
            ..Self::default()
        }
    }

    /// The same frame read at an instant, which shortens dates of this year.
    #[must_use]
    pub fn at(mut self, now: kernel::time::Instant) -> Self {
        self.t = self.t.at(now);
        self
    }

    /// The hidden field every form that changes something carries.
    pub fn csrf_field(&self) -> Html {
        let mut out = String::from(r#"<input type="hidden" name="csrf" value=""#);
        push_escaped(&mut out, &self.csrf);
        out.push_str(r#"">"#);
        Html(out)
    }

    /// Whether this page is for staff.
    pub fn is_desk(&self) -> bool {
        self.surface == Surface::Desk
    }

    /// Whether this page is in elder mode.
    pub fn is_elder(&self) -> bool {
        self.mode == Mode::Elder
    }

    /// The stylesheet bundle of this surface.
    pub fn css(&self) -> &'static str {
        if self.is_desk() { "desk.css" } else { "resident.css" }
    }

    /// The script bundle of this surface.
    pub fn script(&self) -> &'static str {
        if self.is_desk() { "desk.js" } else { "resident.js" }
    }

    /// The icon of the theme switch.
    pub fn theme_icon(&self) -> &'static str {
        if self.next_theme() == "dark" { "moon" } else { "sun" }
    }

    /// What the theme switch changes to.
    pub fn next_theme(&self) -> &'static str {
        if self.theme == Theme::Dark { "light" } else { "dark" }
    }

    /// What the mode switch changes to.
    pub fn next_mode(&self) -> &'static str {
        if self.is_elder() { "normal" } else { "elder" }
    }

    /// What the language switch changes to.
    pub fn next_lang(&self) -> &'static str {
        if self.t.lang() == crate::Lang::En { "zh-CN" } else { "en" }
    }
}
