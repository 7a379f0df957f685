//! How surely a text means each of the places it names: what the name is
//! worth, how many share it, and what else in the text agrees.

use std::cmp::Reverse;

use super::entries::{Entry, Form};
use super::hits::{Hit, Meant};
use super::index::Way;
use super::letters::Letters;
use super::{Gazetteer, PlaceGuess, PlaceKind, PlaceReason, ground, words};
use crate::atlas::Atlas;
use crate::domain::{Point, Road};

/// A text of the question with the names in it.
pub(super) struct Field<'a> {
    pub(super) text: &'a str,
    pub(super) letters: Letters,
    pub(super) hits: Vec<Hit>,
    pub(super) is_address: bool,
}

/// A place on its way to a guess.
struct Candidate {
    guess: PlaceGuess,
    milli: u32,
    within: Vec<crate::domain::RegionCode>,
    /// Field and name it came from; several names make one crossing.
    from: (usize, usize),
    /// Names that were used up by it.
    uses: Vec<usize>,
}

impl Candidate {
    /// An entry that one name stands for.
    fn of(entry: &Entry, guess: PlaceGuess, milli: u32, from: (usize, usize)) -> Self {
        Self { guess, milli, within: entry.within.clone(), from, uses: vec![from.1] }
    }
}

/// Places nearer than this to each other agree, in metres.
const BESIDE_M: f64 = 500.0;
/// A road runs past a place when it is so near, in metres.
const ALONG_M: f64 = 250.0;
/// A place of a kind is looked for so far from the one beside it, in metres.
const NEAREST_M: f64 = 1_500.0;
/// Two roads that come so near to each other meet, in metres.
const TOUCHES_M: f64 = 60.0;
/// A road and a landmark near it that are named together are so near, in
/// metres.
const TOGETHER_M: f64 = 1_500.0;
/// Guesses below this are not told.
const MILLI_MIN: u32 = 100;

/// The worth of a kind whose name stands alone, in thousandths.
fn kind_milli(kind: PlaceKind) -> u32 {
    match kind {
        PlaceKind::Grid => 950,
        PlaceKind::Crossing => 880,
        PlaceKind::Compound => 860,
        PlaceKind::Landmark => 820,
        PlaceKind::Community => 720,
        PlaceKind::Street => 560,
        PlaceKind::Road => 500,
        PlaceKind::District => 420,
    }
}

pub(super) fn weigh(
    gazetteer: &Gazetteer,
    atlas: &Atlas,
    fields: &[Field<'_>],
    point: Option<Point>,
) -> Vec<PlaceGuess> {
    let mut candidates = Vec::new();
    for (number, field) in fields.iter().enumerate() {
        let mut own = of_names(gazetteer, field, number);
        own.extend(crossings(gazetteer, atlas, field, number));
        own.extend(addresses(gazetteer, field, number));
        own.extend(nearest(gazetteer, field, number));
        for candidate in &mut own {
            onto_road(gazetteer, atlas, field, candidate);
        }
        candidates.extend(own);
    }
    let agreed: Vec<PlaceGuess> = (0..candidates.len())
        .filter_map(|number| agree(gazetteer, atlas, fields, (&candidates, number), point))
        .collect();
    settle(atlas, agreed)
}

fn entry_of(gazetteer: &Gazetteer, number: u32) -> Option<&Entry> {
    gazetteer.entries.all.get(number as usize)
}

/// Every place of every name.
fn of_names(gazetteer: &Gazetteer, field: &Field<'_>, number: usize) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (place, hit) in field.hits.iter().enumerate() {
        let around = words::around(&field.letters, hit.from, hit.to);
        let sharers = u32::try_from(hit.meant.len()).unwrap_or(u32::MAX).max(1);
        for meant in &hit.meant {
            let Some(entry) = entry_of(gazetteer, meant.entry) else { continue };
            let mut milli = kind_milli(entry.place.kind) * meant.milli() / 1_000;
            // Places of one name share what it says.
            milli = if sharers > 1 { milli * 6 / (5 * sharers.min(12)) } else { milli };
            milli = milli.saturating_sub(u32::try_from(place).unwrap_or(0) * 5);
            milli = if around.is_body { milli * 8 / 10 } else { milli };
            milli =
                if around.is_home && field.hits.len() > place + 1 { milli * 8 / 10 } else { milli };
            milli = if around.is_denied { milli * 3 / 10 } else { milli };
            let mut guess = entry.place.clone();
            guess.reasons.push(said(field, hit, meant, &guess.name));
            if sharers > 1 {
                guess.reasons.push(PlaceReason::Shares(sharers));
            }
            guess.building = building(field, hit);
            candidates.push(Candidate::of(entry, guess, milli, (number, place)));
        }
    }
    candidates
}

fn said(field: &Field<'_>, hit: &Hit, meant: &Meant, name: &str) -> PlaceReason {
    let words = field.letters.said(field.text, hit.from, hit.to);
    match (meant.way, meant.form) {
        (Way::Typo, _) => PlaceReason::Typo(words),
        (Way::Sound, _) => PlaceReason::Sound(words),
        (Way::Exact, Form::Full) => PlaceReason::Named(words),
        (Way::Exact, _) if words == name => PlaceReason::Named(words),
        (Way::Exact, Form::Spoken | Form::Short | Form::Generic) => PlaceReason::Short(words),
    }
}

/// The building behind a name, in the words of the text.
fn building(field: &Field<'_>, hit: &Hit) -> String {
    let start = hit.to + if field.letters.has(hit.to, "小区") { 2 } else { 0 };
    let end = words::building_at(&field.letters, start);
    let words = end.map(|end| field.letters.said(field.text, start, end)).unwrap_or_default();
    if words.contains("单元") { String::new() } else { words.trim().to_owned() }
}

/// The roads a name may mean.
fn roads<'a>(gazetteer: &Gazetteer, atlas: &'a Atlas, hit: &Hit) -> Vec<&'a Road> {
    let keys = hit.meant.iter().filter_map(|meant| entry_of(gazetteer, meant.entry));
    let keys = keys.filter(|entry| entry.place.kind == PlaceKind::Road);
    keys.filter_map(|entry| atlas.road(&entry.place.key)).collect()
}

/// Where two roads meet that are named together.
fn crossings(
    gazetteer: &Gazetteer,
    atlas: &Atlas,
    field: &Field<'_>,
    number: usize,
) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (place, pair) in field.hits.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        if !words::are_joined(&field.letters, first.to, second.from) {
            continue;
        }
        let told = words::crossing_behind(&field.letters, second.to);
        for a in roads(gazetteer, atlas, first) {
            for b in roads(gazetteer, atlas, second) {
                let Some((point, apart)) = ground::crossing(a, b) else { continue };
                if told.is_none() && apart > TOUCHES_M {
                    continue;
                }
                let side = told.and_then(|(_, side)| side);
                let point = side.map_or(point, |side| ground::corner(point, side));
                let located = atlas.locate(point).unwrap_or_default();
                let mut guess = PlaceGuess::new(
                    PlaceKind::Crossing,
                    format!("{}+{}", a.id, b.id),
                    &format!("{}、{}", a.name, b.name),
                );
                guess.region = located.region();
                guess.grid = located.grid;
                guess.point = Some(point);
                guess.reasons.push(PlaceReason::Meets(a.name.clone(), b.name.clone()));
                let within = path(atlas, &guess);
                let fit = first.meant.iter().chain(&second.meant).map(Meant::milli).min();
                let worth = kind_milli(PlaceKind::Crossing) * fit.unwrap_or(0) / 1_000;
                let worth = if apart > TOUCHES_M { worth * 80 / 100 } else { worth };
                let milli = if told.is_some() { worth } else { worth * 85 / 100 };
                let uses = vec![place, place + 1];
                candidates.push(Candidate { guess, milli, within, from: (number, place), uses });
            }
        }
    }
    candidates
}

/// 鱼市街钟楼百货附近 is on the street, where it passes near the store.
fn onto_road(
    gazetteer: &Gazetteer,
    atlas: &Atlas,
    field: &Field<'_>,
    candidate: &mut Candidate,
) -> Option<()> {
    let guess = &mut candidate.guess;
    let place = candidate.from.1;
    let hit = field.hits.get(place)?;
    let before = field.hits.get(place.checked_sub(1)?)?;
    let is_near = guess.kind == PlaceKind::Landmark
        && words::are_joined(&field.letters, before.to, hit.from)
        && words::is_near_behind(&field.letters, hit.to);
    let landmark = guess.point.filter(|_| is_near)?;
    let on_road = roads(gazetteer, atlas, before).into_iter().filter_map(|road| {
        let (point, metres) = ground::nearest_on(landmark, road)?;
        (metres <= TOGETHER_M).then(|| (point, metres, road.name.clone()))
    });
    let (point, metres, road) = on_road.min_by(|a, b| a.1.total_cmp(&b.1))?;
    let located = atlas.locate(point)?;
    guess.region = located.region();
    guess.grid = located.grid;
    guess.point = Some(point);
    guess.reasons.push(PlaceReason::Beside(road, metres as u32));
    candidate.within = path(atlas, guess);
    Some(())
}

fn path(atlas: &Atlas, guess: &PlaceGuess) -> Vec<crate::domain::RegionCode> {
    guess.region.map(|code| atlas.ancestors(code).map(|r| r.code).collect()).unwrap_or_default()
}

/// Compounds by road and number.
fn addresses(gazetteer: &Gazetteer, field: &Field<'_>, number: usize) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (place, hit) in field.hits.iter().enumerate() {
        let Some((house, end)) = words::house_number_at(&field.letters, hit.to) else { continue };
        for meant in &hit.meant {
            let road = entry_of(gazetteer, meant.entry).filter(|e| e.place.kind == PlaceKind::Road);
            let Some(road) = road else { continue };
            let key: String = Letters::new(&road.place.name).all().iter().collect();
            let found = gazetteer.entries.addresses.get(&(key, house)).into_iter().flatten();
            for entry in found.filter_map(|entry| entry_of(gazetteer, *entry)) {
                let mut guess = entry.place.clone();
                let words = field.letters.said(field.text, hit.from, end);
                guess.reasons.push(PlaceReason::Address(words));
                let milli = kind_milli(PlaceKind::Compound) * meant.milli() / 1_000 * 95 / 100;
                candidates.push(Candidate::of(entry, guess, milli, (number, place)));
            }
        }
    }
    candidates
}

/// The nearest landmark of a kind to a place: 钟楼巷那个菜市场.
fn nearest(gazetteer: &Gazetteer, field: &Field<'_>, number: usize) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (place, hit) in field.hits.iter().enumerate() {
        let Some(kind) = words::kind_behind(&field.letters, hit.to) else { continue };
        let Some((word, kinds, holds)) = words::KINDS.get(kind) else { continue };
        for meant in &hit.meant {
            let Some(anchor) = entry_of(gazetteer, meant.entry) else { continue };
            let landmarks = gazetteer.entries.all.iter().filter(|entry| {
                entry.place.kind == PlaceKind::Landmark
                    && kinds.contains(&entry.kind_word.as_str())
                    && entry.place.name.contains(holds)
            });
            let near = landmarks.filter_map(|entry| Some((apart(anchor, entry)?, entry)));
            let Some((metres, entry)) = near.min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
            let mut guess = entry.place.clone();
            guess.reasons.push(PlaceReason::Nearest((*word).to_owned()));
            if metres >= 1.0 {
                guess.reasons.push(PlaceReason::Beside(anchor.place.name.clone(), metres as u32));
            }
            let close = 1_000 - (metres / NEAREST_M * 400.0) as u32;
            let milli = 800 * meant.milli().max(900) / 1_000 * close / 1_000;
            candidates.push(Candidate::of(entry, guess, milli, (number, place)));
        }
    }
    candidates
}

/// Metres from a place to a landmark; 0 inside the region of that name.
fn apart(anchor: &Entry, landmark: &Entry) -> Option<f64> {
    let metres = match anchor.place.kind {
        kind if kind.is_region() => {
            anchor.place.region.filter(|region| landmark.within.contains(region)).map(|_| 0.0)
        }
        _ => anchor.place.point.zip(landmark.place.point).map(|(a, b)| a.metres_to(b)),
    };
    metres.filter(|metres| *metres <= NEAREST_M)
}

/// A candidate after everything else that was named was held against it.
fn agree(
    gazetteer: &Gazetteer,
    atlas: &Atlas,
    fields: &[Field<'_>],
    (candidates, number): (&[Candidate], usize),
    point: Option<Point>,
) -> Option<PlaceGuess> {
    let own = candidates.get(number)?;
    let mut guess = own.guess.clone();
    let mut milli = own.milli;
    let lift = |milli: u32, by: u32| milli + (1_000 - milli.min(1_000)) * by / 1_000;
    for (field, texts) in fields.iter().enumerate() {
        for (place, hit) in texts.hits.iter().enumerate() {
            if field == own.from.0 && own.uses.contains(&place) {
                continue;
            }
            match speaks(gazetteer, atlas, own, hit) {
                Some(Speaks::For(by, reason)) => {
                    milli = lift(milli, by);
                    push(&mut guess.reasons, reason);
                }
                Some(Speaks::Against(reason)) if is_before(texts, hit, own, field) => {
                    milli = milli * 55 / 100;
                    push(&mut guess.reasons, reason);
                }
                _ => {}
            }
        }
    }
    if let Some(metres) = point.zip(guess.point).map(|(a, b)| a.metres_to(b)) {
        milli = match metres {
            0.0..250.0 => lift(milli, 600),
            250.0..800.0 => lift(milli, 350),
            800.0..3_000.0 => milli,
            _ => milli * 55 / 100,
        };
        push(&mut guess.reasons, PlaceReason::Metres(metres as u32));
    } else if let Some(at) = point.and_then(|point| atlas.locate(point)?.region()) {
        let holds = guess.region.is_some_and(|region| atlas.is_within(at, region));
        milli = if holds { lift(milli, 300) } else { milli * 70 / 100 };
    }
    // What was told as the address goes before what is said besides.
    let address_tells = fields.iter().any(|field| field.is_address && !field.hits.is_empty());
    let is_besides = !fields.get(own.from.0).is_some_and(|field| field.is_address);
    milli = if address_tells && is_besides { milli * 65 / 100 } else { milli };
    guess.confidence_milli = u16::try_from(milli.min(990)).unwrap_or(990);
    (milli >= MILLI_MIN).then_some(guess)
}

fn push(reasons: &mut Vec<PlaceReason>, reason: PlaceReason) {
    if !reasons.contains(&reason) {
        reasons.push(reason);
    }
}

/// What another name says of a place.
enum Speaks {
    For(u32, PlaceReason),
    Against(PlaceReason),
}

fn speaks(gazetteer: &Gazetteer, atlas: &Atlas, own: &Candidate, hit: &Hit) -> Option<Speaks> {
    let others = hit.meant.iter().filter_map(|meant| entry_of(gazetteer, meant.entry));
    let mut against = None;
    for other in others {
        let is_itself = other.place.kind == own.guess.kind && other.place.key == own.guess.key;
        if is_itself {
            return Some(Speaks::For(150, own.guess.reasons.first()?.clone()));
        }
        match other.place.kind {
            kind if kind.is_region() => {
                let region = other.place.region?;
                if own.within.contains(&region) {
                    let by = if kind == PlaceKind::District { 350 } else { 550 };
                    return Some(Speaks::For(by, PlaceReason::Within(other.place.name.clone())));
                }
                // The street of a community speaks not against the community.
                let holds = own.guess.kind.is_region()
                    && other.within.iter().any(|code| Some(*code) == own.guess.region);
                if !holds {
                    against =
                        Some(Speaks::Against(PlaceReason::Contradicts(other.place.name.clone())));
                }
            }
            PlaceKind::Road => {
                let road = atlas.road(&other.place.key)?;
                let metres = own.guess.point.and_then(|point| ground::to_road(point, road));
                if own.guess.kind != PlaceKind::Road
                    && metres.is_some_and(|metres| metres <= ALONG_M)
                {
                    let metres = metres.unwrap_or(0.0) as u32;
                    return Some(Speaks::For(300, PlaceReason::Beside(road.name.clone(), metres)));
                }
            }
            _ => {
                let metres = own.guess.point.zip(other.place.point).map(|(a, b)| a.metres_to(b));
                if let Some(metres) = metres.filter(|metres| *metres <= BESIDE_M) {
                    let reason = PlaceReason::Beside(other.place.name.clone(), metres as u32);
                    return Some(Speaks::For(250, reason));
                }
            }
        }
    }
    against
}

/// Whether a name stands right before a candidate, as a region does in an
/// address.
fn is_before(field: &Field<'_>, hit: &Hit, own: &Candidate, number: usize) -> bool {
    let is_same_field = own.from.0 == number;
    let next = field.hits.get(own.from.1);
    is_same_field && next.is_some_and(|next| (hit.to..=hit.to + 1).contains(&next.from))
}

/// The guesses in their order: each place once, and without the regions and
/// roads that only say where the best one lies.
fn settle(atlas: &Atlas, mut guesses: Vec<PlaceGuess>) -> Vec<PlaceGuess> {
    guesses.sort_by_key(|guess| (Reverse(guess.confidence_milli), guess.key.clone()));
    let mut kept: Vec<PlaceGuess> = Vec::new();
    for guess in guesses {
        let known = kept.iter().any(|kept| (kept.kind, &kept.key) == (guess.kind, &guess.key));
        if !known {
            kept.push(guess);
        }
    }
    // Of two that agree on the way down the deeper says more, where it is sure.
    if let Some(deeper) = deeper(atlas, &kept) {
        let guess = kept.remove(deeper);
        kept.insert(0, guess);
    }
    let Some(best) = kept.first().cloned() else { return kept };
    kept.retain(|guess| guess == &best || !only_says_where(atlas, &best, guess));
    kept
}

/// The place of a smaller kind inside the best one, if the best is a region.
fn deeper(atlas: &Atlas, kept: &[PlaceGuess]) -> Option<usize> {
    let best = kept.first().filter(|best| best.kind.is_region())?;
    let above = best.region?;
    kept.iter()
        .skip(1)
        .position(|guess| {
            let lies_in = guess
                .region
                .is_some_and(|region| region != above && atlas.is_within(region, above));
            let is_named = matches!(
                guess.reasons.first(),
                Some(PlaceReason::Named(_) | PlaceReason::Meets(..))
            );
            lies_in && is_named && guess.confidence_milli + 150 >= best.confidence_milli
        })
        .map(|place| place + 1)
}

fn only_says_where(atlas: &Atlas, best: &PlaceGuess, guess: &PlaceGuess) -> bool {
    let holds = guess
        .region
        .zip(best.region)
        .is_some_and(|(above, region)| atlas.is_within(region, above) && best.kind != guess.kind);
    let is_named = |reason: &PlaceReason| match reason {
        PlaceReason::Within(name) | PlaceReason::Beside(name, _) => *name == guess.name,
        PlaceReason::Meets(a, b) => *a == guess.name || *b == guess.name,
        _ => false,
    };
    let is_used = best.reasons.iter().any(is_named);
    let is_road_of_address = guess.kind == PlaceKind::Road
        && best.reasons.iter().any(|reason| matches!(reason, PlaceReason::Address(_)));
    guess.kind.is_region() && holds && is_used
        || guess.kind == PlaceKind::Road && (is_used || is_road_of_address)
}
