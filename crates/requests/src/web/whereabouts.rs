//! What speaks for a place, in words.

use places::{Atlas, PlaceGuess, PlaceKind, PlaceReason};
use ui::{Tr, key};

/// What a place is.
pub(crate) fn kind_key(kind: PlaceKind) -> &'static str {
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
pub(crate) fn name(t: Tr, guess: &PlaceGuess) -> String {
    let name = match guess.name.split_once('、').filter(|_| guess.kind == PlaceKind::Crossing) {
        Some((a, b)) => t.a(key("where-crossing"), &[("a", a.into()), ("b", b.into())]),
        None => guess.name.clone(),
    };
    [name.as_str(), guess.building.as_str()].concat()
}

/// The regions it lies in; nothing for a region of which that is the name.
pub(crate) fn parents(atlas: &Atlas, guess: &PlaceGuess) -> String {
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
