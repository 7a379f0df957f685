//! A city's rules for what riders and drivers say: which channel it comes by,
//! which way an appeal goes and what the law says of it.

use jiff::civil::Date;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::said::{AppealKind, AppealRoute};

/// A file of rules as it stands in the pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// `stations/voice.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VoiceRules {
    /// Counts below this are not shown, where that is more than the city asks for.
    pub small_cell: i64,
    /// Codes of the desk's channels.
    pub channels: Channels,
    /// Which way appeals go, and what is told of it.
    pub appeal: Vec<RouteRule>,
}

/// Codes of the desk's channels.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Channels {
    /// Of quick reports.
    pub quick_report: String,
    /// Of appeals that are handed to the desk.
    pub appeal: String,
}

/// Which way appeals of a kind go.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteRule {
    /// Of which kind.
    pub kind: AppealKind,
    /// Which way.
    pub route: AppealRoute,
    /// Short name of the unit that works on it; empty where the desk does.
    #[serde(default)]
    pub unit: String,
    /// What the person is told of their rights and the way.
    pub notice: String,
    /// The law it rests on.
    pub basis: String,
    /// Until when they must act, in words; empty where no limit runs.
    #[serde(default)]
    pub limit: String,
    /// From this day.
    #[serde(deserialize_with = "day")]
    pub valid_from: Date,
    /// To this day; open where it is missing.
    #[serde(default, deserialize_with = "some_day")]
    pub valid_to: Option<Date>,
}

pub(super) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}

pub(super) fn some_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    day(from).map(Some)
}

impl VoiceRules {
    /// The file's name in the folder of stations.
    pub const FILE: &'static str = "voice.toml";

    /// Reads the rules.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The rule of a kind on a day: the last that begins before it.
    pub fn route(&self, kind: AppealKind, on: Date) -> Option<&RouteRule> {
        let in_force = |rule: &&RouteRule| {
            rule.kind == kind && rule.valid_from <= on && rule.valid_to.is_none_or(|to| on <= to)
        };
        self.appeal.iter().filter(in_force).max_by_key(|rule| rule.valid_from)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const RULES: &str = r#"
        small_cell = 3
        [channels]
        quick_report = "snapshot"
        [[appeal]]
        kind = "wage"
        route = "union"
        notice = "旧"
        basis = "旧法"
        valid_from = "2020-01-01"
        valid_to = "2025-12-31"
        [[appeal]]
        kind = "wage"
        route = "labour"
        unit = "human-resources"
        notice = "新"
        basis = "新法"
        limit = "一年"
        valid_from = "2026-01-01"
    "#;

    #[test]
    fn the_rule_of_the_day_holds_and_what_has_none_has_none() {
        let rules = VoiceRules::read(RULES).expect("sound rules");
        let cases = [
            (date(2019, 12, 31), None),
            (date(2020, 1, 1), Some("旧")),
            (date(2025, 12, 31), Some("旧")),
            (date(2026, 1, 1), Some("新")),
        ];
        for (on, want) in cases {
            let rule = rules.route(AppealKind::Wage, on);
            assert_eq!(rule.map(|rule| rule.notice.as_str()), want, "{on}");
        }
        assert_eq!(rules.route(AppealKind::Other, date(2026, 6, 1)), None);
        assert_eq!((rules.small_cell, rules.channels.appeal.as_str()), (3, ""));
    }

    #[test]
    fn an_unknown_word_is_a_fault() {
        assert!(VoiceRules::read("smal_cell = 3").is_err());
        assert!(VoiceRules::read("[[appeal]]\nkind = \"weather\"").is_err());
        assert_eq!(VoiceRules::read("").expect("nothing is fine"), VoiceRules::default());
    }
}
