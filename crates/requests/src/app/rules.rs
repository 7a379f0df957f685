//! Reading the city's rules into one snapshot.

use std::collections::HashMap;
use std::sync::Arc;

use db::{Db, StoreError};
use kernel::calendar::{DayRow, WorkCalendar};
use kernel::policy::PolicyPack;

use crate::domain::callback::AttemptsPolicy;
use crate::domain::policies::{KnownPack, NATIONAL, PackSwitch, PolicyBook, Shelf};
use crate::domain::procedure_rules::Procedures;
use crate::domain::rules::{EmergencyWord, Rules, UnitInfo};
use crate::store::pack;
use crate::store::policy_switch::{self, SwitchRow};

const BASE_POLICY: &str = include_str!("../../data/base-policy.toml");
const BASE_PROCEDURES: &str = include_str!("../../data/base-procedures.toml");
/// File of the pack with the city's procedure rules; may be missing.
pub const PROCEDURES_FILE: &str = "procedures.toml";
/// File of the pack that holds the city's facts.
pub const CITY_FILE: &str = "city.toml";
/// Policy packs are kept as `policy.toml` and `policies/<name>.toml`.
pub const POLICY_PREFIX: &str = "polic";

/// The part of `city.toml` that the desk reads.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct CityFile {
    /// Scheme of the category codes.
    pub category_scheme: Option<String>,
    /// Prefixes of order numbers.
    pub order_no: OrderNoFacts,
    /// When a callback may be given up.
    pub callback: CallbackFacts,
    /// What grid workers report in three taps.
    pub field: FieldFacts,
    /// Words of danger.
    pub emergency: Vec<EmergencyFacts>,
    /// Policy packs always in force beside the one that leads, by id.
    pub policies: Vec<String>,
}

/// `[order_no]`
#[derive(Debug, serde::Deserialize)]
#[serde(default)]
pub struct OrderNoFacts {
    /// Prefix of requests.
    pub request: String,
}

impl Default for OrderNoFacts {
    fn default() -> Self {
        Self { request: "SQ".into() }
    }
}

/// `[field]`
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct FieldFacts {
    /// Category codes, the likeliest first.
    pub kinds: Vec<String>,
}

/// `[callback]`
#[derive(Debug, serde::Deserialize)]
#[serde(default)]
pub struct CallbackFacts {
    /// Calls at least.
    pub attempts: usize,
    /// On so many days at least.
    pub days: usize,
}

impl Default for CallbackFacts {
    fn default() -> Self {
        Self { attempts: 3, days: 2 }
    }
}

/// `[[emergency]]`
#[derive(Debug, serde::Deserialize)]
pub struct EmergencyFacts {
    /// The word.
    pub word: String,
    /// Whom to call.
    pub line: String,
}

/// `[[retention]]`: how long something is kept.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Retention {
    /// What.
    pub kind: String,
    /// How long, in months.
    pub months: i64,
    /// The rule it rests on.
    #[serde(default)]
    pub basis: String,
}

impl Retention {
    /// The table of a city file; empty when the file has none.
    pub fn read(city_file: &str) -> Vec<Self> {
        #[derive(Default, serde::Deserialize)]
        #[serde(default)]
        struct File {
            retention: Vec<Retention>,
        }
        toml::from_str::<File>(city_file).unwrap_or_default().retention
    }
}

/// Scheme used when the city names none.
pub const DEFAULT_SCHEME: &str = "demo-2026";

/// Reads the snapshot. Files that do not parse were refused when the pack was
/// loaded; should one be damaged since, it is reported and left out.
///
/// # Errors
/// Any [`StoreError`].
pub async fn load(db: &Db) -> Result<Rules, StoreError> {
    let version = db.read((), |tx, ()| Box::pin(pack::version(tx))).await?;
    let rows = db.read(DEFAULT_SCHEME, |tx, scheme| Box::pin(pack::read(tx, scheme))).await?;
    let city = city_file(&rows.files);
    let scheme = city.category_scheme.clone().unwrap_or_else(|| DEFAULT_SCHEME.to_owned());
    let rows = if scheme == DEFAULT_SCHEME {
        rows
    } else {
        db.read(scheme.clone(), |tx, scheme| Box::pin(pack::read(tx, scheme))).await?
    };
    let units = db.read((), |tx, ()| Box::pin(pack::units(tx))).await?;
    let switches = db.read((), |tx, ()| Box::pin(policy_switch::all(tx))).await?;
    Ok(Rules {
        version,
        scheme,
        calendar: calendar(&rows.calendar_days),
        policies: policies(&rows.files, &city.policies, &switches)?,
        categories: rows.categories,
        catalogue: rows.catalogue,
        duty_items: rows.duty_items,
        channels: rows.channels,
        units: units.into_iter().map(|unit| (unit.id, unit)).collect::<HashMap<_, UnitInfo>>(),
        emergency_words: emergency_words(&city),
        field_kinds: city.field.kinds,
        order_prefix: city.order_no.request,
        attempts: AttemptsPolicy { attempts: city.callback.attempts, days: city.callback.days },
        procedures: procedures(&rows.files),
        habits: Arc::default(),
    })
}

fn city_file(files: &[(String, String, String)]) -> CityFile {
    let Some((_, text, _)) = files.iter().find(|(name, ..)| name == CITY_FILE) else {
        return CityFile::default();
    };
    toml::from_str(text).unwrap_or_else(|error| {
        tracing::error!(%error, "the stored city.toml does not parse; defaults are used");
        CityFile::default()
    })
}

/// Longer words first, so that the more exact one is shown.
fn emergency_words(city: &CityFile) -> Vec<EmergencyWord> {
    let mut words: Vec<EmergencyWord> = city
        .emergency
        .iter()
        .map(|facts| EmergencyWord { word: facts.word.clone(), line: facts.line.clone() })
        .collect();
    words.sort_by_key(|known| std::cmp::Reverse(known.word.chars().count()));
    words
}

/// The packs that come with the program, the city's own, and who leads when.
fn policies(
    files: &[(String, String, String)],
    named: &[String],
    switches: &[SwitchRow],
) -> Result<PolicyBook, StoreError> {
    let known = |pack, shelf| KnownPack { pack, shelf };
    let mut book = PolicyBook::default();
    book.packs.extend(parsed("base", BASE_POLICY).map(|pack| known(pack, Shelf::Base)));
    let shipped = PolicyPack::built_in().iter().cloned();
    book.packs.extend(shipped.map(|pack| known(pack, Shelf::Shipped)));
    for (name, text, _) in files {
        let Some(pack) = parsed(name, text) else { continue };
        if name == "policy.toml" {
            book.own = Some(pack.id.clone());
        }
        // A name that is taken stays with who had it first.
        if book.pack(&pack.id).is_none() {
            book.packs.push(known(pack, Shelf::City));
        }
    }
    book.always = named.iter().filter(|id| *id != NATIONAL).cloned().collect();
    book.always.push(NATIONAL.to_owned());
    for row in switches {
        book.switches.push(PackSwitch { from: row.from()?, pack: row.pack.clone() });
    }
    Ok(book)
}

fn parsed(name: &str, text: &str) -> Option<PolicyPack> {
    if name != "base" && !name.starts_with(POLICY_PREFIX) {
        return None;
    }
    match PolicyPack::parse(text) {
        Ok(pack) => Some(pack),
        Err(faults) => {
            tracing::error!(file = name, ?faults, "a stored policy pack does not parse");
            None
        }
    }
}

/// The base edition first, then the city's: of those in force the last wins.
fn procedures(files: &[(String, String, String)]) -> Vec<Procedures> {
    let own = files.iter().find(|(name, ..)| name == PROCEDURES_FILE);
    let texts = std::iter::once(BASE_PROCEDURES).chain(own.map(|(_, text, _)| text.as_str()));
    let editions = texts.filter_map(|text| match Procedures::parse(text) {
        Ok(editions) => Some(editions),
        Err(error) => {
            tracing::error!(%error, "stored procedure rules do not parse; they are left out");
            None
        }
    });
    editions.flatten().collect()
}

/// The built-in calendar with the days that were imported since.
fn calendar(days: &[(String, String, String, String)]) -> WorkCalendar {
    let rows = days.iter().filter_map(|(day, kind, name, source)| {
        let day: jiff::civil::Date = day.parse().ok()?;
        Some(DayRow { date: day, off: kind == "off", name: name.clone(), source: source.clone() })
    });
    WorkCalendar::built_in().clone().with_days(rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_pack_parses() {
        assert_eq!(PolicyPack::parse(BASE_POLICY).map(|pack| pack.rules.len()), Ok(8));
    }
}
