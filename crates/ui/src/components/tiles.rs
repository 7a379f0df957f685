//! Large ways to the main things a resident can do.

use askama::Template;

use super::{component, owned};

/// A large way to somewhere.
#[derive(Clone, Debug, Default)]
pub struct Tile {
    icon: &'static str,
    label: String,
    hint: String,
    href: String,
    primary: bool,
}

impl Tile {
    /// An icon, a name and an address.
    pub fn new(icon: &'static str, label: impl AsRef<str>, href: impl AsRef<str>) -> Self {
        Self { icon, label: owned(label), href: owned(href), ..Self::default() }
    }

    /// A second line.
    #[must_use]
    pub fn hint(self, hint: impl AsRef<str>) -> Self {
        Self { hint: owned(hint), ..self }
    }

    /// The one most people come for.
    #[must_use]
    pub fn primary(self) -> Self {
        Self { primary: true, ..self }
    }
}

/// What can be done here, as large targets.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/tiles.html")]
pub struct Tiles {
    tiles: Vec<Tile>,
}

impl Tiles {
    /// Two to eight tiles.
    pub fn new(tiles: Vec<Tile>) -> Self {
        Self { tiles }
    }
}

component!(Tiles);
