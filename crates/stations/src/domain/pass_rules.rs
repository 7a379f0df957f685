//! A city's rules for passes of friendly compounds: how long a line of a gate
//! is kept, how long a suspension may last, when an appeal is answered.

use jiff::civil::Date;
use kernel::calendar::WorkCalendar;
use kernel::counting::{CountingRule, Limit, LimitUnit, due};
use kernel::time::{HOUR_US, Instant};
use serde::Deserialize;

use super::voice::{day, some_day};

/// `stations/compounds.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PassRules {
    /// What is told of few people.
    pub privacy: PassPrivacy,
    /// The rules, each with its days.
    pub rule: Vec<PassRule>,
}

/// What is told of few people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassPrivacy {
    /// Counts below this are not shown.
    pub small_cell: i64,
}

impl Default for PassPrivacy {
    fn default() -> Self {
        Self { small_cell: 5 }
    }
}

/// The rules of some time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassRule {
    /// So many hours a line of a gate is kept; 0 keeps none.
    pub line_hours: u32,
    /// The first suspension lasts at most so many days.
    pub first_days_max: u32,
    /// A later one in the same compound at most so many.
    pub again_days_max: u32,
    /// An appeal is answered in so many working days.
    pub appeal_working_days: u32,
    /// The law or rule it rests on.
    pub basis: String,
    /// From this day.
    #[serde(deserialize_with = "day")]
    pub valid_from: Date,
    /// To this day; open where it is missing.
    #[serde(default, deserialize_with = "some_day")]
    pub valid_to: Option<Date>,
}

impl PassRules {
    /// The file's name in the folder of stations.
    pub const FILE: &'static str = "compounds.toml";

    /// Reads the rules.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The rule of a day: the last that begins before it. Where a city has
    /// none, no line is kept and nobody is suspended.
    pub fn on(&self, on: Date) -> Option<&PassRule> {
        let in_force =
            |rule: &&PassRule| rule.valid_from <= on && rule.valid_to.is_none_or(|to| on <= to);
        self.rule.iter().filter(in_force).max_by_key(|rule| rule.valid_from)
    }
}

impl PassRule {
    /// When a line made now is deleted; nothing where none is kept.
    pub fn line_until(&self, now: Instant) -> Option<Instant> {
        (self.line_hours > 0).then(|| now.plus(i64::from(self.line_hours) * HOUR_US))
    }

    /// How many days a suspension may last, after so many earlier ones of the
    /// same pass in the same compound.
    pub fn days_max(&self, earlier: i64) -> u32 {
        if earlier == 0 { self.first_days_max } else { self.again_days_max }
    }

    /// Until when an appeal made now is answered.
    pub fn answer_due(&self, now: Instant, calendar: &WorkCalendar) -> Instant {
        let limit = Limit::new(self.appeal_working_days, LimitUnit::WorkingDay);
        due(now, limit, calendar, &CountingRule::default()).at
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TEXT: &str = r#"
        [privacy]
        small_cell = 4
        [[rule]]
        line_hours = 72
        first_days_max = 7
        again_days_max = 30
        appeal_working_days = 3
        basis = "规则"
        valid_from = "2026-01-01"
        valid_to = "2026-12-31"
        [[rule]]
        line_hours = 0
        first_days_max = 3
        again_days_max = 7
        appeal_working_days = 2
        basis = "新规则"
        valid_from = "2026-12-01"
    "#;

    #[test]
    fn the_rule_of_a_day_is_the_last_that_began() {
        let rules = PassRules::read(TEXT).expect("rules");
        assert_eq!(rules.on(date(2025, 12, 31)), None);
        let old = rules.on(date(2026, 11, 30)).expect("a rule");
        let new = rules.on(date(2026, 12, 1)).expect("a rule");
        assert_eq!((old.days_max(0), old.days_max(1), new.days_max(0)), (7, 30, 3));
        let now = Instant::parse("2026-11-30 08:00").expect("a time");
        assert_eq!(old.line_until(now), Instant::parse("2026-12-03 08:00"));
        assert_eq!(new.line_until(now), None);
        assert_eq!(rules.privacy.small_cell, 4);
        assert!(PassRules::read("[[rule]]\nline_hours = 72").is_err());
        assert!(PassRules::read("hours = 72").is_err());
    }

    #[test]
    fn an_appeal_is_answered_in_working_days() {
        let rules = PassRules::read(TEXT).expect("rules");
        let rule = rules.on(date(2026, 10, 1)).expect("a rule");
        let calendar = WorkCalendar::built_in();
        for (made, due) in [
            // Friday: Monday, Tuesday, Wednesday.
            ("2026-11-27 10:00", "2026-12-03"),
            // The day before the holidays of 2026: the 8th, the 9th, and Saturday the 10th, a
            // make-up workday.
            ("2026-09-30 10:00", "2026-10-11"),
        ] {
            let made = Instant::parse(made).expect("a time");
            let at = rule.answer_due(made, calendar);
            assert!(at > made);
            assert_eq!(at, Instant::parse(due).expect("a day"), "{made:?}");
        }
    }
}
