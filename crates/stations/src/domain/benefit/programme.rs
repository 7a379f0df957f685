//! Programmes as a city writes them in `benefits.toml`: the published rule, its
//! window, its places or money, and in which order they are given.

use jiff::civil::Date;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::words;

words! {
    /// What a programme gives.
    pub enum BenefitKind: "a kind of benefit" {
        /// 学费补贴名额
        Tuition = "tuition",
        /// 技能补贴
        Training = "training",
        /// 爱心基金
        Aid = "aid",
        /// 床位
        Housing = "housing",
    }
}

words! {
    /// In which order places are given.
    pub enum BenefitOrder: "an order of places" {
        /// Whoever applied first.
        Application = "application",
        /// By lot, with a seed that was sealed before.
        Lot = "lot",
    }
}

words! {
    /// How somebody shows that the rule fits them.
    pub enum Proof: "a proof of a benefit" {
        /// They say so.
        SelfStatement = "self_statement",
        /// Their employer says so.
        Employer = "employer_attestation",
    }
}

/// A programme.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Short name, in addresses.
    pub id: String,
    /// What its application numbers begin with.
    pub code: String,
    /// What it gives.
    pub kind: BenefitKind,
    /// Whose it is, in words: the city's or a district's.
    pub district: String,
    /// Short name of the unit that decides.
    pub unit: String,
    /// Name.
    pub name: String,
    /// What it is, in a sentence.
    pub about: String,
    /// The rule as published.
    pub rule: String,
    /// Which version of the rule this is.
    pub rule_version: String,
    /// From this day the rule holds.
    #[serde(deserialize_with = "day")]
    pub valid_from: Date,
    /// To this day; open where it is missing.
    #[serde(default, deserialize_with = "some_day")]
    pub valid_to: Option<Date>,
    /// First day of applications.
    #[serde(deserialize_with = "day")]
    pub opens_on: Date,
    /// Last day of applications.
    #[serde(deserialize_with = "day")]
    pub closes_on: Date,
    /// How many places.
    pub places: i64,
    /// What there is to give altogether, in fen.
    #[serde(default)]
    pub budget_fen: i64,
    /// What each gets, in fen; nothing where a place is all.
    #[serde(default)]
    pub amount_fen: i64,
    /// In which order.
    pub order: BenefitOrder,
    /// How one shows that the rule fits.
    pub proof: Proof,
    /// What an applicant must state.
    pub statements: Vec<String>,
    /// What an applicant may show with pictures; empty where nothing is to be shown.
    #[serde(default)]
    pub evidence: String,
    /// Working days a number stands in public before it counts.
    pub notice_days: u32,
    /// Programmes that may not be had beside this one, of other districts too.
    #[serde(default)]
    pub excludes: Vec<String>,
    /// The house whose beds these are, for housing.
    #[serde(default)]
    pub house: String,
    /// Months of a contract, for housing.
    #[serde(default)]
    pub contract_months: i32,
    /// Years after its end until nobody is behind an application.
    #[serde(default = "three")]
    pub keep_years: i64,
}

fn three() -> i64 {
    3
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}

fn some_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    day(from).map(Some)
}

/// Where applications stand by the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Not yet.
    Coming,
    /// Now.
    Open,
    /// No more.
    Closed,
}

impl Programme {
    /// Whether one may apply on a day.
    pub fn window(&self, on: Date) -> Window {
        let is_valid = self.valid_to.is_none_or(|to| on <= to);
        if on < self.opens_on || on < self.valid_from {
            Window::Coming
        } else if on <= self.closes_on && is_valid {
            Window::Open
        } else {
            Window::Closed
        }
    }

    /// Whether one may not have both.
    pub fn is_exclusive_with(&self, other: &Self) -> bool {
        self.id == other.id
            || self.excludes.contains(&other.id)
            || other.excludes.contains(&self.id)
    }
}

/// What is wrong with a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgrammeFault {
    /// Its short name or code stands twice.
    Duplicate,
    /// It closes before it opens.
    Window,
    /// It has no places, or nothing must be stated.
    Empty,
    /// The money is not enough for the places.
    Budget,
    /// It names a programme that is not there.
    Excludes,
    /// Housing names a house of the register and a contract; nothing else does.
    House,
}

/// `stations/benefits.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BenefitRules {
    /// Every programme.
    pub programme: Vec<Programme>,
}

impl BenefitRules {
    /// The file's name in the folder of stations.
    pub const FILE: &'static str = "benefits.toml";

    /// Reads the programmes.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// One by its short name.
    pub fn get(&self, id: &str) -> Option<&Programme> {
        self.programme.iter().find(|programme| programme.id == id)
    }

    /// Those that may not be had beside one, itself first.
    pub fn exclusive_with(&self, programme: &Programme) -> Vec<String> {
        let all = self.programme.iter().filter(|other| programme.is_exclusive_with(other));
        all.map(|other| other.id.clone()).collect()
    }

    /// What does not fit together, by the programme's place in the file.
    pub fn faults(&self, is_house: impl Fn(&str) -> bool) -> Vec<(usize, ProgrammeFault)> {
        let mut faults = Vec::new();
        for (at, one) in self.programme.iter().enumerate() {
            let before = self.programme.iter().take(at);
            let is_known = |id: &String| *id != one.id && self.get(id).is_some();
            let needs = i128::from(one.places) * i128::from(one.amount_fen);
            let is_housing = one.kind == BenefitKind::Housing;
            let fits = if is_housing {
                is_house(&one.house) && one.contract_months > 0 && one.amount_fen == 0
            } else {
                one.house.is_empty()
            };
            let checks = [
                (
                    before.clone().any(|other| other.id == one.id || other.code == one.code),
                    ProgrammeFault::Duplicate,
                ),
                (one.closes_on < one.opens_on, ProgrammeFault::Window),
                (one.places <= 0 || one.statements.is_empty(), ProgrammeFault::Empty),
                (one.amount_fen < 0 || i128::from(one.budget_fen) < needs, ProgrammeFault::Budget),
                (!one.excludes.iter().all(is_known), ProgrammeFault::Excludes),
                (!fits, ProgrammeFault::House),
            ];
            faults.extend(checks.into_iter().filter(|(is, _)| *is).map(|(_, fault)| (at, fault)));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const ONE: &str = r#"
        [[programme]]
        id = "a"
        code = "A"
        kind = "tuition"
        district = "全市"
        unit = "union"
        name = "学费"
        about = "学费"
        rule = "先到先得"
        rule_version = "1"
        valid_from = "2026-01-01"
        opens_on = "2026-11-01"
        closes_on = "2026-11-30"
        places = 2
        budget_fen = 400
        amount_fen = 200
        order = "application"
        proof = "self_statement"
        statements = ["在岗"]
        notice_days = 5
    "#;

    #[test]
    fn one_may_apply_from_the_first_to_the_last_day() {
        let rules = BenefitRules::read(ONE).expect("sound rules");
        let cases = [
            (date(2026, 10, 31), Window::Coming),
            (date(2026, 11, 1), Window::Open),
            (date(2026, 11, 30), Window::Open),
            (date(2026, 12, 1), Window::Closed),
        ];
        for (on, want) in cases {
            assert_eq!(rules.programme[0].window(on), want, "{on}");
        }
        assert!(rules.faults(|_| false).is_empty());
    }

    #[test]
    fn what_does_not_fit_together_is_named() {
        let cases = [
            ("closes_on = \"2026-11-30\"", "closes_on = \"2026-10-30\"", ProgrammeFault::Window),
            ("places = 2", "places = 0", ProgrammeFault::Empty),
            ("places = 2", "places = 3", ProgrammeFault::Budget),
            ("notice_days = 5", "notice_days = 5\nexcludes = [\"b\"]", ProgrammeFault::Excludes),
            ("notice_days = 5", "notice_days = 5\nhouse = \"H1\"", ProgrammeFault::House),
            ("kind = \"tuition\"", "kind = \"housing\"", ProgrammeFault::House),
        ];
        for (from, to, want) in cases {
            let rules = BenefitRules::read(&ONE.replacen(from, to, 1)).expect("reads");
            assert_eq!(rules.faults(|_| false), [(0, want)], "{to}");
        }
        let twice = BenefitRules::read(&format!("{ONE}{ONE}")).expect("reads");
        assert_eq!(twice.faults(|_| false), [(1, ProgrammeFault::Duplicate)]);
        assert!(BenefitRules::read(&ONE.replacen("places", "plaices", 1)).is_err());
    }

    #[test]
    fn what_excludes_is_excluded_too() {
        let other = ONE.replace("\"a\"", "\"b\"").replace("\"A\"", "\"B\"");
        let other = other.replacen("notice_days = 5", "notice_days = 5\nexcludes = [\"a\"]", 1);
        let rules = BenefitRules::read(&format!("{ONE}{other}")).expect("reads");
        let of = |id: &str| rules.exclusive_with(rules.get(id).expect("there"));
        assert_eq!(
            (of("a"), of("b")),
            (vec!["a".into(), "b".into()], vec!["a".into(), "b".into()])
        );
    }
}
