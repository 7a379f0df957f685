//! Reads a pack from TOML and checks it.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::matching::region_prefix;
use super::procedures::{self, RawExtension, RawProcedures};
use super::{Match, PolicyFault, PolicyFaultKind, PolicyPack, Procedures, RateWeights, Rule};
use crate::clock::{PauseReason, WarningShares};
use crate::counting::{CountingRule, Limit, LimitUnit};

const AMOUNT_MAX: u32 = 10_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPack {
    id: Spanned<String>,
    version: Spanned<String>,
    title: String,
    #[serde(default)]
    region: Option<Spanned<String>>,
    valid_from: Spanned<toml::Value>,
    valid_to: Option<Spanned<toml::Value>>,
    basis: Spanned<String>,
    weekend_extends: Option<bool>,
    warn_at: Option<Spanned<[u16; 2]>>,
    rates: Option<Spanned<RawRates>>,
    procedures: Option<Spanned<RawProcedures>>,
    #[serde(default)]
    rules: Vec<Spanned<RawRule>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRates {
    response: u16,
    resolution: u16,
    satisfaction: u16,
    partly: u16,
    mostly: u16,
    n_min: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    clock: String,
    #[serde(default, rename = "match")]
    matches: RawMatch,
    amount: i64,
    unit: String,
    extension: Option<RawExtension>,
    weekend_extends: Option<bool>,
    warn_at: Option<[u16; 2]>,
    #[serde(default)]
    pause_on: Vec<String>,
    valid_from: Option<toml::Value>,
    valid_to: Option<toml::Value>,
    basis: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawMatch {
    order_type: OneOrMany,
    urgency: OneOrMany,
    category: String,
    channel_class: OneOrMany,
    region: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl OneOrMany {
    fn into_vec(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

/// What rules take over from their pack where they say nothing themselves.
struct Defaults {
    counting: CountingRule,
    warning: WarningShares,
    valid_from: Date,
    valid_to: Option<Date>,
    basis: String,
}

pub(super) fn parse(text: &str) -> Result<PolicyPack, Vec<PolicyFault>> {
    let mut faults = Faults { text, rule: None, found: Vec::new() };
    let raw: RawPack = toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        faults.add(offset, PolicyFaultKind::Syntax(error.message().to_owned()));
        std::mem::take(&mut faults.found)
    })?;
    let pack = read_pack(raw, &mut faults);
    if faults.found.is_empty() { Ok(pack) } else { Err(faults.found) }
}

fn read_pack(raw: RawPack, faults: &mut Faults<'_>) -> PolicyPack {
    let from_offset = raw.valid_from.span().start;
    let valid_from = faults.take(from_offset, read_date(raw.valid_from.as_ref()), Date::MIN);
    let valid_to =
        raw.valid_to.map(|to| faults.take(to.span().start, read_date(to.as_ref()), Date::MAX));
    if valid_to.is_some_and(|to| to < valid_from) {
        faults.add(from_offset, PolicyFaultKind::Validity);
    }
    for (name, value) in [("id", &raw.id), ("version", &raw.version), ("basis", &raw.basis)] {
        if value.as_ref().trim().is_empty() {
            faults.add(value.span().start, PolicyFaultKind::Empty(name));
        }
    }
    let region = raw.region.map_or_else(String::new, |region| {
        let offset = region.span().start;
        faults.take(
            offset,
            read_region(region.as_ref()).map(|_| region.into_inner()),
            String::new(),
        )
    });
    let warning = raw.warn_at.map_or_else(WarningShares::default, |shares| {
        faults.take(shares.span().start, read_shares(*shares.as_ref()), WarningShares::default())
    });
    let defaults = Defaults {
        counting: raw
            .weekend_extends
            .map_or_else(CountingRule::default, |weekend_extends| CountingRule { weekend_extends }),
        warning,
        valid_from,
        valid_to,
        basis: raw.basis.into_inner(),
    };
    if raw.rules.is_empty() {
        faults.add(0, PolicyFaultKind::NoRule);
    }
    let procedures = raw.procedures.map(|raw| {
        let offset = raw.span().start;
        faults.take(offset, procedures::read(raw.into_inner()), Procedures::default())
    });
    PolicyPack {
        procedures,
        id: raw.id.into_inner(),
        version: raw.version.into_inner(),
        title: raw.title,
        region,
        valid_from,
        valid_to,
        rates: raw.rates.map_or_else(RateWeights::default, |rates| read_rates(&rates, faults)),
        rules: read_rules(raw.rules, &defaults, faults),
        basis: defaults.basis,
    }
}

fn read_rules(
    raw: Vec<Spanned<RawRule>>,
    defaults: &Defaults,
    faults: &mut Faults<'_>,
) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for (number, rule) in (1..).zip(raw) {
        faults.rule = Some(number);
        let offset = rule.span().start;
        let line = faults.line(offset);
        match read_rule(rule.into_inner(), line, defaults) {
            Ok(rule) => {
                if let Some(earlier) = rules.iter().find(|earlier| clash(earlier, &rule)) {
                    faults.add(offset, PolicyFaultKind::Duplicate(earlier.line));
                }
                rules.push(rule);
            }
            Err(kind) => faults.add(offset, kind),
        }
    }
    faults.rule = None;
    rules
}

fn read_rule(raw: RawRule, line: usize, defaults: &Defaults) -> Result<Rule, PolicyFaultKind> {
    let date = |value: Option<toml::Value>| value.as_ref().map(read_date).transpose();
    let rule = Rule {
        line,
        clock: raw.clock.parse().map_err(|_| PolicyFaultKind::Clock(raw.clock))?,
        matches: Match {
            order_types: raw.matches.order_type.into_vec(),
            urgencies: raw.matches.urgency.into_vec(),
            category: raw.matches.category,
            channel_classes: raw.matches.channel_class.into_vec(),
            region: read_region(&raw.matches.region)?,
        },
        limit: read_limit(raw.amount, &raw.unit)?,
        extension: raw
            .extension
            .map(|raw| raw.read(read_limit(raw.amount, &raw.unit)?))
            .transpose()?,
        counting: raw
            .weekend_extends
            .map_or(defaults.counting, |weekend_extends| CountingRule { weekend_extends }),
        warning: raw.warn_at.map_or(Ok(defaults.warning), read_shares)?,
        pause_on: raw
            .pause_on
            .iter()
            .map(|reason| read_reason(reason))
            .collect::<Result<_, _>>()?,
        valid_from: date(raw.valid_from)?.unwrap_or(defaults.valid_from),
        valid_to: date(raw.valid_to)?.or(defaults.valid_to),
        basis: raw.basis.unwrap_or_else(|| defaults.basis.clone()),
    };
    if rule.valid_to.is_some_and(|to| to < rule.valid_from) {
        return Err(PolicyFaultKind::Validity);
    }
    Ok(rule)
}

fn clash(a: &Rule, b: &Rule) -> bool {
    let (a_end, b_end) = (a.valid_to.unwrap_or(Date::MAX), b.valid_to.unwrap_or(Date::MAX));
    a.clock == b.clock && a.matches == b.matches && a.valid_from <= b_end && b.valid_from <= a_end
}

fn read_limit(amount: i64, unit: &str) -> Result<Limit, PolicyFaultKind> {
    let unit = LimitUnit::from_name(unit).ok_or_else(|| PolicyFaultKind::Unit(unit.to_owned()))?;
    let allowed = u32::try_from(amount).ok().filter(|amount| (1..=AMOUNT_MAX).contains(amount));
    allowed.map(|amount| Limit::new(amount, unit)).ok_or(PolicyFaultKind::Amount(amount))
}

fn read_reason(name: &str) -> Result<PauseReason, PolicyFaultKind> {
    PauseReason::from_name(name).ok_or_else(|| PolicyFaultKind::PauseReason(name.to_owned()))
}

/// A date with or without quotes.
fn read_date(value: &toml::Value) -> Result<Date, PolicyFaultKind> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Date::strptime("%Y-%m-%d", &text).map_err(|_| PolicyFaultKind::Date(text))
}

fn read_region(text: &str) -> Result<String, PolicyFaultKind> {
    region_prefix(text).ok_or_else(|| PolicyFaultKind::Region(text.to_owned()))
}

fn read_shares(
    [yellow_permille, red_permille]: [u16; 2],
) -> Result<WarningShares, PolicyFaultKind> {
    let rises = 0 < yellow_permille && yellow_permille < red_permille && red_permille <= 1000;
    rises.then_some(WarningShares { yellow_permille, red_permille }).ok_or(PolicyFaultKind::WarnAt)
}

fn read_rates(raw: &Spanned<RawRates>, faults: &mut Faults<'_>) -> RateWeights {
    let offset = raw.span().start;
    let rates = raw.as_ref();
    let sum =
        [rates.response, rates.resolution, rates.satisfaction].into_iter().map(u32::from).sum();
    if sum != 1000 {
        faults.add(offset, PolicyFaultKind::Weights(sum));
    }
    for (name, share) in [("partly", rates.partly), ("mostly", rates.mostly)] {
        if share > 1000 {
            faults.add(offset, PolicyFaultKind::Share(name));
        }
    }
    if rates.n_min == 0 {
        faults.add(offset, PolicyFaultKind::NMin);
    }
    RateWeights {
        response_permille: rates.response,
        resolution_permille: rates.resolution,
        satisfaction_permille: rates.satisfaction,
        partly_permille: rates.partly,
        mostly_permille: rates.mostly,
        n_min: rates.n_min,
    }
}

/// Collects faults, and knows the line of each.
struct Faults<'a> {
    text: &'a str,
    rule: Option<usize>,
    found: Vec<PolicyFault>,
}

impl Faults<'_> {
    fn add(&mut self, offset: usize, kind: PolicyFaultKind) {
        self.found.push(PolicyFault { line: self.line(offset), rule: self.rule, kind });
    }

    /// The value, or a fault and a stand-in that never leaves this file.
    fn take<T>(&mut self, offset: usize, read: Result<T, PolicyFaultKind>, stand_in: T) -> T {
        read.unwrap_or_else(|kind| {
            self.add(offset, kind);
            stand_in
        })
    }

    fn line(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }
}
