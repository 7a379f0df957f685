//! The names in one text, read so that each letter belongs to one name.

use super::entries::{Entries, Form};
use super::index::{Index, Way};
use super::letters::Letters;
use super::{PlaceKind, words};

/// A name in a text, with the places it may mean.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) meant: Vec<Meant>,
}

/// A place that a name may mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meant {
    /// Number of the entry.
    pub(super) entry: u32,
    pub(super) form: Form,
    pub(super) way: Way,
}

impl Meant {
    /// How well the name fits, in thousandths.
    pub(super) fn milli(&self) -> u32 {
        let way = match self.way {
            Way::Exact => 1_000,
            Way::Typo => 800,
            Way::Sound => 740,
        };
        self.form.milli() * way / 1_000
    }
}

/// What one more name costs, so that 钟楼广场 is not 钟楼 and 广场.
const COST: u32 = 200;

/// The names of a text from its beginning to its end.
pub(super) fn find(entries: &Entries, index: &Index, letters: &Letters) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for found in index.find(letters.all()) {
        let Some(places) = entries.named.get(found.name as usize) else { continue };
        let meant = places
            .iter()
            .map(|(entry, form)| Meant { entry: *entry, form: *form, way: found.way })
            .filter(|meant| is_meant(letters, (found.from, found.to), meant));
        let meant: Vec<Meant> = meant.collect();
        if meant.is_empty() {
            continue;
        }
        match hits.iter_mut().rev().find(|hit| (hit.from, hit.to) == (found.from, found.to)) {
            Some(hit) => hit.meant.extend(meant),
            None => hits.push(Hit { from: found.from, to: found.to, meant }),
        }
    }
    let mut chosen = choose(hits, letters.len());
    chosen.iter_mut().for_each(|hit| narrow_down(entries, letters, hit));
    chosen
}

/// Whether a name is meant as one: two letters may be any word, and 大学里 is
/// mostly inside a university.
fn is_meant(letters: &Letters, (from, to): (usize, usize), meant: &Meant) -> bool {
    let said: String = letters.range(from, to).iter().collect();
    let is_short = meant.form == Form::Short && to - from <= 2;
    let is_word = said.strip_suffix('里').is_some_and(|stem| words::INSIDES.contains(&stem));
    let goes_on = words::GOES_ON.iter().any(|word| letters.has(to, word));
    if meant.form == Form::Short && goes_on {
        return false;
    }
    if !is_short && !is_word {
        return true;
    }
    words::is_pointed_at(letters, to) || is_short && letters.ends(from, &words::REGION_ENDS)
}

/// The names that cover the text best, none over another.
fn choose(hits: Vec<Hit>, length: usize) -> Vec<Hit> {
    let mut ending: Vec<Vec<usize>> = vec![Vec::new(); length + 1];
    for (number, hit) in hits.iter().enumerate() {
        if let Some(here) = ending.get_mut(hit.to) {
            here.push(number);
        }
    }
    // The best value up to each place, and the name that ends there in it.
    let mut best: Vec<(u32, Option<usize>)> = vec![(0, None); length + 1];
    for place in 1..=length {
        let mut here = best.get(place - 1).map_or(0, |before| before.0);
        let mut last = None;
        for number in ending.get(place).into_iter().flatten() {
            let Some(hit) = hits.get(*number) else { continue };
            let before = best.get(hit.from).map_or(0, |before| before.0);
            let worth = before + value(hit).saturating_sub(COST);
            if worth > here {
                (here, last) = (worth, Some(*number));
            }
        }
        if let Some(slot) = best.get_mut(place) {
            *slot = (here, last);
        }
    }
    let mut chosen = Vec::new();
    let mut place = length;
    while place > 0 {
        let number = best.get(place).and_then(|best| best.1);
        match number.and_then(|number| hits.get(number)) {
            Some(hit) => {
                place = hit.from;
                chosen.push(hit.clone());
            }
            None => place -= 1,
        }
    }
    chosen.reverse();
    chosen
}

fn value(hit: &Hit) -> u32 {
    let fit = hit.meant.iter().map(Meant::milli).max().unwrap_or(0);
    let length = u32::try_from(hit.to - hit.from).unwrap_or(u32::MAX);
    fit.saturating_mul(length)
}

/// Leaves of several places those that what stands behind the name allows: a
/// building has a compound, 村 is no street; and of forms the best.
fn narrow_down(entries: &Entries, letters: &Letters, hit: &mut Hit) {
    let kind = |meant: &Meant| entries.all.get(meant.entry as usize).map(|entry| entry.place.kind);
    let wanted: Option<&[PlaceKind]> =
        if words::building_at(letters, hit.to).is_some() || letters.has(hit.to, "小区") {
            Some(&[PlaceKind::Compound, PlaceKind::Landmark])
        } else if letters.has(hit.to, "村") || letters.has(hit.to, "社区") {
            Some(&[PlaceKind::Community])
        } else {
            None
        };
    let fits = |meant: &Meant| {
        wanted.is_some_and(|kinds| kind(meant).is_some_and(|kind| kinds.contains(&kind)))
    };
    if hit.meant.iter().any(fits) {
        hit.meant.retain(fits);
    }
    let best = hit.meant.iter().map(Meant::milli).max().unwrap_or(0);
    hit.meant.retain(|meant| meant.milli() * 10 >= best * 7);
}
