//! What a judgement says, in words.

use kernel::ports::{MatchJudgement, MatchKind, MatchPlace, MatchReason};
use ui::{Arg, Tag, Tone, Tr, key};

/// Places named at most: a long text names many.
const PLACES: usize = 3;

/// What two requests are to each other, as a tag.
pub(crate) fn kind_tag(t: Tr, kind: MatchKind) -> Tag {
    let tone = match kind {
        MatchKind::PlaceDiffers => Tone::Warn,
        MatchKind::SameMatter | MatchKind::FollowUp | MatchKind::Recurrent => Tone::Match,
    };
    Tag::new(t.s(kind_key(kind))).tone(tone)
}

fn kind_key(kind: MatchKind) -> &'static str {
    match kind {
        MatchKind::SameMatter => key("match-kind-same-matter"),
        MatchKind::FollowUp => key("match-kind-follow-up"),
        MatchKind::Recurrent => key("match-kind-recurrent"),
        MatchKind::PlaceDiffers => key("match-kind-place-differs"),
    }
}

/// Phrases both have, in one line; empty when they have none.
pub(crate) fn shared(judgement: &MatchJudgement) -> String {
    let phrases = judgement.reasons.iter().find_map(|reason| match reason {
        MatchReason::Shared(phrases) => Some(phrases.join("、")),
        _ => None,
    });
    phrases.unwrap_or_default()
}

/// Places and follow-up words, a line each.
pub(crate) fn lines(t: Tr, judgement: &MatchJudgement) -> Vec<String> {
    let places = judgement.reasons.iter().filter(|reason| is_place(reason)).take(PLACES);
    let words = judgement.reasons.iter().filter(|r| matches!(r, MatchReason::FollowUp(_)));
    places.chain(words).map(|reason| line(t, reason)).collect()
}

/// Every reason, a line each.
pub(crate) fn all(t: Tr, judgement: &MatchJudgement) -> Vec<String> {
    judgement.reasons.iter().map(|reason| line(t, reason)).collect()
}

fn is_place(reason: &MatchReason) -> bool {
    matches!(reason, MatchReason::SamePlace(..) | MatchReason::OtherPlace(..))
}

fn line(t: Tr, reason: &MatchReason) -> String {
    match reason {
        MatchReason::Shared(phrases) => t.named(key("match-shared"), phrases.join("、")),
        MatchReason::SamePlace(place, name) => t.a(
            key("match-same-place"),
            &[("place", place_word(t, *place)), ("name", name.as_str().into())],
        ),
        MatchReason::OtherPlace(place, mine, theirs) => t.a(
            key("match-other-place"),
            &[
                ("place", place_word(t, *place)),
                ("mine", mine.as_str().into()),
                ("theirs", theirs.as_str().into()),
            ],
        ),
        MatchReason::Metres(metres) => t.n(key("match-metres"), i64::from(*metres)),
        MatchReason::Days(days) => t.n(key("match-days"), i64::from(*days)),
        MatchReason::FollowUp(words) => t.named(key("match-follow-up"), words.join("、")),
    }
}

fn place_word(t: Tr, place: MatchPlace) -> Arg {
    let word = match place {
        MatchPlace::Road => key("match-place-road"),
        MatchPlace::Line => key("match-place-line"),
        MatchPlace::Building => key("match-place-building"),
        MatchPlace::Compound => key("match-place-compound"),
        MatchPlace::School => key("match-place-school"),
        MatchPlace::Village => key("match-place-village"),
        MatchPlace::Company => key("match-place-company"),
        MatchPlace::Site => key("match-place-site"),
    };
    Arg::from(t.s(word).into_owned())
}
