//! From what people say to a place: region, grid, compound, with how sure it
//! is, what else it may be, and why.
//!
//! Names come from the atlas, so they are those of the city pack in use; only
//! the names of divisions elsewhere are built in, to tell that a matter lies
//! outside. It proposes; a person decides. Keeps nothing of what was asked.

mod entries;
mod ground;
mod hits;
mod index;
mod letters;
mod outside;
mod sound;
mod weigh;
mod words;

use crate::atlas::Atlas;
use crate::domain::{GridCode, Point, RegionCode};
use entries::Entries;
use index::Index;
use letters::Letters;
use weigh::Field;

/// From here on a place may be taken for meant without asking, in thousandths.
pub const SURE_MILLI: u16 = 600;
/// Letters of a long text that are looked at.
const LETTERS_MAX: usize = 800;
/// Places told at most.
const GUESSES_MAX: usize = 8;

/// What a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// A district or county.
    District,
    /// A street, town or township.
    Street,
    /// A community or village.
    Community,
    /// A grid.
    Grid,
    /// A compound.
    Compound,
    /// A road, by its name or alias.
    Road,
    /// A landmark.
    Landmark,
    /// Where two roads meet.
    Crossing,
}

impl PlaceKind {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Street => "street",
            Self::Community => "community",
            Self::Grid => "grid",
            Self::Compound => "compound",
            Self::Road => "road",
            Self::Landmark => "landmark",
            Self::Crossing => "crossing",
        }
    }

    /// Whether it is a region of the tree.
    pub fn is_region(self) -> bool {
        matches!(self, Self::District | Self::Street | Self::Community)
    }
}

/// Something a person can check that speaks for or against a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceReason {
    /// The text names it so.
    Named(String),
    /// The text leaves out what it is, or says what people say.
    Short(String),
    /// The text has it with a slip of the hand.
    Typo(String),
    /// The text has it as it sounds.
    Sound(String),
    /// The text tells its road and number.
    Address(String),
    /// The text tells a kind of place, and this is the nearest such to another
    /// place it names.
    Nearest(String),
    /// Two roads meet here.
    Meets(String, String),
    /// The text names a region it lies in.
    Within(String),
    /// The text names a place near it, with the metres.
    Beside(String, u32),
    /// Metres from the point that was told.
    Metres(u32),
    /// So many places have this name.
    Shares(u32),
    /// The text names a region it does not lie in.
    Contradicts(String),
}

/// A place that a text may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceGuess {
    /// What it is.
    pub kind: PlaceKind,
    /// Its id or code; of a crossing both roads' ids with a `+`.
    pub key: String,
    /// Its name in the city pack.
    pub name: String,
    /// The smallest region that surely holds it.
    pub region: Option<RegionCode>,
    /// Its grid, where it is small enough to lie in one.
    pub grid: Option<GridCode>,
    /// Its point, where it has one.
    pub point: Option<Point>,
    /// The building that is told behind it, such as 3栋; or empty.
    pub building: String,
    /// 0–1000: how surely the text means this place.
    pub confidence_milli: u16,
    /// Why, the most telling first.
    pub reasons: Vec<PlaceReason>,
}

impl PlaceGuess {
    fn new(kind: PlaceKind, key: impl Into<String>, name: &str) -> Self {
        Self {
            kind,
            key: key.into(),
            name: name.to_owned(),
            region: None,
            grid: None,
            point: None,
            building: String::new(),
            confidence_milli: 0,
            reasons: Vec::new(),
        }
    }

    fn within(mut self, region: Option<RegionCode>) -> Self {
        self.region = region;
        self
    }
}

/// What is known of a matter's place.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlaceAsked<'a> {
    /// What was told as its address.
    pub address: &'a str,
    /// A title.
    pub title: &'a str,
    /// The words of the person.
    pub content: &'a str,
    /// A point near it, which decides between places of one name.
    pub point: Option<Point>,
}

impl<'a> PlaceAsked<'a> {
    /// Only an address.
    pub fn address(address: &'a str) -> Self {
        Self { address, ..Self::default() }
    }
}

/// Where a text says it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceAnswer {
    /// Places it may mean, the surest first; none where it names none.
    pub guesses: Vec<PlaceGuess>,
    /// The place elsewhere that it names, where it names none of the city.
    pub outside: Option<String>,
}

impl PlaceAnswer {
    /// The surest place.
    pub fn best(&self) -> Option<&PlaceGuess> {
        self.guesses.first()
    }

    /// The surest place, where it is sure enough to go on with and no other is
    /// nearly as sure.
    pub fn sure(&self) -> Option<&PlaceGuess> {
        let best = self.best().filter(|best| best.confidence_milli >= SURE_MILLI)?;
        let next = self.guesses.get(1).map_or(0, |next| next.confidence_milli);
        (best.confidence_milli >= next + 100).then_some(best)
    }
}

/// The names of a city's places.
#[derive(Debug, Default)]
pub struct Gazetteer {
    entries: Entries,
    index: Index,
}

impl Gazetteer {
    /// Collects the names of an atlas.
    pub(crate) fn of(atlas: &Atlas) -> Self {
        let (entries, names) = Entries::of(atlas);
        Self { entries, index: Index::new(names) }
    }

    /// How many names it knows.
    pub fn len(&self) -> usize {
        self.entries.named.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The places a text may mean. The atlas is the one the names are of.
    pub(crate) fn find(&self, atlas: &Atlas, asked: &PlaceAsked<'_>) -> PlaceAnswer {
        let texts = [asked.address, asked.title, asked.content];
        let cut: Vec<String> =
            texts.iter().map(|text| text.chars().take(LETTERS_MAX).collect()).collect();
        let mut fields: Vec<Field<'_>> = Vec::new();
        let mut elsewhere = None;
        for (place, text) in cut.iter().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
            let letters = Letters::new(text);
            let mut hits = hits::find(&self.entries, &self.index, &letters);
            let others = outside::find(atlas, &letters, &hits);
            // A road behind the name of another city is a road there.
            hits.retain(|hit| {
                !others.iter().any(|other| is_right_behind(&letters, other.to, hit.from))
            });
            let told = others.first().map(|first| {
                let last = others.iter().take_while(|other| other.from <= first.to + 12).last();
                letters.said(text, first.from, last.map_or(first.to, |last| last.to))
            });
            elsewhere = elsewhere.or(told);
            fields.push(Field { text, letters, hits, is_address: place == 0 });
        }
        let mut guesses = weigh::weigh(self, atlas, &fields, asked.point);
        guesses.truncate(GUESSES_MAX);
        let is_nowhere = guesses.is_empty();
        PlaceAnswer { guesses, outside: elsewhere.filter(|_| is_nowhere) }
    }
}

/// Whether a name follows a division elsewhere at once, or nearly.
fn is_right_behind(letters: &Letters, end: usize, from: usize) -> bool {
    from >= end
        && from - end <= 1
        && !letters.range(end, from).iter().any(|c| "，。；".contains(*c))
}

#[cfg(test)]
mod tests;
