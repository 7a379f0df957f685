//! Finds what identifies a person in a text, and covers it where others read.
//!
//! One engine for every place where people's words leave the desk. Numbers are
//! known by their form and check digits, names by the words beside them. When
//! in doubt a text loses a word rather than a person their secret; but order
//! numbers, hotlines, prices and dates stay, or nobody could use the text.

mod accounts;
mod checks;
mod doors;
mod letters;
mod names;
mod numbers;
mod plates;
mod surnames;

use std::ops::Range;

use letters::Letters;

/// What a part of a text tells of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The name of a person.
    Name,
    /// A mobile telephone number.
    Mobile,
    /// A telephone number of a line.
    Landline,
    /// An identity card, residence permit or passport number.
    Identity,
    /// A bank card or account number.
    Card,
    /// The number plate of a vehicle.
    Plate,
    /// A name or number with a messenger, a payment service or a supplier.
    Account,
    /// An e-mail address.
    Email,
    /// Unit, floor and room behind the door of a building.
    Door,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Name,
        Self::Mobile,
        Self::Landline,
        Self::Identity,
        Self::Card,
        Self::Plate,
        Self::Account,
        Self::Email,
        Self::Door,
    ];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Mobile => "mobile",
            Self::Landline => "landline",
            Self::Identity => "identity",
            Self::Card => "card",
            Self::Plate => "plate",
            Self::Account => "account",
            Self::Email => "email",
            Self::Door => "door",
        }
    }

    /// How many of its letters stay readable from the front, so that a reader
    /// still sees what it was.
    fn kept(self) -> usize {
        match self {
            Self::Mobile | Self::Landline | Self::Identity => 3,
            Self::Plate => 2,
            Self::Email => 1,
            Self::Name | Self::Card | Self::Account | Self::Door => 0,
        }
    }
}

/// Whether door numbers are covered too: a city's policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Doors {
    /// They stay.
    #[default]
    Shown,
    /// They are covered; the building stays.
    Covered,
}

/// A part of a text, counted in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// What it tells.
    pub kind: Kind,
    /// Where it stands.
    pub at: Range<usize>,
}

/// Everything that identifies a person in a text, from its beginning to its
/// end, without overlaps.
pub fn find(text: &str, doors: Doors) -> Vec<Span> {
    let letters = Letters::new(text);
    let mut spans = Vec::new();
    // What is surer comes first: a later find over the same letters is dropped.
    accounts::emails(&letters, &mut spans);
    accounts::after_cues(&letters, &mut spans);
    plates::find(&letters, &mut spans);
    numbers::find(&letters, &mut spans);
    names::find(&letters, &mut spans);
    if doors == Doors::Covered {
        doors::find(&letters, &mut spans);
    }
    spans.sort_by_key(|span| span.at.start);
    spans
}

/// The text with everything that identifies a person covered.
pub fn mask(text: &str, doors: Doors) -> String {
    let spans = find(text, doors);
    if spans.is_empty() {
        return text.to_owned();
    }
    let mut out: Vec<char> = text.chars().collect();
    for span in spans {
        let mut kept = span.kind.kept();
        for letter in out.get_mut(span.at.clone()).unwrap_or_default() {
            if !covers(span.kind, *letter) {
                continue;
            }
            if kept > 0 {
                kept -= 1;
            } else {
                *letter = '*';
            }
        }
    }
    out.into_iter().collect()
}

/// What stands between digits stays, and so do the words of a door.
fn covers(kind: Kind, letter: char) -> bool {
    match kind {
        Kind::Door => letters::number_of(letter).is_some() || letter.is_ascii_alphanumeric(),
        Kind::Email => letter != '@' && letter != '.',
        _ => !letters::is_gap(letter),
    }
}

/// Adds a part unless another one already holds some of its letters.
fn add(spans: &mut Vec<Span>, kind: Kind, at: Range<usize>) {
    let is_free = spans.iter().all(|span| span.at.end <= at.start || at.end <= span.at.start);
    if is_free && !at.is_empty() {
        spans.push(Span { kind, at });
    }
}

#[cfg(test)]
mod tests;
