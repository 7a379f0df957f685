//! Which unit acts in the end, learned from what was decided: dispatches that
//! stood, objections that were upheld, rulings. Counts by category, place and
//! unit that fade with time; nothing here knows a person.
//!
//! The score of a unit is (street + 8 × city share) made to sum to one over
//! the units that may act there: *street* and *city* are the faded counts in
//! the street and in the whole city, and in the city share the catalogue's
//! entry counts as eight cases and every candidate as half a case (Laplace).

use std::collections::{BTreeMap, BTreeSet};

use kernel::time::{DAY_US, Instant};
use people::UnitId;

/// After so many days a case counts half.
const HALF_LIFE_DAYS: f64 = 120.0;
/// What the catalogue's entry counts for, in cases.
const CATALOGUE: f64 = 8.0;
/// What the city counts for in a street, in cases.
const CITY: f64 = 8.0;
/// What a candidate counts for before anything is known.
const UNKNOWN: f64 = 0.5;
/// An upheld objection takes so much from the unit that objected, and a ruling
/// gives so much to the unit it names.
const RULING: f64 = 1.0;
/// Share of the cases in which a unit must have helped to be proposed, and
/// cases at least.
const HELPS: (f64, i64) = (0.3, 3);

/// A dispatch that stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// Its category.
    pub category: String,
    /// Its region; empty when unknown.
    pub region: String,
    /// The unit that acted in the end.
    pub unit: UnitId,
    /// Units it went through.
    pub hops: i64,
    /// When it was dispatched.
    pub at: Instant,
}

/// A ruling on an objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// The order's category.
    pub category: String,
    /// Its region; empty when unknown.
    pub region: String,
    /// The unit that objected.
    pub from: UnitId,
    /// The unit it went to; the same when the objection was overruled.
    pub to: UnitId,
    /// When.
    pub at: Instant,
}

/// How often a unit helped in a category, and of how many cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helped {
    /// The category.
    pub category: String,
    /// The unit.
    pub unit: UnitId,
    /// Cases.
    pub cases: i64,
}

/// What is known of a unit in a category and place, in whole cases: what a
/// person is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Record {
    /// Cases it had in the street.
    pub street: i64,
    /// Cases in the street at all.
    pub street_all: i64,
    /// Cases it had in the city.
    pub city: i64,
    /// Cases in the city at all.
    pub city_all: i64,
    /// Rulings for it.
    pub raised: i64,
    /// Objections of it that were upheld.
    pub lowered: i64,
}

#[derive(Debug, Clone, Default)]
struct Counts {
    faded: BTreeMap<UnitId, f64>,
    cases: BTreeMap<UnitId, i64>,
}

/// Everything learned.
#[derive(Debug, Clone, Default)]
pub struct Habits {
    /// By category and street (nine digits), or the whole city (empty).
    counts: BTreeMap<(String, String), Counts>,
    rulings: BTreeMap<(String, UnitId), (i64, i64)>,
    helpers: BTreeMap<String, Vec<(UnitId, i64)>>,
}

fn street_of(region: &str) -> &str {
    let street = region.get(..9).unwrap_or_default();
    if street.ends_with("000") { "" } else { street }
}

impl Habits {
    /// Learns from what was decided up to a time.
    pub fn learn(stood: &[Stood], ruled: &[Ruled], helped: &[Helped], now: Instant) -> Self {
        let mut habits = Self::default();
        let faded = |at: Instant| {
            let days = now.since(at).max(0) as f64 / DAY_US as f64;
            0.5_f64.powf(days / HALF_LIFE_DAYS)
        };
        for case in stood {
            habits.add((&case.category, &case.region), case.unit, (faded(case.at), 1));
        }
        for ruling in ruled {
            let place = (ruling.category.as_str(), ruling.region.as_str());
            let weight = RULING * faded(ruling.at);
            habits.add(place, ruling.to, (weight, 0));
            let to = habits.rulings.entry((ruling.category.clone(), ruling.to)).or_default();
            to.0 += 1;
            if ruling.from != ruling.to {
                habits.add(place, ruling.from, (-weight, 0));
                let from =
                    habits.rulings.entry((ruling.category.clone(), ruling.from)).or_default();
                from.1 += 1;
            }
        }
        for help in helped {
            let all = habits.cases(&help.category, "", None);
            if help.cases >= HELPS.1 && help.cases as f64 >= HELPS.0 * all as f64 {
                let helpers = habits.helpers.entry(help.category.clone()).or_default();
                helpers.push((help.unit, help.cases));
            }
        }
        habits
    }

    fn add(&mut self, (category, region): (&str, &str), unit: UnitId, (weight, case): (f64, i64)) {
        let places = BTreeSet::from([street_of(region), ""]);
        for place in places {
            let counts = self.counts.entry((category.to_owned(), place.to_owned())).or_default();
            *counts.faded.entry(unit).or_default() += weight;
            *counts.cases.entry(unit).or_default() += case;
        }
    }

    fn faded(&self, category: &str, place: &str, unit: UnitId) -> f64 {
        let counts = self.counts.get(&(category.to_owned(), place.to_owned()));
        counts.and_then(|counts| counts.faded.get(&unit)).copied().unwrap_or(0.0)
    }

    fn cases(&self, category: &str, place: &str, unit: Option<UnitId>) -> i64 {
        let Some(counts) = self.counts.get(&(category.to_owned(), place.to_owned())) else {
            return 0;
        };
        match unit {
            Some(unit) => counts.cases.get(&unit).copied().unwrap_or(0),
            None => counts.cases.values().sum(),
        }
    }

    /// Units that had cases of a category, in whatever place.
    pub fn units(&self, category: &str) -> Vec<UnitId> {
        let counts = self.counts.get(&(category.to_owned(), String::new()));
        counts.map(|counts| counts.faded.keys().copied().collect()).unwrap_or_default()
    }

    /// Units that often help in a category, with their cases.
    pub fn helpers(&self, category: &str) -> &[(UnitId, i64)] {
        self.helpers.get(category).map_or(&[], Vec::as_slice)
    }

    /// The candidates with their shares in thousandths, best first; of equals
    /// the catalogue's, then the older unit. `catalogue` is one of them or
    /// none.
    pub fn rank(
        &self,
        (category, region): (&str, Option<&str>),
        candidates: &[UnitId],
        catalogue: Option<UnitId>,
    ) -> Vec<(UnitId, u16)> {
        let street = street_of(region.unwrap_or_default());
        let in_city = |unit: UnitId| {
            let entry = if catalogue == Some(unit) { CATALOGUE } else { 0.0 };
            (self.faded(category, "", unit) + entry + UNKNOWN).max(0.0)
        };
        let all: f64 = candidates.iter().map(|unit| in_city(*unit)).sum();
        let score = |unit: UnitId| {
            let own = if street.is_empty() { 0.0 } else { self.faded(category, street, unit) };
            (own + CITY * in_city(unit) / all.max(UNKNOWN)).max(0.0)
        };
        let sum: f64 = candidates.iter().map(|unit| score(*unit)).sum();
        let mut ranked: Vec<(UnitId, u16)> = candidates
            .iter()
            .map(|unit| (*unit, (score(*unit) / sum.max(1e-9) * 1000.0).round() as u16))
            .collect();
        ranked.sort_by_key(|(unit, share)| {
            (std::cmp::Reverse(*share), catalogue != Some(*unit), *unit)
        });
        ranked
    }

    /// What a person is told of a unit.
    pub fn record(&self, category: &str, region: Option<&str>, unit: UnitId) -> Record {
        let street = street_of(region.unwrap_or_default());
        let rulings = self.rulings.get(&(category.to_owned(), unit)).copied().unwrap_or_default();
        let in_street =
            |unit| if street.is_empty() { 0 } else { self.cases(category, street, unit) };
        Record {
            street: in_street(Some(unit)),
            street_all: in_street(None),
            city: self.cases(category, "", Some(unit)),
            city_all: self.cases(category, "", None),
            raised: rulings.0,
            lowered: rulings.1,
        }
    }
}

/// How well proposals met what was decided.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measure {
    /// Cases looked at.
    pub cases: usize,
    /// Share in which the first proposal was the unit that acted, in thousandths.
    pub top_1_milli: i64,
    /// Share in which one of the first three was.
    pub top_3_milli: i64,
    /// Units a case would have gone through, proposals tried in their order; a
    /// miss counts as four. In thousandths.
    pub hops_milli: i64,
}

/// Measures proposals: for each case the place of the unit that acted among
/// them, counted from one; none for a miss.
pub fn measure(places: impl IntoIterator<Item = Option<usize>>) -> Measure {
    let (mut cases, mut first, mut three, mut hops) = (0_usize, 0_usize, 0_usize, 0_usize);
    for place in places {
        cases += 1;
        first += usize::from(place == Some(1));
        three += usize::from(place.is_some_and(|place| place <= 3));
        hops += place.unwrap_or(4).min(4);
    }
    let milli = |part: usize| (part * 1000 / cases.max(1)) as i64;
    Measure { cases, top_1_milli: milli(first), top_3_milli: milli(three), hops_milli: milli(hops) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::id::Id;

    fn unit(n: u128) -> UnitId {
        UnitId(Id::from_number(n))
    }

    fn at(days: i64) -> Instant {
        Instant::from_micros(days * DAY_US)
    }

    fn stood(region: &str, n: u128, day: i64) -> Stood {
        Stood {
            category: "020601".into(),
            region: region.into(),
            unit: unit(n),
            hops: 1,
            at: at(day),
        }
    }

    fn ruled(from: u128, to: u128) -> Ruled {
        Ruled {
            category: "020601".into(),
            region: "439902001001".into(),
            from: unit(from),
            to: unit(to),
            at: at(300),
        }
    }

    const HERE: (&str, Option<&str>) = ("020601", Some("439902001002"));

    #[test]
    fn the_catalogue_leads_until_decisions_say_otherwise() {
        let both = [unit(1), unit(2)];
        let none = Habits::default();
        assert_eq!(none.rank(HERE, &both, Some(unit(1)))[0].0, unit(1));
        assert_eq!(none.rank(HERE, &[], None), []);
        let two: Vec<Stood> = (0..2).map(|_| stood("439902001001", 2, 300)).collect();
        let few = Habits::learn(&two, &[], &[], at(300));
        assert_eq!(few.rank(HERE, &both, Some(unit(1)))[0].0, unit(1), "two cases are few");
        let many: Vec<Stood> = (0..9).map(|_| stood("439902001001", 2, 300)).collect();
        let habits = Habits::learn(&many, &[], &[], at(300));
        assert_eq!(habits.rank(HERE, &both, Some(unit(1)))[0].0, unit(2));
        let elsewhere = ("020601", Some("439903001002"));
        let there = habits.rank(elsewhere, &both, Some(unit(1)));
        assert!(there[0].1 < habits.rank(HERE, &both, Some(unit(1)))[0].1, "less sure elsewhere");
        let record = habits.record("020601", Some("439902001009"), unit(2));
        assert_eq!((record.street, record.street_all, record.city_all), (9, 9, 9));
        // A year later it has faded.
        let faded = Habits::learn(&many, &[], &[], at(300 + 4 * 365));
        assert_eq!(faded.rank(HERE, &both, Some(unit(1)))[0].0, unit(1));
    }

    #[test]
    fn an_upheld_objection_lowers_and_a_ruling_raises() {
        let both = [unit(1), unit(2)];
        let share = |ruled: &[Ruled], of: u128| {
            let habits = Habits::learn(&[], ruled, &[], at(300));
            let ranked = habits.rank(HERE, &both, Some(unit(1)));
            ranked.iter().find(|(known, _)| *known == unit(of)).unwrap().1
        };
        assert!(share(&[ruled(1, 2)], 1) < share(&[], 1));
        assert!(share(&[ruled(1, 2)], 2) > share(&[], 2));
        assert!(share(&[ruled(1, 1)], 1) > share(&[], 1), "overruled: it is theirs");
        let habits = Habits::learn(&[], &[ruled(1, 2), ruled(1, 1)], &[], at(300));
        let record = habits.record("020601", None, unit(1));
        assert_eq!((record.raised, record.lowered), (1, 1));
        let often = [ruled(1, 2), ruled(1, 2), ruled(1, 2), ruled(1, 2)];
        let habits = Habits::learn(&[], &often, &[], at(300));
        assert_eq!(habits.rank(HERE, &both, Some(unit(1)))[0].0, unit(2));
    }

    #[test]
    fn who_often_helps_is_named() {
        let cases: Vec<Stood> = (0..10).map(|_| stood("439902001001", 1, 300)).collect();
        let help = |n, cases| Helped { category: "020601".into(), unit: unit(n), cases };
        let habits = Habits::learn(&cases, &[], &[help(5, 4), help(6, 2)], at(300));
        assert_eq!(habits.helpers("020601"), [(unit(5), 4)]);
        assert_eq!(habits.helpers("030101"), []);
    }

    #[test]
    fn a_miss_counts_as_four_hops() {
        let told = measure([Some(1), Some(1), Some(3), None]);
        assert_eq!((told.cases, told.top_1_milli, told.top_3_milli), (4, 500, 750));
        assert_eq!(told.hops_milli, 2_250);
        assert_eq!(measure([]).cases, 0);
    }
}
