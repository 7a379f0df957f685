//! The city's rules as one immutable snapshot: calendar, policy packs,
//! categories, catalogue, duty lists, channels and units. Reloaded when a
//! pack is loaded; a use case sees one snapshot from beginning to end.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use kernel::calendar::WorkCalendar;
use kernel::policy::{ClockKind, OrderFacts, PolicyPack, RateWeights, Rule};
use kernel::time::Instant;
use people::UnitId;

use super::callback::AttemptsPolicy;
use super::category::{
    CatalogueItem, Category, DutyItem, DutyVerdict, catalogue_item, duty_verdict,
};
use super::order::Order;
use super::policies::PolicyBook;
use super::procedure_rules::Procedures;
use super::rates::RateRule;
use super::unit_habit::{Habits, Record};

/// A unit as rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitInfo {
    /// Its id.
    pub id: UnitId,
    /// Short name in the pack.
    pub slug: String,
    /// Full name.
    pub name: String,
    /// `department`, `street` …
    pub kind: String,
    /// The unit above it.
    pub parent: Option<UnitId>,
    /// Where it is responsible.
    pub region_code: String,
    /// Its public telephone; empty when it has none.
    pub phone: String,
    /// When it ended, if it did: it gets no new orders then.
    pub valid_to: Option<Instant>,
    /// Regions it answers for besides its own.
    pub jurisdictions: Vec<String>,
}

impl UnitInfo {
    /// How exactly one of its jurisdictions holds a place: the length of the
    /// code they share; `None` when none does.
    fn holds(&self, region: &str) -> Option<usize> {
        let own = std::iter::once(&self.region_code).chain(&self.jurisdictions);
        let prefixes = own.map(|code| jurisdiction_prefix(code));
        prefixes.filter(|prefix| region.starts_with(prefix)).map(str::len).max()
    }

    fn stands_on(&self, day: Date) -> bool {
        self.valid_to.is_none_or(|end| end.day() > day)
    }
}

/// A channel of the pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its code.
    pub code: String,
    /// One of six classes.
    pub class: String,
    /// Name for people.
    pub name: String,
    /// `phone`, `web` …
    pub kind: String,
}

/// A word that means danger, and whom to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyWord {
    /// The word.
    pub word: String,
    /// `110`, `119` or `120`.
    pub line: String,
}

/// The snapshot.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Which loading of the pack this is.
    pub version: String,
    /// Code scheme of the categories.
    pub scheme: String,
    /// Working days.
    pub calendar: WorkCalendar,
    /// Policy packs, and which of them leads when.
    pub policies: PolicyBook,
    /// The tree, sorted by code.
    pub categories: Vec<Category>,
    /// The dispatch catalogue.
    pub catalogue: Vec<CatalogueItem>,
    /// The townships' duty lists.
    pub duty_items: Vec<DutyItem>,
    /// Channels by code.
    pub channels: Vec<Channel>,
    /// Units by id.
    pub units: HashMap<UnitId, UnitInfo>,
    /// Words of danger.
    pub emergency_words: Vec<EmergencyWord>,
    /// Categories that grid workers report in three taps.
    pub field_kinds: Vec<String>,
    /// Prefix of order numbers.
    pub order_prefix: String,
    /// When a callback may be given up.
    pub attempts: AttemptsPolicy,
    /// Procedure rules, the base edition first.
    pub procedures: Vec<Procedures>,
    /// What was learned about who acts in the end.
    pub habits: Arc<Habits>,
}

/// A unit proposed for a matter in a place, and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitProposal {
    /// The unit that leads.
    pub unit: UnitId,
    /// Units that act with it.
    pub co_units: Vec<UnitId>,
    /// The catalogue line that names it; empty when none does.
    pub catalogue_id: String,
    /// The rule that line rests on.
    pub basis: String,
    /// The item of the townships' duty lists that names the matter; empty when
    /// none does or the unit is no township.
    pub duty_id: String,
    /// What was decided before.
    pub record: Record,
    /// How it ranks among the units that may act, in thousandths.
    pub share_milli: u16,
}

impl Rules {
    /// The rule for an order's clock on a day, with the pack it comes from.
    pub fn limit(&self, order: &Order, kind: ClockKind, day: Date) -> Option<(&PolicyPack, &Rule)> {
        let channel_class = self.channel(&order.channel).map_or("", |channel| &channel.class);
        let facts = OrderFacts {
            order_type: order.order_type.as_str(),
            urgency: order.urgency.as_str(),
            category: order.category_code.as_deref().unwrap_or(""),
            channel_class,
            region: order.region_code.as_deref().unwrap_or(""),
        };
        self.limit_for(&facts, kind, day)
    }

    /// The same for an order that does not exist yet: what a form tells before
    /// it is sent.
    pub fn limit_for(
        &self,
        facts: &OrderFacts<'_>,
        kind: ClockKind,
        day: Date,
    ) -> Option<(&PolicyPack, &Rule)> {
        self.policies.limit_for(facts, kind, day)
    }

    /// The procedure rules in force on a day.
    pub fn procedures(&self, day: Date) -> Option<&Procedures> {
        self.procedures.iter().rev().find(|edition| edition.is_in_force(day))
    }

    /// A channel by its code.
    pub fn channel(&self, code: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.code == code)
    }

    /// A unit by its short name.
    pub fn unit_by_slug(&self, slug: &str) -> Option<&UnitInfo> {
        self.units.values().find(|unit| unit.slug == slug)
    }

    /// A category by its code.
    pub fn category(&self, code: &str) -> Option<&Category> {
        let at = self.categories.binary_search_by(|known| known.code.as_str().cmp(code)).ok()?;
        self.categories.get(at)
    }

    /// `一级 / 二级 / 三级` of a code.
    pub fn category_path(&self, code: &str) -> String {
        self.category_path_by(code, |category| &category.name)
    }

    /// The same by another name of each level.
    pub fn category_path_by(&self, code: &str, name: impl Fn(&Category) -> &str) -> String {
        let names = [2, 4, 6].iter().filter(|end| **end <= code.len()).filter_map(|end| {
            let prefix = code.get(..*end)?;
            Some(name(self.category(prefix)?))
        });
        names.collect::<Vec<_>>().join(" / ")
    }

    /// The unit proposed for a category in a place.
    pub fn propose_unit(
        &self,
        category: &str,
        region: Option<&str>,
        day: Date,
    ) -> Option<UnitProposal> {
        self.propose_units(category, region, day, 1).into_iter().next()
    }

    /// The unit the catalogue names, whatever was decided before: the line
    /// that justifies a dispatch.
    pub fn catalogue_unit(
        &self,
        category: &str,
        region: Option<&str>,
        day: Date,
    ) -> Option<(UnitId, &CatalogueItem)> {
        let item = catalogue_item(&self.catalogue, category, day)?;
        Some((self.resolve_unit(&item.lead_unit, region, day)?, item))
    }

    /// Units proposed, best first: the catalogue's, and those that acted in
    /// the end before and answer for the place. What the duty lists took back
    /// from a township is proposed to none unless the catalogue says so.
    pub fn propose_units(
        &self,
        category: &str,
        region: Option<&str>,
        day: Date,
        most: usize,
    ) -> Vec<UnitProposal> {
        let entry = self.catalogue_unit(category, region, day);
        let named = entry.map(|(unit, _)| unit);
        let mut candidates: Vec<UnitId> = named.into_iter().collect();
        for unit in self.habits.units(category) {
            let may = self.may_act(unit, (category, region), day);
            if may && named != Some(unit) {
                candidates.push(unit);
            }
        }
        let mut ranked = self.habits.rank((category, region), &candidates, named);
        ranked.truncate(most);
        let proposal = |(unit, share_milli): (UnitId, u16)| {
            let line = entry.filter(|(named, _)| *named == unit).map(|(_, item)| item);
            let duty_id = match self.duty_verdict(category, unit, day) {
                Some(DutyVerdict::Allowed { item }) => item,
                _ => String::new(),
            };
            UnitProposal {
                unit,
                co_units: self.co_units(category, region, day, unit),
                catalogue_id: line.map(|item| item.id.clone()).unwrap_or_default(),
                basis: line.map(|item| item.basis.clone()).unwrap_or_default(),
                duty_id,
                record: self.habits.record(category, region, unit),
                share_milli,
            }
        };
        ranked.into_iter().map(proposal).collect()
    }

    /// Whether a unit known from before may act there now.
    fn may_act(&self, unit: UnitId, (category, region): (&str, Option<&str>), day: Date) -> bool {
        let Some(info) = self.units.get(&unit).filter(|unit| unit.stands_on(day)) else {
            return false;
        };
        let holds = region.is_none_or(|region| info.holds(region).is_some());
        let taken_back = matches!(
            self.duty_verdict(category, unit, day),
            Some(DutyVerdict::TakenBack { .. } | DutyVerdict::NeedsLead { .. })
        );
        holds && !taken_back
    }

    /// Units that act with one: the catalogue's, and those that often helped.
    fn co_units(
        &self,
        category: &str,
        region: Option<&str>,
        day: Date,
        lead: UnitId,
    ) -> Vec<UnitId> {
        let item = catalogue_item(&self.catalogue, category, day);
        let names = item.map(|item| item.co_units.as_slice()).unwrap_or_default();
        let mut units: Vec<UnitId> =
            names.iter().filter_map(|name| self.resolve_unit(name, region, day)).collect();
        for (unit, _) in self.habits.helpers(category) {
            if !units.contains(unit) && self.may_act(*unit, (category, region), day) {
                units.push(*unit);
            }
        }
        units.retain(|unit| *unit != lead);
        units
    }

    /// A catalogue name: a slug, or `@street` and the like for the unit of that
    /// kind whose jurisdiction holds the place most narrowly.
    fn resolve_unit(&self, name: &str, region: Option<&str>, day: Date) -> Option<UnitId> {
        let Some(kind) = name.strip_prefix('@') else {
            let unit = self.unit_by_slug(name).filter(|unit| unit.stands_on(day))?;
            // A unit named for a place it does not answer for is no proposal.
            let fits = region.is_none_or(|region| unit.holds(region).is_some());
            return fits.then_some(unit.id);
        };
        let kind = if kind == "district" { "district_government" } else { kind };
        let region = region?;
        let standing = self.units.values().filter(|unit| unit.kind == kind && unit.stands_on(day));
        // The narrowest jurisdiction wins; of two alike the older unit.
        let holding = standing.filter_map(|unit| Some((unit.holds(region)?, unit.id)));
        holding.max_by_key(|(length, id)| (*length, std::cmp::Reverse(*id))).map(|(_, id)| id)
    }

    /// Whether a unit is another, or stands below it.
    pub fn is_under(&self, unit: UnitId, over: UnitId) -> bool {
        let mut next = Some(unit);
        // Nobody's line is longer; a circle ends here.
        for _ in 0..=self.units.len() {
            match next {
                Some(id) if id == over => return true,
                Some(id) => next = self.units.get(&id).and_then(|unit| unit.parent),
                None => return false,
            }
        }
        false
    }

    /// What the duty lists say to sending a category to a unit; `None` when
    /// the unit is not a street or township, to which the lists belong.
    pub fn duty_verdict(&self, category: &str, unit: UnitId, day: Date) -> Option<DutyVerdict> {
        let unit = self.units.get(&unit)?;
        matches!(unit.kind.as_str(), "street" | "community")
            .then(|| duty_verdict(&self.duty_items, category, day))
    }

    /// The pack whose weights hold on a day: every published score names it.
    pub fn rate_pack(&self, day: Date) -> Option<&PolicyPack> {
        self.policies.in_force(day).next()
    }

    /// How the three rates are worked out on a day.
    pub fn rate_rule(&self, day: Date) -> RateRule {
        let weights =
            self.policies.in_force(day).next().map_or_else(RateWeights::default, |pack| pack.rates);
        RateRule {
            partly_milli: weights.partly_permille.into(),
            mostly_milli: weights.mostly_permille.into(),
            weights_milli: [
                weights.response_permille.into(),
                weights.resolution_permille.into(),
                weights.satisfaction_permille.into(),
            ],
            base_min: weights.n_min.into(),
        }
    }

    /// The first word of danger in a text, if there is one.
    pub fn emergency_in(&self, text: &str) -> Option<&EmergencyWord> {
        self.emergency_words.iter().find(|known| text.contains(&known.word))
    }
}

/// The part of a 12-digit region code that its inner regions share: a
/// district's code ends in six zeros, a street's in three.
pub fn jurisdiction_prefix(code: &str) -> &str {
    let Some(street) = code.strip_suffix("000") else { return code };
    let Some(district) = street.strip_suffix("000") else { return street };
    district.strip_suffix("00").unwrap_or(district)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(n: u128) -> UnitId {
        UnitId(kernel::id::Id::from_parts(Instant::from_micros(0), n))
    }

    fn unit(n: u128, slug: &str, kind: &str, region: &str, more: &[&str]) -> UnitInfo {
        UnitInfo {
            id: numbered(n),
            slug: slug.into(),
            name: slug.into(),
            kind: kind.into(),
            parent: None,
            region_code: region.into(),
            phone: String::new(),
            valid_to: None,
            jurisdictions: more.iter().map(|code| (*code).to_owned()).collect(),
        }
    }

    fn rules(units: Vec<UnitInfo>) -> Rules {
        Rules {
            version: String::new(),
            scheme: String::new(),
            calendar: WorkCalendar::built_in().clone(),
            policies: PolicyBook::default(),
            field_kinds: Vec::new(),
            categories: Vec::new(),
            catalogue: Vec::new(),
            duty_items: Vec::new(),
            channels: Vec::new(),
            units: units.into_iter().map(|unit| (unit.id, unit)).collect(),
            emergency_words: Vec::new(),
            order_prefix: String::new(),
            attempts: AttemptsPolicy { attempts: 3, days: 2 },
            procedures: Vec::new(),
            habits: Arc::default(),
        }
    }

    #[test]
    fn a_unit_stands_below_those_above_it_and_a_circle_ends() {
        let below = |n: u128, over: Option<u128>| UnitInfo {
            parent: over.map(numbered),
            ..unit(n, &format!("u{n}"), "department", "439900000000", &[])
        };
        let rules = rules(vec![
            below(1, None),
            below(2, Some(1)),
            below(3, Some(2)),
            below(4, Some(5)),
            below(5, Some(4)),
        ]);
        let cases = [
            (3, 1, true),
            (3, 2, true),
            (3, 3, true),
            (1, 3, false),
            (2, 3, false),
            (4, 5, true),
            (4, 1, false),
            (9, 1, false),
        ];
        for (unit, over, want) in cases {
            assert_eq!(rules.is_under(numbered(unit), numbered(over)), want, "{unit} {over}");
        }
    }

    #[test]
    fn the_unit_whose_jurisdiction_holds_the_place_is_chosen() {
        let ended = jiff::civil::date(2026, 6, 1);
        let closed = UnitInfo {
            valid_to: Some(Instant::start_of(ended)),
            ..unit(9, "old-harbour", "street", "439903001000", &[])
        };
        let rules = rules(vec![
            unit(1, "bell-lane", "street", "439902001000", &[]),
            // A scenic area's office that answers for two communities of the
            // street beside it, and for a street in another district.
            unit(2, "lake-park", "street", "439902002000", &["439902001003", "439903001000"]),
            unit(3, "district", "district_government", "439902000000", &[]),
            unit(4, "water", "utility", "439902000000", &["439903000000"]),
            closed,
        ]);
        let cases = [
            ("@street", Some("439902001001"), Some(1)),
            ("@street", Some("439902001003"), Some(2)),
            ("@street", Some("439902002004"), Some(2)),
            ("@street", Some("439903001002"), Some(2)),
            ("@street", Some("439904001002"), None),
            ("@street", None, None),
            ("@district", Some("439902001003"), Some(3)),
            ("@district", Some("439903001002"), None),
            ("water", Some("439903001002"), Some(4)),
            ("water", Some("439904001002"), None),
            ("water", None, Some(4)),
            ("old-harbour", None, None),
        ];
        let day = jiff::civil::date(2026, 11, 26);
        for (name, region, wanted) in cases {
            let wanted = wanted.map(numbered);
            assert_eq!(rules.resolve_unit(name, region, day), wanted, "{name} in {region:?}");
        }
        let before = jiff::civil::date(2026, 5, 31);
        assert_eq!(rules.resolve_unit("old-harbour", None, before), Some(numbered(9)));
    }

    #[test]
    fn zeros_that_belong_to_a_code_are_kept() {
        let cases = [
            ("439900000000", "4399"),
            ("439910000000", "439910"),
            ("439902010000", "439902010"),
            ("439902010200", "439902010200"),
        ];
        for (code, prefix) in cases {
            assert_eq!(jurisdiction_prefix(code), prefix);
        }
    }
}
