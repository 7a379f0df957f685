//! Where words say it is, as a person reads it: the place, what it lies in,
//! how sure, and why.

use places::locate::SURE_MILLI;
use places::{Atlas, PlaceAnswer, PlaceGuess, PlaceKind, PlaceReason};
use ui::{Tr, key};

use crate::app::place;

/// Places offered at most: more than a person reads during a call is none.
const OFFERED: usize = 5;
/// Reasons told for each.
const REASONS: usize = 3;

/// A place that may be meant.
pub(crate) struct Offer {
    /// What is sent when it is chosen.
    pub(crate) handle: String,
    /// What goes into an empty address field.
    pub(crate) address: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) parents: String,
    pub(crate) grid: String,
    pub(crate) region_code: String,
    pub(crate) percent: String,
    pub(crate) reasons: String,
    pub(crate) is_chosen: bool,
    pub(crate) is_unlikely: bool,
}

/// The places of an answer, the surest first.
pub(crate) fn offers(t: Tr, atlas: &Atlas, answer: &PlaceAnswer, chosen: &str) -> Vec<Offer> {
    let drawn = answer.guesses.iter().take(OFFERED).map(|guess| offer(t, atlas, guess, chosen));
    drawn.filter(|offer| !offer.handle.is_empty()).collect()
}

fn offer(t: Tr, atlas: &Atlas, guess: &PlaceGuess, chosen: &str) -> Offer {
    let handle = place::handle(guess);
    let reasons: Vec<String> = reasons(t, guess).into_iter().take(REASONS).collect();
    let (name, parents) = (name(t, guess), parents(atlas, guess));
    let grid = guess.grid.filter(|_| guess.kind != PlaceKind::Grid);
    Offer {
        address: [parents.as_str(), name.as_str()].join(" ").trim().to_owned(),
        kind: t.s(kind_key(guess.kind)).into_owned(),
        grid: grid.and_then(|code| Some(atlas.grid(code)?.name.clone())).unwrap_or_default(),
        region_code: guess.region.map(|code| code.to_string()).unwrap_or_default(),
        percent: format!("{}%", guess.confidence_milli / 10),
        reasons: reasons.join(" · "),
        is_chosen: handle == chosen && !chosen.is_empty(),
        is_unlikely: guess.confidence_milli < SURE_MILLI,
        handle,
        name,
        parents,
    }
}

/// What a place is.
fn kind_key(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::District => key("where-kind-district"),
        PlaceKind::Street => key("where-kind-street"),
        PlaceKind::Community => key("where-kind-community"),
        PlaceKind::Grid => key("where-kind-grid"),
        PlaceKind::Compound => key("where-kind-compound"),
        PlaceKind::Road => key("where-kind-road"),
        PlaceKind::Landmark => key("where-kind-landmark"),
        PlaceKind::Crossing => key("where-kind-crossing"),
    }
}

/// Name and building.
fn name(t: Tr, guess: &PlaceGuess) -> String {
    let name = match guess.name.split_once('、').filter(|_| guess.kind == PlaceKind::Crossing) {
        Some((a, b)) => t.a(key("where-crossing"), &[("a", a.into()), ("b", b.into())]),
        None => guess.name.clone(),
    };
    [name.as_str(), guess.building.as_str()].concat()
}

/// The regions it lies in; nothing for a region of which that is the name.
fn parents(atlas: &Atlas, guess: &PlaceGuess) -> String {
    let region = guess.region.filter(|_| !guess.kind.is_region());
    let above = guess.region.filter(|_| guess.kind.is_region());
    let above = above.and_then(|code| atlas.region(code)?.parent);
    let root = atlas.root().map(|root| root.code);
    let shown = region.or(above).filter(|code| Some(*code) != root);
    shown.map(|code| atlas.path_name(code)).unwrap_or_default()
}

/// Every reason, a line each.
pub(crate) fn reasons(t: Tr, guess: &PlaceGuess) -> Vec<String> {
    guess.reasons.iter().map(|reason| line(t, reason)).collect()
}

fn line(t: Tr, reason: &PlaceReason) -> String {
    match reason {
        PlaceReason::Named(said) => t.named(key("where-named"), said.as_str()),
        PlaceReason::Short(said) => t.named(key("where-short"), said.as_str()),
        PlaceReason::Typo(said) => t.named(key("where-typo"), said.as_str()),
        PlaceReason::Sound(said) => t.named(key("where-sound"), said.as_str()),
        PlaceReason::Address(said) => t.named(key("where-address"), said.as_str()),
        PlaceReason::Nearest(kind) => t.named(key("where-nearest"), kind.as_str()),
        PlaceReason::Meets(a, b) => {
            t.a(key("where-meets"), &[("a", a.as_str().into()), ("b", b.as_str().into())])
        }
        PlaceReason::Within(name) => t.named(key("where-within"), name.as_str()),
        PlaceReason::Beside(name, metres) => {
            let metres = i64::from(*metres);
            t.a(key("where-beside"), &[("name", name.as_str().into()), ("n", metres.into())])
        }
        PlaceReason::Metres(metres) => t.n(key("where-metres"), i64::from(*metres)),
        PlaceReason::Shares(count) => t.n(key("where-shares"), i64::from(*count)),
        PlaceReason::Contradicts(name) => t.named(key("where-contradicts"), name.as_str()),
    }
}
