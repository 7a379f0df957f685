//! What a city decides about keeping its stations: how long a state counts,
//! how many visitors must agree, how often a station is assured, what an
//! inspection looks at, how far people walk. Data of the pack, each with the
//! days it holds.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;
use kernel::hours::SchoolHolidays;
use kernel::time::MINUTE_US;
use people::UnitId;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::words::{FacilityKind, ReportSource, StationType, VisitKind};

/// The rules of `stations/keeping.toml`. A city that leaves the file out has
/// none: then nothing is ever shown as available.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// How long a state counts.
    pub ttl: Vec<Ttl>,
    /// When visitors' words become a state.
    pub confirmation: Confirmation,
    /// How often a station is assured.
    pub freshness: Freshness,
    /// What an inspection looks at.
    pub check: Vec<Check>,
    /// What is counted at the door.
    pub visits: Vec<VisitKind>,
    /// How far people walk.
    pub walking: Walking,
    /// What the feeds say of the city.
    pub feed: Feed,
    /// What must be kept in stock.
    pub stock: Vec<StockRule>,
    /// Holidays of the schools, by which hours may go.
    pub school_holiday: Vec<SchoolHoliday>,
    /// Units, by their short names, that guide all stations besides streets and districts.
    pub guiding_units: Vec<String>,
    /// The same by their ids, as found when the rules were read.
    #[serde(skip)]
    pub guiding_ids: Vec<UnitId>,
}

/// How long a state of a kind from a source counts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ttl {
    /// The kind; any when left out.
    pub kind: Option<FacilityKind>,
    /// The source; any when left out.
    pub source: Option<ReportSource>,
    /// Minutes from the report on.
    pub minutes: u32,
    /// The first day it holds.
    #[serde(deserialize_with = "day")]
    pub valid_from: Date,
    /// The last day it holds; open when left out.
    #[serde(default, deserialize_with = "last_day")]
    pub valid_to: Option<Date>,
}

/// When visitors' words become a state.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Confirmation {
    /// So many visitors must say the same.
    pub agree: u32,
}

impl Default for Confirmation {
    fn default() -> Self {
        Self { agree: 2 }
    }
}

/// How often a station is assured.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Freshness {
    /// After so many days a keeper is asked again.
    pub ask_after_days: u32,
    /// After so many days it counts as unconfirmed.
    pub unconfirmed_after_days: u32,
    /// A link can be used for so many days.
    pub link_days: u32,
}

impl Default for Freshness {
    fn default() -> Self {
        Self { ask_after_days: 60, unconfirmed_after_days: 90, link_days: 14 }
    }
}

/// One thing an inspection looks at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Short name.
    pub id: String,
    /// In words.
    pub name: String,
    /// At which types of station; all when empty.
    #[serde(default)]
    pub types: BTreeSet<StationType>,
    /// The first day it holds.
    #[serde(deserialize_with = "day")]
    pub valid_from: Date,
    /// The last day it holds; open when left out.
    #[serde(default, deserialize_with = "last_day")]
    pub valid_to: Option<Date>,
}

/// How far people walk.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Walking {
    /// Metres of street for 1000 metres as the crow flies.
    pub detour_permille: u32,
    /// Metres a minute.
    pub metres_per_minute: u32,
    /// A grid further from every station than so many minutes is a gap.
    pub gap_minutes: u32,
}

impl Default for Walking {
    fn default() -> Self {
        Self { detour_permille: 1_300, metres_per_minute: 75, gap_minutes: 15 }
    }
}

impl Walking {
    /// Minutes on foot for metres as the crow flies, rounded up.
    pub fn minutes(&self, metres: f64) -> i64 {
        let street = metres * f64::from(self.detour_permille) / 1_000.0;
        (street / f64::from(self.metres_per_minute.max(1))).ceil() as i64
    }
}

/// What the feeds say of the city.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Feed {
    /// Short name of the system.
    pub system_id: String,
    /// Country, two letters.
    pub country_code: String,
    /// Party, three letters.
    pub party_id: String,
    /// Mail address for questions about the feeds.
    pub contact: String,
    /// The facility that points of charge belong to.
    pub evse_kind: FacilityKind,
}

impl Default for Feed {
    fn default() -> Self {
        Self {
            system_id: "huying".into(),
            country_code: "CN".into(),
            party_id: "HUY".into(),
            contact: String::new(),
            evse_kind: FacilityKind::Swap,
        }
    }
}

/// What must be kept in stock.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockRule {
    /// Short name.
    pub id: String,
    /// In words.
    pub name: String,
    /// Fewer than so many are few.
    pub low: u32,
    /// Whether it has a last day of use.
    #[serde(default)]
    pub expires: bool,
}

/// How sure a city is of a holiday of its schools.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchoolStatus {
    /// The education office has announced it.
    #[default]
    Official,
    /// The city expects it: hours that go by it are marked as unconfirmed.
    Provisional,
}

/// A holiday of the schools.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolHoliday {
    /// Announced, or expected.
    #[serde(default)]
    pub status: SchoolStatus,
    /// Name.
    pub name: String,
    /// First day.
    #[serde(deserialize_with = "day")]
    pub from: Date,
    /// Last day.
    #[serde(deserialize_with = "day")]
    pub to: Date,
}

fn day<'de, D: Deserializer<'de>>(input: D) -> Result<Date, D::Error> {
    String::deserialize(input)?.parse().map_err(D::Error::custom)
}

fn last_day<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Date>, D::Error> {
    day(input).map(Some)
}

/// The rules in force. A pack that is loaded puts others in their place.
#[derive(Debug, Default)]
pub struct LiveRules(RwLock<Arc<Rules>>);

impl LiveRules {
    /// The rules now.
    pub fn current(&self) -> Arc<Rules> {
        // A poisoned lock still holds whole rules: they are only ever swapped.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts others in place.
    pub fn replace(&self, rules: Rules) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
    }
}

fn holds(from: Date, to: Option<Date>, on: Date) -> bool {
    from <= on && to.is_none_or(|to| on <= to)
}

impl Rules {
    /// Its name inside the folder of stations.
    pub const FILE: &str = "keeping.toml";

    /// Reads the file.
    ///
    /// # Errors
    /// What is wrong with it, in the words of the format.
    pub fn parse(text: &str) -> Result<Self, String> {
        let rules: Self = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        match rules.school_holiday.iter().find(|one| one.to < one.from) {
            Some(one) => Err(format!("{} ends on {} before it begins", one.name, one.to)),
            None => Ok(rules),
        }
    }

    /// How long a state counts (microseconds); the rule that names most wins.
    /// Nothing that no rule speaks of counts at all.
    pub fn ttl_us(&self, kind: FacilityKind, source: ReportSource, on: Date) -> i64 {
        let fits = self.ttl.iter().filter(|rule| {
            rule.kind.is_none_or(|named| named == kind)
                && rule.source.is_none_or(|named| named == source)
                && holds(rule.valid_from, rule.valid_to, on)
        });
        let best = fits.max_by_key(|rule| (rule.kind.is_some(), rule.source.is_some()));
        best.map_or(0, |rule| i64::from(rule.minutes) * MINUTE_US)
    }

    /// The holidays of the city's schools, announced and expected.
    pub fn school(&self) -> SchoolHolidays {
        let of = |status: SchoolStatus| {
            let spans = self.school_holiday.iter().filter(|one| one.status == status);
            spans.map(|one| (one.from, one.to, one.name.clone())).collect()
        };
        SchoolHolidays::new(of(SchoolStatus::Official))
            .with_provisional(of(SchoolStatus::Provisional))
    }

    /// What an inspection of a type of station looks at on a day.
    pub fn checks(&self, kind: StationType, on: Date) -> Vec<&Check> {
        let fits = |check: &&Check| {
            (check.types.is_empty() || check.types.contains(&kind))
                && holds(check.valid_from, check.valid_to, on)
        };
        self.check.iter().filter(fits).collect()
    }

    /// A rule of what is kept in stock.
    pub fn stock_rule(&self, id: &str) -> Option<&StockRule> {
        self.stock.iter().find(|rule| rule.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        Rules::parse(
            r#"
            [[ttl]]
            minutes = 60
            valid_from = "2026-01-01"
            [[ttl]]
            kind = "swap"
            source = "feed"
            minutes = 15
            valid_from = "2026-01-01"
            valid_to = "2026-06-30"
            [[ttl]]
            kind = "swap"
            source = "feed"
            minutes = 5
            valid_from = "2026-07-01"
            "#,
        )
        .unwrap()
    }

    #[test]
    fn the_rule_that_names_most_and_holds_that_day_wins() {
        let (rules, day) = (rules(), |text: &str| text.parse::<Date>().unwrap());
        let swap = |source, on: &str| rules.ttl_us(FacilityKind::Swap, source, day(on)) / MINUTE_US;
        assert_eq!(swap(ReportSource::Feed, "2026-06-30"), 15);
        assert_eq!(swap(ReportSource::Feed, "2026-07-01"), 5);
        assert_eq!(swap(ReportSource::Keeper, "2026-07-01"), 60);
        assert_eq!(swap(ReportSource::Feed, "2025-12-31"), 0);
        assert_eq!(
            Rules::default().ttl_us(FacilityKind::Toilet, ReportSource::Keeper, day("2026-07-01")),
            0
        );
    }

    #[test]
    fn an_unknown_word_in_the_file_is_a_fault() {
        assert!(Rules::parse("[freshness]\nfoo = 1").is_err());
        assert!(Rules::parse("visits = [\"dance\"]").is_err());
        let holiday = "[[school_holiday]]\nname = \"暑假\"\nfrom = \"2026-07-04\"\nto = ";
        assert!(Rules::parse(&format!("{holiday}\"2026-08-31\"")).is_ok());
        assert!(Rules::parse(&format!("{holiday}\"2026-07-03\"")).is_err());
        assert!(Rules::parse(&format!("{holiday}\"2026-08-31\"\nstatus = \"likely\"")).is_err());
    }

    #[test]
    fn walking_goes_by_streets_and_rounds_up() {
        let walking = Walking::default();
        assert_eq!(walking.minutes(0.0), 0);
        assert_eq!(walking.minutes(576.0), 10);
        assert_eq!(walking.minutes(577.0), 11);
    }
}
