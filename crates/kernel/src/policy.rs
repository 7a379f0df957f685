//! Policy packs: which limit applies to which order, as data with a version.
//!
//! A value that one city chose is never a constant here. Packs are TOML files
//! that people write and argue about; every rule carries its basis.

use std::sync::LazyLock;

use jiff::civil::Date;

use crate::clock::{PauseReason, WarningShares};
use crate::counting::{CountingRule, Limit};

mod clock_kind;
mod faults;
mod file;
mod matching;
mod procedures;

pub use clock_kind::ClockKind;
pub use faults::{PolicyFault, PolicyFaultKind};
pub use matching::{Match, OrderFacts};
pub use procedures::{Approver, ExtensionTerms, Procedures, Reason, ReasonKind, SupervisionTerms};

static BUILT_IN: LazyLock<Vec<PolicyPack>> = LazyLock::new(|| {
    [
        include_str!("../data/policy/beijing-2020.toml"),
        include_str!("../data/policy/tianjin.toml"),
        include_str!("../data/policy/shandong.toml"),
        include_str!("../data/policy/shanghai-street.toml"),
        include_str!("../data/policy/xinfang-2022.toml"),
    ]
    .into_iter()
    .filter_map(|text| PolicyPack::parse(text).ok())
    .collect()
});

/// A set of rules in force for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyPack {
    /// Identifier, such as `shandong`.
    pub id: String,
    /// Version; clocks and published scores name it.
    pub version: String,
    /// Title for people, in the language of the city.
    pub title: String,
    /// Region code of whoever set it; empty for the whole country. For
    /// information: it is the rules that match regions.
    pub region: String,
    /// First day in force.
    pub valid_from: Date,
    /// Last day in force; nothing while it is open.
    pub valid_to: Option<Date>,
    /// The document it follows.
    pub basis: String,
    /// How the three rates are scored.
    pub rates: RateWeights,
    /// The procedures around the limits; nothing where the pack leaves them to
    /// the one below it.
    pub procedures: Option<Procedures>,
    /// The rules, in the order of the file.
    pub rules: Vec<Rule>,
}

/// One limit and the orders it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Line in the file, from 1.
    pub line: usize,
    /// The clock it limits.
    pub clock: ClockKind,
    /// The orders it is for.
    pub matches: Match,
    /// The time allowed.
    pub limit: Limit,
    /// How more time may be given; nothing where it may not.
    pub extension: Option<ExtensionTerms>,
    /// How its end is found.
    pub counting: CountingRule,
    /// When it warns.
    pub warning: WarningShares,
    /// What may stop it.
    pub pause_on: Vec<PauseReason>,
    /// First day the rule is in force.
    pub valid_from: Date,
    /// Last day the rule is in force; nothing while it is open.
    pub valid_to: Option<Date>,
    /// The article or document it follows.
    pub basis: String,
}

/// How the three rates make a score, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateWeights {
    /// Weight of the response rate. The three weights add up to 1000.
    pub response_permille: u16,
    /// Weight of the resolution rate.
    pub resolution_permille: u16,
    /// Weight of the satisfaction rate.
    pub satisfaction_permille: u16,
    /// What a partly resolved order counts.
    pub partly_permille: u16,
    /// What a mostly satisfied answer counts.
    pub mostly_permille: u16,
    /// Orders below which no score is shown.
    pub n_min: u32,
}

impl Default for RateWeights {
    fn default() -> Self {
        Self {
            response_permille: 300,
            resolution_permille: 350,
            satisfaction_permille: 350,
            partly_permille: 500,
            mostly_permille: 800,
            n_min: 10,
        }
    }
}

impl PolicyPack {
    /// The packs Huying ships: the published practice of four places, and the
    /// statutory petition limits. The only copy there is; a city pack brings
    /// its own beside them.
    pub fn built_in() -> &'static [Self] {
        &BUILT_IN
    }

    /// Reads a pack.
    ///
    /// # Errors
    /// Every fault found, each with its line, and its rule where it has one.
    pub fn parse(text: &str) -> Result<Self, Vec<PolicyFault>> {
        file::parse(text)
    }

    /// Whether the pack is in force on a day.
    pub fn is_in_force(&self, day: Date) -> bool {
        in_force(self.valid_from, self.valid_to, day)
    }

    /// The rule for an order's clock on a day: of the rules that match, the
    /// most specific. What is compared, in this order: a rule that names the
    /// urgency beats one that does not, then the order type (fewer types beat
    /// more), the longer category prefix, the longer region prefix, the channel
    /// class, and last the earlier place in the file. Urgency leads, so that no
    /// rule about a category can slow an emergency down.
    pub fn resolve(&self, facts: &OrderFacts<'_>, clock: ClockKind, day: Date) -> Option<&Rule> {
        if !self.is_in_force(day) {
            return None;
        }
        let fitting = self.rules.iter().filter(|rule| {
            rule.clock == clock
                && in_force(rule.valid_from, rule.valid_to, day)
                && rule.matches.fits(facts)
        });
        // `max_by_key` keeps the last of equals: reversed, that is the first of the file.
        fitting.rev().max_by_key(|rule| rule.matches.specificity())
    }
}

fn in_force(from: Date, to: Option<Date>, day: Date) -> bool {
    from <= day && to.is_none_or(|to| day <= to)
}

#[cfg(test)]
mod tests;
