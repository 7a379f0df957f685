//! What the city decided about procedures, as data with validity dates: when
//! objections make a pattern, how soon called units are there, how long two
//! channels count as one, and what is said when a matter is not accepted.

use jiff::civil::Date;

use super::hot_topic::heat::HotTopicRule;
use super::words::NotAcceptedReason;

/// One edition of the city's procedure rules.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedures {
    /// First day in force.
    #[serde(deserialize_with = "day")]
    pub valid_from: Date,
    /// Last day in force; none while it is open.
    #[serde(default, deserialize_with = "some_day")]
    pub valid_to: Option<Date>,
    /// The document it follows.
    pub basis: String,
    /// Objections of one pattern that open a gap in the catalogue.
    pub objection_pattern_count: i64,
    /// Within so many days.
    pub objection_pattern_days: i64,
    /// Called units are there within so many hours.
    pub whistle_arrival_hours: i64,
    /// The same person on another channel within so many days asks once.
    pub cross_channel_days: i64,
    /// Categories (prefixes) in which money due to somebody is claimed.
    #[serde(default)]
    pub money_claim_categories: Vec<String>,
    /// What is done and said in the cases that are not accepted.
    #[serde(default)]
    pub not_accepted: Vec<Treatment>,
    /// When many asking at once make a hot topic.
    #[serde(default)]
    pub hot_topics: HotTopicRule,
}

/// The lawful treatment of a case that is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    /// The case.
    pub reason: NotAcceptedReason,
    /// What the desk must do.
    pub treatment: String,
    /// What the requester is told; the desk may change it.
    pub text: String,
    /// The article it follows.
    pub basis: String,
}

/// A day as people write one, in quotes or not.
fn day<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Date, D::Error> {
    let value = <toml::Value as serde::Deserialize>::deserialize(input)?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse().map_err(|_| serde::de::Error::custom(format!("{text:?} is not a day")))
}

fn some_day<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Option<Date>, D::Error> {
    day(input).map(Some)
}

/// The file's shape.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    procedures: Vec<Procedures>,
}

impl Procedures {
    /// Reads the editions of a file.
    ///
    /// # Errors
    /// What is wrong, in words for whoever wrote the file.
    pub fn parse(text: &str) -> Result<Vec<Self>, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        for edition in &file.procedures {
            edition.check()?;
        }
        Ok(file.procedures)
    }

    fn check(&self) -> Result<(), String> {
        let numbers = [
            ("objection_pattern_count", self.objection_pattern_count),
            ("objection_pattern_days", self.objection_pattern_days),
            ("whistle_arrival_hours", self.whistle_arrival_hours),
            ("cross_channel_days", self.cross_channel_days),
        ];
        if let Some((name, _)) = numbers.iter().find(|(_, value)| *value < 1) {
            return Err(format!("{name} must be at least 1"));
        }
        self.hot_topics.check()?;
        let missing = NotAcceptedReason::ALL
            .iter()
            .find(|reason| !self.not_accepted.iter().any(|known| known.reason == **reason));
        match missing {
            Some(reason) => Err(format!("not_accepted has no entry for {reason}")),
            None => Ok(()),
        }
    }

    /// Whether the edition is in force on a day.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|to| day <= to)
    }

    /// What is done and said in a case.
    pub fn treatment(&self, reason: NotAcceptedReason) -> Option<&Treatment> {
        self.not_accepted.iter().find(|known| known.reason == reason)
    }

    /// Whether money due to somebody is claimed in a category.
    pub fn is_about_money(&self, category: Option<&str>) -> bool {
        let known = |prefix: &String| category.is_some_and(|code| code.starts_with(prefix));
        self.money_claim_categories.iter().any(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = include_str!("../../data/base-procedures.toml");

    #[test]
    fn the_base_edition_says_what_to_do_in_all_six_cases() {
        let editions = Procedures::parse(BASE).unwrap();
        assert_eq!(editions.len(), 1);
        for reason in NotAcceptedReason::ALL {
            let told = editions[0].treatment(*reason).unwrap();
            assert!(!told.text.is_empty() && !told.basis.is_empty(), "{reason}");
        }
    }

    #[test]
    fn an_edition_without_a_case_or_with_a_number_below_one_is_refused() {
        let without = BASE.replace("reason = \"unlawful\"", "reason = \"beyond_duty\"");
        assert!(Procedures::parse(&without).is_err());
        let never = BASE.replace("objection_pattern_count = 3", "objection_pattern_count = 0");
        assert!(Procedures::parse(&never).is_err());
        assert!(Procedures::parse("[[procedures]]\nunknown = 1").is_err());
    }
}
